#include "store/plan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/tags.h"

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
 * A half-typed word of more letters than TOKEN_BEGIN knows becomes the words that begin so: Vietnamese has few, where
 * FTS5 would merge the places of all of them first. None when there are too many, or none.
 */
static int expand_prefix(struct conn *c, struct needle *n, struct so_error *err)
{
    const char *prefix = n->tokens[n->ntokens - 1].fold;
    if (strlen(prefix) <= BEGIN_MAX || !is_letters(prefix))
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

static bool has_beginning_token(const char *prefix)
{
    size_t n = strlen(prefix), ascii = strspn(prefix, "abcdefghijklmnopqrstuvwxyz0123456789");
    return n <= BEGIN_MAX && n == ascii;
}

static int append_pair(struct buf *b, const char *one, const char *two)
{
    return buf_printf(b, "%c%s_%s", TOKEN_PAIR, one, two);
}

/*
 * The last, half-typed word of a phrase behind m whole ones: its beginning's token, or in its place one of the words
 * that begin so (end), or FTS5's own prefix.
 */
static int append_half(struct buf *b, const struct token *tokens, size_t m, const char *end)
{
    const char *half = tokens[m].fold;
    int r = m ? buf_append_char(b, ' ') : SO_OK;
    if (r)
        return r;
    if (has_beginning_token(half))
        return buf_printf(b, "%c%s\"", TOKEN_BEGIN, half);
    r = m ? append_pair(b, tokens[m - 1].fold, end ? end : half) : buf_append_str(b, end ? end : half);
    return r ? r : buf_append_str(b, end ? "\"" : "\" *");
}

/* Words one after the other: "a", or the pairs of "a b c"; then, if need be, the half-typed one. */
static int append_phrase(struct buf *b, const struct token *tokens, size_t n, bool prefix, const char *end)
{
    size_t m = n - prefix;
    int r = buf_append_char(b, '"');
    if (!r && m == 1)
        r = buf_append_str(b, tokens[0].fold);
    for (size_t i = 1; !r && i < m; i++) {
        if (i > 1)
            r = buf_append_char(b, ' ');
        if (!r)
            r = append_pair(b, tokens[i - 1].fold, tokens[i].fold);
    }
    if (r)
        return r;
    return prefix ? append_half(b, tokens, m, end) : buf_append_char(b, '"');
}

/* The phrase, whatever its last word may be. */
static int append_words(struct buf *b, const struct token *tokens, const struct needle *last, size_t n)
{
    size_t ends = last->alternatives ? last->nalternatives : 1;
    int r = SO_OK;
    for (size_t e = 0; !r && e < ends; e++) {
        r = e ? buf_append_str(b, " OR ") : SO_OK;
        if (!r)
            r = append_phrase(b, tokens, n, last->prefix, last->alternatives ? last->alternatives[e] : NULL);
    }
    return r;
}

/* That the words which were typed with tones stand there with these tones. */
static int append_tones(struct buf *b, const struct token *tokens, size_t n, bool prefix)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i + prefix < n; i++)
        if (tokens[i].exact[0])
            r = buf_printf(b, " AND \"%c%s\"", TOKEN_EXACT, tokens[i].exact);
    return r;
}

static int append_near(struct buf *b, const struct needle *n)
{
    int r = buf_append_char(b, '(');
    for (size_t i = 0; !r && i < n->nalternatives; i++)
        r = buf_printf(b, "%s\"%s\"", i ? " OR " : "", n->alternatives[i]);
    return r ? r : buf_append_char(b, ')');
}

static int append_needle(struct buf *b, const struct needle *n, bool exact)
{
    if (n->alternatives && !n->prefix)
        return append_near(b, n);
    int r = buf_append_str(b, "((");
    if (!r)
        r = append_words(b, n->tokens, n, n->ntokens);
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
    if (!r)
        r = buf_append_char(b, ')');
    if (!r && exact)
        r = append_tones(b, n->tokens, n->ntokens, n->prefix);
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

/* All words as one phrase, and the filters; the last may be only begun. */
static int append_side_by_side(struct plan *p, struct buf *b, bool exact)
{
    const struct needle *last = &p->needles[p->nneedles - 1];
    struct token *tokens = calloc(p->nneedles, sizeof *tokens);
    if (!tokens)
        return SO_ENOMEM;
    for (size_t i = 0; i < p->nneedles; i++)
        tokens[i] = p->needles[i].tokens[0];
    int r = buf_append_str(b, "((");
    if (!r)
        r = append_words(b, tokens, last, p->nneedles);
    if (!r)
        r = buf_append_char(b, ')');
    if (!r && exact)
        r = append_tones(b, tokens, p->nneedles, last->prefix);
    if (!r)
        r = buf_append_char(b, ')');
    free(tokens);
    return r ? r : buf_append(b, buf_str(&p->filters), p->filters.len);
}

/* The last word of a name in any order, half-typed, behind the word before. */
static int append_half_together(struct buf *b, const struct needle *last, const char *before)
{
    const char *half = last->tokens[0].fold;
    char pair[2 * TOKEN_MAX];
    if (has_beginning_token(half))
        return buf_printf(b, "\"%c%s\"", TOKEN_BEGIN, half);
    if (!last->alternatives)
        return buf_printf(b, "\"%s\" *", half);
    int r = buf_append_char(b, '(');
    for (size_t i = 0; !r && i < last->nalternatives; i++) {
        token_together(before, last->alternatives[i], pair);
        r = buf_printf(b, "%s\"%c%s\"", i ? " OR " : "", TOKEN_TOGETHER, pair);
    }
    return r ? r : buf_append_char(b, ')');
}

/* The words of one name in any order, and the filters: each word with the one typed before it. */
static int append_together(struct plan *p, struct buf *b, bool exact)
{
    const struct needle *last = &p->needles[p->nneedles - 1];
    char pair[2 * TOKEN_MAX];
    int r = buf_append_char(b, '(');
    if (!r && p->nneedles == 2 && last->prefix)
        r = buf_printf(b, "\"%s\" AND ", p->needles[0].tokens[0].fold);
    for (size_t i = 1; !r && i < p->nneedles; i++) {
        const char *before = p->needles[i - 1].tokens[0].fold;
        r = i > 1 ? buf_append_str(b, " AND ") : SO_OK;
        if (!r && i + 1 == p->nneedles && last->prefix) {
            r = append_half_together(b, last, before);
        } else if (!r) {
            token_together(before, p->needles[i].tokens[0].fold, pair);
            r = buf_printf(b, "\"%c%s\"", TOKEN_TOGETHER, pair);
        }
    }
    for (size_t i = 0; !r && exact && i < p->nneedles; i++)
        r = append_tones(b, p->needles[i].tokens, 1, p->needles[i].prefix);
    if (!r)
        r = buf_append_char(b, ')');
    return r ? r : buf_append(b, buf_str(&p->filters), p->filters.len);
}

static int append_match(struct plan *p, struct buf *b, const struct step *kind, bool exact)
{
    if (kind->how == SIDE_BY_SIDE)
        return append_side_by_side(p, b, exact);
    return kind->how == TOGETHER ? append_together(p, b, exact) : append_all(p, b, exact);
}

/* One step, or two of which the first wants the tones too. */
static int add_group(struct plan *p, struct step kind)
{
    int r = SO_OK;
    for (int exact = p->toned; !r && exact >= 0; exact--) {
        struct buf b = BUF_INIT;
        r = append_match(p, &b, &kind, exact);
        struct step *s = &p->steps[p->nsteps];
        *s = kind;
        s->exact = exact;
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
            r = append_needle(&b, &p->needles[i], false);
    }
    if (!r && b.len && !(p->excluded = buf_steal(&b)))
        r = SO_ENOMEM;
    buf_free(&b);
    return r;
}

static int add_steps(struct plan *p)
{
    static const struct step side_by_side[] = {
        {.index = INDEX_NAME, .place = STORE_HIT_NAME, .how = SIDE_BY_SIDE},
        {.index = INDEX_NAME, .place = STORE_HIT_NAME, .how = TOGETHER},
        {.index = INDEX_FIELD, .place = STORE_HIT_FIELD, .how = SIDE_BY_SIDE},
        {.index = INDEX_TEXT, .place = STORE_HIT_TEXT, .how = SIDE_BY_SIDE},
        {.index = INDEX_FIELD, .place = STORE_HIT_FIELD, .last_resort = true},
        {.index = INDEX_TEXT, .place = STORE_HIT_TEXT, .last_resort = true},
    };
    static const struct step scattered[] = {
        {.index = INDEX_NAME, .place = STORE_HIT_NAME},
        {.index = INDEX_FIELD, .place = STORE_HIT_FIELD},
        {.index = INDEX_TEXT, .place = STORE_HIT_TEXT},
    };
    int r = make_excluded(p);
    if (r)
        return r;
    if (!p->positive)
        return add_group(p, (struct step){.index = p->excluded ? INDEX_TEXT : INDEX_NAME, .place = STORE_HIT_FILTER});
    bool name = is_name_like(p), wide = is_too_wide_for_text(p);
    const struct step *kinds = name ? side_by_side : scattered;
    size_t count = name ? sizeof side_by_side / sizeof *side_by_side : sizeof scattered / sizeof *scattered;
    for (size_t i = 0; !r && i < count; i++)
        if (!wide || kinds[i].index != INDEX_TEXT)
            r = add_group(p, kinds[i]);
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
