/*
 * Takes out of the gray page what hinders reading: rules, underlines, frames, leader dots, specks, pale patterns, and the
 * circles of a photocopied seal. Private to the room.
 */
#ifndef SOHOA_IMAGE_CLEAN_H
#define SOHOA_IMAGE_CLEAN_H

#include "image/marks.h"
#include "image/raster.h"

/* Whitens what was ink before and is none after; both are scale times smaller than the gray page. */
void clean_erased(const struct raster *before, const struct raster *after, int scale, struct raster *gray);

/* Whitens a seal's circles but for the strokes that cross them. The ring is in pixels of a page scale times smaller. */
void clean_ring(const struct ring *ring, int scale, struct raster *gray);

/*
 * How dark the writing is: the gray value below which the darker part of the black and blue inks lies. -1 when little is
 * written. The inks are scale times smaller than the gray page.
 */
int clean_writing_level(const struct raster *inks, int scale, const struct raster *gray);

/*
 * Makes white what is much paler than the writing: printed patterns, show-through, the ghosts of seals. How dark the
 * writing is tell the black and blue inks, which are scale times smaller than the gray page.
 */
void clean_pale(const struct raster *inks, int scale, struct raster *gray);

/* The same for all that is not nearly as dark as the darkest strokes of a part: pens and seals that are paler go. */
void clean_all_but_dark(struct raster *gray);

#endif
