/*
 * The number and the date at a document's head, by the shapes of their figures. Both are often written by hand into
 * printed words ("ngày 14 tháng 12 năm 2024", "405/BC-UBND"): the recogniser, which reads words, makes letters of such
 * figures or numbers that it knows, and says so with confidence. Here the printed words only tell where the figures
 * stand; each figure is read by its shape alone, and a value stands without doubt only where both readings agree or the
 * shapes are certain. A number that is merely likely is given as doubtful; one that cannot be made out, as unreadable.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/distance.h"
#include "viet/text.h"

#define WORD_LEAST 0.65f   /* similarity of "tháng", "năm" */
#define SHAPE_LIKELY 0.5f  /* a shape that agrees with what was read is believed from here on */
#define SHAPE_CERTAIN 0.9f /* … and one in the place of something that is no number */
#define READ_CLEAR 0.9f    /* a number read with this confidence is not overruled by shapes, but doubted */
#define READ_SURE 0.9f     /* confidence of a value without doubt, at least */
#define FIGURES_MAX 64
#define NUMBER_DIGITS 5 /* of a document's number before its notation */
#define YEAR_FIRST 1945
#define YEAR_LAST 2100

enum part { DAY, MONTH, YEAR, PARTS };

struct figure {
    int x; /* its middle */
    char text;
    float confidence;
};

struct figures {
    struct figure items[FIGURES_MAX];
    size_t len;
};

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

/* A number of the shapes, beside what was read. */
struct number {
    char digits[8];
    bool found, sure;
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
        for (const char *p = l->tokens.items[t].text; *p && n < sizeof place->read - 1; p++)
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

/* A document's number with its notation, at the head. */
static bool is_head_number(const struct sheet *s, size_t field)
{
    const struct paper_field_def *f = &s->type->def->fields.items[field];
    const struct slot *slot = &s->slots[field];
    return f->kind == KIND_REGISTER_NUMBER && f->where == WHERE_HEADER && f->values.len && sheet_is_official(s) &&
           slot->raw && *slot->raw && !box_is_empty(slot->box);
}

bool numerals_cover(const struct sheet *s, size_t field)
{
    struct sentence sentence;
    return is_head_number(s, field) ||
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
        if (is_head_number(s, i))
            r = ask(s, i, box_grow(s->slots[i].box, 3, 3), io);
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
static struct number weigh(const struct figure *figures, size_t n, const char *read, float confidence)
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

/* What was read, where the shapes say nothing: not without doubt. */
static void fall_back(const char *read, struct number *io)
{
    size_t n = strlen(read);
    if (io->found || !n || n >= sizeof io->digits || strspn(read, "0123456789") != n)
        return;
    memcpy(io->digits, read, n + 1);
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
            mine[n++] = *f;
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

static struct number part_of(const struct figures *figures, const struct sentence *sentence, enum part part)
{
    struct figure mine[FIGURES_MAX];
    const struct place *place = &sentence->parts[part];
    bool whole = true;
    size_t n = figures_in(figures, sentence, part, mine, &whole);
    struct number out = weigh(mine, n, place->read, place->confidence);
    if (out.found && !is_plausible(&out, part))
        out = (struct number){.found = false};
    fall_back(place->read, &out);
    if (out.found && !is_plausible(&out, part))
        out.found = false;
    /* Days below 10 and the months 1 and 2 are written with a 0 before them (NĐ 30/2020 phụ lục I): one may be lost. */
    if (strlen(out.digits) == 1 && (part == DAY || out.digits[0] <= '2'))
        whole = false;
    out.sure &= whole;
    return out;
}

static int note(struct slot *slot, const char *value_before)
{
    slot->confidence = slot->confidence < READ_SURE ? READ_SURE : slot->confidence;
    if (!strcmp(value_before, slot->reading.value))
        return SO_OK;
    slot->reading.changed = true;
    free(slot->evidence);
    slot->evidence = strdup("shapes of the digits");
    return slot->evidence ? SO_OK : SO_ENOMEM;
}

/* Takes a text for the field's value. */
static int adopt(struct sheet *s, size_t field, const char *text, bool sure)
{
    struct slot *slot = &s->slots[field];
    struct reading reading = {0}, old = slot->reading;
    int r = kind_read(s->rules, &s->type->def->fields.items[field], text, &reading);
    if (r != SO_OK)
        return r;
    slot->reading = reading;
    slot->doubtful = !sure;
    r = note(slot, old.value ? old.value : "");
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
        return SO_OK;
    }
    snprintf(text, sizeof text, "ngày %s tháng %s năm %s", parts[DAY].digits, parts[MONTH].digits, parts[YEAR].digits);
    return adopt(s, field, text, sure);
}

/* Where the notation begins in what was read: behind the first stroke; NULL when there is none. */
static const char *notation(const struct paper_field_def *f, const char *read)
{
    const char *stroke = strchr(read, '/');
    if (stroke)
        return stroke + 1;
    /* A stroke that was read as a letter: the notation itself tells where it begins. */
    size_t len = strlen(read), best_len = 0;
    uint32_t best = VIET_DISTANCE_FAR;
    for (size_t i = 0; i < f->values.len; i++) {
        size_t n = strlen(f->values.items[i]);
        uint32_t cost =
            n < len ? viet_distance(read + len - n, n, f->values.items[i], n, (uint32_t)(n * 20)) : VIET_DISTANCE_FAR;
        if (cost != VIET_DISTANCE_FAR && (best == VIET_DISTANCE_FAR || n > best_len)) {
            best = cost;
            best_len = n;
        }
    }
    return best == VIET_DISTANCE_FAR ? NULL : read + len - best_len;
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
 * The digits directly before the first stroke; *ret_stroke: all of them. Without a stroke, a run of as many sure ones
 * as signs were read: likely, no more.
 */
static size_t find_number(const struct figures *all, size_t read, const struct figure **ret_first, bool *ret_stroke)
{
    size_t run = 0;
    *ret_stroke = false;
    for (size_t i = 0; i < all->len; i++) {
        const struct figure *f = &all->items[i];
        if (f->text == '/' && f->confidence >= SHAPE_LIKELY && run && run <= NUMBER_DIGITS) {
            *ret_first = f - run;
            *ret_stroke = !is_cut_short(all, *ret_first, run);
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

/* What was read before the notation, but for its label's rest: "ố: 1I8/" is "1I8". */
static void note_number(const char *raw, const char *suffix, char read[24])
{
    size_t n = 0;
    for (const char *p = raw; p < suffix; p++) {
        if (*p == ':')
            n = 0;
        else if (*p != '/' && *p != ' ' && n < 23)
            read[n++] = *p;
    }
    read[n] = '\0';
}

/* The capitals of the first part of a notation: "TT" of "TTr-UBND", "QĐ" of "QyĐ-UBND". */
static int initials(const char *s, size_t len, bool of_words, struct buf *out)
{
    int r = SO_OK;
    bool begins = true;
    for (size_t at = 0; at < len && r == SO_OK;) {
        struct viet_letter l;
        char bytes[4];
        int32_t cp = viet_next(s, len, &at);
        if (viet_letter_split(cp, &l) && l.upper && (begins || !of_words)) {
            l.tone = VIET_NGANG;
            size_t n = viet_put(l.mark == VIET_STROKE ? viet_letter_join(l) : l.base - 'a' + 'A', bytes);
            r = buf_append(out, bytes, n);
        }
        begins = cp == ' ';
    }
    return r;
}

/* Is it the notation of the kind of document that the title names? Also true where there is no title: a dispatch. */
static int fits_title(const struct sheet *s, const char *suffix, bool *ret_fits)
{
    const struct paper_def *d = s->type->def;
    struct buf kind = BUF_INIT, title = BUF_INIT;
    const char *name = s->title_end ? d->titles.items[s->title].text : "";
    int r = initials(suffix, strcspn(suffix, "-"), false, &kind);
    r = r ? r : initials(name, strlen(name), true, &title);
    *ret_fits = r || !title.len || !strcmp(buf_str(&kind), buf_str(&title));
    buf_free(&kind);
    buf_free(&title);
    return r;
}

/* Capitals in parts, as a notation is written: "QĐ-UBND", "STP-HCTP", "TTr-UBND". */
static bool is_notation(const char *s)
{
    size_t capitals = 0, len = strlen(s);
    for (size_t at = 0; at < len;) {
        struct viet_letter l;
        int32_t cp = viet_next(s, len, &at);
        if (viet_letter_split(cp, &l) ? !l.upper && l.base != 'r' && l.base != 'y'
                                      : !strchr("-&.,", (int)cp) || cp > 127)
            return false;
        capitals += cp != '-';
    }
    return capitals > 1;
}

/*
 * The notation as it is listed, where it is near to one of the title's kind; *io_sure stays only where what was read is
 * a notation of that kind itself.
 */
static int mend_notation(const struct sheet *s, const struct paper_field_def *f, const char *read, const char **ret,
                         bool *io_sure)
{
    size_t len = strlen(read);
    uint32_t best = (uint32_t)(len * 60);
    bool fits = false, listed = false;
    int r = fits_title(s, read, &fits);
    *ret = read;
    for (size_t i = 0; i < f->values.len && r == SO_OK && !listed; i++) {
        bool same_kind = false;
        uint32_t cost = viet_distance(read, len, f->values.items[i], strlen(f->values.items[i]), best);
        listed = fits && !strcmp(read, f->values.items[i]);
        if (cost < best || listed)
            r = fits_title(s, f->values.items[i], &same_kind);
        if (listed || (cost < best && same_kind)) {
            best = cost;
            *ret = f->values.items[i];
        }
    }
    bool near = best <= (uint32_t)(len * 8); /* "TIr-UBND" under "TỜ TRÌNH" */
    *io_sure &= listed || (near && *ret != read && s->title_end) || (*ret == read && fits && is_notation(read));
    return r;
}

static int take_number(struct sheet *s, size_t field, const struct figures *figures)
{
    struct slot *slot = &s->slots[field];
    const struct paper_field_def *f = &s->type->def->fields.items[field];
    const char *suffix = notation(f, slot->raw), *mended = NULL;
    const struct figure *first = NULL;
    char read[24] = "", text[160];
    bool stroke = false;
    if (suffix)
        note_number(slot->raw, suffix, read);
    size_t n = find_number(figures, viet_length(read, strlen(read)), &first, &stroke);
    struct number number = weigh(first, n, read, slot->confidence);
    number.sure &= stroke || !strncmp(number.digits, read, sizeof number.digits);
    if (!number.found)
        fall_back(read, &number);
    if (!number.found || !suffix) {
        slot->illegible = n > 0 || *read || !suffix;
        return SO_OK;
    }
    int r = mend_notation(s, f, suffix, &mended, &number.sure);
    if (r != SO_OK)
        return r;
    snprintf(text, sizeof text, "%s/%s", number.digits, mended);
    return adopt(s, field, text, number.sure);
}

int numerals_take(struct sheet *s, const struct answers *answers)
{
    int r = SO_OK;
    for (size_t k = 0; k < answers->len && r == SO_OK; k++) {
        const struct answer *a = &answers->items[k];
        struct figures figures;
        struct sentence sentence;
        size_t field = (size_t)a->id - LOOK_NUMERALS;
        if (a->id < LOOK_NUMERALS || a->id >= LOOK_HUNT || field >= s->type->def->fields.len)
            continue;
        collect(a, &figures);
        if (is_head_number(s, field))
            r = take_number(s, field, &figures);
        else if (find_sentence(s, field, &sentence))
            r = take_date(s, field, &sentence, &figures);
    }
    return r;
}
