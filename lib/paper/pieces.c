#include "paper/pieces.h"

#include <string.h>

#include "viet/syllable.h"
#include "viet/text.h"

#define ABBREVIATION_MAX 6 /* capitals: "UBND", "HĐND", "TTHC" */

struct shape piece_shape(const char *s, size_t len)
{
    struct shape out = {0};
    for (size_t at = 0; at < len;) {
        bool first = at == 0;
        struct viet_letter l;
        int32_t cp = viet_next(s, len, &at);
        if (viet_letter_split(cp, &l)) {
            out.letters++;
            out.capitals += l.upper;
            out.toned += l.tone != VIET_NGANG || (l.mark != VIET_PLAIN && l.mark != VIET_STROKE);
            out.first_capital |= first && l.upper;
        } else if (viet_is_digit(cp)) {
            out.digits++;
        } else {
            out.others++;
        }
    }
    return out;
}

/*
 * Numbers with their marks ("24/KH-UBND", "100%"), dashes: not for the grammar of syllables. A digit right beside small
 * letters is a misread letter: "0iệc", "phạm 0i".
 */
bool piece_is_figures(const char *s, size_t len, const struct shape *shape)
{
    bool amid = shape->letters > shape->capitals && !shape->others;
    return (shape->digits && !amid) || (len == 1 && strchr("-/&", *s));
}

static bool is_good(const char *s, size_t len)
{
    struct viet_syllable syllable;
    struct shape shape = piece_shape(s, len);
    bool roman = strspn(s, "IVX") >= len && len <= 4;
    if (piece_is_figures(s, len, &shape))
        return true;
    if (shape.others || !shape.letters)
        return len > 2 && memchr(s + 1, '-', len - 2) != NULL && shape.others == 1; /* "TP-HT" */
    if (roman ||
        (shape.capitals == shape.letters && shape.letters > 1 && !shape.toned && shape.letters <= ABBREVIATION_MAX))
        return true;
    bool one_case =
        shape.capitals == 0 || (shape.capitals == 1 && shape.first_capital) || shape.capitals == shape.letters;
    return one_case && viet_syllable_parse(s, len, &syllable);
}

static void trim(const char **io_s, size_t *io_len)
{
    while (*io_len && strchr(".,;:()\"'", (*io_s)[*io_len - 1]))
        --*io_len;
    while (*io_len && strchr("(\"'", **io_s)) {
        ++*io_s;
        --*io_len;
    }
}

void pieces_add(const char *text, struct box box, float confidence, struct pieces *io)
{
    struct piece p = {box, text, strlen(text), confidence, false};
    trim(&p.text, &p.len);
    if (!p.len || io->len >= WORDS_MAX)
        return;
    p.good = is_good(p.text, p.len);
    io->items[io->len++] = p;
}

void pieces_of_run(const struct layout *l, size_t first, size_t end, struct pieces *ret)
{
    *ret = (struct pieces){.len = 0};
    for (size_t t = first; t < end; t++)
        if (!l->tokens.items[t].filler)
            pieces_add(l->tokens.items[t].text, l->tokens.items[t].box, l->tokens.items[t].confidence, ret);
}

bool piece_same(const struct piece *a, const struct piece *b)
{
    return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

static bool is_capital_word(const struct piece *p)
{
    struct viet_syllable syllable;
    struct shape shape = piece_shape(p->text, p->len);
    return shape.letters > 1 && shape.capitals == shape.letters && !shape.digits && !shape.others &&
           viet_syllable_parse(p->text, p->len, &syllable);
}

/* Capitals among small letters: another line, or a stamp, was read into this one. */
bool pieces_have_foreign_capitals(const struct pieces *p)
{
    size_t small = 0, capital = 0;
    for (size_t i = 0; i < p->len; i++) {
        struct shape shape = piece_shape(p->items[i].text, p->items[i].len);
        small += shape.letters > 1 && !shape.capitals;
        capital += is_capital_word(&p->items[i]);
    }
    return small > 1 && capital > 0 && capital < p->len;
}

/*
 * The words of the second reading in the place of the first one's. *ret_more: a word stands close before or behind
 * them, where none was read at first.
 */
struct pieces pieces_in_place(const struct pieces *first, const struct pieces *second, int near, bool *ret_more)
{
    struct pieces out = {.len = 0};
    *ret_more = false;
    if (!first->len)
        return out;
    int x0 = first->items[0].box.x, x1 = box_right(first->items[first->len - 1].box);
    for (size_t i = 0; i < second->len; i++) {
        const struct piece *p = &second->items[i];
        int middle = p->box.x + p->box.w / 2;
        if (middle >= x0 && middle < x1)
            out.items[out.len++] = *p;
        else
            *ret_more |= p->good && (middle < x0 ? x0 - box_right(p->box) : p->box.x - x1) < near;
    }
    return out;
}

bool pieces_all_good(const struct piece *pieces, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!pieces[i].good || pieces[i].confidence < WORD_GOOD)
            return false;
    return n > 0;
}

/* Words of a stamp before a line of small letters: "ĐẾN Thực hiện công tác …". */
void pieces_drop_stamp(struct pieces *io)
{
    size_t n = 0;
    while (n < io->len && (is_capital_word(&io->items[n]) || (n && !io->items[n].good)))
        n++;
    if (!n || n == io->len || !pieces_have_foreign_capitals(io))
        return;
    memmove(io->items, io->items + n, (io->len - n) * sizeof *io->items);
    io->len -= n;
}

/* Strokes side by side are miscounted: "III" is read as II as surely. */
bool pieces_have_strokes(const struct pieces *p)
{
    for (size_t i = 0; i < p->len; i++)
        if (p->items[i].len > 1 && strspn(p->items[i].text, "I") >= p->items[i].len)
            return true;
    return false;
}
