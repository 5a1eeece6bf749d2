/* Originals by content (SHA-256 in 64 lower-case hex digits), and the files derived from them. */
#ifndef SOHOA_STORE_OBJECT_H
#define SOHOA_STORE_OBJECT_H

#include "base/hash.h"
#include "store/store.h"

#define STORE_OBJECT_MAX (512ull * 1024 * 1024) /* bytes of one original */

struct store_object {
    char hash[HASH_HEX_SIZE];
    uint64_t size;
    bool known; /* was there before */
};

/*
 * Puts an original: the file is whole and synced when this returns. A failure later on leaves at most a file that no
 * page names, which is harmless. SO_ELIMIT when larger than STORE_OBJECT_MAX.
 */
int store_object_put(struct store *s, const void *data, size_t len, struct store_object *ret_object,
                     struct so_error *err);
int store_object_put_file(struct store *s, const char *path, struct store_object *ret_object, struct so_error *err);

/* Where an original lies (whether it exists or not); malloc'ed, NULL when memory is out or hash is no hash. */
char *store_object_path(const struct store *s, const char *hash);

/*
 * Where a derived file of a page belongs, e.g. kind "access.jpg"; its folder exists afterwards. malloc'ed; NULL when
 * memory is out or kind is no plain file name. The caller writes it with file_write_whole, may find it missing at any
 * time, and makes it again then.
 */
char *store_derived_path(const struct store *s, int64_t page, const char *kind);

#endif
