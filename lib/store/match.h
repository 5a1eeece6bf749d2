/* Private to the store: where the words of a plan stand in a text, for snippets and boxes. */
#ifndef SOHOA_STORE_MATCH_H
#define SOHOA_STORE_MATCH_H

#include "store/plan.h"

struct spot {
    size_t start, end; /* bytes of the text */
    int needle;
};

#define SPOT_INITIALS 63 /* instead of a needle: words that begin with the initials that the query is */

struct spots {
    struct spot *items; /* in text order, one for each word that belongs to a match */
    size_t len, cap;
};

/* Finds all (at most a few hundred). exact: with the tones as typed. SO_ENOMEM. */
int match_find(const struct plan *plan, const char *text, size_t len, bool exact, struct spots *ret_spots);

/* How many different needles the spots cover. */
int match_covered(const struct spots *spots);

/*
 * The densest stretch: index of its first spot and the count of spots in it, within some 160 bytes. Zero spots: 0, 0.
 */
void match_densest(const struct spots *spots, size_t *ret_first, size_t *ret_count);

/* Text around spots [first, first + count), white space folded to single spaces, with their ranges in it. */
int match_snippet(const char *text, size_t len, const struct spots *spots, size_t first, size_t count,
                  struct store_hit *hit);

#endif
