#include "base/result.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *so_result_text(int code)
{
    switch (code) {
    case SO_OK:
        return "ok";
#define SO_RESULT_TEXT(name, value, code_name, text)                                                                   \
    case name:                                                                                                         \
        return text;
        SO_RESULT_LIST(SO_RESULT_TEXT)
#undef SO_RESULT_TEXT
    }
    return "unknown result";
}

const char *so_result_name(int code)
{
    switch (code) {
    case SO_OK:
        return "ok";
#define SO_RESULT_NAME(name, value, code_name, text)                                                                   \
    case name:                                                                                                         \
        return code_name;
        SO_RESULT_LIST(SO_RESULT_NAME)
#undef SO_RESULT_NAME
    }
    return "unknown";
}

int so_result_from_errno(int errnum)
{
    switch (errnum) {
    case ENOMEM:
        return SO_ENOMEM;
    case ENOSPC:
    case EDQUOT:
        return SO_ENOSPACE;
    case EACCES:
    case EPERM:
    case EROFS:
        return SO_EPERM;
    case ENOENT:
    case ENOTDIR:
        return SO_ENOTFOUND;
    case EEXIST:
        return SO_EEXISTS;
    case EINVAL:
        return SO_EINVALID;
    case EBUSY:
    case EADDRINUSE:
    case EAGAIN:
        return SO_EBUSY;
    case ETIMEDOUT:
        return SO_ETIMEOUT;
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENAMETOOLONG:
        return SO_ELIMIT;
    case ECANCELED:
        return SO_ECANCELLED;
    default:
        return SO_EIO;
    }
}

static void fill(struct so_error *err, int code, const char *fmt, va_list ap)
{
    err->code = code;
    vsnprintf(err->text, sizeof err->text, fmt, ap);
}

int so_fail(struct so_error *err, int code, const char *fmt, ...)
{
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, code, fmt, ap);
        va_end(ap);
    }
    return code;
}

int so_fail_errno(struct so_error *err, const char *fmt, ...)
{
    int errnum = errno;
    int code = so_result_from_errno(errnum);
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, code, fmt, ap);
        va_end(ap);
        size_t used = strlen(err->text);
        char reason[128];
        snprintf(err->text + used, sizeof err->text - used, ": %s", strerror_r(errnum, reason, sizeof reason));
    }
    return code;
}
