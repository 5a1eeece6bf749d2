/*
 * The scanner of another computer: SANE's own daemon in between, whose answers come at odd times. Its port is fixed; where
 * that is taken, or saned is missing, the test is skipped.
 */
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "rig.h"

#define TEXT(s) ((char *)(uintptr_t)(s))
#define SANED "/usr/sbin/saned"
#define SANED_PORT 6566
#define SHEETS 3
#define RUNS 4

static struct rig rig;
static char *duplex[] = {TEXT("ADF Duplex")};
static pid_t saned;

static void put(const char *folder, const char *name, const char *text)
{
    char path[400];
    struct so_error err;
    snprintf(path, sizeof path, "%s/%s", rig.dir, folder);
    assert_int_equal(file_make_dirs(path, &err), 0);
    snprintf(path, sizeof path, "%s/%s/%s", rig.dir, folder, name);
    assert_int_equal(file_write_whole(path, text, strlen(text), 0644, &err), 0);
}

static int connect_to_port(bool listen_instead)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(SANED_PORT), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    int r = listen_instead ? bind(fd, (struct sockaddr *)&to, sizeof to) : connect(fd, (struct sockaddr *)&to, sizeof to);
    close(fd);
    return r;
}

static void start_saned(void)
{
    char config[400], desk[400];
    char *argv[] = {TEXT(SANED), TEXT("-l"), TEXT("-e"), TEXT("-b"), TEXT("127.0.0.1"), NULL};
    snprintf(config, sizeof config, "SANE_CONFIG_DIR=%s/saned", rig.dir);
    snprintf(desk, sizeof desk, "SOHOA_VSCAN_DIR=%s", rig.desk);
    char *env[] = {config, desk, TEXT("LD_LIBRARY_PATH=" SOHOA_BUILD_DIR "/lib/sane"), TEXT("PATH=/usr/bin:/bin"), NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP); /* it forks for each client */
    assert_int_equal(posix_spawn(&saned, SANED, &actions, &attributes, argv, env), 0);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    for (int i = 0; i < 200 && connect_to_port(false); i++)
        usleep(20000);
}

static int setup(void **state)
{
    (void)state;
    rig_init(&rig);
    put("saned", "dll.conf", "vscan\n");
    put("saned/dll.d", "none", "");
    put("saned", "saned.conf", "127.0.0.1\n");
    put("cfg", "dll.conf", "net\n");
    put("cfg", "net.conf", "connect_timeout = 3\n127.0.0.1\n");
    rig.settings.match_backend = TEXT("");
    rig.settings.device = TEXT("net:127.0.0.1:vscan:Folder V1:SN0001");
    rig.settings.sources = (struct conf_strings){duplex, 1, 1};
    rig.settings.open_timeout = rig.settings.first_byte_timeout = 5;
    start_saned();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(rig.bugs, 0);
    (void)kill(-saned, SIGKILL);
    (void)waitpid(saned, NULL, 0);
    rig_destroy(&rig);
    return 0;
}

static bool wants_person(const struct rig *r)
{
    return r->status.state == SCANNER_ATTENTION;
}

/* Parameters are asked for after the frame was read, and answered late: every side whole, again and again. */
static void test_both_sides(void **state)
{
    struct so_error err;
    (void)state;
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    for (int run = 0; run < RUNS; run++) {
        for (unsigned n = 1; n <= SHEETS; n++)
            rig_put_sheet(&rig, n, true);
        rig.npages = rig.closed = 0;
        assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
        rig_until_true(&rig, rig_batch_closed);
        assert_int_equal(rig.npages, 2 * SHEETS);
        for (unsigned i = 0; i < rig.npages; i++)
            assert_true(rig_page_is(&rig.pages[i], i / 2 + 1, i % 2));
        assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
    }
}

static void test_button_over_the_net(void **state)
{
    (void)state;
    rig.settings.auto_start = AUTO_START_BUTTON;
    rig_put_sheet(&rig, 1, true);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    rig_run_ms(&rig, 200);
    rig_put_file(&rig, "button-scan", "");
    rig_until_true(&rig, rig_batch_closed);
    assert_int_equal(rig.npages, 2);
}

/* The other computer goes away amid a page, and comes back. */
static void test_saned_dies(void **state)
{
    struct so_error err;
    (void)state;
    rig_put_file(&rig, "ms-per-page", "400");
    for (unsigned n = 1; n <= SHEETS; n++)
        rig_put_sheet(&rig, n, true);
    rig_start(&rig);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until(&rig, SCANNER_READING);
    rig_run_ms(&rig, 100);
    (void)kill(-saned, SIGKILL);
    (void)waitpid(saned, NULL, 0);
    rig_until_true(&rig, wants_person);
    assert_int_equal(rig.status.sheet, 1);
    start_saned();
    rig_return_sheet(&rig, 1);
    assert_int_equal(scanner_continue(rig.scanner, &err), 0);
    rig_until_true(&rig, rig_batch_closed);
    rig_check_spool(&rig, SHEETS, true);
}

int main(void)
{
#ifdef __SANITIZE_ADDRESS__
    puts("saned cannot load a backend that is built with a sanitizer: skipped");
    return 77;
#endif
    if (access(SANED, X_OK) || connect_to_port(true)) {
        puts("saned is not installed, or its port is taken: skipped");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(test_button_over_the_net, setup, teardown),
        cmocka_unit_test_setup_teardown(test_saned_dies, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
