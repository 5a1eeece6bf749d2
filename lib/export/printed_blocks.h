/* Private: what a printed form consists of, for its two writers. */
#ifndef SOHOA_EXPORT_PRINTED_BLOCKS_H
#define SOHOA_EXPORT_PRINTED_BLOCKS_H

#include "export/printed.h"

#define PRINTED_POINTS 13
#define PRINTED_TABLE_POINTS 11

struct printed_lines {
    struct printed_line *items; /* text is owned */
    size_t len, cap;
};

enum printed_kind { PRINTED_TEXT, PRINTED_GAP, PRINTED_COLUMNS, PRINTED_TABLE };

struct printed_block {
    enum printed_kind kind;
    struct printed_lines left, right; /* PRINTED_TEXT: one line in left */
    int left_percent;
    int gap_mm;
    struct table *table;
    int *widths; /* one a column, in thousandths of the width */
    int points;
};

struct printed {
    char *title;
    bool landscape;
    struct {
        struct printed_block *items;
        size_t len, cap;
    } blocks;
};

/* Millimetres. */
struct printed_page {
    double width, height, top, bottom, left, right;
};
struct printed_page printed_page(const struct printed *printed);

/* A cell as it is printed, and whether it stands at the right. Appends. */
int printed_cell(const struct table *table, size_t cell, struct buf *out, bool *ret_right);

/* Text without control characters but line feeds. Appends. */
int printed_clean(const char *text, struct buf *out);

#endif
