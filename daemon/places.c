#include "daemon/places.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#define TESSDATA_DEBIAN "/usr/share/tesseract-ocr/5/tessdata"
#define TESSDATA_LOCAL "/usr/local/share/sohoa/tessdata"

/* The first of the paths that exists, else the last; a new string. */
static char *first_existing(const char *a, const char *b)
{
    return strdup(access(a, F_OK) == 0 ? a : b);
}

/* base/relative as a path without "..": relative may start with "../". */
static int join(struct buf *out, const char *base, const char *relative)
{
    buf_clear(out);
    size_t len = strlen(base);
    while (!strncmp(relative, "../", 3)) {
        while (len && base[len - 1] != '/')
            len--;
        len = len ? len - 1 : 0;
        relative += 3;
    }
    int r = buf_append(out, base, len);
    return r ? r : buf_printf(out, "/%s", relative);
}

static char *find(const char *folder, const char *near, const char *installed)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    char *found = join(&a, folder, near) || join(&b, folder, installed) ? NULL : first_existing(a.data, b.data);
    buf_free(&a);
    buf_free(&b);
    return found;
}

static char *find_config(const char *folder)
{
    const char *named = getenv("SOHOA_CONFIG_DIR");
    if (named && *named)
        return strdup(named);
    char *near = find(folder, "../config/papers", "../share/sohoa/config/papers");
    if (!near)
        return NULL;
    char *built = strstr(near, "/share/sohoa/config/papers");
    if (built && access("/etc/sohoa/papers", F_OK) == 0) {
        free(near);
        return strdup("/etc/sohoa");
    }
    *strrchr(near, '/') = '\0';
    return near;
}

static char *find_tessdata(const char *folder)
{
    struct buf share = BUF_INIT, list = BUF_INIT;
    const char *named = getenv("SOHOA_TESSDATA");
    int r = join(&share, folder, "../share/sohoa/tessdata");
    if (!r && named && *named)
        r = buf_printf(&list, "%s:", named);
    if (!r && strcmp(share.data, TESSDATA_LOCAL))
        r = buf_printf(&list, "%s:", share.data);
    if (!r)
        r = buf_append_str(&list, TESSDATA_LOCAL ":" TESSDATA_DEBIAN);
    buf_free(&share);
    char *found = r ? NULL : buf_steal(&list);
    buf_free(&list);
    return found;
}

int places_find(struct places *ret_places, struct so_error *err)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n < 0)
        return so_fail_errno(err, "/proc/self/exe");
    exe[n] = '\0';
    const char *folder = dirname(exe);
    struct places p = {
        .worker_read = find(folder, "worker_read", "../lib/sohoa/worker_read"),
        .worker_scan = find(folder, "worker_scan", "../lib/sohoa/worker_scan"),
        .worker_list = find(folder, "worker_list", "../lib/sohoa/worker_list"),
        .config = find_config(folder),
        .web = find(folder, "../daemon/web", "../share/sohoa/web"),
        .tessdata = find_tessdata(folder),
    };
    if (!p.worker_read || !p.worker_scan || !p.worker_list || !p.config || !p.web || !p.tessdata) {
        places_free(&p);
        return so_fail(err, SO_ENOMEM, "out of memory");
    }
    *ret_places = p;
    return SO_OK;
}

void places_free(struct places *places)
{
    free(places->worker_read);
    free(places->worker_scan);
    free(places->worker_list);
    free(places->config);
    free(places->web);
    free(places->tessdata);
    *places = (struct places){0};
}
