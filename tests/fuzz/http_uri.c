/*
 * Targets, routes, ranges and entity tags as a client may send them. What parses must be clean: no control characters,
 * no "..", every parameter one whole segment; a range lies inside its body.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holds in every build, unlike assert. */
#define CHECK(condition) ((condition) ? (void)0 : __builtin_trap())

static const struct http_route ROUTES[] = {
    {.method = "GET", .pattern = "/api/v1/papers/{id}"},
    {.method = "PATCH", .pattern = "/api/v1/papers/{id}/fields/{key}"},
    {.method = "GET", .pattern = "/"},
    {.method = "POST", .pattern = "/{a}/{b}/{c}/{d}"},
};

static void check_text(const char *s)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++)
        CHECK(*p >= 0x20 && *p != 0x7F);
}

static void check_uri(const char *target, const char *method)
{
    struct http_uri uri;
    if (http_uri_parse(target, &uri) != SO_OK)
        return;
    for (size_t i = 0; i < uri.nsegments; i++) {
        check_text(uri.segments[i]);
        CHECK(strcmp(uri.segments[i], "..") != 0 && strcmp(uri.segments[i], ".") != 0);
    }
    for (size_t i = 0; i < uri.nquery; i++) {
        check_text(uri.query[i].name);
        check_text(uri.query[i].value);
    }
    struct http_match match;
    if (http_route_find(ROUTES, sizeof ROUTES / sizeof *ROUTES, method, &uri, &match) == SO_OK) {
        CHECK(match.nparams <= HTTP_PARAMS_MAX);
        for (size_t i = 0; i < match.nparams; i++)
            CHECK(*match.params[i].value);
        const char *id = http_match_param(&match, "id");
        CHECK(!id || *id);
    }
    http_uri_free(&uri);
}

static void check_range(const char *header, uint64_t size)
{
    uint64_t start, len;
    if (http_range_parse(header, size, &start, &len) == SO_OK)
        CHECK(len > 0 && start < size && len <= size - start);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    check_uri(text, "GET");
    check_uri(text, "POST");
    check_uri(text, "PATCH");
    check_range(text, 0);
    check_range(text, 1);
    check_range(text, 1000);
    check_range(text, UINT64_MAX);
    (void)http_etag_matches(text, "abc");
    (void)http_etag_matches(text, "");
    free(text);
    return 0;
}
