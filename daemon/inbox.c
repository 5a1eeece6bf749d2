#include "daemon/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "daemon/unpack.h"

#define RESCAN_MS 60000  /* network mounts give no events */
#define STEP_MS 1000     /* while files wait for their quiet time */
#define AGAIN_MS 60000   /* before a file that could not be taken in is tried again */
#define FILES_MAX 10000
#define TAIL_BYTES 1024

/* A file that was seen and is not finished yet. */
struct seen {
    char *name;
    off_t size;
    struct timespec changed;
    int64_t since;  /* monotonic ms of its last change */
    int64_t first;  /* monotonic ms when it came */
    bool present;   /* in the look that is going on */
};

struct inbox {
    struct inbox_options options;
    char *folder, *taken, *stuck;
    sd_event_source *watch, *timer;
    struct {
        struct seen *items;
        size_t len, cap;
    } seen;
};

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && !strcasecmp(name + n - m, end);
}

/* Names that writers use for what is not finished, and what is not for us. */
static bool is_candidate(const char *name)
{
    static const char *const unfinished[] = {".part", ".filepart", ".partial", ".tmp", ".crdownload", "~"};
    for (size_t i = 0; i < sizeof unfinished / sizeof *unfinished; i++)
        if (ends_with(name, unfinished[i]))
            return false;
    return file_is_plain_name(name);
}

static bool tail_has(int fd, off_t size, const char *mark, size_t len)
{
    char tail[TAIL_BYTES];
    off_t from = size > TAIL_BYTES ? size - TAIL_BYTES : 0;
    ssize_t n = pread(fd, tail, sizeof tail, from);
    return n > 0 && memmem(tail, (size_t)n, mark, len);
}

int inbox_is_complete(const char *path, int *ret_complete, struct so_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) {
        int r = so_fail_errno(err, "%s", path);
        if (fd >= 0)
            close(fd);
        return r;
    }
    unsigned char head[16] = {0};
    ssize_t n = pread(fd, head, sizeof head, 0);
    bool complete = n > 0, whole;
    if (n >= 8 && !memcmp(head, "\xFF\xD8\xFF", 3))
        complete = tail_has(fd, st.st_size, "\xFF\xD9", 2);
    else if (n >= 8 && !memcmp(head, "\x89PNG", 4))
        complete = tail_has(fd, st.st_size, "IEND", 4);
    else if (n >= 8 && (!memcmp(head, "II*\0", 4) || !memcmp(head, "MM\0*", 4)))
        complete = unpack_tiff_chain(fd, &whole) > UNPACK_PAGES_MAX || whole;
    else if (n >= 5 && !memcmp(head, "%PDF-", 5))
        complete = tail_has(fd, st.st_size, "%%EOF", 5);
    close(fd);
    *ret_complete = complete;
    return SO_OK;
}

/* Moves a file into a folder of the inbox under a name that is free there; the new path, or NULL. */
static char *move_to(struct inbox *inbox, const char *folder, const char *name)
{
    char *from = file_join(inbox->folder, name), *to = NULL;
    for (int i = 0; from && i < 1000; i++) {
        char *free_name = NULL;
        if ((i ? asprintf(&free_name, "%d-%s", i, name) : asprintf(&free_name, "%s", name)) < 0)
            break;
        to = file_join(folder, free_name);
        free(free_name);
        /* renameat2 without replacing: two files of one name are two files. */
        if (to && renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
            break;
        free(to);
        to = NULL;
        if (errno != EEXIST)
            break;
    }
    free(from);
    if (to)
        (void)file_sync_parent(to, NULL);
    return to;
}

static void set_stuck(struct inbox *inbox, const char *name, const char *reason)
{
    char *path = move_to(inbox, inbox->stuck, name), *note = NULL;
    log_warning("inbox: %s: %s; moved to stuck/", name, reason);
    if (path && asprintf(&note, "%s.txt", path) >= 0) {
        (void)file_write_whole(note, reason, strlen(reason), 0640, NULL);
        free(note);
    }
    free(path);
}

/* A finished file: first out of everyone's way, then into the record. False when that must be tried again. */
static bool take(struct inbox *inbox, const char *name)
{
    bool over = true;
    char *path = move_to(inbox, inbox->taken, name);
    struct so_error err = {0};
    if (!path) {
        log_error("inbox: %s: can't be moved", name);
        return false;
    }
    int r = inbox->options.take(inbox->options.ctx, path, name, &err);
    if (r == SO_ENOSPACE || r == SO_EIO || r == SO_EBUSY || r == SO_ENOMEM) {
        char *back = file_join(inbox->folder, name);
        if (back && renameat2(AT_FDCWD, path, AT_FDCWD, back, RENAME_NOREPLACE) == 0)
            log_warning("inbox: %s: %s; trying again later", name, err.text);
        free(back);
        over = false;
    } else if (r) {
        char *again = file_join(inbox->folder, name);
        if (again && rename(path, again) == 0)
            set_stuck(inbox, name, err.text);
        free(again);
    } else {
        log_notice("inbox: %s taken", name);
    }
    free(path);
    return over;
}

static struct seen *find_seen(struct inbox *inbox, const char *name)
{
    for (size_t i = 0; i < inbox->seen.len; i++)
        if (!strcmp(inbox->seen.items[i].name, name))
            return &inbox->seen.items[i];
    return NULL;
}

/* Notes a file as it is now; true when it has been quiet long enough. */
static bool is_quiet(struct inbox *inbox, const char *name, const struct stat *st, struct seen **ret_seen)
{
    int64_t now = clock_mono_ms();
    struct seen *s = find_seen(inbox, name);
    bool fresh = !s;
    if (fresh && (inbox->seen.len >= FILES_MAX || !(s = array_push(&inbox->seen))))
        return false;
    if (fresh) {
        s->name = strdup(name);
        s->first = now;
        if (!s->name) {
            inbox->seen.len--;
            return false;
        }
    }
    s->present = true;
    if (fresh || s->size != st->st_size || s->changed.tv_sec != st->st_mtim.tv_sec ||
        s->changed.tv_nsec != st->st_mtim.tv_nsec) {
        s->size = st->st_size;
        s->changed = st->st_mtim;
        s->since = now;
    }
    *ret_seen = s;
    return now - s->since >= inbox->options.quiet_ms;
}

static void look_at(struct inbox *inbox, const char *name)
{
    char *path = file_join(inbox->folder, name);
    struct stat st;
    struct seen *s = NULL;
    if (path && lstat(path, &st) == 0 && S_ISREG(st.st_mode) && is_quiet(inbox, name, &st, &s)) {
        int complete = 0;
        struct so_error err;
        bool old = clock_mono_ms() - s->first >= inbox->options.stuck_ms;
        if (inbox_is_complete(path, &complete, &err))
            log_warning("inbox: %s", err.text);
        else if (complete && !take(inbox, name))
            s->since = clock_mono_ms() + AGAIN_MS - inbox->options.quiet_ms;
        else if (!complete && old)
            set_stuck(inbox, name, "the file is incomplete and nothing more came");
    }
    free(path);
}

static void forget_absent(struct inbox *inbox)
{
    size_t kept = 0;
    for (size_t i = 0; i < inbox->seen.len; i++) {
        struct seen *s = &inbox->seen.items[i];
        if (s->present)
            inbox->seen.items[kept++] = *s;
        else
            free(s->name);
    }
    inbox->seen.len = kept;
}

void inbox_scan(struct inbox *inbox)
{
    DIR *dir = opendir(inbox->folder);
    if (!dir) {
        log_warning("inbox: %s can't be read: %m", inbox->folder);
    } else {
        for (size_t i = 0; i < inbox->seen.len; i++)
            inbox->seen.items[i].present = false;
        for (struct dirent *e; (e = readdir(dir));)
            if (is_candidate(e->d_name))
                look_at(inbox, e->d_name);
        closedir(dir);
        forget_absent(inbox);
    }
    (void)sd_event_source_set_time_relative(inbox->timer, (inbox->seen.len ? STEP_MS : RESCAN_MS) * 1000ull);
    (void)sd_event_source_set_enabled(inbox->timer, SD_EVENT_ONESHOT);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
    (void)source;
    (void)usec;
    inbox_scan(userdata);
    return 0;
}

static int on_change(sd_event_source *source, const struct inotify_event *event, void *userdata)
{
    (void)source;
    (void)event;
    struct inbox *inbox = userdata;
    (void)sd_event_source_set_time_relative(inbox->timer, STEP_MS * 1000ull);
    return sd_event_source_set_enabled(inbox->timer, SD_EVENT_ONESHOT);
}

static int set_up(struct inbox *inbox, struct so_error *err)
{
    inbox->folder = strdup(inbox->options.folder);
    inbox->taken = file_join(inbox->options.folder, "taken");
    inbox->stuck = file_join(inbox->options.folder, "stuck");
    if (!inbox->folder || !inbox->taken || !inbox->stuck)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int r = file_make_dirs(inbox->taken, err);
    r = r ? r : file_make_dirs(inbox->stuck, err);
    if (r)
        return r;
    uint32_t mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR;
    if (sd_event_add_time_relative(inbox->options.loop, &inbox->timer, CLOCK_MONOTONIC, 0, 0, on_timer, inbox) < 0)
        return so_fail(err, SO_ENOMEM, "inbox: no timer");
    int bad = sd_event_add_inotify(inbox->options.loop, &inbox->watch, inbox->folder, mask, on_change, inbox);
    if (bad < 0)
        log_warning("inbox: %s can't be watched (%s); it is looked at every minute", inbox->folder, strerror(-bad));
    return SO_OK;
}

int inbox_new(const struct inbox_options *options, struct inbox **ret_inbox, struct so_error *err)
{
    struct inbox *inbox = calloc(1, sizeof *inbox);
    if (!inbox)
        return so_fail(err, SO_ENOMEM, "out of memory");
    inbox->options = *options;
    int r = set_up(inbox, err);
    if (r) {
        inbox_free(inbox);
        return r;
    }
    *ret_inbox = inbox;
    return SO_OK;
}

void inbox_free(struct inbox *inbox)
{
    if (!inbox)
        return;
    sd_event_source_unref(inbox->watch);
    sd_event_source_unref(inbox->timer);
    for (size_t i = 0; i < inbox->seen.len; i++)
        free(inbox->seen.items[i].name);
    array_free(&inbox->seen);
    free(inbox->folder);
    free(inbox->taken);
    free(inbox->stuck);
    free(inbox);
}
