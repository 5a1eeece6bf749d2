#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/private.h"

/*
 * On every answer. Scripts and styles come from files of ours only; nobody may frame the page; nothing about it leaks
 * through referrers; no other origin may embed a page image.
 */
static const struct http_pair SECURITY_HEADERS[] = {
    {"Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
                                "form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
};

static bool is_header_value(const char *value)
{
    for (const unsigned char *p = (const unsigned char *)value; *p; p++)
        if (*p < 0x20 || *p == 0x7F)
            return false;
    return true;
}

int http_set_header(struct http_request *req, const char *name, const char *value)
{
    if (!is_header_value(value))
        return SO_EINVALID;
    if (req->nheaders == HTTP_HEADERS_MAX)
        return SO_ELIMIT;
    char *copy = strdup(value);
    if (!copy)
        return SO_ENOMEM;
    req->headers[req->nheaders++] = (struct http_header){name, copy};
    return SO_OK;
}

static bool has_header(const struct http_request *req, const char *name)
{
    for (size_t i = 0; i < req->nheaders; i++)
        if (!strcmp(req->headers[i].name, name))
            return true;
    return false;
}

/* Queues the one answer of a request and gives the response up; a second answer is dropped. */
void http_queue(struct http_request *req, int status, const char *type, struct MHD_Response *response)
{
    if (!response) {
        req->queued = MHD_NO;
        req->status = MHD_HTTP_SERVICE_UNAVAILABLE;
        return;
    }
    if (!req->status) {
        for (size_t i = 0; i < sizeof SECURITY_HEADERS / sizeof *SECURITY_HEADERS; i++)
            MHD_add_response_header(response, SECURITY_HEADERS[i].name, SECURITY_HEADERS[i].value);
        if (type)
            MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
        for (size_t i = 0; i < req->nheaders; i++)
            MHD_add_response_header(response, req->headers[i].name, req->headers[i].value);
        if (!has_header(req, "Cache-Control"))
            MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
        req->status = status;
        req->queued = MHD_queue_response(req->connection, (unsigned)status, response);
    }
    MHD_destroy_response(response);
}

void http_reply(struct http_request *req, int status, const char *type, const void *data, size_t len)
{
    /* libmicrohttpd only reads a persistent buffer, and copies this one. */
    http_queue(req, status, type, MHD_create_response_from_buffer(len, (void *)(uintptr_t)data, MHD_RESPMEM_MUST_COPY));
}

void http_reply_buf(struct http_request *req, int status, const char *type, struct buf *data)
{
    struct MHD_Response *response = NULL;
    if (data->len) {
        response = MHD_create_response_from_buffer(data->len, data->data, MHD_RESPMEM_MUST_FREE);
        if (response)
            *data = (struct buf)BUF_INIT;
    }
    if (response) {
        http_queue(req, status, type, response);
    } else {
        http_reply(req, status, type, buf_str(data), data->len);
        buf_free(data);
    }
}

void http_reply_json(struct http_request *req, int status, struct buf *json)
{
    http_reply_buf(req, status, "application/json; charset=utf-8", json);
}

void http_reply_empty(struct http_request *req, int status)
{
    http_reply(req, status, NULL, "", 0);
}

void http_reply_failure(struct http_request *req, int status)
{
    const struct http_settings *s = &req->server->settings;
    if (s->fail)
        s->fail(req, status, s->context);
    if (req->status)
        return;
    const char *text = MHD_get_reason_phrase_for((unsigned)status);
    http_reply(req, status, "text/plain; charset=utf-8", text, strlen(text));
}

/* Which part of the file is asked for; a status of 200, 206 or 416. */
static int choose_range(struct http_request *req, uint64_t size, const char *quoted, uint64_t *start, uint64_t *len)
{
    *start = 0;
    *len = size;
    const char *range = http_header(req, "Range");
    const char *only_if = http_header(req, "If-Range");
    if (!range || (only_if && strcmp(only_if, quoted) != 0))
        return MHD_HTTP_OK;
    int r = http_range_parse(range, size, start, len);
    return r == SO_OK ? MHD_HTTP_PARTIAL_CONTENT : r == SO_ELIMIT ? MHD_HTTP_RANGE_NOT_SATISFIABLE : MHD_HTTP_OK;
}

static void reply_file_part(struct http_request *req, int fd, uint64_t size, const char *type, const char *quoted)
{
    uint64_t start = 0, len = size;
    int status = MHD_HTTP_OK;
    if (quoted) {
        (void)http_set_header(req, "Accept-Ranges", "bytes");
        status = choose_range(req, size, quoted, &start, &len);
    }
    char text[96];
    if (status == MHD_HTTP_RANGE_NOT_SATISFIABLE) {
        close(fd);
        snprintf(text, sizeof text, "bytes */%llu", (unsigned long long)size);
        (void)http_set_header(req, "Content-Range", text);
        http_reply_failure(req, status);
        return;
    }
    if (status == MHD_HTTP_PARTIAL_CONTENT) {
        snprintf(text, sizeof text, "bytes %llu-%llu/%llu", (unsigned long long)start,
                 (unsigned long long)(start + len - 1), (unsigned long long)size);
        (void)http_set_header(req, "Content-Range", text);
    }
    struct MHD_Response *response = MHD_create_response_from_fd_at_offset64(len, fd, start);
    if (!response)
        close(fd);
    http_queue(req, status, type, response);
}

void http_reply_fd(struct http_request *req, int fd, const char *type, const char *etag)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        http_reply_failure(req, MHD_HTTP_INTERNAL_SERVER_ERROR);
        return;
    }
    char quoted[128];
    if (etag) {
        snprintf(quoted, sizeof quoted, "\"%s\"", etag);
        (void)http_set_header(req, "ETag", quoted);
        const char *known = http_header(req, "If-None-Match");
        if (known && http_etag_matches(known, etag)) {
            close(fd);
            http_reply_empty(req, MHD_HTTP_NOT_MODIFIED);
            return;
        }
    }
    reply_file_part(req, fd, (uint64_t)st.st_size, type, etag ? quoted : NULL);
}
