/* Stacks that are turned over by hand: all fronts, then all backs, last sheet first; and the scanner's own counter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support.h"

static struct room room;

static int setup(void **state)
{
    (void)state;
    room_init(&room);
    room_open(&room);
    room_recover(&room);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    room_destroy(&room);
    return 0;
}

static struct spool_batch *begin(void)
{
    struct scan_begun how = {.source = (char *)(uintptr_t) "ADF Front", .resolution = 75};
    struct spool_batch_plan plan = {.profile = "manual-duplex", .manual_duplex = true};
    struct spool_batch *b = NULL;
    struct so_error err;
    assert_int_equal(spool_batch_begin(room.spool, "desk", &how, &plan, &b, &err), SO_OK);
    return b;
}

static struct spool_page_info write_page(struct spool_batch *b, unsigned n)
{
    struct spool_page_info info;
    assert_int_equal(room_write_page(b, n, false, &info), SO_OK);
    return info;
}

static void turn(struct spool_batch *b)
{
    struct so_error err;
    assert_int_equal(spool_batch_turn(b, &err), SO_OK);
}

static enum spool_batch_state close_batch(struct spool_batch *b)
{
    enum spool_batch_state state = BATCH_STATES;
    struct so_error err;
    assert_int_equal(spool_batch_close(b, false, &state, &err), SO_OK);
    return state;
}

static void test_pairs(void **state)
{
    (void)state;
    struct spool_batch *b = begin();
    for (unsigned n = 1; n <= 3; n++) {
        struct spool_page_info p = write_page(b, n);
        assert_true(p.number == n && p.sheet == n && !p.back && p.place == 2 * n - 1);
    }
    turn(b);
    assert_int_equal(spool_batch_peek(b)->turned, 3);
    for (unsigned n = 4; n <= 6; n++) {
        assert_int_equal(spool_batch_wanted_sheet(b), 7 - n);
        struct spool_page_info p = write_page(b, n);
        /* As captured in its number and file, in pairs by its place. */
        assert_true(p.number == n && p.sheet == 7 - n && p.back && p.place == 2 * (7 - n));
        assert_non_null(strstr(p.path, "-b.pnm"));
        assert_true(room_file_is(p.path, n) && !(p.flags & (SPOOL_AGAIN | SPOOL_ODD_DUPLEX)));
    }
    assert_int_equal(spool_batch_peek(b)->fronts, 3);
    assert_int_equal(spool_batch_peek(b)->backs, 3);
    assert_int_equal(spool_batch_peek(b)->sheets, 3);
    assert_int_equal(close_batch(b), BATCH_CLOSED_OK);
}

static void test_only_once_and_only_such(void **state)
{
    struct spool_batch *b = begin(), *plain;
    struct so_error err;
    (void)state;
    assert_int_equal(spool_batch_turn(b, &err), SO_EINVALID); /* nothing is there to turn */
    (void)write_page(b, 1);
    turn(b);
    assert_int_equal(spool_batch_turn(b, &err), SO_EINVALID);
    assert_int_equal(room_begin_batch(&room, false, false, &plain), SO_OK);
    (void)write_page(plain, 1);
    assert_int_equal(spool_batch_turn(plain, &err), SO_EINVALID);
}

/* A back that broke off keeps its sheet; sheets beyond the first get numbers of their own. */
static void test_broken_back_and_too_many(void **state)
{
    struct scan_page raster = room_page(false);
    struct spool_page *page;
    struct spool_page_info p;
    struct so_error err;
    (void)state;
    struct spool_batch *b = begin();
    (void)write_page(b, 1);
    (void)write_page(b, 2);
    turn(b);
    assert_int_equal(spool_page_begin(b, &raster, &page, &err), SO_OK);
    assert_int_equal(spool_page_abort(page, "jammed", &p, &err), SO_OK);
    assert_true(p.sheet == 2 && p.back && p.kind == SPOOL_PAGE_EMPTY);
    assert_int_equal(spool_batch_wanted_sheet(b), 2);
    assert_int_equal(spool_page_unheard(b, &p, &err), SO_OK);
    assert_true(p.sheet == 2 && p.back);
    assert_int_equal(write_page(b, 3).sheet, 2);
    assert_int_equal(write_page(b, 4).sheet, 1);
    p = write_page(b, 5);
    assert_true(p.sheet == 3 && p.back && p.place == 6);
    assert_int_equal(write_page(b, 6).sheet, 4);
    assert_int_equal(spool_batch_peek(b)->troubles, 0);
    assert_int_equal(spool_batch_peek(b)->sheets, 4);
    assert_int_equal(close_batch(b), BATCH_CLOSED_SUSPECT);
}

static unsigned lonely;

static int count_lonely(void *ctx, const struct spool_page_info *p)
{
    (void)ctx;
    lonely += (p->flags & SPOOL_ODD_DUPLEX) != 0;
    return SO_OK;
}

static void test_fronts_without_backs(void **state)
{
    char uuid[SPOOL_UUID_SIZE];
    struct so_error err;
    (void)state;
    struct spool_batch *b = begin();
    memcpy(uuid, spool_batch_peek(b)->uuid, sizeof uuid);
    for (unsigned n = 1; n <= 3; n++)
        (void)write_page(b, n);
    turn(b);
    (void)write_page(b, 4);
    assert_int_equal(close_batch(b), BATCH_CLOSED_SUSPECT);
    lonely = 0;
    assert_int_equal(spool_batch_pages(room.spool, "desk", uuid, count_lonely, NULL, &err), SO_OK);
    assert_int_equal(lonely, 2);
}

/* A crash between the passes and amid the second one: the journal knows which side comes next. */
static void test_recovery(void **state)
{
    char uuid[SPOOL_UUID_SIZE];
    struct so_error err;
    (void)state;
    struct spool_batch *b = begin();
    memcpy(uuid, spool_batch_peek(b)->uuid, sizeof uuid);
    for (unsigned n = 1; n <= 3; n++)
        (void)write_page(b, n);
    assert_int_equal(spool_batch_set_state(b, BATCH_PAUSED, "turn_over", &err), SO_OK);
    room_close(&room);
    room_open(&room);
    room_recover(&room);
    assert_int_equal(spool_batch_resume(room.spool, "desk", uuid, &b, &err), SO_OK);
    assert_true(spool_batch_peek(b)->manual_duplex && !spool_batch_peek(b)->turned);
    assert_string_equal(spool_batch_peek(b)->reason, "turn_over");
    assert_string_equal(spool_batch_peek(b)->profile, "manual-duplex");
    turn(b);
    assert_int_equal(spool_batch_set_state(b, BATCH_OPEN, "go", &err), SO_OK);
    (void)write_page(b, 4);
    room_close(&room);
    room_open(&room);
    room_recover(&room);
    /* Nobody knows whether the second sheet from the back had passed: it is named, by its number and side. */
    bool named = false;
    for (unsigned i = 0; i < room.told; i++)
        named = named || (room.pages[i].kind == SPOOL_PAGE_UNKNOWN && room.pages[i].sheet == 2 && room.pages[i].back);
    assert_true(named);
    assert_int_equal(spool_batch_resume(room.spool, "desk", uuid, &b, &err), SO_OK);
    assert_int_equal(spool_batch_peek(b)->turned, 3);
    assert_int_equal(write_page(b, 5).sheet, 2);
    assert_int_equal(write_page(b, 6).place, 2);
    assert_int_equal(close_batch(b), BATCH_CLOSED_OK);
}

static void test_counter(void **state)
{
    struct so_error err;
    (void)state;
    struct spool_batch *b;
    assert_int_equal(room_begin_batch(&room, false, true, &b), SO_OK);
    struct spool_page_info p;
    assert_int_equal(room_write_page(b, 1, false, &p), SO_OK);
    assert_int_equal(room_write_page(b, 2, true, &p), SO_OK);
    assert_int_equal(spool_batch_counted(b, 2, 1, 2, &err), SO_OK); /* some count sides, some sheets */
    assert_int_equal(spool_batch_counted(b, 2, 1, 1, &err), SO_OK);
    assert_int_equal(spool_batch_peek(b)->flags & SPOOL_COUNTER, 0);
    assert_int_equal(spool_batch_counted(b, 2, 1, 3, &err), SO_OK);
    assert_true(spool_batch_peek(b)->flags & SPOOL_COUNTER);
    assert_int_equal(spool_batch_peek(b)->counted, 3);
    assert_int_equal(close_batch(b), BATCH_CLOSED_SUSPECT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pairs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_only_once_and_only_such, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken_back_and_too_many, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fronts_without_backs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_recovery, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counter, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
