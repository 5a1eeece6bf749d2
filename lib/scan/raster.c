#include "scan/raster.h"

#include <string.h>

static bool is_apart(const struct scan_frame *f)
{
    return f->format == SCAN_FRAME_RED || f->format == SCAN_FRAME_GREEN || f->format == SCAN_FRAME_BLUE;
}

static uint32_t kept_bytes(const struct scan_frame *f)
{
    uint64_t samples = (uint64_t)f->width * (f->format == SCAN_FRAME_RGB ? 3 : 1);
    return (uint32_t)((samples * f->depth + 7) / 8);
}

enum scan_status raster_begin(struct raster *r, const struct scan_frame *first, struct scan_page *ret_page)
{
    *r = (struct raster){.frame = *first, .keep = kept_bytes(first), .woven = is_apart(first)};
    if (r->keep > first->row_bytes)
        return SCAN_INVALID;
    if (r->woven && (uint64_t)r->keep * 3 * first->lines > RASTER_WOVEN_MAX)
        return SCAN_TOO_LARGE;
    bool colour = r->woven || first->format == SCAN_FRAME_RGB;
    *ret_page = (struct scan_page){.raster = first->depth == 1 ? RASTER_BILEVEL : colour ? RASTER_RGB : RASTER_GRAY,
                                   .depth = first->depth,
                                   .width = first->width,
                                   .lines = first->lines};
    return SCAN_GOOD;
}

enum scan_status raster_next_frame(struct raster *r, const struct scan_frame *frame)
{
    if (!r->woven || !is_apart(frame) || frame->width != r->frame.width || frame->depth != r->frame.depth ||
        frame->row_bytes < r->keep)
        return SCAN_INVALID;
    r->frame = *frame;
    r->column = 0;
    r->has_half = false;
    return SCAN_GOOD;
}

/* Pixel bytes, in SANE's byte order of this machine, to PNM's. */
static int put_samples(struct raster *r, const uint8_t *data, size_t len, struct buf *out)
{
    if (r->frame.depth != 16 || __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        return buf_append(out, data, len);
    int e = buf_reserve(out, len + 1);
    for (size_t i = 0; !e && i < len; i++) {
        if (!r->has_half) {
            r->half = data[i];
        } else {
            uint8_t pair[2] = {data[i], r->half};
            e = buf_append(out, pair, sizeof pair);
        }
        r->has_half = !r->has_half;
    }
    return e;
}

enum scan_status raster_feed(struct raster *r, const uint8_t *data, size_t len, struct buf *out)
{
    if (r->woven)
        out = &r->planes[r->frame.format - SCAN_FRAME_RED];
    while (len) {
        size_t in_row = r->frame.row_bytes - r->column;
        size_t take = len < in_row ? len : in_row;
        size_t pixels = r->column >= r->keep ? 0 : r->keep - r->column;
        if (pixels > take)
            pixels = take;
        if (r->woven && out->len + pixels > RASTER_WOVEN_MAX / 3)
            return SCAN_TOO_LARGE;
        if (put_samples(r, data, pixels, out))
            return SCAN_NO_MEMORY;
        r->column = (uint32_t)((r->column + take) % r->frame.row_bytes);
        data += take;
        len -= take;
    }
    return SCAN_GOOD;
}

enum scan_status raster_weave(const struct raster *r, uint32_t first, uint32_t count, struct buf *out)
{
    size_t sample = r->frame.depth / 8, rows = SIZE_MAX;
    for (int c = 0; c < 3; c++)
        if (r->planes[c].len / r->keep < rows)
            rows = r->planes[c].len / r->keep;
    if (!r->woven || first >= rows)
        return SCAN_EOF;
    for (size_t y = first; y < rows && y < (size_t)first + count; y++)
        for (size_t x = 0; x < r->keep; x += sample)
            for (int c = 0; c < 3; c++)
                if (buf_append(out, r->planes[c].data + y * r->keep + x, sample))
                    return SCAN_NO_MEMORY;
    return SCAN_GOOD;
}

void raster_free(struct raster *r)
{
    for (int c = 0; c < 3; c++)
        buf_free(&r->planes[c]);
}
