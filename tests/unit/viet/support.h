/* What the tests of Vietnamese text share. */
#ifndef TESTS_VIET_SUPPORT_H
#define TESTS_VIET_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

typedef int (*text_function)(const char *s, size_t len, struct buf *out);

/* The function's result as a string, the caller's to free. */
static inline char *apply(text_function f, const char *s)
{
    struct buf b = BUF_INIT;
    assert_int_equal(f(s, strlen(s), &b), 0);
    char *text = buf_steal(&b);
    assert_non_null(text);
    return text;
}

#define assert_text(f, in, want)                                                                                       \
    do {                                                                                                               \
        char *got_ = apply(f, in);                                                                                     \
        assert_string_equal(got_, want);                                                                               \
        free(got_);                                                                                                    \
    } while (0)

#endif
