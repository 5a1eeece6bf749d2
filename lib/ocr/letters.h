/* The letters of a word by how their strokes run (ocr/strokes.h), whatever word they would make. Private to the room. */
#ifndef SOHOA_OCR_LETTERS_H
#define SOHOA_OCR_LETTERS_H

#include "ocr/ocr.h"

/*
 * A small part of a page that holds one word, as one word with a glyph for each of its letters, marks and punctuation
 * left out: the letter that its strokes make, or a '?' of no confidence. Letters that touch are one glyph. No word where
 * nothing stands there. SO_ENOMEM.
 */
int letters_read(const struct ocr_image *image, struct words *ret_words);

#endif
