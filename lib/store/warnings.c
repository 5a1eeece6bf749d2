/* What a person should look at in a stack, and who has. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/internal.h"
#include "store/stack.h"

const char *store_warning_state_name(enum store_warning_state s)
{
    static const char *const names[] = {"open", "acknowledged", "over"};
    return names[s];
}

/* Says one again: an old row in the same words wakes up, else there is a new one. */
static int say(struct conn *c, int64_t source, const struct store_warning *w, struct so_error *err)
{
    int64_t id;
    int r = sql_int(c, err, &id,
                    "SELECT id FROM warning WHERE source=?1 AND code=?2 AND seq=?3 AND message_en=?4 ORDER BY id DESC"
                    " LIMIT 1",
                    SQL_I(source), SQL_T(w->code), SQL_I(w->seq), SQL_T(w->message_en));
    if (!r)
        return sql_exec(c, err, "UPDATE warning SET state=iif(user='', 0, 1), message=?2 WHERE id=?1", SQL_I(id),
                        SQL_T(w->message));
    return r != SO_ENOTFOUND ? r
                             : sql_exec(c, err,
                                        "INSERT INTO warning (source, code, seq, message, message_en, time)"
                                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                                        SQL_I(source), SQL_T(w->code), SQL_I(w->seq), SQL_T(w->message),
                                        SQL_T(w->message_en), SQL_I(clock_now_ms()));
}

static int describe(struct conn *c, int64_t source, char **ret_text, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q, "SELECT coalesce(group_concat(id||' '||state), '') FROM warning WHERE source=?1",
                      SQL_I(source));
    r = r ? r : sql_row(c, err, q);
    if (!r && !(*ret_text = sql_text(q, 0)))
        r = store_no_memory(err);
    sql_done(q, SO_OK);
    return r;
}

/* The same warnings as those that stand: what is asked after every page, and costs no write then. */
static bool are_same(const struct store_warnings *a, const struct store_warnings *b)
{
    bool same = a->len == b->len;
    for (size_t i = 0; same && i < a->len; i++) {
        bool found = false;
        for (size_t k = 0; !found && k < b->len; k++)
            found = a->items[i].seq == b->items[k].seq && !strcmp(a->items[i].code, b->items[k].code) &&
                    !strcmp(a->items[i].message_en, b->items[k].message_en);
        same = found;
    }
    return same;
}

int store_warnings_put(struct store *s, int64_t source, const struct store_warnings *warnings, bool *ret_changed,
                       struct so_error *err)
{
    struct conn *c;
    struct store_warnings have = {0};
    int r = store_warnings_load(s, source, &have, err);
    if (r)
        return r;
    bool same = are_same(warnings, &have);
    store_warnings_free(&have);
    if (same) {
        *ret_changed = false;
        return SO_OK;
    }
    r = store_write_begin(s, &c, err);
    if (r)
        return r;
    char *before = NULL, *after = NULL;
    r = describe(c, source, &before, err);
    r = r ? r : sql_exec(c, err, "UPDATE warning SET state=2 WHERE source=?1", SQL_I(source));
    for (size_t i = 0; !r && i < warnings->len; i++)
        r = say(c, source, &warnings->items[i], err);
    r = r ? r : describe(c, source, &after, err);
    bool changed = !r && strcmp(before, after) != 0;
    free(before);
    free(after);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_changed = changed;
    return r;
}

static int read_warning(sqlite3_stmt *q, void *item, struct so_error *err)
{
    struct store_warning *w = item;
    *w = (struct store_warning){sqlite3_column_int64(q, 0),
                                sql_text(q, 1),
                                sqlite3_column_int(q, 2),
                                sql_text(q, 3),
                                sql_text(q, 4),
                                (enum store_warning_state)sqlite3_column_int(q, 5),
                                sql_text(q, 6),
                                sqlite3_column_int64(q, 7)};
    return w->code && w->message && w->message_en && w->user ? SO_OK : store_no_memory(err);
}

int store_warnings_load(struct store *s, int64_t source, struct store_warnings *ret_warnings, struct so_error *err)
{
    struct store_warnings all = {0};
    int r = store_read_rows(s, err, SQL_INTO(&all, read_warning),
                            "SELECT id, code, seq, message, message_en, state, user, time FROM warning"
                            " WHERE source=?1 AND state<>2 ORDER BY state, seq, id",
                            SQL_I(source));
    if (r)
        store_warnings_free(&all);
    else
        *ret_warnings = all;
    return r;
}

void store_warnings_free(struct store_warnings *all)
{
    for (size_t i = 0; i < all->len; i++) {
        free(all->items[i].code);
        free(all->items[i].message);
        free(all->items[i].message_en);
        free(all->items[i].user);
    }
    array_free(all);
}

int store_warning_acknowledge(struct store *s, int64_t source, int64_t warning, bool seen, const char *user,
                              struct so_error *err)
{
    struct conn *c;
    char detail[48];
    snprintf(detail, sizeof detail, "%lld", (long long)warning);
    int r = store_check_text(user, STORE_NAME_MAX, "the user's name", err);
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = sql_exec(c, err, "UPDATE warning SET state=?3, user=?4, time=?5 WHERE id=?1 AND source=?2 AND state<>2",
                 SQL_I(warning), SQL_I(source), SQL_I(seen ? STORE_WARNING_ACKNOWLEDGED : STORE_WARNING_OPEN),
                 SQL_T(seen ? user : ""), SQL_I(clock_now_ms()));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such warning of this source");
    r = r ? r : audit_add(c, user, seen ? "warning.acknowledge" : "warning.reopen", "source", source, detail, err);
    return store_write_end(s, r, err);
}

int store_source_settled(struct store *s, const char *batch_uuid, bool *ret_settled, struct so_error *err)
{
    struct conn *c;
    int64_t settled = 0;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, &settled,
                "SELECT closed AND NOT EXISTS(SELECT 1 FROM warning WHERE source=source.id AND state=0)"
                " FROM source WHERE batch_uuid=?1",
                SQL_T(batch_uuid));
    store_read_end(s, c);
    if (r && r != SO_ENOTFOUND)
        return r;
    *ret_settled = settled;
    return SO_OK;
}
