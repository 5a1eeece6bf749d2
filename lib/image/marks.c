#include "image/marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "image/blobs.h"

#define MARKS_MAX 24
#define SEAL_RADIUS_MM 18.0
#define LARGE_MM 4.2   /* a blob that is larger than a letter */
#define SIZE_LEAST 0.8 /* of that radius … */
#define SIZE_MOST 1.2
#define OTHER_SIZE 0.25   /* what another size takes from the confidence */
#define OUTER_BROAD 0.09  /* of the radius: the outer circle's two lines, of which either was found */
#define INNER_LEAST 0.5   /* … where its inner circle may be … */
#define INNER_MOST 0.82
#define INNER_SHARE 0.35  /* … and how much of it is there */
#define CANDIDATE_MIN 0.3 /* confidence of a stroke that may be part of a signature */

/* A map of the wanted inks at half the size, 0..255, of blobs at least `large` pixels long only (0: of all). */
static int make_density(const struct raster *classes, unsigned wanted, int large, struct raster *ret)
{
    struct raster out;
    struct blobs blobs = {0};
    int r = raster_new(classes->width / 2 + 1, classes->height / 2 + 1, 1, &out);
    if (r)
        return r;
    raster_fill(&out, 0);
    r = blobs_find(classes, wanted, &blobs);
    for (size_t i = 0; !r && i < blobs.nruns; i++) {
        const struct run *run = &blobs.runs[i];
        struct box b = blobs.items[run->blob].box;
        if (b.w < large && b.h < large)
            continue;
        uint8_t *row = raster_row(&out, run->y / 2);
        for (int x = run->x0; x < run->x1; x++)
            row[x / 2] = (uint8_t)(row[x / 2] > 191 ? 255 : row[x / 2] + 64);
    }
    blobs_free(&blobs);
    if (r)
        raster_free(&out);
    else
        *ret = out;
    return r;
}

static int add_mark(struct marks *marks, enum mark_kind kind, struct box box, double confidence)
{
    if (marks->len >= MARKS_MAX)
        return SO_OK;
    struct mark *m = array_push(marks);
    if (!m)
        return SO_ENOMEM;
    *m = (struct mark){.kind = kind, .box = box, .confidence = (float)fmin(fmax(confidence, 0), 0.99)};
    return SO_OK;
}

/*
 * Half present at a ring whose circle is well half there with little beside it. One of another size than a seal's needs
 * more: a copy may have been made smaller, but loops of letters and tables are.
 */
static double seal_confidence(const struct ring *r, double radius)
{
    double size = r->radius / radius;
    return 0.5 + (r->coverage - 0.8 * r->around - 0.45) * 1.2 -
           (size < SIZE_LEAST || size > SIZE_MOST ? OTHER_SIZE : 0);
}

int seals_find(const struct raster *classes, enum rings_of kind, double per_mm, struct seals *ret_seals)
{
    static const unsigned INKS[] = {
        [RINGS_RED] = INK_BIT(INK_RED), [RINGS_DARK] = INK_BIT(INK_BLACK) | INK_BIT(INK_BLUE), [RINGS_PALE] = INK_ANY};
    struct raster density;
    struct seals seals = {0};
    int large = kind == RINGS_DARK ? (int)(LARGE_MM * per_mm) : 0;
    int r = make_density(classes, INKS[kind], large, &density);
    if (r)
        return r;
    double radius = SEAL_RADIUS_MM * per_mm / 2;
    double least = kind == RINGS_PALE ? SIZE_LEAST : 0.6, most = kind == RINGS_PALE ? SIZE_MOST : 1.35;
    r = rings_find(&density, radius * least, radius * most, seals.rings, SEALS_MAX, &seals.count);
    raster_free(&density);
    for (int i = 0; !r && i < seals.count; i++) {
        seals.rings[i].x *= 2;
        seals.rings[i].y *= 2;
        seals.rings[i].radius *= 2;
        seals.confidence[i] = seal_confidence(&seals.rings[i], 2 * radius);
    }
    if (!r)
        *ret_seals = seals;
    return r;
}

static int add_seals(const struct seals *seals, struct marks *marks)
{
    int r = SO_OK;
    for (int i = 0; !r && i < seals->count; i++) {
        const struct ring *ring = &seals->rings[i];
        int side = (int)(2 * ring->radius);
        struct box box = {(int)(ring->x - ring->radius), (int)(ring->y - ring->radius), side, side};
        r = add_mark(marks, MARK_SEAL, box, seals->confidence[i]);
    }
    return r;
}

static int by_value(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The middle height of what may be letters. */
static int letter_height(const struct blobs *blobs)
{
    int *heights = malloc((blobs->len + 1) * sizeof *heights), n = 0;
    if (!heights)
        return 16;
    for (size_t i = 0; i < blobs->len; i++) {
        struct box b = blobs->items[i].box;
        if (b.h >= 7 && b.h <= 60 && b.w >= 3 && b.w <= 80)
            heights[n++] = b.h;
    }
    qsort(heights, (size_t)n, sizeof *heights, by_value);
    int middle = n >= 20 ? heights[n / 2] : 14;
    free(heights);
    return middle;
}

/* The share of a circle that has ink. */
static double circle_share(const struct raster *classes, double x, double y, double radius)
{
    int n = (int)(2 * M_PI * radius), hits = 0;
    for (int i = 0; i < n; i++) {
        int px = (int)lround(x + radius * cos(2 * M_PI * i / n)), py = (int)lround(y + radius * sin(2 * M_PI * i / n));
        hits += px >= 0 && py >= 0 && px < classes->width && py < classes->height && raster_row(classes, py)[px] != INK_NONE;
    }
    return n ? (double)hits / n : 0;
}

static void clear_band(struct raster *classes, const struct ring *ring, double inner, double outer)
{
    int x0 = (int)(ring->x - outer) - 1, x1 = (int)(ring->x + outer) + 1;
    int y0 = (int)(ring->y - outer) - 1, y1 = (int)(ring->y + outer) + 1;
    for (int y = y0 < 0 ? 0 : y0; y <= y1 && y < classes->height; y++) {
        uint8_t *row = raster_row(classes, y);
        for (int x = x0 < 0 ? 0 : x0; x <= x1 && x < classes->width; x++) {
            double d = hypot(x - ring->x, y - ring->y);
            if (d >= inner && d <= outer)
                row[x] = INK_NONE;
        }
    }
}

/*
 * Clears the circles of a copied seal, so that a signature across one is a blob of its own, and the letters between them
 * do not hang together: the outer one, which is a thick and a thin line, and the one around the star.
 */
static void clear_ring(struct raster *classes, const struct ring *ring)
{
    double best = 0, inner = 0;
    for (double r = ring->radius * INNER_LEAST; r <= ring->radius * INNER_MOST; r++) {
        double share = circle_share(classes, ring->x, ring->y, r);
        if (share > best) {
            best = share;
            inner = r;
        }
    }
    clear_band(classes, ring, ring->radius * (1 - OUTER_BROAD), ring->radius * (1 + OUTER_BROAD));
    if (best > INNER_SHARE)
        clear_band(classes, ring, inner - 2.5, inner + 2.5);
}

/*
 * How much a blob looks like a signature: longer and higher than letters, and thin. Solid things (bars, photographs,
 * emblems, letters that have run together) and very large ones (frames) are not.
 */
static double signature_confidence(const struct blob *blob, int letter, const struct raster *classes)
{
    struct box b = blob->box;
    double wide = (double)b.w / letter, high = (double)b.h / letter;
    double density = (double)blob->area / ((double)b.w * b.h);
    if (wide < 2 || high < 1.1 || wide > 40 || high > 20)
        return 0;
    if (b.w > classes->width / 2 || b.h > classes->height / 4)
        return 0;
    double size = fmin(1, (wide - 2) / 4) * 0.40 + fmin(1, (high - 1.1) / 1.5) * 0.50;
    double thin = fmin(1, fmax(0, (0.42 - density) / 0.16));
    return 0.15 + size * thin;
}

/* The pixels of a blob nearest to and farthest from a seal's middle, as shares of its radius. */
static void reach(const struct blobs *blobs, int which, const struct ring *ring, double *ret_near, double *ret_far)
{
    double near = INFINITY, far = 0;
    for (size_t i = 0; i < blobs->nruns; i++) {
        const struct run *run = &blobs->runs[i];
        if (run->blob != which)
            continue;
        double dy = run->y - ring->y, left = run->x0 - ring->x, right = run->x1 - 1 - ring->x;
        double nearest = left > 0 ? left : right < 0 ? right : 0;
        near = fmin(near, hypot(nearest, dy));
        far = fmax(far, fmax(hypot(left, dy), hypot(right, dy)));
    }
    *ret_near = near / ring->radius;
    *ret_far = far / ring->radius;
}

/* A seal's own parts: its circles, the letters between them, the star in the middle. */
static bool is_of_seal(const struct blobs *blobs, int which, const struct seals *seals)
{
    for (int i = 0; i < seals->count; i++) {
        double near, far;
        if (seals->confidence[i] < SEAL_THERE)
            continue;
        reach(blobs, which, &seals->rings[i], &near, &far);
        if (far < 0.42 || (near > 0.5 && far < 1.08) || (near > 0.35 && far - near < 0.12))
            return true;
    }
    return false;
}

struct candidate {
    struct box box;
    double confidence;
};

struct candidates {
    struct candidate *items;
    size_t len, cap;
};

static int find_candidates(const struct raster *classes, unsigned wanted, const struct seals *seals, double bonus,
                           struct candidates *found, int *ret_letter)
{
    struct blobs blobs;
    int r = blobs_find(classes, wanted, &blobs);
    if (r)
        return r;
    int letter = letter_height(&blobs);
    for (size_t i = 0; !r && i < blobs.len; i++) {
        double c = signature_confidence(&blobs.items[i], letter, classes);
        if (c < CANDIDATE_MIN || is_of_seal(&blobs, (int)i, seals))
            continue;
        struct candidate *candidate = array_push(found);
        if (!candidate)
            r = SO_ENOMEM;
        else
            *candidate = (struct candidate){blobs.items[i].box, c + bonus};
    }
    blobs_free(&blobs);
    *ret_letter = letter;
    return r;
}

/* Strokes that lie close together are one signature, and surer than the surest of them. */
static void join_candidates(struct candidates *found, int letter)
{
    for (size_t i = 0; i < found->len; i++) {
        for (size_t j = i + 1; j < found->len;) {
            struct candidate *a = &found->items[i], *b = &found->items[j];
            if (box_is_empty(box_intersect(box_grow(a->box, letter, letter / 2), b->box))) {
                j++;
                continue;
            }
            a->box = box_union(a->box, b->box);
            double high = fmax(a->confidence, b->confidence), low = fmin(a->confidence, b->confidence);
            a->confidence = high + low * 0.3;
            *b = found->items[--found->len];
            j = i + 1;
        }
    }
}

static int add_signatures(const struct raster *classes, const struct seals *seals, struct marks *marks)
{
    struct candidates found = {0};
    int letter = 0, blue_letter = 0;
    int r = find_candidates(classes, INK_BIT(INK_BLUE), seals, 0.1, &found, &blue_letter);
    r = r ? r : find_candidates(classes, INK_BIT(INK_BLACK), seals, 0, &found, &letter);
    join_candidates(&found, letter);
    for (size_t i = 0; !r && i < found.len; i++)
        r = add_mark(marks, MARK_SIGNATURE, found.items[i].box, found.items[i].confidence);
    array_free(&found);
    return r;
}

int marks_find(const struct raster *classes, const struct seals *red, const struct seals *dark, struct marks *ret_marks)
{
    struct marks marks = {0};
    struct raster writing = {0};
    int r = add_seals(red, &marks);
    r = r ? r : add_seals(dark, &marks);
    r = r ? r : raster_reduce(classes, 1, &writing);
    for (int i = 0; !r && i < dark->count; i++)
        if (dark->confidence[i] >= SEAL_THERE)
            clear_ring(&writing, &dark->rings[i]);
    r = r ? r : add_signatures(&writing, dark, &marks);
    raster_free(&writing);
    if (r)
        array_free(&marks);
    else
        *ret_marks = marks;
    return r;
}
