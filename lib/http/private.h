/* What the files of this room share: the bodies of the opaque structs. Not for other rooms. */
#ifndef SOHOA_HTTP_PRIVATE_H
#define SOHOA_HTTP_PRIVATE_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>

#include "http/http.h"
#include "http/uri.h"

struct http_server {
    struct http_settings settings; /* strings copied below */
    char *static_prefix, *upload_folder;
    int static_fd; /* the folder, or -1 */
    struct MHD_Daemon *daemon;
    uint16_t port;
    bool tls;

    pthread_t keeper; /* wakes silent streams, so that dead ones are noticed */
    bool keeper_runs;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t changed;
    struct http_stream *streams;
    bool stopping;
};

struct http_header {
    const char *name;
    char *value;
};

#define HTTP_HEADERS_MAX 8

struct http_request {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_uri uri;
    int uri_result; /* of parsing */
    struct http_match match;
    char method[8];
    char peer[INET6_ADDRSTRLEN];
    int64_t started_ms; /* monotonic */
    bool begun;
    int refused; /* status to answer once the body has been swallowed; 0: go on */

    uint64_t body_seen;
    struct buf body;
    int body_fd;
    char *body_path;

    void *owner;
    void (*release)(void *owner);

    struct http_header headers[HTTP_HEADERS_MAX];
    size_t nheaders;
    int status; /* of the answer that was queued, 0 before */
    enum MHD_Result queued;
};

/* request.c: MHD's callbacks over one request's life. */
void *http_request_open(void *cls, const char *uri, struct MHD_Connection *connection);
enum MHD_Result http_request_step(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **state);
void http_request_over(void *cls, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why);

/* reply.c */
void http_reply_failure(struct http_request *req, int status); /* in the owner's format */
void http_queue(struct http_request *req, int status, const char *type, struct MHD_Response *response);

/* static.c: answers with the file that the path names; false when there is none. */
bool http_reply_static(struct http_request *req);

/* stream.c */
void http_streams_end(struct http_server *server); /* wakes all for good and waits until they are gone */
int http_keeper_start(struct http_server *server, struct so_error *err);
void http_keeper_stop(struct http_server *server);

#endif
