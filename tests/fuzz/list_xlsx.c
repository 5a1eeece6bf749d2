/* A workbook of any bytes: its rows are within the limits, in order, and go over the wire unchanged. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "list/rows.h"

#define INPUT_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > INPUT_MAX)
        return 0;
    int fd = memfd_create("list.xlsx", MFD_CLOEXEC);
    demand(fd >= 0 && file_write_fd(fd, data, size) == SO_OK);
    struct list_rows rows = {0}, again = {0};
    struct buf wire = BUF_INIT;
    if (list_read_xlsx(fd, 1, &rows, NULL) == SO_OK) {
        for (size_t i = 0; i < rows.len; i++)
            demand(rows.items[i].len <= LIST_COLUMNS_MAX && (!i || rows.items[i].number > rows.items[i - 1].number));
        demand(!list_rows_pack(&rows, &wire));
        demand(!list_rows_unpack(&wire, &again, NULL) && again.len == rows.len);
        list_rows_free(&again);
        list_rows_free(&rows);
    }
    buf_free(&wire);
    close(fd);
    return 0;
}
