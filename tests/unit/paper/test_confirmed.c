/* Readings against what clerks confirmed on other papers: misread words are mended, plausible ones never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "paper/confirmed.h"
#include "support_page.h"
#include "support_texts.h"

static const struct paper_confirmed known[] = {
    {"Phạm Gia Hân", false},     {"NGUYỄN VĂN ĐỨC", false},  {"Nguyễn Thị Hoa", false}, {"Vũ Đình Thắng", false},
    {"Trần Quang Huyến", false}, {"Trần Quang Huyền", false}, {"Hoa", false},          {"Y Brơm Niê", false},
    {"thôn Đồng Tâm", true},     {"xã Liên Mạc", true},      {"Xã Quyết Thắng", true}, {"xã Thanh Hoa", true},
};

static struct paper_rules *learnt;

static int setup(void **state)
{
    int r = rules_setup(state);
    return r ? r : paper_rules_learn(rules, known, sizeof known / sizeof *known, &learnt);
}

static int teardown(void **state)
{
    paper_rules_free(learnt);
    return rules_teardown(state);
}

/* The birth certificate with one of its texts read otherwise, and what a second look heard there (NULL: none asked). */
static struct judgement *judge(const char *right, const char *read, const char *field, const char *heard)
{
    char *text = NULL;
    const char *at = strstr(text_birth_2020, right);
    assert_non_null(at);
    assert_true(asprintf(&text, "%.*s%s%s", (int)(at - text_birth_2020), text_birth_2020, read, at + strlen(right)) > 0);
    struct page page;
    page_set(&page, text);
    struct judgement *j = NULL;
    assert_int_equal(paper_judge(learnt, &page, NULL, &j), SO_OK);
    if (heard) {
        const struct questions *q = judgement_questions(j);
        struct box box = fields_find(judgement_fields(j), field)->box;
        size_t i = 0;
        while (i < q->len && (q->items[i].as != LOOK_LINE || box_is_empty(box_intersect(q->items[i].box, box))))
            i++;
        assert_true(i < q->len);
        struct word word = {.text = (char *)heard, .confidence = 0.3f, .box = box};
        struct answer answer = {.id = q->items[i].id, .words = {.items = &word, .len = 1}};
        struct answers answers = {.items = &answer, .len = 1};
        judgement_free(j);
        assert_int_equal(paper_judge(learnt, &page, &answers, &j), SO_OK);
    }
    page_free(&page);
    free(text);
    return j;
}

struct row {
    const char *right, *read, *field, *value;
    const char *heard;
};

static void misread_words_are_mended(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"GIA HÂN", "GIA ?HÂXN", "ho_ten", "PHẠM GIA HÂN", NULL},
        {"PHẠM GIA HÂN", "?NGUYỄN ?VĂN ?ĐỮC", "ho_ten", "NGUYỄN VĂN ĐỨC", NULL}, /* as the paper writes: in capitals */
        {"Vũ Đình Thắng", "?Vũ ?Đình ?Thẳngz", "nguoi_ky", "Vũ Đình Thắng", NULL},
        {"Thôn Đồng Tâm", "Thôn Đồng ?Tầrm", "me_noi_cu_tru",
         "Thôn Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương", NULL},
        {"Xã Liên Mạc, huyện", "Xã ?Quyểt Thắng, huyện", "que_quan", "Xã Quyết Thắng, huyện Thanh Hà, tỉnh Hải Dương",
         NULL},
        /* both are words; the second look read what was confirmed */
        {"PHẠM GIA HÂN", "?PHẠM ?GIA ?HÃN", "ho_ten", "PHẠM GIA HÂN", "PHẠM GIA HÂN"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct judgement *j = judge(rows[i].right, rows[i].read, rows[i].field, rows[i].heard);
        const struct field *f = fields_find(judgement_fields(j), rows[i].field);
        assert_string_equal(f->value, rows[i].value);
        if (strcmp(f->evidence, "lexicon") != 0)
            fail_msg("row %zu: %s by '%s'", i, f->value, f->evidence);
        assert_int_equal(f->state, FIELD_REPAIRED);
        assert_non_null(strstr(f->read, strrchr(rows[i].read, '?') + 1)); /* what was read stays */
        judgement_free(j);
    }
}

/* However near a confirmed name lies, and however poorly it was read: what may be a name is one. */
static void plausible_names_stand(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"PHẠM GIA HÂN", "?PHẠM ?GIA ?HÁN", "ho_ten", "PHẠM GIA HÁN", NULL},
        {"PHẠM GIA HÂN", "?PHẠM ?GIA ?HÂN", "ho_ten", "PHẠM GIA HÂN", NULL},
        {"Phạm Văn Nam", "?Nguyễn ?Thị ?Hòa", "cha_ho_ten", "Nguyễn Thị Hòa", NULL},
        {"Phạm Văn Nam", "?Nguyễn ?Văn ?Đực", "cha_ho_ten", "Nguyễn Văn Đực", NULL},
        {"Phạm Văn Nam", "?Y ?Brôm ?Niê", "cha_ho_ten", "Y Brôm Niê", NULL}, /* no grammar speaks against it */
        {"Phạm Văn Nam", "?Trần ?Quang ?Huyễln", "cha_ho_ten", "Trần Quang Huyễln", NULL}, /* of two equally near */
        {"Phạm Văn Nam", "?Trần ?Quang ?Huyến", "cha_ho_ten", "Trần Quang Huyến",
         "Trần Quang Huyền"}, /* two persons whom clerks know */
        {"Xã Liên Mạc, huyện", "?Xã ?Thanh ?Hòa, huyện", "que_quan", "Xã Thanh Hòa, huyện Thanh Hà, tỉnh Hải Dương",
         NULL},
        {"Thôn Đồng Tâm", "?Thôn ?Đông ?Tâm", "me_noi_cu_tru",
         "Thôn Đông Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương", NULL},
        /* another look that read yet another name says nothing for the confirmed one */
        {"PHẠM GIA HÂN", "?PHẠM ?GIA ?HÃN", "ho_ten", "PHẠM GIA HÃN", "PHẠM GIA HAN"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct judgement *j = judge(rows[i].right, rows[i].read, rows[i].field, rows[i].heard);
        const struct field *f = fields_find(judgement_fields(j), rows[i].field);
        assert_string_equal(f->value, rows[i].value);
        assert_string_not_equal(f->evidence, "lexicon");
        judgement_free(j);
    }
}

/* What was read surely stands, and rules that learnt leave those that they were made of as they were. */
static void sure_readings_stand(void **state)
{
    (void)state;
    struct judgement *j = judge("GIA HÂN", "GIA HÂXN", "ho_ten", NULL);
    assert_string_equal(fields_find(judgement_fields(j), "ho_ten")->value, "PHẠM GIA HÂXN");
    judgement_free(j);
    struct paper_rules *again = NULL;
    assert_int_equal(paper_rules_learn(learnt, NULL, 0, &again), SO_OK);
    assert_int_equal(paper_rules_defs(again)->len, paper_rules_defs(rules)->len);
    paper_rules_free(again);
    struct papers p = judge_text(rules, text_birth_2020);
    assert_value(&p, "ho_ten", "PHẠM GIA HÂN");
    papers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(misread_words_are_mended),
        cmocka_unit_test(plausible_names_stand),
        cmocka_unit_test(sure_readings_stand),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
