#include "image/clean.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "image/inks.h"

#define WHITE 250          /* what light_even_out makes of paper */
#define DARK 170           /* darker is a stroke */
#define INNER_MIN 0.45     /* of a seal's inner circle is dark */
#define LINE_MAX_HALF 5    /* half a circle's line, in pixels at about 150 dots an inch */
#define WRITING_MIN 400    /* written pixels that tell how dark the writing is */
#define WRITING_SHARE 0.30 /* the darker strokes, not their edges */
#define PALE_SHARE 0.75    /* of the way from writing to paper: paler is no writing */
#define STROKES_SHARE 0.02 /* of a part's pixels: the middle of its strokes is as dark as these */
#define GAP_LEAST 0.14     /* of the way from there to paper: strokes themselves vary so much … */
#define DARK_SHARE 0.5     /* … and what is paler is no print */
#define GAP_AROUND 8       /* values by which a histogram is softened */
#define RING_BESIDE 1.5    /* beyond it, where a crossing stroke shows */

void clean_erased(const struct raster *before, const struct raster *after, int scale, struct raster *gray)
{
    for (int y = 0; y < before->height; y++) {
        const uint8_t *b = raster_row(before, y), *a = raster_row(after, y);
        for (int x = 0; x < before->width; x++) {
            if (!b[x] || a[x])
                continue;
            int x0 = x * scale - 1, x1 = (x + 1) * scale + 1;
            x0 = x0 < 0 ? 0 : x0;
            x1 = x1 > gray->width ? gray->width : x1;
            for (int gy = y * scale - 1; gy < (y + 1) * scale + 1; gy++)
                if (gy >= 0 && gy < gray->height && x0 < x1)
                    memset(raster_row(gray, gy) + x0, WHITE, (size_t)(x1 - x0));
        }
    }
}

static bool is_dark(const struct raster *gray, double x, double y)
{
    int xi = (int)x, yi = (int)y;
    return xi >= 0 && yi >= 0 && xi < gray->width && yi < gray->height && raster_row(gray, yi)[xi] < DARK;
}

/* How much of a circle of this radius is dark. */
static double darkness(const struct raster *gray, double cx, double cy, double radius)
{
    int n = (int)(M_PI * radius), hits = 0;
    for (int i = 0; i < n; i++) {
        double a = 2 * M_PI * i / n;
        hits += is_dark(gray, cx + radius * cos(a), cy + radius * sin(a));
    }
    return n ? (double)hits / n : 0;
}

static void whiten_circle(struct raster *gray, double cx, double cy, double radius, double half, double beside)
{
    int y0 = (int)(cy - radius - half), y1 = (int)(cy + radius + half) + 1;
    int x0 = (int)(cx - radius - half), x1 = (int)(cx + radius + half) + 1;
    for (int y = y0 < 0 ? 0 : y0; y <= y1 && y < gray->height; y++) {
        uint8_t *row = raster_row(gray, y);
        for (int x = x0 < 0 ? 0 : x0; x <= x1 && x < gray->width; x++) {
            double dx = x - cx, dy = y - cy, d = sqrt(dx * dx + dy * dy);
            if (fabs(d - radius) > half || d < 1)
                continue;
            double in = (radius - beside) / d, out = (radius + beside) / d;
            if (!is_dark(gray, cx + dx * in, cy + dy * in) && !is_dark(gray, cx + dx * out, cy + dy * out))
                row[x] = WHITE;
        }
    }
}

/* Whitens the dark band about this radius, however broad the stamp's line is. */
static void whiten_band(struct raster *gray, double cx, double cy, double radius, int scale)
{
    double peak = darkness(gray, cx, cy, radius), in = radius, out = radius;
    int broad = LINE_MAX_HALF * scale;
    while (radius - in < broad && darkness(gray, cx, cy, in - 1) > peak * 0.35)
        in--;
    while (out - radius < broad && darkness(gray, cx, cy, out + 1) > peak * 0.35)
        out++;
    double half = (out - in) / 2 + scale;
    whiten_circle(gray, cx, cy, (in + out) / 2, half, half + RING_BESIDE * scale);
}

void clean_ring(const struct ring *ring, int scale, struct raster *gray)
{
    double cx = ring->x * scale, cy = ring->y * scale, radius = ring->radius * scale;
    whiten_band(gray, cx, cy, radius, scale);
    /* The circle inside: the darkest one between 0.4 and 0.85 of the radius, if it is one. */
    double best = 0, inner = 0;
    for (double r = radius * 0.4; r < radius * 0.85; r += 1) {
        double d = darkness(gray, cx, cy, r);
        if (d > best) {
            best = d;
            inner = r;
        }
    }
    if (best > INNER_MIN)
        whiten_band(gray, cx, cy, inner, scale);
}

int clean_writing_level(const struct raster *inks, int scale, const struct raster *gray)
{
    size_t counts[256] = {0}, all = 0;
    for (int y = 0; y < inks->height && y * scale < gray->height; y++) {
        const uint8_t *ink = raster_row(inks, y), *g = raster_row(gray, y * scale);
        for (int x = 0; x < inks->width && x * scale < gray->width; x++)
            if (ink[x] == INK_BLACK || ink[x] == INK_BLUE) {
                counts[g[x * scale]]++;
                all++;
            }
    }
    if (all < WRITING_MIN)
        return -1;
    size_t want = (size_t)((double)all * WRITING_SHARE), sum = 0;
    int level = 0;
    while (level < 255 && (sum += counts[level]) < want)
        level++;
    return level;
}

/*
 * Gray values above dark are drawn apart, so that pale becomes WHITE. A step of a third of a value or so is taken as a
 * 16-bit fraction, rounded up: exact, since values are less than 2^8.
 */
static void draw_apart(uint8_t *restrict row, int width, uint8_t dark, uint8_t pale, uint16_t more)
{
    for (int x = 0; x < width; x++) {
        uint8_t v = row[x];
        uint16_t beyond = v > dark ? (uint16_t)(v - dark) : 0;
        uint16_t drawn = (uint16_t)(v + ((uint32_t)beyond * more >> 16));
        row[x] = v >= pale ? WHITE : (uint8_t)drawn;
    }
}

/* Makes white what is paler than `dark` by `range` or more. */
static void whiten_pale(int dark, int range, struct raster *gray)
{
    if (range <= 0)
        return;
    uint16_t more = (uint16_t)(((WHITE - dark - range) * 65536 + range - 1) / range);
    for (int y = 0; y < gray->height; y++)
        draw_apart(raster_row(gray, y), gray->width, (uint8_t)dark, (uint8_t)(dark + range), more);
}

void clean_pale(const struct raster *inks, int scale, struct raster *gray)
{
    int dark = clean_writing_level(inks, scale, gray);
    if (dark >= 0)
        whiten_pale(dark, (int)((WHITE - dark) * PALE_SHARE), gray);
}

/* The value that a share of the pixels are darker than. */
static int level_of(const size_t counts[256], double share)
{
    size_t all = 0, sum = 0;
    int level = 0;
    for (int v = 0; v < 256; v++)
        all += counts[v];
    while (level < 255 && (double)(sum += counts[level]) < (double)all * share)
        level++;
    return level;
}

/* The value above the writing's that the fewest pixels have: strokes are darker, a seal is paler. */
static int find_gap(const size_t counts[256], int least, int most)
{
    size_t fewest = SIZE_MAX;
    int gap = most;
    for (int v = least; v <= most; v++) {
        size_t around = 0;
        for (int k = v - GAP_AROUND; k <= v + GAP_AROUND; k++)
            around += k >= 0 && k < 256 ? counts[k] : 0;
        if (around <= fewest) {
            fewest = around;
            gap = v;
        }
    }
    return gap;
}

void clean_all_but_dark(struct raster *gray)
{
    size_t counts[256] = {0};
    for (int y = 0; y < gray->height; y++)
        for (int x = 0; x < gray->width; x++)
            counts[raster_row(gray, y)[x]]++;
    int dark = level_of(counts, STROKES_SHARE), range = level_of(counts, 0.5) - dark;
    int gap = find_gap(counts, dark + (int)(range * GAP_LEAST), dark + (int)(range * DARK_SHARE));
    if (gap > dark && gap < WHITE)
        whiten_pale(dark, gap - dark, gray);
}
