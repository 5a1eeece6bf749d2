/* Dossiers: codes, states, papers in them, taking back, two clerks. */
#include "support.h"

#include <unistd.h>

#include "base/clock.h"
#include "store/backup.h"
#include "store/dossiers.h"
#include "store/giving_up.h"
#include "store/object.h"

static const struct given_field person[] = {{"ho_ten", "Nguyễn Văn Đức"}, {NULL, NULL}};

static const char *given_dossier(struct fixture *f, const char *code)
{
    static char made[DOSSIER_CODE_MAX + 1];
    struct store_dossier_new n = {
        .code = code, .prefix = "H24.01", .procedure = "khai_sinh", .name = "Nguyễn Văn Đức", .user = "lan"};
    ok(f, store_dossier_open(f->s, &n, made, &f->err));
    return made;
}

static struct store_dossier load(struct fixture *f, const char *code)
{
    struct store_dossier d = {0};
    ok(f, store_dossier_load(f->s, code, &d, &f->err));
    return d;
}

static struct store_dossier_edit edit_of(struct fixture *f, const char *code)
{
    struct store_dossier d = load(f, code);
    struct store_dossier_edit e = {.code = code, .version = d.version, .user = "lan"};
    store_dossier_free(&d);
    return e;
}

static void set_state(struct fixture *f, const char *code, enum dossier_state state, int64_t due)
{
    struct store_dossier_edit e = edit_of(f, code);
    int version;
    ok(f, store_dossier_set_state(f->s, &e, &(struct store_dossier_move){.state = state, .due = due}, &version, &f->err));
}

static int may_become(struct fixture *f, const struct store_dossier_edit *e, enum dossier_state state)
{
    int version;
    return store_dossier_set_state(f->s, e, &(struct store_dossier_move){.state = state, .due = -1}, &version, &f->err);
}

static void test_codes_are_counted_by_agency_and_day(void **state)
{
    struct fixture *f = *state;
    char code[DOSSIER_CODE_MAX + 1];
    struct store_dossier_new n = {.prefix = "H24.01", .user = "lan", .received = clock_from_civil(2025, 9, 30, 600)};
    ok(f, store_dossier_open(f->s, &n, code, &f->err));
    assert_string_equal(code, "H24.01-250930-0001");
    n.received = clock_from_civil(2025, 10, 1, 600);
    ok(f, store_dossier_open(f->s, &n, code, &f->err));
    assert_string_equal(code, "H24.01-251001-0001");
    n.prefix = "";
    assert_int_equal(store_dossier_open(f->s, &n, code, &f->err), SO_EINVALID);
    n.code = "H24.01-250931-0001";
    assert_int_equal(store_dossier_open(f->s, &n, code, &f->err), SO_EFORMAT);
    n.code = "H24.01-250930-0001";
    assert_int_equal(store_dossier_open(f->s, &n, code, &f->err), SO_EEXISTS);
}

static void test_a_code_that_a_paper_named_is_filled_in(void **state)
{
    struct fixture *f = *state;
    const char *code = "000.00.19.H23-230915-0001";
    int64_t paper = given_paper(f, "a", "giay_khai_sinh", person, "GIẤY KHAI SINH");
    struct store_edit e = {paper, version_of(f, paper), "lan"};
    int version;
    ok(f, store_paper_set_dossier(f->s, &e, code, &version, &f->err));
    struct store_dossier d = load(f, code);
    assert_int_equal(d.state, DOSSIER_NOTED);
    assert_int_equal(d.papers.len, 1);
    store_dossier_free(&d);
    struct store_dossier_edit no = edit_of(f, code);
    assert_int_equal(may_become(f, &no, DOSSIER_RECEIVED), SO_EINVALID);
    given_dossier(f, code);
    d = load(f, code);
    assert_int_equal(d.state, DOSSIER_RECEIVED);
    assert_int_equal(d.papers.len, 1);
    store_dossier_free(&d);
}

static void test_states_follow_each_other_as_they_may(void **state)
{
    struct fixture *f = *state;
    const char *code = given_dossier(f, "H24.01-250930-0001");
    int version;
    set_state(f, code, DOSSIER_SUPPLEMENT, -1);
    struct store_dossier d = load(f, code);
    assert_true(d.stopped > 0);
    store_dossier_free(&d);
    struct store_dossier_edit e = edit_of(f, code);
    assert_int_equal(may_become(f, &e, DOSSIER_DONE), SO_EINVALID);
    set_state(f, code, DOSSIER_RECEIVED, 12345);
    set_state(f, code, DOSSIER_DONE, -1);
    set_state(f, code, DOSSIER_RETURNED, -1);
    d = load(f, code);
    assert_true(d.due == 12345 && d.stopped == 0 && d.finished > 0 && d.closed >= d.finished);
    store_dossier_free(&d);
    e = edit_of(f, code);
    assert_int_equal(may_become(f, &e, DOSSIER_RECEIVED), SO_EINVALID);
    e = edit_of(f, code);
    ok(f, store_dossier_undo(f->s, &e, &version, &f->err));
    d = load(f, code);
    assert_int_equal(d.state, DOSSIER_DONE);
    assert_true(d.closed == 0 && d.finished > 0);
    store_dossier_free(&d);
}

static void test_steps_are_taken_back_to_the_beginning(void **state)
{
    struct fixture *f = *state;
    const char *code = given_dossier(f, "H24.01-250930-0001");
    int64_t paper = given_paper(f, "a", "giay_khai_sinh", person, "GIẤY KHAI SINH");
    int version;
    struct store_dossier_edit e = edit_of(f, code);
    const struct store_dossier_value values[] = {{"name", "Trần Thị B"}, {"priority", "3"}};
    ok(f, store_dossier_set(f->s, &e, values, 2, &version, &f->err));
    e.version = version;
    ok(f, store_dossier_put_paper(f->s, &e, paper, DOSSIER_OUTPUT, "ket_qua", &version, &f->err));
    e.version = version;
    e.reason = "không cần";
    ok(f, store_dossier_mark(f->s, &e, "item:to_khai", "not_applicable", &version, &f->err));
    struct store_dossier d = load(f, code);
    assert_string_equal(d.name, "Trần Thị B");
    assert_int_equal(d.papers.items[0].role, DOSSIER_OUTPUT);
    assert_string_equal(d.papers.items[0].item, "ket_qua");
    assert_string_equal(d.marks.items[0].reason, "không cần");
    store_dossier_free(&d);
    for (int i = 0; i < 3; i++) {
        e.version = version;
        ok(f, store_dossier_undo(f->s, &e, &version, &f->err));
    }
    d = load(f, code);
    assert_string_equal(d.name, "Nguyễn Văn Đức");
    assert_int_equal(d.priority, 0);
    assert_int_equal(d.papers.len, 0);
    assert_int_equal(d.marks.len, 0);
    store_dossier_free(&d);
    e.version = version;
    assert_int_equal(store_dossier_undo(f->s, &e, &version, &f->err), SO_ENOTFOUND);
}

static void test_an_edit_of_an_older_version_changes_nothing(void **state)
{
    struct fixture *f = *state;
    const char *code = given_dossier(f, "H24.01-250930-0001");
    struct store_dossier_edit e = edit_of(f, code);
    const struct store_dossier_value a = {"name", "A"}, b = {"name", "B"};
    int version = 0, stale = 0;
    ok(f, store_dossier_set(f->s, &e, &a, 1, &version, &f->err));
    assert_int_equal(store_dossier_set(f->s, &e, &b, 1, &stale, &f->err), SO_ESTALE);
    assert_int_equal(stale, version);
    e.version = version;
    ok(f, store_dossier_set(f->s, &e, &a, 1, &stale, &f->err)); /* the very same: no step */
    assert_int_equal(stale, version);
    const struct store_dossier_value wrong[] = {{"name", "C"}, {"channel", "7"}};
    assert_int_equal(store_dossier_set(f->s, &e, wrong, 2, &stale, &f->err), SO_EINVALID);
    struct store_dossier d = load(f, code);
    assert_string_equal(d.name, "A");
    store_dossier_free(&d);
}

static size_t count(struct fixture *f, const struct store_dossier_query *q)
{
    struct store_dossier_items items = {0};
    ok(f, store_dossier_list(f->s, q, &items, &f->err));
    size_t n = items.len;
    store_dossier_items_free(&items);
    return n;
}

static void test_lists_by_due_time_and_name(void **state)
{
    struct fixture *f = *state;
    char code[DOSSIER_CODE_MAX + 1];
    for (int i = 0; i < 5; i++) {
        struct store_dossier_new n = {.prefix = "H24.01",
                                      .name = i % 2 ? "Đặng Văn An" : "Trần  Thị Ân",
                                      .received = clock_from_civil(2025, 9, 1 + i, 600),
                                      .due = clock_from_civil(2025, 9, 10 - i, 1020),
                                      .user = "lan"};
        ok(f, store_dossier_open(f->s, &n, code, &f->err));
    }
    struct store_dossier_query q = {.order = STORE_DOSSIERS_BY_DUE, .due_until = INT64_MAX, .limit = 10};
    struct store_dossier_items items = {0};
    ok(f, store_dossier_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.len, 5);
    assert_string_equal(items.items[0].code, "H24.01-250905-0001");
    store_dossier_items_free(&items);
    q.due_until = clock_from_civil(2025, 9, 8, 0);
    assert_int_equal(count(f, &q), 2);
    set_state(f, "H24.01-250905-0001", DOSSIER_DONE, -1);
    assert_int_equal(count(f, &q), 1);
    q = (struct store_dossier_query){.name = "dang an", .limit = 10};
    assert_int_equal(count(f, &q), 2);
    q.name = "thi an";
    assert_int_equal(count(f, &q), 3);
    q.name = "ang"; /* begins no word */
    assert_int_equal(count(f, &q), 0);
    q = (struct store_dossier_query){.received_from = clock_from_civil(2025, 9, 2, 0),
                                     .received_until = clock_from_civil(2025, 9, 4, 0),
                                     .limit = 10};
    assert_int_equal(count(f, &q), 2);
}

static int64_t given_scan(struct fixture *f, const char *uuid, const char *content, int64_t *ret_page)
{
    struct store_source_new n = {.batch_uuid = uuid, .origin = STORE_SCAN, .scanner = "quay", .user = "lan"};
    struct store_object o;
    struct store_page_added added;
    struct papers papers = {0};
    struct store_papers_result result;
    int64_t source;
    bool existed;
    ok(f, store_source_add(f->s, &n, &source, &existed, &f->err));
    ok(f, store_object_put(f->s, content, strlen(content), &o, &f->err));
    struct store_page_new p = {
        .source = source, .seq = 1, .object = o.hash, .file_page = 1, .media_type = "image/png"};
    ok(f, store_page_add(f->s, &p, &added, &f->err));
    given_reading(f, added.page, 0, "Nguyễn Văn Đức 030201009999", 0.9f, QUALITY_FAST);
    make_paper(&papers, "can_cuoc", 1, 1, person, "so_dinh_danh");
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    *ret_page = added.page;
    return paper_of(f, source);
}

static size_t hits(struct fixture *f, const char *text)
{
    struct store_search q = {.text = text, .limit = 5, .no_fuzzy = true};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    size_t n = h.len;
    store_hits_free(&h);
    return n;
}

static void test_the_end_of_the_work_gives_up_what_may_not_be_kept(void **state)
{
    struct fixture *f = *state;
    const char *code = given_dossier(f, "H24.01-250930-0001");
    int64_t card_page, shared_page, kept_page;
    int64_t card = given_scan(f, "a", "a card", &card_page), kept = given_scan(f, "b", "a declaration", &kept_page);
    int64_t shared = given_scan(f, "c", "a declaration", &shared_page); /* the very same bytes as what is kept */
    const int64_t papers[] = {card, kept, shared};
    int version;
    for (int i = 0; i < 3; i++) {
        struct store_dossier_edit e = edit_of(f, code);
        ok(f, store_dossier_put_paper(f->s, &e, papers[i], DOSSIER_INPUT, NULL, &version, &f->err));
    }
    set_state(f, code, DOSSIER_DONE, -1);
    assert_int_equal(hits(f, "030201009999"), 3);
    const struct store_keeping keepings[] = {
        {card, STORE_KEEP_NOTHING}, {kept, STORE_KEEP_IMAGE}, {shared, STORE_KEEP_RECORD}};
    struct store_dossier_edit e = edit_of(f, code);
    struct store_dossier_move move = {
        .state = DOSSIER_RETURNED, .due = -1, .keepings = keepings, .nkeepings = 3};
    ok(f, store_dossier_set_state(f->s, &e, &move, &version, &f->err));

    struct store_paper p;
    ok(f, store_paper_load(f->s, card, &p, &f->err));
    assert_int_equal(p.keep, STORE_KEEP_NOTHING);
    assert_int_equal(p.values.len + p.findings.len, 0);
    assert_string_equal(p.title, "");
    assert_false(p.pages.items[0].image_kept);
    store_paper_free(&p);
    ok(f, store_paper_load(f->s, kept, &p, &f->err));
    assert_true(p.pages.items[0].image_kept);
    char *original = store_object_path(f->s, p.pages.items[0].object);
    assert_int_equal(access(original, F_OK), 0);
    free(original);
    store_paper_free(&p);
    assert_int_equal(hits(f, "030201009999"), 1); /* of what is kept whole */
    assert_int_equal(hits(f, "Nguyễn Văn Đức"), 2);

    struct store_raw_pages raw;
    ok(f, store_raw_given_up(f->s, &raw, &f->err));
    assert_int_equal(raw.len, 2);
    assert_true(raw.items[0].page == card_page && raw.items[1].page == shared_page);
    assert_string_equal(raw.items[0].scanner, "quay");
    assert_string_equal(raw.items[0].batch, "a");
    store_raw_pages_free(&raw);
    ok(f, store_raw_gone(f->s, card_page, &f->err));
    ok(f, store_raw_given_up(f->s, &raw, &f->err));
    assert_int_equal(raw.len, 1);
    store_raw_pages_free(&raw);
    struct store_audit log;
    ok(f, store_audit_list(f->s, "paper", card, 0, 10, &log, &f->err));
    assert_string_equal(log.items[0].action, "paper.keep");
    assert_string_equal(log.items[0].detail, "nothing");
    store_audit_free(&log);

    e.version = version;
    ok(f, store_dossier_undo(f->s, &e, &version, &f->err)); /* the state comes back, what is gone does not */
    ok(f, store_paper_load(f->s, card, &p, &f->err));
    assert_int_equal(p.keep, STORE_KEEP_NOTHING);
    store_paper_free(&p);
    struct store_verify_result v;
    ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_codes_are_counted_by_agency_and_day),
        CASE(test_a_code_that_a_paper_named_is_filled_in),
        CASE(test_states_follow_each_other_as_they_may),
        CASE(test_steps_are_taken_back_to_the_beginning),
        CASE(test_an_edit_of_an_older_version_changes_nothing),
        CASE(test_lists_by_due_time_and_name),
        CASE(test_the_end_of_the_work_gives_up_what_may_not_be_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
