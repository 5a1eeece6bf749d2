/*
 * Marks and tones by their shapes. words/ holds words as the drawer printed them, clean, scanned and copied, whose
 * marks the recogniser mistook; the weights have never seen those fonts.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ocr/accents.h"
#include "support_image.h"

#define LETTERS 4

static struct accent_net net;

static int unpack(void **state)
{
    (void)state;
    accent_unpack(&accent_weights, &net);
    return 0;
}

/* A word, the boxes that the recogniser gave its letters, and one of them that it misread. */
static const struct printed {
    const char *file, *letters[LETTERS];
    struct box boxes[LETTERS];
    int which;
    const char *misread;
} printed[] = {
    {"print-tung",
     {"T", "Ù", "N", "G"},
     {{14, 33, 35, 40}, {52, 22, 41, 51}, {98, 33, 43, 40}, {146, 33, 36, 41}},
     1,
     "Ừ"},
    {"scan-tien",
     {"T", "i", "ề", "n"},
     {{14, 28, 31, 39}, {48, 25, 15, 42}, {65, 22, 24, 45}, {94, 37, 32, 30}},
     2,
     "ê"},
    {"scan-tinh",
     {"T", "Ỉ", "N", "H"},
     {{14, 32, 29, 33}, {46, 22, 12, 43}, {62, 32, 33, 33}, {98, 32, 33, 33}},
     1,
     "Ĩ"},
    {"copy-ho", {"H", "Ộ"}, {{14, 22, 37, 35}, {56, 22, 35, 45}}, 1, "Ọ"},
    {"copy-ky", {"K", "Ý"}, {{14, 22, 38, 35}, {55, 22, 35, 35}}, 1, "Y"},
};

/* The word as it was printed, or as it was misread. */
static struct words read_as(const struct printed *p, bool misread)
{
    struct words words = {.items = calloc(1, sizeof(struct word)), .len = 1, .cap = 1};
    assert_non_null(words.items);
    struct word *w = words.items;
    char text[64] = "";
    size_t used = 0;
    w->confidence = 0.96f;
    w->glyphs = calloc(LETTERS, sizeof *w->glyphs);
    assert_non_null(w->glyphs);
    for (int i = 0; i < LETTERS && p->letters[i]; i++) {
        struct glyph *g = &w->glyphs[w->nglyphs++];
        *g = (struct glyph){.box = p->boxes[i], .nchoices = 1};
        snprintf(g->choices[0].text, sizeof g->choices[0].text, "%s",
                 misread && i == p->which ? p->misread : p->letters[i]);
        g->choices[0].confidence = 0.99f;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s", g->choices[0].text);
        w->box = box_union(w->box, g->box);
    }
    w->text = strdup(text);
    assert_non_null(w->text);
    return words;
}

static void test_misread_marks_are_disputed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        uint8_t *data;
        struct ocr_image image = load_image("words", printed[i].file, &data);
        struct words words = read_as(&printed[i], true);
        assert_int_equal(accents_dispute(&net, &image, &words), 0);
        if (!words.items[0].nglyphs)
            fail_msg("%s: %s is not disputed", printed[i].file, words.items[0].text);
        const struct glyph *g = &words.items[0].glyphs[printed[i].which];
        assert_string_equal(g->choices[0].text, printed[i].misread);
        assert_true(g->nchoices > 1);
        assert_string_equal(g->choices[1].text, printed[i].letters[printed[i].which]);
        assert_true(g->choices[1].confidence > 0.6f && g->choices[0].confidence < 0.2f);
        words_free(&words);
        free(data);
    }
}

static void test_right_marks_are_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        uint8_t *data;
        struct ocr_image image = load_image("words", printed[i].file, &data);
        struct words words = read_as(&printed[i], false);
        assert_int_equal(accents_dispute(&net, &image, &words), 0);
        assert_int_equal(words.items[0].nglyphs, 0);
        words_free(&words);
        free(data);
    }
}

/* Of two letters that the recogniser finds as likely, the shape's goes first in the end; a sure one it leaves. */
static void test_weighed_with_choices(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        uint8_t *data;
        struct ocr_image image = load_image("words", printed[i].file, &data);
        struct words words = read_as(&printed[i], true);
        struct glyph *g = &words.items[0].glyphs[printed[i].which];
        snprintf(g->choices[1].text, sizeof g->choices[1].text, "%s", printed[i].letters[printed[i].which]);
        g->choices[0].confidence = g->choices[1].confidence = 0.8f;
        g->nchoices = 2;
        assert_int_equal(accents_weigh(&net, &image, &words), 0);
        assert_string_equal(g->choices[0].text, printed[i].misread);
        assert_string_equal(g->choices[1].text, printed[i].letters[printed[i].which]);
        assert_true(g->choices[1].confidence > g->choices[0].confidence);
        words_free(&words);
        free(data);
    }
}

/* Boxes that cannot be one letter's, and images of nothing, give no opinion. */
static void test_says_nothing_without_letters(void **state)
{
    (void)state;
    uint8_t *data;
    struct ocr_image image = load_image("words", "print-tung", &data);
    struct words words = read_as(&printed[0], true);
    words.items[0].glyphs[1].box.w = 6;
    assert_int_equal(accents_dispute(&net, &image, &words), 0);
    assert_int_equal(words.items[0].nglyphs, 0);
    words_free(&words);
    words = read_as(&printed[0], true);
    memset(data, 250, (size_t)image.width * (size_t)image.height);
    assert_int_equal(accents_dispute(&net, &image, &words), 0);
    assert_int_equal(words.items[0].nglyphs, 0);
    words_free(&words);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misread_marks_are_disputed),
        cmocka_unit_test(test_right_marks_are_not),
        cmocka_unit_test(test_weighed_with_choices),
        cmocka_unit_test(test_says_nothing_without_letters),
    };
    return cmocka_run_group_tests(tests, unpack, NULL);
}
