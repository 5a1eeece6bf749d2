/*
 * A process that writes under load is killed at random moments: what it was told is done stays done, nothing is half,
 * and the next process works on. SOHOA_KILLS says how often (scripts/soak: 300).
 */
#include "support.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/dossiers.h"
#include "store/internal.h"
#include "store/lists.h"
#include "store/register.h"
#include "store/visibility.h"

/* What the store has acknowledged, told through a pipe as soon as it has. */
enum deed { FILED, EDITED, UNDONE, DOSSIER, REGISTERED, RESTRICTED, LISTED, CLOSED };

struct ack {
    enum deed deed;
    int64_t paper; /* of REGISTERED the entry, of LISTED the list */
    int version;
    char text[64]; /* the value of EDITED, the code of DOSSIER, the register of CLOSED */
};

static void tell(int fd, struct ack ack)
{
    if (write(fd, &ack, sizeof ack) != sizeof ack)
        _exit(4);
}

static void done(int r)
{
    if (r)
        _exit(5);
}

static void edit_paper(struct fixture *f, int fd, int64_t paper, int i)
{
    struct ack ack = {EDITED, paper, 0, ""};
    struct store_edit e = {paper, 1, "lan"};
    snprintf(ack.text, sizeof ack.text, "Nguyễn Văn Số %d", i);
    done(store_field_set(f->s, &e, "ho_ten", ack.text, NULL, &ack.version, &f->err));
    tell(fd, ack);
    e.version = ack.version;
    if (i % 3 == 0) {
        done(store_field_undo(f->s, &e, "ho_ten", &e.version, &f->err));
        tell(fd, (struct ack){UNDONE, paper, e.version, ""});
    }
    if (i % 5 == 0) {
        done(store_paper_restrict(f->s, &e, true, &e.version, &f->err));
        tell(fd, (struct ack){RESTRICTED, paper, e.version, ""});
    }
}

static void file_dossier(struct fixture *f, int fd, int64_t paper)
{
    char code[DOSSIER_CODE_MAX + 1];
    struct store_dossier_new n = {
        .prefix = "H23.01", .procedure = "1.001193", .title = "Khai sinh", .name = "Nguyễn Văn Đức", .user = "lan"};
    done(store_dossier_open(f->s, &n, code, &f->err));
    struct store_dossier d;
    done(store_dossier_load(f->s, code, &d, &f->err));
    struct store_dossier_edit e = {code, d.version, "lan", NULL};
    store_dossier_free(&d);
    done(store_dossier_put_paper(f->s, &e, paper, DOSSIER_INPUT, NULL, &e.version, &f->err));
    struct ack ack = {DOSSIER, paper, e.version, ""};
    snprintf(ack.text, sizeof ack.text, "%s", code);
    tell(fd, ack);
}

static void enter_certification(struct fixture *f, int fd)
{
    struct register_new row = {.text = {[REGISTER_REQUESTER] = "Trần Thị Bưởi", [REGISTER_SUBJECT] = "Giấy khai sinh"},
                               .copies = 2,
                               .pages = 1};
    int64_t id;
    done(register_add(f->s, "ban_sao", "2026-03-02", &row, 1, false, "lan", &id, &f->err));
    tell(fd, (struct ack){REGISTERED, id, 1, ""});
}

#define LIST_ROWS 5

static void import_list(struct fixture *f, int fd, const char *name)
{
    struct field values[LIST_ROWS];
    struct fields fields[LIST_ROWS];
    struct store_list_row rows[LIST_ROWS];
    struct store_list_done result[LIST_ROWS];
    struct store_list_counts counts = {.rows = LIST_ROWS};
    char hashes[LIST_ROWS][65];
    int64_t list;
    for (int i = 0; i < LIST_ROWS; i++) {
        memset(hashes[i], '-', 64);
        hashes[i][64] = '\0';
        memcpy(hashes[i], name, strlen(name));
        hashes[i][63] = (char)('0' + i);
        values[i] = (struct field){.key = "ho_ten", .value = "Lò Thị Pẩu", .normal = "", .read = "", .evidence = ""};
        fields[i] = (struct fields){&values[i], 1, 1};
        rows[i] = (struct store_list_row){
            .row = i + 1, .hash = hashes[i], .identity = "", .type = "trich_luc_khai_tu", .scan = "", .fields = &fields[i]};
    }
    struct store_list_new n = {.name = name, .definition = "khai_tu", .user = "lan"};
    done(store_list_begin(f->s, &n, &list, &f->err));
    done(store_list_put(f->s, list, rows, LIST_ROWS, false, "lan", result, &f->err));
    done(store_list_finish(f->s, list, &counts, "lan", &f->err));
    tell(fd, (struct ack){LISTED, list, 1, ""});
}

static void close_year(struct fixture *f, int fd, const char *kind)
{
    struct register_new row = {.text = {[REGISTER_REQUESTER] = "Trần Thị Bưởi"}, .copies = 2, .fee = 10000};
    struct register_totals totals;
    struct ack ack = {CLOSED, 0, 1, ""};
    int64_t id;
    snprintf(ack.text, sizeof ack.text, "%s", kind);
    done(register_add(f->s, kind, "2019-03-02", &row, 1, false, "lan", &id, &f->err));
    done(register_close(f->s, kind, 2019, "lan", &totals, &f->err));
    tell(fd, ack);
}

static void *search_on(void *arg)
{
    struct fixture f = *(struct fixture *)arg;
    for (;;) {
        struct store_search q = {.text = "nguyen van", .limit = 10};
        struct store_hits h;
        if (!store_search(f.s, &q, &h, &f.err))
            store_hits_free(&h);
    }
    return NULL;
}

static void work_until_killed(const char *folder, int round, int fd)
{
    struct fixture f = {0};
    pthread_t reader;
    static const struct given_field person[] = {{"ho_ten", "Nguyễn Văn Đức"}, {"so", "45/2018"}, {NULL, NULL}};
    snprintf(f.folder, sizeof f.folder, "%s", folder);
    struct store_options o = {.folder = folder};
    if (store_open(&o, &f.s, &f.err))
        _exit(3);
    if (pthread_create(&reader, NULL, search_on, &f))
        _exit(3);
    for (int i = 0;; i++) {
        char uuid[32];
        snprintf(uuid, sizeof uuid, "r%d-%d", round, i);
        int64_t paper = given_paper(&f, uuid, "giay_khai_sinh", person, "GIẤY KHAI SINH");
        tell(fd, (struct ack){FILED, paper, 1, ""});
        edit_paper(&f, fd, paper, i);
        if (i % 2)
            file_dossier(&f, fd, paper);
        enter_certification(&f, fd);
        snprintf(uuid, sizeof uuid, "list_%d_%d", round, i);
        if (i % 2 == 0)
            import_list(&f, fd, uuid);
        else
            close_year(&f, fd, uuid);
    }
}

struct acks {
    struct ack *items;
    size_t len, cap;
};

/* At least n acknowledgements, or all until the pipe closes (n 0). */
static void read_acks(int fd, struct acks *acks, size_t n)
{
    size_t had = acks->len;
    struct ack ack;
    while ((!n || acks->len < had + n) && read(fd, &ack, sizeof ack) == sizeof ack) {
        struct ack *a = array_push(acks);
        assert_non_null(a);
        *a = ack;
    }
}

static bool has_value(struct fixture *f, int64_t paper, const char *value)
{
    struct store_values v;
    bool found = false;
    ok(f, store_field_history(f->s, paper, "ho_ten", &v, &f->err));
    for (size_t i = 0; i < v.len; i++)
        found |= !strcmp(v.items[i].field.value, value) && v.items[i].author == STORE_CLERK &&
                 !strcmp(v.items[i].user, "lan");
    store_values_free(&v);
    return found;
}

static int64_t count_of(struct fixture *f, const char *sql, int64_t id, const char *text)
{
    struct conn *c;
    int64_t n = -1;
    ok(f, store_read_begin(f->s, &c, &f->err));
    ok(f, sql_int(c, &f->err, &n, sql, SQL_I(id), SQL_T(text)));
    store_read_end(f->s, c);
    return n;
}

static void check_done(struct fixture *f, const struct ack *a)
{
    const char *sql = a->deed == LISTED ? "SELECT finished<>0 FROM list WHERE id=?1 AND ?2=''"
                                        : "SELECT entries FROM register_year WHERE ?1=0 AND kind=?2 AND fee=10000";
    assert_int_equal(count_of(f, sql, a->paper, a->text), 1);
}

/* A list has all of its rows or none, each a paper with its value; a year is closed with the totals of its rows. */
static void check_lists_and_years(struct fixture *f)
{
    assert_int_equal(count_of(f,
                              "SELECT count(*) FROM list l WHERE (SELECT count(*) FROM list_row r JOIN paper p ON p.id=r.paper"
                              "   JOIN value v ON v.paper=p.id AND v.current=1 WHERE r.list=l.id) NOT IN (?1, iif(finished, ?1, 0)) AND ?2=''",
                              LIST_ROWS, ""),
                     0);
    assert_int_equal(count_of(f,
                              "SELECT count(*) FROM register_year y WHERE ?1=0 AND ?2='' AND y.entries<>(SELECT count(*)"
                              " FROM register_entry e WHERE e.kind=y.kind AND e.year=y.year)",
                              0, ""),
                     0);
}

static void check_ack(struct fixture *f, const struct ack *a)
{
    if (a->deed == REGISTERED) {
        struct register_entries e = {0};
        ok(f, register_load(f->s, a->paper, &e, &f->err));
        assert_string_equal(e.items[0].text[REGISTER_REQUESTER], "Trần Thị Bưởi");
        register_entries_free(&e);
        return;
    }
    if (a->deed == LISTED || a->deed == CLOSED) {
        check_done(f, a);
        return;
    }
    struct store_paper p;
    ok(f, store_paper_load(f->s, a->paper, &p, &f->err));
    assert_int_equal(p.pages.len, 1);
    assert_int_equal(p.values.len, 2);
    assert_true(p.version >= a->version);
    if (a->deed == EDITED)
        assert_true(has_value(f, a->paper, a->text));
    if (a->deed == DOSSIER)
        assert_string_equal(p.dossier, a->text);
    if (a->deed == RESTRICTED)
        assert_true(p.restricted);
    store_paper_free(&p);
}

/* Every paper that is there is whole: a page, its fields, a title, and the index knows it. */
static void check_whole(struct fixture *f)
{
    struct store_list_query q = {.view = STORE_VIEW_ALL, .limit = 1000};
    struct store_items items;
    do {
        ok(f, store_papers_list(f->s, &q, &items, &f->err));
        for (size_t i = 0; i < items.len; i++) {
            assert_int_equal(items.items[i].npages, 1);
            assert_true(!strncmp(items.items[i].title, "Nguyễn Văn", strlen("Nguyễn Văn")));
            q.before = items.items[i].id;
        }
        if (items.len) {
            char text[STORE_NAME_MAX];
            struct store_search one = {.text = text, .limit = 100, .view = STORE_VIEW_ALL, .no_fuzzy = true};
            struct store_hits h;
            snprintf(text, sizeof text, "\"%s\"", items.items[0].title);
            ok(f, store_search(f->s, &one, &h, &f->err));
            assert_true(h.total > 0);
            store_hits_free(&h);
        }
        size_t len = items.len;
        store_items_free(&items);
        if (!len)
            return;
    } while (true);
}

static void check_all(struct fixture *f, const struct acks *acks)
{
    struct store_options o = {.folder = f->folder};
    struct store_verify_result v;
    ok(f, store_open(&o, &f->s, &f->err));
    for (size_t i = 0; i < acks->len; i++)
        check_ack(f, &acks->items[i]);
    check_whole(f);
    check_lists_and_years(f);
    ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
    store_close(f->s);
    f->s = NULL;
}

static void kill_once(struct fixture *f, int round, unsigned *random, struct acks *acks)
{
    int fds[2], status;
    assert_int_equal(pipe(fds), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        close(fds[0]);
        work_until_killed(f->folder, round, fds[1]);
    }
    close(fds[1]);
    *random = *random * 1103515245u + 12345u;
    read_acks(fds[0], acks, 1 + (*random >> 16) % 6); /* then somewhere inside what follows */
    *random = *random * 1103515245u + 12345u;
    usleep((*random >> 16) % 12000);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status))
        fail_msg("round %d: the writer ended by itself with %d", round, WEXITSTATUS(status));
    read_acks(fds[0], acks, 0);
    close(fds[0]);
}

static void test_killed_at_any_moment_nothing_acknowledged_is_lost(void **state)
{
    struct fixture *f = *state;
    const char *asked = getenv("SOHOA_KILLS");
    int rounds = asked && *asked ? (int)strtol(asked, NULL, 10) : 12;
    unsigned random = 4711;
    struct acks acks = {0};
    store_close(f->s);
    f->s = NULL;
    for (int round = 0; round < rounds; round++) {
        kill_once(f, round, &random, &acks);
        if (round % 25 == 24)
            check_all(f, &acks);
    }
    check_all(f, &acks);
    assert_true(acks.len >= (size_t)rounds);
    printf("%d kills, %zu acknowledged changes, all there\n", rounds, acks.len);
    array_free(&acks);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_killed_at_any_moment_nothing_acknowledged_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
