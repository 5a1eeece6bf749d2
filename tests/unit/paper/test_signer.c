/* The name under the seal, read several times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_page.h"
#include "support_texts.h"

#define LOOKS 2

/* What is made of a signer that the page's own reading has as `read`, and the two looks as bare and dark ("": nothing). */
static struct judgement *judge(const char *read, const char *bare, const char *dark)
{
    static const char name[] = "Vũ Đình Thắng";
    char *text = NULL;
    const char *at = strstr(text_birth_2020, name);
    assert_non_null(at);
    assert_true(asprintf(&text, "%.*s%s%s", (int)(at - text_birth_2020), text_birth_2020, read, at + strlen(name)) > 0);
    struct page page;
    page_set(&page, text);
    struct judgement *j = NULL;
    assert_int_equal(paper_judge(rules, &page, NULL, &j), SO_OK);
    const struct field *f = fields_find(judgement_fields(j), "nguoi_ky");
    assert_non_null(f);
    struct box where = f->box;
    const char *const heard[LOOKS] = {bare, dark};
    char *words[LOOKS] = {strdup(bare), strdup(dark)};
    struct word list[LOOKS][8];
    struct answer items[LOOKS] = {{0}};
    struct answers answers = {.items = items};
    const struct questions *q = judgement_questions(j);
    for (size_t i = 0; i < q->len && answers.len < LOOKS; i++) {
        if (q->items[i].plane != PLANE_DARK && q->items[i].plane != PLANE_NO_SEAL && q->items[i].plane != PLANE_CLEAN)
            continue;
        if (box_is_empty(box_intersect(q->items[i].box, where)) || q->items[i].as == LOOK_FIGURES)
            continue;
        struct answer *a = &items[answers.len];
        a->id = q->items[i].id;
        a->words.items = list[answers.len];
        char *rest = NULL;
        for (char *w = strtok_r(words[answers.len], " ", &rest); w; w = strtok_r(NULL, " ", &rest))
            list[answers.len][a->words.len++] = (struct word){.text = w, .confidence = 0.95f, .box = where};
        answers.len++;
    }
    assert_true(answers.len == LOOKS || !*heard[0]);
    judgement_free(j);
    assert_int_equal(paper_judge(rules, &page, &answers, &j), SO_OK);
    for (size_t i = 0; i < LOOKS; i++)
        free(words[i]);
    page_free(&page);
    free(text);
    return j;
}

static bool is_flagged(const struct judgement *j)
{
    for (size_t i = 0; i < judgement_findings(j)->len; i++)
        if (!strcmp(judgement_findings(j)->items[i].field, "nguoi_ky"))
            return true;
    return false;
}

static void looks_give_back_what_the_seal_took(void **state)
{
    (void)state;
    static const struct {
        const char *read, *bare, *dark, *value;
        bool flagged;
    } rows[] = {
        {"Xuân ?Cường", "Xuân Cường", "Nguyễn Xuân Cường", "Nguyễn Xuân Cường", false}, /* one look found the first word */
        {"?Tớ ?Xuân Đạt", "Lê Xuân Đạt", "Lê Xuân Đạt", "Lê Xuân Đạt", false},
        {"?Đàng ?Hữu Thắng", "Đặng Hữu Thắng", "Đặng Hữu Thắng", "Đặng Hữu Thắng", false},
        {"?Phần ?Thị Lan", "Phần Thị Lan", "Phan Thị Lan", "Phan Thị Lan", false},      /* one of them is a family name */
        {"?Vũ ?Vẫn Lượng", "Vũ Văn Lượng", "Vũ Văn Lượng", "Vũ Văn Lượng", false},
        {"?Ngọc ?Quyền", "Ngọc Quyền", "Ngọc Quyền", "Ngọc Quyền", true},               /* no look found it: to be looked at */
        {"?An ?Nam", "An Nam", "An Nam", "An Nam", true},
        {"?Đàng ?Hữu Thắng", "Đàng Hữu Thắng", "Đàng Hữu Thắng", "Đàng Hữu Thắng", true},
        {"?Trần ?Khác Minh", "Trần Khắc Minh", "Trần Khác Minh", "Trần Khắc Minh", true},
        {"?Chử ?Hữu Bình", "Chử Hữu Bình", "Chử Hữu Bình", "Chử Hữu Bình", false},       /* rare, and read alike by all */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct judgement *j = judge(rows[i].read, rows[i].bare, rows[i].dark);
        const struct field *f = fields_find(judgement_fields(j), "nguoi_ky");
        if (strcmp(f->value, rows[i].value) != 0)
            fail_msg("row %zu is %s instead of %s", i, f->value, rows[i].value);
        if (is_flagged(j) != rows[i].flagged)
            fail_msg("row %zu, %s, is%s flagged", i, f->value, rows[i].flagged ? " not" : "");
        judgement_free(j);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(looks_give_back_what_the_seal_took)};
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
