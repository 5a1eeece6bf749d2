/*
 * Pairs of words that stand side by side in known phrases ("thủ tục", "tục hành", "hành chính"), to choose between
 * readings of a word by its neighbours. A pair that is not known says nothing. Private to the room.
 */
#ifndef SOHOA_PAPER_PHRASES_H
#define SOHOA_PAPER_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define PHRASE_PAIRS_MAX 20000

struct phrase_pair {
    uint32_t first, second; /* where the words stand in texts */
};

struct phrase_pairs {
    struct phrase_pair *items;
    size_t len, cap;
    struct buf texts; /* words in small letters, each with its NUL */
};

/* Adds the pairs of a text; a comma or other mark parts none, a full stop does. SO_ENOMEM; what is too much is left
 * out. */
int phrases_add(struct phrase_pairs *pairs, const char *text);
void phrases_clear(struct phrase_pairs *pairs);

bool phrases_have(const struct phrase_pairs *pairs, const char *first, const char *second); /* small letters */

bool phrases_know(const struct phrase_pairs *pairs, const char *word); /* it stands in some phrase */

/*
 * The word nearest to `word` that stands between its neighbours (small letters, NULL: none) in known phrases: of two
 * sides rather than of one. *ret_sides: of how many. limit: how far it may be. NULL: there is none, or more than one.
 */
const char *phrases_nearest(const struct phrase_pairs *pairs, const char *before, const char *word, const char *after,
                            uint32_t limit, int *ret_sides);

#endif
