#include "base/array.h"

#include <stdint.h>
#include <string.h>

bool array_grow(void **items, size_t *len, size_t *cap, size_t item_size)
{
    if (*len == *cap) {
        size_t want = *cap ? *cap + *cap / 2 + 1 : 8;
        if (want > SIZE_MAX / 2 / item_size)
            return false;
        void *grown = realloc(*items, want * item_size);
        if (!grown)
            return false;
        *items = grown;
        *cap = want;
    }
    memset((char *)*items + *len * item_size, 0, item_size);
    (*len)++;
    return true;
}
