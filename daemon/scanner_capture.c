/* From GO to DONE: pages into the spool, one word of release for each, and what to do when it ends. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "daemon/scanner_private.h"

#define SAME_PAGES_MAX 3 /* identical pages in a row: the scanner repeats itself */
#define TELL_STEPS 8     /* how often the progress of a page is told */

void scanner_go(struct scanner *s)
{
    s->fault = NULL;
    s->run_pages = s->same_pages = s->run_images = s->run_sheets = 0;
    s->network.counting = false;
    s->network.known = false;
    s->plan = PLAN_NOTHING;
    scanner_to(s, SCANNER_STARTING, "");
    scanner_worker_go(s);
}

/* The run is over for this reason; what was noted first stays. */
static void fail(struct scanner *s, const char *code)
{
    if (!s->fault)
        s->fault = code;
}

static void fail_disk(struct scanner *s, int r, const struct so_error *err)
{
    scanner_note(s, LOG_ERROR, "%s", err->text);
    fail(s, r == SO_ENOSPACE ? "disk_full" : r == SO_ELIMIT ? "too_large" : "disk_error");
}

/* Asks for the next sheet, or stops where there would be no room for its page: it then stays in the feeder. */
static void allow_next(struct scanner *s)
{
    struct so_error err;
    if (spool_check_room(s->env.spool, &err)) {
        scanner_note(s, LOG_ERROR, "%s", err.text);
        fail(s, "disk_low");
        scanner_worker_send(s, SCAN_STOP, NULL);
        return;
    }
    s->worker.asked = true;
    scanner_worker_send(s, SCAN_ACK, NULL);
}

void scanner_on_begun(struct scanner *s, struct scan_begun *begun)
{
    struct so_error err;
    scan_begun_free(&s->begun);
    s->begun = *begun;
    struct spool_batch_plan plan = {.profile = s->profile ? s->profile->name : NULL,
                                    .sheets = s->sheets,
                                    .manual_duplex = s->manual_duplex && !s->begun.flatbed && !s->begun.duplex};
    int r = s->batch ? spool_batch_set_state(s->batch, BATCH_OPEN, "go", &err)
                     : spool_batch_begin(s->env.spool, s->set->name, &s->begun, &plan, &s->batch, &err);
    if (r) {
        fail_disk(s, r, &err);
        scanner_worker_send(s, SCAN_STOP, NULL);
        return;
    }
    scanner_tell(s);
    allow_next(s);
}

void scanner_on_page(struct scanner *s, const struct scan_page *page)
{
    struct so_error err;
    struct scan_page turned = *page;
    if (!s->batch)
        return;
    s->row_bytes = scan_page_row_bytes(page);
    s->page_bytes = 0;
    s->status.lines = page->lines;
    s->status.lines_read = 0;
    s->run_images++;
    s->run_sheets += !page->back;
    s->back = page->back;
    int r = s->fault ? SO_ECANCELLED : spool_page_begin(s->batch, &turned, &s->page, &err);
    if (r && !s->fault)
        fail_disk(s, r, &err);
    if (s->state == SCANNER_STARTING)
        scanner_to(s, SCANNER_READING, "");
}

static void tell_page(struct scanner *s, const struct spool_page_info *info)
{
    struct scanner_page page = {spool_batch_peek(s->batch), info};
    if (info->kind == SPOOL_PAGE_WHOLE) {
        s->status.last_page = info->number;
        s->status.last_record = 0;
    }
    if (info->kind == SPOOL_PAGE_WHOLE || info->kind == SPOOL_PAGE_PARTIAL)
        s->status.partial = info->kind == SPOOL_PAGE_PARTIAL ? info->number : 0;
    if (info->kind != SPOOL_PAGE_REPEAT && s->env.hooks->page)
        s->env.hooks->page(s->env.hooks->ctx, s, &page);
}

static void abort_page(struct scanner *s, const char *reason)
{
    struct so_error err;
    struct spool_page_info info;
    int r = spool_page_abort(s->page, reason, &info, &err);
    s->page = NULL;
    if (r)
        scanner_note(s, LOG_ERROR, "%s", err.text);
    else
        tell_page(s, &info);
}

void scanner_on_data(struct scanner *s, const void *data, size_t len)
{
    struct so_error err;
    if (!s->page)
        return;
    int r = spool_page_write(s->page, data, len, &err);
    if (r) {
        fail_disk(s, r, &err);
        abort_page(s, s->fault);
        return;
    }
    s->page_bytes += len;
    uint32_t lines = (uint32_t)(s->page_bytes / s->row_bytes);
    if (s->status.lines && lines - s->status.lines_read >= s->status.lines / TELL_STEPS + 1) {
        s->status.lines_read = lines;
        scanner_tell(s);
    }
}

static const char *code_of(enum scan_status status)
{
    switch (status) {
    case SCAN_JAMMED:
        return "jammed";
    case SCAN_COVER_OPEN:
        return "cover_open";
    case SCAN_DEVICE_BUSY:
        return "busy";
    case SCAN_NO_MEMORY:
        return "no_memory";
    case SCAN_ACCESS_DENIED:
        return "no_rights";
    case SCAN_UNSUPPORTED:
        return "unsupported";
    case SCAN_TOO_LARGE:
        return "too_large";
    case SCAN_CANCELLED:
        return "cancelled";
    case SCAN_GOOD:
    case SCAN_EOF:
    case SCAN_NO_DOCS:
        return "short";
    default:
        return "io_error";
    }
}

/* A page is on disk: is another one wanted? */
static void after_page(struct scanner *s, const struct spool_page_info *info)
{
    s->run_pages++;
    /* Blank sheets may well be alike, to the last byte when scanned in black and white. */
    bool same = (info->flags & SPOOL_SAME) && !(info->flags & SPOOL_ONE_VALUE);
    bool amid_sheet = s->begun.duplex && !info->back;
    s->same_pages = same ? s->same_pages + 1 : 0;
    if (info->kind != SPOOL_PAGE_WHOLE && info->kind != SPOOL_PAGE_REPEAT)
        fail(s, "short");
    else if (s->begun.flatbed || amid_sheet)
        return;
    else if (s->same_pages + 1 >= SAME_PAGES_MAX)
        fail(s, "same_pages");
    else if (s->run_pages >= (uint32_t)s->set->max_pages)
        fail(s, "max_pages");
}

/* Until it is on disk, or why it can't be is noted. */
static void save_page(struct scanner *s)
{
    struct so_error err;
    struct spool_page_info info;
    int64_t began = clock_mono_ms();
    int r = spool_page_finish(s->page, &info, &err);
    s->page = NULL;
    if (r) {
        fail_disk(s, r, &err);
        return;
    }
    scanner_note(s, LOG_DEBUG, "page %u is %s after %lld ms", info.number, spool_page_kind_name(info.kind),
                 (long long)(clock_mono_ms() - began));
    tell_page(s, &info);
    after_page(s, &info);
}

/*
 * A whole front: its sheet has left the feeder, so the back may come while the front is saved. No other sheet is at
 * risk than before, and the feeder waits but once a sheet.
 */
static bool may_ask_early(const struct scanner *s)
{
    return s->begun.duplex && !s->back && s->page && !s->fault && !s->user_cancel && spool_page_is_complete(s->page);
}

static void on_page_failed(struct scanner *s, enum scan_status status)
{
    if (!s->user_cancel)
        fail(s, code_of(status));
    if (s->page)
        abort_page(s, s->fault ? s->fault : scan_status_name(status));
}

void scanner_on_page_end(struct scanner *s, const struct scan_end *end)
{
    if (end->status != SCAN_GOOD) {
        on_page_failed(s, end->status);
        return;
    }
    bool asked = may_ask_early(s);
    if (s->state == SCANNER_READING && s->page)
        scanner_to(s, SCANNER_SAVING, "");
    if (asked)
        allow_next(s);
    if (s->page)
        save_page(s);
    else
        fail(s, "disk_error");
    if (asked) {
        if (s->state == SCANNER_SAVING)
            scanner_to(s, SCANNER_STARTING, "");
        return; /* a fault of saving ends the run after the back, or did so already where there is no room */
    }
    if (s->fault || s->user_cancel) {
        scanner_worker_send(s, SCAN_STOP, NULL);
        return;
    }
    if (s->state == SCANNER_SAVING)
        scanner_to(s, SCANNER_STARTING, "");
    allow_next(s);
}

void scanner_close_batch(struct scanner *s, bool suspect)
{
    struct so_error err;
    if (!s->batch)
        return;
    struct spool_batch_info info = *spool_batch_peek(s->batch);
    bool any = spool_batch_last_page(s->batch, &(struct spool_page_info){0});
    int r = spool_batch_close(s->batch, suspect, &info.state, &err);
    s->batch = NULL;
    if (r) {
        /* Its pages are safe and it is over for the person; the next start will find it still open and ask. */
        scanner_note(s, LOG_ERROR, "%s", err.text);
        info.state = BATCH_CLOSED_SUSPECT;
    }
    if (any && s->env.hooks->batch_closed)
        s->env.hooks->batch_closed(s->env.hooks->ctx, s, &info);
}

static void pause_batch(struct scanner *s, const char *reason)
{
    struct so_error err;
    if (s->batch && spool_batch_set_state(s->batch, BATCH_PAUSED, reason, &err))
        scanner_note(s, LOG_ERROR, "%s", err.text);
}

static void close_idle(struct scanner *s)
{
    scanner_close_batch(s, false);
    scanner_rest(s, "");
}

bool scanner_turn_is_due(const struct scanner *s)
{
    const struct spool_batch_info *b = s->batch ? spool_batch_peek(s->batch) : NULL;
    return b && b->manual_duplex && !b->turned && b->state == BATCH_PAUSED && !strcmp(b->reason, "turn_over");
}

static void wait_for_next(struct scanner *s, const char *code)
{
    pause_batch(s, code);
    scanner_to(s, SCANNER_OPEN_WAIT, code);
    scanner_set_timer(s, (uint64_t)s->set->batch_idle_close * 1000, close_idle);
}

bool scanner_may_turn(const struct scanner *s)
{
    const struct spool_batch_info *b = s->batch ? spool_batch_peek(s->batch) : NULL;
    return b && b->manual_duplex && !b->turned && b->fronts && !scanner_turn_is_due(s);
}

void scanner_ask_to_turn(struct scanner *s)
{
    wait_for_next(s, "turn_over");
}

static void close_forgotten(struct scanner *s)
{
    scanner_note(s, LOG_WARNING, "nobody went on with the batch: closing it");
    scanner_close_batch(s, true);
    scanner_rest(s, "");
}

static void need_person(struct scanner *s, const char *code)
{
    pause_batch(s, code);
    /* After a fault only a worker that opens the scanner anew can be trusted. */
    scanner_worker_quit(s);
    s->status.paper_loaded = false;
    scanner_to(s, SCANNER_ATTENTION, code);
    scanner_set_timer(s, (uint64_t)s->set->batch_idle_close * 1000, close_forgotten);
}

static bool batch_is_empty(const struct scanner *s)
{
    struct spool_page_info info;
    return !s->batch || !spool_batch_last_page(s->batch, &info);
}

/* Nothing of worth happened: as if it had not begun. */
static void forget_run(struct scanner *s, const char *code)
{
    scanner_close_batch(s, false);
    scanner_rest(s, code);
}

void scanner_check_count(struct scanner *s, uint32_t counted)
{
    struct so_error err;
    if (!s->batch || !s->run_images)
        return;
    if (spool_batch_counted(s->batch, s->run_images, s->run_sheets, counted, &err))
        scanner_note(s, LOG_ERROR, "%s", err.text);
    else if (counted != s->run_images && counted != s->run_sheets)
        scanner_note(s, LOG_WARNING, "its own counter says %u, but %u images of %u sheets came", counted, s->run_images,
                     s->run_sheets);
}

void scanner_on_run_over(struct scanner *s)
{
    const struct spool_batch_info *b = s->batch ? spool_batch_peek(s->batch) : NULL;
    bool expects_sheet = b && (b->troubles || !s->run_pages);
    if (!s->run_pages && s->network.had_paper) {
        /* There was paper, and no page came of it: a backend may report the end before the page that it has. */
        s->network.had_paper = false;
        need_person(s, "sheet_lost");
    } else if (batch_is_empty(s)) {
        forget_run(s, "feeder_empty");
    } else if (expects_sheet) {
        need_person(s, "feeder_empty_again");
    } else if (b->manual_duplex && !b->turned) {
        scanner_ask_to_turn(s);
    } else if (b->manual_duplex && b->fronts != b->backs) {
        need_person(s, "backs_differ");
    } else {
        scanner_close_batch(s, false);
        scanner_rest(s, "");
    }
}

static void retry_busy(struct scanner *s)
{
    s->plan = PLAN_SCAN;
    scanner_probe(s);
}

static void on_busy(struct scanner *s)
{
    if (++s->busy_tries < s->tempo->busy_tries) {
        pause_batch(s, "busy");
        scanner_to(s, SCANNER_STARTING, "busy");
        scanner_set_timer(s, s->tempo->busy, retry_busy);
    } else {
        need_person(s, "busy");
    }
}

/* The run was stopped on a person's word. */
static void on_cancelled(struct scanner *s)
{
    if (batch_is_empty(s)) {
        scanner_worker_quit(s);
        scanner_close_batch(s, false);
        scanner_probe(s);
    } else {
        need_person(s, "cancelled");
    }
}

void scanner_on_done(struct scanner *s, const struct scan_end *end)
{
    if (s->page)
        abort_page(s, "no_end");
    if (end->has_count && !s->fault && !s->user_cancel)
        scanner_check_count(s, end->counted);
    if (s->fault)
        need_person(s, s->fault);
    else if (s->user_cancel)
        on_cancelled(s);
    else if (end->status == SCAN_NO_DOCS && scanner_network_count(s))
        scanner_note(s, LOG_DEBUG, "asking what it has counted");
    else if (end->status == SCAN_NO_DOCS)
        scanner_on_run_over(s);
    else if (end->status == SCAN_DEVICE_BUSY)
        on_busy(s); /* asked for a page and refused: nothing is under way, what came before is safe */
    else if (end->status != SCAN_GOOD)
        need_person(s, code_of(end->status));
    else if (s->begun.flatbed && !batch_is_empty(s)) {
        wait_for_next(s, "next_page");
    } else {
        need_person(s, "io_error");
    }
}

void scanner_on_worker_lost(struct scanner *s)
{
    struct so_error err;
    struct spool_page_info info;
    const char *code = s->fault ? s->fault : s->user_cancel ? "cancelled" : "crashed";
    if (s->page)
        abort_page(s, code);
    else if (s->worker.asked && s->batch && !s->begun.flatbed) {
        /* A sheet was asked for and the worker is gone: it may have passed. */
        if (spool_page_unheard(s->batch, &info, &err))
            scanner_note(s, LOG_ERROR, "%s", err.text);
        else
            tell_page(s, &info);
    }
    if (s->user_cancel && !s->fault)
        on_cancelled(s);
    else
        need_person(s, code);
}
