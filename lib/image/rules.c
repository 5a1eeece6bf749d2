/*
 * Rules, underlines and leader dots are not writing: an empty line of a form must count as empty.
 *
 * A rule is a long thin run of ink with little beside it; crossing strokes are left. Leader dots are small blobs of like
 * size that follow each other on one line at short distances.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "image/blobs.h"
#include "image/inks.h"

/* Pixels at about 150 dots an inch. */
#define ACROSS_MIN 48     /* a rule's length: 8 mm */
#define DOWN_MIN 84       /* taller than any letter of a title */
#define BESIDE 4          /* how far from its middle a rule's surroundings are looked at */
#define BESIDE_SHARE 0.40 /* of them may be ink */
#define DOT_MAX 7
#define DOT_GAP 17
#define DOT_ALONE 11
#define DOTS_MIN 4
#define SPECK_AREA 2

struct segment {
    int at;       /* row of a horizontal one, column of a vertical one */
    int from, to; /* exclusive */
};

struct segments {
    struct segment *items;
    size_t len, cap;
};

/* Both directions look at the page through this: along the rule, and across it. */
struct lines {
    struct raster *classes;
    bool vertical;
};

static bool inked(const struct lines *l, int along, int across)
{
    int x = l->vertical ? across : along, y = l->vertical ? along : across;
    if (x < 0 || y < 0 || x >= l->classes->width || y >= l->classes->height)
        return false;
    return raster_row(l->classes, y)[x] != INK_NONE;
}

static bool is_thin(const struct lines *l, const struct segment *s)
{
    int before = 0, after = 0;
    for (int i = s->from; i < s->to; i++) {
        before += inked(l, i, s->at - BESIDE);
        after += inked(l, i, s->at + BESIDE);
    }
    int limit = (int)((s->to - s->from) * BESIDE_SHARE);
    return before <= limit && after <= limit;
}

static void erase_segment(const struct lines *l, const struct segment *s)
{
    for (int i = s->from; i < s->to; i++) {
        if (inked(l, i, s->at - BESIDE) || inked(l, i, s->at + BESIDE))
            continue; /* a stroke crosses here */
        /* Each row of a thick rule is a segment itself; a mark that touches the rule keeps its rest. */
        for (int d = -1; d <= 1; d++) {
            int x = l->vertical ? s->at + d : i, y = l->vertical ? i : s->at + d;
            if (inked(l, i, s->at + d))
                raster_row(l->classes, y)[x] = INK_NONE;
        }
    }
}

static int note(struct segments *found, int at, int from, int to)
{
    struct segment *s = array_push(found);
    if (!s)
        return SO_ENOMEM;
    *s = (struct segment){at, from, to};
    return SO_OK;
}

static int find_across(const struct raster *classes, struct segments *found)
{
    for (int y = 1; y + 1 < classes->height; y++) {
        const uint8_t *a = raster_row(classes, y - 1), *b = raster_row(classes, y), *c = raster_row(classes, y + 1);
        int start = -1;
        for (int x = 0; x <= classes->width; x++) {
            /* One row of give: a rule may step from one row to the next. */
            bool ink = x < classes->width && (b[x] || (a[x] && start >= 0) || (c[x] && start >= 0));
            if (ink && start < 0)
                start = x;
            if (ink || start < 0)
                continue;
            if (x - start >= ACROSS_MIN && note(found, y, start, x))
                return SO_ENOMEM;
            start = -1;
        }
    }
    return SO_OK;
}

static int find_down(const struct raster *classes, struct segments *found)
{
    int *start = malloc((size_t)classes->width * sizeof *start);
    int r = start ? SO_OK : SO_ENOMEM;
    for (int x = 0; !r && x < classes->width; x++)
        start[x] = -1;
    for (int y = 0; !r && y <= classes->height; y++) {
        const uint8_t *p = y < classes->height ? raster_row(classes, y) : NULL;
        for (int x = 0; !r && x < classes->width; x++) {
            bool ink = p && (p[x] || (start[x] >= 0 && ((x > 0 && p[x - 1]) || (x + 1 < classes->width && p[x + 1]))));
            if (ink && start[x] < 0)
                start[x] = y;
            if (ink || start[x] < 0)
                continue;
            if (y - start[x] >= DOWN_MIN)
                r = note(found, x, start[x], y);
            start[x] = -1;
        }
    }
    free(start);
    return r;
}

static int remove_lines(struct raster *classes, bool vertical)
{
    struct segments found = {0};
    struct lines l = {classes, vertical};
    int r = vertical ? find_down(classes, &found) : find_across(classes, &found);
    size_t kept = 0;
    for (size_t i = 0; i < found.len; i++)
        if (is_thin(&l, &found.items[i]))
            found.items[kept++] = found.items[i];
    for (size_t i = 0; i < kept; i++)
        erase_segment(&l, &found.items[i]);
    array_free(&found);
    return r;
}

struct dot {
    int x, bottom, width; /* of the box */
    int blob;
};

static int by_line(const void *a, const void *b)
{
    const struct dot *p = a, *q = b;
    return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->bottom > q->bottom) - (p->bottom < q->bottom);
}

/* The next dot on the line of dot i, or -1. Dots are sorted by x. */
static int next_dot(const struct dot *dots, int n, int i)
{
    for (int j = i + 1; j < n && dots[j].x - dots[i].x <= DOT_GAP + dots[i].width; j++)
        if (abs(dots[j].bottom - dots[i].bottom) <= 1 && dots[j].x > dots[i].x + 1 &&
            abs(dots[j].width - dots[i].width) <= 2)
            return j;
    return -1;
}

/* Nothing stands above or below it: marks over letters and dots under them are no leaders. */
static bool stands_alone(const struct raster *classes, struct box b)
{
    for (int y = b.y - DOT_ALONE; y < box_bottom(b) + DOT_ALONE; y++) {
        if (y < 0 || y >= classes->height || (y >= b.y - 1 && y <= box_bottom(b)))
            continue;
        const uint8_t *row = raster_row(classes, y);
        for (int x = b.x; x < box_right(b); x++)
            if (row[x])
                return false;
    }
    return true;
}

static void choose_leaders(const struct dot *dots, int n, uint8_t *chosen)
{
    for (int i = 0; i < n; i++) {
        if (chosen[dots[i].blob])
            continue;
        int length = 1;
        for (int j = next_dot(dots, n, i); j >= 0 && length < DOTS_MIN; j = next_dot(dots, n, j))
            length++;
        if (length < DOTS_MIN)
            continue;
        for (int j = i; j >= 0; j = next_dot(dots, n, j))
            chosen[dots[j].blob] = 1;
    }
}

static int remove_dots(struct raster *classes)
{
    struct blobs blobs;
    int r = blobs_find(classes, INK_ANY, &blobs);
    if (r)
        return r;
    struct dot *dots = malloc((blobs.len + 1) * sizeof *dots);
    uint8_t *chosen = calloc(blobs.len + 1, 1);
    int n = 0;
    for (size_t i = 0; dots && chosen && i < blobs.len; i++) {
        struct box b = blobs.items[i].box;
        if (blobs.items[i].area <= SPECK_AREA)
            chosen[i] = 1;
        if (b.w <= DOT_MAX && b.h <= DOT_MAX && stands_alone(classes, b))
            dots[n++] = (struct dot){b.x, box_bottom(b), b.w, (int)i};
    }
    if (dots && chosen) {
        qsort(dots, (size_t)n, sizeof *dots, by_line);
        /* Specks may be faint dots of a leader: they count, and go in any case. */
        uint8_t *specks = malloc(blobs.len + 1);
        if (specks) {
            memcpy(specks, chosen, blobs.len);
            memset(chosen, 0, blobs.len);
            choose_leaders(dots, n, chosen);
            for (size_t i = 0; i < blobs.len; i++)
                chosen[i] |= specks[i];
        }
        free(specks);
        blobs_erase(&blobs, chosen, classes);
    }
    r = dots && chosen ? SO_OK : SO_ENOMEM;
    free(dots);
    free(chosen);
    blobs_free(&blobs);
    return r;
}

int inks_remove_rules(struct raster *classes)
{
    int r = remove_lines(classes, false);
    r = r ? r : remove_lines(classes, true);
    return r ? r : remove_dots(classes);
}
