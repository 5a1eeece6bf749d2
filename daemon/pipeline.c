#include "daemon/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "base/log.h"
#include "daemon/assembly.h"
#include "daemon/learnt.h"
#include "daemon/reading.h"
#include "daemon/unpack.h"
#include "store/object.h"
#include "store/papers.h"
#include "store/readings.h"

#define IDLE_WAIT_S 2 /* a job whose wake-up was lost waits at most this long */
#define ERROR_WAIT_S 5
#define EVIDENCE_DPI 100 /* of a page that broke off: to be looked at, not to be read */
#define WORKERS_MAX 16

struct lane {
    struct pipeline *pipeline;
    pthread_t thread;
    struct reader *reader;
    bool running;
};

struct pipeline {
    struct pipeline_options options;
    struct learnt *learnt;
    struct assembly *assembly;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping, rereads;
    unsigned wakes; /* counts, so that a wake-up during work is not lost */
    int busy;
    atomic_bool best;
    pthread_mutex_t render_lock;
    struct reader *renderer;
    struct {
        int64_t page; /* what the renderer holds; 0: nothing that can be relied on */
        int turned;
        float skew;
    } held;
    struct lane lanes[WORKERS_MAX];
};

/* Opens the image file of a job's page. */
static int open_page(struct pipeline *p, const char *object, const char *name, int file_page, struct unpack **ret_unpack,
                     int *ret_fd, int *ret_file_page, struct so_error *err)
{
    char *path = store_object_path(p->options.store, object);
    if (!path)
        return so_fail(err, SO_ENOMEM, "%s: out of memory", name);
    struct unpack *u = NULL;
    int r = unpack_open(path, name, &u, err);
    if (!r)
        r = unpack_page(u, file_page, ret_fd, ret_file_page, err);
    free(path);
    if (r)
        unpack_close(u);
    else
        *ret_unpack = u;
    return r;
}

/* Renders the page that the reader holds and puts it where the viewer looks for it. */
static int save_image(struct pipeline *p, struct reader *reader, int64_t page, struct so_error *err)
{
    struct render_result image = {0};
    int r = reader_render(reader, p->options.image_dpi, p->options.image_quality, &image, err);
    if (r)
        return r;
    char *path = store_derived_path(p->options.store, page, PIPELINE_IMAGE);
    r = path ? file_write_whole(path, image.jpeg.data, image.jpeg.len, 0640, err)
             : so_fail(err, SO_ENOMEM, "page image: out of memory");
    free(path);
    buf_free(&image.jpeg);
    return r;
}

/* A better reading replaces the current one; the first one always does. */
static bool is_better(struct pipeline *p, const struct store_job *job, float score)
{
    if (job->kind != STORE_JOB_REREAD)
        return true;
    struct store_reading now;
    if (store_page_reading(p->options.store, job->page, &now, NULL))
        return true;
    bool better = score > now.score;
    store_reading_free(&now);
    return better;
}

static int keep_reading(struct pipeline *p, const struct store_job *job, struct reading *reading, bool *ret_better,
                        struct so_error *err)
{
    float score = reading_score(reading);
    bool better = is_better(p, job, score);
    struct store_reading_new kept = {
        .page = job->page,
        .models = reading->page.quality == QUALITY_BEST && p->best ? "vie, vie_best" : "vie",
        .score = score,
        .current = better,
        .read = &reading->page,
        .answers = &reading->answers,
    };
    int64_t id;
    int r = store_reading_put(p->options.store, &kept, &id, err);
    if (!r)
        *ret_better = better;
    return r;
}

/* The page's number within its source; 0 when the store can't say. */
static int page_seq(struct pipeline *p, int64_t id)
{
    struct store_page page;
    if (store_page_load(p->options.store, id, &page, NULL))
        return 0;
    int seq = page.seq;
    store_page_free(&page);
    return seq;
}

static struct timespec in_seconds(int seconds)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += seconds;
    return t;
}

/* Sleeps for so long whatever is woken; false when stopping. */
static bool pause_lane(struct pipeline *p, int seconds)
{
    struct timespec until = in_seconds(seconds);
    pthread_mutex_lock(&p->lock);
    while (!p->stopping && pthread_cond_timedwait(&p->wake, &p->lock, &until) != ETIMEDOUT)
        continue;
    bool go_on = !p->stopping;
    pthread_mutex_unlock(&p->lock);
    return go_on;
}

static int record_failure(struct pipeline *p, const struct store_job *job, const struct so_error *why, bool passes,
                          bool *ret_aside, struct so_error *err)
{
    if (passes)
        return store_job_release(p->options.store, job->id, err);
    /* A page that took too long would take as long again: it has failed, until a person has it tried again. */
    if (why->code == SO_ECRASHED)
        return store_job_crashed(p->options.store, job->id, why->text, ret_aside, err);
    return store_job_fail(p->options.store, job->id, why->text, err);
}

/*
 * What becomes of a job whose page could not be read. Where the machine is at fault, not the page, the job waits for
 * better times. A full disk may refuse even this note: the lane stays with it, for a job that nobody holds is lost until
 * the next start. True when the page has failed for good.
 */
static bool fail_job(struct pipeline *p, const struct store_job *job, int seq, const struct so_error *why)
{
    bool passes = why->code == SO_ENOMEM || why->code == SO_ENOSPACE || why->code == SO_EBUSY;
    bool aside = false;
    struct so_error err = {0};
    log_warning("page %lld: %s%s", (long long)job->page, why->text, passes ? "; trying again later" : "");
    while (record_failure(p, job, why, passes, &aside, &err)) {
        log_error("page %lld: its failure can't be recorded: %s", (long long)job->page, err.text);
        if (err.code == SO_ENOTFOUND || !pause_lane(p, ERROR_WAIT_S))
            return false;
    }
    if (passes)
        return pause_lane(p, ERROR_WAIT_S) && false;
    if (aside)
        log_warning("page %lld: set aside", (long long)job->page);
    events_page(p->options.events, job->source, job->page, seq, aside ? "set_aside" : "failed");
    pipeline_look_over(p, job->source);
    return true;
}

/* Reads the job's page and records it; *ret_improved counts papers that got better. */
static int do_read(struct lane *lane, const struct store_job *job, int seq, int *ret_improved, struct so_error *err)
{
    struct pipeline *p = lane->pipeline;
    char name[40];
    snprintf(name, sizeof name, "page %lld", (long long)job->page);
    struct unpack *u = NULL;
    struct reading reading = {0};
    struct reading_of of = {.fd = -1, .name = name, .number = seq};
    enum quality quality = job->kind == STORE_JOB_REREAD ? QUALITY_BEST : QUALITY_FAST;
    bool better = false;
    int r = open_page(p, job->object, name, job->file_page, &u, &of.fd, &of.file_page, err);
    const struct paper_rules *rules = learnt_take(p->learnt);
    if (!r)
        r = reading_take(lane->reader, rules, &of, quality, &reading, err);
    learnt_give(p->learnt, rules);
    if (!r)
        p->best = p->best || reader_has_best(lane->reader);
    r = r ? r : keep_reading(p, job, &reading, &better, err);
    if (!r && better)
        r = assembly_put(p->assembly, job, &reading, ret_improved, err);
    /* The job ends last: a crash before this leaves it leased, and the page is read again rather than half recorded. */
    r = r ? r : store_job_finish(p->options.store, job->id, err);
    if (!r)
        events_page(p->options.events, job->source, job->page, seq, "read");
    struct so_error image_err = {0};
    if (!r && job->kind == STORE_JOB_READ && save_image(p, lane->reader, job->page, &image_err))
        log_warning("page %lld: no access image: %s", (long long)job->page, image_err.text);
    reading_free(&reading);
    if (of.fd >= 0)
        close(of.fd);
    unpack_close(u);
    return r;
}

static int hold_page(struct pipeline *p, struct reader *reader, const struct store_page *page, struct so_error *err)
{
    char name[40];
    snprintf(name, sizeof name, "page %lld", (long long)page->id);
    struct unpack *u = NULL;
    int fd = -1, file_page = 1;
    int r = open_page(p, page->object, name, page->file_page, &u, &fd, &file_page, err);
    if (!r)
        r = reader_hold(reader, fd, name, file_page, page->turned, page->skew, err);
    if (fd >= 0)
        close(fd);
    unpack_close(u);
    return r;
}

static int do_render(struct lane *lane, const struct store_job *job, struct so_error *err)
{
    struct store_page page;
    int r = store_page_load(lane->pipeline->options.store, job->page, &page, err);
    if (r)
        return r;
    r = hold_page(lane->pipeline, lane->reader, &page, err);
    r = r ? r : save_image(lane->pipeline, lane->reader, job->page, err);
    r = r ? r : store_job_finish(lane->pipeline->options.store, job->id, err);
    store_page_free(&page);
    return r;
}

static void do_job(struct lane *lane, const struct store_job *job)
{
    struct pipeline *p = lane->pipeline;
    struct so_error err = {0};
    int improved = 0, seq = page_seq(p, job->page);
    bool over = true;
    int r = job->kind == STORE_JOB_RENDER ? do_render(lane, job, &err) : do_read(lane, job, seq, &improved, &err);
    if (r) {
        err.code = r;
        over = fail_job(p, job, seq, &err);
    }
    if (job->kind == STORE_JOB_REREAD && p->options.reread && over) {
        struct pipeline_reread step = {.page = job->page, .failed = r != 0, .improved = improved};
        p->options.reread(p->options.reread_ctx, &step);
    }
}

/* Sleeps until pipeline_wake, pipeline_stop or the seconds have passed; false when stopping. */
static bool wait_for_work(struct pipeline *p, unsigned *seen, int seconds)
{
    struct timespec until = in_seconds(seconds);
    pthread_mutex_lock(&p->lock);
    while (!p->stopping && *seen == p->wakes)
        if (pthread_cond_timedwait(&p->wake, &p->lock, &until))
            break;
    *seen = p->wakes;
    bool go_on = !p->stopping;
    pthread_mutex_unlock(&p->lock);
    return go_on;
}

static unsigned kinds_now(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    unsigned kinds = STORE_JOB_BIT(STORE_JOB_READ) | STORE_JOB_BIT(STORE_JOB_RENDER);
    if (p->rereads)
        kinds |= STORE_JOB_BIT(STORE_JOB_REREAD);
    if (p->stopping)
        kinds = 0;
    pthread_mutex_unlock(&p->lock);
    return kinds;
}

static void count_busy(struct pipeline *p, int by)
{
    pthread_mutex_lock(&p->lock);
    p->busy += by;
    pthread_mutex_unlock(&p->lock);
}

static void *run_lane(void *arg)
{
    struct lane *lane = arg;
    struct pipeline *p = lane->pipeline;
    unsigned seen = 0;
    p->best = p->best || reader_has_best(lane->reader);
    for (unsigned kinds; (kinds = kinds_now(p)) != 0;) {
        struct store_job job;
        struct so_error err = {0};
        int r = store_job_lease(p->options.store, kinds, false, &job, &err);
        if (r == SO_EEND) {
            if (!wait_for_work(p, &seen, IDLE_WAIT_S))
                break;
            continue;
        }
        if (r) {
            log_error("no work can be taken: %s", err.text);
            if (!wait_for_work(p, &seen, ERROR_WAIT_S))
                break;
            continue;
        }
        count_busy(p, 1);
        do_job(lane, &job);
        count_busy(p, -1);
        store_job_free(&job);
    }
    return NULL;
}

int pipeline_start(const struct pipeline_options *options, struct pipeline **ret_pipeline, struct so_error *err)
{
    if (options->workers < 1 || options->workers > WORKERS_MAX)
        return so_fail(err, SO_EINVALID, "readers: %d workers, not 1 to %d", options->workers, WORKERS_MAX);
    struct pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return so_fail(err, SO_ENOMEM, "out of memory");
    p->options = *options;
    pthread_mutex_init(&p->lock, NULL);
    pthread_mutex_init(&p->render_lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    struct reader_options render = options->reader;
    render.render_only = true;
    int r = reader_open(&render, &p->renderer, err);
    r = r ? r : learnt_new(options->store, options->rules, &p->learnt, err);
    r = r ? r : assembly_new(options->store, p->learnt, options->events, &p->assembly, err);
    if (!r)
        assembly_catch_up(p->assembly);
    for (int i = 0; i < options->workers && !r; i++) {
        struct lane *lane = &p->lanes[i];
        lane->pipeline = p;
        r = reader_open(&options->reader, &lane->reader, err);
        /* One that can't start, for want of a model, is told now and not page by page. */
        r = r || i ? r : reader_start(lane->reader, err);
        if (!r && pthread_create(&lane->thread, NULL, run_lane, lane))
            r = so_fail(err, SO_ENOMEM, "no thread for a reader");
        lane->running = !r;
    }
    if (r) {
        pipeline_stop(p);
        return r;
    }
    *ret_pipeline = p;
    return SO_OK;
}

void pipeline_stop(struct pipeline *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < WORKERS_MAX; i++) {
        if (p->lanes[i].running)
            pthread_join(p->lanes[i].thread, NULL);
        reader_close(p->lanes[i].reader);
    }
    reader_close(p->renderer);
    assembly_free(p->assembly);
    learnt_free(p->learnt);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->render_lock);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

int pipeline_arrange(struct pipeline *p, int64_t source, struct so_error *err)
{
    return assembly_arrange(p->assembly, source, err);
}

void pipeline_look_over(struct pipeline *p, int64_t source)
{
    struct so_error err;
    if (assembly_look_over(p->assembly, source, &err))
        log_error("source %lld: what to look at can't be said: %s", (long long)source, err.text);
}

void pipeline_wake(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    p->wakes++;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

void pipeline_allow_rereads(struct pipeline *p, bool on)
{
    pthread_mutex_lock(&p->lock);
    p->rereads = on;
    pthread_mutex_unlock(&p->lock);
    pipeline_wake(p);
}

int pipeline_busy(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    int busy = p->busy;
    pthread_mutex_unlock(&p->lock);
    return busy;
}

bool pipeline_has_best(const struct pipeline *p)
{
    return p->best;
}

/* The renderer holds this page from now on; the caller has the render lock. */
static int hold_for_rendering(struct pipeline *p, const struct store_page *page, struct so_error *err)
{
    if (p->held.page == page->id && p->held.turned == page->turned && p->held.skew == page->skew)
        return SO_OK;
    p->held.page = 0;
    int r = hold_page(p, p->renderer, page, err);
    if (!r) {
        p->held.page = page->id;
        p->held.turned = page->turned;
        p->held.skew = page->skew;
    }
    return r;
}

int pipeline_render(void *ctx, const struct store_page *page, const struct render_request *request,
                    struct render_result *ret, struct so_error *err)
{
    struct pipeline *p = ctx;
    pthread_mutex_lock(&p->render_lock);
    int r = hold_for_rendering(p, page, err);
    r = r ? r : reader_render(p->renderer, request->dpi, request->jpeg_quality, ret, err);
    if (r)
        p->held.page = 0;
    pthread_mutex_unlock(&p->render_lock);
    return r;
}

int pipeline_render_file(struct pipeline *p, int fd, const char *name, struct buf *ret_jpeg, struct so_error *err)
{
    struct render_result image = {0};
    pthread_mutex_lock(&p->render_lock);
    p->held.page = 0;
    int r = reader_hold(p->renderer, fd, name, 1, 0, 0, err);
    r = r ? r : reader_render(p->renderer, EVIDENCE_DPI, p->options.image_quality, &image, err);
    pthread_mutex_unlock(&p->render_lock);
    if (!r)
        *ret_jpeg = image.jpeg;
    return r;
}

static int open_image(struct pipeline *p, int64_t page)
{
    char *path = store_derived_path(p->options.store, page, PIPELINE_IMAGE);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    free(path);
    return fd;
}

int pipeline_page_image(struct pipeline *p, int64_t id, int *ret_fd, struct so_error *err)
{
    struct store_page page;
    int r = store_page_load(p->options.store, id, &page, err);
    if (r)
        return r;
    int fd = page.image_kept ? open_image(p, id) : -1;
    if (!page.image_kept) {
        r = so_fail(err, SO_EEND, "page %lld: its image is not kept", (long long)id);
    } else if (fd < 0) {
        pthread_mutex_lock(&p->render_lock);
        r = hold_for_rendering(p, &page, err);
        r = r ? r : save_image(p, p->renderer, id, err);
        if (r)
            p->held.page = 0;
        pthread_mutex_unlock(&p->render_lock);
        fd = r ? -1 : open_image(p, id);
        if (!r && fd < 0)
            r = so_fail(err, SO_EIO, "page %lld: its image can't be opened", (long long)id);
    }
    store_page_free(&page);
    if (!r)
        *ret_fd = fd;
    return r;
}
