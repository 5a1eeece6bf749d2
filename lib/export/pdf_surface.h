/* Private to the room: a PDF that Cairo draws into memory. */
#ifndef SOHOA_EXPORT_PDF_SURFACE_H
#define SOHOA_EXPORT_PDF_SURFACE_H

#include <cairo-pdf.h>

#include "base/buf.h"
#include "base/result.h"

/* Draws all pages; returns SO_OK or a code, which ends the document. */
typedef int pdf_draw_fn(cairo_surface_t *surface, const void *what);

/* A document with this title and pages of this size in points. Appends to out when it is whole. SO_ENOMEM, SO_EIO. */
int pdf_surface_draw(const char *title, double width, double height, pdf_draw_fn *draw, const void *what,
                     struct buf *out);

#endif
