/*
 * kill -9 at random moments, of the worker and of the daemon: whatever moment it is, a person who puts the named sheet back
 * and goes on ends with every side exactly once, and nothing that left the feeder is unaccounted for.
 *
 * SOHOA_KILLS sets how many kills of each kind (15); SOHOA_SEED the moments; SOHOA_ONLY a test's name, or a part with *.
 */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"

#define SHEETS 8
#define PAGE_MS "25"

/* How the stack is scanned. TURNED: on a feeder that sees one side, fronts, then turned over by hand, backs. */
enum way { ONE_SIDE, BOTH_SIDES, TURNED };
static const char *const way_names[] = {"one side", "both sides", "turned over"};

static struct rig rig;
static char *duplex[] = {(char *)(uintptr_t)"ADF Duplex"};
static const struct scanner_request turned_request = {.manual_duplex = true};
static enum way way;
static uint32_t seed = 1;

/* A row for each kind of kill; scripts/soak shows it. */
static void end_tally(const char *whose, unsigned kills, unsigned batches, const struct rig_tally *t)
{
    print_message("%s, %-11s %5u kills %4u batches %6u sides | lost %u, twice %u, half as whole %u | recovered %u, "
                  "partial %u, empty %u, unheard %u, repeated %u\n",
                  whose, way_names[way], kills, batches, t->sides, t->lost, t->twice, t->half_as_whole, t->recovered, t->partial, t->empty,
                  t->unknown, t->repeats);
    assert_true(!t->lost && !t->twice && !t->half_as_whole);
}

static unsigned random_below(unsigned limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % limit;
}

static unsigned wanted_kills(void)
{
    const char *text = getenv("SOHOA_KILLS");
    long n = text ? strtol(text, NULL, 10) : 15;
    return n > 0 ? (unsigned)n : 1;
}

static int read_seed(void **state)
{
    const char *text = getenv("SOHOA_SEED");
    (void)state;
    if (text)
        seed = (uint32_t)strtoul(text, NULL, 10) | 1;
    return 0;
}

static void prepare(enum way wanted)
{
    way = wanted;
    rig_init(&rig);
    rig.settings.max_pages = 400;
    rig_put_file(&rig, "ms-per-page", PAGE_MS);
    if (way == BOTH_SIDES)
        rig.settings.sources = (struct conf_strings){duplex, 1, 1};
    for (unsigned n = 1; n <= SHEETS; n++)
        rig_put_sheet(&rig, n, way == BOTH_SIDES);
}

static void start_scan(void)
{
    struct so_error err;
    if (scanner_start_scan(rig.scanner, way == TURNED ? &turned_request : NULL, &err))
        fail_msg("%s", err.text);
}

static bool closed(const struct rig *r)
{
    return r->closed > 0;
}

static bool settled(const struct rig *r)
{
    return r->closed > 0 || r->status.state == SCANNER_ATTENTION || r->status.state == SCANNER_OPEN_WAIT;
}

static bool has_turned(void)
{
    return rig_has_file(&rig, "turned");
}

/* The whole stack upside down: the last sheet's back comes first. Done once, whatever happens to the daemon. */
static void turn_stack_over(void)
{
    for (unsigned n = SHEETS; n >= 1 && !has_turned(); n--)
        rig_put_back(&rig, SHEETS - n + 1, n);
    rig_put_file(&rig, "turned", "");
}

/* As the clerk: the named sheet goes back; when none is left that could be meant, this pass is finished. */
static void help(void)
{
    struct so_error err = {0};
    unsigned sheet = rig.status.sheet;
    bool turns = !strcmp(rig.status.code, "turn_over");
    if (turns) {
        turn_stack_over();
    } else if (sheet > SHEETS) {
        assert_int_equal(scanner_finish(rig.scanner, &err), 0);
        return;
    } else if (has_turned()) {
        rig_return_back(&rig, SHEETS - sheet + 1);
    } else {
        rig_return_sheet(&rig, sheet);
    }
    if (scanner_continue(rig.scanner, &err))
        fail_msg("%s", err.text);
}

struct turned_listing {
    unsigned whole;
    uint32_t last_page;
};

/* As captured: all fronts, then all backs from the last sheet; to be read in pairs. */
static int check_turned_page(void *ctx, const struct spool_page_info *p)
{
    struct turned_listing *l = ctx;
    bool back = false, whole = false;
    if (p->kind != SPOOL_PAGE_WHOLE)
        return SO_OK;
    unsigned sheet = l->whole < SHEETS ? l->whole + 1 : 2 * SHEETS - l->whole;
    assert_int_equal(rig_identify(p->path, &back, &whole), sheet);
    assert_true(whole && back == (l->whole >= SHEETS));
    assert_true(p->sheet == sheet && p->back == back && p->place == 2 * sheet - 1 + back && p->number > l->last_page);
    l->last_page = p->number;
    l->whole++;
    return SO_OK;
}

static int check_turned_batch(void *ctx, const struct spool_batch_info *b)
{
    struct so_error err;
    assert_int_equal(spool_batch_pages(rig.spool, b->scanner, b->uuid, check_turned_page, ctx, &err), 0);
    return SO_OK;
}

/* Every side once, in its order; adds to the tally first, so that a table is shown whatever is found. */
static void check_end(struct rig_tally *tally)
{
    struct turned_listing l = {0};
    struct so_error err;
    rig_count_spool(&rig, SHEETS, way != ONE_SIDE, tally);
    if (way != TURNED) {
        rig_check_spool(&rig, SHEETS, way == BOTH_SIDES);
        return;
    }
    assert_int_equal(spool_batches(rig.spool, NULL, check_turned_batch, &l, &err), 0);
    assert_int_equal(l.whole, 2 * SHEETS);
}

static unsigned kill_worker_until_closed(unsigned most)
{
    unsigned kills = 0;
    while (!rig.closed) {
        bool done = rig_until_either(&rig, settled, kills < most ? 5 + random_below(150) : 20000);
        if (!done && kills < most)
            kills += rig_kill_worker(getpid());
        else if (!rig.closed)
            help();
    }
    return kills;
}

/* Of one batch: two passes have room for more. */
static unsigned most_kills(enum way of)
{
    return of == TURNED ? 10 : 6;
}

static void kill_workers(enum way wanted_way)
{
    unsigned kills = 0, wanted = wanted_kills(), rounds = 0, most = most_kills(wanted_way);
    struct rig_tally tally = {0};
    while (kills < wanted) {
        prepare(wanted_way);
        rig_start(&rig);
        rig_until(&rig, SCANNER_WATCHING);
        start_scan();
        kills += kill_worker_until_closed(wanted - kills < most ? wanted - kills : most);
        check_end(&tally);
        assert_int_equal(rig.bugs, 0);
        rig_destroy(&rig);
        rounds++;
    }
    end_tally("worker", kills, rounds, &tally);
}

static void test_worker_killed(void **state)
{
    (void)state;
    kill_workers(ONE_SIDE);
}

static void test_worker_killed_both_sides(void **state)
{
    (void)state;
    kill_workers(BOTH_SIDES);
}

static void test_worker_killed_turned(void **state)
{
    (void)state;
    kill_workers(TURNED);
}

/* Runs a daemon in a child: begins the scan, or goes on with what a former life left. */
static pid_t fork_daemon(void)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid)
        return pid;
    memset(&rig.status, 0, sizeof rig.status);
    rig.closed = rig.npages = 0;
    rig_start(&rig);
    while (rig.status.state != SCANNER_WATCHING && rig.status.state != SCANNER_ATTENTION)
        rig_run_ms(&rig, 5);
    if (rig.status.state == SCANNER_ATTENTION)
        help();
    else
        start_scan();
    while (!rig.closed) {
        (void)rig_until_either(&rig, settled, 20000);
        if (!rig.closed)
            help();
    }
    _exit(0);
}

struct account {
    bool seen[2][SHEETS + 1]; /* a whole page, a partial or a note names the sheet, and of a turned stack the side */
};

static int note_page(void *ctx, const struct spool_page_info *p)
{
    struct account *a = ctx;
    if (p->sheet >= 1 && p->sheet <= SHEETS)
        a->seen[way == TURNED && p->back][p->sheet] = true;
    return SO_OK;
}

static int note_batch(void *ctx, const struct spool_batch_info *b)
{
    struct so_error err;
    assert_int_equal(spool_batch_pages(rig.spool, b->scanner, b->uuid, note_page, ctx, &err), 0);
    return SO_OK;
}

/* Each sheet that lies in the tray must be accounted for. Returns how many lie there. */
static unsigned check_tray(void)
{
    struct account a = {0};
    struct so_error err;
    char name[32];
    unsigned n = 0;
    assert_int_equal(spool_batches(rig.spool, NULL, note_batch, &a, &err), 0);
    for (unsigned i = 0; i < 2 * SHEETS; i++) {
        bool back = i >= SHEETS;
        unsigned place = i % SHEETS + 1, sheet = back ? SHEETS - place + 1 : place;
        snprintf(name, sizeof name, "taken/%c%03u.pnm", back ? 't' : 's', place);
        if (!rig_has_file(&rig, name))
            continue;
        n++;
        if (!a.seen[back][sheet])
            fail_msg("sheet %u has left the feeder and nobody knows of it", sheet);
    }
    return n;
}

/* A new life on what the killed one left: recovery alone, looked at, and let go again. */
static void look_after_kill(void)
{
    rig.npages = rig.recovered = 0;
    rig_start(&rig);
    for (unsigned i = 0; i < rig.npages; i++) {
        const struct spool_page_info *p = &rig.pages[i].info;
        bool back = false, whole = false;
        if (p->kind == SPOOL_PAGE_WHOLE) {
            assert_int_equal(rig_identify(p->path, &back, &whole), p->sheet);
            assert_true(whole && back == p->back);
        }
    }
    check_tray();
    rig_stop(&rig);
}

static void kill_daemons(enum way wanted_way)
{
    unsigned kills = 0, wanted = wanted_kills(), rounds = 0, most = most_kills(wanted_way);
    struct rig_tally tally = {0};
    while (kills < wanted) {
        prepare(wanted_way);
        for (unsigned here = 0;; here++) {
            pid_t pid = fork_daemon();
            int status = 0;
            if (here < most && kills < wanted) {
                usleep((40 + random_below(220)) * 1000);
                kill(pid, SIGKILL);
            }
            assert_int_equal(waitpid(pid, &status, 0), pid);
            usleep(20000); /* its worker dies with it, a moment later */
            look_after_kill();
            if (!WIFSIGNALED(status))
                break;
            kills++;
        }
        memset(&rig.status, 0, sizeof rig.status);
        rig_start(&rig);
        check_end(&tally);
        rig_destroy(&rig);
        rounds++;
    }
    end_tally("daemon", kills, rounds, &tally);
}

static void test_daemon_killed(void **state)
{
    (void)state;
    kill_daemons(ONE_SIDE);
}

static void test_daemon_killed_both_sides(void **state)
{
    (void)state;
    kill_daemons(BOTH_SIDES);
}

static void test_daemon_killed_turned(void **state)
{
    (void)state;
    kill_daemons(TURNED);
}

/* Ended in order, as by a restart of the service, at random moments. */
static void test_daemon_stopped(void **state)
{
    struct rig_tally tally = {0};
    (void)state;
    for (unsigned i = 0; i < wanted_kills(); i++) {
        prepare(i % 3);
        rig_start(&rig);
        rig_until(&rig, SCANNER_WATCHING);
        start_scan();
        (void)rig_until_either(&rig, settled, 20 + random_below(200));
        rig_stop(&rig);
        look_after_kill();
        memset(&rig.status, 0, sizeof rig.status);
        rig_start(&rig);
        rig_run_ms(&rig, 10);
        while (!rig.closed && rig.status.state != SCANNER_WATCHING) {
            rig_until_true(&rig, settled);
            if (!rig.closed)
                help();
        }
        check_end(&tally);
        rig_destroy(&rig);
    }
}

/* A worker that hangs in the backend neither answers nor obeys SIGTERM: the ladder ends it. */
static void test_worker_hangs(void **state)
{
    struct rig_tally tally = {0};
    (void)state;
    prepare(ONE_SIDE);
    rig_put_file(&rig, "adf/s002.pnm.fault", "HANG 30");
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    start_scan();
    rig_until(&rig, SCANNER_CANCELLING);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "stalled");
    help();
    rig_until_true(&rig, closed);
    check_end(&tally);
    rig_destroy(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worker_killed),       cmocka_unit_test(test_worker_killed_both_sides),
        cmocka_unit_test(test_daemon_killed),       cmocka_unit_test(test_daemon_killed_both_sides),
        cmocka_unit_test(test_worker_killed_turned), cmocka_unit_test(test_daemon_killed_turned),
        cmocka_unit_test(test_daemon_stopped),      cmocka_unit_test(test_worker_hangs),
    };
    if (getenv("SOHOA_ONLY"))
        cmocka_set_test_filter(getenv("SOHOA_ONLY"));
    return cmocka_run_group_tests(tests, read_seed, NULL);
}
