/*
 * Seals and signatures, by shape and colour. Private to the room.
 *
 * A Vietnamese office's seal is a ring of 36 mm (30 to 42 by law and practice) with a second ring inside, stamped in
 * red; on a photocopy it is black. A signature is one long stroke, or a few, larger and thinner than letters.
 */
#ifndef SOHOA_IMAGE_MARKS_H
#define SOHOA_IMAGE_MARKS_H

#include "image/inks.h"
#include "image/rings.h"

#define SEALS_MAX 6
#define SEAL_THERE 0.5 /* confidence */
#define SEAL_SURE 0.65 /* confidence from which a circle is taken out of what is read */

struct seals {
    struct ring rings[SEALS_MAX]; /* in pixels of the classes */
    double confidence[SEALS_MAX];
    int count;
};

/* What a ring may be made of: red ink; black or blue ink, of which letters are no part; pale ink (image/pale.h). */
enum rings_of { RINGS_RED, RINGS_DARK, RINGS_PALE };

/*
 * The rings of one kind. per_mm: pixels a millimetre as the file says; down to half of that is considered, since copies
 * say of themselves what the copier meant (but not of pale ink, which has rings everywhere). SO_ENOMEM.
 */
int seals_find(const struct raster *classes, enum rings_of kind, double per_mm, struct seals *ret_seals);

/*
 * Marks of a page's inks (upright, rules removed), the seals found before among them. Boxes are in pixels of the
 * classes; confidence from 0.5 means that the mark is there. SO_ENOMEM.
 */
int marks_find(const struct raster *classes, const struct seals *red, const struct seals *dark,
               struct marks *ret_marks);

#endif
