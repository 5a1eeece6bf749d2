/* Corrections of the certification registers: the former value stays, a closed year does not move. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/register_rows.h"
#include "store/search_docs.h"
#include "viet/date.h"

/* A column that may be corrected. */
struct column {
    const char *name, *select, *update;
    bool number, free; /* free: needs no reason */
    int64_t min, max;
};

#define COLUMN(name)                                                                                                   \
#name, "SELECT " #name " FROM register_entry WHERE id=?1", "UPDATE register_entry SET " #name "=?2 WHERE id=?1"

static const struct column columns[] = {
    {COLUMN(requester), false, false, 0, 0},
    {COLUMN(identity), false, false, 0, 0},
    {COLUMN(subject), false, false, 0, 0},
    {COLUMN(language), false, false, 0, 0},
    {COLUMN(signer), false, false, 0, 0},
    {COLUMN(note), false, true, 0, 0},
    {COLUMN(dossier), false, true, 0, 0},
    {COLUMN(date), false, false, 0, 0},
    {COLUMN(number), true, false, 1, REGISTER_NUMBER_MAX},
    {COLUMN(book), true, false, 1, 9999},
    {COLUMN(copies), true, false, 0, 100000},
    {COLUMN(pages), true, true, 0, 100000},
    {COLUMN(fee), true, false, 0, 1000000000000ll},
};

struct standing {
    char kind[STORE_KEY_MAX + 1];
    int year;
    int64_t struck;
};

static int edit_begin(struct store *s, const struct register_edit *e, struct standing *ret_row, int *ret_version,
                      struct conn **ret_conn, struct so_error *err)
{
    struct conn *c;
    if (!e->user || !*e->user)
        return so_fail(err, SO_EINVALID, "an edit needs a user");
    int r = store_check_text(e->reason, REGISTER_TEXT_MAX, "the reason", err);
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    int version = 0;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, "SELECT version, kind, year, struck FROM register_entry WHERE id=?1", SQL_I(e->entry));
    r = r ? r : sql_row(c, err, st);
    if (!r) {
        version = sqlite3_column_int(st, 0);
        sql_copy(st, 1, ret_row->kind, sizeof ret_row->kind);
        ret_row->year = sqlite3_column_int(st, 2);
        ret_row->struck = sqlite3_column_int64(st, 3);
    }
    sql_done(st, SO_OK);
    if (r == SO_EEND)
        r = so_fail(err, SO_ENOTFOUND, "no such row");
    if (!r && version != e->version) {
        *ret_version = version;
        r = so_fail(err, SO_ESTALE, "the row was changed meanwhile: it has version %d, the edit was made on %d",
                    version, e->version);
    }
    r = r ? r : register_check_open(c, ret_row->kind, ret_row->year, err);
    if (r)
        return store_write_end(s, r, err);
    *ret_conn = c;
    return SO_OK;
}

static int edit_end(struct store *s, struct conn *c, const struct register_edit *e, int r, const char *action,
                    const char *detail, int *ret_version, struct so_error *err)
{
    if (!r)
        r = sql_exec(c, err, "UPDATE register_entry SET version=version+1, updated=?2 WHERE id=?1", SQL_I(e->entry),
                     SQL_I(clock_now_ms()));
    r = r ? r : search_index_entry(c, e->entry, err);
    r = r ? r : audit_add(c, e->user, action, "register", e->entry, detail, err);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_version = e->version + 1;
    return r;
}

static int add_history(struct conn *c, const struct register_edit *e, const char *field, const char *before,
                       const char *after, struct so_error *err)
{
    return sql_exec(c, err,
                    "INSERT INTO register_change (entry, time, user, field, before, after, reason)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    SQL_I(e->entry), SQL_I(clock_now_ms()), SQL_T(e->user), SQL_T(field), SQL_T(before), SQL_T(after),
                    SQL_T(e->reason ? e->reason : ""));
}

static const struct column *find_column(const char *name)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (!strcmp(columns[i].name, name))
            return &columns[i];
    return NULL;
}

static int check_value(const struct column *column, const char *value, const struct standing *row, int64_t *ret_number,
                       struct so_error *err)
{
    if (column->number) {
        size_t len = strlen(value);
        int64_t n = len && len < 16 && strspn(value, "0123456789") == len ? strtoll(value, NULL, 10) : -1;
        if (n < column->min || n > column->max)
            return so_fail(err, SO_EINVALID, "%s must be a number of %lld to %lld", column->name,
                           (long long)column->min, (long long)column->max);
        *ret_number = n;
        return SO_OK;
    }
    if (strcmp(column->name, "date") == 0) {
        struct viet_date d;
        if (!viet_date_from_iso(value, strlen(value), &d) || !viet_date_is_whole(d) || !viet_date_is_valid(d))
            return so_fail(err, SO_EINVALID, "the date must be a day such as 2026-03-02");
        if (d.year != row->year)
            return so_fail(err, SO_EINVALID,
                           "a row stays in its year: strike it out and enter it in the register of %d", d.year);
    }
    return store_check_text(value, REGISTER_TEXT_MAX, column->name, err);
}

static int set_column(struct conn *c, const struct register_edit *e, const struct standing *row,
                      const struct register_set *set, struct so_error *err)
{
    const struct column *column = find_column(set->column);
    int64_t number = 0;
    if (!column)
        return so_fail(err, SO_EINVALID, "no column %.40s", set->column);
    if (!column->free && (!e->reason || !*e->reason))
        return so_fail(err, SO_EINVALID, "a correction of %s needs a reason", column->name);
    int r = check_value(column, set->value, row, &number, err);
    bool stands = false;
    if (!r && !strcmp(column->name, "number"))
        r = register_number_stands(c, row->kind, row->year, (int)number, e->entry, &stands, err);
    if (!r && stands)
        r = so_fail(err, SO_EEXISTS, "number %lld of %d stands already", (long long)number, row->year);
    char *before = NULL;
    sqlite3_stmt *st = NULL;
    r = r ? r : sql_query(c, err, &st, column->select, SQL_I(e->entry));
    r = r ? r : sql_row(c, err, st);
    if (!r && !(before = sql_text(st, 0)))
        r = store_no_memory(err);
    sql_done(st, SO_OK);
    if (!r && strcmp(before, set->value) != 0) {
        r = sql_exec(c, err, column->update, SQL_I(e->entry), column->number ? SQL_I(number) : SQL_T(set->value));
        r = r ? r : add_history(c, e, column->name, before, set->value, err);
    }
    free(before);
    return r;
}

int register_correct(struct store *s, const struct register_edit *e, const struct register_set *sets, size_t n,
                     int *ret_version, struct so_error *err)
{
    struct standing row;
    struct conn *c;
    if (!n || n > sizeof columns / sizeof *columns)
        return so_fail(err, SO_EINVALID, "a correction names at least one column");
    int r = edit_begin(s, e, &row, ret_version, &c, err);
    if (r)
        return r;
    if (row.struck)
        r = so_fail(err, SO_EINVALID, "the row is struck out");
    for (size_t i = 0; i < n && !r; i++)
        r = set_column(c, e, &row, &sets[i], err);
    return edit_end(s, c, e, r, "register.correct", sets[0].column, ret_version, err);
}

static int set_struck(struct store *s, const struct register_edit *e, bool strike, int *ret_version,
                      struct so_error *err)
{
    struct standing row;
    struct conn *c;
    if (!e->reason || !*e->reason)
        return so_fail(err, SO_EINVALID, "%s a row needs a reason", strike ? "striking out" : "restoring");
    int r = edit_begin(s, e, &row, ret_version, &c, err);
    if (r)
        return r;
    if (strike == (row.struck != 0))
        r = so_fail(err, SO_EINVALID, strike ? "the row is struck out already" : "the row is not struck out");
    if (!r)
        r = sql_exec(c, err, "UPDATE register_entry SET struck=?2, struck_by=?3, struck_reason=?4 WHERE id=?1",
                     SQL_I(e->entry), SQL_I(strike ? clock_now_ms() : 0), SQL_T(strike ? e->user : ""),
                     SQL_T(strike ? e->reason : ""));
    r = r ? r : add_history(c, e, "struck", strike ? "" : "struck", strike ? "struck" : "", err);
    return edit_end(s, c, e, r, strike ? "register.strike" : "register.restore", e->reason, ret_version, err);
}

int register_strike(struct store *s, const struct register_edit *e, int *ret_version, struct so_error *err)
{
    return set_struck(s, e, true, ret_version, err);
}

int register_restore(struct store *s, const struct register_edit *e, int *ret_version, struct so_error *err)
{
    return set_struck(s, e, false, ret_version, err);
}

void register_history_free(struct register_history *h)
{
    for (size_t i = 0; i < h->len; i++) {
        struct register_change *x = &h->items[i];
        free(x->user);
        free(x->column);
        free(x->before);
        free(x->after);
        free(x->reason);
    }
    array_free(h);
}

static int read_change(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct register_change *x = item;
    *x = (struct register_change){sqlite3_column_int64(st, 0),
                                  sql_text(st, 1),
                                  sql_text(st, 2),
                                  sql_text(st, 3),
                                  sql_text(st, 4),
                                  sql_text(st, 5)};
    return x->user && x->column && x->before && x->after && x->reason ? SO_OK : store_no_memory(err);
}

int register_history(struct store *s, int64_t id, struct register_history *ret_history, struct so_error *err)
{
    struct register_history history = {0};
    int r = store_read_rows(
        s, err, SQL_INTO(&history, read_change),
        "SELECT time, user, field, before, after, reason FROM register_change WHERE entry=?1 ORDER BY id DESC",
        SQL_I(id));
    if (r)
        register_history_free(&history);
    else
        *ret_history = history;
    return r;
}
