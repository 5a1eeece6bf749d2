/* Captures that go well: feeder, both sides, glass, button, paper; and the ways in which a run is steered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static struct rig rig;
static char *duplex[] = {(char *)(uintptr_t)"ADF Duplex"};
static char *flatbed[] = {(char *)(uintptr_t)"Flatbed"};

static int setup(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(rig.bugs, 0);
    rig_destroy(&rig);
    return 0;
}

static void start_scan(void)
{
    struct so_error err = {0};
    if (scanner_start_scan(rig.scanner, NULL, &err))
        fail_msg("%s", err.text);
}

static void test_feeder_one_side(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 5; n++)
        rig_put_sheet(&rig, n, false);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_string_equal(rig.status.model, "Folder V1");
    start_scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 5);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(rig.pages[i].info.number, i + 1);
        assert_int_equal(rig.pages[i].info.sheet, i + 1);
        assert_int_equal(rig.pages[i].info.flags, 0);
        assert_int_equal(rig.pages[i].info.resolution, 75);
        assert_true(rig_page_is(&rig.pages[i], i + 1, false));
    }
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    assert_int_equal(rig.status.pages, 5);
}

static void test_feeder_both_sides(void **state)
{
    (void)state;
    rig.settings.sources = (struct conf_strings){duplex, 1, 1};
    for (unsigned n = 1; n <= 3; n++)
        rig_put_sheet(&rig, n, true);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 6);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(rig.pages[i].info.sheet, i / 2 + 1);
        assert_int_equal(rig.pages[i].info.back, i % 2);
        assert_true(rig_page_is(&rig.pages[i], i / 2 + 1, i % 2));
    }
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
}

static void test_glass_page_by_page(void **state)
{
    struct so_error err;
    (void)state;
    rig.settings.sources = (struct conf_strings){flatbed, 1, 1};
    rig_put_glass(&rig, 1);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_string_equal(rig.status.code, "next_page");
    rig_put_glass(&rig, 2);
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_STARTING);
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    assert_int_equal(rig.npages, 2);
    assert_string_equal(rig.pages[0].batch, rig.pages[1].batch);
    assert_true(rig_page_is(&rig.pages[0], 1, false) && rig_page_is(&rig.pages[1], 2, false));
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
}

static void test_colour_and_lineart(void **state)
{
    (void)state;
    struct scanner_request request = {.source = "Flatbed", .mode = "Color"};
    struct so_error err;
    rig_put_glass(&rig, 1);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, &request, &err), 0);
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    request.mode = "Lineart";
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, &request, &err), 0);
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_int_equal(rig.npages, 2);
    assert_int_equal(rig.pages[0].info.bytes, 21 + 295 * 413 * 3);
    assert_int_equal(rig.pages[1].info.bytes, 17 + 37 * 413);
}

static void test_unknown_length(void **state)
{
    struct settings_option hand = {(char *)(uintptr_t)"hand-scanner", (char *)(uintptr_t)"yes"};
    (void)state;
    rig.settings.options = &hand;
    rig.settings.noptions = 1;
    rig_put_sheet(&rig, 1, false);
    rig_put_sheet(&rig, 2, false);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 2);
    assert_int_equal(rig.pages[1].info.lines, 413);
    assert_true(rig_page_is(&rig.pages[0], 1, false) && rig_page_is(&rig.pages[1], 2, false));
}

static void test_empty_feeder(void **state)
{
    (void)state;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until(&rig, SCANNER_STARTING);
    rig_until(&rig, SCANNER_WATCHING);
    assert_string_equal(rig.status.code, "feeder_empty");
    assert_true(rig.status.message_vi[0] && rig.status.message_en[0]);
    assert_int_equal(rig.closed, 0);
    assert_string_equal(rig.status.batch, "");
}

static bool pressed_and_done(const struct rig *r)
{
    return r->buttons == 1 && rig_batch_closed(r);
}

static void test_button(void **state)
{
    (void)state;
    rig.settings.auto_start = AUTO_START_BUTTON;
    rig_put_sheet(&rig, 1, false);
    rig_put_file(&rig, "button-scan", ""); /* pressed before anybody looked: stale */
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    rig_run_ms(&rig, 150);
    assert_int_equal(rig.buttons, 0);
    assert_int_equal(rig.npages, 0);
    rig_put_file(&rig, "button-scan", "");
    rig_until_true(&rig, pressed_and_done);
    assert_int_equal(rig.npages, 1);
}

static bool paper_and_done(const struct rig *r)
{
    return r->papers == 1 && rig_batch_closed(r);
}

static void test_paper(void **state)
{
    (void)state;
    rig.settings.auto_start = AUTO_START_PAPER;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    rig_run_ms(&rig, 100);
    assert_int_equal(rig.papers, 0);
    rig_put_sheet(&rig, 1, false);
    rig_until_true(&rig, paper_and_done);
    assert_int_equal(rig.npages, 1);
}

static bool has_two(const struct rig *r)
{
    return r->npages == 2;
}

static void test_cancel_keeps_pages(void **state)
{
    struct so_error err;
    (void)state;
    rig_put_file(&rig, "ms-per-page", "150");
    for (unsigned n = 1; n <= 4; n++)
        rig_put_sheet(&rig, n, false);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until_true(&rig, has_two);
    assert_int_equal(scanner_cancel(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "cancelled");
    unsigned sheet = rig.status.sheet;
    rig_return_sheet(&rig, sheet);
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, rig_batch_closed);
    unsigned whole = 0;
    for (unsigned i = 0; i < rig.npages; i++)
        if (rig.pages[i].info.kind == SPOOL_PAGE_WHOLE)
            assert_true(rig_page_is(&rig.pages[i], ++whole, false));
    assert_int_equal(whole, 4);
}

static void test_page_limit(void **state)
{
    struct so_error err;
    (void)state;
    rig.settings.max_pages = 2;
    for (unsigned n = 1; n <= 3; n++)
        rig_put_sheet(&rig, n, false);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "max_pages");
    assert_int_equal(rig.npages, 2);
    assert_true(rig_has_file(&rig, "adf/s003.pnm"));
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 3);
}

/* All sources by all modes: every side once, in order, and what a mode makes of the sheet to the last pixel. */
static void test_sources_and_modes(void **state)
{
    static const char *const sources[] = {"ADF Front", "ADF Duplex", "Flatbed"}, *const modes[] = {"Color", "Gray", "Lineart"};
    struct so_error err;
    (void)state;
    rig_put_glass(&rig, 1);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    for (size_t i = 0; i < 9; i++) {
        struct scanner_request request = {.source = sources[i / 3], .mode = modes[i % 3]};
        bool both = i / 3 == 1, glass = i / 3 == 2;
        for (unsigned n = 1; n <= 2 && !glass; n++)
            rig_put_sheet(&rig, n, both);
        rig.npages = rig.closed = 0;
        assert_int_equal(scanner_start_scan(rig.scanner, &request, &err), 0);
        if (glass) {
            rig_until(&rig, SCANNER_OPEN_WAIT);
            assert_int_equal(scanner_finish(rig.scanner, &err), 0);
        }
        rig_until_true(&rig, rig_batch_closed);
        assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
        assert_int_equal(rig.npages, glass ? 1 : both ? 4 : 2);
        for (unsigned k = 0; k < rig.npages; k++)
            assert_true(rig_page_is(&rig.pages[k], both ? k / 2 + 1 : k + 1, both && k % 2));
    }
}

/* Options by name: set, refused, unknown, out of use; each is told, and none keeps the page from coming. */
static void test_options_by_name(void **state)
{
    static struct settings_option options[] = {{(char *)(uintptr_t) "no-such", (char *)(uintptr_t) "1"},
                                               {(char *)(uintptr_t) "counter", (char *)(uintptr_t) "1"},
                                               {(char *)(uintptr_t) "page-loaded", (char *)(uintptr_t) "1"},
                                               {(char *)(uintptr_t) "br-y", (char *)(uintptr_t) "70"},
                                               {(char *)(uintptr_t) "hand-scanner", (char *)(uintptr_t) "maybe"}};
    (void)state;
    rig.settings.options = options;
    rig.settings.noptions = sizeof options / sizeof *options;
    rig.settings.resolution = 90; /* the scanner knows 75 and 100 */
    rig_put_sheet(&rig, 1, false);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.pages[0].info.resolution, 100); /* read back, not believed */
    assert_true(rig_logged(&rig, "option resolution: inexact, 100"));
    assert_true(rig_logged(&rig, "option no-such: unknown"));
    assert_true(rig_logged(&rig, "option counter: inactive"));
    assert_true(rig_logged(&rig, "option page-loaded: refused"));
    assert_true(rig_logged(&rig, "option hand-scanner: refused"));
    assert_int_equal(rig.pages[0].info.lines, 276); /* 70 mm at 100 dpi: what the settings say last holds */
}

/* canon_dr's counter: two sheets that went through as one are told, and the page is kept. */
static void test_counter(void **state)
{
    (void)state;
    rig_put_file(&rig, "counter", "41\n");
    for (unsigned n = 1; n <= 3; n++)
        rig_put_sheet(&rig, n, false);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    rig.closed = 0;
    for (unsigned n = 1; n <= 3; n++)
        rig_put_sheet(&rig, n, false);
    rig_put_file(&rig, "adf/s002.pnm.double", "");
    start_scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_SUSPECT);
    assert_true(rig.closed_info.flags & SPOOL_COUNTER);
    assert_int_equal(rig.closed_info.counted, 4);
    assert_int_equal(rig.npages, 6);
    assert_true(rig_logged(&rig, "its own counter says 4, but 3 images of 3 sheets came"));
}

static bool is_absent(const struct rig *r)
{
    return r->status.state == SCANNER_ABSENT && !strcmp(r->status.code, "absent");
}

static void test_absent_then_plugged_in(void **state)
{
    (void)state;
    rig_put_file(&rig, "unplugged", "");
    rig_start(&rig);
    rig_until_true(&rig, is_absent);
    rig_remove_file(&rig, "unplugged");
    rig_until(&rig, SCANNER_WATCHING);
    rig_put_file(&rig, "unplugged", "");
    rig_until_true(&rig, is_absent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_feeder_one_side, setup, teardown),
        cmocka_unit_test_setup_teardown(test_feeder_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(test_glass_page_by_page, setup, teardown),
        cmocka_unit_test_setup_teardown(test_colour_and_lineart, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_length, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty_feeder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_button, setup, teardown),
        cmocka_unit_test_setup_teardown(test_paper, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancel_keeps_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_page_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_absent_then_plugged_in, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sources_and_modes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_options_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counter, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
