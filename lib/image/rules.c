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
#define WALL_MIN 14       /* a box for one digit: 2.4 mm */
#define WALLS_LEAST 4     /* of one row of boxes */
#define RULES_MAX 4000    /* rows of rules: a page with more is a pattern, no form with boxes */
#define WALL_REACH 3      /* between a wall's end and the rule that it ends at */
#define BESIDE 4          /* how far from its middle a rule's surroundings are looked at */
#define BESIDE_SHARE 0.40 /* of them may be ink */
#define DOT_MAX 7
#define DOT_GAP 17
#define DOT_ALONE 11
#define DOTS_MIN 4
#define DOTS_UNDER_TEXT 7 /* so many at one pitch are a leader even where letters stand above */
#define DOT_AREA_RATIO 18 /* tenths: the dot below a letter is larger than a leader's */
#define DOT_STEPS 6       /* pitches that one swallowed stretch may take */
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
    int width = classes->width;
    for (int y = 1; y + 1 < classes->height; y++) {
        const uint8_t *a = raster_row(classes, y - 1), *b = raster_row(classes, y), *c = raster_row(classes, y + 1);
        for (int x = 0; (x = raster_skip_zero(b, x, width)) < width;) {
            int start = x++;
            /* One row of give: a rule may step from one row to the next. */
            while (x < width && (a[x] | b[x] | c[x]))
                x++;
            if (x - start >= ACROSS_MIN && note(found, y, start, x))
                return SO_ENOMEM;
        }
    }
    return SO_OK;
}

/* Those of the area that are at least so long. */
static int find_down(const struct raster *classes, struct box area, int least, struct segments *found)
{
    int *start = malloc((size_t)area.w * sizeof *start);
    int r = start ? SO_OK : SO_ENOMEM;
    for (int i = 0; !r && i < area.w; i++)
        start[i] = -1;
    for (int y = area.y; !r && y <= box_bottom(area); y++) {
        const uint8_t *p = y < box_bottom(area) ? raster_row(classes, y) : NULL;
        for (int i = 0; !r && i < area.w; i++) {
            int x = area.x + i;
            bool ink = p && (p[x] || (start[i] >= 0 && ((x > 0 && p[x - 1]) || (x + 1 < classes->width && p[x + 1]))));
            if (ink && start[i] < 0)
                start[i] = y;
            if (ink || start[i] < 0)
                continue;
            if (y - start[i] >= least)
                r = note(found, x, start[i], y);
            start[i] = -1;
        }
    }
    free(start);
    return r;
}

static void keep_thin(const struct lines *l, struct segments *io)
{
    size_t kept = 0;
    for (size_t i = 0; i < io->len; i++)
        if (is_thin(l, &io->items[i]))
            io->items[kept++] = io->items[i];
    io->len = kept;
}

static int remove_lines(struct raster *classes, bool vertical)
{
    struct segments found = {0};
    struct lines l = {classes, vertical};
    const struct box all = {0, 0, classes->width, classes->height};
    int r = vertical ? find_down(classes, all, DOWN_MIN, &found) : find_across(classes, &found);
    keep_thin(&l, &found);
    for (size_t i = 0; i < found.len; i++)
        erase_segment(&l, &found.items[i]);
    array_free(&found);
    return r;
}

/* A rule across ends at this point, or passes it. */
static bool meets_rule(const struct segments *rules, int x, int y)
{
    for (size_t i = 0; i < rules->len; i++) {
        const struct segment *s = &rules->items[i];
        if (abs(s->at - y) <= WALL_REACH && x >= s->from - WALL_REACH && x < s->to + WALL_REACH)
            return true;
    }
    return false;
}

/* How many walls stand in a row with this one, itself included; a thick wall's columns are one. */
static int walls_beside(const struct segments *walls, const struct segment *wall)
{
    int count = 0, last = -BESIDE;
    for (size_t i = 0; i < walls->len; i++) {
        const struct segment *s = &walls->items[i];
        if (abs(s->from - wall->from) > WALL_REACH || abs(s->to - wall->to) > WALL_REACH || s->at - last < BESIDE)
            continue;
        count++;
        last = s->at;
    }
    return count;
}

static int by_column(const void *a, const void *b)
{
    const struct segment *p = a, *q = b;
    return (p->at > q->at) - (p->at < q->at);
}

/* Around all pairs of rules that boxes for digits may stand between; empty when there is none. */
static struct box between_rules(const struct raster *classes, const struct segments *rules)
{
    struct box area = {0, 0, 0, 0};
    for (size_t i = 0; i < rules->len; i++)
        for (size_t k = i + 1; k < rules->len && rules->items[k].at - rules->items[i].at < DOWN_MIN; k++) {
            const struct segment *a = &rules->items[i], *b = &rules->items[k];
            int from = a->from > b->from ? a->from : b->from, to = a->to < b->to ? a->to : b->to;
            if (b->at - a->at >= WALL_MIN && to - from >= ACROSS_MIN)
                area = box_union(area, (struct box){from - WALL_REACH, a->at - WALL_REACH, to - from + 2 * WALL_REACH,
                                                    b->at - a->at + 2 * WALL_REACH});
        }
    return box_intersect(area, (struct box){0, 0, classes->width, classes->height});
}

/*
 * The walls between the boxes that a form has for the digits of a number: no taller than letters, so that only their ends
 * tell them from strokes; these stand on the rules below and above a row of them.
 */
static int remove_walls(struct raster *classes)
{
    struct segments rules = {0}, walls = {0};
    struct lines across = {classes, false}, down = {classes, true};
    int r = find_across(classes, &rules);
    keep_thin(&across, &rules);
    struct box area = {0, 0, 0, 0};
    if (!r && rules.len <= RULES_MAX)
        area = between_rules(classes, &rules);
    if (!box_is_empty(area))
        r = find_down(classes, area, WALL_MIN, &walls);
    size_t kept = 0;
    for (size_t i = 0; i < walls.len; i++) {
        const struct segment *s = &walls.items[i];
        if (s->to - s->from < DOWN_MIN && meets_rule(&rules, s->at, s->from) && meets_rule(&rules, s->at, s->to - 1) &&
            is_thin(&down, s))
            walls.items[kept++] = *s;
    }
    walls.len = kept;
    if (kept)
        qsort(walls.items, kept, sizeof *walls.items, by_column);
    for (size_t i = 0; i < walls.len; i++)
        if (walls.len <= RULES_MAX && walls_beside(&walls, &walls.items[i]) >= WALLS_LEAST)
            erase_segment(&down, &walls.items[i]);
    array_free(&rules);
    array_free(&walls);
    return r;
}

struct dot {
    int middle, bottom, width; /* of the box */
    int area;
    bool alone;
    int blob;
};

struct dots {
    struct dot *items;
    size_t len, cap;
};

/* By row of dots, then from left to right. */
static int by_row(const void *a, const void *b)
{
    const struct dot *p = a, *q = b;
    return p->bottom != q->bottom ? (p->bottom > q->bottom) - (p->bottom < q->bottom)
                                  : (p->middle > q->middle) - (p->middle < q->middle);
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

/*
 * A run of dots that may be a leader: like dots on one line, at one pitch. Letters that stand on the leader swallow some
 * of its dots, so a step may be several pitches; under text the even pitch is the proof, since the dots below letters
 * (ạ, ị) never follow each other so.
 */
struct dot_run {
    size_t from, n; /* members are chained by next[] */
    size_t last;
    int pitch;      /* 0 until the second dot */
    int alone;
};

static bool continues(const struct dot_run *run, const struct dots *dots, size_t i)
{
    const struct dot *last = &dots->items[run->last], *d = &dots->items[i];
    int step = d->middle - last->middle;
    if (step < 2 || abs(d->width - last->width) > 1 || abs(d->bottom - last->bottom) > 1)
        return false;
    if (d->area * 10 > last->area * DOT_AREA_RATIO || last->area * 10 > d->area * DOT_AREA_RATIO)
        return false;
    if (!run->pitch)
        return step <= DOT_GAP;
    for (int k = 1; k <= DOT_STEPS; k++)
        if (abs(step - k * run->pitch) <= 1 + k / 2)
            return true;
    return false;
}

static bool is_leader(const struct dot_run *run)
{
    return (int)run->n >= DOTS_MIN && (run->alone >= DOTS_MIN || (int)run->n >= DOTS_UNDER_TEXT);
}

/* Follows the run that begins at dot i through the dots of its row and the next; marks it when it is a leader. */
static void follow_run(const struct dots *dots, size_t i, size_t *next, uint8_t *chosen)
{
    struct dot_run run = {.from = i, .n = 1, .last = i, .alone = dots->items[i].alone};
    next[i] = SIZE_MAX;
    for (size_t j = i + 1; j < dots->len && dots->items[j].bottom <= dots->items[i].bottom; j++) {
        if (!continues(&run, dots, j))
            continue;
        if (!run.pitch)
            run.pitch = dots->items[j].middle - dots->items[run.last].middle;
        next[run.last] = j;
        next[j] = SIZE_MAX;
        run.last = j;
        run.n++;
        run.alone += dots->items[j].alone;
    }
    if (!is_leader(&run))
        return;
    for (size_t j = run.from; j != SIZE_MAX; j = next[j])
        chosen[dots->items[j].blob] = 1;
}

/* Rows of dots may lie askew by a pixel: neighbours in bottom are looked at as one row. */
static int choose_leaders(struct dots *dots, uint8_t *chosen)
{
    size_t *next = malloc((dots->len + 1) * sizeof *next);
    if (!next)
        return SO_ENOMEM;
    for (int shift = 0; shift < 2; shift++) {
        /* Bottoms are paired two and two, once from even and once from odd rows. */
        for (size_t i = 0; i < dots->len; i++)
            dots->items[i].bottom = (dots->items[i].bottom + shift) / 2 * 2 - shift;
        if (dots->len)
            qsort(dots->items, dots->len, sizeof *dots->items, by_row);
        for (size_t i = 0; i < dots->len; i++)
            if (!chosen[dots->items[i].blob])
                follow_run(dots, i, next, chosen);
    }
    free(next);
    return SO_OK;
}

static int remove_dots(struct raster *classes)
{
    struct blobs blobs;
    int r = blobs_find(classes, INK_ANY, &blobs);
    if (r)
        return r;
    struct dots dots = {0};
    uint8_t *chosen = calloc(blobs.len + 1, 1);
    r = chosen ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < blobs.len; i++) {
        struct box b = blobs.items[i].box;
        if (b.w > DOT_MAX || b.h > DOT_MAX)
            continue;
        struct dot *d = array_push(&dots);
        if (d)
            *d = (struct dot){b.x + b.w / 2, box_bottom(b), b.w, blobs.items[i].area, stands_alone(classes, b), (int)i};
        else
            r = SO_ENOMEM;
    }
    r = r ? r : choose_leaders(&dots, chosen);
    for (size_t i = 0; !r && i < blobs.len; i++)
        chosen[i] |= blobs.items[i].area <= SPECK_AREA;
    if (!r)
        blobs_erase(&blobs, chosen, classes);
    array_free(&dots);
    free(chosen);
    blobs_free(&blobs);
    return r;
}

int inks_remove_rules(struct raster *classes)
{
    int r = remove_walls(classes);
    r = r ? r : remove_lines(classes, false);
    r = r ? r : remove_lines(classes, true);
    return r ? r : remove_dots(classes);
}
