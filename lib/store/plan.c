#include "store/plan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/tags.h"

/* Prefixes up to this many letters have an index of their own in FTS5 (schema_2.c). */
#define INDEXED_PREFIX 3

static void needle_free(struct needle *n)
{
    free(n->tokens);
    free(n->alternatives);
}

void plan_free(struct plan *p)
{
    for (size_t i = 0; i < p->nneedles; i++)
        needle_free(&p->needles[i]);
    free(p->needles);
    buf_free(&p->filters);
    free(p->excluded);
    for (int i = 0; i < p->nsteps; i++)
        free(p->steps[i].match);
    *p = (struct plan){0};
}

static int split(const char *text, struct needle *n)
{
    struct {
        struct token *items;
        size_t len, cap;
    } tokens = {0};
    struct token t;
    size_t at = 0, len = strlen(text);
    while (token_next(text, len, &at, &t)) {
        struct token *slot = array_push(&tokens);
        if (!slot) {
            array_free(&tokens);
            return SO_ENOMEM;
        }
        *slot = t;
    }
    n->tokens = tokens.items;
    n->ntokens = tokens.len;
    return SO_OK;
}

/* Three numbers "1.10.2018", "01/10/2018": a day, found however it is printed. */
static void find_day(struct needle *n)
{
    if (n->ntokens != 3 || !n->tokens[0].number || !n->tokens[1].number || !n->tokens[2].number ||
        strlen(n->tokens[0].fold) > 2 || strlen(n->tokens[1].fold) > 2 || strlen(n->tokens[2].fold) != 4)
        return;
    snprintf(n->day, sizeof n->day, "%.4s-%02d-%02d", n->tokens[2].fold, (int)strtol(n->tokens[1].fold, NULL, 10),
             (int)strtol(n->tokens[0].fold, NULL, 10));
}

static bool is_letters(const char *s)
{
    return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

/*
 * A half-typed word of more letters than have an index becomes the words that begin so: Vietnamese has few, where FTS5
 * would merge the places of all of them first. None when there are too many, or none.
 */
static int expand_prefix(struct conn *c, struct needle *n, struct so_error *err)
{
    const char *prefix = n->tokens[n->ntokens - 1].fold;
    if (n->ntokens != 1 || strlen(prefix) <= INDEXED_PREFIX || !is_letters(prefix))
        return SO_OK;
    n->alternatives = calloc(ALTERNATIVES_MAX + 1, sizeof *n->alternatives);
    if (!n->alternatives)
        return store_no_memory(err);
    char end[TOKEN_MAX + 1];
    snprintf(end, sizeof end, "%s{", prefix); /* '{' follows 'z' */
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT term FROM vocabulary WHERE term>=?1 AND term<?2 LIMIT ?3", SQL_T(prefix),
                      SQL_T(end), SQL_I(ALTERNATIVES_MAX + 1));
    while (!r && n->nalternatives <= ALTERNATIVES_MAX && !(r = sql_row(c, err, st)))
        sql_copy(st, 0, n->alternatives[n->nalternatives++], TOKEN_MAX);
    r = sql_done(st, r);
    if (!n->nalternatives || n->nalternatives > ALTERNATIVES_MAX) {
        free(n->alternatives);
        n->alternatives = NULL;
        n->nalternatives = 0;
    }
    return r;
}

static int add_needle(struct conn *c, struct plan *p, const struct query_term *t, bool fuzzy, struct so_error *err)
{
    struct needle n = {.prefix = t->kind == QUERY_PREFIX, .without = t->without};
    int r = split(t->text, &n);
    if (r)
        return store_no_memory(err);
    if (!n.ntokens) {
        needle_free(&n);
        return SO_OK;
    }
    find_day(&n);
    if (n.prefix)
        r = expand_prefix(c, &n, err);
    else if (fuzzy && !n.without && n.ntokens == 1 && is_letters(n.tokens[0].fold))
        r = plan_near_words(c, n.tokens[0].fold, &n.alternatives, &n.nalternatives, err);
    for (size_t i = 0; !n.without && i < n.ntokens; i++)
        p->toned |= n.tokens[i].exact[0] != '\0';
    p->positive |= !n.without;
    p->needles[p->nneedles++] = n;
    return r;
}

static const char *const states[][2] = {
    {"thieu", "thieu"}, {"nghi_ngo", "nghi_ngo"}, {"xong", "xong"}, {"du", "xong"}, {"da_duyet", "da_duyet"}};

static int append_filter(struct plan *p, const struct query_term *t)
{
    const char *value = t->text;
    for (size_t i = 0; t->filter == QUERY_STATE && i < sizeof states / sizeof *states; i++)
        if (!strcmp(value, states[i][0]))
            value = states[i][1];
    int r = buf_append_str(&p->filters, t->without ? " NOT \"" : " AND \"");
    if (!r)
        r = tag_append(&p->filters, t->filter, value, strlen(value));
    return r ? r : buf_append_char(&p->filters, '"');
}

/* How a word is asked for: folded, or with its tones where it was typed with some. */
static int append_token(struct buf *b, const struct token *t, bool exact)
{
    int r = SO_OK;
    if (exact && t->exact[0])
        r = buf_append_char(b, TOKEN_EXACT);
    return r ? r : buf_append_str(b, exact && t->exact[0] ? t->exact : t->fold);
}

static int append_alternatives(struct buf *b, const struct needle *n)
{
    int r = buf_append_char(b, '(');
    for (size_t i = 0; !r && i < n->nalternatives; i++)
        r = buf_printf(b, "%s\"%s\"", i ? " OR " : "", n->alternatives[i]);
    return r ? r : buf_append_char(b, ')');
}

static int append_needle(struct buf *b, const struct needle *n, bool exact)
{
    if (n->alternatives)
        return append_alternatives(b, n);
    int r = buf_append_str(b, "(\"");
    for (size_t i = 0; !r && i < n->ntokens; i++) {
        if (i)
            r = buf_append_char(b, ' ');
        if (!r)
            r = append_token(b, &n->tokens[i], exact);
    }
    if (!r)
        r = buf_append_str(b, n->prefix ? "\" *" : "\"");
    const struct token *only = &n->tokens[0];
    if (!r && n->ntokens == 1 && only->number && strlen(only->fold) >= TAIL_MIN) {
        char tail[TOKEN_MAX];
        token_reverse(only->fold, tail);
        r = buf_printf(b, " OR \"%c%s\" *", TOKEN_TAIL, tail);
    }
    if (!r && n->day[0]) {
        r = buf_append_str(b, " OR \"");
        if (!r)
            r = tag_append_day(b, n->day);
        if (!r)
            r = buf_append_char(b, '"');
    }
    return r ? r : buf_append_char(b, ')');
}

/* (a AND b AND filters) NOT c NOT d */
static int append_all(struct plan *p, struct buf *b, bool exact)
{
    int r = buf_append_str(b, "\"" TOKEN_ALL "\"");
    if (p->positive)
        buf_clear(b);
    for (size_t i = 0, n = 0; !r && i < p->nneedles; i++) {
        if (p->needles[i].without)
            continue;
        r = n++ ? buf_append_str(b, " AND ") : SO_OK;
        if (!r)
            r = append_needle(b, &p->needles[i], exact);
    }
    if (!r)
        r = buf_append(b, buf_str(&p->filters), p->filters.len);
    for (size_t i = 0; !r && i < p->nneedles; i++) {
        if (!p->needles[i].without)
            continue;
        r = buf_append_str(b, " NOT ");
        if (!r)
            r = append_needle(b, &p->needles[i], false);
    }
    return r;
}

/* Whether the needles are plain words, which stand side by side in a name. */
static bool is_name_like(const struct plan *p)
{
    size_t words = 0;
    for (size_t i = 0; i < p->nneedles; i++) {
        const struct needle *n = &p->needles[i];
        if (n->without || n->ntokens != 1 || (n->alternatives && !n->prefix))
            return false;
        words++;
    }
    return words >= 2;
}

/* All words as one phrase, and the rest of the conditions; the last may be only begun. */
static int append_side_by_side(struct plan *p, struct buf *b, bool exact)
{
    const struct needle *last = &p->needles[p->nneedles - 1];
    size_t ends = last->alternatives ? last->nalternatives : 1;
    int r = buf_append_char(b, '(');
    for (size_t e = 0; !r && e < ends; e++) {
        r = buf_append_str(b, e ? " OR \"" : "\"");
        for (size_t i = 0; !r && i + 1 < p->nneedles; i++) {
            r = append_token(b, &p->needles[i].tokens[0], exact);
            if (!r)
                r = buf_append_char(b, ' ');
        }
        if (!r && last->alternatives)
            r = buf_printf(b, "%s\"", last->alternatives[e]);
        else if (!r && !(r = append_token(b, &last->tokens[0], exact)))
            r = buf_append_str(b, last->prefix ? "\" *" : "\"");
    }
    if (!r)
        r = buf_append_char(b, ')');
    return r ? r : buf_append(b, buf_str(&p->filters), p->filters.len);
}

static int add_step(struct plan *p, enum index index, enum store_hit_place place, bool exact, bool side_by_side)
{
    struct buf b = BUF_INIT;
    int r = side_by_side ? append_side_by_side(p, &b, exact) : append_all(p, &b, exact);
    char *match = r ? NULL : buf_steal(&b);
    buf_free(&b);
    if (!match)
        return SO_ENOMEM;
    p->steps[p->nsteps++] = (struct step){index, place, exact, match};
    return SO_OK;
}

/* One letter begins half of all words: in the texts it would say nothing and cost much. */
static bool is_too_wide_for_text(const struct plan *p)
{
    for (size_t i = 0; i < p->nneedles; i++)
        if (p->needles[i].prefix && strlen(p->needles[i].tokens[p->needles[i].ntokens - 1].fold) < 2)
            return true;
    return false;
}

/* The words that must not stand anywhere in a paper: its names and fields alone cannot tell. */
static int make_excluded(struct plan *p)
{
    struct buf b = BUF_INIT;
    int r = SO_OK;
    for (size_t i = 0; !r && i < p->nneedles; i++) {
        if (!p->needles[i].without)
            continue;
        if (b.len)
            r = buf_append_str(&b, " OR ");
        if (!r)
            r = append_needle(&b, &p->needles[i], false);
    }
    if (!r && b.len && !(p->excluded = buf_steal(&b)))
        r = SO_ENOMEM;
    buf_free(&b);
    return r;
}

static int add_steps(struct plan *p)
{
    int r = make_excluded(p);
    if (r || !p->positive)
        return r ? r : add_step(p, p->excluded ? INDEX_TEXT : INDEX_NAME, STORE_HIT_FILTER, false, false);
    bool exact = p->toned, name = is_name_like(p), text = !is_too_wide_for_text(p);
    if (exact && name)
        r = add_step(p, INDEX_NAME, STORE_HIT_NAME, true, true);
    if (!r && name)
        r = add_step(p, INDEX_NAME, STORE_HIT_NAME, false, true);
    if (!r && exact)
        r = add_step(p, INDEX_NAME, STORE_HIT_NAME, true, false);
    if (!r)
        r = add_step(p, INDEX_NAME, STORE_HIT_NAME, false, false);
    if (!r && exact)
        r = add_step(p, INDEX_FIELD, STORE_HIT_FIELD, true, false);
    if (!r)
        r = add_step(p, INDEX_FIELD, STORE_HIT_FIELD, false, false);
    if (!r && exact && text)
        r = add_step(p, INDEX_TEXT, STORE_HIT_TEXT, true, false);
    if (!r && text)
        r = add_step(p, INDEX_TEXT, STORE_HIT_TEXT, false, false);
    return r;
}

int plan_make(struct conn *c, const struct query *q, bool fuzzy, struct plan *ret_plan, struct so_error *err)
{
    struct plan p = {0};
    p.needles = calloc(q->len + 1, sizeof *p.needles);
    int r = p.needles ? SO_OK : store_no_memory(err);
    for (size_t i = 0; !r && i < q->len; i++) {
        if (q->items[i].kind != QUERY_FILTER)
            r = add_needle(c, &p, &q->items[i], fuzzy, err);
        else if (append_filter(&p, &q->items[i]))
            r = store_no_memory(err);
    }
    p.empty = !p.nneedles && !p.filters.len;
    if (!r && !p.empty && add_steps(&p))
        r = store_no_memory(err);
    if (r)
        plan_free(&p);
    else
        *ret_plan = p;
    return r;
}
