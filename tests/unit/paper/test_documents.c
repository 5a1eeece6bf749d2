/* Kinds of official documents: copies, laws, documents of several agencies and of the Party's boards, old decisions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support_page.h"

#define TEXT 4096
#define STATE "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
#define MOTTO "                                  Độc lập - Tự do - Hạnh phúc\n"

static const char dispatch[] =
    "ỦY BAN NHÂN DÂN                   " STATE "\n"
    "TỈNH NGHỆ AN                      Độc lập - Tự do - Hạnh phúc\n"
    "Số: 712/UBND-NC                   Nghệ An, ngày 14 tháng 12 năm 2022\n"
    "V/v quản lý đất đai\n\n"
    "          Kính gửi: Ủy ban nhân dân các huyện.\n\n"
    "     Đề nghị các huyện kiểm tra và báo cáo kết quả trong tháng.\n\n"
    "Nơi nhận:                                                              KT. CHỦ TỊCH\n"
    "- Như trên;                                                            PHÓ CHỦ TỊCH\n\n\n\n"
    "                                                                       Vũ Đình Thắng\n\n";

static void add(char text[TEXT], const char *more)
{
    size_t len = strlen(text);
    assert_true(snprintf(text + len, TEXT - len, "%s", more) < (int)(TEXT - len));
}

/* Who copied a document has a number, date and signer of his own. */
static void a_copy_says_who_copied_it(void **state)
{
    (void)state;
    char text[TEXT] = "";
    add(text, dispatch);
    add(text, "ỦY BAN NHÂN DÂN                   SAO Y BẢN CHÍNH\n"
                                   "HUYỆN ĐÔ LƯƠNG                    Đô Lương, ngày 20 tháng 12 năm 2022\n"
                                   "Số: 38/SY-UBND\n"
                                   "Nơi nhận:                                                              TL. CHỦ TỊCH\n"
                                   "- UBND các xã;                                                         CHÁNH VĂN PHÒNG\n\n\n\n"
                                   "                                                                       Trần Văn Hải\n");
    struct papers p = judge_text(rules, text);
    assert_int_equal(p.len, 1);
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "so", "712/UBND-NC");
    assert_value(&p, "ngay_ban_hanh", "ngày 14 tháng 12 năm 2022");
    assert_value(&p, "nguoi_ky", "Vũ Đình Thắng");
    papers_free(&p);
}

/* "CĂN CƯỚC" under "LUẬT" is what the law is about. */
static void a_law_is_no_card(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "QUỐC HỘI                          " STATE "\n" MOTTO
                                        "Luật số: 26/2023/QH15             Hà Nội, ngày 27 tháng 11 năm 2023\n\n"
                                        "                                 LUẬT\n"
                                        "                               CĂN CƯỚC\n\n"
                                        "     Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;\n");
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "so", "26/2023/QH15");
    assert_value(&p, "loai_van_ban", "LUẬT");
    assert_value(&p, "trich_yeu", "CĂN CƯỚC");
    papers_free(&p);
}

/* Before TTLT 55/2005 a decision's title named its author, on its line or on the next. */
static void an_old_decision_names_its_author(void **state)
{
    (void)state;
    static const char *const titles[] = {"               QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH\n",
                                         "                         QUYẾT ĐỊNH\n"
                                         "                CỦA ỦY BAN NHÂN DÂN TỈNH NGHỆ AN\n"};
    for (size_t i = 0; i < 2; i++) {
        char text[TEXT] = "ỦY BAN NHÂN DÂN                   " STATE "\n"
                          "TỈNH NGHỆ AN                      Độc lập - Tự do - Hạnh phúc\n"
                          "Số: 31/2001/QĐ-UB                 Nghệ An, ngày 14 tháng 12 năm 2001\n\n";
        add(text, titles[i]);
        add(text, "               Về việc thành lập trung tâm\n\n"
                                        "     Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân;\n\n"
                                        "                         QUYẾT ĐỊNH:\n\n"
                                        "     Điều 1. Thành lập trung tâm trợ giúp pháp lý.\n");
        struct papers p = judge_text(rules, text);
        assert_value(&p, "loai_van_ban", "QUYẾT ĐỊNH");
        assert_value(&p, "trich_yeu", "Về việc thành lập trung tâm");
        papers_free(&p);
    }
}

/* A letter of introduction has no subject: it is not missing. A plan's is. */
static void some_kinds_have_no_subject(void **state)
{
    (void)state;
    static const char *const kinds[] = {"GIẤY GIỚI THIỆU", "KẾ HOẠCH"};
    static const char *const numbers[] = {"GGT", "KH"};
    for (size_t i = 0; i < 2; i++) {
        char text[TEXT] = "ỦY BAN NHÂN DÂN                   " STATE "\n"
                          "XÃ VĨNH SƠN                       Độc lập - Tự do - Hạnh phúc\n"
                          "Số: 12/";
        add(text, numbers[i]);
        add(text, "-UBND                   Vĩnh Sơn, ngày 14 tháng 12 năm 2022\n\n"
                                         "                              ");
        add(text, kinds[i]);
        add(text, "\n\n     Căn cứ đề nghị của cán bộ văn phòng, Ủy ban nhân dân xã cử ông có tên ở trên;\n");
        struct papers p = judge_text(rules, text);
        assert_value(&p, "loai_van_ban", kinds[i]);
        assert_true((finding_of(&p, FINDING_MISSING, "trich_yeu") != NULL) == (i == 1));
        papers_free(&p);
    }
}

/* What the list of signers' titles lacks, and lines that go on one, are no names. */
static void titles_of_signers_are_no_names(void **state)
{
    (void)state;
    static const char *const titles[] = {"TUQ. CHỦ TỊCH\n                                                                     GIÁM ĐỐC SỞ NỘI VỤ\n",
                                         "TRỢ LÝ TỔNG HỢP\n"};
    for (size_t i = 0; i < 2; i++) {
        char text[TEXT] = "";
        memcpy(text, dispatch, (size_t)(strstr(dispatch, "KT. CHỦ TỊCH") - dispatch));
        add(text, titles[i]);
        add(text, "\n\n\n\n                                                                     Vũ Đình Thắng\n");
        struct papers p = judge_text(rules, text);
        assert_value(&p, "nguoi_ky", "Vũ Đình Thắng");
        papers_free(&p);
        *strstr(text, "Vũ Đình Thắng") = '\0';
        p = judge_text(rules, text);
        assert_value(&p, "nguoi_ky", "");
        papers_free(&p);
    }
}

/* The Party's dispatches have no "V/v", and a title's letters may be set wide apart. */
static void heads_as_offices_set_them(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "ĐẢNG BỘ TỈNH NGHỆ AN              ĐẢNG CỘNG SẢN VIỆT NAM\n"
                                        "HUYỆN ỦY ĐÔ LƯƠNG\n"
                                        "Số 55-CV/HU                       Đô Lương, ngày 14 tháng 12 năm 2022\n"
                                        "chuẩn bị đại hội chi bộ\n\n"
                                        "          Kính gửi: Các chi bộ trực thuộc,\n\n"
                                        "     Ban Thường vụ yêu cầu các chi bộ báo cáo.\n");
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "trich_yeu", "chuẩn bị đại hội chi bộ");
    papers_free(&p);
    p = judge_text(rules, "ỦY BAN NHÂN DÂN                   " STATE "\n"
                          "XÃ VĨNH SƠN                       Độc lập - Tự do - Hạnh phúc\n"
                          "Số: 12/TB-UBND                    Vĩnh Sơn, ngày 14 tháng 12 năm 2022\n\n"
                          "                           THÔNG    BÁO\n"
                          "                      Lịch tiếp công dân\n\n"
                          "     Ủy ban nhân dân xã thông báo lịch tiếp công dân như sau:\n");
    assert_value(&p, "loai_van_ban", "THÔNG BÁO");
    assert_value(&p, "trich_yeu", "Lịch tiếp công dân");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_says_who_copied_it),      cmocka_unit_test(a_law_is_no_card),
        cmocka_unit_test(an_old_decision_names_its_author), cmocka_unit_test(some_kinds_have_no_subject),
        cmocka_unit_test(titles_of_signers_are_no_names), cmocka_unit_test(heads_as_offices_set_them),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
