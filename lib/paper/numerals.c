/*
 * Dates by the shapes of their figures. They are often written by hand into printed words ("ngày 14 tháng 12 năm
 * 2024"): the recogniser, which reads words, makes letters of such
 * figures or numbers that it knows, and says so with confidence. Here the printed words only tell where the figures
 * stand; each figure is read by its shape alone, and a value stands without doubt only where both readings agree or the
 * shapes are certain. A number that is merely likely is given as doubtful; one that cannot be made out, as unreadable.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "paper/numerals.h"
#include "viet/distance.h"
#include "viet/text.h"

#define WORD_LEAST 0.65f   /* similarity of "tháng", "năm" */
#define READ_CLEAR 0.9f    /* a number read with this confidence is not overruled by shapes, but doubted */
#define STROKE_MOST 0.89f  /* below SHAPE_CERTAIN */
#define READ_SURE 0.9f     /* confidence of a value without doubt, at least */
#define YEAR_FIRST 1945
#define YEAR_LAST 2100

enum part { DAY, MONTH, YEAR, PARTS };

/* Where a part of a date stands, and what was read there. */
struct place {
    int x0, x1;
    char read[24];
    float confidence; /* of what was read, at least */
};

struct sentence {
    struct place parts[PARTS];
    struct box box; /* of all of them */
    int letter;     /* width of one */
};

static bool is_printed(const struct token *t, const char *word)
{
    size_t n = strlen(t->text);
    while (n && strchr(",.:;", t->text[n - 1]))
        n--;
    return !t->filler && n && viet_similarity(t->text, n, word, strlen(word)) >= WORD_LEAST;
}

static const struct anchor *anchor_of(const struct sheet *s, size_t field)
{
    for (size_t i = 0; i < s->anchors.len; i++)
        if (s->anchors.items[i].field == field)
            return &s->anchors.items[i];
    return NULL;
}

/* What stands between two words of the sentence, without spaces. */
static void note_read(const struct layout *l, size_t first, size_t end, struct place *place)
{
    size_t n = 0;
    place->confidence = 1;
    for (size_t t = first; t < end; t++)
        place->confidence =
            l->tokens.items[t].confidence < place->confidence ? l->tokens.items[t].confidence : place->confidence;
    for (size_t t = first; t < end; t++)
        for (const char *p = l->tokens.items[t].filler ? "" : l->tokens.items[t].text; *p && n < sizeof place->read - 1; p++)
            place->read[n++] = *p;
    while (n && strchr(".,;:", place->read[n - 1]))
        n--;
    place->read[n] = '\0';
}

/* Where a printed word begins and ends: of one that was read together with its neighbour the letters' width tells. */
static void word_edges(const struct layout *l, size_t word, int letter, int *ret_left, int *ret_right)
{
    const struct token *t = &l->tokens.items[word];
    int width = letter * (int)viet_length(t->text, strlen(t->text));
    bool glued_left = word > 0 && l->tokens.items[word - 1].word == t->word;
    bool glued_right = word + 1 < l->tokens.len && l->tokens.items[word + 1].word == t->word;
    *ret_left = glued_left && !glued_right ? box_right(t->box) - width : t->box.x;
    *ret_right = glued_right && !glued_left ? t->box.x + width : box_right(t->box);
}

/* "2024", "2024,": nothing of the sentence behind it belongs to the date. */
static bool is_year(const struct token *t)
{
    size_t digits = strspn(t->text, "0123456789");
    return digits == 4 && strspn(t->text + digits, ".,;:") == strlen(t->text + digits);
}

/* Behind the tokens that stand for the year: it may be in two pieces. */
static size_t year_end(const struct layout *l, const struct line *line, size_t year)
{
    size_t end = year + 1;
    while (end < line->end && end < year + 3 && !l->tokens.items[end].gap && !is_year(&l->tokens.items[end - 1]))
        end++;
    return end;
}

/* The places of day, month and year of a date that stands on one line; false when it does not. */
static bool find_sentence(const struct sheet *s, size_t field, struct sentence *ret)
{

    const struct layout *l = &s->layout;
    const struct anchor *a = anchor_of(s, field);
    if (!a || !a->spot.dates || a->spot.year || a->spot.tail_end)
        return false;
    const struct line *line = &l->lines[a->spot.line];
    size_t day = a->spot.first, month = day + 1, year;
    while (month < a->spot.end && !is_printed(&l->tokens.items[month], "tháng"))
        month++;
    for (year = month + 1; year < a->spot.end && !is_printed(&l->tokens.items[year], "năm");)
        year++;
    if (month >= a->spot.end || year >= a->spot.end)
        return false;
    for (size_t t = day + 1; t < month; t++) /* "Hôm nay, ngày 09": the first of them looks like it */
        if (is_printed(&l->tokens.items[t], "ngày"))
            day = t;
    size_t end = year_end(l, line, year);
    int letter = (l->tokens.items[day].box.w + l->tokens.items[month].box.w + l->tokens.items[year].box.w) / 12;
    int day_left, day_right, month_left, month_right, year_left, year_right;
    word_edges(l, day, letter, &day_left, &day_right);
    word_edges(l, month, letter, &month_left, &month_right);
    word_edges(l, year, letter, &year_left, &year_right);
    int right = end > year + 1 ? box_right(l->tokens.items[end - 1].box) : year_right;
    if (right < year_right + 6 * letter && !(end > year + 1 && is_year(&l->tokens.items[end - 1])))
        right = year_right + 6 * letter;
    struct sentence out = {.letter = letter,
                           .parts = {{.x0 = day_right, .x1 = month_left},
                                     {.x0 = month_right, .x1 = year_left},
                                     {.x0 = year_right, .x1 = right}}};
    note_read(l, day + 1, month, &out.parts[DAY]);
    note_read(l, month + 1, year, &out.parts[MONTH]);
    note_read(l, year + 1, end, &out.parts[YEAR]);
    struct box words = layout_box(l, day, end);
    out.box = (struct box){day_right, words.y - 2, right - day_right, words.h + 4};
    *ret = out;
    return true;
}

bool numerals_cover(const struct sheet *s, size_t field)
{
    struct sentence sentence;
    return head_number_covers(s, field) ||
           (s->type->def->fields.items[field].kind == KIND_DATE_LINE && find_sentence(s, field, &sentence));
}

static int ask(const struct sheet *s, size_t field, struct box box, struct questions *io)
{
    box = box_intersect(box, (struct box){0, 0, s->page->width, s->page->height});
    if (box.w < 8 || box.h < 8)
        return SO_OK;
    struct question *q = array_push(io);
    if (!q)
        return SO_ENOMEM;
    *q = (struct question){.id = LOOK_NUMERALS + (int)field, .box = box, .as = LOOK_FIGURES, .plane = PLANE_CLEAN};
    return SO_OK;
}

int numerals_ask(const struct sheet *s, struct questions *io)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++) {
        struct sentence sentence;
        if (head_number_covers(s, i))
            r = head_number_ask(s, i, io);
        else if (s->type->def->fields.items[i].kind == KIND_DATE_LINE && find_sentence(s, i, &sentence))
            r = ask(s, i, sentence.box, io);
    }
    return r;
}

static void collect(const struct answer *a, struct figures *ret)
{
    ret->len = 0;
    for (size_t i = 0; i < a->words.len; i++)
        for (size_t k = 0; k < a->words.items[i].nglyphs && ret->len < FIGURES_MAX; k++) {
            const struct glyph *g = &a->words.items[i].glyphs[k];
            ret->items[ret->len++] =
                (struct figure){g->box.x + g->box.w / 2, g->choices[0].text[0], g->choices[0].confidence};
        }
}

/* The digits from..end-1 against what was read in their place. */
struct number numerals_weigh(const struct figure *figures, size_t n, const char *read, float confidence)
{
    struct number out = {.found = n > 0 && n < sizeof out.digits};
    bool alike = strlen(read) == n,
         clear = strspn(read, "0123456789") == strlen(read) && *read && confidence >= READ_CLEAR;
    for (size_t i = 0; i < n && out.found; i++) {
        out.found = viet_is_digit(figures[i].text);
        out.digits[i] = figures[i].text;
        alike &= read[i] == figures[i].text;
    }
    out.sure = out.found && (alike || !clear);
    for (size_t i = 0; i < n && out.sure; i++)
        out.sure = figures[i].confidence >= (alike ? SHAPE_LIKELY : SHAPE_CERTAIN);
    return out;
}

/* The digit that a printed letter was: "0T", "TT", "II", "TÔ"; by hand it may be another. 0: none. */
static char printed_digit(int32_t cp)
{
    struct viet_letter l;
    if (viet_is_digit(cp))
        return (char)cp;
    if (!viet_letter_split(cp, &l))
        return strchr("|!][", (int)cp) && cp < 0x80 ? '1' : '\0';
    return strchr("itlj", l.base) ? '1' : l.base == 'o' ? '0' : '\0';
}

/* What was read, where the shapes say nothing: not without doubt. */
void numerals_fall_back(const char *read, struct number *io)
{
    size_t n = 0, len = strlen(read);
    char digits[sizeof io->digits] = "";
    for (size_t at = 0; at < len; n++) {
        char digit = printed_digit(viet_next(read, len, &at));
        if (!digit || n + 1 == sizeof digits)
            return;
        digits[n] = digit;
    }
    if (io->found || !n)
        return;
    memcpy(io->digits, digits, sizeof digits);
    io->found = true;
}

static bool is_plausible(const struct number *n, enum part part)
{
    long value = strtol(n->digits, NULL, 10);
    switch (part) {
    case DAY:
        return strlen(n->digits) <= 2 && value >= 1 && value <= 31;
    case MONTH:
        return strlen(n->digits) <= 2 && value >= 1 && value <= 12;
    default:
        return value >= YEAR_FIRST && value <= YEAR_LAST;
    }
}

/* Between the words of a date no stroke stands: it is an italic 1, which only what was read makes certain. */
static struct figure upright(const struct figure *f)
{
    struct figure out = *f;
    if (out.text == '/') {
        out.text = '1';
        out.confidence = fminf(out.confidence, STROKE_MOST);
    }
    return out;
}

/*
 * The figures of one part. Where a printed word begins that was read as one with them is not known to the pixel: of a
 * day or month the second figure may lie a little beyond the place, and pieces of a letter or of a streak within it.
 */
static size_t figures_in(const struct figures *all, const struct sentence *sentence, enum part part,
                         struct figure mine[FIGURES_MAX], bool *ret_whole)
{
    const struct place *place = &sentence->parts[part];
    size_t n = 0, most = part == YEAR ? 4 : 2, read = strlen(place->read);
    bool beyond = false;
    for (size_t i = 0; i < all->len && !beyond; i++) {
        const struct figure *f = &all->items[i];
        if (f->text == '.' || f->x < place->x0)
            continue;
        beyond = f->x >= place->x1;
        bool second = n == 1 && part != YEAR && f->x < place->x1 + sentence->letter && viet_is_digit(f->text) &&
                      f->confidence >= SHAPE_CERTAIN;
        if (!beyond || second)
            mine[n++] = upright(f);
        *ret_whole = !(beyond && second);
    }
    for (size_t k = 0; n > most && read == most && k + most <= n; k++) {
        size_t same = 0;
        while (same < most && mine[k + same].text == place->read[same])
            same++;
        if (same == most) {
            memmove(mine, mine + k, most * sizeof *mine);
            return most;
        }
    }
    return n < most ? n : most;
}

/* Is there room for a second digit between the words on both sides of one? */
static bool has_room(const struct figure *f, const struct place *place, int letter)
{
    return (f->x - place->x0) * 10 > 14 * letter || (place->x1 - f->x) * 10 > 14 * letter;
}

static struct number part_of(const struct figures *figures, const struct sentence *sentence, enum part part)
{
    struct figure mine[FIGURES_MAX];
    const struct place *place = &sentence->parts[part];
    bool whole = true;
    size_t n = figures_in(figures, sentence, part, mine, &whole);
    struct number out = numerals_weigh(mine, n, place->read, place->confidence);
    if (out.found && !is_plausible(&out, part))
        out = (struct number){.found = false};
    numerals_fall_back(place->read, &out);
    if (out.found && !is_plausible(&out, part))
        out.found = false;
    /* Days below 10 and the months 1 and 2 are written with a 0 before them (NĐ 30/2020 phụ lục I): one may be lost. */
    if (strlen(out.digits) == 1 && (part == DAY || out.digits[0] <= '2'))
        whole = n == 1 && !has_room(&mine[0], place, sentence->letter);
    out.sure &= whole;
    return out;
}

static int note(struct slot *slot, const struct reading *before)
{
    slot->confidence = slot->confidence < READ_SURE ? READ_SURE : slot->confidence;
    if (!before->changed && before->value && !strcmp(before->value, slot->reading.value))
        return SO_OK;
    slot->reading.changed = true;
    free(slot->evidence);
    slot->evidence = strdup("shapes of the digits");
    return slot->evidence ? SO_OK : SO_ENOMEM;
}

/* Takes a text for the field's value. */
int numerals_adopt(struct sheet *s, size_t field, const char *text, bool sure)
{
    struct slot *slot = &s->slots[field];
    struct reading reading = {0}, old = slot->reading;
    int r = kind_read(s->rules, &s->type->def->fields.items[field], text, &reading);
    if (r != SO_OK)
        return r;
    slot->reading = reading;
    slot->doubtful = !sure;
    r = note(slot, &old);
    reading_clear(&old);
    return r;
}

/* Nothing stands there, neither letters nor shapes; leader dots are nothing. */
static bool is_blank(const struct figures *all, const struct place *place)
{
    bool blank = !*place->read;
    for (size_t i = 0; i < all->len && blank; i++)
        blank = all->items[i].text == '.' || all->items[i].x < place->x0 || all->items[i].x >= place->x1;
    return blank;
}

static int take_date(struct sheet *s, size_t field, const struct sentence *sentence, const struct figures *figures)
{
    struct number parts[PARTS];
    char text[80];
    bool sure = true, found = true, blank = true, gaps = false;
    for (enum part i = DAY; i < PARTS; i++) {
        parts[i] = part_of(figures, sentence, i);
        found &= parts[i].found;
        sure &= parts[i].sure;
        blank &= parts[i].found || is_blank(figures, &sentence->parts[i]);
        gaps |= !parts[i].found && !*sentence->parts[i].read;
    }
    if (!found) { /* between leaders pieces of them may pass for shapes */
        s->slots[field].illegible = !blank && !(gaps && s->slots[field].dotted);
        return blank ? numerals_adopt(s, field, "", true) : SO_OK; /* a year alone is no date */
    }
    snprintf(text, sizeof text, "ngày %s tháng %s năm %s", parts[DAY].digits, parts[MONTH].digits, parts[YEAR].digits);
    return numerals_adopt(s, field, text, sure);
}

/* Answers about numbers, or those about dates. */
static int take(struct sheet *s, const struct answers *answers, bool numbers)
{
    int r = SO_OK;
    for (size_t k = 0; k < answers->len && r == SO_OK; k++) {
        const struct answer *a = &answers->items[k];
        struct figures figures;
        struct sentence sentence;
        size_t field = (size_t)a->id - LOOK_NUMERALS;
        if (a->id < LOOK_NUMERALS || a->id >= LOOK_LETTERS || field >= s->type->def->fields.len ||
            head_number_covers(s, field) != numbers)
            continue;
        collect(a, &figures);
        if (numbers)
            r = head_number_take(s, field, &figures, answers);
        else if (find_sentence(s, field, &sentence))
            r = take_date(s, field, &sentence, &figures);
    }
    return r;
}

/* Dates first: a regulation's number has the year of its date. */
int numerals_take(struct sheet *s, const struct answers *answers)
{
    int r = take(s, answers, false);
    return r ? r : take(s, answers, true);
}
