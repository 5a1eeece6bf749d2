#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    enum fault_kind kind;
    int errnum;
    int target; /* the call that fails, from 1 */
    int calls;  /* seen in this run */
    int runs;
    bool armed, hit;
    const char *call;
    char trace[4096];
    size_t traced;
} faults = {.call = ""};

void faults_start(enum fault_kind kind, int errnum)
{
    faults.kind = kind;
    faults.errnum = errnum;
    faults.target = faults.runs = 0;
    faults.hit = true;
    faults.armed = false;
}

bool faults_next(void)
{
    if (!faults.hit)
        return false;
    faults.target++;
    faults.runs++;
    faults.calls = 0;
    faults.traced = 0;
    faults.trace[0] = '\0';
    faults.hit = false;
    faults.armed = true;
    return true;
}

bool faults_hit(void)
{
    faults.armed = false;
    return faults.hit;
}

const char *faults_call(void)
{
    return faults.call;
}

const char *faults_trace(void)
{
    return faults.trace;
}

int faults_runs(void)
{
    return faults.runs;
}

/* Counts a call; true when it is to fail. */
static bool fails(const char *name)
{
    bool cleans_up = !strcmp(name, "close");
    if (faults.armed && faults.traced + strlen(name) + 2 < sizeof faults.trace)
        faults.traced += (size_t)snprintf(faults.trace + faults.traced, sizeof faults.trace - faults.traced, "%s ", name);
    if (!faults.armed || faults.kind == FAULT_SHORT)
        return false;
    int call = ++faults.calls;
    bool now = faults.kind == FAULT_ONCE ? call == faults.target : call >= faults.target && !cleans_up;
    if (now) {
        faults.hit = true;
        faults.call = name;
        errno = faults.errnum;
    }
    return now;
}

static size_t shorten(size_t n)
{
    if (!faults.armed || faults.kind != FAULT_SHORT || n < 2 || ++faults.calls != faults.target)
        return n;
    faults.hit = true;
    return 1;
}

int __real_open(const char *path, int flags, ...);
int __real_mkostemps(char *template, int suffix, int flags);
ssize_t __real_write(int fd, const void *data, size_t n);
ssize_t __real_pwrite(int fd, const void *data, size_t n, off_t at);
ssize_t __real_read(int fd, void *data, size_t n);
ssize_t __real_pread(int fd, void *data, size_t n, off_t at);
int __real_fsync(int fd);
int __real_close(int fd);
int __real_rename(const char *from, const char *to);
int __real_fchmod(int fd, mode_t mode);
int __real_fstat(int fd, struct stat *st);

int __wrap_open(const char *path, int flags, ...);
int __wrap_mkostemps(char *template, int suffix, int flags);
ssize_t __wrap_write(int fd, const void *data, size_t n);
ssize_t __wrap_pwrite(int fd, const void *data, size_t n, off_t at);
ssize_t __wrap_read(int fd, void *data, size_t n);
ssize_t __wrap_pread(int fd, void *data, size_t n, off_t at);
int __wrap_fsync(int fd);
int __wrap_close(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_fstat(int fd, struct stat *st);

int __wrap_open(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return fails("open") ? -1 : __real_open(path, flags, mode);
}

int __wrap_mkostemps(char *template, int suffix, int flags)
{
    return fails("mkostemps") ? -1 : __real_mkostemps(template, suffix, flags);
}

ssize_t __wrap_write(int fd, const void *data, size_t n)
{
    return fails("write") ? -1 : __real_write(fd, data, shorten(n));
}

ssize_t __wrap_pwrite(int fd, const void *data, size_t n, off_t at)
{
    return fails("pwrite") ? -1 : __real_pwrite(fd, data, shorten(n), at);
}

ssize_t __wrap_read(int fd, void *data, size_t n)
{
    return fails("read") ? -1 : __real_read(fd, data, shorten(n));
}

ssize_t __wrap_pread(int fd, void *data, size_t n, off_t at)
{
    return fails("pread") ? -1 : __real_pread(fd, data, shorten(n), at);
}

int __wrap_fsync(int fd)
{
    return fails("fsync") ? -1 : __real_fsync(fd);
}

/* A close that fails has closed nevertheless (Linux). */
int __wrap_close(int fd)
{
    bool now = fails("close");
    int errnum = errno;
    int r = __real_close(fd);
    if (now)
        errno = errnum;
    return now ? -1 : r;
}

int __wrap_rename(const char *from, const char *to)
{
    return fails("rename") ? -1 : __real_rename(from, to);
}

int __wrap_fchmod(int fd, mode_t mode)
{
    return fails("fchmod") ? -1 : __real_fchmod(fd, mode);
}

int __wrap_fstat(int fd, struct stat *st)
{
    return fails("fstat") ? -1 : __real_fstat(fd, st);
}
