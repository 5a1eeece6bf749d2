#include "image/rings.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"

#define BIN 2          /* pixels of the map a cell of the votes */
#define EDGE_MIN 160   /* Sobel magnitude of an edge */
#define PEAKS 12       /* candidates that are measured */
#define BESIDE 4       /* pixels inside and outside, where a ring has little ink */

struct votes {
    int cols, rows, radii;
    double radius_min;
    uint16_t *counts; /* rows × cols × radii */
    int first, last;  /* rows of cells that have votes; last < first: none */
};

static void cast(struct votes *v, double x, double y, double dx, double dy)
{
    for (int k = 0; k < v->radii; k++) {
        double r = v->radius_min + k * BIN;
        for (int side = -1; side <= 1; side += 2) {
            int cx = (int)((x + side * r * dx) / BIN), cy = (int)((y + side * r * dy) / BIN);
            if (cx < 0 || cy < 0 || cx >= v->cols || cy >= v->rows)
                continue;
            v->counts[((size_t)cy * (size_t)v->cols + (size_t)cx) * (size_t)v->radii + (size_t)k]++;
            v->first = cy < v->first ? cy : v->first;
            v->last = cy > v->last ? cy : v->last;
        }
    }
}

static int next_ink(const uint8_t *a, const uint8_t *b, const uint8_t *c, int x, int width)
{
    int first = raster_skip_zero(a, x, width);
    first = raster_skip_zero(b, x, first);
    return raster_skip_zero(c, x, first);
}

static void cast_all(struct votes *v, const struct raster *d)
{
    for (int y = 1; y + 1 < d->height; y++) {
        const uint8_t *a = raster_row(d, y - 1), *b = raster_row(d, y), *c = raster_row(d, y + 1);
        for (int x = 1; x + 1 < d->width; x++) {
            if (!(a[x - 1] | a[x] | a[x + 1] | b[x - 1] | b[x] | b[x + 1] | c[x - 1] | c[x] | c[x + 1])) {
                x = next_ink(a, b, c, x + 2, d->width) - 2; /* the pixel before it is the next with an edge */
                continue;
            }
            int gx = a[x + 1] + 2 * b[x + 1] + c[x + 1] - a[x - 1] - 2 * b[x - 1] - c[x - 1];
            int gy = c[x - 1] + 2 * c[x] + c[x + 1] - a[x - 1] - 2 * a[x] - a[x + 1];
            if (gx * gx + gy * gy < EDGE_MIN * EDGE_MIN)
                continue;
            double length = sqrt((double)(gx * gx + gy * gy));
            cast(v, x, y, gx / length, gy / length);
        }
    }
}

/* Votes of a cell and its neighbours, for rings whose middle falls between cells, per pixel of circumference. */
static double vote_score(const struct votes *v, int cx, int cy, int k)
{
    unsigned sum = 0;
    for (int y = cy - 1; y <= cy + 1; y++)
        for (int x = cx - 1; x <= cx + 1; x++)
            if (x >= 0 && y >= 0 && x < v->cols && y < v->rows)
                sum += v->counts[((size_t)y * (size_t)v->cols + (size_t)x) * (size_t)v->radii + (size_t)k];
    return sum / (v->radius_min + k * BIN);
}

struct peak {
    double score, x, y, radius;
};

static void keep_peak(struct peak *peaks, int *count, struct peak p)
{
    for (int i = 0; i < *count; i++) {
        if (fabs(peaks[i].x - p.x) + fabs(peaks[i].y - p.y) > 6 || fabs(peaks[i].radius - p.radius) > 5)
            continue;
        if (peaks[i].score < p.score)
            peaks[i] = p;
        return;
    }
    if (*count < PEAKS) {
        peaks[(*count)++] = p;
        return;
    }
    int worst = 0;
    for (int i = 1; i < PEAKS; i++)
        if (peaks[i].score < peaks[worst].score)
            worst = i;
    if (peaks[worst].score < p.score)
        peaks[worst] = p;
}

/* The largest of a cell's counts, or somewhat more. */
static unsigned most_votes(const uint16_t *restrict cell, int radii)
{
    uint16_t any = 0;
    for (int k = 0; k < radii; k++)
        any |= cell[k];
    return any;
}

static void find_cell_peaks(const struct votes *v, int x, int y, struct peak *peaks, int *count)
{
    const uint16_t *cell = v->counts + ((size_t)y * (size_t)v->cols + (size_t)x) * (size_t)v->radii;
    for (int k = 0; k < v->radii; k++) {
        /* A cell that is on a ring's middle has more than a few votes itself. */
        if (cell[k] * 8 < v->radius_min + k * BIN)
            continue;
        double score = vote_score(v, x, y, k);
        if (score > 0.8)
            keep_peak(peaks, count, (struct peak){score, x * BIN + 1.0, y * BIN + 1.0, v->radius_min + k * BIN});
    }
}

static int find_peaks(const struct votes *v, struct peak *peaks)
{
    int count = 0;
    for (int y = v->first; y <= v->last; y++)
        for (int x = 0; x < v->cols; x++) {
            const uint16_t *cell = v->counts + ((size_t)y * (size_t)v->cols + (size_t)x) * (size_t)v->radii;
            if (most_votes(cell, v->radii) * 8 >= v->radius_min)
                find_cell_peaks(v, x, y, peaks, &count);
        }
    return count;
}

/* Directions in which a circle is looked at. */
#define DIRECTIONS 120
#define ARC_MIN 9 /* of them in a row */

struct circle {
    double c[DIRECTIONS], s[DIRECTIONS];
};

static struct circle make_circle(void)
{
    struct circle circle;
    for (int i = 0; i < DIRECTIONS; i++) {
        circle.c[i] = cos(2 * M_PI * i / DIRECTIONS);
        circle.s[i] = sin(2 * M_PI * i / DIRECTIONS);
    }
    return circle;
}

static bool inked(const struct raster *d, double x, double y)
{
    int xi = (int)(x + 0.5), yi = (int)(y + 0.5);
    return xi >= 0 && yi >= 0 && xi < d->width && yi < d->height && raster_row(d, yi)[xi] >= 64;
}

/*
 * The share of directions in which there is ink, with a pixel of give: stamps are not quite round. Only arcs count that
 * are longer than letters: text has ink everywhere, but never for long on one circle.
 */
static double coverage(const struct raster *d, const struct circle *circle, double x, double y, double radius)
{
    bool ink[DIRECTIONS];
    int blank = -1;
    for (int i = 0; i < DIRECTIONS; i++) {
        double c = circle->c[i], s = circle->s[i];
        ink[i] = inked(d, x + radius * c, y + radius * s) || inked(d, x + (radius - 1) * c, y + (radius - 1) * s) ||
                 inked(d, x + (radius + 1) * c, y + (radius + 1) * s);
        if (!ink[i])
            blank = i;
    }
    if (blank < 0)
        return 1;
    int hits = 0, run = 0;
    for (int i = 1; i <= DIRECTIONS; i++) {
        if (ink[(blank + i) % DIRECTIONS]) {
            run++;
            continue;
        }
        hits += run >= ARC_MIN ? run : 0;
        run = 0;
    }
    return (double)hits / DIRECTIONS;
}

/* Mean ink along a circle, without give: highest on the middle of the line. */
static double strength(const struct raster *d, const struct circle *circle, double x, double y, double radius)
{
    int sum = 0;
    for (int i = 0; i < DIRECTIONS; i++) {
        int xi = (int)(x + radius * circle->c[i] + 0.5), yi = (int)(y + radius * circle->s[i] + 0.5);
        if (xi >= 0 && yi >= 0 && xi < d->width && yi < d->height)
            sum += raster_row(d, yi)[xi];
    }
    return (double)sum / DIRECTIONS;
}

static struct ring sharpen(const struct raster *d, const struct circle *circle, struct ring from, double range, double step)
{
    struct ring best = from;
    double most = -1;
    for (double y = from.y - range; y <= from.y + range; y += step) {
        for (double x = from.x - range; x <= from.x + range; x += step) {
            for (double r = from.radius - range; r <= from.radius + range; r += step) {
                double s = strength(d, circle, x, y, r);
                if (s > most) {
                    most = s;
                    best = (struct ring){.x = x, .y = y, .radius = r};
                }
            }
        }
    }
    return best;
}

static double clearness(const struct ring *r)
{
    return r->coverage - r->around / 2;
}

static struct ring with_coverage(const struct raster *d, const struct circle *circle, struct ring r)
{
    r.coverage = coverage(d, circle, r.x, r.y, r.radius);
    r.around = (coverage(d, circle, r.x, r.y, r.radius - BESIDE) + coverage(d, circle, r.x, r.y, r.radius + BESIDE)) / 2;
    return r;
}

/* Two ways to the middle: along the strongest circle, which is exact, and along the fullest, which faint ones need. */
static struct ring measure(const struct raster *d, const struct circle *circle, struct peak p)
{
    struct ring from = {.x = p.x, .y = p.y, .radius = p.radius}, full = from;
    struct ring strong = sharpen(d, circle, sharpen(d, circle, sharpen(d, circle, from, 3, 1), 3, 1), 0.5, 0.5);
    for (double y = p.y - 2; y <= p.y + 2; y++) {
        for (double x = p.x - 2; x <= p.x + 2; x++) {
            for (double r = p.radius - 3; r <= p.radius + 3; r++) {
                double c = coverage(d, circle, x, y, r);
                if (c > full.coverage)
                    full = (struct ring){x, y, r, c, 0};
            }
        }
    }
    strong = with_coverage(d, circle, strong);
    full = with_coverage(d, circle, full);
    return clearness(&full) > clearness(&strong) + 0.1 ? full : strong;
}

static int by_clearness(const void *a, const void *b)
{
    double p = clearness(a), q = clearness(b);
    return (p < q) - (p > q);
}

/*
 * A ring leaves weaker ghosts around it, and the seal's inner circle is a ring of its own: of those whose middles lie
 * within one another only the clearest stays, grown to the larger circle about the same middle if that is clear too.
 */
static int keep_apart(struct ring *rings, int n)
{
    int kept = 0;
    qsort(rings, (size_t)n, sizeof *rings, by_clearness);
    for (int i = 0; i < n; i++) {
        bool apart = true;
        for (int k = 0; k < kept && apart; k++) {
            double distance = hypot(rings[k].x - rings[i].x, rings[k].y - rings[i].y);
            bool ghost = clearness(&rings[i]) < clearness(&rings[k]) - 0.25;
            apart = distance > (ghost ? 2.2 : 0.8) * fmax(rings[k].radius, rings[i].radius);
            if (distance < 5 && rings[i].radius > rings[k].radius && clearness(&rings[i]) > 0.4)
                rings[k] = rings[i];
        }
        if (apart)
            rings[kept++] = rings[i];
    }
    return kept;
}

int rings_find(const struct raster *density, double radius_min, double radius_max, struct ring *rings, int max,
               int *ret_count)
{
    struct votes v = {.cols = density->width / BIN + 1,
                      .rows = density->height / BIN + 1,
                      .radii = (int)((radius_max - radius_min) / BIN) + 1,
                      .radius_min = radius_min};
    v.first = v.rows;
    v.last = -1;
    v.counts = calloc((size_t)v.cols * (size_t)v.rows * (size_t)v.radii, sizeof *v.counts);
    if (!v.counts)
        return SO_ENOMEM;
    cast_all(&v, density);
    struct peak peaks[PEAKS];
    int found = find_peaks(&v, peaks), count = 0;
    free(v.counts);
    struct circle circle = make_circle();
    struct ring all[PEAKS];
    for (int i = 0; i < found; i++) {
        struct ring r = measure(density, &circle, peaks[i]);
        if (clearness(&r) > 0.3)
            all[count++] = r;
    }
    count = keep_apart(all, count);
    *ret_count = count < max ? count : max;
    memcpy(rings, all, (size_t)*ret_count * sizeof *rings);
    return SO_OK;
}
