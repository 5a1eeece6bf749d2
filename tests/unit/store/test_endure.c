/* Older and newer databases, many threads at once, and death at any moment. */
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
    atomic_int searches, failures;
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

static void test_eight_readers_and_two_writers(void **state)
{
    struct fixture *f = *state;
    struct crowd crowd = {.f = f};
    pthread_t readers[8], writers[2];
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, search_again_and_again, &crowd), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&writers[i], NULL, file_papers, &crowd), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(writers[i], NULL);
    atomic_store(&crowd.stop, true);
    for (int i = 0; i < 8; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&crowd.failures), 0);
    assert_true(atomic_load(&crowd.searches) > 0);
    struct store_search q = {.text = "duc", .limit = 1};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.total, 80);
    store_hits_free(&h);
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

/* The child files papers and tells through the pipe what the store has acknowledged. */
static void child_files_papers(const char *folder, int round, int pipe_fd)
{
    struct fixture f = {0};
    snprintf(f.folder, sizeof f.folder, "%s", folder);
    struct store_options o = {.folder = folder};
    if (store_open(&o, &f.s, &f.err))
        _exit(3);
    for (int i = 0; i < 10000; i++) {
        char uuid[32];
        snprintf(uuid, sizeof uuid, "r%d-%d", round, i);
        int64_t id = given_paper(&f, uuid, "giay_khai_sinh", person, "GIẤY KHAI SINH");
        if (write(pipe_fd, &id, sizeof id) != sizeof id)
            _exit(4);
    }
    _exit(0);
}

static int read_acknowledged(int fd, int64_t *ids, int max)
{
    int n = 0;
    while (n < max && read(fd, &ids[n], sizeof ids[n]) == sizeof ids[n])
        n++;
    return n;
}

static void check_acknowledged(struct fixture *f, const int64_t *ids, int n)
{
    for (int i = 0; i < n; i++) {
        struct store_paper p;
        ok(f, store_paper_load(f->s, ids[i], &p, &f->err));
        assert_string_equal(p.title, "Nguyễn Văn Đức");
        assert_int_equal(p.pages.len, 1);
        store_paper_free(&p);
    }
}

static void test_killed_at_any_moment_nothing_acknowledged_is_lost(void **state)
{
    struct fixture *f = *state;
    static int64_t ids[20000];
    int n = 0;
    store_close(f->s);
    f->s = NULL;
    for (int round = 0; round < 12; round++) {
        int fds[2];
        assert_int_equal(pipe(fds), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (!child) {
            close(fds[0]);
            child_files_papers(f->folder, round, fds[1]);
        }
        close(fds[1]);
        n += read_acknowledged(fds[0], ids + n, 1 + round % 4); /* then somewhere inside the next papers */
        usleep((useconds_t)(round * 1979 % 10000));
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        n += read_acknowledged(fds[0], ids + n, 20000 - n);
        close(fds[0]);
    }
    struct store_options o = {.folder = f->folder};
    ok(f, store_open(&o, &f->s, &f->err));
    assert_true(n >= 12);
    check_acknowledged(f, ids, n);
    struct store_verify_result v;
    ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_each_former_database_is_brought_up_with_its_data),
        CASE(test_eight_readers_and_two_writers),
        CASE(test_each_job_goes_to_one_reader),
        CASE(test_killed_at_any_moment_nothing_acknowledged_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
