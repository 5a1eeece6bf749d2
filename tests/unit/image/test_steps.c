/*
 * Each step that a page goes through before it is read, by what it leaves in the gray page: pages are drawn with and
 * without the hindrance, and have to come out alike. Every case fails when its step is left out.
 */
#include <math.h>
#include <stdlib.h>

#include "support.h"

/* Dark pixels of the gray page in a box. */
static int dark_in(const struct held_page *held, struct box box)
{
    struct held_gray gray;
    assert_int_equal(held_peek_gray(held, &gray), 0);
    int n = 0;
    for (int y = box.y; y < box_bottom(box); y++)
        for (int x = box.x; x < box_right(box); x++)
            n += gray.data[(size_t)y * (size_t)gray.width + (size_t)x] < 170;
    return n;
}

/* Ink that is not paper's white, however pale. */
static int marked_in(const struct held_page *held, struct box box)
{
    struct held_gray gray;
    assert_int_equal(held_peek_gray(held, &gray), 0);
    int n = 0;
    for (int y = box.y; y < box_bottom(box); y++)
        for (int x = box.x; x < box_right(box); x++)
            n += gray.data[(size_t)y * (size_t)gray.width + (size_t)x] < 235;
    return n;
}

static void assert_alike(int a, int b)
{
    if (abs(a - b) * 20 > (a > b ? a : b))
        fail_msg("%d and %d dark pixels", a, b);
}

#define TEXT_BOX ((struct box){400, 3050, 900, 110})

static PIX *written_page(void)
{
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_text(paper, 450, 3120, "written here once", 20, BLACK);
    return paper;
}

static int clean_amount(void)
{
    struct held_page *held = paper_hold(written_page());
    int n = dark_in(held, TEXT_BOX);
    held_free(held);
    assert_true(n > 500);
    return n;
}

/* Letters stand on every dot, so that only the pitch tells that they are a leader. */
static void test_leader_under_text(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_text(paper, 450, 3120, "mmmmmmmmmmmmmm", 20, BLACK);
    for (int x = 460; x < 900; x += 16)
        paper_dot(paper, x, 3132, 3, BLACK);
    struct held_page *held = paper_hold(paper);
    assert_true(dark_in(held, (struct box){450, 3070, 460, 50}) > 3000);
    assert_true(dark_in(held, (struct box){450, 3127, 460, 12}) < 20);
    held_free(held);
}

/* Dots below letters are larger, fewer and uneven: they stay. */
static void test_dots_below_letters_stay(void **state)
{
    static const int AT[] = {465, 540, 590, 680, 770, 795};
    (void)state;
    PIX *paper = written_page();
    for (int x = 410; x < 1290; x += 14)
        paper_dot(paper, x, 3136, 2, BLACK);
    for (size_t i = 0; i < sizeof AT / sizeof *AT; i++)
        paper_dot(paper, AT[i], 3133, 4, BLACK);
    struct held_page *held = paper_hold(paper);
    for (size_t i = 0; i < sizeof AT / sizeof *AT; i++)
        assert_true(dark_in(held, (struct box){AT[i] - 4, 3130, 9, 7}) > 20);
    held_free(held);
}

static void test_rule_through_the_line(void **state)
{
    (void)state;
    PIX *paper = written_page();
    paper_line(paper, 410, 3148, 1290, 3148, 4, BLACK);
    struct held_page *held = paper_hold(paper);
    assert_alike(dark_in(held, TEXT_BOX), clean_amount());
    held_free(held);
}

/* A form's boxes for the digits of a number go, digits that are all strokes stay; so do strokes that stand in no box. */
static void test_boxes_of_digits(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    for (int i = 0; i <= 12; i++)
        paper_line(paper, 450 + i * 60, 3060, 450 + i * 60, 3130, 3, BLACK);
    paper_line(paper, 450, 3060, 1170, 3060, 3, BLACK);
    paper_line(paper, 450, 3130, 1170, 3130, 3, BLACK);
    for (int i = 0; i < 12; i++)
        paper_line(paper, 480 + i * 60, 3072, 480 + i * 60, 3118, 5, BLACK); /* 1 */
    struct held_page *held = paper_hold(paper);
    for (int i = 0; i < 12; i++) {
        assert_int_equal(dark_in(held, (struct box){445 + i * 60, 3070, 12, 50}), 0);
        assert_true(dark_in(held, (struct box){474 + i * 60, 3070, 12, 50}) > 150);
    }
    held_free(held);
}

static void test_pale_pattern(void **state)
{
    (void)state;
    PIX *paper = written_page();
    for (int y = 3060; y < 3160; y += 8)
        paper_line(paper, 1100, y, 1280, y + 30, 2, 0xc8c8c800u);
    struct held_page *held = paper_hold(paper);
    assert_int_equal(marked_in(held, (struct box){1110, 3055, 160, 100}), 0);
    assert_alike(dark_in(held, TEXT_BOX), clean_amount());
    held_free(held);
}

/* paper_letter in another shade. */
static struct held_page *hold_shaded(uint8_t shade)
{
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    for (int y = 0; y < PAPER_HEIGHT; y++)
        for (int x = 0; x < PAPER_WIDTH; x++) {
            l_uint32 value;
            pixGetPixel(paper, x, y, &value);
            if (value == BLACK)
                pixSetPixel(paper, x, y, (l_uint32)shade << 24 | (l_uint32)shade << 16 | (l_uint32)shade << 8);
        }
    return paper_hold(paper);
}

/* On a faint copy everything is pale, and nothing of it is lost. */
static void test_faint_copy_stays(void **state)
{
    (void)state;
    struct held_page *faint = hold_shaded(165), *dark = hold_shaded(32);
    struct box box = {200, 320, 2000, 2700};
    int n = marked_in(dark, box);
    assert_true(n > 100000 && marked_in(faint, box) > n * 85 / 100);
    held_free(faint);
    held_free(dark);
}

/* A seal's circle across a line is whitened, red and black; the strokes that it crosses stay. */
static void test_seal_across_text(void **state)
{
    static const uint32_t INKS[] = {RED, BLACK};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        PIX *paper = written_page();
        paper_ring(paper, 1100, 3230, 212, 8, INKS[i]);
        paper_ring(paper, 1100, 3230, 130, 4, INKS[i]);
        struct held_page *held = paper_hold(paper);
        /* The circle's lower half, away from all text. */
        assert_true(dark_in(held, (struct box){880, 3260, 440, 200}) < 400);
        assert_true(dark_in(held, TEXT_BOX) > clean_amount() * 85 / 100);
        held_free(held);
    }
}

/* How unevenly ink lies on the rows of the page's text: large where lines are level. */
static double levelness(PIX *paper)
{
    struct held_page *held = paper_hold(paper);
    double sum = 0, squares = 0;
    for (int y = 600; y < 2600; y++) {
        double n = dark_in(held, (struct box){400, y, 1300, 1});
        sum += n;
        squares += n * n;
    }
    held_free(held);
    return squares * 2000 / (sum * sum);
}

/* Lines of a turned and skewed page lie as level as if it had never been turned. */
static void test_upright_and_level(void **state)
{
    (void)state;
    PIX *paper = written_page();
    PIX *turned = pixRotateOrth(paper, 1);
    PIX *skewed = pixRotate(turned, (float)(2.4 * M_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    pixDestroy(&turned);
    double wanted = levelness(paper), found = levelness(skewed);
    if (found < wanted * 0.93 || wanted < 1.2)
        fail_msg("%f where %f is right", found, wanted);
}

/* A copier's lid left open and a binder's holes do not turn the page. */
static void test_upright_beside_a_black_edge(void **state)
{
    (void)state;
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    for (int i = 0; i < 8; i++)
        paper_text(paper, 450, 900 + 70 * i, "a letter of few lines, as short ones are", 14, BLACK);
    for (int y = 0; y < PAPER_HEIGHT; y += 80)
        paper_line(paper, 0, y + 40, 30 + y * 7 % 23, y + 40, 84, BLACK);
    paper_dot(paper, 110, 1280, 35, BLACK);
    paper_dot(paper, 110, 2225, 35, BLACK);
    struct held_page *held = paper_hold(paper);
    struct page page;
    page_init(&page);
    held_describe_size(held, &page);
    assert_int_equal(page.turned, 0);
    assert_true(fabsf(page.skew) < 0.3f);
    held_free(held);
}

/* One, two and three pixels a side: edges stay; a dot in the middle is spread as 1 2 1. */
static void test_soften(void **state)
{
    (void)state;
    for (int side = 1; side <= 3; side++) {
        struct raster r;
        assert_int_equal(raster_new(side, side, 1, &r), 0);
        raster_fill(&r, 255);
        r.data[side * side / 2] = 0;
        assert_int_equal(raster_soften(&r), 0);
        assert_int_equal(r.data[side * side / 2], side == 3 ? 191 : 0);
        assert_int_equal(r.data[side * side - 1], side == 1 ? 0 : 255);
        raster_free(&r);
    }
    struct raster colour;
    assert_int_equal(raster_new(3, 3, 3, &colour), 0);
    assert_int_equal(raster_soften(&colour), SO_EINVALID);
    raster_free(&colour);
}

/* To a larger size both ends stay where they were, and nothing is made smaller. */
static void test_stretch(void **state)
{
    (void)state;
    struct raster r;
    assert_int_equal(raster_new(2, 2, 1, &r), 0);
    memcpy(r.data, (uint8_t[]){0, 100, 200, 100}, 4);
    assert_int_equal(raster_stretch(&r, 2, 5), 0);
    assert_int_equal(r.height, 5);
    const uint8_t want[] = {0, 100, 50, 100, 100, 100, 150, 100, 200, 100};
    assert_memory_equal(r.data, want, sizeof want);
    assert_int_equal(raster_stretch(&r, 1, 5), SO_EINVALID);
    raster_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leader_under_text), cmocka_unit_test(test_dots_below_letters_stay),
        cmocka_unit_test(test_rule_through_the_line), cmocka_unit_test(test_boxes_of_digits),
        cmocka_unit_test(test_pale_pattern),
        cmocka_unit_test(test_faint_copy_stays), cmocka_unit_test(test_seal_across_text),
        cmocka_unit_test(test_upright_and_level), cmocka_unit_test(test_upright_beside_a_black_edge),
        cmocka_unit_test(test_soften),
        cmocka_unit_test(test_stretch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
