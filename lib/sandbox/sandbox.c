#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <linux/close_range.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "sandbox/lock.h"

#define DEFAULT_FILES 64
#define REAP_STEP_MS 5

static const char *const default_env[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL};

/* From here to exec only async-signal-safe calls: the parent may have threads. */

static bool limit(int what, uint64_t value)
{
    struct rlimit lim = {value, value};
    return !value || setrlimit((__rlimit_resource_t)what, &lim) == 0;
}

/* Puts the descriptors in their places and lets exec close all others, the report pipe (moved up) among them. */
static bool set_descriptors(const struct sandbox_spec *spec, int child_sock, int *report)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0)
        return false;
    /* Copies above the fixed places first, so that no source is overwritten before it was used. */
    int in = fcntl(spec->stdin_fd >= 0 ? spec->stdin_fd : null, F_DUPFD_CLOEXEC, 10);
    int out = fcntl(spec->stdout_fd >= 0 ? spec->stdout_fd : null, F_DUPFD_CLOEXEC, 10);
    int errors = fcntl(spec->stderr_fd >= 0 ? spec->stderr_fd : 2, F_DUPFD_CLOEXEC, 10);
    if (errors < 0)
        errors = fcntl(null, F_DUPFD_CLOEXEC, 10);
    int sock = child_sock >= 0 ? fcntl(child_sock, F_DUPFD_CLOEXEC, 10) : -1;
    *report = fcntl(*report, F_DUPFD_CLOEXEC, 10);
    if (in < 0 || out < 0 || errors < 0 || *report < 0 || (child_sock >= 0 && sock < 0))
        return false;
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(errors, 2) < 0 || (sock >= 0 && dup2(sock, SANDBOX_SOCKET_FD) < 0))
        return false;
    return close_range(sock >= 0 ? SANDBOX_SOCKET_FD + 1 : 3, UINT_MAX, CLOSE_RANGE_CLOEXEC) == 0;
}

static bool set_limits(const struct sandbox_spec *spec)
{
    struct rlimit no_core = {0, 0};
#ifdef SOHOA_SANITIZED
    uint64_t memory = 0; /* the sanitizer's shadow alone is larger than any limit */
#else
    uint64_t memory = spec->memory_bytes;
#endif
    if (spec->niceness && setpriority(PRIO_PROCESS, 0, spec->niceness) < 0)
        return false;
    return setrlimit(RLIMIT_CORE, &no_core) == 0 && limit(RLIMIT_AS, memory) &&
           limit(RLIMIT_CPU, spec->cpu_seconds) && limit(RLIMIT_FSIZE, spec->file_bytes) &&
           limit(RLIMIT_NOFILE, spec->files ? spec->files : DEFAULT_FILES);
}

static void reset_signals(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    for (int s = 1; s < 32; s++)
        (void)sigaction(s, &usual, NULL);
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_child(const struct sandbox_spec *spec, int child_sock, int report, const struct lock_filter *filter,
                      pid_t parent)
{
    reset_signals();
    bool ok = setpgid(0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
    ok = ok && set_descriptors(spec, child_sock, &report);
    ok = ok && chdir(spec->cwd ? spec->cwd : "/") == 0;
    ok = ok && set_limits(spec);
    if (ok && (spec->read_paths || spec->write_paths))
        ok = lock_paths(spec->read_paths, spec->write_paths);
    if (ok && spec->no_network)
        ok = lock_set_filter(filter);
    if (ok)
        execve(spec->program, (char *const *)(uintptr_t)spec->argv,
               (char *const *)(uintptr_t)(spec->env ? spec->env : default_env));
    int code = errno ? errno : ECANCELED;
    (void)!write(report, &code, sizeof code);
    _exit(127);
}

/* Reads the child's errno from the report pipe; 0 when exec closed it. */
static int read_report(int fd)
{
    int code = 0;
    ssize_t n;
    do
        n = read(fd, &code, sizeof code);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof code ? code : 0;
}

int sandbox_spawn(const struct sandbox_spec *spec, struct sandbox_child *ret_child, struct so_error *err)
{
    int socks[2] = {-1, -1}, report[2] = {-1, -1};
    struct lock_filter filter = {0};
    int r = spec->no_network ? lock_filter_no_network(&filter, err) : SO_OK;
    if (r)
        return r;
    if (pipe2(report, O_CLOEXEC) < 0 || (spec->socket && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socks) < 0)) {
        r = so_fail_errno(err, "%s: can't be started", spec->program);
        goto out;
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        r = so_fail_errno(err, "%s: can't be started", spec->program);
        goto out;
    }
    if (pid == 0)
        run_child(spec, socks[1], report[1], &filter, parent);
    close(report[1]);
    report[1] = -1;
    int code = read_report(report[0]);
    if (code) {
        waitpid(pid, NULL, 0);
        errno = code;
        r = so_fail_errno(err, "%s: can't be started", spec->program);
        goto out;
    }
    *ret_child = (struct sandbox_child){.pid = pid, .sock = socks[0]};
    socks[0] = -1;
out:
    lock_filter_free(&filter);
    for (int i = 0; i < 2; i++) {
        if (socks[i] >= 0)
            close(socks[i]);
        if (report[i] >= 0)
            close(report[i]);
    }
    return r;
}

/* Waits for the child's end; true when reaped within the time. */
static bool reap(pid_t pid, int wait_ms, int *status)
{
    int64_t deadline = clock_mono_ms() + wait_ms;
    for (;;) {
        pid_t got = waitpid(pid, status, WNOHANG);
        if (got == pid || (got < 0 && errno == ECHILD))
            return true;
        if (clock_mono_ms() >= deadline)
            return false;
        struct timespec step = {.tv_nsec = REAP_STEP_MS * 1000000L};
        nanosleep(&step, NULL);
    }
}

int sandbox_end(struct sandbox_child *child, int grace_ms, int *ret_status)
{
    int status = 0;
    if (child->sock >= 0)
        close(child->sock);
    child->sock = -1;
    if (child->pid > 0 && !reap(child->pid, 0, &status)) {
        kill(-child->pid, SIGTERM);
        if (!reap(child->pid, grace_ms, &status)) {
            kill(-child->pid, SIGKILL);
            while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
                ;
        }
    }
    child->pid = -1;
    if (ret_status)
        *ret_status = status;
    return SO_OK;
}

void sandbox_describe_status(int status, char *out, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(out, size, "killed by signal %d (%s)", WTERMSIG(status), sigdescr_np(WTERMSIG(status)));
    else
        snprintf(out, size, "exited with status %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/* Reads fd to its end or the deadline; more than limit bytes is SO_ELIMIT. */
static int drain(int fd, int64_t deadline, size_t limit_bytes, struct buf *out)
{
    char chunk[65536];
    for (;;) {
        int64_t left = deadline - clock_mono_ms();
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&p, 1, left > INT_MAX ? INT_MAX : (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return ready ? so_result_from_errno(errno) : SO_ETIMEOUT;
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n ? so_result_from_errno(errno) : SO_OK;
        if ((size_t)n > limit_bytes - out->len)
            return SO_ELIMIT;
        int r = buf_append(out, chunk, (size_t)n);
        if (r)
            return r;
    }
}

int sandbox_run(const struct sandbox_spec *spec, int timeout_ms, size_t out_limit, struct buf *ret_out, int *ret_status,
                struct so_error *err)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) < 0)
        return so_fail_errno(err, "%s: can't be started", spec->program);
    struct sandbox_spec piped = *spec;
    piped.stdout_fd = fds[1];
    struct sandbox_child child;
    int r = sandbox_spawn(&piped, &child, err);
    close(fds[1]);
    if (r) {
        close(fds[0]);
        return r;
    }
    struct buf out = BUF_INIT;
    int64_t deadline = clock_mono_ms() + timeout_ms;
    r = drain(fds[0], deadline, out_limit, &out);
    close(fds[0]);
    int status = 0;
    if (!r && !reap(child.pid, (int)(deadline - clock_mono_ms()), &status))
        r = SO_ETIMEOUT;
    else if (!r)
        child.pid = -1;
    (void)sandbox_end(&child, 0, NULL);
    if (r) {
        buf_free(&out);
        return so_fail(err, r, "%s: %s", spec->program, so_result_text(r));
    }
    *ret_out = out;
    *ret_status = status;
    return SO_OK;
}
