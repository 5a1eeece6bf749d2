/*
 * Each step of a page's image, on one drawn page: a title, text, leaders, a table, a seal across a signature, a QR
 * code. What comes out is held against what was looked at once; see golden.h. After a change that is meant to show:
 *
 *     build/tests/golden_steps --renew       puts today's in tests/golden/steps; look at them, then commit
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit/image/support.h"
#include "golden.h"
#include "image/blobs.h"
#include "image/code.h"
#include "image/held.h"
#include "image/light.h"
#include "image/pale.h"
#include "image/sample.h"
#include "image/streaks.h"
#include "image/upright.h"

#define SEAL ((struct box){1280, 2180, 640, 640}) /* of the page, with the signature across it */
#define FORM ((struct box){240, 1500, 900, 560})  /* leaders and a table */

static struct golden golden = {.folder = SOHOA_SOURCE_DIR "/tests/golden/steps",
                               .seen = SOHOA_BUILD_DIR "/tests/golden/steps"};

static void draw_text(PIX *paper)
{
    static const char *const LINES[] = {
        "The quick brown fox that jumped over the lazy dog", "standing beside the old mill while the children told",
        "tales of hidden hills, bold knights and dark forests", "that lie behind them. Nothing else had ever held"};
    for (int i = 0; i < 12; i++)
        paper_text(paper, 260, 400 + i * 84, LINES[i % 4], 20, BLACK);
    for (int i = 0; i < 6; i++)
        paper_text(paper, 260, 2900 + i * 84, LINES[i % 4], 20, BLACK);
}

/* Two lines of a form on leaders, the second empty; a table of two columns and rows. */
static void draw_form(PIX *paper)
{
    paper_text(paper, 260, 1560, "name:", 20, BLACK);
    paper_text(paper, 520, 1560, "written here once", 20, BLUE);
    for (int row = 0; row < 2; row++)
        for (int x = 440; x < 1100; x += 16)
            paper_dot(paper, x, 1572 + row * 84, 3, BLACK);
    paper_text(paper, 260, 1644, "date:", 20, BLACK);
    for (int i = 0; i < 3; i++) {
        paper_line(paper, 270, 1740 + i * 130, 1100, 1740 + i * 130, 4, BLACK);
        paper_line(paper, 270 + i * 415, 1740, 270 + i * 415, 2000, 4, BLACK);
    }
    paper_text(paper, 300, 1820, "in a cell", 20, BLACK);
    paper_text(paper, 720, 1950, "in the last", 20, BLACK);
}

static void draw_seal(PIX *paper, uint32_t colour)
{
    paper_text(paper, 1400, 2260, "for the office", 20, BLACK);
    paper_scrawl(paper, 1480, 2420, 380, 160, BLUE);
    paper_ring(paper, 1560, 2480, 212, 8, colour);
    paper_ring(paper, 1560, 2480, 145, 4, colour);
    for (int i = 0; i < 5; i++)
        paper_line(paper, 1560, 2480, 1560 + (i - 2) * 30, 2440 + abs(i - 2) * 30, 6, colour);
}

/* A QR code of version 1 that says "SOHOA 1": the drawing's own, module by module. */
static void draw_code(PIX *paper, int left, int top, int module)
{
    static const char *const ROWS[] = {
        "#######.#.##..#######", "#.....#...###.#.....#", "#.###.#.....#.#.###.#", "#.###.#.#..##.#.###.#",
        "#.###.#.#...#.#.###.#", "#.....#.#.##..#.....#", "#######.#.#.#.#######", "........#####........",
        "#...#.###.##.#####..#", "#..###.###.##..#.####", ".#...##.##.#..######.", "#.#.#..#.#...##.##...",
        "...##.##.##.###....##", "........#.#.###.....#", "#######.##..##...####", "#.....#..####..#...##",
        "#.###.#.####..####.##", "#.###.#..#.##......##", "#.###.#...##..###....", "#.....#...#..##.###.#",
        "#######.###.###...###",
    };
    for (size_t y = 0; y < sizeof ROWS / sizeof *ROWS; y++)
        for (size_t x = 0; ROWS[y][x]; x++)
            for (int i = 0; i < module * module && ROWS[y][x] == '#'; i++)
                pixSetPixel(paper, left + (int)x * module + i % module, top + (int)y * module + i / module, BLACK);
}

static PIX *draw_page(uint32_t seal)
{
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    draw_text(paper);
    draw_form(paper);
    draw_seal(paper, seal);
    draw_code(paper, 1900, 1500, 12);
    return paper;
}

/* As a sheet lies in the glass: turned, crooked, darker towards one side. Takes the paper. */
static PIX *lay_down(PIX *paper, int turned, double degrees)
{
    PIX *orthogonal = pixRotateOrth(paper, turned / 90);
    PIX *crooked =
        pixRotate(orthogonal, (float)(degrees * 3.14159265 / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    pixDestroy(&paper);
    pixDestroy(&orthogonal);
    assert_non_null(crooked);
    uint32_t *data = pixGetData(crooked);
    for (int y = 0; y < pixGetHeight(crooked); y++)
        for (int x = 0; x < pixGetWidth(crooked); x++) {
            uint32_t *p = data + (size_t)y * (size_t)pixGetWpl(crooked) + (size_t)x;
            int r, g, b, light = 255 - 70 * x / pixGetWidth(crooked);
            extractRGBValues(*p, &r, &g, &b);
            composeRGBPixel(r * light / 255, g * light / 255, b * light / 255, p);
        }
    pixSetResolution(crooked, 300, 300);
    return crooked;
}

static struct raster crop(const struct raster *from, struct box box, int factor)
{
    struct raster out;
    box = box_intersect((struct box){box.x / factor, box.y / factor, box.w / factor, box.h / factor},
                        (struct box){0, 0, from->width, from->height});
    assert_int_equal(raster_new(box.w, box.h, from->channels, &out), 0);
    for (int y = 0; y < box.h; y++)
        memcpy(raster_row(&out, y), raster_row(from, box.y + y) + (size_t)box.x * (size_t)from->channels,
               (size_t)box.w * (size_t)from->channels);
    return out;
}

/* The drawn page's pixels, and what the first steps make of them. */
struct first {
    struct raster page, coarse, gray;
    struct light light;
};

static struct first first_steps(PIX *paper)
{
    struct first f;
    assert_int_equal(raster_from_pix(paper, &f.page), 0);
    pixDestroy(&paper);
    assert_int_equal(raster_reduce(&f.page, 2, &f.coarse), 0);
    assert_int_equal(raster_new(f.coarse.width, f.coarse.height, 1, &f.gray), 0);
    for (int y = 0; y < f.gray.height; y++)
        plane_row(raster_row(&f.coarse, y), 3, f.gray.width, PLANE_NO_SEAL, raster_row(&f.gray, y));
    assert_int_equal(light_measure(&f.gray, 16, &f.light), 0);
    return f;
}

static void first_free(struct first *f)
{
    raster_free(&f->page);
    raster_free(&f->coarse);
    raster_free(&f->gray);
    light_free(&f->light);
}

/* Four ways that a sheet may lie, each a little crooked: where it turns out to lie, and how crooked. */
static void test_turn(void **state)
{
    struct golden_number numbers[8];
    static const char *const NAMES[] = {"turned_0",   "skew_0",   "turned_90",  "skew_90",
                                        "turned_180", "skew_180", "turned_270", "skew_270"};
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct first f = first_steps(lay_down(draw_page(RED), i * 90, i * 0.7 - 1.1));
        struct raster ink;
        struct upright up;
        assert_int_equal(light_ink(&f.light, &f.gray, 0.72, &ink), 0);
        assert_int_equal(upright_find(&ink, &up), 0);
        numbers[2 * i] = (struct golden_number){NAMES[2 * i], up.pose.turned, 0};
        numbers[2 * i + 1] = (struct golden_number){NAMES[2 * i + 1], up.pose.skew, 0.06};
        raster_free(&ink);
        first_free(&f);
    }
    assert_true(golden_numbers(&golden, "turn", numbers, 8));
}

/* A feeder's streaks, black and green, across text and form. */
static void test_streaks(void **state)
{
    (void)state;
    PIX *paper = draw_page(RED);
    paper_line(paper, 500, 0, 502, PAPER_HEIGHT, 3, BLACK);
    paper_line(paper, 840, 0, 840, PAPER_HEIGHT, 2, 0x3cbe4600u);
    struct first f = first_steps(paper);
    int count;
    assert_int_equal(streaks_mend(&f.page, 300, &count), 0);
    assert_int_equal(count, 2);
    struct raster form = crop(&f.page, FORM, 1), small;
    assert_int_equal(raster_reduce(&form, 2, &small), 0);
    assert_true(golden_picture(&golden, "streaks", &small));
    raster_free(&form);
    raster_free(&small);
    first_free(&f);
}

/* Black and white of a coarse scan, its steps made soft. */
static void test_soften(void **state)
{
    (void)state;
    struct first f = first_steps(draw_page(RED));
    for (size_t i = 0; i < (size_t)f.gray.width * (size_t)f.gray.height; i++)
        f.gray.data[i] = f.gray.data[i] < 150 ? 0 : 255;
    assert_int_equal(raster_soften(&f.gray), 0);
    struct raster form = crop(&f.gray, FORM, 2);
    assert_true(golden_picture(&golden, "soften", &form));
    raster_free(&form);
    first_free(&f);
}

static void test_light(void **state)
{
    (void)state;
    struct first f = first_steps(lay_down(draw_page(RED), 0, 0));
    struct raster small;
    assert_int_equal(light_even_out(&f.light, 1, &f.gray), 0);
    assert_int_equal(raster_reduce(&f.gray, 4, &small), 0);
    assert_true(golden_picture(&golden, "light", &small));
    raster_free(&small);
    first_free(&f);
}

static void test_inks_and_rules(void **state)
{
    (void)state;
    struct first f = first_steps(draw_page(RED));
    struct raster inks;
    assert_int_equal(inks_classify(&f.coarse, &f.gray, &f.light, &inks), 0);
    struct raster seal = crop(&inks, SEAL, 2), form;
    bool alike = golden_classes(&golden, "inks", &seal);
    assert_int_equal(inks_remove_rules(&inks), 0);
    form = crop(&inks, FORM, 2);
    alike = golden_classes(&golden, "rules", &form) && alike;
    raster_free(&form);
    raster_free(&seal);
    raster_free(&inks);
    first_free(&f);
    assert_true(alike);
}

static void test_pale_seal(void **state)
{
    (void)state;
    struct first f = first_steps(draw_page(0xe8e8e800u));
    struct raster pale, seal;
    struct seals seals;
    assert_int_equal(pale_find(&f.gray, &f.light, 1, &pale), 0);
    seal = crop(&pale, SEAL, 2);
    bool alike = golden_classes(&golden, "pale", &seal);
    assert_int_equal(seals_find(&pale, RINGS_PALE, 300 / 25.4 / 2, &seals), 0);
    assert_true(seals.count > 0);
    const struct golden_number numbers[] = {{"x", seals.rings[0].x, 2},
                                            {"y", seals.rings[0].y, 2},
                                            {"radius", seals.rings[0].radius, 2},
                                            {"confidence", seals.confidence[0], 0.08}};
    alike = golden_numbers(&golden, "pale_ring", numbers, 4) && alike;
    raster_free(&seal);
    raster_free(&pale);
    first_free(&f);
    assert_true(alike);
}

static void test_rings_and_blobs(void **state)
{
    (void)state;
    struct first f = first_steps(draw_page(RED));
    struct raster inks;
    struct seals red;
    struct blobs black, blue;
    int area = 0, widest = 0;
    assert_int_equal(inks_classify(&f.coarse, &f.gray, &f.light, &inks), 0);
    assert_int_equal(seals_find(&inks, RINGS_RED, 300 / 25.4 / 2, &red), 0);
    assert_int_equal(blobs_find(&inks, INK_BIT(INK_BLACK), &black), 0);
    assert_int_equal(blobs_find(&inks, INK_BIT(INK_BLUE), &blue), 0);
    for (size_t i = 0; i < black.len; i++) {
        area += black.items[i].area;
        widest = black.items[i].box.w > widest ? black.items[i].box.w : widest;
    }
    const struct golden_number numbers[] = {{"seals", red.count, 0},
                                            {"x", red.rings[0].x, 1.5},
                                            {"y", red.rings[0].y, 1.5},
                                            {"radius", red.rings[0].radius, 1.5},
                                            {"coverage", red.rings[0].coverage, 0.05},
                                            {"around", red.rings[0].around, 0.08},
                                            {"confidence", red.confidence[0], 0.05},
                                            {"black_blobs", (double)black.len, 12},
                                            {"black_area", area, area * 0.01},
                                            {"widest_black", widest, 2},
                                            {"blue_blobs", (double)blue.len, 6}};
    bool alike = golden_numbers(&golden, "rings_and_blobs", numbers, 11);
    blobs_free(&black);
    blobs_free(&blue);
    raster_free(&inks);
    first_free(&f);
    assert_true(alike);
}

/* The whole page through all steps: upright, evened, cleaned; its marks, its code, and what is shown to eyes. */
static void test_whole_page(void **state)
{
    (void)state;
    struct held_page *held = paper_hold(lay_down(draw_page(RED), 180, 1.3));
    struct raster small, form = crop(&held->gray, FORM, 1), seal = crop(&held->gray, SEAL, 1);
    assert_int_equal(raster_reduce(&held->gray, 12, &small), 0);
    bool alike = golden_picture(&golden, "upright", &small);
    alike = golden_picture(&golden, "clean_form", &form) && alike;
    alike = golden_picture(&golden, "clean_seal", &seal) && alike;
    assert_int_equal((int)held->codes.len, 1);
    const struct box at = held->codes.items[0].box;
    const struct golden_number numbers[] = {{"turned", held->pose.turned, 0},
                                            {"skew", (double)held->pose.skew, 0.06},
                                            {"code_x", at.x, 12},
                                            {"code_y", at.y, 12},
                                            {"code_width", at.w, 14},
                                            {"code_bytes", (double)held->codes.items[0].payload_len, 0}};
    alike = golden_numbers(&golden, "whole_page", numbers, 6) && alike;
    raster_free(&small);
    raster_free(&form);
    raster_free(&seal);
    held_free(held);
    assert_true(alike);
}

static void test_planes(void **state)
{
    static const char *const NAMES[] = {[PLANE_GRAY] = "plane_gray",
                                        [PLANE_NO_SEAL] = "plane_no_seal",
                                        [PLANE_BLUE] = "plane_blue",
                                        [PLANE_BLACK] = "plane_black",
                                        [PLANE_CLEAN] = "plane_clean",
                                        [PLANE_DARK] = "plane_dark"};
    (void)state;
    struct held_page *held = paper_hold(draw_page(RED));
    bool alike = true;
    for (int plane = 0; plane < PLANE_COUNT; plane++) {
        struct raster cut, small;
        assert_int_equal(held_cut(held, SEAL, (enum look_plane)plane, 1, &cut, NULL), 0);
        assert_int_equal(raster_reduce(&cut, 4, &small), 0);
        alike = golden_picture(&golden, NAMES[plane], &small) && alike;
        raster_free(&cut);
        raster_free(&small);
    }
    held_free(held);
    assert_true(alike);
}

static void test_render(void **state)
{
    (void)state;
    struct held_page *held = paper_hold(lay_down(draw_page(RED), 90, -2));
    struct buf jpeg = BUF_INIT;
    struct image image;
    int width, height, dpi;
    assert_int_equal(held_render(held, 18, 90, &jpeg, &width, &height, &dpi, NULL), 0);
    assert_int_equal(decode_bytes(&jpeg, 1, &image, NULL), 0);
    bool alike = golden_picture(&golden, "render", &image.raster);
    image_free(&image);
    buf_free(&jpeg);
    held_free(held);
    assert_true(alike);
}

/* The rule itself: the same page is one, a page a pixel off and one with a rule more are others. */
static void test_rule_sees_differences(void **state)
{
    (void)state;
    struct first f = first_steps(draw_page(RED));
    struct raster a = crop(&f.gray, FORM, 2), off = crop(&f.gray, (struct box){FORM.x + 2, FORM.y, FORM.w, FORM.h}, 2);
    struct raster ruled = crop(&f.gray, FORM, 2), brighter = crop(&f.gray, FORM, 2);
    memset(raster_row(&ruled, 200), 0, (size_t)ruled.width * 2);
    for (size_t i = 0; i < (size_t)brighter.width * (size_t)brighter.height; i++)
        brighter.data[i] = (uint8_t)(brighter.data[i] > 3 ? brighter.data[i] - 3 : 0);
    assert_true(golden_alike(&a, &a));
    assert_false(golden_alike(&a, &off));
    assert_false(golden_alike(&a, &ruled));
    assert_false(golden_alike(&a, &brighter));
    raster_free(&a);
    raster_free(&off);
    raster_free(&ruled);
    raster_free(&brighter);
    first_free(&f);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turn),
        cmocka_unit_test(test_streaks),
        cmocka_unit_test(test_soften),
        cmocka_unit_test(test_light),
        cmocka_unit_test(test_inks_and_rules),
        cmocka_unit_test(test_pale_seal),
        cmocka_unit_test(test_rings_and_blobs),
        cmocka_unit_test(test_whole_page),
        cmocka_unit_test(test_planes),
        cmocka_unit_test(test_render),
        cmocka_unit_test(test_rule_sees_differences),
    };
    golden.renew = argc == 2 && !strcmp(argv[1], "--renew");
    if (argc > 1 && !golden.renew)
        return fprintf(stderr, "usage: golden_steps [--renew]\n"), 2;
    mkdir(golden.seen, 0755);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
