/*
 * Seals and signatures, by shape and colour. Private to the room.
 *
 * A Vietnamese office's seal is a ring of 36 mm (30 to 42 by law and practice) with a second ring inside, stamped in
 * red; on a photocopy it is black. A signature is one long stroke, or a few, larger and thinner than letters.
 */
#ifndef SOHOA_IMAGE_MARKS_H
#define SOHOA_IMAGE_MARKS_H

#include "image/inks.h"

/*
 * Marks of a page's inks (upright, rules removed). Boxes are in pixels of the classes; confidence from 0.5 means that
 * the mark is there. per_mm: pixels a millimetre as the file says; twice and half of that are considered. SO_ENOMEM.
 */
int marks_find(const struct raster *classes, double per_mm, struct marks *ret_marks);

#endif
