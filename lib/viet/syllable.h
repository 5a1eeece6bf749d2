/*
 * The grammar of the Vietnamese syllable: onset + rhyme + tone. It accepts nearly every syllable that Vietnamese words
 * have and refuses loan words and most misreadings, so it measures suspicion. It never rejects a name: Kông, Niê and
 * H'Mông are names.
 */
#ifndef SOHOA_VIET_SYLLABLE_H
#define SOHOA_VIET_SYLLABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "viet/text.h"

#define VIET_ONSET_COUNT 28 /* index 0: none */
#define VIET_RHYME_COUNT 160

struct viet_syllable {
    uint8_t onset; /* 0..VIET_ONSET_COUNT-1 */
    uint8_t rhyme; /* 0..VIET_RHYME_COUNT-1 */
    uint8_t tone;  /* enum viet_tone */
};

#define VIET_SYLLABLE_SIZE 32 /* bytes of a written syllable with NUL */

/* One syllable, any case, NFC or NFD, the tone on any of its vowels. False when it is not grammatical. */
bool viet_syllable_parse(const char *s, size_t len, struct viet_syllable *ret);

/* True when the parts may stand together: ngh only before e, ê, i; the tones of rhymes that end in a stop; … */
bool viet_syllable_is_valid(struct viet_syllable s);

/* Lower case, NFC, tone on its traditional place (hòa, thủy); bytes without NUL, 0 when it is not valid. */
size_t viet_syllable_write(struct viet_syllable s, char out[VIET_SYLLABLE_SIZE]);

/*
 * Where the tone stands: the index of the letter among n lower-case letters of one syllable without tones. -1 when
 * there is no vowel. Traditional placement (hòa, khỏe, thủy, but hoàn, quý, giữa).
 */
int viet_tone_place(const int32_t *letters, size_t n);

/* How suspicious a text is: the share of its words that have letters and are no grammatical syllables, 0..1. */
float viet_suspicion(const char *s, size_t len);

/* A grammatical syllable near a misread word, in the case of the word (QUYÉT → QUYẾT). */
struct viet_repair {
    char text[VIET_SYLLABLE_SIZE];
    uint32_t cost; /* as in viet/distance.h */
};

/*
 * The nearest grammatical syllables, cheapest first, at most max and none above limit; equal costs in grammar order.
 * A word that is grammatical itself comes first at cost 0. Returns how many. At most 12 letters are looked at.
 */
size_t viet_syllable_repair(const char *s, size_t len, uint32_t limit, struct viet_repair *ret, size_t max);

#endif
