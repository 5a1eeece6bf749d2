/*
 * What readings of figures by their shapes share. Private to the room.
 *
 * A value stands without doubt where both readings agree or the shapes are certain.
 */
#ifndef SOHOA_PAPER_NUMERALS_H
#define SOHOA_PAPER_NUMERALS_H

#include "paper/judgement.h"

#define FIGURES_MAX 64
#define SHAPE_LIKELY 0.5f  /* a shape that agrees with what was read is believed from here on */
#define SHAPE_CERTAIN 0.9f /* … and one in the place of something that is no number */

struct figure {
    int x; /* its middle */
    char text;
    float confidence;
};

struct figures {
    struct figure items[FIGURES_MAX];
    size_t len;
};

/* A number of the shapes, beside what was read. */
struct number {
    char digits[8];
    bool found, sure;
};

/* n figures against what was read in their place. */
struct number numerals_weigh(const struct figure *figures, size_t n, const char *read, float confidence);

/* What was read, where the shapes say nothing: not without doubt. */
void numerals_fall_back(const char *read, struct number *io);

/* Takes a text for the field's value. */
int numerals_adopt(struct sheet *s, size_t field, const char *text, bool sure);

/* A document's number with its notation, at its head: its figures, and its letters by another look. */
bool head_number_covers(const struct sheet *s, size_t field);
int head_number_ask(const struct sheet *s, size_t field, struct questions *io);
int head_number_take(struct sheet *s, size_t field, const struct figures *figures, const struct answers *answers);

#endif
