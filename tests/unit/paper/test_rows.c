/* Rows that are worded, numbered or continued otherwise than the definition says, and dates that were read badly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support_page.h"

#define DEATH_HEAD                                                                                                     \
    "        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"                                                                     \
    "            Độc lập - Tự do - Hạnh phúc\n"                                                                        \
    "            TỜ KHAI ĐĂNG KÝ KHAI TỬ\n"                                                                            \
    "Kính gửi: Ủy ban nhân dân xã Kim Hòa\n"                                                                           \
    "Họ, chữ đệm, tên người yêu cầu: Trần Phương Bưởi\n"                                                               \
    "Nơi cư trú: Thôn Mai Xá, xã Ngọc Phượng, tỉnh Hải Dương\n"                                                        \
    "Giấy tờ tùy thân: Căn cước công dân số 030185011481\n"                                                            \
    "Quan hệ với người đã chết: Con trai\n"                                                                            \
    "Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:\n"                                                     \
    "Họ, chữ đệm, tên: TRẦN HỮU CƯỜNG\n"                                                                               \
    "Ngày, tháng, năm sinh: 18/05/1964\n"                                                                              \
    "Giới tính: Nam    Dân tộc: Tày    Quốc tịch: Việt Nam\n"                                                          \
    "Nơi cư trú cuối cùng: Thôn Ngoại Đàm, xã Cẩm Thắng, tỉnh Hải Dương\n"                                             \
    "Giấy tờ tùy thân: Căn cước công dân số 030064024138\n"                                                            \
    "Đã chết vào lúc: 11 giờ 31 phút, ngày 25 tháng 02 năm 2021\n"

#define DEATH_FOOT                                                                                                     \
    "Tôi cam đoan những nội dung khai trên đây là đúng sự thật\n"                                                      \
    "và chịu trách nhiệm trước pháp luật về cam đoan của mình.\n"

static void a_row_in_other_words_is_the_field_it_shares_words_with(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DEATH_HEAD "Chết tại: Bệnh viện đa khoa tỉnh Hải Dương\n"
                                                   "Nguyên nhân chết: Già yếu\n" DEATH_FOOT
                                                   "                    Kim Hòa, ngày 26 tháng 02 năm 2021\n"
                                                   "                    Người yêu cầu\n\n\n\n"
                                                   "                    Trần Phương Bưởi\n");
    assert_string_equal(p.items[0].type, "to_khai_dang_ky_khai_tu");
    assert_value(&p, "noi_chet", "Bệnh viện đa khoa tỉnh Hải Dương");
    assert_value(&p, "nguyen_nhan", "Già yếu");
    papers_free(&p);
}

/* Two blanks are the room of a mark that the recogniser lost, one is none. */
static void marks_that_left_their_room_are_put_back(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DEATH_HEAD "Nơi chết: Thôn Mai Xá,  xã Ngọc Phượng  huyện Kim Xá  tỉnh Hải Dương\n"
                                                   "Nguyên nhân chết: Già  yếu\n" DEATH_FOOT
                                                   "                    Kim Hòa  ngày 26 tháng 02 năm 2021\n"
                                                   "                    Người yêu cầu\n\n\n\n"
                                                   "                    Trần Phương Bưởi\n");
    assert_value(&p, "noi_chet", "Thôn Mai Xá, xã Ngọc Phượng, huyện Kim Xá, tỉnh Hải Dương");
    assert_value(&p, "nguyen_nhan", "Già yếu");
    assert_value(&p, "ngay_ky", "ngày 26 tháng 02 năm 2021");
    papers_free(&p);
}

static void an_address_read_with_doubt_has_all_its_commas(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DEATH_HEAD "Nơi chết: Thôn Mai Xá, xã ?Ngọc ?Phượng huyện ?Kim ?Xá tỉnh Hải Dương\n" DEATH_FOOT);
    assert_value(&p, "noi_chet", "Thôn Mai Xá, xã Ngọc Phượng, huyện Kim Xá, tỉnh Hải Dương");
    papers_free(&p);
    p = judge_text(rules, DEATH_HEAD "Nơi chết: Thôn Mai Xá xã ?Ngọc ?Phượng huyện ?Kim ?Xá tỉnh Hải Dương\n" DEATH_FOOT);
    assert_value(&p, "noi_chet", "Thôn Mai Xá xã Ngọc Phượng huyện Kim Xá tỉnh Hải Dương"); /* as its writer has it */
    papers_free(&p);
}

static void a_row_of_another_matter_is_taken_for_none(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DEATH_HEAD "Số điện thoại liên hệ: Trần Phương Bưởi\n"
                                                   "Nguyên nhân chết: Già yếu\n" DEATH_FOOT
                                                   "                    Kim Hòa, ngày 26 tháng 02 năm 2021\n"
                                                   "                    Người yêu cầu\n\n\n\n"
                                                   "                    Trần Phương Bưởi\n");
    assert_value(&p, "noi_chet", "");
    assert_missing(&p, "noi_chet");
    assert_null(finding_of(&p, FINDING_UNREADABLE, "giay_bao_tu")); /* the pledge's second line is no row */
    papers_free(&p);
}

static void a_misread_month_between_day_and_year_is_the_month(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DEATH_HEAD "Nơi chết: Bệnh viện đa khoa tỉnh Hải Dương\n"
                                                   "Nguyên nhân chết: Già yếu\n" DEATH_FOOT
                                                   "                    Làm tạu: Kim Hòa, ngày 26 ?Đã 02 năm 2021\n"
                                                   "                    Người yêu cầu\n\n\n\n"
                                                   "                    Trần Phương Bưởi\n");
    assert_value(&p, "ngay_ky", "ngày 26 tháng 02 năm 2021");
    assert_string_equal(field_of(&p, "ngay_ky")->normal, "2021-02-26");
    papers_free(&p);
}

#define CONTROL_HEAD                                                                                                   \
    "        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"                                                                     \
    "            Độc lập - Tự do - Hạnh phúc\n"                                                                        \
    "    PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ\n"

static void a_small_word_is_not_the_row_that_begins_with_a_capital(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, CONTROL_HEAD "1.Mã số hồ sơ: H24.021.07-250723-0007\n"
                                                     "2.Người nộp hồ sơ: Nguyễn Quốc Cường\n"
                                                     "3.Nội dung yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn\n"
                                                     "nhân\n"
                                                     "4.Cơ quan giải quyết hồ sơ: Ủy ban nhân dân xã Cẩm Hội\n"
                                                     "5.Thời gian nhận hồ sơ: 14 giờ 07 phút, ngày 23/07/2025\n"
                                                     "6.Thời gian hẹn trả kết quả: 10 giờ 53 phút, ngày 25/07/2025\n"
                                                     "Giao: Bộ phận Một cửa. Nhận: Công chức Tư pháp - Hộ tịch\n");
    assert_string_equal(p.items[0].type, "phieu_kiem_soat");
    assert_value(&p, "noi_dung", "Cấp Giấy xác nhận tình trạng hôn nhân");
    assert_value(&p, "ma_ho_so", "H24.021.07-250723-0007");
    assert_value(&p, "ngay_hen", "10 giờ 53 phút, ngày 25/07/2025");
    papers_free(&p);
}

#define RIGHT "                                                                            " /* the half of the page where one signs */

static void a_name_half_under_a_seal_is_unreadable_and_not_missing(void **state)
{
    (void)state;
    struct page page;
    page_set(&page, DEATH_HEAD "Nơi chết: Bệnh viện đa khoa tỉnh Hải Dương\n"
                               "Nguyên nhân chết: Già yếu\n" DEATH_FOOT
                               RIGHT "Làm tại: Kim Hòa, ngày 26 tháng 02 năm 2021\n"
                               RIGHT "      Người yêu cầu\n\n\n\n\n\n"
                               RIGHT "         ạnh uyện\n");
    page_drop_marks(&page, MARK_SIGNATURE);
    struct papers p = judge_page(rules, &page);
    assert_not_missing(&p, "nguoi_ky");
    assert_string_equal(value_of(&p, "nguoi_ky"), "");
    assert_int_equal(field_of(&p, "nguoi_ky")->state, FIELD_UNREADABLE);
    papers_free(&p);
    page_free(&page);
}

static void a_name_without_its_beginning_is_unreadable(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, DEATH_HEAD "Nơi chết: Bệnh viện đa khoa tỉnh Hải Dương\n"
                                                   "Nguyên nhân chết: Già yếu\n" DEATH_FOOT
                                        RIGHT "Làm tại: Kim Hòa, ngày 26 tháng 02 năm 2021\n"
                                        RIGHT "      Người yêu cầu\n\n\n\n\n\n"
                                        RIGHT "      guyễn Thanh Hải\n");
    assert_int_equal(field_of(&p, "nguoi_ky")->state, FIELD_UNREADABLE);
    assert_string_equal(field_of(&p, "nguoi_ky")->read, "guyễn Thanh Hải");
    assert_not_missing(&p, "nguoi_ky");
    papers_free(&p);
}

static void a_line_torn_where_a_word_leaps_is_one_line(void **state)
{
    (void)state;
    struct page page;
    page_set(&page, DEATH_HEAD "Nơi chết: Bệnh viện đa khoa tỉnh\n"
                               "Nguyên nhân chết: Già yếu\n" DEATH_FOOT);
    for (size_t i = 0; i < page.words.len; i++)
        if (!strcmp(page.words.items[i].text, "yếu"))
            page.words.items[i].box.y += 22;
    struct papers p = judge_page(rules, &page);
    assert_value(&p, "nguyen_nhan", "Già yếu");
    papers_free(&p);
    page_free(&page);
}

static void the_issuer_is_the_last_office_in_the_head(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "Tu: UBND HUYEN FAX: 0320312345 16/09/2022 13:30 P.01\n"
                                        "     TỈNH HẢI DƯƠNG                              CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "     HUYỆN THANH HÀ                                  Độc lập - Tự do - Hạnh phúc\n"
                                        "ỦY BAN NHÂN DÂN XÃ AN PHÚ\n"
                                        "    Số: 12/KH-UBND                               An Phú, ngày 15 tháng 09 năm 2022\n"
                                        "                                    KẾ HOẠCH\n"
                                        "                         Rà soát thủ tục hành chính năm 2022\n"
                                        "Căn cứ Nghị định số 61/2018/NĐ-CP, Ủy ban nhân dân xã xây dựng kế hoạch như sau:\n");
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "co_quan_ban_hanh", "ỦY BAN NHÂN DÂN XÃ AN PHÚ");
    assert_value(&p, "so", "12/KH-UBND");
    papers_free(&p);
    p = judge_text(rules, "ỦY BAN NHÂN DÂN                                  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                          "   XÃ AN PHÚ                                         Độc lập - Tự do - Hạnh phúc\n"
                          "Số: 12/KH-UBND                                   An Phú, ngày 15 tháng 09 năm 2022\n"
                          "                                    KẾ HOẠCH\n"
                          "                         Rà soát thủ tục hành chính năm 2022\n");
    assert_value(&p, "co_quan_ban_hanh", "ỦY BAN NHÂN DÂN XÃ AN PHÚ");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_in_other_words_is_the_field_it_shares_words_with),
        cmocka_unit_test(marks_that_left_their_room_are_put_back),
        cmocka_unit_test(an_address_read_with_doubt_has_all_its_commas),
        cmocka_unit_test(a_row_of_another_matter_is_taken_for_none),
        cmocka_unit_test(a_misread_month_between_day_and_year_is_the_month),
        cmocka_unit_test(a_name_half_under_a_seal_is_unreadable_and_not_missing),
        cmocka_unit_test(a_name_without_its_beginning_is_unreadable),
        cmocka_unit_test(a_line_torn_where_a_word_leaps_is_one_line),
        cmocka_unit_test(the_issuer_is_the_last_office_in_the_head),
        cmocka_unit_test(a_small_word_is_not_the_row_that_begins_with_a_capital),
    };
    return cmocka_run_group_tests_name("rows", tests, rules_setup, rules_teardown);
}
