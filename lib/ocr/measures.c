#include "ocr/measures.h"

#include <stdlib.h>
#include <string.h>

#define LETTERS_MAX 512   /* of a line, whose measures are taken */
#define SMALL_SHARE 0.72f /* of a capital's height is a small letter's */

/* Values of which the middle one is wanted. */
struct heights {
    float items[LETTERS_MAX];
    size_t len;
};

static void add(struct heights *h, float value)
{
    if (h->len < LETTERS_MAX)
        h->items[h->len++] = value;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* 0 when there is none. */
static float middle(struct heights *h)
{
    if (!h->len)
        return 0;
    qsort(h->items, h->len, sizeof *h->items, by_value);
    return h->items[h->len / 2];
}

bool measures_letter(const struct glyph *g, struct viet_letter *ret)
{
    size_t at = 0, len = g->nchoices ? strlen(g->choices[0].text) : 0;
    return len && viet_letter_split(viet_next(g->choices[0].text, len, &at), ret) && at == len;
}

static bool stands_on_base(struct viet_letter l)
{
    return l.tone != VIET_NANG && !(l.upper ? l.base == 'q' || l.base == 'j' : strchr("gjpqy", l.base) != NULL);
}

static bool has_bare_top(struct viet_letter l)
{
    return (l.tone == VIET_NGANG || l.tone == VIET_NANG) && (l.mark == VIET_PLAIN || l.mark == VIET_STROKE);
}

float measures_base(const struct word *w)
{
    struct heights bottoms = {.len = 0};
    for (size_t i = 0; i < w->nglyphs; i++) {
        struct viet_letter l;
        if (measures_letter(&w->glyphs[i], &l) && stands_on_base(l))
            add(&bottoms, (float)box_bottom(w->glyphs[i].box));
    }
    return middle(&bottoms);
}

struct measures measures_of(const struct word *words, size_t first, size_t end)
{
    struct heights smalls = {.len = 0}, capitals = {.len = 0};
    for (size_t k = first; k < end; k++) {
        float base = measures_base(&words[k]);
        for (size_t i = 0; base > 0 && i < words[k].nglyphs; i++) {
            struct viet_letter l;
            if (!measures_letter(&words[k].glyphs[i], &l) || !has_bare_top(l) || strchr("fijt", l.base))
                continue;
            bool high = l.upper || strchr("bdhkl", l.base);
            add(high ? &capitals : &smalls, base - (float)words[k].glyphs[i].box.y);
        }
    }
    struct measures m = {.small = middle(&smalls), .capital = middle(&capitals)};
    if (m.capital <= 0)
        m.capital = m.small / SMALL_SHARE;
    if (m.small <= 0 || m.small > m.capital * 0.9f)
        m.small = m.capital * SMALL_SHARE;
    return m;
}

size_t measures_line_end(const struct words *words, size_t first)
{
    size_t end = first + 1;
    while (end < words->len && words->items[end].line == words->items[first].line)
        end++;
    return end;
}
