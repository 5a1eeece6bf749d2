/* The ink grid of a page, and whether it has anything on it. Private to the room. */
#ifndef SOHOA_IMAGE_GRID_H
#define SOHOA_IMAGE_GRID_H

#include <stdbool.h>

#include "image/inks.h"
#include "model/page.h"

/* inks: upright, rules removed, each of its pixels factor×factor of the page's. SO_ENOMEM. */
int grid_make(const struct raster *inks, int factor, int dpi, struct ink_grid *ret_grid);

/* True where there is neither writing nor coloured ink: dust, punch holes and borders do not count. SO_ENOMEM. */
int grid_is_blank(const struct raster *inks, bool *ret_blank);

#endif
