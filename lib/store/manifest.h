/* Private to the store: the list of a backup's files. */
#ifndef SOHOA_STORE_MANIFEST_H
#define SOHOA_STORE_MANIFEST_H

#include "base/hash.h"
#include "store/backup.h"

struct manifest_line {
    char hash[HASH_HEX_SIZE];
    uint64_t size;
    char *name; /* relative, below the backup's folder, without ".." */
};

struct manifest {
    struct manifest_line *items;
    size_t len, cap;
    uint64_t bytes;
};

int manifest_add(struct manifest *m, const char *hash, uint64_t size, const char *name, struct so_error *err);
int manifest_write(const struct manifest *m, const char *folder, struct so_error *err);
int manifest_read(struct manifest *ret_m, const char *folder, struct so_error *err); /* SO_EFORMAT, SO_ENOTFOUND */
int manifest_parse(struct manifest *ret_m, const char *text, size_t len, struct so_error *err); /* SO_EFORMAT */
void manifest_free(struct manifest *m);

#endif
