/*
 * A request target, taken apart and decoded: path segments and query pairs. Pure; strict about everything that has ever
 * been used to smuggle a path: no NUL and no other control characters, valid UTF-8, no "." or ".." segments.
 */
#ifndef SOHOA_HTTP_URI_H
#define SOHOA_HTTP_URI_H

#include <stddef.h>

#include "http/http.h"

#define HTTP_URI_MAX 4096 /* bytes of a target */
#define HTTP_SEGMENTS_MAX 12
#define HTTP_QUERY_MAX 24
#define HTTP_PARAMS_MAX 4

struct http_pair {
    const char *name, *value;
};

struct http_uri {
    char *raw_path;                          /* as sent, without the query */
    char *text;                              /* owns the decoded strings below */
    const char *segments[HTTP_SEGMENTS_MAX]; /* "/" has none; a trailing '/' gives a last empty one */
    size_t nsegments;
    struct http_pair query[HTTP_QUERY_MAX]; /* in order; a name without '=' has the value "" */
    size_t nquery;
};

/* SO_EFORMAT for anything malformed, SO_ELIMIT over a limit above, SO_ENOMEM. */
int http_uri_parse(const char *target, struct http_uri *ret_uri);
void http_uri_free(struct http_uri *uri);

struct http_match {
    const struct http_route *route;
    struct http_pair params[HTTP_PARAMS_MAX]; /* names are not NUL-terminated: they end at '}' */
    size_t nparams;
};

/*
 * The first route for a method and path. SO_ENOTFOUND when no pattern fits, SO_EUNSUPPORTED when one fits but not with
 * this method.
 */
int http_route_find(const struct http_route *routes, size_t nroutes, const char *method, const struct http_uri *uri,
                    struct http_match *ret_match);

/* The value of a parameter; NULL when the pattern has none of that name. */
const char *http_match_param(const struct http_match *match, const char *name);

/*
 * One byte range ("bytes=0-99", "bytes=100-", "bytes=-50") of a body of size bytes. SO_EFORMAT for what is to be
 * ignored (other units, several ranges), SO_ELIMIT for a range outside the body (416).
 */
int http_range_parse(const char *header, uint64_t size, uint64_t *ret_start, uint64_t *ret_len);

/* Whether an If-None-Match header names the (unquoted) etag or is "*". */
bool http_etag_matches(const char *header, const char *etag);

#endif
