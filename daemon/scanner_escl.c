#include "daemon/scanner_escl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"

#define URL_MAX 512

struct escl_watch {
    struct escl_watch_options options;
    struct sockaddr_storage address;
    socklen_t address_len;
    char request[2 * URL_MAX];
    int fd; /* of the question that is under way, or -1 */
    sd_event_source *io;
    sd_event_source *timer; /* of the question's end while one is under way, else of the next one */
    struct buf in;
    uint32_t lost_ms; /* the period while there is no answer; 0: it answers */
};

static void ask(struct escl_watch *w);

static void arm(struct escl_watch *w, uint64_t ms)
{
    if (sd_event_source_set_time_relative(w->timer, ms * 1000) >= 0)
        (void)sd_event_source_set_enabled(w->timer, SD_EVENT_ONESHOT);
}

static void hang_up(struct escl_watch *w)
{
    w->io = sd_event_source_disable_unref(w->io);
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
    buf_free(&w->in);
}

/* The question is over; status NULL: without an answer. */
static void finish(struct escl_watch *w, const struct escl_status *status)
{
    const struct escl_watch_options *o = &w->options;
    hang_up(w);
    uint32_t period = o->anybody && !o->anybody(o->ctx) ? o->quiet_ms : o->period_ms;
    uint32_t doubled = w->lost_ms ? 2 * w->lost_ms : period;
    w->lost_ms = status ? 0 : doubled < o->lost_ms_max ? doubled : o->lost_ms_max;
    arm(w, w->lost_ms > period ? w->lost_ms : period);
    o->answered(o->ctx, status);
}

static int on_timer(sd_event_source *source, uint64_t now, void *ctx)
{
    struct escl_watch *w = ctx;
    (void)source;
    (void)now;
    if (w->fd >= 0)
        finish(w, NULL);
    else
        ask(w);
    return 0;
}

static void send_request(struct escl_watch *w)
{
    int error = 0;
    socklen_t size = sizeof error;
    size_t n = strlen(w->request);
    /* A few hundred bytes into an empty socket buffer go at once or not at all. */
    if (getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error ||
        send(w->fd, w->request, n, MSG_NOSIGNAL) != (ssize_t)n || sd_event_source_set_io_events(w->io, EPOLLIN) < 0)
        finish(w, NULL);
}

static void receive(struct escl_watch *w)
{
    struct escl_status status;
    char data[4096];
    ssize_t n = recv(w->fd, data, sizeof data, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    bool bad = n < 0 || w->in.len + (size_t)n > ESCL_ANSWER_MAX || (n > 0 && buf_append(&w->in, data, (size_t)n));
    int r = bad ? SO_EFORMAT : escl_answer_parse(buf_str(&w->in), w->in.len, n == 0, &status);
    if (r == SO_EBUSY)
        return;
    finish(w, !r && status.http == 200 ? &status : NULL);
}

static int on_socket(sd_event_source *source, int fd, uint32_t events, void *ctx)
{
    struct escl_watch *w = ctx;
    uint32_t wanted = 0;
    (void)fd;
    (void)events;
    (void)sd_event_source_get_io_events(source, &wanted);
    if (wanted & EPOLLOUT)
        send_request(w);
    else
        receive(w);
    return 0;
}

static void ask(struct escl_watch *w)
{
    w->fd = socket(w->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (w->fd < 0 || (connect(w->fd, (struct sockaddr *)&w->address, w->address_len) < 0 && errno != EINPROGRESS) ||
        sd_event_add_io(w->options.loop, &w->io, w->fd, EPOLLOUT, on_socket, w) < 0) {
        finish(w, NULL);
        return;
    }
    arm(w, w->options.timeout_ms);
}

/* Splits http://HOST[:PORT]/PATH. The host is an address in numbers, IPv6 in brackets. */
static int resolve(struct escl_watch *w, const char *url)
{
    char host[64], port[8] = "80";
    const char *at = url + 7;
    if (strncmp(url, "http://", 7) || strlen(url) >= URL_MAX)
        return SO_EUNSUPPORTED;
    for (const char *c = url; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return SO_EINVALID;
    bool bracket = *at == '[';
    at += bracket;
    size_t n = strcspn(at, bracket ? "]" : ":/");
    if (!n || n >= sizeof host)
        return SO_EUNSUPPORTED;
    snprintf(host, sizeof host, "%.*s", (int)n, at);
    at += n + (bracket && at[n] == ']');
    if (*at == ':') {
        n = strcspn(++at, "/");
        if (!n || n >= sizeof port)
            return SO_EINVALID;
        snprintf(port, sizeof port, "%.*s", (int)n, at);
        at += n;
    }
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found = NULL;
    if (getaddrinfo(strcmp(host, "localhost") ? host : "127.0.0.1", port, &hints, &found))
        return SO_EUNSUPPORTED;
    memcpy(&w->address, found->ai_addr, found->ai_addrlen);
    w->address_len = found->ai_addrlen;
    freeaddrinfo(found);
    size_t path = strlen(at);
    while (path && at[path - 1] == '/')
        path--;
    size_t authority = (size_t)(at - url) - 7;
    snprintf(w->request, sizeof w->request,
             "GET %.*s/ScannerStatus HTTP/1.1\r\nHost: %.*s\r\nAccept: text/xml\r\nConnection: close\r\n\r\n",
             (int)path, at, (int)authority, url + 7);
    return SO_OK;
}

int escl_watch_new(const struct escl_watch_options *options, struct escl_watch **ret_watch, struct so_error *err)
{
    struct escl_watch *w = calloc(1, sizeof *w);
    if (!w)
        return so_fail(err, SO_ENOMEM, "out of memory");
    w->options = *options;
    w->fd = -1;
    int r = resolve(w, options->url);
    if (!r && sd_event_add_time_relative(options->loop, &w->timer, CLOCK_MONOTONIC, 0, 0, on_timer, w) < 0)
        r = SO_ENOMEM;
    if (r) {
        free(w);
        return so_fail(err, r, "%s: only http:// with an address in numbers can be watched", options->url);
    }
    *ret_watch = w;
    return SO_OK;
}

void escl_watch_free(struct escl_watch *w)
{
    if (!w)
        return;
    hang_up(w);
    sd_event_source_disable_unref(w->timer);
    free(w);
}

void escl_watch_soon(struct escl_watch *w)
{
    if (w->fd < 0)
        arm(w, 0);
}

void escl_watch_anew(struct escl_watch *w)
{
    hang_up(w);
    arm(w, 0);
}
