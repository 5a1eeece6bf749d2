/* sohoa report: the digitisation figures of a month. */
#include <getopt.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "daemon/cmd_remote.h"
#include "export/report.h"

enum form { FORM_TEXT, FORM_CSV, FORM_XLSX };

struct rows {
    struct report_row *items;
    size_t len, cap;
};

static int collect(const json_t *reply, struct rows *rows)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(reply, "rows"), i, one) {
        struct report_row *row = array_push(rows);
        if (!row)
            return SO_ENOMEM;
        *row = (struct report_row){
            .month = remote_text(one, "month"),
            .type_name = remote_label(one),
            .papers = remote_number(one, "papers"),
            .pages = remote_number(one, "pages"),
            .with_image = remote_number(one, "with_image"),
            .record_only = remote_number(one, "record_only"),
            .confirmed = remote_number(one, "confirmed"),
            .findings_open = remote_number(one, "findings_open"),
            .findings_solved = remote_number(one, "findings_solved"),
            .findings_dismissed = remote_number(one, "findings_dismissed"),
            .dossiers = remote_number(one, "dossiers"),
        };
    }
    return SO_OK;
}

static int print_report(const json_t *reply, enum form form, const char *file)
{
    struct rows rows = {0};
    struct table *table = NULL;
    struct buf out = BUF_INIT;
    int r = collect(reply, &rows);
    struct report report = {.period = remote_text(reply, "month"), .rows = rows.items, .nrows = rows.len};
    r = r ? r : report_to_table(&report, REPORT_VI, &table);
    if (!r)
        r = form == FORM_CSV ? table_to_csv(table, &out) : form == FORM_XLSX ? table_to_xlsx(table, &out)
                                                                            : table_to_text(table, &out);
    struct so_error err = {0};
    if (r)
        so_fail(&err, r, "the report can't be made: %s", so_result_text(r));
    else if (file)
        r = file_write_whole(file, buf_str(&out), out.len, 0640, &err);
    else
        fwrite(buf_str(&out), 1, out.len, stdout);
    table_free(table);
    buf_free(&out);
    array_free(&rows);
    return r ? cmd_fail(EXIT_FAILED, "%s", err.text) : EXIT_DONE;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'},
                                          {"month", required_argument, NULL, 'm'},
                                          {"csv", no_argument, NULL, 'c'},
                                          {"xlsx", no_argument, NULL, 'x'},
                                          {0}};
    bool json = false;
    enum form form = FORM_TEXT;
    const char *file = NULL, *month = NULL;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1;) {
        if (c == 'j')
            json = true;
        else if (c == 'm')
            month = optarg;
        else if (c == 'o')
            file = optarg;
        else if (c == 'c' || c == 'x')
            form = c == 'c' ? FORM_CSV : FORM_XLSX;
        else
            return cmd_usage(&cmd_report, "unknown option '%s'", argv[optind - 1]);
    }
    if (optind != argc)
        return cmd_usage(&cmd_report, "unexpected argument '%s'", argv[optind]);
    if (form == FORM_XLSX && !file)
        return cmd_usage(&cmd_report, "--xlsx needs -o FILE");
    struct buf path = BUF_INIT;
    json_t *reply = NULL;
    int r = buf_append_str(&path, month ? "/api/v1/report?month=" : "/api/v1/report");
    if (!r && month)
        r = client_escape(month, &path);
    int status = r ? cmd_fail(EXIT_FAILED, "out of memory") : remote_ask("GET", path.data, NULL, &reply);
    buf_free(&path);
    if (status == EXIT_DONE && json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        status = print_report(reply, form, file);
    json_decref(reply);
    return status;
}

const struct command cmd_report = {
    .name = "report",
    .arguments = "[--month YYYY-MM] [--json|--csv|--xlsx] [-o FILE]",
    .summary = "the digitisation figures of a month",
    .help = "  --month YYYY-MM    default: this month\n"
            "  --csv, --xlsx      for a spreadsheet; --xlsx needs -o\n"
            "  -o FILE            where to write; default: standard output\n",
    .run = run,
};
