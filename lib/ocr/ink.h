/* Part of an image as ink on paper. Private to the room. */
#ifndef SOHOA_OCR_INK_H
#define SOHOA_OCR_INK_H

#include "ocr/ocr.h"

/* The box, inside the image, with paper as 0 and the darkest ink as 255, box.w bytes a row; false where there is none.
 */
bool ink_of(const struct ocr_image *image, struct box box, uint8_t *ret_ink);

#endif
