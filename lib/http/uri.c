#include "http/uri.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Length of the valid UTF-8 character at s (no overlong forms, no surrogates), 0 when there is none. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    static const unsigned char lowest_second[] = {[0xE0 - 0xC0] = 0xA0, [0xF0 - 0xC0] = 0x90};
    unsigned char c = s[0];
    if (c < 0x80)
        return 1;
    size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    size_t lead = (size_t)c - 0xC0;
    if (lead < sizeof lowest_second && s[1] < lowest_second[lead])
        return 0;
    if ((c == 0xED && s[1] > 0x9F) || (c == 0xF4 && s[1] > 0x8F))
        return 0;
    return len;
}

static bool is_clean_text(const char *s, size_t len)
{
    const unsigned char *u = (const unsigned char *)s;
    for (size_t i = 0; i < len;) {
        if (u[i] < 0x20 || u[i] == 0x7F)
            return false;
        size_t n = utf8_length(u + i, len - i);
        if (!n)
            return false;
        i += n;
    }
    return true;
}

/* Decodes percent escapes (and '+' in a query) of s[0..len) into *out, which moves on past a terminating NUL. */
static int decode(const char *s, size_t len, bool plus, char **out, const char **ret_text)
{
    char *start = *out, *to = start;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (c == '%') {
            int high = i + 2 < len ? hex_digit(s[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(s[i + 2]) : -1;
            if (low < 0)
                return SO_EFORMAT;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        *to++ = c;
    }
    if (!is_clean_text(start, (size_t)(to - start)))
        return SO_EFORMAT;
    *to++ = '\0';
    *out = to;
    *ret_text = start;
    return SO_OK;
}

static int parse_path(const char *path, size_t len, char **out, struct http_uri *uri)
{
    if (len == 0 || path[0] != '/')
        return SO_EFORMAT;
    if (len == 1)
        return SO_OK;
    for (size_t at = 1; at <= len;) {
        const char *slash = memchr(path + at, '/', len - at);
        size_t end = slash ? (size_t)(slash - path) : len;
        if (uri->nsegments == HTTP_SEGMENTS_MAX)
            return SO_ELIMIT;
        const char *segment;
        int r = decode(path + at, end - at, false, out, &segment);
        if (r)
            return r;
        if (!strcmp(segment, ".") || !strcmp(segment, "..") || (end == at && end != len))
            return SO_EFORMAT;
        uri->segments[uri->nsegments++] = segment;
        at = end + 1;
    }
    return SO_OK;
}

static int parse_query(const char *query, char **out, struct http_uri *uri)
{
    while (*query) {
        size_t len = strcspn(query, "&");
        if (len) {
            if (uri->nquery == HTTP_QUERY_MAX)
                return SO_ELIMIT;
            struct http_pair *pair = &uri->query[uri->nquery];
            const char *equals = memchr(query, '=', len);
            size_t name_len = equals ? (size_t)(equals - query) : len;
            size_t value_at = equals ? name_len + 1 : len;
            int r = decode(query, name_len, true, out, &pair->name);
            if (!r)
                r = decode(query + value_at, len - value_at, true, out, &pair->value);
            if (r)
                return r;
            uri->nquery++;
        }
        query += len + (query[len] == '&');
    }
    return SO_OK;
}

int http_uri_parse(const char *target, struct http_uri *ret_uri)
{
    size_t len = strnlen(target, HTTP_URI_MAX + 1);
    if (len > HTTP_URI_MAX)
        return SO_ELIMIT;
    size_t path_len = strcspn(target, "?");
    struct http_uri uri = {0};
    uri.raw_path = strndup(target, path_len);
    /* Decoding never lengthens; every piece adds one NUL. */
    uri.text = malloc(len + HTTP_SEGMENTS_MAX + 2 * HTTP_QUERY_MAX + 2);
    int r = uri.raw_path && uri.text ? SO_OK : SO_ENOMEM;
    char *out = uri.text;
    if (!r)
        r = parse_path(target, path_len, &out, &uri);
    if (!r && target[path_len] == '?')
        r = parse_query(target + path_len + 1, &out, &uri);
    if (r) {
        http_uri_free(&uri);
        return r;
    }
    *ret_uri = uri;
    return SO_OK;
}

void http_uri_free(struct http_uri *uri)
{
    free(uri->raw_path);
    free(uri->text);
    *uri = (struct http_uri){0};
}

/* Whether the pattern fits the segments; collects parameters. */
static bool pattern_fits(const char *pattern, const struct http_uri *uri, struct http_match *match)
{
    match->nparams = 0;
    for (size_t i = 0; i < uri->nsegments; i++) {
        if (*pattern++ != '/')
            return false;
        size_t len = strcspn(pattern, "/");
        const char *segment = uri->segments[i];
        if (*pattern == '{') {
            if (match->nparams == HTTP_PARAMS_MAX || !*segment)
                return false;
            match->params[match->nparams++] = (struct http_pair){pattern + 1, segment};
        } else if (strlen(segment) != len || memcmp(segment, pattern, len) != 0) {
            return false;
        }
        pattern += len;
    }
    return *pattern == '\0';
}

int http_route_find(const struct http_route *routes, size_t nroutes, const char *method, const struct http_uri *uri,
                    struct http_match *ret_match)
{
    int r = SO_ENOTFOUND;
    struct http_match match;
    for (size_t i = 0; i < nroutes; i++) {
        if (!pattern_fits(routes[i].pattern, uri, &match))
            continue;
        if (!strcmp(routes[i].method, method) || (!strcmp(method, "HEAD") && !strcmp(routes[i].method, "GET"))) {
            match.route = &routes[i];
            *ret_match = match;
            return SO_OK;
        }
        r = SO_EUNSUPPORTED;
    }
    return r;
}

const char *http_match_param(const struct http_match *match, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < match->nparams; i++)
        if (!strncmp(match->params[i].name, name, len) && match->params[i].name[len] == '}')
            return match->params[i].value;
    return NULL;
}

/* Decimal digits at *p into a number; false when there are none or it does not fit. */
static bool read_number(const char **p, uint64_t *ret_n)
{
    uint64_t n = 0;
    const char *s = *p;
    for (; *s >= '0' && *s <= '9'; s++)
        if (__builtin_mul_overflow(n, 10u, &n) || __builtin_add_overflow(n, (uint64_t)(*s - '0'), &n))
            return false;
    if (s == *p)
        return false;
    *p = s;
    *ret_n = n;
    return true;
}

int http_range_parse(const char *header, uint64_t size, uint64_t *ret_start, uint64_t *ret_len)
{
    if (strncmp(header, "bytes=", 6) != 0)
        return SO_EFORMAT;
    const char *p = header + 6;
    uint64_t first = 0, last = 0;
    bool has_first = read_number(&p, &first);
    if (*p++ != '-')
        return SO_EFORMAT;
    bool has_last = read_number(&p, &last);
    if (*p || (!has_first && !has_last) || (has_first && has_last && last < first))
        return SO_EFORMAT;
    if (!has_first) {
        if (last == 0 || size == 0)
            return SO_ELIMIT;
        first = last < size ? size - last : 0;
        last = size - 1;
    } else if (first >= size) {
        return SO_ELIMIT;
    } else if (!has_last || last >= size) {
        last = size - 1;
    }
    *ret_start = first;
    *ret_len = last - first + 1;
    return SO_OK;
}

bool http_etag_matches(const char *header, const char *etag)
{
    if (!strcmp(header, "*"))
        return true;
    size_t len = strlen(etag);
    for (const char *quote = strchr(header, '"'); quote;) {
        const char *end = strchr(quote + 1, '"');
        if (!end)
            return false;
        if ((size_t)(end - quote - 1) == len && !memcmp(quote + 1, etag, len))
            return true;
        quote = strchr(end + 1, '"');
    }
    return false;
}
