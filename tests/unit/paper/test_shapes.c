/* Numbers against the shapes of their digits: what is asked, what is believed, and what is kept of what was read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support_page.h"
#include "support_texts.h"

/* A page with one of its words read otherwise, and that word's shapes: figures, each of this confidence. */
struct doubt {
    const char *right, *read, *shapes, *field;
    float confidence;
};

static const struct question *ask(const struct questions *q, struct box where)
{
    for (size_t i = 0; i < q->len; i++)
        if (q->items[i].as == LOOK_FIGURES && !box_is_empty(box_intersect(q->items[i].box, where)))
            return &q->items[i];
    return NULL;
}

static void judge(const char *page_text, const struct doubt *d, struct judgement **ret)
{
    char *text = NULL;
    const char *at = strstr(page_text, d->right);
    assert_non_null(at);
    assert_true(asprintf(&text, "%.*s%s%s", (int)(at - page_text), page_text, d->read, at + strlen(d->right)) > 0);
    struct page page;
    page_set(&page, text);
    struct judgement *first = NULL;
    assert_int_equal(paper_judge(rules, &page, NULL, &first), SO_OK);
    const struct question *q = ask(judgement_questions(first), fields_find(judgement_fields(first), d->field)->box);
    assert_non_null(q);
    assert_int_equal(q->plane, PLANE_CLEAN);
    struct glyph glyphs[32] = {0};
    struct word word = {.text = (char *)d->shapes, .confidence = d->confidence, .box = q->box, .glyphs = glyphs};
    for (; d->shapes[word.nglyphs]; word.nglyphs++) {
        bool none = d->shapes[word.nglyphs] == '?';
        glyphs[word.nglyphs].nchoices = 1;
        glyphs[word.nglyphs].choices[0] = (struct choice){{d->shapes[word.nglyphs]}, none ? 0 : d->confidence};
    }
    struct answer answer = {.id = q->id, .words = {.items = &word, .len = 1}};
    struct answers answers = {.items = &answer, .len = 1};
    judgement_free(first);
    assert_int_equal(paper_judge(rules, &page, &answers, ret), SO_OK);
    page_free(&page);
    free(text);
}

static void expect_on(const char *page_text, const struct doubt *d, const char *value, enum field_state state,
                      const char *evidence)
{
    struct judgement *j = NULL;
    judge(page_text, d, &j);
    const struct field *f = fields_find(judgement_fields(j), d->field);
    assert_string_equal(f->value, value);
    assert_string_equal(f->evidence, evidence);
    assert_int_equal(f->state, state);
    assert_non_null(strstr(f->read, d->read[0] == '?' ? d->read + 1 : d->read));
    judgement_free(j);
}

static void expect(const struct doubt *d, const char *value, enum field_state state, const char *evidence)
{
    expect_on(text_birth_2020, d, value, state, evidence);
}

static void digits_by_their_shapes(void **state)
{
    (void)state;
    expect(&(struct doubt){"030321000123", "?0304241u%123", "030321000123", "so_dinh_danh", 0.9f}, "030321000123",
           FIELD_REPAIRED, "shapes of the digits");
    /* not as many digits as letters read: only where each is sure */
    expect(&(struct doubt){"030321000123", "?03032100012", "030321000123", "so_dinh_danh", 0.9f}, "030321000123",
           FIELD_REPAIRED, "shapes of the digits");
}

static void doubtful_shapes_change_nothing(void **state)
{
    (void)state;
    expect(&(struct doubt){"030321000123", "030321000123", "030321000723", "so_dinh_danh", 0.6f}, "030321000123",
           FIELD_READ, "");
    expect(&(struct doubt){"030321000123", "030321000123", "03032100", "so_dinh_danh", 0.7f}, "030321000123",
           FIELD_READ, "");
    expect(&(struct doubt){"030321000123", "030321000123", "????", "so_dinh_danh", 0.9f}, "030321000123", FIELD_READ,
           "");
}

/* A stroke is as thin as a 1, and a speck is a point: neither becomes part of a number that has none. */
static void strokes_and_specks(void **state)
{
    (void)state;
    struct doubt d = {"030321000123", "030321000123", "0303.21000123", "so_dinh_danh", 0.95f};
    expect(&d, "030321000123", FIELD_READ, "");
}

/* Of a number with its notation only what stands before the stroke is made of figures. */
static void number_before_its_notation(void **state)
{
    (void)state;
    static const char document[] = "ỦY BAN NHÂN DÂN                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                                   "XÃ VĨNH SƠN                           Độc lập - Tự do - Hạnh phúc\n"
                                   "Số: 137/KH-UBND                  Vĩnh Sơn, ngày 05 tháng 11 năm 2023\n\n"
                                   "                              KẾ HOẠCH\n"
                                   "                   Rà soát thủ tục hành chính\n";
    expect_on(document, &(struct doubt){"137/KH-UBND", "?13†/KH-UBND", "137/?\?-?\?\?\?", "so", 0.9f}, "137/KH-UBND",
              FIELD_REPAIRED, "shapes of the digits");
    expect_on(document, &(struct doubt){"137/KH-UBND", "?12/KH-UBND", "137?\?\?-?\?\?\?", "so", 0.9f}, "12/KH-UBND",
              FIELD_READ, "");
}

/* Of a file's mark only what stands behind its stroke is a number. */
static void number_behind_letters(void **state)
{
    (void)state;
    expect(&(struct doubt){"Thôn Đồng", "TB/1u307 Đồng", "?\?/14307", "me_noi_cu_tru", 0.8f},
           "TB/14307 Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương", FIELD_REPAIRED, "shapes of the digits");
    expect(&(struct doubt){"Thôn Đồng", "TB/1u307 Đồng", "?\?/1?307", "me_noi_cu_tru", 0.8f},
           "TB/1u307 Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương", FIELD_READ, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_by_their_shapes),
        cmocka_unit_test(doubtful_shapes_change_nothing),
        cmocka_unit_test(strokes_and_specks),
        cmocka_unit_test(number_before_its_notation),
        cmocka_unit_test(number_behind_letters),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
