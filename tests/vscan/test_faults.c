/*
 * Every kind of fault, on the first, a middle and the last sheet, on fronts and backs: the pages before it are byte for
 * byte what lay in the feeder, what came of the faulty one is kept as evidence, the person is told which sheet to put back,
 * and going on gives every side exactly once.
 *
 * SOHOA_ALL_FAULTS=1 tries on all sheets what waits for watchdogs, too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

#define SHEETS 3

static struct rig rig;
static char *duplex[] = {(char *)(uintptr_t)"ADF Duplex"};
static char *flatbed[] = {(char *)(uintptr_t)"Flatbed"};

static const struct fault_case {
    const char *fault;
    const char *code;             /* what the person is told */
    enum spool_page_kind evidence; /* of the faulty side; WHOLE: none */
    bool slow;                    /* waits for watchdogs: only tried on the middle sheet */
} cases[] = {
    {"JAMMED 50", "jammed", SPOOL_PAGE_PARTIAL, false},
    {"JAMMED 0", "jammed", SPOOL_PAGE_EMPTY, false},
    {"JAMMED 100", "jammed", SPOOL_PAGE_PARTIAL, false},
    {"JAMMED -1", "jammed", SPOOL_PAGE_WHOLE, false},
    {"COVER_OPEN 50", "cover_open", SPOOL_PAGE_PARTIAL, false},
    {"COVER_OPEN -1", "cover_open", SPOOL_PAGE_WHOLE, false},
    {"IO_ERROR 50", "io_error", SPOOL_PAGE_PARTIAL, false},
    {"IO_ERROR 0", "io_error", SPOOL_PAGE_EMPTY, false},
    {"NO_DOCS 50", "short", SPOOL_PAGE_PARTIAL, false},
    {"NO_MEM 50", "no_memory", SPOOL_PAGE_PARTIAL, false},
    {"EOF 50", "short", SPOOL_PAGE_PARTIAL, false},
    {"EOF 0", "short", SPOOL_PAGE_EMPTY, false},
    {"CRASH 50", "crashed", SPOOL_PAGE_PARTIAL, false},
    {"CRASH 0", "crashed", SPOOL_PAGE_UNKNOWN, false},
    {"CRASH -1", "crashed", SPOOL_PAGE_UNKNOWN, false},
    {"HANG 50", "stalled", SPOOL_PAGE_PARTIAL, true},
    {"HANG 0", "stalled", SPOOL_PAGE_UNKNOWN, true},
    {"HANG -1", "stalled", SPOOL_PAGE_UNKNOWN, true},
    {"STALL 50", "stalled", SPOOL_PAGE_PARTIAL, true},
    {"STALL -1", "stalled", SPOOL_PAGE_WHOLE, true},
};

static bool batch_closed(const struct rig *r)
{
    return r->closed > 0;
}

static unsigned sides_before(unsigned sheet, bool back, bool both)
{
    return both ? (sheet - 1) * 2 + back : sheet - 1;
}

/* Pages before the fault, whole and in order. */
static void check_before(unsigned n, bool both)
{
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(rig.pages[i].info.kind, SPOOL_PAGE_WHOLE);
        assert_true(rig_page_is(&rig.pages[i], both ? i / 2 + 1 : i + 1, both && i % 2));
    }
}

static void check_evidence(const struct fault_case *c, unsigned sheet, bool back, unsigned before)
{
    bool of_back = false, whole = false;
    assert_string_equal(rig.status.code, c->code);
    assert_int_equal(rig.status.sheet, sheet);
    assert_true(rig.status.can_continue && rig.status.can_finish);
    assert_true(rig.status.message_vi[0] && rig.status.message_en[0]);
    assert_int_equal(rig.npages, before + (c->evidence != SPOOL_PAGE_WHOLE));
    if (c->evidence == SPOOL_PAGE_WHOLE)
        return;
    const struct spool_page_info *e = &rig.pages[before].info;
    assert_int_equal(e->kind, c->evidence);
    assert_int_equal(e->sheet, sheet);
    assert_int_equal(e->back, back);
    if (c->evidence == SPOOL_PAGE_PARTIAL) {
        assert_int_equal(rig_identify(e->path, &of_back, &whole), sheet);
        assert_int_equal(of_back, back);
    }
}

/* All sides once, in the order of the feeder, over all that was ever handed on. */
static void check_all(bool both)
{
    unsigned want = 0;
    for (unsigned i = 0; i < rig.npages; i++) {
        if (rig.pages[i].info.kind != SPOOL_PAGE_WHOLE)
            continue;
        unsigned sheet = both ? want / 2 + 1 : want + 1;
        assert_int_equal(rig.pages[i].info.sheet, sheet);
        assert_true(rig_page_is(&rig.pages[i], sheet, both && want % 2));
        want++;
    }
    assert_int_equal(want, both ? 2 * SHEETS : SHEETS);
    assert_int_equal(rig.closed, 1);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    assert_int_equal(rig.bugs, 0);
}

static void run_case(const struct fault_case *c, unsigned sheet, bool back, bool both)
{
    struct so_error err = {0};
    char name[64];
    rig_init(&rig);
    if (both)
        rig.settings.sources = (struct conf_strings){duplex, 1, 1};
    for (unsigned n = 1; n <= SHEETS; n++)
        rig_put_sheet(&rig, n, both);
    snprintf(name, sizeof name, "adf/s%03u%s.pnm.fault", sheet, back ? "b" : "");
    rig_put_file(&rig, name, c->fault);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    if (scanner_start_scan(rig.scanner, NULL, &err))
        fail_msg("%s", err.text);
    rig_until(&rig, SCANNER_ATTENTION);
    unsigned before = sides_before(sheet, back, both);
    check_before(before, both);
    check_evidence(c, sheet, back, before);
    rig_return_sheet(&rig, sheet);
    if (scanner_continue(rig.scanner, &err))
        fail_msg("%s", err.text);
    rig_until_true(&rig, batch_closed);
    check_all(both);
    rig_destroy(&rig);
}

static void test_one_side(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned sheet = 1; sheet <= SHEETS; sheet++)
            if (!cases[i].slow || sheet == 2 || getenv("SOHOA_ALL_FAULTS")) {
                print_message("%s on sheet %u\n", cases[i].fault, sheet);
                run_case(&cases[i], sheet, false, false);
            }
}

static void test_both_sides(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned side = 0; side < 2 * SHEETS; side++)
            if (!cases[i].slow || side == 3 || getenv("SOHOA_ALL_FAULTS")) {
                print_message("%s on the %s of sheet %u\n", cases[i].fault, side % 2 ? "back" : "front", side / 2 + 1);
                run_case(&cases[i], side / 2 + 1, side % 2, true);
            }
}

static void test_finish_instead(void **state)
{
    struct so_error err;
    (void)state;
    rig_init(&rig);
    rig_put_sheet(&rig, 1, false);
    rig_put_sheet(&rig, 2, false);
    rig_put_file(&rig, "adf/s002.pnm.fault", "EOF 50");
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_int_equal(scanner_finish(rig.scanner, &err), 0);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_SUSPECT);
    rig_until(&rig, SCANNER_WATCHING);
    rig_destroy(&rig);
}

static void test_slow_is_no_fault(void **state)
{
    struct so_error err;
    (void)state;
    rig_init(&rig);
    rig_put_sheet(&rig, 1, false);
    rig_put_file(&rig, "adf/s001.pnm.fault", "SLOW 100");
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until_true(&rig, batch_closed);
    assert_int_equal(rig.npages, 1);
    assert_true(rig_page_is(&rig.pages[0], 1, false));
    rig_destroy(&rig);
}

/* The scanner goes away amid a page, and comes back. */
static bool reads(const struct rig *r)
{
    return r->status.state == SCANNER_READING && r->status.sheet == 2;
}

static void test_unplugged_amid_a_page(void **state)
{
    struct so_error err;
    (void)state;
    rig_init(&rig);
    rig_put_file(&rig, "ms-per-page", "300");
    for (unsigned n = 1; n <= SHEETS; n++)
        rig_put_sheet(&rig, n, false);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until_true(&rig, reads);
    rig_put_file(&rig, "unplugged", "");
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "io_error");
    assert_int_equal(rig.status.sheet, 2);
    /* Too early: the person is told once more, nothing is lost. */
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_BACKOFF);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "absent");
    rig_remove_file(&rig, "unplugged");
    rig_return_sheet(&rig, 2);
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, batch_closed);
    check_all(false);
    rig_destroy(&rig);
}

static void test_glass_fault(void **state)
{
    struct so_error err;
    (void)state;
    rig_init(&rig);
    rig.settings.sources = (struct conf_strings){flatbed, 1, 1};
    rig_put_glass(&rig, 1);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    rig_put_file(&rig, "cover-open", "");
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "cover_open");
    rig_remove_file(&rig, "cover-open");
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_OPEN_WAIT);
    assert_int_equal(rig.npages, 1);
    rig_destroy(&rig);
}

static void test_busy_is_retried(void **state)
{
    struct so_error err;
    (void)state;
    rig_init(&rig);
    rig_put_sheet(&rig, 1, false);
    rig_put_file(&rig, "busy", "");
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until(&rig, SCANNER_ATTENTION); /* after all the tries */
    assert_string_equal(rig.status.code, "busy");
    rig_remove_file(&rig, "busy");
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, batch_closed);
    assert_int_equal(rig.npages, 1);
    assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    rig_destroy(&rig);
}

static void test_no_rights(void **state)
{
    struct so_error err;
    (void)state;
    rig_init(&rig);
    rig_put_file(&rig, "denied", "");
    rig_start(&rig);
    rig_until(&rig, SCANNER_DISABLED);
    assert_string_equal(rig.status.code, "no_rights");
    rig_run_ms(&rig, 300);
    assert_int_equal(rig.status.state, SCANNER_DISABLED);
    rig_remove_file(&rig, "denied");
    assert_int_equal(scanner_enable(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_WATCHING);
    rig_destroy(&rig);
}

/* Each call that can hang is bounded by its own time; a crash at opening ends in DISABLED, not in a loop. */
static void test_hangs_and_crashes_of_calls(void **state)
{
    static const char *const hangs[] = {"hang-list", "hang-open", "hang-option"};
    static const char *const crashes[] = {"crash-list", "crash-open"};
    struct so_error err;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        rig_init(&rig);
        rig.settings.open_timeout = rig.settings.option_timeout = 1;
        rig_put_file(&rig, hangs[i], "");
        rig_start(&rig);
        rig_until(&rig, SCANNER_BACKOFF);
        rig_remove_file(&rig, hangs[i]);
        rig_until(&rig, SCANNER_WATCHING);
        rig_destroy(&rig);
    }
    for (size_t i = 0; i < 2; i++) {
        rig_init(&rig);
        rig_put_file(&rig, crashes[i], "");
        rig_start(&rig);
        rig_until(&rig, SCANNER_DISABLED);
        assert_string_equal(rig.status.code, "crash_loop");
        rig_remove_file(&rig, crashes[i]);
        /* A person's wish to scan is a fresh attempt, too. */
        rig_put_sheet(&rig, 1, false);
        assert_true(rig.status.can_start);
        assert_int_equal(i ? scanner_start_scan(rig.scanner, NULL, &err) : scanner_enable(rig.scanner, &err), 0);
        rig_until(&rig, SCANNER_WATCHING);
        assert_int_equal(rig.npages, i);
        rig_destroy(&rig);
    }
}

static void test_hang_and_crash_at_the_end(void **state)
{
    static const char *const ends[] = {"hang-cancel", "crash-cancel", "hang-close", "crash-close"};
    struct so_error err;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        rig_init(&rig);
        for (unsigned n = 1; n <= SHEETS; n++)
            rig_put_sheet(&rig, n, false);
        rig_put_file(&rig, ends[i], "");
        rig_start(&rig);
        rig_until(&rig, SCANNER_WATCHING);
        assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
        rig_until_true(&rig, batch_closed);
        rig_remove_file(&rig, ends[i]);
        check_all(false);
        rig_destroy(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_side),
        cmocka_unit_test(test_both_sides),
        cmocka_unit_test(test_finish_instead),
        cmocka_unit_test(test_slow_is_no_fault),
        cmocka_unit_test(test_unplugged_amid_a_page),
        cmocka_unit_test(test_glass_fault),
        cmocka_unit_test(test_busy_is_retried),
        cmocka_unit_test(test_no_rights),
        cmocka_unit_test(test_hangs_and_crashes_of_calls),
        cmocka_unit_test(test_hang_and_crash_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
