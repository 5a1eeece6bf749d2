#include "daemon/events.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

struct message {
    uint64_t id;
    struct events_about about;
    char *text; /* the whole event as sent, "id: …\nevent: …\ndata: …\n\n" */
    size_t len;
};

struct watcher {
    struct events *events;
    struct http_stream *stream;
    uint64_t seen; /* id of the last message sent */
    bool reset;    /* the client missed messages that are gone */
    struct events_eyes eyes;
    struct watcher *next;
};

struct events {
    pthread_mutex_t lock;
    uint64_t last_id;
    struct message ring[EVENTS_RING]; /* message id stands at id % EVENTS_RING */
    uint64_t first_id;                /* oldest message in the ring; last_id + 1 when it is empty */
    struct watcher *watchers;
};

struct events *events_new(void)
{
    struct events *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    pthread_mutex_init(&e->lock, NULL);
    /* Ids go on rising over a restart, so that a client of the daemon before is recognised. */
    e->last_id = (uint64_t)clock_now_ms();
    e->first_id = e->last_id + 1;
    return e;
}

void events_free(struct events *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < EVENTS_RING; i++)
        free(e->ring[i].text);
    pthread_mutex_destroy(&e->lock);
    free(e);
}

bool events_are_watched(struct events *e)
{
    pthread_mutex_lock(&e->lock);
    bool watched = e->watchers != NULL;
    pthread_mutex_unlock(&e->lock);
    return watched;
}

static bool is_name(const char *s)
{
    return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz_") == strlen(s);
}

static int publish(struct events *e, const char *name, const char *json, struct events_about about)
{
    if (!is_name(name) || strpbrk(json, "\r\n"))
        return SO_EINVALID;
    if (strlen(json) > EVENTS_DATA_MAX)
        return SO_ELIMIT;
    pthread_mutex_lock(&e->lock);
    struct buf text = BUF_INIT;
    uint64_t id = e->last_id + 1;
    int r = buf_printf(&text, "id: %llu\nevent: %s\ndata: %s\n\n", (unsigned long long)id, name, json);
    if (!r) {
        struct message *m = &e->ring[id % EVENTS_RING];
        if (m->text)
            e->first_id = m->id + 1;
        free(m->text);
        *m = (struct message){id, about, text.data, text.len};
        e->last_id = id;
        for (struct watcher *w = e->watchers; w; w = w->next)
            http_stream_wake(w->stream);
    } else {
        buf_free(&text);
    }
    pthread_mutex_unlock(&e->lock);
    return r;
}

int events_publish(struct events *e, const char *name, const char *json)
{
    return publish(e, name, json, (struct events_about){0});
}

void events_paper(struct events *e, int64_t paper, enum events_change change)
{
    static const char *const names[] = {"added", "changed", "removed"};
    char json[96];
    snprintf(json, sizeof json, "{\"paper\":%lld,\"change\":\"%s\"}", (long long)paper, names[change]);
    (void)publish(e, "paper", json, (struct events_about){.paper = paper});
}

void events_page(struct events *e, int64_t source, int64_t page, int seq, const char *state)
{
    char json[160];
    snprintf(json, sizeof json, "{\"source\":%lld,\"page\":%lld,\"seq\":%d,\"state\":\"%.24s\"}", (long long)source,
             (long long)page, seq, state);
    (void)publish(e, "page", json, (struct events_about){.page = page});
}

void events_source(struct events *e, int64_t source)
{
    char json[40];
    snprintf(json, sizeof json, "{\"source\":%lld}", (long long)source);
    (void)publish(e, "source", json, (struct events_about){.source = source});
}

void events_batch(struct events *e, const char *state, int pages_read)
{
    char json[96];
    snprintf(json, sizeof json, "{\"state\":\"%.24s\",\"pages_read\":%d}", state, pages_read);
    (void)events_publish(e, "batch", json);
}

static void on_opened(void *state, struct http_stream *stream)
{
    struct watcher *w = state;
    struct events *e = w->events;
    pthread_mutex_lock(&e->lock);
    w->stream = stream;
    w->next = e->watchers;
    e->watchers = w;
    pthread_mutex_unlock(&e->lock);
}

static int on_next(void *state, struct buf *out)
{
    struct watcher *w = state;
    struct events *e = w->events;
    int r = SO_OK;
    pthread_mutex_lock(&e->lock);
    if (w->reset || w->seen + 1 < e->first_id) {
        r = buf_printf(out, "id: %llu\nevent: reset\ndata: {}\n\n", (unsigned long long)e->last_id);
        w->seen = e->last_id;
        w->reset = false;
    }
    while (!r && w->seen < e->last_id) {
        const struct message *m = &e->ring[(w->seen + 1) % EVENTS_RING];
        if (w->eyes.may_see(w->eyes.context, w->eyes.view, &m->about))
            r = buf_append(out, m->text, m->len);
        if (!r)
            w->seen = m->id;
    }
    pthread_mutex_unlock(&e->lock);
    return r;
}

static void on_closed(void *state)
{
    struct watcher *w = state;
    struct events *e = w->events;
    pthread_mutex_lock(&e->lock);
    for (struct watcher **at = &e->watchers; *at; at = &(*at)->next) {
        if (*at == w) {
            *at = w->next;
            break;
        }
    }
    pthread_mutex_unlock(&e->lock);
    free(w);
}

/* The id that a browser sends when it comes back; false when it sends none. */
static bool last_event_id(const struct http_request *req, uint64_t *ret_id)
{
    const char *header = http_header(req, "Last-Event-ID");
    if (!header || !*header || strlen(header) > 18 || strspn(header, "0123456789") != strlen(header))
        return false;
    *ret_id = strtoull(header, NULL, 10);
    return true;
}

void events_reply(struct events *e, struct http_request *req, const struct events_eyes *eyes)
{
    struct watcher *w = calloc(1, sizeof *w);
    if (!w) {
        http_reply_empty(req, 503);
        return;
    }
    w->events = e;
    w->eyes = *eyes;
    uint64_t id = 0;
    bool came_back = last_event_id(req, &id);
    pthread_mutex_lock(&e->lock);
    w->seen = e->last_id;
    if (came_back && id <= e->last_id && id + 1 >= e->first_id)
        w->seen = id;
    else if (came_back)
        w->reset = true;
    pthread_mutex_unlock(&e->lock);
    http_reply_stream(req, &(struct http_stream_source){w, on_opened, on_next, on_closed});
}
