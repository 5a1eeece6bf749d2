/* One paper, several generations and layouts: whose field is it? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_page.h"
#include "support_texts.h"

static struct paper_rules *rules;

static int setup(void **state)
{
    (void)state;
    rules = rules_open();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    paper_rules_free(rules);
    return 0;
}

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
    assert_not_missing(&p, "so_dinh_danh"); /* numbers are given since 2016 */
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

static void stamp_of_a_certified_copy_decides(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_certified_birth);
    assert_string_equal(p.items[0].type, "chung_thuc_ban_sao");
    assert_value(&p, "ho_ten", "PHẠM GIA HÂN");
    assert_value(&p, "ngay_sinh", "03/02/2021");
    assert_value(&p, "so_chung_thuc", "2451");
    assert_value(&p, "quyen_so", "03/2022-SCT/BS");
    assert_value(&p, "ngay_chung_thuc", "ngày 27 tháng 12 năm 2022");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mother_first),
        cmocka_unit_test(father_first),
        cmocka_unit_test(blank_father_is_lawful),
        cmocka_unit_test(columns_are_read_one_by_one),
        cmocka_unit_test(blocks_below_each_other),
        cmocka_unit_test(date_breaks_over_two_lines),
        cmocka_unit_test(document_has_subject_and_no_number),
        cmocka_unit_test(stamp_of_a_certified_copy_decides),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
