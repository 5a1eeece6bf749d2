/* Missing, unreadable, contradicting: what the clerk is told, and what not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_page.h"
#include "support_texts.h"

/* The text with the first `old` replaced; freed by the caller. */
static char *with(const char *text, const char *old, const char *replacement)
{
    const char *at = strstr(text, old);
    assert_non_null(at);
    char *out = NULL;
    assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, replacement, at + strlen(old)) > 0);
    return out;
}

static struct papers judge_with(const char *text, const char *old, const char *replacement)
{
    char *changed = with(text, old, replacement);
    struct papers p = judge_text(rules, changed);
    free(changed);
    return p;
}

static void dots_are_missing(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "Quê quán: Xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương",
                                 "Quê quán: ...............................................");
    const struct finding *f = finding_of(&p, FINDING_MISSING, "que_quan");
    assert_non_null(f);
    assert_string_equal(f->message, "Thiếu quê quán");
    assert_int_equal(f->severity, SEVERITY_ERROR);
    assert_false(box_is_empty(f->box));
    assert_int_equal(p.items[0].findings.len, 1);
    assert_int_equal(field_of(&p, "que_quan")->state, FIELD_ABSENT);
    papers_free(&p);
}

static void blank_behind_a_label_is_missing_for_that_person(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "Dân tộc: Nùng ", "Dân tộc:      ");
    const struct finding *f = finding_of(&p, FINDING_MISSING, "me_dan_toc");
    assert_non_null(f);
    assert_string_equal(f->message, "Thiếu dân tộc (người mẹ)");
    assert_value(&p, "dan_toc", "Tày");
    assert_value(&p, "cha_dan_toc", "Kinh");
    assert_value(&p, "me_quoc_tich", "Việt Nam");
    papers_free(&p);
}

static void ink_without_words_is_unreadable(void **state)
{
    (void)state;
    char *text = with(text_birth_2020, "Giới tính: Nữ ", "Giới tính:    ");
    struct page page;
    page_set(&page, text);
    page_ink(&page, 11, 11, 6);
    struct papers p = judge_page(rules, &page);
    assert_non_null(finding_of(&p, FINDING_UNREADABLE, "gioi_tinh"));
    assert_not_missing(&p, "gioi_tinh");
    assert_int_equal(field_of(&p, "gioi_tinh")->state, FIELD_UNREADABLE);
    papers_free(&p);
    page_free(&page);
    free(text);
}

static void misread_label_between_its_neighbours(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "Quê quán: Xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương",
                                 "?CC ?HHẦN ................................ ?(0");
    assert_missing(&p, "que_quan");
    assert_value(&p, "noi_sinh", "Bệnh viện Phụ sản Hải Dương, tỉnh Hải Dương");
    papers_free(&p);
}

static void marks(void **state)
{
    (void)state;
    struct page page;
    page_set(&page, text_birth_2020);
    page_drop_marks(&page, MARK_SIGNATURE);
    struct papers p = judge_page(rules, &page);
    assert_missing(&p, "chu_ky");
    assert_not_missing(&p, "con_dau");
    papers_free(&p);
    page_free(&page);
    page_set(&page, text_declaration);
    page_drop_marks(&page, MARK_SEAL);
    p = judge_page(rules, &page);
    assert_not_missing(&p, "con_dau"); /* a declaration bears no seal */
    papers_free(&p);
    page_free(&page);
}

static void residence_is_not_asked_beside_a_number(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_declaration);
    assert_not_missing(&p, "nyc_noi_cu_tru");
    papers_free(&p);
    p = judge_with(text_declaration, "CCCD số 030190000444", "....................");
    assert_missing(&p, "nyc_noi_cu_tru");
    assert_missing(&p, "nyc_giay_to");
    papers_free(&p);
}

static void number_is_asked_since_2016(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "030321000123", "............");
    assert_missing(&p, "so_dinh_danh");
    papers_free(&p);
    char *early = with(text_birth_2020, "030321000123", "............");
    p = judge_with(early, "đăng ký: 20/02/2021", "đăng ký: 20/02/2015");
    assert_not_missing(&p, "so_dinh_danh");
    papers_free(&p);
    free(early);
}

static void year_alone_is_a_birth_date(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "Ngày, tháng, năm sinh: 03/02/2021", "Ngày, tháng, năm sinh: 2021");
    assert_string_equal(field_of(&p, "ngay_sinh")->normal, "2021");
    assert_null(finding_of(&p, FINDING_DOUBTFUL, "ngay_sinh"));
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "ngay_sinh"));
    papers_free(&p);
}

static void words_and_digits_of_two_dates(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "Ngày mùng ba tháng hai", "Ngày mùng bốn tháng hai");
    const struct finding *f = finding_of(&p, FINDING_CONTRADICTION, "ngay_sinh");
    assert_non_null(f);
    assert_non_null(strstr(f->evidence, "03/02/2021"));
    assert_value(&p, "ngay_sinh", "03/02/2021"); /* what the paper says is not changed */
    papers_free(&p);
}

static void too_young_and_wrong_number(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_marriage_one);
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "vo_ngay_sinh"));    /* 15 years old */
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "chong_giay_to"));   /* a woman's number */
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "chong_ngay_sinh"));
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "vo_giay_to"));
    papers_free(&p);
}

static void registered_before_birth(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "đăng ký: 20/02/2021", "đăng ký: 20/01/2021");
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "ngay_sinh"));
    papers_free(&p);
}

static void nationality_as_ethnic_group(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "Dân tộc: Tày     ", "Dân tộc: Việt Nam");
    assert_non_null(finding_of(&p, FINDING_DOUBTFUL, "dan_toc"));
    assert_value(&p, "dan_toc", "Việt Nam");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dots_are_missing),
        cmocka_unit_test(blank_behind_a_label_is_missing_for_that_person),
        cmocka_unit_test(ink_without_words_is_unreadable),
        cmocka_unit_test(misread_label_between_its_neighbours),
        cmocka_unit_test(marks),
        cmocka_unit_test(residence_is_not_asked_beside_a_number),
        cmocka_unit_test(number_is_asked_since_2016),
        cmocka_unit_test(year_alone_is_a_birth_date),
        cmocka_unit_test(words_and_digits_of_two_dates),
        cmocka_unit_test(too_young_and_wrong_number),
        cmocka_unit_test(registered_before_birth),
        cmocka_unit_test(nationality_as_ethnic_group),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
