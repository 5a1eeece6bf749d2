/* Commas behind words by their own ink, which poor copies leave as points or as nothing. Private to the room. */
#ifndef SOHOA_OCR_STOPS_H
#define SOHOA_OCR_STOPS_H

#include "ocr/ocr.h"

/*
 * For words of a whole page whose glyphs hold what was read and where: a word that ends with a full stop, or with
 * nothing, ends with a comma where ink stands behind its last letter that reaches below the line as a comma does.
 * SO_ENOMEM.
 */
int stops_settle(const struct ocr_image *image, struct words *words);

#endif
