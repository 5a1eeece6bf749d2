#include "image/pale.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "image/inks.h"

#define PALE_SHARE 0.965  /* of the brightness around: darker than this, and lighter than ink, is pale ink */
#define STROKE_SHARE 0.55 /* of the paper's brightness: what writing has in its middle, and a pale seal has not */
#define PALE_AROUND 20    /* pixels on each side that are around */
#define PALE_APART 3      /* pixels between it and darker ink: letters have pale edges */

static void add_row(const uint8_t *restrict in, int n, uint8_t *restrict out)
{
    for (int x = 0; x < n; x++)
        out[x] |= in[x];
}

/* 1 within PALE_APART pixels to the left and right. */
static void spread(const uint8_t *in, int width, uint8_t *out)
{
    memset(out, 0, (size_t)width);
    for (int d = -PALE_APART; d <= PALE_APART; d++) {
        int from = d < 0 ? -d : 0, end = d > 0 ? width - d : width;
        if (from < end)
            add_row(in + from + d, end - from, out + from);
    }
}

/* 1 within PALE_APART pixels of the mask. */
static int mark_near(const struct raster *mask, struct raster *ret_near)
{
    struct raster across, near;
    int r = raster_new(mask->width, mask->height, 1, &across);
    if (r)
        return r;
    r = raster_new(mask->width, mask->height, 1, &near);
    if (r) {
        raster_free(&across);
        return r;
    }
    for (int y = 0; y < near.height; y++)
        spread(raster_row(mask, y), near.width, raster_row(&across, y));
    for (int y = 0; y < near.height; y++) {
        uint8_t *out = raster_row(&near, y);
        memset(out, 0, (size_t)near.width);
        for (int v = y - PALE_APART; v <= y + PALE_APART; v++)
            if (v >= 0 && v < near.height)
                add_row(raster_row(&across, v), near.width, out);
    }
    raster_free(&across);
    *ret_near = near;
    return SO_OK;
}

/* Adds a row to the sums of its columns, or takes it out. */
static void add_columns(const uint8_t *restrict row, int width, int sign, int *restrict columns)
{
    for (int x = 0; x < width; x++)
        columns[x] += sign * row[x];
}

/*
 * The means of one row from the sums of its columns. A sum is less than 2^20 and a count less than 2^12, so that
 * dividing is multiplying by 2^32 / count, rounded up.
 */
static void soften_row(const int *columns, int width, int radius, int rows, uint8_t *out)
{
    uint32_t sum = 0;
    uint64_t whole = (UINT64_C(1) << 32) / (uint32_t)((2 * radius + 1) * rows) + 1;
    for (int x = 0; x < radius && x < width; x++)
        sum += (uint32_t)columns[x];
    for (int x = 0; x < width; x++) {
        int left = x - radius, right = x + radius;
        sum += right < width ? (uint32_t)columns[right] : 0;
        sum -= left > 0 ? (uint32_t)columns[left - 1] : 0;
        if (left >= 0 && right < width)
            out[x] = (uint8_t)((sum * whole) >> 32);
        else
            out[x] = (uint8_t)(sum / (uint32_t)(((right < width ? right : width - 1) - (left > 0 ? left : 0) + 1) * rows));
    }
}

/* The mean of (2·radius + 1)² pixels around each, radius at most PALE_AROUND; at the page's edge of what there is. */
static int soften(const struct raster *gray, int radius, struct raster *ret_soft)
{
    struct raster soft;
    int *columns = calloc((size_t)gray->width, sizeof *columns), rows = 0;
    int r = columns ? raster_new(gray->width, gray->height, 1, &soft) : SO_ENOMEM;
    for (int y = -radius; !r && y < gray->height; y++) {
        if (y + radius < gray->height)
            add_columns(raster_row(gray, y + radius), gray->width, 1, columns);
        if (y - radius - 1 >= 0)
            add_columns(raster_row(gray, y - radius - 1), gray->width, -1, columns);
        rows += (y + radius < gray->height) - (y - radius - 1 >= 0);
        if (y >= 0)
            soften_row(columns, gray->width, radius, rows, raster_row(&soft, y));
    }
    free(columns);
    if (!r)
        *ret_soft = soft;
    return r;
}

/* Bare paper instead of ink and what lies beside it. */
static int without_ink(const struct raster *gray, const struct light *light, struct raster *ret_bare)
{
    struct raster strokes, near = {0}, bare;
    int r = light_ink(light, gray, STROKE_SHARE, &strokes);
    if (r)
        return r;
    r = mark_near(&strokes, &near);
    raster_free(&strokes);
    if (r)
        return r;
    r = raster_new(gray->width, gray->height, 1, &bare);
    for (int y = 0; !r && y < gray->height; y++) {
        const uint8_t *in = raster_row(gray, y), *by = raster_row(&near, y);
        const uint8_t *paper = light->paper + (size_t)(y / light->cell) * (size_t)light->cols;
        uint8_t *out = raster_row(&bare, y);
        for (int x = 0; x < gray->width; x++)
            out[x] = by[x] ? paper[x / light->cell] : in[x];
    }
    raster_free(&near);
    if (!r)
        *ret_bare = bare;
    return r;
}

int pale_find(const struct raster *gray, const struct light *light, int soft_radius, struct raster *ret_pale)
{
    struct raster bare = {0}, soft = {0}, around = {0}, pale = {0};
    int r = without_ink(gray, light, &bare);
    r = r ? r : soften(&bare, soft_radius, &soft);
    r = r ? r : soften(&bare, PALE_AROUND, &around);
    r = r ? r : raster_new(gray->width, gray->height, 1, &pale);
    for (int y = 0; !r && y < pale.height; y++) {
        const uint8_t *here = raster_row(&soft, y), *there = raster_row(&around, y);
        uint8_t *to = raster_row(&pale, y);
        for (int x = 0; x < pale.width; x++)
            to[x] = here[x] < there[x] * PALE_SHARE ? INK_BLACK : INK_NONE;
    }
    raster_free(&bare);
    raster_free(&soft);
    raster_free(&around);
    if (!r)
        *ret_pale = pale;
    return r;
}
