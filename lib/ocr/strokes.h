/*
 * Letters that the recogniser's models take for each other by hand, told apart by how their strokes run. M and H both
 * stand on two legs: an H has a bar of one height between them, the arms of an M fall from the tops to its middle, the
 * bar of an N from one to the other. a and o are both closed: an a has a stem at its right, an o none. A t has a stem
 * above its bar, a T none. This holds for print and for many hands, where a net learns the hands that it was shown.
 * Private to the room.
 */
#ifndef SOHOA_OCR_STROKES_H
#define SOHOA_OCR_STROKES_H

#include "ocr/figure.h"

/*
 * The letter that the ink of a box is, of those that it knows: H, M, N, T; a, o, t, l. It takes every letter for one of
 * them that has their strokes: what it says means something only where the letter is one of those that it is taken for.
 * 0 when the strokes are not clear. *ret_share: how clear they are, 0..1.
 */
char strokes_letter(const struct figure_ink *ink, struct box box, float *ret_share);

#endif
