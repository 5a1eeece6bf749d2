/* Two models' readings of one page made one. Private to the room but for its tests. */
#ifndef SOHOA_OCR_OPINIONS_H
#define SOHOA_OCR_OPINIONS_H

#include "model/page.h"

/* Who read the second time: the same model, another part of the page; or the better model. */
enum second_reader { SECOND_SAME_MODEL, SECOND_BETTER_MODEL };

/*
 * Word by word, by their place: words that the same model read alike become surer, of those that differ the surer one
 * stays (what the models are known to mistake set apart), and words that only the second found are put into the line
 * where they stand when they are sure enough. second keeps what is not taken. SO_ENOMEM.
 */
int opinions_merge(struct words *first, struct words *second, enum second_reader reader);

/* Puts all words of found, which stand where first has none, into the lines where they stand; found is left empty.
 * SO_ENOMEM. */
int opinions_add(struct words *first, struct words *found);

#endif
