/* Letters as the recogniser showed them on drawn pages: what training/pages.c writes and training/accents.c learns from. */
#ifndef SOHOA_TRAINING_SEEN_H
#define SOHOA_TRAINING_SEEN_H

#include "ocr/accent.h"

struct seen {
    uint8_t window[ACCENT_HIGH * ACCENT_WIDE]; /* 255 ink */
    char base;                                 /* as it was read */
    uint8_t upper, mark, tone;                 /* mark and tone as they were drawn */
    uint8_t held_out, right;                   /* … of a font that is only measured with; it was read right */
};

#endif
