/* What a clerk finds, in what order, and what is shown of it. */
#include "support.h"

#include "store/internal.h"
#include "store/query.h"
#include "viet/text.h"

static struct store_hits search(struct fixture *f, const char *text)
{
    struct store_search q = {.text = text, .limit = 20, .no_fuzzy = true};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    return h;
}

static void expect(struct fixture *f, const char *text, size_t n, const int64_t *papers)
{
    struct store_hits h = search(f, text);
    if (h.len != n || h.total != (int64_t)n)
        fail_msg("\"%s\" found %zu (total %lld), not %zu", text, h.len, (long long)h.total, n);
    for (size_t i = 0; i < n; i++)
        if (h.items[i].paper != papers[i])
            fail_msg("\"%s\": hit %zu is paper %lld, not %lld", text, i, (long long)h.items[i].paper,
                     (long long)papers[i]);
    store_hits_free(&h);
}

#define finds(f, text, ...)                                                                                            \
    expect(f, text, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (int64_t[]){__VA_ARGS__})
#define finds_nothing(f, text) expect(f, text, 0, NULL)

static int64_t birth(struct fixture *f, const char *uuid, const char *name, const char *text)
{
    struct given_field fields[] = {{"ho_ten", name}, {NULL, NULL}};
    return given_paper(f, uuid, "giay_khai_sinh", fields, text);
}

static void test_folded_finds_exact(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Văn Đức", "GIẤY KHAI SINH");
    finds(f, "nguyen van duc", a);
    finds(f, "NGUYEN VAN DUC", a);
    finds(f, "Nguyễn Văn Đức", a);
    finds(f, "đức nguyễn", a);
    finds(f, "duc", a);
    finds(f, "khai sinh", a);
    finds_nothing(f, "nguyen van dung");
}

/* Every letter of the alphabet with every tone, indexed composed and asked for decomposed, and the other way round. */
static void test_every_letter_in_every_encoding(void **state)
{
    struct fixture *f = *state;
    static const char vowels[] = "aeiouy";
    static const uint8_t marks[] = {VIET_PLAIN, VIET_BREVE, VIET_CIRCUMFLEX, VIET_HORN};
    static const char *const combining_mark[] = {"", "\u0306", "\u0302", "\u031B"};
    static const char *const combining_tone[] = {"", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"};
    int made = 0;
    for (const char *v = vowels; *v; v++)
        for (size_t m = 0; m < 4; m++)
            for (int tone = VIET_NGANG; tone <= VIET_NANG; tone++) {
                struct viet_letter letter = {*v, marks[m], (uint8_t)tone, false};
                int32_t cp = viet_letter_join(letter);
                if (!cp)
                    continue;
                char nfc[32] = "x", nfd[64], plain[32], uuid[32], utf8[4];
                size_t n = viet_put(cp, utf8);
                memcpy(nfc + 1, utf8, n);
                snprintf(nfc + 1 + n, sizeof nfc - 1 - n, "q%d", made);
                snprintf(nfd, sizeof nfd, "x%c%s%sq%d", *v, combining_mark[m], combining_tone[tone], made);
                snprintf(plain, sizeof plain, "x%cq%d", *v, made);
                snprintf(uuid, sizeof uuid, "u%d", made);
                int64_t id = birth(f, uuid, made % 2 ? nfc : nfd, "");
                finds(f, made % 2 ? nfd : nfc, id);
                finds(f, plain, id);
                made++;
            }
    assert_int_equal(made, 12 * 6);
}

static void test_tone_placement(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Trần Thị Hòa", "");
    int64_t b = birth(f, "b", "Trần Thị Hoà", "");
    finds(f, "hoà", b, a);
    finds(f, "hòa", b, a);
    struct store_hits h = search(f, "hòa");
    assert_true(h.items[0].exact && h.items[1].exact);
    store_hits_free(&h);
}

static void test_exact_tone_first_then_newest(void **state)
{
    struct fixture *f = *state;
    int64_t duc_exact = birth(f, "a", "Lê Văn Đức", "");
    int64_t duc_other = birth(f, "b", "Lê Văn Dục", "");
    int64_t duc_newer = birth(f, "c", "Lê Văn Đức", "");
    finds(f, "Đức", duc_newer, duc_exact, duc_other);
    finds(f, "duc", duc_newer, duc_other, duc_exact);
    finds(f, "Lê Văn Đức", duc_newer, duc_exact, duc_other);
}

static void test_names_before_fields_before_text(void **state)
{
    struct fixture *f = *state;
    struct given_field name[] = {{"ho_ten", "Phạm Thanh Xuân"}, {NULL, NULL}};
    struct given_field place[] = {{"ho_ten", "Lý A"}, {"noi_sinh", "Thanh Xuân, Hải Dương"}, {NULL, NULL}};
    int64_t in_name = given_paper(f, "a", "giay_khai_sinh", name, "");
    int64_t in_field = given_paper(f, "b", "giay_khai_sinh", place, "");
    int64_t in_text = birth(f, "c", "Lý B", "Ủy ban nhân dân\nxã Thanh Xuân");
    int64_t scattered = given_paper(
        f, "d", "giay_chung_nhan_ket_hon",
        (struct given_field[]){{"vo_ho_ten", "Đỗ Thị Xuân"}, {"chong_ho_ten", "Đỗ Văn Thanh"}, {NULL, NULL}}, "");
    finds(f, "thanh xuan", in_name, in_field, in_text);
    finds(f, "xuan thanh", in_name); /* a name in another order */
    finds(f, "xuan pham", in_name);
    finds(f, "thi xuan van thanh", scattered); /* two persons: only where nobody bears the whole */
    struct store_hits h = search(f, "thanh xuan");
    assert_int_equal(h.items[0].place, STORE_HIT_NAME);
    assert_int_equal(h.items[1].place, STORE_HIT_FIELD);
    assert_int_equal(h.items[2].place, STORE_HIT_TEXT);
    store_hits_free(&h);
}

static void test_phrase_and_without(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Văn An", "bản sao");
    int64_t b = birth(f, "b", "Văn Nguyễn An", "bản chính");
    finds(f, "\"nguyen van\"", a);
    finds(f, "an -\"ban sao\"", b);
    finds(f, "an -chính", a);
    finds(f, "-chinh", a);
    /* A phrase does not reach over the edge of a value. */
    int64_t c = given_paper(
        f, "c", "giay_chung_nhan_ket_hon",
        (struct given_field[]){{"vo_ho_ten", "Bùi Thị Yến"}, {"chong_ho_ten", "Cao Bá Quát"}, {NULL, NULL}}, "");
    finds_nothing(f, "\"yen cao\"");
    finds(f, "yen cao", c);
}

static void test_prefix(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Thị Phương", "");
    int64_t b = birth(f, "b", "Nguyễn Thị Phượng", "");
    finds(f, "phu*", b, a);
    finds(f, "phuon*", b, a);
    finds_nothing(f, "phuon");
    static const char typed[] = "nguyen thi phuong";
    for (size_t n = 1; n < sizeof typed; n++) {
        char text[sizeof typed];
        snprintf(text, sizeof text, "%.*s", (int)n, typed);
        if (text[n - 1] == ' ')
            continue;
        struct store_search q = {.text = text, .limit = 20, .as_you_type = true, .no_fuzzy = true};
        struct store_hits h;
        ok(f, store_search(f->s, &q, &h, &f->err));
        if (h.len != 2)
            fail_msg("half-typed \"%s\" finds %zu", text, h.len);
        store_hits_free(&h);
    }
}

static void test_numbers(void **state)
{
    struct fixture *f = *state;
    struct given_field one[] = {
        {"ho_ten", "Vũ A"}, {"so", "045/2018"}, {"quyen_so", "01/2018"}, {"so_dinh_danh", "030218001234"}, {NULL, NULL}};
    struct given_field two[] = {
        {"ho_ten", "Vũ B"}, {"so", "145/2019/TLKT-BS"}, {"so_dinh_danh", "030219005678"}, {NULL, NULL}};
    int64_t a = given_paper(f, "a", "giay_khai_sinh", one, "");
    int64_t b = given_paper(f, "b", "trich_luc_khai_tu", two, "");
    finds(f, "030218001234", a);
    finds(f, "001234", a);
    finds(f, "5678", b);
    finds_nothing(f, "678"); /* three digits are too few for a tail */
    finds(f, "045/2018", a);
    finds(f, "so:45/2018", a);
    finds(f, "so:45", a);
    finds(f, "so:145/2019", b);
    finds(f, "số:145", b);
    finds(f, "quyen:1", a);
    finds(f, "quyen:01/2018", a);
    finds(f, "nam:2018", a);
    finds(f, "vu nam:2019", b);
    finds_nothing(f, "so:5");
}

static void test_dates_however_printed(void **state)
{
    struct fixture *f = *state;
    int64_t page;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, &page);
    struct papers papers = {0};
    struct store_papers_result result;
    given_reading(f, page, 0, "", 0.9f, QUALITY_FAST);
    make_paper(&papers, "giay_khai_sinh", 1, 1,
               (struct given_field[]){{"ngay_sinh", "ngày 01 tháng 10 năm 2018"}, {NULL, NULL}}, NULL);
    free(papers.items[0].fields.items[0].normal);
    papers.items[0].fields.items[0].normal = strdup("2018-10-01");
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    int64_t a = paper_of(f, source);
    finds(f, "1/10/2018", a);
    finds(f, "01.10.2018", a);
    finds_nothing(f, "10/1/2018");
}

static void test_filters(void **state)
{
    struct fixture *f = *state;
    struct given_field dated[] = {{"ho_ten", "Hồ A"}, {"ngay_dang_ky", "2017-05-06"}, {NULL, NULL}};
    int64_t a = given_paper(f, "a", "giay_khai_sinh", dated, "");
    int64_t b = given_paper(f, "b", "chung_thuc_ban_sao", (struct given_field[]){{"ho_ten", "Hồ B"}, {NULL, NULL}}, "");
    finds(f, "ho loai:giay_khai_sinh", a);
    finds(f, "ho -loai:giay_khai_sinh", b);
    finds(f, "loai:\"giấy khai sinh\"", a);
    finds(f, "nam:2017", a);
    finds(f, "trang_thai:xong", b, a);
    finds_nothing(f, "trang_thai:thieu");
    struct store_edit e = {b, version_of(f, b), "lan"};
    int version;
    ok(f, store_paper_set_dossier(f->s, &e, "000.00.19.H23-230915-0001", &version, &f->err));
    finds(f, "ho_so:000.00.19.H23-230915-0001", b);
    finds(f, "000.00.19.h23-230915-0001", b);
    e.version = version;
    ok(f, store_paper_confirm(f->s, &e, &version, &f->err));
    finds(f, "trang_thai:da_duyet", b);
}

/* Words in no order, of which some stand in most papers: those are looked up last, and must be there all the same. */
static void test_common_words_are_wanted_too(void **state)
{
    struct fixture *f = *state;
    static const struct given_field none[] = {{NULL, NULL}};
    char uuid[32];
    for (int i = 0; i < 90; i++) {
        snprintf(uuid, sizeof uuid, "p%d", i);
        given_paper(f, uuid, "khong_ro", none, i % 10 ? "việt số nam quốc lẻ hiệu" : "xa lạ");
    }
    int64_t both = given_paper(f, "both", "khong_ro", none, "luyến x nam y diệu z quốc w việt");
    given_paper(f, "without", "khong_ro", none, "luyến x việt y diệu z nam w hiệu"); /* lacks quốc */
    finds(f, "nam luyen viet dieu quoc", both);
    finds(f, "quoc dieu luyen", both);
    finds_nothing(f, "quoc dieu luyen thuong");
    finds(f, "quoc luyen -hieu dieu", both);
}

/* The document of a paper as earlier programs kept it: names and fields in columns of their own, the text packed. */
static void keep_as_before(struct fixture *f, int64_t paper)
{
    struct conn *c;
    sqlite3_stmt *st;
    struct buf plain = BUF_INIT, text = BUF_INIT, packed = BUF_INIT;
    ok(f, store_write_begin(f->s, &c, &f->err));
    ok(f, sql_query(c, &f->err, &st, "SELECT text FROM search_doc WHERE paper=?1", SQL_I(paper)));
    ok(f, sql_row(c, &f->err, st));
    ok(f, blob_unpack(sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0), 1 << 20, &plain));
    sql_done(st, SO_OK);
    char *rest = plain.data, *names = strsep(&rest, "\x1e"), *fields = strsep(&rest, "\x1e");
    ok(f, buf_printf(&text, "%s%s", fields, rest));
    ok(f, blob_pack(text.data, text.len, &packed));
    ok(f, sql_exec(c, &f->err, "UPDATE search_doc SET names=?2, fields=?3, text=?4 WHERE paper=?1", SQL_I(paper),
                   SQL_T(names), SQL_T(fields), SQL_B(packed.data, packed.len)));
    ok(f, store_write_end(f->s, SO_OK, &f->err));
    buf_free(&plain);
    buf_free(&text);
    buf_free(&packed);
}

static void test_documents_of_earlier_programs_are_understood(void **state)
{
    struct fixture *f = *state;
    int64_t a = given_paper(f, "a", "giay_khai_sinh", (struct given_field[]){{"ho_ten", "Hồ Văn Bức"}, {NULL, NULL}},
                            "giấy lập tại trụ sở");
    keep_as_before(f, a);
    finds(f, "buc", a);
    finds(f, "trụ sở", a);
    struct store_edit e = {a, version_of(f, a), "lan"};
    ok(f, store_field_set(f->s, &e, "ho_ten", "Hồ Văn Đức", NULL, &e.version, &f->err));
    finds_nothing(f, "buc");
    finds(f, "duc", a);
    finds(f, "trụ sở", a);
}

static void test_a_correction_is_found_and_the_error_no_more(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Văn Bức", "");
    struct store_edit e = {a, version_of(f, a), "lan"};
    int version;
    ok(f, store_field_set(f->s, &e, "ho_ten", "Nguyễn Văn Đức", NULL, &version, &f->err));
    finds(f, "van duc", a);
    finds_nothing(f, "van buc");
}

static void test_snippet_and_box(void **state)
{
    struct fixture *f = *state;
    int64_t pages[2];
    int64_t source = given_source(f, "a", STORE_COUNTER, 2, pages);
    given_reading(f, pages[0], 0, "tờ thứ nhất không có gì", 0.9f, QUALITY_FAST);
    given_reading(f, pages[1], 0, "dòng một\nUỷ ban nhân dân xã Hà Nam chứng thực", 0.9f, QUALITY_FAST);
    struct papers papers = {0};
    struct store_papers_result result;
    make_paper(&papers, "khong_ro", 1, 2, NULL, NULL);
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    struct store_hits h = search(f, "ha nam");
    assert_int_equal(h.len, 1);
    struct store_hit *x = &h.items[0];
    assert_int_equal(x->place, STORE_HIT_TEXT);
    assert_true(x->page == pages[1]);
    assert_int_equal(x->page_seq, 2);
    assert_int_equal(x->nranges, 2);
    assert_memory_equal(x->snippet + x->ranges[0].start, "Hà", (size_t)x->ranges[0].len);
    assert_memory_equal(x->snippet + x->ranges[1].start, "Nam", (size_t)x->ranges[1].len);
    assert_int_equal(x->box.x, 500);
    assert_int_equal(x->box.y, 50);
    assert_int_equal(x->box.w, 190);
    store_hits_free(&h);
}

static void test_field_hit_shows_the_field(void **state)
{
    struct fixture *f = *state;
    birth(f, "a", "Nguyễn Văn Đức", "Họ, chữ đệm, tên: Nguyễn Văn Đức");
    struct store_hits h = search(f, "duc");
    assert_int_equal(h.len, 1);
    assert_string_equal(h.items[0].key, "ho_ten");
    assert_string_equal(h.items[0].snippet, "Nguyễn Văn Đức");
    assert_int_equal(h.items[0].nranges, 1);
    assert_int_equal(h.items[0].box.w, 30);
    assert_string_equal(h.items[0].title, "Nguyễn Văn Đức");
    store_hits_free(&h);
}

static void test_one_letter_away(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Thị Hương", "");
    static const char *const slips[] = {"nguyn thi huong", "nguyen thi huongg", "nguyen thi hucng", "nguyem thi huong"};
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        struct store_search q = {.text = slips[i], .limit = 5};
        struct store_hits h;
        ok(f, store_search(f->s, &q, &h, &f->err));
        if (h.len != 1 || h.items[0].paper != a || !h.fuzzy)
            fail_msg("\"%s\" finds %zu", slips[i], h.len);
        assert_true(h.items[0].nranges >= 3);
        store_hits_free(&h);
    }
}

static void test_paging_gives_each_hit_once(void **state)
{
    struct fixture *f = *state;
    int64_t seen[30];
    for (int i = 0; i < 30; i++) {
        char uuid[32];
        snprintf(uuid, sizeof uuid, "u%d", i);
        seen[i] = birth(f, uuid, i % 3 ? "Đào Văn Sơn" : "Đào Văn Sòn", i % 2 ? "Đào Sơn" : "");
    }
    int found = 0;
    for (int offset = 0; offset < 30; offset += 7) {
        struct store_search q = {.text = "đào sơn", .offset = offset, .limit = 7};
        struct store_hits h;
        ok(f, store_search(f->s, &q, &h, &f->err));
        assert_int_equal(h.total, 30);
        for (size_t i = 0; i < h.len; i++)
            for (int k = 0; k < 30; k++)
                if (seen[k] == h.items[i].paper) {
                    seen[k] = -1;
                    found++;
                }
        store_hits_free(&h);
    }
    assert_int_equal(found, 30);
}

static void test_anything_typed_is_harmless(void **state)
{
    struct fixture *f = *state;
    birth(f, "a", "Nguyễn Văn Đức", "");
    static const char *const odd[] = {"",     "\"",     "*",       "-",          "()",      "a\" OR \"b", "NEAR(a b)",
                                      "AND",  "a AND",  "so:",     "loai:\"",    "a*b*c",   "x:y:z",      "\x01" "duc",
                                      "\x02" "all", "-so:1", "--a", "\"a", "nam:\"2018", "' ; DROP TABLE page"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct store_search q = {.text = odd[i], .limit = 5, .as_you_type = i % 2};
        struct store_hits h;
        ok(f, store_search(f->s, &q, &h, &f->err));
        store_hits_free(&h);
    }
    char *longest = malloc(STORE_QUERY_MAX + 2);
    memset(longest, 'a', STORE_QUERY_MAX + 1);
    longest[STORE_QUERY_MAX + 1] = '\0';
    struct store_search q = {.text = longest, .limit = 5};
    struct store_hits h;
    assert_int_equal(store_search(f->s, &q, &h, &f->err), SO_ELIMIT);
    free(longest);
}

static void test_reset_and_rebuild(void **state)
{
    struct fixture *f = *state;
    int64_t a = birth(f, "a", "Nguyễn Văn Đức", "một");
    ok(f, store_search_reset(f->s, &f->err));
    finds_nothing(f, "duc");
    bool done = false;
    while (!done)
        ok(f, store_search_rebuild(f->s, &done, &f->err));
    finds(f, "duc mot", a);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_folded_finds_exact),
        CASE(test_every_letter_in_every_encoding),
        CASE(test_tone_placement),
        CASE(test_exact_tone_first_then_newest),
        CASE(test_names_before_fields_before_text),
        CASE(test_phrase_and_without),
        CASE(test_prefix),
        CASE(test_numbers),
        CASE(test_dates_however_printed),
        CASE(test_filters),
        CASE(test_common_words_are_wanted_too),
        CASE(test_documents_of_earlier_programs_are_understood),
        CASE(test_a_correction_is_found_and_the_error_no_more),
        CASE(test_snippet_and_box),
        CASE(test_field_hit_shows_the_field),
        CASE(test_one_letter_away),
        CASE(test_paging_gives_each_hit_once),
        CASE(test_anything_typed_is_harmless),
        CASE(test_reset_and_rebuild),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
