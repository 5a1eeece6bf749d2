/*
 * The number at a document's head. Its digits are often written by hand and are read by their shapes; the notation
 * behind them is print, read twice, and must be that of the document's kind and office: title and agency on the same
 * page say what it has to be.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/notation.h"
#include "paper/numerals.h"
#include "viet/date.h"
#include "viet/distance.h"
#include "viet/text.h"

#define NUMBER_DIGITS 5 /* of a number before its notation */
#define NEAR_LETTER 12  /* distance a letter of a misread notation from the one that it must be */
#define DIGITS_CLEAR 0.9f /* confidence of digits that both models read */
#define FAR_LETTER 40   /* … from the one that it may be */
#define LEAST_ROOM 2    /* letter's heights between label and notation in which a number may stand */

bool head_number_covers(const struct sheet *s, size_t field)
{
    const struct slot *slot = &s->slots[field];
    return s->type->def->fields.items[field].kind == KIND_DOCUMENT_NUMBER && slot->raw && *slot->raw &&
           !box_is_empty(slot->box);
}

/* From its label to the end of its notation: digits by hand may have been read as nothing. */
static struct box number_box(const struct sheet *s, size_t field)
{
    struct box box = s->slots[field].box;
    for (size_t i = 0; i < s->anchors.len; i++) {
        const struct anchor *a = &s->anchors.items[i];
        if (a->field != field || a->spot.dates)
            continue;
        int from = box_right(s->layout.tokens.items[a->spot.end - 1].box) + 1, gap = box.x - from;
        if (gap > 0 && gap < 8 * s->layout.height) {
            box.w += gap;
            box.x = from;
        }
    }
    return box;
}

int head_number_ask(const struct sheet *s, size_t field, struct questions *io)
{
    const struct box page = {0, 0, s->page->width, s->page->height}, number = number_box(s, field);
    struct box figures = box_intersect(box_grow(number, 3, 3), page);
    struct box letters = box_intersect(box_grow(number, s->layout.height / 2, s->layout.height / 4), page);
    if (figures.w < 8 || figures.h < 8)
        return SO_OK;
    struct question *q = array_push(io);
    if (!q)
        return SO_ENOMEM;
    *q = (struct question){.id = LOOK_NUMERALS + (int)field, .box = figures, .as = LOOK_FIGURES, .plane = PLANE_CLEAN};
    if (!(q = array_push(io)))
        return SO_ENOMEM;
    *q = (struct question){
        .id = LOOK_LETTERS + (int)field, .box = letters, .as = LOOK_LINE, .plane = PLANE_CLEAN, .best_model = true};
    return SO_OK;
}

/* Something that is no digit stands so close before the digits that it may be their first. */
static bool is_cut_short(const struct figures *all, const struct figure *first, size_t n)
{
    if (first == all->items)
        return false;
    int step = n > 1 ? (first[n - 1].x - first[0].x) / (int)(n - 1) : first[n].x - first[0].x;
    return first[0].x - first[-1].x < 2 * step;
}

/*
 * The digits directly before the first sign; *ret_sign: all of them. Without one, a run of as many sure ones as signs
 * were read: likely, no more.
 */
static size_t find_number(const struct figures *all, char sign, size_t read, const struct figure **ret_first,
                          bool *ret_sign)
{
    size_t run = 0;
    *ret_sign = false;
    for (size_t i = 0; i < all->len; i++) {
        const struct figure *f = &all->items[i];
        if (f->text == sign && f->confidence >= SHAPE_LIKELY && run && run <= NUMBER_DIGITS) {
            *ret_first = f - run;
            *ret_sign = !is_cut_short(all, *ret_first, run);
            return run;
        }
        run = viet_is_digit(f->text) ? run + 1 : 0;
    }
    run = 0;
    for (size_t i = 0; i < all->len && read; i++) {
        const struct figure *f = &all->items[i];
        run = viet_is_digit(f->text) && f->confidence >= SHAPE_CERTAIN ? run + 1 : 0;
        if (run == read && (i + 1 == all->len || !viet_is_digit(f[1].text))) {
            *ret_first = f + 1 - run;
            return run;
        }
    }
    return 0;
}

/* What the other look read in the number's place; false where it found no notation. */
static bool second_reading(const struct paper_field_def *f, const struct answers *answers, int id, struct notation *ret)
{
    struct buf text = BUF_INIT;
    int r = SO_OK;
    for (size_t i = 0; i < answers->len; i++)
        for (size_t w = 0; answers->items[i].id == id && w < answers->items[i].words.len && r == SO_OK; w++)
            r = buf_printf(&text, "%s%s", text.len ? " " : "", answers->items[i].words.items[w].text);
    bool found = r == SO_OK && notation_parse(f, buf_str(&text), ret);
    buf_free(&text);
    return found;
}

/* What of the page says which notation it must be. */
struct context {
    const struct paper_def *d;
    const struct paper_field_def *f;
    const char *title, *office;
};

static struct context context_of(const struct sheet *s, size_t field)
{
    const struct paper_def *d = s->type->def;
    struct context out = {.d = d,
                          .f = &d->fields.items[field],
                          .title = s->title_end ? d->titles.items[s->title].text : "",
                          .office = ""};
    for (size_t i = 0; i < d->fields.len; i++)
        if (d->fields.items[i].kind == KIND_ISSUER && s->slots[i].reading.value)
            out.office = s->slots[i].reading.value;
    return out;
}

static size_t count_signs(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += *s == '-' || *s == '/';
    return n;
}

static bool is_near(const char *read, const char *expected, uint32_t a_letter)
{
    size_t letters = viet_length(expected, strlen(expected));
    if (count_signs(read) > count_signs(expected))
        return false; /* "TTLT-BTP-BTC": of more offices than one */
    return viet_distance(read, strlen(read), expected, strlen(expected), (uint32_t)letters * a_letter) !=
           VIET_DISTANCE_FAR;
}

static bool fits(const struct context *c, const char *letters)
{
    return notation_is_sound(letters) && notation_fits_title(c->d, c->f, letters, c->title) &&
           notation_fits_office(c->f, letters, c->office);
}

/*
 * The notation's letters from two readings, second NULL where there is none. Sure: both have them and they are of the
 * title's kind, or title and agency make just these, and no reading is far from them. What both have is doubted where it is
 * near what title and agency make: an abbreviation that is none of the agency's initials ("TĐTN") is far from them.
 */
static const char *choose_letters(const struct context *c, const struct notation *first, const struct notation *second,
                                  char expected[NOTATION_BYTES], bool *io_sure)
{
    const char *a = first->letters, *b = second ? second->letters : NULL;
    bool known = notation_expected(c->f, a, first->sign, c->title, c->office, expected);
    bool near_a = known && is_near(a, expected, NEAR_LETTER), near_b = known && b && is_near(b, expected, NEAR_LETTER);
    bool exact = known && (!strcmp(a, expected) || (b && !strcmp(b, expected)));
    if ((near_a && (!b || near_b)) || (exact && (near_a || !fits(c, a)) && (near_b || !b || !fits(c, b))))
        return expected;
    bool agreed = b && !strcmp(a, b) && notation_is_sound(a) && notation_fits_title(c->d, c->f, a, c->title);
    bool strange = !fits(c, a) && (!b || !fits(c, b)) && !agreed;
    if (known && strange && is_near(a, expected, FAR_LETTER)) {
        *io_sure = false;
        return expected;
    }
    if (b && !strcmp(a, b) && fits(c, a))
        return a;
    if (known && strlen(a) > 3 && !strncmp(a, expected, strlen(a)) && strcmp(a, expected) != 0) {
        *io_sure = false; /* cut short by a stamp */
        return expected;
    }
    if (b && !strcmp(a, b)) {
        *io_sure &= agreed && (!known || fits(c, a) || !is_near(a, expected, FAR_LETTER));
        return a;
    }
    *io_sure = false;
    return b && !fits(c, a) && (fits(c, b) || !notation_is_sound(a)) ? b : a;
}

/* A regulation's year is that of its date. */
static bool is_year_of_date(const struct sheet *s, const char *year)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++) {
        struct viet_date date;
        const char *normal = s->slots[i].reading.normal;
        if (s->type->def->fields.items[i].kind == KIND_DATE_LINE && normal && reading_date(normal, &date))
            return date.year == strtol(year, NULL, 10);
    }
    return false;
}

static bool is_digits(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s);
}

/* Ends with, but is longer. */
static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && !strcmp(s + n - m, end);
}

/* Ink between the label and the notation, where no digit was read. */
static bool has_ink_before(const struct sheet *s, size_t field)
{
    struct box all = number_box(s, field), rest = s->slots[field].box;
    struct box before = {all.x, all.y, rest.x - all.x, all.h};
    double least = 0.3 * s->layout.height * s->layout.height;
    return before.w > LEAST_ROOM * s->layout.height && sheet_ink(s->page, before, false) > least;
}

/* … or a shape: digits that were read as nothing, but for leader dots. */
static bool has_shape_before(const struct sheet *s, size_t field, const struct figures *figures)
{
    for (size_t i = 0; i < figures->len; i++)
        if (figures->items[i].text != '.' && figures->items[i].x < s->slots[field].box.x)
            return true;
    return false;
}

static bool is_figures(const struct figure *figures, size_t n, const char *text)
{
    bool same = n == strlen(text);
    for (size_t i = 0; i < n && same; i++)
        same = figures[i].text == text[i];
    return same;
}

static bool all_likely(const struct figure *digits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (digits[i].confidence < SHAPE_LIKELY)
            return false;
    return n > 0;
}

/* The digits from both readings and from the shapes. */
static struct number weigh_digits(const struct sheet *s, size_t field, const struct figures *figures,
                                  const struct notation *first, const struct notation *second)
{
    const struct slot *slot = &s->slots[field];
    bool other = !is_digits(first->number) && second && is_digits(second->number);
    const char *read = other ? second->number : first->number;
    const struct figure *digits = NULL;
    bool sign = false;
    size_t n = find_number(figures, first->sign, viet_length(read, strlen(read)), &digits, &sign);
    if (*first->year && is_figures(digits, n, first->year) && strcmp(first->number, first->year) != 0)
        n = 0; /* nothing stands before the notation's own year */
    struct number number = numerals_weigh(digits, n, read, other ? 0 : slot->confidence);
    number.sure &= sign || !strncmp(number.digits, read, sizeof number.digits);
    /* The better model is no better judge of handwriting, but two that see the same digits are; and it sees how many.
     */
    if (second && is_digits(second->number) && number.found && !strcmp(second->number, number.digits))
        number.sure |= sign && all_likely(digits, n);
    else if (second && is_digits(second->number) && number.found && strlen(second->number) > strlen(number.digits))
        number.sure = false;
    /* Shapes that stand close together are none: then the end of what was read is all that they say. */
    if (number.found && is_digits(read) && ends_with(read, number.digits) && strlen(read) < sizeof number.digits) {
        memcpy(number.digits, read, strlen(read) + 1);
        number.sure = !other && second && !strcmp(first->number, second->number) && slot->confidence >= DIGITS_CLEAR;
    }
    if (!number.found)
        numerals_fall_back(read, &number);
    return number;
}

/* A title that was not read: the notation says which kind it is, but not without doubt. */
static int tell_kind(struct sheet *s, const struct context *c, const char *letters)
{
    const char *title = s->title_end ? NULL : notation_title(c->d, c->f, letters);
    for (size_t i = 0; title && i < c->d->fields.len; i++) {
        struct slot *slot = &s->slots[i];
        if (c->d->fields.items[i].kind != KIND_HEADING)
            continue;
        slot->found = slot->doubtful = true;
        int r = slot_set_text(slot, "", 0, (struct box){0, 0, 0, 0});
        return r ? r : slot_repair(slot, title, "", EVIDENCE_NOTATION);
    }
    return SO_OK;
}

int head_number_take(struct sheet *s, size_t field, const struct figures *figures, const struct answers *answers)
{
    struct slot *slot = &s->slots[field];
    struct context c = context_of(s, field);
    struct notation first, second;
    char expected[NOTATION_BYTES], text[160];
    bool has_first = notation_parse(c.f, slot->raw, &first);
    bool has_second = second_reading(c.f, answers, LOOK_LETTERS + (int)field, &second);
    if (!has_first && !has_second) {
        slot->illegible = true;
        return SO_OK;
    }
    if (!has_first)
        first = second;
    struct number number = weigh_digits(s, field, figures, &first, has_second ? &second : NULL);
    if (!number.found) {
        slot->illegible = *first.number || has_shape_before(s, field, figures) || has_ink_before(s, field);
        return SO_OK;
    }
    const char *letters = choose_letters(&c, &first, has_second ? &second : NULL, expected, &number.sure);
    const char *year = first.year;
    if (has_second && strcmp(first.year, second.year) != 0) {
        year = is_year_of_date(s, second.year) ? second.year : first.year;
        number.sure &= is_year_of_date(s, year) && *year;
    }
    number.sure &= !*year || is_year_of_date(s, year);
    snprintf(text, sizeof text, "%s%c%s%s%s", number.digits, first.sign, year, *year ? "/" : "", letters);
    int r = tell_kind(s, &c, letters);
    return r ? r : numerals_adopt(s, field, text, number.sure);
}
