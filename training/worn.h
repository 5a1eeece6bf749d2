/* What copiers, scanners and the reader's own cleaning make of a drawn page. */
#ifndef SOHOA_TRAINING_WORN_H
#define SOHOA_TRAINING_WORN_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

struct worn {
    uint8_t *gray; /* to be freed */
    int width, height;
};

/* Of a surface of ink (A8), each pixel made scale×scale (1 or 2). False when memory is out. */
bool worn_make(cairo_surface_t *ink, int scale, uint64_t *state, struct worn *ret_worn);

#endif
