/* Pixels of the upright page, fetched from the page as captured. Private to the room. */
#ifndef SOHOA_IMAGE_SAMPLE_H
#define SOHOA_IMAGE_SAMPLE_H

#include "image/page.h"

/*
 * A straight walk through a raster, a place for each pixel that is to be made, in 16.16 fixed point: one pixel and step_x
 * to the right with each step, and step_y down. Where the steps are small, it is a few stretches within each of which the
 * pixels lie beside one another.
 */
struct walk {
    int64_t x, y;
    int32_t step_x, step_y; /* less than a pixel either way */
};

/* The steps from *ret_from to *ret_end, of n, are those at places from 0,0 to below end_x,end_y (16.16). */
void walk_clip(const struct walk *walk, int n, int64_t end_x, int64_t end_y, int *ret_from, int *ret_end);

/* How many steps from this one, itself the first, are a stretch; at most to end. */
int walk_stretch(const struct walk *walk, int step, int end);

/* The place of a step. */
static inline int64_t walk_x(const struct walk *walk, int step)
{
    return walk->x + ((int64_t)step << 16) + (int64_t)step * walk->step_x;
}

static inline int64_t walk_y(const struct walk *walk, int step)
{
    return walk->y + (int64_t)step * walk->step_y;
}

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
