/*
 * Whatever call fails, a file is the old one or the new one, whole, and nothing else is left in its folder. The one
 * exception is told: when only the folder's sync fails, the new file is there and the caller hears of the failure.
 */
#include "faults.h"

#include <dirent.h>
#include <errno.h>
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

#include "base/file.h"
#include "base/hash.h"

#define OLD "bản cũ"
#define NEW_LEN 200000

struct place {
    char folder[40];
    char *path, *source;
    char *fresh; /* NEW_LEN bytes */
    int lowest;  /* the lowest free descriptor */
};

static int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/sohoa-fault-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    p->path = file_join(p->folder, "a.pdf");
    p->source = file_join(p->folder, "source");
    p->fresh = malloc(NEW_LEN);
    for (size_t i = 0; i < NEW_LEN; i++)
        p->fresh[i] = (char)(i * 31 + i / 256);
    assert_int_equal(file_write_whole(p->source, p->fresh, NEW_LEN, 0640, NULL), 0);
    p->lowest = dup(0);
    close(p->lowest);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    assert_int_equal(file_remove_tree(p->folder, NULL), 0);
    free(p->path);
    free(p->source);
    free(p->fresh);
    free(p);
    return 0;
}

static void write_old(struct place *p)
{
    assert_int_equal(file_write_whole(p->path, OLD, strlen(OLD), 0640, NULL), 0);
}

static size_t files_in(const char *folder)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));)
        n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    closedir(dir);
    return n;
}

static void assert_old_or_new(struct place *p, bool may_be_old)
{
    struct buf b = BUF_INIT;
    assert_int_equal(file_read_all(p->path, 1 << 20, &b, NULL), 0);
    bool old = b.len == strlen(OLD) && !memcmp(b.data, OLD, b.len);
    bool fresh = b.len == NEW_LEN && !memcmp(b.data, p->fresh, NEW_LEN);
    assert_true(fresh || (old && may_be_old));
    buf_free(&b);
    assert_int_equal(files_in(p->folder), 2);
    int lowest = dup(0);
    close(lowest);
    assert_int_equal(lowest, p->lowest); /* nothing is left open */
}

typedef int operation(struct place *p, struct so_error *err);

static int write_at_once(struct place *p, struct so_error *err)
{
    return file_write_whole(p->path, p->fresh, NEW_LEN, 0640, err);
}

static int write_in_pieces(struct place *p, struct so_error *err)
{
    struct file_whole *f = NULL;
    int r = file_whole_new(p->path, 0640, &f, err);
    for (size_t at = 0; at < NEW_LEN && !r; at += 50000)
        r = file_whole_append(f, p->fresh + at, 50000, err);
    if (!r)
        r = file_whole_finish(f, err);
    file_whole_free(f);
    return r;
}

static int copy(struct place *p, struct so_error *err)
{
    return file_copy_whole(p->source, p->path, 0640, NEW_LEN, err);
}

static const struct {
    operation *run;
    const char *calls; /* as they must follow each other to survive a power cut */
    int unheard;       /* closes of what was only read: they may fail without a word */
} operations[] = {
    {write_at_once, "mkostemps fchmod write fsync close rename open fsync close ", 1},
    {write_in_pieces, "mkostemps fchmod write write write write fsync close rename open fsync close ", 1},
    {copy, "open fstat mkostemps fchmod read write read write read write read write read close fsync close rename open "
           "fsync close ",
     2},
};
#define OPERATIONS (sizeof operations / sizeof *operations)

static void try_all(struct place *p, enum fault_kind kind, int errnum, int code)
{
    for (size_t i = 0; i < OPERATIONS; i++) {
        int unheard = 0;
        for (faults_start(kind, errnum); write_old(p), faults_next();) {
            struct so_error err = {0};
            int r = operations[i].run(p, &err);
            bool hit = faults_hit();
            if (hit && !r && !strcmp(faults_call(), "close"))
                unheard++;
            else
                assert_int_equal(r, hit ? code : 0);
            if (r) /* the error names a file */
                assert_true(strstr(err.text, p->path) || strstr(err.text, p->source));
            assert_old_or_new(p, r != 0);
        }
        assert_true(faults_runs() > 6);
        assert_int_equal(unheard, operations[i].unheard);
        assert_string_equal(faults_trace(), operations[i].calls); /* of the last run, which met no failure */
    }
}

static void every_call_may_fail_once(void **state)
{
    try_all(*state, FAULT_ONCE, ENOSPC, SO_ENOSPACE);
    try_all(*state, FAULT_ONCE, EIO, SO_EIO);
}

static void a_disk_may_die_at_every_call(void **state)
{
    struct place *p = *state;
    for (size_t i = 0; i < OPERATIONS; i++)
        for (faults_start(FAULT_FROM_THEN, EIO); write_old(p), faults_next();) {
            int r = operations[i].run(p, NULL);
            assert_int_equal(r, faults_hit() ? SO_EIO : 0);
            assert_old_or_new(p, r != 0);
        }
}

static void short_transfers_are_no_failure(void **state)
{
    struct place *p = *state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (faults_start(FAULT_SHORT, 0); write_old(p), faults_next();) {
            assert_int_equal(operations[i].run(p, NULL), 0);
            (void)faults_hit();
            assert_old_or_new(p, false);
        }
        assert_true(faults_runs() > 1);
    }
}

/* An interrupted transfer goes on; other interrupted calls are told as failures and change nothing. */
static void interruptions_lose_nothing(void **state)
{
    struct place *p = *state;
    for (size_t i = 0; i < OPERATIONS; i++)
        for (faults_start(FAULT_ONCE, EINTR); write_old(p), faults_next();) {
            int r = operations[i].run(p, NULL);
            (void)faults_hit();
            assert_old_or_new(p, r != 0);
        }
}

static void reading_fails_cleanly(void **state)
{
    struct place *p = *state;
    write_old(p);
    for (faults_start(FAULT_ONCE, EIO); faults_next();) {
        struct buf b = BUF_INIT;
        struct so_error err = {0};
        int r = file_read_all(p->source, NEW_LEN, &b, &err);
        bool hit = faults_hit();
        if (r) {
            assert_true(hit && r == SO_EIO && strstr(err.text, p->source));
            assert_null(b.data);
        } else {
            assert_int_equal(b.len, NEW_LEN);
            assert_memory_equal(b.data, p->fresh, NEW_LEN);
        }
        buf_free(&b);
    }
    assert_true(faults_runs() > 4);
    char whole[HASH_HEX_SIZE], hex[HASH_HEX_SIZE];
    hash_bytes(p->fresh, NEW_LEN, whole);
    for (faults_start(FAULT_ONCE, EIO); faults_next();) {
        int r = hash_file(p->source, hex, NULL, NULL);
        (void)faults_hit();
        if (!r)
            assert_string_equal(hex, whole);
    }
    for (faults_start(FAULT_SHORT, 0); faults_next();) {
        assert_int_equal(hash_file(p->source, hex, NULL, NULL), 0);
        (void)faults_hit();
        assert_string_equal(hex, whole);
    }
    assert_old_or_new(p, true);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_call_may_fail_once),    T(a_disk_may_die_at_every_call), T(short_transfers_are_no_failure),
        T(interruptions_lose_nothing), T(reading_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
