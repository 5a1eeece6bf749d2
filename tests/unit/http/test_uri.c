#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "http/uri.h"

static int parse_code(const char *target)
{
    struct http_uri uri;
    int r = http_uri_parse(target, &uri);
    if (!r)
        http_uri_free(&uri);
    return r;
}

static void test_decodes_vietnamese(void **state)
{
    (void)state;
    struct http_uri uri;
    assert_int_equal(http_uri_parse("/a%20b/%C4%91?q=nguy%E1%BB%85n+v%C4%83n&flag&q=2", &uri), SO_OK);
    assert_int_equal(uri.nsegments, 2);
    assert_string_equal(uri.segments[0], "a b");
    assert_string_equal(uri.segments[1], "đ");
    assert_string_equal(uri.raw_path, "/a%20b/%C4%91");
    assert_int_equal(uri.nquery, 3);
    assert_string_equal(uri.query[0].value, "nguyễn văn");
    assert_string_equal(uri.query[1].name, "flag");
    assert_string_equal(uri.query[1].value, "");
    http_uri_free(&uri);
}

static void test_refuses_what_smuggles(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",   "a",   "*",    "/..",  "/a/../b", "/a/%2e%2E/b", "/.",         "//a",     "/a//b", "/%00",   "/a%0d%0a",
        "/%", "/%4", "/%zz", "/%ff", "/%C0%AF", "/%E0%80%AF",  "/%ED%A0%80", "/?q=%00", "/?%=1", "/?q=%ff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (parse_code(bad[i]) != SO_EFORMAT)
            fail_msg("accepted: %s", bad[i]);
}

static void test_limits(void **state)
{
    (void)state;
    char target[HTTP_URI_MAX + 2];
    memset(target, 'a', sizeof target - 1);
    target[0] = '/';
    target[sizeof target - 1] = '\0';
    assert_int_equal(parse_code(target), SO_ELIMIT);
    target[HTTP_URI_MAX] = '\0';
    assert_int_equal(parse_code(target), SO_OK);
    assert_int_equal(parse_code("/1/2/3/4/5/6/7/8/9/10/11/12"), SO_OK);
    assert_int_equal(parse_code("/1/2/3/4/5/6/7/8/9/10/11/12/13"), SO_ELIMIT);
    assert_int_equal(parse_code("/?a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a"), SO_OK);
    assert_int_equal(parse_code("/?a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a"), SO_ELIMIT);
}

static const struct http_route ROUTES[] = {
    {.method = "GET", .pattern = "/papers"},
    {.method = "GET", .pattern = "/papers/today"},
    {.method = "GET", .pattern = "/papers/{id}"},
    {.method = "PATCH", .pattern = "/papers/{id}/fields/{key}"},
};

static int find(const char *method, const char *target, const char **ret_pattern, char *id, char *key)
{
    struct http_uri uri;
    assert_int_equal(http_uri_parse(target, &uri), SO_OK);
    struct http_match match;
    int r = http_route_find(ROUTES, 4, method, &uri, &match);
    if (!r) {
        *ret_pattern = match.route->pattern;
        const char *i = http_match_param(&match, "id"), *k = http_match_param(&match, "key");
        snprintf(id, 16, "%s", i ? i : "");
        snprintf(key, 16, "%s", k ? k : "");
        assert_null(http_match_param(&match, "i"));
    }
    http_uri_free(&uri);
    return r;
}

static void test_routes(void **state)
{
    (void)state;
    const char *pattern;
    char id[16], key[16];
    assert_int_equal(find("GET", "/papers", &pattern, id, key), SO_OK);
    assert_string_equal(pattern, "/papers");
    assert_int_equal(find("GET", "/papers/today", &pattern, id, key), SO_OK);
    assert_string_equal(pattern, "/papers/today");
    assert_int_equal(find("HEAD", "/papers/7", &pattern, id, key), SO_OK);
    assert_string_equal(id, "7");
    assert_int_equal(find("PATCH", "/papers/7/fields/ho_ten", &pattern, id, key), SO_OK);
    assert_string_equal(id, "7");
    assert_string_equal(key, "ho_ten");
    assert_int_equal(find("DELETE", "/papers/7", &pattern, id, key), SO_EUNSUPPORTED);
    assert_int_equal(find("GET", "/papers/7/", &pattern, id, key), SO_ENOTFOUND);
    assert_int_equal(find("GET", "/papers/", &pattern, id, key), SO_ENOTFOUND);
    assert_int_equal(find("GET", "/paper", &pattern, id, key), SO_ENOTFOUND);
    assert_int_equal(find("GET", "/", &pattern, id, key), SO_ENOTFOUND);
}

static void check_range(const char *header, uint64_t size, int result, uint64_t start, uint64_t len)
{
    uint64_t got_start = 0, got_len = 0;
    assert_int_equal(http_range_parse(header, size, &got_start, &got_len), result);
    assert_int_equal(got_start, start);
    assert_int_equal(got_len, len);
}

static void test_ranges(void **state)
{
    (void)state;
    check_range("bytes=0-99", 1000, SO_OK, 0, 100);
    check_range("bytes=900-", 1000, SO_OK, 900, 100);
    check_range("bytes=-50", 1000, SO_OK, 950, 50);
    check_range("bytes=-5000", 1000, SO_OK, 0, 1000);
    check_range("bytes=990-5000", 1000, SO_OK, 990, 10);
    check_range("bytes=1000-", 1000, SO_ELIMIT, 0, 0);
    check_range("bytes=-0", 1000, SO_ELIMIT, 0, 0);
    check_range("bytes=0-", 0, SO_ELIMIT, 0, 0);
    check_range("bytes=0-1,5-6", 1000, SO_EFORMAT, 0, 0);
    check_range("bytes=9-1", 1000, SO_EFORMAT, 0, 0);
    check_range("bytes=-", 1000, SO_EFORMAT, 0, 0);
    check_range("lines=0-1", 1000, SO_EFORMAT, 0, 0);
    check_range("bytes=99999999999999999999-", 1000, SO_EFORMAT, 0, 0);
}

static void test_etags(void **state)
{
    (void)state;
    assert_true(http_etag_matches("\"abc\"", "abc"));
    assert_true(http_etag_matches("\"x\", W/\"abc\"", "abc"));
    assert_true(http_etag_matches("*", "abc"));
    assert_false(http_etag_matches("\"abcd\"", "abc"));
    assert_false(http_etag_matches("abc", "abc"));
    assert_false(http_etag_matches("\"abc", "abc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decodes_vietnamese),
        cmocka_unit_test(test_refuses_what_smuggles),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_routes),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_etags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
