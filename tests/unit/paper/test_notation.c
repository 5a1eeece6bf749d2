/* Numbers of official documents and their notations: taken apart, and held against the document's title and agency. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "paper/notation.h"
#include "support_page.h"

static const struct paper_def *document(const struct paper_field_def **ret_number)
{
    const struct paper_defs *defs = paper_rules_defs(rules);
    for (size_t i = 0; i < defs->len; i++)
        for (size_t k = 0; k < defs->items[i].fields.len; k++)
            if (defs->items[i].fields.items[k].kind == KIND_DOCUMENT_NUMBER) {
                *ret_number = &defs->items[i].fields.items[k];
                return &defs->items[i];
            }
    fail_msg("no definition has a document's number");
    return NULL;
}

static void numbers_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *read, *number, *year, *letters;
        char sign;
    } rows[] = {
        {"12/QĐ-UBND", "12", "", "QĐ-UBND", '/'},
        {"280 /2025/NĐ-CP", "280", "2025", "NĐ-CP", '/'},
        {"60/2014/QH13", "60", "2014", "QH13", '/'},
        {"46/NQ-UBTVQH15", "46", "", "NQ-UBTVQH15", '/'},
        {"12 / 2012 / TTLT - BTP - BTC", "12", "2012", "TTLT-BTP-BTC", '/'},
        {"NH0 107/KH-UBND Na", "107", "", "KH-UBND", '/'},
        {"12-KL/TU", "12", "", "KL/TU", '-'},
        {"136-CV/TĐTN-VP", "136", "", "CV/TĐTN-VP", '-'},
        {"567/TTT-NV2", "567", "", "TTT-NV2", '/'},
        {"óó8 /NQ-CP", "óó8", "", "NQ-CP", '/'},
        {"58NQ-HĐND", "58", "", "NQ-HĐND", '/'}, /* the stroke was lost */
        {"  /QĐ-UBND", "", "", "QĐ-UBND", '/'},
    };
    const struct paper_field_def *f;
    document(&f);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct notation n;
        if (!notation_parse(f, rows[i].read, &n))
            fail_msg("'%s' is no number", rows[i].read);
        assert_string_equal(n.number, rows[i].number);
        assert_string_equal(n.year, rows[i].year);
        assert_string_equal(n.letters, rows[i].letters);
        assert_int_equal(n.sign, rows[i].sign);
    }
    struct notation n;
    assert_false(notation_parse(f, "45/2018", &n)); /* a register's */
    assert_false(notation_parse(f, "", &n));
}

static void letters_of_the_title(void **state)
{
    (void)state;
    const struct paper_field_def *f;
    const struct paper_def *d = document(&f);
    assert_true(notation_fits_title(d, f, "QĐ-UBND", "QUYẾT ĐỊNH"));
    assert_false(notation_fits_title(d, f, "QyĐ-UBND", "QUYẾT ĐỊNH"));
    assert_true(notation_fits_title(d, f, "TTr-UBND", "TỜ TRÌNH"));
    assert_false(notation_fits_title(d, f, "KH-UBND", "BÁO CÁO"));
    assert_true(notation_fits_title(d, f, "QH13", "LUẬT"));
    assert_true(notation_fits_title(d, f, "VBHN-BTP", "NGHỊ ĐỊNH")); /* a consolidated text has its subject's title */
    assert_true(notation_fits_title(d, f, "UBND-VP", ""));
    assert_true(notation_fits_title(d, f, "CV/HU", ""));
    assert_false(notation_fits_title(d, f, "QĐ-UBND", ""));
}

static void letters_of_the_office(void **state)
{
    (void)state;
    const struct paper_field_def *f;
    document(&f);
    assert_true(notation_fits_office(f, "QĐ-BLĐTBXH", "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"));
    assert_true(notation_fits_office(f, "NQ-UBTVQH15", "ỦY BAN THƯỜNG VỤ QUỐC HỘI"));
    assert_true(notation_fits_office(f, "QĐ-TTg", "THỦ TƯỚNG CHÍNH PHỦ"));
    assert_true(notation_fits_office(f, "NQ/TW", "BAN CHẤP HÀNH TRUNG ƯƠNG"));
    assert_true(notation_fits_office(f, "CAH-QLHC", "CÔNG AN HUYỆN THANH HÀ"));
    assert_true(notation_fits_office(f, "TTLT-BTP-BTC", "BỘ TƯ PHÁP - BỘ TÀI CHÍNH"));
    assert_true(notation_fits_office(f, "HD/BTCTU", "BAN TỔ CHỨC"));
    assert_true(notation_fits_office(f, "QĐ-SVHTTDL", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"));
    assert_false(notation_fits_office(f, "HD/BTGTU", "BAN TỔ CHỨC"));
    assert_false(notation_fits_office(f, "QĐ-UBND", "SỞ TƯ PHÁP"));
}

static void expected_of_title_and_office(void **state)
{
    (void)state;
    static const struct {
        const char *read, *title, *office, *expected;
        char sign;
    } rows[] = {
        {"QĐ-SLĐTBXII", "QUYẾT ĐỊNH", "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "QĐ-SLĐTBXH", '/'},
        {"CT-TTE", "CHỈ THỊ", "THỦ TƯỚNG CHÍNH PHỦ", "CT-TTg", '/'},
        {"KL/T", "KẾT LUẬN", "TỈNH ỦY HẢI DƯƠNG", "KL/TU", '-'},
        {"TTLT-BTP-BTO", "THÔNG TƯ LIÊN TỊCH", "BỘ TƯ PHÁP - BỘ TÀI CHÍNH", "TTLT-BTP-BTC", '/'},
        {"QĐ-SVHTITDL", "QUYẾT ĐỊNH", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "QĐ-SVHTTDL", '/'},
        {"TIr-UBND", "TỜ TRÌNH", "ỦY BAN NHÂN DÂN XÃ VĨNH SƠN", "TTr-UBND", '/'},
    };
    const struct paper_field_def *f;
    document(&f);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char expected[NOTATION_BYTES];
        assert_true(notation_expected(f, rows[i].read, rows[i].sign, rows[i].title, rows[i].office, expected));
        assert_string_equal(expected, rows[i].expected);
    }
}

static void digits_stand_behind_a_parts_letters(void **state)
{
    (void)state;
    static const char *const sound[] = {"QĐ-UBND", "NQ/TW", "QH13", "PC06-Đ1", "BKHCN-CĐSQG"}, *const unsound[] = {"BC-U3ND", "3D-UBND"};
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        assert_true(notation_is_sound(sound[i]));
    for (size_t i = 0; i < sizeof unsound / sizeof *unsound; i++)
        assert_false(notation_is_sound(unsound[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_stand_behind_a_parts_letters),
        cmocka_unit_test(numbers_taken_apart),
        cmocka_unit_test(letters_of_the_title),
        cmocka_unit_test(letters_of_the_office),
        cmocka_unit_test(expected_of_title_and_office),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
