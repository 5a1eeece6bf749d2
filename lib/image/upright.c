/*
 * Text lines show in the projection of a page's ink: seen along the lines, rows of text and gaps between them alternate
 * sharply. The angle with the sharpest alternation is the skew; the better of the two directions tells 0/180 from 90/270.
 *
 * Up is told from down by two signs. Latin letters all stand on the baseline, but only some end at the x-height's line
 * and others go beyond it, so that the ink falls off more sharply below a line than it sets in above: the balance of the
 * projection. And there are more ascenders (and marks above) than descenders: Leptonica's count of them.
 */
#include "image/upright.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"

#define POINTS_MIN 400       /* coarse ink points below which a page has no text to speak of */
#define EDGE_SHARE 20        /* the outermost 1/20 of each side: text stands farther inside */
#define RUN_MAX 70           /* pixels at about 150 dots an inch: 12 mm */
#define SKEW_MAX 15.0
#define FINE_SIDE 1400       /* pages of fewer pixels have letters too small for Leptonica's count */
#define STRIPS 6             /* columns in which the balance is taken apart: lines of tables differ */
#define LINES_SURE 3.0f      /* so much clearer along than across that it cannot be the other way */
#define UP_SURE 4.0f
#define BALANCE_WEIGHT 10.0f /* of the balance (0..1) against Leptonica's count, a number of standard deviations */

struct point {
    int16_t x, y;
};

struct points {
    struct point *items;
    size_t len;
    int width, height;
    int scale; /* mask pixels a point stands for */
};

/* Clears what ends above row y and has run straight down for longer than any letter. */
static void clear_columns(struct raster *ink, int y, const uint16_t *run)
{
    for (int x = 0; x < ink->width; x++)
        for (int above = 1; run[x] > RUN_MAX && above <= run[x] && (y == ink->height || !raster_row(ink, y)[x]); above++)
            raster_row(ink, y - above)[x] = 0;
}

/* Counts on the runs down through a row; whether one that is too long ends above it. */
static bool count_on(const uint8_t *restrict row, int width, const uint16_t *restrict run, uint16_t *restrict ret_run)
{
    uint16_t ends = 0;
    for (int x = 0; x < width; x++) {
        ends |= (uint16_t)(!row[x] && run[x] > RUN_MAX);
        ret_run[x] = row[x] ? (uint16_t)(run[x] + 1) : 0;
    }
    return ends;
}

static int clear_long_runs_down(struct raster *ink)
{
    size_t n = (size_t)ink->width;
    uint16_t *runs = calloc(2 * n, sizeof *runs), *run = runs, *next = runs + n;
    for (int y = 0; runs && y < ink->height; y++) {
        if (count_on(raster_row(ink, y), ink->width, run, next))
            clear_columns(ink, y, run);
        uint16_t *keep = run;
        run = next;
        next = keep;
    }
    if (runs)
        clear_columns(ink, ink->height, run);
    free(runs);
    return runs ? SO_OK : SO_ENOMEM;
}

/* Takes out what runs straight for longer than any letter: a fax machine's streaks, rules, edges. */
static int clear_long_runs(struct raster *ink)
{
    int r = clear_long_runs_down(ink);
    for (int y = 0; !r && y < ink->height; y++) {
        uint8_t *row = raster_row(ink, y);
        for (int x = 0; (x = raster_skip_zero(row, x, ink->width)) < ink->width;) {
            int from = x;
            while (x < ink->width && row[x])
                x++;
            if (x - from > RUN_MAX)
                memset(row + from, 0, (size_t)(x - from));
        }
    }
    return r;
}

/*
 * Squares of scale×scale mask pixels that hold some ink: letters. Not what stands at the page's edge, where a copier leaves
 * black: its straight or ragged border alternates more sharply than any text.
 */
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
    int edge_x = w / EDGE_SHARE, edge_y = h / EDGE_SHARE;
    for (int y = edge_y; y < h - edge_y; y++) {
        memset(sums, 0, (size_t)w * sizeof *sums);
        for (int dy = 0; dy < scale; dy++) {
            const uint8_t *row = raster_row(ink, y * scale + dy);
            for (int x = 0; x < w; x++)
                for (int dx = 0; dx < scale; dx++)
                    sums[x] += *row++;
        }
        for (int x = edge_x; x < w - edge_x; x++)
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
    /* Sides of a coarse page are some thousand pixels: 32 bits hold their products. */
    int32_t on_x = across ? c : s, on_y = across ? -s : c;
    int32_t middle = bins * 32768 - p->width / 2 * on_x - p->height / 2 * on_y;
    memset(hist, 0, (size_t)bins * sizeof *hist);
    for (size_t i = 0; i < p->len; i++)
        hist[(p->items[i].x * on_x + p->items[i].y * on_y + middle) >> 16]++;
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

/* Leptonica's count of ascenders against descenders, on the ink brought into this pose: positive for upright. */
static float count_ascenders(const struct raster *ink, struct pose pose)
{
    PIX *pix = raster_to_ink_pix(ink);
    if (pix && ink->width < FINE_SIDE && ink->height < FINE_SIDE) {
        PIX *larger = pixExpandBinaryPower2(pix, 2);
        pixDestroy(&pix);
        pix = larger;
    }
    PIX *turned = pix ? pixRotateOrth(pix, pose.turned / 90) : NULL;
    PIX *level = turned ? pixRotate(turned, pose.skew * (float)M_PI / 180, L_ROTATE_SHEAR, L_BRING_IN_WHITE, 0, 0) : NULL;
    float confidence = 0;
    if (level && pixUpDownDetect(level, &confidence, 0, 0, 0))
        confidence = 0;
    pixDestroy(&level);
    pixDestroy(&turned);
    pixDestroy(&pix);
    return confidence;
}

struct work {
    const struct raster *ink;
    struct points coarse, fine;
    int *hist;
    int bins;
};

/* The pose when lines run along the page (or across), and how sure its way up is. */
static struct upright judge(struct work *w, double angle, bool across)
{
    double score;
    angle = best_angle(&w->fine, angle - 0.4, angle + 0.4, 0.1, across, w->hist, w->bins, &score);
    angle = best_angle(&w->fine, angle - 0.08, angle + 0.08, 0.02, across, w->hist, w->bins, &score);
    double balance = baseline_balance(&w->fine, angle, across, w->hist, w->bins);
    /* Projected across, positive says that baselines lie to the right: the page's top is to the left. */
    struct upright u = {.pose = {across ? 90 : 0, (float)angle}};
    u.up = count_ascenders(w->ink, u.pose) + BALANCE_WEIGHT * (float)balance;
    if (u.up < 0) {
        u.up = -u.up;
        u.pose.turned += 180;
    }
    return u;
}

static struct upright find(struct work *w)
{
    double along, across;
    double level = best_angle(&w->coarse, -SKEW_MAX, SKEW_MAX, 0.5, false, w->hist, w->bins, &along);
    double plumb = best_angle(&w->coarse, -SKEW_MAX, SKEW_MAX, 0.5, true, w->hist, w->bins, &across);
    bool sideways = across > along;
    struct upright u = judge(w, sideways ? plumb : level, sideways);
    u.lines = (float)(sideways ? across / along : along / across);
    u.sure = u.up >= UP_SURE;
    if (u.lines >= LINES_SURE)
        return u;
    /* Columns of like letters may look like lines: real lines also have their letters standing on them. */
    struct upright other = judge(w, sideways ? level : plumb, !sideways);
    other.lines = 1 / u.lines;
    bool better = other.up > u.up;
    if (better)
        u = other;
    u.sure = u.up >= UP_SURE && u.lines * (better ? 2 : 1) >= 1;
    return u;
}

int upright_find(struct raster *ink, struct upright *ret_upright)
{
    struct work w = {.ink = ink, .bins = 2 * (int)(hypot(ink->width, ink->height) / 2 + 8)};
    struct upright u = {0};
    int r = clear_long_runs(ink);
    r = r ? r : collect(ink, 4, &w.coarse);
    if (r)
        return r;
    if (w.coarse.len >= POINTS_MIN) {
        w.hist = malloc((size_t)w.bins * sizeof *w.hist);
        r = w.hist ? collect(ink, 1, &w.fine) : SO_ENOMEM;
        if (!r)
            u = find(&w);
    }
    free(w.hist);
    free(w.fine.items);
    free(w.coarse.items);
    if (!r)
        *ret_upright = u;
    return r;
}
