#include "support.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

static bool fails(struct bad_disk *bad)
{
    if (bad->fail_at == 0)
        return false;
    if (bad->fail_at > 1) {
        bad->fail_at--;
        return false;
    }
    if (!bad->lasting)
        bad->fail_at = 0;
    bad->failed++;
    errno = bad->error;
    return true;
}

static int bad_open(void *ctx, const char *path, int flags, mode_t mode)
{
    return fails(ctx) ? -1 : spool_real_disk()->open(NULL, path, flags, mode);
}

static ssize_t bad_write(void *ctx, int fd, const void *data, size_t len)
{
    struct bad_disk *bad = ctx;
    if (!fails(bad))
        return write(fd, data, len);
    if (bad->torn)
        (void)!write(fd, data, len / 2);
    errno = bad->error;
    return -1;
}

static ssize_t bad_pwrite(void *ctx, int fd, const void *data, size_t len, off_t at)
{
    return fails(ctx) ? -1 : pwrite(fd, data, len, at);
}

static int bad_sync(void *ctx, int fd)
{
    return fails(ctx) ? -1 : spool_real_disk()->sync(NULL, fd);
}

static int bad_rename(void *ctx, const char *from, const char *to)
{
    return fails(ctx) ? -1 : rename(from, to);
}

static int bad_unlink(void *ctx, const char *path)
{
    return fails(ctx) ? -1 : unlink(path);
}

static int bad_sync_folder(void *ctx, const char *path)
{
    return fails(ctx) ? -1 : spool_real_disk()->sync_folder(NULL, path);
}

void room_init(struct room *room)
{
    memset(room, 0, sizeof *room);
    /* In memory where that can be: thousands of syncs are not what is tested. */
    const char *base = getenv("TMPDIR");
    if (!base)
        base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(room->dir, sizeof room->dir, "%s/spool-XXXXXX", base);
    assert_non_null(mkdtemp(room->dir));
    room->bad.error = EIO;
    room->bad.disk = (struct spool_disk){&room->bad, bad_open, bad_write, bad_pwrite, bad_sync, bad_rename, bad_unlink,
                                         bad_sync_folder, NULL};
}

void room_open(struct room *room)
{
    struct so_error err;
    struct spool_options options = {.disk = &room->bad.disk};
    if (spool_open(room->dir, &options, &room->spool, &err))
        fail_msg("%s", err.text);
}

static void note_page(void *ctx, const struct spool_batch_info *batch, const struct spool_page_info *page)
{
    struct room *room = ctx;
    assert_true(room->told < 64);
    room->pages[room->told] = *page;
    room->batches[room->told++] = *batch;
}

static void note_trouble(void *ctx, const char *path, const struct so_error *err)
{
    struct room *room = ctx;
    (void)path;
    (void)err;
    room->troubles++;
}

void room_recover(struct room *room)
{
    struct spool_visitor visitor = {room, note_page, note_trouble};
    struct so_error err;
    room->told = room->troubles = 0;
    if (spool_recover(room->spool, &visitor, &err))
        fail_msg("%s", err.text);
}

/* As when the process dies: what the spool would still put in order fails on a disk that is gone. */
void room_close(struct room *room)
{
    struct bad_disk was = room->bad;
    room->bad.fail_at = 1;
    room->bad.lasting = true;
    room->bad.torn = false;
    spool_free(room->spool);
    room->spool = NULL;
    room->bad = was;
}

void room_destroy(struct room *room)
{
    spool_free(room->spool);
    room->spool = NULL;
    (void)file_remove_tree(room->dir, NULL);
}

int room_begin_batch(struct room *room, bool flatbed, bool duplex, struct spool_batch **ret_batch)
{
    struct scan_begun how = {.source = (char *)(uintptr_t)(flatbed ? "Flatbed" : "ADF Front"), .flatbed = flatbed,
                             .duplex = duplex, .resolution = 75};
    struct so_error err;
    return spool_batch_begin(room->spool, "desk", &how, NULL, ret_batch, &err);
}

struct scan_page room_page(bool back)
{
    return (struct scan_page){.raster = RASTER_GRAY, .depth = 8, .width = ROOM_WIDTH, .lines = ROOM_LINES,
                              .want_lines = ROOM_LINES, .resolution = 75, .back = back};
}

void room_fill(uint8_t out[ROOM_BYTES], unsigned n)
{
    for (size_t i = 0; i < ROOM_BYTES; i++)
        out[i] = (uint8_t)(i * 7 + n * 31 + i / 251);
}

int room_write_page(struct spool_batch *batch, unsigned n, bool back, struct spool_page_info *ret_info)
{
    uint8_t data[ROOM_BYTES];
    struct scan_page raster = room_page(back);
    struct spool_page *page;
    struct spool_page_info ignored;
    struct so_error err;
    room_fill(data, n);
    int r = spool_page_begin(batch, &raster, &page, &err);
    if (r)
        return r;
    for (size_t at = 0; !r && at < ROOM_BYTES; at += 700)
        r = spool_page_write(page, data + at, ROOM_BYTES - at < 700 ? ROOM_BYTES - at : 700, &err);
    if (r) {
        (void)spool_page_abort(page, "disk", &ignored, &err);
        return r;
    }
    return spool_page_finish(page, ret_info, &err);
}

bool room_file_is(const char *path, unsigned n)
{
    uint8_t want[ROOM_BYTES];
    struct buf file = BUF_INIT;
    room_fill(want, n);
    bool same = !file_read_all(path, 1u << 20, &file, NULL) && file.len > ROOM_BYTES &&
                !memcmp(file.data + file.len - ROOM_BYTES, want, ROOM_BYTES);
    buf_free(&file);
    return same;
}

void room_path(const struct room *room, const char *uuid, const char *name, char out[512])
{
    snprintf(out, 512, "%s/desk/%s/%s", room->dir, uuid, name);
}
