/* Tokens that stand at one height, whatever lines the recogniser made of them. Private to the room. */
#ifndef SOHOA_PAPER_ROWS_H
#define SOHOA_PAPER_ROWS_H

#include "paper/layout.h"

struct row {
    size_t *items; /* tokens */
    size_t len, cap;
    int top, bottom, right; /* of its last real token */
    int y;                  /* mean centre, to sort by */
    bool beside;            /* of the right one of two faces */
};

struct rows {
    struct row *items;
    size_t len, cap;
};

/* Rows of tokens that come from left to right; what lies right of x makes rows of its own, behind the others. */
int rows_find(const struct tokens *tokens, int height, int x, struct rows *rows);
void rows_free(struct rows *rows);

#endif
