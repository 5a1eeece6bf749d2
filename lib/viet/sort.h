/*
 * Vietnamese order: the 29 letters a ă â b c d đ e ê … y with f j w z where they are in Latin, digits by value before
 * letters, then the tones (ngang huyền hỏi ngã sắc nặng), then case. Keys are compared with memcmp, shorter first.
 */
#ifndef SOHOA_VIET_SORT_H
#define SOHOA_VIET_SORT_H

#include <stddef.h>

#include "base/buf.h"

int viet_sort_key(const char *s, size_t len, struct buf *out); /* appends; SO_ENOMEM */

/* As lists of people are sorted: by given name (the last word), then family name and what stands between. */
int viet_sort_key_name(const char *s, size_t len, struct buf *out);

int viet_compare(const char *a, const char *b); /* <0, 0, >0 in that order; memory out compares bytes */

#endif
