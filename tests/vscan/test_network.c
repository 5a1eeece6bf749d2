/* Network scanners: watched by their status without being opened, scanned from by address, patient with their faults.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "rig.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static struct rig rig;
static char *feeder[] = {TEXT("ADF")}, *flatbed[] = {TEXT("Flatbed")};
static char url[64];
static pid_t mock;
static int mock_stdin = -1;

/* The mock ends when its standard input does. */
static bool start_mock(void)
{
    char *argv[] = {TEXT("node"), TEXT(SOHOA_SOURCE_DIR "/tests/vscan/escl_mock.mjs"), rig.desk,
                    TEXT(SOHOA_SOURCE_DIR "/tests/api/page.jpg"), NULL};
    int in[2], out[2], port = 0;
    posix_spawn_file_actions_t actions;
    assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    int r = posix_spawnp(&mock, "node", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    mock_stdin = in[1];
    FILE *f = fdopen(out[0], "r");
    bool ok = !r && f && fscanf(f, "%d", &port) == 1;
    if (f)
        fclose(f);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/eSCL/", port);
    return ok;
}

static int setup(void **state)
{
    (void)state;
    rig_init(&rig);
    rig.private_config = true;
    rig.settings.match_backend = TEXT("");
    rig.settings.url = url;
    rig.settings.sources = (struct conf_strings){feeder, 1, 1};
    rig.settings.first_byte_timeout = 3;
    rig.settings.open_timeout = 5;
    if (start_mock())
        return 0;
    print_message("node is not there: skipped\n");
    return -1;
}

static int teardown(void **state)
{
    (void)state;
    rig_destroy(&rig);
    close(mock_stdin);
    (void)waitpid(mock, NULL, 0);
    assert_int_equal(rig.bugs, 0);
    return 0;
}

static void put_sheets(int n)
{
    char name[32];
    for (int i = 0; i < n; i++) {
        snprintf(name, sizeof name, "adf/%d", i);
        rig_put_file(&rig, name, "");
    }
}

static void start(void)
{
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
}

static void scan(void)
{
    struct so_error err = {0};
    if (scanner_start_scan(rig.scanner, NULL, &err))
        fail_msg("%s", err.text);
}

static bool has_paper(const struct rig *r)
{
    return r->status.paper_loaded;
}

static bool has_no_paper(const struct rig *r)
{
    return !r->status.paper_loaded && r->status.state == SCANNER_WATCHING && !r->status.code[0];
}

static bool says_jam(const struct rig *r)
{
    return !strcmp(r->status.code, "adf_jam") && r->status.message_vi[0];
}

static bool says_open(const struct rig *r)
{
    return !strcmp(r->status.code, "adf_open");
}

static void test_paper_and_troubles_are_seen(void **state)
{
    (void)state;
    start();
    assert_false(rig_kill_worker(getpid())); /* nothing is opened for it */
    put_sheets(1);
    rig_until_true(&rig, has_paper);
    assert_int_equal(rig.papers, 1);
    rig_remove_file(&rig, "adf/0");
    rig_put_file(&rig, "chunked", "");
    rig_until_true(&rig, has_no_paper);
    rig_put_file(&rig, "jam", "");
    rig_until_true(&rig, says_jam);
    assert_int_equal(rig.status.state, SCANNER_WATCHING);
    rig_remove_file(&rig, "jam");
    rig_put_file(&rig, "open", "");
    rig_until_true(&rig, says_open);
    rig_remove_file(&rig, "open");
    rig_until_true(&rig, has_no_paper);
    assert_int_equal(rig.papers, 1);
}

static bool is_asleep(const struct rig *r)
{
    return r->status.state == SCANNER_ABSENT && !strcmp(r->status.code, "asleep");
}

static void test_sleep_and_waking(void **state)
{
    (void)state;
    start();
    rig_put_file(&rig, "asleep", "");
    rig_until_true(&rig, is_asleep);
    assert_true(rig.status.can_start);
    rig_remove_file(&rig, "asleep");
    rig_until(&rig, SCANNER_WATCHING);
    rig_put_file(&rig, "garbage", "");
    rig_until_true(&rig, is_asleep);
}

static void test_feeder(void **state)
{
    (void)state;
    put_sheets(2);
    start();
    scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 2);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    assert_int_equal(rig.pages[1].info.kind, SPOOL_PAGE_WHOLE);
    rig_until_true(&rig, has_no_paper);
}

static bool paper_scanned(const struct rig *r)
{
    return r->papers == 1 && rig_batch_closed(r);
}

static void test_paper_starts_a_scan(void **state)
{
    (void)state;
    rig.settings.auto_start = AUTO_START_PAPER;
    start();
    rig_run_ms(&rig, 200);
    put_sheets(1);
    rig_until_true(&rig, paper_scanned);
    assert_int_equal(rig.npages, 1);
}

static void test_glass(void **state)
{
    struct so_error err;
    (void)state;
    rig.settings.sources = (struct conf_strings){flatbed, 1, 1};
    start();
    scan();
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_int_equal(rig.npages, 1);
    rig_run_ms(&rig, 1500); /* longer than any call may take: a worker without sensors is silent, and not dead */
    assert_int_equal(rig.status.state, SCANNER_OPEN_WAIT);
    assert_true(rig_worker(getpid()) != 0);
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_STARTING);
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_int_equal(rig.npages, 2);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_WATCHING);
}

static bool wants_person(const struct rig *r)
{
    return r->status.state == SCANNER_ATTENTION;
}

static bool wants_person_or_closed(const struct rig *r)
{
    return wants_person(r) || rig_batch_closed(r);
}

static void test_hang(void **state)
{
    struct so_error err;
    (void)state;
    put_sheets(1);
    rig_put_file(&rig, "hang", "");
    start();
    scan();
    rig_until_true(&rig, wants_person);
    assert_string_equal(rig.status.code, "stalled");
    rig_remove_file(&rig, "hang");
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, rig_batch_closed);
    unsigned whole = 0;
    for (unsigned i = 0; i < rig.npages; i++)
        whole += rig.pages[i].info.kind == SPOOL_PAGE_WHOLE;
    assert_int_equal(whole, 1);
}

static void test_eaten_sheet_is_told(void **state)
{
    struct so_error err;
    (void)state;
    put_sheets(1);
    rig_put_file(&rig, "eaten", "");
    start();
    rig_until_true(&rig, has_paper);
    scan();
    rig_until_true(&rig, wants_person);
    assert_string_equal(rig.status.code, "sheet_lost");
    assert_int_equal(rig.status.sheet, 1);
    rig_remove_file(&rig, "eaten");
    put_sheets(1);
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 1);
    assert_int_equal(rig.pages[0].info.sheet, 1);
}

static void test_half_a_page_is_doubted(void **state)
{
    (void)state;
    rig.settings.paper_width_mm = rig.settings.paper_height_mm = 0; /* all of it: the half that is missing, too */
    put_sheets(1);
    rig_put_file(&rig, "half", "");
    start();
    scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 1);
    assert_true(rig.pages[0].info.kind != SPOOL_PAGE_WHOLE || rig.pages[0].info.flags);
}

static void test_empty_feeder(void **state)
{
    (void)state;
    start();
    scan();
    rig_until(&rig, SCANNER_STARTING);
    rig_until(&rig, SCANNER_WATCHING);
    assert_string_equal(rig.status.code, "feeder_empty"); /* 409 to the job */
    assert_int_equal(rig.closed, 0);
}

/* airscan itself asks for ten seconds; then the person is told, and may go on. */
static void test_busy(void **state)
{
    struct so_error err;
    (void)state;
    rig.tempo.busy_tries = 1;
    rig.settings.first_byte_timeout = 15;
    put_sheets(1);
    rig_put_file(&rig, "busy", "");
    start();
    scan();
    rig_until_true(&rig, wants_person);
    assert_string_equal(rig.status.code, "busy");
    rig_remove_file(&rig, "busy");
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 1);
}

static void scan_two_with(const char *fault)
{
    put_sheets(2);
    rig_put_file(&rig, fault, "");
    start();
    scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 2);
    assert_int_equal(rig.closed, 1);
    assert_int_equal(rig.pages[1].info.sheet, 2);
    assert_string_equal(rig.pages[1].batch, rig.pages[0].batch);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
}

/* "Not found" while paper lies in the feeder, which airscan calls busy: one batch, all sheets. */
static void test_early_end(void **state)
{
    (void)state;
    scan_two_with("early");
    assert_false(rig_logged(&rig, "the feeder was called empty"));
}

/* The same, called "no documents" because the feeder itself errs for a moment. */
static void test_false_end(void **state)
{
    (void)state;
    rig.tempo.network = 2000;
    scan_two_with("race");
    assert_true(rig_logged(&rig, "the feeder was called empty, but it is loaded"));
}

static void test_miscount(void **state)
{
    (void)state;
    put_sheets(2);
    rig_put_file(&rig, "miscount", "");
    start();
    scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 2);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_SUSPECT);
    assert_true((rig.closed_info.flags & SPOOL_COUNTER) && rig.closed_info.counted == 3);
}

static void test_slow(void **state)
{
    (void)state;
    put_sheets(1);
    rig_put_file(&rig, "slow", "");
    start();
    scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.pages[0].info.kind, SPOOL_PAGE_WHOLE);
    assert_int_equal(rig.pages[0].info.flags & (SPOOL_GREY_TAIL | SPOOL_ONE_VALUE), 0);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
}

/* More announced than sent, or less: never a whole page without a word. */
static void test_wrong_length(void **state)
{
    static const char *const ways[] = {"long", "short"};
    struct so_error err;
    (void)state;
    rig.settings.paper_width_mm = rig.settings.paper_height_mm = 0;
    start();
    for (size_t i = 0; i < 2; i++) {
        rig.npages = rig.closed = 0;
        put_sheets(1);
        rig_put_file(&rig, ways[i], "");
        scan();
        rig_until_true(&rig, wants_person_or_closed);
        bool doubted = rig.status.state == SCANNER_ATTENTION;
        for (unsigned k = 0; k < rig.npages; k++)
            doubted = doubted || rig.pages[k].info.kind != SPOOL_PAGE_WHOLE || rig.pages[k].info.flags;
        assert_true(doubted);
        rig_remove_file(&rig, ways[i]);
        if (rig.status.state == SCANNER_ATTENTION)
            assert_int_equal(scanner_finish(rig.scanner, &err), 0);
        rig_until(&rig, SCANNER_WATCHING);
    }
}

/* A scan is asked for while the device sleeps: it is waked, and scans. */
static void test_waked_by_a_scan(void **state)
{
    (void)state;
    put_sheets(1);
    start();
    rig_put_file(&rig, "asleep", "");
    rig_until_true(&rig, is_asleep);
    scan();
    rig_until(&rig, SCANNER_BACKOFF);
    assert_string_equal(rig.status.code, "waking");
    rig_remove_file(&rig, "asleep");
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 1);
}

int main(void)
{
    if (access("/usr/lib/x86_64-linux-gnu/sane/libsane-airscan.so.1", F_OK) ||
        system("node --version >/dev/null 2>&1")) {
        puts("the backend airscan or node is not installed: skipped");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_paper_and_troubles_are_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sleep_and_waking, setup, teardown),
        cmocka_unit_test_setup_teardown(test_feeder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_paper_starts_a_scan, setup, teardown),
        cmocka_unit_test_setup_teardown(test_glass, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hang, setup, teardown),
        cmocka_unit_test_setup_teardown(test_eaten_sheet_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(test_half_a_page_is_doubted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty_feeder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_busy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_early_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_false_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_miscount, setup, teardown),
        cmocka_unit_test_setup_teardown(test_slow, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_length, setup, teardown),
        cmocka_unit_test_setup_teardown(test_waked_by_a_scan, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
