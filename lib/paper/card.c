/*
 * Values of a card that are known by what they are, wherever they stand: the one number of twelve digits, the date that
 * is a birthday of its holder. A card's labels are set in letters of a millimetre; its values are not.
 */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/judgement.h"
#include "viet/id.h"

#define DATES_MAX 12
#define FIRST_CARDS 2012 /* the year from which on cards with twelve digits were issued */
#define CARD_YEARS 80

/* A date on the card that is no field's yet. */
struct loose_date {
    struct viet_date date;
    size_t first, end;
};

static bool has_field(const struct sheet *s, const char *key, size_t *ret_field)
{
    const struct paper_field_def *f = paper_def_field(s->type->def, key);
    *ret_field = f ? (size_t)(f - s->type->def->fields.items) : 0;
    return f != NULL;
}

static size_t digits_of(const char *s)
{
    size_t n = 0;
    for (; s && *s; s++)
        n += *s >= '0' && *s <= '9';
    return n;
}

/* A token's own digits, where it is a number and no more than its label and a mark before it. */
static bool is_whole_number(const char *s, size_t want)
{
    size_t n = strcspn(s, "0123456789");
    return strspn(s + n, "0123456789") == want && strspn(s + n + want, ".,;:") == strlen(s + n + want) && n <= 8;
}

/* The only number of so many digits on the page; a code or a zone has its own. */
static int find_number(struct sheet *s, size_t field, size_t want)
{
    const struct layout *l = &s->layout;
    size_t found = 0, at = 0;
    for (size_t t = 0; t < l->tokens.len; t++) {
        struct viet_id id;
        const char *text = l->tokens.items[t].text, *digits = text + strcspn(text, "0123456789");
        if (!is_whole_number(text, want) || !viet_id_parse(digits, want, &id))
            continue;
        if (want == VIET_ID_PERSONAL && viet_id_check(&id, VIET_SEX_UNKNOWN, (struct viet_date){0}))
            continue;
        if (found && strcmp(digits, l->tokens.items[at].text + strcspn(l->tokens.items[at].text, "0123456789")))
            return SO_OK; /* two: neither */
        at = found++ ? at : t;
    }
    if (!found)
        return SO_OK;
    s->slots[field].found = true;
    return slot_set(&s->slots[field], l, at, at + 1);
}

static bool is_in_runs(const struct slot *slot, size_t t)
{
    for (size_t i = 0; i < slot->nruns; i++)
        if (t >= slot->runs[i].first && t < slot->runs[i].end)
            return true;
    return false;
}

/* Whether a token is part of a date that a field has. */
static bool is_fields(const struct sheet *s, size_t t)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++) {
        enum paper_kind kind = s->type->def->fields.items[i].kind;
        if ((kind == KIND_DATE || kind == KIND_DATE_LINE) && digits_of(s->slots[i].raw) >= 6 && is_in_runs(&s->slots[i], t))
            return true;
    }
    return false;
}

/* "16/06/1989", "yea15/03/2023": digits and strokes at the end of a token. */
static bool token_date(const char *text, struct viet_date *ret)
{
    size_t len = strlen(text);
    while (len && strchr(".,;:", text[len - 1]))
        len--;
    size_t from = len;
    while (from && strchr("0123456789/-", text[from - 1]))
        from--;
    return len - from >= 8 && len - from <= 10 && viet_date_parse(text + from, len - from, ret) && viet_date_is_whole(*ret);
}

/* "Ngày 12 tháng 8 năm 2018" on a line, whatever stands beside it. */
static bool line_date(const struct layout *l, const struct line *line, struct loose_date *ret)
{
    size_t from, to, len = line->text ? strlen(line->text) : 0;
    struct loose_date d = {0};
    if (!len || !viet_date_find(line->text, len, &d.date, &from, &to) || !viet_date_is_whole(d.date))
        return false;
    for (size_t t = line->first; t < line->end; t++) {
        const struct token *token = &l->tokens.items[t];
        if (token->filler || token->end <= from || token->start >= to)
            continue;
        d.first = d.end ? d.first : t;
        d.end = t + 1;
    }
    if (d.end <= d.first + 1) /* a date in figures is a token */
        return false;
    *ret = d;
    return true;
}

static void add_date(struct loose_date *dates, size_t *n, struct loose_date d)
{
    for (size_t i = 0; i < *n; i++)
        if (viet_date_equal(dates[i].date, d.date))
            return;
    if (*n < DATES_MAX)
        dates[(*n)++] = d;
}

static size_t find_dates(const struct sheet *s, struct loose_date dates[DATES_MAX])
{
    const struct layout *l = &s->layout;
    size_t n = 0;
    for (size_t t = 0; t < l->tokens.len; t++) {
        struct loose_date d = {.first = t, .end = t + 1};
        if (!l->tokens.items[t].filler && token_date(l->tokens.items[t].text, &d.date) && !is_fields(s, t))
            add_date(dates, &n, d);
    }
    for (size_t i = 0; i < l->nlines; i++) {
        struct loose_date d;
        if (line_date(l, &l->lines[i], &d) && !is_fields(s, d.end - 1))
            add_date(dates, &n, d);
    }
    return n;
}

static bool slot_date(const struct sheet *s, size_t field, struct viet_date *ret)
{
    const char *raw = s->slots[field].raw;
    return raw && viet_date_parse(raw, strlen(raw), ret) && viet_date_is_whole(*ret);
}

static int take_date(struct sheet *s, size_t field, struct loose_date *io)
{
    struct slot *slot = &s->slots[field];
    int r = slot_set(slot, &s->layout, io->first, io->end);
    slot->found = true;
    slot->guessed = slot->hidden = false;
    slot->zone = slot->box;
    io->date.year = 0;
    if (r == SO_OK && io->end == io->first + 1) { /* without what was read as one word with it */
        const char *text = slot->raw, *from = text + strlen(text);
        while (from > text && strchr("0123456789/-.,", from[-1]))
            from--;
        char *only = strdup(from);
        if (!only)
            return SO_ENOMEM;
        free(slot->raw);
        slot->raw = only;
    }
    return r;
}

/* A card ends on a birthday of its holder (Luật Căn cước công dân 2014 điều 21, Luật Căn cước 2023 điều 21). */
static bool is_birthday(struct viet_date birth, struct viet_date d)
{
    return d.year > birth.year && d.year < birth.year + CARD_YEARS &&
           ((d.day == birth.day && d.month == birth.month) || (birth.day == 29 && birth.month == 2 && d.month <= 3));
}

static int place_dates(struct sheet *s, size_t birth_field, struct loose_date *dates, size_t n)
{
    struct viet_date birth = {0}, other;
    size_t field, left = 0, last = 0;
    int r = SO_OK;
    bool born = slot_date(s, birth_field, &birth);
    for (size_t i = 0; i < n && born && r == SO_OK; i++)
        if (has_field(s, "ngay_het_han", &field) && !slot_date(s, field, &other) && is_birthday(birth, dates[i].date))
            r = take_date(s, field, &dates[i]);
    for (size_t i = 0; i < n; i++)
        if (dates[i].date.year >= FIRST_CARDS && !(born && is_birthday(birth, dates[i].date))) {
            left++;
            last = i;
        }
    if (r == SO_OK && left == 1 && has_field(s, "ngay_cap", &field) && s->type->def->fields.items[field].kind == KIND_DATE &&
        !slot_date(s, field, &other))
        r = take_date(s, field, &dates[last]);
    return r;
}

/* The holder's day of birth: its year stands in the number. */
static int place_birth(struct sheet *s, size_t birth_field, size_t id_field, struct loose_date *dates, size_t n)
{
    struct viet_id id;
    struct viet_date birth;
    const char *raw = s->slots[id_field].raw;
    if (slot_date(s, birth_field, &birth) || !raw || !viet_id_parse(raw, strlen(raw), &id) || id.kind != VIET_ID_PERSONAL)
        return SO_OK;
    for (size_t i = 0; i < n; i++)
        if (dates[i].date.year == id.birth_year)
            return take_date(s, birth_field, &dates[i]);
    return SO_OK;
}

/* A passport ends five or ten years after its issue, on that day or the one before (Luật Xuất cảnh, nhập cảnh 2019 điều 7). */
static int place_term(struct sheet *s)
{
    struct loose_date dates[DATES_MAX];
    struct viet_date issued, other;
    size_t issue, end;
    if (!has_field(s, "ngay_cap", &issue) || !has_field(s, "ngay_het_han", &end) || !slot_date(s, issue, &issued) || slot_date(s, end, &other))
        return SO_OK;
    size_t n = find_dates(s, dates);
    for (size_t i = 0; i < n; i++) {
        int years = dates[i].date.year - issued.year;
        if ((years == 5 || years == 10) && dates[i].date.month == issued.month && abs(dates[i].date.day - issued.day) <= 1)
            return take_date(s, end, &dates[i]);
    }
    return SO_OK;
}

/* A card is issued, and ends, on a day: a year alone is what is left of one. */
static void doubt_partial(struct sheet *s, const char *key)
{
    struct viet_date d;
    size_t field;
    if (has_field(s, key, &field) && s->slots[field].raw &&
        viet_date_parse(s->slots[field].raw, strlen(s->slots[field].raw), &d) && !viet_date_is_whole(d))
        s->slots[field].doubtful = true;
}

int sheet_card(struct sheet *s)
{
    struct loose_date dates[DATES_MAX];
    size_t id = 0, birth = 0;
    int r = SO_OK;
    if (s->type->def->codes & 1u << PAPER_CODE_PASSPORT)
        return place_term(s);
    if (!s->type->def->faces)
        return SO_OK;
    bool personal = has_field(s, "so_dinh_danh", &id);
    bool numbered = personal || has_field(s, "so_cmnd", &id);
    if (personal && digits_of(s->slots[id].raw) < VIET_ID_PERSONAL)
        r = find_number(s, id, VIET_ID_PERSONAL);
    else if (numbered && digits_of(s->slots[id].raw) < VIET_ID_CMND)
        r = find_number(s, id, VIET_ID_CMND);
    if (r == SO_OK && numbered && !personal && digits_of(s->slots[id].raw) < VIET_ID_CMND)
        r = find_number(s, id, VIET_ID_PERSONAL);
    if (r != SO_OK || !numbered || !has_field(s, "ngay_sinh", &birth))
        return r;
    size_t n = find_dates(s, dates);
    r = place_birth(s, birth, id, dates, n);
    r = r == SO_OK ? place_dates(s, birth, dates, n) : r;
    doubt_partial(s, "ngay_cap");
    doubt_partial(s, "ngay_het_han");
    return r;
}
