#include "image/pale.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "image/inks.h"

#define PALE_SHARE 0.965  /* of the brightness around: darker than this, and lighter than ink, is pale ink */
#define STROKE_SHARE 0.55 /* of the paper's brightness: what writing has in its middle, and a pale seal has not */
#define PALE_AROUND 20    /* pixels on each side that are around */
#define PALE_APART 3      /* pixels between it and darker ink: letters have pale edges */

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
    for (int y = 0; y < near.height; y++) {
        const uint8_t *in = raster_row(mask, y);
        uint8_t *out = raster_row(&across, y);
        int since = PALE_APART + 1;
        memset(out, 0, (size_t)near.width);
        for (int x = 0; x < near.width; x++) {
            since = in[x] ? 0 : since + 1;
            out[x] = since <= PALE_APART;
        }
        for (int x = near.width - 1; x >= 0; x--) {
            since = in[x] ? 0 : since + 1;
            out[x] |= since <= PALE_APART;
        }
    }
    for (int y = 0; y < near.height; y++) {
        uint8_t *out = raster_row(&near, y);
        memset(out, 0, (size_t)near.width);
        for (int v = y - PALE_APART; v <= y + PALE_APART; v++)
            for (int x = 0; v >= 0 && v < near.height && x < near.width; x++)
                out[x] |= raster_row(&across, v)[x];
    }
    raster_free(&across);
    *ret_near = near;
    return SO_OK;
}

/* The mean of (2·radius + 1)² pixels around each; at the page's edge of what there is. */
static int soften(const struct raster *gray, int radius, struct raster *ret_soft)
{
    struct raster soft;
    int *columns = calloc((size_t)gray->width, sizeof *columns), rows = 0;
    int r = columns ? raster_new(gray->width, gray->height, 1, &soft) : SO_ENOMEM;
    for (int y = -radius; !r && y < gray->height; y++) {
        if (y + radius < gray->height) {
            const uint8_t *in = raster_row(gray, y + radius);
            for (int x = 0; x < gray->width; x++)
                columns[x] += in[x];
            rows++;
        }
        if (y - radius - 1 >= 0) {
            const uint8_t *gone = raster_row(gray, y - radius - 1);
            for (int x = 0; x < gray->width; x++)
                columns[x] -= gone[x];
            rows--;
        }
        if (y < 0)
            continue;
        uint8_t *out = raster_row(&soft, y);
        int sum = 0, wide = 0;
        for (int x = -radius; x < gray->width; x++) {
            if (x + radius < gray->width) {
                sum += columns[x + radius];
                wide++;
            }
            if (x - radius - 1 >= 0) {
                sum -= columns[x - radius - 1];
                wide--;
            }
            if (x >= 0)
                out[x] = (uint8_t)(sum / (wide * rows));
        }
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
