/* What a held page says of itself: its pose, inks, marks; and what it gives to the archive and to second looks. */
#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "support.h"

static PIX *turn(PIX *paper, int quarters, double degrees)
{
    PIX *turned = pixRotateOrth(paper, quarters);
    pixDestroy(&paper);
    PIX *skewed = degrees != 0 ? pixRotate(turned, (float)(degrees * M_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0)
                               : pixClone(turned);
    pixDestroy(&turned);
    return skewed;
}

static void test_pose(void **state)
{
    static const struct {
        int quarters;
        double degrees; /* clockwise */
    } CASES[] = {{0, 0}, {0, 1.3}, {0, -6.5}, {1, 0}, {2, -0.7}, {3, 2.2}, {1, 11}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
        paper_letter(paper);
        struct held_page *held = paper_hold(turn(paper, CASES[i].quarters, CASES[i].degrees));
        struct page page;
        page_init(&page);
        held_describe_size(held, &page);
        assert_int_equal(page.turned, (4 - CASES[i].quarters) % 4 * 90);
        assert_true(fabs(page.skew + CASES[i].degrees) < 0.15);
        assert_true(held_is_sure(held));
        assert_int_equal(page.width > page.height, false);
        page_free(&page);
        held_free(held);
    }
}

static void test_half_turn(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_ring(paper, 1700, 3100, 212, 8, RED);
    struct held_page *held = paper_hold(paper);
    held_turn_half(held);
    struct page page;
    page_init(&page);
    assert_int_equal(held_describe(held, &page, NULL), 0);
    assert_int_equal(page.turned, 180);
    assert_true(page.marks.len >= 1);
    assert_true(page.marks.items[0].box.x < PAPER_WIDTH / 2 && page.marks.items[0].box.y < PAPER_HEIGHT / 2);
    page_free(&page);
    held_free(held);
}

static struct page describe(PIX *paper)
{
    struct held_page *held = paper_hold(paper);
    struct page page;
    page_init(&page);
    assert_int_equal(held_describe(held, &page, NULL), 0);
    held_free(held);
    return page;
}

static double best_mark(const struct page *page, enum mark_kind kind)
{
    double best = 0;
    for (size_t i = 0; i < page->marks.len; i++)
        if (page->marks.items[i].kind == kind)
            best = fmax(best, (double)page->marks.items[i].confidence);
    return best;
}

static void test_red_seal_and_blue_signature(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_ring(paper, 1700, 3050, 212, 8, RED);
    paper_ring(paper, 1700, 3050, 130, 4, RED);
    paper_scrawl(paper, 1750, 3000, 420, 130, BLUE);
    struct page page = describe(paper);
    assert_true(page.colour);
    assert_false(page.blank);
    assert_true(best_mark(&page, MARK_SEAL) >= 0.8);
    assert_true(best_mark(&page, MARK_SIGNATURE) >= 0.5);
    struct box seal = page.marks.items[0].box;
    assert_true(abs(seal.x + seal.w / 2 - 1700) < 15 && abs(seal.w - 424) < 30);
    assert_true(ink_mean(&page.ink, page.ink.red, (struct box){1480, 3040, 30, 30}) > 30);
    assert_true(ink_mean(&page.ink, page.ink.black, (struct box){1480, 3040, 30, 30}) < 10);
    page_free(&page);
}

static void test_photocopied_seal(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_ring(paper, 1700, 3050, 212, 8, BLACK);
    paper_ring(paper, 1700, 3050, 130, 4, BLACK);
    struct page page = describe(paper);
    assert_false(page.colour);
    assert_true(best_mark(&page, MARK_SEAL) >= 0.5);
    assert_true(best_mark(&page, MARK_SIGNATURE) < 0.5);
    page_free(&page);
}

/* A copier's grain over the whole page: the same each time. */
static void add_grain(PIX *paper, int depth)
{
    uint32_t seed = 5;
    for (int y = 0; y < pixGetHeight(paper); y++)
        for (int x = 0; x < pixGetWidth(paper); x++) {
            uint32_t *at = pixGetData(paper) + (size_t)y * (size_t)pixGetWpl(paper) + x;
            seed = seed * 1664525 + 1013904223;
            int v = (int)(*at >> 24) - (int)((seed >> 16) % (uint32_t)depth);
            v = v < 0 ? 0 : v;
            *at = (uint32_t)v << 24 | (uint32_t)v << 16 | (uint32_t)v << 8;
        }
}

/* Copied pale, a seal is lighter than any writing; grain and a ring of another size are no seal. */
static void test_pale_copied_seal(void **state)
{
    (void)state;
    static const struct {
        int radius;
        bool seal;
    } rows[] = {{212, true}, {120, false}, {0, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
        paper_letter(paper);
        if (rows[i].radius)
            paper_ring(paper, 1700, 3050, rows[i].radius, 7, 0xd0d0d000u);
        add_grain(paper, 40);
        struct page page = describe(paper);
        assert_int_equal(best_mark(&page, MARK_SEAL) >= 0.5, rows[i].seal);
        assert_true(best_mark(&page, MARK_SIGNATURE) < 0.5);
        page_free(&page);
    }
}

static void test_plain_letter_has_no_marks(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    struct page page = describe(paper);
    assert_true(best_mark(&page, MARK_SEAL) < 0.5);
    assert_true(best_mark(&page, MARK_SIGNATURE) < 0.5);
    page_free(&page);
}

/* An empty line of a form counts as empty however it is drawn; a filled one does not. */
static void test_empty_lines_have_no_ink(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    for (int x = 400; x < 1400; x += 13)
        paper_dot(paper, x, 3100, 2, BLACK);
    paper_line(paper, 400, 3200, 1400, 3200, 4, BLACK);
    paper_line(paper, 1800, 2980, 1800, 3400, 4, BLACK);
    paper_text(paper, 500, 3300, "written here", 20, BLACK);
    struct page page = describe(paper);
    assert_true(ink_mean(&page.ink, page.ink.black, (struct box){420, 3080, 900, 40}) < 2);
    assert_true(ink_mean(&page.ink, page.ink.black, (struct box){420, 3180, 900, 40}) < 2);
    assert_true(ink_mean(&page.ink, page.ink.black, (struct box){1780, 3000, 40, 300}) < 4);
    assert_true(ink_mean(&page.ink, page.ink.black, (struct box){500, 3260, 300, 40}) > 15);
    page_free(&page);
}

static void test_blank(void **state)
{
    (void)state;
    struct page page = describe(paper_new(PAPER_WIDTH, PAPER_HEIGHT));
    assert_true(page.blank);
    page_free(&page);

    /* Dust, punch holes, a dark edge and print shining through are still a blank page. */
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    for (int i = 0; i < 40; i++)
        paper_dot(paper, 100 + i * 997 % 2300, 100 + i * 613 % 3300, 1, BLACK);
    paper_dot(paper, 110, 1200, 34, BLACK);
    paper_dot(paper, 110, 2200, 34, BLACK);
    paper_line(paper, 2476, 0, 2476, PAPER_HEIGHT - 1, 8, BLACK);
    paper_text(paper, 400, 900, "shining through", 20, 0xe4e4e400u);
    page = describe(paper);
    assert_true(page.blank);
    page_free(&page);

    paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_text(paper, 400, 900, "one line only", 20, BLACK);
    page = describe(paper);
    assert_false(page.blank);
    page_free(&page);
}

static void test_dark_border_is_white_for_reading(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    for (int y = 0; y < PAPER_HEIGHT; y++)
        for (int x = 0; x < 120; x++)
            pixSetPixel(paper, x, y, 0x10101000u);
    struct held_page *held = paper_hold(paper);
    struct held_gray gray;
    assert_int_equal(held_peek_gray(held, &gray), 0);
    for (int y = 200; y < gray.height - 200; y += 100)
        assert_true(gray.data[(size_t)y * (size_t)gray.width + 40] > 230);
    held_free(held);
}

static void test_cut_planes(void **state)
{
    (void)state;
    PIX *paper = paper_new(600, 400);
    paper_dot(paper, 100, 200, 30, BLACK);
    paper_dot(paper, 300, 200, 30, BLUE);
    paper_dot(paper, 500, 200, 30, RED);
    struct image image = {.dpi = 300, .pages = 1};
    assert_int_equal(raster_from_pix(paper, &image.raster), 0);
    pixDestroy(&paper);
    struct held_page *held = NULL;
    assert_int_equal(held_load(&image, &(struct pose){0}, &held, NULL), 0);
    /* Dark at the black, the blue and the red dot? */
    static const struct {
        enum look_plane plane;
        bool dark[3];
    } CASES[] = {{PLANE_GRAY, {1, 1, 1}}, {PLANE_NO_SEAL, {1, 1, 0}}, {PLANE_BLUE, {0, 1, 0}}, {PLANE_BLACK, {1, 0, 0}}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct raster cut;
        assert_int_equal(held_cut(held, (struct box){0, 100, 600, 200}, CASES[i].plane, 2, &cut, NULL), 0);
        assert_int_equal(cut.width, 1200);
        assert_int_equal(cut.height, 400);
        for (int k = 0; k < 3; k++)
            assert_int_equal(raster_row(&cut, 200)[200 + 400 * k] < 140, CASES[i].dark[k]);
        raster_free(&cut);
    }
    struct raster cut;
    assert_int_equal(held_cut(held, (struct box){700, 0, 10, 10}, PLANE_GRAY, 1, &cut, NULL), SO_EINVALID);
    held_free(held);
}

static void test_render(void **state)
{
    (void)state;
    PIX *paper = paper_new(600, 900);
    paper_dot(paper, 60, 60, 40, RED);
    struct image image = {.dpi = 300, .pages = 1};
    assert_int_equal(raster_from_pix(paper, &image.raster), 0);
    pixDestroy(&paper);
    struct held_page *held = NULL;
    assert_int_equal(held_load(&image, &(struct pose){90, 0}, &held, NULL), 0);
    static const struct {
        int asked, dpi, width;
    } CASES[] = {{300, 300, 900}, {150, 150, 450}, {200, 200, 600}, {600, 300, 900}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf jpeg = BUF_INIT;
        int width, height, dpi;
        assert_int_equal(held_render(held, CASES[i].asked, 90, &jpeg, &width, &height, &dpi, NULL), 0);
        assert_int_equal(width, CASES[i].width);
        assert_int_equal(dpi, CASES[i].dpi);
        struct image back;
        assert_int_equal(decode_bytes(&jpeg, 1, &back, NULL), 0);
        assert_int_equal(back.dpi, CASES[i].dpi);
        assert_int_equal(back.raster.width, CASES[i].width);
        /* Upper left, turned clockwise, is upper right; and still red. */
        const uint8_t *p = raster_row(&back.raster, 60 * dpi / 300) + 3 * (size_t)(back.raster.width - 60 * dpi / 300);
        assert_true(p[0] > 170 && p[1] < 90);
        image_free(&back);
        buf_free(&jpeg);
    }
    held_free(held);
}

/* Code 39 of "SO7": wide and narrow bars and gaps, * at both ends. */
static void test_bar_code(void **state)
{
    static const char *const BARS[] = {"nwnnwnwnn", "nnwnnnwwn", "wnnnwnnwn", "nnnwnnwnw", "nwnnwnwnn"};
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    int x = 400;
    for (int c = 0; c < 5; c++) {
        const char *bars = BARS[c];
        for (int i = 0; i < 9; i++) {
            int w = bars[i] == 'w' ? 12 : 4;
            for (int k = 0; k < w && i % 2 == 0; k++)
                for (int y = 80; y < 280; y++)
                    pixSetPixel(paper, x + k, y, 0);
            x += w;
        }
        x += 4;
    }
    struct page page = describe(paper);
    assert_int_equal(page.codes.len, 1);
    assert_string_equal(page.codes.items[0].payload, "SO7");
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pose),
        cmocka_unit_test(test_half_turn),
        cmocka_unit_test(test_red_seal_and_blue_signature),
        cmocka_unit_test(test_photocopied_seal),
        cmocka_unit_test(test_pale_copied_seal),
        cmocka_unit_test(test_plain_letter_has_no_marks),
        cmocka_unit_test(test_empty_lines_have_no_ink),
        cmocka_unit_test(test_blank),
        cmocka_unit_test(test_dark_border_is_white_for_reading),
        cmocka_unit_test(test_cut_planes),
        cmocka_unit_test(test_render),
        cmocka_unit_test(test_bar_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
