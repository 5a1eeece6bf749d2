#include "store/intake.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/hash.h"
#include "store/internal.h"
#include "store/object.h"

const char *store_origin_name(enum store_origin o)
{
    static const char *const names[] = {"scan", "import", "inbox", "list"};
    return names[o];
}

const char *store_priority_name(enum store_priority p)
{
    return p == STORE_COUNTER ? "counter" : "backlog";
}

const char *store_page_state_name(enum store_page_state state)
{
    static const char *const names[] = {"waiting", "read", "failed", "set_aside"};
    return names[state];
}

const char *store_page_role_name(enum store_page_role role)
{
    static const char *const names[] = {"paper", "cover", "cover_back"};
    return names[role];
}

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

static const char *or_null(const char *s)
{
    return s && *s ? s : NULL;
}

static int check_uuid(const char *uuid, struct so_error *err)
{
    size_t len = strspn(uuid, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
    if (!len || len > 64 || uuid[len])
        return so_fail(err, SO_EINVALID, "a batch needs a name of 1 to 64 letters, digits and '-'");
    return SO_OK;
}

int dossier_ensure(struct conn *c, const char *code, struct so_error *err)
{
    if (!or_null(code))
        return SO_OK;
    int r = store_check_text(code, STORE_KEY_MAX, "the dossier code", err);
    return r ? r
             : sql_exec(c, err,
                        "INSERT OR IGNORE INTO dossier (code, created, updated, id)"
                        " VALUES (?1, ?2, ?2, (SELECT coalesce(max(id), 0)+1 FROM dossier))",
                        SQL_T(code), SQL_I(clock_now_ms()));
}

static int insert_source(struct conn *c, const struct store_source_new *n, struct so_error *err)
{
    int r = dossier_ensure(c, n->dossier, err);
    if (r)
        return r;
    return sql_exec(c, err,
                    "INSERT INTO source (batch_uuid, origin, priority, name, scanner, dossier, user, created, sheets)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, 0))",
                    SQL_T(n->batch_uuid), SQL_I(n->origin), SQL_I(n->priority), SQL_T(or_empty(n->name)),
                    SQL_T(or_empty(n->scanner)), SQL_T(or_null(n->dossier)), SQL_T(or_empty(n->user)),
                    SQL_I(clock_now_ms()), SQL_I(n->sheets));
}

int store_source_add(struct store *s, const struct store_source_new *n, int64_t *ret_source, bool *ret_existed,
                     struct so_error *err)
{
    int r = check_uuid(n->batch_uuid, err);
    if (!r && ((unsigned)n->origin >= STORE_ORIGINS || (unsigned)n->priority >= STORE_PRIORITIES))
        r = so_fail(err, SO_EINVALID, "unknown origin or priority");
    if (!r)
        r = store_check_text(n->name, STORE_NAME_MAX, "the name", err);
    if (!r)
        r = store_check_text(n->scanner, STORE_NAME_MAX, "the scanner's name", err);
    if (!r)
        r = store_check_text(n->user, STORE_NAME_MAX, "the user's name", err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    int64_t id = 0;
    r = sql_int(c, err, &id, "SELECT id FROM source WHERE batch_uuid=?1", SQL_T(n->batch_uuid));
    bool existed = !r;
    if (r == SO_ENOTFOUND) {
        r = insert_source(c, n, err);
        id = sqlite3_last_insert_rowid(c->db);
    }
    r = store_write_end(s, r, err);
    if (!r) {
        *ret_source = id;
        *ret_existed = existed;
    }
    return r;
}

/* The row of an original that lies on the disk; made when this is its first page. */
static int object_ensure(struct store *s, struct conn *c, const char *hash, int64_t *ret_id, struct so_error *err)
{
    char *path = store_object_path(s, hash);
    if (!path)
        return so_fail(err, SO_EINVALID, "no content hash");
    struct stat st;
    int r = stat(path, &st) < 0 ? so_fail(err, SO_ENOTFOUND, "the original %s was not put", hash) : SO_OK;
    free(path);
    if (!r)
        r = sql_exec(c, err, "INSERT OR IGNORE INTO object (hash, size, created) VALUES (?1, ?2, ?3)", SQL_T(hash),
                     SQL_I(st.st_size), SQL_I(clock_now_ms()));
    if (!r)
        r = sql_exec(c, err, "DELETE FROM dropped WHERE hash=?1", SQL_T(hash));
    return r ? r : sql_int(c, err, ret_id, "SELECT id FROM object WHERE hash=?1", SQL_T(hash));
}

/* SO_OK: not there; SO_EEND: there with the same content, ret_id set. */
static int find_same_page(struct conn *c, const struct store_page_new *n, int64_t *ret_id, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT id, hash, file_page FROM page WHERE source=?1 AND seq=?2", SQL_I(n->source),
                      SQL_I(n->seq));
    if (!r)
        r = sql_row(c, err, st);
    if (r)
        return sql_done(st, r);
    *ret_id = sqlite3_column_int64(st, 0);
    bool same = !strcmp(sql_peek(st, 1), n->object) && sqlite3_column_int(st, 2) == n->file_page;
    sql_done(st, SO_OK);
    return same ? SO_EEND : so_fail(err, SO_EEXISTS, "page %d of this source is there with other content", n->seq);
}

static int insert_page(struct store *s, struct conn *c, const struct store_page_new *n, struct store_page_added *added,
                       struct so_error *err)
{
    int64_t closed, priority, object;
    int r = sql_int(c, err, &closed, "SELECT closed FROM source WHERE id=?1", SQL_I(n->source));
    if (r)
        return r == SO_ENOTFOUND ? so_fail(err, r, "no such source") : r;
    if (closed)
        return so_fail(err, SO_EINVALID, "the source is closed");
    r = sql_int(c, err, &priority, "SELECT priority FROM source WHERE id=?1", SQL_I(n->source));
    if (!r)
        r = object_ensure(s, c, n->object, &object, err);
    if (r)
        return r;
    r = sql_int(c, err, &added->twin_page, "SELECT id FROM page WHERE hash=?1 AND file_page=?2 ORDER BY id LIMIT 1",
                SQL_T(n->object), SQL_I(n->file_page));
    if (r && r != SO_ENOTFOUND)
        return r;
    r = sql_exec(
        c, err,
        "INSERT INTO page (source, seq, object, hash, file_page, media_type, flags, captured, state, sheet, back)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10)",
        SQL_I(n->source), SQL_I(n->seq), SQL_I(object), SQL_T(n->object), SQL_I(n->file_page), SQL_T(n->media_type),
        SQL_I(n->flags), SQL_I(n->captured ? n->captured : clock_now_ms()), SQL_I(n->sheet), SQL_I(n->back));
    added->page = sqlite3_last_insert_rowid(c->db);
    return r ? r : job_add(c, added->page, STORE_JOB_READ, (enum store_priority)priority, err);
}

int store_page_add(struct store *s, const struct store_page_new *n, struct store_page_added *ret_added,
                   struct so_error *err)
{
    if (n->seq < 1 || n->seq > STORE_PAGES_MAX || n->file_page < 1 || n->file_page > STORE_PAGES_MAX ||
        !n->media_type || !n->object)
        return so_fail(err, SO_EINVALID, "a page without number, content or type");
    int r = store_check_text(n->media_type, STORE_KEY_MAX, "the media type", err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    struct store_page_added added = {0};
    r = find_same_page(c, n, &added.page, err);
    if (r == SO_EEND) {
        added.existed = true;
        r = SO_OK;
    } else if (!r) {
        r = insert_page(s, c, n, &added, err);
    }
    r = store_write_end(s, r, err);
    if (!r)
        *ret_added = added;
    return r;
}

int store_source_close(struct store *s, int64_t source, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "UPDATE source SET closed=1 WHERE id=?1", SQL_I(source));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such source");
    return store_write_end(s, r, err);
}

static int read_source(sqlite3_stmt *st, struct store_source *src, struct so_error *err)
{
    src->id = sqlite3_column_int64(st, 0);
    sql_copy(st, 1, src->batch_uuid, sizeof src->batch_uuid);
    src->origin = (enum store_origin)sqlite3_column_int(st, 2);
    src->priority = (enum store_priority)sqlite3_column_int(st, 3);
    src->name = sql_text(st, 4);
    src->scanner = sql_text(st, 5);
    src->dossier = sql_text(st, 6);
    src->user = sql_text(st, 7);
    src->created = sqlite3_column_int64(st, 8);
    src->closed = sqlite3_column_int(st, 9);
    src->papers = sqlite3_column_int(st, 10);
    return src->name && src->scanner && src->dossier && src->user ? SO_OK : store_no_memory(err);
}

static int count_source_pages(struct conn *c, struct store_source *src, struct so_error *err)
{
    sqlite3_stmt *st;
    int *const counts[] = {&src->waiting, &src->read, &src->failed, &src->set_aside};
    int r = sql_query(c, err, &st, "SELECT state, count(*) FROM page WHERE source=?1 GROUP BY state", SQL_I(src->id));
    while (!r && !(r = sql_row(c, err, st))) {
        *counts[sqlite3_column_int(st, 0) & 3] = sqlite3_column_int(st, 1);
        src->pages += sqlite3_column_int(st, 1);
    }
    return sql_done(st, r);
}

int source_of_id(struct conn *c, int64_t id, struct store_source *ret, struct so_error *err)
{
    struct store_source src = {0};
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT id, batch_uuid, origin, priority, name, scanner, dossier, user, created, closed,"
                      " (SELECT count(*) FROM paper WHERE source=?1) FROM source WHERE id=?1",
                      SQL_I(id));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = read_source(st, &src, err);
    if (r == SO_EEND)
        r = so_fail(err, SO_ENOTFOUND, "no such source");
    sql_done(st, r);
    if (!r)
        r = count_source_pages(c, &src, err);
    if (r)
        store_source_free(&src);
    else
        *ret = src;
    return r;
}

int store_source_load(struct store *s, int64_t id, struct store_source *ret_source, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = source_of_id(c, id, ret_source, err);
    store_read_end(s, c);
    return r;
}

int store_source_find(struct store *s, const char *batch_uuid, int64_t *ret_source, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, ret_source, "SELECT id FROM source WHERE batch_uuid=?1", SQL_T(batch_uuid));
    store_read_end(s, c);
    return r == SO_ENOTFOUND ? so_fail(err, r, "no such source") : r;
}

void store_source_free(struct store_source *src)
{
    free(src->name);
    free(src->scanner);
    free(src->dossier);
    free(src->user);
    *src = (struct store_source){0};
}
