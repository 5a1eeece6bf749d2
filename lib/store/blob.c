#include <string.h>
#include <zlib.h>

#include "store/internal.h"

#define HEAD 4 /* bytes of the size, little-endian */

int blob_pack(const void *data, size_t len, struct buf *ret)
{
    if (len > UINT32_MAX)
        return SO_ELIMIT;
    struct buf b = BUF_INIT;
    uLongf packed = compressBound(len);
    int r = buf_reserve(&b, HEAD + packed);
    if (r)
        return r;
    uint8_t *p = (uint8_t *)b.data;
    for (int i = 0; i < HEAD; i++)
        p[i] = (uint8_t)(len >> (8 * i));
    if (compress2(p + HEAD, &packed, data, len, Z_BEST_SPEED) != Z_OK) {
        buf_free(&b);
        return SO_ENOMEM;
    }
    b.len = HEAD + packed;
    *ret = b;
    return SO_OK;
}

int blob_unpack(const void *data, size_t len, size_t max, struct buf *ret)
{
    const uint8_t *p = data;
    if (len < HEAD)
        return SO_EFORMAT;
    uLongf size = (uLongf)p[0] | (uLongf)p[1] << 8 | (uLongf)p[2] << 16 | (uLongf)p[3] << 24;
    uLongf expected = size;
    if (size > max)
        return SO_ELIMIT;
    struct buf b = BUF_INIT;
    int r = buf_reserve(&b, size + 1);
    if (r)
        return r;
    if (uncompress((uint8_t *)b.data, &size, p + HEAD, len - HEAD) != Z_OK || size != expected) {
        buf_free(&b);
        return SO_EFORMAT;
    }
    b.len = size;
    b.data[size] = 0;
    *ret = b;
    return SO_OK;
}
