#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

int file_read_fd(int fd, const char *name, size_t limit, struct buf *ret_data, struct so_error *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return so_fail_errno(err, "%s", name);
    if (S_ISDIR(st.st_mode))
        return so_fail(err, SO_EINVALID, "%s: is a folder", name);
    struct buf b = BUF_INIT;
    int r = buf_reserve(&b, S_ISREG(st.st_mode) && (uint64_t)st.st_size <= limit ? (size_t)st.st_size : 0);
    off_t at = 0;
    char chunk[65536];
    while (!r) {
        ssize_t n = S_ISREG(st.st_mode) ? pread(fd, chunk, sizeof chunk, at) : read(fd, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0) {
            if (errno == EINTR)
                continue;
            r = so_fail_errno(err, "%s", name);
        } else if ((size_t)n > limit - b.len) {
            r = so_fail(err, SO_ELIMIT, "%s: larger than %zu bytes", name, limit);
        } else {
            at += n;
            r = buf_append(&b, chunk, (size_t)n);
            if (r)
                so_fail(err, r, "%s: out of memory", name);
        }
    }
    if (r) {
        buf_free(&b);
        return r;
    }
    *ret_data = b;
    return SO_OK;
}

int file_read_all(const char *path, size_t limit, struct buf *ret_data, struct so_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return so_fail_errno(err, "%s", path);
    int r = file_read_fd(fd, path, limit, ret_data, err);
    close(fd);
    return r;
}

int file_write_fd(int fd, const void *data, size_t len)
{
    const char *p = data;
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return so_result_from_errno(errno);
        }
        p += n;
        len -= (size_t)n;
    }
    return SO_OK;
}

/* Opens a temporary file beside path; *ret_name is the caller's to free. */
static int open_temporary(const char *path, mode_t mode, char **ret_name, int *ret_fd, struct so_error *err)
{
    char *name = NULL;
    if (asprintf(&name, "%s.XXXXXX.tmp", path) < 0)
        return so_fail(err, SO_ENOMEM, "%s: out of memory", path);
    int fd = mkostemps(name, 4, O_CLOEXEC);
    if (fd < 0 || fchmod(fd, mode) < 0) {
        int r = so_fail_errno(err, "%s: can't be written", path);
        if (fd >= 0) {
            unlink(name);
            close(fd);
        }
        free(name);
        return r;
    }
    *ret_name = name;
    *ret_fd = fd;
    return SO_OK;
}

/* Ends a temporary file: into place when r is 0, away otherwise. Takes name and fd. */
static int settle_temporary(char *name, int fd, const char *path, int r, struct so_error *err)
{
    if (!r && fsync(fd) < 0)
        r = so_fail_errno(err, "%s: can't be synced", path);
    if (close(fd) < 0 && !r)
        r = so_fail_errno(err, "%s", path);
    if (!r && rename(name, path) < 0)
        r = so_fail_errno(err, "%s", path);
    if (r)
        unlink(name);
    else
        r = file_sync_parent(path, err);
    free(name);
    return r;
}

int file_write_whole(const char *path, const void *data, size_t len, mode_t mode, struct so_error *err)
{
    char *name;
    int fd;
    int r = open_temporary(path, mode, &name, &fd, err);
    if (r)
        return r;
    r = file_write_fd(fd, data, len);
    if (r)
        so_fail_errno(err, "%s: can't be written", path);
    return settle_temporary(name, fd, path, r, err);
}

struct file_whole {
    char *path;
    char *temporary; /* NULL once it was put in place or given up */
    int fd;
    uint64_t size;
};

int file_whole_new(const char *path, mode_t mode, struct file_whole **ret_file, struct so_error *err)
{
    struct file_whole *file = calloc(1, sizeof *file);
    if (!file || !(file->path = strdup(path))) {
        free(file);
        return so_fail(err, SO_ENOMEM, "%s: out of memory", path);
    }
    int r = open_temporary(path, mode, &file->temporary, &file->fd, err);
    if (r) {
        free(file->path);
        free(file);
        return r;
    }
    *ret_file = file;
    return SO_OK;
}

int file_whole_append(struct file_whole *file, const void *data, size_t len, struct so_error *err)
{
    if (!file->temporary)
        return so_fail(err, SO_EINVALID, "%s: already finished", file->path);
    if (file_write_fd(file->fd, data, len))
        return so_fail_errno(err, "%s: can't be written", file->path);
    file->size += len;
    return SO_OK;
}

uint64_t file_whole_size(const struct file_whole *file)
{
    return file->size;
}

int file_whole_finish(struct file_whole *file, struct so_error *err)
{
    if (!file->temporary)
        return so_fail(err, SO_EINVALID, "%s: already finished", file->path);
    char *name = file->temporary;
    file->temporary = NULL;
    return settle_temporary(name, file->fd, file->path, SO_OK, err);
}

void file_whole_free(struct file_whole *file)
{
    if (!file)
        return;
    if (file->temporary) {
        unlink(file->temporary);
        close(file->fd);
        free(file->temporary);
    }
    free(file->path);
    free(file);
}

int file_copy_whole(const char *from, const char *to, mode_t mode, uint64_t limit, struct so_error *err)
{
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in < 0)
        return so_fail_errno(err, "%s", from);
    struct stat st;
    char *name;
    int out;
    int r = SO_OK;
    if (fstat(in, &st) < 0)
        r = so_fail_errno(err, "%s", from);
    else if (!S_ISREG(st.st_mode))
        r = so_fail(err, SO_EINVALID, "%s: not a regular file", from);
    else
        r = open_temporary(to, mode, &name, &out, err);
    if (r) {
        close(in);
        return r;
    }
    char chunk[65536];
    uint64_t total = 0;
    for (;;) {
        ssize_t n = read(in, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0) {
            if (errno == EINTR)
                continue;
            r = so_fail_errno(err, "%s", from);
            break;
        }
        total += (uint64_t)n;
        if (total > limit) {
            r = so_fail(err, SO_ELIMIT, "%s: larger than %llu bytes", from, (unsigned long long)limit);
            break;
        }
        r = file_write_fd(out, chunk, (size_t)n);
        if (r) {
            so_fail_errno(err, "%s: can't be written", to);
            break;
        }
    }
    close(in);
    return settle_temporary(name, out, to, r, err);
}

int file_sync_parent(const char *path, struct so_error *err)
{
    char *copy = strdup(path);
    if (!copy)
        return so_fail(err, SO_ENOMEM, "%s: out of memory", path);
    int r = SO_OK;
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0)
        r = so_fail_errno(err, "%s: its folder can't be synced", path);
    if (fd >= 0)
        close(fd);
    free(copy);
    return r;
}

int file_make_dirs(const char *path, struct so_error *err)
{
    char *copy = strdup(path);
    if (!copy)
        return so_fail(err, SO_ENOMEM, "%s: out of memory", path);
    int r = SO_OK;
    for (char *p = copy + 1; !r; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char end = *p;
        *p = '\0';
        struct stat st;
        if (mkdir(copy, 0750) < 0 && !(errno == EEXIST && stat(copy, &st) == 0 && S_ISDIR(st.st_mode)))
            r = so_fail_errno(err, "%s: the folder can't be made", copy);
        *p = end;
        if (!end)
            break;
    }
    free(copy);
    return r;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

int file_remove_tree(const char *path, struct so_error *err)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
        return so_fail_errno(err, "%s: can't be removed", path);
    return SO_OK;
}

char *file_join(const char *folder, const char *name)
{
    char *path = NULL;
    size_t n = strlen(folder);
    return asprintf(&path, "%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name) < 0 ? NULL : path;
}

const char *file_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool file_is_plain_name(const char *name)
{
    return name && name[0] && name[0] != '.' && !strchr(name, '/') && strlen(name) <= 255;
}

int file_free_space(const char *path, uint64_t *ret_bytes)
{
    struct statvfs v;
    if (statvfs(path, &v) < 0)
        return so_result_from_errno(errno);
    *ret_bytes = (uint64_t)v.f_bavail * v.f_frsize;
    return SO_OK;
}
