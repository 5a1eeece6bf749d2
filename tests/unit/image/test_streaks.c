/* A feeder's streaks leave the page; print, tables and frames stay as they are. */
#include "image/streaks.h"

#include <stdlib.h>

#include "support.h"

#define GREEN 0x3cbe4600u
#define GRAY 0x8c8c8c00u

static PIX *drawn_page(void)
{
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    /* A table and a frame: lines down the page that end before the paper does. */
    for (int i = 0; i < 3; i++)
        paper_line(paper, 300 + 800 * i, 2600, 300 + 800 * i, 3300, 3, BLACK);
    paper_line(paper, 120, 140, 120, PAPER_HEIGHT - 140, 4, BLACK);
    return paper;
}

static struct raster pixels_of(PIX *paper)
{
    struct raster r;
    assert_int_equal(raster_from_pix(paper, &r), 0);
    pixDestroy(&paper);
    return r;
}

static int mended(struct raster *page)
{
    int count = -1;
    assert_int_equal(streaks_mend(page, 300, &count), 0);
    return count;
}

static void assert_alike(const struct raster *a, const struct raster *b, int by, size_t most)
{
    size_t other = 0;
    for (size_t i = 0; i < (size_t)a->width * (size_t)a->height * (size_t)a->channels; i++)
        other += abs(a->data[i] - b->data[i]) > by;
    if (other > most)
        print_message("%zu samples differ, at most %zu may\n", other, most);
    assert_true(other <= most);
}

static void test_page_without_streaks_is_left_alone(void **state)
{
    (void)state;
    struct raster before = pixels_of(drawn_page()), after = pixels_of(drawn_page());
    assert_int_equal(mended(&after), 0);
    assert_alike(&before, &after, 0, 0);
    raster_free(&before);
    raster_free(&after);
}

/* In black, in one channel's colour, faint; leaning by some pixels; from the middle of the page on. */
static void test_streaks_go(void **state)
{
    (void)state;
    static const struct {
        int x0, y0, x1, width;
        uint32_t colour;
    } STREAKS[] = {
        {700, 0, 700, 3, BLACK}, {1501, 0, 1504, 2, GREEN}, {1900, 1500, 1900, 3, GRAY}, {2300, 0, 2299, 4, BLACK}};
    struct raster clean = pixels_of(drawn_page());
    PIX *paper = drawn_page();
    for (size_t i = 0; i < sizeof STREAKS / sizeof *STREAKS; i++)
        paper_line(paper, STREAKS[i].x0, STREAKS[i].y0, STREAKS[i].x1, PAPER_HEIGHT, STREAKS[i].width,
                   STREAKS[i].colour);
    struct raster page = pixels_of(paper);
    assert_int_equal(mended(&page), 4);
    /* They covered 130,000 samples. Letters under them are drawn across as well as may be, the rest is paper again. */
    assert_alike(&clean, &page, 60, 18000);
    raster_free(&clean);
    raster_free(&page);
}

/* What shows through a pale streak is print: an upright stroke right under it stays. */
static void test_print_under_a_pale_streak_stays(void **state)
{
    (void)state;
    struct raster page = pixels_of(drawn_page());
    for (int y = 0; y < page.height; y++)
        for (int x = 1000; x < 1004; x++)
            for (int c = 0; c < 3; c++) {
                uint8_t *p = raster_row(&page, y) + 3 * x + c;
                *p = (uint8_t)((y >= 300 && y < 360 ? 20 : *p) * 0.7); /* a stroke of 60 rows */
            }
    assert_int_equal(mended(&page), 1);
    assert_true(raster_row(&page, 330)[3 * 1001] < 60);
    assert_true(raster_row(&page, 2000)[3 * 1001] > 240);
    raster_free(&page);
}

/* A gray page with a black edge below: the streak ends where black begins. */
static void test_streak_before_a_black_edge(void **state)
{
    (void)state;
    struct raster page;
    assert_int_equal(raster_new(1240, 1754, 1, &page), 0);
    raster_fill(&page, 240);
    for (int y = 0; y < page.height; y++)
        for (int x = 0; x < page.width; x++)
            if (y >= 1600 || (y > 80 && x >= 600 && x < 602))
                raster_row(&page, y)[x] = 10;
    int count = -1;
    assert_int_equal(streaks_mend(&page, 150, &count), 0);
    assert_int_equal(count, 1);
    assert_true(raster_row(&page, 900)[601] > 230);
    assert_int_equal(raster_row(&page, 1650)[601], 10);
    raster_free(&page);
}

/* The smallest pages that there are neither crash nor change. */
static void test_small_pages(void **state)
{
    (void)state;
    for (int side = 1; side < 160; side += 13) {
        struct raster page;
        int count = -1;
        assert_int_equal(raster_new(side, side * 2, 3, &page), 0);
        raster_fill(&page, 90);
        assert_int_equal(streaks_mend(&page, side % 2 ? 1 : 600, &count), 0);
        assert_int_equal(count, 0);
        raster_free(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_without_streaks_is_left_alone),
        cmocka_unit_test(test_streaks_go),
        cmocka_unit_test(test_print_under_a_pale_streak_stays),
        cmocka_unit_test(test_streak_before_a_black_edge),
        cmocka_unit_test(test_small_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
