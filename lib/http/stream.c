/*
 * Server-sent events. A stream without news suspends its connection and costs no thread. Two threads meet here: the
 * connection's own (reads, suspends) and whoever wakes it; `wakes` closes the gap between "nothing to send" and
 * "asleep".
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/private.h"

struct http_stream {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_stream_source source;
    struct http_stream *next; /* in server->streams, under its lock */
    struct buf pending;
    size_t sent;          /* of pending */
    int64_t last_sent_ms; /* monotonic */
    pthread_mutex_t lock; /* guards the two below */
    unsigned long wakes;
    bool asleep;
};

static bool is_stopping(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    bool stopping = server->stopping;
    pthread_mutex_unlock(&server->lock);
    return stopping;
}

static unsigned silence_seconds(const struct http_server *server)
{
    return server->settings.stream_seconds ? server->settings.stream_seconds : 15;
}

void http_stream_wake(struct http_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->wakes++;
    if (stream->asleep) {
        stream->asleep = false;
        MHD_resume_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->lock);
}

/* Fills pending with what the source has, or with a sign of life; 0 also when there is nothing. */
static int refill(struct http_stream *stream)
{
    buf_clear(&stream->pending);
    stream->sent = 0;
    int r = stream->source.next(stream->source.state, &stream->pending);
    if (r)
        return r;
    int64_t now = clock_mono_ms();
    if (!stream->pending.len && now - stream->last_sent_ms >= (int64_t)silence_seconds(stream->server) * 1000)
        r = buf_append_str(&stream->pending, ":\n\n");
    if (stream->pending.len)
        stream->last_sent_ms = now;
    return r;
}

static ssize_t read_stream(void *cls, uint64_t pos, char *out, size_t max)
{
    (void)pos;
    struct http_stream *stream = cls;
    while (stream->sent == stream->pending.len) {
        pthread_mutex_lock(&stream->lock);
        unsigned long wakes = stream->wakes;
        pthread_mutex_unlock(&stream->lock);
        if (is_stopping(stream->server) || refill(stream) != SO_OK)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (stream->pending.len)
            break;
        pthread_mutex_lock(&stream->lock);
        bool sleep = wakes == stream->wakes;
        if (sleep) {
            stream->asleep = true;
            MHD_suspend_connection(stream->connection);
        }
        pthread_mutex_unlock(&stream->lock);
        if (sleep)
            return 0;
    }
    size_t n = stream->pending.len - stream->sent;
    if (n > max)
        n = max;
    memcpy(out, stream->pending.data + stream->sent, n);
    stream->sent += n;
    return (ssize_t)n;
}

static void close_stream(void *cls)
{
    struct http_stream *stream = cls;
    struct http_server *server = stream->server;
    if (stream->source.closed)
        stream->source.closed(stream->source.state);
    pthread_mutex_lock(&server->lock);
    struct http_stream **at = &server->streams;
    while (*at && *at != stream)
        at = &(*at)->next;
    if (*at)
        *at = stream->next;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    pthread_mutex_destroy(&stream->lock);
    buf_free(&stream->pending);
    free(stream);
}

void http_reply_stream(struct http_request *req, const struct http_stream_source *source)
{
    struct http_stream *stream = calloc(1, sizeof *stream);
    struct MHD_Response *response =
        stream ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * 1024, read_stream, stream, close_stream)
               : NULL;
    if (!response) {
        free(stream);
        if (source->closed)
            source->closed(source->state);
        http_reply_failure(req, MHD_HTTP_SERVICE_UNAVAILABLE);
        return;
    }
    stream->server = req->server;
    stream->connection = req->connection;
    stream->source = *source;
    stream->last_sent_ms = clock_mono_ms();
    pthread_mutex_init(&stream->lock, NULL);
    pthread_mutex_lock(&req->server->lock);
    stream->next = req->server->streams;
    req->server->streams = stream;
    pthread_mutex_unlock(&req->server->lock);
    if (source->opened)
        source->opened(source->state, stream);
    /* Proxies between (nginx) must not hold events back. */
    (void)http_set_header(req, "X-Accel-Buffering", "no");
    http_queue(req, MHD_HTTP_OK, "text/event-stream; charset=utf-8", response);
}

static void wake_all_locked(struct http_server *server)
{
    for (struct http_stream *s = server->streams; s; s = s->next)
        http_stream_wake(s);
}

static void *keep(void *cls)
{
    struct http_server *server = cls;
    pthread_mutex_lock(&server->lock);
    while (!server->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += silence_seconds(server);
        int r = 0;
        while (!server->stopping && r != ETIMEDOUT)
            r = pthread_cond_timedwait(&server->changed, &server->lock, &until);
        wake_all_locked(server);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

int http_keeper_start(struct http_server *server, struct so_error *err)
{
    int e = pthread_create(&server->keeper, NULL, keep, server);
    if (e)
        return so_fail(err, so_result_from_errno(e), "cannot start a thread: %s", strerror(e));
    server->keeper_runs = true;
    return SO_OK;
}

void http_keeper_stop(struct http_server *server)
{
    if (!server->keeper_runs)
        return;
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->keeper, NULL);
    server->keeper_runs = false;
}

void http_streams_end(struct http_server *server)
{
    /* New connections would bring new streams. */
    int listening = MHD_quiesce_daemon(server->daemon);
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->changed);
    while (server->streams) {
        wake_all_locked(server);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += 20 * 1000 * 1000;
        if (until.tv_nsec >= 1000 * 1000 * 1000) {
            until.tv_nsec -= 1000 * 1000 * 1000;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&server->changed, &server->lock, &until);
    }
    pthread_mutex_unlock(&server->lock);
    if (listening >= 0 && listening != server->settings.listen_fd)
        close(listening);
}
