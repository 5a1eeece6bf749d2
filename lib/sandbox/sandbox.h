/*
 * Starts a worker with exactly the rights that it needs, and ends it.
 *
 * The parent side (sandbox_spawn) sets what a parent can: a clean environment, cwd "/", own process group, death with
 * the parent, resource limits, no descriptors but those named. The worker itself, once it has loaded its models, gives
 * up the rest with sandbox_lock_*: landlock for files, seccomp for system calls. What the kernel lacks is reported in
 * ret_locked, not silently skipped.
 */
#ifndef SOHOA_SANDBOX_SANDBOX_H
#define SOHOA_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/result.h"

#define SANDBOX_SOCKET_FD 3 /* where a spawned worker finds its socket */

struct sandbox_spec {
    const char *program;        /* path */
    const char *const *argv;    /* NULL-terminated, argv[0] included */
    const char *const *env;     /* NULL-terminated NAME=VALUE list; NULL: only PATH, LANG=C.UTF-8 and TZ */
    const char *cwd;            /* NULL: "/" */
    bool socket;                /* give it one end of a stream socket pair as descriptor 3 */
    int stdin_fd, stdout_fd;    /* -1: /dev/null; borrowed */
    int stderr_fd;              /* -1: the parent's */
    uint64_t memory_bytes;      /* RLIMIT_AS; 0: not limited */
    unsigned cpu_seconds;       /* RLIMIT_CPU; 0: not limited */
    uint64_t file_bytes;        /* RLIMIT_FSIZE; 0: not limited */
    unsigned files;             /* RLIMIT_NOFILE; 0: 64 */
    int niceness;               /* of its priority, 0 to 19: how far it stands back for others */
    bool no_network;            /* no sockets but the one given: refused by seccomp */
    const char *const *read_paths;  /* NULL-terminated; with either list set, landlock hides every other path … */
    const char *const *write_paths; /* … where the kernel has it. Folders stand for all below them */
};

struct sandbox_child {
    pid_t pid;
    int sock; /* the parent's end, or -1 */
};

int sandbox_spawn(const struct sandbox_spec *spec, struct sandbox_child *ret_child, struct so_error *err);

/* Asks the whole process group to end (SIGTERM), kills it after grace_ms, reaps it. *ret_status as waitpid gives it. */
int sandbox_end(struct sandbox_child *child, int grace_ms, int *ret_status);

/* "exited with status 1", "killed by signal 11 (Segmentation fault)" */
void sandbox_describe_status(int status, char *out, size_t size);

/*
 * For worker_read, after its models are loaded: no file can be opened, no socket made, no program run; memory, the
 * inherited descriptors and those received over the socket remain.
 */
int sandbox_lock_reader(struct so_error *err);

/* Runs a program to its end: its output into ret_out (at most out_limit bytes), SO_ETIMEOUT after timeout_ms. */
struct buf;
int sandbox_run(const struct sandbox_spec *spec, int timeout_ms, size_t out_limit, struct buf *ret_out, int *ret_status,
                struct so_error *err);

#endif
