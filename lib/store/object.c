#include "store/object.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/internal.h"

static bool is_hash(const char *hash)
{
    return strspn(hash, "0123456789abcdef") == HASH_HEX_SIZE - 1 && hash[HASH_HEX_SIZE - 1] == '\0';
}

char *store_object_path(const struct store *s, const char *hash)
{
    char *path = NULL;
    if (!is_hash(hash) || asprintf(&path, "%s/%.2s/%s", s->objects, hash, hash) < 0)
        return NULL;
    return path;
}

/* The folder of a file, made and synced into its parent; takes nothing. */
static int make_parent(const char *path, struct so_error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = strndup(path, (size_t)(slash - path));
    if (!folder)
        return store_no_memory(err);
    int r = SO_OK;
    if (access(folder, F_OK) < 0) {
        r = file_make_dirs(folder, err);
        if (!r)
            r = file_sync_parent(folder, err);
    }
    free(folder);
    return r;
}

/* Whether an original is there; one of another size than its content has is not (a damaged disk): it is written anew.
 */
static bool is_there(const char *path, uint64_t size)
{
    struct stat st;
    return !stat(path, &st) && S_ISREG(st.st_mode) && (uint64_t)st.st_size == size;
}

int store_object_put(struct store *s, const void *data, size_t len, struct store_object *ret_object,
                     struct so_error *err)
{
    struct store_object o = {.size = len};
    if (len > STORE_OBJECT_MAX)
        return so_fail(err, SO_ELIMIT, "an original of %zu bytes is too large", len);
    hash_bytes(data, len, o.hash);
    char *path = store_object_path(s, o.hash);
    if (!path)
        return store_no_memory(err);
    o.known = is_there(path, len);
    int r = SO_OK;
    if (!o.known && !(r = make_parent(path, err)))
        r = file_write_whole(path, data, len, 0440, err);
    free(path);
    if (!r)
        *ret_object = o;
    return r;
}

/* A name inside objects/ that nobody else has. */
static char *incoming_path(const struct store *s)
{
    char *path = NULL;
    unsigned long long random;
    randombytes_buf(&random, sizeof random);
    if (asprintf(&path, "%s/.incoming-%016llx", s->objects, random) < 0)
        return NULL;
    return path;
}

/*
 * The copy is made first and hashed then: a file that changes while it is taken in would otherwise lie under a hash
 * that is not its own.
 */
int store_object_put_file(struct store *s, const char *from, struct store_object *ret_object, struct so_error *err)
{
    struct store_object o = {0};
    char *path = NULL;
    char *incoming = incoming_path(s);
    if (!incoming)
        return store_no_memory(err);
    int r = file_copy_whole(from, incoming, 0440, STORE_OBJECT_MAX, err);
    if (!r)
        r = hash_file(incoming, o.hash, &o.size, err);
    if (!r && !(path = store_object_path(s, o.hash)))
        r = store_no_memory(err);
    if (!r)
        r = make_parent(path, err);
    if (!r)
        o.known = is_there(path, o.size);
    if (!r && !o.known) {
        if (rename(incoming, path) < 0)
            r = so_fail_errno(err, "%s", path);
        else
            r = file_sync_parent(path, err);
    }
    unlink(incoming);
    free(incoming);
    free(path);
    if (!r)
        *ret_object = o;
    return r;
}

char *store_derived_path(const struct store *s, int64_t page, const char *kind)
{
    char *path = NULL;
    if (!file_is_plain_name(kind) ||
        asprintf(&path, "%s/%02x/%lld.%s", s->derived, (unsigned)(page & 0xff), (long long)page, kind) < 0)
        return NULL;
    if (make_parent(path, NULL)) {
        free(path);
        return NULL;
    }
    return path;
}

int object_drop(struct conn *c, int64_t object, const char *hash, struct so_error *err)
{
    int64_t users;
    int r = sql_int(c, err, &users, "SELECT count(*) FROM page WHERE object=?1", SQL_I(object));
    if (r || users)
        return r;
    r = sql_exec(c, err, "INSERT OR IGNORE INTO dropped (hash) VALUES (?1)", SQL_T(hash));
    return r ? r : sql_exec(c, err, "DELETE FROM object WHERE id=?1", SQL_I(object));
}

int objects_sweep(struct store *s, struct conn *c, struct so_error *err)
{
    char hash[HASH_HEX_SIZE];
    for (;;) {
        sqlite3_stmt *st;
        int r = sql_query(c, err, &st, "SELECT hash FROM dropped LIMIT 1");
        if (!r)
            r = sql_row(c, err, st);
        if (!r)
            sql_copy(st, 0, hash, sizeof hash);
        sql_done(st, r);
        if (r)
            return r == SO_EEND ? SO_OK : r;
        char *path = store_object_path(s, hash);
        if (path && unlink(path) < 0 && errno != ENOENT)
            r = so_fail_errno(err, "%s", path);
        free(path);
        if (!r)
            r = sql_exec(c, err, "DELETE FROM dropped WHERE hash=?1", SQL_T(hash));
        if (r)
            return r;
    }
}

static int by_prefix(const char *folder, const char *prefix, struct so_error *err)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return errno == ENOENT ? SO_OK : so_fail_errno(err, "%s", folder);
    int r = SO_OK;
    for (struct dirent *e; !r && (e = readdir(dir));)
        if (!strncmp(e->d_name, prefix, strlen(prefix)) && unlinkat(dirfd(dir), e->d_name, 0) < 0 && errno != ENOENT)
            r = so_fail_errno(err, "%s/%s", folder, e->d_name);
    closedir(dir);
    return r;
}

int derived_remove(const struct store *s, int64_t page, struct so_error *err)
{
    char *folder = NULL;
    char prefix[32];
    snprintf(prefix, sizeof prefix, "%lld.", (long long)page);
    if (asprintf(&folder, "%s/%02x", s->derived, (unsigned)(page & 0xff)) < 0)
        return store_no_memory(err);
    int r = by_prefix(folder, prefix, err);
    free(folder);
    return r;
}

int objects_clean_incoming(const struct store *s, struct so_error *err)
{
    return by_prefix(s->objects, ".incoming-", err);
}
