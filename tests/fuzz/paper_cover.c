/* A QR code's bytes as a cover: what is accepted is exactly what would be printed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "paper/cover.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cover cover;
    if (cover_parse((const char *)data, size, &cover))
        return 0;
    struct buf again = BUF_INIT;
    if (cover_write(&cover, &again) || again.len != size || memcmp(again.data, data, size))
        abort();
    buf_free(&again);
    return 0;
}
