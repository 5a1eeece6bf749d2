/* The pieces of a lock that can be prepared before fork and set after it with plain system calls. Private. */
#ifndef SOHOA_SANDBOX_LOCK_H
#define SOHOA_SANDBOX_LOCK_H

#include <linux/filter.h>
#include <stdbool.h>

#include "base/result.h"

/* A compiled seccomp filter. lock_filter_free accepts a zeroed one. */
struct lock_filter {
    struct sock_fprog program;
};

/* Refuses new sockets (EPERM) and nothing else. */
int lock_filter_no_network(struct lock_filter *ret_filter, struct so_error *err);
void lock_filter_free(struct lock_filter *filter);

/* Sets the filter for this thread and what it execs; async-signal-safe. False with errno set on failure. */
bool lock_set_filter(const struct lock_filter *filter);

/*
 * Hides every path but those listed (NULL lists are empty); async-signal-safe. True also where the kernel has no
 * landlock: files are then guarded by their permissions alone.
 */
bool lock_paths(const char *const *read_paths, const char *const *write_paths);

#endif
