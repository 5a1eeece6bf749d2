/*
 * Marks and tones of the words that were read, judged by their shapes (ocr/accent.h): a second opinion on each letter
 * that has them, or might. Private to the room.
 */
#ifndef SOHOA_OCR_ACCENTS_H
#define SOHOA_OCR_ACCENTS_H

#include "ocr/accent.h"
#include "ocr/ocr.h"

/*
 * For words of a whole page whose glyphs hold the letters that were read and their boxes: those keep their glyphs of
 * which a letter's shape speaks for another mark or tone, the letters' choices being what was read and what the shape
 * might be, each with the share that the shape gives it. All others lose their glyphs. SO_ENOMEM.
 */
int accents_dispute(const struct accent_net *net, const struct ocr_image *image, struct words *words);

/* A letter of a word as the net would look at it: its window is made, nothing is judged yet. */
typedef int accents_letter_fn(const struct word *w, size_t glyph, struct accent_state *state, void *userdata);

/* Shows the letters of the words, whose glyphs hold what was read and where; ends with what fn returns but 0. */
int accents_show(const struct ocr_image *image, const struct words *words, accents_letter_fn *fn, void *userdata);

/* For words with the recogniser's choices of each letter: weighs them, and others of the same base, with the shape's.
 */
int accents_weigh(const struct accent_net *net, const struct ocr_image *image, struct words *words);

#endif
