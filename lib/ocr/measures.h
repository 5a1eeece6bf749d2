/* How high letters are on a line of text, by the boxes of those that were read. Private to the room. */
#ifndef SOHOA_OCR_MEASURES_H
#define SOHOA_OCR_MEASURES_H

#include "model/page.h"
#include "viet/text.h"

struct measures {
    float base;           /* y below the word's letters; 0 where no letter tells */
    float small, capital; /* heights without marks; 0 where no letter tells */
};

/* The heights on the line of words [first, end), whose glyphs hold what was read; its base is left 0. */
struct measures measures_of(const struct word *words, size_t first, size_t end);

/* Where the word's letters stand. */
float measures_base(const struct word *w);

size_t measures_line_end(const struct words *words, size_t first);

/* The letter that was read; false when it is none, or more than one. */
bool measures_letter(const struct glyph *g, struct viet_letter *ret);

#endif
