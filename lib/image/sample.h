/* Pixels of the upright page, fetched from the page as captured. Private to the room. */
#ifndef SOHOA_IMAGE_SAMPLE_H
#define SOHOA_IMAGE_SAMPLE_H

#include "image/page.h"

/* From pixel centres of the upright page at some scale to the source raster: x = xx·u + xy·v + x0, likewise y. */
struct view {
    const struct raster *source;
    double xx, xy, x0;
    double yx, yy, y0;
    int samples; /* a side, for each pixel: 2 where the view is smaller than the source */
};

/*
 * The view of the page in this pose, each of its pixels `step` upright pixels wide (2 halves it, 0.5 doubles it) and
 * its first pixel at left, top of the upright page.
 */
struct view view_of(const struct raster *source, struct pose pose, double step, double left, double top);

/* width pixels of row v into out (source->channels bytes each); white where there is no source. */
void view_row(const struct view *view, int v, int width, uint8_t *out);

/* One colour plane of n pixels, as gray where ink is dark; from gray pixels every plane is the same. */
void plane_row(const uint8_t *in, int channels, int n, enum look_plane plane, uint8_t *out);

#endif
