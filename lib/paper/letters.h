/* Letters that hands make alike, by their strokes. Private to the room. */
#ifndef SOHOA_PAPER_LETTERS_H
#define SOHOA_PAPER_LETTERS_H

#include "paper/judgement.h"

#define LOOK_ALIKE (5 << 19) /* ids of questions about a word's letters: LOOK_ALIKE + index of the word */

/* Asks about the words of fields that fit, where strokes may tell something. */
int letters_ask(const struct sheet *s, bool (*fits)(const struct sheet *s, size_t field), struct questions *io);

/*
 * A reading of the word as its strokes have it; a may be NULL. running: the word stands within running text, where a
 * capital may be a small letter that was read as one. SO_ENOMEM.
 */
int letters_correct(const struct answer *a, bool running, struct buf *io);

#endif
