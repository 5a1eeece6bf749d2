/* Plans as FTS5 expressions: what the tokens of token.h look like when they are asked for. */
#include <stdlib.h>
#include <string.h>

#include "store/plan.h"
#include "store/tags.h"

static bool has_beginning_token(const char *prefix)
{
    size_t n = strlen(prefix), ascii = strspn(prefix, "abcdefghijklmnopqrstuvwxyz0123456789");
    return n <= BEGIN_MAX && n == ascii;
}

static int append_pair(struct buf *b, const char *one, const char *two)
{
    return buf_printf(b, "%c%s_%s", TOKEN_PAIR, one, two);
}

static int append_or(struct buf *b, size_t number)
{
    return number ? buf_append_str(b, " OR ") : SO_OK;
}

/*
 * The last, half-typed word of a phrase behind m whole ones: its beginning's token, or in its place one of the words
 * that begin so (end), or FTS5's own prefix.
 */
static int append_half(struct buf *b, const struct token *tokens, size_t m, const char *end)
{
    const char *half = tokens[m].fold;
    int r = m > 1 ? buf_append_char(b, ' ') : SO_OK;
    if (r)
        return r;
    if (has_beginning_token(half)) {
        r = m == 1 ? buf_append_char(b, ' ') : SO_OK;
        return r ? r : buf_printf(b, "%c%s\"", TOKEN_BEGIN, half);
    }
    r = m ? append_pair(b, tokens[m - 1].fold, end ? end : half) : buf_append_str(b, end ? end : half);
    return r ? r : buf_append_str(b, end ? "\"" : "\" *");
}

/* Words one after the other: "a", or the pairs of "a b c"; then, if need be, the half-typed one. */
static int append_phrase(struct buf *b, const struct token *tokens, size_t n, bool prefix, const char *end)
{
    size_t m = n - prefix;
    int r = buf_append_char(b, '"');
    /* A pair with the half-typed word says what the word alone does. */
    if (!r && m == 1 && (!prefix || has_beginning_token(tokens[1].fold)))
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
    bool ends = last->prefix && last->alternatives;
    size_t count = ends ? last->nalternatives : 1;
    int r = SO_OK;
    for (size_t e = 0; !r && e < count; e++) {
        r = append_or(b, e);
        if (!r)
            r = append_phrase(b, tokens, n, last->prefix, ends ? last->alternatives[e].word : NULL);
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

#define NEAR_AT_ONCE 12 /* of several words, each as one of so many */

static int append_near(struct buf *b, const struct needle *n)
{
    int r = buf_append_char(b, '(');
    for (size_t i = 0; !r && i < n->nalternatives && i < NEAR_AT_ONCE; i++)
        r = buf_printf(b, "%s\"%s\"", i ? " OR " : "", n->alternatives[i].word);
    return r ? r : buf_append_char(b, ')');
}

/* Some digits of a longer number: its tail, or every PART_LENGTH of them in a row. */
static int append_parts(struct buf *b, const struct token *t)
{
    char tail[TOKEN_MAX];
    size_t len = strlen(t->fold);
    if (!t->number || len < TAIL_MIN)
        return SO_OK;
    token_reverse(t->fold, tail);
    int r = buf_printf(b, " OR \"%c%s\" *", TOKEN_TAIL, tail);
    if (r || len < PART_LENGTH - 1)
        return r;
    if (len < PART_LENGTH)
        return buf_printf(b, " OR \"%c%s\" *", TOKEN_PART, t->fold);
    r = buf_append_str(b, " OR (");
    for (size_t at = 0; !r && at + PART_LENGTH <= len; at++)
        r = buf_printf(b, "%s\"%c%.*s\"", at ? " AND " : "", TOKEN_PART, PART_LENGTH, t->fold + at);
    return r ? r : buf_append_char(b, ')');
}

static int append_date(struct buf *b, const char *iso)
{
    int r = buf_append_str(b, " OR \"");
    if (!r)
        r = iso[7] ? tag_append_day(b, iso) : tag_append_month(b, iso);
    return r ? r : buf_append_char(b, '"');
}

int expression_append_needle(struct buf *b, const struct needle *n, bool exact, bool parts)
{
    if (n->alternatives && !n->prefix)
        return append_near(b, n);
    int r = buf_append_str(b, "((");
    if (!r)
        r = append_words(b, n->tokens, n, n->ntokens);
    if (!r && parts && n->ntokens == 1)
        r = append_parts(b, &n->tokens[0]);
    if (!r && n->date[0])
        r = append_date(b, n->date);
    if (!r)
        r = buf_append_char(b, ')');
    if (!r && exact)
        r = append_tones(b, n->tokens, n->ntokens, n->prefix);
    return r ? r : buf_append_char(b, ')');
}

/* The last word of a name in any order, half-typed, behind the word before. */
static int append_half_together(struct buf *b, const struct needle *last, const char *before)
{
    const char *half = last->tokens[0].fold;
    char pair[3 * TOKEN_MAX];
    if (has_beginning_token(half))
        return buf_printf(b, "\"%c%s\"", TOKEN_BEGIN, half);
    if (!last->alternatives)
        return buf_printf(b, "\"%s\" *", half);
    int r = buf_append_char(b, '(');
    for (size_t i = 0; !r && i < last->nalternatives; i++) {
        token_together(before, last->alternatives[i].word, NULL, pair);
        r = append_or(b, i);
        if (!r)
            r = buf_printf(b, "\"%c%s\"", TOKEN_TOGETHER, pair);
    }
    return r ? r : buf_append_char(b, ')');
}

/* The words of one name in any order: a half-typed last one apart, every three that were typed in a row, or the two. */
static int append_together(struct buf *b, const struct token *tokens, const struct needle *last, size_t n)
{
    char text[3 * TOKEN_MAX];
    size_t whole = n - last->prefix, at_once = whole < 3 ? whole : 3;
    int r = buf_append_char(b, '(');
    for (size_t i = 0; !r && i + at_once <= whole; i++) {
        r = i ? buf_append_str(b, " AND ") : SO_OK;
        if (!r && at_once == 1) {
            r = buf_printf(b, "\"%s\"", tokens[i].fold);
        } else if (!r) {
            token_together(tokens[i].fold, tokens[i + 1].fold, at_once == 3 ? tokens[i + 2].fold : NULL, text);
            r = buf_printf(b, "\"%c%s\"", TOKEN_TOGETHER, text);
        }
    }
    if (!r && last->prefix)
        r = buf_append_str(b, " AND ");
    if (!r && last->prefix)
        r = append_half_together(b, last, tokens[n - 2].fold);
    return r ? r : buf_append_char(b, ')');
}

/* The run with one word after the other taken for each of its near ones: the unknown one, or where all are known any.
 */
static int append_slips(struct buf *b, const struct plan *p, const struct step *kind, struct token *tokens, size_t from,
                        size_t n)
{
    size_t unknown = 0, made = 0;
    for (size_t i = 0; i < n; i++)
        unknown += !p->needles[from + i].known && !p->needles[from + i].prefix;
    int r = SO_OK;
    for (size_t i = 0; !r && i < n; i++) {
        const struct needle *needle = &p->needles[from + i];
        if (needle->prefix || (unknown && needle->known))
            continue;
        struct token own = tokens[i];
        for (size_t a = 0; !r && a < needle->nalternatives; a++) {
            const struct alternative *near = &needle->alternatives[a];
            if (!strcmp(near->word, own.fold) || (kind->index == INDEX_NAME && !near->name))
                continue;
            memcpy(tokens[i].fold, near->word, TOKEN_MAX);
            r = append_or(b, made++);
            if (!r)
                r = kind->how == TOGETHER ? append_together(b, tokens, &p->needles[from + n - 1], n)
                                          : append_words(b, tokens, &p->needles[from + n - 1], n);
        }
        tokens[i] = own;
    }
    return r || made ? r : buf_append_str(b, "\"" TOKEN_NONE "\"");
}

static int append_run(struct buf *b, const struct plan *p, const struct step *kind, size_t from, size_t n)
{
    const struct needle *last = &p->needles[from + n - 1];
    struct token *tokens = calloc(n, sizeof *tokens);
    if (!tokens)
        return SO_ENOMEM;
    for (size_t i = 0; i < n; i++)
        tokens[i] = p->needles[from + i].tokens[0];
    int r = buf_append_str(b, "((");
    if (!r && kind->slip)
        r = append_slips(b, p, kind, tokens, from, n);
    else if (!r)
        r = kind->how == TOGETHER ? append_together(b, tokens, last, n) : append_words(b, tokens, last, n);
    if (!r)
        r = buf_append_char(b, ')');
    if (!r && kind->exact)
        r = append_tones(b, tokens, n, last->prefix);
    free(tokens);
    return r ? r : buf_append_char(b, ')');
}

static int append_positive(struct plan *p, struct buf *b, const struct step *kind)
{
    if (!p->positive)
        return buf_append_str(b, "\"" TOKEN_ALL "\"");
    if (kind->how == INITIALS)
        return buf_printf(b, "\"%c%s\"", TOKEN_INITIALS, p->initials);
    int r = SO_OK;
    for (size_t i = 0, made = 0, n; !r && i < p->nneedles; i += n) {
        n = kind->how == SCATTERED ? 1 : plan_run(p, i);
        n = n ? n : 1;
        if (p->needles[i].without)
            continue;
        r = made++ ? buf_append_str(b, " AND ") : SO_OK;
        if (!r)
            r = n > 1 ? append_run(b, p, kind, i, n)
                      : expression_append_needle(b, &p->needles[i], kind->exact, kind->parts);
    }
    return r;
}

/* (a AND b AND filters) NOT c NOT d */
int expression_append(struct plan *p, struct buf *b, const struct step *kind)
{
    const char *filters = buf_str(&p->filters);
    bool alone = !p->positive && !strncmp(filters, " AND ", 5); /* then the first filter is what is looked for */
    int r = alone ? SO_OK : append_positive(p, b, kind);
    if (!r)
        r = buf_append_str(b, filters + (alone ? 5 : 0));
    for (size_t i = 0; !r && i < p->nneedles; i++) {
        if (!p->needles[i].without)
            continue;
        r = buf_append_str(b, " NOT ");
        if (!r)
            r = expression_append_needle(b, &p->needles[i], false, true);
    }
    return r;
}
