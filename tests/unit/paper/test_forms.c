/* What forms of other offices do that our own drawer does not: notes, leaders, dates and values in other places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/array.h"
#include "support_page.h"

#define HEAD                                                                                                           \
    "          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"                                                                   \
    "              Độc lập - Tự do - Hạnh phúc\n\n"
#define FOOT                                                                                                           \
    "                                Làm tại: xã Tân Mỹ, ngày 12 tháng 5 năm 2023\n"                                   \
    "                                          Người yêu cầu\n\n\n"                                                    \
    "                                         Vũ Thị Loan\n"

#define DECLARATION                                                                                                    \
    HEAD "                TỜ KHAI ĐĂNG KÝ KHAI SINH\n\n"                                                               \
         "Họ, chữ đệm, tên người yêu cầu: VŨ THỊ LOAN\n"                                                               \
         "Nơi cư trú: (2) Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n"                                      \
         "Giấy tờ tùy thân: (3) Thẻ CCCD số 040195000321, cấp ngày 01/05/2021, nơi\n"                                  \
         "cấp: Cục Cảnh sát QLHC về TTXH\n"                                                                            \
         "Quan hệ với người được khai sinh: Mẹ\n"                                                                      \
         "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:\n"                                                     \
         "Họ, chữ đệm, tên: ĐỖ GIA BẢO\n"                                                                              \
         "Ngày, tháng, năm sinh: 04/03/2023 ghi bằng chữ: Ngày bốn, tháng ba, năm hai\n"                               \
         "nghìn không trăm hai mươi ba\n"                                                                              \
         "Giới tính: Nam          Dân tộc: Kinh            Quốc tịch: Việt Nam\n"                                      \
         "Nơi sinh: (4) Trạm y tế huyện Hưng Xuyên, tỉnh Nghệ An\n"                                                    \
         "Quê quán: Xã.Tân Mỹ, huyện. Hưng Xuyên, tỉnh.Nghệ An\n"                                                      \
         "Họ, chữ đệm, tên người mẹ: VŨ THỊ LOAN\n"                                                                    \
         "Năm sinh: (5) 1995      Dân tộc: Kinh            Quốc tịch: Việt Nam\n"                                      \
         "Nơi cư trú: (2) Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n\n"

static void marks_of_notes_are_no_value(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DECLARATION FOOT);
    assert_string_equal(p.items[0].type, "to_khai_dang_ky_khai_sinh");
    assert_value(&p, "nyc_noi_cu_tru", "Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An");
    assert_value(&p, "me_noi_cu_tru", "Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An");
    assert_value(&p, "noi_sinh", "Trạm y tế huyện Hưng Xuyên, tỉnh Nghệ An");
    assert_value(&p, "me_nam_sinh", "1995");
    papers_free(&p);
}

/* The label stands amid its line; the value fills that line and goes on at the margin. */
static void a_value_goes_on_at_the_margin(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DECLARATION FOOT);
    assert_value(&p, "ngay_sinh", "04/03/2023");
    assert_value(&p, "ngay_sinh_chu", "Ngày bốn, tháng ba, năm hai nghìn không trăm hai mươi ba");
    assert_value(&p, "nyc_giay_to",
                 "Thẻ CCCD số 040195000321, cấp ngày 01/05/2021, nơi cấp: Cục Cảnh sát QLHC về TTXH");
    papers_free(&p);
}

static void leaders_among_words_are_no_full_stops(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DECLARATION FOOT);
    assert_value(&p, "que_quan", "Xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An");
    papers_free(&p);
}

/* An extract's day of issue stands under the motto; that of registration follows the number, without a label. */
static void an_extract_has_its_dates_elsewhere(void **state)
{
    (void)state;
    struct papers p = judge_text(
        rules, "TỈNH NGHỆ AN                     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
               "HUYỆN HƯNG XUYÊN                     Độc lập - Tự do - Hạnh phúc\n"
               "UBND XÃ TÂN MỸ\n"
               "Số: 45/TLKS-BS                   Tân Mỹ, ngày 14 tháng 8 năm 2024\n\n"
               "                     TRÍCH LỤC KHAI SINH\n"
               "                         (BẢN SAO)\n\n"
               "Họ, chữ đệm, tên: ĐỖ GIA BẢO\n"
               "Ngày, tháng, năm sinh: 04/03/2023\n"
               "Giới tính: Nam          Dân tộc: Kinh            Quốc tịch: Việt Nam\n"
               "Nơi sinh: Trạm y tế huyện Hưng Xuyên, tỉnh Nghệ An\n"
               "Quê quán: Xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n"
               "Số định danh cá nhân: 040223000123\n"
               "Họ, chữ đệm, tên người mẹ: Vũ Thị Loan\n"
               "Năm sinh: 1995          Dân tộc: Kinh            Quốc tịch: Việt Nam\n"
               "Nơi cư trú: Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n"
               "Họ, chữ đệm, tên người cha: Đỗ Văn Sửu\n"
               "Năm sinh: 1993          Dân tộc: Kinh            Quốc tịch: Việt Nam\n"
               "Nơi cư trú: Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n"
               "Đăng ký khai sinh tại: Ủy ban nhân dân xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n"
               "Số: 12/2023             ngày 20 tháng 3 năm 2023\n\n"
               "                                      NGƯỜI KÝ TRÍCH LỤC\n"
               "                                          CHỦ TỊCH\n\n\n"
               "                                        Phan Đức Thịnh\n");
    assert_string_equal(p.items[0].type, "trich_luc_khai_sinh");
    assert_value(&p, "so", "45/TLKS-BS");
    assert_string_equal(field_of(&p, "ngay_ky")->normal, "2024-08-14");
    assert_string_equal(field_of(&p, "ngay_dang_ky")->normal, "2023-03-20");
    assert_not_missing(&p, "ngay_ky");
    papers_free(&p);
}

/* Every province has its police: a phrase of the definition is no reason to put another one's there. */
static void an_issuer_keeps_its_province(void **state)
{
    (void)state;
    static const char *const papers_of[] = {"Giấy CMND số 155964969, Công an tỉnh Thái Bình cấp ngày 24/03/2010",
                                            "CMND số: 271730436 do Công an tỉnh Đồng Nai cấp ngày 02/07/2018"};
    for (int i = 0; i < 2; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 HEAD "                TỜ KHAI ĐĂNG KÝ KHAI SINH\n\n"
                      "Họ, chữ đệm, tên người yêu cầu: VŨ THỊ LOAN\n"
                      "Giấy tờ tùy thân: %s\n"
                      "Quan hệ với người được khai sinh: Mẹ\n",
                 papers_of[i]);
        struct papers p = judge_text(rules, text);
        assert_value(&p, "nyc_giay_to", papers_of[i]);
        papers_free(&p);
    }
}

/* A table of labels and values, without colons. */
static void values_stand_in_their_own_column(void **state)
{
    (void)state;
    struct papers p = judge_text(
        rules, HEAD "                      GIẤY KHAI SINH\n\n"
                    "Họ, chữ đệm, tên                  ĐỖ GIA BẢO\n"
                    "Ngày, tháng, năm sinh             04/03/2023\n"
                    "Ghi bằng chữ                      Ngày bốn tháng ba năm hai nghìn không trăm\n"
                    "                                  hai mươi ba\n"
                    "Giới tính                         Nam\n"
                    "Dân tộc                           Kinh\n"
                    "Quốc tịch                         Việt Nam\n"
                    "Nơi sinh                          Trạm y tế huyện Hưng Xuyên, tỉnh Nghệ An\n"
                    "Quê quán                          Xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n"
                    "Số định danh cá nhân              040223000123\n"
                    "Họ, chữ đệm, tên người mẹ         Vũ Thị Loan\n"
                    "Năm sinh                          1995\n"
                    "Dân tộc\n"
                    "Quốc tịch                         Việt Nam\n"
                    "Nơi cư trú                        Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh\n"
                    "                                  Nghệ An\n"
                    "Họ, chữ đệm, tên người đi khai    Lê Thị Mỹ Út\n"
                    "sinh\n"
                    "Nơi đăng ký khai sinh             Ủy ban nhân dân xã Tân Mỹ\n"
                    "Ngày, tháng, năm đăng ký          20/03/2023\n\n"
                    "                                      NGƯỜI KÝ GIẤY KHAI SINH\n\n\n"
                    "                                        Phan Đức Thịnh\n");
    assert_string_equal(p.items[0].type, "giay_khai_sinh");
    assert_value(&p, "ho_ten", "ĐỖ GIA BẢO");
    assert_value(&p, "ngay_sinh_chu", "Ngày bốn tháng ba năm hai nghìn không trăm hai mươi ba");
    assert_value(&p, "me_noi_cu_tru", "Thôn Đông, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An");
    assert_value(&p, "nguoi_khai_ho_ten", "Lê Thị Mỹ Út");
    assert_missing(&p, "me_dan_toc");
    papers_free(&p);
}

/* The number of the next label's row is no part of the value before it. */
static void numbers_of_rows_are_no_value(void **state)
{
    (void)state;
    struct papers p = judge_text(
        rules, "SỞ Y TẾ NGHỆ AN                  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
               "TRUNG TÂM Y TẾ HƯNG XUYÊN            Độc lập - Tự do - Hạnh phúc\n"
               "Số: 12/GBT\n\n"
               "                          GIẤY BÁO TỬ\n\n"
               "1. Họ, chữ đệm, tên người tử vong: ĐỖ VĂN SỬU\n"
               "2. Ngày, tháng, năm sinh: 11/11/1938 3. Giới tính: Nam\n"
               "4. Dân tộc: Khmer 5_ Quốc tịch: Việt Nam\n"
               "6. Nơi thường trú/tạm trú: Xóm 5, xã Tân Mỹ, huyện Hưng Xuyên, tỉnh Nghệ An\n"
               "8. Đã tử vong vào lúc: 23 giờ 05 phút, ngày 11 tháng 11 năm 2021\n"
               "9. Nơi tử vong: Trung tâm y tế huyện Hưng Xuyên\n"
               "10. Nguyên nhân tử vong: Già yếu\n");
    assert_string_equal(p.items[0].type, "giay_bao_tu");
    assert_value(&p, "ngay_sinh", "11/11/1938");
    assert_value(&p, "gioi_tinh", "Nam");
    assert_value(&p, "dan_toc", "Khmer");
    assert_value(&p, "quoc_tich", "Việt Nam");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_of_notes_are_no_value),
        cmocka_unit_test(a_value_goes_on_at_the_margin),
        cmocka_unit_test(leaders_among_words_are_no_full_stops),
        cmocka_unit_test(an_extract_has_its_dates_elsewhere),
        cmocka_unit_test(an_issuer_keeps_its_province),
        cmocka_unit_test(values_stand_in_their_own_column),
        cmocka_unit_test(numbers_of_rows_are_no_value),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
