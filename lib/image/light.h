/*
 * The light of a page: how bright the bare paper is, block by block. From it come evened grays, ink masks and what is not
 * paper at all (scanner lid, black borders). Private to the room.
 */
#ifndef SOHOA_IMAGE_LIGHT_H
#define SOHOA_IMAGE_LIGHT_H

#include <stdbool.h>

#include "image/raster.h"

struct light {
    int cell; /* pixels a side of a block */
    int cols, rows;
    uint8_t *paper; /* 0..255 a block; 0: no paper here (a dark border that reaches the page's edge) */
    bool even;      /* the paper's brightness hardly varies */
    bool border;    /* some blocks are no paper */
};

int light_measure(const struct raster *gray, int cell, struct light *ret_light);
void light_free(struct light *light);

/* Divides out the light: paper becomes white, borders become white. cell_scale: pixels of gray per pixel measured. SO_ENOMEM. */
int light_even_out(const struct light *light, int cell_scale, struct raster *gray);

/*
 * A mask, 1 byte a pixel, 1 where ink is: clearly darker than the paper around it. strictness (0..1) is how dark, as a
 * share of the paper's brightness: 0.72 is good for print.
 */
int light_ink(const struct light *light, const struct raster *gray, double strictness, struct raster *ret_mask);

#endif
