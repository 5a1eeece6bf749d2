/*
 * By how much a page lies askew, from its bytes as they pass by: rows of writing, turned back by the right angle, make
 * the sharpest steps between full and empty lines (projection profiles; Postl 1986). A page is kept at a fraction of
 * its size only. 8 bits a sample.
 */
#ifndef SOHOA_SCAN_SKEW_H
#define SOHOA_SCAN_SKEW_H

#include "scan/scan.h"

#define SKEW_DEGREES_MAX 8 /* beyond that nobody needs to be told the number */

struct skew {
    uint32_t row_bytes, width, channels; /* of the page; row_bytes 0: nothing is looked at */
    uint32_t factor;                     /* so many pixels, across and down, are one of the small page */
    uint32_t columns, lines;             /* of the small page */
    uint32_t at, line;                   /* byte of the row, row of the strip */
    uint32_t *sums;                      /* of the strip that is coming */
    uint8_t *rows;                       /* the small page */
    uint32_t room;                       /* lines that rows has room for */
};

/* A frame that is not of 8 bits, and memory that is out, leave it idle. */
void skew_begin(struct skew *s, const struct scan_frame *frame);
void skew_take(struct skew *s, const void *data, size_t len);
/* Degrees, positive when the page is turned clockwise; false when there is not enough writing to tell. */
bool skew_find(const struct skew *s, double *ret_degrees);
void skew_free(struct skew *s);

#endif
