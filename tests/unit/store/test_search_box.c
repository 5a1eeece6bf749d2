/* What clerks type beside names: initials, parts of numbers, dates, slips of the finger; what is counted and suggested.
 */
#include "support.h"

#include "store/visibility.h"

static void expect(struct fixture *f, struct store_search q, size_t n, const int64_t *papers)
{
    struct store_hits h;
    q.limit = 20;
    ok(f, store_search(f->s, &q, &h, &f->err));
    if (h.len != n || h.total != (int64_t)n)
        fail_msg("\"%s\" found %zu (total %lld), not %zu", q.text, h.len, (long long)h.total, n);
    for (size_t i = 0; i < n; i++)
        if (h.items[i].paper != papers[i])
            fail_msg("\"%s\": hit %zu is paper %lld, not %lld", q.text, i, (long long)h.items[i].paper,
                     (long long)papers[i]);
    store_hits_free(&h);
}

#define finds(f, typed, ...)                                                                                           \
    expect(f, (struct store_search){.text = typed}, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t),                \
           (int64_t[]){__VA_ARGS__})
#define finds_nothing(f, typed) expect(f, (struct store_search){.text = typed}, 0, NULL)

static int64_t birth(struct fixture *f, const char *uuid, const char *name, const char *text)
{
    struct given_field fields[] = {{"ho_ten", name}, {NULL, NULL}};
    return given_paper(f, uuid, "giay_khai_sinh", fields, text);
}

static void test_initials(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Văn Đức", "");
    int64_t b = birth(f, "b", "Ngô Vân Dung", "");
    birth(f, "c", "Nguyễn Văn Anh", "");
    birth(f, "d", "Nguyễn Văn Đức Anh", "");
    finds(f, "nvd", b, a);
    finds(f, "NVĐ", b, a);
    finds(f, "N V Đ", b, a);
    finds(f, "n.v.đ", b, a);
    finds_nothing(f, "dvn");
    struct store_search q = {.text = "nvd", .limit = 1};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.items[0].place, STORE_HIT_NAME);
    assert_string_equal(h.items[0].snippet, "Ngô Vân Dung");
    assert_int_equal(h.items[0].nranges, 3);
    store_hits_free(&h);
    /* What is a word is one first: "tha" in a text, and nobody's initials then. */
    int64_t e = birth(f, "e", "Trần Hoàng Anh", "");
    finds(f, "tha", e);
    int64_t g = birth(f, "g", "Lê Thị Bưởi", "Tha thứ");
    finds(f, "tha", g);
}

static void test_three_words_belong_to_one_name(void **state)
{
    struct fixture *f = *state;
    struct given_field family[] = {
        {"ho_ten", "Nguyễn Văn Hùng"}, {"cha_ho_ten", "Trần Văn Đức"}, {"me_ho_ten", "Lê Thị Nguyễn"}, {NULL, NULL}};
    given_paper(f, "a", "giay_khai_sinh", family, "");
    int64_t b = birth(f, "b", "Nguyễn Văn Đức", "");
    finds(f, "duc nguyen van", b);
    finds(f, "van duc nguyen", b);
}

static void test_part_of_a_number(void **state)
{
    struct fixture *f = *state;
    struct given_field one[] = {{"ho_ten", "Vũ A"}, {"so_dinh_danh", "030218001234"}, {NULL, NULL}};
    struct given_field two[] = {{"ho_ten", "Vũ B"}, {"so_dinh_danh", "030185012349"}, {NULL, NULL}};
    struct given_field three[] = {{"ho_ten", "Vũ C"}, {"so", "1234/2020"}, {NULL, NULL}};
    int64_t a = given_paper(f, "a", "giay_khai_sinh", one, "");
    int64_t b = given_paper(f, "b", "giay_khai_sinh", two, "");
    int64_t c = given_paper(f, "c", "giay_khai_sinh", three, "");
    finds(f, "1234", c, a); /* the whole number before the tail of another */
    finds(f, "0302180", a); /* the head */
    finds(f, "18001", a);   /* five digits of the middle */
    finds(f, "185012349", b);
    finds_nothing(f, "8001 5012");
    finds_nothing(f, "18002");
    finds(f, "vu 01234", b, a);
    finds(f, "vu b 2349", b);
    struct store_search q = {.text = "18001", .limit = 1};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_string_equal(h.items[0].key, "so_dinh_danh");
    assert_int_equal(h.items[0].nranges, 1);
    store_hits_free(&h);
}

static int64_t dated(struct fixture *f, const char *uuid, const char *printed, const char *normal, const char *text)
{
    int64_t page;
    int64_t source = given_source(f, uuid, STORE_COUNTER, 1, &page);
    struct papers papers = {0};
    struct store_papers_result result;
    given_reading(f, page, 0, text, 0.9f, QUALITY_FAST);
    make_paper(&papers, "giay_khai_sinh", 1, 1, (struct given_field[]){{"ngay_sinh", printed}, {NULL, NULL}}, NULL);
    free(papers.items[0].fields.items[0].normal);
    papers.items[0].fields.items[0].normal = strdup(normal);
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    return paper_of(f, source);
}

static void test_a_day_however_it_is_typed(void **state)
{
    struct fixture *f = *state;
    int64_t a = dated(f, "a", "ngày 18 tháng 03 năm 2021", "2021-03-18", "");
    int64_t b = dated(f, "b", "", "", "Thanh Xuân, ngày 18 tháng 3 năm 2021");
    int64_t c = dated(f, "c", "18/03/2021", "2021-03-18", "");
    dated(f, "d", "03/08/2021", "2021-08-03", "");
    static const char *const forms[] = {
        "18/3/2021",       "18-03-2021",   "18.3.2021", "18 tháng 3 năm 2021", "ngay 18 thang 3 nam 2021",
        "Ngày 18/03/2021", "\"18/3/2021\""};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct store_search q = {.text = forms[i]};
        expect(f, q, 3, (int64_t[]){c, a, b}); /* fields before text */
        q.as_you_type = true;
        if (forms[i][0] != '"')
            expect(f, q, 3, (int64_t[]){c, a, b});
    }
    finds(f, "tháng 3 năm 2021", c, a, b);
    finds(f, "tháng 3/2021", c, a, b);
    finds_nothing(f, "19/3/2021");
    struct store_search q = {.text = "18-03-2021", .limit = 5};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    for (size_t i = 0; i < h.len; i++)
        assert_true(h.items[i].nranges >= 3); /* shown where it stands, although it is printed in another form */
    store_hits_free(&h);
}

/* One slip each: the right ones first, then those that the slip may have meant. */
static void test_near_ones_come_below(void **state)
{
    struct fixture *f = *state;
    int64_t near = birth(f, "a", "Nguyễn Thị Hướng", ""); /* newer papers come first among equals */
    int64_t slip = birth(f, "b", "Nguyễn Thị Hương", "");
    int64_t misread = birth(f, "c", "Nguyễn Thị Hưong", "");
    int64_t other = birth(f, "d", "Nguyễn Thị Hường Ly", "");
    (void)near;
    struct store_search q = {.text = "Nguyễn Thị Hương", .limit = 10};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.len, 4); /* all the same without tones */
    assert_true(h.items[0].paper == slip && h.items[0].exact && !h.items[0].near);
    store_hits_free(&h);
    int64_t duong = birth(f, "e", "Nguyễn Thị Dương", "");
    q.text = "nguyen thi huong";
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.len, 5);
    assert_true(!h.fuzzy && h.items[4].paper == duong && h.items[4].near && !h.items[3].near);
    assert_true(h.items[0].paper == other && h.items[1].paper == misread);
    store_hits_free(&h);
    q.no_fuzzy = true;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.len, 4);
    store_hits_free(&h);
}

static void test_every_kind_of_slip(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Phạm Quốc Trường", "");
    birth(f, "b", "Lê Thị Bưởi", "");
    static const char *const slips[] = {"pham quoc truon",  "pham quoc truongg", "pham quoc trunog",
                                        "pham quoc truang", "phan quoc truong",  "quoc truonh pham",
                                        "pham qouc truong", "phma truong quoc"};
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        struct store_search q = {.text = slips[i], .limit = 5};
        struct store_hits h;
        ok(f, store_search(f->s, &q, &h, &f->err));
        if (h.len != 1 || h.items[0].paper != a || !h.items[0].near || !h.fuzzy)
            fail_msg("\"%s\" finds %zu", slips[i], h.len);
        store_hits_free(&h);
    }
}

static int64_t count_of(const struct store_facets *facets, enum store_facet k, const char *value)
{
    for (size_t i = 0; i < facets->of[k].len; i++)
        if (!strcmp(facets->of[k].items[i].value, value))
            return facets->of[k].items[i].count;
    return 0;
}

/* Each count is what the filter then finds. */
static void test_facets_count_what_filters_find(void **state)
{
    struct fixture *f = *state;
    static const char *const types[] = {"giay_khai_sinh", "trich_luc_khai_tu", "chung_thuc_ban_sao"};
    for (int i = 0; i < 12; i++) {
        char uuid[16], date[16];
        snprintf(uuid, sizeof uuid, "u%d", i);
        snprintf(date, sizeof date, "%d-05-06", 2018 + i % 2);
        struct given_field fields[] = {
            {"ho_ten", i % 4 ? "Hồ Văn An" : "Lý Văn Bình"}, {"ngay_dang_ky", date}, {NULL, NULL}};
        given_paper(f, uuid, types[i % 3], fields, "");
    }
    struct store_facets facets;
    struct store_search q = {.text = "ho van an"};
    ok(f, store_search_facets(f->s, &q, &facets, &f->err));
    assert_int_equal(facets.total, 9);
    assert_false(facets.at_least);
    static const char *const filters[] = {"loai", "nam", "linh_vuc"};
    for (int k = 0; k < STORE_FACETS; k++) {
        int64_t sum = 0;
        assert_true(facets.of[k].len > 0);
        for (size_t i = 0; i < facets.of[k].len; i++) {
            char text[128];
            struct store_hits h;
            snprintf(text, sizeof text, "ho van an %s:%s", filters[k], facets.of[k].items[i].value);
            struct store_search one = {.text = text, .limit = 20};
            ok(f, store_search(f->s, &one, &h, &f->err));
            assert_int_equal(h.total, facets.of[k].items[i].count);
            store_hits_free(&h);
            sum += facets.of[k].items[i].count;
        }
        assert_int_equal(sum, facets.total);
    }
    assert_int_equal(count_of(&facets, STORE_FACET_SECTOR, "chung_thuc"), 3);
    assert_string_equal(facets.of[STORE_FACET_YEAR].items[0].value, "2019");
    store_facets_free(&facets);
    q.text = "";
    ok(f, store_search_facets(f->s, &q, &facets, &f->err));
    assert_int_equal(facets.total, 0);
    store_facets_free(&facets);
}

static bool suggests(struct fixture *f, const char *typed, enum store_view view, enum store_suggestion_kind kind,
                     const char *text)
{
    struct store_suggestions l;
    bool found = false;
    ok(f, store_search_suggest(f->s, typed, view, 10, &l, &f->err));
    for (size_t i = 0; i < l.len; i++)
        found |= l.items[i].kind == kind && !strcmp(l.items[i].text, text);
    store_suggestions_free(&l);
    return found;
}

static void test_suggestions_while_typing(void **state)
{
    struct fixture *f = *state;
    struct given_field fields[] = {{"ho_ten", "Nguyễn Văn Đức"},
                                   {"me_ho_ten", "Trần Thị Hòa"},
                                   {"so", "045/2018"},
                                   {"noi_sinh", "Thôn Vĩnh Ninh, xã Thanh Xuân"},
                                   {NULL, NULL}};
    given_paper(f, "a", "giay_khai_sinh", fields, "");
    birth(f, "b", "NGUYỄN VĂN ĐỨC", "");
    assert_true(suggests(f, "nguyen van d", STORE_VIEW_OPEN, STORE_SUGGEST_NAME, "NGUYỄN VĂN ĐỨC"));
    assert_true(suggests(f, "hòa tr", STORE_VIEW_OPEN, STORE_SUGGEST_NAME, "Trần Thị Hòa"));
    assert_true(suggests(f, "nvd", STORE_VIEW_OPEN, STORE_SUGGEST_NAME, "NGUYỄN VĂN ĐỨC"));
    assert_true(suggests(f, "vinh n", STORE_VIEW_OPEN, STORE_SUGGEST_PLACE, "Thôn Vĩnh Ninh"));
    assert_true(suggests(f, "thanh", STORE_VIEW_OPEN, STORE_SUGGEST_PLACE, "xã Thanh Xuân"));
    assert_true(suggests(f, "45/20", STORE_VIEW_OPEN, STORE_SUGGEST_NUMBER, "045/2018") ||
                suggests(f, "045/20", STORE_VIEW_OPEN, STORE_SUGGEST_NUMBER, "045/2018"));
    assert_false(suggests(f, "nguyen", STORE_VIEW_OPEN, STORE_SUGGEST_NAME, "Trần Thị Hòa"));
    struct store_suggestions l;
    ok(f, store_search_suggest(f->s, "nguyen", STORE_VIEW_OPEN, 10, &l, &f->err));
    assert_int_equal(l.len, 1);
    assert_int_equal(l.items[0].papers, 2);
    store_suggestions_free(&l);
    ok(f, store_search_suggest(f->s, "", STORE_VIEW_OPEN, 10, &l, &f->err));
    assert_int_equal(l.len, 0);
}

static int64_t hits_of(struct fixture *f, const char *text, enum store_view view)
{
    struct store_search q = {.text = text, .limit = 20, .view = view};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    int64_t total = h.total;
    store_hits_free(&h);
    return total;
}

/* Everything that tells of papers, asked by somebody who may see `open` of them and by somebody who may see `all`. */
static void check_views(struct fixture *f, int64_t closed, int64_t open, int64_t all)
{
    static const char *const queries[] = {
        "duc",          "nguyen van",          "nvd",   "\"van duc\"", "nguyem van duc",
        "030218001234", "loai:giay_khai_sinh", "18001", "-khong",      "chung tu"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        if (hits_of(f, queries[i], STORE_VIEW_OPEN) != open || hits_of(f, queries[i], STORE_VIEW_ALL) != all)
            fail_msg("\"%s\": %lld and %lld", queries[i], (long long)hits_of(f, queries[i], STORE_VIEW_OPEN),
                     (long long)hits_of(f, queries[i], STORE_VIEW_ALL));
        for (int view = STORE_VIEW_OPEN; view <= STORE_VIEW_ALL; view++) {
            struct store_search q = {.text = queries[i], .view = (enum store_view)view};
            struct store_facets facets;
            ok(f, store_search_facets(f->s, &q, &facets, &f->err));
            assert_int_equal(facets.total, view ? all : open);
            store_facets_free(&facets);
        }
    }
    assert_int_equal(suggests(f, "nguyen", STORE_VIEW_OPEN, STORE_SUGGEST_NAME, "Nguyễn Văn Đức"), open > 0);
    assert_true(suggests(f, "nguyen", STORE_VIEW_ALL, STORE_SUGGEST_NAME, "Nguyễn Văn Đức"));
    struct store_list_query list = {.limit = 10};
    struct store_items items;
    ok(f, store_papers_list(f->s, &list, &items, &f->err));
    assert_int_equal(items.len, open);
    store_items_free(&items);
    list.view = STORE_VIEW_ALL;
    ok(f, store_papers_list(f->s, &list, &items, &f->err));
    assert_int_equal(items.len, all);
    store_items_free(&items);
    assert_int_equal(store_paper_visible(f->s, closed, STORE_VIEW_ALL, &f->err), SO_OK);
    assert_int_equal(store_paper_visible(f->s, closed, STORE_VIEW_OPEN, &f->err), open == all ? SO_OK : SO_ENOTFOUND);
    struct store_paper p;
    ok(f, store_paper_load(f->s, closed, &p, &f->err));
    assert_int_equal(store_page_visible(f->s, p.pages.items[0].id, STORE_VIEW_OPEN, &f->err),
                     open == all ? SO_OK : SO_ENOTFOUND);
    store_paper_free(&p);
}

static void test_what_one_may_not_see_is_nowhere(void **state)
{
    struct fixture *f = *state;
    struct given_field fields[] = {{"ho_ten", "Nguyễn Văn Đức"}, {"so_dinh_danh", "030218001234"}, {NULL, NULL}};
    int64_t a = given_paper(f, "a", "giay_khai_sinh", fields, "Chứng từ");
    struct store_edit e = {a, version_of(f, a), "chu_tich"};
    check_views(f, a, 1, 1);
    ok(f, store_paper_restrict(f->s, &e, true, &e.version, &f->err));
    check_views(f, a, 0, 1);
    ok(f, store_paper_restrict(f->s, &e, false, &e.version, &f->err));
    check_views(f, a, 1, 1);
    static const char code[] = "000.00.19.H23-230915-0001";
    ok(f, store_paper_set_dossier(f->s, &e, code, &e.version, &f->err));
    ok(f, store_dossier_restrict(f->s, code, true, "chu_tich", &f->err));
    check_views(f, a, 0, 1);
    assert_int_equal(store_dossier_visible(f->s, code, STORE_VIEW_OPEN, &f->err), SO_ENOTFOUND);
    assert_int_equal(hits_of(f, code, STORE_VIEW_OPEN), 0);
    ok(f, store_dossier_restrict(f->s, code, false, "chu_tich", &f->err));
    check_views(f, a, 1, 1);
    assert_int_equal(store_dossier_restrict(f->s, "X-230915-0002", true, "chu_tich", &f->err), SO_ENOTFOUND);
}

/* Of a paper whose images were given up the fields are found, what else stood on the pages no more. */
static void test_a_record_without_image_is_found_by_its_fields_only(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Văn Đức", "Bí mật riêng");
    struct store_edit e = {a, version_of(f, a), "lan"};
    finds(f, "bi mat", a);
    ok(f, store_paper_keep(f->s, &e, STORE_KEEP_RECORD, &e.version, &f->err));
    finds_nothing(f, "bi mat");
    finds(f, "van duc", a);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_initials),
        CASE(test_three_words_belong_to_one_name),
        CASE(test_part_of_a_number),
        CASE(test_a_day_however_it_is_typed),
        CASE(test_near_ones_come_below),
        CASE(test_every_kind_of_slip),
        CASE(test_facets_count_what_filters_find),
        CASE(test_suggestions_while_typing),
        CASE(test_what_one_may_not_see_is_nowhere),
        CASE(test_a_record_without_image_is_found_by_its_fields_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
