#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "paper/kinds.h"

static char *phrases[] = {(char *)(uintptr_t) "Căn cước công dân số",      (char *)(uintptr_t) "CMND số",
                          (char *)(uintptr_t) "Cục Cảnh sát QLHC về TTXH", (char *)(uintptr_t) "Công an tỉnh",
                          (char *)(uintptr_t) "Công an thành phố",         (char *)(uintptr_t) "cấp ngày"};
static const struct paper_field_def field = {.values = {phrases, 6, 6}};

static void assert_card(const char *read, const char *expected)
{
    struct kind_out out = {0};
    assert_int_equal(kind_id_paper(&field, read, &out), 0);
    assert_string_equal(buf_str(&out.value), expected);
    buf_free(&out.value);
    buf_free(&out.normal);
}

static void an_issuer_of_any_province_stays_its_own(void **state)
{
    (void)state;
    assert_card("CMND số 362724027 do Công an thành phố Cần Thơ cấp ngày 01/09/2015",
                "CMND số 362724027 do Công an thành phố Cần Thơ cấp ngày 01/09/2015");
    assert_card("CMND số 279195995 do Công an tỉnh Đồng Nai cấp ngày 10/04/2010",
                "CMND số 279195995 do Công an tỉnh Đồng Nai cấp ngày 10/04/2010");
    assert_card("CMND số 279195995, Công an tỉnh Bà Rịa - Vũng Tàu, cấp ngày 10/04/2010",
                "CMND số 279195995, Công an tỉnh Bà Rịa - Vũng Tàu, cấp ngày 10/04/2010");
    assert_card("CMND số 023195995, Công an thành phố Hồ Chi Minh cấp ngày 10/04/2010",
                "CMND số 023195995, Công an thành phố Hồ Chí Minh cấp ngày 10/04/2010");
}

static void misread_marks_of_a_province_are_mended(void **state)
{
    (void)state;
    assert_card("CMND số 141234567 do Công an tinh Hải Dưong cấp ngày 02/03/2004",
                "CMND số 141234567 do Công an tỉnh Hải Dương cấp ngày 02/03/2004");
    assert_card("CMND số 031234567 do Công an thành phố Hai Phòng cấp ngày 02/03/2004",
                "CMND số 031234567 do Công an thành phố Hải Phòng cấp ngày 02/03/2004");
}

static void the_place_of_issue_may_stand_last(void **state)
{
    (void)state;
    assert_card("Căn cước công dân số 022197021131, cấp ngày 11/09/2021, nơi cấp: Cục Cảnh sát QLHC về TTXH",
                "Căn cước công dân số 022197021131, cấp ngày 11/09/2021, nơi cấp: Cục Cảnh sát QLHC về TTXH");
    assert_card("Căn cước công dân số 022197021131, cấp ngày 11/09/2021 Quan hệ",
                "Căn cước công dân số 022197021131, cấp ngày 11/09/2021");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_issuer_of_any_province_stays_its_own),
        cmocka_unit_test(misread_marks_of_a_province_are_mended),
        cmocka_unit_test(the_place_of_issue_may_stand_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
