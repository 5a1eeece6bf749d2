/* Whether who should sign has signed, and the office's seal stands by him: not another's, none in a margin, none of a copy's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_page.h"

static const char certificate[] = "             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                  "                   Độc lập - Tự do - Hạnh phúc\n"
                                  "             GIẤY CHỨNG NHẬN KẾT HÔN\n"
                                  "                  Số: 12/2021\n"
                                  "Họ, chữ đệm, tên vợ: TRẦN HOÀI THẢO\n"
                                  "Ngày, tháng, năm sinh: 27/07/2000\n"
                                  "Dân tộc: Kinh               Quốc tịch: Việt Nam\n"
                                  "Nơi cư trú: Thôn Thúy Lâm, xã Thanh Lang\n"
                                  "Giấy tờ tùy thân: CCCD số 030300003110\n"
                                  "Họ, chữ đệm, tên chồng: CHỬ VĂN CƯỜNG\n"
                                  "Ngày, tháng, năm sinh: 09/09/1987\n"
                                  "Dân tộc: Kinh               Quốc tịch: Việt Nam\n"
                                  "Nơi cư trú: Thôn Tiêu Xá, xã Thanh Xuân\n"
                                  "Giấy tờ tùy thân: CCCD số 030087011926\n"
                                  "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Tiền Tiến\n"
                                  "Ngày, tháng, năm đăng ký: 11/08/2021\n"
                                  "              VỢ                                       CHỒNG\n"
                                  "\n\n\n\n"
                                  "        Trần Hoài Thảo                            Chử Văn Cường\n"
                                  "\n"
                                  "                                       NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN\n"
                                  "                                                  CHỦ TỊCH\n"
                                  "\n\n\n\n"
                                  "                                             Huỳnh Bá Nghĩa\n";

enum { ROW_PAIR = 18, ROW_OFFICE = 25, LEFT = 12, RIGHT = 54 };

/* The certificate with strokes that the page has not taken for a signature: of wife, husband and office. */
static struct page certificate_signed(bool wife, bool husband, bool office)
{
    struct page page;
    page_set(&page, certificate);
    page_drop_marks(&page, MARK_SIGNATURE);
    if (wife)
        page_ink(&page, ROW_PAIR, LEFT, 8);
    if (husband)
        page_ink(&page, ROW_PAIR, RIGHT, 8);
    if (office)
        page_ink(&page, ROW_OFFICE, RIGHT - 4, 8);
    return page;
}

static void check(struct page page, const char *missing)
{
    struct papers p = judge_page(rules, &page);
    const struct finding *f = finding_of(&p, FINDING_MISSING, "chu_ky");
    if (missing) {
        assert_non_null(f);
        assert_string_equal(f->message, missing);
        assert_false(box_is_empty(f->box));
    } else {
        assert_null(f);
        assert_null(finding_of(&p, FINDING_DOUBTFUL, "chu_ky"));
    }
    papers_free(&p);
    page_free(&page);
}

static void each_has_to_sign(void **state)
{
    (void)state;
    check(certificate_signed(true, true, true), NULL);
    check(certificate_signed(false, true, true), "Thiếu chữ ký (VỢ)");
    check(certificate_signed(true, false, true), "Thiếu chữ ký (CHỒNG)");
    check(certificate_signed(true, true, false), "Thiếu chữ ký");
}

static struct page birth(void)
{
    struct page page;
    page_set(&page, "             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                    "                   Độc lập - Tự do - Hạnh phúc\n"
                    "                       GIẤY KHAI SINH\n"
                    "                         Số: 66/2023\n"
                    "Họ, chữ đệm, tên: THẠCH GIA TÍN\n"
                    "Ngày, tháng, năm sinh: 31/01/2023\n"
                    "Giới tính: Nam      Dân tộc: Kinh      Quốc tịch: Việt Nam\n"
                    "Ngày, tháng, năm đăng ký: 22/03/2023\n\n\n\n\n\n\n\n\n\n"
                    "                                                NGƯỜI KÝ GIẤY KHAI SINH\n"
                    "                                                     CHỦ TỊCH\n\n\n\n"
                    "                                                  Ninh Trọng Khôi\n");
    return page;
}

static struct mark *mark_of(struct page *page, enum mark_kind kind)
{
    for (size_t i = 0; i < page->marks.len; i++)
        if (page->marks.items[i].kind == kind)
            return &page->marks.items[i];
    return NULL;
}

static void strokes_elsewhere_are_not_the_signers(void **state)
{
    (void)state;
    struct page page = birth();
    check(page, NULL);
    page = birth();
    mark_of(&page, MARK_SIGNATURE)->box = (struct box){40, 1500, 90, 60}; /* a tick in the margin */
    check(page, "Thiếu chữ ký");
    page = birth();
    mark_of(&page, MARK_SIGNATURE)->box = (struct box){300, 1100, 400, 160}; /* another's, at the left */
    check(page, "Thiếu chữ ký");
}

static void dirt_is_no_signature_and_a_few_strokes_may_be(void **state)
{
    (void)state;
    struct page page = birth();
    page_drop_marks(&page, MARK_SIGNATURE);
    for (int speck = 0; speck < 6; speck++)
        page.ink.black[(1250 / page.ink.cell + speck) * page.ink.cols + 1000 / page.ink.cell + 5 * speck] = 200;
    check(page, "Thiếu chữ ký");
    page = birth();
    page_drop_marks(&page, MARK_SIGNATURE);
    page_ink(&page, 20, 54, 1);
    struct papers p = judge_page(rules, &page);
    assert_not_missing(&p, "chu_ky");
    assert_non_null(finding_of(&p, FINDING_DOUBTFUL, "chu_ky"));
    papers_free(&p);
    page_free(&page);
}

static void check_seal(struct box box, float confidence, enum finding_code code)
{
    struct page page = birth();
    *mark_of(&page, MARK_SEAL) = (struct mark){MARK_SEAL, box, confidence};
    struct papers p = judge_page(rules, &page);
    assert_non_null(finding_of(&p, code, "con_dau"));
    papers_free(&p);
    page_free(&page);
}

static void seals_of_other_things_are_not_the_signers(void **state)
{
    (void)state;
    check_seal((struct box){2270, 1300, 430, 430}, 0.95f, FINDING_MISSING); /* half of it, over the page's edge */
    check_seal((struct box){200, 2800, 430, 430}, 0.6f, FINDING_MISSING);   /* shows through from the other side */
    check_seal((struct box){200, 2800, 430, 430}, 0.95f, FINDING_DOUBTFUL); /* clear, but far from who signs */
    check_seal((struct box){900, 1000, 430, 430}, 0.45f, FINDING_DOUBTFUL); /* in its place, and faint */
}

static void what_is_signed_by_certificate_needs_no_pen(void **state)
{
    (void)state;
    struct page page;
    page_set(&page, "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                    "  XÃ LIÊN MẠC               Độc lập - Tự do - Hạnh phúc\n"
                    "Số: 27/KH-UBND           Liên Mạc, ngày 03 tháng 04 năm 2024\n"
                    "                     KẾ HOẠCH\n"
                    "          Tuyên truyền cải cách hành chính\n"
                    "Ủy ban nhân dân xã ban hành kế hoạch như sau.\n\n\n"
                    "                                     TM. ỦY BAN NHÂN DÂN\n"
                    "                                          CHỦ TỊCH\n"
                    "                                     Ký bởi: Ủy ban nhân dân xã Liên Mạc\n"
                    "                                     Thời gian ký: 03/04/2024 09:30:12\n\n"
                    "                                       Ninh Trọng Khôi\n");
    page_drop_marks(&page, MARK_SIGNATURE);
    page_drop_marks(&page, MARK_SEAL);
    struct papers p = judge_page(rules, &page);
    assert_not_missing(&p, "chu_ky");
    assert_not_missing(&p, "con_dau");
    assert_non_null(finding_of(&p, FINDING_DOUBTFUL, "chu_ky")); /* its file is what counts */
    papers_free(&p);
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_to_sign),
        cmocka_unit_test(strokes_elsewhere_are_not_the_signers),
        cmocka_unit_test(dirt_is_no_signature_and_a_few_strokes_may_be),
        cmocka_unit_test(seals_of_other_things_are_not_the_signers),
        cmocka_unit_test(what_is_signed_by_certificate_needs_no_pen),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
