/*
 * A page's inks, coarsely (about 150 dots an inch), upright: which pixels are black, blue or red ink, with rules,
 * underlines and leader dots told from writing. Private to the room.
 */
#ifndef SOHOA_IMAGE_INKS_H
#define SOHOA_IMAGE_INKS_H

#include <stdbool.h>

#include "image/light.h"
#include "image/page.h"
#include "image/raster.h"

enum ink { INK_NONE, INK_BLACK, INK_BLUE, INK_RED, INK_COUNT };

#define INK_BIT(ink) (1u << (ink))
#define INK_ANY (INK_BIT(INK_BLACK) | INK_BIT(INK_BLUE) | INK_BIT(INK_RED))

/* An enum ink for each pixel of a coarse page as captured. gray: the same page without its seals' red. */
int inks_classify(const struct raster *coarse, const struct raster *gray, const struct light *light,
                  struct raster *ret_classes);

/* The same in the page's pose; classes keep their values. */
int inks_pose(struct raster *classes, struct pose pose);

/* Clears specks, rules, underlines and leader dots. */
int inks_remove_rules(struct raster *classes);

/* Enough of one colour in one place to be ink, not noise: true when the page was captured in colour and has some. */
bool inks_have_colour(const struct raster *classes);

#endif
