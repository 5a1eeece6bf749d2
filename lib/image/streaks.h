/*
 * Streaks: hair-thin lines down a page that a feeder draws of dust on its glass. They run straight along the feed, dark
 * or in the colour of one of the sensor's channels, to the page's end. Private to the room.
 */
#ifndef SOHOA_IMAGE_STREAKS_H
#define SOHOA_IMAGE_STREAKS_H

#include "image/raster.h"

/*
 * Takes the streaks off a page as captured, in place: what a streak only dimmed is brightened again, what it covered is
 * drawn across from both sides. dpi: pixels an inch. ret_count: how many. SO_ENOMEM.
 */
int streaks_mend(struct raster *page, int dpi, int *ret_count);

#endif
