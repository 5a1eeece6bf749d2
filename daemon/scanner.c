#include "daemon/scanner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "daemon/scanner_private.h"

static const struct scanner_tempo usual_tempo = {.open_retry = {1000, 3000, 8000},
                                                 .backoff = {2000, 5000, 15000, 60000},
                                                 .absent = 10000,
                                                 .busy = 12000,
                                                 .busy_tries = 5,
                                                 .close = 3000,
                                                 .recycle = 6 * 3600 * 1000,
                                                 .network = 3000,
                                                 .network_quiet = 10000,
                                                 .network_lost = 60000,
                                                 .network_timeout = 5000};

const char *scanner_state_name(enum scanner_state s)
{
    static const char *const names[] = {"disabled",  "absent",  "probing", "idle",      "watching",
                                        "starting",  "reading", "saving",  "open_wait", "cancelling",
                                        "attention", "backoff", "released"};
    return (unsigned)s < SCANNER_STATES ? names[s] : "unknown";
}

#define BIT(state) (1u << SCANNER_##state)
#define REST (BIT(IDLE) | BIT(WATCHING))
/* Where a person's wish to scan is worth an attempt, also where the scanner was given up or given away. */
#define STARTABLE (REST | BIT(ABSENT) | BIT(BACKOFF) | BIT(DISABLED) | BIT(RELEASED))
#define RELEASABLE (REST | BIT(ABSENT) | BIT(BACKOFF) | BIT(PROBING) | BIT(RELEASED))
#define ENABLEABLE (BIT(DISABLED) | BIT(RELEASED) | BIT(ABSENT) | BIT(BACKOFF))
#define ANY_TIME (BIT(DISABLED) | BIT(RELEASED) | BIT(PROBING))

/* Where each state may go; the diagram of scanner_private.h as bits. */
static const unsigned allowed[SCANNER_STATES] = {
    [SCANNER_DISABLED] = BIT(PROBING) | BIT(ATTENTION),
    [SCANNER_ABSENT] = ANY_TIME | BIT(ATTENTION),
    [SCANNER_PROBING] = ANY_TIME | REST | BIT(STARTING) | BIT(ABSENT) | BIT(BACKOFF) | BIT(ATTENTION),
    [SCANNER_IDLE] = ANY_TIME | BIT(WATCHING) | BIT(ABSENT),
    [SCANNER_WATCHING] = ANY_TIME | BIT(STARTING) | BIT(BACKOFF) | BIT(ABSENT),
    [SCANNER_STARTING] =
        ANY_TIME | REST | BIT(STARTING) | BIT(READING) | BIT(CANCELLING) | BIT(ATTENTION) | BIT(OPEN_WAIT),
    [SCANNER_READING] = BIT(SAVING) | BIT(CANCELLING) | BIT(ATTENTION),
    [SCANNER_SAVING] = BIT(STARTING) | BIT(CANCELLING) | BIT(ATTENTION) | BIT(OPEN_WAIT),
    [SCANNER_OPEN_WAIT] = ANY_TIME | REST | BIT(STARTING) | BIT(ATTENTION),
    [SCANNER_CANCELLING] = BIT(ATTENTION) | BIT(PROBING) | BIT(OPEN_WAIT) | REST | BIT(DISABLED) | BIT(BACKOFF),
    [SCANNER_ATTENTION] = ANY_TIME | REST | BIT(ATTENTION) | BIT(OPEN_WAIT),
    [SCANNER_BACKOFF] = ANY_TIME | REST | BIT(ABSENT) | BIT(ATTENTION),
    [SCANNER_RELEASED] = BIT(PROBING) | BIT(DISABLED) | BIT(ATTENTION),
};

void scanner_note(struct scanner *s, int level, const char *fmt, ...)
{
    if (!s->env.hooks->log)
        return;
    struct buf line = BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    if (!buf_vprintf(&line, fmt, ap))
        s->env.hooks->log(s->env.hooks->ctx, s, level, buf_str(&line));
    va_end(ap);
    buf_free(&line);
}

static void count_pages(struct scanner *s)
{
    struct scanner_status *st = &s->status;
    st->batch[0] = '\0';
    st->sheet = 0;
    if (!s->batch)
        return;
    const struct spool_batch_info *b = spool_batch_peek(s->batch);
    snprintf(st->batch, sizeof st->batch, "%s", b->uuid);
    st->pages = b->pages;
    st->sheet = s->begun.flatbed ? 0 : spool_batch_wanted_sheet(s->batch);
}

void scanner_tell(struct scanner *s)
{
    struct scanner_status *st = &s->status;
    bool runs = s->state == SCANNER_STARTING || s->state == SCANNER_READING || s->state == SCANNER_SAVING;
    bool waits = s->state == SCANNER_OPEN_WAIT || s->state == SCANNER_ATTENTION;
    count_pages(s);
    st->state = s->state;
    st->can_start = s->set->enabled && !s->batch && s->plan == PLAN_NOTHING && (STARTABLE & (1u << s->state));
    st->can_continue = st->can_finish = waits;
    st->can_cancel = runs || (s->plan != PLAN_NOTHING && (s->state == SCANNER_PROBING || s->state == SCANNER_BACKOFF));
    st->can_release = !s->batch && s->plan == PLAN_NOTHING && (RELEASABLE & (1u << s->state));
    st->can_enable = s->set->enabled && s->plan == PLAN_NOTHING && (ENABLEABLE & (1u << s->state));
    if (s->env.hooks->state)
        s->env.hooks->state(s->env.hooks->ctx, s, st);
}

void scanner_to(struct scanner *s, enum scanner_state state, const char *code)
{
    if (!(allowed[s->state] & (1u << state)) && s->state != state)
        scanner_note(s, LOG_ERROR, "went from %s to %s, which the diagram does not have", scanner_state_name(s->state),
                     scanner_state_name(state));
    scanner_set_timer(s, 0, NULL);
    s->state = state;
    count_pages(s);
    snprintf(s->status.code, sizeof s->status.code, "%s", code);
    struct scanner_numbers numbers = {.sheet = s->status.sheet, .pages = s->status.pages};
    if (s->batch) {
        numbers.fronts = spool_batch_peek(s->batch)->fronts;
        numbers.backs = spool_batch_peek(s->batch)->backs;
    }
    scanner_text(code, &numbers, s->status.message_vi, s->status.message_en);
    scanner_name_owner(s, code);
    if (state != SCANNER_RELEASED)
        s->status.released_until_ms = 0;
    scanner_tell(s);
}

static int run_timer(sd_event_source *source, uint64_t now, void *ctx)
{
    struct scanner *s = ctx;
    void (*action)(struct scanner *) = s->timer_action;
    (void)source;
    (void)now;
    s->timer_action = NULL;
    if (action)
        action(s);
    return 0;
}

void scanner_set_timer(struct scanner *s, uint64_t ms, void (*action)(struct scanner *s))
{
    s->timer_action = action;
    bool on = action && sd_event_source_set_time_relative(s->timer, ms * 1000) >= 0;
    (void)sd_event_source_set_enabled(s->timer, on ? SD_EVENT_ONESHOT : SD_EVENT_OFF);
}

void scanner_probe(struct scanner *s)
{
    struct so_error err;
    scanner_to(s, SCANNER_PROBING, "");
    if (s->worker.pid) {
        /* Its end comes back here. */
        if (!s->worker.killed && !s->worker.terminated)
            scanner_worker_quit(s);
        return;
    }
    int r = scanner_make_sane_config(s, &err);
    r = r ? r : scanner_worker_start(s, &err);
    if (r) {
        scanner_note(s, LOG_ERROR, "%s", err.text);
        scanner_on_open_failure(s, SCAN_NO_MEMORY);
    }
}

static void recycle(struct scanner *s)
{
    scanner_note(s, LOG_DEBUG, "replacing a worker that has been idle for long");
    scanner_probe(s);
}

void scanner_rest(struct scanner *s, const char *code)
{
    bool open = s->worker.pid && s->worker.opened && !s->worker.expected && !s->worker.terminated;
    s->plan = PLAN_NOTHING;
    if (open && s->status.watched) {
        scanner_to(s, SCANNER_WATCHING, code);
        scanner_set_timer(s, s->tempo->recycle, recycle);
    } else if (s->status.device[0] && !s->status.watched) {
        scanner_worker_quit(s);
        scanner_to(s, s->network.sees ? SCANNER_WATCHING : SCANNER_IDLE, code);
        if (s->network.watch)
            escl_watch_soon(s->network.watch);
    } else {
        scanner_probe(s);
    }
}

struct adoption {
    struct scanner *scanner;
    char uuid[SPOOL_UUID_SIZE];
    int64_t begun_ms;
};

static int find_newest_paused(void *ctx, const struct spool_batch_info *b)
{
    struct adoption *a = ctx;
    if (b->state == BATCH_PAUSED && b->begun_ms >= a->begun_ms) {
        a->begun_ms = b->begun_ms;
        snprintf(a->uuid, sizeof a->uuid, "%s", b->uuid);
    }
    return SO_OK;
}

/* Takes up what a crash left paused. An older one that nobody went on with stays paused until this one is closed. */
static void adopt_batch(struct scanner *s)
{
    struct adoption a = {.scanner = s};
    struct so_error err;
    int r = spool_batches(s->env.spool, s->set->name, find_newest_paused, &a, &err);
    if (!r && a.uuid[0])
        r = spool_batch_resume(s->env.spool, s->set->name, a.uuid, &s->batch, &err);
    if (r)
        scanner_note(s, LOG_ERROR, "%s", err.text);
    if (s->batch) {
        const struct spool_batch_info *b = spool_batch_peek(s->batch);
        s->begun.flatbed = b->flatbed;
        s->begun.duplex = b->duplex;
        s->manual_duplex = b->manual_duplex;
        s->profile = scanner_find_profile(s, b->profile);
    }
}

/* A batch from a former life: a stack that was to be turned over still is. */
static void ask_about_batch(struct scanner *s)
{
    scanner_to(s, SCANNER_ATTENTION, scanner_turn_is_due(s) ? "turn_over" : "interrupted");
}

static void begin(struct scanner *s)
{
    adopt_batch(s);
    if (!s->set->enabled)
        scanner_to(s, SCANNER_DISABLED, "disabled");
    else if (s->batch)
        ask_about_batch(s);
    else
        scanner_probe(s);
}

int scanner_new(const struct settings_scanner *settings, const struct scanner_env *env, struct scanner **ret_scanner,
                struct so_error *err)
{
    struct scanner *s = calloc(1, sizeof *s);
    if (!s)
        return so_fail(err, SO_ENOMEM, "out of memory");
    s->set = settings;
    s->env = *env;
    s->tempo = env->tempo ? env->tempo : &usual_tempo;
    s->worker = (struct scanner_worker){.sock = -1, .pidfd = -1};
    s->state = SCANNER_ABSENT;
    s->status.name = settings->name;
    s->status.label = settings->label[0] ? settings->label : settings->name;
    s->status.state = s->state;
    int r = sd_event_add_time_relative(env->loop, &s->timer, CLOCK_MONOTONIC, 0, 0, run_timer, s);
    if (r < 0) {
        free(s);
        return so_fail(err, so_result_from_errno(-r), "scanner %s: no timer", settings->name);
    }
    scanner_network_start(s);
    /* The first step comes from the loop, when the caller already has the scanner. */
    scanner_set_timer(s, 0, begin);
    *ret_scanner = s;
    return SO_OK;
}

void scanner_free(struct scanner *s)
{
    if (!s)
        return;
    bool asked = s->worker.asked && !s->begun.flatbed;
    struct spool_page_info ignored;
    scanner_worker_discard(s);
    if (s->page)
        (void)spool_page_abort(s->page, "shutdown", &ignored, NULL);
    else if (asked && s->batch)
        (void)spool_page_unheard(s->batch, &ignored, NULL);
    if (s->batch && spool_batch_peek(s->batch)->state == BATCH_OPEN)
        (void)spool_batch_set_state(s->batch, BATCH_PAUSED, "shutdown", NULL);
    escl_watch_free(s->network.watch);
    sd_event_source_disable_unref(s->timer);
    scan_job_free(&s->job);
    scan_begun_free(&s->begun);
    free(s);
}

static int refuse(const struct scanner *s, const char *what, struct so_error *err)
{
    return so_fail(err, SO_EBUSY, "scanner %s is %s and cannot %s now", s->set->name, scanner_state_name(s->state),
                   what);
}

/* Goes on with an open worker, or opens one for it. */
static void run(struct scanner *s)
{
    s->network.had_paper = s->network.known && s->status.paper_loaded;
    s->network.again = 0;
    s->plan = PLAN_SCAN;
    s->busy_tries = 0;
    s->open_failures = 0;
    s->reset_tried = false;
    s->user_cancel = false;
    if (s->worker.pid && s->worker.opened && !s->worker.expected && !s->worker.in_job)
        scanner_go(s);
    else
        scanner_probe(s);
}

int scanner_start_scan(struct scanner *s, const struct scanner_request *request, struct so_error *err)
{
    struct scan_job job;
    if (!s->status.can_start)
        return refuse(s, "start", err);
    int r = scanner_make_job(s, request, &job, err);
    if (r)
        return r;
    scan_job_free(&s->job);
    s->job = job;
    s->profile = request ? scanner_find_profile(s, request->profile) : NULL;
    s->sheets = request ? request->sheets : 0;
    s->manual_duplex = (request && request->manual_duplex) || (s->profile && s->profile->manual_duplex);
    s->status.pages = s->status.last_page = s->status.partial = 0;
    s->status.last_record = 0;
    memset(s->crashes, 0, sizeof s->crashes);
    run(s);
    return SO_OK;
}

int scanner_continue(struct scanner *s, struct so_error *err)
{
    if (s->state != SCANNER_OPEN_WAIT && s->state != SCANNER_ATTENTION)
        return refuse(s, "continue", err);
    int r = SO_OK;
    if (!s->job.sources) {
        /* A batch from before the daemon's start: how it was scanned is known by its source and profile. */
        struct scanner_request as_before = {.profile = s->profile ? s->profile->name : NULL,
                                            .source = s->batch ? spool_batch_peek(s->batch)->source : NULL};
        if (as_before.source && !as_before.source[0])
            as_before.source = NULL;
        r = scanner_make_job(s, &as_before, &s->job, err);
    }
    if (!r && scanner_turn_is_due(s))
        r = spool_batch_turn(s->batch, err);
    if (r)
        return r;
    run(s);
    return SO_OK;
}

int scanner_finish(struct scanner *s, struct so_error *err)
{
    if (s->state != SCANNER_OPEN_WAIT && s->state != SCANNER_ATTENTION)
        return refuse(s, "finish", err);
    /* After a fault the fronts are finished first: their backs have not been asked for yet. */
    if (s->state == SCANNER_ATTENTION && scanner_may_turn(s)) {
        scanner_ask_to_turn(s);
        return SO_OK;
    }
    bool by_choice =
        s->state == SCANNER_OPEN_WAIT || !strcmp(s->status.code, "cancelled") || !strcmp(s->status.code, "max_pages");
    scanner_close_batch(s, !by_choice);
    adopt_batch(s);
    if (s->batch)
        ask_about_batch(s);
    else
        scanner_rest(s, "");
    return SO_OK;
}

int scanner_cancel(struct scanner *s, struct so_error *err)
{
    if (!s->status.can_cancel)
        return refuse(s, "cancel", err);
    s->user_cancel = true;
    s->plan = PLAN_NOTHING;
    if (s->worker.in_job) {
        scanner_worker_cancel(s);
    } else if (s->batch && spool_batch_last_page(s->batch, &(struct spool_page_info){0})) {
        scanner_to(s, SCANNER_ATTENTION, "cancelled");
    } else {
        scanner_close_batch(s, false);
        scanner_rest(s, "");
    }
    return SO_OK;
}

int scanner_enable(struct scanner *s, struct so_error *err)
{
    if (!s->set->enabled)
        return so_fail(err, SO_EBUSY, "scanner %s is switched off in the settings", s->set->name);
    if (!(ENABLEABLE & (1u << s->state)))
        return refuse(s, "be enabled", err);
    s->open_failures = 0;
    memset(s->crashes, 0, sizeof s->crashes);
    if (s->batch)
        ask_about_batch(s);
    else
        scanner_probe(s);
    return SO_OK;
}

int scanner_release(struct scanner *s, unsigned minutes, struct so_error *err)
{
    if (!s->status.can_release || s->worker.in_job)
        return refuse(s, "be released", err);
    if (minutes > SCANNER_RELEASE_MAX)
        return so_fail(err, SO_EINVALID, "a scanner can be given away for at most %d minutes", SCANNER_RELEASE_MAX);
    uint64_t ms = (uint64_t)minutes * 60000;
    scanner_worker_quit(s);
    s->status.released_until_ms = minutes ? clock_now_ms() + (int64_t)ms : 0;
    scanner_to(s, SCANNER_RELEASED, minutes ? "released_for" : "released");
    if (minutes)
        scanner_set_timer(s, ms, scanner_probe);
    return SO_OK;
}

void scanner_look_again(struct scanner *s)
{
    bool waits = s->state == SCANNER_ABSENT || s->state == SCANNER_BACKOFF || s->state == SCANNER_IDLE;
    bool shut_out =
        s->state == SCANNER_DISABLED && (!strcmp(s->status.code, "no_rights") || !strcmp(s->status.code, "ambiguous"));
    if (s->set->url[0] || (!waits && !shut_out))
        return;
    s->open_failures = 0;
    scanner_probe(s);
}

int scanner_handed(struct scanner *s, const char *batch, uint32_t number, int64_t record, struct so_error *err)
{
    int r = spool_page_handed(s->env.spool, s->set->name, batch, number, record, err);
    if (r || !s->batch || strcmp(spool_batch_peek(s->batch)->uuid, batch) || number != s->status.last_page)
        return r;
    s->status.last_record = record;
    if (s->status.can_continue)
        scanner_tell(s);
    return SO_OK;
}

void scanner_get_status(const struct scanner *s, struct scanner_status *ret_status)
{
    *ret_status = s->status;
}

const char *scanner_name(const struct scanner *s)
{
    return s->set->name;
}

const struct settings_scanner *scanner_settings(const struct scanner *s)
{
    return s->set;
}
