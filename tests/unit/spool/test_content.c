/* What pages look like: hardly anything on them, one value, cut off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spool/content.h"

#define WIDTH 1240 /* A5 at 200 dpi or so */
#define LINES 1700
#define BYTES ((size_t)WIDTH * LINES)

static uint8_t *page;

static int setup(void **state)
{
    (void)state;
    page = malloc(BYTES);
    return page ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    free(page);
    return 0;
}

/* Paper of that brightness, as uneven as scanned paper is. */
static void fill_paper(unsigned level)
{
    uint32_t x = 1;
    for (size_t i = 0; i < BYTES; i++) {
        x = x * 1664525u + 1013904223u;
        page[i] = (uint8_t)(level - 12 + (x >> 28));
    }
}

static void ink(unsigned left, unsigned top, unsigned width, unsigned height, uint8_t value)
{
    for (unsigned y = top; y < top + height; y++)
        memset(page + (size_t)y * WIDTH + left, value, width);
}

static unsigned flags_of(uint32_t depth, size_t piece)
{
    struct page_content c = {0};
    struct scan_page raster = {.raster = depth == 1 ? RASTER_BILEVEL : RASTER_GRAY,
                               .depth = depth,
                               .width = depth == 1 ? WIDTH * 8 : WIDTH,
                               .lines = LINES};
    for (size_t at = 0; at < BYTES; at += piece)
        content_take(&c, page + at, BYTES - at < piece ? BYTES - at : piece);
    return content_flags(&c, &raster, LINES);
}

static void test_blank(void **state)
{
    (void)state;
    fill_paper(245);
    assert_int_equal(flags_of(8, 65536), SPOOL_BLANK);
    assert_int_equal(flags_of(8, 1), SPOOL_BLANK);
    fill_paper(190); /* coloured paper, or a dim lamp */
    assert_int_equal(flags_of(8, 65536), SPOOL_BLANK);
    ink(100, 100, 3, 3, 20); /* a speck of dust */
    assert_int_equal(flags_of(8, 32768), SPOOL_BLANK);
    ink(300, 1500, 90, 4, 60); /* a stroke of a pen is no blank page */
    for (size_t piece = 1; piece < 9; piece++)
        assert_int_equal(flags_of(8, piece), 0);
}

static void test_faint_writing_is_seen(void **state)
{
    (void)state;
    fill_paper(250);
    for (unsigned line = 0; line < 12; line++)
        ink(200, 200 + line * 40, 300, 2, 170); /* pencil */
    assert_int_equal(flags_of(8, 65536), 0);
}

static void test_black_and_white(void **state)
{
    (void)state;
    memset(page, 0, BYTES);
    assert_int_equal(flags_of(1, 65536), SPOOL_ONE_VALUE);
    page[WIDTH * 700] = 0x18;
    page[WIDTH * 900 + 3] = 0x01;
    assert_int_equal(flags_of(1, 65536), SPOOL_BLANK);
    ink(20, 400, 60, 30, 0x55);
    assert_int_equal(flags_of(1, 65536), 0);
}

static void test_cut_off(void **state)
{
    (void)state;
    fill_paper(245);
    ink(0, 0, WIDTH, 800, 90);
    ink(0, LINES - 33, WIDTH, 33, 0x80);
    assert_int_equal(flags_of(8, 65536), 0); /* less than 2 of 100 rows */
    ink(0, LINES - 34, WIDTH, 34, 0x81);
    assert_int_equal(flags_of(8, 65536), SPOOL_GREY_TAIL);
    assert_int_equal(flags_of(8, 1000), SPOOL_GREY_TAIL);
    page[BYTES - 1] = 0x90;
    assert_int_equal(flags_of(8, 1000), 0);
    memset(page, 0x80, BYTES); /* one value is not a cut-off page, whatever the value */
    assert_int_equal(flags_of(8, 1000), SPOOL_ONE_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_blank, setup, teardown),
        cmocka_unit_test_setup_teardown(test_faint_writing_is_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(test_black_and_white, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cut_off, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
