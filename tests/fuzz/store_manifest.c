/* A manifest from a stick that somebody found. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct manifest m;
    if (manifest_parse(&m, (const char *)data, size, NULL))
        return 0;
    for (size_t i = 0; i < m.len; i++)
        if (m.items[i].name[0] == '/' || m.items[i].name[0] == '.' || strstr(m.items[i].name, "/."))
            abort();
    manifest_free(&m);
    return 0;
}
