#include "list/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "viet/text.h"

#define WIRE_MAGIC "sohoa-list 2\n"

void list_rows_free(struct list_rows *rows)
{
    for (size_t i = 0; i < rows->len && !rows->cells; i++) {
        for (size_t c = 0; c < rows->items[i].len; c++)
            free(rows->items[i].cells[c].text);
        free(rows->items[i].cells);
    }
    free(rows->cells);
    buf_free(&rows->wire);
    array_free(rows);
}

int list_rows_begin(struct list_rows *rows, unsigned number, struct so_error *err)
{
    if (rows->len >= LIST_ROWS_MAX)
        return so_fail(err, SO_ELIMIT, "the list has more than %u rows", LIST_ROWS_MAX);
    struct list_row *row = array_push(rows);
    if (!row)
        return so_fail(err, SO_ENOMEM, "out of memory");
    row->number = number;
    return SO_OK;
}

/* struct list_row names its items "cells". */
static struct list_cell *push_cell(struct list_row *row)
{
    return array_grow((void **)&row->cells, &row->len, &row->cap, sizeof *row->cells) ? &row->cells[row->len - 1]
                                                                                      : NULL;
}

int list_rows_put(struct list_rows *rows, size_t column, const char *text, size_t len, enum viet_legacy font,
                  bool capitals, struct so_error *err)
{
    struct list_row *row = &rows->items[rows->len - 1];
    if (column >= LIST_COLUMNS_MAX)
        return so_fail(err, SO_ELIMIT, "row %u has more than %u columns", row->number, LIST_COLUMNS_MAX);
    if (len > LIST_CELL_MAX)
        return so_fail(err, SO_ELIMIT, "row %u, column %zu: a cell has more than %u bytes", row->number, column + 1,
                       LIST_CELL_MAX);
    rows->text += len + sizeof(struct list_cell);
    if (rows->text > LIST_TEXT_MAX)
        return so_fail(err, SO_ELIMIT, "the list has more than %llu MB of text", LIST_TEXT_MAX >> 20);
    while (row->len <= column) {
        struct list_cell *cell = push_cell(row);
        if (!cell || !(cell->text = strdup("")))
            return so_fail(err, SO_ENOMEM, "out of memory");
    }
    char *copy = strndup(text, len);
    if (!copy)
        return so_fail(err, SO_ENOMEM, "out of memory");
    free(row->cells[column].text);
    row->cells[column] = (struct list_cell){copy, font, capitals};
    return SO_OK;
}

static int put_number(struct buf *out, uint32_t n)
{
    unsigned char bytes[4] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
                              (unsigned char)(n >> 24)};
    return buf_append(out, bytes, sizeof bytes);
}

/* magic, kind of bytes, rows, cells of all; a row: its number, cells; a cell: font, length, text and its NUL. */
int list_rows_pack(const struct list_rows *rows, struct buf *out)
{
    int r = buf_append_str(out, WIRE_MAGIC);
    r = r ? r : put_number(out, rows->bytes);
    r = r ? r : put_number(out, (uint32_t)rows->len);
    size_t cells = 0;
    for (size_t i = 0; i < rows->len; i++)
        cells += rows->items[i].len;
    r = r ? r : put_number(out, (uint32_t)cells);
    for (size_t i = 0; i < rows->len && !r; i++) {
        const struct list_row *row = &rows->items[i];
        r = put_number(out, row->number);
        r = r ? r : put_number(out, (uint32_t)row->len);
        for (size_t c = 0; c < row->len && !r; c++) {
            const struct list_cell *cell = &row->cells[c];
            size_t len = strlen(cell->text);
            r = put_number(out, (uint32_t)cell->font << 1 | cell->capitals);
            r = r ? r : put_number(out, (uint32_t)len);
            r = r ? r : buf_append(out, cell->text, len + 1);
        }
    }
    return r;
}

struct reader {
    unsigned char *at, *end;
    struct list_cell *cell, *cells_end; /* free ones */
};

static bool take_number(struct reader *in, uint32_t max, uint32_t *ret)
{
    if (in->end - in->at < 4)
        return false;
    uint32_t n = in->at[0] | (uint32_t)in->at[1] << 8 | (uint32_t)in->at[2] << 16 | (uint32_t)in->at[3] << 24;
    in->at += 4;
    *ret = n;
    return n <= max;
}

static bool take_cell(struct reader *in, struct list_cell *ret)
{
    uint32_t font, len;
    if (!take_number(in, VIET_LEGACIES * 2 - 1, &font) || !take_number(in, LIST_CELL_MAX, &len) ||
        (size_t)(in->end - in->at) <= len || in->at[len] || memchr(in->at, 0, len) ||
        !viet_is_utf8((const char *)in->at, len))
        return false;
    *ret = (struct list_cell){(char *)in->at, (enum viet_legacy)(font >> 1), font & 1};
    in->at += len + 1;
    return true;
}

static int unpack_row(struct reader *in, struct list_row *row, struct so_error *err)
{
    uint32_t number, cells;
    if (!take_number(in, UINT32_MAX, &number) || !take_number(in, LIST_COLUMNS_MAX, &cells) ||
        (size_t)(in->cells_end - in->cell) < cells)
        return so_fail(err, SO_EFORMAT, "the rows of the list are broken");
    *row = (struct list_row){number, in->cell, cells, cells};
    for (uint32_t c = 0; c < cells; c++)
        if (!take_cell(in, in->cell++))
            return so_fail(err, SO_EFORMAT, "a cell of the list is broken");
    return SO_OK;
}

#define CELL_WIRE_MIN 9 /* bytes of an empty cell on the wire, and no row has fewer than 8 */

/* What the head of the wire promises must be able to stand in what follows, before memory is taken for it. */
static int unpack_head(struct reader *in, struct list_rows *rows, struct so_error *err)
{
    size_t magic = strlen(WIRE_MAGIC), len = (size_t)(in->end - in->at);
    uint32_t bytes = 0, count = 0, cells = 0;
    if (len < magic || memcmp(in->at, WIRE_MAGIC, magic) != 0)
        return so_fail(err, SO_EFORMAT, "these are no rows of a list");
    in->at += magic;
    if (!take_number(in, VIET_BYTES_SINGLE, &bytes) || !take_number(in, LIST_ROWS_MAX, &count) ||
        !take_number(in, LIST_TEXT_MAX / sizeof(struct list_cell), &cells) || count > len / 8 ||
        cells > len / CELL_WIRE_MIN)
        return so_fail(err, SO_EFORMAT, "the rows of the list are broken");
    rows->bytes = (enum viet_bytes)bytes;
    rows->cells = malloc((cells + 1) * sizeof *rows->cells);
    rows->items = malloc((count + 1) * sizeof *rows->items);
    rows->len = rows->cap = count;
    in->cell = rows->cells;
    in->cells_end = rows->cells + cells;
    return rows->cells && rows->items ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
}

int list_rows_unpack(struct buf *io_wire, struct list_rows *ret_rows, struct so_error *err)
{
    struct list_rows rows = {0};
    struct reader in = {(unsigned char *)io_wire->data, (unsigned char *)io_wire->data + io_wire->len, NULL, NULL};
    int r = unpack_head(&in, &rows, err);
    for (size_t i = 0; !r && i < rows.len; i++)
        r = unpack_row(&in, &rows.items[i], err);
    if (!r && (in.at != in.end || in.cell != in.cells_end))
        r = so_fail(err, SO_EFORMAT, "there is more behind the rows of the list");
    if (r) {
        free(rows.cells);
        free(rows.items);
        return r;
    }
    rows.wire = *io_wire;
    *io_wire = (struct buf)BUF_INIT;
    *ret_rows = rows;
    return SO_OK;
}
