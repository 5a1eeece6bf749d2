/* Civil-status papers: columns and tables, generations of forms, and what may lawfully be left blank. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_page.h"

/* One label serves the bride and the groom; a long label has three lines, a cell two, another none. */
static void a_table_has_two_columns_of_values(void **state)
{
    (void)state;
    struct papers p = judge_text(rules,
                                 "                      TỜ KHAI ĐĂNG KÝ KẾT HÔN\n"
                                 "           Kính gửi: Ủy ban nhân dân xã Liên Mạc\n"
                                 "\n"
                                 "       Thông tin                  Bên nữ                        Bên nam\n"
                                 "Họ, chữ đệm, tên        Lê Thị Hoa                    Đỗ Văn Nam\n"
                                 "Ngày, tháng, năm sinh   01/02/1998                    03/04/1995\n"
                                 "Dân tộc                 Mường\n"
                                 "Quốc tịch               Việt Nam                      Việt Nam\n"
                                 "Nơi cư trú              Thôn Đồng Tâm, xã Liên Mạc,   Xã Hà Nam, thành phố\n"
                                 "                        tỉnh Hải Dương                Hải Phòng\n"
                                 "Số định danh cá         030198001234                  030095001234\n"
                                 "nhân/Giấy tờ tùy\n"
                                 "thân\n"
                                 "Kết hôn lần thứ mấy     Lần thứ nhất                  Lần thứ hai\n"
                                 "     Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn của chúng tôi\n"
                                 "là tự nguyện, không vi phạm quy định của Luật Hôn nhân và gia đình Việt Nam.\n"
                                 "                                             Liên Mạc, ngày 05 tháng 06 năm 2025\n");
    assert_string_equal(p.items[0].type, "to_khai_dang_ky_ket_hon");
    assert_value(&p, "vo_ho_ten", "Lê Thị Hoa");
    assert_value(&p, "chong_ho_ten", "Đỗ Văn Nam");
    assert_value(&p, "vo_ngay_sinh", "01/02/1998");
    assert_value(&p, "chong_ngay_sinh", "03/04/1995");
    assert_value(&p, "vo_dan_toc", "Mường");
    assert_value(&p, "chong_dan_toc", "");
    assert_missing(&p, "chong_dan_toc");
    assert_not_missing(&p, "vo_dan_toc");
    assert_value(&p, "vo_noi_cu_tru", "Thôn Đồng Tâm, xã Liên Mạc, tỉnh Hải Dương");
    assert_value(&p, "chong_noi_cu_tru", "Xã Hà Nam, thành phố Hải Phòng");
    assert_value(&p, "vo_giay_to", "030198001234");
    assert_value(&p, "chong_giay_to", "030095001234");
    assert_value(&p, "chong_lan_ket_hon", "Lần thứ hai");
    assert_value(&p, "ngay_ky", "ngày 05 tháng 06 năm 2025");
    papers_free(&p);
}

/* The groom is too young, and says that he has a woman's number. */
static void a_marriage_declaration_is_checked(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "                      TỜ KHAI ĐĂNG KÝ KẾT HÔN\n"
                                        "\n"
                                        "       Thông tin                  Bên nữ                        Bên nam\n"
                                        "Họ, chữ đệm, tên        Lê Thị Hoa                    Đỗ Văn Nam\n"
                                        "Ngày, tháng, năm sinh   01/02/1998                    03/04/2006\n"
                                        "Dân tộc                 Kinh                          Kinh\n"
                                        "Quốc tịch               Việt Nam                      Việt Nam\n"
                                        "Nơi cư trú\n"
                                        "Giấy tờ tùy thân        030198001234                  030306001234\n"
                                        "                                             Liên Mạc, ngày 05 tháng 06 năm 2025\n");
    const struct finding *young = finding_of(&p, FINDING_DOUBTFUL, "chong_ngay_sinh");
    assert_non_null(young);
    assert_non_null(strstr(young->message, "20 tuổi"));
    assert_null(finding_of(&p, FINDING_DOUBTFUL, "vo_ngay_sinh"));
    assert_non_null(finding_of(&p, FINDING_CONTRADICTION, "chong_giay_to"));
    assert_null(finding_of(&p, FINDING_CONTRADICTION, "vo_giay_to"));
    assert_not_missing(&p, "vo_noi_cu_tru"); /* a number is given */
    papers_free(&p);
}

#define ASKED                                                                                                          \
    "                 TỜ KHAI ĐĂNG KÝ VIỆC THAY ĐỔI, CẢI CHÍNH,\n"                                                     \
    "                BỔ SUNG HỘ TỊCH, XÁC ĐỊNH LẠI DÂN TỘC\n"                                                          \
    "\n"                                                                                                               \
    "Họ, chữ đệm, tên người yêu cầu: Lê Văn An\n"
#define CHANGED                                                                                                        \
    "Quan hệ với người được thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân\n"                                  \
    "tộc: Bản thân\n"                                                                                                  \
    "Đề nghị cơ quan đăng ký việc cải chính ngày sinh cho người có tên dưới đây:\n"                                    \
    "Họ, chữ đệm, tên: Lê Văn An\n"                                                                                    \
    "Ngày, tháng, năm sinh: 01/02/1980\n"                                                                              \
    "Giới tính: Nam            Dân tộc: Kinh             Quốc tịch: Việt Nam\n"                                         \
    "Đã đăng ký khai sinh: tại Ủy ban nhân dân xã Liên Mạc, thôn Đồng Tâm, huyện Kim\n"                                \
    "Thành, tỉnh Hải Dương, số 12\n"                                                                                   \
    "Từ: 10/02/1980\n"                                                                                                 \
    "Thành: 01/02/1980\n"                                                                                              \
    "Lý do: Ghi sai\n"                                                                                                 \
    "                                   Làm tại: Liên Mạc, ngày 16 tháng 03\n"                                         \
    "                                           năm 2025\n"                                                            \
    "                                          Người yêu cầu\n"                                                        \
    "\n\n\n"                                                                                                           \
    "                                           Lê Văn An\n"

/* A label, a value within its sentence, a place that begins like a label, and a date that break over their lines. */
static void what_goes_on_below_its_line(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, ASKED "Nơi cư trú: Xã Liên Mạc, tỉnh Hải Dương\n"
                                              "Giấy tờ tùy thân: CCCD số 030080001234\n" CHANGED);
    assert_string_equal(p.items[0].type, "to_khai_thay_doi_ho_tich");
    assert_value(&p, "quan_he", "Bản thân");
    assert_value(&p, "nyc_giay_to", "CCCD số 030080001234");
    assert_value(&p, "loai_viec", "cải chính ngày sinh");
    assert_value(&p, "giay_to_ho_tich", 
                 "tại Ủy ban nhân dân xã Liên Mạc, thôn Đồng Tâm, huyện Kim Thành, tỉnh Hải Dương, số 12");
    assert_value(&p, "tu", "10/02/1980");
    assert_value(&p, "thanh", "01/02/1980");
    assert_value(&p, "ngay_ky", "ngày 16 tháng 03 năm 2025");
    assert_not_missing(&p, "nyc_ngay_sinh"); /* this form does not ask for it */
    papers_free(&p);
}

/* The form of 2024: a number makes birth date and residence needless; without one they are wanted. */
static void a_number_makes_the_residence_needless(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, ASKED "Ngày, tháng, năm sinh: ............\n"
                                              "Nơi cư trú: ............\n"
                                              "Số định danh cá nhân/Giấy tờ tùy thân: 030080001234\n" CHANGED);
    assert_value(&p, "nyc_giay_to", "030080001234");
    assert_not_missing(&p, "nyc_noi_cu_tru");
    assert_not_missing(&p, "nyc_ngay_sinh");
    papers_free(&p);
    p = judge_text(rules, ASKED "Ngày, tháng, năm sinh: ............\n"
                                "Nơi cư trú: ............\n"
                                "Số định danh cá nhân/Giấy tờ tùy thân: ............\n" CHANGED);
    assert_missing(&p, "nyc_giay_to");
    assert_missing(&p, "nyc_noi_cu_tru");
    assert_missing(&p, "nyc_ngay_sinh");
    papers_free(&p);
}

#define CHILD                                                                                                          \
    "Nhận người có tên dưới đây làm con nuôi:\n"                                                                       \
    "Họ và tên: NGUYỄN GIA HUY\n"                                                                                      \
    "Giới tính: Nam                          Ngày, tháng, năm sinh: 03/04/2015\n"                                      \
    "Nơi sinh: Trạm Y tế xã Liên Mạc, tỉnh Hải Dương\n"                                                                \
    "Dân tộc: Kinh                           Quốc tịch: Việt Nam\n"                                                    \
    "Nơi thường trú: Xã Liên Mạc, tỉnh Hải Dương\n"                                                                    \
    "Nơi đăng ký: Ủy ban nhân dân xã Liên Mạc, tỉnh Hải Dương\n"                                                       \
    "Ngày, tháng, năm đăng ký: 20/05/2018\n"                                                                           \
    "                                                          CHỦ TỊCH\n"                                             \
    "\n\n\n\n"                                                                                                         \
    "                                                        Vũ Đình Thắng\n"

/* A woman adopts alone: the man's column is blank, and nothing is missing. */
static void one_person_may_adopt(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "        Số: 02/2018\n"
                                        "                GIẤY CHỨNG NHẬN NUÔI CON NUÔI\n"
                                        "\n"
                                        "Họ và tên cha nuôi: ...........         Họ và tên mẹ nuôi: NGUYỄN THỊ MAI\n"
                                        "Ngày, tháng, năm sinh: ........         Ngày, tháng, năm sinh: 06/07/1975\n"
                                        "Dân tộc: ........                       Dân tộc: Tày\n"
                                        "Quốc tịch: ........                     Quốc tịch: Việt Nam\n"
                                        "Nơi thường trú: ........                Nơi thường trú: Xã Hà Nam\n" CHILD);
    assert_string_equal(p.items[0].type, "giay_chung_nhan_nuoi_con_nuoi");
    assert_value(&p, "cha_nuoi_ho_ten", "");
    assert_value(&p, "me_nuoi_ho_ten", "NGUYỄN THỊ MAI");
    assert_value(&p, "me_nuoi_dan_toc", "Tày");
    assert_value(&p, "ho_ten", "NGUYỄN GIA HUY");
    assert_value(&p, "dan_toc", "Kinh");
    assert_value(&p, "ngay_sinh", "03/04/2015");
    assert_int_equal(p.items[0].findings.len, 0);
    papers_free(&p);
}

static void nobody_may_not(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "        Số: 02/2018\n"
                                        "                GIẤY CHỨNG NHẬN NUÔI CON NUÔI\n"
                                        "\n"
                                        "Họ và tên cha nuôi: ...........         Họ và tên mẹ nuôi: ...........\n"
                                        "Ngày, tháng, năm sinh: ........         Ngày, tháng, năm sinh: ........\n"
                                        "Dân tộc: ........                       Dân tộc: ........\n"
                                        "Nơi thường trú: ........                Nơi thường trú: ........\n" CHILD);
    const struct finding *f = finding_of(&p, FINDING_MISSING, "cha_nuoi_ho_ten");
    assert_non_null(f);
    assert_non_null(strstr(f->message, "ít nhất một người"));
    papers_free(&p);
}

/* Up to 2015 the husband stands first, and register and book have their numbers. */
static void the_husband_stood_first(void **state)
{
    (void)state;
    struct papers p =
        judge_text(rules, "                                                    Số: 12     Quyển số: 01/2008\n"
                          "                GIẤY CHỨNG NHẬN KẾT HÔN\n"
                          "\n"
                          "Họ và tên chồng: ĐỖ VĂN TOÀN            Họ và tên vợ: NGUYỄN THỊ MAI\n"
                          "Ngày, tháng, năm sinh: 03/04/1980       Ngày, tháng, năm sinh: 05/06/1983\n"
                          "Dân tộc: Kinh                           Dân tộc: Mường\n"
                          "Quốc tịch: Việt Nam                     Quốc tịch: Việt Nam\n"
                          "Nơi thường trú/tạm trú: Xã Hà Nam       Nơi thường trú/tạm trú: Xã Liên Mạc\n"
                          "Số CMND/Hộ chiếu: 141234567             Số CMND/Hộ chiếu: 142345678\n"
                          "Nơi đăng ký: Ủy ban nhân dân xã Hà Nam, huyện Thanh Hà, tỉnh Hải Dương\n"
                          "Ngày, tháng, năm đăng ký: 09/10/2008\n"
                          "  CÁN BỘ TƯ PHÁP HỘ TỊCH                              CHỦ TỊCH\n"
                          "\n\n\n"
                          "     Bùi Thị Lan                                   Vũ Đình Thắng\n");
    assert_string_equal(p.items[0].type, "giay_chung_nhan_ket_hon");
    assert_value(&p, "quyen_so", "01/2008");
    assert_value(&p, "chong_ho_ten", "ĐỖ VĂN TOÀN");
    assert_value(&p, "vo_ho_ten", "NGUYỄN THỊ MAI");
    assert_value(&p, "chong_dan_toc", "Kinh");
    assert_value(&p, "vo_dan_toc", "Mường");
    assert_value(&p, "chong_noi_cu_tru", "Xã Hà Nam");
    assert_value(&p, "vo_giay_to", "142345678");
    assert_value(&p, "nguoi_ky", "Vũ Đình Thắng");
    assert_int_equal(p.items[0].findings.len, 0);
    papers_free(&p);
}

/* The original of a death extract names the declarant; the copy has the registration in its place. Neither lacks the other. */
static void original_and_copy_of_a_death_extract(void **state)
{
    (void)state;
    static const char head[] = "        Số: 12/TLKT\n"
                               "                     TRÍCH LỤC KHAI TỬ\n"
                               "\n"
                               "Họ, chữ đệm, tên: LÊ VĂN BÌNH\n"
                               "Ngày, tháng, năm sinh: 1932\n"
                               "Giới tính: Nam            Dân tộc: Kinh             Quốc tịch: Việt Nam\n"
                               "Giấy tờ tùy thân: CMND số 141234567\n"
                               "Đã chết vào lúc: 10 giờ 05 phút, ngày 03 tháng 04 năm 2021\n"
                               "Nơi chết: Xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương\n"
                               "Nguyên nhân chết: Già yếu\n";
    static const char foot[] = "                                      Liên Mạc, ngày 10 tháng 04 năm 2021\n"
                               "                                                          CHỦ TỊCH\n"
                               "\n\n\n\n"
                               "                                                        Vũ Đình Thắng\n";
    char text[2000];
    snprintf(text, sizeof text, "%s%s%s", head,
             "Họ, chữ đệm, tên người đi khai tử: Lê Văn An\nGiấy tờ tùy thân: CCCD số 030070001234\n", foot);
    struct papers p = judge_text(rules, text);
    assert_value(&p, "giay_to_tuy_than", "CMND số 141234567");
    assert_value(&p, "nguoi_khai_ho_ten", "Lê Văn An");
    assert_value(&p, "nguoi_khai_giay_to", "CCCD số 030070001234");
    assert_int_equal(p.items[0].findings.len, 0);
    papers_free(&p);
    snprintf(text, sizeof text, "%s%s%s", head,
             "Đăng ký khai tử tại: Ủy ban nhân dân xã Liên Mạc, huyện Thanh Hà\n"
             "Số, ngày, tháng, năm đăng ký: ............\n",
             foot);
    p = judge_text(rules, text);
    assert_not_missing(&p, "nguoi_khai_ho_ten");
    assert_missing(&p, "dang_ky");
    papers_free(&p);
}

/* Another office's words for the same labels. */
static void labels_in_other_words(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "        Số: 12/TLGH\n"
                                        "                 TRÍCH LỤC\n"
                                        "             ĐĂNG KÝ GIÁM HỘ\n"
                                        "\n"
                                        "Người giám hộ:\n"
                                        "Họ và chữ đệm, tên: Lê Văn An\n"
                                        "Ngày tháng năm sinh: 01/02/1980\n"
                                        "Giới tính: Nam            Dân tộc: Kinh             Quốc tịch: Việt Nam\n"
                                        "Loại giấy tờ tùy thân: CCCD số 030080001234\n"
                                        "Nơi đang cư trú: Xã Liên Mạc, tỉnh Hải Dương\n"
                                        "Người được giám hộ:\n"
                                        "Họ và chữ đệm, tên: Lê Gia Huy\n"
                                        "Ngày tháng năm sinh: 03/04/2015\n"
                                        "Giới tính: Nam            Dân tộc: Tày              Quốc tịch: Việt Nam\n"
                                        "Nơi đang cư trú: Xã Hà Nam, tỉnh Hải Dương\n");
    assert_string_equal(p.items[0].type, "trich_luc_giam_ho");
    assert_value(&p, "giam_ho_ho_ten", "Lê Văn An");
    assert_value(&p, "giam_ho_giay_to", "CCCD số 030080001234");
    assert_value(&p, "giam_ho_noi_cu_tru", "Xã Liên Mạc, tỉnh Hải Dương");
    assert_value(&p, "duoc_giam_ho_ho_ten", "Lê Gia Huy");
    assert_value(&p, "duoc_giam_ho_dan_toc", "Tày");
    assert_value(&p, "duoc_giam_ho_noi_cu_tru", "Xã Hà Nam, tỉnh Hải Dương");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_two_columns_of_values),
        cmocka_unit_test(a_marriage_declaration_is_checked),
        cmocka_unit_test(what_goes_on_below_its_line),
        cmocka_unit_test(a_number_makes_the_residence_needless),
        cmocka_unit_test(one_person_may_adopt),
        cmocka_unit_test(nobody_may_not),
        cmocka_unit_test(the_husband_stood_first),
        cmocka_unit_test(labels_in_other_words),
        cmocka_unit_test(original_and_copy_of_a_death_extract),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
