/* Both sides with a feeder that sees one: fronts, the stack turned over by hand, backs. And ways of scanning by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"

#define SHEETS 3
#define TEXT(s) ((char *)(uintptr_t)(s))

static struct rig rig;
static char *sources[] = {TEXT("ADF Duplex"), TEXT("ADF Front"), TEXT("Flatbed")}, *glass[] = {TEXT("flatbed")};
static struct settings_option slow_glass = {TEXT("hand-scanner"), TEXT("yes")};
static struct settings_profile profiles[] = {
    {.name = TEXT("turned"), .label = TEXT(""), .mode = TEXT(""), .manual_duplex = true,
     .paper_width_mm = SETTINGS_AS_SET, .paper_height_mm = SETTINGS_AS_SET},
    {.name = TEXT("card"), .label = TEXT(""), .mode = TEXT("Color"), .sources = {glass, 1, 1}, .resolution = 150,
     .paper_width_mm = 50, .paper_height_mm = 40, .options = &slow_glass, .noptions = 1},
};

static int setup(void **state)
{
    (void)state;
    rig_init(&rig);
    rig.settings.sources = (struct conf_strings){sources, 3, 3};
    rig.settings.profiles = profiles;
    rig.settings.nprofiles = 2;
    for (unsigned n = 1; n <= SHEETS; n++)
        rig_put_sheet(&rig, n, false);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(rig.bugs, 0);
    rig_destroy(&rig);
    return 0;
}

/* As the clerk does: the whole stack upside down, so that the last sheet's back comes first. */
static void turn_stack_over(unsigned from)
{
    for (unsigned n = from; n >= 1; n--)
        rig_put_back(&rig, from - n + 1, n);
}

static bool wants_turning(const struct rig *r)
{
    return !strcmp(r->status.code, "turn_over");
}

static void scan_fronts(const struct scanner_request *request)
{
    struct so_error err = {0};
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    if (scanner_start_scan(rig.scanner, request, &err))
        fail_msg("%s", err.text);
    rig_until_true(&rig, wants_turning);
    assert_true(rig.status.can_continue && rig.status.can_finish);
    assert_non_null(strstr(rig.status.message_vi, "3 mặt trước"));
}

static void go_on(void)
{
    struct so_error err = {0};
    if (scanner_continue(rig.scanner, &err))
        fail_msg("%s", err.text);
}

/* Captured 1a 2a 3a 3b 2b 1b; in pairs by place. */
static void check_pages(void)
{
    unsigned whole = 0;
    for (unsigned i = 0; i < rig.npages; i++) {
        const struct spool_page_info *p = &rig.pages[i].info;
        if (p->kind != SPOOL_PAGE_WHOLE)
            continue;
        bool back = whole >= SHEETS;
        unsigned sheet = back ? 2 * SHEETS - whole : whole + 1;
        assert_true(p->sheet == sheet && p->back == back && p->place == 2 * sheet - 1 + back);
        assert_true(rig_page_is(&rig.pages[i], sheet, back));
        whole++;
    }
    assert_int_equal(whole, 2 * SHEETS);
}

static void test_both_sides(void **state)
{
    struct scanner_request request = {.manual_duplex = true};
    (void)state;
    scan_fronts(&request);
    assert_int_equal(rig.status.state, SCANNER_OPEN_WAIT);
    turn_stack_over(SHEETS);
    go_on();
    rig_until_true(&rig, rig_batch_closed);
    check_pages();
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    assert_string_equal(rig.pages[0].batch, rig.pages[5].batch);
}

static void test_by_profile_and_button(void **state)
{
    struct scanner_request request = {.profile = "turned"};
    (void)state;
    rig.settings.auto_start = AUTO_START_BUTTON;
    scan_fronts(&request);
    turn_stack_over(SHEETS);
    rig_run_ms(&rig, 150); /* what was pressed while it scanned counts for nothing */
    rig_put_file(&rig, "button-scan", "");
    rig_until_true(&rig, rig_batch_closed);
    check_pages();
}

static void test_jam_on_a_back(void **state)
{
    struct scanner_request request = {.manual_duplex = true};
    (void)state;
    scan_fronts(&request);
    turn_stack_over(SHEETS);
    rig_put_file(&rig, "adf/t002.pnm.fault", "JAMMED 50");
    go_on();
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "jammed");
    assert_int_equal(rig.status.sheet, 2); /* the second from the back is sheet 2 of 3 */
    go_on();
    rig_until_true(&rig, rig_batch_closed);
    check_pages();
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
}

/* The feeder is empty before all backs have come: told at once, and what is left may still be put in. */
static void test_fewer_backs(void **state)
{
    struct scanner_request request = {.manual_duplex = true};
    struct so_error err;
    (void)state;
    scan_fronts(&request);
    rig_put_back(&rig, 1, 3);
    go_on();
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "backs_differ");
    assert_non_null(strstr(rig.status.message_en, "3 fronts but 1 backs"));
    rig_put_back(&rig, 2, 2);
    go_on();
    rig_until(&rig, SCANNER_STARTING);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_SUSPECT);
    assert_int_equal(rig.npages, 5);
    assert_int_equal(rig.pages[4].info.place, 4);
}

/* The daemon and its worker end while the stack lies on the desk. */
static void test_restart_between(void **state)
{
    struct scanner_request request = {.profile = "turned"};
    (void)state;
    scan_fronts(&request);
    rig_stop(&rig);
    memset(&rig.status, 0, sizeof rig.status);
    rig_start(&rig);
    rig_until_true(&rig, wants_turning);
    assert_int_equal(rig.status.state, SCANNER_ATTENTION);
    turn_stack_over(SHEETS);
    go_on();
    rig_until_true(&rig, rig_batch_closed);
    check_pages();
}

static void test_worker_dies_between(void **state)
{
    struct scanner_request request = {.manual_duplex = true};
    (void)state;
    scan_fronts(&request);
    assert_true(rig_kill_worker(getpid()));
    rig_run_ms(&rig, 200);
    assert_true(wants_turning(&rig));
    turn_stack_over(SHEETS);
    go_on();
    rig_until_true(&rig, rig_batch_closed);
    check_pages();
}

static void test_finished_without_backs(void **state)
{
    struct scanner_request request = {.manual_duplex = true};
    struct so_error err;
    (void)state;
    scan_fronts(&request);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    assert_int_equal(rig.closed, 1);
    assert_int_equal(rig.npages, SHEETS);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_SUSPECT);
}

static void kill_after_the_last_front(struct rig *r)
{
    if (r->npages == SHEETS)
        (void)rig_kill_worker(getpid());
}

static bool needs_person(const struct rig *r)
{
    return r->status.state == SCANNER_ATTENTION;
}

/* The fault comes when all fronts are there: finishing them must not give up their backs. */
static void test_fronts_finished_after_a_fault(void **state)
{
    struct scanner_request request = {.manual_duplex = true};
    struct so_error err;
    (void)state;
    rig.on_page = kill_after_the_last_front;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, &request, &err), 0);
    rig_until_true(&rig, needs_person);
    rig.on_page = NULL;
    assert_int_equal(rig.status.sheet, SHEETS + 1);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    assert_true(wants_turning(&rig) && !rig.closed);
    turn_stack_over(SHEETS);
    go_on();
    /* A fourth sheet may have passed unheard: that is asked once more, and stands in the batch for good. */
    rig_until(&rig, SCANNER_STARTING);
    rig_until_true(&rig, needs_person);
    assert_string_equal(rig.status.code, "feeder_empty_again");
    assert_int_equal(rig.status.sheet, SHEETS + 1);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    check_pages();
    assert_int_equal(rig.closed_as, BATCH_CLOSED_SUSPECT);
}

static void test_card_on_the_glass(void **state)
{
    struct scanner_request request = {.profile = "card"};
    struct so_error err;
    (void)state;
    rig_put_glass(&rig, 1);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, &request, &err), 0);
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_string_equal(rig.status.code, "next_page");
    assert_int_equal(rig.pages[0].info.resolution, 150);
    assert_int_equal(rig.pages[0].info.width, 295); /* 50 mm at 150 dpi */
    assert_int_equal(rig.pages[0].info.lines, 236);
    assert_int_equal(rig.pages[0].info.bytes, 21 + 295 * 236 * 3);
    assert_true(rig_has_file(&rig, "adf/s001.pnm"));
    /* What the request says itself stands above the profile. */
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_WATCHING);
    request = (struct scanner_request){.profile = "card", .mode = "Gray", .resolution = 75, .paper = "60x50"};
    assert_int_equal(scanner_start_scan(rig.scanner, &request, &err), 0);
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_int_equal(rig.pages[1].info.bytes, 21 + 177 * 148);
}

static void test_unknown_wishes(void **state)
{
    struct scanner_request profile = {.profile = "nothing"}, paper = {.paper = "A99"};
    struct so_error err;
    (void)state;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, &profile, &err), SO_ENOTFOUND);
    assert_non_null(strstr(err.text, "'nothing'"));
    assert_int_equal(scanner_start_scan(rig.scanner, &paper, &err), SO_EINVALID);
    assert_int_equal(rig.status.state, SCANNER_WATCHING);
    assert_true(rig.status.can_start);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(test_by_profile_and_button, setup, teardown),
        cmocka_unit_test_setup_teardown(test_jam_on_a_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fewer_backs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_restart_between, setup, teardown),
        cmocka_unit_test_setup_teardown(test_worker_dies_between, setup, teardown),
        cmocka_unit_test_setup_teardown(test_finished_without_backs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fronts_finished_after_a_fault, setup, teardown),
        cmocka_unit_test_setup_teardown(test_card_on_the_glass, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_wishes, setup, teardown),
    };
    if (getenv("SOHOA_ONLY"))
        cmocka_set_test_filter(getenv("SOHOA_ONLY"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
