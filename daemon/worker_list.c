/*
 * Opens one spreadsheet and hands its rows over: the only program that reads XLSX. Started for one file by
 * list_import.c, it sees that file alone (descriptor 0) and is locked before it looks at it.
 *
 *     worker_list [--sheet N] [--no-sandbox] < FILE > ROWS
 *
 * Exit status 0: the rows in the wire format of list/rows.h. 1: "CODE\nreason" instead, the code of base/result.h.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "daemon/worker_list.h"
#include "list/rows.h"
#include "sandbox/sandbox.h"

static int read_rows(unsigned sheet, struct list_rows *ret_rows, struct so_error *err)
{
    unsigned char magic[8] = {0};
    ssize_t n = pread(STDIN_FILENO, magic, sizeof magic, 0);
    if (n < 0)
        return so_fail_errno(err, "the list");
    if (n >= 4 && !memcmp(magic, "PK\x03\x04", 4))
        return list_read_xlsx(STDIN_FILENO, sheet, ret_rows, err);
    if (n >= 8 && !memcmp(magic, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return so_fail(err, SO_EUNSUPPORTED,
                       "this is a workbook of before 2007, or one with a password; save it as .xlsx");
    struct buf data = BUF_INIT;
    int r = file_read_fd(STDIN_FILENO, "the list", WORKER_LIST_FILE_MAX, &data, err);
    r = r ? r : list_read_csv(buf_str(&data), data.len, ret_rows, err);
    buf_free(&data);
    return r;
}

static int run(unsigned sheet, bool locked)
{
    struct so_error err = {0};
    struct list_rows rows = {0};
    struct buf out = BUF_INIT;
    int r = locked ? sandbox_lock_reader(&err) : SO_OK;
    r = r ? r : read_rows(sheet, &rows, &err);
    r = r ? r : list_rows_pack(&rows, &out);
    list_rows_free(&rows);
    if (r) {
        buf_clear(&out);
        (void)buf_printf(&out, "%d\n%s", r, err.text[0] ? err.text : so_result_text(r));
    }
    bool written = file_write_fd(STDOUT_FILENO, buf_str(&out), out.len) == SO_OK;
    buf_free(&out);
    return r || !written ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"sheet", required_argument, NULL, 's'}, {"no-sandbox", no_argument, NULL, 'n'}, {0}};
    unsigned long sheet = 1;
    bool locked = true;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        char *end = NULL;
        if (c == 'n')
            locked = false;
        else if (c == 's')
            sheet = strtoul(optarg, &end, 10);
        if (c == '?' || (end && *end) || sheet < 1 || sheet > 1000) {
            fputs("usage: worker_list [--sheet N] [--no-sandbox] < FILE > ROWS\n", stderr);
            return 2;
        }
    }
    /* Locked, a program cannot be looked through for leaks at its end, as sanitizers would. */
    _exit(run((unsigned)sheet, locked));
}
