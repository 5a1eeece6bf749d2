/* Reads a page that somebody else drew, to be scanned like a specimen. */
#ifndef SPECIMEN_INPUT_H
#define SPECIMEN_INPUT_H

#include <cairo.h>

/* A PNG or a binary colour PNM (P6, 8 bits); NULL after a complaint on standard error. */
cairo_surface_t *read_page(const char *path);

#endif
