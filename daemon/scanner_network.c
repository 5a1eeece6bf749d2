/* What a network scanner's own status means for the machine: paper in the feeder, a jam, sleep. */
#include <string.h>

#include "base/log.h"
#include "daemon/scanner_private.h"

#define GO_ON_MAX 2  /* times that a batch goes on by itself while the feeder is loaded */
#define LOST_AFTER 2 /* questions without an answer until the scanner counts as asleep */

static bool rests(const struct scanner *s)
{
    return (s->state == SCANNER_IDLE || s->state == SCANNER_WATCHING) && !s->worker.in_job && s->plan == PLAN_NOTHING;
}

static void on_silence(struct scanner *s)
{
    struct scanner_network *n = &s->network;
    n->known = false;
    if (n->silent < LOST_AFTER && ++n->silent < LOST_AFTER)
        return;
    n->lost = true;
    s->status.paper_loaded = false;
    if (rests(s))
        scanner_to(s, SCANNER_ABSENT, "asleep");
}

/* The scanner is closed and at rest: its word is all that is known of it. */
static void take_status(struct scanner *s, const struct escl_status *status)
{
    const char *code = status->adf == ESCL_ADF_JAM ? "adf_jam" : status->adf == ESCL_ADF_OPEN ? "adf_open" : "";
    bool loaded = status->adf == ESCL_ADF_LOADED, told = !strncmp(s->status.code, "adf_", 4);
    if (s->worker.pid || status->adf == ESCL_ADF_UNKNOWN)
        return;
    s->network.sees = true;
    /* What the last scan left to say stays until paper comes. */
    bool stale = told || code[0] || (loaded && !strcmp(s->status.code, "feeder_empty"));
    const char *now = stale ? code : s->status.code;
    if (s->state != SCANNER_WATCHING || strcmp(now, s->status.code)) {
        char kept[SCANNER_CODE_SIZE];
        memcpy(kept, now, strlen(now) + 1);
        scanner_to(s, SCANNER_WATCHING, kept);
    }
    bool initial = !s->network.known;
    s->network.known = true;
    if (!initial && loaded == s->status.paper_loaded)
        return;
    scanner_on_sensor(
        s, &(struct scan_sensor){
               .kind = SENSOR_PAPER, .name = (char *)(uintptr_t) "AdfState", .on = loaded, .initial = initial});
}

static void stop_counting(struct scanner *s)
{
    s->network.counting = false;
    scanner_on_run_over(s);
}

static void ask_count(struct scanner *s)
{
    s->network.asked_count = true;
    escl_watch_anew(s->network.watch);
    scanner_set_timer(s, 2 * (uint64_t)s->tempo->network_timeout, stop_counting);
}

bool scanner_network_count(struct scanner *s)
{
    if (!s->network.watch || !s->run_images)
        return false;
    /* A feeder needs a moment to know that it is empty, and that it is not. */
    s->network.counting = true;
    s->network.asked_count = false;
    scanner_set_timer(s, s->tempo->network / 2, ask_count);
    return true;
}

/* "No documents" of some devices comes too early: while paper is left the batch goes on. */
static void take_count(struct scanner *s, const struct escl_status *status)
{
    struct scanner_network *n = &s->network;
    bool loaded = status && status->adf == ESCL_ADF_LOADED && n->again < GO_ON_MAX;
    if (status && status->has_images)
        scanner_check_count(s, status->images);
    if (!loaded || !s->worker.pid || !s->worker.opened || s->worker.expected) {
        stop_counting(s);
        return;
    }
    scanner_note(s, LOG_NOTICE, "the feeder was called empty, but it is loaded: going on");
    n->again++;
    scanner_go(s);
}

static void on_answer(void *ctx, const struct escl_status *status)
{
    struct scanner *s = ctx;
    if (s->network.counting && s->state == SCANNER_STARTING && !s->worker.in_job) {
        if (s->network.asked_count)
            take_count(s, status);
        return;
    }
    s->network.counting = false;
    if (!status) {
        on_silence(s);
        return;
    }
    bool woke = s->network.lost;
    s->network.lost = false;
    s->network.silent = 0;
    bool waits = s->state == SCANNER_ABSENT || (s->state == SCANNER_BACKOFF && s->plan == PLAN_NOTHING);
    if (woke && waits) {
        s->open_failures = 0;
        scanner_probe(s);
    } else if (rests(s)) {
        take_status(s, status);
    } else {
        s->network.known = false;
    }
}

static bool anybody(void *ctx)
{
    const struct scanner *s = ctx;
    const struct scanner_hooks *hooks = s->env.hooks;
    return !hooks->anybody || hooks->anybody(hooks->ctx);
}

void scanner_network_start(struct scanner *s)
{
    struct so_error err;
    struct escl_watch_options options = {.loop = s->env.loop,
                                         .url = s->set->url,
                                         .period_ms = s->tempo->network,
                                         .quiet_ms = s->tempo->network_quiet,
                                         .lost_ms_max = s->tempo->network_lost,
                                         .timeout_ms = s->tempo->network_timeout,
                                         .anybody = anybody,
                                         .answered = on_answer,
                                         .ctx = s};
    if (!s->set->url[0] || !s->set->enabled)
        return;
    if (escl_watch_new(&options, &s->network.watch, &err))
        scanner_note(s, LOG_NOTICE, "is not watched: %s", err.text);
}
