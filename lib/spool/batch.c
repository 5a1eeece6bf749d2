#include "spool/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"

static const char *const state_names[BATCH_STATES] = {"open", "paused", "closed_ok", "closed_suspect"};

const char *spool_batch_state_name(enum spool_batch_state s)
{
    return (unsigned)s < BATCH_STATES ? state_names[s] : "unknown";
}

const char *spool_page_kind_name(enum spool_page_kind k)
{
    static const char *const names[SPOOL_PAGE_KINDS] = {"whole", "partial", "empty", "repeat", "lost", "unknown", "begun"};
    return (unsigned)k < SPOOL_PAGE_KINDS ? names[k] : "unknown";
}

struct page_record *batch_page(struct spool_batch *b, uint32_t number)
{
    for (size_t i = b->pages.len; i-- > 0;)
        if (b->pages.items[i].number == number)
            return &b->pages.items[i];
    return NULL;
}

struct page_record *batch_last(const struct spool_batch *b)
{
    return b->pages.len ? &b->pages.items[b->pages.len - 1] : NULL;
}

struct page_record *batch_add_page(struct spool_batch *b, uint32_t number)
{
    if (number < 1 || number > SPOOL_PAGES_MAX)
        return NULL;
    struct page_record *added = array_push(&b->pages);
    if (!added)
        return NULL;
    size_t at = b->pages.len - 1;
    for (; at > 0 && b->pages.items[at - 1].number > number; at--)
        b->pages.items[at] = b->pages.items[at - 1];
    b->pages.items[at] = (struct page_record){.number = number, .kind = SPOOL_PAGE_BEGUN};
    return &b->pages.items[at];
}

/* A trouble is over once the same side of the same sheet came whole later. */
bool page_is_trouble(const struct spool_batch *b, const struct page_record *p)
{
    if (p->kind == SPOOL_PAGE_WHOLE || p->kind == SPOOL_PAGE_REPEAT || p->kind == SPOOL_PAGE_BEGUN)
        return false;
    if (p->kind == SPOOL_PAGE_LOST)
        return true;
    for (size_t i = 0; i < b->pages.len; i++) {
        const struct page_record *q = &b->pages.items[i];
        if (q->number > p->number && q->sheet == p->sheet && q->back == p->back &&
            (q->kind == SPOOL_PAGE_WHOLE || q->kind == SPOOL_PAGE_REPEAT))
            return false;
    }
    return true;
}

bool batch_has_side(const struct spool_batch *b, uint32_t sheet, bool back)
{
    for (size_t i = 0; i < b->pages.len; i++) {
        const struct page_record *p = &b->pages.items[i];
        if (p->sheet == sheet && p->back == back && p->kind == SPOOL_PAGE_WHOLE)
            return true;
    }
    return false;
}

void batch_count(struct spool_batch *b)
{
    struct spool_batch_info *info = &b->info;
    info->pages = info->handed = info->troubles = info->fronts = info->backs = info->sheets = 0;
    info->flags = b->own_flags;
    for (size_t i = 0; i < b->pages.len; i++) {
        const struct page_record *p = &b->pages.items[i];
        info->troubles += page_is_trouble(b, p);
        if (p->kind != SPOOL_PAGE_WHOLE)
            continue;
        info->pages++;
        info->handed += p->handed;
        info->fronts += !p->back;
        info->backs += p->back;
        /* A front that was fed again is one sheet with the first; a back that has no front is a sheet of its own. */
        bool counted = (p->flags & SPOOL_AGAIN) || (p->back && batch_has_side(b, p->sheet, false));
        info->sheets += !counted;
        info->flags |= p->flags;
    }
}

static uint32_t number_at_most(const struct journal_record *r, const char *key, uint32_t limit)
{
    uint64_t v = journal_get_number(r, key);
    return v > limit ? limit : (uint32_t)v;
}

static void apply_batch(struct spool_batch *b, const struct journal_record *r)
{
    b->has_begin = true;
    b->info.begun_ms = r->time_ms;
    b->info.flatbed = journal_get_number(r, "flatbed") != 0;
    b->info.duplex = journal_get_number(r, "duplex") != 0;
    b->info.manual_duplex = journal_get_number(r, "manual") != 0;
    snprintf(b->info.source, sizeof b->info.source, "%s", journal_get(r, "source"));
    b->info.stated = number_at_most(r, "stated", SPOOL_PAGES_MAX);
    snprintf(b->info.profile, sizeof b->info.profile, "%s", journal_get(r, "profile"));
}

static void apply_state(struct spool_batch *b, const struct journal_record *r)
{
    for (unsigned i = 0; i < BATCH_STATES; i++)
        if (!strcmp(journal_get(r, "state"), state_names[i]))
            b->info.state = (enum spool_batch_state)i;
    snprintf(b->info.reason, sizeof b->info.reason, "%s", journal_get(r, "reason"));
}

static void apply_begin(struct page_record *p, const struct journal_record *r)
{
    p->sheet = number_at_most(r, "sheet", SPOOL_PAGES_MAX);
    p->back = journal_get_number(r, "back") != 0;
    p->again_of = number_at_most(r, "again", SPOOL_PAGES_MAX);
    p->raster = (struct scan_page){.raster = (enum scan_raster)number_at_most(r, "raster", RASTERS - 1),
                                   .depth = number_at_most(r, "depth", 16),
                                   .width = number_at_most(r, "width", SCAN_SIDE_PIXELS_MAX),
                                   .lines = number_at_most(r, "lines", SCAN_SIDE_PIXELS_MAX),
                                   .want_lines = number_at_most(r, "want", SCAN_SIDE_PIXELS_MAX),
                                   .resolution = number_at_most(r, "dpi", 9600),
                                   .back = p->back};
}

static void apply_done(struct page_record *p, const struct journal_record *r)
{
    p->kind = SPOOL_PAGE_WHOLE;
    p->bytes = journal_get_number(r, "bytes");
    p->lines = number_at_most(r, "lines", SCAN_SIDE_PIXELS_MAX);
    p->flags = number_at_most(r, "flags", (1u << SPOOL_FLAG_COUNT) - 1);
    p->time_ms = r->time_ms;
    snprintf(p->sha256, sizeof p->sha256, "%s", journal_get(r, "sha256"));
}

static void apply_page(struct page_record *p, const struct journal_record *r)
{
    switch (r->type) {
    case JOURNAL_PAGE_BEGIN:
        apply_begin(p, r);
        break;
    case JOURNAL_PAGE_DONE:
        apply_done(p, r);
        break;
    case JOURNAL_PAGE_PARTIAL:
        p->kind = SPOOL_PAGE_PARTIAL;
        p->bytes = journal_get_number(r, "bytes");
        p->time_ms = r->time_ms;
        break;
    case JOURNAL_PAGE_EMPTY:
        p->kind = SPOOL_PAGE_EMPTY;
        p->time_ms = r->time_ms;
        break;
    case JOURNAL_PAGE_REPEAT:
        p->kind = SPOOL_PAGE_REPEAT;
        p->time_ms = r->time_ms;
        break;
    case JOURNAL_PAGE_LOST:
        p->kind = SPOOL_PAGE_LOST;
        break;
    case JOURNAL_PAGE_UNKNOWN:
        p->kind = SPOOL_PAGE_UNKNOWN;
        p->sheet = number_at_most(r, "sheet", SPOOL_PAGES_MAX);
        p->back = journal_get_number(r, "back") != 0;
        p->time_ms = r->time_ms;
        break;
    case JOURNAL_PAGE_FLAGS:
        p->flags |= number_at_most(r, "flags", (1u << SPOOL_FLAG_COUNT) - 1);
        break;
    case JOURNAL_HANDED:
        p->handed_ms = p->handed ? p->handed_ms : r->time_ms;
        p->handed = true;
        p->record = (int64_t)journal_get_number(r, "id");
        break;
    case JOURNAL_PURGED:
        p->purged = true;
        break;
    default:
        break;
    }
}

static void apply(void *ctx, const struct journal_record *r)
{
    struct spool_batch *b = ctx;
    if (r->type == JOURNAL_BATCH) {
        apply_batch(b, r);
        return;
    }
    if (r->type == JOURNAL_STATE) {
        apply_state(b, r);
        return;
    }
    if (r->type == JOURNAL_TURNED) {
        b->info.turned = number_at_most(r, "fronts", SPOOL_PAGES_MAX);
        return;
    }
    if (r->type == JOURNAL_COUNTED) {
        b->info.counted = number_at_most(r, "counted", UINT32_MAX);
        b->own_flags |= number_at_most(r, "flags", (1u << SPOOL_FLAG_COUNT) - 1);
        return;
    }
    uint32_t number = number_at_most(r, "page", SPOOL_PAGES_MAX + 1);
    if (number < 1 || number > SPOOL_PAGES_MAX)
        return;
    struct page_record *p = batch_page(b, number);
    if (!p)
        p = batch_add_page(b, number);
    if (p)
        apply_page(p, r);
    else
        b->failed = true;
}

int batch_load(struct spool *s, const char *scanner, const char *uuid, struct spool_batch **ret_batch,
               struct so_error *err)
{
    if (!file_is_plain_name(scanner) || strlen(scanner) > SPOOL_NAME_MAX || !file_is_plain_name(uuid) ||
        strlen(uuid) != SPOOL_UUID_SIZE - 1)
        return so_fail(err, SO_EINVALID, "%s/%s: not a batch", scanner, uuid);
    struct spool_batch *b = calloc(1, sizeof *b);
    if (!b)
        return so_fail(err, SO_ENOMEM, "out of memory");
    b->spool = s;
    b->journal = (struct journal){.disk = s->disk, .fd = -1, .next_seq = 1};
    snprintf(b->info.scanner, sizeof b->info.scanner, "%s", scanner);
    snprintf(b->info.uuid, sizeof b->info.uuid, "%s", uuid);
    char *path = NULL;
    struct buf text = BUF_INIT;
    int r = SO_OK;
    if (asprintf(&b->folder, "%s/%s/%s", s->dir, scanner, uuid) < 0 || !(path = file_join(b->folder, "journal")))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    r = r ? r : file_read_all(path, JOURNAL_FILE_MAX, &text, err);
    if (!r)
        r = journal_replay(buf_str(&text), text.len, &b->journal, apply, b, &b->info.bad_lines);
    if (!r && b->failed)
        r = so_fail(err, SO_ENOMEM, "%s: out of memory", path);
    buf_free(&text);
    free(path);
    if (r && r != SO_ENOTFOUND) {
        batch_free(b);
        return r;
    }
    /* A folder without a journal is for recovery to understand: it is a batch about which nothing is known. */
    batch_count(b);
    *ret_batch = b;
    return SO_OK;
}

int batch_open_journal(struct spool_batch *b, struct so_error *err)
{
    if (b->journal.fd >= 0)
        return SO_OK;
    char *path = file_join(b->folder, "journal");
    if (!path)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int r = journal_open(&b->journal, path, err);
    free(path);
    return r;
}

void batch_free(struct spool_batch *b)
{
    if (!b)
        return;
    journal_close(&b->journal);
    array_free(&b->pages);
    free(b->folder);
    free(b);
}

struct spool_batch *batch_find_in_use(struct spool *s, const char *scanner, const char *uuid)
{
    struct spool_batch *b = s->in_use;
    while (b && (strcmp(b->info.scanner, scanner) || strcmp(b->info.uuid, uuid)))
        b = b->next;
    return b;
}

int batch_append(struct spool_batch *b, struct journal_entry *e, struct so_error *err)
{
    struct journal_record record;
    int r = batch_open_journal(b, err);
    if (r) {
        journal_drop(e);
        return r;
    }
    r = journal_append(&b->journal, e, &record, err);
    if (r)
        return r;
    /* What went to the disk is what memory learns, by the same reader. */
    apply(b, &record);
    batch_count(b);
    return b->failed ? so_fail(err, SO_ENOMEM, "%s: out of memory", b->folder) : SO_OK;
}
