/* Words read with doubt against two more looks at them: what is asked, when the looks win, and what stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support_page.h"
#include "support_texts.h"

/* A look's answer about a word: its text, and another text of as many letters that it also considered ("" for none). */
struct look {
    const char *text, *also;
    float confidence, also_confidence;
};

struct doubt {
    const char *right, *read, *field;
    struct look narrow, wide;
};

static const char *shape; /* what the shapes of the word's letters would rather have; NULL: what was read */

/* A letter each; where the texts differ, both are choices. */
static void set_glyphs(const char *text, const char *also, float own, float other, struct word *w)
{
    static const size_t bytes[16] = {[0x0 ... 0xB] = 1, [0xC] = 2, [0xD] = 2, [0xE] = 3, [0xF] = 4};
    w->glyphs = calloc(32, sizeof *w->glyphs);
    assert_non_null(w->glyphs);
    for (const char *s = text, *t = also; *s && *t; w->nglyphs++) {
        size_t n = bytes[(unsigned char)*s >> 4], m = bytes[(unsigned char)*t >> 4];
        struct glyph *g = &w->glyphs[w->nglyphs];
        g->nchoices = 1;
        snprintf(g->choices[0].text, sizeof g->choices[0].text, "%.*s", (int)n, s);
        g->choices[0].confidence = 0.99f;
        if (n != m || memcmp(s, t, n) != 0) {
            g->nchoices = 2;
            snprintf(g->choices[1].text, sizeof g->choices[1].text, "%.*s", (int)m, t);
            g->choices[0].confidence = own;
            g->choices[1].confidence = other;
        }
        s += n;
        t += m;
    }
}

static void set_answer(const struct question *q, struct box box, const struct look *look, struct word *w,
                       struct answer *a)
{
    *w = (struct word){.text = (char *)look->text, .confidence = look->confidence, .box = box};
    *a = (struct answer){.id = q->id, .words = {.items = w, .len = *look->text ? 1 : 0}};
    if (*look->also)
        set_glyphs(look->text, look->also, 0.99f, look->also_confidence, w);
}

/* The questions about a place, the one about the word alone first; how many. */
static int find_questions(const struct questions *all, struct box box, const struct question *ret[2])
{
    int n = 0;
    for (size_t i = 0; i < all->len; i++) {
        const struct question *q = &all->items[i];
        struct box common = box_intersect(q->box, box);
        if (q->as != LOOK_LINE || common.w < box.w || q->box.h > 3 * box.h || q->id < 3 << 20)
            continue;
        assert_true(n < 2);
        ret[n++] = q;
    }
    return n;
}

static struct judgement *judge(const struct doubt *d, int *ret_asked)
{
    char *text = NULL;
    const char *at = strstr(text_birth_2020, d->right);
    assert_non_null(at);
    assert_true(asprintf(&text, "%.*s%s%s", (int)(at - text_birth_2020), text_birth_2020, d->read, at + strlen(d->right)) > 0);
    struct page page;
    page_set(&page, text);
    const char *word = d->read[0] == '?' ? d->read + 1 : d->read;
    size_t i = 0;
    while (i < page.words.len && strcmp(page.words.items[i].text, word) != 0)
        i++;
    assert_true(i < page.words.len);
    if (shape)
        set_glyphs(word, shape, 0.01f, 0.98f, &page.words.items[i]);
    struct judgement *j = NULL;
    assert_int_equal(paper_judge(rules, &page, NULL, &j), SO_OK);
    const struct question *q[2];
    *ret_asked = find_questions(judgement_questions(j), page.words.items[i].box, q);
    if (*ret_asked == 2) {
        struct word words[2];
        struct answer items[2];
        struct answers answers = {.items = items, .len = 2};
        assert_false(q[0]->best_model);
        assert_true(q[1]->best_model);
        set_answer(q[0], page.words.items[i].box, &d->narrow, &words[0], &items[0]);
        set_answer(q[1], page.words.items[i].box, &d->wide, &words[1], &items[1]);
        judgement_free(j);
        assert_int_equal(paper_judge(rules, &page, &answers, &j), SO_OK);
        free(words[0].glyphs);
        free(words[1].glyphs);
    }
    page_free(&page);
    free(text);
    return j;
}

static void expect(const struct doubt *d, const char *value)
{
    int asked = 0;
    struct judgement *j = judge(d, &asked);
    assert_int_equal(asked, 2);
    const struct field *f = fields_find(judgement_fields(j), d->field);
    assert_string_equal(f->value, value);
    const char *read = d->read[0] == '?' ? d->read + 1 : d->read;
    assert_non_null(strstr(f->read, read)); /* what was read stays */
    if (!strstr(value, read)) {
        assert_string_equal(f->evidence, "second look");
        assert_int_equal(f->state, FIELD_REPAIRED);
    }
    judgement_free(j);
}

#define LOOK(text) {text, "", 0.95f, 0}
#define NOTHING {"", "", 0, 0}

static void two_looks_win_against_a_doubtful_word(void **state)
{
    (void)state;
    expect(&(struct doubt){"Tâm,", "?Tám,", "me_noi_cu_tru", LOOK("Tâm,"), LOOK("Tâm,")},
           "Thôn Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương");
    expect(&(struct doubt){"Tâm,", "?Tám", "me_noi_cu_tru", LOOK("Tâm,"), LOOK("Tâm,")},
           "Thôn Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương"); /* the comma that both see */
    /* the wide look also considered what was read, but not as much */
    expect(&(struct doubt){"GIA", "?GÌA", "ho_ten", LOOK("GIA"), {"GIA", "GÌA", 0.9f, 0.2f}}, "PHẠM GIA HÂN");
}

/* One look alone, looks that differ, capitals, and what the looks nearly read like the page. */
static void otherwise_it_stands(void **state)
{
    (void)state;
    static const char as_read[] = "Thôn Đồng Tám, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương";
    expect(&(struct doubt){"Tâm,", "?Tám,", "me_noi_cu_tru", LOOK("Tâm,"), LOOK("Tám,")}, as_read);
    expect(&(struct doubt){"Tâm,", "?Tám,", "me_noi_cu_tru", LOOK("Tâm,"), NOTHING}, as_read);
    expect(&(struct doubt){"Tâm,", "?Tám,", "me_noi_cu_tru", LOOK("Tâm,"), LOOK("Tầm,")}, as_read);
    expect(&(struct doubt){"Tâm,", "?Tám,", "me_noi_cu_tru", LOOK("tám,"), LOOK("tám,")}, as_read);
    expect(&(struct doubt){"Tâm,", "?Tám,", "me_noi_cu_tru", {"Tâm,", "Tám,", 0.9f, 0.95f}, {"Tâm,", "Tám,", 0.9f, 0.95f}},
           as_read);
    /* what no Vietnamese word is needs more */
    expect(&(struct doubt){"Tâm,", "?Tám,", "me_noi_cu_tru", {"Tzm,", "", 0.6f, 0}, {"Tzm,", "", 0.6f, 0}}, as_read);
}

static bool is_doubted(const struct doubt *d)
{
    int asked = 0;
    bool found = false;
    struct judgement *j = judge(d, &asked);
    for (size_t i = 0; i < judgement_findings(j)->len; i++)
        found |= judgement_findings(j)->items[i].code == FINDING_DOUBTFUL &&
                 !strcmp(judgement_findings(j)->items[i].field, d->field);
    judgement_free(j);
    return found;
}

/* A word read surely, whose letters' shapes speak for another mark, is asked about: they are an opinion beside others. */
static void shapes_of_marks_are_an_opinion(void **state)
{
    (void)state;
    static const char right[] = "Thôn Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương",
                      as_read[] = "Thôn Đồng Tám, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương";
    struct doubt won = {"Tâm,", "Tám,", "me_noi_cu_tru", LOOK("Tâm,"), {"Tám,", "Tâm,", 0.95f, 0.9f}},
                 close = {"Tâm,", "Tám,", "me_noi_cu_tru", LOOK("Tâm,"), LOOK("Tám,")},
                 alone = {"Tâm,", "Tám,", "me_noi_cu_tru", LOOK("Tám,"), LOOK("Tám,")};
    shape = "Tâm,";
    expect(&won, right);
    assert_false(is_doubted(&won));
    expect(&close, as_read);
    assert_true(is_doubted(&close));
    expect(&alone, as_read);
    assert_false(is_doubted(&alone));
    shape = NULL;
}

/* Of the letter that stands each look finds others as likely: it stands, but not without doubt. */
static void what_no_look_is_sure_of_is_doubtful(void **state)
{
    (void)state;
    static const char as_read[] = "Thôn Đồng Tám, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương";
    struct doubt weak = {"Tâm,", "?Tám,", "me_noi_cu_tru", {"Tám,", "Tãm,", 0.9f, 1.5f}, {"Tám,", "Tạm,", 0.9f, 1.5f}},
                 sure = {"Tâm,", "?Tám,", "me_noi_cu_tru", {"Tám,", "Tãm,", 0.9f, 0.1f}, {"Tám,", "Tạm,", 0.9f, 1.5f}};
    expect(&weak, as_read);
    assert_true(is_doubted(&weak));
    expect(&sure, as_read);
    assert_false(is_doubted(&sure));
}

static void what_is_sure_or_no_word_is_not_asked_about(void **state)
{
    (void)state;
    static const struct doubt rows[] = {
        {"Liên Mạc", "Liên Mạc", "que_quan", NOTHING, NOTHING},
        {"030321000123", "?030321000123", "so_dinh_danh", NOTHING, NOTHING},
        {"TTXH", "?TTXH", "giay_to_tuy_than", NOTHING, NOTHING},
        {"GIẤY", "?GIẤY", "ho_ten", NOTHING, NOTHING}, /* no value */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct doubt d = rows[i];
        int asked = 0;
        d.read = i == 0 ? "Liên" : d.read;
        d.right = i == 0 ? "Liên" : d.right;
        struct judgement *j = judge(&d, &asked);
        assert_int_equal(asked, 0);
        judgement_free(j);
    }
}

/* A page of nothing but doubt asks no more than a few of its words: those read worst. */
static void few_words_are_asked_about(void **state)
{
    (void)state;
    struct page page;
    struct judgement *j = NULL;
    page_set(&page, text_birth_2020);
    for (size_t i = 0; i < page.words.len; i++)
        page.words.items[i].confidence = 0.85f + 0.0001f * (float)i;
    assert_int_equal(paper_judge(rules, &page, NULL, &j), SO_OK);
    size_t fast = 0, best = 0;
    for (size_t i = 0; i < judgement_questions(j)->len; i++)
        fast += judgement_questions(j)->items[i].id >= 3 << 20;
    judgement_free(j);
    page.quality = QUALITY_BEST;
    assert_int_equal(paper_judge(rules, &page, NULL, &j), SO_OK);
    for (size_t i = 0; i < judgement_questions(j)->len; i++)
        best += judgement_questions(j)->items[i].id >= 3 << 20;
    judgement_free(j);
    page_free(&page);
    assert_int_equal(fast, 32); /* twice a word */
    assert_true(best > fast);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_looks_win_against_a_doubtful_word),
        cmocka_unit_test(otherwise_it_stands),
        cmocka_unit_test(shapes_of_marks_are_an_opinion),
        cmocka_unit_test(what_no_look_is_sure_of_is_doubtful),
        cmocka_unit_test(what_is_sure_or_no_word_is_not_asked_about),
        cmocka_unit_test(few_words_are_asked_about),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
