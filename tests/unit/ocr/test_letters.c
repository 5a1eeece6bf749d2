/* Letters by their strokes: drawn with pens of several widths, slanted, shallow and deep, as hands make them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "ocr/letters.h"

#define WIDTH 100
#define HEIGHT 66

struct pen {
    uint8_t sheet[HEIGHT * WIDTH];
    double left, base, size; /* where the letter stands, and how high it is */
    double width, slant;
};

static void dot(struct pen *p, double x, double y)
{
    for (int v = (int)(y - p->width); v <= (int)(y + p->width) + 1; v++)
        for (int u = (int)(x - p->width); u <= (int)(x + p->width) + 1; u++)
            if (u >= 0 && v >= 0 && u < WIDTH && v < HEIGHT && hypot(u - x, v - y) <= p->width / 2)
                p->sheet[v * WIDTH + u] = 20;
}

/* A stroke; x and y as shares of the letter's height, y upwards from the line. */
static void stroke(struct pen *p, double x0, double y0, double x1, double y1)
{
    for (int i = 0; i <= 200; i++) {
        double x = x0 + (x1 - x0) * i / 200, y = y0 + (y1 - y0) * i / 200;
        dot(p, p->left + (x + p->slant * y) * p->size, p->base - y * p->size);
    }
}

static void ring(struct pen *p, double x, double y, double rx, double ry)
{
    for (int i = 0; i <= 400; i++) {
        double t = i * 2 * 3.14159265358979 / 400, u = x + rx * cos(t), v = y + ry * sin(t);
        dot(p, p->left + (u + p->slant * v) * p->size, p->base - v * p->size);
    }
}

static void draw_h(struct pen *p, double bar, double tilt)
{
    stroke(p, 0, 0, 0, 1);
    stroke(p, 0.65, 0, 0.65, 1);
    stroke(p, 0, bar - tilt / 2, 0.65, bar + tilt / 2);
}

static void draw_m(struct pen *p, double middle, double splay)
{
    stroke(p, 0, 0, splay, 1);
    stroke(p, 0.8, 0, 0.8 - splay, 1);
    stroke(p, splay, 1, 0.4, middle);
    stroke(p, 0.4, middle, 0.8 - splay, 1);
}

/* What the strokes say; 0 when they say nothing, or are not sure of it. */
static char seen(const struct pen *p)
{
    struct ocr_image image = {.data = p->sheet, .width = WIDTH, .height = HEIGHT, .dpi = 300};
    struct words words = {0};
    assert_int_equal(letters_read(&image, &words), 0);
    assert_int_equal(words.len, 1);
    assert_int_equal(words.items[0].nglyphs, 1);
    struct choice c = words.items[0].glyphs[0].choices[0];
    words_free(&words);
    return c.confidence >= 0.7f ? c.text[0] : 0;
}

static struct pen take_pen(double width, double slant)
{
    struct pen p = {.left = 30, .base = 54, .size = 42, .width = width, .slant = slant};
    memset(p.sheet, 240, sizeof p.sheet);
    return p;
}

static void bars_and_arms(void **state)
{
    (void)state;
    for (int width = 4; width <= 7; width++)
        for (int slant = -1; slant <= 3; slant++) {
            for (int i = 0; i <= 4; i++) {
                struct pen h = take_pen(width, slant * 0.08), m = take_pen(width, slant * 0.08);
                draw_h(&h, 0.42 + i * 0.05, i * 0.04 - 0.08);
                assert_int_equal(seen(&h), 'H');
                draw_m(&m, 0.1 + i * 0.12, i * 0.02);
                assert_int_equal(seen(&m), 'M');
            }
            struct pen n = take_pen(width, slant * 0.08);
            stroke(&n, 0, 0, 0, 1);
            stroke(&n, 0, 1, 0.7, 0);
            stroke(&n, 0.7, 0, 0.7, 1);
            assert_int_equal(seen(&n), 'N');
        }
}

static void stems_and_bowls(void **state)
{
    (void)state;
    for (int width = 3; width <= 5; width++)
        for (int slant = -1; slant <= 3; slant++) {
            struct pen o = take_pen(width, slant * 0.08), a = take_pen(width, slant * 0.08), d = take_pen(width, slant * 0.08);
            ring(&o, 0.3, 0.32, 0.28, 0.32);
            assert_int_equal(seen(&o), 'o');
            ring(&a, 0.3, 0.32, 0.28, 0.32);
            stroke(&a, 0.58, 0.64, 0.58, 0);
            assert_int_equal(seen(&a), 'a');
            ring(&d, 0.3, 0.32, 0.28, 0.32);
            stroke(&d, 0.58, 1, 0.58, 0);
            assert_int_not_equal(seen(&d), 'a');
        }
}

static void bars_and_stems(void **state)
{
    (void)state;
    for (int slant = -1; slant <= 3; slant++) {
        struct pen upper = take_pen(5, slant * 0.08), lower = take_pen(5, slant * 0.08);
        stroke(&upper, 0.35, 0, 0.35, 1);
        stroke(&upper, 0, 1, 0.7, 1);
        assert_int_equal(seen(&upper), 'T');
        stroke(&lower, 0.3, 0, 0.3, 1);
        stroke(&lower, 0, 0.65, 0.6, 0.65);
        assert_int_equal(seen(&lower), 't');
    }
}

/* A bar of which a copier left only the ends is no pair of arms. */
static void broken_bars(void **state)
{
    (void)state;
    struct pen h = take_pen(5, 0);
    stroke(&h, 0, 0, 0, 1);
    stroke(&h, 0.65, 0, 0.65, 1);
    stroke(&h, 0, 0.5, 0.16, 0.5);
    stroke(&h, 0.49, 0.5, 0.65, 0.5);
    struct ocr_image image = {.data = h.sheet, .width = WIDTH, .height = HEIGHT, .dpi = 300};
    struct words words = {0};
    assert_int_equal(letters_read(&image, &words), 0);
    for (size_t i = 0; words.len && i < words.items[0].nglyphs; i++)
        assert_string_not_equal(words.items[0].glyphs[i].choices[0].text, "M");
    words_free(&words);
}

static void nothing_there(void **state)
{
    (void)state;
    struct pen none = take_pen(5, 0);
    struct ocr_image image = {.data = none.sheet, .width = WIDTH, .height = HEIGHT, .dpi = 300};
    struct words words = {0};
    assert_int_equal(letters_read(&image, &words), 0);
    assert_int_equal(words.len, 0);
    image.width = 0;
    assert_int_equal(letters_read(&image, &words), 0);
    assert_int_equal(words.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_and_arms),  cmocka_unit_test(stems_and_bowls), cmocka_unit_test(bars_and_stems),
        cmocka_unit_test(broken_bars),    cmocka_unit_test(nothing_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
