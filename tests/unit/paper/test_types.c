/* Which paper a title names, among all those whose titles are nearly the same. */
#include <stdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_page.h"
#include "viet/text.h"

static void assert_type(const char *text, const char *type)
{
    struct papers p = judge_text(rules, text);
    if (strcmp(p.items[0].type, type) != 0)
        fail_msg("%s is taken for %s, not %s (%s)", text, p.items[0].type, type, p.items[0].type_reason);
    papers_free(&p);
}

/* The title with its words parted into lines where `breaks` has a bit set. */
static void set_in_lines(const char *title, unsigned breaks, char *out, size_t size)
{
    size_t n = 0, word = 0;
    n += (size_t)snprintf(out, size, "\n                    ");
    for (const char *p = title; *p && n + 30 < size; p++) {
        if (*p == ' ' && (breaks & 1u << word++))
            n += (size_t)snprintf(out + n, size - n, "\n                    ");
        else
            out[n++] = *p;
    }
    snprintf(out + n, size - n, "\n");
}

/* A break before the first word in small letters: "BẢN KHAI / Giải quyết chế độ". */
static unsigned break_before_small(const char *title)
{
    unsigned word = 0;
    for (const char *p = title; *p; p++) {
        if (*p == ' ')
            word++;
        if (*p >= 'a' && *p <= 'z')
            return word ? 1u << (word - 1) : 0;
    }
    return 0;
}

static void every_title_is_its_own_papers(void **state)
{
    (void)state;
    const struct paper_defs *defs = paper_rules_defs(rules);
    char text[600];
    for (size_t i = 0; i < defs->len; i++)
        for (size_t k = 0; k < defs->items[i].titles.len; k++) {
            const char *title = defs->items[i].titles.items[k].text;
            set_in_lines(title, break_before_small(title), text, sizeof text);
            assert_type(text, defs->items[i].type);
        }
}

/* TỜ KHAI / ĐĂNG KÝ KHAI TỬ, and titles of three lines. */
static void titles_break_over_lines(void **state)
{
    (void)state;
    const struct paper_defs *defs = paper_rules_defs(rules);
    char text[600];
    for (size_t i = 0; i < defs->len; i++) {
        const char *title = defs->items[i].titles.items[0].text;
        if (viet_length(title, strlen(title)) < 16)
            continue;
        set_in_lines(title, 1u << 1 | break_before_small(title), text, sizeof text);
        assert_type(text, defs->items[i].type);
        if (viet_length(title, strlen(title)) < 60)
            continue;
        set_in_lines(title, 1u << 1 | 1u << 9, text, sizeof text);
        assert_type(text, defs->items[i].type);
    }
}

static void titles_are_misread(void **state)
{
    (void)state;
    assert_type("          TƠ KHAI ĐANG KY KHAI TU\n", "to_khai_dang_ky_khai_tu");
    assert_type("          TO KHAI ĐĂNG KÝ KÊT HÔN\n", "to_khai_dang_ky_ket_hon");
    assert_type("          TRÍCH LUC KÊT HỒN\n          (BẢN SAO)\n", "trich_luc_ket_hon");
    assert_type("          GIẤY CHỪNG TỬ\n", "giay_chung_tu");
    assert_type("          GIẤY CHỨNG NHÂN NUỒI CON NUÔI\n", "giay_chung_nhan_nuoi_con_nuoi");
    assert_type("          TỜ KHAI ĐĂNG KÝ\n          NHẬN CHA. ME, CON\n", "to_khai_nhan_cha_me_con");
}

/* A rubber stamp on the page's top is no title; the title below it is. */
static void a_copy_mark_is_no_title(void **state)
{
    (void)state;
    assert_type("                                                            BẢN SAO\n\n          TRÍCH LỤC KHAI TỬ\n",
                "trich_luc_khai_tu");
    assert_type("                                                            BẢN SAO\n\nNội dung khác\n", PAPER_TYPE_UNKNOWN);
}

/* The stamp hides the title: the labels of the form say what it is. */
static void labels_tell_a_paper_without_its_title(void **state)
{
    (void)state;
    assert_type("Họ, chữ đệm, tên người yêu cầu: Lê Văn An\n"
                "Nơi cư trú: Xã Liên Mạc\n"
                "Giấy tờ tùy thân: CCCD số 030094001234\n"
                "Quan hệ với người đã chết: Con\n"
                "Họ, chữ đệm, tên: LÊ VĂN BÌNH\n"
                "Ngày, tháng, năm sinh: 01/02/1940\n"
                "Giới tính: Nam       Dân tộc: Kinh       Quốc tịch: Việt Nam\n"
                "Nơi cư trú cuối cùng: Xã Liên Mạc\n"
                "Đã chết vào lúc: 10 giờ 05 phút, ngày 03 tháng 04 năm 2021\n"
                "Nơi chết: Xã Liên Mạc\n"
                "Nguyên nhân chết: Già yếu\n",
                "to_khai_dang_ky_khai_tu");
    assert_type("Thông tin                  Bên nữ                        Bên nam\n"
                "Họ, chữ đệm, tên           Lê Thị Hoa                    Đỗ Văn Nam\n"
                "Ngày, tháng, năm sinh      01/02/1998                    03/04/1995\n"
                "Dân tộc                    Kinh                          Kinh\n"
                "Quốc tịch                  Việt Nam                      Việt Nam\n"
                "Nơi cư trú                 Xã Liên Mạc                   Xã Hà Nam\n"
                "Giấy tờ tùy thân           030198001234                  030095001234\n"
                "Kết hôn lần thứ mấy        Một                           Một\n",
                "to_khai_dang_ky_ket_hon");
    assert_type("SỞ Y TẾ HẢI DƯƠNG                  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                "TRUNG TÂM Y TẾ HUYỆN AN DƯƠNG      Độc lập - Tự do - Hạnh phúc\n\n"
                "Họ và tên mẹ/Người nuôi dưỡng: LÊ DIỆU HOA\n"
                "Năm sinh: 1985\n"
                "Mã số BHXH/Số thẻ BHYT: 3018210396\n"
                "Số CMND/CCCD/Hộ chiếu: 030185028399\n"
                "Đã sinh con vào lúc: 16 giờ 31 phút, ngày 12 tháng 09 năm 2024\n"
                "Giới tính của con: Nam      Cân nặng: 2800 gam\n"
                "Dự định đặt tên con là: NGUYỄN ANH TUẤN\n",
                "giay_chung_sinh");
}

/* Below the title an incoming stamp has a number, too. */
static void the_number_above_the_title_is_the_papers(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "ỦY BAN NHÂN DÂN XÃ LIÊN MẠC                    Số: 90/2023/TLKS-BS\n\n"
                                        "                    TRÍCH LỤC KHAI SINH\n"
                                        "CÔNG VĂN ĐẾN\nSố: 349\n"
                                        "Họ, chữ đệm, tên: TRẦN CÔNG KHẢI\nNgày, tháng, năm sinh: 26/11/2022\n");
    assert_value(&p, "so", "90/2023/TLKS-BS");
    papers_free(&p);
    p = judge_text(rules, "\n                    TRÍCH LỤC KHAI SINH\nSố: 349\nHọ, chữ đệm, tên: TRẦN CÔNG KHẢI\n");
    assert_non_null(finding_of(&p, FINDING_DOUBTFUL, "so"));
    papers_free(&p);
}

/* "GIẤY CHỨNG" is nearer to GIẤY CHỨNG TỬ than to GIẤY CHỨNG SINH, being as short. */
static void labels_tell_a_title_that_lost_a_word(void **state)
{
    (void)state;
    assert_type("\n                    GIẤY CHỨNG\n"
                "Họ và tên mẹ/Người nuôi dưỡng: ĐẶNG NGỌC OANH\n"
                "Năm sinh: 1984\n"
                "Nơi đăng ký thường trú, tạm trú: Thôn Thúy Sơn, xã Ngọc Quang, tỉnh Hải Dương\n"
                "Mã số BHXH/Số thẻ BHYT: 3018232597\n"
                "Số CMND/CCCD/Hộ chiếu: 030184020825\n"
                "Dân tộc: Kinh\n"
                "Đã sinh con vào lúc: 13 giờ 17 phút, ngày 27 tháng 11 năm 2021\n"
                "Tại: Trạm Y tế xã Thanh Mạc, thành phố Hải Phòng\n"
                "Số con trong lần sinh này: 01\n"
                "Giới tính của con: Nam      Cân nặng: 3500 gam\n",
                "giay_chung_sinh");
}

static void other_papers_stay_unknown(void **state)
{
    (void)state;
    assert_type("          HÓA ĐƠN GIÁ TRỊ GIA TĂNG\n\nĐơn vị bán hàng: Công ty An Bình\nMã số thuế: 0801234567\n",
                PAPER_TYPE_UNKNOWN);
    assert_type("          ĐƠN XIN NGHỈ HỌC\n\nHọ và tên: Lê Văn An\nNgày sinh: 01/02/2010\nNơi sinh: Xã Hà Nam\n",
                PAPER_TYPE_UNKNOWN);
}

/* Papers that people have copied: many have the labels of our forms. */
static void a_title_of_its_own_is_believed_before_labels(void **state)
{
    (void)state;
    const char *labels = "\nHọ và tên: Lê Văn An\nGiới tính: Nam       Dân tộc: Kinh\nNgày sinh: 01/02/1950\n"
                         "Số căn cước công dân: 030050001234\nNơi cư trú: Xã Hà Nam\nSố điện thoại: 0912345678\n"
                         "Họ và tên cha: Lê Văn Bình\nHọ và tên mẹ: Đỗ Thị Hoa\nNơi sinh: Xã Hà Nam\n";
    static const char *const titles[] = {"HỌC BẠ TRUNG HỌC PHỔ THÔNG", "GIẤY KHÁM SỨC KHỎE", "SƠ YẾU LÝ LỊCH",
                                         "GIẦY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "ĐƠN XIN CHUYỂN MỤC ĐÍCH SỬ DỤNG ĐẤT"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        char page[1024];
        snprintf(page, sizeof page, "                    %s\n%s", titles[i], labels);
        assert_type(page, PAPER_TYPE_UNKNOWN);
    }
}

/* A contract's parties are no certification's: that has a number in a book. */
static void names_and_dates_make_no_certification(void **state)
{
    (void)state;
    assert_type("          HỢP ĐỒNG THUÊ NHÀ\n\nHôm nay, ngày 03 tháng 04 năm 2021, chúng tôi gồm có:\nBÊN A\nÔng/Bà: Lê Văn An\n"
                "Sinh năm: 1980\nCCCD số: 030080001234\nĐịa chỉ: Xã Hà Nam\nBÊN B\nÔng/Bà: Đỗ Thị Hoa\nĐịa chỉ: Xã Hà Nam\n",
                PAPER_TYPE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_title_is_its_own_papers),
        cmocka_unit_test(titles_break_over_lines),
        cmocka_unit_test(titles_are_misread),
        cmocka_unit_test(a_copy_mark_is_no_title),
        cmocka_unit_test(labels_tell_a_paper_without_its_title),
        cmocka_unit_test(the_number_above_the_title_is_the_papers),
        cmocka_unit_test(labels_tell_a_title_that_lost_a_word),
        cmocka_unit_test(other_papers_stay_unknown),
        cmocka_unit_test(a_title_of_its_own_is_believed_before_labels),
        cmocka_unit_test(names_and_dates_make_no_certification),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
