/* Letters that hands make alike: which words are asked about, and what their strokes change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support_page.h"
#include "support_texts.h"

/* A page with one of its words read otherwise, what the strokes of that word are, and how clear. */
struct written {
    const char *right, *read, *strokes, *field; /* strokes: of the last word that was read */
    float clear;
};

static const struct question *ask(const struct questions *q, const struct page *page, const char *word)
{
    for (size_t i = 0; i < q->len; i++)
        for (size_t k = 0; k < page->words.len && q->items[i].as == LOOK_STROKES; k++)
            if (!strcmp(page->words.items[k].text, word) &&
                !box_is_empty(box_intersect(q->items[i].box, page->words.items[k].box)))
                return &q->items[i];
    return NULL;
}

static void judge(const struct written *d, struct judgement **ret, bool *ret_asked)
{
    char *text = NULL;
    const char *at = strstr(text_birth_2020, d->right);
    assert_non_null(at);
    assert_true(asprintf(&text, "%.*s%s%s", (int)(at - text_birth_2020), text_birth_2020, d->read,
                         at + strlen(d->right)) > 0);
    struct page page;
    page_set(&page, text);
    const char *word = strrchr(d->read, ' ') ? strrchr(d->read, ' ') + 1 : d->read;
    struct judgement *first = NULL;
    assert_int_equal(paper_judge(rules, &page, NULL, &first), SO_OK);
    const struct question *q = ask(judgement_questions(first), &page, word);
    *ret_asked = q != NULL;
    struct glyph glyphs[32] = {0};
    struct word seen = {.text = (char *)d->strokes, .glyphs = glyphs};
    for (; d->strokes[seen.nglyphs]; seen.nglyphs++) {
        bool none = d->strokes[seen.nglyphs] == '?';
        glyphs[seen.nglyphs].nchoices = 1;
        glyphs[seen.nglyphs].choices[0] = (struct choice){{d->strokes[seen.nglyphs]}, none ? 0 : d->clear};
    }
    struct answer answer = {.id = q ? q->id : 0, .words = {.items = &seen, .len = 1}};
    struct answers answers = {.items = &answer, .len = q ? 1 : 0};
    judgement_free(first);
    assert_int_equal(paper_judge(rules, &page, &answers, ret), SO_OK);
    page_free(&page);
    free(text);
}

static void expect(const struct written *d, const char *value, const char *evidence)
{
    struct judgement *j = NULL;
    bool asked = false;
    judge(d, &j, &asked);
    const struct field *f = fields_find(judgement_fields(j), d->field);
    assert_true(asked);
    assert_string_equal(f->value, value);
    assert_string_equal(f->evidence, evidence);
    judgement_free(j);
}

static void another_letter(void **state)
{
    (void)state;
    expect(&(struct written){"Phạm Văn Nam", "Phạm Văn Hạnh", "M???", "cha_ho_ten", 0.9f}, "Phạm Văn Mạnh",
           "strokes of the letters");
    expect(&(struct written){"Đồng Tâm,", "Đồng Tôm,", "?a?", "me_noi_cu_tru", 0.9f},
           "Thôn Đồng Tâm, xã Liên Mạc, huyện Thanh Hà, tỉnh Hải Dương", "strokes of the letters");
}

static void letters_that_touch(void **state)
{
    (void)state;
    /* not as many pieces as letters: only the capital that begins or ends the word is sure to be itself */
    expect(&(struct written){"Phạm Văn Nam", "Phạm Văn Hạnh", "M?", "cha_ho_ten", 0.9f}, "Phạm Văn Mạnh",
           "strokes of the letters");
    expect(&(struct written){"GIA HÂN", "GIA LÂN", "?M", "ho_ten", 1}, "PHẠM GIA LÂM", "strokes of the letters");
    expect(&(struct written){"Phạm Văn Nam", "Phạm Văn Tôm", "?a??", "cha_ho_ten", 0.9f}, "Phạm Văn Tôm", "");
}

static void what_stays(void **state)
{
    (void)state;
    /* strokes that are not clear */
    expect(&(struct written){"Phạm Văn Nam", "Phạm Văn Hạnh", "M???", "cha_ho_ten", 0.5f}, "Phạm Văn Hạnh", "");
    /* what would be no word */
    expect(&(struct written){"Phạm Văn Nam", "Phạm Văn Nghĩa", "M????", "cha_ho_ten", 1}, "Phạm Văn Nghĩa", "");
    /* letters that are never taken for each other, and the horn of an ơ, which is no stem */
    expect(&(struct written){"Phạm Văn Nam", "Phạm Văn Thơm", "M?a?", "cha_ho_ten", 1}, "Phạm Văn Thơm", "");
    /* a name's capital */
    expect(&(struct written){"Phạm Văn Nam", "Phạm Văn Tam", "t??", "cha_ho_ten", 1}, "Phạm Văn Tam", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_letter),
        cmocka_unit_test(letters_that_touch),
        cmocka_unit_test(what_stays),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
