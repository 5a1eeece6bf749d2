/*
 * A streak is darker than what is beside it on both sides, in most rows, wherever the paper is bare; print is so in few
 * rows of a column, and a table's or frame's line ends before the paper does. The page is looked at in slices, so that
 * a streak may lean by some pixels, and may begin where the dust came.
 */
#include "image/streaks.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/result.h"

#define SLICES 40
#define ROW_STEP 3      /* of the rows, those that are looked at */
#define DARKER 10       /* than both sides, of 255 */
#define BLACK 80        /* both sides darker: a border, in which no streak shows */
#define BESIDE_MM 0.5   /* where the sides are looked at */
#define BROAD_MM 0.45   /* the broadest streak */
#define LEAN 2          /* pixels from slice to slice */
#define GAP 2           /* slices in which print hides it */
#define LEAST 10        /* slices in which it shows */
#define LEAST_SHARE 0.8 /* … of those from its first to its last */
#define ROWS_SHARE 2    /* one row in so many shows it, at least */
#define STREAKS_MAX 24  /* of a page: more are a pattern, and left alone */
#define TRACKS_MAX 400
#define PAPER_SHARE 0.8 /* of the brightest beside it: rows of bare paper … */
#define PAPER_ROWS 8    /* … that tell how much a streak dims, if there are so many */
#define PAPER_MOST 0.7  /* … and what share of them is not brighter than the streak */
#define COVERED 100     /* 256ths: what lets less through hides what is under it */

struct span {
    int from, to; /* columns, the last included; from > to: not seen */
};

struct track {
    struct span slices[SLICES];
    int first, last, seen;
    bool ends; /* at the page's edge */
};

struct tracks {
    struct track *items;
    size_t len, cap;
};

/* The darkest channel of each pixel: a streak of any colour is dark in one. */
static void darkest(const uint8_t *restrict in, int channels, int width, uint8_t *restrict out)
{
    if (channels == 1) {
        memcpy(out, in, (size_t)width);
        return;
    }
    for (int x = 0; x < width; x++, in += 3) {
        uint8_t low = in[0] < in[1] ? in[0] : in[1];
        out[x] = in[2] < low ? in[2] : low;
    }
}

/* Rows of a slice in which each column is darker than its sides, and in which both sides are black. */
static void count_rows(const struct raster *page, int slice, int beside, uint8_t *row, uint16_t *restrict darker,
                       uint16_t *restrict black, int *ret_rows)
{
    int w = page->width, y0 = page->height * slice / SLICES, y1 = page->height * (slice + 1) / SLICES, rows = 0;
    memset(darker, 0, (size_t)w * sizeof *darker);
    memset(black, 0, (size_t)w * sizeof *black);
    for (int y = y0; y < y1; y += ROW_STEP, rows++) {
        darkest(raster_row(page, y), page->channels, w, row);
        const uint8_t *left = row, *here = row + beside, *right = row + 2 * (size_t)beside;
        for (int x = 0; x < w - 2 * beside; x++) {
            uint8_t side = left[x] < right[x] ? left[x] : right[x], most = left[x] < right[x] ? right[x] : left[x];
            darker[x + beside] += (uint16_t)(here[x] + DARKER < side);
            black[x + beside] += (uint16_t)(most < BLACK);
        }
    }
    *ret_rows = rows;
}

/* Goes on with the track that was here in the slice before, or begins one. */
static int follow(struct tracks *tracks, int slice, struct span span)
{
    for (size_t i = 0; i < tracks->len; i++) {
        struct track *t = &tracks->items[i];
        const struct span *was = &t->slices[t->last];
        if (t->last == slice || t->last < slice - 1 - GAP || span.from > was->to + LEAN || span.to < was->from - LEAN)
            continue;
        t->slices[slice] = span;
        t->last = slice;
        t->seen++;
        return SO_OK;
    }
    if (tracks->len >= TRACKS_MAX)
        return SO_OK;
    struct track *t = array_push(tracks);
    if (!t)
        return SO_ENOMEM;
    *t = (struct track){.first = slice, .last = slice, .seen = 1};
    for (int i = 0; i < SLICES; i++)
        t->slices[i] = (struct span){0, -1};
    t->slices[slice] = span;
    return SO_OK;
}

static int look_at_slice(struct tracks *tracks, const uint16_t *darker, int width, int rows, int slice, int broad)
{
    int r = SO_OK;
    for (int x = 0; !r && x < width; x++) {
        if (darker[x] * ROWS_SHARE < rows)
            continue;
        int from = x;
        while (x + 1 < width && darker[x + 1] * ROWS_SHARE >= rows)
            x++;
        if (x - from < broad)
            r = follow(tracks, slice, (struct span){from, x});
    }
    return r;
}

/* A track whose next slice is the page's last, or black there, ends at the edge; likewise at its beginning. */
static void note_ends(struct tracks *tracks, const uint16_t *black, int rows, int slice)
{
    for (size_t i = 0; i < tracks->len; i++) {
        struct track *t = &tracks->items[i];
        int x = t->slices[t->last].from;
        if (slice == t->last + 1 && black[x] * ROWS_SHARE >= rows)
            t->ends = true;
        if (t->last == SLICES - 1 || t->first == 0)
            t->ends = true;
    }
}

static int find(const struct raster *page, int beside, int broad, struct tracks *ret_tracks)
{
    uint16_t *counts = malloc(2 * (size_t)page->width * sizeof *counts), *black = counts ? counts + page->width : NULL;
    uint8_t *row = malloc((size_t)page->width);
    int r = counts && row ? SO_OK : SO_ENOMEM, rows;
    for (int slice = 0; !r && slice < SLICES; slice++) {
        count_rows(page, slice, beside, row, counts, black, &rows);
        r = look_at_slice(ret_tracks, counts, page->width, rows, slice, broad);
        note_ends(ret_tracks, black, rows, slice);
    }
    free(counts);
    free(row);
    return r;
}

static bool is_streak(const struct track *t)
{
    return t->ends && t->seen >= LEAST && t->seen >= LEAST_SHARE * (t->last - t->first + 1);
}

/* One channel of one slice of a streak. */
struct strip {
    uint8_t *at; /* the first row's first sample of this channel */
    size_t row;  /* bytes a row */
    int channels, rows;
    struct span span;
};

static int sample(const struct strip *s, int y, int x)
{
    return s->at[(size_t)y * s->row + (size_t)x * (size_t)s->channels];
}

/* What would be at x without the streak, from two pixels to each side of it. */
static int expected(const struct strip *s, int y, int x)
{
    int left = sample(s, y, s->span.from - 1) + sample(s, y, s->span.from - 2);
    int right = sample(s, y, s->span.to + 1) + sample(s, y, s->span.to + 2);
    int wide = s->span.to - s->span.from + 2, at = x - s->span.from + 1;
    return (left * (wide - at) + right * at) / (2 * wide);
}

static int brightest(const struct strip *s)
{
    int most = 0;
    for (int y = 0; y < s->rows; y++) {
        int v = expected(s, y, s->span.from);
        most = v > most ? v : most;
    }
    return most;
}

/*
 * The share of the light that a column lets through, in 256ths: what most rows of bare paper have at most, since print
 * only darkens. 0 where there is too little bare paper to tell.
 */
static int passes(const struct strip *s, int x, int paper)
{
    int shares[257] = {0}, n = 0, below = 0, share = 0;
    for (int y = 0; y < s->rows; y++) {
        int v = expected(s, y, x), seen = sample(s, y, x);
        if (v < paper || !v)
            continue;
        shares[seen >= v ? 256 : seen * 256 / v]++;
        n++;
    }
    while (share < 256 && (below += shares[share]) < n * PAPER_MOST)
        share++;
    return n < PAPER_ROWS ? 0 : share;
}

static void mend_strip(const struct strip *s)
{
    int paper = (int)(brightest(s) * PAPER_SHARE);
    for (int x = s->span.from; x <= s->span.to; x++) {
        int share = passes(s, x, paper);
        for (int y = 0; y < s->rows; y++) {
            uint8_t *p = s->at + (size_t)y * s->row + (size_t)x * (size_t)s->channels;
            int v = share >= COVERED ? *p * 256 / share : expected(s, y, x);
            *p = (uint8_t)(v > 255 ? 255 : v);
        }
    }
}

/*
 * Where a streak runs in a slice: as there and in the slices before and after, since print beside it hides a part of
 * it; in those where all of it is hidden, as at the latest.
 */
static struct span span_of(const struct track *t, int slice)
{
    struct span all = {0, -1};
    for (int i = slice + 1; i >= t->first && (i >= slice - 1 || all.from > all.to); i--) {
        struct span s = i < SLICES ? t->slices[i] : (struct span){0, -1};
        if (s.from > s.to)
            continue;
        bool first = all.from > all.to;
        all.from = first || s.from < all.from ? s.from : all.from;
        all.to = first || s.to > all.to ? s.to : all.to;
    }
    return (struct span){all.from - 1, all.to + 1};
}

static void mend(struct raster *page, const struct track *t)
{
    for (int slice = t->first; slice <= t->last; slice++) {
        int y0 = page->height * slice / SLICES, y1 = page->height * (slice + 1) / SLICES;
        for (int c = 0; c < page->channels; c++) {
            struct strip strip = {raster_row(page, y0) + c, (size_t)page->width * (size_t)page->channels,
                                  page->channels, y1 - y0, span_of(t, slice)};
            mend_strip(&strip);
        }
    }
}

int streaks_mend(struct raster *page, int dpi, int *ret_count)
{
    struct tracks tracks = {0};
    int beside = (int)(BESIDE_MM * dpi / 25.4 + 0.5), broad = (int)(BROAD_MM * dpi / 25.4 + 0.5), count = 0, r = SO_OK;
    beside = beside < 4 ? 4 : beside; /* so that what is drawn across from two pixels to each side is on the page */
    broad = broad < 2 ? 2 : broad;
    if (page->width > 4 * beside && page->height > SLICES * ROW_STEP)
        r = find(page, beside, broad, &tracks);
    for (size_t i = 0; !r && i < tracks.len; i++)
        count += is_streak(&tracks.items[i]);
    for (size_t i = 0; !r && count <= STREAKS_MAX && i < tracks.len; i++)
        if (is_streak(&tracks.items[i]))
            mend(page, &tracks.items[i]);
    array_free(&tracks);
    if (!r)
        *ret_count = count > STREAKS_MAX ? 0 : count;
    return r;
}
