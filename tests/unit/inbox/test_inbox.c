/* The hot folder with the ways in which machines and people write into it: nothing half, nothing twice, nothing lost. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <systemd/sd-event.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "daemon/inbox.h"

#define QUIET_MS 200
#define TAKEN_MAX 600
#define WAIT_MS 20000

static char folder[200];
static sd_event *loop;
static struct inbox *inbox;

/* What the record would hold. */
static struct {
    char name[64], key[INBOX_KEY_SIZE], text[64];
} taken[TAKEN_MAX];
static unsigned ntaken;
static int answer; /* of take: an error to give instead, once for each in failures */
static unsigned failures;

static int take(void *ctx, const char *path, const char *name, const char *key, struct so_error *err)
{
    struct buf text = BUF_INIT;
    (void)ctx;
    assert_int_equal(file_read_all(path, 1u << 20, &text, err), SO_OK);
    if (failures) {
        failures--;
        buf_free(&text);
        return so_fail(err, answer, "not now");
    }
    for (unsigned i = 0; i < ntaken; i++)
        if (!strcmp(taken[i].key, key)) {
            buf_free(&text);
            return SO_OK; /* there already */
        }
    assert_true(ntaken < TAKEN_MAX);
    snprintf(taken[ntaken].name, sizeof taken[0].name, "%s", name);
    snprintf(taken[ntaken].key, sizeof taken[0].key, "%s", key);
    snprintf(taken[ntaken].text, sizeof taken[0].text, "%.60s", buf_str(&text));
    ntaken++;
    buf_free(&text);
    return SO_OK;
}

static void open_inbox(int stuck_ms)
{
    struct inbox_options options = {.loop = loop,
                                    .folder = folder,
                                    .quiet_ms = QUIET_MS,
                                    .stuck_ms = stuck_ms,
                                    .again_ms = 300,
                                    .take = take};
    struct so_error err;
    if (inbox_new(&options, &inbox, &err))
        fail_msg("%s", err.text);
}

static int setup(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR); /* a line for each of hundreds of files helps nobody */
    snprintf(folder, sizeof folder, "/tmp/inbox-XXXXXX");
    ntaken = failures = 0;
    if (!mkdtemp(folder) || sd_event_new(&loop) < 0)
        return -1;
    open_inbox(60000);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    inbox_free(inbox);
    inbox = NULL;
    loop = sd_event_unref(loop);
    return file_remove_tree(folder, NULL);
}

static void run_ms(unsigned ms)
{
    int64_t end = clock_mono_ms() + ms;
    for (int64_t now = clock_mono_ms(); now < end; now = clock_mono_ms())
        assert_true(sd_event_run(loop, (uint64_t)(end - now) * 1000) >= 0);
}

static void run_until_taken(unsigned n)
{
    int64_t end = clock_mono_ms() + WAIT_MS;
    while (ntaken < n && clock_mono_ms() < end)
        run_ms(10);
    assert_int_equal(ntaken, n);
}

static char *in_folder(const char *name)
{
    static char path[2][512];
    static int which;
    which = !which;
    snprintf(path[which], sizeof path[which], "%s/%s", folder, name);
    return path[which];
}

static void append(const char *name, const char *text)
{
    int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_APPEND, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static unsigned count(const char *sub)
{
    DIR *dir = opendir(in_folder(sub));
    unsigned n = 0;
    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

/* One copy that takes its time, the file open all the while: each byte makes it wait anew. */
static void test_slow_copy(void **state)
{
    (void)state;
    int fd = open(in_folder("a.pdf"), O_WRONLY | O_CREAT, 0644);
    assert_int_equal(write(fd, "%PDF-1.4 ", 9), 9);
    for (int i = 0; i < 5; i++) {
        run_ms(120);
        assert_int_equal(write(fd, "x", 1), 1);
        assert_int_equal(ntaken, 0);
    }
    assert_int_equal(write(fd, "%%EOF", 5), 5);
    close(fd);
    run_until_taken(1);
    assert_string_equal(taken[0].text, "%PDF-1.4 xxxxx%%EOF");
    assert_int_equal(count("taken"), 1);
    assert_int_equal(count("taking"), 0);
}

/* A machine that opens the file anew for each page, and leaves it complete in between. */
static void test_page_by_page(void **state)
{
    (void)state;
    append("b.pdf", "%PDF-1.4 one %%EOF");
    run_ms(100);
    append("b.pdf", " two %%EOF");
    run_ms(600); /* longer than the quiet time of a file that was written once */
    assert_int_equal(ntaken, 0);
    append("b.pdf", " three %%EOF");
    run_until_taken(1);
    assert_string_equal(taken[0].text, "%PDF-1.4 one %%EOF two %%EOF three %%EOF");
}

static void test_temporary_name(void **state)
{
    static const char *const names[] = {"c.pdf.filepart", "c.pdf.part", "c.pdf.tmp", ".c.pdf", "c.pdf~"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        append(names[i], "%PDF-1.4 c %%EOF");
    run_ms(600);
    assert_int_equal(ntaken, 0);
    assert_int_equal(rename(in_folder("c.pdf.filepart"), in_folder("c.pdf")), 0);
    run_until_taken(1);
    run_ms(300);
    assert_int_equal(ntaken, 1);
    assert_string_equal(taken[0].name, "c.pdf");
}

/* Cut-off files of each kind wait for their rest; what never comes whole is put aside with a word of why. */
static void test_incomplete(void **state)
{
    (void)state;
    append("d.pdf", "%PDF-1.4 half");
    append("d.jpg", "\xFF\xD8\xFF half of a picture");
    append("d.png", "\x89PNG\r\n\x1a\n half of a picture");
    run_ms(700);
    assert_int_equal(ntaken, 0);
    append("d.pdf", " the rest %%EOF");
    run_until_taken(1);
    assert_string_equal(taken[0].name, "d.pdf");
    inbox_free(inbox);
    open_inbox(500);
    run_ms(1200);
    assert_int_equal(ntaken, 1);
    assert_int_equal(count("stuck"), 4); /* two files, a note for each */
    struct buf note = BUF_INIT;
    assert_int_equal(file_read_all(in_folder("stuck/d.jpg.txt"), 1000, &note, NULL), SO_OK);
    assert_non_null(strstr(buf_str(&note), "incomplete"));
    buf_free(&note);
}

static void test_same_file_twice(void **state)
{
    (void)state;
    append("e.pdf", "%PDF-1.4 e %%EOF");
    run_until_taken(1);
    append("e.pdf", "%PDF-1.4 e %%EOF");
    run_until_taken(2);
    assert_string_equal(taken[1].name, "e.pdf");
    assert_string_not_equal(taken[0].key, taken[1].key);
    assert_int_equal(count("taken"), 2); /* neither takes the other's place */
}

static void test_many_at_once(void **state)
{
    char name[32];
    (void)state;
    for (unsigned i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "f%03u.pdf", i);
        append(name, "%PDF-1.4 f %%EOF");
    }
    run_until_taken(500);
    run_ms(300);
    assert_int_equal(ntaken, 500);
    assert_int_equal(count("taken"), 500);
    assert_int_equal(count("taking"), 0);
    for (unsigned i = 0; i < 500; i++)
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(taken[i].name, taken[k].name);
}

/* A record that can't take it now gets it later; one that never will lays it aside. */
static void test_failures(void **state)
{
    (void)state;
    answer = SO_ENOSPACE;
    failures = 2;
    append("g.pdf", "%PDF-1.4 g %%EOF");
    run_until_taken(1);
    assert_int_equal(failures, 0);
    assert_int_equal(count("taken"), 1);
    answer = SO_EFORMAT;
    failures = 1;
    append("h.pdf", "%PDF-1.4 h %%EOF");
    run_ms(1000);
    assert_int_equal(ntaken, 1);
    assert_int_equal(access(in_folder("stuck/h.pdf"), F_OK), 0);
    assert_int_equal(access(in_folder("stuck/h.pdf.txt"), F_OK), 0);
}

/* The daemon ended between the record and taken/, or before the record: by its key it is there once. */
static void test_crash_amid(void **state)
{
    static const char key[] = "01234567-89ab-4cde-8f01-23456789abcd";
    char path[200];
    (void)state;
    inbox_free(inbox);
    snprintf(path, sizeof path, "taking/%s-i.pdf", key);
    append(path, "%PDF-1.4 i %%EOF");
    open_inbox(60000);
    assert_int_equal(ntaken, 1);
    assert_string_equal(taken[0].name, "i.pdf");
    assert_string_equal(taken[0].key, key);
    assert_int_equal(access(in_folder("taken/i.pdf"), F_OK), 0);
    inbox_free(inbox);
    append(path, "%PDF-1.4 i %%EOF"); /* as if only the last step were missing */
    open_inbox(60000);
    run_ms(300);
    assert_int_equal(ntaken, 1);
    assert_int_equal(count("taking"), 0);
}

/* Names of any length that the file system knows, and what is no file at all. */
static void test_odd_names(void **state)
{
    char name[256] = "";
    (void)state;
    size_t n = 0;
    while (n < 247)
        n += (size_t)snprintf(name + n, sizeof name - n, "ộ"); /* three bytes: the key's place must not cut it */
    snprintf(name + n, sizeof name - n, ".pdf");
    append(name, "%PDF-1.4 long %%EOF");
    assert_int_equal(mkdir(in_folder("k.pdf"), 0755), 0);
    assert_int_equal(symlink("/etc/passwd", in_folder("l.pdf")), 0);
    run_until_taken(1);
    run_ms(500);
    assert_int_equal(ntaken, 1);
    assert_int_equal(count("taken"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_slow_copy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_page_by_page, setup, teardown),
        cmocka_unit_test_setup_teardown(test_temporary_name, setup, teardown),
        cmocka_unit_test_setup_teardown(test_incomplete, setup, teardown),
        cmocka_unit_test_setup_teardown(test_same_file_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_failures, setup, teardown),
        cmocka_unit_test_setup_teardown(test_crash_amid, setup, teardown),
        cmocka_unit_test_setup_teardown(test_odd_names, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
