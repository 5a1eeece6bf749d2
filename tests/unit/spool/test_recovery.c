/*
 * What a crash leaves at every step of a page is put in order; a disk that fails at any change loses no page that was
 * acknowledged; a damaged journal costs no page file.
 */
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
#include "spool/journal.h"
#include "support.h"

#define STEPS_MAX 400

static struct room room;
static struct so_error err;
static char uuid[SPOOL_UUID_SIZE];

static struct spool_batch *begin(bool flatbed)
{
    struct spool_batch *b = NULL;
    assert_int_equal(room_begin_batch(&room, flatbed, false, &b), 0);
    snprintf(uuid, sizeof uuid, "%s", spool_batch_peek(b)->uuid);
    return b;
}

static void reopen(void)
{
    room_close(&room);
    room_open(&room);
    room_recover(&room);
}

/* Page 2 has got this far when everything stops. */
static struct spool_page *write_half(struct spool_batch *b, size_t bytes)
{
    struct scan_page raster = room_page(false);
    struct spool_page *page;
    uint8_t data[ROOM_BYTES];
    room_fill(data, 2);
    assert_int_equal(spool_page_begin(b, &raster, &page, &err), 0);
    assert_int_equal(spool_page_write(page, data, bytes, &err), 0);
    return page;
}

static void test_whole_part_is_promoted(void **state)
{
    struct spool_page_info one;
    (void)state;
    room_init(&room);
    room_open(&room);
    struct spool_batch *b = begin(false);
    assert_int_equal(room_write_page(b, 1, false, &one), 0);
    (void)write_half(b, ROOM_BYTES);
    reopen();
    assert_int_equal(room.told, 2);
    assert_int_equal(room.pages[1].kind, SPOOL_PAGE_WHOLE);
    assert_int_equal(room.pages[1].flags, SPOOL_RECOVERED);
    assert_int_equal(room.pages[1].sheet, 2);
    assert_true(room_file_is(room.pages[1].path, 2));
    assert_int_equal(room.batches[1].state, BATCH_PAUSED);
    room_recover(&room);
    assert_int_equal(room.told, 2); /* nothing more, nothing twice */
    room_destroy(&room);
}

static void test_broken_part_is_kept(void **state)
{
    struct spool_page_info one;
    (void)state;
    room_init(&room);
    room_open(&room);
    struct spool_batch *b = begin(false);
    assert_int_equal(room_write_page(b, 1, false, &one), 0);
    (void)write_half(b, ROOM_BYTES / 2);
    reopen();
    assert_int_equal(room.told, 2);
    assert_int_equal(room.pages[1].kind, SPOOL_PAGE_PARTIAL);
    assert_int_equal(access(room.pages[1].path, R_OK), 0);
    assert_int_equal(room.batches[1].troubles, 1);
    room_destroy(&room);
}

/* A feeder that was told to go on may have taken in a sheet of which nothing was heard. A glass cannot. */
static void test_unheard_sheet(void **state)
{
    (void)state;
    for (int flatbed = 0; flatbed <= 1; flatbed++) {
        struct spool_page_info one;
        room_init(&room);
        room_open(&room);
        struct spool_batch *b = begin(flatbed);
        assert_int_equal(room_write_page(b, 1, false, &one), 0);
        reopen();
        assert_int_equal(room.told, flatbed ? 1 : 2);
        if (!flatbed) {
            assert_int_equal(room.pages[1].kind, SPOOL_PAGE_UNKNOWN);
            assert_int_equal(room.pages[1].sheet, 2);
        }
        /* Fed again and come whole, it is no trouble any more. */
        assert_int_equal(spool_batch_resume(room.spool, "desk", uuid, &b, &err), 0);
        assert_int_equal(spool_batch_wanted_sheet(b), 2);
        assert_int_equal(room_write_page(b, 2, false, &one), 0);
        enum spool_batch_state closed;
        assert_int_equal(spool_batch_close(b, false, &closed, &err), 0);
        assert_int_equal(closed, BATCH_CLOSED_OK);
        room_destroy(&room);
    }
}

static void test_file_unknown_to_the_journal(void **state)
{
    struct spool_page_info one;
    char from[512], to[512];
    (void)state;
    room_init(&room);
    room_open(&room);
    struct spool_batch *b = begin(true);
    assert_int_equal(room_write_page(b, 3, false, &one), 0);
    room_path(&room, uuid, "p000001-a.pnm", from);
    room_path(&room, uuid, "p000002-a.pnm", to);
    assert_int_equal(file_copy_whole(from, to, 0640, 1u << 20, &err), 0);
    reopen();
    assert_int_equal(room.told, 2);
    assert_int_equal(room.pages[1].number, 2);
    assert_int_equal(room.pages[1].flags, SPOOL_RECOVERED);
    assert_string_equal(room.pages[1].sha256, one.sha256);
    room_destroy(&room);
}

static void test_missing_file_is_reported(void **state)
{
    struct spool_page_info one, two;
    (void)state;
    room_init(&room);
    room_open(&room);
    struct spool_batch *b = begin(true);
    assert_int_equal(room_write_page(b, 1, false, &one), 0);
    assert_int_equal(room_write_page(b, 2, false, &two), 0);
    assert_int_equal(unlink(one.path), 0);
    assert_int_equal(truncate(two.path, 100), 0);
    reopen();
    assert_int_equal(room.told, 2);
    assert_int_equal(room.pages[0].kind, SPOOL_PAGE_LOST);
    assert_int_equal(room.pages[1].kind, SPOOL_PAGE_LOST);
    room_recover(&room);
    assert_int_equal(room.told, 2); /* an alarm stays until a person drops the batch */
    room_destroy(&room);
}

static void test_handed_pages_are_not_told_again(void **state)
{
    struct spool_page_info one, two;
    (void)state;
    room_init(&room);
    room_open(&room);
    struct spool_batch *b = begin(true);
    assert_int_equal(room_write_page(b, 1, false, &one), 0);
    assert_int_equal(room_write_page(b, 2, false, &two), 0);
    assert_int_equal(spool_page_handed(room.spool, "desk", uuid, 1, 5, &err), 0);
    assert_int_equal(spool_page_handed(room.spool, "desk", uuid, 1, 5, &err), 0);
    assert_int_equal(spool_page_handed(room.spool, "desk", uuid, 3, 5, &err), SO_ENOTFOUND);
    reopen();
    assert_int_equal(room.told, 1);
    assert_int_equal(room.pages[0].number, 2);
    room_destroy(&room);
}

/* The journal cut off at each byte: every page file is still found, by the journal or by its own name. */
static void test_journal_cut_anywhere(void **state)
{
    struct spool_page_info info;
    struct buf journal = BUF_INIT;
    char path[512];
    (void)state;
    room_init(&room);
    room_open(&room);
    struct spool_batch *b = begin(true);
    for (unsigned n = 1; n <= 3; n++)
        assert_int_equal(room_write_page(b, n, false, &info), 0);
    room_close(&room);
    room_path(&room, uuid, "journal", path);
    assert_int_equal(file_read_all(path, 1u << 20, &journal, &err), 0);
    for (size_t cut = 0; cut < journal.len; cut += 7) {
        assert_int_equal(file_write_whole(path, journal.data, cut, 0640, &err), 0);
        room_open(&room);
        room_recover(&room);
        assert_int_equal(room.told, 3);
        for (unsigned n = 1; n <= 3; n++) {
            assert_int_equal(room.pages[n - 1].kind, SPOOL_PAGE_WHOLE);
            assert_true(room_file_is(room.pages[n - 1].path, n));
        }
        assert_int_equal(room.batches[0].bad_lines, 0); /* a torn end is no damage */
        reopen();
        assert_int_equal(room.told, 3); /* and what was written after it holds */
        assert_int_equal(room.batches[0].bad_lines, 0);
        room_close(&room);
    }
    buf_free(&journal);
    room_destroy(&room);
}

/* One byte of the journal changed: the pages are still all there, and the batch is not called ok. */
static void test_journal_damaged_anywhere(void **state)
{
    struct spool_page_info info;
    struct buf journal = BUF_INIT;
    char path[512];
    (void)state;
    room_init(&room);
    room_open(&room);
    struct spool_batch *b = begin(true);
    for (unsigned n = 1; n <= 2; n++)
        assert_int_equal(room_write_page(b, n, false, &info), 0);
    room_close(&room);
    room_path(&room, uuid, "journal", path);
    assert_int_equal(file_read_all(path, 1u << 20, &journal, &err), 0);
    for (size_t at = 0; at + 1 < journal.len; at += 5) {
        char was = journal.data[at];
        journal.data[at] = (char)(was ^ 4);
        assert_int_equal(file_write_whole(path, journal.data, journal.len, 0640, &err), 0);
        journal.data[at] = was;
        room_open(&room);
        room_recover(&room);
        assert_int_equal(room.told, 2);
        assert_true(room_file_is(room.pages[0].path, 1) && room_file_is(room.pages[1].path, 2));
        assert_true(room.batches[0].bad_lines > 0);
        room_close(&room);
    }
    buf_free(&journal);
    room_destroy(&room);
}

/* Three pages on a disk whose n-th change fails; returns how many were acknowledged. */
static unsigned write_on_bad_disk(long fail_at, bool lasting, bool torn)
{
    struct spool_batch *b;
    struct spool_page_info info;
    unsigned acknowledged = 0;
    room.bad.fail_at = fail_at;
    room.bad.lasting = lasting;
    room.bad.torn = torn;
    if (room_begin_batch(&room, true, false, &b))
        return 0;
    for (unsigned n = 1; n <= 3; n++) {
        int r = room_write_page(b, n, false, &info);
        if (r && !lasting)
            r = room_write_page(b, n, false, &info); /* the sheet was put back */
        if (r)
            break;
        if (info.kind != SPOOL_PAGE_WHOLE)
            fail_msg("change %ld: page %u is %s", fail_at, n, spool_page_kind_name(info.kind));
        acknowledged++;
    }
    return acknowledged;
}

/* Each acknowledged page is there after a crash, exactly once, and no other page is made up. */
static void check_after_crash(long fail_at, unsigned acknowledged)
{
    room.bad.fail_at = 0;
    reopen();
    unsigned whole = 0, last = 0;
    for (unsigned i = 0; i < room.told; i++) {
        if (room.pages[i].kind != SPOOL_PAGE_WHOLE)
            continue;
        unsigned n = 1;
        while (n <= 3 && !room_file_is(room.pages[i].path, n))
            n++;
        if (n > 3 || n <= last)
            fail_msg("change %ld: page %u holds raster %u after %u", fail_at, room.pages[i].number, n, last);
        last = n;
        whole++;
    }
    /* One more than acknowledged may have become whole just before its acknowledgement failed. */
    if (whole < acknowledged || whole > acknowledged + 1)
        fail_msg("change %ld: %u acknowledged, %u found", fail_at, acknowledged, whole);
    assert_int_equal(room.troubles, 0);
}

static void run_countdown(bool lasting, bool torn)
{
    long at = 1;
    for (; at < STEPS_MAX; at++) {
        room_init(&room);
        room_open(&room);
        unsigned acknowledged = write_on_bad_disk(at, lasting, torn);
        unsigned failed = room.bad.failed;
        check_after_crash(at, acknowledged);
        room_destroy(&room);
        if (!failed)
            break;
    }
    assert_true(at > 30 && at < STEPS_MAX);
    print_message("%ld changes, each failed %s\n", at - 1, lasting ? "for good" : "once");
}

static void test_disk_fails_once(void **state)
{
    (void)state;
    run_countdown(false, false);
    run_countdown(false, true);
}

static void test_disk_fails_for_good(void **state)
{
    (void)state;
    run_countdown(true, false);
    run_countdown(true, true);
}

/* Recovery itself is interrupted at each of its changes, then done again. */
static void test_recovery_interrupted(void **state)
{
    bool over = false;
    (void)state;
    for (long at = 1; at < STEPS_MAX && !over; at++) {
        struct spool_page_info one;
        room_init(&room);
        room_open(&room);
        struct spool_batch *b = begin(false);
        assert_int_equal(room_write_page(b, 1, false, &one), 0);
        (void)write_half(b, at % 2 ? ROOM_BYTES : ROOM_BYTES / 2);
        room_close(&room);
        room_open(&room);
        room.bad.fail_at = at;
        room.bad.lasting = room.bad.torn = true;
        room_recover(&room);
        over = !room.bad.failed;
        room.bad.fail_at = 0;
        reopen();
        assert_int_equal(room.troubles, 0);
        assert_int_equal(room.told, 2);
        assert_true(room_file_is(room.pages[0].path, 1));
        assert_int_equal(room.pages[1].kind, at % 2 ? SPOOL_PAGE_WHOLE : SPOOL_PAGE_PARTIAL);
        room_destroy(&room);
    }
    assert_true(over);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_part_is_promoted),      cmocka_unit_test(test_broken_part_is_kept),
        cmocka_unit_test(test_unheard_sheet),               cmocka_unit_test(test_file_unknown_to_the_journal),
        cmocka_unit_test(test_missing_file_is_reported),    cmocka_unit_test(test_handed_pages_are_not_told_again),
        cmocka_unit_test(test_journal_cut_anywhere),        cmocka_unit_test(test_journal_damaged_anywhere),
        cmocka_unit_test(test_disk_fails_once),             cmocka_unit_test(test_disk_fails_for_good),
        cmocka_unit_test(test_recovery_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
