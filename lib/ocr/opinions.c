#include "ocr/opinions.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "viet/text.h"

#define SAME_PLACE 0.5f     /* share of the smaller box that two readings of one word have in common */
#define FOUND_ALONE 0.6f    /* confidence from which a word that only one model saw is believed */
#define SHAPE_LEAST 0.01f   /* share of a letter that the shape did not think of */
#define CONTESTED 0.85f     /* confidence of a word that the models read differently, at most: to be looked at again */
#define CAPITALS_SURER 0.3f /* by so much the better model must be surer of capitals, whose stacked marks it mistakes  \
                             */

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
    return p->line != q->line ? (p->line > q->line) - (p->line < q->line)
                              : (p->box.x > q->box.x) - (p->box.x < q->box.x);
}

enum letter { LETTER_NONE, LETTER_UPPER, LETTER_LOWER };

/* Of the Latin blocks that Vietnamese is written with, where capital and small letters alternate but for a few. */
static enum letter letter_of(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? LETTER_UPPER : c >= 'a' && c <= 'z' ? LETTER_LOWER : LETTER_NONE;
    if (c >= 0xc0 && c <= 0xff && c != 0xd7 && c != 0xf7)
        return c < 0xdf ? LETTER_UPPER : LETTER_LOWER;
    if (c == 0x1af || c == 0x1b0) /* Ư, ư */
        return c == 0x1af ? LETTER_UPPER : LETTER_LOWER;
    if ((c >= 0x100 && c <= 0x1a1) || (c >= 0x1ea0 && c <= 0x1ef9))
        return c % 2 ? LETTER_LOWER : LETTER_UPPER;
    return LETTER_NONE;
}

/* The code point at *io_text, which moves on; broken UTF-8 gives its bytes. */
static uint32_t next_point(const char **io_text)
{
    const unsigned char *p = (const unsigned char *)*io_text;
    int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
    uint32_t c = more ? *p & (0x3fu >> more) : *p;
    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            *io_text += 1;
            return *p;
        }
        c = c << 6 | (p[i] & 0x3f);
    }
    *io_text += more + 1;
    return c;
}

/* What words of a paper look like, and what misread ones do. */
struct look {
    int upper, lower, digits;
    bool odd;
};

static struct look look_at(const char *text)
{
    static const char NEVER[] = "@#$%^&*_=+|\\~<>{}!?'", WITHIN[] = ".;:,/";
    struct look l = {0};
    bool parted = false; /* by a mark, after a letter */
    enum letter before = LETTER_NONE;
    for (uint32_t c; *text;) {
        c = next_point(&text);
        enum letter letter = letter_of(c);
        l.upper += letter == LETTER_UPPER;
        l.lower += letter == LETTER_LOWER;
        l.digits += c >= '0' && c <= '9';
        l.odd |= (c < 0x80 && strchr(NEVER, (int)c)) || c == 0x192 || c == 0x201d || c == 0x2020 || c == 0x2021;
        l.odd |= before == LETTER_LOWER && letter == LETTER_UPPER;
        l.odd |= parted && letter != LETTER_NONE && !l.digits;
        parted = before != LETTER_NONE && c < 0x80 && strchr(WITHIN, (int)c);
        before = letter;
    }
    l.odd |= l.upper > 1 && l.lower > 0;
    return l;
}

/* The same letters but for marks and tones. */
static bool differ_in_marks(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), i = 0, k = 0;
    while (i < n && k < m) {
        struct viet_letter x, y;
        int32_t p = viet_next(a, n, &i), q = viet_next(b, m, &k);
        bool letters = viet_letter_split(p, &x) && viet_letter_split(q, &y);
        if (letters ? x.base != y.base || x.upper != y.upper : p != q)
            return false;
    }
    return i == n && k == m;
}

/* How likely the shapes of the first word's letters make the second word, which differs in marks: a logarithm. */
static float shapes_for(const struct word *first, const char *text)
{
    size_t len = strlen(text), at = 0;
    float sum = 0;
    for (size_t i = 0; i < first->nglyphs && at < len; i++) {
        size_t from = at;
        viet_next(text, len, &at);
        const struct glyph *g = &first->glyphs[i];
        float share = g->nchoices > 1 ? SHAPE_LEAST : 1; /* of a letter that was not judged */
        for (size_t k = 0; k < g->nchoices; k++)
            if (strlen(g->choices[k].text) == at - from && !memcmp(g->choices[k].text, text + from, at - from))
                share = g->nchoices > 1 ? g->choices[k].confidence : 1;
        sum += logf(share);
    }
    return sum;
}

/*
 * Whether the second reading of a word takes the first one's place. From the better model, one that looks like no word
 * is the misread one, whatever its confidence († for t, TịcH, HIỆ.N). Otherwise the surer one stays, but of capitals
 * with two marks above each other the fast model is the better judge (TỈNH, not TÍNH); and where only marks differ, and
 * their shapes speak against the fast model's, as its glyphs tell, the shapes are.
 */
static bool is_better(const struct word *fast, const struct word *best, enum second_reader reader)
{
    if (reader == SECOND_SAME_MODEL)
        return best->confidence > fast->confidence;
    struct look a = look_at(fast->text), b = look_at(best->text);
    if (a.odd != b.odd)
        return a.odd;
    if (fast->nglyphs && differ_in_marks(fast->text, best->text))
        return shapes_for(fast, best->text) > shapes_for(fast, fast->text);
    bool capitals = (a.upper > 1 && !a.lower) || (b.upper > 1 && !b.lower);
    return best->confidence - fast->confidence > (capitals ? CAPITALS_SURER : 0);
}

int opinions_merge(struct words *first, struct words *second, enum second_reader reader)
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
        if (!strcmp(w->text, theirs->text)) /* two models may share a mistake: what one doubts is still looked at */
            w->confidence = reader == SECOND_SAME_MODEL ? surer(w->confidence, theirs->confidence)
                                                        : fmaxf(w->confidence, theirs->confidence);
        else if (is_better(w, theirs, reader))
            take(w, theirs);
        if (reader == SECOND_BETTER_MODEL && theirs->text && strcmp(w->text, theirs->text) != 0 && w->confidence > CONTESTED)
            w->confidence = CONTESTED;
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
