/*
 * The rows of a spreadsheet as text, and their wire from the worker that opens the file to whoever maps them.
 *
 * A cell is UTF-8 as the file has it, with what its font says of it: text that was typed for a TCVN3 or VNI font is
 * decoded by whoever maps the columns (viet/legacy.h), not here.
 */
#ifndef SOHOA_LIST_ROWS_H
#define SOHOA_LIST_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"
#include "viet/legacy.h"

#define LIST_ROWS_MAX 200000u
#define LIST_COLUMNS_MAX 256u
#define LIST_CELL_MAX (32u * 1024)           /* bytes of a cell */
#define LIST_TEXT_MAX (64ull * 1024 * 1024)  /* bytes of all cells */

struct list_cell {
    char *text; /* never NULL */
    enum viet_legacy font; /* VIET_UNICODE also where the file names no font */
    bool capitals;         /* a font of capitals */
};

struct list_row {
    unsigned number; /* in the file, from 1 */
    struct list_cell *cells;
    size_t len, cap;
};

struct list_rows {
    struct list_row *items;
    size_t len, cap;
    enum viet_bytes bytes; /* of a CSV file; a workbook is VIET_BYTES_UTF8 */
    uint64_t text;         /* bytes so far */
    struct buf wire;         /* of rows that came over the wire: the cells' texts lie in it, and … */
    struct list_cell *cells; /* … all their cells in one piece; else NULL, and each row owns its own */
};

void list_rows_free(struct list_rows *rows);

/* A new last row; SO_ELIMIT, SO_ENOMEM. */
int list_rows_begin(struct list_rows *rows, unsigned number, struct so_error *err);

/* A cell of the last row at a column (from 0); what lies between is empty. Text longer than a cell may be is SO_ELIMIT.
 */
int list_rows_put(struct list_rows *rows, size_t column, const char *text, size_t len, enum viet_legacy font,
                  bool capitals, struct so_error *err);

/*
 * The wire. unpack refuses what does not fit (SO_EFORMAT) and what is over the limits; the rows take over what io_wire
 * holds, so that a long list is in memory once, and no row can be put to them.
 */
int list_rows_pack(const struct list_rows *rows, struct buf *out);
int list_rows_unpack(struct buf *io_wire, struct list_rows *ret_rows, struct so_error *err);

/*
 * A text file of cells parted by comma, semicolon or tab (whichever the first lines have most evenly), quoted as RFC
 * 4180 says. Bytes of any encoding.
 */
int list_read_csv(const void *data, size_t len, struct list_rows *ret_rows, struct so_error *err);

/*
 * A workbook (ECMA-376) from an open descriptor; sheet: number from 1. Dates become "2018-06-24". SO_EFORMAT: none, or
 * broken; SO_EENCRYPTED; SO_ENOTFOUND: no such sheet; SO_ELIMIT.
 */
int list_read_xlsx(int fd, unsigned sheet, struct list_rows *ret_rows, struct so_error *err);

#endif
