/* Which readings of buttons and sensors are events: not what was so at the start, not bouncing, not paper on its way in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scan/watch.h"

static const struct scan_watch watch = {.settle_ms = 1500, .debounce_ms = 1000};
static struct scan_sensor told;

static void test_button(void **state)
{
    struct scan_watched o = {.kind = SENSOR_BUTTON, .name = (char *)(uintptr_t)"scan"};
    (void)state;
    assert_true(scan_watch_take(&watch, &o, "1", 0, &told));
    assert_true(told.initial); /* pressed before anybody watched */
    assert_false(scan_watch_take(&watch, &o, "0", 100, &told));
    assert_false(scan_watch_take(&watch, &o, "0", 400, &told));
    assert_true(scan_watch_take(&watch, &o, "1", 800, &told));
    assert_true(told.on && !told.initial);
    assert_false(scan_watch_take(&watch, &o, "1", 1200, &told));
    assert_false(scan_watch_take(&watch, &o, "0", 1300, &told)); /* within the debounce */
    assert_false(scan_watch_take(&watch, &o, "1", 1400, &told));
    assert_true(scan_watch_take(&watch, &o, "0", 2000, &told));
    assert_true(scan_watch_take(&watch, &o, "1", 2400, &told));
    assert_true(told.on);
}

static void test_paper_settles(void **state)
{
    struct scan_watched o = {.kind = SENSOR_PAPER, .name = (char *)(uintptr_t)"page-loaded"};
    (void)state;
    assert_true(scan_watch_take(&watch, &o, "0", 0, &told));
    assert_false(scan_watch_take(&watch, &o, "1", 100, &told));
    assert_false(scan_watch_take(&watch, &o, "1", 1000, &told));
    assert_false(scan_watch_take(&watch, &o, "0", 1100, &told)); /* taken out again */
    assert_false(scan_watch_take(&watch, &o, "1", 1200, &told));
    assert_false(scan_watch_take(&watch, &o, "1", 2600, &told));
    assert_true(scan_watch_take(&watch, &o, "1", 2700, &told));
    assert_true(told.on && !told.initial);
}

static void test_text_buttons(void **state)
{
    struct scan_watched o = {.kind = SENSOR_BUTTON, .name = (char *)(uintptr_t)"button-pressed"};
    (void)state;
    assert_true(scan_watch_take(&watch, &o, "none", 0, &told));
    assert_false(told.on);
    assert_false(scan_watch_take(&watch, &o, "none", 1600, &told));
    assert_true(scan_watch_take(&watch, &o, "collect", 2000, &told));
    assert_true(told.on);
    assert_string_equal(told.value, "collect");
}

/* A backend that queues presses (genesys) hands out old ones, one a reading, when it is opened. */
static void test_queued_presses(void **state)
{
    static const char *const queue[] = {"1", "0", "1", "0", "1", "0", "0"};
    struct scan_watched o = {.kind = SENSOR_BUTTON, .name = (char *)(uintptr_t)"file"};
    (void)state;
    for (size_t i = 0; i < sizeof queue / sizeof *queue; i++)
        if (scan_watch_take(&watch, &o, queue[i], (int64_t)i * 400, &told))
            assert_true(told.initial);
    assert_true(scan_watch_take(&watch, &o, "1", 4000, &told));
    assert_true(told.on && !told.initial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_button), cmocka_unit_test(test_queued_presses),
                                       cmocka_unit_test(test_paper_settles),
                                       cmocka_unit_test(test_text_buttons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
