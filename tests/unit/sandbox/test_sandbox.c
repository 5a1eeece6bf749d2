#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "sandbox/sandbox.h"

#define OUT_MAX 4096

/* Runs a shell command in the sandbox; the spec's other members are the caller's. */
static int run_shell(struct sandbox_spec spec, const char *command, int timeout_ms, struct buf *out, int *status)
{
    const char *argv[] = {"sh", "-c", command, NULL};
    spec.program = "/bin/sh";
    spec.argv = argv;
    spec.stdin_fd = spec.stdout_fd = -1;
    int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    spec.stderr_fd = quiet;
    struct so_error err = {0};
    int r = sandbox_run(&spec, timeout_ms, OUT_MAX, out, status, &err);
    close(quiet);
    return r;
}

static void gives_output_and_status(void **state)
{
    (void)state;
    struct buf out = BUF_INIT;
    int status;
    assert_int_equal(run_shell((struct sandbox_spec){0}, "pwd; echo $HOME; exit 3", 5000, &out, &status), 0);
    assert_string_equal(buf_str(&out), "/\n\n");
    assert_int_equal(WEXITSTATUS(status), 3);
    buf_free(&out);
}

static void ends_what_takes_too_long_with_its_children(void **state)
{
    (void)state;
    struct buf out = BUF_INIT;
    int status;
    assert_int_equal(run_shell((struct sandbox_spec){0}, "sleep 1000 & sleep 1000", 200, &out, &status), SO_ETIMEOUT);
}

static void refuses_endless_output(void **state)
{
    (void)state;
    struct buf out = BUF_INIT;
    int status;
    assert_int_equal(run_shell((struct sandbox_spec){0}, "yes", 5000, &out, &status), SO_ELIMIT);
}

static void passes_no_descriptor_but_those_named(void **state)
{
    (void)state;
    int leak = open("/dev/null", O_RDONLY); /* deliberately without O_CLOEXEC */
    struct buf out = BUF_INIT;
    int status;
    assert_int_equal(run_shell((struct sandbox_spec){0}, "exec ls /proc/self/fd", 5000, &out, &status), 0);
    assert_string_equal(buf_str(&out), "0\n1\n2\n3\n"); /* 3: the folder that ls reads */
    buf_free(&out);
    close(leak);
}

static void hides_files_outside_the_lists(void **state)
{
    (void)state;
    char folder[] = "/tmp/sohoa-sandbox-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *reads[] = {"/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", NULL};
    const char *writes[] = {folder, NULL};
    char command[256];
    snprintf(command, sizeof command, "echo x > %s/inside && echo wrote; cat /etc/passwd || echo hidden", folder);
    struct buf out = BUF_INIT;
    int status;
    struct sandbox_spec spec = {.read_paths = reads, .write_paths = writes};
    assert_int_equal(run_shell(spec, command, 5000, &out, &status), 0);
    assert_string_equal(buf_str(&out), "wrote\nhidden\n");
    buf_free(&out);
    assert_int_equal(file_remove_tree(folder, NULL), 0);
}

static void says_why_a_program_cannot_start(void **state)
{
    (void)state;
    const char *argv[] = {"nothing", NULL};
    struct sandbox_spec spec = {.program = "/nowhere/nothing", .argv = argv, .stdin_fd = -1, .stdout_fd = -1, .stderr_fd = -1};
    struct sandbox_child child;
    struct so_error err = {0};
    assert_int_equal(sandbox_spawn(&spec, &child, &err), SO_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nowhere/nothing"));
}

static void hands_over_a_socket_and_ends_a_stubborn_child(void **state)
{
    (void)state;
    const char *argv[] = {"sh", "-c", "trap '' TERM; read line <&3; echo \"got $line\" >&3; while :; do sleep 1; done", NULL};
    struct sandbox_spec spec = {
        .program = "/bin/sh", .argv = argv, .socket = true, .stdin_fd = -1, .stdout_fd = -1, .stderr_fd = -1};
    struct sandbox_child child;
    struct so_error err = {0};
    assert_int_equal(sandbox_spawn(&spec, &child, &err), 0);
    assert_int_equal(file_write_fd(child.sock, "hello\n", 6), 0);
    char line[32] = "";
    size_t have = 0;
    while (have < 10) {
        ssize_t n = read(child.sock, line + have, sizeof line - 1 - have);
        assert_true(n > 0);
        have += (size_t)n;
    }
    assert_string_equal(line, "got hello\n");
    int status;
    assert_int_equal(sandbox_end(&child, 100, &status), 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    char text[64];
    sandbox_describe_status(status, text, sizeof text);
    assert_string_equal(text, "killed by signal 9 (Killed)");
}

#ifndef SOHOA_SANITIZED
static void limits_memory(void **state)
{
    (void)state;
    struct buf out = BUF_INIT;
    int status;
    struct sandbox_spec spec = {.memory_bytes = 64u << 20};
    assert_int_equal(run_shell(spec, "x=$(head -c 200000000 /dev/zero | tr '\\0' a) && echo ok", 20000, &out, &status), 0);
    assert_string_equal(buf_str(&out), "");
    buf_free(&out);
}

/* In a child: what is left of its rights after the reader's lock, as a set of bits. */
static int rights_after_lock(void)
{
    struct so_error err;
    if (sandbox_lock_reader(&err))
        return 64;
    int rights = 0;
    if (open("/etc/passwd", O_RDONLY) >= 0)
        rights |= 1;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
        rights |= 2;
    if (fork() >= 0)
        rights |= 4;
    void *memory = malloc(32u << 20);
    if (!memory)
        rights |= 8;
    free(memory);
    return rights;
}

static void a_locked_reader_keeps_only_memory(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0)
        _exit(rights_after_lock());
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_output_and_status),
        cmocka_unit_test(ends_what_takes_too_long_with_its_children),
        cmocka_unit_test(refuses_endless_output),
        cmocka_unit_test(passes_no_descriptor_but_those_named),
        cmocka_unit_test(hides_files_outside_the_lists),
        cmocka_unit_test(says_why_a_program_cannot_start),
        cmocka_unit_test(hands_over_a_socket_and_ends_a_stubborn_child),
#ifndef SOHOA_SANITIZED
        cmocka_unit_test(limits_memory),
        cmocka_unit_test(a_locked_reader_keeps_only_memory),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
