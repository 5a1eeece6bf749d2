#include "daemon/raw_pages.h"

#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "daemon/daemon_private.h"
#include "store/backup.h"
#include "store/giving_up.h"
#include "store/stack.h"

#define FORGET_AGAIN_MS 60000 /* before what could not be removed is tried again */
#define DAY_MS (24LL * 60 * 60 * 1000)

struct troubles {
    struct intake_trouble *items;
    size_t len, cap;
};

static int collect_trouble(void *ctx, const struct spool_page_info *p)
{
    struct troubles *all = ctx;
    if (!p->trouble)
        return SO_OK;
    struct intake_trouble *t = array_push(all);
    if (!t)
        return SO_ENOMEM;
    *t = (struct intake_trouble){p->number, p->sheet, p->back, spool_page_kind_name(p->kind)};
    return SO_OK;
}

int raw_pages_end_batch(struct spool *spool, struct intake *intake, const struct spool_batch_info *batch,
                        struct so_error *err)
{
    struct troubles troubles = {0};
    int r = spool_batch_pages(spool, batch->scanner, batch->uuid, collect_trouble, &troubles, err);
    struct intake_trouble *count = !r && (batch->flags & SPOOL_COUNTER) ? array_push(&troubles) : NULL;
    if (count)
        *count = (struct intake_trouble){.sheet = batch->counted, .kind = STORE_TROUBLE_COUNTER};
    if (!r && intake_close(intake, batch, troubles.items, troubles.len))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    array_free(&troubles);
    return r;
}

struct batches {
    struct spool_batch_info *items;
    size_t len, cap;
};

static int collect_closed(void *ctx, const struct spool_batch_info *b)
{
    struct batches *all = ctx;
    if (b->state != BATCH_CLOSED_OK && b->state != BATCH_CLOSED_SUSPECT)
        return SO_OK;
    struct spool_batch_info *kept = array_push(all);
    if (!kept)
        return SO_ENOMEM;
    *kept = *b;
    return SO_OK;
}

static bool is_known_as_closed(struct store *store, const char *uuid)
{
    int64_t id;
    struct store_source source;
    if (store_source_find(store, uuid, &id, NULL) || store_source_load(store, id, &source, NULL))
        return false;
    bool closed = source.closed;
    store_source_free(&source);
    return closed;
}

/* A page that was lost later is a trouble that the record does not know yet: batches with troubles are told again. */
int raw_pages_close(struct daemon *d, struct so_error *err)
{
    struct batches all = {0};
    int r = spool_batches(d->spool, NULL, collect_closed, &all, err);
    for (size_t i = 0; !r && i < all.len; i++)
        if (all.items[i].troubles || !is_known_as_closed(d->store, all.items[i].uuid))
            r = raw_pages_end_batch(d->spool, d->intake, &all.items[i], err);
    array_free(&all);
    return r == SO_ENOMEM ? so_fail(err, r, "out of memory") : r;
}

/* The evidence of sides that never became whole goes when a person has seen every warning of the batch. */
static void drop_settled(struct daemon *d, int64_t before_ms)
{
    struct batches all = {0};
    struct so_error err;
    if (spool_batches(d->spool, NULL, collect_closed, &all, &err))
        log_warning("spool: %s", err.text);
    for (size_t i = 0; i < all.len; i++) {
        const struct spool_batch_info *b = &all.items[i];
        bool settled = false;
        if (!b->troubles || b->begun_ms >= before_ms || b->handed < b->pages ||
            store_source_settled(d->store, b->uuid, &settled, &err) || !settled)
            continue;
        if (spool_batch_drop(d->spool, b->scanner, b->uuid, &err))
            log_warning("spool: %s", err.text);
        else
            log_notice("spool: scanner %s, batch %s: its %u broken pages were seen by a clerk and are removed", b->scanner,
                       b->uuid, b->troubles);
    }
    array_free(&all);
}

void raw_pages_forget(struct daemon *d)
{
    struct store_raw_pages list = {0};
    struct so_error err;
    unsigned gone = 0;
    if (clock_now_ms() < d->forget_after_ms)
        return;
    if (store_raw_given_up(d->store, &list, &err))
        log_warning("raw pages that may not be kept: %s", err.text);
    for (size_t i = 0; i < list.len; i++) {
        const struct store_raw_page *p = &list.items[i];
        int r = spool_page_forget(d->spool, p->scanner, p->batch, p->page, &err);
        r = r ? r : store_raw_gone(d->store, p->page, &err);
        gone += !r;
        if (r)
            d->forget_after_ms = clock_now_ms() + FORGET_AGAIN_MS;
        if (r && r != SO_EBUSY)
            log_warning("a raw page that may not be kept: %s", err.text);
    }
    if (gone)
        log_notice("spool: %u raw pages that may not be kept removed", gone);
    store_raw_pages_free(&list);
}

void raw_pages_purge(struct daemon *d)
{
    const struct settings *s = d->settings;
    struct so_error err;
    struct spool_purge_limits limits = {.handed_before_ms = INT64_MAX};
    struct spool_purged done;
    int64_t backup = 0;
    for (size_t i = 0; i < s->nscanners; i++)
        if (s->scanners[i].keep_raw_days > limits.keep_days)
            limits.keep_days = s->scanners[i].keep_raw_days;
    if (s->keep_raw_until_backup) {
        if (store_backup_last(d->store, &backup, &err))
            log_warning("raw pages stay: %s", err.text);
        limits.handed_before_ms = backup;
    }
    if (spool_purge(d->spool, &limits, &done, &err)) {
        log_warning("spool: %s", err.text);
        return;
    }
    if (done.removed)
        log_notice("spool: %u raw pages older than %d days removed", done.removed, limits.keep_days);
    if (done.waiting)
        log_warning("spool: %u raw pages older than %d days stay until a backup holds them: run 'sohoa backup FOLDER'%s",
                    done.waiting, limits.keep_days, backup ? "" : "; no backup was ever made");
    d->raw_waiting = done.waiting;
    int64_t before = clock_now_ms() - limits.keep_days * DAY_MS;
    drop_settled(d, before < limits.handed_before_ms ? before : limits.handed_before_ms);
}
