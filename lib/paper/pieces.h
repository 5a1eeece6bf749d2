/* Words of a line as a look read them, and what may be said of each by itself. Private to the room. */
#ifndef SOHOA_PAPER_PIECES_H
#define SOHOA_PAPER_PIECES_H

#include "paper/layout.h"

#define WORDS_MAX 40       /* of a line */
#define WORD_GOOD 0.8f     /* confidence of a word that stands against one that is no word */

struct piece {
    struct box box;
    const char *text;
    size_t len; /* without outer punctuation */
    float confidence;
    bool good; /* a syllable, a number or an abbreviation, in one case */
};

struct pieces {
    struct piece items[WORDS_MAX];
    size_t len;
};

/* How many letters of a word are capitals, and of what else it is made. */
struct shape {
    size_t letters, capitals, toned, digits, others;
    bool first_capital;
};

struct shape piece_shape(const char *s, size_t len);
bool piece_is_figures(const char *s, size_t len, const struct shape *shape);
bool piece_same(const struct piece *a, const struct piece *b);

void pieces_add(const char *text, struct box box, float confidence, struct pieces *io); /* text is borrowed */
void pieces_of_run(const struct layout *l, size_t first, size_t end, struct pieces *ret);
bool pieces_all_good(const struct piece *pieces, size_t n); /* and read surely */

/* Capitals among small letters: another line, or a stamp, was read into this one; and without those before it. */
bool pieces_have_foreign_capitals(const struct pieces *p);
void pieces_drop_stamp(struct pieces *io);

bool pieces_have_strokes(const struct pieces *p);

/*
 * The words of the second reading in the place of the first one's. *ret_more: a word stands close before or behind
 * them, where none was read at first.
 */
struct pieces pieces_in_place(const struct pieces *first, const struct pieces *second, int near, bool *ret_more);

#endif
