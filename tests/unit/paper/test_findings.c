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

static void date_glued_to_its_place(void **state)
{
    (void)state;
    struct papers p = judge_with(text_plan, "Liên Mạc, ngày 03 tháng 04 năm 2024", "Liên Mạc,ngày 03 tháng 04 năm 2024");
    assert_value(&p, "ngay_ban_hanh", "ngày 03 tháng 04 năm 2024");
    papers_free(&p);
    p = judge_with(text_plan, "Liên Mạc, ngày 03 tháng 04 năm 2024", "Liên Mạc,ngày    tháng    năm     ");
    const struct finding *f = finding_of(&p, FINDING_MISSING, "ngay_ban_hanh");
    assert_non_null(f);
    assert_false(box_is_empty(f->box)); /* the line was found, and nothing on it */
    papers_free(&p);
}

/* Whether a birth certificate with this name, each word read with this confidence, has it doubted. */
static bool is_name_doubted(const char *name, float confidence)
{
    char *text = with(text_birth_2020, "PHẠM GIA HÂN", name);
    struct page page;
    page_set(&page, text);
    for (size_t i = 0; i < page.words.len; i++)
        page.words.items[i].confidence = confidence;
    struct papers p = judge_page(rules, &page);
    bool found = finding_of(&p, FINDING_DOUBTFUL, "ho_ten") != NULL;
    assert_value(&p, "ho_ten", name); /* it is never changed for that */
    papers_free(&p);
    page_free(&page);
    free(text);
    return found;
}

/* Nobody is called so but by other marks, which poor print loses; clear print is believed. */
static void unusual_names_are_doubted(void **state)
{
    (void)state;
    assert_true(is_name_doubted("PHẠM THÊ HÙNG", 0.88f));
    assert_false(is_name_doubted("PHẠM THẾ HÙNG", 0.88f));
    assert_true(is_name_doubted("PHẠM KHẮC TY", 0.95f));
    assert_false(is_name_doubted("PHẠM THÊ HÙNG", 0.98f));
}

/* What a digit stands in is misread; a number before or behind a word is none. */
static void digits_in_words_are_doubted(void **state)
{
    static const struct {
        const char *place;
        bool doubted;
    } rows[] = {{"Xã Quảng 6iang, huyện Thanh Hà, tỉnh Hải Dương", true}, {"7ổ 4, xã Liên Mạc, tỉnh Hải Dương", true},
                {"Tổ 4, xã Liên Mạc, tỉnh Hải Dương", false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = with(text_birth_2020, "Xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương", rows[i].place);
        struct papers p = judge_text(rules, text);
        assert_true(!finding_of(&p, FINDING_DOUBTFUL, "que_quan") == !rows[i].doubted);
        papers_free(&p);
        free(text);
    }
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

/* What the digits of a personal number say against the paper, one after the other. */
static void number_against_sex_year_and_place(void **state)
{
    (void)state;
    static const struct {
        const char *number, *place;
        bool contradiction;
    } rows[] = {
        {"030321000123", "tỉnh Hải Dương", false},
        {"030221000123", "tỉnh Hải Dương", true},  /* a boy's */
        {"030322000123", "tỉnh Hải Dương", true},  /* of 2022 */
        {"030121000123", "tỉnh Hải Dương", true},  /* of 1921 */
        {"027321000123", "tỉnh Hải Dương", true},  /* Bắc Ninh's */
        {"003321000123", "tỉnh Hải Dương", true},  /* no province's */
        {"122321000123", "tỉnh Hải Dương", false}, /* born abroad */
        {"030321000123", "thành phố Hải Phòng", false}, /* what Hải Dương is part of since 2025 */
        {"031321000123", "tỉnh Hải Dương", true},
        {"030321000123", "tỉnh Hà Tây", false}, /* a province of another time */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char place[128];
        snprintf(place, sizeof place, "đăng ký khai sinh: Ủy ban nhân dân xã Liên Mạc, huyện Thanh Hà, %s", rows[i].place);
        char *text = with(text_birth_2020, "030321000123", rows[i].number);
        struct papers p = judge_with(
            text, "đăng ký khai sinh: Ủy ban nhân dân xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương", place);
        if ((finding_of(&p, FINDING_CONTRADICTION, "so_dinh_danh") != NULL) != rows[i].contradiction)
            fail_msg("row %zu: %s, %s", i, rows[i].number, rows[i].place);
        assert_value(&p, "so_dinh_danh", rows[i].number); /* what the paper says is not changed */
        papers_free(&p);
        free(text);
    }
}

static void register_number_of_another_year(void **state)
{
    (void)state;
    struct papers p = judge_with(text_birth_2020, "Số: 12/2021", "Số: 12/2020");
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "so"));
    papers_free(&p);
    p = judge_with(text_birth_2020, "Số: 12/2021", "Số: 12");
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "so"));
    papers_free(&p);
}

/* The requester's name above and under the signature, both read surely. */
static void name_elsewhere_is_another(void **state)
{
    (void)state;
    struct papers p = judge_with(text_declaration, "Hguyễn Thị Hạnh", "Phạm Thu Trang");
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "nguoi_yeu_cau"));
    assert_value(&p, "nguoi_yeu_cau", "Phạm Thu Trang");
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
        cmocka_unit_test(unusual_names_are_doubted),
        cmocka_unit_test(digits_in_words_are_doubted),
        cmocka_unit_test(dots_are_missing),
        cmocka_unit_test(date_glued_to_its_place),
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
        cmocka_unit_test(number_against_sex_year_and_place),
        cmocka_unit_test(register_number_of_another_year),
        cmocka_unit_test(name_elsewhere_is_another),
        cmocka_unit_test(nationality_as_ethnic_group),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
