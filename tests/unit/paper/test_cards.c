/* Cards: QR codes and machine-readable zones as evidence, both faces on a page, print that says another thing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/array.h"
#include "support_page.h"

#define PAYLOAD "031184002233|142012345|Trần Thị Bích Hoà|17021984|Nữ|Thôn Đoài, Thanh Sơn, Thanh Hà, Hải Dương|05062021"

static const char front[] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                            "    CĂN CƯỚC CÔNG DÂN\n"
                            "Số / No.: 031184002233\n"
                            "Họ và tên / Full name:\n"
                            "TRÂN THỊ BICH HOA\n"
                            "Ngày sinh / Date of birth: 17/02/1984\n"
                            "Giới tính / Sex: Nữ    Quốc tịch / Nationality: Việt Nam\n"
                            "Quê quán / Place of origin:\n"
                            "Thanh Sơn, Thanh Hà, Hải Dương\n"
                            "Nơi thường trú / Place of residence: Thôn Đoài,\n"
                            "Thanh Sơn, Thanh Hà, Hải Dương\n";

static const char back[] = "Đặc điểm nhân dạng / Personal identification:\n"
                           "Ngày, tháng, năm / Date, month, year: 05/06/2021\n"
                           "CỤC TRƯỞNG CỤC CẢNH SÁT\n"
                           "IDVNM1840022333031184002233<<3\n"
                           "8402172F3102178VNM<<<<<<<<<<<6\n"
                           "TRAN<<THI<BICH<HOA<<<<<<<<<<<<\n";

/* As a copier delivers both faces: beside each other, their lines at heights that do not agree. */
static const char beside[] =
    "                                          Dân tộc: Mường      Tôn giáo: Không\n"
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM        DẤU VẾT RIÊNG VÀ DỊ HÌNH\n"
    "    GIẤY CHỨNG MINH NHÂN DÂN\n"
    "    SỐ 141570827                          Sẹo chấm cách 2cm trên sau mép phải\n"
    "Họ tên: TẠ THỊ QUỲNH\n"
    "Sinh ngày: 18/04/1955                        ngày 05 tháng 12 năm 2014\n"
    "Nguyên quán: Tân Xá, Gia Lộc, Hải         GIÁM ĐỐC CÔNG AN TỈNH\n"
    "Dương                                     HẢI DƯƠNG\n"
    "Nơi ĐKHK thường trú: Thôn Kỳ Đặc,\n"
    "An Lạc, Gia Lộc, Hải Dương\n";

static void add_code(struct page *page, const char *payload)
{
    struct code *code = array_push(&page->codes);
    assert_non_null(code);
    *code = (struct code){.kind = "QRCode", .payload = strdup(payload), .payload_len = strlen(payload), .box = {1800, 200, 150, 150}};
}

static struct papers judge_with(const char *text, const char *payload)
{
    struct page page;
    page_set(&page, text);
    if (payload)
        add_code(&page, payload);
    struct papers papers = judge_page(rules, &page);
    page_free(&page);
    return papers;
}

static void a_code_gives_the_value_and_print_stays_as_read(void **state)
{
    (void)state;
    struct papers p = judge_with(front, PAYLOAD);
    const struct field *name = field_of(&p, "ho_ten");
    assert_string_equal(p.items[0].type, "can_cuoc_cong_dan");
    assert_string_equal(name->value, "TRẦN THỊ BÍCH HOÀ"); /* in capitals, as the card prints it */
    assert_string_equal(name->read, "TRÂN THỊ BICH HOA");
    assert_string_equal(name->evidence, "qr");
    assert_int_equal(name->state, FIELD_READ);
    assert_value(&p, "so_dinh_danh", "031184002233");
    assert_value(&p, "ngay_cap", "05/06/2021"); /* of the other face */
    assert_string_equal(field_of(&p, "ngay_cap")->normal, "2021-06-05");
    assert_value(&p, "so_cmnd", "142012345");
    assert_value(&p, "que_quan", "Thanh Sơn, Thanh Hà, Hải Dương"); /* the code has none */
    for (size_t i = 0; i < p.items[0].findings.len; i++)
        assert_int_not_equal(p.items[0].findings.items[i].code, FINDING_CONTRADICTION);
    papers_free(&p);
}

static void print_that_says_another_thing_is_a_contradiction(void **state)
{
    (void)state;
    struct papers p = judge_with(front, "031184002239|142012345|Lê Văn Hùng|17021984|Nữ|Thôn Đoài, Thanh Sơn, Thanh Hà, Hải Dương|05062021");
    const struct finding *id = finding_of(&p, FINDING_CONTRADICTION, "so_dinh_danh");
    assert_non_null(id);
    assert_non_null(strstr(id->message, "031184002239"));
    assert_non_null(strstr(id->message, "031184002233"));
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "ho_ten"));
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "ngay_sinh"));
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "noi_cu_tru"));
    papers_free(&p);
}

static void a_zone_names_the_card_and_proves_its_number(void **state)
{
    (void)state;
    struct papers p = judge_with(back, NULL);
    assert_string_equal(p.items[0].type, "can_cuoc_cong_dan"); /* without a title: the back */
    assert_value(&p, "so_dinh_danh", "031184002233");
    assert_string_equal(field_of(&p, "so_dinh_danh")->evidence, "mrz");
    assert_value(&p, "ngay_sinh", "17/02/1984");
    assert_value(&p, "ngay_het_han", "17/02/2031");
    assert_value(&p, "gioi_tinh", "Nữ");
    assert_value(&p, "ho_ten", ""); /* no name without its marks */
    assert_value(&p, "ngay_cap", "05/06/2021");
    papers_free(&p);
}

static void both_faces_of_a_page_are_one_card(void **state)
{
    (void)state;
    char both[2000];
    snprintf(both, sizeof both, "%s\n\n\n\n%s", front, back);
    struct papers p = judge_with(both, PAYLOAD);
    assert_int_equal(p.len, 1);
    assert_value(&p, "ho_ten", "TRẦN THỊ BÍCH HOÀ");
    assert_value(&p, "ngay_het_han", "17/02/2031");
    assert_string_equal(field_of(&p, "so_dinh_danh")->evidence, "qr");
    for (size_t i = 0; i < p.items[0].findings.len; i++)
        assert_int_not_equal(p.items[0].findings.items[i].code, FINDING_CONTRADICTION);
    papers_free(&p);
}

static void zone_and_code_of_two_cards_contradict(void **state)
{
    (void)state;
    struct papers p = judge_with(back, "030084001111||Lê Văn Hùng|03031984|Nam|Thôn Đông, Hà Nam, Hải Phòng|05062021");
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "so_dinh_danh"));
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "ngay_sinh"));
    papers_free(&p);
}

static void a_code_on_another_paper_is_not_its_holder(void **state)
{
    (void)state;
    struct papers p = judge_with("        GIẤY KHAI SINH\n"
                                 "Họ, chữ đệm, tên: PHẠM GIA HÂN\n"
                                 "Ngày, tháng, năm sinh: 03/02/2021\n"
                                 "Giới tính: Nữ            Dân tộc: Tày             Quốc tịch: Việt Nam\n", PAYLOAD);
    assert_string_equal(p.items[0].type, "giay_khai_sinh");
    assert_value(&p, "ho_ten", "PHẠM GIA HÂN");
    papers_free(&p);
}

static void a_card_with_a_certification_is_both(void **state)
{
    (void)state;
    char text[3000];
    snprintf(text, sizeof text, "%s\n\n\n\n\n\n%s", front,
             "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH\n"
             "Số chứng thực: 871    Quyển số: 02/2024-SCT/BS\n"
             "Liên Mạc, ngày 12 tháng 03 năm 2024\n"
             "                                                  TM. ỦY BAN NHÂN DÂN XÃ\n"
             "                                                        CHỦ TỊCH\n\n\n"
             "                                                     Vũ Đình Thắng\n");
    struct papers p = judge_with(text, PAYLOAD);
    assert_int_equal(p.len, 2);
    assert_string_equal(p.items[0].type, "can_cuoc_cong_dan");
    assert_string_equal(p.items[1].type, "chung_thuc_ban_sao");
    assert_string_equal(fields_find(&p.items[1].fields, "so_chung_thuc")->value, "871");
    assert_string_equal(fields_find(&p.items[1].fields, "nguoi_ky")->value, "Vũ Đình Thắng");
    papers_free(&p);
}

static void an_insurance_card_is_read_from_its_code(void **state)
{
    (void)state;
    struct papers p = judge_with("    THẺ BẢO HIỂM Y TẾ\n"
                                 "Mã số: GD43001123456?8\n"
                                 "Họ và tên: LÊ VĂN SÁU\n"
                                 "Ngày sinh: 02/09/1956    Giới tính: Nam\n",
                                 "GD4300112345678|4cc3aa2056c4836e2053c3a175|02/09/1956|1|5468c3b46e20c490c3b06169|30 - 123|01/01/2025|-|$");
    assert_string_equal(p.items[0].type, "the_bao_hiem_y_te");
    assert_value(&p, "so_the", "GD4300112345678");
    assert_value(&p, "ho_ten", "LÊ VĂN SÁU");
    assert_value(&p, "ngay_hieu_luc", "01/01/2025");
    papers_free(&p);
}

static void faces_side_by_side_are_read_one_by_one(void **state)
{
    (void)state;
    struct papers p = judge_with(beside, NULL);
    assert_string_equal(p.items[0].type, "chung_minh_nhan_dan");
    assert_value(&p, "so_cmnd", "141570827");
    assert_value(&p, "que_quan", "Tân Xá, Gia Lộc, Hải Dương");
    assert_value(&p, "noi_cu_tru", "Thôn Kỳ Đặc, An Lạc, Gia Lộc, Hải Dương");
    assert_value(&p, "dan_toc", "Mường");
    assert_value(&p, "ngay_cap", "ngày 05 tháng 12 năm 2014");
    papers_free(&p);
}

static void a_label_in_two_languages_needs_no_colon(void **state)
{
    (void)state;
    struct papers p = judge_with("CĂN CƯỚC CÔNG DÂN\n"
                                 "Số / No.: 031184002233\n"
                                 "Họ và tên / Full name:\n"
                                 "TRẦN THỊ BÍCH HÒA\n"
                                 "Ngày sinh / Date of birth: 17/02/1984\n"
                                 "Giới tính / Sex: Nữ Quốc tịch / Nationality Việt Nam\n",
                                 NULL);
    assert_value(&p, "gioi_tinh", "Nữ");
    assert_value(&p, "quoc_tich", "Việt Nam");
    papers_free(&p);
}

static const char passport[] = "HỘ CHIẾU / PASSPORT          Hộ chiếu số / Passport No\n"
                               "                             C1571790\n"
                               "            Họ và tên / Full name\n"
                               "photo\n"
                               "            NGUYỄN MẠNH VƯỢNG\n"
                               "            Ngày sinh / Date of birth\n"
                               "            01/02/1965\n"
                               "            Giới tính / Sex          Số GCMND / ID card No\n"
                               "            NAM / M                  030065029986\n"
                               "            Ngày cấp / Date of issue Có giá trị đến / Date of expiry\n"
                               "            24/06/2018               24/06/2028\n"
                               "P<VNMNGUYEN<<MANH<VUONG<<<<<<<<<<<<<<<<<<<<<\n"
                               "C1571790<4VNM6502012M2806240030065029986<<04\n";

static void a_passport_is_proved_by_its_zone(void **state)
{
    (void)state;
    struct papers p = judge_with(passport, NULL);
    assert_string_equal(p.items[0].type, "ho_chieu");
    assert_value(&p, "so_ho_chieu", "C1571790");
    assert_string_equal(field_of(&p, "so_ho_chieu")->evidence, "mrz");
    assert_value(&p, "ho_ten", "NGUYỄN MẠNH VƯỢNG"); /* what stands beside the label is not under it */
    assert_value(&p, "ngay_het_han", "24/06/2028");
    assert_string_equal(field_of(&p, "ngay_het_han")->evidence, "mrz");
    assert_value(&p, "gioi_tinh", "Nam");
    assert_value(&p, "so_dinh_danh", "030065029986");
    assert_value(&p, "ngay_cap", "24/06/2018");
    papers_free(&p);
}

static void a_zone_that_says_another_number_than_the_page_is_a_contradiction(void **state)
{
    (void)state;
    char text[sizeof passport];
    memcpy(text, passport, sizeof text);
    memcpy(strstr(text, "C1571790\n"), "C1577790", 8);
    struct papers p = judge_with(text, NULL);
    assert_value(&p, "so_ho_chieu", "C1571790");
    papers_free(&p);
    memcpy(strstr(text, "24/06/2028"), "24/06/2029", 10);
    p = judge_with(text, NULL);
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "ngay_het_han"));
    papers_free(&p);
}

/* Of the small labels hardly one is legible: the number, the birthday and the day between tell themselves. */
static void values_stand_without_their_labels(void **state)
{
    (void)state;
    struct papers p = judge_with("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                 "    CĂN CƯỚC CÔNG DÂN\n"
                                 "s: 031184002233\n"
                                 "Họ và tên / Full name:\n"
                                 "TRẦN THỊ BÍCH HOA\n"
                                 "Ngày sinh / Date of birth: 17/02/1984\n"
                                 "Giới tính / Sex: Nữ\n"
                                 "Co gta tr dn 17/02/2044\n"
                                 "đ c đi m nh n d ng\n"
                                 "Nga thag nm yea05/06/2021\n", NULL);
    assert_value(&p, "so_dinh_danh", "031184002233");
    assert_value(&p, "ngay_het_han", "17/02/2044");
    assert_value(&p, "ngay_cap", "05/06/2021");
    papers_free(&p);
}

/* Two numbers of twelve digits: neither is taken for the holder's. */
static void of_two_numbers_without_label_none_is_taken(void **state)
{
    (void)state;
    struct papers p = judge_with("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                 "    CĂN CƯỚC CÔNG DÂN\n"
                                 "s: 031184002233\n"
                                 "x: 031184002239\n"
                                 "Họ và tên / Full name:\n"
                                 "TRẦN THỊ BÍCH HOA\n"
                                 "Ngày sinh / Date of birth: 17/02/1984\n"
                                 "Giới tính / Sex: Nữ\n", NULL);
    assert_value(&p, "so_dinh_danh", "");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_without_their_labels),
        cmocka_unit_test(of_two_numbers_without_label_none_is_taken),
        cmocka_unit_test(a_passport_is_proved_by_its_zone),
        cmocka_unit_test(a_zone_that_says_another_number_than_the_page_is_a_contradiction),
        cmocka_unit_test(faces_side_by_side_are_read_one_by_one),
        cmocka_unit_test(a_label_in_two_languages_needs_no_colon),
        cmocka_unit_test(a_code_gives_the_value_and_print_stays_as_read),
        cmocka_unit_test(print_that_says_another_thing_is_a_contradiction),
        cmocka_unit_test(a_zone_names_the_card_and_proves_its_number),
        cmocka_unit_test(both_faces_of_a_page_are_one_card),
        cmocka_unit_test(zone_and_code_of_two_cards_contradict),
        cmocka_unit_test(a_code_on_another_paper_is_not_its_holder),
        cmocka_unit_test(a_card_with_a_certification_is_both),
        cmocka_unit_test(an_insurance_card_is_read_from_its_code),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
