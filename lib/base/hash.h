/* Checksums: SHA-256 names content (libsodium), CRC-32 (IEEE 802.3) guards journal lines. */
#ifndef SOHOA_BASE_HASH_H
#define SOHOA_BASE_HASH_H

#include <sodium/crypto_hash_sha256.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

#define HASH_HEX_SIZE 65 /* 64 lower-case hex digits and NUL */

struct hash {
    crypto_hash_sha256_state state;
};

void hash_init(struct hash *h);
void hash_update(struct hash *h, const void *data, size_t len);
void hash_final(struct hash *h, char ret_hex[HASH_HEX_SIZE]);

void hash_bytes(const void *data, size_t len, char ret_hex[HASH_HEX_SIZE]);
int hash_file(const char *path, char ret_hex[HASH_HEX_SIZE], uint64_t *ret_size, struct so_error *err);

uint32_t hash_crc32(const void *data, size_t len);

#endif
