#include "daemon/loop.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

/* One piece of posted work. A caller that waits owns its item; otherwise the loop frees it. */
struct posted {
    struct posted *next;
    loop_fn fn;
    void *arg;
    bool waited, done;
};

struct ticker {
    struct ticker *next;
    uint64_t ms;
    loop_fn fn;
    void *arg;
    sd_event_source *source;
};

struct loop {
    sd_event *event;
    int wake; /* eventfd */
    pthread_mutex_t lock;
    pthread_cond_t done;
    struct posted *first, **last;
    struct ticker *tickers;
    bool stopped;
};

static int run_posted(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    (void)source;
    (void)revents;
    struct loop *loop = userdata;
    uint64_t count;
    (void)!read(fd, &count, sizeof count);
    pthread_mutex_lock(&loop->lock);
    struct posted *p = loop->first;
    loop->first = NULL;
    loop->last = &loop->first;
    pthread_mutex_unlock(&loop->lock);
    while (p) {
        struct posted *next = p->next;
        p->fn(p->arg);
        if (p->waited) {
            pthread_mutex_lock(&loop->lock);
            p->done = true;
            pthread_cond_broadcast(&loop->done);
            pthread_mutex_unlock(&loop->lock);
        } else {
            free(p);
        }
        p = next;
    }
    return 0;
}

static int on_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
    (void)source;
    (void)info;
    struct loop *loop = userdata;
    return sd_event_exit(loop->event, 0);
}

static int set_up(struct loop *loop)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    /* Blocked here, before any thread is made, so that all threads inherit it and the loop alone gets them. */
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    int r = sd_event_default(&loop->event);
    r = r < 0 ? r : sd_event_add_signal(loop->event, NULL, SIGTERM, on_signal, loop);
    r = r < 0 ? r : sd_event_add_signal(loop->event, NULL, SIGINT, on_signal, loop);
    r = r < 0 ? r : sd_event_set_watchdog(loop->event, true);
    if (r < 0)
        return r;
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return loop->wake < 0 ? -errno : sd_event_add_io(loop->event, NULL, loop->wake, EPOLLIN, run_posted, loop);
}

int loop_new(struct loop **ret_loop, struct so_error *err)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return so_fail(err, SO_ENOMEM, "out of memory");
    loop->wake = -1;
    loop->last = &loop->first;
    pthread_mutex_init(&loop->lock, NULL);
    pthread_cond_init(&loop->done, NULL);
    int r = set_up(loop);
    if (r < 0) {
        loop_free(loop);
        errno = -r;
        return so_fail_errno(err, "the event loop can't be made");
    }
    *ret_loop = loop;
    return SO_OK;
}

void loop_free(struct loop *loop)
{
    if (!loop)
        return;
    while (loop->tickers) {
        struct ticker *next = loop->tickers->next;
        sd_event_source_unref(loop->tickers->source);
        free(loop->tickers);
        loop->tickers = next;
    }
    while (loop->first) {
        struct posted *next = loop->first->next;
        if (!loop->first->waited)
            free(loop->first);
        loop->first = next;
    }
    sd_event_unref(loop->event);
    if (loop->wake >= 0)
        close(loop->wake);
    pthread_cond_destroy(&loop->done);
    pthread_mutex_destroy(&loop->lock);
    free(loop);
}

sd_event *loop_event(struct loop *loop)
{
    return loop->event;
}

int loop_run(struct loop *loop, struct so_error *err)
{
    (void)sd_notify(0, "READY=1");
    int r = sd_event_loop(loop->event);
    (void)sd_notify(0, "STOPPING=1");
    pthread_mutex_lock(&loop->lock);
    loop->stopped = true;
    pthread_cond_broadcast(&loop->done);
    pthread_mutex_unlock(&loop->lock);
    if (r < 0) {
        errno = -r;
        return so_fail_errno(err, "the event loop failed");
    }
    return SO_OK;
}

static void enqueue(struct loop *loop, struct posted *p)
{
    *loop->last = p;
    loop->last = &p->next;
    uint64_t one = 1;
    (void)!write(loop->wake, &one, sizeof one);
}

int loop_post(struct loop *loop, loop_fn fn, void *arg)
{
    struct posted *p = calloc(1, sizeof *p);
    if (!p)
        return SO_ENOMEM;
    p->fn = fn;
    p->arg = arg;
    pthread_mutex_lock(&loop->lock);
    enqueue(loop, p);
    pthread_mutex_unlock(&loop->lock);
    return SO_OK;
}

int loop_call(struct loop *loop, loop_fn fn, void *arg)
{
    struct posted item = {.fn = fn, .arg = arg, .waited = true};
    pthread_mutex_lock(&loop->lock);
    if (!loop->stopped)
        enqueue(loop, &item);
    while (!item.done && !loop->stopped)
        pthread_cond_wait(&loop->done, &loop->lock);
    bool done = item.done;
    /* A stopped loop never takes the item: unlink it, since it lives on this stack. */
    for (struct posted **at = &loop->first; !done && *at; at = &(*at)->next)
        if (*at == &item) {
            *at = item.next;
            if (!*at)
                loop->last = at;
            break;
        }
    pthread_mutex_unlock(&loop->lock);
    return done ? SO_OK : SO_ECANCELLED;
}

static int on_tick(sd_event_source *source, uint64_t usec, void *userdata)
{
    (void)usec;
    struct ticker *t = userdata;
    t->fn(t->arg);
    int r = sd_event_source_set_time_relative(source, t->ms * 1000);
    return r < 0 ? r : sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

int loop_every(struct loop *loop, uint64_t ms, loop_fn fn, void *arg)
{
    struct ticker *t = calloc(1, sizeof *t);
    if (!t)
        return SO_ENOMEM;
    *t = (struct ticker){.next = loop->tickers, .ms = ms, .fn = fn, .arg = arg};
    if (sd_event_add_time_relative(loop->event, &t->source, CLOCK_MONOTONIC, ms * 1000, 0, on_tick, t) < 0) {
        free(t);
        return SO_ENOMEM;
    }
    loop->tickers = t;
    return SO_OK;
}
