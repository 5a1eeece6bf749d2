#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pdf/plan.h"

/* How large a page becomes: its size at quality 75, falling with the quality. */
static uint64_t size_at(uint64_t full, int quality)
{
    return full * (uint64_t)quality / 75;
}

struct outcome {
    int result;
    int quality[64];
    size_t part[64];
    size_t renders;
    uint64_t peak; /* the most that was kept at once */
    struct so_error err;
};

static struct outcome run(const uint64_t *full, size_t n, struct pdf_limits limits)
{
    struct outcome o = {0};
    uint64_t kept[64] = {0};
    struct pdf_plan *plan;
    assert_int_equal(pdf_plan_new(n, &limits, &plan), 0);
    size_t page;
    int quality;
    while ((o.result = pdf_plan_next(plan, &page, &quality, &o.err)) == 0) {
        assert_true(page < n);
        assert_true(o.renders++ < 4 * n); /* never the same page twice at one quality */
        assert_true(o.quality[page] == 0 || quality < o.quality[page]);
        o.quality[page] = quality;
        kept[page] = size_at(full[page], quality);
        pdf_plan_rendered(plan, page, kept[page]);
        uint64_t sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += kept[i];
        o.peak = sum > o.peak ? sum : o.peak;
    }
    for (size_t i = 0; i < n; i++)
        o.part[i] = pdf_plan_part(plan, i);
    pdf_plan_free(plan);
    return o;
}

static void ordinary_pages_keep_the_best_quality(void **state)
{
    (void)state;
    const uint64_t pages[] = {250000, 380000, 30000};
    struct outcome o = run(pages, 3, (struct pdf_limits){0});
    assert_int_equal(o.result, SO_EEND);
    assert_int_equal(o.renders, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(o.quality[i], 75);
}

static void only_the_heavy_page_gives_way(void **state)
{
    (void)state;
    const uint64_t pages[] = {250000, 600000, 30000};
    struct outcome o = run(pages, 3, (struct pdf_limits){0});
    assert_int_equal(o.result, SO_EEND);
    assert_int_equal(o.quality[0], 75);
    assert_int_equal(o.quality[1], 45);
    assert_int_equal(o.quality[2], 75);
}

static void a_page_above_the_wish_is_kept_at_the_lowest(void **state)
{
    (void)state;
    const uint64_t pages[] = {2000000};
    struct outcome o = run(pages, 1, (struct pdf_limits){0});
    assert_int_equal(o.result, SO_EEND);
    assert_int_equal(o.quality[0], 35);
}

static void a_long_document_is_squeezed_under_the_limit(void **state)
{
    (void)state;
    uint64_t pages[30];
    uint64_t sum = 0;
    for (size_t i = 0; i < 30; i++)
        pages[i] = i % 5 ? 300000 : 20000;
    struct outcome o = run(pages, 30, (struct pdf_limits){0});
    assert_int_equal(o.result, SO_EEND);
    for (size_t i = 0; i < 30; i++) {
        sum += size_at(pages[i], o.quality[i]);
        if (i % 5 == 0)
            assert_int_equal(o.quality[i], 75); /* blank backs have nothing to give */
    }
    assert_true(sum <= PDF_WHOLE_BYTES);
    assert_true(o.peak <= PDF_WHOLE_BYTES + 300000);
}

static void what_cannot_fit_says_why(void **state)
{
    (void)state;
    uint64_t pages[60];
    for (size_t i = 0; i < 60; i++)
        pages[i] = i == 41 ? 390000 : 300000;
    struct outcome o = run(pages, 60, (struct pdf_limits){0});
    assert_int_equal(o.result, SO_ELIMIT);
    assert_non_null(strstr(o.err.text, "6.0 MB"));
    assert_non_null(strstr(o.err.text, "kB"));

    struct outcome parts = run(pages, 60, (struct pdf_limits){.split = true});
    assert_int_equal(parts.result, SO_EEND);
    uint64_t sums[8] = {0};
    for (size_t i = 0; i < 60; i++) {
        assert_int_equal(parts.quality[i], 75); /* splitting costs no quality */
        assert_true(i == 0 || parts.part[i] == parts.part[i - 1] || parts.part[i] == parts.part[i - 1] + 1);
        sums[parts.part[i]] += pages[i];
    }
    assert_int_equal(parts.part[59], 3);
    for (size_t i = 0; i < 8; i++)
        assert_true(sums[i] <= PDF_WHOLE_BYTES);
}

static void one_monstrous_page_is_named(void **state)
{
    (void)state;
    const uint64_t pages[] = {100000, 20000000, 100000};
    struct outcome o = run(pages, 3, (struct pdf_limits){.split = true});
    assert_int_equal(o.result, SO_ELIMIT);
    assert_non_null(strstr(o.err.text, "page 2 "));
    assert_non_null(strstr(o.err.text, "9.3 MB"));
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct pdf_plan *plan;
    assert_int_equal(pdf_plan_new(0, &(struct pdf_limits){0}, &plan), SO_EINVALID);
    assert_int_equal(pdf_plan_new(PDF_PAGES_MAX + 1, &(struct pdf_limits){0}, &plan), SO_ELIMIT);
    assert_int_equal(pdf_plan_new(1, &(struct pdf_limits){.whole = 1000}, &plan), SO_EINVALID);
}

static void parts_are_named_after_the_whole(void **state)
{
    (void)state;
    const char *names[][2] = {{"/a/giay.pdf", "/a/giay-2.pdf"}, {"/a.b/giay", "/a.b/giay-2"}, {"x.PDF", "x-2.PDF"}};
    for (size_t i = 0; i < 3; i++) {
        char *name = pdf_part_path(names[i][0], 1);
        assert_string_equal(name, names[i][1]);
        free(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_pages_keep_the_best_quality),
        cmocka_unit_test(only_the_heavy_page_gives_way),
        cmocka_unit_test(a_page_above_the_wish_is_kept_at_the_lowest),
        cmocka_unit_test(a_long_document_is_squeezed_under_the_limit),
        cmocka_unit_test(what_cannot_fit_says_why),
        cmocka_unit_test(one_monstrous_page_is_named),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(parts_are_named_after_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
