/*
 * The connected pieces of ink in a small part of a page that holds one line of figures or letters. Private to the room.
 */
#ifndef SOHOA_OCR_PIECES_H
#define SOHOA_OCR_PIECES_H

#include "ocr/figure.h"
#include "ocr/ocr.h"

#define DARK 110 /* of 255: a pixel of a figure's or letter's body */

/* Connected ink. */
struct piece {
    struct box box;
    int area;
};

struct pieces {
    struct piece *items;
    size_t len, cap;
};

struct line {
    uint8_t *pixels; /* of the ink */
    struct figure_ink ink;
    int top, height; /* of its digits or capitals: the middle one of what is nearly as high as the highest piece */
};

/*
 * Of ink above dark (0..255, as a rule DARK). Both stay zeroed where nothing stands there, or too much for a line; free
 * them with pieces_free. SO_ENOMEM.
 */
int pieces_find(const struct ocr_image *image, int dark, struct pieces *ret_pieces, struct line *ret_line);
void pieces_free(struct pieces *pieces, struct line *line);

#endif
