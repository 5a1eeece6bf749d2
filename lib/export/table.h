/*
 * A table and its printed forms: CSV for any program, XLSX for the office, plain text for the terminal and mail.
 *
 * Cells are UTF-8 NFC text or whole numbers. What came from paper is hostile until proven otherwise: no cell can become
 * a formula in the reader's spreadsheet.
 */
#ifndef SOHOA_EXPORT_TABLE_H
#define SOHOA_EXPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"

#define TABLE_COLUMNS_MAX 64
#define TABLE_ROWS_MAX 1000000
#define TABLE_CELL_MAX 32767 /* letters of one cell, as spreadsheets have it */

enum column_kind { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_PERCENT }; /* a percent cell holds tenths: 985 is 98,5 % */

struct column {
    char *title;
    enum column_kind kind;
};

struct cell {
    char *text; /* NULL: empty, or a number */
    int64_t number;
    bool has_number;
};

struct table {
    char *title;   /* also the sheet's name, shortened and cleaned as spreadsheets want it */
    char *note;    /* a line under the title: the period, the count rule; may be NULL */
    struct {
        struct column *items;
        size_t len, cap;
    } columns;
    struct {
        struct cell *items;
        size_t len, cap;
    } cells; /* row by row, columns.len a row */
};

int table_new(const char *title, const char *note, struct table **ret_table); /* note may be NULL; SO_ENOMEM */
void table_free(struct table *table);                                        /* accepts NULL */

/* All columns before the first cell. SO_ENOMEM, SO_ELIMIT, SO_EINVALID. */
int table_add_column(struct table *table, const char *title, enum column_kind kind);

/* Cells from left to right, row after row. text is copied; NULL is an empty cell. SO_ELIMIT, SO_ENOMEM. */
int table_add_text(struct table *table, const char *text);
int table_add_number(struct table *table, int64_t number);

/*
 * The printed forms; they append. The column's kind decides how a number is shown. A table without columns or whose
 * last row is not whole is SO_EINVALID.
 */
int table_to_csv(const struct table *table, struct buf *out);  /* RFC 4180, CRLF, UTF-8 with BOM; head row and cells */
int table_to_text(const struct table *table, struct buf *out); /* for a terminal: aligned by display width */
int table_to_xlsx(const struct table *table, struct buf *out); /* one sheet, head row frozen; also SO_EIO */

/* A workbook with a sheet for each of n tables, whose titles differ. */
int tables_to_xlsx(const struct table *const *tables, size_t n, struct buf *out);

/* Terminal columns that UTF-8 text takes: combining marks 0, East Asian wide letters 2, all else 1. */
size_t text_width(const char *text);

#endif
