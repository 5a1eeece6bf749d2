/*
 * Official documents whose number and date were written by hand: what stands without doubt, what is doubted, what is
 * called unreadable; and the wording of subject and signer, read twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/result.h"
#include "support_page.h"

#define LETTER 20 /* pixels from one figure to the next */

static const char document[] =
    "ỦY BAN NHÂN DÂN                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "XÃ VĨNH SƠN                           Độc lập - Tự do - Hạnh phúc\n"
    "Số: %s                  Vĩnh Sơn, %s\n\n"
    "                              KẾ HOẠCH\n"
    "               %s\n\n"
    "     Căn cứ Luật Tổ chức chính quyền địa phương, Ủy ban nhân dân xã xây dựng kế hoạch:\n"
    "     Mục đích: kịp thời phát hiện để sửa đổi, bổ sung, thay thế hoặc bãi bỏ.\n\n"
    "Nơi nhận:                                  TM. ỦY BAN NHÂN DÂN\n"
    "- Lưu: VT.                                      CHỦ TỊCH\n\n\n\n"
    "                                             Vũ Văn Hải\n";

#define SUBJECT "Rà soát, đơn giản hóa thủ tục hành chính"

/* What the second look finds. NULL: nothing. */
struct looks {
    const char *number; /* figures; '*' for what is none */
    const char *day, *month, *year;
    const char *subject;
    float confidence; /* of each figure */
};

/* Figures from x on, each a letter wide. */
static void put_figures(struct word *w, const char *figures, float confidence, int x)
{
    for (; *figures; figures++, x += LETTER) {
        struct glyph *g = &w->glyphs[w->nglyphs++];
        g->nchoices = 1;
        g->choices[0] = (struct choice){{*figures == '*' ? '?' : *figures}, *figures == '*' ? 0 : confidence};
        g->box = (struct box){x, w->box.y, LETTER - 4, w->box.h};
    }
}

static size_t word_index(const struct page *page, const char *text)
{
    for (size_t i = 0; i < page->words.len; i++)
        if (!strcmp(page->words.items[i].text, text))
            return i;
    fail_msg("no word %s", text);
    return 0;
}

static struct box word_box(const struct page *page, const char *text)
{
    return page->words.items[word_index(page, text)].box;
}

static int right_of(const struct page *page, const char *text)
{
    return box_right(word_box(page, text)) + 2;
}

/* The words that stand in a box, as they were read. */
static char *words_in(const struct page *page, struct box box)
{
    struct buf text = BUF_INIT;
    for (size_t i = 0; i < page->words.len; i++)
        if (!box_is_empty(box_intersect(page->words.items[i].box, box)))
            assert_int_equal(buf_printf(&text, "%s%s", text.len ? " " : "", page->words.items[i].text), SO_OK);
    return buf_steal(&text);
}

static void add_answer(struct answers *answers, const struct question *q, const struct looks *looks,
                       const struct page *page, struct box date, struct box number)
{
    struct answer *a = array_push(answers);
    struct word *w = a ? array_push(&a->words) : NULL;
    assert_non_null(w);
    a->id = q->id;
    *w = (struct word){.box = q->box, .confidence = 0.9f, .glyphs = calloc(64, sizeof *w->glyphs)};
    assert_non_null(w->glyphs);
    if (q->as == LOOK_FIGURES && !box_is_empty(box_intersect(q->box, date))) {
        put_figures(w, looks->day, looks->confidence, right_of(page, "ngày"));
        put_figures(w, looks->month, looks->confidence, right_of(page, "tháng"));
        put_figures(w, looks->year, looks->confidence, right_of(page, "năm"));
        w->text = strdup("?");
    } else if (q->as == LOOK_FIGURES) {
        put_figures(w, looks->number, looks->confidence, number.x);
        w->text = strdup("?");
    } else {
        bool subject = !box_is_empty(box_intersect(q->box, word_box(page, "Rà")));
        free(w->glyphs);
        w->glyphs = NULL;
        w->text = subject ? strdup(looks->subject) : words_in(page, q->box);
    }
    assert_non_null(w->text);
}

/* One word a word, over the line that the question is about. */
static void split_words(struct answer *a, const struct page *page)
{
    char *text = a->words.items[0].text, *rest = text;
    struct box line = {0, 0, 0, 0};
    for (size_t i = 0; i < page->words.len; i++)
        if (!box_is_empty(box_intersect(page->words.items[i].box, a->words.items[0].box)))
            line = box_union(line, page->words.items[i].box);
    array_free(&a->words);
    size_t letters = strlen(text);
    for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        struct word *w = array_push(&a->words);
        assert_non_null(w);
        int x = line.x + (int)((size_t)(word - text) * (size_t)line.w / letters);
        *w = (struct word){.text = strdup(word), .confidence = 0.95f, .box = {x, line.y, 20, line.h}};
    }
    free(text);
}

static void judge(const char *number, const char *date, const char *subject, const struct looks *looks,
                  struct judgement **ret)
{
    char *text = NULL;
    struct page page;
    struct answers answers = {0};
    struct judgement *first = NULL;
    assert_true(asprintf(&text, document, number, date, subject) > 0);
    page_set(&page, text);
    free(text);
    assert_int_equal(paper_judge(rules, &page, NULL, &first), SO_OK);
    const struct field *when = fields_find(judgement_fields(first), "ngay_ban_hanh");
    struct box digits = page.words.items[word_index(&page, "Số:") + 1].box;
    const struct questions *q = judgement_questions(first);
    for (size_t i = 0; i < q->len; i++) {
        bool figures = q->items[i].as == LOOK_FIGURES;
        if (figures ? looks->day != NULL : looks->subject && q->items[i].box.y < page.height / 3) {
            add_answer(&answers, &q->items[i], looks, &page, when->box, digits);
            if (!figures)
                split_words(&answers.items[answers.len - 1], &page);
        }
    }
    judgement_free(first);
    assert_int_equal(paper_judge(rules, &page, &answers, ret), SO_OK);
    answers_free(&answers);
    page_free(&page);
}

static const struct finding *finding_about(const struct judgement *j, const char *key)
{
    const struct findings *all = judgement_findings(j);
    for (size_t i = 0; i < all->len; i++)
        if (!strcmp(all->items[i].field, key))
            return &all->items[i];
    return NULL;
}

static void expect(const struct judgement *j, const char *key, const char *value, bool doubtful)
{
    const struct field *f = fields_find(judgement_fields(j), key);
    const struct finding *finding = finding_about(j, key);
    assert_string_equal(f->value, value);
    assert_int_equal(finding != NULL, doubtful);
    if (finding)
        assert_int_equal(finding->code, FINDING_DOUBTFUL);
}

static void figures_read_as_letters(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"405/**-****", "14", "12", "2024", SUBJECT, 0.96f};
    judge("t05/KH-UBND", "ngày Tú tháng 12 năm 202%", SUBJECT, &looks, &j);
    expect(j, "so", "405/KH-UBND", false);
    expect(j, "ngay_ban_hanh", "ngày 14 tháng 12 năm 2024", false);
    assert_string_equal(fields_find(judgement_fields(j), "ngay_ban_hanh")->normal, "2024-12-14");
    assert_string_equal(fields_find(judgement_fields(j), "ngay_ban_hanh")->read, "ngày Tú tháng 12 năm 202%");
    judgement_free(j);
}

/* Two readings that differ, and each of them is a number: one is given, and the clerk is asked. */
static void clear_numbers_that_differ(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"291/**-****", "19", "07", "2022", SUBJECT, 0.97f};
    judge("241/KH-UBND", "ngày 14 tháng 07 năm 2022", SUBJECT, &looks, &j);
    expect(j, "so", "291/KH-UBND", true);
    expect(j, "ngay_ban_hanh", "ngày 19 tháng 07 năm 2022", true);
    judgement_free(j);
}

/* Letters as which thin print is read, where no shape was made out: what they stand for, to be checked. */
static void letters_in_a_printed_date(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"405/**-****", "**", "**", "2024", SUBJECT, 0.96f};
    judge("405/KH-UBND", "ngày 0T tháng TÔ năm 2024", SUBJECT, &looks, &j);
    expect(j, "ngay_ban_hanh", "ngày 01 tháng 10 năm 2024", true);
    judgement_free(j);
}

/* A partial date is not what the paper says when something that nobody can read stands in the place of its day. */
static void nothing_is_made_up(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"****-****", "**", "12", "2024", SUBJECT, 0.96f};
    judge("Yt/KH-UBND", "ngày Tú tháng 12 năm 2024", SUBJECT, &looks, &j);
    assert_string_equal(fields_find(judgement_fields(j), "so")->value, "");
    assert_int_equal(fields_find(judgement_fields(j), "so")->state, FIELD_UNREADABLE);
    assert_int_equal(fields_find(judgement_fields(j), "ngay_ban_hanh")->state, FIELD_UNREADABLE);
    assert_int_equal(finding_about(j, "ngay_ban_hanh")->code, FINDING_UNREADABLE);
    assert_false(box_is_empty(finding_about(j, "ngay_ban_hanh")->box));
    judgement_free(j);
}

/* The notation is of the kind of document that the title names. */
static void notation_against_the_title(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"12/**-****", "14", "12", "2024", SUBJECT, 0.96f};
    judge("12/KII-UBND", "ngày 14 tháng 12 năm 2024", SUBJECT, &looks, &j);
    expect(j, "so", "12/KH-UBND", true);
    judgement_free(j);
    judge("12/QĐ-UBND", "ngày 14 tháng 12 năm 2024", SUBJECT, &looks, &j);
    assert_non_null(finding_about(j, "so"));
    judgement_free(j);
}

static void agency_above_the_number(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"12/**-****", "14", "12", "2024", SUBJECT, 0.96f};
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", SUBJECT, &looks, &j);
    expect(j, "co_quan_ban_hanh", "ỦY BAN NHÂN DÂN XÃ VĨNH SƠN", false);
    judgement_free(j);
}

static void blank_number_is_missing(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"**-****", "14", "12", "2024", SUBJECT, 0.96f};
    judge("/KH-UBND", "ngày 14 tháng 12 năm 2024", SUBJECT, &looks, &j);
    assert_string_equal(fields_find(judgement_fields(j), "so")->value, "");
    assert_non_null(finding_about(j, "so"));
    assert_int_equal(finding_about(j, "so")->code, FINDING_MISSING);
    judgement_free(j);
}

/* Without leaders, too: where neither letters nor shapes stand, nothing was filled in. */
static void blank_date_is_missing(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"12/**-****", "", "", "", SUBJECT, 0.96f};
    judge("12/KH-UBND", "ngày       tháng       năm       ", SUBJECT, &looks, &j);
    assert_non_null(finding_about(j, "ngay_ban_hanh"));
    assert_int_equal(finding_about(j, "ngay_ban_hanh")->code, FINDING_MISSING);
    judgement_free(j);
    looks = (struct looks){"12/**-****", "**", "", "", SUBJECT, 0.96f};
    judge("12/KH-UBND", "ngày       tháng       năm       ", SUBJECT, &looks, &j);
    assert_non_null(finding_about(j, "ngay_ban_hanh"));
    assert_int_equal(finding_about(j, "ngay_ban_hanh")->code, FINDING_UNREADABLE);
    judgement_free(j);
}

/* Shapes say nothing of the day: it is the one that was read, with a doubt. */
static void a_word_like_the_day_before_it(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"12/**-****", "*", "12", "2024", SUBJECT, 0.96f};
    judge("12/KH-UBND", "nay, ngày 14 tháng 12 năm 2024,", SUBJECT, &looks, &j);
    expect(j, "ngay_ban_hanh", "ngày 14 tháng 12 năm 2024", true);
    judgement_free(j);
}

static void wording_seen_twice(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"12/**-****", "14", "12", "2024", SUBJECT, 0.96f};
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", SUBJECT, &looks, &j);
    expect(j, "trich_yeu", SUBJECT, false);
    judgement_free(j);
    /* Only one of the readings is Vietnamese. */
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", "Rà soát, đơn giản hóa tủhục hành chính", &looks, &j);
    expect(j, "trich_yeu", SUBJECT, false);
    judgement_free(j);
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", "Rà soẻx, đơn giản hóa thủ tục hành chính", &looks, &j);
    expect(j, "trich_yeu", SUBJECT, false);
    judgement_free(j);
    /* Both are, and a known phrase has one of them. */
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", "Rà soát, cơn giản hóa thủ tục hành chính", &looks, &j);
    expect(j, "trich_yeu", SUBJECT, false);
    judgement_free(j);
    /* Both are, and nothing else is known. */
    looks.subject = "Rà lại sách bàn đọc";
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", "Rà lại sách bạn đọc", &looks, &j);
    assert_non_null(finding_about(j, "trich_yeu"));
    judgement_free(j);
    /* Neither has it, but both neighbours do; one neighbour alone is not sure. */
    looks.subject = "Rà soát quy định chỉ tiết một số điều";
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", looks.subject, &looks, &j);
    expect(j, "trich_yeu", "Rà soát quy định chi tiết một số điều", false);
    judgement_free(j);
    looks.subject = "Rà lại đâu giá hộ tích";
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", looks.subject, &looks, &j);
    expect(j, "trich_yeu", "Rà lại đâu giá hộ tịch", true);
    judgement_free(j);
    /* A syllable that no phrase has takes another letter where both neighbours say so, else it is doubted. */
    looks.subject = "Rà soát về giệc phê duyệt danh sách";
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", looks.subject, &looks, &j);
    expect(j, "trich_yeu", "Rà soát về việc phê duyệt danh sách", false);
    judgement_free(j);
    looks.subject = SUBJECT;
    /* A digit amid small letters is a misread one. */
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", "Rà soát, đơn giản hóa thủ tục 0ành chính", &looks, &j);
    expect(j, "trich_yeu", SUBJECT, false);
    judgement_free(j);
    /* Both have it, and the text has it with another mark: "thay thế hoặc bãi bỏ". */
    looks.subject = "Rà soát, sửa đổi hoặc bãi bò";
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", looks.subject, &looks, &j);
    expect(j, "trich_yeu", "Rà soát, sửa đổi hoặc bãi bỏ", true);
    judgement_free(j);
    looks.subject = "Rà soát, sửa đổi hoặc bãi bỏ";
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", looks.subject, &looks, &j);
    expect(j, "trich_yeu", looks.subject, false);
    judgement_free(j);
}

/* Strokes side by side are miscounted, and are no misread syllable. */
static void quarters_in_roman_numerals(void **state)
{
    (void)state;
    struct judgement *j = NULL;
    struct looks looks = {"12/**-****", "14", "12", "2024", "Rà soát thủ tục hành chính quý II", 0.96f};
    judge("12/KH-UBND", "ngày 14 tháng 12 năm 2024", looks.subject, &looks, &j);
    expect(j, "trich_yeu", looks.subject, true);
    judgement_free(j);
}

/* Who decides is named in capitals between the subject and the text, and "QUYẾT ĐỊNH:" stands once more below. */
static void decision_of_a_ministry(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "BỘ NỘI VỤ                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "                                 Độc lập - Tự do - Hạnh phúc\n"
                                        "Số: 2385/QĐ-BNV                  Hà Nội, ngày 14 tháng 12 năm 2024\n\n"
                                        "                              QUYẾT ĐỊNH\n"
                                        "               Về việc công bố thủ tục hành chính\n"
                                        "               được sửa đổi trong lĩnh vực văn thư\n\n"
                                        "                         BỘ TRƯỞNG BỘ NỘI VỤ\n\n"
                                        "     Căn cứ Nghị định số 63/2022/NĐ-CP ngày 12 tháng 9 năm 2022 của Chính phủ;\n\n"
                                        "                              QUYẾT ĐỊNH:\n\n"
                                        "     Điều 1. Công bố kèm theo Quyết định này thủ tục hành chính được sửa đổi.\n");
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "so", "2385/QĐ-BNV");
    assert_value(&p, "co_quan_ban_hanh", "BỘ NỘI VỤ");
    assert_value(&p, "loai_van_ban", "QUYẾT ĐỊNH");
    assert_value(&p, "trich_yeu", "Về việc công bố thủ tục hành chính được sửa đổi trong lĩnh vực văn thư");
    papers_free(&p);
}

static void decree_of_the_government(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "CHÍNH PHỦ                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "                                 Độc lập - Tự do - Hạnh phúc\n"
                                        "Số: 280/2025/NĐ-CP               Hà Nội, ngày 27 tháng 10 năm 2025\n\n"
                                        "                              NGHỊ ĐỊNH\n"
                                        "               Sửa đổi, bổ sung một số điều của Nghị định\n"
                                        "                   về cấp bản sao từ sổ gốc\n\n"
                                        "     Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;\n");
    assert_value(&p, "so", "280/2025/NĐ-CP");
    assert_value(&p, "co_quan_ban_hanh", "CHÍNH PHỦ");
    assert_value(&p, "loai_van_ban", "NGHỊ ĐỊNH");
    assert_value(&p, "trich_yeu", "Sửa đổi, bổ sung một số điều của Nghị định về cấp bản sao từ sổ gốc");
    papers_free(&p);
}

static void paper_of_the_party(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "TỈNH ỦY HẢI DƯƠNG                 ĐẢNG CỘNG SẢN VIỆT NAM\n"
                                        "        *\n"
                                        "Số 12-KL/TU                      Hải Dương, ngày 14 tháng 12 năm 2024\n\n"
                                        "                              KẾT LUẬN\n"
                                        "                 về công tác kiểm tra, giám sát\n\n"
                                        "     Tại hội nghị ngày 10 tháng 12 năm 2024, Ban Thường vụ kết luận như sau:\n");
    assert_string_equal(p.items[0].type, "van_ban_hanh_chinh");
    assert_value(&p, "so", "12-KL/TU");
    assert_value(&p, "co_quan_ban_hanh", "TỈNH ỦY HẢI DƯƠNG");
    assert_value(&p, "loai_van_ban", "KẾT LUẬN");
    papers_free(&p);
}

/* A department under its committee; the motto begins close behind the office's last word. */
static void department_under_its_committee(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, "UBND TỈNH HẢI DƯƠNG            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "VĂN PHÒNG                         Độc lập - Tự do - Hạnh phúc\n"
                                        "ỦY BAN NHÂN DÂN TỈNH\n"
                                        "Số: 1234/VP-NC                   Hải Dương, ngày 14 tháng 12 năm 2024\n"
                                        "V/v rà soát thủ tục\n"
                                        "hành chính\n\n"
                                        "          Kính gửi: Ủy ban nhân dân các xã, phường.\n\n"
                                        "     Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh, đề nghị các đơn vị rà soát.\n");
    assert_value(&p, "so", "1234/VP-NC");
    assert_value(&p, "co_quan_ban_hanh", "VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH");
    assert_value(&p, "trich_yeu", "rà soát thủ tục hành chính");
    papers_free(&p);
}

/* Where the last line was lost or a letter became a digit, what is left says so. */
static void a_broken_subject_is_doubted(void **state)
{
    (void)state;
    struct papers q = judge_text(rules, "ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "XÃ LÊ PHONG                       Độc lập - Tự do - Hạnh phúc\n"
                                        "Số: 396/UBND-VP                  Lê Phong, ngày 26 tháng 03 năm 2021\n"
                                        "V/v mua sắm thiết bị 3ộ phận Một cửa\n\n"
                                        "          Kính gửi: Các trưởng thôn trên địa bàn xã.\n\n"
                                        "     Căn cứ Luật Tổ chức chính quyền địa phương.\n");
    assert_non_null(finding_of(&q, FINDING_DOUBTFUL, "trich_yeu"));
    papers_free(&q);
    struct papers p = judge_text(rules, "ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                        "XÃ LÊ PHONG                       Độc lập - Tự do - Hạnh phúc\n"
                                        "Số: 396/UBND-VP                  Lê Phong, ngày 26 tháng 03 năm 2021\n"
                                        "V/v thay đổi lịch tiếp công dân tháng\n\n"
                                        "          Kính gửi: Các trưởng thôn trên địa bàn xã.\n\n"
                                        "     Căn cứ Luật Tổ chức chính quyền địa phương.\n");
    assert_value(&p, "trich_yeu", "thay đổi lịch tiếp công dân tháng");
    assert_non_null(finding_of(&p, FINDING_DOUBTFUL, "trich_yeu"));
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_subject_is_doubted), cmocka_unit_test(figures_read_as_letters), cmocka_unit_test(clear_numbers_that_differ),
        cmocka_unit_test(letters_in_a_printed_date),
        cmocka_unit_test(nothing_is_made_up),      cmocka_unit_test(notation_against_the_title),
        cmocka_unit_test(agency_above_the_number), cmocka_unit_test(blank_number_is_missing),
        cmocka_unit_test(blank_date_is_missing),
        cmocka_unit_test(a_word_like_the_day_before_it),
        cmocka_unit_test(wording_seen_twice),      cmocka_unit_test(quarters_in_roman_numerals),
        cmocka_unit_test(decision_of_a_ministry),  cmocka_unit_test(decree_of_the_government),
        cmocka_unit_test(paper_of_the_party),      cmocka_unit_test(department_under_its_committee),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
