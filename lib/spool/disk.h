/*
 * The spool's few ways to change the disk, as a table, so that tests can make the n-th of them fail. Each behaves as its
 * system call: -1 and errno on failure.
 */
#ifndef SOHOA_SPOOL_DISK_H
#define SOHOA_SPOOL_DISK_H

#include <sys/types.h>

struct spool_disk {
    void *ctx;
    int (*open)(void *ctx, const char *path, int flags, mode_t mode);
    ssize_t (*write)(void *ctx, int fd, const void *data, size_t len);
    ssize_t (*pwrite)(void *ctx, int fd, const void *data, size_t len, off_t at);
    int (*sync)(void *ctx, int fd);
    int (*rename)(void *ctx, const char *from, const char *to);
    int (*unlink)(void *ctx, const char *path);
    int (*sync_folder)(void *ctx, const char *path);
    /* Begins to write these bytes out, and does not wait: the sync to come has less to do. May be NULL. */
    void (*sync_soon)(void *ctx, int fd, off_t at, off_t len);
};

const struct spool_disk *spool_real_disk(void);

/* Writes all bytes, going on after short writes and EINTR; 0 or -1. */
int spool_disk_write(const struct spool_disk *disk, int fd, const void *data, size_t len);

#endif
