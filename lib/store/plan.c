#include "store/plan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/tags.h"
#include "viet/syllable.h"

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

uint64_t plan_filter_bit(const char *word)
{
    unsigned hash = 5381;
    for (; *word; word++)
        hash = hash * 33 + (unsigned char)*word;
    return 1ull << (hash % 64);
}

static bool is_letters(const char *s)
{
    return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

/*
 * A half-typed word of more letters than TOKEN_BEGIN knows becomes the words that begin so, names before others where
 * they are many: Vietnamese has few, where FTS5 would merge the places of all of them first. None when there are none.
 */
static int expand_prefix(struct conn *c, struct needle *n, struct so_error *err)
{
    const char *prefix = n->tokens[n->ntokens - 1].fold;
    if (strlen(prefix) <= BEGIN_MAX || !is_letters(prefix))
        return SO_OK;
    n->alternatives = calloc(ALTERNATIVES_MAX, sizeof *n->alternatives);
    if (!n->alternatives)
        return store_no_memory(err);
    char end[TOKEN_MAX + 1];
    snprintf(end, sizeof end, "%s{", prefix); /* '{' follows 'z' */
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT term FROM vocabulary WHERE term>=?1 AND term<?2 ORDER BY name DESC, length(term), term"
                      " LIMIT ?3",
                      SQL_T(prefix), SQL_T(end), SQL_I(ALTERNATIVES_MAX));
    while (!r && n->nalternatives < ALTERNATIVES_MAX && !(r = sql_row(c, err, st)))
        sql_copy(st, 0, n->alternatives[n->nalternatives++].word, TOKEN_MAX);
    r = sql_done(st, r);
    if (!n->nalternatives) {
        free(n->alternatives);
        n->alternatives = NULL;
    }
    return r;
}

static int find_near(struct conn *c, struct needle *n, struct so_error *err)
{
    n->known = true; /* what has no near words must stand there as it is */
    if (n->without || n->prefix || n->ntokens != 1 || !is_letters(n->tokens[0].fold))
        return SO_OK;
    int r = plan_near_words(c, n->tokens[0].fold, &n->alternatives, &n->nalternatives, err);
    if (!r && n->nalternatives)
        n->known = !strcmp(n->alternatives[0].word, n->tokens[0].fold);
    return r;
}

static int add_needle(struct conn *c, struct plan *p, const struct query_term *t, struct so_error *err)
{
    struct needle n = {.prefix = t->kind == QUERY_PREFIX, .without = t->without};
    int r = split(t->text, &n);
    if (r)
        return store_no_memory(err);
    if (!n.ntokens) {
        needle_free(&n);
        return SO_OK;
    }
    memcpy(n.date, t->date, sizeof n.date);
    if (n.prefix)
        r = expand_prefix(c, &n, err);
    if (!r && p->fuzzy)
        r = find_near(c, &n, err);
    for (size_t i = 0; i < n.nalternatives; i++)
        n.filter |= plan_filter_bit(n.alternatives[i].word);
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

static bool is_long_number(const struct needle *n)
{
    return n->ntokens == 1 && n->tokens[0].number && strlen(n->tokens[0].fold) >= TAIL_MIN;
}

static bool is_plain_word(const struct needle *n)
{
    return !n->without && n->ntokens == 1 && !n->date[0] && !is_long_number(n);
}

size_t plan_run(const struct plan *p, size_t i)
{
    size_t n = 0;
    while (i + n < p->nneedles && is_plain_word(&p->needles[i + n]) && (!n || !p->needles[i + n - 1].prefix))
        n++;
    return n;
}

/* "N V Đ", "n.v.đ", or "nvd", which is no word. */
static void find_initials(struct plan *p)
{
    char found[INITIALS_MAX + 2] = "";
    size_t n = 0, words = 0;
    for (size_t i = 0; i < p->nneedles; i++)
        for (size_t t = 0; !p->needles[i].without && t < p->needles[i].ntokens; t++) {
            const char *fold = p->needles[i].tokens[t].fold;
            size_t len = strlen(fold);
            if (!is_letters(fold) || (words && (len > 1 || words != n)) || n + len > INITIALS_MAX)
                return;
            memcpy(found + n, fold, len);
            n += len;
            words++;
        }
    if (n >= INITIALS_MIN)
        memcpy(p->initials, found, n);
}

/* One step, or two of which the first wants the tones too. */
static int add_group(struct plan *p, struct step kind)
{
    int r = SO_OK;
    bool tones = p->toned && !kind.last_resort && kind.how != INITIALS && !p->fuzzy;
    for (int exact = tones; !r && exact >= 0 && p->nsteps < STEPS_MAX; exact--) {
        struct buf b = BUF_INIT;
        kind.exact = exact;
        r = expression_append(p, &b, &kind);
        struct step *s = &p->steps[p->nsteps];
        *s = kind;
        s->match = r ? NULL : buf_steal(&b);
        buf_free(&b);
        if (s->match)
            p->nsteps++;
        else
            r = SO_ENOMEM;
    }
    return r;
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
            r = expression_append_needle(&b, &p->needles[i], false, true);
    }
    if (!r && b.len && !(p->excluded = buf_steal(&b)))
        r = SO_ENOMEM;
    buf_free(&b);
    return r;
}

#define NAMES .index = INDEX_NAME, .place = STORE_HIT_NAME
#define FIELDS .index = INDEX_FIELD, .place = STORE_HIT_FIELD
#define TEXTS .index = INDEX_TEXT, .place = STORE_HIT_TEXT
#define COUNT(list) (sizeof list / sizeof *list)

/* A name, or words that stand side by side elsewhere. */
static const struct step of_words[] = {
    {.group = 1, NAMES, .how = SIDE_BY_SIDE},
    {.group = 1, NAMES, .how = TOGETHER},
    {.group = 2, FIELDS, .how = SIDE_BY_SIDE},
    {.group = 2, TEXTS, .how = SIDE_BY_SIDE},
    {.group = 3, TEXTS, .how = SCATTERED, .last_resort = true},
};
/* Such words with a number, a date or a phrase. */
static const struct step of_words_and_more[] = {
    {.group = 1, NAMES, .how = SIDE_BY_SIDE},
    {.group = 2, FIELDS, .how = SIDE_BY_SIDE},
    {.group = 2, TEXTS, .how = SIDE_BY_SIDE},
    {.group = 3, FIELDS, .how = SIDE_BY_SIDE, .parts = true},
    {.group = 4, TEXTS, .how = SIDE_BY_SIDE, .parts = true},
    {.group = 5, TEXTS, .how = SCATTERED, .parts = true, .last_resort = true},
};
static const struct step of_others[] = {
    {.group = 1, NAMES},
    {.group = 2, FIELDS},
    {.group = 2, TEXTS},
    {.group = 3, FIELDS, .parts = true},
    {.group = 4, TEXTS, .parts = true},
};
/* In a name a slip costs a look at one token; elsewhere it is worth it only where nothing else was found. */
static const struct step of_slips[] = {
    {.group = 1, NAMES, .how = TOGETHER, .slip = true},
    {.group = 2, TEXTS, .how = SIDE_BY_SIDE, .slip = true, .last_resort = true},
    {.group = 3, NAMES, .how = SCATTERED, .last_resort = true},
    {.group = 4, TEXTS, .how = SCATTERED, .last_resort = true},
};
static const struct step of_slips_and_more[] = {
    {.group = 1, NAMES},
    {.group = 2, FIELDS, .parts = true},
    {.group = 3, TEXTS, .parts = true, .last_resort = true},
};

static int add_kinds(struct plan *p, const struct step *kinds, size_t count)
{
    bool wide = is_too_wide_for_text(p), numbers = false;
    size_t unknown = 0, words = 0;
    for (size_t i = 0; i < p->nneedles; i++) {
        numbers |= !p->needles[i].without && is_long_number(&p->needles[i]);
        unknown += p->fuzzy && !p->needles[i].known;
        words += !p->needles[i].without;
    }
    int r = SO_OK;
    for (size_t i = 0; !r && i < count; i++) {
        const struct step *k = &kinds[i];
        bool repeats = k->parts && !k->last_resort && !numbers && !p->fuzzy;
        bool costly = k->slip && k->last_resort && !unknown && words > 2;
        bool doubtless = kinds == of_slips_and_more && words > 1 && !unknown;
        bool covered = kinds == of_slips && !k->slip && unknown < 2; /* by the slips */
        struct step step = *k;
        step.last_resort |= doubtless;
        if (wide && k->last_resort && k->index == INDEX_TEXT) {
            step.index = INDEX_FIELD;
            step.place = STORE_HIT_FIELD;
        }
        if (!repeats && !costly && !covered && !(wide && step.index == INDEX_TEXT))
            r = add_group(p, step);
    }
    return r;
}

/* Whether a word may stand for another one; else a fuzzy plan finds what the exact one does. */
static bool has_near(const struct plan *p)
{
    for (size_t i = 0; i < p->nneedles; i++) {
        const struct needle *n = &p->needles[i];
        if (!n->prefix && !n->without && n->nalternatives > (size_t)n->known)
            return true;
    }
    return false;
}

int plan_add_steps(struct plan *p)
{
    int r = make_excluded(p);
    if (r)
        return r;
    if (!p->positive)
        return add_group(p, (struct step){.index = p->excluded ? INDEX_TEXT : INDEX_NAME, .place = STORE_HIT_FILTER});
    size_t positive = 0, longest = 0;
    for (size_t i = 0; i < p->nneedles; i++) {
        size_t run = plan_run(p, i);
        positive += !p->needles[i].without;
        longest = run > longest ? run : longest;
    }
    bool words = longest >= 2 && longest == positive;
    if (p->fuzzy && !has_near(p))
        return SO_OK;
    if (p->fuzzy)
        return words ? add_kinds(p, of_slips, COUNT(of_slips))
                     : add_kinds(p, of_slips_and_more, COUNT(of_slips_and_more));
    struct viet_syllable syllable;
    bool word = p->initials[0] && positive == 1 && p->needles[0].ntokens == 1 &&
                viet_syllable_parse(p->initials, strlen(p->initials), &syllable);
    if (p->initials[0] && !word)
        r = add_group(p, (struct step){NAMES, .how = INITIALS});
    if (!r && words)
        r = add_kinds(p, of_words, COUNT(of_words));
    else if (!r && longest >= 2)
        r = add_kinds(p, of_words_and_more, COUNT(of_words_and_more));
    else if (!r)
        r = add_kinds(p, of_others, COUNT(of_others));
    if (!r && word)
        r = add_group(p, (struct step){NAMES, .how = INITIALS, .last_resort = true});
    return r;
}

int plan_make(struct conn *c, const struct query *q, bool fuzzy, enum store_view view, struct plan *ret_plan,
              struct so_error *err)
{
    struct plan p = {.fuzzy = fuzzy};
    bool asked = false;
    p.needles = calloc(q->len + 1, sizeof *p.needles);
    int r = p.needles ? SO_OK : store_no_memory(err);
    for (size_t i = 0; !r && i < q->len; i++) {
        if (q->items[i].kind != QUERY_FILTER)
            r = add_needle(c, &p, &q->items[i], err);
        else if (append_filter(&p, &q->items[i]))
            r = store_no_memory(err);
    }
    asked = p.nneedles || p.filters.len;
    if (!r && view == STORE_VIEW_OPEN && buf_append_str(&p.filters, " NOT \"" TAG_RESTRICTED "\""))
        r = store_no_memory(err);
    p.empty = !asked;
    if (!r)
        find_initials(&p);
    if (!r && !p.empty && plan_add_steps(&p))
        r = store_no_memory(err);
    if (r)
        plan_free(&p);
    else
        *ret_plan = p;
    return r;
}
