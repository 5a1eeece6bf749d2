/* Specks that were read as points go, and part words; points of ink stay; no word lies on another. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "ocr/dirt.h"

#define CAPITAL 26 /* pixels */
#define SMALL 18

static struct word *put_word(struct words *words, float confidence, int line)
{
    struct word *w = array_push(words);
    assert_non_null(w);
    *w = (struct word){.confidence = confidence, .line = line, .glyphs = calloc(32, sizeof(struct glyph))};
    assert_non_null(w->glyphs);
    return w;
}

/* One more letter of ASCII at x; height 0: as such letters are. */
static int put_letter(struct word *w, char letter, int x, int width, int height)
{
    int usual = letter >= 'a' && letter <= 'z' ? SMALL : CAPITAL;
    int h = height ? height : usual;
    struct glyph *g = &w->glyphs[w->nglyphs++];
    *g = (struct glyph){.box = {x, 100 - h, width, h}, .nchoices = 1};
    g->choices[0].confidence = 0.99f;
    g->choices[0].text[0] = letter;
    w->box = box_union(w->box, g->box);
    return x + width;
}

static void spell(struct word *w)
{
    char text[64] = "";
    for (size_t i = 0; i < w->nglyphs; i++)
        snprintf(text + i, sizeof text - i, "%s", w->glyphs[i].choices[0].text);
    w->text = strdup(text);
    assert_non_null(w->text);
}

/* "ban", a sign, then "Nam" behind a gap. */
static struct words two_words(char sign, int side, int height, int gap)
{
    struct words words = {0};
    struct word *w = put_word(&words, 0.95f, 0);
    int x = 10;
    for (const char *p = "ban"; *p; p++)
        x = put_letter(w, *p, x, 14, 0) + 2;
    int from = x - 2;
    put_letter(w, sign, x + 1, side, height);
    x = from + gap;
    for (const char *p = "Nam"; *p; p++)
        x = put_letter(w, *p, x, 14, 0) + 2;
    spell(w);
    return words;
}

static void test_speck_between_words(void **state)
{
    (void)state;
    struct words words = two_words('.', 2, 2, 14);
    assert_int_equal(dirt_remove(&words), 0);
    assert_int_equal(words.len, 2);
    assert_string_equal(words.items[0].text, "ban");
    assert_string_equal(words.items[1].text, "Nam");
    assert_true(box_right(words.items[0].box) < words.items[1].box.x);
    assert_int_equal(words.items[1].nglyphs, 3);
    words_free(&words);
}

static void test_speck_within_word(void **state)
{
    (void)state;
    struct words words = two_words('.', 2, 2, 4);
    assert_int_equal(dirt_remove(&words), 0);
    assert_int_equal(words.len, 1);
    assert_string_equal(words.items[0].text, "banNam");
    words_free(&words);
}

/* A box as high as the letters beside it is none of a point's own; that of a colon is nearly as high as small letters.
 */
static void test_point_without_ink(void **state)
{
    (void)state;
    struct words words = two_words('.', 8, 30, 14), colon = two_words(':', 5, SMALL, 14);
    assert_int_equal(dirt_remove(&words), 0);
    assert_int_equal(words.len, 2);
    assert_int_equal(dirt_remove(&colon), 0);
    assert_int_equal(colon.len, 1);
    assert_string_equal(colon.items[0].text, "ban:Nam");
    words_free(&words);
    words_free(&colon);
}

static void test_points_of_ink_stay(void **state)
{
    (void)state;
    struct words words = two_words('.', 4, 4, 14), number = {0};
    struct word *w = put_word(&number, 0.9f, 0);
    int x = 10;
    for (const char *p = "19.500"; *p; p++)
        x = put_letter(w, *p, x, *p == '.' ? 4 : 14, *p == '.' ? 4 : 0) + 2;
    spell(w);
    assert_int_equal(dirt_remove(&words), 0);
    assert_int_equal(words.len, 1);
    assert_string_equal(words.items[0].text, "ban.Nam");
    assert_int_equal(dirt_remove(&number), 0);
    assert_string_equal(number.items[0].text, "19.500");
    words_free(&words);
    words_free(&number);
}

/* A word of nothing but a speck is none; with no letter on its line nothing tells, and it stays. */
static void test_speck_alone(void **state)
{
    (void)state;
    struct words words = two_words('.', 4, 4, 14);
    for (int line = 0; line < 2; line++) {
        struct word *w = put_word(&words, 0.6f, line);
        put_letter(w, '-', 400, 2, 2);
        spell(w);
    }
    assert_int_equal(dirt_remove(&words), 0);
    assert_int_equal(words.len, 2);
    assert_int_equal(words.items[1].line, 1);
    words_free(&words);
}

static void put_plain(struct words *words, const char *text, float confidence, struct box box)
{
    struct word *w = array_push(words);
    assert_non_null(w);
    *w = (struct word){.text = strdup(text), .confidence = confidence, .box = box};
}

static void test_word_read_twice(void **state)
{
    (void)state;
    struct words words = {0};
    put_plain(&words, "Tram", 0.93f, (struct box){0, 100, 74, 28});
    put_plain(&words, "Y", 0.92f, (struct box){78, 90, 16, 46});
    put_plain(&words, "Y", 0.91f, (struct box){87, 100, 19, 23});
    put_plain(&words, "te", 0.96f, (struct box){117, 98, 26, 26});
    assert_int_equal(dirt_remove(&words), 0);
    assert_int_equal(words.len, 3);
    assert_string_equal(words.items[1].text, "Y");
    assert_string_equal(words.items[2].text, "te");
    words_free(&words);
}

/* A guess over what was read well goes; of two sure readings of one place neither does: looks tell. */
static void test_guess_over_words(void **state)
{
    (void)state;
    struct words words = {0}, sure = {0};
    put_plain(&words, "Hai", 0.97f, (struct box){1220, 785, 51, 28});
    put_plain(&words, "\"ID", 0.01f, (struct box){1252, 754, 151, 71});
    put_plain(&words, "Duong", 0.96f, (struct box){1286, 787, 117, 34});
    assert_int_equal(dirt_remove(&words), 0);
    assert_int_equal(words.len, 2);
    assert_string_equal(words.items[1].text, "Duong");
    put_plain(&sure, "Hai", 0.97f, (struct box){0, 0, 50, 28});
    put_plain(&sure, "Hoi", 0.9f, (struct box){0, 0, 50, 28});
    assert_int_equal(dirt_remove(&sure), 0);
    assert_int_equal(sure.len, 2);
    words_free(&words);
    words_free(&sure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_speck_between_words), cmocka_unit_test(test_speck_within_word),
        cmocka_unit_test(test_point_without_ink),   cmocka_unit_test(test_points_of_ink_stay),
        cmocka_unit_test(test_speck_alone),         cmocka_unit_test(test_word_read_twice),
        cmocka_unit_test(test_guess_over_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
