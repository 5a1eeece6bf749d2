#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

void hash_init(struct hash *h)
{
    crypto_hash_sha256_init(&h->state);
}

void hash_update(struct hash *h, const void *data, size_t len)
{
    crypto_hash_sha256_update(&h->state, data, len);
}

void hash_final(struct hash *h, char ret_hex[HASH_HEX_SIZE])
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&h->state, sum);
    sodium_bin2hex(ret_hex, HASH_HEX_SIZE, sum, sizeof sum);
}

void hash_bytes(const void *data, size_t len, char ret_hex[HASH_HEX_SIZE])
{
    struct hash h;
    hash_init(&h);
    hash_update(&h, data, len);
    hash_final(&h, ret_hex);
}

int hash_file(const char *path, char ret_hex[HASH_HEX_SIZE], uint64_t *ret_size, struct so_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return so_fail_errno(err, "%s", path);
    struct hash h;
    hash_init(&h);
    uint64_t size = 0;
    char chunk[65536];
    int r = SO_OK;
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            r = so_fail_errno(err, "%s", path);
            break;
        }
        hash_update(&h, chunk, (size_t)n);
        size += (uint64_t)n;
    }
    close(fd);
    if (r)
        return r;
    hash_final(&h, ret_hex);
    if (ret_size)
        *ret_size = size;
    return SO_OK;
}

uint32_t hash_crc32(const void *data, size_t len)
{
    const unsigned char *p = data;
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < len; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}
