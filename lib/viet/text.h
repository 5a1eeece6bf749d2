/*
 * Vietnamese text as UTF-8. A text is a pointer and a byte length; functions that produce text append to a struct buf
 * and are total: an invalid byte counts as one U+FFFD, never as an error. They return 0 or SO_ENOMEM.
 */
#ifndef SOHOA_VIET_TEXT_H
#define SOHOA_VIET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define VIET_REPLACEMENT 0xFFFD

/* True when the bytes are valid UTF-8 (no overlong forms, surrogates or values above U+10FFFF). */
bool viet_is_utf8(const char *s, size_t len);

/* The code point at *io_at, which moves behind it; *io_at must be below len. An invalid byte gives VIET_REPLACEMENT. */
int32_t viet_next(const char *s, size_t len, size_t *io_at);

/* Writes a code point as UTF-8, returns the bytes (1..4); an impossible code point is written as VIET_REPLACEMENT. */
size_t viet_put(int32_t cp, char out[4]);

size_t viet_length(const char *s, size_t len); /* code points */

/* The Vietnamese order of tones in dictionaries. */
enum viet_tone { VIET_NGANG, VIET_HUYEN, VIET_HOI, VIET_NGA, VIET_SAC, VIET_NANG };

/* What makes ă, â, ê, ô, ơ, ư, đ of a, e, o, u, d. */
enum viet_mark { VIET_PLAIN, VIET_BREVE, VIET_CIRCUMFLEX, VIET_HORN, VIET_STROKE };

struct viet_letter {
    char base;    /* 'a'..'z' */
    uint8_t mark; /* enum viet_mark */
    uint8_t tone; /* enum viet_tone */
    bool upper;
};

/* Takes a letter apart: any of a–z, and the Vietnamese ones. Ð (U+00D0) and Ɖ (U+0189) count as Đ. False: another. */
bool viet_letter_split(int32_t cp, struct viet_letter *ret);

/* The code point of a letter; 0 when Vietnamese has none (a tone on b, a horn on a). */
int32_t viet_letter_join(struct viet_letter letter);

/* Puts a combining mark or tone on a letter, in any order; false when Vietnamese has no such letter. */
bool viet_letter_add(struct viet_letter *letter, int32_t combining);

bool viet_is_vowel(struct viet_letter letter); /* a ă â e ê i o ô ơ u ư y */
bool viet_is_letter(int32_t cp);               /* of any script */
bool viet_is_combining(int32_t cp);            /* a mark that belongs to the letter before it */
bool viet_is_digit(int32_t cp);                /* 0..9 only */
bool viet_is_space(int32_t cp);                /* also the no-break, thin and ideographic ones */

/* NFC, with Ð, Ɖ → Đ and ð, ɖ → đ. Marks in an order that Unicode does not compose (tilde before circumflex) are, too. */
int viet_nfc(const char *s, size_t len, struct buf *out);
int viet_lower(const char *s, size_t len, struct buf *out); /* NFC, lower case */
int viet_upper(const char *s, size_t len, struct buf *out); /* NFC, upper case */
int viet_title(const char *s, size_t len, struct buf *out); /* NFC, each word's first letter upper, the rest lower */

/* NFC; runs of white space become one space, none at the ends; invisible characters (zero width, soft hyphen) go; fraction
 * and division slashes are strokes. */
int viet_clean(const char *s, size_t len, struct buf *out);

/* The first `most` words of a text, between its spaces and with their signs; their texts are borrowed. How many. */
struct viet_word {
    const char *text;
    size_t len;
};

size_t viet_split(const char *s, struct viet_word *ret, size_t most);

/*
 * The next word at or behind *io_at: a run of letters, digits and combining marks. Bytes [*ret_start, *ret_end); *io_at
 * moves to its end. False when there is none. The offsets are those of the text as given, fit for FTS5 and snippets.
 */
bool viet_next_word(const char *s, size_t len, size_t *io_at, size_t *ret_start, size_t *ret_end);

#endif
