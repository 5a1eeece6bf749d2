/* Two readings of a page become one: by place, by certainty, in reading order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "ocr/opinions.h"

static void add(struct words *words, const char *text, double confidence, int line, struct box box)
{
    struct word *w = array_push(words);
    assert_non_null(w);
    *w = (struct word){.text = strdup(text), .confidence = (float)confidence, .line = line, .box = box};
    assert_non_null(w->text);
}

static void test_merge(void **state)
{
    struct words fast = {0}, best = {0};
    (void)state;
    add(&fast, "Trần", 0.9, 0, (struct box){100, 100, 80, 30});
    add(&fast, "Vân", 0.6, 0, (struct box){200, 100, 60, 30});
    add(&fast, "tháng", 0.8, 1, (struct box){100, 200, 90, 30});
    add(&fast, "05năm", 0.8, 1, (struct box){200, 200, 120, 30});
    add(&best, "Trần", 0.8, 0, (struct box){101, 101, 79, 29});
    add(&best, "Văn", 0.9, 0, (struct box){200, 101, 61, 30});
    add(&best, "An", 0.7, 0, (struct box){280, 100, 40, 30});
    add(&best, "thắng", 0.5, 1, (struct box){100, 200, 90, 30});
    add(&best, "05", 0.9, 1, (struct box){200, 200, 40, 30});
    add(&best, "năm", 0.9, 1, (struct box){250, 200, 70, 30});
    add(&best, "x", 0.3, 1, (struct box){400, 200, 20, 30});
    assert_int_equal(opinions_merge(&fast, &best, SECOND_BETTER_MODEL), 0);
    static const char *const WANT[] = {"Trần", "Văn", "An", "tháng", "05năm"};
    static const int LINES[] = {0, 0, 0, 1, 1};
    assert_int_equal(fast.len, 5);
    for (size_t i = 0; i < fast.len; i++) {
        assert_string_equal(fast.items[i].text, WANT[i]);
        assert_int_equal(fast.items[i].line, LINES[i]);
    }
    assert_true(fast.items[0].confidence < 0.91f); /* what both see badly is still to be looked at */
    words_free(&fast);
    words_free(&best);
}

static void test_a_line_that_only_one_saw(void **state)
{
    struct words fast = {0}, best = {0};
    (void)state;
    add(&fast, "first", 0.9, 0, (struct box){100, 100, 80, 30});
    add(&fast, "third", 0.9, 1, (struct box){100, 300, 80, 30});
    add(&best, "second", 0.9, 0, (struct box){100, 200, 80, 30});
    assert_int_equal(opinions_merge(&fast, &best, SECOND_BETTER_MODEL), 0);
    assert_int_equal(fast.len, 3);
    assert_string_equal(fast.items[1].text, "second");
    assert_int_equal(fast.items[1].line, 1);
    assert_int_equal(fast.items[2].line, 2);
    words_free(&fast);
    words_free(&best);
}

/* What the two models say of one word, as they were seen to, and who is right. */
static void test_who_is_right(void **state)
{
    static const struct {
        const char *fast, *best;
        float fast_sure, best_sure;
        const char *same_model, *better_model;
    } ROWS[] = {
        {"quyên", "quyền", 0.948f, 0.963f, "quyền", "quyền"},
        {"TỈNH", "TÍNH", 0.91f, 0.922f, "TÍNH", "TỈNH"},
        {"Ư", "ư", 0.5f, 0.9f, "ư", "ư"},
        {"TỊC?!", "TỊCH", 0.139f, 0.86f, "TỊCH", "TỊCH"},
        {"†răm", "trăm", 0.925f, 0.731f, "†răm", "trăm"},
        {"TỊCH", "TịcH", 0.6f, 0.9f, "TịcH", "TỊCH"},
        {"HIỆ.N", "HIỆN", 0.9f, 0.4f, "HIỆ.N", "HIỆN"},
        {"06/42/2022", "06/12/2022", 0.939f, 0.952f, "06/12/2022", "06/12/2022"},
        {"kÝ", "KÝ", 0.895f, 0.319f, "kÝ", "KÝ"},
        {"ĐƯỜNG", "đƯờng", 0.7f, 0.95f, "đƯờng", "ĐƯỜNG"},
        {"băng", "bằng", 0.9f, 0.8f, "băng", "băng"},
        {"NGƯC", "NGƯỜI", 0.067f, 0.561f, "NGƯỜI", "NGƯỜI"},
        {"12/BTP-TT", "12/BTPTT", 0.8f, 0.7f, "12/BTP-TT", "12/BTP-TT"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        for (int reader = SECOND_SAME_MODEL; reader <= SECOND_BETTER_MODEL; reader++) {
            struct words fast = {0}, best = {0};
            add(&fast, ROWS[i].fast, (double)ROWS[i].fast_sure, 0, (struct box){100, 100, 80, 30});
            add(&best, ROWS[i].best, (double)ROWS[i].best_sure, 0, (struct box){101, 100, 80, 30});
            assert_int_equal(opinions_merge(&fast, &best, (enum second_reader)reader), 0);
            assert_string_equal(fast.items[0].text, reader ? ROWS[i].better_model : ROWS[i].same_model);
            words_free(&fast);
            words_free(&best);
        }
}

static void dispute(struct word *w, const char *read, const char *other, float read_share, float other_share)
{
    w->glyphs = calloc(1, sizeof *w->glyphs);
    assert_non_null(w->glyphs);
    w->nglyphs = 1;
    struct glyph *g = w->glyphs;
    g->nchoices = 2;
    snprintf(g->choices[0].text, sizeof g->choices[0].text, "%s", read);
    snprintf(g->choices[1].text, sizeof g->choices[1].text, "%s", other);
    g->choices[0].confidence = read_share;
    g->choices[1].confidence = other_share;
}

/* Where shapes speak against marks that were read, they decide, not how sure the models are; and doubt stays. */
static void test_shapes_decide_on_marks(void **state)
{
    (void)state;
    for (int for_best = 0; for_best < 2; for_best++) {
        struct words fast = {0}, best = {0};
        add(&fast, "Ẳ", for_best ? 0.96 : 0.9, 0, (struct box){100, 100, 80, 30});
        add(&best, "Ằ", for_best ? 0.9 : 0.96, 0, (struct box){101, 100, 80, 30});
        dispute(&fast.items[0], "Ẳ", for_best ? "Ằ" : "Ắ", 0.05f, 0.9f);
        assert_int_equal(opinions_merge(&fast, &best, SECOND_BETTER_MODEL), 0);
        assert_string_equal(fast.items[0].text, for_best ? "Ằ" : "Ẳ");
        assert_true(fast.items[0].confidence < 0.9f);
        words_free(&fast);
        words_free(&best);
    }
}

/* Bytes that are no UTF-8, as a model never gives them, are walked over whole. */
static void test_broken_text(void **state)
{
    (void)state;
    struct words fast = {0}, best = {0};
    add(&fast, "\xe1\xba", 0.5, 0, (struct box){100, 100, 80, 30});
    add(&best, "\xf0", 0.9, 0, (struct box){100, 100, 80, 30});
    assert_int_equal(opinions_merge(&fast, &best, SECOND_BETTER_MODEL), 0);
    assert_string_equal(fast.items[0].text, "\xf0");
    words_free(&fast);
    words_free(&best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_merge), cmocka_unit_test(test_a_line_that_only_one_saw),
                                       cmocka_unit_test(test_who_is_right), cmocka_unit_test(test_broken_text),
                                       cmocka_unit_test(test_shapes_decide_on_marks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
