/*
 * A page held in memory: as captured, with the pose that makes it upright, and what is derived from it.
 *
 *     struct held_page *held;
 *     held_load(&image, NULL, &held, &err);        takes the image's pixels
 *     held_peek_gray(held, &gray)                  what OCR reads
 *     held_describe(held, &page, &err);            size, pose, blank, colour, ink, marks, codes
 *     held_cut(held, box, PLANE_BLUE, 2, &gray)    a part for a second look
 *     held_render(held, 200, 85, &jpeg, …)         the archive's image
 *     held_free(held);
 *
 * Upright coordinates are those of struct page: the captured image turned by pose.turned and then by pose.skew degrees
 * clockwise about its middle.
 */
#ifndef SOHOA_IMAGE_PAGE_H
#define SOHOA_IMAGE_PAGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/result.h"
#include "image/decode.h"
#include "image/raster.h"

struct pose {
    int turned; /* 0, 90, 180 or 270 degrees clockwise */
    float skew; /* then these, clockwise; within ±15 */
};

struct held_page;

/*
 * Takes image->raster (zeroes it, also on failure). With a pose given, nothing is searched or mended and the page can
 * only be rendered and cut; otherwise a feeder's streaks are taken off, black and white of a coarse scan is softened,
 * the pose is found and the gray image for OCR made. SO_ENOMEM.
 */
int held_load(struct image *image, const struct pose *known, struct held_page **ret_held, struct so_error *err);
void held_free(struct held_page *held); /* accepts NULL */

/* The gray image for OCR, upright: seal faded, light evened, borders white. NULL for a page held with a known pose. */
struct held_gray {
    const uint8_t *data; /* borrowed from the held page; width bytes a row */
    int width, height, dpi;
    int factor; /* one pixel here is factor×factor pixels of the upright page */
};
int held_peek_gray(const struct held_page *held, struct held_gray *ret_gray);

/* The part of the gray image that has ink, with some margin; the whole where that can't be told. In its pixels. */
struct box held_ink_box(const struct held_page *held);

/*
 * Boxes of text that none of the words covers, broadest first, at most max: see image/unread.h. Words and boxes are in
 * pixels of the gray image for OCR. None for a page held with a known pose. SO_ENOMEM.
 */
int held_find_unread(const struct held_page *held, const struct words *words, struct box *ret_boxes, int max,
                     int *ret_count);

/* False when the page's text did not tell which way is up: then it is worth reading both ways. */
bool held_is_sure(const struct held_page *held);

/* Turns a prepared page upside down; describe it again after this. */
void held_turn_half(struct held_page *held);

/* Fills page->width, height, dpi, turned and skew. */
void held_describe_size(const struct held_page *held, struct page *page);

/* Also colour and, for a page whose pose was searched, blank, ink, marks and codes. The rest is untouched. SO_ENOMEM. */
int held_describe(const struct held_page *held, struct page *page, struct so_error *err);

/* A box of the upright page in one plane, each pixel made scale×scale (1..4); gray. Boxes are cut to the page. */
int held_cut(const struct held_page *held, struct box box, enum look_plane plane, int scale, struct raster *ret_gray,
             struct so_error *err);

/* The upright page as JPEG at min(dpi, its own); colour kept, resolution in the header. */
int held_render(const struct held_page *held, int dpi, int jpeg_quality, struct buf *ret_jpeg, int *ret_width,
                int *ret_height, int *ret_dpi, struct so_error *err);

#endif
