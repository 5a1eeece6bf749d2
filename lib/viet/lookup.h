/* Inside the room: finding a written name in a fixed list, tolerant of spelling and OCR. */
#ifndef SOHOA_VIET_LOOKUP_H
#define SOHOA_VIET_LOOKUP_H

#include <stddef.h>

struct lookup_entry {
    const char *name;    /* as it is to be written */
    const char *aliases; /* parted by '|'; "" when there are none */
};

/*
 * The entry that a text names: equal when folded and without spaces and signs, else the nearest by viet/distance.h when
 * it is near enough and no other is as near. -1 when there is none. *ret_similarity (may be NULL): 1 when it stands as
 * a name or alias with its diacritics, 0.95 without them, less when only near.
 */
int lookup_find(const struct lookup_entry *list, size_t count, const char *s, size_t len, float *ret_similarity);

#endif
