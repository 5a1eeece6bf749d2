#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/result.h"

static void text_stays_terminated(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    assert_string_equal(buf_str(&b), "");
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(buf_append_char(&b, (char)('a' + i % 26)), 0);
        assert_int_equal(b.data[b.len], '\0');
    }
    assert_int_equal(b.len, 5000);
    assert_int_equal(b.data[4999], 'a' + 4999 % 26);
    buf_truncate(&b, 3);
    assert_string_equal(buf_str(&b), "abc");
    buf_truncate(&b, 100); /* longer than it is: no change */
    assert_string_equal(buf_str(&b), "abc");
    buf_clear(&b);
    assert_string_equal(buf_str(&b), "");
    buf_free(&b);
    buf_free(&b);
    buf_free(NULL);
}

static void formatting_appends(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    char fill[300];
    memset(fill, 'x', sizeof fill - 1);
    fill[sizeof fill - 1] = '\0';
    assert_int_equal(buf_printf(&b, "%d-%s", 7, "tờ"), 0);
    assert_int_equal(buf_printf(&b, "%s", fill), 0);
    assert_int_equal(b.len, 2 + strlen("tờ") + 299);
    assert_memory_equal(b.data, "7-tờx", 6);
    buf_free(&b);
}

static void binary_bytes_are_kept(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    assert_int_equal(buf_append(&b, "\0\1\0", 3), 0);
    assert_int_equal(buf_append(&b, NULL, 0), 0);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.data, "\0\1\0", 4);
    buf_free(&b);
}

static void stealing_leaves_nothing_behind(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    char *empty = buf_steal(&b);
    assert_string_equal(empty, "");
    free(empty);
    assert_int_equal(buf_append_str(&b, "của tôi"), 0);
    char *mine = buf_steal(&b);
    assert_string_equal(mine, "của tôi");
    assert_null(b.data);
    assert_int_equal(b.len, 0);
    free(mine);
}

static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    assert_int_equal(buf_append_str(&b, "giữ"), 0);
    assert_int_equal(buf_reserve(&b, SIZE_MAX), SO_ENOMEM);
    assert_int_equal(buf_reserve(&b, SIZE_MAX - b.len), SO_ENOMEM);
    assert_int_equal(buf_reserve(&b, SIZE_MAX / 2), SO_ENOMEM);
    assert_string_equal(buf_str(&b), "giữ");
    buf_free(&b);
}

static void array_elements_start_zeroed(void **state)
{
    (void)state;
    struct {
        struct pair {
            int64_t a;
            char *b;
        } *items;
        size_t len, cap;
    } pairs = {0};
    for (int64_t i = 0; i < 1000; i++) {
        struct pair *p = array_push(&pairs);
        assert_non_null(p);
        assert_int_equal(p->a, 0);
        assert_null(p->b);
        p->a = i;
        p->b = (char *)&pairs;
    }
    pairs.len = 10; /* taken off and pushed again: zeroed again */
    struct pair *again = array_push(&pairs);
    assert_int_equal(again->a, 0);
    assert_int_equal(pairs.len, 11);
    assert_int_equal(pairs.items[9].a, 9);
    array_free(&pairs);
    assert_null(pairs.items);
    assert_int_equal(pairs.len, 0);
}

static void array_refuses_what_cannot_be(void **state)
{
    (void)state;
    void *items = NULL;
    size_t len = SIZE_MAX / 4, cap = SIZE_MAX / 4;
    assert_false(array_grow(&items, &len, &cap, 8));
    assert_int_equal(len, SIZE_MAX / 4);
    assert_null(items);
}

/* Names and texts of codes are part of the API: each has its own. */
static void result_codes_have_names_of_their_own(void **state)
{
    (void)state;
    static const int codes[] = {
#define CODE(name, value, code, text) name,
        SO_RESULT_LIST(CODE)
#undef CODE
    };
    size_t n = sizeof codes / sizeof *codes;
    assert_string_equal(so_result_name(0), "ok");
    for (size_t i = 0; i < n; i++) {
        assert_true(codes[i] < 0 && so_result_text(codes[i])[0]);
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(codes[i], codes[k]);
            assert_string_not_equal(so_result_name(codes[i]), so_result_name(codes[k]));
        }
    }
    assert_non_null(so_result_name(-12345));
    assert_non_null(so_result_text(12345));
    for (int e = 0; e < 200; e++)
        assert_true(so_result_from_errno(e) < 0);
}

static void errors_are_cut_not_overrun(void **state)
{
    (void)state;
    struct so_error err;
    char fill[2000];
    memset(fill, 'x', sizeof fill - 1);
    fill[sizeof fill - 1] = '\0';
    assert_int_equal(so_fail(&err, SO_EFORMAT, "%s", fill), SO_EFORMAT);
    assert_int_equal(err.code, SO_EFORMAT);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_int_equal(so_fail(NULL, SO_EIO, "%s", fill), SO_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays_terminated),
        cmocka_unit_test(formatting_appends),
        cmocka_unit_test(binary_bytes_are_kept),
        cmocka_unit_test(stealing_leaves_nothing_behind),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(array_elements_start_zeroed),
        cmocka_unit_test(array_refuses_what_cannot_be),
        cmocka_unit_test(result_codes_have_names_of_their_own),
        cmocka_unit_test(errors_are_cut_not_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
