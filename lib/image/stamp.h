/* The stamp of an office that received a document, taken off the print that it covers. Private to the room. */
#ifndef SOHOA_IMAGE_STAMP_H
#define SOHOA_IMAGE_STAMP_H

#include "image/frames.h"
#include "image/held.h"

/*
 * Takes a stamp that stands over print in the upper half of the page out of what is read and out of the inks: a
 * coloured one by its colour, a black one where it is paler than the writing. A stamp on bare paper, and one that
 * cannot be told from the print under it, stay. SO_ENOMEM.
 */
int stamp_lift(struct held_page *held, const struct frame *frame);

#endif
