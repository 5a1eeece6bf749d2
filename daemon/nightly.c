#include "daemon/nightly.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/runs.h"

#define DOUBT_BELOW 0.85f /* readings that score less are read again */
#define CANDIDATES 500    /* jobs made at a time */
#define LOOK_AGAIN_MS (10 * 60 * 1000)
#define DAY_MINUTES (24 * 60)

struct nightly {
    struct store *store;
    struct events *events;
    const struct settings *settings;
    struct pipeline *pipeline;
    pthread_mutex_t lock;
    int64_t run;        /* 0: none is going */
    bool manual;        /* started by hand: goes on outside the window */
    int pages_read;     /* of the run */
    int64_t look_again; /* monotonic ms: nothing was to be done, look no sooner */
};

int nightly_new(struct store *store, struct events *events, const struct settings *settings, struct nightly **ret_nightly,
                struct so_error *err)
{
    struct nightly *n = calloc(1, sizeof *n);
    if (!n)
        return so_fail(err, SO_ENOMEM, "out of memory");
    n->store = store;
    n->events = events;
    n->settings = settings;
    pthread_mutex_init(&n->lock, NULL);
    *ret_nightly = n;
    return SO_OK;
}

void nightly_free(struct nightly *n)
{
    if (!n)
        return;
    pthread_mutex_destroy(&n->lock);
    free(n);
}

void nightly_attach(struct nightly *n, struct pipeline *pipeline)
{
    n->pipeline = pipeline;
}

static int minute_now(void)
{
    struct civil_time now = clock_civil(clock_now_ms());
    return now.hour * 60 + now.minute;
}

/* Rereads that wait (and, with leased, those in hand); more are made when none waits. */
static int64_t work_left(struct nightly *n, bool make, int64_t *ret_leased)
{
    struct store_job_counts counts = {0};
    struct so_error err;
    if (store_job_count(n->store, &counts, &err)) {
        log_error("the night's work can't be counted: %s", err.text);
        return 0;
    }
    *ret_leased = counts.leased[STORE_JOB_REREAD];
    int64_t waiting = counts.waiting[STORE_JOB_REREAD][STORE_COUNTER] + counts.waiting[STORE_JOB_REREAD][STORE_BACKLOG];
    int added = 0;
    if (!waiting && make && store_reread_candidates(n->store, DOUBT_BELOW, CANDIDATES, &added, &err))
        log_error("pages for the night can't be chosen: %s", err.text);
    return waiting + added;
}

static void begin(struct nightly *n)
{
    struct so_error err;
    if (store_run_begin(n->store, &n->run, &err)) {
        log_error("the night's run can't begin: %s", err.text);
        n->run = 0;
        return;
    }
    n->pages_read = 0;
    log_notice("batch: begun");
    events_batch(n->events, "going", 0);
    pipeline_allow_rereads(n->pipeline, true);
}

static void finish(struct nightly *n, enum store_run_state state)
{
    struct so_error err;
    if (store_run_finish(n->store, n->run, state, &err))
        log_error("the night's run can't be ended: %s", err.text);
    struct store_run run;
    if (!store_run_latest(n->store, &run, NULL))
        log_notice("batch: %s; %d pages read, %d improved, %d still doubtful, %d failed", store_run_state_name(state),
                   run.pages_read, run.improved, run.doubtful, run.failed);
    events_batch(n->events, store_run_state_name(state), n->pages_read);
    n->run = 0;
    n->manual = false;
    n->look_again = clock_mono_ms() + LOOK_AGAIN_MS;
}

void nightly_tick(struct nightly *n)
{
    pthread_mutex_lock(&n->lock);
    bool open = n->manual || settings_in_batch_window(n->settings, minute_now());
    int64_t leased = 0;
    if (!n->run && open && (n->manual || clock_mono_ms() >= n->look_again)) {
        if (work_left(n, true, &leased) || n->manual)
            begin(n);
        else
            n->look_again = clock_mono_ms() + LOOK_AGAIN_MS;
    } else if (n->run) {
        if (!open)
            pipeline_allow_rereads(n->pipeline, false);
        int64_t left = work_left(n, open, &leased);
        if (!leased && !open) {
            finish(n, STORE_RUN_CUT);
        } else if (!leased && !left) {
            pipeline_allow_rereads(n->pipeline, false);
            finish(n, STORE_RUN_DONE);
        } else if (left) {
            pipeline_wake(n->pipeline);
        }
    }
    pthread_mutex_unlock(&n->lock);
}

int nightly_start_now(struct nightly *n, struct so_error *err)
{
    pthread_mutex_lock(&n->lock);
    bool going = n->run != 0;
    n->manual = true;
    pthread_mutex_unlock(&n->lock);
    return going ? so_fail(err, SO_EBUSY, "the batch is going already") : SO_OK;
}

void nightly_reread(void *nightly, const struct pipeline_reread *step)
{
    struct nightly *n = nightly;
    struct store_run_step done = {.page = step->page, .failed = step->failed, .improved = step->improved};
    struct so_error err;
    pthread_mutex_lock(&n->lock);
    if (n->run && store_run_append(n->store, n->run, &done, &err))
        log_error("the night's run: %s", err.text);
    n->pages_read++;
    events_batch(n->events, "going", n->pages_read);
    pthread_mutex_unlock(&n->lock);
}

bool nightly_is_going(struct nightly *n)
{
    pthread_mutex_lock(&n->lock);
    bool going = n->run != 0;
    pthread_mutex_unlock(&n->lock);
    return going;
}

int64_t nightly_next(struct nightly *n)
{
    int minute = minute_now();
    if (settings_in_batch_window(n->settings, minute))
        return 0;
    for (int ahead = 1; ahead < DAY_MINUTES; ahead++)
        if (settings_in_batch_window(n->settings, (minute + ahead) % DAY_MINUTES))
            return clock_now_ms() / 60000 * 60000 + (int64_t)ahead * 60000;
    return 0;
}
