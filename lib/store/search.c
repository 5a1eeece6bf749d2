#include "store/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/hit.h"
#include "store/internal.h"
#include "store/ladder.h"

#define LIMIT_MAX 100
#define OFFSET_MAX 1000

const char *store_hit_place_name(enum store_hit_place p)
{
    static const char *const names[] = {"name", "field", "text", "filter"};
    return names[p];
}

/* The words that were really searched for, as far as one can say it in a line: the nearest for each. */
static char *meant_words(const struct plan *plan)
{
    struct buf b = BUF_INIT;
    int r = SO_OK;
    for (size_t i = 0; !r && i < plan->nneedles; i++) {
        const struct needle *n = &plan->needles[i];
        if (n->without)
            continue;
        if (b.len)
            r = buf_append_char(&b, ' ');
        if (!r && n->nalternatives && !n->prefix)
            r = buf_append_str(&b, n->alternatives[0].word);
        else
            for (size_t t = 0; !r && t < n->ntokens; t++)
                r = buf_printf(&b, "%s%s", t ? " " : "", n->tokens[t].fold);
    }
    char *text = r ? NULL : buf_steal(&b);
    buf_free(&b);
    return text;
}

static int load_hits(struct store *s, struct conn *c, const struct ladder *l, const struct store_search *search,
                     struct store_hits *hits, struct so_error *err)
{
    size_t from = (size_t)search->offset, until = from + (size_t)search->limit;
    int r = SO_OK;
    for (size_t i = from; !r && i < l->found.len && i < until; i++) {
        const struct found *f = &l->found.items[i];
        struct store_hit *h = array_push(hits);
        r = h ? hit_load(s, c, f->plan, f->paper, &f->plan->steps[f->step], h, err) : store_no_memory(err);
        if (!r)
            h->near = f->plan == &l->near;
        else if (h)
            hits->len--;
    }
    return r;
}

static int search_with(struct store *s, struct conn *c, const struct query *q, const struct store_search *search,
                       struct store_hits *hits, struct so_error *err)
{
    struct ladder l;
    size_t wanted = (size_t)search->offset + (size_t)search->limit;
    int r = ladder_walk(c, q, search->view, !search->no_fuzzy, false, wanted, &l, err);
    if (r)
        return r;
    r = ladder_count(c, &l, &hits->total, err);
    hits->total_at_least = l.more;
    hits->fuzzy = l.found.len > 0;
    for (size_t i = 0; i < l.found.len; i++)
        hits->fuzzy = hits->fuzzy && l.found.items[i].plan == &l.near;
    if (!r)
        r = load_hits(s, c, &l, search, hits, err);
    if (!r && hits->fuzzy) {
        free(hits->meant);
        hits->meant = meant_words(&l.near);
        r = hits->meant ? SO_OK : store_no_memory(err);
    }
    ladder_free(&l);
    return r;
}

int store_search(struct store *s, const struct store_search *search, struct store_hits *ret_hits, struct so_error *err)
{
    if (search->limit < 1 || search->limit > LIMIT_MAX || search->offset < 0 || search->offset > OFFSET_MAX)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to %d, the offset 0 to %d", LIMIT_MAX, OFFSET_MAX);
    struct query q = {0};
    int r = query_parse(search->text, search->as_you_type, &q, err);
    if (r)
        return r;
    struct store_hits hits = {.meant = strdup("")};
    struct conn *c;
    r = hits.meant ? store_read_begin(s, &c, err) : store_no_memory(err);
    if (!r) {
        r = search_with(s, c, &q, search, &hits, err);
        store_read_end(s, c);
    }
    query_free(&q);
    if (r)
        store_hits_free(&hits);
    else
        *ret_hits = hits;
    return r;
}

void store_hits_free(struct store_hits *h)
{
    for (size_t i = 0; i < h->len; i++)
        hit_free(&h->items[i]);
    free(h->meant);
    array_free(h);
    *h = (struct store_hits){0};
}
