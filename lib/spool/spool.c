#include "spool/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium/randombytes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "spool/batch.h"

#define LOCK_PATIENCE_MS 2000
#define LOCK_PAUSE_US 20000

#define DAY_MS (24 * 3600 * INT64_C(1000))

/* A daemon that was killed may leave a child behind, forked and not yet a worker, that holds the lock until it dies. */
static int lock_patiently(int fd)
{
    int64_t until = clock_mono_ms() + LOCK_PATIENCE_MS;
    int r;
    while ((r = flock(fd, LOCK_EX | LOCK_NB)) < 0 && errno == EWOULDBLOCK && clock_mono_ms() < until)
        usleep(LOCK_PAUSE_US);
    return r;
}

int spool_open(const char *dir, const struct spool_options *options, struct spool **ret_spool, struct so_error *err)
{
    int r = file_make_dirs(dir, err);
    if (r)
        return r;
    struct spool *s = calloc(1, sizeof *s);
    char *lock = file_join(dir, ".lock");
    if (s)
        *s = (struct spool){.lock_fd = -1, .dir = strdup(dir)};
    if (!s || !lock || !s->dir) {
        r = so_fail(err, SO_ENOMEM, "out of memory");
        goto out;
    }
    s->min_free_bytes = options ? options->min_free_bytes : 0;
    s->disk = options && options->disk ? options->disk : spool_real_disk();
    s->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (s->lock_fd < 0)
        r = so_fail_errno(err, "%s", lock);
    else if (lock_patiently(s->lock_fd) < 0)
        r = errno == EWOULDBLOCK ? so_fail(err, SO_EBUSY, "%s: in use by another process", dir)
                                 : so_fail_errno(err, "%s", lock);
out:
    free(lock);
    if (r)
        spool_free(s);
    else
        *ret_spool = s;
    return r;
}

static void forget_batch(struct spool_batch *b)
{
    struct spool_batch **at = &b->spool->in_use;
    while (*at && *at != b)
        at = &(*at)->next;
    if (*at)
        *at = b->next;
    batch_free(b);
}

void spool_free(struct spool *s)
{
    if (!s)
        return;
    while (s->in_use) {
        struct spool_page_info ignored;
        if (s->in_use->writing)
            (void)spool_page_abort(s->in_use->writing, "shutdown", &ignored, NULL);
        forget_batch(s->in_use);
    }
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s->dir);
    free(s);
}

int spool_free_space(struct spool *s, uint64_t *ret_bytes)
{
    return file_free_space(s->dir, ret_bytes);
}

int spool_check_room(struct spool *s, struct so_error *err)
{
    uint64_t available;
    int r = spool_free_space(s, &available);
    if (r)
        return so_fail(err, r, "%s: free space is not known", s->dir);
    if (available < s->min_free_bytes)
        return so_fail(err, SO_ENOSPACE, "%s: only %llu MB are free", s->dir, (unsigned long long)(available >> 20));
    return SO_OK;
}

void spool_make_uuid(char out[SPOOL_UUID_SIZE])
{
    unsigned char b[16];
    randombytes_buf(b, sizeof b);
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    char *p = out;
    for (int i = 0; i < 16; i++)
        p += snprintf(p, 4, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", b[i]);
}

static int append_state(struct spool_batch *b, enum spool_batch_state state, const char *reason, struct so_error *err)
{
    struct journal_entry e;
    journal_begin(&e, JOURNAL_STATE);
    journal_put(&e, "state", spool_batch_state_name(state));
    journal_put(&e, "reason", reason);
    return batch_append(b, &e, err);
}

static int append_begin(struct spool_batch *b, const struct scan_begun *how, const struct spool_batch_plan *plan,
                        struct so_error *err)
{
    struct journal_entry e;
    journal_begin(&e, JOURNAL_BATCH);
    journal_put(&e, "profile", plan && plan->profile ? plan->profile : "");
    journal_put_number(&e, "manual", plan && plan->manual_duplex);
    journal_put_number(&e, "stated", plan ? plan->sheets : 0);
    journal_put(&e, "scanner", b->info.scanner);
    journal_put(&e, "uuid", b->info.uuid);
    journal_put(&e, "source", how->source ? how->source : "");
    journal_put(&e, "mode", how->mode ? how->mode : "");
    journal_put_number(&e, "dpi", how->resolution);
    journal_put_number(&e, "flatbed", how->flatbed);
    journal_put_number(&e, "duplex", how->duplex);
    return batch_append(b, &e, err);
}

int spool_batch_begin(struct spool *s, const char *scanner, const struct scan_begun *how,
                      const struct spool_batch_plan *plan, struct spool_batch **ret_batch, struct so_error *err)
{
    char uuid[SPOOL_UUID_SIZE];
    struct spool_batch *b;
    spool_make_uuid(uuid);
    int r = batch_load(s, scanner, uuid, &b, err);
    if (r)
        return r;
    r = file_make_dirs(b->folder, err);
    if (!r && s->disk->sync_folder(s->disk->ctx, s->dir) < 0)
        r = so_fail_errno(err, "%s: can't be synced", s->dir);
    r = r ? r : file_sync_parent(b->folder, err);
    r = r ? r : append_begin(b, how, plan, err);
    r = r ? r : append_state(b, BATCH_OPEN, "begin", err);
    if (!r && s->disk->sync_folder(s->disk->ctx, b->folder) < 0)
        r = so_fail_errno(err, "%s: can't be synced", b->folder);
    if (r) {
        /* No sheet was asked for on its behalf: there is nothing to keep. */
        (void)file_remove_tree(b->folder, NULL);
        batch_free(b);
        return r;
    }
    b->next = s->in_use;
    s->in_use = b;
    *ret_batch = b;
    return SO_OK;
}

int spool_batch_resume(struct spool *s, const char *scanner, const char *uuid, struct spool_batch **ret_batch,
                       struct so_error *err)
{
    if (batch_find_in_use(s, scanner, uuid))
        return so_fail(err, SO_EBUSY, "%s/%s: in use", scanner, uuid);
    struct spool_batch *b;
    int r = batch_load(s, scanner, uuid, &b, err);
    if (r)
        return r;
    if (!b->has_begin)
        r = so_fail(err, SO_ENOTFOUND, "%s/%s: no such batch", scanner, uuid);
    else if (b->info.state != BATCH_PAUSED)
        r = so_fail(err, SO_EINVALID, "%s/%s: is %s", scanner, uuid, spool_batch_state_name(b->info.state));
    if (r) {
        batch_free(b);
        return r;
    }
    b->next = s->in_use;
    s->in_use = b;
    *ret_batch = b;
    return SO_OK;
}

const struct spool_batch_info *spool_batch_peek(const struct spool_batch *b)
{
    return &b->info;
}

bool spool_batch_last_page(const struct spool_batch *b, struct spool_page_info *ret_page)
{
    const struct page_record *p = batch_last(b);
    if (p)
        page_describe(b, p, ret_page);
    return p != NULL;
}

int spool_batch_set_state(struct spool_batch *b, enum spool_batch_state state, const char *reason, struct so_error *err)
{
    if (state != BATCH_OPEN && state != BATCH_PAUSED)
        return so_fail(err, SO_EINVALID, "a batch is closed by spool_batch_close");
    bool same = b->info.state == state && !strcmp(b->info.reason, reason);
    return same ? SO_OK : append_state(b, state, reason, err);
}

int spool_batch_turn(struct spool_batch *b, struct so_error *err)
{
    if (!b->info.manual_duplex || b->info.turned || !b->info.fronts)
        return so_fail(err, SO_EINVALID, "%s/%s: there is no stack to turn over", b->info.scanner, b->info.uuid);
    struct journal_entry e;
    journal_begin(&e, JOURNAL_TURNED);
    journal_put_number(&e, "fronts", spool_batch_wanted_sheet(b) - 1);
    return batch_append(b, &e, err);
}

int spool_batch_counted(struct spool_batch *b, uint32_t images, uint32_t sheets, uint32_t counted, struct so_error *err)
{
    bool differs = counted != images && counted != sheets;
    struct journal_entry e;
    journal_begin(&e, JOURNAL_COUNTED);
    journal_put_number(&e, "images", images);
    journal_put_number(&e, "sheets", sheets);
    journal_put_number(&e, "counted", counted);
    journal_put_number(&e, "flags", differs ? SPOOL_COUNTER : 0);
    return batch_append(b, &e, err);
}

static int flag_page(struct spool_batch *b, uint32_t number, unsigned flags, struct so_error *err)
{
    struct journal_entry e;
    journal_begin(&e, JOURNAL_PAGE_FLAGS);
    journal_put_number(&e, "page", number);
    journal_put_number(&e, "flags", flags);
    return batch_append(b, &e, err);
}

/* Of a stack that was turned over: fronts without a back and backs without a front. */
static int flag_lonely_sides(struct spool_batch *b, struct so_error *err)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < b->pages.len; i++) {
        const struct page_record *p = &b->pages.items[i];
        if (p->kind == SPOOL_PAGE_WHOLE && !batch_has_side(b, p->sheet, !p->back))
            r = flag_page(b, p->number, SPOOL_ODD_DUPLEX, err);
    }
    return r;
}

int spool_batch_close(struct spool_batch *b, bool suspect, enum spool_batch_state *ret_state, struct so_error *err)
{
    int r = SO_OK;
    const struct page_record *last = batch_last(b);
    if (!last) {
        r = file_remove_tree(b->folder, err);
        if (!r)
            *ret_state = BATCH_CLOSED_OK;
        forget_batch(b);
        return r;
    }
    if (b->info.duplex && last->kind == SPOOL_PAGE_WHOLE && !last->back)
        r = flag_page(b, last->number, SPOOL_ODD_DUPLEX, err);
    else if (b->info.manual_duplex)
        r = flag_lonely_sides(b, err);
    suspect = suspect || b->unsettled || b->info.troubles || b->info.bad_lines ||
              (b->info.flags & (SPOOL_ODD_DUPLEX | SPOOL_COUNTER));
    enum spool_batch_state state = suspect ? BATCH_CLOSED_SUSPECT : BATCH_CLOSED_OK;
    r = r ? r : append_state(b, state, "close", err);
    if (!r)
        *ret_state = state;
    forget_batch(b);
    return r;
}

/* The batch as it is used now, or loaded for the moment; *ret_loaded tells whether to free it. */
static int borrow_batch(struct spool *s, const char *scanner, const char *uuid, struct spool_batch **ret_batch,
                        bool *ret_loaded, struct so_error *err)
{
    struct spool_batch *b = batch_find_in_use(s, scanner, uuid);
    *ret_loaded = !b;
    if (!b) {
        int r = batch_load(s, scanner, uuid, &b, err);
        if (r)
            return r;
        if (!b->has_begin) {
            batch_free(b);
            return so_fail(err, SO_ENOTFOUND, "%s/%s: no such batch", scanner, uuid);
        }
    }
    *ret_batch = b;
    return SO_OK;
}

int spool_batch_pages(struct spool *s, const char *scanner, const char *uuid,
                      int (*visit)(void *ctx, const struct spool_page_info *p), void *ctx, struct so_error *err)
{
    struct spool_batch *b = NULL;
    bool loaded;
    int r = borrow_batch(s, scanner, uuid, &b, &loaded, err);
    for (size_t i = 0; !r && i < b->pages.len; i++) {
        struct spool_page_info info;
        page_describe(b, &b->pages.items[i], &info);
        r = visit(ctx, &info);
    }
    if (!r && loaded)
        batch_free(b);
    return r;
}

int spool_page_handed(struct spool *s, const char *scanner, const char *uuid, uint32_t number, int64_t id,
                      struct so_error *err)
{
    struct spool_batch *b = NULL;
    bool loaded;
    int r = borrow_batch(s, scanner, uuid, &b, &loaded, err);
    if (r)
        return r;
    const struct page_record *p = batch_page(b, number);
    if (!p || p->kind != SPOOL_PAGE_WHOLE)
        r = so_fail(err, SO_ENOTFOUND, "%s/%s: no page %u", scanner, uuid, number);
    else if (!p->handed) {
        struct journal_entry e;
        journal_begin(&e, JOURNAL_HANDED);
        journal_put_number(&e, "page", number);
        journal_put_number(&e, "id", id > 0 ? (uint64_t)id : 0);
        r = batch_append(b, &e, err);
    }
    if (loaded)
        batch_free(b);
    return r;
}

/* Calls for each plain-named folder of a folder; a missing folder has none. */
static int each_folder(const char *dir, int (*visit)(void *ctx, const char *name), void *ctx, struct so_error *err)
{
    struct dirent **names;
    int n = scandir(dir, &names, NULL, alphasort), r = SO_OK;
    if (n < 0)
        return errno == ENOENT ? SO_OK : so_fail_errno(err, "%s", dir);
    for (int i = 0; i < n; i++) {
        char *path = file_join(dir, names[i]->d_name);
        struct stat st;
        if (!path)
            r = so_fail(err, SO_ENOMEM, "out of memory");
        else if (!r && file_is_plain_name(names[i]->d_name) && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
            r = visit(ctx, names[i]->d_name);
        free(path);
        free(names[i]);
    }
    free(names);
    return r;
}

struct walk {
    struct spool *spool;
    const char *scanner; /* wanted, or the one being walked */
    int (*visit)(void *ctx, const char *scanner, const char *uuid);
    void *ctx;
    struct so_error *err;
};

static int walk_batch(void *ctx, const char *name)
{
    struct walk *w = ctx;
    return strlen(name) == SPOOL_UUID_SIZE - 1 ? w->visit(w->ctx, w->scanner, name) : SO_OK;
}

static int walk_scanner(void *ctx, const char *name)
{
    struct walk inner = *(struct walk *)ctx;
    if (inner.scanner && strcmp(inner.scanner, name))
        return SO_OK;
    char *dir = file_join(inner.spool->dir, name);
    if (!dir)
        return so_fail(inner.err, SO_ENOMEM, "out of memory");
    inner.scanner = name;
    int r = each_folder(dir, walk_batch, &inner, inner.err);
    free(dir);
    return r;
}

int spool_each_batch(struct spool *s, const char *scanner, int (*visit)(void *ctx, const char *scanner, const char *uuid),
                     void *ctx, struct so_error *err)
{
    struct walk w = {s, scanner, visit, ctx, err};
    return each_folder(s->dir, walk_scanner, &w, err);
}

struct listing {
    struct spool *spool;
    int (*visit)(void *ctx, const struct spool_batch_info *b);
    void *ctx;
    struct so_error *err;
};

static int list_batch(void *ctx, const char *scanner, const char *uuid)
{
    struct listing *l = ctx;
    struct spool_batch *b = NULL;
    bool loaded;
    int r = borrow_batch(l->spool, scanner, uuid, &b, &loaded, l->err);
    if (r == SO_ENOTFOUND)
        return SO_OK;
    if (r)
        return r;
    r = l->visit(l->ctx, &b->info);
    if (loaded)
        batch_free(b);
    return r;
}

int spool_batches(struct spool *s, const char *scanner, int (*visit)(void *ctx, const struct spool_batch_info *b),
                  void *ctx, struct so_error *err)
{
    struct listing l = {s, visit, ctx, err};
    return spool_each_batch(s, scanner, list_batch, &l, err);
}

static bool is_closed(const struct spool_batch *b)
{
    return b->info.state == BATCH_CLOSED_OK || b->info.state == BATCH_CLOSED_SUSPECT;
}

struct purge {
    struct spool *spool;
    int64_t before_ms, handed_before_ms;
    struct spool_purged done;
    struct so_error *err;
};

static int purge_page(struct spool_batch *b, const struct page_record *p, struct so_error *err)
{
    char *path = page_path(b, p, SPOOL_PAGE_WHOLE);
    int r = path ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    /* The journal first: a page that it knows as purged is not missed when the file is gone. */
    if (!r && !p->purged) {
        struct journal_entry e;
        journal_begin(&e, JOURNAL_PURGED);
        journal_put_number(&e, "page", p->number);
        r = batch_append(b, &e, err);
    }
    if (!r && unlink(path) < 0 && errno != ENOENT)
        r = so_fail_errno(err, "%s", path);
    free(path);
    return r;
}

static int purge_batch(void *ctx, const char *scanner, const char *uuid)
{
    struct purge *job = ctx;
    struct spool_batch *b;
    if (batch_find_in_use(job->spool, scanner, uuid))
        return SO_OK;
    int r = batch_load(job->spool, scanner, uuid, &b, job->err);
    if (r)
        return r;
    bool all = is_closed(b) && !b->info.troubles && !b->info.bad_lines;
    for (size_t i = 0; !r && is_closed(b) && i < b->pages.len; i++) {
        const struct page_record *p = &b->pages.items[i];
        if (p->kind != SPOOL_PAGE_WHOLE || p->purged)
            continue;
        bool old = p->handed && p->time_ms < job->before_ms, held = old && p->handed_ms >= job->handed_before_ms;
        job->done.waiting += held;
        if (!old || held) {
            all = false;
            continue;
        }
        r = purge_page(b, p, job->err);
        job->done.removed += !r;
    }
    if (!r && all && b->info.begun_ms < job->before_ms)
        r = file_remove_tree(b->folder, job->err);
    batch_free(b);
    return r;
}

int spool_purge(struct spool *s, const struct spool_purge_limits *limits, struct spool_purged *ret_purged,
                struct so_error *err)
{
    struct purge job = {.spool = s,
                        .before_ms = clock_now_ms() - limits->keep_days * DAY_MS,
                        .handed_before_ms = limits->handed_before_ms,
                        .err = err};
    int r = spool_each_batch(s, NULL, purge_batch, &job, err);
    if (!r)
        *ret_purged = job.done;
    return r;
}

static int forget_page(struct spool_batch *b, int64_t id, struct so_error *err)
{
    bool unknown = false;
    for (size_t i = 0; i < b->pages.len; i++) {
        const struct page_record *p = &b->pages.items[i];
        if (p->kind == SPOOL_PAGE_WHOLE && p->handed && p->record == id)
            return purge_page(b, p, err);
        unknown |= p->kind == SPOOL_PAGE_WHOLE && !p->handed;
    }
    return unknown ? so_fail(err, SO_EBUSY, "page %lld is not known as handed yet", (long long)id) : SO_OK;
}

int spool_page_forget(struct spool *s, const char *scanner, const char *uuid, int64_t id, struct so_error *err)
{
    struct spool_batch *b = NULL;
    bool loaded;
    int r = borrow_batch(s, scanner, uuid, &b, &loaded, err);
    if (r)
        return r == SO_ENOTFOUND ? SO_OK : r;
    r = forget_page(b, id, err);
    if (loaded)
        batch_free(b);
    return r;
}

int spool_batch_drop(struct spool *s, const char *scanner, const char *uuid, struct so_error *err)
{
    struct spool_batch *b = NULL;
    bool loaded;
    int r = borrow_batch(s, scanner, uuid, &b, &loaded, err);
    if (r)
        return r;
    r = loaded && is_closed(b) ? file_remove_tree(b->folder, err)
                               : so_fail(err, SO_EBUSY, "%s/%s: is not closed", scanner, uuid);
    if (loaded)
        batch_free(b);
    return r;
}
