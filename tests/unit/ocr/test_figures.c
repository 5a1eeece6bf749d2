/*
 * Numbers by the shapes of their digits. numbers/ holds what the drawer's hand wrote, clean, scanned and copied, as the
 * page was cleaned for reading; the weights have never seen that hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ocr/figures.h"
#include "support_image.h"

static void numbers_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        float least; /* confidence of its digits */
    } rows[] = {
        {"clean-id", "141851974?", 0}, /* a comma follows */
        {"clean-date", "28/03/2021", 0.8f},    {"scan-id", "141605780", 0.8f},
        {"copy-date", "19/10/2021", 0.8f},     {"copy-year", "1995", 0.8f},
        {"bad-copy-id", "030198029510", 0.8f}, {"bad-copy-date", "27/06/2020", 0.7f},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t *data;
        struct ocr_image image = load_image("numbers", rows[i].name, &data);
        struct words words = {0};
        assert_int_equal(figures_read(&image, &words), 0);
        assert_int_equal(words.len, 1);
        assert_string_equal(words.items[0].text, rows[i].text);
        assert_true(words.items[0].confidence >= rows[i].least);
        assert_int_equal(words.items[0].nglyphs, strlen(rows[i].text));
        words_free(&words);
        free(data);
    }
}

/* Each figure has its place: boxes follow each other within the image. */
static void figures_have_boxes(void **state)
{
    (void)state;
    uint8_t *data;
    struct ocr_image image = load_image("numbers", "scan-id", &data);
    struct words words = {0};
    assert_int_equal(figures_read(&image, &words), 0);
    for (size_t i = 0; i < words.items[0].nglyphs; i++) {
        struct box b = words.items[0].glyphs[i].box;
        assert_true(b.x >= 0 && b.y >= 0 && b.w > 2 && box_right(b) <= image.width && box_bottom(b) <= image.height);
        assert_true(i == 0 || b.x > words.items[0].glyphs[i - 1].box.x);
    }
    words_free(&words);
    free(data);
}

/* Two digits whose strokes touch are parted. */
static void touching_digits(void **state)
{
    (void)state;
    uint8_t *data;
    struct ocr_image image = load_image("numbers", "scan-id", &data);
    for (int y = 0; y < image.height; y++) /* a stroke through the gaps, at mid height */
        for (int x = 120; x < 190 && y > image.height / 2 - 1 && y < image.height / 2 + 2; x++)
            if (data[y * image.width + x] > 128)
                data[y * image.width + x] = 128;
    struct words words = {0};
    assert_int_equal(figures_read(&image, &words), 0);
    assert_int_equal(words.len, 1);
    assert_true(words.items[0].nglyphs >= 8); /* not one figure of them all */
    words_free(&words);
    free(data);
}

static void nothing_is_no_number(void **state)
{
    (void)state;
    uint8_t paper[60 * 40];
    struct words words = {0};
    struct ocr_image image = {.data = paper, .width = 60, .height = 40, .dpi = 300};
    memset(paper, 250, sizeof paper);
    assert_int_equal(figures_read(&image, &words), 0);
    assert_int_equal(words.len, 0);
    for (size_t i = 0; i < sizeof paper; i++) /* noise */
        paper[i] = (uint8_t)(i * 2654435761u >> 24);
    assert_int_equal(figures_read(&image, &words), 0);
    words_free(&words);
    image.width = 0;
    assert_int_equal(figures_read(&image, &words), 0);
    assert_int_equal(words.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_by_hand),
        cmocka_unit_test(figures_have_boxes),
        cmocka_unit_test(touching_digits),
        cmocka_unit_test(nothing_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
