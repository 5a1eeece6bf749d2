/* One request's life: opened with its target, stepped through by libmicrohttpd, answered, over. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "http/private.h"

/* A refused body of up to this size is swallowed, so that the client reads the answer instead of a reset. */
#define SWALLOW_MAX (1024u * 1024)

void *http_request_open(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct http_request *req = calloc(1, sizeof *req);
    if (!req)
        return NULL;
    req->server = cls;
    req->connection = connection;
    req->body_fd = -1;
    req->started_ms = clock_mono_ms();
    req->uri_result = http_uri_parse(uri, &req->uri);
    snprintf(req->peer, sizeof req->peer, "local");
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info && info->client_addr && info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, req->peer, sizeof req->peer);
    else if (info && info->client_addr && info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, req->peer, sizeof req->peer);
    return req;
}

/* The body's announced length; false when there is none or the header is not a number. */
static bool announced_length(const struct http_request *req, uint64_t *ret_len)
{
    const char *header = http_header(req, "Content-Length");
    if (!header || !*header || strspn(header, "0123456789") != strlen(header) || strlen(header) > 18)
        return false;
    *ret_len = strtoull(header, NULL, 10);
    return true;
}

static bool has_body(const struct http_request *req)
{
    uint64_t len = 0;
    return http_header(req, "Transfer-Encoding") || (announced_length(req, &len) && len > 0);
}

/* "application/json; charset=utf-8" is application/json. */
static bool media_type_is(const char *header, const char *type)
{
    size_t len = strlen(type);
    return header && !strncasecmp(header, type, len) && (header[len] == '\0' || strchr("; \t", header[len]));
}

static bool under_prefix(const struct http_request *req)
{
    const char *prefix = req->server->static_prefix;
    return prefix && !strncmp(req->uri.raw_path, prefix, strlen(prefix));
}

static int open_body_file(struct http_request *req)
{
    req->body_path = file_join(req->server->upload_folder, "upload-XXXXXX");
    if (!req->body_path)
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    req->body_fd = mkostemp(req->body_path, O_CLOEXEC);
    if (req->body_fd >= 0)
        return 0;
    free(req->body_path);
    req->body_path = NULL;
    return MHD_HTTP_INSUFFICIENT_STORAGE;
}

/* What the route says about the body that the headers announce; 0 or the status of the refusal. */
static int judge_body(struct http_request *req)
{
    const struct http_route *route = req->match.route;
    if (!has_body(req))
        return 0;
    uint64_t len = 0;
    bool announced = announced_length(req, &len);
    if (route->body == HTTP_NO_BODY || (announced && len > route->body_limit))
        return MHD_HTTP_CONTENT_TOO_LARGE;
    if (route->content_type && !media_type_is(http_header(req, "Content-Type"), route->content_type))
        return MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
    if (route->body == HTTP_BODY_FILE && !req->server->upload_folder)
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    return 0;
}

/* Headers are in: find the route and judge. Sets refused, or queues an answer, or neither to go on. */
static void begin(struct http_request *req, const char *method)
{
    const struct http_settings *s = &req->server->settings;
    if (strlen(method) >= sizeof req->method) {
        req->refused = MHD_HTTP_METHOD_NOT_ALLOWED;
        return;
    }
    memcpy(req->method, method, strlen(method) + 1);
    if (req->uri_result) {
        req->refused = req->uri_result == SO_ELIMIT    ? MHD_HTTP_URI_TOO_LONG
                       : req->uri_result == SO_EFORMAT ? MHD_HTTP_BAD_REQUEST
                                                       : MHD_HTTP_SERVICE_UNAVAILABLE;
        return;
    }
    int r = http_route_find(s->routes, s->nroutes, req->method, &req->uri, &req->match);
    bool reads = !strcmp(req->method, "GET") || !strcmp(req->method, "HEAD");
    if (r == SO_ENOTFOUND) {
        if (has_body(req))
            req->refused = MHD_HTTP_NOT_FOUND;
        else if (under_prefix(req) || !reads || !http_reply_static(req))
            req->refused = MHD_HTTP_NOT_FOUND;
        return;
    }
    if (r == SO_EUNSUPPORTED) {
        req->refused = MHD_HTTP_METHOD_NOT_ALLOWED;
        return;
    }
    req->refused = judge_body(req);
    if (!req->refused && s->admit && !s->admit(req, req->match.route, s->context) && !req->status)
        req->refused = MHD_HTTP_FORBIDDEN;
    if (!req->refused && !req->status && req->match.route->body == HTTP_BODY_FILE)
        req->refused = open_body_file(req);
}

static void take_body(struct http_request *req, const char *data, size_t len)
{
    req->body_seen += len;
    if (req->refused || req->status)
        return;
    if (req->body_seen > req->match.route->body_limit)
        req->refused = MHD_HTTP_CONTENT_TOO_LARGE;
    else if (req->body_fd >= 0 && file_write_fd(req->body_fd, data, len) != SO_OK)
        req->refused = MHD_HTTP_INSUFFICIENT_STORAGE;
    else if (req->body_fd < 0 && buf_append(&req->body, data, len) != SO_OK)
        req->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
}

/* The upload must be as safe as a scanned page before anyone is told that it arrived. */
static void finish_body(struct http_request *req)
{
    if (req->body_fd < 0)
        return;
    if (fsync(req->body_fd) != 0)
        req->refused = MHD_HTTP_INSUFFICIENT_STORAGE;
    close(req->body_fd);
    req->body_fd = -1;
}

enum MHD_Result http_request_step(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **state)
{
    (void)cls, (void)connection, (void)url, (void)version;
    struct http_request *req = *state;
    if (!req)
        return MHD_NO;
    if (!req->begun) {
        req->begun = true;
        begin(req, method);
        uint64_t len = 0;
        bool swallow = announced_length(req, &len) && len <= SWALLOW_MAX;
        if (req->refused && !swallow)
            http_reply_failure(req, req->refused);
        return req->status ? req->queued : MHD_YES;
    }
    if (*size) {
        take_body(req, data, *size);
        *size = 0;
        /* A chunked body over its limit may never end: libmicrohttpd takes no answer in its midst, it hangs up. */
        if (req->refused && req->body_seen > SWALLOW_MAX && !req->status) {
            http_reply_failure(req, req->refused);
            return req->queued;
        }
        return MHD_YES;
    }
    finish_body(req);
    if (!req->refused && !req->status)
        req->match.route->handle(req, req->server->settings.context);
    if (!req->status)
        http_reply_failure(req, req->refused ? req->refused : MHD_HTTP_INTERNAL_SERVER_ERROR);
    return req->queued;
}

void http_request_over(void *cls, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
    (void)connection, (void)why;
    struct http_server *server = cls;
    struct http_request *req = *state;
    if (!req)
        return;
    if (server->settings.done && req->begun)
        server->settings.done(req, req->status, clock_mono_ms() - req->started_ms, server->settings.context);
    if (req->release)
        req->release(req->owner);
    if (req->body_fd >= 0)
        close(req->body_fd);
    if (req->body_path)
        unlink(req->body_path);
    free(req->body_path);
    buf_free(&req->body);
    for (size_t i = 0; i < req->nheaders; i++)
        free(req->headers[i].value);
    http_uri_free(&req->uri);
    free(req);
    *state = NULL;
}

const char *http_method(const struct http_request *req)
{
    return req->method;
}

const char *http_path(const struct http_request *req)
{
    return req->uri.raw_path ? req->uri.raw_path : "";
}

const char *http_param(const struct http_request *req, const char *name)
{
    return http_match_param(&req->match, name);
}

const char *http_query(const struct http_request *req, const char *name)
{
    for (size_t i = 0; i < req->uri.nquery; i++)
        if (!strcmp(req->uri.query[i].name, name))
            return req->uri.query[i].value;
    return NULL;
}

const char *http_header(const struct http_request *req, const char *name)
{
    return MHD_lookup_connection_value(req->connection, MHD_HEADER_KIND, name);
}

const char *http_cookie(const struct http_request *req, const char *name)
{
    return MHD_lookup_connection_value(req->connection, MHD_COOKIE_KIND, name);
}

const char *http_peer(const struct http_request *req)
{
    return req->peer;
}

bool http_is_tls(const struct http_request *req)
{
    return req->server->tls;
}

const struct buf *http_body(const struct http_request *req)
{
    return &req->body;
}

void http_set_owner(struct http_request *req, void *owner, void (*release)(void *owner))
{
    if (req->release)
        req->release(req->owner);
    req->owner = owner;
    req->release = release;
}

void *http_owner(const struct http_request *req)
{
    return req->owner;
}

char *http_take_body_file(struct http_request *req, uint64_t *ret_size)
{
    char *path = req->body_path;
    if (!path)
        return NULL;
    req->body_path = NULL;
    *ret_size = req->body_seen;
    return path;
}
