/* Inside the room: the written parts of the syllable grammar. Lower case, NFC, without tones; static strings. */
#ifndef SOHOA_VIET_SYLLABLE_PARTS_H
#define SOHOA_VIET_SYLLABLE_PARTS_H

#include "viet/syllable.h"

const char *syllable_onset(unsigned onset);
const char *syllable_rhyme(unsigned rhyme);

/* Letters (and bytes) at the rhyme's beginning that the onset's end already wrote: 1 for gi + iêng, qu + uynh. */
size_t syllable_shared(unsigned onset, unsigned rhyme);

#endif
