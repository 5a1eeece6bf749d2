/* Stacks: covers, the clerk's boundaries and what they do to values, warnings and who saw them. */
#include "support.h"

#include "store/object.h"
#include "store/stack.h"

static const struct given_field first_page[] = {{"so", "45/2018"}, {"ho_ten", "Nguyễn Văn An"}, {NULL, NULL}};
static const struct given_field third_page[] = {{"so", "7/2020"}, {"ho_ten", "Đặng Thị Hoa"}, {NULL, NULL}};

struct given_span {
    int first, pages;
    const struct given_field *fields;
};

static void put_spans(struct fixture *f, int64_t source, const struct given_span *spans, size_t n)
{
    struct papers papers = {0};
    struct store_papers_result result;
    for (size_t i = 0; i < n; i++)
        make_paper(&papers, "giay_khai_sinh", spans[i].first, spans[i].pages, spans[i].fields,
                   spans[i].fields ? NULL : "ho_ten");
    ok(f, store_papers_put(f->s, source, &papers, 0.5f, &result, &f->err));
    papers_free(&papers);
}

#define PUT(f, source, ...)                                                                                            \
    put_spans(f, source, (const struct given_span[]){__VA_ARGS__},                                                     \
              sizeof((const struct given_span[]){__VA_ARGS__}) / sizeof(struct given_span))

static struct store_stack load(struct fixture *f, int64_t source)
{
    struct store_stack st;
    ok(f, store_stack_load(f->s, source, &st, &f->err));
    return st;
}

/* "1+2 3+1": first page and number of pages of each paper. */
static void expect_spans(struct fixture *f, int64_t source, const char *want)
{
    struct store_stack st = load(f, source);
    char have[200] = "";
    for (size_t i = 0; i < st.spans.len; i++)
        snprintf(have + strlen(have), sizeof have - strlen(have), "%s%d+%d", i ? " " : "", st.spans.items[i].first_page,
                 st.spans.items[i].npages);
    assert_string_equal(have, want);
    /* Every page of a span belongs to its paper. */
    for (size_t i = 0; i < st.pages.len; i++)
        for (size_t k = 0; k < st.spans.len; k++)
            if (st.pages.items[i].seq >= st.spans.items[k].first_page &&
                st.pages.items[i].seq < st.spans.items[k].first_page + st.spans.items[k].npages)
                assert_true(st.pages.items[i].paper == st.spans.items[k].paper);
    store_stack_free(&st);
}

static int64_t paper_at(struct fixture *f, int64_t source, int first)
{
    struct store_stack st = load(f, source);
    int64_t id = 0;
    for (size_t i = 0; i < st.spans.len; i++)
        if (st.spans.items[i].first_page == first)
            id = st.spans.items[i].paper;
    store_stack_free(&st);
    assert_true(id != 0);
    return id;
}

static struct store_stack_edit edit_of(struct fixture *f, int64_t source)
{
    struct store_stack st = load(f, source);
    struct store_stack_edit e = {source, st.version, "lan"};
    store_stack_free(&st);
    return e;
}

static void expect_word(struct fixture *f, int64_t paper, const char *key, const char *want)
{
    struct store_paper p;
    ok(f, store_paper_load(f->s, paper, &p, &f->err));
    const char *have = NULL;
    for (size_t i = 0; i < p.values.len; i++)
        if (!strcmp(p.values.items[i].field.key, key))
            have = p.values.items[i].field.value;
    if (want)
        assert_string_equal(have ? have : "(none)", want);
    else
        assert_null(have);
    store_paper_free(&p);
}

static void set_field(struct fixture *f, int64_t paper, const char *key, const char *value)
{
    struct store_edit e = {paper, version_of(f, paper), "lan"};
    int version;
    ok(f, store_field_set(f->s, &e, key, value, NULL, &version, &f->err));
}

static int64_t given_stack(struct fixture *f, int pages)
{
    int64_t ids[16], source = given_source(f, "stack", STORE_COUNTER, pages, ids);
    for (int i = 0; i < pages; i++)
        given_reading(f, ids[i], 0, "giấy tờ", 0.9f, QUALITY_FAST);
    return source;
}

static void test_a_split_takes_each_value_to_its_page(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 4);
    int version;
    PUT(f, source, {1, 4, first_page});
    int64_t one = paper_at(f, source, 1);
    set_field(f, one, "ho_ten", "Nguyễn Văn Ân");
    struct store_stack_edit e = edit_of(f, source);
    ok(f, store_stack_split(f->s, &e, 3, &version, &f->err));
    assert_int_equal(version, e.version + 1);
    expect_spans(f, source, "1+2 3+2");
    int64_t two = paper_at(f, source, 3);
    assert_true(paper_at(f, source, 1) == one);
    expect_word(f, one, "ho_ten", "Nguyễn Văn Ân");
    expect_word(f, two, "ho_ten", NULL);
    /* What the pages say of the two papers comes next: a clerk's word still stands. */
    PUT(f, source, {1, 2, first_page}, {3, 2, third_page});
    expect_word(f, one, "ho_ten", "Nguyễn Văn Ân");
    expect_word(f, one, "so", "45/2018");
    expect_word(f, two, "ho_ten", "Đặng Thị Hoa");
    set_field(f, two, "so", "8/2020");
    e = edit_of(f, source);
    ok(f, store_stack_undo(f->s, &e, &version, &f->err));
    expect_spans(f, source, "1+4");
    expect_word(f, one, "ho_ten", "Nguyễn Văn Ân");
    expect_word(f, one, "so", "8/2020"); /* the clerk's, of the two numbers that met */
}

static void test_a_join_and_its_undo_bring_back_both(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 4);
    int version;
    PUT(f, source, {1, 2, first_page}, {3, 2, third_page});
    set_field(f, paper_at(f, source, 3), "ho_ten", "Đặng Thị Hoà");
    set_field(f, paper_at(f, source, 1), "ho_ten", "Nguyễn Văn Ân");
    struct store_stack_edit e = edit_of(f, source);
    ok(f, store_stack_join(f->s, &e, 3, &version, &f->err));
    expect_spans(f, source, "1+4");
    e = edit_of(f, source);
    ok(f, store_stack_undo(f->s, &e, &version, &f->err));
    expect_spans(f, source, "1+2 3+2");
    expect_word(f, paper_at(f, source, 1), "ho_ten", "Nguyễn Văn Ân");
    expect_word(f, paper_at(f, source, 3), "ho_ten", "Đặng Thị Hoà");
    e = edit_of(f, source);
    assert_int_equal(store_stack_undo(f->s, &e, &version, &f->err), SO_ENOTFOUND);
}

static void test_a_boundary_moves_and_the_paper_stays_itself(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 5);
    int version;
    PUT(f, source, {1, 2, first_page}, {3, 3, third_page});
    int64_t two = paper_at(f, source, 3);
    struct store_stack_edit e = edit_of(f, source);
    ok(f, store_stack_move(f->s, &e, 3, 2, &version, &f->err));
    expect_spans(f, source, "1+1 2+4");
    assert_true(paper_at(f, source, 2) == two);
    e = edit_of(f, source);
    ok(f, store_stack_move(f->s, &e, 2, 5, &version, &f->err));
    expect_spans(f, source, "1+4 5+1");
    assert_true(paper_at(f, source, 5) == two);
    e = edit_of(f, source);
    assert_int_equal(store_stack_move(f->s, &e, 5, 1, &version, &f->err), SO_EINVALID);
    assert_int_equal(store_stack_move(f->s, &e, 3, 2, &version, &f->err), SO_EINVALID); /* none begins there */
    ok(f, store_stack_undo(f->s, &e, &version, &f->err));
    expect_spans(f, source, "1+1 2+4");
    e = edit_of(f, source);
    ok(f, store_stack_undo(f->s, &e, &version, &f->err));
    expect_spans(f, source, "1+2 3+3");
}

static void test_a_later_reading_meets_the_clerks_word(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 3);
    int version;
    PUT(f, source, {1, 3, first_page});
    struct store_stack_edit e = edit_of(f, source);
    ok(f, store_stack_split(f->s, &e, 2, &version, &f->err));
    ok(f, store_stack_split(f->s, &(struct store_stack_edit){source, version, "lan"}, 3, &version, &f->err));
    ok(f, store_stack_join(f->s, &(struct store_stack_edit){source, version, "lan"}, 2, &version, &f->err));
    struct store_stack st = load(f, source);
    assert_int_equal(st.boundaries.len, 2);
    assert_int_equal(st.boundaries.items[0].seq, 2);
    assert_false(st.boundaries.items[0].begins);
    assert_int_equal(st.boundaries.items[1].seq, 3);
    assert_true(st.boundaries.items[1].begins);
    assert_string_equal(st.boundaries.items[1].user, "lan");
    store_stack_free(&st);
    fixture_reopen(f);
    int64_t waiting[4];
    size_t n;
    ok(f, store_stacks_waiting(f->s, waiting, 4, &n, &f->err));
    assert_int_equal(n, 1);
    assert_true(waiting[0] == source);
    PUT(f, source, {1, 2, first_page}, {3, 1, third_page});
    ok(f, store_stacks_waiting(f->s, waiting, 4, &n, &f->err));
    assert_int_equal(n, 0);
}

static void test_an_old_page_of_the_stack_is_refused(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 3);
    int version = 0;
    PUT(f, source, {1, 3, first_page});
    struct store_stack_edit e = edit_of(f, source);
    PUT(f, source, {1, 2, first_page}, {3, 1, third_page}); /* a reading moved its suggestion */
    assert_int_equal(store_stack_split(f->s, &e, 2, &version, &f->err), SO_ESTALE);
    assert_int_equal(version, e.version + 1);
    expect_spans(f, source, "1+2 3+1");
    e = edit_of(f, source);
    PUT(f, source, {1, 2, first_page}, {3, 1, third_page}); /* and here it did not */
    ok(f, store_stack_state_sheets(f->s, &e, 3, &version, &f->err));
    assert_int_equal(store_stack_state_sheets(f->s, &e, 4, &version, &f->err), SO_ESTALE);
    e.version = version;
    assert_int_equal(store_stack_state_sheets(f->s, &e, STORE_SHEETS_MAX + 1, &version, &f->err), SO_EINVALID);
    e.source = 99;
    assert_int_equal(store_stack_split(f->s, &e, 1, &version, &f->err), SO_ENOTFOUND);
}

static void test_findings_follow_and_clerks_values_solve_them(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 2);
    int version;
    PUT(f, source, {1, 2, NULL}); /* finds ho_ten missing */
    int64_t one = paper_at(f, source, 1);
    set_field(f, one, "ho_ten", "Nguyễn Văn An");
    struct store_stack_edit e = edit_of(f, source);
    ok(f, store_stack_split(f->s, &e, 2, &version, &f->err));
    PUT(f, source, {1, 1, NULL}, {2, 1, NULL});
    struct store_paper p;
    ok(f, store_paper_load(f->s, one, &p, &f->err));
    assert_int_equal(p.findings.len, 1);
    assert_int_equal(p.findings.items[0].state, STORE_FINDING_SOLVED);
    store_paper_free(&p);
    ok(f, store_paper_load(f->s, paper_at(f, source, 2), &p, &f->err));
    assert_int_equal(p.findings.len, 1);
    assert_int_equal(p.findings.items[0].state, STORE_FINDING_OPEN);
    store_paper_free(&p);
}

static void test_what_is_confirmed_asks_for_a_new_look(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 2);
    int version;
    PUT(f, source, {1, 2, first_page});
    int64_t one = paper_at(f, source, 1);
    ok(f, store_paper_confirm(f->s, &(struct store_edit){one, version_of(f, one), "lan"}, &version, &f->err));
    struct store_stack_edit e = edit_of(f, source);
    ok(f, store_stack_split(f->s, &e, 2, &version, &f->err));
    struct store_paper p;
    ok(f, store_paper_load(f->s, one, &p, &f->err));
    assert_false(p.confirmed);
    store_paper_free(&p);
    ok(f, store_paper_keep(f->s, &(struct store_edit){one, version_of(f, one), "lan"}, STORE_KEEP_RECORD, &version,
                           &f->err));
    e = edit_of(f, source);
    assert_int_equal(store_stack_join(f->s, &e, 2, &version, &f->err), SO_EINVALID); /* its words are gone */
    expect_spans(f, source, "1+1 2+1");
}

static const char *dossier_of(struct fixture *f, int64_t paper, char out[64])
{
    struct store_paper p;
    ok(f, store_paper_load(f->s, paper, &p, &f->err));
    snprintf(out, 64, "%s", p.dossier);
    store_paper_free(&p);
    return out;
}

static void test_a_cover_files_what_lies_behind_it(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 5);
    int version;
    char code[64];
    PUT(f, source, {2, 1, first_page}, {4, 2, third_page});
    int64_t one = paper_at(f, source, 2), two = paper_at(f, source, 4);
    ok(f, store_paper_set_dossier(f->s, &(struct store_edit){two, version_of(f, two), "lan"}, "H29-9", &version, &f->err));
    const struct store_cover first = {1, (char *)"H29-7", (char *)"khai_sinh", 2, NULL},
                             second = {3, (char *)"", (char *)"", 0, NULL};
    ok(f, store_cover_put(f->s, source, &first, &f->err));
    ok(f, store_cover_put(f->s, source, &first, &f->err));
    ok(f, store_cover_put(f->s, source, &second, &f->err));
    PUT(f, source, {2, 1, first_page}, {4, 1, third_page}, {5, 1, third_page});
    assert_string_equal(dossier_of(f, one, code), "H29-7");
    assert_string_equal(dossier_of(f, two, code), "H29-9"); /* where the clerk put it */
    char own[64];
    snprintf(own, sizeof own, "TAM-%lld-3", (long long)source);
    assert_string_equal(dossier_of(f, paper_at(f, source, 5), code), own);
    struct store_stack st = load(f, source);
    assert_int_equal(st.covers.len, 2);
    assert_int_equal(st.covers.items[0].sheets, 2);
    assert_string_equal(st.covers.items[0].procedure, "khai_sinh");
    assert_int_equal(st.pages.items[0].role, STORE_PAGE_COVER);
    assert_true(st.pages.items[0].image_kept);
    assert_int_equal(st.pages.items[0].paper, 0);
    store_stack_free(&st);
    struct store_stack_edit e = edit_of(f, source);
    assert_int_equal(store_stack_join(f->s, &e, 4, &version, &f->err), SO_EINVALID); /* a cover between */
    assert_int_equal(store_stack_split(f->s, &e, 3, &version, &f->err), SO_EINVALID);
    assert_int_equal(store_cover_put(f->s, source, &(struct store_cover){.seq = 9}, &f->err), SO_ENOTFOUND);
}

/* A damaged cover: the clerk says what it is, and may take that back. */
static void test_a_clerk_names_a_cover(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 4);
    int version;
    char code[64];
    PUT(f, source, {1, 2, first_page}, {3, 2, third_page});
    struct store_stack_edit e = edit_of(f, source);
    const struct store_cover said = {.seq = 2, .dossier = (char *)"H29-8", .sheets = 2};
    ok(f, store_stack_cover(f->s, &e, &said, &version, &f->err));
    assert_int_equal(store_stack_cover(f->s, &e, &said, &version, &f->err), SO_ESTALE);
    PUT(f, source, {1, 1, first_page}, {3, 2, third_page});
    struct store_stack st = load(f, source);
    assert_int_equal(st.covers.len, 1);
    assert_string_equal(st.covers.items[0].user, "lan");
    assert_int_equal(st.pages.items[1].role, STORE_PAGE_COVER);
    assert_int_equal(st.pages.items[1].paper, 0);
    store_stack_free(&st);
    assert_string_equal(dossier_of(f, paper_at(f, source, 1), code), "");
    assert_string_equal(dossier_of(f, paper_at(f, source, 3), code), "H29-8");
    e = edit_of(f, source);
    assert_int_equal(store_stack_cover(f->s, &e, &said, &version, &f->err), SO_EINVALID); /* it is one */
    assert_int_equal(store_stack_cover(f->s, &e, &(struct store_cover){.seq = 9}, &version, &f->err), SO_ENOTFOUND);
    assert_int_equal(store_stack_uncover(f->s, &e, 3, &version, &f->err), SO_EINVALID);
    ok(f, store_stack_uncover(f->s, &e, 2, &version, &f->err));
    PUT(f, source, {1, 2, first_page}, {3, 2, third_page});
    assert_string_equal(dossier_of(f, paper_at(f, source, 3), code), "");
    st = load(f, source);
    assert_true(!st.covers.len && st.pages.items[1].role == STORE_PAGE_OF_PAPER && st.pages.items[1].paper);
    store_stack_free(&st);
    /* What a code says, no clerk takes back; where a clerk has typed, the page stays. */
    ok(f, store_cover_put(f->s, source, &(struct store_cover){.seq = 1, .dossier = (char *)"H29-7"}, &f->err));
    e = edit_of(f, source);
    assert_int_equal(store_stack_uncover(f->s, &e, 1, &version, &f->err), SO_EINVALID);
    set_field(f, paper_at(f, source, 3), "ho_ten", "Trần Thị Bình");
    e = edit_of(f, source);
    assert_int_equal(store_stack_cover(f->s, &e, &(struct store_cover){.seq = 4}, &version, &f->err), SO_EINVALID);
}

/* A receipt on page `at` that says the code by QR or only in print, among papers of one page each. */
static void put_with_receipt(struct fixture *f, int64_t source, int n, int at, const char *code, const char *evidence)
{
    struct papers papers = {0};
    struct store_papers_result result;
    for (int seq = 1; seq <= n; seq++)
        make_paper(&papers, seq == at ? "giay_tiep_nhan_ho_so" : "giay_khai_sinh", seq, 1,
                   seq == at ? (struct given_field[]){{"ma_ho_so", code}, {NULL, NULL}} : first_page, NULL);
    struct field *said = &papers.items[at - 1].fields.items[0];
    free(said->evidence);
    assert_non_null(said->evidence = strdup(evidence));
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
}

static void test_a_receipts_code_files_what_lies_behind_it(void **state)
{
    struct fixture *f = *state;
    static const char said[] = "H24.010.02-251103-0007";
    char code[64];
    int version;
    int64_t source = given_stack(f, 4);
    put_with_receipt(f, source, 4, 2, said, "ngay_hen");
    assert_string_equal(dossier_of(f, paper_at(f, source, 3), code), ""); /* what was only printed may be misread */
    int64_t kept = paper_at(f, source, 4);
    ok(f, store_paper_set_dossier(f->s, &(struct store_edit){kept, version_of(f, kept), "lan"}, "H29-9", &version, &f->err));
    put_with_receipt(f, source, 4, 2, said, "qr");
    assert_string_equal(dossier_of(f, paper_at(f, source, 1), code), "");
    assert_string_equal(dossier_of(f, paper_at(f, source, 2), code), said);
    assert_string_equal(dossier_of(f, paper_at(f, source, 3), code), said);
    assert_string_equal(dossier_of(f, kept, code), "H29-9");

    source = given_source(f, "other", STORE_COUNTER, 2, NULL);
    put_with_receipt(f, source, 2, 1, "1.001193", "qr"); /* some other number */
    assert_string_equal(dossier_of(f, paper_at(f, source, 2), code), "");

    /* the stack was scanned for a dossier: a receipt among its papers is of another time */
    bool existed;
    struct store_source_new n = {.batch_uuid = "of-a-dossier", .dossier = "H29-1"};
    ok(f, store_source_add(f->s, &n, &source, &existed, &f->err));
    struct store_object o;
    struct store_page_added added;
    ok(f, store_object_put(f->s, "receipt", 7, &o, &f->err));
    struct store_page_new page = {.source = source, .seq = 1, .object = o.hash, .file_page = 1, .media_type = "image/png"};
    ok(f, store_page_add(f->s, &page, &added, &f->err));
    put_with_receipt(f, source, 1, 1, said, "qr");
    assert_string_equal(dossier_of(f, paper_at(f, source, 1), code), "H29-1");
}

static void say(struct store_warnings *all, const char *code, int seq, const char *text)
{
    struct store_warning *w = array_push(all);
    assert_non_null(w);
    *w = (struct store_warning){.code = strdup(code), .seq = seq, .message = strdup(text), .message_en = strdup(text),
                                .user = strdup("")};
}

static bool put_warnings(struct fixture *f, int64_t source, struct store_warnings *all)
{
    bool changed;
    ok(f, store_warnings_put(f->s, source, all, &changed, &f->err));
    store_warnings_free(all);
    return changed;
}

static void test_a_seen_warning_stays_seen_until_it_says_something_else(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_stack(f, 2);
    struct store_warnings all = {0};
    bool settled;
    say(&all, "sheet_count", 0, "3 stated, 2 scanned");
    say(&all, "grey_tail", 2, "grey");
    assert_true(put_warnings(f, source, &all));
    ok(f, store_source_settled(f->s, "stack", &settled, &f->err));
    assert_false(settled);
    ok(f, store_warnings_load(f->s, source, &all, &f->err));
    assert_int_equal(all.len, 2);
    int64_t count = all.items[0].id, grey = all.items[1].id;
    store_warnings_free(&all);
    ok(f, store_warning_acknowledge(f->s, source, count, true, "lan", &f->err));
    ok(f, store_warning_acknowledge(f->s, source, grey, true, "lan", &f->err));
    assert_int_equal(store_warning_acknowledge(f->s, source + 1, grey, true, "lan", &f->err), SO_ENOTFOUND);
    ok(f, store_source_settled(f->s, "stack", &settled, &f->err));
    assert_true(settled);
    say(&all, "grey_tail", 2, "grey");
    say(&all, "sheet_count", 0, "3 stated, 2 scanned");
    assert_false(put_warnings(f, source, &all)); /* nothing new */
    say(&all, "sheet_count", 0, "4 stated, 2 scanned");
    assert_true(put_warnings(f, source, &all));
    ok(f, store_warnings_load(f->s, source, &all, &f->err));
    assert_int_equal(all.len, 1);
    assert_int_equal(all.items[0].state, STORE_WARNING_OPEN);
    store_warnings_free(&all);
    say(&all, "sheet_count", 0, "3 stated, 2 scanned");
    assert_true(put_warnings(f, source, &all));
    ok(f, store_warnings_load(f->s, source, &all, &f->err));
    assert_int_equal(all.items[0].state, STORE_WARNING_ACKNOWLEDGED);
    assert_string_equal(all.items[0].user, "lan");
    store_warnings_free(&all);
    struct store_audit log;
    ok(f, store_audit_list(f->s, "source", source, 0, 10, &log, &f->err));
    assert_int_equal(log.len, 2);
    assert_string_equal(log.items[0].action, "warning.acknowledge");
    store_audit_free(&log);
}

static void test_lists_tell_which_sources_want_a_look(void **state)
{
    struct fixture *f = *state;
    struct store_source_items items;
    struct store_warnings all = {0};
    int64_t quiet = given_source(f, "quiet", STORE_COUNTER, 1, NULL), source = given_stack(f, 2);
    say(&all, "grey_tail", 2, "grey");
    put_warnings(f, source, &all);
    ok(f, store_sources_list(f->s, 0, 0, false, STORE_VIEW_ALL, 10, &items, &f->err));
    assert_int_equal(items.len, 2);
    assert_true(items.items[0].source.id == source && items.items[1].source.id == quiet);
    assert_int_equal(items.items[0].warnings, 1);
    assert_int_equal(items.items[0].source.pages, 2);
    store_source_items_free(&items);
    ok(f, store_sources_list(f->s, 0, 0, true, STORE_VIEW_ALL, 10, &items, &f->err));
    assert_int_equal(items.len, 1);
    store_source_items_free(&items);
    assert_int_equal(store_sources_list(f->s, 0, 0, true, STORE_VIEW_ALL, 0, &items, &f->err), SO_EINVALID);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_split_takes_each_value_to_its_page),
        TEST(test_a_join_and_its_undo_bring_back_both),
        TEST(test_a_boundary_moves_and_the_paper_stays_itself),
        TEST(test_a_later_reading_meets_the_clerks_word),
        TEST(test_an_old_page_of_the_stack_is_refused),
        TEST(test_findings_follow_and_clerks_values_solve_them),
        TEST(test_what_is_confirmed_asks_for_a_new_look),
        TEST(test_a_cover_files_what_lies_behind_it),
        TEST(test_a_clerk_names_a_cover),
        TEST(test_a_receipts_code_files_what_lies_behind_it),
        TEST(test_a_seen_warning_stays_seen_until_it_says_something_else),
        TEST(test_lists_tell_which_sources_want_a_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
