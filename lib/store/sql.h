/*
 * Private to the store: a connection with its prepared statements, and SQL in one line.
 *
 *     r = sql_exec(c, err, "UPDATE page SET state=?2 WHERE id=?1", SQL_I(id), SQL_I(state));
 *
 *     sqlite3_stmt *st;
 *     r = sql_query(c, err, &st, "SELECT id, name FROM source WHERE created>?1", SQL_I(since));
 *     while (!r && !(r = sql_row(c, err, st))) …read columns…
 *     r = sql_done(st, r);                            -- SO_EEND becomes SO_OK; st may be NULL
 *
 * SQL must be string literals: statements are cached by address.
 */
#ifndef SOHOA_STORE_SQL_H
#define SOHOA_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"
#include "model/page.h"

struct sql_cached {
    const char *sql;
    sqlite3_stmt *stmt;
};

struct conn {
    sqlite3 *db;
    struct {
        struct sql_cached *items;
        size_t len, cap;
    } cache;
    bool taken; /* of the reader pool */
};

enum sql_kind { SQL_KIND_END, SQL_KIND_INT, SQL_KIND_REAL, SQL_KIND_TEXT, SQL_KIND_BLOB };

struct sql_arg {
    enum sql_kind kind;
    union {
        int64_t i;
        double d;
        const void *p;
    };
    size_t len;
};

#define SQL_I(v) ((struct sql_arg){.kind = SQL_KIND_INT, .i = (v)})
#define SQL_D(v) ((struct sql_arg){.kind = SQL_KIND_REAL, .d = (v)})
#define SQL_T(v) ((struct sql_arg){.kind = SQL_KIND_TEXT, .p = (v)}) /* NULL binds NULL; must live until the step */
#define SQL_B(v, n) ((struct sql_arg){.kind = SQL_KIND_BLOB, .p = (v), .len = (n)})
#define SQL_ARGS(...) ((const struct sql_arg[]){__VA_ARGS__ __VA_OPT__(, ) {.kind = SQL_KIND_END}})

#define sql_exec(c, err, sql, ...) sql_exec_args(c, err, sql, SQL_ARGS(__VA_ARGS__))
#define sql_query(c, err, ret, sql, ...) sql_query_args(c, err, ret, sql, SQL_ARGS(__VA_ARGS__))
#define sql_int(c, err, ret, sql, ...) sql_int_args(c, err, ret, sql, SQL_ARGS(__VA_ARGS__))

int sql_open(const char *path, const char *vfs, int flags, struct conn *ret_conn, struct so_error *err);
void sql_close(struct conn *c);

/* Our code for what SQLite says, with its message in err. */
int sql_fail(struct conn *c, struct so_error *err, int rc);

int sql_exec_args(struct conn *c, struct so_error *err, const char *sql, const struct sql_arg *args);
int sql_query_args(struct conn *c, struct so_error *err, sqlite3_stmt **ret, const char *sql,
                   const struct sql_arg *args);
int sql_row(struct conn *c, struct so_error *err, sqlite3_stmt *st); /* SO_OK: a row; SO_EEND: no more */
int sql_done(sqlite3_stmt *st, int r);
/*
 * Where rows are read into, one after the other: a struct with items, len and cap, and what fills a zeroed item.
 *
 *     r = sql_rows(c, err, st, r, SQL_INTO(&list, read_one));     -- after sql_query, whose result r is; ends st
 */
struct sql_into {
    void **items;
    size_t *len, *cap, size;
    int (*read)(sqlite3_stmt *st, void *item, struct so_error *err);
};
#define SQL_INTO(list, read_one)                                                                                       \
    ((struct sql_into){(void **)&(list)->items, &(list)->len, &(list)->cap, sizeof *(list)->items, read_one})
/* All rows; what was read before a failure stays in the list, for its owner to free. */
int sql_rows(struct conn *c, struct so_error *err, sqlite3_stmt *st, int r, struct sql_into into);
/* The first column of the first row; SO_ENOTFOUND when there is none (err untouched). */
int sql_int_args(struct conn *c, struct so_error *err, int64_t *ret, const char *sql, const struct sql_arg *args);
/* Several statements without arguments; for schemas and pragmas. */
int sql_script(struct conn *c, struct so_error *err, const char *sql);

/* Columns. Text is malloc'ed, "" for NULL; NULL when memory is out. */
char *sql_text(sqlite3_stmt *st, int column);
const char *sql_peek(sqlite3_stmt *st, int column); /* borrowed until the next step; "" for NULL */
void sql_copy(sqlite3_stmt *st, int column, char *out, size_t size);
struct box sql_box(sqlite3_stmt *st, int column); /* four columns x, y, w, h */

#endif
