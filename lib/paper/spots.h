/* Where a type's labels, and dates as sentences write them, may stand on a page. Private to the room. */
#ifndef SOHOA_PAPER_SPOTS_H
#define SOHOA_PAPER_SPOTS_H

#include "paper/layout.h"
#include "paper/rules.h"

struct spot {
    bool dates;        /* "…, ngày 27 tháng 02 năm 2023" instead of a label */
    size_t label;      /* index into the type's labels */
    size_t line;
    size_t first, end; /* tokens: of the label; of the date */
    size_t tail_first, tail_end; /* tokens of the label's second line, where it breaks before a value at its right; of the
                                    date's rest on the next line; else 0 */
    bool wrapped;      /* the label began on the line before and filled it: first..end are its rest */
    size_t year;       /* token of the year where it stands alone on the next line; else 0 */
    float similarity;
    bool colon;        /* the label ends with a colon */
    bool starts;       /* begins its line or stands behind a wide gap */
    bool body;         /* the header has its own above the title: this one is the body's, or an incoming stamp's */
    bool alone;        /* date: nothing but a place before it and nothing behind it */
};

struct spots {
    struct spot *items; /* in reading order */
    size_t len, cap;
};

#define SPOTS_MAX 4000

int spots_find(const struct paper_type *type, const struct layout *l, struct spots *ret);

/* Appends a spot; SO_ELIMIT beyond SPOTS_MAX. */
int spots_add(struct spots *io, struct spot spot);

/* The date as a sentence writes it ("ngày 27 tháng 02 năm 2023") that begins at token first, if one does. */
int spots_find_date(const struct layout *l, size_t line_index, size_t first, struct spots *io);

/*
 * What begins at token first and ends with a colon (in a table, with its column), as a label in other words: most of its
 * words are a label's, in any order and with others between them.
 */
int spots_by_words(const struct paper_type *type, const struct layout *l, size_t line_index, size_t first,
                   struct spots *io);

/* Behind the label, in whatever words, that begins at token first: behind its colon, or in a table its column; 0: none. */
size_t spots_label_end(const struct layout *l, const struct line *line, size_t first);

/* The first token of a line behind what numbers its row ("1.", "a)", "-"). */
size_t spots_row_begin(const struct layout *l, const struct line *line);

/* The words that tokens first..end-1 and a label have in common, as a share of the longer one's. */
float spots_word_share(const struct layout *l, const struct line *line, size_t first, size_t end,
                       const struct viet_glyphs *label);

/* How well tokens first..end-1 of a line match a phrase, 0..1; outer punctuation does not count. */
float spot_match(const struct layout *l, const struct line *line, size_t first, size_t end,
                 const struct viet_glyphs *phrase, float at_least);

/* The best match of any of the phrases at the beginning of tokens first..end-1; *ret_end: the token behind it. */
float spot_begins(const struct layout *l, const struct line *line, size_t first, size_t end,
                  const struct phrases *phrases, float at_least, size_t *ret_end);

#endif
