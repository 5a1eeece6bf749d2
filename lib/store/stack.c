#include "store/stack.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/internal.h"

static int load_head(struct conn *c, int64_t source, struct store_stack *st, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q,
                      "SELECT version, coalesce(sheets, 0), closed, origin,"
                      " EXISTS(SELECT 1 FROM boundary WHERE source=?1 AND undone=0) FROM source WHERE id=?1",
                      SQL_I(source));
    if (!r)
        r = sql_row(c, err, q);
    if (!r) {
        st->version = sqlite3_column_int(q, 0);
        st->sheets = sqlite3_column_int(q, 1);
        st->closed = sqlite3_column_int(q, 2);
        st->origin = (enum store_origin)sqlite3_column_int(q, 3);
        st->can_undo = sqlite3_column_int(q, 4);
    }
    sql_done(q, SO_OK);
    return r == SO_EEND ? so_fail(err, SO_ENOTFOUND, "no such source") : r;
}

static int load_covers(struct conn *c, int64_t source, struct store_stack *st, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q, "SELECT seq, dossier, procedure, sheets, user FROM cover WHERE source=?1 ORDER BY seq",
                      SQL_I(source));
    while (!r && !(r = sql_row(c, err, q))) {
        struct store_cover *cover = array_push(&st->covers);
        if (cover)
            *cover = (struct store_cover){sqlite3_column_int(q, 0), sql_text(q, 1), sql_text(q, 2),
                                          sqlite3_column_int(q, 3), sql_text(q, 4)};
        if (!cover || !cover->dossier || !cover->procedure || !cover->user)
            r = store_no_memory(err);
    }
    return sql_done(q, r);
}

static int load_boundaries(struct conn *c, int64_t source, struct store_stack *st, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q,
                      "SELECT seq, begins, user FROM boundary WHERE id IN"
                      " (SELECT max(id) FROM boundary WHERE source=?1 AND undone=0 GROUP BY seq) ORDER BY seq",
                      SQL_I(source));
    while (!r && !(r = sql_row(c, err, q))) {
        struct store_boundary *b = array_push(&st->boundaries);
        if (b)
            *b = (struct store_boundary){sqlite3_column_int(q, 0), sqlite3_column_int(q, 1), sql_text(q, 2)};
        if (!b || !b->user)
            r = store_no_memory(err);
    }
    return sql_done(q, r);
}

static int load_spans(struct conn *c, int64_t source, struct store_stack *st, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(
        c, err, &q,
        "SELECT id, first_page, npages, touched, keep FROM paper WHERE source=?1 AND beside=0 ORDER BY first_page",
        SQL_I(source));
    while (!r && !(r = sql_row(c, err, q))) {
        struct store_span *span = array_push(&st->spans);
        if (!span)
            r = store_no_memory(err);
        else
            *span = (struct store_span){sqlite3_column_int64(q, 0), sqlite3_column_int(q, 1), sqlite3_column_int(q, 2),
                                        sqlite3_column_int(q, 3), sqlite3_column_int(q, 4) == STORE_KEEP_IMAGE};
    }
    return sql_done(q, r);
}

static int load_troubles(struct conn *c, int64_t source, struct store_stack *st, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q, "SELECT number, sheet, back, kind FROM trouble WHERE source=?1 ORDER BY number",
                      SQL_I(source));
    while (!r && !(r = sql_row(c, err, q))) {
        struct store_trouble *t = array_push(&st->troubles);
        if (t)
            *t = (struct store_trouble){sqlite3_column_int(q, 0), sqlite3_column_int(q, 1), sqlite3_column_int(q, 2),
                                        sql_text(q, 3)};
        if (!t || !t->kind)
            r = store_no_memory(err);
    }
    return sql_done(q, r);
}

int store_stack_load(struct store *s, int64_t source, struct store_stack *ret_stack, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    struct store_stack st = {0};
    r = load_head(c, source, &st, err);
    r = r ? r : pages_of_source(c, source, &st.pages, err);
    r = r ? r : load_covers(c, source, &st, err);
    r = r ? r : load_boundaries(c, source, &st, err);
    r = r ? r : load_spans(c, source, &st, err);
    r = r ? r : load_troubles(c, source, &st, err);
    store_read_end(s, c);
    if (r)
        store_stack_free(&st);
    else
        *ret_stack = st;
    return r;
}

void store_stack_free(struct store_stack *st)
{
    for (size_t i = 0; i < st->covers.len; i++) {
        free(st->covers.items[i].dossier);
        free(st->covers.items[i].procedure);
        free(st->covers.items[i].user);
    }
    for (size_t i = 0; i < st->boundaries.len; i++)
        free(st->boundaries.items[i].user);
    for (size_t i = 0; i < st->troubles.len; i++)
        free(st->troubles.items[i].kind);
    store_pages_free(&st->pages);
    array_free(&st->covers);
    array_free(&st->boundaries);
    array_free(&st->spans);
    array_free(&st->troubles);
    *st = (struct store_stack){0};
}

int store_troubles_put(struct store *s, int64_t source, const struct store_trouble *troubles, size_t n,
                       struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "DELETE FROM trouble WHERE source=?1", SQL_I(source));
    for (size_t i = 0; !r && i < n; i++)
        r = sql_exec(c, err,
                     "INSERT INTO trouble (source, number, sheet, back, kind, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                     SQL_I(source), SQL_I(troubles[i].number), SQL_I(troubles[i].sheet), SQL_I(troubles[i].back),
                     SQL_T(troubles[i].kind), SQL_I(clock_now_ms()));
    return store_write_end(s, r, err);
}

int store_stacks_waiting(struct store *s, int64_t *ret_sources, size_t max, size_t *ret_n, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *q;
    size_t n = 0;
    r = sql_query(c, err, &q, "SELECT DISTINCT source FROM paper WHERE rejudge=1 ORDER BY source LIMIT ?1",
                  SQL_I((int64_t)max));
    while (!r && !(r = sql_row(c, err, q)) && n < max)
        ret_sources[n++] = sqlite3_column_int64(q, 0);
    r = sql_done(q, r);
    store_read_end(s, c);
    if (!r)
        *ret_n = n;
    return r;
}
