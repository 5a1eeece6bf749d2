/* What clerks confirmed becomes evidence for the reader; what nobody confirmed does not. */
#include "support.h"

#include "store/lexicon.h"

static struct store_lexicon load(struct fixture *f)
{
    struct store_lexicon l = {0};
    ok(f, store_lexicon_load(f->s, 0, &l, &f->err));
    return l;
}

/* On how many papers; -1 when it is not there. */
static int papers_of(struct fixture *f, enum store_lexicon_kind kind, const char *text)
{
    struct store_lexicon l = load(f);
    int papers = -1;
    for (size_t i = 0; i < l.len; i++)
        if (l.items[i].kind == kind && !strcmp(l.items[i].text, text))
            papers = l.items[i].papers;
    store_lexicon_free(&l);
    return papers;
}

static int64_t filed(struct fixture *f, const char *uuid, const char *name, const char *place)
{
    struct given_field fields[] = {
        {"ho_ten", name}, {"noi_sinh", place}, {"nguoi_ky", "Vũ Đình Khuê"}, {"so", "45/2018"}, {NULL, NULL}};
    return given_paper(f, uuid, "giay_khai_sinh", fields, "");
}

static void confirm(struct fixture *f, int64_t paper)
{
    struct store_edit e = {paper, version_of(f, paper), "lan"};
    ok(f, store_paper_confirm(f->s, &e, &e.version, &f->err));
}

static void test_only_what_a_clerk_confirmed(void **state)
{
    struct fixture *f = *state;
    int64_t a = filed(f, "a", "Nguyễn Văn Đức", "Thôn Vĩnh Ninh, xã Thanh Xuân");
    filed(f, "b", "Trần Thị Bưởi", "xã Hồng Lạc");
    struct store_lexicon l = load(f);
    assert_int_equal(l.len, 0);
    store_lexicon_free(&l);
    confirm(f, a);
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Nguyễn Văn Đức"), 1);
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Vũ Đình Khuê"), 1);
    assert_int_equal(papers_of(f, STORE_LEXICON_PLACE, "Thôn Vĩnh Ninh"), 1);
    assert_int_equal(papers_of(f, STORE_LEXICON_PLACE, "xã Thanh Xuân"), 1);
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Trần Thị Bưởi"), -1);
    l = load(f);
    assert_int_equal(l.len, 4); /* the number is neither */
    store_lexicon_free(&l);
}

/* A value that a clerk typed counts, although the rest of the paper is not confirmed; what it replaced does not. */
static void test_a_typed_value_counts_alone(void **state)
{
    struct fixture *f = *state;
    int64_t a = filed(f, "a", "Nguyễn Văn Bức", "xã Thanh Xuân");
    struct store_edit e = {a, version_of(f, a), "lan"};
    ok(f, store_field_set(f->s, &e, "ho_ten", "Nguyễn Văn Đức", NULL, &e.version, &f->err));
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Nguyễn Văn Đức"), 1);
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Nguyễn Văn Bức"), -1);
    assert_int_equal(papers_of(f, STORE_LEXICON_PLACE, "xã Thanh Xuân"), -1);
    ok(f, store_field_undo(f->s, &e, "ho_ten", &e.version, &f->err));
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Nguyễn Văn Đức"), -1);
}

static void test_spellings_of_one_name_are_one_entry(void **state)
{
    struct fixture *f = *state;
    confirm(f, filed(f, "a", "TRẦN THỊ HOÀ", "xã Thanh Xuân, xã Thanh Xuân"));
    confirm(f, filed(f, "b", "Trần Thị Hòa", "Xã Thanh Xuân"));
    confirm(f, filed(f, "c", "Trần Thị Hòa", "xã Thanh Xuân"));
    confirm(f, filed(f, "d", "Trần Thị Hoa", "xã Thanh Xuân"));
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Trần Thị Hòa"), 3);
    assert_int_equal(papers_of(f, STORE_LEXICON_NAME, "Trần Thị Hoa"), 1);
    assert_int_equal(papers_of(f, STORE_LEXICON_PLACE, "xã Thanh Xuân"), 4);
    struct store_lexicon l = load(f);
    assert_int_equal(l.items[0].kind, STORE_LEXICON_NAME);
    assert_string_equal(l.items[0].text, "Vũ Đình Khuê"); /* on all four: first */
    store_lexicon_free(&l);
}

/* Asked for again, only what changed since is looked at: the last moment counts in, what is older does not. */
static void test_only_what_changed_since(void **state)
{
    struct fixture *f = *state;
    int64_t a = filed(f, "a", "Nguyễn Văn Đức", "xã Thanh Xuân"), b = filed(f, "b", "Trần Thị Bưởi", "xã Hồng Lạc");
    confirm(f, a);
    struct store_lexicon l = {0};
    int64_t then = 0, now = 0;
    ok(f, store_lexicon_changed(f->s, &then, &f->err));
    ok(f, store_lexicon_load(f->s, then + 1, &l, &f->err));
    assert_int_equal(l.len, 0);
    confirm(f, b);
    ok(f, store_lexicon_changed(f->s, &now, &f->err));
    assert_true(now >= then);
    ok(f, store_lexicon_load(f->s, now, &l, &f->err));
    bool found = false;
    for (size_t i = 0; i < l.len; i++)
        found |= !strcmp(l.items[i].text, "Trần Thị Bưởi");
    assert_true(found);
    store_lexicon_free(&l);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_only_what_a_clerk_confirmed),
        CASE(test_a_typed_value_counts_alone),
        CASE(test_spellings_of_one_name_are_one_entry),
        CASE(test_only_what_changed_since),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
