/*
 * From what SANE delivers to a PNM raster: padding taken off the rows, 16-bit samples turned to big-endian, three-pass
 * frames woven together. Pure: no device.
 */
#ifndef SOHOA_SCAN_RASTER_H
#define SOHOA_SCAN_RASTER_H

#include "scan/scan.h"

#define RASTER_WOVEN_MAX (400u * 1024 * 1024) /* bytes of a three-pass page, which must be held in memory */

struct raster {
    struct scan_frame frame;
    uint32_t keep;   /* bytes of a row that are pixels */
    uint32_t column; /* bytes of the row so far */
    bool has_half;   /* the first byte of a 16-bit sample waits for its second */
    uint8_t half;
    struct buf planes[3]; /* red, green, blue while frames come apart */
    bool woven;
};

/* Begins a page with its first frame; *ret_page lacks want_lines, resolution and back. */
enum scan_status raster_begin(struct raster *r, const struct scan_frame *first, struct scan_page *ret_page);

/* The next frame of the same page. SCAN_INVALID when it does not go with the first. */
enum scan_status raster_next_frame(struct raster *r, const struct scan_frame *frame);

/* Takes bytes as read; appends what is ready to out. Frames that come apart give nothing until raster_end. */
enum scan_status raster_feed(struct raster *r, const uint8_t *data, size_t len, struct buf *out);

/* Gives the lines first..first+count-1 of a page that came apart; SCAN_EOF when there are no more. */
enum scan_status raster_weave(const struct raster *r, uint32_t first, uint32_t count, struct buf *out);

void raster_free(struct raster *r);

#endif
