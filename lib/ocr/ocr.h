/*
 * Words from gray pixels, by Tesseract's LSTM models.
 *
 * Debian's `vie` is the fast model and always needed; `vie_best` (in any of the folders) the better one, optional.
 * Both are loaded by ocr_open, so that nothing has to be opened later. One engine serves one thread.
 */
#ifndef SOHOA_OCR_OCR_H
#define SOHOA_OCR_OCR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/result.h"
#include "model/page.h"

#define OCR_FAST_MODEL "vie"
#define OCR_BEST_MODEL "vie_best"

struct ocr;

struct ocr_image {
    const uint8_t *data; /* 8-bit gray, borrowed */
    int width, height;
    int dpi;
    int stride; /* bytes a row; 0: width. Only of a page */
};

/* dirs: folders joined by ':', searched in order. SO_ENOTFOUND when the fast model is in none of them. */
int ocr_open(const char *dirs, struct ocr **ret_ocr, struct so_error *err);
void ocr_close(struct ocr *ocr); /* accepts NULL */
bool ocr_has_best(const struct ocr *ocr);

/*
 * All words of an upright page, boxes in its pixels. With QUALITY_BEST both models read it and each line is taken from
 * the one that is surer of it; without the better model that is the same as QUALITY_FAST. SO_ETIMEOUT after timeout_ms.
 */
int ocr_read_page(struct ocr *ocr, const struct ocr_image *image, enum quality quality, int timeout_ms,
                  struct words *ret_words, struct so_error *err);

/*
 * Reads more boxes of a page whose words are there already, a line each, and puts what is sure enough among the words:
 * words in a place where none was, and words surer than the one in their place. SO_ETIMEOUT, SO_ENOMEM.
 */
int ocr_read_lines(struct ocr *ocr, const struct ocr_image *image, const struct box *boxes, int count, int timeout_ms,
                   struct words *words, struct so_error *err);

/* The words of a small part of a page, with the alternatives of each letter. Boxes are in pixels of the image. */
int ocr_read_part(struct ocr *ocr, const struct ocr_image *image, enum look_as as, bool best_model, int timeout_ms,
                  struct words *ret_words, struct so_error *err);

#endif
