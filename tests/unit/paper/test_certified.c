/* Certifications as offices write them: stamps in small letters, mandates of two sides, words of the day in brackets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "support_page.h"

static const char copy_of_a_diploma[] = "             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "                   Độc lập - Tự do - Hạnh phúc\n"
                                        "                HIỆU TRƯỞNG TRƯỜNG ĐẠI HỌC\n"
                                        "                       BẰNG CỬ NHÂN\n"
                                        "Cho: HUỲNH THỊ HƯƠNG\n"
                                        "Sinh ngày: 14/07/1970\n"
                                        "Số hiệu: A 508388              Thái Bình, ngày 04 tháng 6 năm 1989\n"
                                        "                                       GIÁM ĐỐC\n"
                                        "                                     Giáp Phương Ngọc\n\n\n\n\n"
                                        "                         Chứng thực bản sao đúng với bản chính\n"
                                        "                         Số chứng thực 1536 quyển số 03/2016-SCT/BS\n"
                                        "                              ngày 01 tháng 9 năm 2016\n"
                                        "                           NGƯỜI THỰC HIỆN CHỨNG THỰC\n\n\n\n"
                                        "                                 Ninh Trọng Khôi\n";

static void a_stamp_in_small_letters_certifies(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, copy_of_a_diploma);
    assert_string_equal(p.items[0].type, "chung_thuc_ban_sao");
    assert_value(&p, "ho_ten", "HUỲNH THỊ HƯƠNG");
    assert_value(&p, "so_chung_thuc", "1536");
    assert_value(&p, "quyen_so", "03/2016-SCT/BS");
    assert_value(&p, "ngay_chung_thuc", "ngày 01 tháng 9 năm 2016"); /* not the day of the copied paper above it */
    papers_free(&p);
}

static void a_rubber_stamp_above_a_head_certifies_nothing(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "                                                      SAO Y BẢN CHÍNH\n"
                                        "             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "                   Độc lập - Tự do - Hạnh phúc\n"
                                        "                       GIẤY KHAI SINH\n"
                                        "                         Số: 66/2023\n"
                                        "Họ, chữ đệm, tên: THẠCH GIA TÍN\n"
                                        "Ngày, tháng, năm sinh: 31/01/2023\n"
                                        "Giới tính: Nam      Dân tộc: Kinh      Quốc tịch: Việt Nam\n"
                                        "Ngày, tháng, năm đăng ký: 22/03/2023\n"
                                        "                                        NGƯỜI KÝ GIẤY KHAI SINH\n\n\n\n"
                                        "                                             Ninh Trọng Khôi\n");
    assert_int_equal(p.len, 1);
    assert_string_equal(p.items[0].type, "giay_khai_sinh");
    assert_value(&p, "ho_ten", "THẠCH GIA TÍN");
    papers_free(&p);
}

/* The certification's heading stands alone in the middle; what it certifies begins the next line, in a sentence. */
static void a_transaction_is_named_below_its_heading(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "            LỜI CHỨNG CHỨNG THỰC HỢP ĐỒNG, GIAO DỊCH\n"
                                        "      Ngày 13 tháng 02 năm 2024 (Bằng chữ: Ngày mười ba tháng hai năm hai\n"
                                        "nghìn không trăm hai mươi tư)\n"
                                        "      Tại Ủy ban nhân dân xã Vĩnh Lễ, huyện Thanh Trạch, tỉnh Đồng Nai\n"
                                        "                              Chứng thực\n"
                                        "- Hợp đồng chuyển nhượng quyền sử dụng đất được giao kết giữa:\n"
                                        "Bên A: Ông/bà Lê Quỳnh Nguyệt\n"
                                        "Giấy tờ tùy thân số: 049302018317\n"
                                        "Bên B: Ông/bà HỒ THỊ VY\n"
                                        "Giấy tờ tùy thân số: 034195025930\n"
                                        "- Các ông/bà có tên trên cam đoan đã hiểu rõ bản chất của hợp đồng\n"
                                        "Số chứng thực 162 quyển số: 01/2024-SCT/HĐ,GD\n"
                                        "                                   CHỦ TỊCH\n\n\n\n"
                                        "                                   Hồ Diệu Oanh\n");
    assert_string_equal(p.items[0].type, "chung_thuc_giao_dich");
    assert_value(&p, "ten_giao_dich", "Hợp đồng chuyển nhượng quyền sử dụng đất");
    assert_value(&p, "ngay_chu", "Ngày mười ba tháng hai năm hai nghìn không trăm hai mươi tư");
    assert_value(&p, "ben_a", "Lê Quỳnh Nguyệt");
    papers_free(&p);
}

static const char mandate[] = "             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                              "                   Độc lập - Tự do - Hạnh phúc\n"
                              "                       GIẤY ỦY QUYỀN\n"
                              "Người ủy quyền (Bên A):\n"
                              "Họ, chữ đệm, tên: VŨ ĐÌNH HẬU\n"
                              "Ngày, tháng, năm sinh: 27/01/1965\n"
                              "CCCD số: 092065025056 cấp ngày 28/05/2019\n"
                              "Nơi cư trú: Số 195 phố Hàng Lọng, phường Thượng Thạnh, thành phố Cần Thơ\n"
                              "Người được ủy quyền (Bên B):\n"
                              "Ông/Bà: TÔN THẤT THỊ NGÂN\n"
                              "Sinh ngày: 27/01/1973\n"
                              "Nơi cư trú: Khối 9, xã Ngũ Khê, huyện Thanh Quý, thành phố Hồ Chí Minh\n"
                              "Nội dung ủy quyền: nộp hồ sơ và nhận kết quả\n"
                              "                  LỜI CHỨNG CHỨNG THỰC CHỮ KÝ\n"
                              "%s tháng 4 năm 2021 (Bằng chữ: Ngày mười bảy, tháng tư, năm hai nghìn\n"
                              "không trăm hai mươi mốt), tại trụ sở Ủy ban nhân dân xã Long Thạnh, tỉnh Bắc Giang\n"
                              "Số chứng thực 323 quyển số 02/2021-SCT/CK,ĐC\n"
                              "                                            CHỦ TỊCH\n\n\n\n"
                              "                                         Huỳnh Ngọc Khôi\n";

static struct papers judge_mandate(const char *day)
{
    struct buf text = BUF_INIT;
    char *slot = strstr(mandate, "%s");
    assert_int_equal(buf_append(&text, mandate, (size_t)(slot - mandate)), 0);
    assert_int_equal(buf_append_str(&text, day), 0);
    assert_int_equal(buf_append_str(&text, slot + 2), 0);
    struct papers p = judge_text(rules, buf_str(&text));
    buf_free(&text);
    return p;
}

static void both_sides_of_a_mandate_are_read(void **state)
{
    (void)state;
    struct papers p = judge_mandate("Ngày 17");
    assert_string_equal(p.items[0].type, "chung_thuc_chu_ky");
    assert_value(&p, "ben_a", "VŨ ĐÌNH HẬU");
    assert_value(&p, "ben_b", "TÔN THẤT THỊ NGÂN");
    assert_value(&p, "ben_b_noi_cu_tru", "Khối 9, xã Ngũ Khê, huyện Thanh Quý, thành phố Hồ Chí Minh");
    assert_value(&p, "ngay_chung_thuc", "ngày 17 tháng 4 năm 2021");
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "ngay_chung_thuc")); /* even where the words were cut off */
    papers_free(&p);
}

static void the_words_of_the_day_are_held_against_its_figures(void **state)
{
    (void)state;
    struct papers p = judge_mandate("Ngày 11");
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "ngay_chung_thuc"));
    papers_free(&p);
}

static void another_signed_paper_needs_no_second_side(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "                   Độc lập - Tự do - Hạnh phúc\n"
                                        "                       SƠ YẾU LÝ LỊCH\n"
                                        "Họ và tên: NGÔ NGỌC ẨN\n"
                                        "Sinh ngày: 12/05/1990\n"
                                        "Số căn cước công dân: 052090016208\n"
                                        "Nơi thường trú: Ấp Bình Hòa, xã Đông Sơn, huyện Kim Trạch, tỉnh Bình Định\n"
                                        "                  LỜI CHỨNG CHỨNG THỰC CHỮ KÝ\n"
                                        "Hôm nay, ngày 19 tháng 3 năm 2022, tại Ủy ban nhân dân xã Đông Sơn\n"
                                        "Số chứng thực 224 quyển số 03/2022-SCT/CK,ĐC\n"
                                        "                                       NGƯỜI THỰC HIỆN CHỨNG THỰC\n\n\n\n"
                                        "                                         Nghiêm Thu Như\n");
    assert_string_equal(p.items[0].type, "chung_thuc_chu_ky");
    assert_value(&p, "ben_a", "NGÔ NGỌC ẨN");
    assert_value(&p, "ngay_chung_thuc", "ngày 19 tháng 3 năm 2022");
    assert_not_missing(&p, "ben_b");
    assert_not_missing(&p, "ben_b_noi_cu_tru");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transaction_is_named_below_its_heading),
        cmocka_unit_test(a_stamp_in_small_letters_certifies),
        cmocka_unit_test(a_rubber_stamp_above_a_head_certifies_nothing),
        cmocka_unit_test(both_sides_of_a_mandate_are_read),
        cmocka_unit_test(the_words_of_the_day_are_held_against_its_figures),
        cmocka_unit_test(another_signed_paper_needs_no_second_side),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
