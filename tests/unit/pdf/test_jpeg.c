#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pdf/jpeg.h"

#define FRAME_AT 89 /* where make_jpeg puts the frame header: marker, length, then its body */

static int parse(const struct buf *b, struct pdf_jpeg *ret)
{
    struct so_error err = {0};
    int r = pdf_jpeg_parse(b->data, b->len, ret, &err);
    if (r)
        assert_true(err.text[0] && err.code == r);
    return r;
}

static void reads_size_and_components(void **state)
{
    (void)state;
    for (int components = 1; components <= 3; components += 2) {
        struct buf b = make_jpeg(1654, 2339, components);
        struct pdf_jpeg j;
        assert_int_equal(parse(&b, &j), 0);
        assert_int_equal(j.width, 1654);
        assert_int_equal(j.height, 2339);
        assert_int_equal(j.components, components);
        assert_false(j.plain_rgb);
        buf_free(&b);
    }
}

static void every_cut_is_refused(void **state)
{
    (void)state;
    struct buf b = make_jpeg(64, 64, 3);
    for (size_t n = 0; n < b.len; n++) {
        char *copy = malloc(n ? n : 1); /* exactly as long, so that the sanitizer sees a read past it */
        memcpy(copy, b.data, n);
        struct pdf_jpeg j = {.width = -7};
        assert_int_equal(pdf_jpeg_parse(copy, n, &j, NULL), SO_EFORMAT);
        assert_int_equal(j.width, -7);
        free(copy);
    }
    buf_free(&b);
}

/* One byte of a good image changed, and what must come of it. */
static void hostile_headers_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t value;
        int result;
        const char *what;
    } cases[] = {
        {0, 'x', SO_EFORMAT, "no SOI"},
        {FRAME_AT + 1, 0xC9, SO_EUNSUPPORTED, "arithmetic coding"},
        {FRAME_AT + 1, 0xC3, SO_EUNSUPPORTED, "lossless"},
        {FRAME_AT + 1, 0x01, SO_EFORMAT, "unknown marker"},
        {FRAME_AT + 2, 0xFF, SO_EFORMAT, "length past the end"},
        {FRAME_AT + 3, 1, SO_EFORMAT, "length below its own two bytes"},
        {FRAME_AT + 4, 12, SO_EUNSUPPORTED, "12 bits"},
        {FRAME_AT + 9, 4, SO_EFORMAT, "component count against length"},
        {FRAME_AT + 10, 2, SO_EFORMAT, "two components of one name"},
        {FRAME_AT + 11, 0x01, SO_EFORMAT, "sampling factor 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = make_jpeg(64, 64, 3);
        b.data[cases[i].at] = (char)cases[i].value;
        struct pdf_jpeg j;
        if (parse(&b, &j) != cases[i].result)
            fail_msg("%s: not refused as it should", cases[i].what);
        buf_free(&b);
    }
}

static void empty_sides_are_refused(void **state)
{
    (void)state;
    struct buf b = make_jpeg(64, 64, 1);
    struct pdf_jpeg j;
    b.data[FRAME_AT + 6] = 0; /* height 64 → 0, to be told by a later DNL */
    assert_int_equal(parse(&b, &j), SO_EFORMAT);
    b.data[FRAME_AT + 6] = 64;
    b.data[FRAME_AT + 8] = 0;
    assert_int_equal(parse(&b, &j), SO_EFORMAT);
    buf_free(&b);
}

static void nothing_may_follow_the_end(void **state)
{
    (void)state;
    struct buf b = make_jpeg(64, 64, 1);
    struct pdf_jpeg j;
    buf_append_str(&b, "%PDF-1.4");
    assert_int_equal(parse(&b, &j), SO_EFORMAT);
    buf_free(&b);
}

static void cmyk_is_refused(void **state)
{
    (void)state;
    struct buf b = make_jpeg(64, 64, 3);
    /* a fourth component: one more entry in the frame header */
    struct buf four = BUF_INIT;
    buf_append(&four, b.data, FRAME_AT + 19);
    buf_append(&four, "\4\x11\0", 3);
    buf_append(&four, b.data + FRAME_AT + 19, b.len - FRAME_AT - 19);
    four.data[FRAME_AT + 3] = 8 + 12;
    four.data[FRAME_AT + 9] = 4;
    struct pdf_jpeg j;
    assert_int_equal(parse(&four, &j), SO_EUNSUPPORTED);
    buf_free(&b);
    buf_free(&four);
}

static void stored_rgb_is_told_apart(void **state)
{
    (void)state;
    struct buf b = make_jpeg(64, 64, 3);
    struct buf adobe = BUF_INIT;
    buf_append(&adobe, "\xFF\xD8\xFF\xEE\0\x0E" "Adobe\0\x64\0\0\0\0\0", 18);
    buf_append(&adobe, b.data + 20, b.len - 20); /* without its JFIF segment */
    struct pdf_jpeg j;
    assert_int_equal(parse(&adobe, &j), 0);
    assert_true(j.plain_rgb);
    adobe.data[17] = 1;
    assert_int_equal(parse(&adobe, &j), 0);
    assert_false(j.plain_rgb);
    buf_free(&b);
    buf_free(&adobe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_size_and_components),  cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(hostile_headers_are_refused), cmocka_unit_test(empty_sides_are_refused),
        cmocka_unit_test(nothing_may_follow_the_end), cmocka_unit_test(cmyk_is_refused),
        cmocka_unit_test(stored_rgb_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
