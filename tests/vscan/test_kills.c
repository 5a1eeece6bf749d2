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

static struct rig rig;
static char *duplex[] = {(char *)(uintptr_t)"ADF Duplex"};
static uint32_t seed = 1;

/* A row for each kind of kill; scripts/soak shows it. */
static void end_tally(const char *what, unsigned kills, unsigned batches, const struct rig_tally *t)
{
    print_message("%-22s %5u kills %4u batches %6u sides | lost %u, twice %u, half as whole %u | recovered %u, partial %u, "
                  "empty %u, unheard %u, repeated %u\n",
                  what, kills, batches, t->sides, t->lost, t->twice, t->half_as_whole, t->recovered, t->partial, t->empty,
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

static void prepare(bool both)
{
    rig_init(&rig);
    rig.settings.max_pages = 400;
    rig_put_file(&rig, "ms-per-page", PAGE_MS);
    if (both)
        rig.settings.sources = (struct conf_strings){duplex, 1, 1};
    for (unsigned n = 1; n <= SHEETS; n++)
        rig_put_sheet(&rig, n, both);
}

static bool closed(const struct rig *r)
{
    return r->closed > 0;
}

static bool settled(const struct rig *r)
{
    return r->closed > 0 || r->status.state == SCANNER_ATTENTION;
}

/* As the clerk: the named sheet goes back; when none is left that could be meant, the batch is finished. */
static void help(void)
{
    struct so_error err = {0};
    unsigned sheet = rig.status.sheet;
    if (sheet > SHEETS) {
        assert_int_equal(scanner_finish(rig.scanner, &err), 0);
        return;
    }
    rig_return_sheet(&rig, sheet);
    if (scanner_continue(rig.scanner, &err))
        fail_msg("%s", err.text);
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

static void kill_workers(bool both)
{
    struct so_error err;
    unsigned kills = 0, wanted = wanted_kills(), rounds = 0;
    struct rig_tally tally = {0};
    while (kills < wanted) {
        prepare(both);
        rig_start(&rig);
        rig_until(&rig, SCANNER_WATCHING);
        assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
        kills += kill_worker_until_closed(wanted - kills < 6 ? wanted - kills : 6);
        rig_count_spool(&rig, SHEETS, both, &tally);
        rig_check_spool(&rig, SHEETS, both);
        assert_int_equal(rig.bugs, 0);
        rig_destroy(&rig);
        rounds++;
    }
    end_tally(both ? "worker, both sides" : "worker, one side", kills, rounds, &tally);
}

static void test_worker_killed(void **state)
{
    (void)state;
    kill_workers(false);
}

static void test_worker_killed_both_sides(void **state)
{
    (void)state;
    kill_workers(true);
}

/* Runs a daemon in a child: begins the scan, or goes on with what a former life left. */
static pid_t fork_daemon(void)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid)
        return pid;
    struct so_error err;
    memset(&rig.status, 0, sizeof rig.status);
    rig.closed = rig.npages = 0;
    rig_start(&rig);
    while (rig.status.state != SCANNER_WATCHING && rig.status.state != SCANNER_ATTENTION)
        rig_run_ms(&rig, 5);
    if (rig.status.state == SCANNER_ATTENTION)
        help();
    else
        (void)scanner_start_scan(rig.scanner, NULL, &err);
    while (!rig.closed) {
        (void)rig_until_either(&rig, settled, 20000);
        if (!rig.closed)
            help();
    }
    _exit(0);
}

struct account {
    bool seen[SHEETS + 1]; /* a whole page, a partial or a note names the sheet */
};

static int note_page(void *ctx, const struct spool_page_info *p)
{
    struct account *a = ctx;
    if (p->sheet >= 1 && p->sheet <= SHEETS)
        a->seen[p->sheet] = true;
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
    for (unsigned sheet = 1; sheet <= SHEETS; sheet++) {
        snprintf(name, sizeof name, "taken/s%03u.pnm", sheet);
        if (!rig_has_file(&rig, name))
            continue;
        n++;
        if (!a.seen[sheet])
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

static void kill_daemons(bool both)
{
    unsigned kills = 0, wanted = wanted_kills(), rounds = 0;
    struct rig_tally tally = {0};
    while (kills < wanted) {
        prepare(both);
        for (unsigned here = 0;; here++) {
            pid_t pid = fork_daemon();
            int status = 0;
            if (here < 6 && kills < wanted) {
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
        rig_count_spool(&rig, SHEETS, both, &tally);
        rig_check_spool(&rig, SHEETS, both);
        rig_destroy(&rig);
        rounds++;
    }
    end_tally(both ? "daemon, both sides" : "daemon, one side", kills, rounds, &tally);
}

static void test_daemon_killed(void **state)
{
    (void)state;
    kill_daemons(false);
}

static void test_daemon_killed_both_sides(void **state)
{
    (void)state;
    kill_daemons(true);
}

/* Ended in order, as by a restart of the service, at random moments. */
static void test_daemon_stopped(void **state)
{
    struct so_error err;
    (void)state;
    for (unsigned i = 0; i < wanted_kills(); i++) {
        prepare(i % 2);
        rig_start(&rig);
        rig_until(&rig, SCANNER_WATCHING);
        assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
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
        rig_check_spool(&rig, SHEETS, i % 2);
        rig_destroy(&rig);
    }
}

/* A worker that hangs in the backend neither answers nor obeys SIGTERM: the ladder ends it. */
static void test_worker_hangs(void **state)
{
    struct so_error err;
    (void)state;
    prepare(false);
    rig_put_file(&rig, "adf/s002.pnm.fault", "HANG 30");
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until(&rig, SCANNER_CANCELLING);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "stalled");
    help();
    rig_until_true(&rig, closed);
    rig_check_spool(&rig, SHEETS, false);
    rig_destroy(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worker_killed),       cmocka_unit_test(test_worker_killed_both_sides),
        cmocka_unit_test(test_daemon_killed),       cmocka_unit_test(test_daemon_killed_both_sides),
        cmocka_unit_test(test_daemon_stopped),      cmocka_unit_test(test_worker_hangs),
    };
    if (getenv("SOHOA_ONLY"))
        cmocka_set_test_filter(getenv("SOHOA_ONLY"));
    return cmocka_run_group_tests(tests, read_seed, NULL);
}
