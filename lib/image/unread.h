/* Text that stands on the page and that recognition gave no words for. Private to the room but for its tests. */
#ifndef SOHOA_IMAGE_UNREAD_H
#define SOHOA_IMAGE_UNREAD_H

#include "image/marks.h"
#include "image/raster.h"

/*
 * Boxes of lines, or parts of lines, of what is as large as letters and that no word covers; broadest first, at most max.
 * Seals' own letters are left out. A part that touches a word includes it, so that both can be read as one. All boxes are
 * in pixels of the inks. SO_ENOMEM.
 */
int unread_find(const struct raster *inks, const struct seals *red, const struct seals *dark, const struct words *words,
                struct box *ret_boxes, int max, int *ret_count);

#endif
