#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "conf/schema.h"

#define MS 1
#define SECONDS 1000
#define DAY_MS (86400 * (int64_t)1000)

static struct conf_doc *parse(const char *text)
{
    struct conf_doc *doc = NULL;
    struct so_error err = {0};
    if (conf_parse(text, strlen(text), "x.yaml", &doc, &err))
        fail_msg("%s", err.text);
    return doc;
}

static void durations_have_units(void **state)
{
    (void)state;
    struct conf_doc *doc = parse("ms: 500ms\ns: 30s\nm: 10m\nh: 8 h\nd: 30d\nbare: 90\nblank:\n"
                                 "bad: 5 weeks\nnone: s\nbig: 99999999999d\nlong: 31d\n");
    static const struct {
        const char *key;
        int64_t ms;
    } good[] = {{"ms", 500}, {"s", 30000}, {"m", 600000}, {"h", 8 * 3600000}, {"d", 30 * DAY_MS}, {"bare", 90000}};
    struct so_error err;
    int64_t ms = 7;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(conf_get_duration(&doc->root, good[i].key, SECONDS, 0, 30 * DAY_MS, &ms, &err), 0);
        assert_int_equal(ms, good[i].ms);
    }
    ms = 7;
    static const char *const bad[] = {"bad", "none", "big", "long"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(conf_get_duration(&doc->root, bad[i], MS, 0, 30 * DAY_MS, &ms, &err), SO_EFORMAT);
    assert_int_equal(conf_get_duration(&doc->root, "blank", MS, 0, 1, &ms, &err), 0);
    assert_int_equal(conf_get_duration(&doc->root, "absent", MS, 0, 1, &ms, &err), 0);
    assert_int_equal(ms, 7);
    conf_free(doc);
}

static void sizes_have_units(void **state)
{
    (void)state;
    struct conf_doc *doc = parse("k: 64k\nM: 6M\nG: 2G\nbare: 3\nbytes: 12B\nbad: 6X\nminus: -1\nbig: 3G\n");
    static const struct {
        const char *key;
        uint64_t bytes;
    } good[] = {{"k", 65536}, {"M", 6u << 20}, {"G", (uint64_t)2 << 30}, {"bare", 3u << 20}, {"bytes", 12}};
    struct so_error err;
    uint64_t bytes = 7;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(conf_get_size(&doc->root, good[i].key, 1 << 20, 0, (uint64_t)2 << 30, &bytes, &err), 0);
        assert_int_equal(bytes, good[i].bytes);
    }
    static const char *const bad[] = {"bad", "minus", "big"};
    bytes = 7;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(conf_get_size(&doc->root, bad[i], 1, 0, (uint64_t)2 << 30, &bytes, &err), SO_EFORMAT);
    assert_int_equal(bytes, 7);
    conf_free(doc);
}

static void lists_may_be_one_string(void **state)
{
    (void)state;
    struct conf_doc *doc =
        parse("one: a\nmany: [a, b]\nempty: []\nmap: {a: 1}\nhole: [a, ]\ndeep: [[a]]\ngap: [a, \"\"]\n");
    struct conf_strings list = {0};
    struct so_error err;
    assert_int_equal(conf_strings_add(&list, "default"), 0);
    assert_int_equal(conf_get_strings(&doc->root, "absent", &list, &err), 0);
    assert_string_equal(list.items[0], "default");
    assert_int_equal(conf_get_strings(&doc->root, "many", &list, &err), 0);
    assert_int_equal(list.len, 2);
    assert_int_equal(conf_get_strings(&doc->root, "one", &list, &err), 0);
    assert_int_equal(list.len, 1);
    static const char *const bad[] = {"map", "deep", "gap"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(conf_get_strings(&doc->root, bad[i], &list, &err), SO_EFORMAT);
    assert_string_equal(list.items[0], "a");
    assert_int_equal(conf_get_strings(&doc->root, "empty", &list, &err), 0);
    assert_int_equal(list.len, 0);
    conf_strings_free(&list);
    conf_free(doc);
}

static void unknown_keys_get_a_suggestion(void **state)
{
    (void)state;
    static const char *const allowed[] = {"required", "labels", "kind", NULL};
    struct conf_doc *doc = parse("labels: a\n  \nrequierd: true\n");
    struct so_error err;
    assert_int_equal(conf_check_keys(&doc->root, allowed, &err), SO_EFORMAT);
    assert_string_equal(err.text, "x.yaml:3:1: unknown key \"requierd\"; did you mean \"required\"?");
    conf_free(doc);
    doc = parse("xyzzy: a\n");
    assert_int_equal(conf_check_keys(&doc->root, allowed, &err), SO_EFORMAT);
    assert_string_equal(err.text, "x.yaml:1:1: unknown key \"xyzzy\"");
    conf_free(doc);
}

static void times_of_day_are_checked(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "9", "24:00", "12:60", "1200", "12:0", "-1:00", "12:00:00", "ab:cd"};
    int minute = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(conf_parse_time(bad[i], strlen(bad[i]), &minute));
    assert_int_equal(minute, 7);
    assert_true(conf_parse_time("9:05", 4, &minute) && minute == 545);
    assert_true(conf_parse_time("23:59", 5, &minute) && minute == 1439);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_have_units),     cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(lists_may_be_one_string),  cmocka_unit_test(unknown_keys_get_a_suggestion),
        cmocka_unit_test(times_of_day_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
