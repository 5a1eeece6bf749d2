/* Any bytes as a definition of a paper: read whole or refused with a place, and freed. */
#include <stddef.h>
#include <stdint.h>

#include "conf/papers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct paper_def def = {0};
    struct so_error err = {0};
    if (papers_parse("fuzz.yaml", (const char *)data, size, &def, &err) == SO_OK) {
        if (!paper_def_field(&def, def.fields.items[0].key))
            __builtin_trap();
        paper_def_free(&def);
    } else if (!err.code || !err.text[0]) {
        __builtin_trap();
    }
    return 0;
}
