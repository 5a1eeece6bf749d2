/* A text file of cells, and the wire of rows: what is accepted packs and unpacks to the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "list/rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void compare(const struct list_rows *a, const struct list_rows *b)
{
    demand(a->len == b->len);
    for (size_t i = 0; i < a->len; i++) {
        demand(a->items[i].len == b->items[i].len && a->items[i].number == b->items[i].number);
        for (size_t c = 0; c < a->items[i].len; c++)
            demand(!strcmp(a->items[i].cells[c].text, b->items[i].cells[c].text));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct list_rows rows = {0}, again = {0};
    struct buf wire = BUF_INIT;
    demand(!buf_append(&wire, data, size));
    if (list_rows_unpack(&wire, &again, NULL) == SO_OK) /* whatever came over the wire */
        list_rows_free(&again);
    buf_free(&wire);
    if (size > 65536 || list_read_csv(data, size, &rows, NULL))
        return 0;
    for (size_t i = 0; i < rows.len; i++)
        demand(rows.items[i].number == i + 1 && rows.items[i].len >= 1 && rows.items[i].len <= LIST_COLUMNS_MAX);
    demand(!list_rows_pack(&rows, &wire));
    demand(!list_rows_unpack(&wire, &again, NULL));
    compare(&rows, &again);
    list_rows_free(&rows);
    list_rows_free(&again);
    buf_free(&wire);
    return 0;
}
