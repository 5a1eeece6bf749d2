#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pdf/correct.h"

/*
 *  0  Họ và tên: NGUYÊN VAN A
 *  1  Nơi cư trú: Thôn Vĩnh Nính, xã
 *  2  Thanh Xuan, tỉnh Hải Dương
 *  4  Dân tộc: Kinh
 */
static struct words page_words(void)
{
    struct words w = {0};
    add_word(&w, 0, (struct box){100, 100, 40, 30}, "Họ");
    add_word(&w, 0, (struct box){150, 100, 40, 30}, "tên:");
    add_word(&w, 0, (struct box){250, 100, 150, 30}, "NGUYÊN");
    add_word(&w, 0, (struct box){410, 100, 60, 30}, "VAN");
    add_word(&w, 0, (struct box){480, 100, 20, 30}, "A");
    add_word(&w, 1, (struct box){100, 150, 90, 30}, "Nơi:");
    add_word(&w, 1, (struct box){250, 150, 100, 30}, "Thôn");
    add_word(&w, 1, (struct box){360, 150, 240, 30}, "VĩnhNính,");
    add_word(&w, 2, (struct box){100, 200, 120, 30}, "xãThanh");
    add_word(&w, 2, (struct box){230, 200, 80, 30}, "Xuan");
    add_word(&w, 4, (struct box){100, 300, 100, 30}, "Dân");
    add_word(&w, 4, (struct box){210, 300, 100, 30}, "tộc:");
    return w;
}

/* The words after correcting one field, as text. */
static char *corrected(const char *value, struct box box, struct words *ret_words)
{
    struct words words = page_words();
    struct field field = {.key = "x", .value = (char *)value, .box = box, .page = 1};
    struct fields fields = {.items = &field, .len = 1};
    struct words out;
    assert_int_equal(pdf_corrected_words(&words, &fields, 1, &out), 0);
    struct page page = {.words = out};
    char *text = page_text(&page);
    words_free(&words);
    if (ret_words)
        *ret_words = out;
    else
        words_free(&out);
    return text;
}

static void word_for_word_keeps_the_boxes(void **state)
{
    (void)state;
    struct words out;
    char *text = corrected("NGUYỄN VĂN Á", (struct box){240, 95, 270, 40}, &out);
    assert_string_equal(text, "Họ tên: NGUYỄN VĂN Á\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nDân tộc:");
    assert_int_equal(out.items[3].box.x, 410);
    assert_int_equal(out.items[3].box.w, 60);
    words_free(&out);
    free(text);
}

static void another_count_is_spread_over_the_place(void **state)
{
    (void)state;
    struct words out;
    char *text = corrected("NGUYỄN  THỊ VÂN ANH", (struct box){240, 95, 270, 40}, &out);
    assert_string_equal(text, "Họ tên: NGUYỄN THỊ VÂN ANH\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nDân tộc:");
    for (size_t i = 2; i < 6; i++) {
        assert_true(out.items[i].box.x >= 250 && box_right(out.items[i].box) <= 500);
        assert_true(out.items[i].box.x >= box_right(out.items[i - 1].box));
        assert_int_equal(out.items[i].line, 0);
    }
    words_free(&out);
    free(text);
}

static void a_value_of_two_lines_stays_on_both(void **state)
{
    (void)state;
    char *text = corrected("Thôn Vĩnh Ninh, xã Thanh Xuân", (struct box){90, 145, 600, 90}, NULL);
    assert_string_equal(text, "Họ tên: NGUYÊN VAN A\nThôn Vĩnh Ninh, xã\nThanh Xuân\nDân tộc:");
    free(text);
}

static void a_value_where_nothing_was_read_joins_its_line(void **state)
{
    (void)state;
    struct words out;
    char *text = corrected("Hòa Kinh", (struct box){330, 295, 200, 40}, &out);
    assert_string_equal(text, "Họ tên: NGUYÊN VAN A\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nDân tộc: Hòa Kinh");
    assert_int_equal(out.items[13].line, 4);
    assert_true(out.items[12].box.x >= 330 && box_right(out.items[13].box) <= 530);
    words_free(&out);
    free(text);
    text = corrected("Kinh", (struct box){20, 295, 60, 40}, NULL);
    assert_string_equal(text, "Họ tên: NGUYÊN VAN A\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nKinh Dân tộc:");
    free(text);
}

static void a_value_between_lines_becomes_a_line(void **state)
{
    (void)state;
    char *text = corrected("Nam", (struct box){100, 245, 60, 40}, NULL);
    assert_string_equal(text, "Họ tên: NGUYÊN VAN A\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nNam\nDân tộc:");
    free(text);
    text = corrected("Cuối trang", (struct box){100, 900, 200, 40}, NULL);
    assert_string_equal(text, "Họ tên: NGUYÊN VAN A\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nDân tộc:\nCuối trang");
    free(text);
    text = corrected("Đầu", (struct box){100, 10, 200, 40}, NULL);
    assert_string_equal(text, "Đầu\nHọ tên: NGUYÊN VAN A\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nDân tộc:");
    free(text);
}

static void what_has_no_place_changes_nothing(void **state)
{
    (void)state;
    static const char same[] = "Họ tên: NGUYÊN VAN A\nNơi: Thôn VĩnhNính,\nxãThanh Xuan\nDân tộc:";
    char *text = corrected("  ", (struct box){240, 95, 270, 40}, NULL);
    assert_string_equal(text, same);
    free(text);
    text = corrected("LÊ", (struct box){0}, NULL);
    assert_string_equal(text, same);
    free(text);
    struct words words = page_words(), out;
    struct field field = {.key = "x", .value = "LÊ", .box = {240, 95, 270, 40}, .page = 2};
    assert_int_equal(pdf_corrected_words(&words, &(struct fields){.items = &field, .len = 1}, 1, &out), 0);
    assert_string_equal(out.items[2].text, "NGUYÊN");
    words_free(&words);
    words_free(&out);
}

static void an_empty_page_takes_values(void **state)
{
    (void)state;
    struct words none = {0}, out;
    struct field field = {.key = "x", .value = "LÊ THỊ", .box = {240, 95, 270, 40}, .page = 1};
    assert_int_equal(pdf_corrected_words(&none, &(struct fields){.items = &field, .len = 1}, 1, &out), 0);
    assert_int_equal(out.len, 2);
    assert_string_equal(out.items[1].text, "THỊ");
    words_free(&out);
}

/* Line numbers and boxes at the ends of what the wire lets through. */
static void extreme_numbers_do_no_harm(void **state)
{
    (void)state;
    struct words words = {0}, out;
    add_word(&words, 2147483647, (struct box){-16777216, -16777216, 16777216, 16777216}, "x");
    add_word(&words, 2147483647, (struct box){16777216, 16777216, 16777216, 16777216}, "y");
    struct field fields[] = {{.key = "a", .value = "LÊ", .box = {0, 0, 1, 1}, .page = 1},
                             {.key = "b", .value = "b c d", .box = {-16777216, -16777216, 33554432, 16777216}, .page = 1}};
    assert_int_equal(pdf_corrected_words(&words, &(struct fields){.items = fields, .len = 2}, 1, &out), 0);
    assert_int_equal(out.len, 5);
    words_free(&words);
    words_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(word_for_word_keeps_the_boxes),
        cmocka_unit_test(another_count_is_spread_over_the_place),
        cmocka_unit_test(a_value_of_two_lines_stays_on_both),
        cmocka_unit_test(a_value_where_nothing_was_read_joins_its_line),
        cmocka_unit_test(a_value_between_lines_becomes_a_line),
        cmocka_unit_test(what_has_no_place_changes_nothing),
        cmocka_unit_test(an_empty_page_takes_values),
        cmocka_unit_test(extreme_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
