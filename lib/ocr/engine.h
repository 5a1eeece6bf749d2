/* What the files of this room share. Private. */
#ifndef SOHOA_OCR_ENGINE_H
#define SOHOA_OCR_ENGINE_H

#include <tesseract/capi.h>

#include "ocr/accent.h"
#include "ocr/ocr.h"

struct ocr {
    TessBaseAPI *fast;
    TessBaseAPI *best; /* NULL where it is not installed */
    struct accent_net accents;
};

/* What is kept of a word's letters. */
enum letters {
    LETTERS_NONE,
    LETTERS_READ,   /* the one that was read, and its box */
    LETTERS_CHOICES /* and what else it may be */
};

/* Reads the image in one model and one mode. */
int engine_recognise(TessBaseAPI *api, const struct ocr_image *image, TessPageSegMode mode, enum letters letters,
                     int timeout_ms, struct words *ret_words, struct so_error *err);

/* The words that the model holds after recognition. */
int engine_collect(TessBaseAPI *api, enum letters letters, struct words *ret_words);

#endif
