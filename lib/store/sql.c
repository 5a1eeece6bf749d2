#include "store/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define BUSY_MS 10000

int sql_fail(struct conn *c, struct so_error *err, int rc)
{
    int code = SO_EINTERNAL;
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        code = SO_ENOMEM;
        break;
    case SQLITE_FULL:
        code = SO_ENOSPACE;
        break;
    case SQLITE_IOERR:
        code = rc == SQLITE_IOERR_NOMEM ? SO_ENOMEM : SO_EIO;
        break;
    case SQLITE_CANTOPEN:
        code = SO_EIO;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        code = SO_EBUSY;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        code = SO_EFORMAT;
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        code = SO_EPERM;
        break;
    case SQLITE_TOOBIG:
        code = SO_ELIMIT;
        break;
    case SQLITE_INTERRUPT:
        code = SO_ECANCELLED;
        break;
    }
    return so_fail(err, code, "database: %s", c && c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(rc));
}

int sql_open(const char *path, const char *vfs, int flags, struct conn *ret_conn, struct so_error *err)
{
    struct conn c = {0};
    int rc = sqlite3_open_v2(path, &c.db, flags | SQLITE_OPEN_NOMUTEX, vfs);
    if (!rc)
        rc = sqlite3_extended_result_codes(c.db, 1);
    if (!rc)
        rc = sqlite3_busy_timeout(c.db, BUSY_MS);
    static const int off[] = {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_TRUSTED_SCHEMA,
                              SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL};
    for (size_t i = 0; !rc && i < sizeof off / sizeof *off; i++)
        rc = sqlite3_db_config(c.db, off[i], 0, NULL);
    if (!rc)
        rc = sqlite3_db_config(c.db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (rc) {
        int r = sql_fail(&c, err, rc);
        if (err)
            r = so_fail(err, r, "%s: %s", path, c.db ? sqlite3_errmsg(c.db) : sqlite3_errstr(rc));
        sql_close(&c);
        return r;
    }
    *ret_conn = c;
    return SO_OK;
}

void sql_close(struct conn *c)
{
    for (size_t i = 0; i < c->cache.len; i++)
        sqlite3_finalize(c->cache.items[i].stmt);
    array_free(&c->cache);
    sqlite3_close(c->db);
    c->db = NULL;
}

/* A statement that is in use already (a query inside a query of the same text) is prepared once more. */
static int prepare(struct conn *c, struct so_error *err, const char *sql, sqlite3_stmt **ret)
{
    struct sql_cached *found = NULL;
    for (size_t i = 0; i < c->cache.len && !found; i++)
        if (c->cache.items[i].sql == sql && !sqlite3_stmt_busy(c->cache.items[i].stmt))
            found = &c->cache.items[i];
    if (!found) {
        sqlite3_stmt *st;
        int rc = sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
        if (rc)
            return sql_fail(c, err, rc);
        found = array_push(&c->cache);
        if (!found) {
            sqlite3_finalize(st);
            return so_fail(err, SO_ENOMEM, "out of memory");
        }
        found->sql = sql;
        found->stmt = st;
    }
    sqlite3_reset(found->stmt);
    sqlite3_clear_bindings(found->stmt);
    *ret = found->stmt;
    return SO_OK;
}

static int bind(sqlite3_stmt *st, int at, const struct sql_arg *a)
{
    switch (a->kind) {
    case SQL_KIND_INT:
        return sqlite3_bind_int64(st, at, a->i);
    case SQL_KIND_REAL:
        return sqlite3_bind_double(st, at, a->d);
    case SQL_KIND_TEXT:
        return a->p ? sqlite3_bind_text(st, at, a->p, -1, SQLITE_STATIC) : sqlite3_bind_null(st, at);
    case SQL_KIND_BLOB:
        return sqlite3_bind_blob64(st, at, a->p, a->len, SQLITE_STATIC);
    default:
        return SQLITE_MISUSE;
    }
}

int sql_query_args(struct conn *c, struct so_error *err, sqlite3_stmt **ret, const char *sql,
                   const struct sql_arg *args)
{
    sqlite3_stmt *st = NULL;
    *ret = NULL;
    int r = prepare(c, err, sql, &st);
    if (r)
        return r;
    for (int i = 0; args[i].kind != SQL_KIND_END; i++) {
        int rc = bind(st, i + 1, &args[i]);
        if (rc)
            return sql_fail(c, err, rc);
    }
    *ret = st;
    return SO_OK;
}

int sql_row(struct conn *c, struct so_error *err, sqlite3_stmt *st)
{
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        return SO_OK;
    return rc == SQLITE_DONE ? SO_EEND : sql_fail(c, err, rc);
}

int sql_done(sqlite3_stmt *st, int r)
{
    if (st) {
        sqlite3_reset(st);
        sqlite3_clear_bindings(st);
    }
    return r == SO_EEND ? SO_OK : r;
}

int sql_exec_args(struct conn *c, struct so_error *err, const char *sql, const struct sql_arg *args)
{
    sqlite3_stmt *st;
    int r = sql_query_args(c, err, &st, sql, args);
    while (!r)
        r = sql_row(c, err, st);
    return sql_done(st, r);
}

int sql_rows(struct conn *c, struct so_error *err, sqlite3_stmt *st, int r, struct sql_into into)
{
    while (!r && !(r = sql_row(c, err, st))) {
        if (!array_grow(into.items, into.len, into.cap, into.size))
            r = so_fail(err, SO_ENOMEM, "out of memory");
        else
            r = into.read(st, (char *)*into.items + (*into.len - 1) * into.size, err);
    }
    return sql_done(st, r);
}

int sql_int_args(struct conn *c, struct so_error *err, int64_t *ret, const char *sql, const struct sql_arg *args)
{
    sqlite3_stmt *st;
    int r = sql_query_args(c, err, &st, sql, args);
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        *ret = sqlite3_column_int64(st, 0);
    if (r == SO_EEND)
        r = SO_ENOTFOUND;
    return sql_done(st, r);
}

int sql_script(struct conn *c, struct so_error *err, const char *sql)
{
    int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    return rc ? sql_fail(c, err, rc) : SO_OK;
}

char *sql_text(sqlite3_stmt *st, int column)
{
    return strdup(sql_peek(st, column));
}

const char *sql_peek(sqlite3_stmt *st, int column)
{
    const char *s = (const char *)sqlite3_column_text(st, column);
    return s ? s : "";
}

void sql_copy(sqlite3_stmt *st, int column, char *out, size_t size)
{
    snprintf(out, size, "%s", sql_peek(st, column));
}

struct box sql_box(sqlite3_stmt *st, int column)
{
    struct box b = {sqlite3_column_int(st, column), sqlite3_column_int(st, column + 1),
                    sqlite3_column_int(st, column + 2), sqlite3_column_int(st, column + 3)};
    return b;
}
