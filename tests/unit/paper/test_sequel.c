/* Documents of several pages: what page of them has the head, what page the end, and what none has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support_page.h"

static const char head[] =
    "ỦY BAN NHÂN DÂN                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "  TỈNH ĐỒNG XUÂN                      Độc lập - Tự do - Hạnh phúc\n"
    "Số: 412/QĐ-UBND                 Đồng Xuân, ngày 12 tháng 05 năm 2024\n\n"
    "                         QUYẾT ĐỊNH\n"
    "          Về việc ban hành Quy chế quản lý chợ\n\n"
    "              CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\n\n"
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n"
    "Theo đề nghị của Giám đốc Sở Công Thương tại Tờ trình số 88/TTr-SCT.\n";
static const char inner[] =
    "                                2\n"
    "                         QUYẾT ĐỊNH:\n\n"
    "Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý chợ trên địa bàn.\n"
    "Điều 2. Giám đốc Sở Công Thương chủ trì, phối hợp với các sở, ngành thực hiện.\n"
    "Giao Văn phòng theo dõi, đôn đốc việc thực hiện Quyết định này trong toàn tỉnh.\n";
static const char last[] =
    "                                3\n"
    "Điều 3. Chánh Văn phòng, Giám đốc các sở chịu trách nhiệm thi hành./.\n\n"
    "Nơi nhận:                                                            TM. ỦY BAN NHÂN DÂN\n"
    "- Như Điều 3;                                                           KT. CHỦ TỊCH\n"
    "- Lưu: VT.                                                             PHÓ CHỦ TỊCH\n\n\n\n\n"
    "                                                                 PGS.TS. Đoàn Thanh Bình\n";
static const char annex[] =
    "                          QUY CHẾ\n"
    "                  Quản lý chợ trên địa bàn\n"
    "(Kèm theo Quyết định số 412/QĐ-UBND ngày 12 tháng 05 năm 2024 của Chủ tịch)\n\n"
    "Điều 1. Quy chế này quy định việc quản lý chợ, các hộ kinh doanh trong chợ.\n";

struct leaf_text {
    const char *text;
    bool marks; /* seal and signature stand on it */
};

static struct papers group(const struct leaf_text *texts, size_t n)
{
    struct judgement *pages[8] = {NULL};
    struct paper_leaf leaves[8];
    struct papers papers = {0};
    for (size_t i = 0; i < n; i++) {
        struct page page;
        page_set(&page, texts[i].text);
        page.number = (int)i + 1;
        if (!texts[i].marks) {
            page_drop_marks(&page, MARK_SEAL);
            page_drop_marks(&page, MARK_SIGNATURE);
        }
        assert_int_equal(paper_judge(rules, &page, NULL, &pages[i]), SO_OK);
        page_free(&page);
        leaves[i] = (struct paper_leaf){.judgement = pages[i], .number = (int)i + 1};
    }
    assert_int_equal(paper_group(rules, leaves, n, &papers), SO_OK);
    for (size_t i = 0; i < n; i++)
        judgement_free(pages[i]);
    return papers;
}

static void one_document_is_judged_once(void **state)
{
    (void)state;
    static const struct leaf_text texts[] = {{head, false}, {inner, false}, {last, true}, {annex, false}};
    struct papers p = group(texts, 4);
    assert_int_equal(p.len, 1);
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_int_equal(p.items[0].pages, 4);
    assert_value(&p, "so", "412/QĐ-UBND");
    assert_value(&p, "nguoi_ky", "Đoàn Thanh Bình"); /* without his degrees */
    assert_int_equal(field_of(&p, "nguoi_ky")->page, 3);
    for (size_t i = 0; i < p.items[0].findings.len; i++)
        if (p.items[0].findings.items[i].code == FINDING_MISSING)
            fail_msg("%s is said to be missing", p.items[0].findings.items[i].field);
    papers_free(&p);
}

static void what_no_page_has_is_missing(void **state)
{
    (void)state;
    static const struct leaf_text texts[] = {{head, false}, {inner, false}, {last, false}};
    struct papers p = group(texts, 3);
    assert_int_equal(p.len, 1);
    assert_missing(&p, "chu_ky");
    assert_missing(&p, "con_dau");
    assert_not_missing(&p, "nguoi_ky");
    assert_int_equal(finding_of(&p, FINDING_MISSING, "con_dau")->page, 3); /* where they should stand */
    papers_free(&p);
    p = group(texts, 2); /* the end was not scanned */
    assert_missing(&p, "chu_ky");
    assert_missing(&p, "con_dau");
    assert_missing(&p, "nguoi_ky");
    papers_free(&p);
}

/* Two documents behind each other, each with its own end. */
static void a_head_begins_the_next(void **state)
{
    (void)state;
    static const struct leaf_text texts[] = {{head, false}, {last, true}, {head, false}, {last, false}};
    struct papers p = group(texts, 4);
    assert_int_equal(p.len, 2);
    assert_int_equal(p.items[1].first_page, 3);
    assert_not_missing(&p, "chu_ky");
    struct papers second = {.items = &p.items[1], .len = 1};
    assert_missing(&second, "chu_ky");
    papers_free(&p);
}

/* Marks of office are a grammar: nobody can list whom all signers sign for. */
static void signers_of_any_office(void **state)
{
    (void)state;
    static const char *const blocks[][2] = {
        {"        TM. CHÍNH PHỦ\n      KT. THỦ TƯỚNG\n      PHÓ THỦ TƯỚNG\n\n\n\n\n      Lê Minh Tuấn\n", "Lê Minh Tuấn"},
        {"       TL. BỘ TRƯỞNG\n       CỤC TRƯỞNG\n\n\n\n\n      Hoàng Thị Yến\n", "Hoàng Thị Yến"},
        {"    T/M BAN THƯỜNG VỤ\n       PHÓ BÍ THƯ\n\n\n\n\n      Trịnh Văn Cường\n", "Trịnh Văn Cường"},
        {"       KT. GIÁM ĐỐC\n      PHÓ GIÁM ĐỐC\n\n\n\n\n   Đại tá Nguyễn Hữu Phước\n", "Nguyễn Hữu Phước"},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        char text[2048];
        size_t used = (size_t)snprintf(text, sizeof text, "%s\n", head);
        for (const char *p = blocks[i][0]; *p && used + 80 < sizeof text; p++) {
            bool begins = p == blocks[i][0] || p[-1] == '\n';
            if (begins && *p != '\n')
                used += (size_t)snprintf(text + used, sizeof text - used, "%66s", "");
            text[used++] = *p;
        }
        text[used] = '\0';
        struct papers p = judge_text(rules, text);
        assert_value(&p, "nguoi_ky", blocks[i][1]);
        papers_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_document_is_judged_once),
        cmocka_unit_test(what_no_page_has_is_missing),
        cmocka_unit_test(a_head_begins_the_next),
        cmocka_unit_test(signers_of_any_office),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
