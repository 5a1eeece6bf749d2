/*
 * Result codes shared by every room.
 *
 * Every function that can fail returns 0 or one of these negative codes; outputs come last, are named ret_*, and are
 * untouched on failure. One list makes the enum, the stable name used in JSON and logs, and the English text.
 */
#ifndef SOHOA_BASE_RESULT_H
#define SOHOA_BASE_RESULT_H

#include <stdarg.h>
#include <stddef.h>

#define SO_RESULT_LIST(X)                                                                                              \
    X(SO_ENOMEM, -1, "no_memory", "out of memory")                                                                     \
    X(SO_EIO, -2, "io_error", "input/output error")                                                                    \
    X(SO_ENOSPACE, -3, "no_space", "no space left on the disk")                                                        \
    X(SO_EPERM, -4, "no_permission", "permission denied")                                                              \
    X(SO_ENOTFOUND, -5, "not_found", "not found")                                                                      \
    X(SO_EEXISTS, -6, "exists", "already exists")                                                                      \
    X(SO_EINVALID, -7, "invalid", "invalid argument")                                                                  \
    X(SO_EFORMAT, -8, "bad_format", "malformed data")                                                                  \
    X(SO_ELIMIT, -9, "over_limit", "over a limit")                                                                     \
    X(SO_EUNSUPPORTED, -10, "unsupported", "not supported")                                                            \
    X(SO_ETIMEOUT, -11, "timeout", "took too long")                                                                    \
    X(SO_EBUSY, -12, "busy", "busy")                                                                                   \
    X(SO_ECRASHED, -13, "crashed", "the worker ended unexpectedly")                                                    \
    X(SO_EDEVICE, -14, "device_error", "device error")                                                                 \
    X(SO_ESTALE, -15, "stale", "changed by someone else meanwhile")                                                    \
    X(SO_EENCRYPTED, -16, "encrypted", "encrypted")                                                                    \
    X(SO_ECANCELLED, -17, "cancelled", "cancelled")                                                                    \
    X(SO_EEND, -18, "end", "no more data")                                                                             \
    X(SO_EAUTH, -19, "not_signed_in", "not signed in")                                                                 \
    X(SO_EINTERNAL, -20, "internal", "internal error")

enum so_result {
    SO_OK = 0,
#define SO_RESULT_ENUM(name, value, code, text) name = value,
    SO_RESULT_LIST(SO_RESULT_ENUM)
#undef SO_RESULT_ENUM
};

/* English text of a code; never NULL. */
const char *so_result_text(int code);

/* Stable snake_case name of a code ("ok" for 0), as used in JSON and logs; never NULL. */
const char *so_result_name(int code);

/* The code nearest to an errno value; never 0. */
int so_result_from_errno(int errnum);

/* What went wrong, for a person: the file or field and the reason, in English, without a trailing full stop. */
struct so_error {
    int code;
    char text[480];
};

/* Fills err (may be NULL) and returns code, so that a failing function ends with `return so_fail(err, SO_EFORMAT, …)`. */
int so_fail(struct so_error *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As so_fail, for the current errno: appends ": " and its text. */
int so_fail_errno(struct so_error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
