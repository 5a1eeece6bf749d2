/*
 * Text lines show in the projection of a page's ink: seen along the lines, rows of text and gaps between them alternate
 * sharply. The angle with the sharpest alternation is the skew; the better of the two directions tells 0/180 from 90/270.
 *
 * Up is told from down by the same projection: Latin letters all stand on the baseline, but only some of them reach the
 * x-height's line and others go beyond it, so that the ink falls off more sharply below a line than it sets in above.
 */
#include "image/upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"

#define POINTS_MIN 400       /* coarse ink points below which a page has no text to speak of */
#define SKEW_MAX 15.0
#define STRIPS 6             /* columns in which up and down are judged apart: lines of tables differ */
#define LINES_SURE 1.25f
#define UP_SURE 0.10f

struct point {
    int16_t x, y;
};

struct points {
    struct point *items;
    size_t len;
    int width, height;
    int scale; /* mask pixels a point stands for */
};

/* Squares of scale×scale mask pixels that hold some ink but are not solid: letters, not borders, bars or pictures. */
static int collect(const struct raster *ink, int scale, struct points *ret)
{
    int w = ink->width / scale, h = ink->height / scale;
    struct points p = {.width = w, .height = h, .scale = scale};
    p.items = malloc(((size_t)w * (size_t)h + 1) * sizeof *p.items);
    int *sums = calloc((size_t)w + 1, sizeof *sums);
    if (!p.items || !sums) {
        free(p.items);
        free(sums);
        return SO_ENOMEM;
    }
    int need = scale * scale / 4 > 0 ? scale * scale / 4 : 1;
    for (int y = 0; y < h; y++) {
        memset(sums, 0, (size_t)w * sizeof *sums);
        for (int dy = 0; dy < scale; dy++) {
            const uint8_t *row = raster_row(ink, y * scale + dy);
            for (int x = 0; x < w; x++)
                for (int dx = 0; dx < scale; dx++)
                    sums[x] += *row++;
        }
        for (int x = 0; x < w; x++)
            if (sums[x] >= need)
                p.items[p.len++] = (struct point){(int16_t)x, (int16_t)y};
    }
    free(sums);
    *ret = p;
    return SO_OK;
}

/*
 * How sharply the projection along lines at this angle alternates: squared steps, per point. Across projects along the
 * columns instead. The histogram has room for every projection (bins).
 */
static double sharpness(const struct points *p, double degrees, bool across, int *hist, int bins)
{
    double a = degrees * M_PI / 180;
    int32_t c = (int32_t)lround(cos(a) * 65536), s = (int32_t)lround(sin(a) * 65536);
    int64_t middle = (int64_t)bins * 32768;
    int64_t mx = p->width / 2, my = p->height / 2;
    memset(hist, 0, (size_t)bins * sizeof *hist);
    for (size_t i = 0; i < p->len; i++) {
        int64_t dx = p->items[i].x - mx, dy = p->items[i].y - my;
        int64_t at = across ? dx * c - dy * s : dy * c + dx * s;
        hist[(at + middle) >> 16]++;
    }
    double sum = 0;
    for (int i = 1; i < bins; i++) {
        double d = hist[i] - hist[i - 1];
        sum += d * d;
    }
    return sum / (double)(p->len ? p->len : 1);
}

static double best_angle(const struct points *p, double from, double to, double step, bool across, int *hist, int bins,
                         double *ret_score)
{
    double best = 0, best_score = -1;
    for (double a = from; a <= to + step / 2; a += step) {
        double score = sharpness(p, a, across, hist, bins);
        if (score > best_score) {
            best_score = score;
            best = a;
        }
    }
    *ret_score = best_score;
    return best;
}

/*
 * Third power of the projection's steps, in strips: positive when falls are sharper than rises, that is, when baselines
 * are at the lower side. In mask pixels at the angle found.
 */
static double baseline_balance(const struct points *p, double degrees, bool across, int *hist, int bins)
{
    double a = degrees * M_PI / 180, c = cos(a), s = sin(a), falls = 0, all = 0;
    double mx = p->width / 2.0, my = p->height / 2.0;
    int along = across ? p->height : p->width;
    for (int strip = 0; strip < STRIPS; strip++) {
        int lo = along * strip / STRIPS, hi = along * (strip + 1) / STRIPS;
        memset(hist, 0, (size_t)bins * sizeof *hist);
        for (size_t i = 0; i < p->len; i++) {
            int place = across ? p->items[i].y : p->items[i].x;
            if (place < lo || place >= hi)
                continue;
            double dx = p->items[i].x - mx, dy = p->items[i].y - my;
            hist[(int)((across ? dx * c - dy * s : dy * c + dx * s) + bins / 2.0)]++;
        }
        for (int i = 1; i < bins; i++) {
            double d = hist[i - 1] - hist[i];
            falls += d * d * d;
            all += fabs(d * d * d);
        }
    }
    return all > 0 ? falls / all : 0;
}

static int find(const struct raster *ink, const struct points *coarse, struct upright *ret, int *hist, int bins)
{
    struct points fine;
    double along, across, score;
    double angle0 = best_angle(coarse, -SKEW_MAX, SKEW_MAX, 0.5, false, hist, bins, &along);
    double angle1 = best_angle(coarse, -SKEW_MAX, SKEW_MAX, 0.5, true, hist, bins, &across);
    bool sideways = across > along;
    double angle = sideways ? angle1 : angle0;
    int r = collect(ink, 1, &fine);
    if (r)
        return r;
    angle = best_angle(&fine, angle - 0.4, angle + 0.4, 0.1, sideways, hist, bins, &score);
    angle = best_angle(&fine, angle - 0.08, angle + 0.08, 0.02, sideways, hist, bins, &score);
    double balance = baseline_balance(&fine, angle, sideways, hist, bins);
    free(fine.items);
    /* Projected across, positive says that baselines lie to the right: the page's top is to the left. */
    struct upright u = {.lines = (float)(sideways ? across / along : along / across), .up = (float)fabs(balance)};
    if (sideways)
        u.pose.turned = balance >= 0 ? 90 : 270;
    else
        u.pose.turned = balance >= 0 ? 0 : 180;
    u.pose.skew = (float)angle;
    u.sure = u.lines >= LINES_SURE && u.up >= UP_SURE;
    *ret = u;
    return SO_OK;
}

int upright_find(const struct raster *ink, struct upright *ret_upright)
{
    struct points coarse;
    int r = collect(ink, 4, &coarse);
    if (r)
        return r;
    if (coarse.len < POINTS_MIN) {
        free(coarse.items);
        *ret_upright = (struct upright){0};
        return SO_OK;
    }
    int bins = 2 * (int)(hypot(ink->width, ink->height) / 2 + 8);
    int *hist = malloc((size_t)bins * sizeof *hist);
    r = hist ? find(ink, &coarse, ret_upright, hist, bins) : SO_ENOMEM;
    free(hist);
    free(coarse.items);
    return r;
}
