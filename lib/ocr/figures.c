#include "ocr/figures.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "ocr/figure.h"
#include "ocr/pieces.h"

#define CUTS_MAX 12     /* places where figures that touch may be parted */
#define CHOICE_LEAST 0.02f

static int by_left(const void *a, const void *b)
{
    const struct piece *p = a, *q = b;
    return p->box.x - q->box.x;
}

/* Parts of one figure stand above each other: the flag of a 5, the bar of a 7, what a copier broke. */
static bool is_one_figure(const struct line *line, struct box a, struct box b)
{
    int common = (box_right(a) < box_right(b) ? box_right(a) : box_right(b)) - (a.x > b.x ? a.x : b.x);
    int narrower = a.w < b.w ? a.w : b.w;
    struct box both = box_union(a, b);
    return common * 2 > narrower && both.h * 4 < line->height * 5;
}

/* Drops specks and what belongs to the lines above and below, joins the parts of a figure; from left to right. */
static void tidy_pieces(const struct line *line, struct pieces *pieces)
{
    size_t kept = 0;
    for (size_t i = 0; i < pieces->len; i++) {
        struct piece p = pieces->items[i];
        bool speck =
            p.area * 100 < line->height * line->height || (p.box.h * 8 < line->height && p.box.w * 8 < line->height);
        bool apart = box_bottom(p.box) < line->top + line->height / 8 || p.box.y > line->top + line->height;
        bool edge = (p.box.x == 0 || box_right(p.box) == line->ink.width) && p.box.w * 4 < line->height;
        if (!speck && !apart && !edge)
            pieces->items[kept++] = p;
    }
    pieces->len = kept;
    if (!kept)
        return;
    qsort(pieces->items, kept, sizeof *pieces->items, by_left);
    size_t last = 0;
    for (size_t i = 1; i < kept; i++) {
        if (is_one_figure(line, pieces->items[last].box, pieces->items[i].box)) {
            pieces->items[last].box = box_union(pieces->items[last].box, pieces->items[i].box);
            pieces->items[last].area += pieces->items[i].area;
        } else {
            pieces->items[++last] = pieces->items[i];
        }
    }
    pieces->len = last + 1;
}

static void classify(const struct line *line, struct box box, float shares[FIGURE_CLASSES])
{
    float features[FIGURE_FEATURES];
    figure_features(&line->ink, box, line->top, line->height, features);
    figure_classify(features, shares);
}

/* The box around the ink of columns x0..x1-1 of a piece. */
static struct box shrink(const struct line *line, struct box piece, int x0, int x1)
{
    int y0 = box_bottom(piece), y1 = piece.y - 1;
    for (int y = piece.y; y < box_bottom(piece); y++)
        for (int x = x0; x < x1; x++)
            if (line->ink.data[(size_t)y * (size_t)line->ink.width + (size_t)x] > DARK) {
                y0 = y < y0 ? y : y0;
                y1 = y > y1 ? y : y1;
            }
    return (struct box){x0, y0, x1 - x0, y1 >= y0 ? y1 - y0 + 1 : 0};
}

/* The columns with the least ink in their neighbourhood, both ends of the piece among them; their number. */
static int find_cuts(const struct line *line, struct box piece, int *cuts)
{
    int n = 0, near = line->height / 5 > 1 ? line->height / 5 : 1;
    cuts[n++] = piece.x;
    for (int x = piece.x + near; x < box_right(piece) - near && n < CUTS_MAX - 1; x++) {
        int least = INT_MAX, here = 0;
        for (int u = x - near; u <= x + near; u++) {
            int sum = 0;
            for (int y = piece.y; y < box_bottom(piece); y++)
                sum += line->ink.data[(size_t)y * (size_t)line->ink.width + (size_t)u];
            if (u == x)
                here = sum;
            if (sum < least)
                least = sum;
        }
        if (here > least || here > line->height * 255 * 6 / 10)
            continue;
        cuts[n++] = x;
        x += near;
    }
    cuts[n++] = box_right(piece);
    return n;
}

struct found {
    struct box *items;
    size_t len, cap;
};

static float doubt(const float shares[FIGURE_CLASSES])
{
    float best = 0.001f;
    for (int i = 0; i < FIGURE_OTHER; i++)
        best = shares[i] > best ? shares[i] : best;
    return 1 / best - 0.9f; /* small when sure, large when it is nothing */
}

/* Figures that touch: the way of cutting of which the figures are surest. */
static int part(const struct line *line, struct box piece, struct found *found)
{
    int cuts[CUTS_MAX], from[CUTS_MAX] = {0}, n = find_cuts(line, piece, cuts), order[CUTS_MAX], parts = 0;
    float cost[CUTS_MAX] = {0};
    for (int end = 1; end < n; end++) {
        cost[end] = 1e9f;
        for (int begin = 0; begin < end; begin++) {
            struct box box = shrink(line, piece, cuts[begin], cuts[end]);
            float shares[FIGURE_CLASSES];
            if (box.w * 5 > line->height * 7 || box_is_empty(box))
                continue;
            classify(line, box, shares);
            float total = cost[begin] + doubt(shares);
            if (total < cost[end]) {
                cost[end] = total;
                from[end] = begin;
            }
        }
    }
    for (int at = n - 1; at > 0 && cost[n - 1] < 1e9f; at = from[at])
        order[parts++] = at;
    for (int i = parts; i-- > 0;) {
        struct box *box = array_push(found);
        if (!box)
            return SO_ENOMEM;
        *box = shrink(line, piece, cuts[from[order[i]]], cuts[order[i]]);
    }
    return SO_OK;
}

static int find_figures(const struct line *line, const struct pieces *pieces, struct found *found)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < pieces->len; i++) {
        struct box box = pieces->items[i].box;
        float shares[FIGURE_CLASSES];
        classify(line, box, shares);
        if (box.w * 10 > line->height * 7 && shares[FIGURE_OTHER] > 0.3f && box.w < line->height * CUTS_MAX / 2) {
            r = part(line, box, found);
            continue;
        }
        struct box *one = array_push(found);
        if (!one)
            r = SO_ENOMEM;
        else
            *one = box;
    }
    return r;
}

/* The figure's alternatives, surest first; a '?' of no confidence where it is none. */
static void choose(const float shares[FIGURE_CLASSES], struct box box, struct glyph *g)
{
    *g = (struct glyph){.box = box};
    bool taken[FIGURE_CLASSES] = {[FIGURE_OTHER] = true};
    while (g->nchoices < GLYPH_CHOICES_MAX) {
        int best = FIGURE_OTHER;
        for (int i = 0; i < FIGURE_OTHER; i++)
            if (!taken[i] && (best == FIGURE_OTHER || shares[i] > shares[best]))
                best = i;
        if (best == FIGURE_OTHER || shares[best] < (g->nchoices ? CHOICE_LEAST : shares[FIGURE_OTHER]))
            break;
        taken[best] = true;
        struct choice *c = &g->choices[g->nchoices++];
        snprintf(c->text, sizeof c->text, "%c", FIGURE_NAMES[best]);
        c->confidence = shares[best];
    }
    if (!g->nchoices)
        g->choices[g->nchoices++] = (struct choice){"?", 0};
}

static int put_word(const struct line *line, const struct box *boxes, size_t n, struct words *words)
{
    struct buf text = BUF_INIT;
    struct word *w = array_push(words);
    if (!w)
        return SO_ENOMEM;
    w->confidence = 1;
    w->glyphs = calloc(n, sizeof *w->glyphs);
    int r = w->glyphs ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < n; i++) {
        float shares[FIGURE_CLASSES];
        classify(line, boxes[i], shares);
        choose(shares, boxes[i], &w->glyphs[i]);
        w->nglyphs++;
        w->box = box_union(w->box, boxes[i]);
        if (w->glyphs[i].choices[0].confidence < w->confidence)
            w->confidence = w->glyphs[i].choices[0].confidence;
        r = buf_append_str(&text, w->glyphs[i].choices[0].text);
    }
    w->text = r ? NULL : buf_steal(&text);
    buf_free(&text);
    return w->text ? SO_OK : SO_ENOMEM;
}

static int put_words(const struct line *line, const struct found *found, struct words *words)
{
    int r = SO_OK;
    for (size_t from = 0; !r && from < found->len;) {
        size_t to = from + 1;
        while (to < found->len && found->items[to].x - box_right(found->items[to - 1]) < line->height * 3 / 4)
            to++;
        r = put_word(line, found->items + from, to - from, words);
        from = to;
    }
    return r;
}

int figures_read(const struct ocr_image *image, struct words *ret_words)
{
    struct pieces pieces = {0};
    struct line line = {0};
    struct found found = {0};
    struct words words = {0};
    int r = pieces_find(image, DARK, &pieces, &line);
    if (!r && line.height) {
        tidy_pieces(&line, &pieces);
        r = find_figures(&line, &pieces, &found);
        r = r ? r : put_words(&line, &found, &words);
    }
    array_free(&found);
    pieces_free(&pieces, &line);
    if (r)
        words_free(&words);
    else
        *ret_words = words;
    return r;
}
