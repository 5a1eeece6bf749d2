/* Rows of the certification registers are found like papers: by number, year, book, names, and only by who may see them. */
#include "support.h"

#include "store/dossiers.h"
#include "store/register.h"
#include "store/visibility.h"

static int64_t entered(struct fixture *f, const char *who, int64_t paper, const char *dossier)
{
    struct register_new row = {.text = {[REGISTER_REQUESTER] = who,
                                        [REGISTER_SUBJECT] = "Bằng tốt nghiệp",
                                        [REGISTER_SIGNER] = "Vũ Đình Khuê"},
                               .book = 2,
                               .copies = 3,
                               .paper = paper,
                               .dossier = dossier};
    int64_t id;
    ok(f, register_add(f->s, "ban_sao", "2025-03-04", &row, 1, false, "lan", &id, &f->err));
    return id;
}

/* How many are found; the first of them must be this row, or this paper where row is 0. */
static void finds(struct fixture *f, const char *text, enum store_view view, int64_t total, int64_t row, int64_t paper)
{
    struct store_search q = {.text = text, .view = view, .limit = 10, .no_fuzzy = true};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    if (h.total != total || (total && (h.items[0].entry != row || h.items[0].paper != paper)))
        fail_msg("\"%s\": %lld found, first row %lld of paper %lld", text, (long long)h.total,
                 h.len ? (long long)h.items[0].entry : 0, h.len ? (long long)h.items[0].paper : 0);
    store_hits_free(&h);
}

static void test_by_number_year_book_and_names(void **state)
{
    struct fixture *f = *state;
    int64_t one = entered(f, "Đặng Thị Thưởng", 0, "");
    entered(f, "Trần Văn Mở", 0, "");
    static const char *const typed[] = {"dang thuong",      "Đặng Thị Thưởng", "thuong dang",         "so:1/2025",
                                        "so:1 nam:2025",    "1/2025",          "thuong quyen:2",      "thuong 4/3/2025",
                                        "thuong tot nghiep", "dtt",            "loai:so_ban_sao thuong", "linh_vuc:chung_thuc thuong"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        finds(f, typed[i], STORE_VIEW_OPEN, 1, one, 0);
    finds(f, "khue", STORE_VIEW_OPEN, 2, one + 1, 0);
    finds(f, "so:1 nam:2024", STORE_VIEW_OPEN, 0, 0, 0);
}

static void test_papers_come_first(void **state)
{
    struct fixture *f = *state;
    int64_t paper = given_paper(f, "a", "giay_khai_sinh", (struct given_field[]){{"ho_ten", "Đặng Thị Thưởng"}, {NULL, NULL}}, "");
    entered(f, "Đặng Thị Thưởng", 0, "");
    finds(f, "dang thi thuong", STORE_VIEW_OPEN, 2, 0, paper);
}

static void test_as_it_stands_now(void **state)
{
    struct fixture *f = *state;
    int64_t id = entered(f, "Đặng Thị Thưởng", 0, "");
    struct register_edit e = {id, 1, "lan", "ghi nhầm tên"};
    struct register_set set = {"requester", "Lò Thị Pẩu"};
    ok(f, register_correct(f->s, &e, &set, 1, &e.version, &f->err));
    finds(f, "thuong", STORE_VIEW_OPEN, 0, 0, 0);
    finds(f, "pau", STORE_VIEW_OPEN, 1, id, 0);
    ok(f, register_strike(f->s, &e, &e.version, &f->err));
    finds(f, "pau trang_thai:gach_bo", STORE_VIEW_OPEN, 1, id, 0);
    ok(f, register_restore(f->s, &e, &e.version, &f->err));
    finds(f, "pau trang_thai:gach_bo", STORE_VIEW_OPEN, 0, 0, 0);
}

static void test_as_open_as_paper_and_dossier(void **state)
{
    struct fixture *f = *state;
    static const char code[] = "H24.010.02-250304-0001";
    char ret[DOSSIER_CODE_MAX + 1];
    int64_t paper = given_paper(f, "a", "chung_thuc_ban_sao", (struct given_field[]){{NULL, NULL}}, "");
    ok(f, store_dossier_open(f->s, &(struct store_dossier_new){.code = code, .user = "lan"}, ret, &f->err));
    int64_t of_paper = entered(f, "Lò Thị Pẩu", paper, ""), of_dossier = entered(f, "Đặng Thị Thưởng", 0, code);
    finds(f, "pau", STORE_VIEW_OPEN, 1, of_paper, paper);
    struct store_edit e = {paper, version_of(f, paper), "quan"};
    ok(f, store_paper_restrict(f->s, &e, true, &e.version, &f->err));
    finds(f, "pau", STORE_VIEW_OPEN, 0, 0, 0);
    finds(f, "pau", STORE_VIEW_ALL, 1, of_paper, paper);
    ok(f, store_paper_restrict(f->s, &e, false, &e.version, &f->err));
    finds(f, "pau", STORE_VIEW_OPEN, 1, of_paper, paper);
    ok(f, store_dossier_restrict(f->s, code, true, "quan", &f->err));
    finds(f, "thuong", STORE_VIEW_OPEN, 0, 0, 0);
    finds(f, "thuong", STORE_VIEW_ALL, 1, of_dossier, 0);
    ok(f, store_dossier_restrict(f->s, code, false, "quan", &f->err));
    finds(f, "thuong", STORE_VIEW_OPEN, 1, of_dossier, 0);
}

static void test_counts_and_suggestions(void **state)
{
    struct fixture *f = *state;
    entered(f, "Đặng Thị Thưởng", 0, "");
    struct store_search q = {.text = "thuong", .limit = 10};
    struct store_facets facets;
    ok(f, store_search_facets(f->s, &q, &facets, &f->err));
    assert_int_equal(facets.total, 1);
    assert_string_equal(facets.of[STORE_FACET_TYPE].items[0].value, "so_ban_sao");
    assert_string_equal(facets.of[STORE_FACET_YEAR].items[0].value, "2025");
    assert_string_equal(facets.of[STORE_FACET_SECTOR].items[0].value, "chung_thuc");
    store_facets_free(&facets);
    struct store_suggestions list;
    ok(f, store_search_suggest(f->s, "dang thi thu", STORE_VIEW_OPEN, 5, &list, &f->err));
    assert_int_equal(list.len, 1);
    assert_string_equal(list.items[0].text, "Đặng Thị Thưởng");
    store_suggestions_free(&list);
}

/* An index that is made anew, as after an update, knows the rows too. */
static void test_made_anew(void **state)
{
    struct fixture *f = *state;
    int64_t id = entered(f, "Đặng Thị Thưởng", 0, "");
    ok(f, store_search_reset(f->s, &f->err));
    finds(f, "thuong", STORE_VIEW_OPEN, 0, 0, 0);
    for (bool done = false; !done;)
        ok(f, store_search_rebuild(f->s, &done, &f->err));
    finds(f, "thuong", STORE_VIEW_OPEN, 1, id, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_by_number_year_book_and_names),
        CASE(test_papers_come_first),
        CASE(test_as_it_stands_now),
        CASE(test_as_open_as_paper_and_dossier),
        CASE(test_counts_and_suggestions),
        CASE(test_made_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
