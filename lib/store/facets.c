/* What the hits of a query are: counts by type, year and sector. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/ladder.h"
#include "store/search_docs.h"

const char *store_facet_name(enum store_facet f)
{
    static const char *const names[] = {"type", "year", "sector"};
    return names[f];
}

void store_facets_free(struct store_facets *f)
{
    for (int k = 0; k < STORE_FACETS; k++) {
        for (size_t i = 0; i < f->of[k].len; i++)
            free(f->of[k].items[i].value);
        array_free(&f->of[k]);
    }
    *f = (struct store_facets){0};
}

static int count(struct store_facets *f, enum store_facet k, const char *value, struct so_error *err)
{
    for (size_t i = 0; i < f->of[k].len; i++)
        if (!strcmp(f->of[k].items[i].value, value)) {
            f->of[k].items[i].count++;
            return SO_OK;
        }
    char *own = strdup(value);
    struct store_count *n = own ? array_push(&f->of[k]) : NULL;
    if (!n) {
        free(own);
        return store_no_memory(err);
    }
    *n = (struct store_count){own, 1};
    return SO_OK;
}

static int count_row(struct conn *c, int64_t row, struct store_facets *f, struct so_error *err)
{
    sqlite3_stmt *st;
    int64_t entry = search_entry_of_row(row);
    int r = sql_query(c, err, &st,
                      entry ? "SELECT '" STORE_ENTRY_TYPE "'||kind, year FROM register_entry WHERE id=?1"
                            : "SELECT type, substr(date, 1, 4) FROM paper WHERE id=?1",
                      SQL_I(entry ? entry : row));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = count(f, STORE_FACET_TYPE, sql_peek(st, 0), err);
    if (!r)
        r = count(f, STORE_FACET_SECTOR, entry ? "chung_thuc" : store_sector_by_type(sql_peek(st, 0)), err);
    if (!r)
        r = count(f, STORE_FACET_YEAR, sql_peek(st, 1), err);
    return sql_done(st, r);
}

static int commonest_first(const void *a, const void *b)
{
    const struct store_count *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->value, y->value);
}

static int latest_first(const void *a, const void *b)
{
    const struct store_count *x = a, *y = b;
    return strcmp(y->value, x->value);
}

static int count_all(struct conn *c, const struct query *q, const struct store_search *search, struct store_facets *f,
                     struct so_error *err)
{
    struct ladder l;
    int r = ladder_walk(c, q, search->view, !search->no_fuzzy, false, STORE_COUNT_MAX, &l, err);
    if (r)
        return r;
    f->total = (int64_t)(l.found.len < STORE_COUNT_MAX ? l.found.len : STORE_COUNT_MAX);
    f->at_least = l.more;
    for (int64_t i = 0; !r && i < f->total; i++)
        r = count_row(c, l.found.items[i].paper, f, err);
    for (int k = 0; k < STORE_FACETS; k++)
        if (f->of[k].len)
            qsort(f->of[k].items, f->of[k].len, sizeof *f->of[k].items,
                  k == STORE_FACET_YEAR ? latest_first : commonest_first);
    ladder_free(&l);
    return r;
}

int store_search_facets(struct store *s, const struct store_search *search, struct store_facets *ret_facets,
                        struct so_error *err)
{
    struct query q = {0};
    struct store_facets facets = {0};
    struct conn *c;
    int r = query_parse(search->text, search->as_you_type, &q, err);
    if (r)
        return r;
    r = store_read_begin(s, &c, err);
    if (!r) {
        r = count_all(c, &q, search, &facets, err);
        store_read_end(s, c);
    }
    query_free(&q);
    if (r)
        store_facets_free(&facets);
    else
        *ret_facets = facets;
    return r;
}
