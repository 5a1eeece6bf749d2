#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

#define DAY_MS 86400000

static void zone(const char *name)
{
    setenv("TZ", name, 1);
    tzset();
}

static void time_is_shown_in_the_offices_zone(void **state)
{
    (void)state;
    char out[CLOCK_ISO_SIZE];
    zone("Asia/Ho_Chi_Minh");
    clock_iso(1538361000123, out);
    assert_string_equal(out, "2018-10-01T09:30:00+07:00");
    zone("America/St_Johns");
    clock_iso(1538361000123, out);
    assert_string_equal(out, "2018-10-01T00:00:00-02:30");
    zone("UTC");
    clock_iso(-1, out);
    assert_string_equal(out, "1969-12-31T23:59:59+00:00");
}

static void a_day_begins_at_its_own_midnight(void **state)
{
    (void)state;
    zone("Asia/Ho_Chi_Minh");
    int64_t start = clock_day_start(1538361000123);
    char out[CLOCK_ISO_SIZE];
    clock_iso(start, out);
    assert_string_equal(out, "2018-10-01T00:00:00+07:00");
    assert_int_equal(clock_day_start(start), start);
    assert_int_equal(clock_day_start(start - 1), start - DAY_MS);
    assert_int_equal(clock_day_start(start + DAY_MS - 1), start);
    /* the day that summer time ends has 25 hours */
    zone("Europe/Berlin");
    int64_t noon = 1540724400000; /* 2018-10-28T12:00+01:00 */
    clock_iso(clock_day_start(noon), out);
    assert_string_equal(out, "2018-10-28T00:00:00+02:00");
}

static void what_people_write_is_a_moment(void **state)
{
    (void)state;
    zone("Asia/Ho_Chi_Minh");
    static const char *const same[] = {"2018-10-01T09:30", "2018-10-01 09:30:00", "2018-10-01T09:30:00+07:00",
                                       "2018-10-01T02:30Z", "2018-09-30T21:00-05:30"};
    static const char *const none[] = {"",           "2018-02-29",       "2018-13-01",        "2018-10-01T24:00",
                                       "2018-10-1",  "2018-10-01T09:30+7", "2018-10-01T9:30", "2018-10-01x",
                                       "1018-10-01", "2018-10-01T09:30:00+07:00 "};
    int64_t ms = 0;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_true(clock_from_iso(same[i], &ms));
        assert_int_equal(ms, 1538361000000);
    }
    assert_true(clock_from_iso("2018-10-01", &ms));
    assert_int_equal(ms, clock_from_civil(2018, 10, 1, 0));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (clock_from_iso(none[i], &ms))
            fail_msg("\"%s\" was taken", none[i]);
}

static void civil_parts_agree(void **state)
{
    (void)state;
    zone("Asia/Ho_Chi_Minh");
    struct civil_time c = clock_civil(1709218799999); /* a leap day's last second */
    assert_int_equal(c.year, 2024);
    assert_int_equal(c.month, 2);
    assert_int_equal(c.day, 29);
    assert_int_equal(c.hour, 21);
    assert_int_equal(c.minute, 59);
    assert_int_equal(c.second, 59);
    assert_int_equal(c.utc_offset_minutes, 420);
}

static void monotonic_time_goes_forward(void **state)
{
    (void)state;
    int64_t before = clock_mono_ms();
    assert_true(clock_mono_ms() >= before);
    assert_true(clock_now_ms() > 1700000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_shown_in_the_offices_zone),
        cmocka_unit_test(a_day_begins_at_its_own_midnight),
        cmocka_unit_test(what_people_write_is_a_moment),
        cmocka_unit_test(civil_parts_agree),
        cmocka_unit_test(monotonic_time_goes_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
