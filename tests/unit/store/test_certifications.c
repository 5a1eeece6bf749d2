/* A sheet with a copied paper and the certification on it: two papers, one page, one fate. */
#include "support.h"

#include "store/backup.h"
#include "store/dossiers.h"
#include "store/internal.h"
#include "store/report.h"
#include "store/stack.h"
#include "store/visibility.h"

static const struct given_field birth[] = {{"so", "12/2022"}, {"ho_ten", "Trần Thị Mận"}, {NULL, NULL}};
static const struct given_field stamp[] = {{"so_chung_thuc", "2451"}, {"quyen_so", "01/2022"}, {NULL, NULL}};

/* A birth certificate over the first two pages with a certification on the second, another paper on the third. */
static void put_stamped(struct fixture *f, int64_t source)
{
    struct papers papers = {0};
    struct store_papers_result result;
    make_paper(&papers, "giay_khai_sinh", 1, 2, birth, NULL);
    make_paper(&papers, "chung_thuc_ban_sao", 2, 1, stamp, "con_dau");
    papers.items[1].beside = true;
    make_paper(&papers, "trich_luc_khai_tu", 3, 1, (struct given_field[]){{NULL, NULL}}, NULL);
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
}

struct sheet {
    int64_t source, pages[3], under, stamp, other;
};

static void given_stamped(struct fixture *f, const char *uuid, struct sheet *ret)
{
    ret->source = given_source(f, uuid, STORE_COUNTER, 3, ret->pages);
    given_reading(f, ret->pages[0], 0, "GIẤY KHAI SINH", 0.9f, QUALITY_FAST);
    given_reading(f, ret->pages[1], 0, "ghi chú mặt sau CHỨNG THỰC BẢN SAO", 0.9f, QUALITY_FAST);
    given_reading(f, ret->pages[2], 0, "TRÍCH LỤC KHAI TỬ", 0.9f, QUALITY_FAST);
    put_stamped(f, ret->source);
    struct store_page p;
    ok(f, store_page_load(f->s, ret->pages[1], &p, &f->err));
    ret->under = p.paper;
    ret->stamp = p.stamp;
    store_page_free(&p);
    ok(f, store_page_load(f->s, ret->pages[2], &p, &f->err));
    ret->other = p.paper;
    assert_int_equal(p.stamp, 0);
    store_page_free(&p);
    assert_true(ret->under && ret->stamp && ret->under != ret->stamp);
}

static void check_paper(struct fixture *f, int64_t id, const char *type, bool beside, size_t pages, enum store_keep keep)
{
    struct store_paper p;
    ok(f, store_paper_load(f->s, id, &p, &f->err));
    assert_string_equal(p.type, type);
    assert_int_equal(p.beside, beside);
    assert_int_equal(p.pages.len, pages);
    assert_int_equal(p.keep, keep);
    store_paper_free(&p);
}

static int64_t hits(struct fixture *f, const char *text, int64_t *ret_first)
{
    struct store_search q = {.text = text, .limit = 10};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    int64_t total = h.total;
    *ret_first = h.len ? h.items[0].paper : 0;
    store_hits_free(&h);
    return total;
}

static void test_both_are_papers(void **state)
{
    struct fixture *f = *state;
    struct sheet s;
    int64_t first;
    given_stamped(f, "a", &s);
    check_paper(f, s.under, "giay_khai_sinh", false, 2, STORE_KEEP_IMAGE);
    check_paper(f, s.stamp, "chung_thuc_ban_sao", true, 1, STORE_KEEP_IMAGE);

    struct store_list_query list = {.limit = 10};
    struct store_items items;
    ok(f, store_papers_list(f->s, &list, &items, &f->err));
    assert_int_equal(items.len, 3);
    assert_int_equal(items.items[1].id, s.stamp);
    assert_int_equal(items.items[1].thumbnail_page, s.pages[1]);
    store_items_free(&items);

    /* each by its own fields; the words of the page only by the paper that the page belongs to */
    assert_int_equal(hits(f, "so:2451", &first), 1);
    assert_int_equal(first, s.stamp);
    assert_int_equal(hits(f, "mặt sau", &first), 1);
    assert_int_equal(first, s.under);

    struct store_report report;
    ok(f, store_report_papers(f->s, 0, 0, STORE_VIEW_ALL, &report, &f->err));
    int64_t papers = 0, pages = 0;
    for (size_t i = 0; i < report.len; i++) {
        papers += report.items[i].papers;
        pages += report.items[i].pages;
    }
    assert_int_equal(papers, 3);
    assert_int_equal(pages, 3);
    store_report_free(&report);
}

static void test_a_later_reading_finds_them_again(void **state)
{
    struct fixture *f = *state;
    struct sheet s;
    given_stamped(f, "a", &s);
    int under = version_of(f, s.under), stamped = version_of(f, s.stamp);
    put_stamped(f, s.source);
    assert_int_equal(version_of(f, s.under), under);
    assert_int_equal(version_of(f, s.stamp), stamped);

    /* what a clerk said of the certification stands, whatever becomes of the paper under it */
    struct store_edit e = {s.stamp, stamped, "lan"};
    ok(f, store_field_set(f->s, &e, "so_chung_thuc", "2452", NULL, &e.version, &f->err));
    put_stamped(f, s.source);
    struct store_paper p;
    ok(f, store_paper_load(f->s, s.stamp, &p, &f->err));
    assert_string_equal(p.values.items[0].field.value, "2452");
    store_paper_free(&p);

}

/* Where a better reading sees no certification any more it goes, unless a clerk stands by it. */
static void test_one_that_was_none_goes(void **state)
{
    struct fixture *f = *state;
    for (int touched = 0; touched < 2; touched++) {
        struct sheet s;
        given_stamped(f, touched ? "b" : "a", &s);
        struct store_edit e = {s.stamp, version_of(f, s.stamp), "lan"};
        if (touched)
            ok(f, store_field_set(f->s, &e, "so_chung_thuc", "2452", NULL, &e.version, &f->err));
        struct papers papers = {0};
        struct store_papers_result result;
        make_paper(&papers, "giay_khai_sinh", 1, 2, birth, NULL);
        make_paper(&papers, "trich_luc_khai_tu", 3, 1, (struct given_field[]){{NULL, NULL}}, NULL);
        ok(f, store_papers_put(f->s, s.source, &papers, 0.9f, &result, &f->err));
        papers_free(&papers);
        assert_int_equal(result.removed, !touched);
        struct store_page p;
        ok(f, store_page_load(f->s, s.pages[1], &p, &f->err));
        assert_int_equal(p.paper, s.under);
        assert_int_equal(p.stamp, touched ? s.stamp : 0);
        store_page_free(&p);
    }
}

/* Before papers could share a page the certification was stored alone, and the office may have entered it since. */
static void test_one_that_stood_alone_moves_beside(void **state)
{
    struct fixture *f = *state;
    int64_t page, source = given_source(f, "a", STORE_COUNTER, 1, &page);
    given_reading(f, page, 0, "GIẤY KHAI SINH CHỨNG THỰC BẢN SAO", 0.9f, QUALITY_FAST);
    struct papers papers = {0};
    struct store_papers_result result;
    make_paper(&papers, "chung_thuc_ban_sao", 1, 1, stamp, NULL);
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    int64_t alone = paper_of(f, source);

    make_paper(&papers, "giay_khai_sinh", 1, 1, birth, NULL);
    make_paper(&papers, "chung_thuc_ban_sao", 1, 1, stamp, NULL);
    papers.items[1].beside = true;
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    check_paper(f, alone, "chung_thuc_ban_sao", true, 1, STORE_KEEP_IMAGE);
    struct store_page p;
    ok(f, store_page_load(f->s, page, &p, &f->err));
    assert_int_equal(p.stamp, alone);
    assert_true(p.paper && p.paper != alone);
    check_paper(f, p.paper, "giay_khai_sinh", false, 1, STORE_KEEP_IMAGE);
    store_page_free(&p);
}

static void check_image(struct fixture *f, int64_t page, bool kept)
{
    struct store_page p;
    ok(f, store_page_load(f->s, page, &p, &f->err));
    assert_int_equal(p.image_kept, kept);
    store_page_free(&p);
}

static void test_one_fate(void **state)
{
    struct fixture *f = *state;
    struct sheet a, b;
    given_stamped(f, "a", &a);
    struct store_edit e = {a.stamp, version_of(f, a.stamp), "lan"};
    ok(f, store_paper_keep(f->s, &e, STORE_KEEP_RECORD, &e.version, &f->err));
    check_paper(f, a.under, "giay_khai_sinh", false, 2, STORE_KEEP_RECORD);
    check_image(f, a.pages[0], false);
    check_image(f, a.pages[1], false);
    check_image(f, a.pages[2], true);

    /* of a paper of which nothing may stay the certification's record does */
    given_stamped(f, "b", &b);
    e = (struct store_edit){b.under, version_of(f, b.under), "lan"};
    ok(f, store_paper_keep(f->s, &e, STORE_KEEP_NOTHING, &e.version, &f->err));
    check_paper(f, b.stamp, "chung_thuc_ban_sao", true, 1, STORE_KEEP_RECORD);
    check_image(f, b.pages[1], false);
    struct store_paper p;
    ok(f, store_paper_load(f->s, b.stamp, &p, &f->err));
    assert_int_equal(p.values.len, 2);
    store_paper_free(&p);
}

static void test_seen_by_the_same_people(void **state)
{
    struct fixture *f = *state;
    struct sheet s;
    given_stamped(f, "a", &s);
    struct store_edit e = {s.under, version_of(f, s.under), "lan"};
    ok(f, store_paper_restrict(f->s, &e, true, &e.version, &f->err));
    int64_t first;
    assert_int_equal(hits(f, "so:2451", &first), 0);
    assert_int_equal(store_paper_visible(f->s, s.stamp, STORE_VIEW_OPEN, &f->err), SO_ENOTFOUND);
    assert_int_equal(store_page_visible(f->s, s.pages[1], STORE_VIEW_OPEN, &f->err), SO_ENOTFOUND);
    ok(f, store_page_visible(f->s, s.pages[2], STORE_VIEW_OPEN, &f->err));

    e = (struct store_edit){s.stamp, version_of(f, s.stamp), "lan"};
    ok(f, store_paper_restrict(f->s, &e, false, &e.version, &f->err));
    ok(f, store_paper_visible(f->s, s.under, STORE_VIEW_OPEN, &f->err));
    assert_int_equal(hits(f, "so:2451", &first), 1);
}

static void test_in_a_dossier(void **state)
{
    struct fixture *f = *state;
    struct sheet s;
    given_stamped(f, "a", &s);
    char code[DOSSIER_CODE_MAX + 1];
    struct store_dossier_new n = {.code = "H24.010.02-251103-0001", .user = "lan"};
    ok(f, store_dossier_open(f->s, &n, code, &f->err));
    struct store_dossier_edit e = {.code = code, .version = 1, .user = "lan"};
    ok(f, store_dossier_put_paper(f->s, &e, s.stamp, DOSSIER_OUTPUT, "", &e.version, &f->err));
    ok(f, store_dossier_put_paper(f->s, &e, s.under, DOSSIER_OUTPUT, "", &e.version, &f->err));
    struct store_dossier d;
    ok(f, store_dossier_load(f->s, code, &d, &f->err));
    assert_int_equal(d.papers.len, 2);
    assert_int_equal(d.papers.items[0].role, DOSSIER_OUTPUT);
    assert_int_equal(d.papers.items[1].role, DOSSIER_OUTPUT);
    store_dossier_free(&d);
    struct store_dossier_query q = {.limit = 10};
    struct store_dossier_items items;
    ok(f, store_dossier_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.items[0].outputs, 2);
    store_dossier_items_free(&items);
}

/* A stamp's page can be given to another paper: the certification goes with its page. */
static void test_the_stack_is_arranged_around_it(void **state)
{
    struct fixture *f = *state;
    struct sheet s;
    given_stamped(f, "a", &s);
    struct store_stack stack;
    ok(f, store_stack_load(f->s, s.source, &stack, &f->err));
    assert_int_equal(stack.spans.len, 2);
    struct store_stack_edit e = {s.source, stack.version, "lan"};
    store_stack_free(&stack);
    ok(f, store_stack_move(f->s, &e, 3, 2, &e.version, &f->err));
    struct store_page p;
    ok(f, store_page_load(f->s, s.pages[1], &p, &f->err));
    assert_int_equal(p.paper, s.other);
    assert_int_equal(p.stamp, s.stamp);
    store_page_free(&p);
    struct store_verify_result v;
    ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
}

static void test_out_of_place(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 3, NULL);
    static const int places[][2] = {{1, 2}, {1, 0}, {3, 1}}; /* certification: first page, and how many papers before */
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct papers papers = {0};
        struct store_papers_result result;
        for (int k = 0; k < places[i][1]; k++)
            make_paper(&papers, "giay_khai_sinh", 1 + k, 1, birth, NULL);
        make_paper(&papers, "chung_thuc_ban_sao", places[i][0], 1, stamp, NULL);
        papers.items[papers.len - 1].beside = true;
        assert_int_equal(store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err), SO_EINVALID);
        papers_free(&papers);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_both_are_papers),
        CASE(test_a_later_reading_finds_them_again),
        CASE(test_one_that_was_none_goes),
        CASE(test_one_that_stood_alone_moves_beside),
        CASE(test_one_fate),
        CASE(test_seen_by_the_same_people),
        CASE(test_in_a_dossier),
        CASE(test_the_stack_is_arranged_around_it),
        CASE(test_out_of_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
