/*
 * Two keys to compare Vietnamese texts by.
 *
 * fold: what a clerk types without diacritics. Letters lose tone and mark (đ → d, as SQLite's own tokenizers never do),
 * case goes; NFC, NFD and mixed input give the same bytes. "Đặng Thị Hoà" → "dang thi hoa".
 *
 * key: the exact text but for what is only spelling: NFC, lower case, the tone on the one traditional place, so that
 * hoà = hòa, khoẻ = khỏe, thuỷ = thủy. Marks and tones stay. "ĐẶNG THỊ HOÀ" → "đặng thị hòa".
 *
 * Both are idempotent, leave white space and punctuation alone, and turn an invalid byte into U+FFFD.
 */
#ifndef SOHOA_VIET_FOLD_H
#define SOHOA_VIET_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

int viet_fold(const char *s, size_t len, struct buf *out); /* appends; SO_ENOMEM */
int viet_key(const char *s, size_t len, struct buf *out);  /* appends; SO_ENOMEM */

/*
 * The same for one word (see viet_next_word), without an allocation: writes at most cap bytes, whole code points only,
 * no terminating NUL, and returns the bytes written. 3 * len bytes always hold the whole; what exceeds cap is cut.
 */
size_t viet_fold_token(const char *s, size_t len, char *out, size_t cap);
size_t viet_key_token(const char *s, size_t len, char *out, size_t cap);

/* True when both texts have the same fold (or key), white space runs and outer white space not counted. */
bool viet_same_fold(const char *a, const char *b);
bool viet_same_key(const char *a, const char *b);

#endif
