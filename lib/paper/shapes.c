/*
 * Numbers by the shapes of their digits. The recogniser reads a word at a time and would rather see a number that it
 * knows: by hand, a 9 becomes 4 or 3, a 7 becomes 1. Each digit's shape, seen alone, is a second opinion on every
 * number of the paper.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/text.h"

#define SHAPES_MAX 48       /* words on a page that are asked about */
#define LETTERS_MAX 64      /* of such a word */
#define SHAPE_LEAST 0.5f    /* below, a shape says nothing */
#define SHAPE_SURE 0.75f    /* from here on it is believed against a doubtful reading */
#define SHAPE_CERTAIN 0.93f /* … and against a sure one */
#define WORD_SURE 0.9f
#define NUMBER_DIGITS 5    /* of a document's number before its notation */
#define ALL_SURE 0.8f /* each of a number's digits, before the whole number is taken from shapes */

static bool has_numbers(enum paper_kind kind)
{
    switch (kind) {
    case KIND_DATE:
    case KIND_YEAR:
    case KIND_DATE_LINE:
    case KIND_MOMENT:
    case KIND_ID:
    case KIND_ID_PAPER:
    case KIND_REGISTER_NUMBER:
    case KIND_DOCUMENT_NUMBER:
    case KIND_NUMBER:
    case KIND_BOOK:
    case KIND_COUNT:
    case KIND_PHONE:
    case KIND_DOSSIER_CODE:
    case KIND_TEXT:
    case KIND_PLACE:
        return true;
    default:
        return false;
    }
}

static bool is_figure(int32_t cp)
{
    return viet_is_digit(cp) || cp == '/' || cp == '-' || cp == '.';
}

/* Digits, and a few letters that they may have been misread as: "14u/23" but not "02/2020-SCT/BS". */
static bool is_number(const char *s)
{
    size_t len = strlen(s), digits = 0, others = 0;
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        digits += viet_is_digit(cp);
        others += !is_figure(cp);
    }
    return digits && others * 3 <= digits;
}

static bool takes_numbers(const struct sheet *s, size_t field)
{
    return has_numbers(s->type->def->fields.items[field].kind) && !numerals_cover(s, field);
}

int shapes_ask(const struct sheet *s, struct questions *io)
{
    size_t asked = 0;
    int r = SO_OK;
    for (size_t i = 0; i < s->page->words.len && asked < SHAPES_MAX && r == SO_OK; i++) {
        const struct word *w = &s->page->words.items[i];
        const struct question how = {.id = LOOK_SHAPES + (int)i, .as = LOOK_FIGURES, .plane = PLANE_CLEAN};
        if (has_digit(w->text) && strlen(w->text) <= LETTERS_MAX &&
            mends_field(s, w, takes_numbers) < s->type->def->fields.len)
            r = looks_ask_word(s, i, 2, how, &asked, io);
    }
    return r;
}

struct shapes {
    struct choice items[LETTERS_MAX];
    size_t len;
};

/* A point where the word has none is a speck. */
static void collect(const struct answer *a, const struct word *w, struct shapes *shapes)
{
    bool points = strchr(w->text, '.') != NULL;
    for (size_t i = 0; i < a->words.len; i++)
        for (size_t k = 0; k < a->words.items[i].nglyphs && shapes->len < LETTERS_MAX; k++) {
            const struct choice *shape = &a->words.items[i].glyphs[k].choices[0];
            if (points || shape->text[0] != '.')
                shapes->items[shapes->len++] = *shape;
        }
}

/* A letter of the word against the shape at its place: which of them stands. */
static bool shape_wins(int32_t cp, const struct choice *shape, float word_confidence)
{
    if (shape->text[0] == (char)cp || shape->confidence < SHAPE_LEAST)
        return false;
    if (!is_figure(cp))
        return shape->confidence >= SHAPE_SURE;
    if (viet_is_digit(cp) != viet_is_digit(shape->text[0]))
        return false; /* a stroke between numbers is as thin as a 1 */
    return shape->confidence >= (word_confidence >= WORD_SURE ? SHAPE_CERTAIN : SHAPE_SURE);
}

/* Place by place, for the word's first n letters. */
static int fuse_places(const struct word *w, const struct shapes *shapes, size_t n, struct buf *out)
{
    size_t len = strlen(w->text), at = 0;
    bool number = is_number(w->text);
    int r = SO_OK;
    for (size_t i = 0; i < n && r == SO_OK; i++) {
        size_t start = at;
        int32_t cp = viet_next(w->text, len, &at);
        bool open = is_figure(cp) || number;
        r = open && shape_wins(cp, &shapes->items[i], w->confidence) ? buf_append_str(out, shapes->items[i].text)
                                                                     : buf_append(out, w->text + start, at - start);
    }
    return r == SO_OK ? buf_append(out, w->text + at, len - at) : r;
}

/* The number of figures that the word begins with, when the shapes say nearly the same; 0 when they do not. */
static size_t common_beginning(const struct word *w, const struct shapes *shapes)
{
    size_t n = 0, same = 0;
    while (w->text[n] && is_figure(w->text[n]))
        n++;
    /* Of figures alone, a shape too many or too few leaves no place for any of them. */
    if (n < 2 || n > shapes->len || strspn(w->text + n, ",;:)") == strlen(w->text + n))
        return 0;
    for (size_t i = 0; i < n; i++)
        same += shapes->items[i].text[0] == w->text[i];
    return same * 3 >= n * 2 ? n : 0;
}

/* Shapes and letters stand at the same places: at least every second figure is the same. */
static bool is_aligned(const struct word *w, const struct shapes *shapes)
{
    size_t len = strlen(w->text), at = 0, figures = 0, same = 0;
    for (size_t i = 0; at < len && i < shapes->len; i++) {
        int32_t cp = viet_next(w->text, len, &at);
        figures += is_figure(cp);
        same += is_figure(cp) && shapes->items[i].text[0] == (char)cp;
    }
    return same * 2 >= figures;
}

/*
 * "12/TTr-UBND" of which only the number before the stroke is made of figures: that number from shapes, when a stroke is
 * seen behind it. *ret_done: false when it is not so.
 */
static int fuse_beginning(const struct word *w, const struct shapes *shapes, struct buf *out, bool *ret_done)
{
    size_t n = 0, end = 0;
    while (n < shapes->len && viet_is_digit(shapes->items[n].text[0]) && shapes->items[n].confidence >= ALL_SURE)
        n++;
    const char *stroke = strchr(w->text, '/');
    size_t letters = stroke ? viet_length(w->text, (size_t)(stroke - w->text)) : 0;
    *ret_done = n > 0 && n < shapes->len && n <= NUMBER_DIGITS && shapes->items[n].text[0] == '/' && stroke &&
                letters > 0 && letters <= NUMBER_DIGITS && strpbrk(w->text, "0123456789") < stroke;
    if (!*ret_done)
        return SO_OK;
    int r = SO_OK;
    for (; end < n && r == SO_OK; end++)
        r = buf_append_str(out, shapes->items[end].text);
    return r == SO_OK ? buf_append_str(out, stroke) : r;
}

/* Digits by their shapes in the place of n signs that were read there, one of them a digit at least. */
static int put_digits(const char *read, const struct choice *shapes, size_t n, struct buf *out, bool *ret_done)
{
    size_t from = out->len;
    int r = SO_OK;
    *ret_done = has_digit(read);
    for (size_t i = 0; i < n && *ret_done && r == SO_OK; i++) {
        *ret_done = viet_is_digit(shapes[i].text[0]) && shapes[i].confidence >= SHAPE_SURE;
        r = buf_append_str(out, shapes[i].text);
    }
    if (!*ret_done)
        buf_truncate(out, from);
    return r;
}

/* "TB/14307" and "54%": what stands behind the letters' stroke, or before the sign, is a number. */
static int fuse_end(const struct word *w, const struct shapes *shapes, struct buf *out, bool *ret_done)
{
    const char *stroke = strrchr(w->text, '/');
    size_t letters = viet_length(w->text, strlen(w->text)), n = stroke ? viet_length(stroke + 1, strlen(stroke + 1)) : 0;
    *ret_done = false;
    if (n > 2 && n < shapes->len && shapes->items[shapes->len - n - 1].text[0] == '/' && !viet_is_digit(w->text[0])) {
        int r = buf_append(out, w->text, (size_t)(stroke + 1 - w->text));
        r = r ? r : put_digits(stroke + 1, shapes->items + shapes->len - n, n, out, ret_done);
        if (!*ret_done)
            buf_clear(out);
        return r;
    }
    if (letters < 2 || letters > 4 || w->text[strlen(w->text) - 1] != '%' || letters - 1 >= shapes->len ||
        viet_is_digit(shapes->items[letters - 1].text[0]))
        return SO_OK;
    int r = put_digits(w->text, shapes->items, letters - 1, out, ret_done);
    return r == SO_OK && *ret_done ? buf_append_char(out, '%') : r;
}

/*
 * The number from shapes alone where each of them is sure; else place by place where both saw as many, or as far as
 * both begin alike.
 */
static int fuse(const struct word *w, const struct shapes *shapes, struct buf *out)
{
    size_t len = strlen(w->text), n = shapes->len, tail = len;
    bool sure = n > 1;
    if (n && len && strchr(",.;:)-", w->text[len - 1]) && shapes->items[n - 1].text[0] != w->text[len - 1]) {
        tail--; /* what ends a sentence is no figure */
        n -= shapes->items[n - 1].confidence < ALL_SURE;
    }
    for (size_t i = 0; i < n; i++)
        sure &= shapes->items[i].confidence >= ALL_SURE;
    int r = SO_OK;
    for (size_t i = 0; i < n && sure && r == SO_OK; i++)
        r = buf_append_str(out, shapes->items[i].text);
    if (sure)
        return r == SO_OK ? buf_append_str(out, w->text + tail) : r;
    bool done = false;
    r = is_number(w->text) ? SO_OK : fuse_beginning(w, shapes, out, &done);
    if (r == SO_OK && !done)
        r = fuse_end(w, shapes, out, &done);
    if (r != SO_OK || done)
        return r;
    if (viet_length(w->text, len) == shapes->len && is_aligned(w, shapes))
        return fuse_places(w, shapes, shapes->len, out);
    return fuse_places(w, shapes, common_beginning(w, shapes), out);
}

/* Puts the number as its shapes have it into what was read. */
static int take(struct sheet *s, const struct word *w, const struct shapes *shapes, struct mends *mends)
{
    size_t field = mends_field(s, w, takes_numbers);
    struct buf fused = BUF_INIT;
    if (field == s->type->def->fields.len)
        return SO_OK;
    int r = fuse(w, shapes, &fused);
    if (r == SO_OK && strcmp(buf_str(&fused), w->text) != 0)
        r = mends_put(mends, s, field, w->text, buf_str(&fused), "shapes of the digits", SHAPE_SURE);
    buf_free(&fused);
    return r;
}

int shapes_take(struct sheet *s, const struct answers *answers, struct mends *mends)
{
    int r = SO_OK;
    for (size_t k = 0; k < answers->len && r == SO_OK; k++) {
        const struct answer *a = &answers->items[k];
        struct shapes shapes = {0};
        size_t word = (size_t)a->id - LOOK_SHAPES;
        if (a->id < LOOK_SHAPES || word >= s->page->words.len)
            continue;
        collect(a, &s->page->words.items[word], &shapes);
        r = take(s, &s->page->words.items[word], &shapes, mends);
    }
    return r;
}
