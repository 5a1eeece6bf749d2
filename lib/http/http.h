/*
 * An HTTP server for one office: libmicrohttpd behind a small door.
 *
 * Routes with {parameters}, request bodies in memory or streamed to a temporary file (each with its own limit), static
 * files from one folder, answers from memory or from a descriptor (with ETag and Range), server-sent events that sleep
 * without a thread. Strict security headers stand on every answer. Handlers run on the server's own threads, several at
 * once; a handler must call exactly one http_reply_* function, otherwise the client gets 500.
 *
 * Strings that http_* functions return are borrowed and live as long as the request.
 */
#ifndef SOHOA_HTTP_HTTP_H
#define SOHOA_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"

struct http_server;
struct http_request;

enum http_body {
    HTTP_NO_BODY,     /* a body is refused with 413 */
    HTTP_BODY_MEMORY, /* see http_body */
    HTTP_BODY_FILE    /* streamed to a file in settings.upload_folder; see http_take_body_file */
};

struct http_route {
    const char *method;  /* "GET" answers HEAD too */
    const char *pattern; /* "/api/v1/papers/{id}"; a parameter is one whole path segment; the first match wins */
    void (*handle)(struct http_request *req, void *context);
    enum http_body body;
    uint64_t body_limit;      /* bytes; more is answered 413 */
    const char *content_type; /* media type that the body must have, else 415; NULL accepts any */
    unsigned access;          /* for the owner's admit function; not used here */
};

struct http_settings {
    const char *address;         /* numeric IPv4 or IPv6 address; NULL is 127.0.0.1 */
    uint16_t port;               /* 0: any free one, see http_server_port */
    int listen_fd;               /* an already listening socket (then address and port are ignored), or -1 */
    bool allow_plain;            /* plain HTTP on an address that is not loopback; otherwise that needs a certificate */
    const char *tls_certificate; /* PEM files; both or neither */
    const char *tls_key;

    unsigned threads;        /* 0: 6 */
    unsigned connections;    /* 0: 240, of all clients together */
    unsigned per_ip;         /* 0: 60, of one address */
    unsigned idle_seconds;   /* 0: 30; event streams are not idle */
    unsigned stream_seconds; /* 0: 15; how often a silent event stream says that it lives */

    const char *static_folder; /* files answered for GET outside the routes; NULL: none. "/" is its index.html */
    const char *static_prefix; /* unknown paths under it are never files, e.g. "/api/"; may be NULL */
    const char *upload_folder; /* for HTTP_BODY_FILE; must be on the disk where the bodies will stay */

    const struct http_route *routes; /* borrowed for the life of the server */
    size_t nroutes;
    void *context; /* given to the functions below and to every handler */

    /* Asked after the headers, before any byte of the body; answers itself and returns false to refuse. May be NULL. */
    bool (*admit)(struct http_request *req, const struct http_route *route, void *context);
    /* Answers the server's own refusals (400, 404, 405, 413, 415, 500 …) in the owner's format. May be NULL. */
    void (*fail)(struct http_request *req, int status, void *context);
    /* Told once per request when it is over. May be NULL. */
    void (*done)(const struct http_request *req, int status, int64_t ms, void *context);
    /* Told what libmicrohttpd complains of (broken clients, handshakes). May be NULL. */
    void (*complain)(const char *text, void *context);
};

/*
 * Starts serving. SO_EINVALID for settings that contradict each other or plain HTTP beyond loopback, SO_EBUSY when the
 * port is in use, SO_EIO when the certificate is refused, others as the address could not be bound.
 */
int http_server_open(const struct http_settings *settings, struct http_server **ret_server, struct so_error *err);
void http_server_free(struct http_server *server); /* ends streams, waits for running handlers; accepts NULL */
uint16_t http_server_port(const struct http_server *server);

/* The request. */
const char *http_method(const struct http_request *req);
const char *http_path(const struct http_request *req);                     /* raw, without the query */
const char *http_param(const struct http_request *req, const char *name);  /* decoded; NULL when there is none */
const char *http_query(const struct http_request *req, const char *name);  /* decoded, the first; or NULL */
const char *http_header(const struct http_request *req, const char *name); /* or NULL */
const char *http_cookie(const struct http_request *req, const char *name); /* or NULL */
const char *http_peer(const struct http_request *req);                     /* numeric address, never NULL */
bool http_is_tls(const struct http_request *req);
const struct buf *http_body(const struct http_request *req); /* HTTP_BODY_MEMORY; never NULL */

/* One pointer for the owner (who is signed in …), freed with release (may be NULL) when the request is over. */
void http_set_owner(struct http_request *req, void *owner, void (*release)(void *owner));
void *http_owner(const struct http_request *req);

/*
 * HTTP_BODY_FILE: the finished file's path, now the caller's: to be moved or removed, and the string freed. NULL when
 * there is none. A body that nobody takes is removed with the request.
 */
char *http_take_body_file(struct http_request *req, uint64_t *ret_size);

/*
 * Answers. Headers first: the name must be a literal, the value may not hold control characters (it is refused then,
 * SO_EINVALID). Answers are "Cache-Control: no-store" unless the header was set.
 */
int http_set_header(struct http_request *req, const char *name, const char *value);
void http_reply(struct http_request *req, int status, const char *type, const void *data, size_t len); /* copies */
void http_reply_buf(struct http_request *req, int status, const char *type, struct buf *data);         /* takes it */
void http_reply_json(struct http_request *req, int status, struct buf *json);                          /* takes it */
void http_reply_empty(struct http_request *req, int status);

/*
 * A regular file from its descriptor, which is taken over (closed on failure too). etag is quoted by this function;
 * with it If-None-Match (304) and Range (206, 416; one range) are answered. NULL: neither.
 */
void http_reply_fd(struct http_request *req, int fd, const char *type, const char *etag);

/*
 * Server-sent events. next appends the bytes that are ready ("id: 7\ndata: {}\n\n") and returns 0; when it appended
 * nothing the stream sleeps until http_stream_wake; SO_EEND ends it. next runs on a server thread, without locks held.
 * opened tells the owner the stream before next is first called; after closed has returned the stream must not be
 * woken.
 */
struct http_stream;
struct http_stream_source {
    void *state;
    void (*opened)(void *state, struct http_stream *stream);
    int (*next)(void *state, struct buf *out);
    void (*closed)(void *state);
};
void http_reply_stream(struct http_request *req, const struct http_stream_source *source);
void http_stream_wake(struct http_stream *stream); /* from any thread */

#endif
