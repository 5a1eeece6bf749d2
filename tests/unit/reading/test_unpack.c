/* Pages of a TIFF by its chain of directories: in any order, cut, looping, too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "daemon/unpack.h"

#define DIRECTORY_BYTES 6 /* no entries: a count and the next offset */

static void put(struct buf *b, size_t n, uint32_t v)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(buf_append_char(b, (char)(v >> 8 * i)), SO_OK);
}

/* A TIFF of empty directories, each naming the offset of the next: places[i] is where directory i lies, from 0. */
static void chain(struct buf *b, const int *next, int n, int first)
{
    assert_int_equal(buf_append(b, "II*\0", 4), SO_OK);
    put(b, 4, 8 + (uint32_t)first * DIRECTORY_BYTES);
    for (int i = 0; i < n; i++) {
        put(b, 2, 0);
        put(b, 4, next[i] < 0 ? 0 : 8 + (uint32_t)next[i] * DIRECTORY_BYTES);
    }
}

static int walk(const struct buf *b, size_t len, bool *ret_whole)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, len, f), len);
    fflush(f);
    int n = unpack_tiff_chain(fileno(f), ret_whole);
    fclose(f);
    return n;
}

static void test_order_does_not_matter(void **state)
{
    static const int forward[] = {1, 2, -1}, backward[] = {-1, 0, 1};
    struct buf b = BUF_INIT;
    bool whole = false;
    (void)state;
    chain(&b, forward, 3, 0);
    assert_int_equal(walk(&b, b.len, &whole), 3);
    assert_true(whole);
    buf_clear(&b);
    chain(&b, backward, 3, 2);
    assert_int_equal(walk(&b, b.len, &whole), 3);
    assert_true(whole);
    buf_free(&b);
}

static void test_cut_anywhere_is_not_whole(void **state)
{
    static const int forward[] = {1, 2, -1};
    struct buf b = BUF_INIT;
    bool whole;
    (void)state;
    chain(&b, forward, 3, 0);
    for (size_t len = 0; len < b.len; len++) {
        whole = true;
        assert_in_range(walk(&b, len, &whole), 0, 3);
        assert_false(whole);
    }
    buf_free(&b);
}

static void test_loop_ends(void **state)
{
    static const int loop[] = {1, 2, 1};
    struct buf b = BUF_INIT;
    bool whole = true;
    (void)state;
    chain(&b, loop, 3, 0);
    assert_int_equal(walk(&b, b.len, &whole), 3);
    assert_false(whole);
    buf_free(&b);
}

static void test_too_many_are_more_than_the_limit(void **state)
{
    enum { N = UNPACK_PAGES_MAX + 500 };
    static int next[N];
    struct buf b = BUF_INIT;
    bool whole = true;
    (void)state;
    for (int i = 0; i < N; i++)
        next[i] = i + 1 < N ? i + 1 : -1;
    chain(&b, next, N, 0);
    assert_true(walk(&b, b.len, &whole) > UNPACK_PAGES_MAX);
    assert_false(whole);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_cut_anywhere_is_not_whole),
        cmocka_unit_test(test_loop_ends),
        cmocka_unit_test(test_too_many_are_more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
