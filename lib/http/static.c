/*
 * Files of one folder. Every path component is a plain name (no dot files) and is opened from the folder without
 * following symbolic links, so that no target reaches outside.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "http/private.h"

static const struct http_pair TYPES[] = {
    {"html", "text/html; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"json", "application/json; charset=utf-8"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"ico", "image/x-icon"},
    {"woff2", "font/woff2"},
    {"txt", "text/plain; charset=utf-8"},
    {"webmanifest", "application/manifest+json"},
};

/* A file whose type we do not know is not served: the folder holds only what we put there. */
static const char *type_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof TYPES / sizeof *TYPES; i++)
        if (!strcmp(dot + 1, TYPES[i].name))
            return TYPES[i].value;
    return NULL;
}

static int open_below(int folder, const struct http_uri *uri, const char **ret_name)
{
    static const char *const index[] = {"index.html"};
    const char *const *parts = uri->nsegments ? uri->segments : index;
    size_t n = uri->nsegments ? uri->nsegments : 1;
    int at = folder;
    for (size_t i = 0; i < n; i++) {
        bool last = i + 1 == n;
        int next = -1;
        if (file_is_plain_name(parts[i]))
            next = openat(at, parts[i], O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (last ? 0 : O_DIRECTORY));
        if (at != folder)
            close(at);
        if (next < 0)
            return -1;
        at = next;
    }
    *ret_name = parts[n - 1];
    return at;
}

bool http_reply_static(struct http_request *req)
{
    if (req->server->static_fd < 0)
        return false;
    const char *name = NULL;
    int fd = open_below(req->server->static_fd, &req->uri, &name);
    if (fd < 0)
        return false;
    const char *type = type_of(name);
    struct stat st;
    if (!type || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return false;
    }
    char etag[64];
    snprintf(etag, sizeof etag, "%llx-%llx", (unsigned long long)st.st_size,
             (unsigned long long)st.st_mtim.tv_sec * 1000000000u + (unsigned long long)st.st_mtim.tv_nsec);
    /* Names carry no version, so browsers keep files but ask every time; on the office's network a 304 costs nothing.
     */
    (void)http_set_header(req, "Cache-Control", "no-cache");
    http_reply_fd(req, fd, type, etag);
    return true;
}
