/* Draws a form on an A4 page. */
#ifndef SPECIMEN_SHEET_H
#define SPECIMEN_SHEET_H

#include <cairo.h>

#include "form.h"

#define SHEET_WIDTH 595.28 /* points */
#define SHEET_HEIGHT 841.89

struct sheet_fonts {
    const char *print, *hand; /* hand NULL: italics */
};

/* A new image surface of the page at that resolution; *ret_text gets its text in layout order (g_free). */
cairo_surface_t *sheet_draw(const struct form *f, const struct sheet_fonts *fonts, int dpi, struct rng *ink,
                            char **ret_text);

/* The back of a sheet: paper, with nothing on it. */
cairo_surface_t *sheet_blank(int dpi);

#endif
