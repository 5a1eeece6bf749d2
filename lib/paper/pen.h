/* What a pen left in a part of the page: ink that is neither print nor a seal's. Private to the room. */
#ifndef SOHOA_PAPER_PEN_H
#define SOHOA_PAPER_PEN_H

#include "paper/sheet.h"

#define SEAL_MAYBE 0.4f /* a pattern or a red stamp reaches 0.35, a faint seal on a poor copy has 0.45 */

struct strokes {
    double ink, extent; /* of the longest that hang together, in heights of the text and their squares */
    int crossing;       /* cells with ink where a seal that looks like a pen's strokes is bare */
};

/* red: red ink counts as well, as a thumb's print has it. SO_ENOMEM. */
int pen_strokes(const struct sheet *s, struct box place, bool red, struct strokes *ret);

/* A seal of an ink that may be a pen's: on a page without colour any, else what is not red. */
bool pen_is_like(const struct page *page, const struct mark *seal);

/* Whether a point lies within a seal's outer circle. */
bool pen_in_seal(const struct mark *seal, double x, double y);

#endif
