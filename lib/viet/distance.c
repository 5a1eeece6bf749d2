#include "viet/distance.h"

#include <stdlib.h>

#include "base/result.h"
#include "viet/glyph.h"

#define FAR VIET_DISTANCE_FAR
#define LABEL_MAX 400 /* glyphs of a label */

static uint32_t plus(uint32_t a, uint32_t b)
{
    return a == FAR ? FAR : a + b;
}

/*
 * One row of the matrix: texts a[0..i] against b[0..0..n]. prev2 is row i-2 (NULL for i 0), prev row i-1. Returns the
 * row's least value.
 */
static uint32_t fill_row(const struct viet_glyph *a, size_t i, const struct viet_glyphs *b, const uint32_t *prev2,
                         const uint32_t *prev, uint32_t *row)
{
    uint32_t drop = glyph_indel(&a[i]), least;
    row[0] = least = plus(prev[0], drop);
    for (size_t j = 0; j < b->len; j++) {
        const struct viet_glyph *g = &b->items[j];
        uint32_t best = plus(prev[j], glyph_substitution(&a[i], g));
        uint32_t other = plus(prev[j + 1], drop);
        if (other < best)
            best = other;
        other = plus(row[j], glyph_indel(g));
        if (other < best)
            best = other;
        uint32_t pair = prev2 ? glyph_pair(&a[i - 1], &a[i], g) : 0;
        if (pair && (other = plus(prev2[j], pair)) < best)
            best = other;
        pair = j ? glyph_pair(&b->items[j - 1], g, &a[i]) : 0;
        if (pair && (other = plus(prev[j - 1], pair)) < best)
            best = other;
        row[j + 1] = best;
        if (best < least)
            least = best;
    }
    return least;
}

uint32_t viet_glyphs_distance(const struct viet_glyphs *a, const struct viet_glyphs *b, uint32_t limit)
{
    size_t width = b->len + 1;
    uint32_t *rows = malloc(3 * width * sizeof *rows);
    if (!rows)
        return FAR;
    uint32_t *prev2 = NULL, *prev = rows, least = 0, least_before = 0;
    prev[0] = 0;
    for (size_t j = 0; j < b->len; j++)
        prev[j + 1] = prev[j] + glyph_indel(&b->items[j]);
    for (size_t i = 0; i < a->len; i++) {
        uint32_t *row = rows + (i + 1) % 3 * width;
        least_before = least;
        least = fill_row(a->items, i, b, prev2, prev, row);
        prev2 = prev;
        prev = row;
        if (least > limit && least_before > limit) /* a pair reaches over one row */
            break;
    }
    uint32_t distance = least > limit && least_before > limit ? FAR : prev[b->len];
    free(rows);
    return distance <= limit ? distance : FAR;
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
