#include "spool/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int real_open(void *ctx, const char *path, int flags, mode_t mode)
{
    (void)ctx;
    return open(path, flags | O_CLOEXEC, mode);
}

static ssize_t real_write(void *ctx, int fd, const void *data, size_t len)
{
    (void)ctx;
    return write(fd, data, len);
}

static ssize_t real_pwrite(void *ctx, int fd, const void *data, size_t len, off_t at)
{
    (void)ctx;
    return pwrite(fd, data, len, at);
}

static int real_sync(void *ctx, int fd)
{
    (void)ctx;
    return fdatasync(fd);
}

static int real_rename(void *ctx, const char *from, const char *to)
{
    (void)ctx;
    return rename(from, to);
}

static int real_unlink(void *ctx, const char *path)
{
    (void)ctx;
    return unlink(path);
}

static int real_sync_folder(void *ctx, const char *path)
{
    (void)ctx;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int r = fsync(fd), saved = errno;
    close(fd);
    errno = saved;
    return r;
}

/* An error of it stays for the sync, which tells it. */
static void real_sync_soon(void *ctx, int fd, off_t at, off_t len)
{
    (void)ctx;
    (void)sync_file_range(fd, at, len, SYNC_FILE_RANGE_WRITE);
}

const struct spool_disk *spool_real_disk(void)
{
    static const struct spool_disk disk = {.open = real_open,
                                           .write = real_write,
                                           .pwrite = real_pwrite,
                                           .sync = real_sync,
                                           .rename = real_rename,
                                           .unlink = real_unlink,
                                           .sync_folder = real_sync_folder,
                                           .sync_soon = real_sync_soon};
    return &disk;
}

int spool_disk_write(const struct spool_disk *disk, int fd, const void *data, size_t len)
{
    const char *p = data;
    while (len) {
        ssize_t n = disk->write(disk->ctx, fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        p += n;
        len -= (size_t)n;
    }
    return 0;
}
