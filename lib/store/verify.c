/* Whether what is kept can still be trusted. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "store/backup.h"
#include "store/internal.h"
#include "store/manifest.h"
#include "store/object.h"

static void problem(struct store_verify_result *v, const char *text)
{
    if (!v->first_problem[0])
        snprintf(v->first_problem, sizeof v->first_problem, "%s", text);
}

/* SO_OK also when the database is not sound: that is a result, not a failure. */
static int check_database(struct conn *c, struct store_verify_result *v, struct so_error *err)
{
    struct so_error what;
    sqlite3_stmt *st;
    int r = sql_query(c, &what, &st, "PRAGMA integrity_check(1)");
    if (!r)
        r = sql_row(c, &what, st);
    v->database_sound = !r && !strcmp(sql_peek(st, 0), "ok");
    if (!v->database_sound)
        problem(v, r ? what.text : sql_peek(st, 0));
    sql_done(st, r);
    if (r && r != SO_EFORMAT && r != SO_EIO)
        return so_fail(err, r, "%s", what.text);
    int64_t strays = 0;
    if (v->database_sound && !sql_int(c, NULL, &strays, "SELECT count(*) FROM pragma_foreign_key_check") && strays) {
        v->database_sound = false;
        problem(v, "rows refer to others that are not there");
    }
    return SO_OK;
}

static int check_audit(struct conn *c, struct store_verify_result *v)
{
    struct so_error what;
    int64_t rows, bad;
    int r = audit_verify(c, &rows, &bad, &what);
    v->audit_sound = !r;
    if (r)
        problem(v, what.text);
    return r == SO_ENOMEM ? r : SO_OK;
}

static int check_file(const char *path, const char *hash, uint64_t size, struct store_verify_result *v,
                      struct so_error *err)
{
    char hex[HASH_HEX_SIZE];
    uint64_t is;
    struct so_error what;
    int r = hash_file(path, hex, &is, &what);
    if (r == SO_ENOMEM)
        return store_no_memory(err);
    if (r) {
        v->objects_missing++;
        problem(v, what.text);
    } else if (is != size || strcmp(hex, hash)) {
        v->objects_damaged++;
        so_fail(&what, SO_EFORMAT, "%s: is not what it was", path);
        problem(v, what.text);
    }
    return SO_OK;
}

static int settle(struct store_verify_result *v, struct store_verify_result *ret, int r, struct so_error *err)
{
    if (r)
        return r;
    *ret = *v;
    if (v->objects_missing || v->objects_damaged || !v->database_sound || !v->index_sound || !v->audit_sound)
        return so_fail(err, SO_EFORMAT, "%s", v->first_problem);
    return SO_OK;
}

int store_verify_backup(const char *folder, struct store_verify_result *ret_result, struct so_error *err)
{
    struct store_verify_result v = {.index_sound = true};
    struct manifest m = {0};
    struct conn c = {0};
    int r = manifest_read(&m, folder, err);
    for (size_t i = 0; !r && i < m.len; i++) {
        char *path = file_join(folder, m.items[i].name);
        r = path ? check_file(path, m.items[i].hash, m.items[i].size, &v, err) : store_no_memory(err);
        free(path);
        v.objects++;
    }
    manifest_free(&m);
    char *database = r ? NULL : file_join(folder, "sohoa.db");
    if (!r && !database)
        r = store_no_memory(err);
    if (!r)
        r = sql_open(database, NULL, SQLITE_OPEN_READONLY, &c, err);
    if (!r)
        r = search_register(&c, err);
    if (!r)
        r = check_database(&c, &v, err);
    if (!r && v.database_sound)
        r = check_audit(&c, &v);
    sql_close(&c);
    free(database);
    return settle(&v, ret_result, r, err);
}

static int run_index_checks(struct conn *c, struct store_verify_result *v)
{
    static const char *const checks[] = {"INSERT INTO search_name (search_name) VALUES ('integrity-check')",
                                         "INSERT INTO search_field (search_field) VALUES ('integrity-check')",
                                         "INSERT INTO search_text (search_text) VALUES ('integrity-check')"};
    struct so_error what = {0};
    int r = SO_OK;
    for (size_t i = 0; !r && i < sizeof checks / sizeof *checks; i++)
        r = sql_exec(c, &what, checks[i]);
    int64_t strays = 0, rebuild = 0;
    if (!r)
        r = sql_int(c, &what, &rebuild,
                    "SELECT sum(value) FROM meta WHERE key IN ('search_rebuild', 'search_rebuild_entries')");
    if (!r && !rebuild)
        r = sql_int(
            c, &what, &strays,
            "SELECT (SELECT count(*) FROM paper WHERE replaced_by IS NULL) + (SELECT count(*) FROM register_entry)"
            " <> (SELECT count(*) FROM search_doc)");
    v->index_sound = !r && !strays;
    if (r)
        problem(v, what.text);
    else if (strays)
        problem(v, "the search index does not know every paper and row of a register");
    return r;
}

/*
 * FTS5's own check is a write in name only, so it goes through a writer and is rolled back. A store that was opened for
 * reading beside a daemon takes a connection of its own for that.
 */
static int check_index(struct store *s, struct store_verify_result *v, struct so_error *err)
{
    struct conn own = {0}, *c = &own;
    int r = s->read_only ? store_open_checker(s, &own, err) : store_write_begin(s, &c, err);
    if (!r) {
        r = run_index_checks(c, v);
        r = r == SO_ENOMEM ? store_no_memory(err) : SO_OK;
        if (!s->read_only)
            store_write_end(s, SO_ECANCELLED, NULL);
    }
    if (s->read_only)
        sql_close(&own); /* its transaction goes with it */
    return r;
}

static int check_objects(struct store *s, struct conn *c, store_progress_fn progress, void *ctx,
                         struct store_verify_result *v, struct so_error *err)
{
    struct store_backup_progress p = {0};
    sqlite3_stmt *st;
    int r = sql_int(c, err, &p.objects, "SELECT count(*) FROM object");
    if (r)
        return r;
    r = sql_query(c, err, &st, "SELECT hash, size FROM object ORDER BY hash");
    while (!r && !(r = sql_row(c, err, st))) {
        char *path = store_object_path(s, sql_peek(st, 0));
        r = path ? check_file(path, sql_peek(st, 0), (uint64_t)sqlite3_column_int64(st, 1), v, err)
                 : store_no_memory(err);
        free(path);
        v->objects++;
        p.objects_done++;
        if (!r && progress && progress(ctx, &p))
            r = so_fail(err, SO_ECANCELLED, "stopped");
    }
    return sql_done(st, r);
}

int store_verify(struct store *s, store_progress_fn progress, void *ctx, struct store_verify_result *ret_result,
                 struct so_error *err)
{
    struct store_verify_result v = {0};
    struct conn *c;
    int r = check_index(s, &v, err);
    if (r || (r = store_read_begin(s, &c, err)))
        return r;
    r = check_database(c, &v, err);
    if (!r)
        r = check_audit(c, &v);
    if (!r)
        r = check_objects(s, c, progress, ctx, &v, err);
    store_read_end(s, c);
    return settle(&v, ret_result, r, err);
}
