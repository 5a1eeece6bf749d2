/*
 * The recogniser's layout analysis leaves out lines between rules, short lines far from others, first letters. What is
 * as large as letters, stands in a row and lies under no word is such a line.
 */
#include "image/unread.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "image/blobs.h"

/* Pixels at about 150 dots an inch. */
#define LETTER_MIN 6
#define LETTER_MAX 44
#define LETTER_AREA 10
#define RUN_TOGETHER 14    /* heights that letters which touch each other may be broad */
#define LINE_MIN 14        /* a line's width */
#define LINE_HEIGHT_MIN 8
#define LINES_MAX 400      /* more are a picture, or noise */
#define WORD_HEIGHTS 3     /* a word so much higher than the middle one covers nothing */
#define WORD_SURE 0.3f     /* confidence */
#define EDGE 8

struct part {
    struct box box;
    int letters;
    int area;
};

struct parts {
    struct part *items;
    size_t len, cap;
};

static int by_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int middle_height(const struct words *words)
{
    int *heights = malloc((words->len + 1) * sizeof *heights), middle = 0;
    for (size_t i = 0; heights && i < words->len; i++)
        heights[i] = words->items[i].box.h;
    if (heights && words->len) {
        qsort(heights, words->len, sizeof *heights, by_int);
        middle = heights[words->len / 2];
    }
    free(heights);
    return middle;
}

/* A guess, or only points and strokes: what it stands on may well be something else. */
static bool is_doubtful(const struct word *w)
{
    if (w->confidence < WORD_SURE)
        return true;
    for (const char *p = w->text; *p; p++)
        if (isalnum((unsigned char)*p) || (unsigned char)*p >= 0xc3)
            return false;
    return true;
}

/* Marks the pixels that words cover, with a pixel around them for what was rounded away. */
static void cover(const struct words *words, struct raster *covered)
{
    int limit = middle_height(words) * WORD_HEIGHTS;
    raster_fill(covered, 0);
    for (size_t i = 0; i < words->len; i++) {
        struct box b = box_intersect(box_grow(words->items[i].box, 1, 1), (struct box){0, 0, covered->width, covered->height});
        if (box_is_empty(b) || words->items[i].box.h > limit || is_doubtful(&words->items[i]))
            continue;
        for (int y = b.y; y < box_bottom(b); y++)
            memset(raster_row(covered, y) + b.x, 1, (size_t)b.w);
    }
}

static bool in_seal(struct box b, const struct seals *seals)
{
    double x = b.x + b.w / 2.0, y = b.y + b.h / 2.0;
    for (int i = 0; i < seals->count; i++)
        if (seals->confidence[i] >= SEAL_THERE && hypot(x - seals->rings[i].x, y - seals->rings[i].y) < seals->rings[i].radius * 1.08)
            return true;
    return false;
}

static bool is_letter(const struct blob *blob, const struct raster *inks)
{
    struct box b = blob->box;
    return b.h >= LETTER_MIN && b.h <= LETTER_MAX && blob->area >= LETTER_AREA && b.w <= b.h * RUN_TOGETHER && b.h <= b.w * 9 &&
           b.x > EDGE && b.y > EDGE && box_right(b) < inks->width - EDGE && box_bottom(b) < inks->height - EDGE;
}

/* The letters of which less than half lies under words. */
static int find_letters(const struct raster *inks, const struct raster *covered, struct parts *letters)
{
    struct blobs blobs;
    int r = blobs_find(inks, INK_ANY, &blobs);
    int *under = r ? NULL : calloc(blobs.len + 1, sizeof *under);
    if (r)
        return r;
    r = under ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < blobs.nruns; i++) {
        const struct run *run = &blobs.runs[i];
        const uint8_t *row = raster_row(covered, run->y);
        for (int x = run->x0; x < run->x1; x++)
            under[run->blob] += row[x];
    }
    for (size_t i = 0; !r && i < blobs.len; i++) {
        if (!is_letter(&blobs.items[i], inks) || under[i] * 2 >= blobs.items[i].area)
            continue;
        struct part *p = array_push(letters);
        if (p)
            *p = (struct part){blobs.items[i].box, 1, blobs.items[i].area};
        else
            r = SO_ENOMEM;
    }
    free(under);
    blobs_free(&blobs);
    return r;
}

/* How many rows two boxes share, as a share of the lower one's. */
static double beside(struct box a, struct box b)
{
    int top = a.y > b.y ? a.y : b.y, bottom = box_bottom(a) < box_bottom(b) ? box_bottom(a) : box_bottom(b);
    int lower = a.h < b.h ? a.h : b.h;
    return lower > 0 ? (double)(bottom - top) / lower : 0;
}

static int gap(struct box a, struct box b)
{
    int left = a.x > b.x ? a.x : b.x, right = box_right(a) < box_right(b) ? box_right(a) : box_right(b);
    return left - right;
}

static int by_left(const void *a, const void *b)
{
    const struct part *p = a, *q = b;
    return (p->box.x > q->box.x) - (p->box.x < q->box.x);
}

/* Letters in a row, a word's space apart, become one part. */
static void join(struct parts *parts)
{
    if (parts->len)
        qsort(parts->items, parts->len, sizeof *parts->items, by_left);
    size_t lines = 0;
    for (size_t i = 0; i < parts->len; i++) {
        struct part p = parts->items[i];
        size_t k = 0;
        for (; k < lines; k++) {
            struct part *line = &parts->items[k];
            int high = line->box.h > p.box.h ? line->box.h : p.box.h, low = line->box.h + p.box.h - high;
            if (high > low * 3 || beside(line->box, p.box) < 0.5 || gap(line->box, p.box) > high * 3 / 2)
                continue;
            line->box = box_union(line->box, p.box);
            line->letters += p.letters;
            line->area += p.area;
            break;
        }
        if (k == lines)
            parts->items[lines++] = p;
    }
    parts->len = lines;
}

/* The words that touch a part are taken into its box; *ret_touched: there is one. */
static struct box with_words(struct box box, const struct words *words, bool *ret_touched)
{
    struct box all = box;
    for (size_t i = 0; i < words->len; i++) {
        struct box w = words->items[i].box;
        if (beside(w, box) < 0.6 || gap(w, box) > box.h / 3 || w.h > box.h * 2)
            continue;
        all = box_union(all, w);
        *ret_touched = true;
    }
    return all;
}

static bool is_line(const struct part *p, bool touched)
{
    double density = (double)p->area / ((double)p->box.w * p->box.h);
    if (p->box.h < LINE_HEIGHT_MIN || density > 0.7 || density < 0.06)
        return false;
    return touched || (p->box.w >= LINE_MIN && (p->letters >= 2 || p->box.w > 2 * p->box.h));
}

static int by_width(const void *a, const void *b)
{
    const struct part *p = a, *q = b;
    return (p->box.w < q->box.w) - (p->box.w > q->box.w);
}

static int find_lines(const struct raster *inks, const struct raster *covered, const struct words *words,
                      struct parts *lines)
{
    int r = find_letters(inks, covered, lines);
    if (r)
        return r;
    join(lines);
    size_t kept = 0;
    for (size_t i = 0; i < lines->len; i++) {
        struct part p = lines->items[i];
        bool touched = false;
        struct box all = with_words(p.box, words, &touched);
        if (!is_line(&p, touched))
            continue;
        p.box = all;
        lines->items[kept++] = p;
    }
    lines->len = kept > LINES_MAX ? 0 : kept;
    if (lines->len)
        qsort(lines->items, lines->len, sizeof *lines->items, by_width);
    return SO_OK;
}

int unread_find(const struct raster *inks, const struct seals *red, const struct seals *dark, const struct words *words,
                struct box *ret_boxes, int max, int *ret_count)
{
    struct raster covered = {0};
    struct parts lines = {0};
    int r = raster_new(inks->width, inks->height, 1, &covered), n = 0;
    if (!r)
        cover(words, &covered);
    r = r ? r : find_lines(inks, &covered, words, &lines);
    for (size_t i = 0; !r && i < lines.len && n < max; i++)
        if (!in_seal(lines.items[i].box, red) && !in_seal(lines.items[i].box, dark))
            ret_boxes[n++] = lines.items[i].box;
    raster_free(&covered);
    array_free(&lines);
    if (!r)
        *ret_count = n;
    return r;
}
