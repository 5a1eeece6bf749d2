#include "sandbox/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/sandbox.h"

#define FS_READ (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_WRITE                                                                                                       \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                  \
     LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |                        \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |                     \
     LANDLOCK_ACCESS_FS_MAKE_SYM)
/* The rights that make sense for a plain file, as the kernel insists. */
#define FS_FILE (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

static int export_filter(scmp_filter_ctx ctx, struct lock_filter *ret_filter, struct so_error *err)
{
    int r = SO_EIO;
    int fd = memfd_create("filter", MFD_CLOEXEC);
    struct stat st;
    if (fd >= 0 && seccomp_export_bpf(ctx, fd) == 0 && fstat(fd, &st) == 0 && st.st_size > 0 &&
        (size_t)st.st_size <= UINT16_MAX * sizeof(struct sock_filter)) {
        struct sock_filter *code = malloc((size_t)st.st_size);
        if (code && pread(fd, code, (size_t)st.st_size, 0) == st.st_size) {
            ret_filter->program.filter = code;
            ret_filter->program.len = (unsigned short)((size_t)st.st_size / sizeof *code);
            r = SO_OK;
        } else {
            free(code);
        }
    }
    if (fd >= 0)
        close(fd);
    return r ? so_fail(err, r, "seccomp: the filter can't be made") : SO_OK;
}

int lock_filter_no_network(struct lock_filter *ret_filter, struct so_error *err)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
    if (!ctx)
        return so_fail(err, SO_ENOMEM, "seccomp: out of memory");
    int bad = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 0);
    bad = bad ? bad : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 0);
    bad = bad ? bad : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(io_uring_setup), 0);
    int r = bad ? so_fail(err, SO_EUNSUPPORTED, "seccomp: the filter can't be made") : export_filter(ctx, ret_filter, err);
    seccomp_release(ctx);
    return r;
}

void lock_filter_free(struct lock_filter *filter)
{
    free(filter->program.filter);
    *filter = (struct lock_filter){0};
}

bool lock_set_filter(const struct lock_filter *filter)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, &filter->program) == 0;
}

static bool allow_paths(int ruleset, const char *const *paths, uint64_t rights)
{
    for (; paths && *paths; paths++) {
        int fd = open(*paths, O_PATH | O_CLOEXEC);
        if (fd < 0) {
            if (errno == ENOENT)
                continue;
            return false;
        }
        struct stat st;
        bool folder = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
        struct landlock_path_beneath_attr rule = {
            .allowed_access = folder ? rights : rights & FS_FILE,
            .parent_fd = fd,
        };
        bool ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
        close(fd);
        if (!ok)
            return false;
    }
    return true;
}

bool lock_paths(const char *const *read_paths, const char *const *write_paths)
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = FS_READ | FS_WRITE};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP;
    bool ok = allow_paths(ruleset, read_paths, FS_READ) && allow_paths(ruleset, write_paths, FS_READ | FS_WRITE) &&
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return ok;
}

/* What a reader needs once its models are in memory. Everything else answers EPERM. */
static const int reader_calls[] = {
    SCMP_SYS(read),          SCMP_SYS(readv),        SCMP_SYS(pread64),         SCMP_SYS(write),
    SCMP_SYS(writev),        SCMP_SYS(lseek),        SCMP_SYS(close),           SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),    SCMP_SYS(fcntl),        SCMP_SYS(dup),             SCMP_SYS(poll),
    SCMP_SYS(ppoll),         SCMP_SYS(recvmsg),      SCMP_SYS(sendmsg),         SCMP_SYS(mmap),
    SCMP_SYS(munmap),        SCMP_SYS(mremap),       SCMP_SYS(madvise),         SCMP_SYS(mprotect),
    SCMP_SYS(brk),           SCMP_SYS(futex),        SCMP_SYS(clock_gettime),   SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),     SCMP_SYS(gettimeofday), SCMP_SYS(times),           SCMP_SYS(getrusage),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),       SCMP_SYS(getrandom),       SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),   SCMP_SYS(tgkill),       SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group),    SCMP_SYS(rseq),         SCMP_SYS(set_robust_list), SCMP_SYS(prlimit64),
    SCMP_SYS(setitimer),     SCMP_SYS(timer_settime), SCMP_SYS(memfd_create),   SCMP_SYS(ftruncate),
};

int sandbox_lock_reader(struct so_error *err)
{
    if (!lock_paths(NULL, NULL))
        return so_fail_errno(err, "landlock: files can't be locked away");
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!ctx)
        return so_fail(err, SO_ENOMEM, "seccomp: out of memory");
    int bad = 0;
    for (size_t i = 0; i < sizeof reader_calls / sizeof *reader_calls && !bad; i++)
        bad = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, reader_calls[i], 0);
    bad = bad ? bad : seccomp_load(ctx);
    seccomp_release(ctx);
    if (bad) {
        errno = -bad;
        return so_fail_errno(err, "seccomp: system calls can't be locked away");
    }
    return SO_OK;
}
