/*
 * Vietnamese text of before Unicode, as old lists and registers hold it. Two questions, asked one after the other:
 *
 * 1. How do bytes become code points? viet_from_bytes: UTF-8, UTF-16, else one byte a letter as Windows-1252 shows it.
 * 2. Do these code points mean what they are, or were they typed for a font that draws others in their place? A TCVN3
 *    text ("NguyÔn V¨n §øc" in .VnTime) or a VNI text ("Nguyeãn Vaên Ñöùc" in VNI-Times) is still that when a spreadsheet
 *    has long since stored it as Unicode; so the second question stands for itself, and is asked column by column.
 *
 * Tables: TCVN 5712:1993 (VN3), VNI-Win, Windows-1258.
 */
#ifndef SOHOA_VIET_LEGACY_H
#define SOHOA_VIET_LEGACY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum viet_bytes { VIET_BYTES_UTF8, VIET_BYTES_UTF16LE, VIET_BYTES_UTF16BE, VIET_BYTES_SINGLE };
const char *viet_bytes_name(enum viet_bytes b); /* "UTF-8", "UTF-16LE", "UTF-16BE", "8 bit" */

/*
 * Bytes as UTF-8, by byte-order mark or by what they look like. Total: what is no text becomes U+FFFD or the like. The
 * mark is left out. Appends; SO_ENOMEM.
 */
int viet_from_bytes(const void *data, size_t len, enum viet_bytes *ret_kind, struct buf *out);

enum viet_legacy { VIET_UNICODE, VIET_TCVN3, VIET_VNI, VIET_CP1258, VIET_LEGACIES };
const char *viet_legacy_name(enum viet_legacy l); /* "unicode", "tcvn3", "vni", "cp1258" */

/*
 * Which of them a text (UTF-8) is, by how many of its words become Vietnamese syllables. *ret_share (may be NULL): the
 * share of the words with other than ASCII letters that do, 0..1; 1 where there is none and the text is VIET_UNICODE.
 */
enum viet_legacy viet_legacy_detect(const char *s, size_t len, float *ret_share);

/*
 * A text (UTF-8) as it was meant, NFC. capitals: it stood in a font of capitals (.VnTimeH), whose letters were typed
 * small; without it a small letter with tone among capitals becomes a capital, since VN3 has no other. Appends; SO_ENOMEM.
 */
int viet_legacy_decode(enum viet_legacy l, bool capitals, const char *s, size_t len, struct buf *out);

/* Whether a font's name is of that kind: ".VnTime", ".VnArialH", "VNI-Times"; VIET_UNICODE for others. */
enum viet_legacy viet_legacy_of_font(const char *font, bool *ret_capitals);

#endif
