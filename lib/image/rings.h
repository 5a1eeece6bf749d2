/* Rings in ink, found by the directions of their edges. Private to the room. */
#ifndef SOHOA_IMAGE_RINGS_H
#define SOHOA_IMAGE_RINGS_H

#include "image/raster.h"

struct ring {
    double x, y, radius;
    double coverage; /* share of the circle that has ink, 0..1 */
    double around;   /* the same just inside and outside of it: high for text and pictures */
};

/*
 * The clearest rings of a density map (0 no ink … 255 solid), at most max, clearest first; rings around the same centre
 * count as one, the largest clear one. SO_ENOMEM.
 */
int rings_find(const struct raster *density, double radius_min, double radius_max, struct ring *rings, int max,
               int *ret_count);

#endif
