/* The years of the certification registers: their totals, closing and opening them again. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/register_rows.h"

void register_years_free(struct register_years *y)
{
    for (size_t i = 0; i < y->len; i++) {
        free(y->items[i].kind);
        free(y->items[i].closed_by);
    }
    array_free(y);
}

/* Seven columns from `at`: entries, struck, copies, fee, first, last, books. */
static struct register_totals read_totals(sqlite3_stmt *st, int at)
{
    return (struct register_totals){.entries = sqlite3_column_int64(st, at),
                                    .struck = sqlite3_column_int64(st, at + 1),
                                    .copies = sqlite3_column_int64(st, at + 2),
                                    .fee = sqlite3_column_int64(st, at + 3),
                                    .first = sqlite3_column_int(st, at + 4),
                                    .last = sqlite3_column_int(st, at + 5),
                                    .books = sqlite3_column_int(st, at + 6)};
}

#define SUMS                                                                                                           \
    "sum(struck=0), sum(struck<>0), sum(iif(struck=0, copies, 0)), sum(iif(struck=0, fee, 0)),"                        \
    " coalesce(min(iif(struck=0, number, NULL)), 0), coalesce(max(iif(struck=0, number, NULL)), 0), count(DISTINCT "   \
    "book)"

int register_years(struct store *s, enum store_view view, struct register_years *ret_years, struct so_error *err)
{
    struct conn *c;
    struct register_years years = {0};
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st,
                  "SELECT kind, year, closed, closed_by, entries, struck, copies, fee, first, last, books"
                  " FROM register_year UNION ALL"
                  " SELECT kind, year, 0, '', " SUMS " FROM register_entry e WHERE NOT EXISTS"
                  "  (SELECT 1 FROM register_year y WHERE y.kind=e.kind AND y.year=e.year)"
                  "  AND (?1=1 OR NOT " SQL_ENTRY_RESTRICTED("e") ") GROUP BY kind, year ORDER BY 1, 2",
                  SQL_I(view == STORE_VIEW_ALL));
    while (!r && !(r = sql_row(c, err, st))) {
        struct register_year *y = array_push(&years);
        if (y)
            *y = (struct register_year){.kind = sql_text(st, 0),
                                        .year = sqlite3_column_int(st, 1),
                                        .closed = sqlite3_column_int64(st, 2),
                                        .closed_by = sql_text(st, 3),
                                        .totals = read_totals(st, 4)};
        if (!y || !y->kind || !y->closed_by)
            r = store_no_memory(err);
    }
    r = sql_done(st, r);
    store_read_end(s, c);
    if (r)
        register_years_free(&years);
    else
        *ret_years = years;
    return r;
}

static int sum_year(struct conn *c, const char *kind, int year, struct register_totals *ret_totals,
                    struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT " SUMS " FROM register_entry WHERE kind=?1 AND year=?2", SQL_T(kind),
                      SQL_I(year));
    r = r ? r : sql_row(c, err, st);
    if (!r)
        *ret_totals = read_totals(st, 0);
    return sql_done(st, r);
}

int register_close(struct store *s, const char *kind, int year, const char *user, struct register_totals *ret_totals,
                   struct so_error *err)
{
    struct conn *c;
    struct register_totals t = {0};
    int64_t closed;
    char detail[64];
    int r = register_check_kind(kind, err);
    struct civil_time now = clock_civil(clock_now_ms());
    if (!r && (year < 1900 || year > now.year || (year == now.year && now.month < 12)))
        r = so_fail(err, SO_EINVALID, "%d is not over: its register is closed in December", year);
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = sql_int(c, err, &closed, "SELECT closed FROM register_year WHERE kind=?1 AND year=?2", SQL_T(kind),
                SQL_I(year));
    if (!r)
        r = so_fail(err, SO_EEXISTS, "the register %s of %d is closed already", kind, year);
    else if (r == SO_ENOTFOUND)
        r = sum_year(c, kind, year, &t, err);
    if (!r)
        r = sql_exec(c, err,
                     "INSERT INTO register_year (kind, year, closed, closed_by, entries, struck, copies, fee, first,"
                     " last, books) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                     SQL_T(kind), SQL_I(year), SQL_I(clock_now_ms()), SQL_T(user), SQL_I(t.entries), SQL_I(t.struck),
                     SQL_I(t.copies), SQL_I(t.fee), SQL_I(t.first), SQL_I(t.last), SQL_I(t.books));
    snprintf(detail, sizeof detail, "%.40s %d", kind, year);
    r = r ? r : audit_add(c, user, "register.close", "register", 0, detail, err);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_totals = t;
    return r;
}

int register_reopen(struct store *s, const char *kind, int year, const char *user, const char *reason,
                    struct so_error *err)
{
    struct conn *c;
    struct buf detail = BUF_INIT;
    int r = register_check_kind(kind, err);
    if (!r && (!reason || !*reason))
        r = so_fail(err, SO_EINVALID, "opening a closed register needs a reason");
    r = r ? r : store_check_text(reason, REGISTER_TEXT_MAX, "the reason", err);
    if (!r && buf_printf(&detail, "%s %d: %s", kind, year, reason))
        r = store_no_memory(err);
    if (r || (r = store_write_begin(s, &c, err))) {
        buf_free(&detail);
        return r;
    }
    r = sql_exec(c, err, "DELETE FROM register_year WHERE kind=?1 AND year=?2", SQL_T(kind), SQL_I(year));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "the register %s of %d is not closed", kind, year);
    r = r ? r : audit_add(c, user, "register.reopen", "register", 0, buf_str(&detail), err);
    buf_free(&detail);
    return store_write_end(s, r, err);
}
