/* Inside the room: what one glyph costs against another. Units as in viet/distance.h. */
#ifndef SOHOA_VIET_GLYPH_H
#define SOHOA_VIET_GLYPH_H

#include "viet/distance.h"

enum glyph_kind { GLYPH_OTHER, GLYPH_LETTER, GLYPH_DIGIT, GLYPH_SPACE };

#define COST_LOOKALIKE 30
#define COST_PAIR 40
#define COST_MARK 20
#define COST_TONE 15
#define COST_LIGHT 25 /* punctuation and spaces */

static inline uint32_t glyph_substitution(const struct viet_glyph *a, const struct viet_glyph *b)
{
    if (a->base == b->base)
        return (a->mark != b->mark ? COST_MARK : 0u) + (a->tone != b->tone ? COST_TONE : 0u) +
               (a->upper != b->upper ? VIET_COST_CASE : 0u);
    if (a->shape & b->shape)
        return COST_LOOKALIKE;
    if ((a->kind == GLYPH_OTHER || a->kind == GLYPH_SPACE) && (b->kind == GLYPH_OTHER || b->kind == GLYPH_SPACE))
        return COST_LIGHT;
    return VIET_COST_LETTER;
}

/* One glyph too many or too few. */
static inline uint32_t glyph_indel(const struct viet_glyph *g)
{
    return g->kind == GLYPH_LETTER || g->kind == GLYPH_DIGIT ? VIET_COST_LETTER : COST_LIGHT;
}

/* Two glyphs read as one, or the other way round (rn ↔ m); 0 when they are no such pair. */
static inline uint32_t glyph_pair(const struct viet_glyph *first, const struct viet_glyph *second,
                                  const struct viet_glyph *one)
{
    return first->begins & second->ends & one->is ? COST_PAIR : 0;
}

#endif
