#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "paper/kinds.h"

static const struct paper_rules no_places;

static void check(enum paper_kind kind, const char *s, const char *expected)
{
    const struct paper_field_def field = {.kind = kind};
    struct reading reading = {0};
    assert_int_equal(kind_read(&no_places, &field, s, &reading), 0);
    assert_string_equal(reading.value, expected);
    reading_clear(&reading);
}

static void a_leaders_dots_join_no_words(void **state)
{
    (void)state;
    check(KIND_NAME, "BÙI.TRỌNG NGHĨA", "BÙI TRỌNG NGHĨA");
    check(KIND_NAME, "HUỲNH.NGỌC.XUYẾN", "HUỲNH NGỌC XUYẾN");
    check(KIND_NAME, "LÒ. CÔNG VỸ", "LÒ CÔNG VỸ");
    check(KIND_PLACE, "Thôn.. Đông, xã Long..Khê, tỉnh Nghệ An", "Thôn Đông, xã Long Khê, tỉnh Nghệ An");
    check(KIND_PLACE, "Xóm Chùa, xã.Phú Mỹ, huyện Lạc Quý, tỉnh Bắc Giang", "Xóm Chùa, xã Phú Mỹ, huyện Lạc Quý, tỉnh Bắc Giang");
    check(KIND_PLACE, "Khu 7, xã Bình Phong. huyện Gia Lãng. tỉnh Đắk Lắk", "Khu 7, xã Bình Phong, huyện Gia Lãng, tỉnh Đắk Lắk");
}

static void an_abbreviation_keeps_its_full_stop(void **state)
{
    (void)state;
    check(KIND_NAME, "Ng.Văn Đức", "Ng.Văn Đức");
    check(KIND_PLACE, "Số 5 phố Huế, P.Bến Nghé, Q.1, TP.HCM", "Số 5 phố Huế, P.Bến Nghé, Q.1, TP.HCM");
}

static void a_lost_comma_before_the_province_is_put_back(void **state)
{
    (void)state;
    check(KIND_PLACE, "An Lạc, Cẩm Giàng Hải Dương", "An Lạc, Cẩm Giàng, Hải Dương");
    check(KIND_PLACE, "Xóm 5, Quảng Trạch Nghệ An", "Xóm 5, Quảng Trạch, Nghệ An");
    check(KIND_PLACE, "Thôn Đông, thành phố Hải Dương", "Thôn Đông, thành phố Hải Dương");
    check(KIND_PLACE, "Khoa sản, Bệnh viện Hải Phòng", "Khoa sản, Bệnh viện Hải Phòng");
    check(KIND_PLACE, "Phụ sản Hải Phòng", "Phụ sản Hải Phòng");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaders_dots_join_no_words),
        cmocka_unit_test(a_lost_comma_before_the_province_is_put_back),
        cmocka_unit_test(an_abbreviation_keeps_its_full_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
