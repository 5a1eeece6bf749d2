/* Buttons at bad moments, paper that does not stay, and buttons that do something else than scan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static struct rig rig;
static char *glass[] = {TEXT("Flatbed")};

static int setup(void **state)
{
    (void)state;
    rig_init(&rig);
    rig.settings.auto_start = AUTO_START_BUTTON;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(rig.bugs, 0);
    rig_destroy(&rig);
    return 0;
}

static void start(void)
{
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    rig_run_ms(&rig, 100);
}

static bool reads_second(const struct rig *r)
{
    return r->status.state == SCANNER_READING && r->npages == 1;
}

/* Pressed by an impatient hand while it scans: that is over when the batch is, and starts nothing. */
static void test_while_scanning(void **state)
{
    (void)state;
    rig_put_file(&rig, "ms-per-page", "150");
    rig_put_sheet(&rig, 1, false);
    rig_put_sheet(&rig, 2, false);
    start();
    rig_put_file(&rig, "button-scan", "");
    rig_until_true(&rig, reads_second);
    rig_put_file(&rig, "button-scan", "");
    rig_until_true(&rig, rig_batch_closed);
    rig_put_sheet(&rig, 3, false); /* would be taken in by a late start */
    rig_run_ms(&rig, 400);
    assert_int_equal(rig.closed, 1);
    assert_int_equal(rig.buttons, 1);
    assert_true(rig_has_file(&rig, "adf/s003.pnm"));
}

static bool pressed(const struct rig *r)
{
    return r->buttons > 0;
}

/* At the usual pace two readings take seconds: the first press of the day must not be taken for an old one. */
static void test_soon_after_opening(void **state)
{
    (void)state;
    rig.settings.auto_start = AUTO_START_NONE;
    rig.settings.poll_ms = 1500;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    rig_run_ms(&rig, 400);
    rig_put_file(&rig, "button-scan", "");
    rig_until_true(&rig, pressed);
    assert_int_equal(rig.buttons, 1);
}

static void test_bouncing(void **state)
{
    (void)state;
    rig.settings.auto_start = AUTO_START_NONE;
    rig.settings.button_debounce_ms = 1500;
    start();
    for (unsigned i = 0; i < 4; i++) {
        rig_put_file(&rig, "button-scan", "");
        rig_until_true(&rig, pressed);
        rig_run_ms(&rig, 60);
    }
    assert_int_equal(rig.buttons, 1);
    rig_run_ms(&rig, 1500);
    rig_put_file(&rig, "button-scan", "");
    rig_run_ms(&rig, 200);
    assert_int_equal(rig.buttons, 2);
    assert_int_equal(rig.status.state, SCANNER_WATCHING); /* told, but starts nothing here */
}

static void test_empty_feeder(void **state)
{
    (void)state;
    start();
    rig_put_file(&rig, "button-scan", "");
    rig_until(&rig, SCANNER_STARTING);
    rig_until(&rig, SCANNER_WATCHING);
    assert_string_equal(rig.status.code, "feeder_empty");
    assert_int_equal(rig.closed, 0);
}

static void test_while_a_person_is_needed(void **state)
{
    struct so_error err;
    (void)state;
    rig_put_sheet(&rig, 1, false);
    rig_put_file(&rig, "adf/s001.pnm.fault", "JAMMED 50");
    start();
    rig_put_file(&rig, "button-scan", "");
    rig_until(&rig, SCANNER_ATTENTION);
    rig_put_file(&rig, "button-scan", "");
    rig_run_ms(&rig, 300);
    assert_int_equal(rig.status.state, SCANNER_ATTENTION); /* a jam is no moment to go on unseen */
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, rig_batch_closed);
    rig_run_ms(&rig, 300);
    assert_int_equal(rig.buttons, 1);
    assert_int_equal(rig.closed, 1);
}

static bool two_pages(const struct rig *r)
{
    return r->npages == 2 && r->status.state == SCANNER_OPEN_WAIT;
}

/* On the glass the button is the next page, and another one, or that of the settings, the end. */
static void test_next_page_and_end(void **state)
{
    struct settings_button email = {TEXT("email"), BUTTON_FINISH};
    (void)state;
    rig.settings.sources = (struct conf_strings){glass, 1, 1};
    rig.settings.buttons = &email;
    rig.settings.nbuttons = 1;
    rig_put_glass(&rig, 1);
    start();
    rig_put_file(&rig, "button-scan", "");
    rig_until(&rig, SCANNER_OPEN_WAIT);
    rig_run_ms(&rig, 100);
    rig_put_glass(&rig, 2);
    rig_put_file(&rig, "button-scan", "");
    rig_until_true(&rig, two_pages);
    rig_run_ms(&rig, 100);
    rig_put_file(&rig, "button-email", "");
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    assert_int_equal(rig.npages, 2);
    rig_run_ms(&rig, 100);
    rig_put_file(&rig, "button-email", ""); /* nothing to finish: nothing happens */
    rig_run_ms(&rig, 300);
    assert_int_equal(rig.status.state, SCANNER_WATCHING);
}

static void test_ignored(void **state)
{
    struct settings_button email = {TEXT("email=1"), BUTTON_IGNORE};
    (void)state;
    rig.settings.buttons = &email;
    rig.settings.nbuttons = 1;
    rig_put_sheet(&rig, 1, false);
    start();
    rig_put_file(&rig, "button-email", "");
    rig_until_true(&rig, pressed);
    rig_run_ms(&rig, 200);
    assert_int_equal(rig.status.state, SCANNER_WATCHING);
    assert_true(rig_has_file(&rig, "adf/s001.pnm"));
}

/* A sheet that is put in and straightened, taken out, put in again: only what stays is told. */
static void test_paper_that_does_not_stay(void **state)
{
    (void)state;
    rig.settings.auto_start = AUTO_START_PAPER;
    rig.settings.paper_settle_ms = 400;
    start();
    rig_put_sheet(&rig, 1, false);
    rig_run_ms(&rig, 120);
    rig_remove_file(&rig, "adf/s001.pnm");
    rig_run_ms(&rig, 600);
    assert_int_equal(rig.papers, 0);
    assert_int_equal(rig.status.state, SCANNER_WATCHING);
    rig_put_sheet(&rig, 1, false);
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.papers, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_soon_after_opening, setup, teardown),
        cmocka_unit_test_setup_teardown(test_while_scanning, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bouncing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty_feeder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_while_a_person_is_needed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_next_page_and_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ignored, setup, teardown),
        cmocka_unit_test_setup_teardown(test_paper_that_does_not_stay, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
