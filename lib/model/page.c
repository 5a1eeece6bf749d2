#include "model/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"

static int min(int a, int b)
{
    return a < b ? a : b;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

struct box box_union(struct box a, struct box b)
{
    if (box_is_empty(a))
        return b;
    if (box_is_empty(b))
        return a;
    int x = min(a.x, b.x), y = min(a.y, b.y);
    return (struct box){x, y, max(box_right(a), box_right(b)) - x, max(box_bottom(a), box_bottom(b)) - y};
}

struct box box_intersect(struct box a, struct box b)
{
    int x = max(a.x, b.x), y = max(a.y, b.y);
    struct box r = {x, y, min(box_right(a), box_right(b)) - x, min(box_bottom(a), box_bottom(b)) - y};
    return box_is_empty(r) ? (struct box){0} : r;
}

struct box box_grow(struct box b, int dx, int dy)
{
    return (struct box){b.x - dx, b.y - dy, b.w + 2 * dx, b.h + 2 * dy};
}

void word_free(struct word *w)
{
    free(w->text);
    free(w->glyphs);
    *w = (struct word){0};
}

void words_free(struct words *w)
{
    for (size_t i = 0; i < w->len; i++)
        word_free(&w->items[i]);
    array_free(w);
}

double ink_mean(const struct ink_grid *grid, const uint8_t *plane, struct box box)
{
    if (grid->cell <= 0 || !plane)
        return 0;
    struct box page = {0, 0, grid->cols * grid->cell, grid->rows * grid->cell};
    struct box in = box_intersect(box, page);
    if (box_is_empty(in))
        return 0;
    int x0 = in.x / grid->cell, x1 = (box_right(in) - 1) / grid->cell;
    int y0 = in.y / grid->cell, y1 = (box_bottom(in) - 1) / grid->cell;
    double sum = 0;
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++)
            sum += plane[(size_t)y * (size_t)grid->cols + (size_t)x];
    return sum / ((double)(x1 - x0 + 1) * (y1 - y0 + 1));
}

void page_init(struct page *p)
{
    memset(p, 0, sizeof *p);
    p->number = 1;
}

void page_free(struct page *p)
{
    if (!p)
        return;
    words_free(&p->words);
    array_free(&p->marks);
    for (size_t i = 0; i < p->codes.len; i++)
        free(p->codes.items[i].payload);
    array_free(&p->codes);
    free(p->ink.black);
    free(p->ink.blue);
    free(p->ink.red);
    memset(p, 0, sizeof *p);
}

char *page_text(const struct page *p)
{
    struct buf b = BUF_INIT;
    int r = 0;
    for (size_t i = 0; i < p->words.len && !r; i++) {
        if (i)
            r = buf_append_char(&b, p->words.items[i].line == p->words.items[i - 1].line ? ' ' : '\n');
        if (!r)
            r = buf_append_str(&b, p->words.items[i].text);
    }
    char *text = r ? NULL : buf_steal(&b);
    buf_free(&b);
    return text;
}

void answers_free(struct answers *a)
{
    for (size_t i = 0; i < a->len; i++)
        words_free(&a->items[i].words);
    array_free(a);
}
