/* The text lines of a page, found by geometry. */
#include "paper/rows.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/result.h"

static int overlap(int a0, int a1, int b0, int b1)
{
    int lo = a0 > b0 ? a0 : b0, hi = a1 < b1 ? a1 : b1;
    return hi - lo;
}

/* Specks, dashes and leader dots: they lie beside any line a little above or below them, and make no line of text. */
static bool is_thin(const struct token *t, int height)
{
    return t->filler || t->box.h * 2 < height;
}

/* The row of text in which a thin token lies: where the token nearest to it stands at its height. */
static struct row *row_around(struct rows *rows, const struct tokens *tokens, const struct token *t, bool beside)
{
    struct row *best = NULL;
    int best_off = 0, middle = t->box.y + t->box.h / 2;
    for (size_t i = 0; i < rows->len; i++) {
        const struct token *near = NULL;
        for (size_t k = 0; rows->items[i].beside == beside && k < rows->items[i].len; k++) {
            const struct token *other = &tokens->items[rows->items[i].items[k]];
            if (!near || abs(other->box.x - t->box.x) < abs(near->box.x - t->box.x))
                near = other;
        }
        int slack = near ? near->box.h / 4 : 0;
        if (!near || middle < near->box.y - slack || middle > box_bottom(near->box) + slack)
            continue;
        int off = abs(middle - near->box.y - near->box.h / 2);
        if (!best || off < best_off) {
            best_off = off;
            best = &rows->items[i];
        }
    }
    return best;
}

/* The row whose end lies best beside a token; tokens come from left to right. */
static struct row *row_for(struct rows *rows, const struct token *t, int height, bool beside)
{
    struct row *best = NULL;
    int best_share = 0;
    for (size_t i = 0; i < rows->len; i++) {
        struct row *r = &rows->items[i];
        int least = t->box.h < r->bottom - r->top ? t->box.h : r->bottom - r->top;
        int share = 100 * overlap(t->box.y, box_bottom(t->box), r->top, r->bottom) / (least > 0 ? least : 1);
        int off = abs(2 * t->box.y + t->box.h - r->top - r->bottom);
        if (!t->filler && off > height + height / 4)
            continue;
        if (share < 50 || r->beside != beside)
            continue;
        /* The two halves of a page's head stand at different heights: the nearer row's word goes before. */
        int away = (t->box.x - r->right) * 2 / height;
        share -= away < 0 ? 0 : away > 40 ? 40 : away;
        if (share > best_share) {
            best_share = share;
            best = r;
        }
    }
    return best;
}

static int put_in_row(struct rows *rows, const struct tokens *tokens, size_t index, int height, int x)
{
    const struct token *t = &tokens->items[index];
    bool beside = t->box.x + t->box.w / 2 >= x;
    struct row *row = is_thin(t, height) ? row_around(rows, tokens, t, beside) : row_for(rows, t, height, beside);
    if (!row) {
        row = array_push(rows);
        if (!row)
            return SO_ENOMEM;
        row->top = t->box.y;
        row->bottom = box_bottom(t->box);
        row->right = box_right(t->box);
        row->beside = beside;
    }
    size_t *place = array_push(row);
    if (!place)
        return SO_ENOMEM;
    *place = index;
    if (!is_thin(t, height) && t->box.h <= 2 * height) {
        row->top = t->box.y;
        row->bottom = box_bottom(t->box);
        row->right = box_right(t->box);
    }
    return SO_OK;
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->beside != y->beside)
        return x->beside ? 1 : -1;
    return (x->y > y->y) - (x->y < y->y);
}

void rows_free(struct rows *rows)
{
    for (size_t i = 0; i < rows->len; i++)
        array_free(&rows->items[i]);
    array_free(rows);
}

static int compare_sizes(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Does b go on where a ends: less than two words' space beyond, and at about its height? */
static bool is_torn(const struct tokens *tokens, const struct row *a, const struct row *b, int height)
{
    const struct token *end = &tokens->items[a->items[a->len - 1]], *begin = &tokens->items[b->items[0]];
    int space = begin->box.x - box_right(end->box);
    int common = overlap(end->box.y, box_bottom(end->box), begin->box.y, box_bottom(begin->box));
    return a->beside == b->beside && !end->filler && !begin->filler && space >= 0 && space < height &&
           common * 3 > height && begin->box.h * 2 > height && end->box.h * 2 > height;
}

/* Rows of which one goes on with the other: a page that lay unevenly tears a line where a word leaps. */
static int join_rows(const struct tokens *tokens, int height, struct rows *rows)
{
    for (size_t i = 0; i < rows->len; i++)
        for (size_t k = 0; k < rows->len; k++) {
            if (i == k || !rows->items[i].len || !rows->items[k].len ||
                !is_torn(tokens, &rows->items[i], &rows->items[k], height))
                continue;
            for (size_t t = 0; t < rows->items[k].len; t++) {
                size_t *place = array_push(&rows->items[i]);
                if (!place)
                    return SO_ENOMEM;
                *place = rows->items[k].items[t];
            }
            array_free(&rows->items[k]);
            rows->items[k] = rows->items[--rows->len];
            i = i == rows->len ? k : i;
            k = SIZE_MAX; /* the joined row may go on once more */
        }
    return SO_OK;
}

/* Text first, then what lies beside it. */
int rows_find(const struct tokens *tokens, int height, int x, struct rows *rows)
{
    for (int thin = 0; thin < 2; thin++)
        for (size_t i = 0; i < tokens->len; i++) {
            int r = is_thin(&tokens->items[i], height) == (thin != 0) ? put_in_row(rows, tokens, i, height, x) : SO_OK;
            if (r != SO_OK)
                return r;
        }
    for (size_t i = 0; i < rows->len; i++) {
        long sum = 0;
        for (size_t k = 0; k < rows->items[i].len; k++) {
            struct box b = tokens->items[rows->items[i].items[k]].box;
            sum += b.y + b.h / 2;
        }
        rows->items[i].y = (int)(sum / (long)rows->items[i].len);
        qsort(rows->items[i].items, rows->items[i].len, sizeof *rows->items[i].items, compare_sizes);
    }
    int r = join_rows(tokens, height, rows);
    if (rows->len)
        qsort(rows->items, rows->len, sizeof *rows->items, compare_rows);
    return r;
}

