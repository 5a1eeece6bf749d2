#include "paper/pen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "viet/text.h"

#define PRINT_SURE 0.6f /* confidence of words that are print, not strokes of a pen */
#define PRINT_WORDS 3   /* so many beside each other are print, however they were read */
#define INKED 0.06      /* of a cell: something is drawn there */
#define LINE_LONG 3     /* heights: so long and no higher than a cell: a fold, an underline */

/* In a seal's radius: where nothing stands between its middle and its inner circle but what was written over it. */
#define BARE_FROM 0.52
#define BARE_TO 0.62
#define BARE_FULL 0.4  /* of that ring: its inner circle lies there */
#define OUTER 1.06     /* where its edge ends */

/* Ink in a place, cell by cell. */
struct cells {
    struct box place; /* begins at a cell */
    int cols, rows, cell;
    uint8_t *ink; /* shares, 255: all; cols*rows, and behind them for each row whether print stands in it */
};

/* How far from a seal's middle, in its radius. */
static double from_middle(const struct box *ring, double x, double y)
{
    double radius = ring->w / 2.0;
    return hypot(x - ring->x - radius, y - ring->y - radius) / radius;
}

bool pen_in_seal(const struct mark *seal, double x, double y)
{
    return from_middle(&seal->box, x, y) < OUTER;
}

bool pen_is_like(const struct page *page, const struct mark *seal)
{
    if (seal->kind != MARK_SEAL || seal->confidence < SEAL_MAYBE)
        return false;
    return !page->colour || sheet_ink(page, seal->box, false) > sheet_ink(page, seal->box, true);
}

/* A word of print: read with some certainty, or one of several beside each other. Leaders are no ink. */
static bool is_print(const struct layout *l, const struct line *line, size_t t)
{
    const struct token *token = &l->tokens.items[t];
    size_t first, end;
    line_run(l, line, t, &first, &end);
    return !token->filler && (end - first >= PRINT_WORDS ||
                              (token->confidence >= PRINT_SURE && viet_length(token->text, strlen(token->text)) >= 2));
}

static void drop_box(struct cells *c, struct box b)
{
    b = box_intersect(b, c->place);
    if (box_is_empty(b))
        return;
    for (int y = (b.y - c->place.y) / c->cell; y <= (box_bottom(b) - c->place.y) / c->cell && y < c->rows; y++)
        for (int x = (b.x - c->place.x) / c->cell; x <= (box_right(b) - c->place.x) / c->cell && x < c->cols; x++)
            c->ink[y * c->cols + x] = 0;
}

static bool *printed_rows(struct cells *c)
{
    return (bool *)(c->ink + (size_t)c->cols * (size_t)c->rows);
}

static void note_rows(struct cells *c, struct box b)
{
    for (int y = (b.y - c->place.y) / c->cell; y <= (box_bottom(b) - c->place.y) / c->cell; y++)
        if (y >= 0 && y < c->rows)
            printed_rows(c)[y] = true;
}

static void drop_print(const struct sheet *s, struct cells *c)
{
    const struct layout *l = &s->layout;
    for (size_t i = 0; i < l->nlines; i++)
        for (size_t t = l->lines[i].first; t < l->lines[i].end; t++)
            if (is_print(l, &l->lines[i], t)) {
                struct box b = box_grow(l->tokens.items[t].box, l->height / 5, l->height / 5);
                drop_box(c, b);
                if (!box_is_empty(box_intersect(b, (struct box){c->place.x, b.y, c->place.w, b.h})))
                    note_rows(c, b);
            }
}

/* Takes out a seal that looks like a pen's strokes; *io_crossing counts the cells with ink where it should be bare. */
static void drop_seal(struct cells *c, const struct box *ring, int *io_crossing)
{
    int bare = 0, crossing = 0;
    for (int y = 0; y < c->rows; y++)
        for (int x = 0; x < c->cols; x++) {
            uint8_t *ink = &c->ink[y * c->cols + x];
            double d = from_middle(ring, c->place.x + (x + 0.5) * c->cell, c->place.y + (y + 0.5) * c->cell);
            bool is_bare = d >= BARE_FROM && d <= BARE_TO && !printed_rows(c)[y];
            bare += is_bare;
            crossing += is_bare && *ink > 255 * INKED;
            if (d < OUTER)
                *ink = 0;
        }
    if (crossing < bare * BARE_FULL)
        *io_crossing += crossing;
}

/* What hangs together with a cell; its cells are taken out. */
static void take_stroke(struct cells *c, int *stack, int from, double *ret_ink, struct box *ret_box)
{
    int n = 0;
    double sum = 0;
    struct box box = {0, 0, 0, 0};
    stack[n++] = from;
    sum += c->ink[from];
    c->ink[from] = 0;
    while (n) {
        int at = stack[--n], x = at % c->cols, y = at / c->cols;
        box = box_union(box, (struct box){x, y, 1, 1});
        for (int v = y > 0 ? y - 1 : 0; v <= y + 1 && v < c->rows; v++)
            for (int u = x > 0 ? x - 1 : 0; u <= x + 1 && u < c->cols; u++) {
                int next = v * c->cols + u;
                if (c->ink[next] <= 255 * INKED)
                    continue;
                sum += c->ink[next];
                c->ink[next] = 0;
                stack[n++] = next;
            }
    }
    *ret_ink = sum;
    *ret_box = box;
}

static int find_largest(struct cells *c, int height, struct strokes *io)
{
    int *stack = malloc(((size_t)c->cols * (size_t)c->rows + 1) * sizeof *stack);
    if (!stack)
        return SO_ENOMEM;
    for (int i = 0; i < c->cols * c->rows; i++) {
        double ink;
        struct box box;
        if (c->ink[i] <= 255 * INKED)
            continue;
        take_stroke(c, stack, i, &ink, &box);
        int longest = box.w > box.h ? box.w : box.h, shortest = box.w > box.h ? box.h : box.w;
        double extent = (double)longest * c->cell / height;
        if (extent <= io->extent || (shortest <= 1 && extent >= LINE_LONG))
            continue;
        io->extent = extent;
        io->ink = ink / 255 * c->cell * c->cell / height / height;
    }
    free(stack);
    return SO_OK;
}

int pen_strokes(const struct sheet *s, struct box place, bool red, struct strokes *ret)
{
    const struct ink_grid *g = &s->page->ink;
    *ret = (struct strokes){0, 0, 0};
    if (g->cell <= 0 || box_is_empty(place))
        return SO_OK;
    struct cells c = {.cell = g->cell, .cols = place.w / g->cell, .rows = place.h / g->cell};
    int left = place.x / g->cell, top = place.y / g->cell;
    c.place = (struct box){left * g->cell, top * g->cell, c.cols * g->cell, c.rows * g->cell};
    c.ink = calloc((size_t)c.cols * (size_t)c.rows + (size_t)c.rows + 1, 1);
    if (!c.ink)
        return SO_ENOMEM;
    for (int y = 0; y < c.rows; y++)
        for (int x = 0; x < c.cols; x++) {
            size_t i = (size_t)(top + y) * (size_t)g->cols + (size_t)(left + x);
            int ink = g->black[i] + g->blue[i] + (red ? g->red[i] : -g->red[i]); /* a red seal's edges look black */
            c.ink[y * c.cols + x] = (uint8_t)(ink > 255 ? 255 : ink < 0 ? 0 : ink);
        }
    drop_print(s, &c);
    for (size_t i = 0; i < s->page->marks.len; i++)
        if (pen_is_like(s->page, &s->page->marks.items[i]))
            drop_seal(&c, &s->page->marks.items[i].box, &ret->crossing);
    int r = find_largest(&c, s->layout.height, ret);
    free(c.ink);
    return r;
}
