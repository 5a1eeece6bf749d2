/* What SANE delivers becomes what PNM wants, however the bytes are cut into reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scan/raster.h"

static struct buf out;

static void feed(struct raster *r, const uint8_t *data, size_t len, size_t piece)
{
    for (size_t at = 0; at < len; at += piece)
        assert_int_equal(raster_feed(r, data + at, len - at < piece ? len - at : piece, &out), SCAN_GOOD);
}

static void test_padding_goes(void **state)
{
    const struct scan_frame f = {.format = SCAN_FRAME_GRAY, .last = true, .row_bytes = 5, .width = 3, .depth = 8, .lines = 2};
    static const uint8_t data[] = {1, 2, 3, 0xEE, 0xEE, 4, 5, 6, 0xEE, 0xEE};
    static const uint8_t want[] = {1, 2, 3, 4, 5, 6};
    (void)state;
    for (size_t piece = 1; piece <= sizeof data; piece++) {
        struct raster r;
        struct scan_page page;
        buf_clear(&out);
        assert_int_equal(raster_begin(&r, &f, &page), SCAN_GOOD);
        feed(&r, data, sizeof data, piece);
        assert_int_equal(out.len, sizeof want);
        assert_memory_equal(out.data, want, sizeof want);
        assert_int_equal(scan_page_row_bytes(&page), 3);
        raster_free(&r);
    }
    buf_free(&out);
}

static void test_16_bit_is_big_endian(void **state)
{
    const struct scan_frame f = {.format = SCAN_FRAME_GRAY, .last = true, .row_bytes = 4, .width = 2, .depth = 16, .lines = 1};
    const uint16_t samples[] = {0x0102, 0xA0B0};
    static const uint8_t want[] = {1, 2, 0xA0, 0xB0};
    (void)state;
    for (size_t piece = 1; piece <= 4; piece++) {
        struct raster r;
        struct scan_page page;
        buf_clear(&out);
        assert_int_equal(raster_begin(&r, &f, &page), SCAN_GOOD);
        feed(&r, (const uint8_t *)samples, 4, piece);
        assert_memory_equal(out.data, want, sizeof want);
        raster_free(&r);
    }
    buf_free(&out);
}

static void test_three_passes_are_woven(void **state)
{
    struct scan_frame f = {.format = SCAN_FRAME_BLUE, .row_bytes = 2, .width = 2, .depth = 8, .lines = 2};
    static const uint8_t want[] = {1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12};
    struct raster r;
    struct scan_page page;
    (void)state;
    assert_int_equal(raster_begin(&r, &f, &page), SCAN_GOOD);
    assert_int_equal(page.raster, RASTER_RGB);
    feed(&r, (const uint8_t[]){9, 10, 11, 12}, 4, 3);
    f.format = SCAN_FRAME_RED;
    assert_int_equal(raster_next_frame(&r, &f), SCAN_GOOD);
    feed(&r, (const uint8_t[]){1, 2, 3, 4}, 4, 1);
    f.format = SCAN_FRAME_GREEN;
    f.last = true;
    assert_int_equal(raster_next_frame(&r, &f), SCAN_GOOD);
    feed(&r, (const uint8_t[]){5, 6, 7, 8}, 4, 4);
    assert_int_equal(out.len, 0);
    assert_int_equal(raster_weave(&r, 0, 1, &out), SCAN_GOOD);
    assert_int_equal(raster_weave(&r, 1, 1, &out), SCAN_GOOD);
    assert_int_equal(raster_weave(&r, 2, 1, &out), SCAN_EOF);
    assert_memory_equal(out.data, want, sizeof want);
    f.width = 3;
    assert_int_equal(raster_next_frame(&r, &f), SCAN_INVALID);
    raster_free(&r);
    buf_free(&out);
}

static void test_nonsense_is_refused(void **state)
{
    const struct scan_frame narrow = {.format = SCAN_FRAME_RGB, .row_bytes = 5, .width = 2, .depth = 8};
    const struct scan_frame huge = {.format = SCAN_FRAME_RED, .row_bytes = 100000, .width = 100000, .depth = 8, .lines = 100000};
    struct raster r;
    struct scan_page page;
    (void)state;
    assert_int_equal(raster_begin(&r, &narrow, &page), SCAN_INVALID);
    assert_int_equal(raster_begin(&r, &huge, &page), SCAN_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_padding_goes), cmocka_unit_test(test_16_bit_is_big_endian),
                                       cmocka_unit_test(test_three_passes_are_woven),
                                       cmocka_unit_test(test_nonsense_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
