/*
 * A scanner added to sohoad.yaml as people left it: what is given has the scanner, holds by itself, and keeps every
 * byte that was there, around the lines that are new.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf/settings_edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static bool has_scanner(const struct settings *s, const char *name)
{
    for (size_t i = 0; i < s->nscanners; i++)
        if (!strcmp(s->scanners[i].name, name))
            return true;
    return false;
}

static void check_result(const uint8_t *data, size_t size, const struct buf *out)
{
    struct settings *s = NULL;
    size_t same = 0, tail = 0;
    demand(!settings_parse(out->data, out->len, "sohoad.yaml", &s, NULL));
    demand(has_scanner(s, "may-moi"));
    settings_free(s);
    while (same < size && same < out->len && (uint8_t)out->data[same] == data[same])
        same++;
    while (tail < size - same && (uint8_t)out->data[out->len - 1 - tail] == data[size - 1 - tail])
        tail++;
    demand(same + tail == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct settings_new_scanner SCANNER = {
        .name = "may-moi", .label = "Máy quét mới", .match_serial = "VD: 12 #4", .match_backend = "vscan"};
    struct buf out = BUF_INIT;
    struct so_error err = {0};
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    if (!settings_add_scanner(text, size, "sohoad.yaml", &SCANNER, &out, &err))
        check_result(data, size, &out);
    buf_free(&out);
    free(text);
    return 0;
}
