/* The scanner is given away and taken back; another program that holds it is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "daemon/scanner_owner.h"
#include "rig.h"

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

/* A process of that name in the rig's own /proc. */
static void run_program(const char *pid, const char *name)
{
    char path[400];
    struct so_error err;
    snprintf(path, sizeof path, "%s/proc/%s", rig.system_root, pid);
    assert_int_equal(file_make_dirs(path, &err), 0);
    snprintf(path, sizeof path, "%s/proc/%s/comm", rig.system_root, pid);
    assert_int_equal(file_write_whole(path, name, strlen(name), 0644, &err), 0);
}

static void test_given_away(void **state)
{
    struct so_error err;
    (void)state;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_true(rig.status.can_release && !rig.status.can_enable);
    assert_int_equal(scanner_release(rig.scanner, 0, &err), 0);
    assert_int_equal(rig.status.state, SCANNER_RELEASED);
    assert_true(rig.status.can_enable && rig.status.released_until_ms == 0 && rig.status.message_vi[0]);
    rig_run_ms(&rig, 500);
    assert_int_equal(rig.status.state, SCANNER_RELEASED);
    assert_false(rig_kill_worker(getpid())); /* nobody has the device open */
    assert_int_equal(scanner_enable(rig.scanner, &err), 0);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_enable(rig.scanner, &err), SO_EBUSY);
}

static void test_minutes(void **state)
{
    struct so_error err;
    (void)state;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_release(rig.scanner, SCANNER_RELEASE_MAX + 1, &err), SO_EINVALID);
    assert_int_equal(rig.status.state, SCANNER_WATCHING);
    assert_int_equal(scanner_release(rig.scanner, 15, &err), 0);
    int64_t first = rig.status.released_until_ms;
    assert_true(first > 0);
    assert_int_equal(scanner_release(rig.scanner, 60, &err), 0);
    assert_true(rig.status.released_until_ms > first);
    rig_put_file(&rig, "ms-per-page", "400");
    rig_put_sheet(&rig, 1, false);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until(&rig, SCANNER_READING);
    assert_int_equal(rig.status.released_until_ms, 0);
    assert_int_equal(scanner_release(rig.scanner, 0, &err), SO_EBUSY);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(rig.npages, 1);
}

static bool is_absent(const struct rig *r)
{
    return r->status.state == SCANNER_ABSENT && !strcmp(r->status.code, "absent");
}

static void test_owner_is_named(void **state)
{
    (void)state;
    rig_put_file(&rig, "unplugged", "");
    run_program("123", "bash\n");
    run_program("124", "simple-scan\n"); /* opens a scanner only while it scans: does not make one absent */
    rig_start(&rig);
    rig_until_true(&rig, is_absent);
    assert_null(strstr(rig.status.message_en, "simple-scan"));
    run_program("200", "ipp-usb\n");
    rig_until(&rig, SCANNER_PROBING);
    rig_until_true(&rig, is_absent);
    assert_non_null(strstr(rig.status.message_vi, "sudo systemctl disable --now ipp-usb"));
    assert_non_null(strstr(rig.status.message_en, "sudo systemctl disable --now ipp-usb"));
}

static void test_find(void **state)
{
    struct scanner_owner owner;
    char path[400], dir[400];
    struct so_error err;
    (void)state;
    assert_false(scanner_owner_find(rig.system_root, true, &owner));
    run_program("9", "scanimage\n");
    assert_true(scanner_owner_find(rig.system_root, true, &owner));
    assert_string_equal(owner.name, "scanimage");
    assert_null(owner.command);
    /* Hidden from us as a process, but systemd lists its unit. */
    snprintf(dir, sizeof dir, "%s/run/systemd/units", rig.system_root);
    assert_int_equal(file_make_dirs(dir, &err), 0);
    snprintf(path, sizeof path, "%s/run/systemd/units/invocation:scanbd.service", rig.system_root);
    assert_int_equal(symlink("0123456789abcdef", path), 0);
    assert_true(scanner_owner_find(rig.system_root, true, &owner));
    assert_string_equal(owner.name, "scanbd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_given_away, setup, teardown),
        cmocka_unit_test_setup_teardown(test_minutes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_owner_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(test_find, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
