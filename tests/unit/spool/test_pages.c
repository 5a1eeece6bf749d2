/* Pages and batches while all goes well, and the checks of a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "support.h"

static struct room room;
static struct so_error err;

static int setup(void **state)
{
    (void)state;
    room_init(&room);
    room_open(&room);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    room_destroy(&room);
    return 0;
}

static struct spool_batch *begin(bool flatbed, bool duplex)
{
    struct spool_batch *b = NULL;
    assert_int_equal(room_begin_batch(&room, flatbed, duplex, &b), 0);
    return b;
}

static void test_page_is_there_and_exact(void **state)
{
    struct spool_batch *b = begin(false, false);
    struct spool_page_info info;
    char sha[HASH_HEX_SIZE];
    uint64_t size;
    (void)state;
    assert_int_equal(room_write_page(b, 1, false, &info), 0);
    assert_int_equal(info.kind, SPOOL_PAGE_WHOLE);
    assert_int_equal(info.number, 1);
    assert_int_equal(info.sheet, 1);
    assert_int_equal(info.lines, ROOM_LINES);
    assert_int_equal(info.flags, 0);
    assert_true(room_file_is(info.path, 1));
    assert_string_equal(file_base_name(info.path), "p000001-a.pnm");
    assert_int_equal(hash_file(info.path, sha, &size, &err), 0);
    assert_string_equal(sha, info.sha256);
    assert_int_equal(size, info.bytes);
}

static void test_second_process_is_refused(void **state)
{
    struct spool *second = NULL;
    (void)state;
    assert_int_equal(spool_open(room.dir, NULL, &second, &err), SO_EBUSY);
    assert_null(second);
}

static void test_sheets_of_both_sides(void **state)
{
    struct spool_batch *b = begin(false, true);
    struct spool_page_info info;
    (void)state;
    for (unsigned n = 1; n <= 4; n++) {
        assert_int_equal(room_write_page(b, n, n % 2 == 0, &info), 0);
        assert_int_equal(info.sheet, (n + 1) / 2);
        assert_int_equal(info.back, n % 2 == 0);
        assert_int_equal(spool_batch_wanted_sheet(b), n / 2 + 1);
    }
}

static void test_odd_duplex_is_suspect(void **state)
{
    struct spool_batch *b = begin(false, true);
    struct spool_page_info info;
    enum spool_batch_state closed;
    (void)state;
    assert_int_equal(room_write_page(b, 1, false, &info), 0);
    assert_int_equal(spool_batch_close(b, false, &closed, &err), 0);
    assert_int_equal(closed, BATCH_CLOSED_SUSPECT);
}

/* A page with given lines announced, asked for and delivered, of one byte value or of noise. */
static struct spool_page_info write_shaped(struct spool_batch *b, uint32_t announced, uint32_t asked, size_t bytes, int value)
{
    struct scan_page raster = room_page(false);
    struct spool_page *page;
    struct spool_page_info info = {0};
    raster.lines = announced;
    raster.want_lines = asked;
    assert_int_equal(spool_page_begin(b, &raster, &page, &err), 0);
    for (size_t i = 0; i < bytes; i++) {
        uint8_t byte = value >= 0 ? (uint8_t)value : (uint8_t)(i * 13 + i / 17);
        assert_int_equal(spool_page_write(page, &byte, 1, &err), 0);
    }
    assert_int_equal(spool_page_finish(page, &info, &err), 0);
    return info;
}

/* The broken page as an image that can be shown: as many rows as came whole, and a header that says so. */
static void test_what_broke_off_can_be_seen(void **state)
{
    struct spool_batch *b = begin(false, false);
    char text[64] = "";
    int fd = -1, width = 0, lines = 0, start = 0;
    (void)state;
    struct spool_page_info info = write_shaped(b, 100, 100, 50 * ROOM_WIDTH + 7, -1);
    assert_int_equal(info.kind, SPOOL_PAGE_PARTIAL);
    assert_true(info.trouble);
    assert_int_equal(spool_evidence_open(info.path, &fd, &err), 0);
    assert_true(pread(fd, text, sizeof text - 1, 0) > 0);
    assert_int_equal(sscanf(text, "P%*c %d %d %*d%n", &width, &lines, &start), 2);
    assert_int_equal(lines, 50);
    off_t row = (lseek(fd, 0, SEEK_END) - start - 1) / 50;
    assert_int_equal(lseek(fd, 0, SEEK_END), start + 1 + 50 * row);
    assert_int_equal(row, ROOM_WIDTH);
    close(fd);
    assert_int_not_equal(spool_evidence_open("/nonexistent/p000001.partial.pnm", &fd, &err), 0);
    assert_int_equal(spool_evidence_open("/proc/self/cmdline", &fd, &err), SO_EFORMAT);
}

static void test_sizes(void **state)
{
    struct spool_batch *b = begin(false, false);
    struct spool_page_info info;
    (void)state;
    info = write_shaped(b, 100, 100, 50 * ROOM_WIDTH, -1);
    assert_int_equal(info.kind, SPOOL_PAGE_PARTIAL);
    assert_int_equal(access(info.path, R_OK), 0);
    info = write_shaped(b, 100, 100, 0, -1);
    assert_int_equal(info.kind, SPOOL_PAGE_EMPTY);
    assert_string_equal(info.path, "");
    info = write_shaped(b, 100, 100, ROOM_WIDTH / 2, -1);
    assert_int_equal(info.kind, SPOOL_PAGE_EMPTY);
    info = write_shaped(b, 100, 100, 99 * ROOM_WIDTH, -1);
    assert_int_equal(info.kind, SPOOL_PAGE_WHOLE);
    assert_int_equal(info.flags, SPOOL_MISMATCH);
    assert_int_equal(info.lines, 99);
    info = write_shaped(b, 100, 100, 99 * ROOM_WIDTH + 1, -1);
    assert_int_equal(info.kind, SPOOL_PAGE_PARTIAL);
    info = write_shaped(b, 0, 100, 80 * ROOM_WIDTH, -1);
    assert_int_equal(info.kind, SPOOL_PAGE_WHOLE);
    assert_int_equal(info.flags, SPOOL_SHORT);
    assert_int_equal(info.lines, 80);
}

/* With the length unknown beforehand the header tells it afterwards, and the checksum is that of the file as it is. */
static void test_unknown_length(void **state)
{
    struct spool_batch *b = begin(false, false);
    struct spool_page_info info = write_shaped(b, 0, 0, 33 * ROOM_WIDTH, -1);
    struct buf file = BUF_INIT;
    char sha[HASH_HEX_SIZE];
    (void)state;
    assert_int_equal(file_read_all(info.path, 1u << 20, &file, &err), 0);
    assert_memory_equal(file.data, "P5\n    40     33\n255\n", 21);
    hash_bytes(file.data, file.len, sha);
    assert_string_equal(sha, info.sha256);
    buf_free(&file);
}

static void test_too_long_is_refused(void **state)
{
    struct spool_batch *b = begin(false, false);
    struct scan_page raster = room_page(false);
    struct spool_page *page;
    struct spool_page_info info;
    uint8_t data[ROOM_BYTES] = {0};
    (void)state;
    assert_int_equal(spool_page_begin(b, &raster, &page, &err), 0);
    assert_int_equal(spool_page_write(page, data, sizeof data, &err), 0);
    assert_int_equal(spool_page_write(page, data, sizeof data, &err), SO_ELIMIT);
    assert_int_equal(spool_page_abort(page, "too_large", &info, &err), 0);
    assert_int_equal(info.kind, SPOOL_PAGE_PARTIAL);
}

static void test_grey_tail_and_blank(void **state)
{
    struct spool_batch *b = begin(false, false);
    struct scan_page raster = room_page(false);
    struct spool_page_info info;
    struct spool_page *page;
    uint8_t data[ROOM_BYTES];
    (void)state;
    room_fill(data, 1);
    memset(data + ROOM_BYTES / 2, 0x80, ROOM_BYTES / 2);
    assert_int_equal(spool_page_begin(b, &raster, &page, &err), 0);
    assert_int_equal(spool_page_write(page, data, sizeof data, &err), 0);
    assert_int_equal(spool_page_finish(page, &info, &err), 0);
    assert_int_equal(info.flags, SPOOL_GREY_TAIL);
    info = write_shaped(b, 50, 50, ROOM_BYTES, 255);
    assert_int_equal(info.flags, SPOOL_ONE_VALUE);
    info = write_shaped(b, 50, 50, ROOM_BYTES, 255);
    assert_int_equal(info.flags, SPOOL_ONE_VALUE | SPOOL_SAME);
}

/* A front that is fed again after a fault on its back: dropped only when it is the same to the last byte. */
static void test_front_fed_again(void **state)
{
    struct spool_batch *b = begin(false, true);
    struct spool_page_info info;
    (void)state;
    for (unsigned again = 1; again <= 2; again++) {
        struct scan_page back = room_page(true);
        struct spool_page *page;
        assert_int_equal(room_write_page(b, again == 1 ? 1 : 5, false, &info), 0);
        assert_int_equal(info.kind, SPOOL_PAGE_WHOLE);
        assert_int_equal(spool_page_begin(b, &back, &page, &err), 0);
        assert_int_equal(spool_page_abort(page, "jammed", &info, &err), 0);
        uint32_t sheet = spool_batch_wanted_sheet(b);
        assert_int_equal(sheet, again);
        assert_int_equal(room_write_page(b, again == 1 ? 1 : 6, false, &info), 0);
        assert_int_equal(info.sheet, sheet);
        assert_int_equal(info.kind, again == 1 ? SPOOL_PAGE_REPEAT : SPOOL_PAGE_WHOLE);
        assert_int_equal(info.flags, again == 1 ? 0 : SPOOL_AGAIN);
        assert_int_equal(room_write_page(b, 9, true, &info), 0);
        assert_int_equal(info.sheet, sheet);
    }
    assert_int_equal(spool_batch_peek(b)->troubles, 0);
}

static int count_batch(void *ctx, const struct spool_batch_info *b)
{
    (void)b;
    ++*(unsigned *)ctx;
    return 0;
}

static void test_purge_only_what_was_handed(void **state)
{
    struct spool_batch *b = begin(false, false);
    struct spool_page_info one, two;
    enum spool_batch_state closed;
    char uuid[SPOOL_UUID_SIZE];
    struct spool_purged done;
    const struct spool_purge_limits old = {30, INT64_MAX}, any = {-1, INT64_MAX}, unsaved = {-1, clock_now_ms() - 60000};
    unsigned batches = 0;
    (void)state;
    snprintf(uuid, sizeof uuid, "%s", spool_batch_peek(b)->uuid);
    assert_int_equal(room_write_page(b, 1, false, &one), 0);
    assert_int_equal(room_write_page(b, 2, false, &two), 0);
    assert_int_equal(spool_page_handed(room.spool, "desk", uuid, 1, 17, &err), 0);
    assert_int_equal(spool_purge(room.spool, &any, &done, &err), 0);
    assert_int_equal(done.removed, 0); /* still open */
    assert_int_equal(spool_batch_close(b, false, &closed, &err), 0);
    assert_int_equal(spool_purge(room.spool, &old, &done, &err), 0);
    assert_int_equal(done.removed, 0); /* too young */
    assert_int_equal(done.waiting, 0);
    assert_int_equal(spool_purge(room.spool, &unsaved, &done, &err), 0);
    assert_int_equal(done.removed, 0); /* no backup holds it */
    assert_int_equal(done.waiting, 1);
    assert_int_equal(spool_purge(room.spool, &any, &done, &err), 0);
    assert_int_equal(done.removed, 1);
    assert_int_not_equal(access(one.path, F_OK), 0);
    assert_int_equal(access(two.path, F_OK), 0);
    assert_int_equal(spool_page_handed(room.spool, "desk", uuid, 2, 18, &err), 0);
    assert_int_equal(spool_purge(room.spool, &any, &done, &err), 0);
    assert_int_equal(spool_batches(room.spool, NULL, count_batch, &batches, &err), 0);
    assert_int_equal(batches, 0);
}

static void test_empty_batch_leaves_nothing(void **state)
{
    struct spool_batch *b = begin(false, false);
    enum spool_batch_state closed;
    unsigned batches = 0;
    (void)state;
    assert_int_equal(spool_batch_close(b, false, &closed, &err), 0);
    assert_int_equal(spool_batches(room.spool, NULL, count_batch, &batches, &err), 0);
    assert_int_equal(batches, 0);
}

static void test_full_disk_is_refused_first(void **state)
{
    struct spool_options options = {.min_free_bytes = UINT64_MAX};
    struct scan_page raster = room_page(false);
    struct spool_page *page;
    struct spool_batch *b;
    (void)state;
    spool_free(room.spool);
    assert_int_equal(spool_open(room.dir, &options, &room.spool, &err), 0);
    b = begin(false, false);
    assert_int_equal(spool_page_begin(b, &raster, &page, &err), SO_ENOSPACE);
}

/* A page that may not be kept goes whatever its age, and is not missed afterwards. */
static void test_forgets_the_page_that_may_not_be_kept(void **state)
{
    struct spool_page_info one, two;
    char one_path[sizeof one.path], two_path[sizeof one.path];
    (void)state;
    struct spool_batch *b = begin(false, false);
    assert_int_equal(room_write_page(b, 1, false, &one), 0);
    assert_int_equal(room_write_page(b, 2, false, &two), 0);
    snprintf(one_path, sizeof one_path, "%s", one.path);
    snprintf(two_path, sizeof two_path, "%s", two.path);
    char uuid[SPOOL_UUID_SIZE];
    snprintf(uuid, sizeof uuid, "%s", spool_batch_peek(b)->uuid);
    assert_int_equal(spool_page_forget(room.spool, "desk", uuid, 71, &err), SO_EBUSY); /* handed to nobody yet */
    assert_int_equal(spool_page_handed(room.spool, "desk", uuid, 1, 71, &err), 0);
    assert_int_equal(spool_page_forget(room.spool, "desk", uuid, 71, &err), 0);
    assert_int_equal(access(one_path, F_OK), -1);
    assert_true(room_file_is(two_path, 2));
    assert_int_equal(spool_page_forget(room.spool, "desk", uuid, 71, &err), 0); /* again, after a crash */
    assert_int_equal(spool_page_handed(room.spool, "desk", uuid, 2, 72, &err), 0);
    enum spool_batch_state closed;
    assert_int_equal(spool_batch_close(b, false, &closed, &err), 0);
    room_close(&room);
    room_open(&room);
    room_recover(&room);
    assert_int_equal(room.troubles, 0); /* what was removed on purpose is not missed */
    assert_int_equal(spool_page_forget(room.spool, "desk", uuid, 99, &err), 0); /* no page of ours */
    assert_true(room_file_is(two_path, 2));
    assert_int_equal(spool_page_forget(room.spool, "desk", "00000000-0000-0000-0000-000000000000", 72, &err), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_page_is_there_and_exact, setup, teardown),
        cmocka_unit_test_setup_teardown(test_second_process_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sheets_of_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(test_odd_duplex_is_suspect, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_broke_off_can_be_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sizes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_length, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_long_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_grey_tail_and_blank, setup, teardown),
        cmocka_unit_test_setup_teardown(test_front_fed_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_purge_only_what_was_handed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_forgets_the_page_that_may_not_be_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty_batch_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full_disk_is_refused_first, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
