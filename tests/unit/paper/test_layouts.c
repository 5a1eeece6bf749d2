/* One paper, several generations and layouts: whose field is it? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/array.h"
#include "support_page.h"
#include "support_texts.h"

static void mother_first(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_birth_2020);
    assert_string_equal(p.items[0].type, "giay_khai_sinh");
    assert_value(&p, "so", "12/2021");
    assert_value(&p, "ho_ten", "PHẠM GIA HÂN");
    assert_value(&p, "dan_toc", "Tày");
    assert_value(&p, "me_dan_toc", "Nùng");
    assert_value(&p, "cha_dan_toc", "Kinh");
    assert_value(&p, "me_nam_sinh", "1995");
    assert_value(&p, "cha_nam_sinh", "1993");
    assert_value(&p, "cha_noi_cu_tru", "Đã chết");
    assert_value(&p, "giay_to_tuy_than",
                 "Căn cước công dân số 004195000321, Cục Cảnh sát QLHC về TTXH cấp ngày 01/05/2021");
    assert_value(&p, "nguoi_ky", "Vũ Đình Thắng");
    assert_string_equal(field_of(&p, "ngay_sinh")->normal, "2021-02-03");
    assert_int_equal(p.items[0].findings.len, 0);
    papers_free(&p);
}

static void father_first(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_birth_2006);
    assert_string_equal(p.items[0].type, "giay_khai_sinh");
    assert_value(&p, "so", "45");
    assert_value(&p, "quyen_so", "01/2006");
    assert_value(&p, "ho_ten", "TRẦN QUANG HUY");
    assert_value(&p, "gioi_tinh", "Nam");
    assert_value(&p, "dan_toc", "Kinh");
    assert_value(&p, "cha_ho_ten", "Trần Quang Minh");
    assert_value(&p, "cha_dan_toc", "Kinh");
    assert_value(&p, "cha_nam_sinh", "1978");
    assert_value(&p, "me_ho_ten", "Lò Thị Xuân");
    assert_value(&p, "me_dan_toc", "Thái");
    assert_value(&p, "me_nam_sinh", "1982");
    assert_value(&p, "me_noi_cu_tru", "Xã Mường Chanh, huyện Mai Sơn, tỉnh Sơn La");
    assert_value(&p, "nguoi_khai_ho_ten", "Trần Quang Minh");
    assert_value(&p, "nguoi_ky", "Vũ Đình Thắng");
    assert_not_missing(&p, "so_dinh_danh");     /* numbers are given since 2016 */
    assert_not_missing(&p, "giay_to_tuy_than"); /* this form does not ask for it */
    papers_free(&p);
}

static void blank_father_is_lawful(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_birth_single);
    assert_value(&p, "me_ho_ten", "Lê Thị Bích");
    assert_value(&p, "cha_ho_ten", "");
    assert_value(&p, "cha_dan_toc", "");
    assert_value(&p, "nguoi_khai_ho_ten", "Lê Thị Bích");
    assert_int_equal(p.items[0].findings.len, 0);
    papers_free(&p);
}

static void columns_are_read_one_by_one(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_marriage_two);
    assert_value(&p, "vo_ho_ten", "NGUYỄN THỊ MAI");
    assert_value(&p, "chong_ho_ten", "ĐỖ VĂN TOÀN");
    assert_value(&p, "vo_dan_toc", "Mường");
    assert_value(&p, "chong_dan_toc", "Kinh");
    assert_value(&p, "vo_noi_cu_tru", "Xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương");
    assert_value(&p, "chong_noi_cu_tru", "Xã Cẩm Chế, huyện Thanh Hà, tỉnh Hải Dương");
    assert_value(&p, "vo_giay_to", "CCCD số 017196000111");
    assert_value(&p, "chong_giay_to", "CCCD số 030091000222");
    assert_value(&p, "ngay_dang_ky", "05/06/2019");
    assert_int_equal(p.items[0].findings.len, 0);
    papers_free(&p);
}

static void blocks_below_each_other(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_marriage_one);
    assert_value(&p, "vo_dan_toc", "Mường");
    assert_value(&p, "chong_dan_toc", "Kinh");
    assert_value(&p, "chong_noi_cu_tru", "Xã Cẩm Chế, huyện Thanh Hà, tỉnh Hải Dương");
    papers_free(&p);
}

static void date_breaks_over_two_lines(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_declaration);
    assert_string_equal(p.items[0].type, "to_khai_dang_ky_khai_sinh");
    assert_value(&p, "ngay_ky", "ngày 08 tháng 12 năm 2022");
    assert_value(&p, "ho_ten", "Nguyễn An Nhiên");
    assert_value(&p, "me_noi_cu_tru", "Thôn Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương");
    papers_free(&p);
}

static void document_has_subject_and_no_number(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_plan);
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "loai_van_ban", "KẾ HOẠCH");
    assert_value(&p, "trich_yeu", "Tuyên truyền phòng cháy và chữa cháy trên địa bàn xã năm 2024");
    assert_value(&p, "ngay_ban_hanh", "ngày 03 tháng 04 năm 2024");
    assert_value(&p, "so", "");
    assert_missing(&p, "so");
    assert_value(&p, "nguoi_ky", "Vũ Đình Thắng");
    papers_free(&p);
}

static void a_certified_copy_is_the_paper_and_the_stamp(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_certified_birth);
    assert_int_equal(p.len, 2);
    assert_string_equal(p.items[0].type, "giay_khai_sinh");
    assert_value(&p, "ho_ten", "PHẠM GIA HÂN");
    assert_value(&p, "ngay_sinh", "03/02/2021");
    const struct paper *stamp = &p.items[1];
    assert_true(stamp->beside);
    assert_int_equal(stamp->first_page, p.items[0].first_page);
    assert_string_equal(stamp->type, "chung_thuc_ban_sao");
    assert_string_equal(fields_find(&stamp->fields, "so_chung_thuc")->value, "2451");
    assert_string_equal(fields_find(&stamp->fields, "quyen_so")->value, "03/2022-SCT/BS");
    assert_string_equal(fields_find(&stamp->fields, "ngay_chung_thuc")->value, "ngày 27 tháng 12 năm 2022");
    papers_free(&p);
}

static void a_dispatch_is_told_by_its_subject(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "ỦY BAN NHÂN DÂN              CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "   XÃ HÀ NAM                    Độc lập - Tự do - Hạnh phúc\n"
                                        "\n"
                                        " Số: 312/UBND-VHXH\n"
                                        " V/v rà soát đối tượng hưởng     Hà Nam, ngày 05 tháng 11 năm 2025\n"
                                        "   trợ cấp hưu trí xã hội\n"
                                        "\n"
                                        "            Kính gửi: Các trưởng thôn trên địa bàn xã\n"
                                        "\n"
                                        "    Thực hiện Nghị định số 176/2025/NĐ-CP của Chính phủ, Ủy ban nhân dân xã đề nghị\n"
                                        "các thôn rà soát người từ đủ 75 tuổi trở lên trên địa bàn.\n"
                                        "\n"
                                        "Nơi nhận:                                  TM. ỦY BAN NHÂN DÂN\n"
                                        "- Như trên;                                     CHỦ TỊCH\n\n\n"
                                        "                                              Nguyễn Văn Tám\n"
                                        "SAO Y\n"
                                        "Số: 18/SY-UBND\n");
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "so", "312/UBND-VHXH"); /* not the number of the copy */
    assert_value(&p, "trich_yeu", "rà soát đối tượng hưởng trợ cấp hưu trí xã hội");
    assert_value(&p, "ngay_ban_hanh", "ngày 05 tháng 11 năm 2025");
    papers_free(&p);
}

static const char narrow[] = "        Số: 34/2019\n"
                             "\n"
                             "                     GIẤY CHỨNG NHẬN KẾT HÔN\n"
                             "\n"
                             "Họ, chữ đệm, tên vợ: NGUYỄN THANH MINH  Họ, chữ đệm, tên chồng: ĐINH\n"
                             "LAN                                     QUANG LONG\n"
                             "Ngày, tháng, năm sinh: 20/05/2005       Ngày, tháng, năm sinh: 01/09/1999\n"
                             "Dân tộc: Kinh                           Dân tộc: Tày\n"
                             "Quốc tịch: Việt Nam                     Quốc tịch: Việt Nam\n"
                             "Nơi cư trú: Thôn Vĩnh Ninh, xã          Nơi cư trú: Thôn Nhũ Tỉnh, xã Lê\n"
                             "Hồng Lập, tỉnh Hải Dương                Giang, tỉnh Hải Dương\n"
                             "Giấy tờ tùy thân: CCCD số               Giấy tờ tùy thân: CCCD số\n"
                             "030305014558                            030099009084\n"
                             "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Phú Cường, tỉnh Hải Dương\n"
                             "Ngày, tháng, năm đăng ký: 22/07/2025\n";

/* A left column that is full leaves no wide gap. */
static void columns_close_together(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, narrow);
    assert_value(&p, "vo_ho_ten", "NGUYỄN THANH MINH LAN");
    assert_value(&p, "chong_ho_ten", "ĐINH QUANG LONG");
    assert_value(&p, "vo_ngay_sinh", "20/05/2005");
    assert_value(&p, "chong_ngay_sinh", "01/09/1999");
    assert_value(&p, "chong_dan_toc", "Tày");
    assert_value(&p, "vo_giay_to", "CCCD số 030305014558");
    assert_value(&p, "chong_giay_to", "CCCD số 030099009084");
    papers_free(&p);
}

/* A narrow page: labels leave no room for their values. */
static void value_below_its_label(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "  GIẤY CHỨNG NHẬN KẾT HÔN\n"
                                        "Họ, chữ đệm, tên vợ: LÊ NGỌC\n"
                                        "NGÁT\n"
                                        "Ngày, tháng, năm sinh:\n"
                                        "04/07/1997\n"
                                        "Dân tộc: Kinh\n"
                                        "Quốc tịch: Việt Nam\n"
                                        "Nơi cư trú: Thôn Lại, xã Ngọc\n"
                                        "Ninh, tỉnh Hải Dương\n"
                                        "Giấy tờ tùy thân: CCCD số\n"
                                        "030197021115\n"
                                        "Họ, chữ đệm, tên chồng: LÊ AN\n"
                                        "Ngày, tháng, năm sinh:\n"
                                        "Dân tộc: Kinh\n");
    assert_value(&p, "vo_ho_ten", "LÊ NGỌC NGÁT");
    assert_value(&p, "vo_ngay_sinh", "04/07/1997");
    assert_value(&p, "vo_giay_to", "CCCD số 030197021115");
    assert_missing(&p, "chong_ngay_sinh");
    papers_free(&p);
}

/* A dash at the margin and a dot between two lines are no text. */
static void specks_beside_and_between_lines(void **state)
{
    (void)state;
    struct page page;
    page_set(&page, text_birth_2020);
    for (size_t i = 0; i < page.words.len; i++) {
        struct word *w = &page.words.items[i];
        if (strcmp(w->text, "Giới") != 0)
            continue;
        struct box at = w->box;
        struct word *dash = array_push(&page.words);
        assert_non_null(dash);
        *dash = (struct word){strdup("-"), 0.8f, {at.x - 40, at.y + 2, 12, 5}, 90, NULL, 0};
        struct word *dot = array_push(&page.words);
        assert_non_null(dot);
        *dot = (struct word){strdup(":"), 0.8f, {at.x + 600, at.y - 10, 4, 8}, 91, NULL, 0};
        break;
    }
    struct papers p = judge_page(rules, &page);
    assert_value(&p, "gioi_tinh", "Nữ");
    assert_value(&p, "dan_toc", "Tày");
    assert_value(&p, "quoc_tich", "Việt Nam");
    assert_int_equal(p.items[0].findings.len, 0);
    papers_free(&p);
    page_free(&page);
}

/* A table's label breaks over two lines close to its value; a speck stands before another value. */
static void table_labels_break(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "                 GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ\n"
                                        "Mã hồ sơ: 000.16.23.H23-211125-0057\n"
                                        "Tiếp nhận hồ sơ của        ˆ    Trần Thu Duyên\n"
                                        "Nội dung yêu cầu giải Đăng ký lại khai sinh\n"
                                        "quyết\n"
                                        "Số lượng hồ sơ                  01 (bộ)\n"
                                        "Thời gian trả kết quả giải — 16 giờ 30 phút, ngày 11/07/2022\n"
                                        "quyết hồ sơ\n");
    assert_string_equal(p.items[0].type, "giay_tiep_nhan_ho_so");
    assert_value(&p, "nguoi_nop", "Trần Thu Duyên");
    assert_value(&p, "noi_dung", "Đăng ký lại khai sinh");
    assert_value(&p, "ngay_hen", "16 giờ 30 phút, ngày 11/07/2022");
    papers_free(&p);
}

/* In a narrow table labels break: the value stands at the right of the first line, or nowhere; a number breaks at its
 * hyphen. */
static void broken_lines(void **state)
{
    (void)state;
    static const char receipt[] = "Mã hồ sơ: 000.14.34.H23-220716-0031\nTiếp nhận hồ sơ của      Lê Văn An\n"
                                  "Địa chỉ      Xã Liên Mạc\nSố điện thoại      0912345678\n"
                                  "Nội dung yêu cầu giải quyết      Đăng ký kết hôn\nSố lượng hồ sơ      01 (bộ)\n"
                                  "Thời gian giải quyết hồ sơ%s\ntheo quy định là\n"
                                  "Thời gian nhận hồ sơ      08 giờ 59 phút, ngày 16/07/2022\n";
    static const char *const values[] = {"", "   06 ngày"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char *text = NULL;
        assert_true(asprintf(&text, "          GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ\n\n%.*s%s%s",
                             (int)(strstr(receipt, "%s") - receipt), receipt, values[i],
                             strstr(receipt, "%s") + 2) > 0);
        struct papers p = judge_text(rules, text);
        assert_value(&p, "thoi_gian", i ? "06 ngày" : "");
        assert_int_equal(finding_of(&p, FINDING_MISSING, "thoi_gian") != NULL, i == 0);
        assert_value(&p, "ngay_nhan", "08 giờ 59 phút, ngày 16/07/2022");
        papers_free(&p);
        free(text);
    }
    struct papers p =
        judge_text(rules, "BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG\nCấp cho: Lê Văn An\n\n"
                          "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH\n"
                          "Số chứng thực: 1669   Quyển số: 06/2025-\nSCT/BS\n"
                          "Ngọc Trung, ngày 22 tháng 08 năm 2025\nTM. ỦY BAN NHÂN DÂN XÃ\n\n\nVũ Đình Thắng\n");
    assert_string_equal(p.items[0].type, "chung_thuc_ban_sao");
    assert_value(&p, "so_chung_thuc", "1669");
    assert_value(&p, "quyen_so", "06/2025-SCT/BS");
    papers_free(&p);
}

/* An incoming stamp stands left of title and subject: its lines are no part of them. */
static void a_stamp_beside_the_subject(void **state)
{
    (void)state;
    struct papers p = judge_text(
        rules, "ỦY BAN NHÂN DÂN                              CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
               "XÃ VĨNH SƠN                                     Độc lập - Tự do - Hạnh phúc\n"
               "Số: 64/BC-UBND                               Vĩnh Sơn, ngày 05 tháng 11 năm 2023\n\n"
               "UBND XÃ THANH HẢI                            BÁO CÁO\n"
               "CÔNG VĂN ĐẾN\n"
               "Số: 250             Kết quả giải quyết thủ tục hành chính quý III\n"
               "      Thực hiện chế độ thông tin, báo cáo định kỳ, Ủy ban nhân dân xã báo cáo kết quả trong quý\n"
               "như sau: đã tiếp nhận 412 hồ sơ, trong đó lĩnh vực hộ tịch 73 hồ sơ.\n\n"
               "                                                       TM. ỦY BAN NHÂN DÂN\n"
               "                                                          CHỦ TỊCH\n\n\n"
               "                                                        Nguyễn Duy Phúc\n");
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "so", "64/BC-UBND");
    assert_value(&p, "loai_van_ban", "BÁO CÁO");
    assert_value(&p, "trich_yeu", "Kết quả giải quyết thủ tục hành chính quý III");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stamp_beside_the_subject),
        cmocka_unit_test(broken_lines),
        cmocka_unit_test(mother_first),
        cmocka_unit_test(father_first),
        cmocka_unit_test(blank_father_is_lawful),
        cmocka_unit_test(columns_are_read_one_by_one),
        cmocka_unit_test(blocks_below_each_other),
        cmocka_unit_test(date_breaks_over_two_lines),
        cmocka_unit_test(document_has_subject_and_no_number),
        cmocka_unit_test(a_certified_copy_is_the_paper_and_the_stamp),
        cmocka_unit_test(a_dispatch_is_told_by_its_subject),
        cmocka_unit_test(columns_close_together),
        cmocka_unit_test(value_below_its_label),
        cmocka_unit_test(specks_beside_and_between_lines),
        cmocka_unit_test(table_labels_break),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
