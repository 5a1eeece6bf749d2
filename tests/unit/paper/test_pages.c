/* Types, second looks, and pages grouped into papers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/array.h"
#include "support_page.h"
#include "support_texts.h"

static void types_and_traps(void **state)
{
    (void)state;
    static const struct {
        const char *text, *type;
    } rows[] = {
        {"          TƠ KHAI ĐĂNG KY KHAI SINH\n\nHọ, chữ đệm, tên người yêu cầu: A B\n", "to_khai_dang_ky_khai_sinh"},
        {"          TỜ KHAI ĐĂNG KÝ KHAI TỬ\n\nĐã chết vào lúc: 10 giờ\nNơi chết: Thôn Đông\n", "to_khai_dang_ky_khai_tu"},
        {"          GIẤY XÁC NHẬN\n       TÌNH TRẠNG HÔN NHÂN\n", "giay_xac_nhan_tinh_trang_hon_nhan"},
        {"  Xét đề nghị cấp Giấy khai sinh cho con tôi, kính mong giúp đỡ.\n", PAPER_TYPE_UNKNOWN},
        {"          TRÍCH LỤC KHAI TỬ (BẢN SAO)\n", "trich_luc_khai_tu"},
        {"", PAPER_TYPE_UNKNOWN},
        /* no title, but nobody else's labels */
        {"Mã hồ sơ: 000.14.34.H23-220716-0031\nTiếp nhận hồ sơ của: Lê Văn An\nĐịa chỉ: Xã Liên Mạc\n"
         "Số điện thoại: 0912345678\nNội dung yêu cầu giải quyết: Đăng ký kết hôn\nSố lượng hồ sơ: 01 (bộ)\n"
         "Thời gian nhận hồ sơ: 08 giờ 59 phút, ngày 16/07/2022\n",
         "giay_tiep_nhan_ho_so"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct papers p = judge_text(rules, rows[i].text);
        if (strcmp(p.items[0].type, rows[i].type) != 0)
            fail_msg("row %zu is taken for %s (%s)", i, p.items[0].type, p.items[0].type_reason);
        assert_true(strlen(p.items[0].type_reason) > 0);
        papers_free(&p);
    }
}

/* Shapes and strokes cost next to nothing. */
static bool is_quick(const struct question *q)
{
    return q->as == LOOK_FIGURES || q->as == LOOK_STROKES;
}

static const struct question *question_in(const struct questions *q, struct box where)
{
    for (size_t i = 0; i < q->len; i++)
        if (!is_quick(&q->items[i]) && !box_is_empty(box_intersect(q->items[i].box, where)))
            return &q->items[i];
    return NULL;
}

/* A doubtful number is asked for again, as digits; the answer is weighed; nothing more is asked. */
static void second_look_at_digits(void **state)
{
    (void)state;
    char *text = NULL;
    const char *at = strstr(text_birth_2020, "030321000123");
    assert_true(asprintf(&text, "%.*s?03032100O12%s", (int)(at - text_birth_2020), text_birth_2020, at + 12) > 0);
    struct page page;
    page_set(&page, text);
    struct judgement *j = NULL;
    assert_int_equal(paper_judge(rules, &page, NULL, &j), SO_OK);
    struct box where = fields_find(judgement_fields(j), "so_dinh_danh")->box;
    const struct question *q = question_in(judgement_questions(j), where);
    assert_non_null(q);
    assert_int_equal(q->as, LOOK_DIGITS);
    size_t looks = 0;
    for (size_t i = 0; i < judgement_questions(j)->len; i++)
        looks += !is_quick(&judgement_questions(j)->items[i]);
    assert_true(looks <= 6);
    struct word word = {.text = (char *)"030321000123", .confidence = 0.9f, .box = where};
    struct answer answer = {.id = q->id, .words = {.items = &word, .len = 1}};
    struct answers answers = {.items = &answer, .len = 1};
    judgement_free(j);
    assert_int_equal(paper_judge(rules, &page, &answers, &j), SO_OK);
    const struct field *f = fields_find(judgement_fields(j), "so_dinh_danh");
    assert_string_equal(f->value, "030321000123");
    assert_int_equal(f->state, FIELD_REPAIRED);
    assert_string_equal(f->evidence, "second look");
    assert_int_equal(judgement_questions(j)->len, 0);
    judgement_free(j);
    page_free(&page);
    free(text);
}

/* The mother's year as a hand wrote it and two models read it; what becomes of it. */
static void judge_year(const char *first, const char *digits, const char *line, struct judgement **ret)
{
    char *text = NULL;
    const char *at = strstr(text_declaration, "1990  ");
    assert_true(asprintf(&text, "%.*s?%s%s", (int)(at - text_declaration), text_declaration, first, at + 4) > 0);
    struct page page;
    page_set(&page, text);
    struct judgement *j = NULL;
    assert_int_equal(paper_judge(rules, &page, NULL, &j), SO_OK);
    struct box where = fields_find(judgement_fields(j), "me_nam_sinh")->box;
    const struct questions *q = judgement_questions(j);
    struct word words[2] = {{.text = (char *)digits, .confidence = 0.6f, .box = where},
                            {.text = (char *)line, .confidence = 0.8f, .box = where}};
    struct answer items[2];
    struct answers answers = {.items = items};
    for (size_t i = 0; i < q->len && answers.len < 2; i++)
        if (!is_quick(&q->items[i]) && !box_is_empty(box_intersect(q->items[i].box, where))) {
            assert_int_equal(q->items[i].best_model, q->items[i].as != LOOK_DIGITS);
            bool line_look = q->items[i].as != LOOK_DIGITS;
            items[answers.len++] = (struct answer){.id = q->items[i].id, .words = {.items = &words[line_look], .len = 1}};
        }
    assert_int_equal(answers.len, 2); /* both models are asked */
    judgement_free(j);
    assert_int_equal(paper_judge(rules, &page, &answers, ret), SO_OK);
    page_free(&page);
    free(text);
}

/* 9 is read as 4 or 3: two looks that agree about the last digit, and a mother's age, leave one year. */
static void year_by_hand(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    judge_year("4446", "4446", "1436", &j);
    const struct field *f = fields_find(judgement_fields(j), "me_nam_sinh");
    assert_string_equal(f->value, "1996");
    assert_string_equal(f->read, "4446");
    assert_int_equal(f->state, FIELD_REPAIRED);
    judgement_free(j);
    judge_year("4443", "444", "1433", &j); /* the last may be a 3 or a 9 */
    f = fields_find(judgement_fields(j), "me_nam_sinh");
    assert_string_equal(f->value, "");
    assert_int_equal(f->state, FIELD_UNREADABLE);
    judgement_free(j);
}

/* Answers are another process's words: any id, any text, any box. */
static void strange_answers(void **state)
{
    (void)state;
    struct page page;
    page_set(&page, text_birth_2020);
    static const int ids[] = {-1, 0, 1, 2, 3, 77, 100000, (1 << 20), (1 << 20) + 5, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct word word = {.text = (char *)"\xff\xfe…:::", .confidence = 0.99f, .box = {-50, 9000000, 1, 1}};
        struct answer answer = {.id = ids[i], .words = {.items = &word, .len = 1}};
        struct answers answers = {.items = &answer, .len = 1};
        struct judgement *j = NULL;
        assert_int_equal(paper_judge(rules, &page, &answers, &j), SO_OK);
        assert_string_equal(judgement_type(j), "giay_khai_sinh");
        judgement_free(j);
    }
    page_free(&page);
}

static struct papers group(const char *const *texts, size_t n)
{
    struct judgement *pages[8] = {NULL};
    for (size_t i = 0; i < n; i++) {
        struct page page;
        page_set(&page, texts[i]);
        page.number = (int)i + 1;
        assert_int_equal(paper_judge(rules, &page, NULL, &pages[i]), SO_OK);
        page_free(&page);
    }
    struct papers papers = {0};
    struct paper_leaf leaves[8];
    for (size_t i = 0; i < n; i++)
        leaves[i] = (struct paper_leaf){.judgement = pages[i], .number = (int)i + 1};
    assert_int_equal(paper_group(rules, leaves, n, &papers), SO_OK);
    for (size_t i = 0; i < n; i++)
        judgement_free(pages[i]);
    return papers;
}

static void a_title_begins_a_paper(void **state)
{
    (void)state;
    const char *texts[] = {text_birth_2020, "  Ghi chú về thay đổi sau này\n", text_marriage_one, text_birth_single, ""};
    struct papers p = group(texts, 5);
    assert_int_equal(p.len, 3);
    assert_string_equal(p.items[0].type, "giay_khai_sinh");
    assert_int_equal(p.items[0].pages, 2);
    assert_string_equal(p.items[1].type, "giay_chung_nhan_ket_hon");
    assert_int_equal(p.items[1].first_page, 3);
    assert_string_equal(p.items[2].type, "giay_khai_sinh");
    assert_int_equal(p.items[2].pages, 2); /* the blank back */
    papers_free(&p);
}

/* A form over two pages: what stands on the second is not missing. */
static void two_pages_make_one_paper(void **state)
{
    (void)state;
    const char *cut = strstr(text_birth_2020, "Nơi đăng ký khai sinh");
    char *first = strndup(text_birth_2020, (size_t)(cut - text_birth_2020));
    const char *texts[] = {first, cut};
    struct papers p = group(texts, 2);
    assert_int_equal(p.len, 1);
    assert_int_equal(p.items[0].pages, 2);
    assert_value(&p, "ho_ten", "PHẠM GIA HÂN");
    assert_not_missing(&p, "ho_ten");
    papers_free(&p);
    free(first);
}

static void labels_for_the_clerk(void **state)
{
    (void)state;
    assert_string_equal(paper_type_title(rules, "giay_khai_sinh", "vi"), "Giấy khai sinh");
    assert_string_equal(paper_type_title(rules, "giay_khai_sinh", "en"), "Birth certificate");
    assert_string_equal(paper_type_title(rules, PAPER_TYPE_UNKNOWN, "vi"), "Không rõ");
    assert_string_equal(paper_field_title(rules, "giay_khai_sinh", "me_dan_toc", "vi"), "Dân tộc");
    assert_string_equal(paper_field_title(rules, "giay_khai_sinh", "con_dau", "vi"), "Con dấu");
    assert_string_equal(paper_field_title(rules, "giay_khai_sinh", "nothing", "vi"), "nothing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_and_traps),          cmocka_unit_test(second_look_at_digits),
        cmocka_unit_test(year_by_hand),
        cmocka_unit_test(strange_answers),          cmocka_unit_test(a_title_begins_a_paper),
        cmocka_unit_test(two_pages_make_one_paper), cmocka_unit_test(labels_for_the_clerk),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
