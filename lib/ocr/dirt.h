/* Specks that were read as signs, and words that were read twice. Private to the room. */
#ifndef SOHOA_OCR_DIRT_H
#define SOHOA_OCR_DIRT_H

#include "model/page.h"

/*
 * Of words whose glyphs hold what was read and their boxes: takes out points and dashes that have no ink of their own
 * or less than such signs have on their line; where one stood between two words that were read as one, those are
 * parted. Then drops words that lie on others: the same one twice, or a guess over what was read well. SO_ENOMEM.
 */
int dirt_remove(struct words *words);

#endif
