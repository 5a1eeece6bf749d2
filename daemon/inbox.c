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
#include "spool/spool.h"

#define RESCAN_MS 60000  /* network mounts give no events */
#define STEP_MS 1000     /* while files wait for their quiet time, or less where that is short */
#define WORK_MS 100      /* of taking files in until other events get their turn */
#define PIECEWISE 6      /* times as long must a file be quiet that was closed more than once */
#define FILES_MAX 10000
#define SHOWN_NAME_MAX 200 /* bytes of a file's name that stand behind its key in taking/ */
#define TAIL_BYTES 1024

/* A file that was seen and is not finished yet. */
struct seen {
    char *name;
    off_t size;
    struct timespec changed;
    int64_t since;  /* monotonic ms of its last change */
    int64_t first;  /* monotonic ms when it came */
    unsigned closes; /* how often its writer has closed it */
    bool present;   /* in the look that is going on */
};

struct inbox {
    struct inbox_options options;
    char *folder, *taking, *taken, *stuck;
    int64_t work_until; /* monotonic ms; 0: nothing was taken in this look */
    int64_t leftovers_at; /* monotonic ms, when taking/ is to be looked at; 0: it is empty */
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
static char *move_to(const char *from, const char *folder, const char *name)
{
    char *to = NULL;
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
    if (to)
        (void)file_sync_parent(to, NULL);
    return to;
}

static void set_stuck(struct inbox *inbox, const char *from, const char *name, const char *reason)
{
    char *path = move_to(from, inbox->stuck, name), *note = NULL;
    log_warning("inbox: %s: %s; moved to stuck/", name, reason);
    if (path && asprintf(&note, "%s.txt", path) >= 0) {
        (void)file_write_whole(note, reason, strlen(reason), 0640, NULL);
        free(note);
    }
    free(path);
}

/* A file that lies in taking/ goes into the record, and from there to taken/. False: again later. */
static bool take_keyed(struct inbox *inbox, const char *path, const char *name, const char *key)
{
    struct so_error err = {0};
    int r = inbox->options.take(inbox->options.ctx, path, name, key, &err);
    if (r == SO_ENOSPACE || r == SO_EIO || r == SO_EBUSY || r == SO_ENOMEM) {
        log_warning("inbox: %s: %s; trying again later", name, err.text);
        return false;
    }
    if (r) {
        set_stuck(inbox, path, name, err.text);
        return true;
    }
    char *kept = move_to(path, inbox->taken, name);
    if (kept)
        log_notice("inbox: %s taken", name);
    else
        log_error("inbox: %s is in the record, but can't be moved to taken/", name);
    free(kept);
    return true;
}

/* The end of a name that is too long, from a whole letter on. */
static const char *shown_part(const char *name)
{
    size_t n = strlen(name);
    if (n <= SHOWN_NAME_MAX)
        return name;
    name += n - SHOWN_NAME_MAX;
    while (((unsigned char)*name & 0xC0) == 0x80)
        name++;
    return name;
}

/* A finished file: first out of everyone's way, with a key that only it has. False when that must be tried again. */
static bool take(struct inbox *inbox, const char *name)
{
    char key[INBOX_KEY_SIZE], *from = file_join(inbox->folder, name), *to = NULL;
    spool_make_uuid(key);
    bool over = false;
    if (from && asprintf(&to, "%s/%s-%s", inbox->taking, key, shown_part(name)) >= 0 && rename(from, to) == 0) {
        (void)file_sync_parent(to, NULL);
        over = take_keyed(inbox, to, name, key);
        if (!over && renameat2(AT_FDCWD, to, AT_FDCWD, from, RENAME_NOREPLACE) < 0)
            inbox->leftovers_at = clock_mono_ms() + inbox->options.again_ms;
    } else {
        log_error("inbox: %s can't be moved: %m", name);
    }
    free(from);
    free(to);
    return over;
}

/* What a crash, or a file of the same name, left in taking/. */
static void take_leftovers(struct inbox *inbox)
{
    DIR *dir = opendir(inbox->taking);
    bool all = true;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char key[INBOX_KEY_SIZE];
        if (!file_is_plain_name(e->d_name) || strlen(e->d_name) <= INBOX_KEY_SIZE || e->d_name[INBOX_KEY_SIZE - 1] != '-')
            continue;
        memcpy(key, e->d_name, INBOX_KEY_SIZE - 1);
        key[INBOX_KEY_SIZE - 1] = '\0';
        char *path = file_join(inbox->taking, e->d_name);
        if (path)
            all = take_keyed(inbox, path, e->d_name + INBOX_KEY_SIZE, key) && all;
        free(path);
    }
    if (dir)
        closedir(dir);
    inbox->leftovers_at = all ? 0 : clock_mono_ms() + inbox->options.again_ms;
}

static struct seen *find_seen(struct inbox *inbox, const char *name)
{
    for (size_t i = 0; i < inbox->seen.len; i++)
        if (!strcmp(inbox->seen.items[i].name, name))
            return &inbox->seen.items[i];
    return NULL;
}

static struct seen *find_or_add(struct inbox *inbox, const char *name)
{
    struct seen *s = find_seen(inbox, name);
    if (s || inbox->seen.len >= FILES_MAX || !(s = array_push(&inbox->seen)))
        return s;
    s->name = strdup(name);
    s->first = clock_mono_ms();
    s->size = -1;
    if (s->name)
        return s;
    inbox->seen.len--;
    return NULL;
}

/* Notes a file as it is now; true when it has been quiet long enough. */
static bool is_quiet(struct inbox *inbox, const char *name, const struct stat *st, struct seen **ret_seen)
{
    int64_t now = clock_mono_ms();
    struct seen *s = find_or_add(inbox, name);
    if (!s)
        return false;
    s->present = true;
    if (s->size != st->st_size || s->changed.tv_sec != st->st_mtim.tv_sec ||
        s->changed.tv_nsec != st->st_mtim.tv_nsec) {
        s->size = st->st_size;
        s->changed = st->st_mtim;
        s->since = now;
    }
    *ret_seen = s;
    return now - s->since >= (int64_t)inbox->options.quiet_ms * (s->closes > 1 ? PIECEWISE : 1);
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
        inbox->work_until = inbox->work_until ? inbox->work_until : clock_mono_ms() + WORK_MS;
        if (inbox_is_complete(path, &complete, &err))
            log_warning("inbox: %s", err.text);
        else if (complete && !take(inbox, name))
            s->since = clock_mono_ms() + inbox->options.again_ms - inbox->options.quiet_ms;
        else if (!complete && old)
            set_stuck(inbox, path, name, "the file is incomplete and nothing more came");
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

/* Scanners and everything else wait while files are taken in: a heap of files is taken in portions. */
static bool is_time_over(const struct inbox *inbox)
{
    return inbox->work_until && clock_mono_ms() >= inbox->work_until;
}

static uint64_t step_ms(const struct inbox *inbox)
{
    int half = inbox->options.quiet_ms / 2 + 1;
    return half < STEP_MS ? (uint64_t)half : STEP_MS;
}

void inbox_scan(struct inbox *inbox)
{
    bool cut_short = false;
    DIR *dir = opendir(inbox->folder);
    inbox->work_until = 0;
    if (inbox->leftovers_at && clock_mono_ms() >= inbox->leftovers_at)
        take_leftovers(inbox);
    if (!dir) {
        log_warning("inbox: %s can't be read: %m", inbox->folder);
    } else {
        for (size_t i = 0; i < inbox->seen.len; i++)
            inbox->seen.items[i].present = false;
        for (struct dirent *e; !cut_short && (e = readdir(dir));) {
            if (is_candidate(e->d_name))
                look_at(inbox, e->d_name);
            cut_short = is_time_over(inbox);
        }
        closedir(dir);
        if (!cut_short)
            forget_absent(inbox);
    }
    uint64_t wait_ms = cut_short ? 1 : inbox->seen.len ? step_ms(inbox) : RESCAN_MS;
    (void)sd_event_source_set_time_relative(inbox->timer, wait_ms * 1000);
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
    struct inbox *inbox = userdata;
    struct seen *s = NULL;
    if ((event->mask & IN_CLOSE_WRITE) && event->len && is_candidate(event->name))
        s = find_or_add(inbox, event->name);
    if (s)
        s->closes++;
    (void)sd_event_source_set_time_relative(inbox->timer, step_ms(inbox) * 1000);
    return sd_event_source_set_enabled(inbox->timer, SD_EVENT_ONESHOT);
}

static int set_up(struct inbox *inbox, struct so_error *err)
{
    inbox->folder = strdup(inbox->options.folder);
    inbox->taking = file_join(inbox->options.folder, "taking");
    inbox->taken = file_join(inbox->options.folder, "taken");
    inbox->stuck = file_join(inbox->options.folder, "stuck");
    if (!inbox->folder || !inbox->taking || !inbox->taken || !inbox->stuck)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int r = file_make_dirs(inbox->taking, err);
    r = r ? r : file_make_dirs(inbox->taken, err);
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
    take_leftovers(inbox);
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
    free(inbox->taking);
    free(inbox->taken);
    free(inbox->stuck);
    free(inbox);
}
