/* One specimen from its seed: composed, drawn, scanned, written. */
#ifndef SPECIMEN_DRAWING_H
#define SPECIMEN_DRAWING_H

#include "output.h"
#include "sheet.h"

struct order {
    uint64_t seed, number;      /* which paper of which series */
    const struct form_kind *kind;
    const struct style *layout; /* NULL, or one that the type has not: by chance */
    struct damage_wish damage;
    int dpi;                    /* 0: the level's own */
    struct wishes wishes;
};

struct specimen {
    struct form form;
    struct damage damage;
    struct sheet_fonts fonts;
    struct picture picture;
    char *text;
};

/* false when memory is out. The specimen keeps a pointer to the order. */
bool specimen_draw(const struct order *order, struct specimen *ret_specimen);
void specimen_finish(struct specimen *s);

/* Each may be NULL. */
bool specimen_write(const struct specimen *s, const char *jpeg, const char *pnm, const char *truth);

/* The stack of sheets for the virtual scanner's feeder: folder/adf/001.pnm … in feeding order, their truth beside. */
bool demo_write(const char *folder, uint64_t seed);

/* A page that somebody else drew (input.h), scanned as a specimen is: written to jpeg, and what was done to it, as the
   truth's "degrade" and "dpi", to standard output. The order's kind and words mean nothing here; its dpi is the page's. */
bool page_rescan(const char *path, const struct order *order, const char *jpeg);

#endif
