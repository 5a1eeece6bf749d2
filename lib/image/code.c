#include "image/code.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"

struct collect {
    struct codes codes;
    bool no_memory;
};

/* Well-formed UTF-8 (RFC 3629) without NUL. */
static bool is_utf8(const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint8_t c = p[i];
        size_t more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : 9;
        if (!c || more > 3 || i + more >= len)
            return false;
        for (size_t k = 1; k <= more; k++)
            if ((p[i + k] & 0xc0) != 0x80)
                return false;
        if ((c == 0xe0 && p[i + 1] < 0xa0) || (c == 0xed && p[i + 1] >= 0xa0) || (c == 0xf0 && p[i + 1] < 0x90) ||
            (c == 0xf4 && p[i + 1] >= 0x90))
            return false;
        i += more + 1;
    }
    return true;
}

static int on_found(void *arg, const char *kind, const uint8_t *bytes, size_t len, struct box box)
{
    struct collect *c = arg;
    if (!len || len > CODE_PAYLOAD_MAX || !is_utf8(bytes, len))
        return 0;
    if (c->codes.len >= CODES_MAX)
        return 1;
    char *payload = strndup((const char *)bytes, len);
    struct code *code = payload ? array_push(&c->codes) : NULL;
    if (!code) {
        free(payload);
        c->no_memory = true;
        return 1;
    }
    snprintf(code->kind, sizeof code->kind, "%s", kind);
    code->payload = payload;
    code->payload_len = len;
    code->box = box;
    return 0;
}

int code_find(const uint8_t *gray, int width, int height, struct codes *ret_codes)
{
    struct collect c = {0};
    /* What the library cannot read is no code: its failure is no error of the page. */
    (void)code_scan(gray, width, height, on_found, &c);
    if (c.no_memory) {
        codes_free(&c.codes);
        return SO_ENOMEM;
    }
    *ret_codes = c.codes;
    return SO_OK;
}

void codes_free(struct codes *codes)
{
    for (size_t i = 0; i < codes->len; i++)
        free(codes->items[i].payload);
    array_free(codes);
}
