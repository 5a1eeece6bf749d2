/* One specimen from its seed: composed, drawn, scanned, written. */
#ifndef SPECIMEN_DRAWING_H
#define SPECIMEN_DRAWING_H

#include "output.h"
#include "sheet.h"

struct order {
    uint64_t seed, number;      /* which paper of which series */
    const struct form_kind *kind;
    const struct style *layout; /* NULL, or one that the type has not: by chance */
    int level;                  /* -1: mixed */
    int turn;                   /* -1: mostly upright, one in eight upside down */
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

#endif
