#include "ocr/opinions.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"

#define SAME_PLACE 0.5f  /* share of the smaller box that two readings of one word have in common */
#define FOUND_ALONE 0.6f /* confidence from which a word that only one model saw is believed */

static float area(struct box b)
{
    return box_is_empty(b) ? 0 : (float)b.w * (float)b.h;
}

static float common(struct box a, struct box b)
{
    float smaller = area(a) < area(b) ? area(a) : area(b);
    return smaller > 0 ? area(box_intersect(a, b)) / smaller : 0;
}

/* How many words of the list stand in the place of box; the last of them in *ret_which. */
static int count_at(const struct words *words, struct box box, size_t *ret_which)
{
    int count = 0;
    for (size_t i = 0; i < words->len; i++) {
        if (common(words->items[i].box, box) < SAME_PLACE)
            continue;
        *ret_which = i;
        count++;
    }
    return count;
}

static void take(struct word *to, struct word *from)
{
    int line = to->line;
    struct word keep = *to;
    *to = *from;
    to->line = line;
    *from = keep;
}

static float surer(float a, float b)
{
    return 1 - (1 - a) * (1 - b);
}

/* The line of first on which a box stands, that of the nearest word; or -1. */
static int line_at(const struct words *words, struct box box)
{
    int line = -1, nearest = INT_MAX;
    for (size_t i = 0; i < words->len; i++) {
        struct box b = words->items[i].box;
        int top = b.y > box.y ? b.y : box.y;
        int bottom = box_bottom(b) < box_bottom(box) ? box_bottom(b) : box_bottom(box);
        int lower = b.h < box.h ? b.h : box.h;
        int left = b.x > box.x ? b.x : box.x;
        int right = box_right(b) < box_right(box) ? box_right(b) : box_right(box);
        if (bottom - top <= lower * 6 / 10 || left - right >= nearest)
            continue;
        nearest = left - right;
        line = words->items[i].line;
    }
    return line;
}

/* The line number for words on a new line: the lines below make room. */
static int open_line(struct words *words, struct box box)
{
    int line = 0;
    for (size_t i = 0; i < words->len; i++)
        if (words->items[i].box.y + words->items[i].box.h / 2 < box.y + box.h / 2 && words->items[i].line >= line)
            line = words->items[i].line + 1;
    for (size_t i = 0; i < words->len; i++)
        words->items[i].line += words->items[i].line >= line;
    return line;
}

static int add_alone(struct words *first, struct word *found)
{
    int line = line_at(first, found->box);
    if (line < 0)
        line = open_line(first, found->box);
    struct word *w = array_push(first);
    if (!w)
        return SO_ENOMEM;
    *w = *found;
    w->line = line;
    *found = (struct word){0};
    return SO_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct word *p = a, *q = b;
    return p->line != q->line ? (p->line > q->line) - (p->line < q->line) : (p->box.x > q->box.x) - (p->box.x < q->box.x);
}

int opinions_merge(struct words *first, struct words *second)
{
    size_t sure = first->len;
    int r = SO_OK;
    for (size_t i = 0; !r && i < second->len; i++) {
        struct word *theirs = &second->items[i];
        size_t at = 0, back = 0;
        struct words known = {first->items, sure, first->cap};
        int ours = count_at(&known, theirs->box, &at);
        if (ours == 0 && theirs->confidence >= FOUND_ALONE)
            r = add_alone(first, theirs);
        if (ours != 1 || !theirs->text || count_at(second, first->items[at].box, &back) != 1)
            continue; /* divided differently: the first reading stands */
        struct word *w = &first->items[at];
        if (!strcmp(w->text, theirs->text))
            w->confidence = surer(w->confidence, theirs->confidence);
        else if (theirs->confidence > w->confidence)
            take(w, theirs);
    }
    if (first->len > sure)
        qsort(first->items, first->len, sizeof *first->items, by_place);
    return r;
}

int opinions_add(struct words *first, struct words *found)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < found->len; i++)
        r = add_alone(first, &found->items[i]);
    if (!r) {
        if (first->len)
            qsort(first->items, first->len, sizeof *first->items, by_place);
        array_free(found);
    }
    return r;
}
