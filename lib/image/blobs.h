/* Connected ink: what touches (8 neighbours) is one blob. Private to the room. */
#ifndef SOHOA_IMAGE_BLOBS_H
#define SOHOA_IMAGE_BLOBS_H

#include "image/raster.h"

struct blob {
    struct box box;
    int area; /* pixels */
};

struct run {
    int y, x0, x1; /* x1 exclusive */
    int blob;
};

struct blobs {
    struct blob *items;
    size_t len;
    struct run *runs; /* by row, then from left to right */
    size_t nruns;
};

/* The blobs of the pixels whose class is in wanted (bit c stands for class c). SO_ENOMEM. */
int blobs_find(const struct raster *classes, unsigned wanted, struct blobs *ret_blobs);
void blobs_free(struct blobs *blobs);

/* Clears the pixels of all blobs whose entry in chosen is not 0. */
void blobs_erase(const struct blobs *blobs, const uint8_t *chosen, struct raster *classes);

#endif
