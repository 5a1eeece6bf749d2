#include "store/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/hash.h"
#include "store/internal.h"

/* Each part goes in with its length before it: no two different rows have the same bytes. */
static void hash_text(struct hash *h, const char *s)
{
    uint64_t len = strlen(s);
    hash_update(h, &len, sizeof len);
    hash_update(h, s, len);
}

static void chain(const char *before, int64_t id, int64_t time, const char *user, const char *action,
                  const char *object, int64_t object_id, const char *detail, char ret_hex[HASH_HEX_SIZE])
{
    struct hash h;
    int64_t numbers[] = {id, time, object_id};
    hash_init(&h);
    hash_text(&h, before);
    hash_update(&h, numbers, sizeof numbers);
    hash_text(&h, user);
    hash_text(&h, action);
    hash_text(&h, object);
    hash_text(&h, detail);
    hash_final(&h, ret_hex);
}

static int last_row(struct conn *c, int64_t *ret_id, char ret_hash[HASH_HEX_SIZE], struct so_error *err)
{
    sqlite3_stmt *st;
    *ret_id = 0;
    ret_hash[0] = '\0';
    int r = sql_query(c, err, &st, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
    if (!r)
        r = sql_row(c, err, st);
    if (!r) {
        *ret_id = sqlite3_column_int64(st, 0);
        sql_copy(st, 1, ret_hash, HASH_HEX_SIZE);
    }
    return sql_done(st, r);
}

int audit_add(struct conn *c, const char *user, const char *action, const char *object, int64_t object_id,
              const char *detail, struct so_error *err)
{
    int64_t id, now = clock_now_ms();
    char before[HASH_HEX_SIZE], hex[HASH_HEX_SIZE];
    int r = last_row(c, &id, before, err);
    if (r)
        return r;
    chain(before, id + 1, now, user, action, object, object_id, detail, hex);
    return sql_exec(c, err,
                    "INSERT INTO audit (id, time, user, action, object, object_id, detail, hash)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    SQL_I(id + 1), SQL_I(now), SQL_T(user), SQL_T(action), SQL_T(object), SQL_I(object_id),
                    SQL_T(detail), SQL_T(hex));
}

int store_audit_add(struct store *s, const char *user, const char *action, const char *object, int64_t object_id,
                    const char *detail, struct so_error *err)
{
    int r = store_check_text(user, STORE_NAME_MAX, "the user's name", err);
    if (!r)
        r = store_check_text(action, STORE_KEY_MAX, "the action", err);
    if (!r)
        r = store_check_text(object, STORE_KEY_MAX, "the object", err);
    if (!r)
        r = store_check_text(detail, STORE_VALUE_MAX, "the detail", err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = audit_add(c, user ? user : "", action ? action : "", object ? object : "", object_id, detail ? detail : "",
                  err);
    return store_write_end(s, r, err);
}

static int read_row(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_audit_row *a = item;
    *a = (struct store_audit_row){.id = sqlite3_column_int64(st, 0),
                                  .time = sqlite3_column_int64(st, 1),
                                  .user = sql_text(st, 2),
                                  .action = sql_text(st, 3),
                                  .object = sql_text(st, 4),
                                  .object_id = sqlite3_column_int64(st, 5),
                                  .detail = sql_text(st, 6)};
    return a->user && a->action && a->object && a->detail ? SO_OK : store_no_memory(err);
}

int store_audit_list(struct store *s, const char *object, int64_t object_id, int64_t before, int limit,
                     struct store_audit *ret_rows, struct so_error *err)
{
    if (limit < 1 || limit > 1000)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to 1000");
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    struct store_audit rows = {0};
    sqlite3_stmt *st;
    int64_t below = before ? before : INT64_MAX;
    if (object)
        r = sql_query(c, err, &st,
                      "SELECT id, time, user, action, object, object_id, detail FROM audit"
                      " WHERE object=?3 AND object_id=?4 AND id<?1 ORDER BY id DESC LIMIT ?2",
                      SQL_I(below), SQL_I(limit), SQL_T(object), SQL_I(object_id));
    else
        r = sql_query(c, err, &st,
                      "SELECT id, time, user, action, object, object_id, detail FROM audit"
                      " WHERE id<?1 ORDER BY id DESC LIMIT ?2",
                      SQL_I(below), SQL_I(limit));
    r = sql_rows(c, err, st, r, SQL_INTO(&rows, read_row));
    store_read_end(s, c);
    if (r)
        store_audit_free(&rows);
    else
        *ret_rows = rows;
    return r;
}

void store_audit_free(struct store_audit *a)
{
    for (size_t i = 0; i < a->len; i++) {
        free(a->items[i].user);
        free(a->items[i].action);
        free(a->items[i].object);
        free(a->items[i].detail);
    }
    array_free(a);
}

int audit_verify(struct conn *c, int64_t *ret_rows, int64_t *ret_bad_id, struct so_error *err)
{
    char before[HASH_HEX_SIZE] = "", hex[HASH_HEX_SIZE];
    int64_t rows = 0;
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT id, time, user, action, object, object_id, detail, hash FROM audit ORDER BY id");
    while (!r && !(r = sql_row(c, err, st))) {
        int64_t id = sqlite3_column_int64(st, 0);
        chain(before, id, sqlite3_column_int64(st, 1), sql_peek(st, 2), sql_peek(st, 3), sql_peek(st, 4),
              sqlite3_column_int64(st, 5), sql_peek(st, 6), hex);
        if (id != ++rows || strcmp(hex, sql_peek(st, 7))) {
            *ret_bad_id = id;
            r = so_fail(err, SO_EFORMAT, "the audit log was altered at row %lld", (long long)id);
        }
        sql_copy(st, 7, before, sizeof before);
    }
    r = sql_done(st, r);
    if (!r)
        *ret_rows = rows;
    return r;
}

int store_audit_verify(struct store *s, int64_t *ret_rows, int64_t *ret_bad_id, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = audit_verify(c, ret_rows, ret_bad_id, err);
    store_read_end(s, c);
    return r;
}
