/* An incoming stamp over print: its frame is found, it goes and the print stays; other frames are left alone. */
#include <math.h>
#include <stdlib.h>

#include "base/result.h"
#include "image/frames.h"
#include "support.h"

#define PER_MM (150 / 25.4)
#define DARK 120

/* A frame askew with a line of writing in it, some 50 by 25 mm. */
static void draw_stamp(PIX *paper, int x, int y, double degrees, uint32_t colour)
{
    double a = degrees * M_PI / 180, w = 590, h = 295;
    int x1 = x + (int)(w * cos(a)), y1 = y + (int)(w * sin(a)), x2 = x1 - (int)(h * sin(a)),
        y2 = y1 + (int)(h * cos(a));
    int x3 = x - (int)(h * sin(a)), y3 = y + (int)(h * cos(a));
    paper_line(paper, x, y, x1, y1, 6, colour);
    paper_line(paper, x1, y1, x2, y2, 6, colour);
    paper_line(paper, x2, y2, x3, y3, 6, colour);
    paper_line(paper, x3, y3, x, y, 6, colour);
    paper_text(paper, x + 40, y + 60, "RECEIVED No 123", 12, colour);
    paper_text(paper, x + 40, y + 190, "day 4/5/2022", 12, colour);
}

static size_t dark_in(PIX *paper, struct box box)
{
    struct held_page *held = paper_hold(paper);
    struct held_gray gray;
    assert_int_equal(held_peek_gray(held, &gray), SO_OK);
    size_t n = 0;
    for (int y = box.y; y < box_bottom(box); y++)
        for (int x = box.x; x < box_right(box); x++)
            n += gray.data[(size_t)y * (size_t)gray.width + (size_t)x] < DARK;
    held_free(held);
    return n;
}

static void assert_lifted(double degrees, uint32_t colour)
{
    struct box where = {250, 380, 700, 480};
    PIX *plain = paper_new(PAPER_WIDTH, PAPER_HEIGHT), *stamped = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(plain);
    draw_stamp(stamped, 300, 430, degrees, colour);
    paper_letter(stamped); /* black ink stands over the stamp's as it would under it */
    size_t want = dark_in(plain, where), got = dark_in(stamped, where);
    assert_true(want > 5000);
    if (got > want + want / 25 || got < want - want / 25)
        fail_msg("%.1f degrees, colour %08x: %zu dark pixels, without the stamp %zu", degrees, colour, got, want);
}

static void test_coloured_stamp_goes(void **state)
{
    (void)state;
    assert_lifted(0, RED);
    assert_lifted(2.5, RED);
    assert_lifted(-3.5, BLUE);
    assert_lifted(4, 0x60308000u); /* violet */
}

static void test_paler_black_stamp_goes(void **state)
{
    (void)state;
    assert_lifted(0, 0x70707000u);
    assert_lifted(-2, 0x70707000u);
}

/* The certification on a copy is what the page says, not what hides it. */
static void test_stamp_on_bare_paper_stays(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    draw_stamp(paper, 300, 50, 2, RED);
    paper_letter(paper);
    struct held_page *held = paper_hold(paper);
    struct held_gray gray;
    assert_int_equal(held_peek_gray(held, &gray), SO_OK);
    size_t ink = 0;
    for (int y = 75; y < 130; y++)
        for (int x = 330; x < 850; x++)
            ink += gray.data[(size_t)y * (size_t)gray.width + (size_t)x] < 200;
    held_free(held);
    assert_true(ink > 1000);
}

static void draw_rule(struct raster *classes, int x0, int y0, int x1, int y1)
{
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++)
            raster_row(classes, y)[x] = INK_BLACK;
}

static void test_cells_are_no_frames(void **state)
{
    struct raster classes;
    struct frames frames = {.count = 9};
    (void)state;
    assert_int_equal(raster_new(1240, 1754, 1, &classes), SO_OK);
    raster_fill(&classes, INK_NONE);
    for (int row = 0; row <= 3; row++)
        draw_rule(&classes, 100, 300 + row * 120, 1000, 302 + row * 120);
    for (int column = 0; column <= 3; column++)
        draw_rule(&classes, 100 + column * 300, 300, 102 + column * 300, 662);
    assert_int_equal(frames_find(&classes, PER_MM, &frames), SO_OK);
    assert_int_equal(frames.count, 0);
    raster_fill(&classes, INK_NONE);
    draw_rule(&classes, 100, 300, 400, 302);
    draw_rule(&classes, 100, 420, 400, 422);
    draw_rule(&classes, 100, 300, 102, 422);
    draw_rule(&classes, 398, 300, 400, 422);
    assert_int_equal(frames_find(&classes, PER_MM, &frames), SO_OK);
    assert_int_equal(frames.count, 1);
    assert_int_equal(frames.items[0].ink, INK_BLACK);
    assert_true(frame_holds(&frames.items[0], 250, 360, 0) && !frame_holds(&frames.items[0], 450, 360, 0));
    raster_free(&classes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coloured_stamp_goes),
        cmocka_unit_test(test_paler_black_stamp_goes),
        cmocka_unit_test(test_stamp_on_bare_paper_stays),
        cmocka_unit_test(test_cells_are_no_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
