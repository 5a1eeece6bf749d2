/*
 * Titles of papers on a page: each run of words in its upper part, alone and with the lines below it, against the titles of all
 * types. Private to the room.
 */
#ifndef SOHOA_PAPER_TITLES_H
#define SOHOA_PAPER_TITLES_H

#include "paper/sheet.h"

#define TITLE_GOOD 0.80f /* a title that decides */
#define UPPER_PART 48      /* per cent of the page where titles stand */

/* How well a type fits. */
struct fit {
    float title;    /* similarity of its best title, 0: none */
    size_t letters; /* of that title */
    size_t line, last_line, first, end, index;
    float coverage; /* share of its required labels that were found */
    size_t found, wanted;
    struct spots spots;
    struct anchors anchors;
};

/* The best title of each type; fits: zeroed, as the rules' definitions. */
int titles_find(const struct sheet *s, struct fit *fits);

#endif
