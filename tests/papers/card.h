/*
 * Identity cards as a desk's scanner sees them: faces of 85.6 × 54 mm on an otherwise empty sheet. cards.c says what
 * stands on a face, card.c draws it.
 */
#ifndef SPECIMEN_CARD_H
#define SPECIMEN_CARD_H

#include <cairo.h>
#include <glib.h>

#define CARD_WIDTH 242.6 /* points */
#define CARD_HEIGHT 153.0
#define FACE_ITEMS_MAX 24
#define FACES_MAX 2

enum face_item_kind { FACE_TEXT, FACE_BOLD, FACE_TITLE, FACE_ZONE, FACE_QR, FACE_PHOTO };

struct face_item {
    enum face_item_kind kind;
    double x, y, width, size; /* points from the face's corner; a title is centred in its width */
    const char *text;         /* printed; the payload of a QR code */
};

struct face {
    struct face_item items[FACE_ITEMS_MAX];
    int nitems;
};

/* Draws a face with its corner at (x, y); what is printed is appended to text. */
void card_draw(cairo_t *cr, const struct face *face, double x, double y, GString *text);

#endif
