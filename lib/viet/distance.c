#include "viet/distance.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/result.h"
#include "viet/glyph.h"

#define FAR VIET_DISTANCE_FAR
#define LABEL_MAX 400  /* glyphs of a label */
#define FEW_GLYPHS 128 /* of a text that is compared without asking for memory */

static uint32_t plus(uint32_t a, uint32_t b)
{
    return a == FAR ? FAR : a + b;
}

/* A row of the matrix: a[0..i] against b[0..0..n]; only the entries from..end-1 are within the limit, or were looked
 * at. */
struct row {
    uint32_t *cost;
    size_t from, end;
};

static uint32_t entry(const struct row *r, size_t j)
{
    return j >= r->from && j < r->end ? r->cost[j] : FAR;
}

/*
 * Entries over the limit lead to none within it, so only what lies beside those within it is computed: unlike texts
 * cost next to nothing. False when no entry is within the limit.
 */
static bool fill_row(const struct viet_glyph *a, size_t i, const struct viet_glyphs *b, uint32_t limit,
                     const struct row *prev2, const struct row *prev, struct row *row)
{
    uint32_t drop = glyph_indel(&a[i]);
    size_t reach = prev->end > prev2->end ? prev->end : prev2->end, first = SIZE_MAX, last = 0;
    row->from = row->end = prev->from < prev2->from ? prev->from : prev2->from;
    for (size_t j = row->from; j <= b->len; j++) {
        const struct viet_glyph *g = j ? &b->items[j - 1] : NULL;
        uint32_t left = g ? plus(entry(row, j - 1), glyph_indel(g)) : FAR, best = plus(entry(prev, j), drop), other;
        if (j > reach + 1 && left > limit)
            break;
        if (left < best)
            best = left;
        if (g && (other = plus(entry(prev, j - 1), glyph_substitution(&a[i], g))) < best)
            best = other;
        uint32_t pair = g && i ? glyph_pair(&a[i - 1], &a[i], g) : 0;
        if (pair && (other = plus(entry(prev2, j - 1), pair)) < best)
            best = other;
        pair = j > 1 ? glyph_pair(&b->items[j - 2], g, &a[i]) : 0;
        if (pair && (other = plus(entry(prev, j - 2), pair)) < best)
            best = other;
        row->cost[j] = best;
        row->end = j + 1;
        if (best <= limit) {
            first = first == SIZE_MAX ? j : first;
            last = j;
        }
    }
    row->from = first == SIZE_MAX ? row->end : first;
    row->end = first == SIZE_MAX ? row->end : last + 1;
    return first != SIZE_MAX;
}

static uint32_t distance_in(const struct viet_glyphs *a, const struct viet_glyphs *b, uint32_t limit, uint32_t *cells)
{
    size_t width = b->len + 1;
    struct row rows[3] = {{cells, 0, 0}, {cells + width, 0, 0}, {cells + 2 * width, 0, 0}};
    struct row *prev2 = &rows[0], *prev = &rows[1], *row = &rows[2];
    prev->cost[0] = 0;
    prev->end = 1;
    prev2->from = SIZE_MAX; /* there is no row before the first */
    for (size_t j = 0; j < b->len && prev->cost[j] <= limit; j++) {
        prev->cost[j + 1] = prev->cost[j] + glyph_indel(&b->items[j]);
        prev->end = j + 2;
    }
    bool before = true;
    for (size_t i = 0; i < a->len; i++) {
        bool within = fill_row(a->items, i, b, limit, prev2, prev, row);
        if (!within && !before) /* a pair reaches over one row */
            return FAR;
        before = within;
        struct row *spare = prev2;
        prev2 = prev;
        prev = row;
        row = spare;
    }
    uint32_t distance = entry(prev, b->len);
    return distance <= limit ? distance : FAR;
}

uint32_t viet_glyphs_distance(const struct viet_glyphs *a, const struct viet_glyphs *b, uint32_t limit)
{
    uint32_t few[3 * FEW_GLYPHS];
    size_t need = 3 * (b->len + 1);
    if (need <= sizeof few / sizeof *few)
        return distance_in(a, b, limit, few);
    uint32_t *cells = malloc(need * sizeof *cells);
    uint32_t distance = cells ? distance_in(a, b, limit, cells) : FAR;
    free(cells);
    return distance;
}

static float similarity_of(uint32_t distance, size_t glyphs)
{
    float worst = (float)glyphs * VIET_COST_LETTER;
    if (distance == FAR || (float)distance >= worst)
        return worst > 0 ? 0.0f : 1.0f;
    return 1.0f - (float)distance / worst;
}

float viet_glyphs_similarity(const struct viet_glyphs *a, const struct viet_glyphs *b)
{
    size_t longer = a->len > b->len ? a->len : b->len;
    return longer ? similarity_of(viet_glyphs_distance(a, b, (uint32_t)longer * VIET_COST_LETTER), longer) : 1.0f;
}

/* An edge lies between glyph i-1 and i where a word may end or begin: letters, digits and the rest meet there. */
static bool is_edge(const struct viet_glyphs *g, size_t i)
{
    return i == 0 || i == g->len || g->items[i - 1].kind != g->items[i].kind || g->items[i].kind == GLYPH_OTHER;
}

/* A column of the search: for each length of the label's beginning, the least cost and where its match starts. */
struct column {
    uint32_t cost[LABEL_MAX + 1];
    uint32_t from[LABEL_MAX + 1];
    size_t active; /* entries above it are over the limit */
};

static void take(struct column *c, size_t i, uint32_t cost, uint32_t from)
{
    if (cost < c->cost[i]) {
        c->cost[i] = cost;
        c->from[i] = from;
    }
}

static uint32_t cost_at(const struct column *c, size_t i)
{
    return i <= c->active ? c->cost[i] : FAR;
}

/*
 * Column j of the label against the text's glyphs up to j (the pattern starts anywhere at an edge). Only entries within
 * the limit are kept, so that text unlike the label costs next to nothing.
 */
static void fill_column(const struct viet_glyphs *text, size_t j, const struct viet_glyphs *label, uint32_t limit,
                        const struct column *prev2, const struct column *prev, struct column *col)
{
    const struct viet_glyph *t = &text->items[j];
    uint32_t extra = glyph_indel(t);
    size_t last = prev->active + 2 < label->len ? prev->active + 2 : label->len;
    if (prev2->active + 1 > last && prev2->active + 1 <= label->len)
        last = prev2->active + 1;
    col->cost[0] = plus(prev->cost[0], extra); /* a letter too many before the label */
    col->from[0] = prev->from[0];
    if (is_edge(text, j + 1)) {
        col->cost[0] = 0;
        col->from[0] = (uint32_t)j + 1;
    } else if (col->cost[0] > limit) {
        col->cost[0] = FAR;
    }
    size_t active = 0;
    for (size_t i = 1; i <= label->len; i++) {
        const struct viet_glyph *l = &label->items[i - 1];
        col->cost[i] = FAR;
        if (i > last && plus(col->cost[i - 1], glyph_indel(l)) > limit)
            break;
        if (cost_at(prev, i - 1) != FAR)
            take(col, i, prev->cost[i - 1] + glyph_substitution(t, l), prev->from[i - 1]);
        if (cost_at(prev, i) != FAR)
            take(col, i, prev->cost[i] + extra, prev->from[i]);
        if (col->cost[i - 1] != FAR)
            take(col, i, col->cost[i - 1] + glyph_indel(l), col->from[i - 1]);
        uint32_t pair = j && cost_at(prev2, i - 1) != FAR ? glyph_pair(&text->items[j - 1], t, l) : 0;
        if (pair)
            take(col, i, prev2->cost[i - 1] + pair, prev2->from[i - 1]);
        pair = i > 1 && cost_at(prev, i - 2) != FAR ? glyph_pair(&label->items[i - 2], l, t) : 0;
        if (pair)
            take(col, i, prev->cost[i - 2] + pair, prev->from[i - 2]);
        if (col->cost[i] > limit)
            col->cost[i] = FAR;
        else
            active = i;
    }
    col->active = active;
}

/* The column before the first glyph looked at: the label's beginning against nothing. */
static void first_column(const struct viet_glyphs *label, uint32_t limit, size_t at, struct column *col)
{
    col->cost[0] = 0;
    col->from[0] = (uint32_t)at;
    col->active = 0;
    for (size_t i = 1; i <= label->len; i++) {
        uint32_t cost = col->cost[i - 1] + glyph_indel(&label->items[i - 1]);
        if (cost > limit)
            break;
        col->cost[i] = cost;
        col->from[i] = (uint32_t)at;
        col->active = i;
    }
}

bool viet_find_label(const struct viet_glyphs *text, const struct viet_glyphs *label, size_t from, float min_similarity,
                     struct viet_match *ret)
{
    if (!label->len || label->len > LABEL_MAX)
        return false;
    float worst = (float)label->len * VIET_COST_LETTER;
    uint32_t limit =
        min_similarity >= 1 ? 0 : (uint32_t)(worst * (1 - (min_similarity > 0 ? min_similarity : 0)) + 0.5f);
    size_t at = 0;
    while (at < text->len && text->items[at].start < from)
        at++;
    struct column columns[3];
    struct column *prev2 = &columns[0], *prev = &columns[1], *col = &columns[2];
    prev2->active = 0;
    prev2->cost[0] = FAR;
    first_column(label, limit, at, prev);
    uint32_t best = FAR;
    size_t first = 0, last = 0;
    for (size_t j = at; j < text->len; j++) {
        fill_column(text, j, label, limit, prev2, prev, col);
        uint32_t cost = cost_at(col, label->len);
        if (cost < best && col->from[label->len] <= j && is_edge(text, j + 1)) {
            best = cost;
            first = col->from[label->len];
            last = j;
        }
        struct column *spare = prev2;
        prev2 = prev;
        prev = col;
        col = spare;
    }
    if (best == FAR)
        return false;
    *ret = (struct viet_match){text->items[first].start, text->items[last].end, similarity_of(best, label->len)};
    return true;
}

uint32_t viet_distance(const char *a, size_t a_len, const char *b, size_t b_len, uint32_t limit)
{
    struct viet_glyphs x = {0}, y = {0};
    uint32_t distance = FAR;
    if (!viet_glyphs_set(&x, a, a_len) && !viet_glyphs_set(&y, b, b_len))
        distance = viet_glyphs_distance(&x, &y, limit);
    viet_glyphs_free(&x);
    viet_glyphs_free(&y);
    return distance;
}

float viet_similarity(const char *a, size_t a_len, const char *b, size_t b_len)
{
    struct viet_glyphs x = {0}, y = {0};
    float similarity = 0;
    if (!viet_glyphs_set(&x, a, a_len) && !viet_glyphs_set(&y, b, b_len))
        similarity = viet_glyphs_similarity(&x, &y);
    viet_glyphs_free(&x);
    viet_glyphs_free(&y);
    return similarity;
}
