/* Bytes of an old list: whatever they are, they become UTF-8 in NFC, and nothing is asked of memory that is not there. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "viet/legacy.h"
#include "viet/text.h"

#include "base/result.h"

#define INPUT_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf text = BUF_INIT, plain = BUF_INIT;
    enum viet_bytes kind;
    if (size > INPUT_MAX)
        return 0;
    if (viet_from_bytes(data, size, &kind, &text) || !viet_is_utf8(buf_str(&text), text.len))
        abort();
    float share;
    enum viet_legacy found = viet_legacy_detect(buf_str(&text), text.len, &share);
    if ((unsigned)found >= VIET_LEGACIES || share < 0 || share > 1)
        abort();
    for (int l = 0; l < VIET_LEGACIES; l++) {
        buf_clear(&plain);
        if (viet_legacy_decode((enum viet_legacy)l, l % 2, buf_str(&text), text.len, &plain) ||
            !viet_is_utf8(buf_str(&plain), plain.len))
            abort();
    }
    buf_free(&text);
    buf_free(&plain);
    return 0;
}
