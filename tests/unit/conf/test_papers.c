/* Definitions of papers: the shipped ones are sound, and every mistake is told with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conf/papers.h"

static const char sound[] = "type: don\n"                                                            /* line 1 */
                            "title_vi: Đơn\n"                                                        /* 2 */
                            "title_en: Request\n"                                                    /* 3 */
                            "keep: nothing\n"                                                        /* 4 */
                            "keep_reason: luật\n"                                                    /* 5 */
                            "titles: [ĐƠN, {text: ĐƠN ĐỀ NGHỊ, anywhere: true}]\n"                   /* 6 */
                            "signature: {headings: [Người làm đơn], chu_ky: true, con_dau: false}\n" /* 7 */
                            "sections:\n"                                                            /* 8 */
                            "  - key: nguoi\n"                                                       /* 9 */
                            "    label_vi: người làm đơn\n"                                          /* 10 */
                            "    label_en: requester\n"                                              /* 11 */
                            "    fields:\n"                                                          /* 12 */
                            "      - {key: ten, kind: name, required: yes, labels: [Tôi tên là], label_vi: Tên, label_en: Name}\n"
                            "      - {key: so, kind: id, required: {since: 2016-01-01, by: ngay}, labels: [CCCD], "
                            "label_vi: Số, label_en: No}\n"
                            "      - {key: ngay, kind: date, required: {without: so}, labels: [Ngày sinh], "
                            "label_vi: Ngày, label_en: Date}\n"
                            "rules:\n"
                            "  - {check: id_birth, fields: [so, ngay], message: Sai, message_en: Wrong}\n";

static void reads_all_that_is_said(void **state)
{
    (void)state;
    struct paper_def d = {0};
    struct so_error err = {0};
    assert_int_equal(papers_parse("don.yaml", sound, strlen(sound), &d, &err), SO_OK);
    assert_string_equal(d.type, "don");
    assert_int_equal(d.keep, KEEP_NOTHING);
    assert_int_equal(d.titles.len, 2);
    assert_true(d.titles.items[1].anywhere);
    assert_true(d.signature);
    assert_false(d.seal);
    assert_int_equal(d.fields.len, 3);
    assert_true(d.fields.items[0].opens);
    assert_int_equal(d.fields.items[1].need, NEED_SINCE);
    assert_int_equal(d.fields.items[1].need_since, 20160101);
    assert_int_equal(d.fields.items[2].need, NEED_WITHOUT);
    assert_int_equal(d.rules.items[0].fields[1], 2);
    paper_def_free(&d);
}

/* Replaces `old` in the sound definition; what the error must begin with and hold. */
static void mistakes_have_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *old, *replacement, *place, *says;
    } rows[] = {
        {"keep: nothing", "keep: everything", "don.yaml:4:", "everything"},
        {"titles: [", "tittles: [", "don.yaml:6:", "titles"},
        {"kind: name", "kind: nome", "don.yaml:13:", "nome"},
        {"label_en: requester", "", "don.yaml:9:", "label_en"},
        {"required: yes", "required: perhaps", "don.yaml:13:", "perhaps"},
        {"since: 2016-01-01", "since: 2016", "don.yaml:14:", "2016-01-01"},
        {"key: so,", "key: ten,", "don.yaml:14:", "ten"},
        {"without: so", "without: nobody", "don.yaml:9:", "nobody"},
        {"fields: [so, ngay]", "fields: [so, tuoi]", "don.yaml:17:", "tuoi"},
        {"fields: [so, ngay]", "fields: [so]", "don.yaml:17:", "id_birth"},
        {", labels: [CCCD]", "", "don.yaml:14:", "labels"},
        {"type: don", "type: Đơn", "don.yaml:1:", "a-z"},
        {"key: ten,", "key: Tên,", "don.yaml:13:", "a-z"},
        {"- key: nguoi", "- key: người", "don.yaml:9:", "a-z"},
        {"type: don", "type: khong_ro", "don.yaml:1:", "khong_ro"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *at = strstr(sound, rows[i].old);
        assert_non_null(at);
        char *text = NULL;
        int n = asprintf(&text, "%.*s%s%s", (int)(at - sound), sound, rows[i].replacement, at + strlen(rows[i].old));
        assert_true(n > 0);
        struct paper_def d = {0};
        struct so_error err = {0};
        assert_int_equal(papers_parse("config/don.yaml", text, (size_t)n, &d, &err), SO_EFORMAT);
        if (strncmp(err.text, rows[i].place, strlen(rows[i].place)) != 0 || !strstr(err.text, rows[i].says))
            fail_msg("row %zu: %s", i, err.text);
        free(text);
    }
}

static void count_problem(void *userdata, const char *text)
{
    (void)text;
    ++*(int *)userdata;
}

static void shipped_definitions(void **state)
{
    (void)state;
    struct paper_defs defs = {0};
    struct so_error err = {0};
    int problems = 0;
    assert_int_equal(papers_check(SOHOA_SOURCE_DIR "/config/papers", count_problem, &problems), SO_OK);
    assert_int_equal(problems, 0);
    assert_int_equal(papers_load(SOHOA_SOURCE_DIR "/config/papers", &defs, &err), SO_OK);
    static const char *const types[] = {"giay_khai_sinh", "trich_luc_khai_sinh", "trich_luc_khai_tu", "giay_chung_nhan_ket_hon",
                                        "giay_xac_nhan_tinh_trang_hon_nhan", "to_khai_dang_ky_khai_sinh", "van_ban_hanh_chinh",
                                        "chung_thuc_ban_sao", "chung_thuc_chu_ky", "giay_tiep_nhan_ho_so"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_non_null(paper_defs_find(&defs, types[i]));
    /* A certified copy must not be archived: Nghị định 23/2015 điều 14 */
    assert_int_equal(paper_defs_find(&defs, "chung_thuc_ban_sao")->keep, KEEP_RECORD);
    paper_defs_free(&defs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_that_is_said),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(shipped_definitions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
