/* Ink that is too pale to be writing: what a copier leaves of a seal. Private to the room. */
#ifndef SOHOA_IMAGE_PALE_H
#define SOHOA_IMAGE_PALE_H

#include "image/light.h"
#include "image/raster.h"

/*
 * INK_BLACK where pale ink stands on a coarse gray page as captured, else INK_NONE. Against a copier's grain means are
 * taken of (2·soft_radius + 1)² pixels. SO_ENOMEM.
 */
int pale_find(const struct raster *gray, const struct light *light, int soft_radius, struct raster *ret_pale);

#endif
