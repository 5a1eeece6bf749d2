/*
 * Identity papers as a desk's scanner sees them: faces of 85.6 × 54 mm on an otherwise empty sheet, or a passport's page. cards.c says what
 * stands on a face, card.c draws it.
 */
#ifndef SPECIMEN_CARD_H
#define SPECIMEN_CARD_H

#include <cairo.h>
#include <glib.h>
#include <stdbool.h>

#include "rng.h"
#include "style.h"

#define CARD_WIDTH 242.6 /* points */
#define CARD_HEIGHT 153.0
#define PASSPORT_WIDTH 354.3 /* 125 × 88 mm: the page with the holder's photo */
#define PASSPORT_HEIGHT 249.4
#define FACE_ITEMS_MAX 36
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
    bool passport; /* a passport's page instead of a card */
};

/* Draws the faces where a style puts them, a little off; what is printed is appended to text. */
void cards_draw(cairo_t *cr, const struct face *faces, int n, enum style_card where, struct rng *ink, GString *text);

#endif
