#include "store/query.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "viet/date.h"
#include "viet/fold.h"
#include "viet/text.h"

#define DATE_MAX 48 /* bytes of a date in a query */
#define DAY_WORD "ngay "

static const char *const filter_names[] = {"loai", "nam", "so", "quyen", "ho_so", "trang_thai", "linh_vuc"};

const char *query_filter_name(enum query_filter f)
{
    return filter_names[f];
}

void query_free(struct query *q)
{
    for (size_t i = 0; i < q->len; i++)
        free(q->items[i].text);
    array_free(q);
}

struct parser {
    const char *text;
    size_t len, at;
    bool as_you_type;
    struct query query;
};

static bool at_space(const struct parser *p, size_t at, size_t *ret_next)
{
    *ret_next = at;
    return viet_is_space(viet_next(p->text, p->len, ret_next));
}

static void skip_spaces(struct parser *p)
{
    size_t next;
    while (p->at < p->len && at_space(p, p->at, &next))
        p->at = next;
}

/* Where the run without white space (and without a quote) that begins at p->at ends. */
static size_t run_end(const struct parser *p, bool stop_at_quote)
{
    size_t at = p->at, next;
    while (at < p->len && !at_space(p, at, &next) && !(stop_at_quote && p->text[at] == '"'))
        at = next;
    return at;
}

static bool has_word(const char *s, size_t len)
{
    size_t at = 0, start, end;
    return viet_next_word(s, len, &at, &start, &end);
}

/* A day, or a month where it was written as one; three numbers may also be a date that somebody meant as numbers. */
static void find_date(struct query_term *t)
{
    char text[DATE_MAX + sizeof DAY_WORD], iso[VIET_DATE_SIZE];
    struct viet_date d;
    size_t len = strlen(t->text);
    if (t->kind == QUERY_FILTER || len > DATE_MAX)
        return;
    bool given = t->kind == QUERY_DATE && isdigit((unsigned char)t->text[0]);
    snprintf(text, sizeof text, "%s%s", given ? DAY_WORD : "", t->text);
    if (!viet_date_parse(text, strlen(text), &d) || !(t->kind == QUERY_DATE ? d.month : d.day))
        return;
    viet_date_iso(d, iso);
    snprintf(t->date, sizeof t->date, "%.10s", iso);
}

/* Text without a letter or digit asks for nothing and is left out. */
static int add(struct parser *p, enum query_term_kind kind, enum query_filter filter, bool without, const char *s,
               size_t len)
{
    if (p->query.len >= STORE_QUERY_TERMS || !has_word(s, len))
        return SO_OK;
    char *text = strndup(s, len);
    struct query_term *t = text ? array_push(&p->query) : NULL;
    if (!t) {
        free(text);
        return SO_ENOMEM;
    }
    *t = (struct query_term){kind, filter, without, text, ""};
    find_date(t);
    return SO_OK;
}

/*
 * How long the date in several words is that begins here: "18 tháng 3 năm 2021", "ngày 18/3/2021", "tháng 3 / 2021";
 * 0 when there is none. A number alone before tháng is a day.
 */
static size_t date_length(const struct parser *p)
{
    char text[DATE_MAX + sizeof DAY_WORD];
    size_t given = strlen(DAY_WORD), start, end, next;
    if (!isdigit((unsigned char)p->text[p->at]))
        given = 0;
    size_t n = p->len - p->at < DATE_MAX ? p->len - p->at : DATE_MAX;
    memcpy(text, DAY_WORD, given);
    memcpy(text + given, p->text + p->at, n);
    struct viet_date d;
    if (!viet_date_find(text, given + n, &d, &start, &end) || start || !d.month)
        return 0;
    size_t len = end - given;
    bool ends = p->at + len == p->len || at_space(p, p->at + len, &next);
    return ends && memchr(p->text + p->at, ' ', len) ? len : 0;
}

/* A filter's name as people type it: any case, with diacritics ("Năm:", "Số:"). */
static bool find_filter(const char *s, size_t len, enum query_filter *ret)
{
    char fold[32];
    if (len > 16)
        return false;
    size_t n = viet_fold_token(s, len, fold, sizeof fold - 1);
    fold[n] = '\0';
    for (int f = 0; f < QUERY_FILTERS; f++)
        if (!strcmp(fold, filter_names[f])) {
            *ret = (enum query_filter)f;
            return true;
        }
    return false;
}

/* From behind an opening quote; a missing closing one stands at the end. */
static int parse_quoted(struct parser *p, enum query_term_kind kind, enum query_filter filter, bool without)
{
    const char *from = p->text + p->at;
    const char *quote = memchr(from, '"', p->len - p->at);
    size_t len = quote ? (size_t)(quote - from) : p->len - p->at;
    p->at += len + (quote != NULL);
    return add(p, kind, filter, without, from, len);
}

static int parse_filter(struct parser *p, enum query_filter filter, bool without)
{
    if (p->at < p->len && p->text[p->at] == '"') {
        p->at++;
        return parse_quoted(p, QUERY_FILTER, filter, without);
    }
    size_t from = p->at, end = run_end(p, false);
    p->at = end;
    return add(p, QUERY_FILTER, filter, without, p->text + from, end - from);
}

static int parse_word(struct parser *p, bool without)
{
    size_t from = p->at, end = run_end(p, true);
    const char *colon = memchr(p->text + from, ':', end - from);
    enum query_filter filter;
    if (colon && find_filter(p->text + from, (size_t)(colon - p->text) - from, &filter)) {
        p->at = (size_t)(colon - p->text) + 1;
        return parse_filter(p, filter, without);
    }
    p->at = end;
    bool star = end - from > 1 && p->text[end - 1] == '*';
    bool open = p->as_you_type && end == p->len && !without;
    return add(p, star || open ? QUERY_PREFIX : QUERY_WORD, QUERY_TYPE, without, p->text + from, end - from - star);
}

static int parse_term(struct parser *p)
{
    size_t next;
    bool without = p->text[p->at] == '-' && p->at + 1 < p->len && !at_space(p, p->at + 1, &next);
    p->at += without;
    if (p->text[p->at] == '"') {
        p->at++;
        return parse_quoted(p, QUERY_PHRASE, QUERY_TYPE, without);
    }
    size_t date = date_length(p);
    if (date) {
        p->at += date;
        return add(p, QUERY_DATE, QUERY_TYPE, without, p->text + p->at - date, date);
    }
    return parse_word(p, without);
}

int query_parse(const char *text, bool as_you_type, struct query *ret_query, struct so_error *err)
{
    struct parser p = {.text = text, .len = strnlen(text, STORE_QUERY_MAX + 1), .as_you_type = as_you_type};
    if (p.len > STORE_QUERY_MAX)
        return so_fail(err, SO_ELIMIT, "a query has at most %u bytes", STORE_QUERY_MAX);
    if (!viet_is_utf8(text, p.len))
        return so_fail(err, SO_EFORMAT, "the query is not UTF-8");
    int r = SO_OK;
    for (skip_spaces(&p); !r && p.at < p.len; skip_spaces(&p))
        r = parse_term(&p);
    if (r) {
        query_free(&p.query);
        return so_fail(err, r, "out of memory");
    }
    *ret_query = p.query;
    return SO_OK;
}
