#include "store/dossier_facts.h"

#include <stdlib.h>

#include "base/array.h"
#include "store/internal.h"

void store_dossier_facts_free(struct store_dossier_facts *f)
{
    for (size_t i = 0; i < f->len; i++) {
        struct store_dossier_fact *d = &f->items[i];
        for (size_t k = 0; k < d->npapers; k++) {
            free(d->papers[k].type);
            free(d->papers[k].item);
        }
        free(d->papers);
        free(d->procedure);
    }
    array_free(f);
}

static int read_papers(struct conn *c, struct store_dossier_fact *d, enum store_view view, struct so_error *err)
{
    struct {
        struct store_fact_paper *items;
        size_t len, cap;
    } papers = {0};
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT role, type, item, npages FROM paper WHERE dossier=?1 AND (?2=1 OR restricted=0)"
                      " ORDER BY id",
                      SQL_T(d->code), SQL_I(view == STORE_VIEW_ALL));
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_fact_paper *p = array_push(&papers);
        if (p)
            *p = (struct store_fact_paper){(enum dossier_role)sqlite3_column_int(st, 0), sql_text(st, 1),
                                           sql_text(st, 2), sqlite3_column_int(st, 3)};
        if (!p || !p->type || !p->item)
            r = store_no_memory(err);
    }
    d->papers = papers.items;
    d->npapers = papers.len;
    return sql_done(st, r);
}

static int read_dossiers(struct conn *c, int64_t from, int64_t until, enum store_view view,
                         struct store_dossier_facts *facts, struct so_error *err)
{
    sqlite3_stmt *st;
    int r =
        sql_query(c, err, &st,
                  "SELECT code, procedure, state, channel, electronic_copy, reused, received, due, finished, closed"
                  " FROM dossier WHERE (?3=1 OR restricted=0) AND state>0 AND received>0 AND received<?2"
                  " AND (finished>=?1 OR (finished=0 AND (closed=0 OR closed>=?1))) ORDER BY received, code",
                  SQL_I(from), SQL_I(until), SQL_I(view == STORE_VIEW_ALL));
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_dossier_fact *d = array_push(facts);
        if (!d) {
            r = store_no_memory(err);
            break;
        }
        sql_copy(st, 0, d->code, sizeof d->code);
        d->procedure = sql_text(st, 1);
        d->state = (enum dossier_state)sqlite3_column_int(st, 2);
        d->channel = (enum dossier_channel)sqlite3_column_int(st, 3);
        d->electronic_copy = sqlite3_column_int(st, 4);
        d->reused = sqlite3_column_int(st, 5);
        d->received = sqlite3_column_int64(st, 6);
        d->due = sqlite3_column_int64(st, 7);
        d->finished = sqlite3_column_int64(st, 8);
        d->closed = sqlite3_column_int64(st, 9);
        if (!d->procedure)
            r = store_no_memory(err);
        else if (facts->len > STORE_FACTS_MAX)
            r = so_fail(err, SO_ELIMIT, "the period has more than %d dossiers", STORE_FACTS_MAX);
    }
    return sql_done(st, r);
}

int store_dossier_facts(struct store *s, int64_t from, int64_t until, enum store_view view,
                        struct store_dossier_facts *ret_facts, struct so_error *err)
{
    struct conn *c;
    struct store_dossier_facts facts = {0};
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = read_dossiers(c, from, until, view, &facts, err);
    for (size_t i = 0; i < facts.len && !r; i++)
        r = read_papers(c, &facts.items[i], view, err);
    store_read_end(s, c);
    if (r)
        store_dossier_facts_free(&facts);
    else
        *ret_facts = facts;
    return r;
}
