#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "store/internal.h"
#include "store/manifest.h"
#include "store/object.h"

#define STEP_PAGES 256 /* database pages copied between two looks at the clock and at the writer */
#define DATABASE "sohoa.db"

static int report(store_progress_fn progress, void *ctx, const struct store_backup_progress *p, struct so_error *err)
{
    return progress && progress(ctx, p) ? so_fail(err, SO_ECANCELLED, "stopped") : SO_OK;
}

/* Through SQLite's own backup, in steps; the reader's open transaction makes all of them see one moment. */
static int copy_database(struct conn *from, struct conn *to, store_progress_fn progress, void *ctx,
                         struct store_backup_progress *p, struct so_error *err)
{
    sqlite3_backup *b = sqlite3_backup_init(to->db, "main", from->db, "main");
    if (!b)
        return sql_fail(to, err, sqlite3_errcode(to->db));
    int r = SO_OK, rc = SQLITE_OK;
    while (!r && rc != SQLITE_DONE) {
        rc = sqlite3_backup_step(b, STEP_PAGES);
        p->db_pages = sqlite3_backup_pagecount(b);
        p->db_pages_left = sqlite3_backup_remaining(b);
        if (rc != SQLITE_OK && rc != SQLITE_DONE)
            r = so_fail(err, rc == SQLITE_FULL ? SO_ENOSPACE : SO_EIO, "backup: %s", sqlite3_errstr(rc));
        else
            r = report(progress, ctx, p, err);
    }
    sqlite3_backup_finish(b);
    return r;
}

/* The copy stands alone: no write-ahead log beside it. Written under another name and renamed when it is whole. */
static int backup_database(struct store *s, const char *folder, store_progress_fn progress, void *ctx,
                           struct store_backup_progress *p, struct so_error *err)
{
    struct conn to = {0}, *from;
    char *part = file_join(folder, DATABASE ".part"), *whole = file_join(folder, DATABASE);
    int r = part && whole ? file_remove_tree(part, err) : store_no_memory(err);
    if (!r)
        r = sql_open(part, NULL, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &to, err);
    if (!r && !(r = store_read_begin(s, &from, err))) {
        r = copy_database(from, &to, progress, ctx, p, err);
        store_read_end(s, from);
    }
    if (!r)
        r = sql_script(&to, err, "PRAGMA journal_mode=DELETE");
    sql_close(&to);
    if (!r && (rename(part, whole) < 0 || chmod(whole, 0640) < 0))
        r = so_fail_errno(err, "%s", whole);
    if (!r)
        r = file_sync_parent(whole, err);
    free(part);
    free(whole);
    return r;
}

static char *object_name(const char *hash)
{
    char *name = NULL;
    return asprintf(&name, "objects/%.2s/%s", hash, hash) < 0 ? NULL : name;
}

static int backup_object(struct store *s, const char *folder, const char *hash, uint64_t size,
                         struct store_backup_result *result, struct so_error *err)
{
    char *from = store_object_path(s, hash), *name = object_name(hash);
    char *to = name ? file_join(folder, name) : NULL;
    struct stat st;
    int r = from && to ? SO_OK : store_no_memory(err);
    if (!r && (stat(to, &st) < 0 || (uint64_t)st.st_size != size)) {
        char *slash = strrchr(to, '/');
        *slash = '\0';
        r = file_make_dirs(to, err);
        *slash = '/';
        if (!r)
            r = file_copy_whole(from, to, 0440, STORE_OBJECT_MAX, err);
        result->objects_copied += !r;
    }
    free(from);
    free(name);
    free(to);
    return r;
}

/* What the copied database names, not the living one: a page that came in meanwhile belongs to the next backup. */
static int backup_objects(struct store *s, const char *folder, struct conn *copy, struct manifest *m,
                          store_progress_fn progress, void *ctx, struct store_backup_progress *p,
                          struct store_backup_result *result, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_int(copy, err, &p->objects, "SELECT count(*) FROM object");
    if (!r)
        r = sql_int(copy, err, &result->papers, "SELECT count(*) FROM paper");
    if (!r)
        r = sql_int(copy, err, &result->pages, "SELECT count(*) FROM page");
    if (r)
        return r;
    r = sql_query(copy, err, &st, "SELECT hash, size FROM object ORDER BY hash");
    while (!r && !(r = sql_row(copy, err, st))) {
        const char *hash = sql_peek(st, 0);
        uint64_t size = (uint64_t)sqlite3_column_int64(st, 1);
        char *name = object_name(hash);
        r = name ? backup_object(s, folder, hash, size, result, err) : store_no_memory(err);
        if (!r)
            r = manifest_add(m, hash, size, name, err);
        free(name);
        p->objects_done++;
        if (!r)
            r = report(progress, ctx, p, err);
    }
    result->objects = p->objects_done;
    return sql_done(st, r);
}

/* An empty or new folder, or one with a manifest of ours. */
static int check_target(const char *folder, struct so_error *err)
{
    char *manifest = file_join(folder, STORE_MANIFEST);
    if (!manifest)
        return store_no_memory(err);
    bool ours = access(manifest, F_OK) == 0;
    free(manifest);
    DIR *dir = opendir(folder);
    if (!dir)
        return errno == ENOENT ? SO_OK : so_fail_errno(err, "%s", folder);
    bool empty = true;
    for (struct dirent *e; (e = readdir(dir));) /* what an interrupted first backup left behind is ours too */
        empty &=
            e->d_name[0] == '.' || !strncmp(e->d_name, DATABASE, strlen(DATABASE)) || !strcmp(e->d_name, "objects");
    closedir(dir);
    return ours || empty ? SO_OK : so_fail(err, SO_EEXISTS, "%s: holds something that is no backup", folder);
}

#define NOTE "last-backup" /* in the data folder: one line, NOTE_HEAD and the moment in ms since 1970 */
#define NOTE_HEAD "sohoa-backup 1 "

static bool note_backup(const struct store *s, int64_t moment)
{
    char text[64];
    int n = snprintf(text, sizeof text, NOTE_HEAD "%lld\n", (long long)moment);
    char *path = file_join(s->folder, NOTE);
    bool noted = path && !file_write_whole(path, text, (size_t)n, 0640, NULL);
    free(path);
    return noted;
}

int store_backup_last(struct store *s, int64_t *ret_moment_ms, struct so_error *err)
{
    struct buf text = BUF_INIT;
    char *path = file_join(s->folder, NOTE), *end = NULL;
    int r = path ? file_read_all(path, 64, &text, err) : store_no_memory(err);
    const char *line = buf_str(&text);
    int64_t moment = 0;
    if (r == SO_ENOTFOUND) {
        r = SO_OK;
    } else if (!r) {
        bool ours = !strncmp(line, NOTE_HEAD, strlen(NOTE_HEAD));
        moment = ours ? strtoll(line + strlen(NOTE_HEAD), &end, 10) : 0;
        if (!ours || moment < 1 || *end != '\n')
            r = so_fail(err, SO_EFORMAT, "%s: is no note of a backup", path);
    }
    buf_free(&text);
    free(path);
    if (!r)
        *ret_moment_ms = moment;
    return r;
}

int store_backup(struct store *s, const char *folder, store_progress_fn progress, void *ctx,
                 struct store_backup_result *ret_result, struct so_error *err)
{
    struct store_backup_result result = {0};
    struct store_backup_progress p = {0};
    struct manifest m = {0};
    struct conn copy = {0};
    char hex[HASH_HEX_SIZE];
    uint64_t size = 0;
    int64_t moment = clock_now_ms();
    int r = check_target(folder, err);
    if (!r)
        r = file_make_dirs(folder, err);
    char *database = file_join(folder, DATABASE);
    if (!r && !database)
        r = store_no_memory(err);
    if (!r)
        r = backup_database(s, folder, progress, ctx, &p, err);
    if (!r)
        r = sql_open(database, NULL, SQLITE_OPEN_READONLY, &copy, err);
    if (!r)
        r = hash_file(database, hex, &size, err);
    if (!r)
        r = manifest_add(&m, hex, size, DATABASE, err);
    if (!r)
        r = backup_objects(s, folder, &copy, &m, progress, ctx, &p, &result, err);
    sql_close(&copy);
    if (!r)
        r = manifest_write(&m, folder, err);
    result.bytes = m.bytes;
    manifest_free(&m);
    free(database);
    if (!r) {
        result.noted = note_backup(s, moment);
        *ret_result = result;
    }
    return r;
}

static int restore_file(const char *from_folder, const char *to_folder, const struct manifest_line *line,
                        struct so_error *err)
{
    bool database = !strcmp(line->name, DATABASE);
    char *from = file_join(from_folder, line->name);
    char *to = file_join(to_folder, database ? DATABASE ".part" : line->name);
    int r = from && to ? SO_OK : store_no_memory(err);
    if (!r) {
        char *slash = strrchr(to, '/');
        *slash = '\0';
        r = file_make_dirs(to, err);
        *slash = '/';
    }
    if (!r)
        r = file_copy_whole(from, to, database ? 0640 : 0440, UINT64_MAX, err);
    free(from);
    free(to);
    return r;
}

/* The database takes its name last: a restore that was cut off leaves no data folder that could be opened. */
int store_restore(const char *backup_folder, const char *data_folder, struct so_error *err)
{
    struct store_verify_result checked;
    struct manifest m = {0};
    int r = store_verify_backup(backup_folder, &checked, err);
    if (!r)
        r = manifest_read(&m, backup_folder, err);
    char *part = file_join(data_folder, DATABASE ".part"), *whole = file_join(data_folder, DATABASE);
    if (!r && (!part || !whole))
        r = store_no_memory(err);
    if (!r && access(whole, F_OK) == 0)
        r = so_fail(err, SO_EEXISTS, "%s: there is a database already", data_folder);
    for (size_t i = 0; !r && i < m.len; i++)
        r = restore_file(backup_folder, data_folder, &m.items[i], err);
    if (!r && rename(part, whole) < 0)
        r = so_fail_errno(err, "%s", whole);
    if (!r)
        r = file_sync_parent(whole, err);
    free(part);
    free(whole);
    manifest_free(&m);
    return r;
}
