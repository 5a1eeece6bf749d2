/* What a scanner, a photocopier and a careless hand make of a clean page. */
#ifndef SPECIMEN_SCAN_H
#define SPECIMEN_SCAN_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#include "rng.h"

struct picture {
    int width, height, dpi;
    uint8_t *rgb; /* 3 bytes a pixel, row by row; free with picture_free */
};

struct damage {
    int level;      /* 0 clean, 1 an ordinary scan, 2 a poor photocopy, 3 a bad one */
    int turn;       /* degrees clockwise by which the sheet was laid wrong: 0, 90, 180, 270 */
    double skew;    /* degrees, on top of turn */
    bool photocopy; /* gray */
    bool bleed;     /* the back shows through */
};

/* The damage of a level; turn is for the caller to set. */
struct damage damage_random(struct rng *r, int level);

/* What a caller may leave to chance. */
struct damage_wish {
    int level;      /* -1: mixed */
    int turn;       /* -1: mostly upright, one in eight upside down */
    bool angled;    /* skew is given; else it is the level's */
    double skew;
    bool photocopy; /* whatever the level is */
};
struct damage damage_choose(struct rng *r, const struct damage_wish *wish);

/* 300, and 200 for the bad photocopy. */
int damage_dpi(const struct damage *d);

/* Scans the page; true when memory sufficed. */
bool scan_page(cairo_surface_t *page, int dpi, const struct damage *d, struct rng *r, struct picture *ret_picture);

void picture_free(struct picture *p);

#endif
