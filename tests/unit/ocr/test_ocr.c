/* Printed words are read where they stand; a look reads a part; too little time is an error, not a hang. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "ocr/ocr.h"

#define TESSDATA "/usr/share/tesseract-ocr/5/tessdata:/usr/local/share/sohoa/tessdata"

static struct ocr *ocr;

static int open_engine(void **state)
{
    (void)state;
    setenv("OMP_THREAD_LIMIT", "1", 1);
    return ocr_open(TESSDATA, &ocr, NULL);
}

static int close_engine(void **state)
{
    (void)state;
    ocr_close(ocr);
    return 0;
}

/* Lines of black on white; the caller frees data. */
static struct ocr_image draw(const char *const *lines, int n, int width, int height, uint8_t **ret_data)
{
    PIX *pix = pixCreate(width, height, 8);
    L_BMF *font = bmfCreate(NULL, 20);
    assert_true(pix && font);
    pixSetAll(pix);
    for (int i = 0; i < n; i++) {
        l_int32 wide, overflow;
        pixSetTextline(pix, font, lines[i], 0, 40, 90 + 90 * i, &wide, &overflow);
    }
    uint8_t *data = malloc((size_t)width * (size_t)height);
    assert_non_null(data);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            data[(size_t)y * (size_t)width + (size_t)x] = GET_DATA_BYTE(pixGetData(pix) + y * pixGetWpl(pix), x);
    bmfDestroy(&font);
    pixDestroy(&pix);
    *ret_data = data;
    return (struct ocr_image){.data = data, .width = width, .height = height, .dpi = 300};
}

static const char *const LETTER[] = {"Anh Minh sinh ngay 24 thang 02", "Nam sinh 1998 tai Thanh Xuan", "So 0123456789"};

static void test_page(void **state)
{
    (void)state;
    uint8_t *data;
    struct ocr_image image = draw(LETTER, 3, 1200, 400, &data);
    for (int q = QUALITY_FAST; q <= QUALITY_BEST; q++) {
        struct words words = {0};
        assert_int_equal(ocr_read_page(ocr, &image, (enum quality)q, 60000, &words, NULL), 0);
        bool minh = false, year = false;
        for (size_t i = 0; i < words.len; i++) {
            struct word *w = &words.items[i];
            assert_true(*w->text && w->confidence >= 0 && w->confidence <= 1);
            assert_true(w->box.x >= 0 && box_right(w->box) <= 1200 && box_bottom(w->box) <= 400);
            assert_true(!i || w->line >= words.items[i - 1].line);
            minh |= !strcmp(w->text, "Minh") && w->line == 0 && w->box.y < 130;
            year |= !strcmp(w->text, "1998") && w->line == 1;
        }
        assert_true(minh);
        assert_true(year);
        words_free(&words);
    }
    free(data);
}

/* A line that was left out is put between those that stand above and below it, and nothing is there twice. */
static void test_line_left_out(void **state)
{
    (void)state;
    uint8_t *data;
    struct ocr_image image = draw(LETTER, 3, 1200, 400, &data);
    struct words words = {0}, kept = {0};
    assert_int_equal(ocr_read_page(ocr, &image, QUALITY_FAST, 60000, &words, NULL), 0);
    struct box missing = {0};
    for (size_t i = 0; i < words.len; i++) {
        struct word *w = &words.items[i];
        if (w->line == 1) {
            missing = box_union(missing, w->box);
            word_free(w);
            continue;
        }
        struct word *k = array_push(&kept);
        assert_non_null(k);
        *k = *w;
    }
    array_free(&words);
    struct box boxes[] = {missing, kept.items[0].box};
    size_t before = kept.len;
    assert_int_equal(ocr_read_lines(ocr, &image, boxes, 2, 60000, &kept, NULL), 0);
    assert_int_equal(kept.len, before + 6);
    size_t years = 0;
    for (size_t i = 0; i < kept.len; i++) {
        bool year = !strcmp(kept.items[i].text, "1998");
        years += year;
        if (year) {
            assert_true(kept.items[i].box.y > kept.items[0].box.y + 40 && i > 0 && i + 1 < kept.len);
            assert_false(box_is_empty(box_intersect(kept.items[i].box, missing)));
        }
    }
    assert_int_equal(years, 1);
    words_free(&kept);
    free(data);
}

static void test_digits(void **state)
{
    (void)state;
    uint8_t *data;
    const char *line = "Ngay 12/05/2022";
    struct ocr_image image = draw(&line, 1, 800, 160, &data);
    struct words words = {0};
    assert_int_equal(ocr_read_part(ocr, &image, LOOK_DIGITS, false, 60000, &words, NULL), 0);
    char all[64] = "";
    size_t len = 0, letters = 0;
    for (size_t i = 0; i < words.len; i++) {
        for (const char *p = words.items[i].text; *p; p++) {
            assert_non_null(strchr("0123456789/-.", *p));
            if (len + 1 < sizeof all)
                all[len++] = *p;
        }
        letters += words.items[i].nglyphs;
        for (size_t g = 0; g < words.items[i].nglyphs; g++)
            assert_in_range(words.items[i].glyphs[g].nchoices, 1, GLYPH_CHOICES_MAX);
    }
    if (!strstr(all, "12/05/2022"))
        fail_msg("read as %s", all);
    assert_int_equal(letters, len);
    words_free(&words);
    free(data);
}

/* A look leaves no setting behind that would change the next page. */
static void test_page_after_digits(void **state)
{
    test_digits(state);
    test_page(state);
}

static void test_white(void **state)
{
    (void)state;
    uint8_t *data;
    struct ocr_image image = draw(NULL, 0, 800, 300, &data);
    struct words words = {0};
    assert_int_equal(ocr_read_page(ocr, &image, QUALITY_FAST, 60000, &words, NULL), 0);
    assert_int_equal(words.len, 0);
    words_free(&words);
    free(data);
}

static void test_too_little_time(void **state)
{
    (void)state;
    static const char *lines[30];
    for (int i = 0; i < 30; i++)
        lines[i] = LETTER[i % 3];
    uint8_t *data;
    struct ocr_image image = draw(lines, 30, 1200, 2900, &data);
    struct words words = {0};
    struct so_error err;
    assert_int_equal(ocr_read_page(ocr, &image, QUALITY_FAST, 1, &words, &err), SO_ETIMEOUT);
    assert_null(words.items);
    assert_int_equal(ocr_read_page(ocr, &image, QUALITY_FAST, 60000, &words, &err), 0);
    assert_true(words.len > 60);
    words_free(&words);
    free(data);
}

static void test_no_model(void **state)
{
    (void)state;
    struct ocr *none = NULL;
    struct so_error err;
    assert_int_equal(ocr_open("/nowhere:/var/empty", &none, &err), SO_ENOTFOUND);
    assert_non_null(strstr(err.text, "vie.traineddata"));
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page),  cmocka_unit_test(test_line_left_out),
        cmocka_unit_test(test_digits),          cmocka_unit_test(test_page_after_digits),
        cmocka_unit_test(test_white), cmocka_unit_test(test_too_little_time), cmocka_unit_test(test_no_model),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
