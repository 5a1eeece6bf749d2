/*
 * Which label on the page announces which field. "Dân tộc" stands three times on a birth certificate; the order of the
 * form and the labels that begin its blocks decide whose it is. Private to the room.
 */
#ifndef SOHOA_PAPER_ASSIGN_H
#define SOHOA_PAPER_ASSIGN_H

#include "paper/spots.h"

struct anchor {
    size_t field; /* index into the definition's fields, or fields.len + section for a block's heading */
    struct spot spot;
};

struct anchors {
    struct anchor *items; /* in reading order; each field at most once */
    size_t len, cap;
    float score;
};

/* Does the spot's label announce the field? */
bool spot_announces(const struct paper_type *type, const struct spot *spot, size_t field);

int assign_fields(const struct paper_type *type, const struct layout *l, const struct spots *spots,
                  struct anchors *ret);

#endif
