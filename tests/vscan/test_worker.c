/*
 * The worker process: every call that hangs is bounded by its own time, a stopped process counts as one that hangs, a dead
 * scanner's USB device is reset, an idle worker is replaced now and then, and thousands of polls cost nothing that stays.
 *
 * SOHOA_POLLS sets how many polls (300), and runs them alone.
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
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "rig.h"

#define TEXT(s) ((char *)(uintptr_t)(s))
#define NEVER 600 /* seconds: beyond any test's patience */

static struct rig rig;

static int setup(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(rig.bugs, 0);
    rig_destroy(&rig);
    return 0;
}

static void start_watching(void)
{
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
}

static void start_scan(void)
{
    struct so_error err = {0};
    if (scanner_start_scan(rig.scanner, NULL, &err))
        fail_msg("%s", err.text);
}

static void go_on(void)
{
    struct so_error err = {0};
    if (scanner_continue(rig.scanner, &err))
        fail_msg("%s", err.text);
}

/* Each call hangs with all times but its own set to ten minutes: only that one can end it. */
static const struct hang {
    const char *file;
    size_t own;          /* offset of the setting in seconds, which is made 1 */
    bool scans;          /* hangs amid a scan, not while it is opened or watched */
    const char *code;    /* what the person is told then */
} hangs[] = {
    {"hang-list", offsetof(struct settings_scanner, open_timeout), false, "waking"},
    {"hang-open", offsetof(struct settings_scanner, open_timeout), false, "waking"},
    {"hang-option", offsetof(struct settings_scanner, option_timeout), false, "waking"},
    {"hang-start", offsetof(struct settings_scanner, first_byte_timeout), true, "stalled"},
    {"hang-read", offsetof(struct settings_scanner, first_byte_timeout), true, "stalled"},
    {"hang-cancel", offsetof(struct settings_scanner, cancel_grace), true, NULL},
    {"hang-exit", offsetof(struct settings_scanner, open_timeout), true, NULL}, /* is never called */
    {"crash-exit", offsetof(struct settings_scanner, open_timeout), true, NULL},
};

static void make_patient(const struct hang *h)
{
    struct settings_scanner *set = &rig.settings;
    set->open_timeout = set->option_timeout = set->first_byte_timeout = set->byte_timeout = set->cancel_grace = NEVER;
    rig.tempo.close = NEVER * 1000;
    memcpy((char *)set + h->own, &(int){1}, sizeof(int));
    if (h->own == offsetof(struct settings_scanner, first_byte_timeout))
        set->cancel_grace = 1; /* the second rung of its ladder */
}

static void hang_while_opening(const struct hang *h)
{
    rig_put_file(&rig, h->file, "");
    rig_start(&rig);
    rig_until(&rig, SCANNER_BACKOFF);
    assert_string_equal(rig.status.code, h->code);
    rig_remove_file(&rig, h->file);
    rig_until(&rig, SCANNER_WATCHING);
}

static void hang_while_scanning(const struct hang *h)
{
    rig_put_sheet(&rig, 1, false);
    start_watching();
    rig_put_file(&rig, h->file, "");
    start_scan();
    if (h->code) {
        rig_until(&rig, SCANNER_ATTENTION);
        assert_string_equal(rig.status.code, h->code);
        rig_remove_file(&rig, h->file);
        rig_return_sheet(&rig, 1);
        go_on();
    }
    while (!rig.closed)
        rig_run_ms(&rig, 20);
    rig_remove_file(&rig, h->file);
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.status.pages, 1);
    assert_int_equal(rig.closed, 1);
}

static void test_hang_in_each_call(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hangs / sizeof *hangs; i++) {
        print_message("%s\n", hangs[i].file);
        rig_init(&rig);
        make_patient(&hangs[i]);
        if (hangs[i].scans)
            hang_while_scanning(&hangs[i]);
        else
            hang_while_opening(&hangs[i]);
        assert_int_equal(rig.bugs, 0);
        rig_destroy(&rig);
    }
}

/* The worker is told to close, and does not: given away all the same. */
static void test_hang_in_close(void **state)
{
    struct so_error err;
    struct hang none = {.own = offsetof(struct settings_scanner, open_timeout)};
    (void)state;
    make_patient(&none);
    rig.tempo.close = 200;
    start_watching();
    rig_put_file(&rig, "hang-close", "");
    assert_int_equal(scanner_release(rig.scanner, 0, &err), 0);
    for (int i = 0; i < 200 && rig_worker(getpid()); i++)
        rig_run_ms(&rig, 20);
    assert_int_equal(rig_worker(getpid()), 0);
    rig_remove_file(&rig, "hang-close");
    assert_int_equal(scanner_enable(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_WATCHING);
}

static bool reads_second(const struct rig *r)
{
    return r->status.state == SCANNER_READING && r->npages == 1;
}

/* SIGSTOP: neither bytes nor an answer to SIGTERM come; the ladder goes on to SIGKILL, which a stopped process obeys. */
static void test_stopped_amid_a_page(void **state)
{
    (void)state;
    rig_put_file(&rig, "ms-per-page", "300");
    for (unsigned n = 1; n <= 3; n++)
        rig_put_sheet(&rig, n, false);
    start_watching();
    start_scan();
    rig_until_true(&rig, reads_second);
    assert_int_equal(kill(rig_worker(getpid()), SIGSTOP), 0);
    rig_until(&rig, SCANNER_CANCELLING);
    rig_until(&rig, SCANNER_ATTENTION);
    assert_string_equal(rig.status.code, "stalled");
    assert_int_equal(rig.status.sheet, 2);
    rig_return_sheet(&rig, 2);
    go_on();
    rig_until_true(&rig, rig_batch_closed);
    rig_check_spool(&rig, 3, false);
}

static void test_stopped_while_watching(void **state)
{
    (void)state;
    rig.settings.option_timeout = 1;
    start_watching();
    pid_t first = rig_worker(getpid());
    assert_int_equal(kill(first, SIGSTOP), 0);
    rig_until(&rig, SCANNER_BACKOFF);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_not_equal(rig_worker(getpid()), first);
}

/* An idle worker is replaced after its time, without a word to anybody. */
static void test_replaced_when_old(void **state)
{
    (void)state;
    rig.tempo.recycle = 300;
    start_watching();
    pid_t first = rig_worker(getpid()), now = first;
    for (int i = 0; i < 200 && (!now || now == first); i++) {
        rig_run_ms(&rig, 20);
        now = rig_worker(getpid());
        assert_string_equal(rig.status.code, "");
    }
    assert_true(now && now != first);
    rig_until(&rig, SCANNER_WATCHING);
    rig_put_sheet(&rig, 1, false);
    rig_put_file(&rig, "ms-per-page", "600"); /* longer than a worker may idle: a scan is not cut */
    start_scan();
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 1);
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[700];
    struct so_error err;
    assert_int_equal(file_make_dirs(folder, &err), 0);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(file_write_whole(path, text, strlen(text), 0644, &err), 0);
}

/* A scanner on USB that can no longer be opened: its driver hangs whenever it tries. */
static void start_dead_scanner(int reset_after)
{
    static char sysfs[320], devices[320];
    char folder[400];
    snprintf(sysfs, sizeof sysfs, "%s/sys", rig.dir);
    snprintf(devices, sizeof devices, "%s/dev", rig.dir);
    snprintf(folder, sizeof folder, "%s/bus/usb/devices/3-1", sysfs);
    put(folder, "busnum", "3\n");
    put(folder, "devnum", "5\n");
    put(folder, "idVendor", "04c5\n");
    put(folder, "idProduct", "132e\n");
    snprintf(folder, sizeof folder, "%s/003", devices);
    put(folder, "005", "");
    rig_put_file(&rig, "name", "libusb:003:005\n");
    rig.settings.open_timeout = 1;
    rig.settings.usb_reset_after = reset_after;
    rig_start(&rig);
    setenv("SOHOA_SYSFS", sysfs, 1);
    setenv("SOHOA_USB_DEVICES", devices, 1);
    setenv("SOHOA_SCAN_ENV", "LD_LIBRARY_PATH,SOHOA_VSCAN_DIR,SOHOA_SYSFS,SOHOA_USB_DEVICES", 1);
    rig_until(&rig, SCANNER_WATCHING);
    rig_put_file(&rig, "hang-open", "");
    assert_true(rig_kill_worker(getpid()));
}

static bool gave_up(const struct rig *r)
{
    return !strcmp(r->status.code, "not_answering");
}

static unsigned resets(void)
{
    unsigned n = 0;
    for (const char *at = buf_str(&rig.log); (at = strstr(at, "resetting its USB device")); at++)
        n++;
    return n;
}

static int end_usb(void **state)
{
    unsetenv("SOHOA_SYSFS");
    unsetenv("SOHOA_USB_DEVICES");
    return teardown(state);
}

static void test_reset_after_two_failures(void **state)
{
    (void)state;
    start_dead_scanner(2);
    rig_until_true(&rig, gave_up);
    assert_int_equal(resets(), 1); /* of four attempts, before the third */
    assert_true(rig_logged(&rig, "2 attempts to open it failed"));
    assert_true(rig_logged(&rig, "USB device 04c5:132e at port 3-1: Inappropriate ioctl")); /* a plain file here */
    rig_remove_file(&rig, "hang-open");
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(resets(), 1);
}

static void test_no_reset_when_switched_off(void **state)
{
    (void)state;
    start_dead_scanner(0);
    rig_until_true(&rig, gave_up);
    assert_int_equal(resets(), 0);
}

/* Another program that scans would lose its page. */
static void test_no_reset_under_another_program(void **state)
{
    char folder[400];
    (void)state;
    snprintf(folder, sizeof folder, "%s/proc/77", rig.system_root);
    put(folder, "comm", "simple-scan\n");
    start_dead_scanner(2);
    rig_until_true(&rig, gave_up);
    assert_int_equal(resets(), 0);
}

struct footprint {
    unsigned files;
    long resident_kb;
};

static struct footprint look_at(pid_t pid)
{
    struct footprint f = {0};
    char path[64], line[200];
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    while (readdir(dir))
        f.files++;
    closedir(dir);
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid); /* exact, unlike the counters of status */
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        (void)sscanf(line, "Rss: %ld", &f.resident_kb);
    fclose(file);
    return f;
}

static void run_polls(uint32_t n)
{
    uint32_t until = 0;
    struct scanner_status status;
    do {
        scanner_get_status(rig.scanner, &status);
        until = until ? until : status.polls + n;
        if (status.polls < until)
            rig_run_ms(&rig, 20);
    } while (status.polls < until);
}

static void test_polls_leave_nothing(void **state)
{
    const char *text = getenv("SOHOA_POLLS");
    uint32_t polls = text ? (uint32_t)strtoul(text, NULL, 10) : 300;
    (void)state;
    rig.settings.poll_ms = 1;
    start_watching();
    pid_t worker = rig_worker(getpid());
    run_polls(100);
    struct footprint w = look_at(worker), d = look_at(getpid());
    run_polls(polls);
    struct footprint w2 = look_at(worker), d2 = look_at(getpid());
    print_message("%u polls: worker %u → %u files, %ld → %ld kB; daemon %u → %u files, %ld → %ld kB\n", polls, w.files,
                  w2.files, w.resident_kb, w2.resident_kb, d.files, d2.files, d.resident_kb, d2.resident_kb);
    assert_int_equal(rig_worker(getpid()), worker);
    assert_true(w2.files == w.files && d2.files == d.files);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed for a while */
    /* A page table or an allocator's arena may still settle; a leak of one byte a poll would show in the long form. */
    assert_true(w2.resident_kb <= w.resident_kb + 256 && d2.resident_kb <= d.resident_kb + 512);
#endif
}

/* The worker stands at /: a dll.conf in the folder from which the daemon was started is nobody's business. */
static void test_works_at_the_root(void **state)
{
    char path[64], folder[400];
    (void)state;
    snprintf(folder, sizeof folder, "%s/hostile", rig.dir);
    put(folder, "dll.conf", "nothing\n");
    char *before = getcwd(NULL, 0);
    assert_int_equal(chdir(folder), 0);
    rig.private_config = true;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(chdir(before), 0);
    free(before);
    snprintf(path, sizeof path, "/proc/%d/cwd", rig_worker(getpid()));
    ssize_t n = readlink(path, folder, sizeof folder - 1);
    assert_int_equal(n, 1);
    assert_int_equal(folder[0], '/');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hang_in_each_call),
        cmocka_unit_test_setup_teardown(test_hang_in_close, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stopped_amid_a_page, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stopped_while_watching, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replaced_when_old, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reset_after_two_failures, setup, end_usb),
        cmocka_unit_test_setup_teardown(test_no_reset_when_switched_off, setup, end_usb),
        cmocka_unit_test_setup_teardown(test_no_reset_under_another_program, setup, end_usb),
        cmocka_unit_test_setup_teardown(test_polls_leave_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_works_at_the_root, setup, teardown),
    };
    if (getenv("SOHOA_POLLS"))
        cmocka_set_test_filter("test_polls_leave_nothing");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
