#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "paper/kinds.h"

static const struct paper_rules no_places;

static void check(int (*read)(const char *s, struct kind_out *out), const char *s, const char *expected)
{
    struct kind_out out = {0};
    assert_int_equal(read(s, &out), 0);
    assert_string_equal(buf_str(&out.value), expected);
    buf_free(&out.value);
    buf_free(&out.normal);
}

static int read_place(const char *s, struct kind_out *out)
{
    return kind_place(&no_places, s, out);
}

static void a_leaders_dots_join_no_words(void **state)
{
    (void)state;
    check(kind_name, "BÙI.TRỌNG NGHĨA", "BÙI TRỌNG NGHĨA");
    check(kind_name, "HUỲNH.NGỌC.XUYẾN", "HUỲNH NGỌC XUYẾN");
    check(kind_name, "LÒ. CÔNG VỸ", "LÒ CÔNG VỸ");
    check(read_place, "Xóm Chùa, xã.Phú Mỹ, huyện Lạc Quý, tỉnh Bắc Giang", "Xóm Chùa, xã Phú Mỹ, huyện Lạc Quý, tỉnh Bắc Giang");
    check(read_place, "Khu 7, xã Bình Phong. huyện Gia Lãng. tỉnh Đắk Lắk", "Khu 7, xã Bình Phong, huyện Gia Lãng, tỉnh Đắk Lắk");
}

static void an_abbreviation_keeps_its_full_stop(void **state)
{
    (void)state;
    check(kind_name, "Ng.Văn Đức", "Ng.Văn Đức");
    check(read_place, "Số 5 phố Huế, P.Bến Nghé, Q.1, TP.HCM", "Số 5 phố Huế, P.Bến Nghé, Q.1, TP.HCM");
}

static void a_lost_comma_before_the_province_is_put_back(void **state)
{
    (void)state;
    check(read_place, "An Lạc, Cẩm Giàng Hải Dương", "An Lạc, Cẩm Giàng, Hải Dương");
    check(read_place, "Xóm 5, Quảng Trạch Nghệ An", "Xóm 5, Quảng Trạch, Nghệ An");
    check(read_place, "Thôn Đông, thành phố Hải Dương", "Thôn Đông, thành phố Hải Dương");
    check(read_place, "Khoa sản, Bệnh viện Hải Phòng", "Khoa sản, Bệnh viện Hải Phòng");
    check(read_place, "Phụ sản Hải Phòng", "Phụ sản Hải Phòng");
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
