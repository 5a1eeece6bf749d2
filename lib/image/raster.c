#include "image/raster.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "image/sample.h"

#define VECTOR 16 /* pixels that are worked on at once */

int raster_new(int width, int height, int channels, struct raster *ret_raster)
{
    if (width <= 0 || height <= 0 || (channels != 1 && channels != 3))
        return SO_EINVALID;
    size_t row = (size_t)width * (size_t)channels;
    if ((size_t)height > SIZE_MAX / row)
        return SO_ENOMEM;
    uint8_t *data = malloc(row * (size_t)height);
    if (!data)
        return SO_ENOMEM;
    *ret_raster = (struct raster){.width = width, .height = height, .channels = channels, .data = data};
    return SO_OK;
}

void raster_free(struct raster *r)
{
    if (!r)
        return;
    free(r->data);
    *r = (struct raster){0};
}

void raster_fill(struct raster *r, uint8_t value)
{
    memset(r->data, value, (size_t)r->width * (size_t)r->height * (size_t)r->channels);
}

/* The commonest factor, without divisions and inner loops. */
static void reduce_row_by_two(const uint8_t *restrict a, const uint8_t *restrict b, int width, int channels,
                              uint8_t *restrict out)
{
    if (channels == 1) {
        for (int x = 0; x < width; x++)
            out[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2);
        return;
    }
    for (int x = 0; x < width; x++, out += 3, a += 6, b += 6) {
        out[0] = (uint8_t)((a[0] + a[3] + b[0] + b[3] + 2) >> 2);
        out[1] = (uint8_t)((a[1] + a[4] + b[1] + b[4] + 2) >> 2);
        out[2] = (uint8_t)((a[2] + a[5] + b[2] + b[5] + 2) >> 2);
    }
}

static void reduce_row(const struct raster *r, int y, int factor, int width, uint32_t *sums, uint8_t *out)
{
    size_t samples = (size_t)width * (size_t)r->channels;
    memset(sums, 0, samples * sizeof *sums);
    for (int dy = 0; dy < factor; dy++) {
        const uint8_t *in = raster_row(r, y * factor + dy);
        for (int x = 0; x < width; x++)
            for (int dx = 0; dx < factor; dx++)
                for (int c = 0; c < r->channels; c++)
                    sums[x * r->channels + c] += *in++;
    }
    uint32_t area = (uint32_t)(factor * factor);
    for (size_t i = 0; i < samples; i++)
        out[i] = (uint8_t)((sums[i] + area / 2) / area);
}

int raster_reduce(const struct raster *r, int factor, struct raster *ret_small)
{
    if (factor < 1 || r->width < factor || r->height < factor)
        return SO_EINVALID;
    struct raster small;
    int code = raster_new(r->width / factor, r->height / factor, r->channels, &small);
    if (code)
        return code;
    if (factor == 1) {
        memcpy(small.data, r->data, (size_t)r->width * (size_t)r->height * (size_t)r->channels);
        *ret_small = small;
        return SO_OK;
    }
    uint32_t *sums = calloc((size_t)small.width * (size_t)small.channels, sizeof *sums);
    if (!sums) {
        raster_free(&small);
        return SO_ENOMEM;
    }
    for (int y = 0; y < small.height; y++) {
        if (factor == 2)
            reduce_row_by_two(raster_row(r, 2 * y), raster_row(r, 2 * y + 1), small.width, r->channels,
                              raster_row(&small, y));
        else
            reduce_row(r, y, factor, small.width, sums, raster_row(&small, y));
    }
    free(sums);
    *ret_small = small;
    return SO_OK;
}

static void copy_sample(uint8_t *to, const uint8_t *from, int channels)
{
    to[0] = from[0];
    if (channels == 3) {
        to[1] = from[1];
        to[2] = from[2];
    }
}

static void turn_half(struct raster *r)
{
    uint8_t *a = r->data;
    uint8_t *b = r->data + ((size_t)r->width * (size_t)r->height - 1) * (size_t)r->channels;
    for (; a < b; a += r->channels, b -= r->channels) {
        uint8_t keep[3] = {0};
        copy_sample(keep, a, r->channels);
        copy_sample(a, b, r->channels);
        copy_sample(b, keep, r->channels);
    }
}

static void soften_row(const uint16_t *restrict sums, int width, uint8_t *restrict out)
{
    for (int x = 1; x + 1 < width; x++)
        out[x] = (uint8_t)((sums[x - 1] + 2 * sums[x] + sums[x + 1] + 8) >> 4);
}

int raster_soften(struct raster *r)
{
    size_t n = (size_t)r->width;
    uint8_t *above = malloc(n), *here = malloc(n);
    uint16_t *sums = malloc(n * sizeof *sums);
    bool there = above && here && sums && r->channels == 1;
    if (there)
        memcpy(above, r->data, n);
    for (int y = 1; there && y + 1 < r->height; y++) {
        uint8_t *row = raster_row(r, y);
        const uint8_t *below = row + n;
        memcpy(here, row, n);
        for (size_t x = 0; x < n; x++)
            sums[x] = (uint16_t)(above[x] + 2 * here[x] + below[x]);
        soften_row(sums, r->width, row);
        uint8_t *keep = above;
        above = here;
        here = keep;
    }
    free(above);
    free(here);
    free(sums);
    return there ? SO_OK : r->channels == 1 ? SO_ENOMEM : SO_EINVALID;
}

/* Where each of n places of a longer line lies among `from` pixels, in 24.8 fixed point: the ends on the ends. */
static int stretched_place(int place, int n, int from)
{
    return n > 1 ? (int)((int64_t)place * (from - 1) * 256 / (n - 1)) : 0;
}

static void stretch_row(const uint8_t *a, const uint8_t *b, int weight, int from, int width, int channels, uint8_t *out)
{
    for (int x = 0; x < width; x++) {
        int place = stretched_place(x, width, from), side = place & 255;
        size_t left = (size_t)(place >> 8) * (size_t)channels, right = side ? left + (size_t)channels : left;
        for (int c = 0; c < channels; c++) {
            int upper = a[left + (size_t)c] * (256 - side) + a[right + (size_t)c] * side;
            int lower = b[left + (size_t)c] * (256 - side) + b[right + (size_t)c] * side;
            *out++ = (uint8_t)((upper * (256 - weight) + lower * weight + 32768) >> 16);
        }
    }
}

int raster_stretch(struct raster *r, int width, int height)
{
    if (width < r->width || height < r->height)
        return SO_EINVALID;
    struct raster out;
    int code = raster_new(width, height, r->channels, &out);
    if (code)
        return code;
    for (int y = 0; y < height; y++) {
        int place = stretched_place(y, height, r->height), above = place >> 8, weight = place & 255;
        stretch_row(raster_row(r, above), raster_row(r, weight ? above + 1 : above), weight, r->width, width,
                    r->channels, raster_row(&out, y));
    }
    raster_free(r);
    *r = out;
    return SO_OK;
}

/* In squares of TILE pixels, so that both the rows read and the rows written stay in the cache. */
#define TILE 32

static void turn_tile(const struct raster *r, int x0, int y0, bool clockwise, struct raster *out)
{
    int x1 = x0 + TILE < out->width ? x0 + TILE : out->width;
    int y1 = y0 + TILE < out->height ? y0 + TILE : out->height;
    for (int y = y0; y < y1; y++) {
        int from_x = clockwise ? y : r->width - 1 - y;
        for (int x = x0; x < x1; x++) {
            int from_y = clockwise ? r->height - 1 - x : x;
            copy_sample(raster_row(out, y) + (size_t)x * (size_t)r->channels,
                        raster_row(r, from_y) + (size_t)from_x * (size_t)r->channels, r->channels);
        }
    }
}

int raster_turn(struct raster *r, int degrees)
{
    if (degrees == 0)
        return SO_OK;
    if (degrees == 180) {
        turn_half(r);
        return SO_OK;
    }
    if (degrees != 90 && degrees != 270)
        return SO_EINVALID;
    struct raster out;
    int code = raster_new(r->height, r->width, r->channels, &out);
    if (code)
        return code;
    for (int y = 0; y < out.height; y += TILE)
        for (int x = 0; x < out.width; x += TILE)
            turn_tile(r, x, y, degrees == 90, &out);
    raster_free(r);
    *r = out;
    return SO_OK;
}

void raster_mirror(struct raster *r)
{
    for (int y = 0; y < r->height; y++) {
        uint8_t *a = raster_row(r, y);
        uint8_t *b = a + (size_t)(r->width - 1) * (size_t)r->channels;
        for (; a < b; a += r->channels, b -= r->channels) {
            uint8_t keep[3] = {0};
            copy_sample(keep, a, r->channels);
            copy_sample(a, b, r->channels);
            copy_sample(b, keep, r->channels);
        }
    }
}

/* A stretch of a rotated row: its pixels lie beside one another in the source, and only the weights change. */
static void rotate_stretch(const uint8_t *restrict upper, const uint8_t *restrict lower, const struct walk *walk,
                           int step, int n, uint8_t *restrict out)
{
    const uint16_t x0 = (uint16_t)walk_x(walk, step), y0 = (uint16_t)walk_y(walk, step);
    const uint16_t dx = (uint16_t)walk->step_x, dy = (uint16_t)walk->step_y;
    for (int i = 0; i < n; i++) {
        uint16_t fx = (uint16_t)(x0 + i * dx) >> 8, fy = (uint16_t)(y0 + i * dy) >> 8;
        uint16_t u = (uint16_t)(upper[i] * (256 - fx) + upper[i + 1] * fx);
        uint16_t l = (uint16_t)(lower[i] * (256 - fx) + lower[i + 1] * fx);
        out[i] = (uint8_t)((u * (uint32_t)(256 - fy) + l * (uint32_t)fy + 32768) >> 16);
    }
}

static void rotate_row(const struct raster *r, const struct walk *walk, uint8_t *out)
{
    int from, end;
    walk_clip(walk, r->width, (int64_t)(r->width - 1) << 16, (int64_t)(r->height - 1) << 16, &from, &end);
    memset(out, 255, (size_t)from);
    memset(out + end, 255, (size_t)(r->width - end));
    for (int x = from, n; x < end; x += n) {
        n = walk_stretch(walk, x, end);
        int left = (int)(walk_x(walk, x) >> 16), room = end - x < r->width - 1 - left ? end - x : r->width - 1 - left;
        const uint8_t *p = raster_row(r, (int)(walk_y(walk, x) >> 16)) + left;
        /* Whole vectors are made of a stretch; what is too much is made again by the next one. */
        int more = (n + VECTOR - 1) / VECTOR * VECTOR;
        rotate_stretch(p, p + r->width, walk, x, more < room ? more : room, out + x);
    }
}

int raster_rotate_gray(const struct raster *r, double degrees, struct raster *ret_turned)
{
    if (r->channels != 1)
        return SO_EINVALID;
    if (degrees == 0)
        return raster_reduce(r, 1, ret_turned);
    struct raster out;
    int code = raster_new(r->width, r->height, 1, &out);
    if (code)
        return code;
    /* Content turned clockwise by a is fetched from where it was: turned back by a, with y down. */
    double a = degrees * M_PI / 180, c = cos(a), s = sin(a);
    double mx = (r->width - 1) / 2.0, my = (r->height - 1) / 2.0;
    for (int y = 0; y < out.height; y++) {
        double sx = mx - c * mx + s * (y - my), sy = my + s * mx + c * (y - my);
        struct walk walk = {(int64_t)(sx * 65536), (int64_t)(sy * 65536), (int32_t)lround(c * 65536) - 65536,
                            (int32_t)lround(-s * 65536)};
        rotate_row(r, &walk, raster_row(&out, y));
    }
    *ret_turned = out;
    return SO_OK;
}

/* Eight bytes as eight bits, the first one highest: whether each is not 0. */
static uint8_t bits_of(const uint8_t *p)
{
    uint8_t bits = 0;
    for (int i = 0; i < 8; i++)
        bits = (uint8_t)(bits << 1 | (p[i] != 0));
    return bits;
}

struct Pix *raster_to_ink_pix(const struct raster *mask)
{
    PIX *pix = pixCreate(mask->width, mask->height, 1);
    if (!pix)
        return NULL;
    uint32_t *words = pixGetData(pix);
    int wpl = pixGetWpl(pix);
    for (int y = 0; y < mask->height; y++) {
        const uint8_t *in = raster_row(mask, y);
        uint32_t *out = words + (size_t)y * (size_t)wpl;
        int x = 0;
        for (; x + 8 <= mask->width; x += 8)
            out[x >> 5] |= (uint32_t)bits_of(in + x) << (24 - (x & 31));
        for (; x < mask->width; x++)
            out[x >> 5] |= (uint32_t)(in[x] != 0) << (31 - (x & 31));
    }
    return pix;
}

struct Pix *raster_to_pix(const struct raster *r)
{
    PIX *pix = pixCreate(r->width, r->height, r->channels == 1 ? 8 : 32);
    if (!pix)
        return NULL;
    for (int y = 0; y < r->height; y++) {
        const uint8_t *in = raster_row(r, y);
        uint32_t *out = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        for (int x = 0; x < r->width; x++) {
            if (r->channels == 1)
                SET_DATA_BYTE(out, x, in[x]);
            else
                composeRGBPixel(in[3 * x], in[3 * x + 1], in[3 * x + 2], &out[x]);
        }
    }
    return pix;
}

int raster_from_pix(struct Pix *pix, struct raster *ret_raster)
{
    PIX *plain = pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC);
    PIX *deep = plain && pixGetDepth(plain) != 32 ? pixConvertTo8(plain, 0) : pixClone(plain);
    struct raster out = {0};
    int code =
        deep ? raster_new(pixGetWidth(deep), pixGetHeight(deep), pixGetDepth(deep) == 8 ? 1 : 3, &out) : SO_ENOMEM;
    for (int y = 0; !code && y < out.height; y++) {
        const uint32_t *in = pixGetData(deep) + (size_t)y * (size_t)pixGetWpl(deep);
        uint8_t *to = raster_row(&out, y);
        for (int x = 0; x < out.width; x++) {
            if (out.channels == 1) {
                to[x] = (uint8_t)GET_DATA_BYTE(in, x);
            } else {
                to[3 * x] = (uint8_t)(in[x] >> L_RED_SHIFT);
                to[3 * x + 1] = (uint8_t)(in[x] >> L_GREEN_SHIFT);
                to[3 * x + 2] = (uint8_t)(in[x] >> L_BLUE_SHIFT);
            }
        }
    }
    pixDestroy(&deep);
    pixDestroy(&plain);
    if (!code)
        *ret_raster = out;
    return code;
}
