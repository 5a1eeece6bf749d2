#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "spool/batch.h"
#include "spool/content.h"

#define TOLERANCE_PERCENT 2 /* by which a page may differ from what was announced or asked for */
#define SOON_BYTES (2u << 20) /* of a page that are on their way to the disk while the rest of it still comes */

struct spool_page {
    struct spool_batch *batch;
    uint32_t number;
    struct scan_page raster;
    int fd;
    size_t header;
    uint64_t row, want, got; /* bytes of raster; want 0: not known */
    uint64_t begun;          /* bytes of the file that were sent towards the disk */
    struct hash hash;
    struct page_content content;
};

void page_file_name(const struct page_record *p, enum spool_page_kind kind, char out[PAGE_NAME_SIZE])
{
    if (kind == SPOOL_PAGE_BEGUN)
        snprintf(out, PAGE_NAME_SIZE, ".p%06u.part", p->number);
    else if (kind == SPOOL_PAGE_PARTIAL)
        snprintf(out, PAGE_NAME_SIZE, "p%06u.partial.pnm", p->number);
    else
        snprintf(out, PAGE_NAME_SIZE, "p%06u-%c.pnm", p->number, p->back ? 'b' : 'a');
}

char *page_path(const struct spool_batch *b, const struct page_record *p, enum spool_page_kind kind)
{
    char name[PAGE_NAME_SIZE];
    page_file_name(p, kind, name);
    return file_join(b->folder, name);
}

void page_describe(const struct spool_batch *b, const struct page_record *p, struct spool_page_info *ret_info)
{
    uint32_t in_pairs = p->sheet ? 2 * p->sheet - 1 + p->back : p->number;
    struct spool_page_info info = {.number = p->number,
                                   .place = b->info.manual_duplex ? in_pairs : p->number,
                                   .sheet = p->sheet,
                                   .back = p->back,
                                   .kind = p->kind,
                                   .flags = p->flags,
                                   .width = p->raster.width,
                                   .lines = p->lines,
                                   .resolution = p->raster.resolution,
                                   .bytes = p->bytes,
                                   .time_ms = p->time_ms,
                                   .trouble = page_is_trouble(b, p),
                                   .handed = p->handed,
                                   .record = p->record};
    snprintf(info.sha256, sizeof info.sha256, "%s", p->sha256);
    bool has_file = (p->kind == SPOOL_PAGE_WHOLE && !p->purged) || p->kind == SPOOL_PAGE_PARTIAL;
    if (has_file) {
        char name[PAGE_NAME_SIZE];
        page_file_name(p, p->kind, name);
        if (snprintf(info.path, sizeof info.path, "%s/%s", b->folder, name) >= (int)sizeof info.path)
            info.path[0] = '\0';
    }
    *ret_info = info;
}

size_t pnm_header(const struct scan_page *raster, uint32_t lines, char out[PNM_HEADER_MAX])
{
    char kind = raster->raster == RASTER_BILEVEL ? '4' : raster->raster == RASTER_GRAY ? '5' : '6';
    int n = snprintf(out, PNM_HEADER_MAX, "P%c\n%6u %6u\n", kind, raster->width, lines);
    if (kind != '4')
        n += snprintf(out + n, PNM_HEADER_MAX - (size_t)n, "%s\n", raster->depth == 16 ? "65535" : "255");
    return (size_t)n;
}

bool pnm_parse(const char *data, size_t len, struct scan_page *ret_raster, uint32_t *ret_lines, size_t *ret_header)
{
    char text[PNM_HEADER_MAX] = "", again[PNM_HEADER_MAX];
    memcpy(text, data, len < sizeof text - 1 ? len : sizeof text - 1);
    unsigned width, lines, max = 1;
    char kind;
    int n = sscanf(text, "P%c %u %u %u", &kind, &width, &lines, &max);
    if (n < 3 || kind < '4' || kind > '6' || !width || width > SCAN_SIDE_PIXELS_MAX || lines > SCAN_SIDE_PIXELS_MAX)
        return false;
    struct scan_page raster = {.raster = kind == '4' ? RASTER_BILEVEL : kind == '5' ? RASTER_GRAY : RASTER_RGB,
                               .depth = kind == '4' ? 1 : max == 65535 ? 16 : 8,
                               .width = width,
                               .lines = lines};
    size_t header = pnm_header(&raster, lines, again);
    if (header > len || memcmp(again, data, header))
        return false;
    *ret_raster = raster;
    *ret_lines = lines;
    *ret_header = header;
    return true;
}

/* The front of the same sheet, when this page is its second capture or comes after a fault on its back; else 0. */
static uint32_t find_again(const struct spool_batch *b, uint32_t sheet, bool back)
{
    for (size_t i = b->pages.len; i-- > 0 && !back;) {
        const struct page_record *p = &b->pages.items[i];
        if (p->sheet == sheet && !p->back && p->kind == SPOOL_PAGE_WHOLE)
            return p->number;
    }
    return 0;
}

/* Of a stack that was turned over: down to the first; what comes after that one has no front and counts on. */
static uint32_t sheet_after_back(const struct spool_batch *b, uint32_t sheet)
{
    return sheet > b->info.turned ? sheet + 1 : sheet > 1 ? sheet - 1 : b->info.turned + 1;
}

uint32_t spool_batch_wanted_sheet(const struct spool_batch *b)
{
    const struct page_record *last = batch_last(b);
    if (b->info.turned && (!last || !last->back))
        return b->info.turned;
    if (!last)
        return 1;
    if (last->kind != SPOOL_PAGE_WHOLE && last->kind != SPOOL_PAGE_REPEAT)
        return last->sheet;
    if (b->info.turned)
        return sheet_after_back(b, last->sheet);
    return b->info.duplex && !last->back ? last->sheet : last->sheet + 1;
}

static int begin_record(struct spool_batch *b, const struct scan_page *raster, uint32_t number, struct so_error *err)
{
    const struct page_record *last = batch_last(b);
    bool back = raster->back || b->info.turned;
    uint32_t sheet = raster->back && last && !b->info.turned ? last->sheet : spool_batch_wanted_sheet(b);
    if (b->info.manual_duplex && sheet > SPOOL_PAGES_MAX / 2)
        return so_fail(err, SO_ELIMIT, "%s: more than %u sheets", b->folder, SPOOL_PAGES_MAX / 2);
    struct journal_entry e;
    journal_begin(&e, JOURNAL_PAGE_BEGIN);
    journal_put_number(&e, "page", number);
    journal_put_number(&e, "sheet", sheet);
    journal_put_number(&e, "back", back);
    journal_put_number(&e, "again", find_again(b, sheet, back));
    journal_put_number(&e, "raster", raster->raster);
    journal_put_number(&e, "depth", raster->depth);
    journal_put_number(&e, "width", raster->width);
    journal_put_number(&e, "lines", raster->lines);
    journal_put_number(&e, "want", raster->want_lines);
    journal_put_number(&e, "dpi", raster->resolution);
    return batch_append(b, &e, err);
}

/* Puts aside what a disk error left, before anything else is added. */
static int settle(struct spool_batch *b, struct so_error *err)
{
    struct page_record *last = batch_last(b);
    if (!b->unsettled || !last)
        return SO_OK;
    char *part = page_path(b, last, SPOOL_PAGE_BEGUN);
    if (!part)
        return so_fail(err, SO_ENOMEM, "out of memory");
    bool is_part = access(part, F_OK) == 0;
    free(part);
    int r = page_put_aside(b, last, is_part ? SPOOL_PAGE_BEGUN : SPOOL_PAGE_WHOLE, "disk", err);
    if (!r)
        b->unsettled = false;
    return r;
}

static int open_part(struct spool_page *p, struct so_error *err)
{
    struct spool_batch *b = p->batch;
    char *path = page_path(b, batch_page(b, p->number), SPOOL_PAGE_BEGUN);
    if (!path)
        return so_fail(err, SO_ENOMEM, "out of memory");
    p->fd = b->spool->disk->open(b->spool->disk->ctx, path, O_RDWR | O_CREAT | O_EXCL, 0640);
    int r = p->fd < 0 ? so_fail_errno(err, "%s", path) : SO_OK;
    char header[PNM_HEADER_MAX];
    p->header = pnm_header(&p->raster, p->raster.lines, header);
    if (!r && spool_disk_write(b->spool->disk, p->fd, header, p->header) < 0)
        r = so_fail_errno(err, "%s", path);
    hash_update(&p->hash, header, p->header);
    free(path);
    return r;
}

int spool_page_begin(struct spool_batch *b, const struct scan_page *raster, struct spool_page **ret_page,
                     struct so_error *err)
{
    const struct page_record *last = batch_last(b);
    uint32_t number = last ? last->number + 1 : 1;
    if (b->writing)
        return so_fail(err, SO_EBUSY, "%s: a page is being written", b->folder);
    if (number > SPOOL_PAGES_MAX)
        return so_fail(err, SO_ELIMIT, "%s: more than %u pages", b->folder, SPOOL_PAGES_MAX);
    int r = spool_check_room(b->spool, err);
    r = r ? r : settle(b, err);
    if (r)
        return r;
    struct spool_page *p = calloc(1, sizeof *p);
    if (!p)
        return so_fail(err, SO_ENOMEM, "out of memory");
    *p = (struct spool_page){.batch = b, .number = number, .raster = *raster, .fd = -1};
    p->row = scan_page_row_bytes(raster);
    p->want = p->row * raster->lines;
    hash_init(&p->hash);
    r = begin_record(b, raster, number, err);
    r = r ? r : open_part(p, err);
    if (r) {
        /* The sheet is on its way all the same: the page stands in the batch as one that broke off. */
        b->unsettled = batch_page(b, number) != NULL;
        if (p->fd >= 0)
            close(p->fd);
        free(p);
        return r;
    }
    b->writing = p;
    *ret_page = p;
    return SO_OK;
}

static uint64_t most_bytes(const struct spool_page *p)
{
    uint64_t lines = p->raster.lines > p->raster.want_lines ? p->raster.lines : p->raster.want_lines;
    if (!p->raster.lines)
        lines = SCAN_SIDE_PIXELS_MAX;
    return p->row * (lines + lines * TOLERANCE_PERCENT / 100 + 1);
}

/* So that the sheet after this one need not wait until all of this one has gone to the disk. */
static void sync_soon(struct spool_page *p)
{
    const struct spool_disk *disk = p->batch->spool->disk;
    uint64_t end = p->header + p->got;
    if (!disk->sync_soon || end - p->begun < SOON_BYTES)
        return;
    disk->sync_soon(disk->ctx, p->fd, (off_t)p->begun, (off_t)(end - p->begun));
    p->begun = end;
}

int spool_page_write(struct spool_page *p, const void *data, size_t len, struct so_error *err)
{
    const struct spool_disk *disk = p->batch->spool->disk;
    if (!len)
        return SO_OK;
    if (len > most_bytes(p) - p->got)
        return so_fail(err, SO_ELIMIT, "%s: page %u is longer than announced", p->batch->folder, p->number);
    if (spool_disk_write(disk, p->fd, data, len) < 0)
        return so_fail_errno(err, "%s: page %u can't be written", p->batch->folder, p->number);
    hash_update(&p->hash, data, len);
    content_take(&p->content, data, len);
    p->got += len;
    sync_soon(p);
    return SO_OK;
}

static bool within_tolerance(uint64_t lines, uint64_t wanted)
{
    uint64_t gap = lines > wanted ? lines - wanted : wanted - lines;
    return gap * 100 <= wanted * TOLERANCE_PERCENT;
}

/* True when the bytes make a page; its lines and the flags that its size deserves. */
static bool is_whole(const struct spool_page *p, uint32_t *ret_lines, unsigned *io_flags)
{
    uint64_t lines = p->got / p->row, asked = p->raster.want_lines;
    if (!p->got || p->got % p->row)
        return false;
    if (p->raster.lines && p->got != p->want) {
        if (!within_tolerance(lines, asked ? asked : p->raster.lines))
            return false;
        *io_flags |= SPOOL_MISMATCH;
    }
    if (asked && !within_tolerance(lines, asked))
        *io_flags |= lines < asked ? SPOOL_SHORT : SPOOL_LONG;
    *ret_lines = (uint32_t)lines;
    return true;
}

bool spool_page_is_complete(const struct spool_page *p)
{
    uint32_t lines;
    unsigned flags = 0;
    return is_whole(p, &lines, &flags);
}

/* The number of lines is known now: puts it into the header and hashes the file as it really is. */
static int patch_header(struct spool_page *p, uint32_t lines, struct so_error *err)
{
    const struct spool_disk *disk = p->batch->spool->disk;
    char header[PNM_HEADER_MAX], chunk[65536];
    size_t n = pnm_header(&p->raster, lines, header);
    if (disk->pwrite(disk->ctx, p->fd, header, n, 0) != (ssize_t)n)
        return so_fail_errno(err, "%s: page %u can't be written", p->batch->folder, p->number);
    hash_init(&p->hash);
    for (off_t at = 0;;) {
        ssize_t got = pread(p->fd, chunk, sizeof chunk, at);
        if (got < 0)
            return so_fail_errno(err, "%s: page %u can't be read", p->batch->folder, p->number);
        if (got == 0)
            return SO_OK;
        hash_update(&p->hash, chunk, (size_t)got);
        at += got;
    }
}

static int drop_repeat(struct spool_batch *b, struct page_record *rec, struct so_error *err)
{
    struct journal_entry e;
    journal_begin(&e, JOURNAL_PAGE_REPEAT);
    journal_put_number(&e, "page", rec->number);
    journal_put_number(&e, "of", rec->again_of);
    uint32_t number = rec->number;
    int r = batch_append(b, &e, err);
    char *part = r ? NULL : page_path(b, batch_page(b, number), SPOOL_PAGE_BEGUN);
    if (part)
        (void)b->spool->disk->unlink(b->spool->disk->ctx, part);
    free(part);
    return r;
}

int page_promote(struct spool_batch *b, struct page_record *rec, bool is_part, int fd, struct so_error *err)
{
    const struct spool_disk *disk = b->spool->disk;
    char *part = page_path(b, rec, SPOOL_PAGE_BEGUN), *path = page_path(b, rec, SPOOL_PAGE_WHOLE);
    int r = part && path ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    if (!r && disk->sync(disk->ctx, fd) < 0)
        r = so_fail_errno(err, "%s: can't be synced", part);
    if (!r && is_part && disk->rename(disk->ctx, part, path) < 0)
        r = so_fail_errno(err, "%s", path);
    if (!r && disk->sync_folder(disk->ctx, b->folder) < 0)
        r = so_fail_errno(err, "%s: can't be synced", b->folder);
    free(part);
    free(path);
    if (r)
        return r;
    struct journal_entry e;
    journal_begin(&e, JOURNAL_PAGE_DONE);
    journal_put_number(&e, "page", rec->number);
    journal_put_number(&e, "bytes", rec->bytes);
    journal_put_number(&e, "lines", rec->lines);
    journal_put(&e, "sha256", rec->sha256);
    journal_put_number(&e, "flags", rec->flags);
    return batch_append(b, &e, err);
}

int page_put_aside(struct spool_batch *b, struct page_record *rec, enum spool_page_kind from, const char *reason,
                   struct so_error *err)
{
    const struct spool_disk *disk = b->spool->disk;
    char *path = page_path(b, rec, from), *aside = page_path(b, rec, SPOOL_PAGE_PARTIAL);
    struct stat st = {0};
    int r = path && aside ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    uint64_t row = scan_page_row_bytes(&rec->raster);
    char header[PNM_HEADER_MAX];
    size_t begin = pnm_header(&rec->raster, 0, header);
    bool there = !r && stat(path, &st) == 0;
    bool moved = !r && !there && stat(aside, &st) == 0; /* by an earlier attempt that failed after it */
    bool partial = moved || (there && (uint64_t)st.st_size >= begin + row);
    if (there && partial && disk->rename(disk->ctx, path, aside) < 0)
        r = so_fail_errno(err, "%s", aside);
    if (there && !partial && disk->unlink(disk->ctx, path) < 0)
        r = so_fail_errno(err, "%s", path);
    if (!r && partial && disk->sync_folder(disk->ctx, b->folder) < 0)
        r = so_fail_errno(err, "%s: can't be synced", b->folder);
    free(path);
    free(aside);
    if (r)
        return r;
    struct journal_entry e;
    journal_begin(&e, partial ? JOURNAL_PAGE_PARTIAL : JOURNAL_PAGE_EMPTY);
    journal_put_number(&e, "page", rec->number);
    if (partial)
        journal_put_number(&e, "bytes", (uint64_t)st.st_size);
    journal_put(&e, "reason", reason);
    return batch_append(b, &e, err);
}

static const struct page_record *previous_whole(const struct spool_batch *b, uint32_t number)
{
    for (size_t i = b->pages.len; i-- > 0;)
        if (b->pages.items[i].number < number && b->pages.items[i].kind == SPOOL_PAGE_WHOLE)
            return &b->pages.items[i];
    return NULL;
}

/* The page's bytes hold: records what it is and makes it one. */
static int keep_whole(struct spool_page *p, uint32_t lines, unsigned flags, struct so_error *err)
{
    struct spool_batch *b = p->batch;
    struct page_record *rec = batch_page(b, p->number);
    int r = lines != p->raster.lines ? patch_header(p, lines, err) : SO_OK;
    if (r)
        return r;
    hash_final(&p->hash, rec->sha256);
    const struct page_record *before = previous_whole(b, p->number), *first = batch_page(b, rec->again_of);
    rec->lines = lines;
    rec->bytes = p->header + p->got;
    if (first && !strcmp(first->sha256, rec->sha256))
        return drop_repeat(b, rec, err);
    rec->flags = flags | content_flags(&p->content, &p->raster, lines);
    if (before && !strcmp(before->sha256, rec->sha256))
        rec->flags |= SPOOL_SAME;
    if (first)
        rec->flags |= SPOOL_AGAIN;
    return page_promote(b, rec, true, p->fd, err);
}

static int end_page(struct spool_page *p, int r, struct spool_page_info *ret_page)
{
    struct spool_batch *b = p->batch;
    b->writing = NULL;
    b->unsettled = r != SO_OK;
    close(p->fd);
    if (!r)
        page_describe(b, batch_page(b, p->number), ret_page);
    free(p);
    return r;
}

int spool_page_finish(struct spool_page *p, struct spool_page_info *ret_page, struct so_error *err)
{
    uint32_t lines = 0;
    unsigned flags = 0;
    int r;
    if (is_whole(p, &lines, &flags))
        r = keep_whole(p, lines, flags, err);
    else
        r = page_put_aside(p->batch, batch_page(p->batch, p->number), SPOOL_PAGE_BEGUN, p->got ? "short" : "no_data", err);
    return end_page(p, r, ret_page);
}

int spool_page_abort(struct spool_page *p, const char *reason, struct spool_page_info *ret_page, struct so_error *err)
{
    int r = page_put_aside(p->batch, batch_page(p->batch, p->number), SPOOL_PAGE_BEGUN, reason, err);
    return end_page(p, r, ret_page);
}

int batch_append_unheard(struct spool_batch *b, struct so_error *err)
{
    const struct page_record *last = batch_last(b);
    bool back = b->info.turned || (b->info.duplex && last && last->kind == SPOOL_PAGE_WHOLE && !last->back);
    struct journal_entry e;
    journal_begin(&e, JOURNAL_PAGE_UNKNOWN);
    journal_put_number(&e, "page", last ? last->number + 1 : 1);
    journal_put_number(&e, "sheet", spool_batch_wanted_sheet(b));
    journal_put_number(&e, "back", back);
    return batch_append(b, &e, err);
}

int spool_page_unheard(struct spool_batch *b, struct spool_page_info *ret_page, struct so_error *err)
{
    int r = settle(b, err);
    r = r ? r : batch_append_unheard(b, err);
    if (!r)
        page_describe(b, batch_last(b), ret_page);
    return r;
}
