#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/result.h"
#include "model/paper.h"

static void assert_box(struct box b, int x, int y, int w, int h)
{
    assert_true(b.x == x && b.y == y && b.w == w && b.h == h);
}

static void boxes_join_and_cross(void **state)
{
    (void)state;
    struct box a = {10, 10, 20, 10}, b = {25, 5, 10, 10}, nowhere = {0, 0, 0, 7};
    assert_box(box_union(a, b), 10, 5, 25, 15);
    assert_box(box_intersect(a, b), 25, 10, 5, 5);
    assert_box(box_union(nowhere, b), 25, 5, 10, 10);
    assert_box(box_union(b, nowhere), 25, 5, 10, 10);
    assert_true(box_is_empty(box_intersect(a, (struct box){30, 10, 5, 5}))); /* touching is not crossing */
    assert_true(box_is_empty(box_intersect(a, nowhere)));
    assert_box(box_grow(a, 2, 1), 8, 9, 24, 12);
}

static void ink_is_the_mean_of_the_cells_touched(void **state)
{
    (void)state;
    struct page p = make_page(); /* cells of 10 pixels, 4 × 2; black 200 in the second row's second cell */
    assert_true(ink_mean(&p.ink, p.ink.black, (struct box){12, 12, 3, 3}) == 200);
    assert_true(ink_mean(&p.ink, p.ink.black, (struct box){10, 0, 10, 20}) == 100);
    assert_true(ink_mean(&p.ink, p.ink.black, (struct box){0, 0, 40, 20}) == 25);
    assert_true(ink_mean(&p.ink, p.ink.black, (struct box){-100, -100, 1000, 1000}) == 25);
    assert_true(ink_mean(&p.ink, p.ink.black, (struct box){40, 0, 10, 10}) == 0);
    assert_true(ink_mean(&p.ink, p.ink.black, (struct box){15, 15, 0, 5}) == 0);
    assert_true(ink_mean(&(struct ink_grid){0}, NULL, (struct box){0, 0, 5, 5}) == 0);
    page_free(&p);
}

static void text_keeps_lines(void **state)
{
    (void)state;
    struct page p = make_page();
    char *text = page_text(&p);
    assert_string_equal(text, "Nguyễn\nA");
    free(text);
    page_free(&p);
    page_free(&p);
    page_free(NULL);
    text = page_text(&p);
    assert_string_equal(text, "");
    free(text);
}

/* Every name of the API and the database leads back to its value; an unknown one is refused and changes nothing. */
static void names_lead_back(void **state)
{
    (void)state;
    for (int i = 0; i <= FIELD_ABSENT; i++) {
        enum field_state s = FIELD_READ;
        assert_int_equal(field_state_from_name(field_state_name((enum field_state)i), &s), 0);
        assert_int_equal(s, i);
    }
    for (int i = 0; i < FINDING_CODES; i++) {
        enum finding_code c = FINDING_MISSING;
        assert_int_equal(finding_code_from_name(finding_code_name((enum finding_code)i), &c), 0);
        assert_int_equal(c, i);
    }
    for (int i = 0; i <= SEVERITY_ERROR; i++) {
        enum severity s = SEVERITY_INFO;
        assert_int_equal(severity_from_name(severity_name((enum severity)i), &s), 0);
        assert_int_equal(s, i);
    }
    enum severity s = SEVERITY_WARNING;
    assert_int_equal(severity_from_name("Error", &s), SO_ENOTFOUND);
    assert_int_equal(s, SEVERITY_WARNING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_join_and_cross),
        cmocka_unit_test(ink_is_the_mean_of_the_cells_touched),
        cmocka_unit_test(text_keeps_lines),
        cmocka_unit_test(names_lead_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
