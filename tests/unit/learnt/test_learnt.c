/* From a clerk's word to the next paper: what was confirmed in the record mends what is read a moment later. */
#include "../store/support.h"

#include "../paper/support_page.h"
#include "../paper/support_texts.h"
#include "daemon/learnt.h"
#include "store/lexicon.h"

struct desk {
    struct fixture *fixture;
    struct learnt *learnt;
};

static int open_desk(void **state)
{
    static struct desk desk;
    void *fixture = NULL;
    int r = rules_setup(state);
    r = r ? r : fixture_setup(&fixture);
    desk = (struct desk){.fixture = fixture};
    *state = &desk;
    return r ? r : learnt_new(desk.fixture->s, rules, &desk.learnt, &desk.fixture->err);
}

static int close_desk(void **state)
{
    struct desk *desk = *state;
    void *fixture = desk->fixture;
    learnt_free(desk->learnt);
    fixture_teardown(&fixture);
    return rules_teardown(state);
}

static int64_t filed(struct fixture *f, const char *uuid, const char *name, const char *place)
{
    struct given_field fields[] = {{"ho_ten", name}, {"noi_sinh", place}, {NULL, NULL}};
    return given_paper(f, uuid, "giay_khai_sinh", fields, "");
}

static void confirm(struct fixture *f, int64_t paper)
{
    struct store_edit e = {paper, version_of(f, paper), "lan"};
    ok(f, store_paper_confirm(f->s, &e, &e.version, &f->err));
}

/* The birth certificate as the next one on the pile: its name and a place are misread. */
static void expect(struct desk *desk, const char *name, const char *place, const char *evidence)
{
    static const char read_name[] = "?BUỞII", read_place[] = "Xã ?Quyểt Thắng, huyện";
    char text[8192];
    const char *at = strstr(text_birth_2020, "PHẠM GIA HÂN"), *home = strstr(text_birth_2020, "Xã Liên Mạc, huyện");
    assert_true(snprintf(text, sizeof text, "%.*s?TRẦN ?THỊ %s%.*s%s%s", (int)(at - text_birth_2020), text_birth_2020,
                         read_name, (int)(home - at - (long)strlen("PHẠM GIA HÂN")), at + strlen("PHẠM GIA HÂN"),
                         read_place, home + strlen("Xã Liên Mạc, huyện")) < (int)sizeof text);
    const struct paper_rules *now = learnt_take(desk->learnt);
    struct papers p = judge_text(now, text);
    learnt_give(desk->learnt, now);
    assert_value(&p, "ho_ten", name);
    assert_value(&p, "que_quan", place);
    assert_string_equal(field_of(&p, "ho_ten")->read, "TRẦN THỊ BUỞII");
    assert_string_equal(field_of(&p, "ho_ten")->evidence, evidence);
    papers_free(&p);
}

#define ADDRESS(xa) xa ", huyện Thanh Hà, tỉnh Hải Dương"

static void the_next_paper_is_mended(void **state)
{
    struct desk *desk = *state;
    struct fixture *f = desk->fixture;
    int64_t paper = filed(f, "a", "Trần Thị Bưởi", "Trạm y tế, xã Quyết Thắng");
    expect(desk, "TRẦN THỊ BUỞII", ADDRESS("Xã Quyểt Thắng"), "");
    confirm(f, paper);
    expect(desk, "TRẦN THỊ BƯỞI", ADDRESS("Xã Quyết Thắng"), "lexicon");
}

/* What was taken before stays as it was, and a clerk who takes a word back takes it back for the next paper too. */
static void later_words_reach_later_papers(void **state)
{
    struct desk *desk = *state;
    struct fixture *f = desk->fixture;
    const struct paper_rules *before = learnt_take(desk->learnt);
    int64_t paper = filed(f, "a", "Lê Văn Khoa", "xã Hồng Lạc");
    struct store_edit e = {paper, version_of(f, paper), "lan"};
    ok(f, store_field_set(f->s, &e, "ho_ten", "Trần Thị Bưởi", NULL, &e.version, &f->err));
    expect(desk, "TRẦN THỊ BƯỞI", ADDRESS("Xã Quyểt Thắng"), "lexicon");
    ok(f, store_field_undo(f->s, &e, "ho_ten", &e.version, &f->err));
    expect(desk, "TRẦN THỊ BUỞII", ADDRESS("Xã Quyểt Thắng"), "");
    struct papers p = judge_text(before, text_birth_2020);
    assert_value(&p, "ho_ten", "PHẠM GIA HÂN");
    papers_free(&p);
    learnt_give(desk->learnt, before);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
    const struct CMUnitTest tests[] = {CASE(the_next_paper_is_mended), CASE(later_words_reach_later_papers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
