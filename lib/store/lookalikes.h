/*
 * Papers that may be the same paper, or the same person's, offered side by side for a clerk to decide; nothing is
 * decided alone. A paper that another one replaces stays with its pages and history, but leaves lists, search,
 * checklists and figures until the decision is taken back.
 */
#ifndef SOHOA_STORE_LOOKALIKES_H
#define SOHOA_STORE_LOOKALIKES_H

#include "store/papers.h"

/* Why two papers look alike; bits. */
enum store_likeness {
    STORE_LIKE_NUMBER = 1, /* same type, register number, book or year, and folded name: a re-scan */
    STORE_LIKE_ID = 2,     /* same type, the same person by ID number */
    STORE_LIKE_BIRTH = 4,  /* same type, the same person by folded name and birth date */
    STORE_LIKE_CONTENT = 8 /* a page of the very same bytes */
};

enum store_pair_decision {
    STORE_PAIR_UNDECIDED,
    STORE_PAIR_REPLACE,  /* the paper stands for the other one, which is set aside */
    STORE_PAIR_NEWER,    /* a newer copy of it: both stay */
    STORE_PAIR_DIFFERENT /* another paper; never offered again */
};
const char *store_pair_decision_name(enum store_pair_decision d); /* "undecided", "replace", "newer", "different" */

struct store_lookalike {
    int64_t paper, thumbnail_page, created;
    unsigned why; /* bits of store_likeness; 0 when nothing is alike any more */
    enum store_pair_decision decision;
    bool replaces;         /* of REPLACE and NEWER: this one over the paper that was asked for, not the other way */
    char *type, *title, *date, *dossier, *user; /* user: who decided; "" */
    int version, npages;
};
struct store_lookalikes {
    struct store_lookalike *items;
    size_t len, cap;
};

/* Undecided ones first, at most 20, then those decided on; each newest first. */
int store_lookalike_list(struct store *s, int64_t paper, enum store_view view, struct store_lookalikes *ret_list,
                         struct so_error *err);
void store_lookalikes_free(struct store_lookalikes *list);

/*
 * Decides on two papers. REPLACE: the other one is set aside, and where it was in a dossier and the paper in none, the
 * paper takes its place there. SO_EEXISTS: decided already; SO_EINVALID: one of them was set aside; SO_ENOTFOUND.
 */
int store_lookalike_decide(struct store *s, const struct store_edit *edit, int64_t other,
                           enum store_pair_decision decision, const char *reason, int *ret_version,
                           struct so_error *err);

/* Takes the decision back; a place in a dossier is taken back there. SO_ENOTFOUND when there is none. */
int store_lookalike_undo(struct store *s, const struct store_edit *edit, int64_t other, int *ret_version,
                         struct so_error *err);

#endif
