#include "scan/skew.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_WANTED 800u
#define LINES_MAX 8000u
#define DARKER 40       /* than the paper around it, of 255: ink */
#define POINTS_MIN 400u /* ink of a line of writing or two */
#define POINTS_MAX 60000u
#define STEP 0.1   /* degrees */
#define CLEAR 1.15 /* times the score of the average angle, for the best one to mean anything */
#define ANGLES (2 * SKEW_DEGREES_MAX * 10 + 1)

struct point {
    uint16_t x, y;
};

void skew_begin(struct skew *s, const struct scan_frame *frame)
{
    struct skew fresh = {0};
    *s = fresh;
    if (frame->depth != 8 || !frame->width || frame->row_bytes < frame->width)
        return;
    fresh.channels = frame->format == SCAN_FRAME_RGB ? 3 : 1;
    fresh.factor = (frame->width + COLUMNS_WANTED - 1) / COLUMNS_WANTED;
    fresh.columns = frame->width / fresh.factor;
    fresh.width = fresh.columns * fresh.factor;
    fresh.row_bytes = frame->row_bytes;
    fresh.sums = calloc(fresh.columns, sizeof *fresh.sums);
    if (fresh.sums && (uint64_t)fresh.width * fresh.channels <= fresh.row_bytes)
        *s = fresh;
    else
        free(fresh.sums);
}

/* The strip is full: one line more of the small page. */
static void end_strip(struct skew *s)
{
    uint32_t parts = s->factor * s->factor * s->channels;
    if (s->lines == s->room) {
        uint32_t room = s->room ? s->room * 2 : 512;
        uint8_t *rows = room <= LINES_MAX * 2 ? realloc(s->rows, (size_t)room * s->columns) : NULL;
        if (!rows) {
            s->row_bytes = 0;
            return;
        }
        s->rows = rows;
        s->room = room;
    }
    for (uint32_t x = 0; x < s->columns; x++)
        s->rows[(size_t)s->lines * s->columns + x] = (uint8_t)(s->sums[x] / parts);
    memset(s->sums, 0, s->columns * sizeof *s->sums);
    s->lines++;
}

void skew_take(struct skew *s, const void *data, size_t len)
{
    const uint8_t *p = data;
    uint32_t used = s->width * s->channels, per_column = s->factor * s->channels;
    for (size_t i = 0; i < len && s->row_bytes; i++) {
        if (s->at < used)
            s->sums[s->at / per_column] += p[i];
        if (++s->at < s->row_bytes)
            continue;
        s->at = 0;
        if (++s->line < s->factor)
            continue;
        s->line = 0;
        end_strip(s);
    }
}

/* Ink that is darker than what lies a little above: writing, rather than the dark parts of a picture or a shadow. */
static bool is_ink(const struct skew *s, uint32_t x, uint32_t y)
{
    const uint8_t *here = s->rows + (size_t)y * s->columns + x;
    int above = here[-(ptrdiff_t)s->columns], further = here[-2 * (ptrdiff_t)s->columns];
    return (above > further ? above : further) - *here > DARKER;
}

static uint32_t find_points(const struct skew *s, struct point *points, uint32_t max)
{
    uint32_t n = 0, seen = 0, every = 1;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t y = 2; y < s->lines; y++)
            for (uint32_t x = 0; x < s->columns; x++) {
                if (!is_ink(s, x, y) || seen++ % every)
                    continue;
                if (pass && n < max)
                    points[n++] = (struct point){(uint16_t)x, (uint16_t)y};
            }
        every = seen / max + 1;
        seen = 0;
    }
    return n;
}

/* How unevenly the points fall into lines that run at this angle. */
static double score(const struct point *points, uint32_t n, double degrees, uint32_t *bins, uint32_t nbins,
                    uint32_t middle)
{
    double slope = tan(degrees * M_PI / 180), sum = 0;
    memset(bins, 0, nbins * sizeof *bins);
    for (uint32_t i = 0; i < n; i++) {
        double y = points[i].y - points[i].x * slope + middle;
        if (y >= 0 && y < nbins)
            bins[(uint32_t)y]++;
    }
    for (uint32_t i = 0; i < nbins; i++)
        sum += (double)bins[i] * bins[i];
    return sum;
}

static bool best_angle(const struct skew *s, const struct point *points, uint32_t n, double *ret_degrees)
{
    uint32_t middle = s->columns / 4 + 1, nbins = s->lines + 2 * middle;
    uint32_t *bins = malloc(nbins * sizeof *bins);
    double best = 0, all = 0, angle = 0;
    for (int i = 0; bins && i < ANGLES; i++) {
        double degrees = (i - ANGLES / 2) * STEP, value = score(points, n, degrees, bins, nbins, middle);
        all += value;
        /* Of equal ones the straightest. */
        if (value > best * (fabs(degrees) < fabs(angle) ? 0.999 : 1.001)) {
            best = value;
            angle = degrees;
        }
    }
    free(bins);
    if (best < CLEAR * all / ANGLES)
        return false;
    *ret_degrees = angle;
    return true;
}

bool skew_find(const struct skew *s, double *ret_degrees)
{
    if (!s->row_bytes || s->lines < 3 || s->lines > LINES_MAX)
        return false;
    struct point *points = malloc(POINTS_MAX * sizeof *points);
    uint32_t n = points ? find_points(s, points, POINTS_MAX) : 0;
    bool found = n >= POINTS_MIN && best_angle(s, points, n, ret_degrees);
    free(points);
    return found;
}

void skew_free(struct skew *s)
{
    free(s->sums);
    free(s->rows);
    *s = (struct skew){0};
}
