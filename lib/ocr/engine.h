/* What the files of this room share. Private. */
#ifndef SOHOA_OCR_ENGINE_H
#define SOHOA_OCR_ENGINE_H

#include <tesseract/capi.h>

#include "ocr/ocr.h"

struct ocr {
    TessBaseAPI *fast;
    TessBaseAPI *best; /* NULL where it is not installed */
};

/* Reads the image in one model and one mode. */
int engine_recognise(TessBaseAPI *api, const struct ocr_image *image, TessPageSegMode mode, bool with_glyphs,
                     int timeout_ms, struct words *ret_words, struct so_error *err);

/* The words that the model holds after recognition, with the alternatives of each letter if asked for. */
int engine_collect(TessBaseAPI *api, bool with_glyphs, struct words *ret_words);

#endif
