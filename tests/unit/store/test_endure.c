/* Former databases with their data, and many threads at once. */
#include "support.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "store/backup.h"
#include "store/dossiers.h"
#include "store/internal.h"
#include "store/object.h"

static const struct given_field person[] = {{"ho_ten", "Nguyễn Văn Đức"}, {NULL, NULL}};

/* Copies the rows of what both databases have: c holds an empty former one, "now" is attached. */
static void copy_rows(struct fixture *f, struct conn *c)
{
    sqlite3_stmt *st;
    struct buf sql = BUF_INIT;
    ok(f, sql_query(c, &f->err, &st,
                    "SELECT t.name, group_concat(i.name, ', ') FROM main.sqlite_schema t, pragma_table_info(t.name) i"
                    " WHERE t.type='table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' AND t.name NOT GLOB 'search_*'"
                    " AND t.name NOT LIKE 'sqlite_%' AND t.name<>'meta' GROUP BY t.name"));
    while (!sql_row(c, NULL, st))
        assert_int_equal(buf_printf(&sql, "INSERT INTO main.%s (%s) SELECT %s FROM now.%s;", sql_peek(st, 0),
                                    sql_peek(st, 1), sql_peek(st, 1), sql_peek(st, 0)),
                         0);
    sql_done(st, SO_OK);
    ok(f, sql_script(c, &f->err, buf_str(&sql)));
    buf_free(&sql);
}

/* The database as a program of a former schema would have left it, with the data that it had then. */
static void go_back_to(struct fixture *f, int version)
{
    char path[128], now[128], attach[200];
    struct conn c;
    store_close(f->s);
    f->s = NULL;
    snprintf(path, sizeof path, "%s/sohoa.db", f->folder);
    snprintf(now, sizeof now, "%s/now.db", f->folder);
    snprintf(attach, sizeof attach, "ATTACH '%s' AS now", now);
    assert_int_equal(rename(path, now), 0);
    ok(f, sql_open(path, NULL, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &c, &f->err));
    ok(f, search_register(&c, &f->err));
    ok(f, store_migrate(&c, version, &f->err));
    ok(f, sql_script(&c, &f->err, attach));
    copy_rows(f, &c);
    ok(f, sql_script(&c, &f->err, "UPDATE meta SET value=(SELECT max(id) FROM paper) WHERE key='search_rebuild'"));
    sql_close(&c);
    assert_int_equal(unlink(now), 0);
}

static void finds_the_paper(struct fixture *f, int64_t paper)
{
    bool done = false;
    while (!done)
        ok(f, store_search_rebuild(f->s, &done, &f->err));
    struct store_search q = {.text = "duc", .limit = 5};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.len, 1);
    assert_true(h.items[0].paper == paper);
    store_hits_free(&h);
}

static void test_each_former_database_is_brought_up_with_its_data(void **state)
{
    struct fixture *f = *state;
    int64_t id = given_paper(f, "a", "giay_khai_sinh", person, "GIẤY KHAI SINH");
    int version = 0;
    struct store_edit edit = {id, version_of(f, id), "lan"};
    ok(f, store_paper_set_dossier(f->s, &edit, "H23.01-230915-0002", &version, &f->err));
    for (int schema = 1; schema < store_schema_version(); schema++) {
        go_back_to(f, schema);
        struct store_options o = {.folder = f->folder};
        ok(f, store_open(&o, &f->s, &f->err));
        finds_the_paper(f, id);
        struct store_dossier d;
        ok(f, store_dossier_load(f->s, "H23.01-230915-0002", &d, &f->err));
        assert_int_equal(d.state, DOSSIER_NOTED);
        assert_true(d.id > 0);
        assert_int_equal(d.papers.len, 1);
        store_dossier_free(&d);
        struct store_verify_result v;
        ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
    }
}

struct crowd {
    struct fixture *f;
    atomic_bool stop;
    atomic_int searches, failures, stale, clerks;
    int64_t paper; /* that all clerks correct */
};

static void *search_again_and_again(void *arg)
{
    struct crowd *crowd = arg;
    while (!atomic_load(&crowd->stop)) {
        struct so_error err;
        struct store_search q = {.text = "nguyen duc", .limit = 10, .as_you_type = true};
        struct store_list_query list = {.limit = 10};
        struct store_hits h;
        struct store_items items;
        if (store_search(crowd->f->s, &q, &h, &err)) {
            atomic_fetch_add(&crowd->failures, 1);
            continue;
        }
        for (size_t i = 0; i < h.len; i++)
            if (strcmp(h.items[i].title, "Nguyễn Văn Đức"))
                atomic_fetch_add(&crowd->failures, 1);
        store_hits_free(&h);
        if (store_papers_list(crowd->f->s, &list, &items, &err))
            atomic_fetch_add(&crowd->failures, 1);
        else
            store_items_free(&items);
        atomic_fetch_add(&crowd->searches, 1);
    }
    return NULL;
}

static void *file_papers(void *arg)
{
    struct fixture f = *((struct crowd *)arg)->f;
    for (int i = 0; i < 40; i++) {
        char uuid[64];
        snprintf(uuid, sizeof uuid, "t%lx-%d", (unsigned long)pthread_self(), i);
        given_paper(&f, uuid, "giay_khai_sinh", person, "GIẤY KHAI SINH");
    }
    return NULL;
}

#define CLERK_EDITS 25
#define CLERKS 5

/* A clerk corrects one paper that the others correct too; a stale edit is looked at again and made anew. */
static void *correct(void *arg)
{
    struct crowd *crowd = arg;
    struct fixture f = *crowd->f;
    int number = atomic_fetch_add(&crowd->clerks, 1);
    for (int done = 0; done < CLERK_EDITS;) {
        char value[64], user[16];
        struct store_paper p;
        struct so_error err;
        if (store_paper_load(f.s, crowd->paper, &p, &err)) {
            atomic_fetch_add(&crowd->failures, 1);
            return NULL;
        }
        snprintf(user, sizeof user, "clerk%d", number);
        struct store_edit e = {p.id, p.version, user};
        store_paper_free(&p);
        snprintf(value, sizeof value, "Số %d của %d", done, number);
        int version = 0, r = store_field_set(f.s, &e, "ghi_chu", value, NULL, &version, &err);
        if (r == SO_ESTALE) {
            atomic_fetch_add(&crowd->stale, 1);
            atomic_fetch_add(&crowd->failures, version <= e.version); /* told which one is newer */
        } else if (r) {
            atomic_fetch_add(&crowd->failures, 1);
        }
        done += !r;
    }
    return NULL;
}

static void check_corrections(struct fixture *f, int64_t paper, int before)
{
    struct store_values v;
    ok(f, store_field_history(f->s, paper, "ghi_chu", &v, &f->err));
    assert_int_equal(v.len, CLERKS * CLERK_EDITS); /* each stays, with its author */
    int next[CLERKS] = {0};
    for (size_t i = v.len; i-- > 0;) {
        char expected[64];
        int clerk = v.items[i].user[strlen("clerk")] - '0';
        snprintf(expected, sizeof expected, "Số %d của %d", next[clerk]++, clerk);
        assert_string_equal(v.items[i].field.value, expected);
        assert_int_equal(v.items[i].author, STORE_CLERK);
        assert_string_equal(v.items[i].how, "clerk");
    }
    store_values_free(&v);
    assert_int_equal(version_of(f, paper), before + CLERKS * CLERK_EDITS);
}

static void test_ten_readers_a_writer_and_five_clerks(void **state)
{
    struct fixture *f = *state;
    struct crowd crowd = {.f = f, .paper = given_paper(f, "shared", "giay_khai_sinh", person, "")};
    int before = version_of(f, crowd.paper);
    pthread_t readers[10], workers[1 + CLERKS];
    for (int i = 0; i < 10; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, search_again_and_again, &crowd), 0);
    for (int i = 0; i < 1 + CLERKS; i++)
        assert_int_equal(pthread_create(&workers[i], NULL, i ? correct : file_papers, &crowd), 0);
    for (int i = 0; i < 1 + CLERKS; i++)
        pthread_join(workers[i], NULL);
    atomic_store(&crowd.stop, true);
    for (int i = 0; i < 10; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&crowd.failures), 0);
    assert_true(atomic_load(&crowd.searches) > 0);
    check_corrections(f, crowd.paper, before);
    struct store_search q = {.text = "duc", .limit = 1};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.total, 41);
    store_hits_free(&h);
    struct store_verify_result v;
    ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
}

static void test_each_job_goes_to_one_reader(void **state)
{
    struct fixture *f = *state;
    int64_t pages[30];
    given_source(f, "a", STORE_COUNTER, 30, pages);
    int seen[30] = {0};
    struct store_job jobs[30];
    for (int i = 0; i < 30; i++)
        ok(f, store_job_lease(f->s, STORE_JOB_ANY, false, &jobs[i], &f->err));
    for (int i = 0; i < 30; i++) {
        for (int k = 0; k < 30; k++)
            seen[k] += jobs[i].page == pages[k];
        store_job_free(&jobs[i]);
    }
    for (int k = 0; k < 30; k++)
        assert_int_equal(seen[k], 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_each_former_database_is_brought_up_with_its_data),
        CASE(test_ten_readers_a_writer_and_five_clerks),
        CASE(test_each_job_goes_to_one_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
