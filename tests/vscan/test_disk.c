/* The spool's disk fails at its n-th change amid a run, once: the person is told, goes on, and every sheet is there once. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"

#define SHEETS 2
#define CHANGES_MAX 200

static struct rig rig;
static long countdown;
static int failure;

static bool fails(void)
{
    if (!countdown || --countdown)
        return false;
    errno = failure;
    return true;
}

static ssize_t bad_write(void *ctx, int fd, const void *data, size_t len)
{
    return fails() ? -1 : spool_real_disk()->write(ctx, fd, data, len);
}

static int bad_open(void *ctx, const char *path, int flags, mode_t mode)
{
    return fails() ? -1 : spool_real_disk()->open(ctx, path, flags, mode);
}

static int bad_sync(void *ctx, int fd)
{
    return fails() ? -1 : spool_real_disk()->sync(ctx, fd);
}

static int bad_rename(void *ctx, const char *from, const char *to)
{
    return fails() ? -1 : spool_real_disk()->rename(ctx, from, to);
}

static int bad_sync_folder(void *ctx, const char *path)
{
    return fails() ? -1 : spool_real_disk()->sync_folder(ctx, path);
}

static bool settled(const struct rig *r)
{
    return r->closed > 0 || r->status.state == SCANNER_ATTENTION;
}

/* Goes on as a person would; returns how often one had to. */
static unsigned help_until_closed(const char *code)
{
    struct so_error err;
    unsigned helped = 0;
    while (!rig.closed) {
        rig_until_true(&rig, settled);
        if (rig.closed)
            break;
        if (++helped > 3)
            fail_msg("still %s after %u attempts", rig.status.code, helped);
        if (helped == 1)
            assert_string_equal(rig.status.code, code);
        rig_return_sheet(&rig, rig.status.sheet ? rig.status.sheet : 1);
        if (scanner_continue(rig.scanner, &err))
            fail_msg("%s", err.text);
    }
    return helped;
}

static void run_countdown(int error, const char *code, bool both)
{
    static char *duplex[] = {(char *)(uintptr_t)"ADF Duplex"};
    struct spool_disk disk = *spool_real_disk();
    struct so_error err;
    unsigned attentions = 0;
    long at = 1;
    disk.open = bad_open;
    disk.write = bad_write;
    disk.sync = bad_sync;
    disk.rename = bad_rename;
    disk.sync_folder = bad_sync_folder;
    failure = error;
    for (; at < CHANGES_MAX; at++) {
        rig_init(&rig);
        rig.disk = &disk;
        for (unsigned n = 1; n <= SHEETS; n++)
            rig_put_sheet(&rig, n, both);
        if (both)
            rig.settings.sources = (struct conf_strings){duplex, 1, 1};
        rig_start(&rig);
        rig_until(&rig, SCANNER_WATCHING);
        countdown = at;
        assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
        attentions += help_until_closed(code);
        bool over = countdown > 0;
        countdown = 0;
        assert_int_equal(rig.bugs, 0);
        rig_check_spool(&rig, SHEETS, both);
        rig_destroy(&rig);
        if (over)
            break;
    }
    assert_true(at > 20 && at < CHANGES_MAX && attentions > 10);
    print_message("%ld changes failed, a person was called %u times\n", at - 1, attentions);
}

static void test_disk_error(void **state)
{
    (void)state;
    run_countdown(EIO, "disk_error", false);
}

/* On both sides, where the back is asked for while the front is saved. */
static void test_disk_full(void **state)
{
    (void)state;
    run_countdown(ENOSPC, "disk_full", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disk_error),
        cmocka_unit_test(test_disk_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
