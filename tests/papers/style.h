/* How a paper looks: the layouts and the typefaces. */
#ifndef SPECIMEN_STYLE_H
#define SPECIMEN_STYLE_H

#include <stdbool.h>

#include "rng.h"

enum style_header {
    HEADER_SMALL_FIRST, /* ỦY BAN NHÂN DÂN / XÃ / HUYỆN / TỈNH at the left */
    HEADER_LARGE_FIRST, /* TỈNH / HUYỆN / ỦY BAN NHÂN DÂN XÃ at the left */
    HEADER_SHORT,       /* ỦY BAN NHÂN DÂN / XÃ at the left */
    HEADER_CENTRED      /* emblem and motto in the middle, no office: the patterned blanks */
};
enum style_number { NUMBER_UNDER_OFFICE, NUMBER_RIGHT, NUMBER_UNDER_TITLE };
enum style_leader {
    LEADER_NONE,  /* blank values are a short run of dots, or nothing */
    LEADER_UNDER, /* a dotted line under the whole place of the value: a printed blank that was filled in */
    LEADER_TRAIL  /* dots from the value's end to the margin */
};

enum style_card {
    CARD_STACKED, /* one face above the other, in the middle of the sheet */
    CARD_CORNER,  /* in opposite corners */
    CARD_BESIDE   /* side by side */
};

struct style {
    const char *name, *what;
    enum style_header header;
    enum style_number number;
    enum style_leader leader;
    enum style_card card;
    bool table;   /* rows in a bordered table */
    bool columns; /* the two sides beside each other */
    bool pattern; /* fine coloured lines behind everything */
    bool title_left;
    bool plain_value; /* values not bold */
    bool hand;        /* values written by hand */
    bool old;         /* the generation before 2016 */
    bool numbered;    /* "1. " before each row's label */
    bool dashed;      /* "- " before each row's label */
    bool reworded;    /* labels in the other words that forms print */
    bool broken_title; /* the title's first two words on a line of their own */
    double spacing;   /* of lines, 1 = the font's own */
    const char *only; /* types that have this layout, separated by spaces; NULL: all */
    const char *not_for;
};

extern const struct style styles[]; /* ends with a zeroed one */

const struct style *style_find(const char *name);
bool style_fits(const struct style *s, const char *type);
const struct style *style_choose(struct rng *r, const char *type);

/*
 * Families that are installed and hold every Vietnamese letter. fonts_load looks once; false when there is none.
 * The handwriting family may be NULL: then handwritten values are set in italics.
 */
bool fonts_load(const char *extra_folder);
void fonts_free(void); /* at the end of the program, so that a leak checker sees only real leaks */
const char *font_print(struct rng *r);
const char *font_hand(void);

#endif
