#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "store/internal.h"

#define READERS_DEFAULT 4
#define READERS_MAX 64

int store_no_memory(struct so_error *err)
{
    return so_fail(err, SO_ENOMEM, "out of memory");
}

int store_check_text(const char *text, size_t max, const char *what, struct so_error *err)
{
    if (text && strnlen(text, max + 1) > max)
        return so_fail(err, SO_ELIMIT, "%s is longer than %zu bytes", what, max);
    return SO_OK;
}

static bool one_of(const char *key, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(key, *list))
            return true;
    return false;
}

/* "noi_sinh", or "cha_noi_sinh". */
static bool ends_in_one_of(const char *key, const char *const *list)
{
    size_t len = strlen(key);
    for (; *list; list++) {
        size_t n = strlen(*list);
        if (n <= len && !strcmp(key + len - n, *list) && (n == len || key[len - n - 1] == '_'))
            return true;
    }
    return false;
}

unsigned store_role_by_key(void *ctx, const char *type, const char *key)
{
    static const char *const names[] = {"ho_ten", "nguoi_yeu_cau", "nguoi_nop", "ben_a", "ben_b", NULL};
    static const char *const titles[] = {"trich_yeu", "noi_dung", NULL};
    static const char *const dates[] = {"ngay_dang_ky",  "ngay_ky",   "ngay_chung_thuc",
                                        "ngay_ban_hanh", "ngay_nhan", NULL};
    static const char *const numbers[] = {"so", "so_chung_thuc", "ma_ho_so", NULL};
    static const char *const places[] = {"noi_sinh", "noi_chet", "noi_cu_tru", "noi_dang_ky", "noi_thuong_tru",
                                         "que_quan", "dia_chi",  NULL};
    (void)ctx;
    (void)type;
    size_t len = strlen(key);
    if (one_of(key, names) || (len > 7 && !strcmp(key + len - 7, "_ho_ten")))
        return STORE_ROLE_NAME | STORE_ROLE_TITLE;
    if (one_of(key, titles))
        return STORE_ROLE_TITLE;
    if (one_of(key, dates))
        return STORE_ROLE_DATE;
    if (one_of(key, numbers))
        return STORE_ROLE_NUMBER;
    if (ends_in_one_of(key, places))
        return STORE_ROLE_PLACE;
    if (!strcmp(key, "nguoi_ky"))
        return STORE_ROLE_SIGNER;
    return strcmp(key, "quyen_so") ? STORE_ROLE_NONE : STORE_ROLE_BOOK;
}

const char *store_sector_by_type(const char *type)
{
    static const struct {
        const char *begin, *sector;
    } known[] = {
        {"chung_thuc", "chung_thuc"},
        {"giay_khai_sinh", "ho_tich"},
        {"trich_luc", "ho_tich"},
        {"to_khai", "ho_tich"},
        {"giay_chung_nhan_ket_hon", "ho_tich"},
        {"giay_xac_nhan_tinh_trang_hon_nhan", "ho_tich"},
        {"giay_chung_sinh", "ho_tich"},
        {"giay_bao_tu", "ho_tich"},
        {"giay_tiep_nhan", "mot_cua"},
        {"phieu_", "mot_cua"},
        {"van_ban_hanh_chinh", "hanh_chinh"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strncmp(type, known[i].begin, strlen(known[i].begin)))
            return known[i].sector;
    return "khac";
}

static int take_folder(struct store *s, struct so_error *err)
{
    int r = s->read_only ? SO_OK : file_make_dirs(s->objects, err);
    if (!r && !s->read_only)
        r = file_make_dirs(s->derived, err);
    if (r || s->read_only)
        return r;
    char *path = file_join(s->folder, ".lock");
    if (!path)
        return store_no_memory(err);
    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (s->lock_fd < 0)
        r = so_fail_errno(err, "%s", path);
    else if (flock(s->lock_fd, LOCK_EX | LOCK_NB) < 0)
        r = errno == EWOULDBLOCK ? so_fail(err, SO_EBUSY, "%s: another daemon holds this folder", s->folder)
                                 : so_fail_errno(err, "%s", path);
    free(path);
    return r;
}

static int open_conn(struct store *s, const char *path, const char *vfs, bool writer, struct conn *c,
                     struct so_error *err)
{
    int flags = s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int r = sql_open(path, vfs, writer ? flags | SQLITE_OPEN_CREATE : flags, c, err);
    if (!r)
        r = search_register(c, err);
    if (!r && writer)
        r = sql_script(c, err, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                               "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-12000;"
                               "PRAGMA journal_size_limit=67108864");
    else if (!r)
        r = sql_script(c, err, "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4000");
    return r;
}

static int open_database(struct store *s, const struct store_options *o, struct so_error *err)
{
    char *path = file_join(s->folder, "sohoa.db");
    if (!path)
        return store_no_memory(err);
    int r = SO_OK;
    if (!s->read_only) {
        /* SQLite would let everybody read it. Only when new: closing an open database's file would drop its locks. */
        int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        if (fd < 0 && errno != EEXIST)
            r = so_fail_errno(err, "%s", path);
        else if (fd >= 0)
            close(fd);
    }
    if (!r && !s->read_only) {
        r = open_conn(s, path, o->vfs, true, &s->writer, err);
        if (!r)
            r = store_migrate(&s->writer, store_schema_version(), err);
        if (!r && !(r = sql_script(&s->writer, err, "BEGIN IMMEDIATE"))) {
            r = jobs_release_dead(&s->writer, err);
            int end = sql_script(&s->writer, r ? NULL : err, r ? "ROLLBACK" : "COMMIT");
            r = r ? r : end;
        }
        if (!r)
            r = objects_sweep(s, &s->writer, err);
        if (!r)
            r = objects_clean_incoming(s, err);
    }
    for (int i = 0; !r && i < s->nreaders; i++)
        r = open_conn(s, path, o->vfs, false, &s->readers[i], err);
    if (!r && s->read_only)
        r = store_check_schema(&s->readers[0], err);
    free(path);
    return r;
}

int store_open(const struct store_options *o, struct store **ret_store, struct so_error *err)
{
    int readers = o->readers ? o->readers : READERS_DEFAULT;
    if (!o->folder || !*o->folder || readers < 1 || readers > READERS_MAX)
        return so_fail(err, SO_EINVALID, "store: no folder, or a senseless number of readers");
    if (sodium_init() < 0)
        return so_fail(err, SO_EINTERNAL, "libsodium cannot be used");
    struct store *s = calloc(1, sizeof *s);
    if (!s)
        return store_no_memory(err);
    s->lock_fd = -1;
    s->read_only = o->read_only;
    s->role = o->role ? o->role : store_role_by_key;
    s->role_ctx = o->role_ctx;
    pthread_mutex_init(&s->write_lock, NULL);
    pthread_mutex_init(&s->pool_lock, NULL);
    pthread_cond_init(&s->pool_free, NULL);
    s->folder = strdup(o->folder);
    s->objects = file_join(o->folder, "objects");
    s->derived = file_join(o->folder, "derived");
    s->readers = calloc((size_t)readers, sizeof *s->readers);
    s->nreaders = s->readers ? readers : 0;
    int r = s->folder && s->objects && s->derived && s->readers ? SO_OK : store_no_memory(err);
    if (!r)
        r = take_folder(s, err);
    if (!r)
        r = open_database(s, o, err);
    if (r) {
        store_close(s);
        return r;
    }
    *ret_store = s;
    return SO_OK;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->nreaders; i++)
        sql_close(&s->readers[i]);
    sql_close(&s->writer); /* last: it folds the WAL into the database */
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    pthread_mutex_destroy(&s->write_lock);
    pthread_mutex_destroy(&s->pool_lock);
    pthread_cond_destroy(&s->pool_free);
    free(s->readers);
    free(s->folder);
    free(s->objects);
    free(s->derived);
    free(s);
}

int store_open_checker(struct store *s, struct conn *c, struct so_error *err)
{
    char *path = file_join(s->folder, "sohoa.db");
    int r = path ? sql_open(path, NULL, SQLITE_OPEN_READWRITE, c, err) : store_no_memory(err);
    free(path);
    r = r ? r : search_register(c, err);
    return r ? r : sql_exec(c, err, "BEGIN IMMEDIATE");
}

int store_write_begin(struct store *s, struct conn **ret_conn, struct so_error *err)
{
    if (s->read_only)
        return so_fail(err, SO_EPERM, "the store was opened read-only");
    pthread_mutex_lock(&s->write_lock);
    int r = sql_exec(&s->writer, err, "BEGIN IMMEDIATE");
    if (r) {
        pthread_mutex_unlock(&s->write_lock);
        return r;
    }
    *ret_conn = &s->writer;
    return SO_OK;
}

int store_write_end(struct store *s, int r, struct so_error *err)
{
    if (!r)
        r = sql_exec(&s->writer, err, "COMMIT");
    if (!r && s->sweep)
        objects_sweep(s, &s->writer, NULL); /* what fails here is tried again at the next start */
    s->sweep = false;
    if (r && !sqlite3_get_autocommit(s->writer.db))
        sql_exec(&s->writer, NULL, "ROLLBACK");
    pthread_mutex_unlock(&s->write_lock);
    return r;
}

int store_read_begin(struct store *s, struct conn **ret_conn, struct so_error *err)
{
    struct conn *c = NULL;
    pthread_mutex_lock(&s->pool_lock);
    while (!c) {
        for (int i = 0; i < s->nreaders && !c; i++)
            if (!s->readers[i].taken)
                c = &s->readers[i];
        if (!c)
            pthread_cond_wait(&s->pool_free, &s->pool_lock);
    }
    c->taken = true;
    pthread_mutex_unlock(&s->pool_lock);
    int r = sql_exec(c, err, "BEGIN");
    if (r) {
        store_read_end(s, c);
        return r;
    }
    *ret_conn = c;
    return SO_OK;
}

void store_read_end(struct store *s, struct conn *c)
{
    if (!sqlite3_get_autocommit(c->db))
        sql_exec(c, NULL, "COMMIT");
    pthread_mutex_lock(&s->pool_lock);
    c->taken = false;
    pthread_cond_signal(&s->pool_free);
    pthread_mutex_unlock(&s->pool_lock);
}

int store_read_rows_args(struct store *s, struct so_error *err, struct sql_into into, const char *sql,
                         const struct sql_arg *args)
{
    struct conn *c;
    sqlite3_stmt *st = NULL;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_query_args(c, err, &st, sql, args);
    r = sql_rows(c, err, st, r, into);
    store_read_end(s, c);
    return r;
}

int store_edit_begin(struct store *s, const char *user, const char *what, const char *sql, int64_t id, int version,
                     struct conn **ret_conn, int *ret_version, struct so_error *err)
{
    if (!user || !*user)
        return so_fail(err, SO_EINVALID, "an edit needs a user");
    int r = store_check_text(user, STORE_NAME_MAX, "the user's name", err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    int64_t now = 0;
    r = sql_int(c, err, &now, sql, SQL_I(id));
    if (r == SO_ENOTFOUND) {
        r = so_fail(err, r, "no such %s", what);
    } else if (!r && now != version) {
        *ret_version = (int)now;
        r = so_fail(err, SO_ESTALE, "the %s was changed meanwhile: it has version %lld, the edit was made on %d", what,
                    (long long)now, version);
    }
    if (r)
        return store_write_end(s, r, err);
    *ret_conn = c;
    return SO_OK;
}
