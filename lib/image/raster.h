/*
 * Pixels in memory: 8 bits a sample, rows from top to bottom without padding.
 *
 * Gray has 1 channel (0 black … 255 white), colour has 3 (R, G, B). A raster owns its data; raster_free accepts NULL and
 * zeroed ones and leaves them zeroed. Coordinates fit an int; sizes are computed in size_t.
 */
#ifndef SOHOA_IMAGE_RASTER_H
#define SOHOA_IMAGE_RASTER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/page.h"

struct Pix; /* Leptonica's */

struct raster {
    int width, height;
    int channels; /* 1 or 3 */
    uint8_t *data; /* height rows of width*channels bytes */
};

/* Not initialised; SO_EINVALID for a size that is not positive, SO_ENOMEM. */
int raster_new(int width, int height, int channels, struct raster *ret_raster);
void raster_free(struct raster *r);

static inline uint8_t *raster_row(const struct raster *r, int y)
{
    return r->data + (size_t)y * (size_t)r->width * (size_t)r->channels;
}

/* The first byte of a row from x on that is not 0, or width; most of a mask is 0, and is stepped over by eights. */
static inline int raster_skip_zero(const uint8_t *row, int x, int width)
{
    for (uint64_t eight; x + 8 <= width; x += 8) {
        memcpy(&eight, row + x, sizeof eight);
        if (eight)
            break;
    }
    while (x < width && !row[x])
        x++;
    return x;
}

void raster_fill(struct raster *r, uint8_t value);

/* The mean of each factor×factor square; the rest at the right and lower edge is dropped. factor from 1. */
int raster_reduce(const struct raster *r, int factor, struct raster *ret_small);

/*
 * Edges of black and white become as soft as a scanner's: 1 2 1 across and down. The outermost pixels stay. Gray only.
 * SO_ENOMEM.
 */
int raster_soften(struct raster *r);

/* To another size, not smaller, drawn between the pixels; replaces r. SO_EINVALID for a smaller one. */
int raster_stretch(struct raster *r, int width, int height);

/* Turned clockwise by 0, 90, 180 or 270 degrees; replaces r. */
int raster_turn(struct raster *r, int degrees);

void raster_mirror(struct raster *r); /* left and right exchanged */

/*
 * Turned clockwise by a few degrees about its middle, same size; what comes from outside is white. Gray only.
 * 0 degrees copies.
 */
int raster_rotate_gray(const struct raster *r, double degrees, struct raster *ret_turned);

/* A 1-bit Leptonica image that is black where the mask is not 0; NULL when memory is out. */
struct Pix *raster_to_ink_pix(const struct raster *mask);

/* An 8- or 32-bit Leptonica copy, and back; NULL or SO_ENOMEM when memory is out. */
struct Pix *raster_to_pix(const struct raster *r);
int raster_from_pix(struct Pix *pix, struct raster *ret_raster);

#endif
