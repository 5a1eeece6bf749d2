/* What people put on a printed page: round seals, signatures, the emblem and the pattern of official blanks. */
#ifndef SPECIMEN_INK_H
#define SPECIMEN_INK_H

#include <cairo.h>

#include "rng.h"

/* All sizes in points; the colours are the ink's own. */
void ink_seal(cairo_t *cr, struct rng *r, double x, double y, const char *around, const char *below);
void ink_rubber_text(cairo_t *cr, struct rng *r, double x, double y, const char *text); /* red, framed, about (x, y) */
void ink_signature(cairo_t *cr, struct rng *r, double x, double y, double width);
void ink_emblem(cairo_t *cr, double x, double y, double radius);
void ink_pattern(cairo_t *cr, double x, double y, double width, double height);

/* A dotted leader from x to x_end on the line y. */
void ink_dots(cairo_t *cr, double x, double x_end, double y);

#endif
