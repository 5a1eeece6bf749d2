/* Papers that look alike: found by four marks, decided by a clerk alone, taken back. */
#include "support.h"

#include "store/backup.h"
#include "store/dossiers.h"
#include "store/lookalikes.h"

static size_t offers(struct fixture *f, int64_t paper, struct store_lookalike *ret_first)
{
    struct store_lookalikes list = {0};
    ok(f, store_lookalike_list(f->s, paper, STORE_VIEW_ALL, &list, &f->err));
    size_t open = 0;
    for (size_t i = 0; i < list.len; i++)
        open += list.items[i].decision == STORE_PAIR_UNDECIDED;
    if (list.len && ret_first)
        *ret_first = (struct store_lookalike){.paper = list.items[0].paper,
                                              .why = list.items[0].why,
                                              .decision = list.items[0].decision,
                                              .replaces = list.items[0].replaces};
    store_lookalikes_free(&list);
    return open;
}

static void decide(struct fixture *f, int64_t paper, int64_t other, enum store_pair_decision d)
{
    struct store_edit e = {paper, version_of(f, paper), "lan"};
    ok(f, store_lookalike_decide(f->s, &e, other, d, NULL, &e.version, &f->err));
}

static const struct given_field certificate[] = {
    {"ho_ten", "Lê Thị Hoà"}, {"so", "45/2018"}, {"ngay_sinh", "2018-05-01"}, {NULL, NULL}};

static void test_four_marks(void **state)
{
    struct fixture *f = *state;
    struct store_lookalike first = {0};
    const struct given_field id[] = {{"ho_ten", "Trần A"}, {"so_dinh_danh", "030218001234"}, {NULL, NULL}};
    const struct given_field same_id[] = {{"ho_ten", "Tran Van A"}, {"so_dinh_danh", "030218001234"}, {NULL, NULL}};
    const struct given_field other_number[] = {{"ho_ten", "Lê Thị Hòa"}, {"so", "46/2018"}, {NULL, NULL}};
    const struct given_field misread[] = {{"ho_ten", "LÊ THỊ HÒA"}, {"so", "45/2018"}, {NULL, NULL}};
    int64_t one = given_paper(f, "a", "giay_khai_sinh", certificate, "");
    assert_int_equal(offers(f, one, NULL), 0);
    given_paper(f, "b", "giay_khai_sinh", other_number, "");
    given_paper(f, "c", "trich_luc_khai_sinh", certificate, ""); /* another kind of paper */
    assert_int_equal(offers(f, one, NULL), 0);
    int64_t again = given_paper(f, "d", "giay_khai_sinh", misread, ""); /* folded alike */
    assert_int_equal(offers(f, one, &first), 1);
    assert_true(first.paper == again && first.why == STORE_LIKE_NUMBER);
    int64_t person = given_paper(f, "e", "giay_khai_sinh", id, "");
    given_paper(f, "f", "giay_khai_sinh", same_id, "");
    assert_int_equal(offers(f, person, &first), 1);
    assert_int_equal(first.why, STORE_LIKE_ID);
    int64_t birth = given_paper(f, "g", "giay_khai_sinh", certificate, "");
    assert_int_equal(offers(f, birth, &first), 2);
    assert_int_equal(offers(f, one, &first), 2);
    assert_true(first.paper == birth && first.why == (STORE_LIKE_NUMBER | STORE_LIKE_BIRTH));
}

static void test_the_same_file_twice(void **state)
{
    struct fixture *f = *state;
    const struct given_field nothing[] = {{"ghi_chu", "x"}, {NULL, NULL}};
    struct store_lookalike first = {0};
    int64_t one = given_paper(f, "a", "khac", nothing, "");
    struct store_paper p;
    ok(f, store_paper_load(f->s, one, &p, &f->err));
    struct store_source_new n = {.batch_uuid = "b", .user = "lan"};
    struct store_page_added added;
    struct papers papers = {0};
    struct store_papers_result result;
    int64_t source;
    bool existed;
    ok(f, store_source_add(f->s, &n, &source, &existed, &f->err));
    struct store_page_new page = {
        .source = source, .seq = 1, .object = p.pages.items[0].object, .file_page = 1, .media_type = "image/png"};
    ok(f, store_page_add(f->s, &page, &added, &f->err));
    store_paper_free(&p);
    make_paper(&papers, "khac", 1, 1, nothing, NULL);
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    assert_int_equal(offers(f, one, &first), 1);
    assert_int_equal(first.why, STORE_LIKE_CONTENT);
}

static size_t listed(struct fixture *f, const char *dossier)
{
    struct store_list_query q = {.dossier = dossier, .view = STORE_VIEW_ALL, .limit = 10};
    struct store_items items;
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    size_t n = items.len;
    store_items_free(&items);
    return n;
}

static size_t found(struct fixture *f)
{
    struct store_search q = {.text = "le thi hoa", .limit = 9, .view = STORE_VIEW_ALL};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    size_t n = h.len;
    store_hits_free(&h);
    return n;
}

static void test_a_better_scan_replaces_the_worse_one_until_it_is_taken_back(void **state)
{
    struct fixture *f = *state;
    char code[DOSSIER_CODE_MAX + 1];
    struct store_dossier_new n = {.prefix = "H24.01", .user = "lan"};
    int64_t worse = given_paper(f, "a", "giay_khai_sinh", certificate, "");
    int64_t better = given_paper(f, "b", "giay_khai_sinh", certificate, "");
    int version;
    ok(f, store_dossier_open(f->s, &n, code, &f->err));
    struct store_dossier_edit put = {.code = code, .version = 1, .user = "lan"};
    ok(f, store_dossier_put_paper(f->s, &put, worse, DOSSIER_OUTPUT, "ket_qua", &version, &f->err));
    assert_int_equal(found(f), 2);
    decide(f, better, worse, STORE_PAIR_REPLACE);
    assert_int_equal(found(f), 1);
    assert_int_equal(listed(f, NULL), 1);
    assert_int_equal(offers(f, better, NULL), 0);
    struct store_dossier d;
    ok(f, store_dossier_load(f->s, code, &d, &f->err));
    assert_int_equal(d.papers.len, 1);
    assert_true(d.papers.items[0].id == better);
    assert_int_equal(d.papers.items[0].role, DOSSIER_OUTPUT);
    assert_string_equal(d.papers.items[0].item, "ket_qua");
    store_dossier_free(&d);
    struct store_edit e = {better, version_of(f, better), "lan"};
    assert_int_equal(store_lookalike_decide(f->s, &e, worse, STORE_PAIR_DIFFERENT, NULL, &version, &f->err), SO_EINVALID);
    ok(f, store_lookalike_undo(f->s, &e, worse, &version, &f->err));
    assert_int_equal(found(f), 2);
    assert_int_equal(listed(f, NULL), 2);
    assert_int_equal(offers(f, better, NULL), 1);
    struct store_verify_result v;
    ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
}

static void test_what_is_different_is_not_offered_again(void **state)
{
    struct fixture *f = *state;
    struct store_lookalike first = {0};
    int64_t one = given_paper(f, "a", "giay_khai_sinh", certificate, "");
    int64_t two = given_paper(f, "b", "giay_khai_sinh", certificate, "");
    decide(f, two, one, STORE_PAIR_DIFFERENT);
    assert_int_equal(offers(f, one, &first), 0);
    assert_int_equal(first.decision, STORE_PAIR_DIFFERENT);
    assert_int_equal(found(f), 2);
    struct store_edit e = {one, version_of(f, one), "lan"};
    assert_int_equal(store_lookalike_decide(f->s, &e, two, STORE_PAIR_NEWER, NULL, &e.version, &f->err), SO_EEXISTS);
    ok(f, store_lookalike_undo(f->s, &e, two, &e.version, &f->err));
    decide(f, two, one, STORE_PAIR_NEWER);
    offers(f, one, &first);
    assert_int_equal(first.decision, STORE_PAIR_NEWER);
    assert_true(first.replaces); /* the other one is the newer */
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_four_marks),
        CASE(test_the_same_file_twice),
        CASE(test_a_better_scan_replaces_the_worse_one_until_it_is_taken_back),
        CASE(test_what_is_different_is_not_offered_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
