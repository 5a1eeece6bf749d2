/* Inside the room: what one glyph costs against another. Units as in viet/distance.h. */
#ifndef SOHOA_VIET_GLYPH_H
#define SOHOA_VIET_GLYPH_H

#include "viet/distance.h"

enum glyph_kind { GLYPH_OTHER, GLYPH_LETTER, GLYPH_DIGIT, GLYPH_SPACE };

#define COST_LOOKALIKE 30
#define COST_PAIR 40
#define COST_MARK 20
#define COST_TONE 15
#define COST_CASE 2
#define COST_LIGHT 25 /* punctuation and spaces */

uint32_t glyph_substitution(const struct viet_glyph *a, const struct viet_glyph *b);
uint32_t glyph_indel(const struct viet_glyph *g); /* one glyph too many or too few */

/* Two glyphs read as one, or the other way round (rn ↔ m); 0 when they are no such pair. */
uint32_t glyph_pair(const struct viet_glyph *first, const struct viet_glyph *second, const struct viet_glyph *one);

#endif
