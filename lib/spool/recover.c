#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "spool/batch.h"

/* Which files of a page lie in the folder. */
struct found {
    uint32_t number;
    bool part, whole, back, partial;
};

struct found_list {
    struct found *items;
    size_t len, cap;
};

static struct found *find_or_add(struct found_list *list, uint32_t number)
{
    for (size_t i = 0; i < list->len; i++)
        if (list->items[i].number == number)
            return &list->items[i];
    struct found *f = array_push(list);
    if (f)
        f->number = number;
    return f;
}

/* Notes the page that a file name speaks of, if it is one of the spool's own names. */
static int note_name(struct found_list *list, const char *name)
{
    struct page_record p = {.number = (uint32_t)strtoul(name + strcspn(name, "0123456789"), NULL, 10)};
    if (p.number < 1 || p.number > SPOOL_PAGES_MAX)
        return SO_OK;
    char part[PAGE_NAME_SIZE], partial[PAGE_NAME_SIZE], front[PAGE_NAME_SIZE], back[PAGE_NAME_SIZE];
    page_file_name(&p, SPOOL_PAGE_BEGUN, part);
    page_file_name(&p, SPOOL_PAGE_PARTIAL, partial);
    page_file_name(&p, SPOOL_PAGE_WHOLE, front);
    p.back = true;
    page_file_name(&p, SPOOL_PAGE_WHOLE, back);
    bool is_part = !strcmp(name, part), is_partial = !strcmp(name, partial), is_back = !strcmp(name, back);
    if (!is_part && !is_partial && !is_back && strcmp(name, front))
        return SO_OK;
    struct found *f = find_or_add(list, p.number);
    if (!f)
        return SO_ENOMEM;
    f->part |= is_part;
    f->partial |= is_partial;
    f->whole |= !is_part && !is_partial;
    f->back |= is_back;
    return SO_OK;
}

static int find_files(const struct spool_batch *b, struct found_list *list, struct so_error *err)
{
    DIR *dir = opendir(b->folder);
    if (!dir)
        return so_fail_errno(err, "%s", b->folder);
    int r = SO_OK;
    for (struct dirent *e; !r && (e = readdir(dir));)
        r = note_name(list, e->d_name);
    closedir(dir);
    return r ? so_fail(err, r, "%s: out of memory", b->folder) : SO_OK;
}

/* Size and header of a page's file. False when there is no header to go by. */
static bool inspect(const char *path, int *ret_fd, struct scan_page *ret_raster, uint32_t *ret_lines, uint64_t *ret_want,
                    uint64_t *ret_size)
{
    char head[PNM_HEADER_MAX];
    struct stat st;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    ssize_t n = fd < 0 || fstat(fd, &st) < 0 ? -1 : pread(fd, head, sizeof head, 0);
    size_t header;
    bool ok = n > 0 && pnm_parse(head, (size_t)n, ret_raster, ret_lines, &header);
    if (ok) {
        *ret_want = header + scan_page_row_bytes(ret_raster) * *ret_lines;
        *ret_size = (uint64_t)st.st_size;
        *ret_fd = fd;
    } else if (fd >= 0) {
        close(fd);
    }
    return ok;
}

/* A record for a file that the journal never heard of; what it cannot know is guessed from the neighbours. */
static struct page_record *adopt(struct spool_batch *b, const struct found *f, const struct scan_page *raster,
                                 struct so_error *err)
{
    uint32_t sheet = spool_batch_wanted_sheet(b);
    struct journal_entry e;
    journal_begin(&e, JOURNAL_PAGE_BEGIN);
    journal_put_number(&e, "page", f->number);
    bool of_last = f->back && sheet > 1 && !b->info.duplex && !b->info.turned;
    journal_put_number(&e, "sheet", of_last ? sheet - 1 : sheet);
    journal_put_number(&e, "back", f->back);
    journal_put_number(&e, "raster", raster->raster);
    journal_put_number(&e, "depth", raster->depth);
    journal_put_number(&e, "width", raster->width);
    journal_put_number(&e, "lines", raster->lines);
    return batch_append(b, &e, err) ? NULL : batch_page(b, f->number);
}

/* A .part or a page without PAGE_DONE: made a page when it is as long as its header says, else put aside. */
static int recover_file(struct spool_batch *b, const struct found *f, struct so_error *err)
{
    struct page_record *p = batch_page(b, f->number);
    struct page_record named = {.number = f->number, .back = f->back};
    enum spool_page_kind from = f->part ? SPOOL_PAGE_BEGUN : SPOOL_PAGE_WHOLE;
    char *path = page_path(b, f->part ? &named : p && !f->whole ? p : &named, from);
    if (!path)
        return so_fail(err, SO_ENOMEM, "out of memory");
    struct scan_page raster = {0};
    uint32_t lines = 0;
    uint64_t want = 0, size = 0;
    int fd = -1, r = SO_OK;
    bool good = inspect(path, &fd, &raster, &lines, &want, &size);
    if (!p && !(p = adopt(b, f, &raster, err))) {
        r = SO_EIO;
    } else if (good && lines && size == want) {
        p->lines = lines;
        p->bytes = size;
        p->flags = SPOOL_RECOVERED;
        r = hash_file(path, p->sha256, NULL, err);
        r = r ? r : page_promote(b, p, f->part, fd, err);
    } else {
        r = page_put_aside(b, p, from, "interrupted", err);
    }
    if (fd >= 0)
        close(fd);
    free(path);
    return r;
}

static int append_page(struct spool_batch *b, enum journal_type type, uint32_t number, const char *reason,
                       struct so_error *err)
{
    struct journal_entry e;
    journal_begin(&e, type);
    journal_put_number(&e, "page", number);
    if (reason)
        journal_put(&e, "reason", reason);
    return batch_append(b, &e, err);
}

static bool has_right_size(const struct spool_batch *b, const struct page_record *p)
{
    char *path = page_path(b, p, SPOOL_PAGE_WHOLE);
    struct stat st;
    bool ok = path && stat(path, &st) == 0 && (uint64_t)st.st_size == p->bytes;
    free(path);
    return ok;
}

/* Files first: each is brought together with what the journal says of its page. */
static int recover_found(struct spool_batch *b, const struct found *f, struct so_error *err)
{
    const struct page_record *p = batch_page(b, f->number);
    enum spool_page_kind kind = p ? p->kind : SPOOL_PAGE_BEGUN;
    if (f->part && kind == SPOOL_PAGE_REPEAT) {
        char *path = page_path(b, p, SPOOL_PAGE_BEGUN);
        if (path)
            (void)unlink(path);
        free(path);
        return SO_OK;
    }
    if (f->partial && kind == SPOOL_PAGE_BEGUN && !f->part && !f->whole) {
        struct page_record *aside = p ? batch_page(b, f->number) : adopt(b, f, &(struct scan_page){0}, err);
        return aside ? page_put_aside(b, aside, SPOOL_PAGE_BEGUN, "interrupted", err) : SO_EIO;
    }
    if (f->part || (f->whole && kind != SPOOL_PAGE_WHOLE))
        return recover_file(b, f, err);
    return SO_OK;
}

/* Then the journal's pages: each must have its file. */
static int recover_missing(struct spool_batch *b, struct so_error *err)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < b->pages.len; i++) {
        const struct page_record *p = &b->pages.items[i];
        if (p->kind == SPOOL_PAGE_BEGUN)
            r = append_page(b, JOURNAL_PAGE_EMPTY, p->number, "interrupted", err);
        else if (p->kind == SPOOL_PAGE_WHOLE && !p->purged && !has_right_size(b, p))
            r = append_page(b, JOURNAL_PAGE_LOST, p->number, NULL, err);
    }
    return r;
}

/* A feeder may have taken in the next sheet without a word of it having come here. */
static int recover_unheard(struct spool_batch *b, bool in_flight, struct so_error *err)
{
    const struct page_record *last = batch_last(b);
    bool between = !last || last->kind == SPOOL_PAGE_WHOLE || last->kind == SPOOL_PAGE_REPEAT;
    if (b->info.state != BATCH_OPEN || b->info.flatbed || in_flight || !between || !b->info.source[0])
        return SO_OK;
    return batch_append_unheard(b, err);
}

static int recover_journal(struct spool_batch *b, struct so_error *err)
{
    int r = SO_OK;
    if (b->journal.torn) {
        struct journal_entry e;
        journal_begin(&e, JOURNAL_RECOVERED);
        journal_put_number(&e, "torn", 1);
        r = batch_append(b, &e, err);
    }
    if (!r && !b->has_begin) {
        struct journal_entry e;
        journal_begin(&e, JOURNAL_BATCH);
        journal_put(&e, "scanner", b->info.scanner);
        journal_put(&e, "uuid", b->info.uuid);
        r = batch_append(b, &e, err);
    }
    return r;
}

static int compare_found(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* True when a page had begun: the sheet after it was not asked for yet. */
static bool was_in_flight(const struct spool_batch *b, const struct found_list *found)
{
    const struct page_record *last = batch_last(b);
    if (last && last->kind == SPOOL_PAGE_BEGUN)
        return true;
    for (size_t i = 0; i < found->len; i++)
        if (!last || found->items[i].number > last->number)
            return true;
    return false;
}

/* The batch is paused before its files are looked at: interrupted from there on, recovery does the rest next time. */
static int recover_pages(struct spool_batch *b, struct found_list *found, struct so_error *err)
{
    bool in_flight = was_in_flight(b, found);
    int r = recover_journal(b, err);
    r = r ? r : recover_unheard(b, in_flight, err);
    if (!r && b->info.state == BATCH_OPEN) {
        struct journal_entry e;
        journal_begin(&e, JOURNAL_STATE);
        journal_put(&e, "state", spool_batch_state_name(BATCH_PAUSED));
        journal_put(&e, "reason", "interrupted");
        r = batch_append(b, &e, err);
    }
    if (found->len)
        qsort(found->items, found->len, sizeof *found->items, compare_found);
    for (size_t i = 0; !r && i < found->len; i++)
        r = recover_found(b, &found->items[i], err);
    return r ? r : recover_missing(b, err);
}

struct recovery {
    struct spool *spool;
    const struct spool_visitor *visitor;
};

/* Pages that the store has not confirmed; troubles that are new, or that only a person can end. */
static void tell_pages(const struct recovery *job, const struct spool_batch *b, uint32_t known_troubles)
{
    for (size_t i = 0; i < b->pages.len; i++) {
        const struct page_record *p = &b->pages.items[i];
        bool trouble = page_is_trouble(b, p);
        bool tell = p->kind == SPOOL_PAGE_WHOLE ? !p->handed
                                                : trouble && (p->kind == SPOOL_PAGE_LOST || b->info.state == BATCH_PAUSED ||
                                                              b->info.troubles != known_troubles);
        if (!tell)
            continue;
        struct spool_page_info info;
        page_describe(b, p, &info);
        job->visitor->page(job->visitor->ctx, &b->info, &info);
    }
}

static int recover_batch(void *ctx, const char *scanner, const char *uuid)
{
    const struct recovery *job = ctx;
    struct so_error err = {0};
    struct spool_batch *b = NULL;
    struct found_list found = {0};
    if (batch_find_in_use(job->spool, scanner, uuid))
        return SO_OK;
    int r = batch_load(job->spool, scanner, uuid, &b, &err);
    r = r ? r : find_files(b, &found, &err);
    if (!r && !b->has_begin && !found.len && !b->info.bad_lines) {
        /* The daemon ended before the batch's first record was on disk: no sheet was asked for yet. */
        (void)file_remove_tree(b->folder, NULL);
    } else if (!r) {
        uint32_t known = b->info.troubles;
        r = recover_pages(b, &found, &err);
        if (!r)
            tell_pages(job, b, known);
    }
    if (r && job->visitor->trouble) {
        char path[SPOOL_NAME_MAX + SPOOL_UUID_SIZE + 2];
        snprintf(path, sizeof path, "%s/%s", scanner, uuid);
        job->visitor->trouble(job->visitor->ctx, path, &err);
    }
    array_free(&found);
    batch_free(b);
    return SO_OK;
}

int spool_recover(struct spool *s, const struct spool_visitor *visitor, struct so_error *err)
{
    struct recovery job = {s, visitor};
    return spool_each_batch(s, NULL, recover_batch, &job, err);
}
