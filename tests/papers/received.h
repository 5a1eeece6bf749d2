/* What a document has on it once it has gone through offices, fax machines and binders. */
#ifndef SPECIMEN_RECEIVED_H
#define SPECIMEN_RECEIVED_H

#include <cairo.h>

#include "rng.h"

/*
 * Draws on a finished sheet: the stamp of the receiving office ("CÔNG VĂN ĐẾN", filled in by hand) near the head and over
 * text, a note in the margin, and by chance punch holes, a copier's black edge, a fax machine's line and its streaks.
 */
void received_draw(cairo_surface_t *sheet, int dpi, const char *hand, struct rng *r);

#endif
