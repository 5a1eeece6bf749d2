#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "dossier/deadline.h"

/* 30 April and 1 May 2025 are holidays, 2 May is given for Saturday 26 April, which is worked. */
#define OFFICE                                                                                                         \
    "names: [{name: N, unit: u, province: p}]\nholidays: [2025-04-30, 2025-05-01, 2025-05-02]\nworkdays: [2025-04-26]\n" \
    "closes: \"16:30\"\n"

static struct office *office;

static int setup(void **state)
{
    (void)state;
    struct so_error err;
    setenv("TZ", "Asia/Ho_Chi_Minh", 1);
    tzset();
    return office_parse(OFFICE, sizeof OFFICE - 1, "office.yaml", &office, &err);
}

static int teardown(void **state)
{
    (void)state;
    office_free(office);
    return 0;
}

static int64_t at(const char *text)
{
    int64_t ms;
    assert_true(clock_from_iso(text, &ms));
    return ms;
}

static void is_due(int64_t due, const char *text)
{
    char iso[CLOCK_ISO_SIZE];
    clock_iso(due, iso);
    iso[16] = '\0';
    assert_string_equal(iso, text);
}

#define AT_ONCE ((struct procedure_limit){.known = true, .at_once = true, .cutoff = 15 * 60})
#define DAYS(n) ((struct procedure_limit){.known = true, .days = (n), .cutoff = -1})

static void at_once_means_today_until_three(void **state)
{
    (void)state;
    struct procedure_limit l = AT_ONCE;
    is_due(deadline_due(office, &l, at("2025-04-28T08:00")), "2025-04-28T16:30");
    is_due(deadline_due(office, &l, at("2025-04-28T15:00")), "2025-04-28T16:30");
    is_due(deadline_due(office, &l, at("2025-04-28T15:01")), "2025-04-29T16:30");
    is_due(deadline_due(office, &l, at("2025-04-29T15:01")), "2025-05-05T16:30");
    is_due(deadline_due(office, &l, at("2025-05-01T09:00")), "2025-05-05T16:30"); /* filed online on a holiday */
    is_due(deadline_due(office, &l, at("2025-04-26T09:00")), "2025-04-26T16:30"); /* a Saturday that is worked */
    l.cutoff = -1;
    is_due(deadline_due(office, &l, at("2025-04-28T18:00")), "2025-04-29T16:30"); /* the desk was closed */
}

static void days_are_working_days_after_the_day_of_receipt(void **state)
{
    (void)state;
    struct procedure_limit l = DAYS(3);
    is_due(deadline_due(office, &l, at("2025-04-14T16:00")), "2025-04-17T16:30");
    is_due(deadline_due(office, &l, at("2025-04-17T08:00")), "2025-04-22T16:30");
    is_due(deadline_due(office, &l, at("2025-04-25T08:00")), "2025-04-29T16:30");
    is_due(deadline_due(office, &l, at("2025-04-28T08:00")), "2025-05-06T16:30");
    is_due(deadline_due(office, &l, at("2025-04-20T08:00")), "2025-04-24T16:30"); /* a Sunday counts as the Monday */
    l.calendar = true;
    l.days = 30;
    is_due(deadline_due(office, &l, at("2025-04-01T08:00")), "2025-05-05T16:30"); /* 1 May is off, and what follows */
    is_due(deadline_due(office, &l, at("2025-04-10T08:00")), "2025-05-12T16:30"); /* 10 May is a Saturday */
    l.known = false;
    assert_int_equal(deadline_due(office, &l, at("2025-04-01T08:00")), 0);
}

static void a_stop_adds_what_it_lasted_or_begins_anew(void **state)
{
    (void)state;
    struct procedure_limit l = DAYS(3);
    int64_t due = at("2025-04-17T16:30"), stop = at("2025-04-15T09:00"), go = at("2025-04-22T09:00");
    is_due(deadline_after_stop(office, &l, PROCEDURE_PAUSE, due, stop, go), "2025-04-24T16:30"); /* 5 working days */
    is_due(deadline_after_stop(office, &l, PROCEDURE_RESTART, due, stop, go), "2025-04-25T16:30");
    is_due(deadline_after_stop(office, &l, PROCEDURE_PAUSE, due, stop, at("2025-04-15T16:00")), "2025-04-17T16:30");
    is_due(deadline_after_stop(office, &l, PROCEDURE_PAUSE, due, at("2025-04-18T17:00"), at("2025-04-20T08:00")),
           "2025-04-17T16:30"); /* a weekend is no working day */
    assert_int_equal(deadline_after_stop(office, &l, PROCEDURE_PAUSE, 0, stop, go), 0);
    is_due(deadline_extended(office, &l, due, 5), "2025-04-24T16:30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_once_means_today_until_three),
        cmocka_unit_test(days_are_working_days_after_the_day_of_receipt),
        cmocka_unit_test(a_stop_adds_what_it_lasted_or_begins_anew),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
