/* How a page lies, told from its bytes: lines of writing at known angles, and pages that tell nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scan/skew.h"

#define WIDTH 1240
#define HEIGHT 1754

static uint8_t page[WIDTH * HEIGHT];
static uint32_t seed;

static uint32_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static void put_ink(double x, double y, double degrees)
{
    double a = degrees * M_PI / 180, cx = x - WIDTH / 2.0, cy = y - HEIGHT / 2.0;
    long px = lround(WIDTH / 2.0 + cx * cos(a) - cy * sin(a)), py = lround(HEIGHT / 2.0 + cx * sin(a) + cy * cos(a));
    if (px >= 0 && px < WIDTH && py >= 0 && py < HEIGHT)
        page[py * WIDTH + px] = 20;
}

/* Words of strokes on lines, as a page of print is; turned about the middle, positive clockwise. */
static void draw_writing(unsigned nlines, double degrees)
{
    memset(page, 240, sizeof page);
    seed = 77;
    for (unsigned line = 0; line < nlines; line++)
        for (unsigned x = 120; x < 1100; x += 8 + next_random() % 24)
            for (double dy = 0; dy < 14; dy += 0.5)
                for (double dx = 0; dx < 4; dx += 0.5)
                    put_ink(x + dx, 200 + line * 38 + dy + x % 5, degrees);
}

static bool find(uint32_t channels, size_t piece, double *ret_degrees)
{
    struct scan_frame f = {.format = channels == 3 ? SCAN_FRAME_RGB : SCAN_FRAME_GRAY,
                           .last = true,
                           .row_bytes = WIDTH * channels + 5,
                           .width = WIDTH,
                           .depth = 8,
                           .lines = HEIGHT};
    uint8_t *data = calloc(f.row_bytes, HEIGHT);
    struct skew s;
    assert_non_null(data);
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++)
        for (uint32_t c = 0; c < channels; c++)
            data[i / WIDTH * f.row_bytes + i % WIDTH * channels + c] = page[i];
    skew_begin(&s, &f);
    for (size_t at = 0, len = (size_t)f.row_bytes * HEIGHT; at < len; at += piece)
        skew_take(&s, data + at, len - at < piece ? len - at : piece);
    bool found = skew_find(&s, ret_degrees);
    skew_free(&s);
    free(data);
    return found;
}

static void test_angles(void **state)
{
    static const double angles[] = {0, 0.3, 1.2, -0.7, -3.4, 5.5, -7.5};
    (void)state;
    for (size_t i = 0; i < sizeof angles / sizeof *angles; i++) {
        double degrees = 99;
        draw_writing(30, angles[i]);
        assert_true(find(i % 2 ? 3 : 1, i % 2 ? 4097 : 65536, &degrees));
        if (fabs(degrees - angles[i]) > 0.15)
            fail_msg("%.1f° was taken for %.2f°", angles[i], degrees);
    }
}

static void test_few_lines(void **state)
{
    double degrees = 99;
    (void)state;
    draw_writing(3, -2);
    assert_true(find(1, 10000, &degrees));
    assert_true(fabs(degrees + 2) < 0.2);
}

static void test_nothing_to_tell(void **state)
{
    double degrees;
    (void)state;
    memset(page, 250, sizeof page);
    assert_false(find(1, 65536, &degrees));
    seed = 5;
    for (size_t i = 0; i < sizeof page; i++)
        page[i] = (uint8_t)next_random();
    assert_false(find(1, 65536, &degrees));
    memset(page, 250, sizeof page);
    memset(page + 500 * WIDTH, 30, 600 * WIDTH); /* a dark picture across the page, and no writing */
    for (size_t y = 0; y < HEIGHT; y++)
        memset(page + y * WIDTH, 250, 300 + y % 7);
    assert_true(!find(1, 65536, &degrees) || fabs(degrees) < 0.2);
}

static void test_other_frames(void **state)
{
    struct scan_frame bilevel = {.format = SCAN_FRAME_GRAY, .row_bytes = 155, .width = WIDTH, .depth = 1};
    struct scan_frame wrong = {.format = SCAN_FRAME_RGB, .row_bytes = WIDTH, .width = WIDTH, .depth = 8};
    double degrees;
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct skew s;
        skew_begin(&s, i ? &wrong : &bilevel);
        skew_take(&s, page, sizeof page);
        assert_false(skew_find(&s, &degrees));
        skew_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_angles),
        cmocka_unit_test(test_few_lines),
        cmocka_unit_test(test_nothing_to_tell),
        cmocka_unit_test(test_other_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
