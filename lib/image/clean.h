/*
 * Takes out of the gray page what hinders reading: rules, underlines, frames, leader dots, specks, and the circles of a
 * photocopied seal. Private to the room.
 */
#ifndef SOHOA_IMAGE_CLEAN_H
#define SOHOA_IMAGE_CLEAN_H

#include "image/marks.h"
#include "image/raster.h"

/* Whitens what was ink before and is none after; both are scale times smaller than the gray page. */
void clean_erased(const struct raster *before, const struct raster *after, int scale, struct raster *gray);

/* Whitens a seal's circles but for the strokes that cross them. The ring is in pixels of a page scale times smaller. */
void clean_ring(const struct ring *ring, int scale, struct raster *gray);

#endif
