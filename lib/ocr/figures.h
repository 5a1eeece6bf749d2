/*
 * A number by the shapes of its figures alone: each digit stands for itself, where the recogniser's model of words
 * would rather see a number that it knows. Private to the room.
 */
#ifndef SOHOA_OCR_FIGURES_H
#define SOHOA_OCR_FIGURES_H

#include "ocr/ocr.h"

/*
 * The figures of a small part of a page that holds one line, as words parted by wide gaps, with the alternatives of
 * each figure; what is no figure is a '?' of no confidence. None where nothing stands there. SO_ENOMEM.
 */
int figures_read(const struct ocr_image *image, struct words *ret_words);

#endif
