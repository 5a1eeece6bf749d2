/* Pages come in once, however often they are offered; jobs are done in the right order and never for ever. */
#include "support.h"

#include "base/file.h"
#include "store/object.h"

static struct store_job lease(struct fixture *f, unsigned kinds, bool counter_only)
{
    struct store_job j;
    ok(f, store_job_lease(f->s, kinds, counter_only, &j, &f->err));
    return j;
}

static void expect_no_job(struct fixture *f, unsigned kinds, bool counter_only)
{
    struct store_job j;
    assert_int_equal(store_job_lease(f->s, kinds, counter_only, &j, &f->err), SO_EEND);
}

static enum store_page_state state_of(struct fixture *f, int64_t page)
{
    struct store_page p;
    ok(f, store_page_load(f->s, page, &p, &f->err));
    enum store_page_state state = p.state;
    store_page_free(&p);
    return state;
}

static void test_offered_twice_kept_once(void **state)
{
    struct fixture *f = *state;
    int64_t first[2], again[2];
    int64_t a = given_source(f, "batch-1", STORE_COUNTER, 2, first);
    int64_t b = given_source(f, "batch-1", STORE_COUNTER, 2, again);
    assert_true(a == b);
    assert_memory_equal(first, again, sizeof first);
    struct store_job_counts n;
    ok(f, store_job_count(f->s, &n, &f->err));
    assert_int_equal(n.waiting[STORE_JOB_READ][STORE_COUNTER], 2);
    struct store_source s;
    ok(f, store_source_load(f->s, a, &s, &f->err));
    assert_int_equal(s.pages, 2);
    assert_int_equal(s.waiting, 2);
    assert_true(s.closed);
    assert_string_equal(s.user, "lan");
    store_source_free(&s);
}

static void test_other_content_under_a_taken_number_is_refused(void **state)
{
    struct fixture *f = *state;
    struct store_object o;
    struct store_page_added added;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, NULL);
    ok(f, store_object_put(f->s, "other", 5, &o, &f->err));
    struct store_page_new p = {.source = source, .seq = 1, .object = o.hash, .file_page = 1, .media_type = "image/png"};
    assert_int_equal(store_page_add(f->s, &p, &added, &f->err), SO_EEXISTS);
    p.seq = 2;
    assert_int_equal(store_page_add(f->s, &p, &added, &f->err), SO_EINVALID); /* closed */
}

static void test_the_same_sheet_twice_is_reported_and_kept(void **state)
{
    struct fixture *f = *state;
    struct store_object o, again;
    struct store_page_added one, two;
    struct store_source_new n = {.batch_uuid = "a"};
    int64_t source;
    bool existed;
    ok(f, store_source_add(f->s, &n, &source, &existed, &f->err));
    ok(f, store_object_put(f->s, "same", 4, &o, &f->err));
    assert_false(o.known);
    ok(f, store_object_put(f->s, "same", 4, &again, &f->err));
    assert_true(again.known);
    struct store_page_new p = {.source = source, .seq = 1, .object = o.hash, .file_page = 1, .media_type = "image/png"};
    ok(f, store_page_add(f->s, &p, &one, &f->err));
    assert_true(one.twin_page == 0);
    p.seq = 2;
    ok(f, store_page_add(f->s, &p, &two, &f->err));
    assert_true(two.page != one.page && two.twin_page == one.page && !two.existed);
}

static void test_an_original_that_was_not_put_is_refused(void **state)
{
    struct fixture *f = *state;
    struct store_source_new n = {.batch_uuid = "a"};
    struct store_page_added added;
    int64_t source;
    bool existed;
    ok(f, store_source_add(f->s, &n, &source, &existed, &f->err));
    char hash[65];
    memset(hash, 'a', 64);
    hash[64] = '\0';
    struct store_page_new p = {.source = source, .seq = 1, .object = hash, .file_page = 1, .media_type = "image/png"};
    assert_int_equal(store_page_add(f->s, &p, &added, &f->err), SO_ENOTFOUND);
    p.object = "../../etc/passwd";
    assert_int_equal(store_page_add(f->s, &p, &added, &f->err), SO_EINVALID);
    n.batch_uuid = "../x";
    assert_int_equal(store_source_add(f->s, &n, &source, &existed, &f->err), SO_EINVALID);
}

static void test_a_file_becomes_an_original(void **state)
{
    struct fixture *f = *state;
    char path[128];
    struct store_object o;
    snprintf(path, sizeof path, "%s/in.bin", f->folder);
    ok(f, file_write_whole(path, "content", 7, 0600, &f->err));
    ok(f, store_object_put_file(f->s, path, &o, &f->err));
    assert_int_equal(o.size, 7);
    char *kept = store_object_path(f->s, o.hash);
    struct buf b = BUF_INIT;
    ok(f, file_read_all(kept, 100, &b, &f->err));
    assert_string_equal(buf_str(&b), "content");
    buf_free(&b);
    free(kept);
}

static void test_counter_before_backlog_then_oldest(void **state)
{
    struct fixture *f = *state;
    int64_t backlog[2], counter[2];
    given_source(f, "b", STORE_BACKLOG, 2, backlog);
    given_source(f, "c", STORE_COUNTER, 2, counter);
    struct store_job j = lease(f, STORE_JOB_ANY, true);
    assert_true(j.page == counter[0]);
    assert_int_equal(j.attempts, 1);
    assert_string_equal(j.media_type, "image/png");
    store_job_free(&j);
    j = lease(f, STORE_JOB_ANY, false);
    assert_true(j.page == counter[1]);
    store_job_free(&j);
    expect_no_job(f, STORE_JOB_ANY, true);
    j = lease(f, STORE_JOB_BIT(STORE_JOB_READ), false);
    assert_true(j.page == backlog[0]);
    store_job_free(&j);
    expect_no_job(f, STORE_JOB_BIT(STORE_JOB_RENDER), false);
}

static void test_two_crashes_set_the_page_aside(void **state)
{
    struct fixture *f = *state;
    int64_t page;
    bool aside;
    given_source(f, "a", STORE_COUNTER, 1, &page);
    struct store_job j = lease(f, STORE_JOB_ANY, false);
    ok(f, store_job_crashed(f->s, j.id, "signal 11", &aside, &f->err));
    assert_false(aside);
    store_job_free(&j);
    j = lease(f, STORE_JOB_ANY, false);
    assert_int_equal(j.crashes, 1);
    ok(f, store_job_crashed(f->s, j.id, "signal 11", &aside, &f->err));
    assert_true(aside);
    store_job_free(&j);
    expect_no_job(f, STORE_JOB_ANY, false);
    fixture_reopen(f);
    expect_no_job(f, STORE_JOB_ANY, false);
    struct store_pages open;
    ok(f, store_pages_open(f->s, 0, STORE_VIEW_ALL, 10, &open, &f->err));
    assert_int_equal(open.len, 1);
    assert_int_equal(open.items[0].state, STORE_PAGE_SET_ASIDE);
    assert_string_equal(open.items[0].reason, "signal 11");
    store_pages_free(&open);
    ok(f, store_page_retry(f->s, page, &f->err));
    j = lease(f, STORE_JOB_ANY, false);
    assert_int_equal(j.crashes, 0);
    store_job_free(&j);
}

static void test_a_dead_daemons_leases_are_free_again(void **state)
{
    struct fixture *f = *state;
    int64_t page;
    given_source(f, "a", STORE_COUNTER, 1, &page);
    for (int i = 0; i < STORE_DEATHS_MAX; i++) {
        struct store_job j = lease(f, STORE_JOB_ANY, false);
        assert_true(j.page == page);
        store_job_free(&j);
        fixture_reopen(f);
    }
    expect_no_job(f, STORE_JOB_ANY, false);
    assert_int_equal(state_of(f, page), STORE_PAGE_SET_ASIDE);
}

static void test_a_failed_page_says_why_and_a_release_costs_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t page;
    given_source(f, "a", STORE_COUNTER, 1, &page);
    struct store_job j = lease(f, STORE_JOB_ANY, false);
    ok(f, store_job_release(f->s, j.id, &f->err));
    assert_int_equal(store_job_release(f->s, j.id, &f->err), SO_ENOTFOUND);
    store_job_free(&j);
    j = lease(f, STORE_JOB_ANY, false);
    assert_int_equal(j.attempts, 1);
    ok(f, store_job_fail(f->s, j.id, "not an image", &f->err));
    assert_int_equal(store_job_finish(f->s, j.id, &f->err), SO_ENOTFOUND);
    store_job_free(&j);
    struct store_page p;
    ok(f, store_page_load(f->s, page, &p, &f->err));
    assert_int_equal(p.state, STORE_PAGE_FAILED);
    assert_string_equal(p.reason, "not an image");
    store_page_free(&p);
}

static void test_a_reading_ends_its_job_and_comes_back_whole(void **state)
{
    struct fixture *f = *state;
    int64_t page;
    int64_t source = given_source(f, "a", STORE_COUNTER, 1, &page);
    struct store_job j = lease(f, STORE_JOB_ANY, false);
    given_reading(f, page, j.id, "Độc lập\nTự do", 0.5f, QUALITY_FAST);
    store_job_free(&j);
    expect_no_job(f, STORE_JOB_ANY, false);
    assert_int_equal(state_of(f, page), STORE_PAGE_READ);
    struct store_readings r;
    ok(f, store_source_readings(f->s, source, &r, &f->err));
    assert_int_equal(r.len, 1);
    assert_int_equal(r.items[0].read.words.len, 4);
    assert_string_equal(r.items[0].read.words.items[2].text, "Tự");
    assert_int_equal(r.items[0].read.words.items[2].line, 1);
    store_readings_free(&r);
    given_reading(f, page, 0, "Độc lập tự do", 0.8f, QUALITY_BEST);
    ok(f, store_page_history(f->s, page, &r, &f->err));
    assert_int_equal(r.len, 2);
    assert_true(r.items[0].current && !r.items[1].current);
    ok(f, store_reading_select(f->s, r.items[1].id, &f->err));
    store_readings_free(&r);
    struct store_reading one;
    ok(f, store_page_reading(f->s, page, &one, &f->err));
    assert_int_equal(one.quality, QUALITY_FAST);
    store_reading_free(&one);
}

static void test_a_second_daemon_is_refused(void **state)
{
    struct fixture *f = *state;
    struct store *other;
    struct store_options o = {.folder = f->folder};
    assert_int_equal(store_open(&o, &other, &f->err), SO_EBUSY);
    given_source(f, "a", STORE_COUNTER, 1, NULL);
    o.read_only = true;
    ok(f, store_open(&o, &other, &f->err));
    struct store_job_counts n;
    ok(f, store_job_count(other, &n, &f->err));
    assert_int_equal(n.waiting[STORE_JOB_READ][STORE_COUNTER], 1);
    assert_int_equal(store_source_close(other, 1, &f->err), SO_EPERM);
    store_close(other);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_offered_twice_kept_once),
        CASE(test_other_content_under_a_taken_number_is_refused),
        CASE(test_the_same_sheet_twice_is_reported_and_kept),
        CASE(test_an_original_that_was_not_put_is_refused),
        CASE(test_a_file_becomes_an_original),
        CASE(test_counter_before_backlog_then_oldest),
        CASE(test_two_crashes_set_the_page_aside),
        CASE(test_a_dead_daemons_leases_are_free_again),
        CASE(test_a_failed_page_says_why_and_a_release_costs_nothing),
        CASE(test_a_reading_ends_its_job_and_comes_back_whole),
        CASE(test_a_second_daemon_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
