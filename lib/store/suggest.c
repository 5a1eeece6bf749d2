/* Suggestions while typing: the values that a search for what is typed so far would show. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/ladder.h"
#include "store/match.h"
#include "store/search_docs.h"
#include "viet/fold.h"
#include "viet/text.h"

#define PAPERS_LOOKED_AT 60 /* the best hits */

const char *store_suggestion_kind_name(enum store_suggestion_kind k)
{
    static const char *const names[] = {"name", "place", "number"};
    return names[k];
}

void store_suggestions_free(struct store_suggestions *l)
{
    for (size_t i = 0; i < l->len; i++)
        free(l->items[i].text);
    array_free(l);
    *l = (struct store_suggestions){0};
}

/* Counts a value, in any spelling of its case and tone places. */
static int add(struct store_suggestions *l, enum store_suggestion_kind kind, const char *text, size_t len)
{
    struct buf clean = BUF_INIT;
    if (viet_clean(text, len, &clean))
        return SO_ENOMEM;
    for (size_t i = 0; i < l->len; i++)
        if (l->items[i].kind == kind && viet_same_key(l->items[i].text, buf_str(&clean))) {
            l->items[i].papers++;
            buf_free(&clean);
            return SO_OK;
        }
    struct store_suggestion *s = array_push(l);
    if (s)
        *s = (struct store_suggestion){kind, buf_steal(&clean), 1};
    buf_free(&clean);
    return s && s->text ? SO_OK : SO_ENOMEM;
}

/* Whether all that was typed stands in this text. */
static int has_all(const struct plan *plan, const char *text, size_t len, bool *ret_all)
{
    struct spots spots = {0};
    int r = match_find(plan, text, len, false, &spots);
    size_t wanted = 0;
    for (size_t i = 0; i < plan->nneedles; i++)
        wanted += !plan->needles[i].without;
    *ret_all = !r && spots.len && ((size_t)match_covered(&spots) >= wanted || spots.items[0].needle == SPOT_INITIALS);
    array_free(&spots);
    return r;
}

/* Of a place the part between commas that holds what was typed, else the whole. */
static int add_place(struct store_suggestions *l, const struct plan *plan, const char *value)
{
    bool all = false;
    for (const char *at = value;;) {
        size_t n = strcspn(at, ",;");
        int r = has_all(plan, at, n, &all);
        if (r || all)
            return r ? r : add(l, STORE_SUGGEST_PLACE, at, n);
        if (!at[n])
            return add(l, STORE_SUGGEST_PLACE, value, strlen(value));
        at += n + 1;
    }
}

static int add_value(struct store *s, struct store_suggestions *l, const struct plan *plan, const char *type,
                     const struct field *f)
{
    bool all = false;
    unsigned role = search_role(s, type, f->key);
    if (!(role & (STORE_ROLE_NAME | STORE_ROLE_PLACE | STORE_ROLE_NUMBER | STORE_ROLE_BOOK)))
        return SO_OK;
    int r = has_all(plan, f->value, strlen(f->value), &all);
    if (r || !all)
        return r;
    if (role & STORE_ROLE_PLACE)
        return add_place(l, plan, f->value);
    return add(l, role & STORE_ROLE_NAME ? STORE_SUGGEST_NAME : STORE_SUGGEST_NUMBER, f->value, strlen(f->value));
}

static int add_paper(struct store *s, struct conn *c, const struct found *found, struct store_suggestions *l,
                     struct so_error *err)
{
    struct store_values values = {0};
    char type[STORE_KEY_MAX + 1] = STORE_ENTRY_TYPE;
    int64_t entry = search_entry_of_row(found->paper);
    int r = entry ? SO_OK : paper_type(c, found->paper, type, err);
    if (!r)
        r = entry ? search_values_of_entry(c, entry, &values, err) : values_of_paper(c, found->paper, &values, err);
    for (size_t i = 0; !r && i < values.len; i++)
        if (add_value(s, l, found->plan, type, &values.items[i].field))
            r = store_no_memory(err);
    store_values_free(&values);
    return r;
}

static int by_kind_and_papers(const void *a, const void *b)
{
    const struct store_suggestion *x = a, *y = b;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    return x->papers != y->papers ? y->papers - x->papers : strcmp(x->text, y->text);
}

int store_search_suggest(struct store *s, const char *text, enum store_view view, int limit,
                         struct store_suggestions *ret_suggestions, struct so_error *err)
{
    if (limit < 1 || limit > STORE_SUGGESTIONS_MAX)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to %d", STORE_SUGGESTIONS_MAX);
    struct query q = {0};
    struct store_suggestions list = {0};
    struct ladder l = {0};
    struct conn *c;
    int r = query_parse(text, true, &q, err);
    if (r)
        return r;
    r = store_read_begin(s, &c, err);
    if (!r) {
        r = ladder_walk(c, &q, view, false, true, PAPERS_LOOKED_AT, &l, err);
        for (size_t i = 0; !r && i < l.found.len && i < PAPERS_LOOKED_AT; i++)
            r = add_paper(s, c, &l.found.items[i], &list, err);
        if (!r)
            ladder_free(&l);
        store_read_end(s, c);
    }
    query_free(&q);
    if (list.len)
        qsort(list.items, list.len, sizeof *list.items, by_kind_and_papers);
    while (list.len > (size_t)limit)
        free(list.items[--list.len].text);
    if (r)
        store_suggestions_free(&list);
    else
        *ret_suggestions = list;
    return r;
}
