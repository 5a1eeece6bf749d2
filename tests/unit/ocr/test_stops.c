/* Ink behind a word that reaches below its line is a comma, however it was read; a speck, a point and a mark are none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "ocr/stops.h"

#define WIDTH 400
#define HEIGHT 160
#define BASE 100
#define CAPITAL 30
#define SMALL 21
#define STROKE 5

struct scene {
    uint8_t pixels[WIDTH * HEIGHT];
    struct words words;
    int x;
};

static struct scene *scene_new(void)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    memset(s->pixels, 250, sizeof s->pixels);
    s->x = 20;
    return s;
}

static void scene_free(struct scene *s)
{
    words_free(&s->words);
    free(s);
}

static void ink(struct scene *s, struct box b)
{
    for (int y = b.y; y < box_bottom(b); y++)
        memset(s->pixels + y * WIDTH + b.x, 20, (size_t)b.w);
}

/* A word of bars as high as its letters, read as the text; the last sign of which has the box given, or none. */
static void put_word(struct scene *s, const char *text, const char *read)
{
    struct word *w = array_push(&s->words);
    assert_non_null(w);
    *w = (struct word){.text = strdup(read), .confidence = 0.9f, .glyphs = calloc(strlen(read), sizeof(struct glyph))};
    assert_true(w->text && w->glyphs);
    for (size_t i = 0; read[i]; i++) {
        struct glyph *g = &w->glyphs[w->nglyphs++];
        int high = text[i] >= 'A' && text[i] <= 'Z' ? CAPITAL : SMALL;
        *g = (struct glyph){.nchoices = 1, .box = {s->x, BASE - high, STROKE, high}};
        g->choices[0] = (struct choice){{read[i]}, 0.9f};
        if (i < strlen(text)) {
            ink(s, g->box);
            s->x += STROKE + 7;
        }
        w->box = box_union(w->box, g->box);
    }
}

/* Behind the word that was put last. */
static void put_sign(struct scene *s, int top, int width, int height)
{
    ink(s, (struct box){s->x - 3, BASE + top, width, height});
    s->x += 16;
}

static const char *settled(struct scene *s, int stride)
{
    struct ocr_image image = {.data = s->pixels, .width = stride ? stride : WIDTH, .height = HEIGHT, .dpi = 300, .stride = WIDTH};
    assert_int_equal(stops_settle(&image, &s->words), 0);
    return s->words.items[0].text;
}

static void test_comma(void **state)
{
    (void)state;
    const char *const read[] = {"Nam", "Nam."};
    for (int i = 0; i < 2; i++) {
        struct scene *s = scene_new();
        put_word(s, "Nam", read[i]);
        put_sign(s, -4, 5, 11);
        put_word(s, "Xom", "Xom");
        assert_string_equal(settled(s, 0), "Nam,");
        assert_int_equal(s->words.items[0].nglyphs, 4);
        assert_string_equal(s->words.items[1].text, "Xom");
        scene_free(s);
    }
}

static void test_none(void **state)
{
    (void)state;
    const struct {
        int top, width, height;
    } signs[] = {{-1, 2, 2}, {-5, 5, 5}, {-28, 5, 9}, {6, 6, 6}, {-9, 20, 14}, {0, 0, 0}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct scene *s = scene_new();
        put_word(s, "Nam", "Nam");
        put_sign(s, signs[i].top, signs[i].width, signs[i].height);
        put_word(s, "Xom", "Xom");
        assert_string_equal(settled(s, 0), "Nam");
        scene_free(s);
    }
}

/* A point before a small letter is a comma whose tail has faded; before a capital it is one. */
static void test_point(void **state)
{
    (void)state;
    struct scene *s = scene_new();
    put_word(s, "Nam", "Nam.");
    put_sign(s, -5, 6, 6);
    put_word(s, "xom", "xom");
    assert_string_equal(settled(s, 0), "Nam,");
    scene_free(s);
    s = scene_new();
    put_word(s, "Nam", "Nam.");
    put_sign(s, -5, 6, 6);
    put_word(s, "Xom", "Xom");
    assert_string_equal(settled(s, 0), "Nam.");
    scene_free(s);
}

/* The dot below a letter is none, where the letter's box is too narrow to hold it. */
static void test_dot_below(void **state)
{
    (void)state;
    for (int dotted = 0; dotted < 2; dotted++) {
        struct scene *s = scene_new();
        put_word(s, "Nam", "Nam");
        put_sign(s, 1, 5, 8);
        put_word(s, "xom", "xom");
        if (dotted) {
            struct word *w = &s->words.items[0];
            free(w->text);
            w->text = strdup("Naạ");
            assert_non_null(w->text);
            snprintf(w->glyphs[2].choices[0].text, sizeof w->glyphs[2].choices[0].text, "ạ");
        }
        assert_string_equal(settled(s, 0), dotted ? "Naạ" : "Nam,");
        scene_free(s);
    }
}

/* Nothing is looked at beyond the image's edge. */
static void test_edge(void **state)
{
    (void)state;
    struct scene *s = scene_new();
    put_word(s, "Nam", "Nam");
    put_sign(s, -4, 5, 11);
    assert_string_equal(settled(s, s->x - 16 - 3), "Nam");
    scene_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comma),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_point),
        cmocka_unit_test(test_dot_below),
        cmocka_unit_test(test_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
