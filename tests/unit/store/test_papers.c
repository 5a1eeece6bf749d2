/* What the machine says gives way to what it says later; what a clerk says stands. */
#include "support.h"

#include <unistd.h>

#include "base/clock.h"
#include "store/object.h"
#include "store/report.h"
#include "store/runs.h"

static const struct given_field blurred[] = {{"ho_ten", "Nguyên Van A"}, {"so_dinh_danh", ""}, {NULL, NULL}};
static const struct given_field better[] = {{"ho_ten", "Nguyễn Văn A"}, {"so_dinh_danh", "030218000123"}, {NULL, NULL}};

static struct store_papers_result put(struct fixture *f, int64_t source, const struct given_field *fields,
                                      const char *missing)
{
    struct papers papers = {0};
    struct store_papers_result result;
    make_paper(&papers, "giay_khai_sinh", 1, 1, fields, missing);
    ok(f, store_papers_put(f->s, source, &papers, 0.5f, &result, &f->err));
    papers_free(&papers);
    return result;
}

static struct store_paper load(struct fixture *f, int64_t paper)
{
    struct store_paper p;
    ok(f, store_paper_load(f->s, paper, &p, &f->err));
    return p;
}

static void expect_field(struct fixture *f, int64_t paper, const char *key, const char *value, enum store_author author)
{
    struct store_paper p = load(f, paper);
    const struct store_value *found = NULL;
    for (size_t i = 0; i < p.values.len; i++)
        if (!strcmp(p.values.items[i].field.key, key))
            found = &p.values.items[i];
    assert_non_null(found);
    assert_string_equal(found->field.value, value);
    assert_int_equal(found->author, author);
    store_paper_free(&p);
}

static void test_a_better_reading_replaces_the_machines_values(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, NULL);
    struct store_papers_result r = put(f, source, blurred, "so_dinh_danh");
    assert_int_equal(r.added, 1);
    int64_t id = paper_of(f, source);
    r = put(f, source, better, NULL);
    assert_int_equal(r.replaced, 1);
    assert_int_equal(r.improved, 1);
    assert_true(paper_of(f, source) == id);
    expect_field(f, id, "ho_ten", "Nguyễn Văn A", STORE_MACHINE);
    struct store_values h;
    ok(f, store_field_history(f->s, id, "ho_ten", &h, &f->err));
    assert_int_equal(h.len, 2);
    assert_string_equal(h.items[1].field.value, "Nguyên Van A");
    assert_true(h.items[0].current && !h.items[1].current);
    store_values_free(&h);
    int version = version_of(f, id);
    put(f, source, better, NULL); /* the same again changes nothing: a clerk's edit in between must not fail */
    assert_int_equal(version_of(f, id), version);
    ok(f, store_field_history(f->s, id, "ho_ten", &h, &f->err));
    assert_int_equal(h.len, 2);
    store_values_free(&h);
    struct store_paper p = load(f, id);
    assert_string_equal(p.title, "Nguyễn Văn A");
    assert_int_equal(p.findings.len, 0);
    store_paper_free(&p);
}

static void test_a_clerks_value_survives_a_better_reading(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, NULL);
    put(f, source, blurred, "so_dinh_danh");
    int64_t id = paper_of(f, source);
    struct store_edit e = {id, version_of(f, id), "lan"};
    int version;
    ok(f, store_field_set(f->s, &e, "ho_ten", "Nguyễn Văn Á", NULL, &version, &f->err));
    struct store_papers_result r = put(f, source, better, NULL);
    assert_int_equal(r.kept, 1);
    assert_int_equal(r.replaced + r.added + r.removed, 0);
    expect_field(f, id, "ho_ten", "Nguyễn Văn Á", STORE_CLERK);
    struct store_values h;
    ok(f, store_field_history(f->s, id, "ho_ten", &h, &f->err));
    assert_int_equal(h.len, 3);
    assert_string_equal(h.items[0].field.value, "Nguyễn Văn A"); /* the better reading is there to be looked at */
    assert_false(h.items[0].current);
    assert_string_equal(h.items[1].user, "lan");
    assert_string_equal(h.items[1].how, "clerk");
    store_values_free(&h);
}

static void test_an_edit_of_an_old_version_is_refused(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, NULL);
    put(f, source, blurred, NULL);
    int64_t id = paper_of(f, source);
    int v0 = version_of(f, id), v1 = 0, seen = 0;
    struct store_edit lan = {id, v0, "lan"}, hoa = {id, v0, "hoa"};
    ok(f, store_field_set(f->s, &lan, "ho_ten", "Một", NULL, &v1, &f->err));
    assert_int_equal(store_field_set(f->s, &hoa, "ho_ten", "Hai", NULL, &seen, &f->err), SO_ESTALE);
    assert_int_equal(seen, v1);
    expect_field(f, id, "ho_ten", "Một", STORE_CLERK);
}

static void test_filling_a_missing_field_solves_its_finding_and_undo_opens_it(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, NULL);
    put(f, source, blurred, "so_dinh_danh");
    int64_t id = paper_of(f, source);
    struct store_paper p = load(f, id);
    assert_int_equal(p.findings.len, 1);
    assert_int_equal(p.findings.items[0].state, STORE_FINDING_OPEN);
    struct store_edit e = {id, p.version, "lan"};
    store_paper_free(&p);
    ok(f, store_field_set(f->s, &e, "so_dinh_danh", "030218000123", NULL, &e.version, &f->err));
    p = load(f, id);
    assert_int_equal(p.findings.items[0].state, STORE_FINDING_SOLVED);
    assert_string_equal(p.findings.items[0].user, "lan");
    store_paper_free(&p);
    ok(f, store_field_undo(f->s, &e, "so_dinh_danh", &e.version, &f->err));
    p = load(f, id);
    assert_int_equal(p.findings.items[0].state, STORE_FINDING_OPEN);
    store_paper_free(&p);
    expect_field(f, id, "so_dinh_danh", "", STORE_MACHINE);
    int v;
    assert_int_equal(store_field_undo(f->s, &e, "so_dinh_danh", &v, &f->err), SO_ENOTFOUND);
}

static void test_undo_goes_back_one_step(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, NULL);
    put(f, source, blurred, NULL);
    int64_t id = paper_of(f, source);
    struct store_edit e = {id, version_of(f, id), "lan"};
    ok(f, store_field_set(f->s, &e, "ho_ten", "Một", NULL, &e.version, &f->err));
    ok(f, store_field_set(f->s, &e, "ho_ten", "Hai", NULL, &e.version, &f->err));
    ok(f, store_field_undo(f->s, &e, "ho_ten", &e.version, &f->err));
    expect_field(f, id, "ho_ten", "Một", STORE_CLERK);
    put(f, source, better, NULL);
    ok(f, store_field_undo(f->s, &e, "ho_ten", &e.version, &f->err));
    expect_field(f, id, "ho_ten", "Nguyễn Văn A", STORE_MACHINE); /* the machine's last word, not its first */
    ok(f, store_field_set(f->s, &e, "ghi_chu", "mới", NULL, &e.version, &f->err));
    ok(f, store_field_undo(f->s, &e, "ghi_chu", &e.version, &f->err));
    struct store_paper p = load(f, id);
    assert_int_equal(p.values.len, 2);
    store_paper_free(&p);
}

static void test_a_dismissal_outlives_readings(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, NULL);
    put(f, source, blurred, "so_dinh_danh");
    int64_t id = paper_of(f, source);
    struct store_paper p = load(f, id);
    struct store_edit e = {id, p.version, "lan"};
    int64_t finding = p.findings.items[0].id;
    store_paper_free(&p);
    ok(f, store_finding_set(f->s, &e, finding, STORE_FINDING_DISMISSED, "không áp dụng", &e.version, &f->err));
    put(f, source, blurred, "so_dinh_danh");
    p = load(f, id);
    assert_int_equal(p.findings.len, 1);
    assert_int_equal(p.findings.items[0].state, STORE_FINDING_DISMISSED);
    assert_string_equal(p.findings.items[0].reason, "không áp dụng");
    store_paper_free(&p);
    struct store_list_query q = {.open_only = true, .limit = 10};
    struct store_items items;
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.len, 0);
    store_items_free(&items);
}

static void test_papers_are_split_anew_but_not_under_a_clerks_hands(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 3, NULL);
    struct papers one = {0}, three = {0};
    struct store_papers_result r;
    make_paper(&one, "giay_khai_sinh", 1, 3, blurred, NULL);
    make_paper(&three, "giay_khai_sinh", 1, 1, blurred, NULL);
    make_paper(&three, "trich_luc_khai_tu", 2, 1, blurred, NULL);
    make_paper(&three, "khong_ro", 3, 1, NULL, NULL);
    ok(f, store_papers_put(f->s, source, &one, 0.5f, &r, &f->err));
    int64_t id = paper_of(f, source);
    ok(f, store_papers_put(f->s, source, &three, 0.5f, &r, &f->err));
    assert_int_equal(r.added, 2);
    assert_int_equal(r.replaced, 1);
    assert_true(paper_of(f, source) == id);
    struct store_edit e = {id, version_of(f, id), "lan"};
    ok(f, store_paper_confirm(f->s, &e, &e.version, &f->err));
    ok(f, store_papers_put(f->s, source, &one, 0.5f, &r, &f->err));
    assert_int_equal(r.kept, 1);
    struct store_paper p = load(f, id);
    assert_int_equal(p.npages, 1);
    assert_int_equal(p.pages.len, 1);
    store_paper_free(&p);
    struct store_list_query q = {.source = source, .limit = 10};
    struct store_items items;
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.len, 3); /* the other pages stay where they were: none belongs to nobody */
    store_items_free(&items);
    struct papers wrong = {0};
    make_paper(&wrong, "khong_ro", 3, 2, NULL, NULL);
    assert_int_equal(store_papers_put(f->s, source, &wrong, 0.5f, &r, &f->err), SO_EINVALID);
    papers_free(&one);
    papers_free(&three);
    papers_free(&wrong);
}

static void test_a_page_that_comes_late_joins_the_confirmed_paper(void **state)
{
    struct fixture *f = *state;
    int64_t source = given_source(f, "a", STORE_COUNTER, 2, NULL);
    struct papers one = {0}, both = {0};
    struct store_papers_result r;
    make_paper(&one, "giay_khai_sinh", 1, 1, blurred, NULL);
    make_paper(&both, "giay_khai_sinh", 1, 2, better, NULL);
    ok(f, store_papers_put(f->s, source, &one, 0.5f, &r, &f->err));
    int64_t id = paper_of(f, source);
    struct store_edit e = {id, version_of(f, id), "lan"};
    ok(f, store_paper_confirm(f->s, &e, &e.version, &f->err));
    ok(f, store_papers_put(f->s, source, &both, 0.5f, &r, &f->err));
    struct store_paper p = load(f, id);
    assert_int_equal(p.npages, 2);
    assert_int_equal(p.pages.len, 2);
    store_paper_free(&p);
    expect_field(f, id, "ho_ten", "Nguyên Van A", STORE_MACHINE); /* what the clerk confirmed stands */
    papers_free(&one);
    papers_free(&both);
}

static void test_given_up_images_are_gone(void **state)
{
    struct fixture *f = *state;
    int64_t page;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, &page);
    given_reading(f, page, 0, "Sao y bản chính", 0.9f, QUALITY_FAST);
    put(f, source, better, NULL);
    int64_t id = paper_of(f, source);
    struct store_page pg;
    ok(f, store_page_load(f->s, page, &pg, &f->err));
    char *original = store_object_path(f->s, pg.object);
    char *derived = store_derived_path(f->s, page, "access.jpg");
    store_page_free(&pg);
    FILE *file = fopen(derived, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(access(original, F_OK), 0);
    struct store_edit e = {id, version_of(f, id), "lan"};
    ok(f, store_paper_keep(f->s, &e, STORE_KEEP_RECORD, &e.version, &f->err));
    assert_int_equal(access(original, F_OK), -1);
    assert_int_equal(access(derived, F_OK), -1);
    struct store_reading r;
    ok(f, store_page_reading(f->s, page, &r, &f->err));
    assert_int_equal(r.read.words.len, 0);
    store_reading_free(&r);
    expect_field(f, id, "ho_ten", "Nguyễn Văn A", STORE_MACHINE);
    struct store_search q = {.text = "sao y ban chinh", .limit = 5, .no_fuzzy = true};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.len, 0);
    store_hits_free(&h);
    int v;
    assert_int_equal(store_paper_keep(f->s, &e, STORE_KEEP_IMAGE, &v, &f->err), SO_EINVALID);
    free(original);
    free(derived);
}

static void test_twins(void **state)
{
    struct fixture *f = *state;
    struct given_field a[] = {{"ho_ten", "Lê A"}, {"so", "45/2018"}, {NULL, NULL}};
    struct given_field other[] = {{"ho_ten", "Lê A"}, {"so", "46/2018"}, {NULL, NULL}};
    int64_t one = given_paper(f, "a", "giay_khai_sinh", a, "");
    int64_t two = given_paper(f, "b", "giay_khai_sinh", a, "");
    given_paper(f, "c", "giay_khai_sinh", other, "");
    struct store_items items;
    ok(f, store_paper_twins(f->s, two, &items, &f->err));
    assert_int_equal(items.len, 1);
    assert_true(items.items[0].id == one);
    store_items_free(&items);
}

static void test_lists_and_report(void **state)
{
    struct fixture *f = *state;
    int64_t before = clock_now_ms();
    int64_t a = given_paper(f, "a", "giay_khai_sinh", better, "");
    int64_t source = given_source(f, "b", STORE_COUNTER, 1, NULL);
    put(f, source, blurred, "so_dinh_danh");
    int64_t b = paper_of(f, source);
    struct store_list_query q = {.from = before, .until = clock_now_ms() + 1, .limit = 10};
    struct store_items items;
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.len, 2);
    assert_true(items.items[0].id == b && items.items[1].id == a);
    assert_int_equal(items.items[0].errors, 1);
    assert_true(items.items[0].thumbnail_page > 0);
    int64_t newest = items.items[0].updated;
    store_items_free(&items);
    q = (struct store_list_query){.changed_since = newest, .limit = 10};
    struct store_edit e = {a, version_of(f, a), "lan"};
    usleep(2000);
    ok(f, store_field_set(f->s, &e, "ho_ten", "B", NULL, &e.version, &f->err));
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.len, 1);
    assert_true(items.items[0].id == a);
    store_items_free(&items);
    struct store_report report;
    ok(f, store_report_papers(f->s, 0, 0, STORE_VIEW_ALL, &report, &f->err));
    assert_int_equal(report.len, 1);
    assert_int_equal(report.items[0].papers, 2);
    assert_int_equal(report.items[0].findings_open, 1);
    assert_int_equal(report.items[0].papers_open, 1);
    store_report_free(&report);
    struct store_totals t;
    ok(f, store_count(f->s, STORE_VIEW_ALL, &t, &f->err));
    assert_int_equal(t.papers, 2);
    assert_true(t.database_bytes > 0);
}

static void test_a_night(void **state)
{
    struct fixture *f = *state;
    int64_t pages[3], touched_page;
    int64_t source = given_source(f, "a", STORE_BACKLOG, 3, pages);
    for (int i = 0; i < 3; i++) {
        struct store_job j;
        ok(f, store_job_lease(f->s, STORE_JOB_ANY, false, &j, &f->err));
        given_reading(f, j.page, j.id, "chữ mờ", 0.3f, QUALITY_FAST);
        store_job_free(&j);
    }
    put(f, source, blurred, "so_dinh_danh");
    int64_t touched_source = given_source(f, "b", STORE_BACKLOG, 1, &touched_page);
    given_reading(f, touched_page, 0, "chữ mờ", 0.3f, QUALITY_FAST);
    put(f, touched_source, blurred, NULL);
    int64_t touched = paper_of(f, touched_source);
    struct store_edit e = {touched, version_of(f, touched), "lan"};
    ok(f, store_paper_confirm(f->s, &e, &e.version, &f->err));
    int added;
    ok(f, store_reread_candidates(f->s, 0.6f, 100, &added, &f->err));
    assert_int_equal(added, 3);
    ok(f, store_reread_candidates(f->s, 0.6f, 100, &added, &f->err));
    assert_int_equal(added, 0);
    int64_t run;
    ok(f, store_run_begin(f->s, &run, &f->err));
    struct store_job j;
    ok(f, store_job_lease(f->s, STORE_JOB_BIT(STORE_JOB_REREAD), false, &j, &f->err));
    assert_true(j.page == pages[0]); /* a paper with an open error comes first */
    given_reading(f, j.page, j.id, "chữ rõ", 0.9f, QUALITY_BEST);
    store_job_free(&j);
    struct store_run_step step = {.page = pages[0], .improved = put(f, source, better, NULL).improved};
    ok(f, store_run_append(f->s, run, &step, &f->err));
    ok(f, store_run_finish(f->s, run, STORE_RUN_CUT, &f->err));
    assert_int_equal(store_run_append(f->s, run, &step, &f->err), SO_ENOTFOUND);
    struct store_run last;
    ok(f, store_run_latest(f->s, &last, &f->err));
    assert_int_equal(last.pages_read, 1);
    assert_int_equal(last.improved, 1);
    assert_int_equal(last.doubtful, 0);
    assert_int_equal(last.state, STORE_RUN_CUT);
    struct store_job_counts n;
    ok(f, store_job_count(f->s, &n, &f->err));
    assert_int_equal(n.waiting[STORE_JOB_REREAD][STORE_BACKLOG], 2); /* where the next night goes on */
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_a_better_reading_replaces_the_machines_values),
        CASE(test_a_clerks_value_survives_a_better_reading),
        CASE(test_an_edit_of_an_old_version_is_refused),
        CASE(test_filling_a_missing_field_solves_its_finding_and_undo_opens_it),
        CASE(test_undo_goes_back_one_step),
        CASE(test_a_dismissal_outlives_readings),
        CASE(test_papers_are_split_anew_but_not_under_a_clerks_hands),
        CASE(test_a_page_that_comes_late_joins_the_confirmed_paper),
        CASE(test_given_up_images_are_gone),
        CASE(test_twins),
        CASE(test_lists_and_report),
        CASE(test_a_night),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
