/*
 * Private to the store: one change of one thing of a dossier inside the caller's transaction, written down so that it
 * can be taken back. key: a column ("name", "due"), a mark ("fact:…", "item:…"), or a paper ("paper:12") whose value is
 * "input/LINE" or "output/LINE" while it is in this dossier, "" while it is not.
 */
#ifndef SOHOA_STORE_DOSSIER_CHANGE_H
#define SOHOA_STORE_DOSSIER_CHANGE_H

#include "store/internal.h"

struct dossier_step {
    struct store *store;
    struct conn *c;
    int64_t dossier;
    const char *code;
    int number; /* the version that the dossier has after this step */
    const char *user, *reason;
    int changed; /* changes so far */
};

/* Changes key to value; what has that value already is left alone. SO_ENOTFOUND: no such key or paper. */
int dossier_change(struct dossier_step *step, const char *key, const char *value, struct so_error *err);
int dossier_change_number(struct dossier_step *step, const char *key, int64_t value, struct so_error *err);

/* Without writing it down. */
int dossier_apply(struct dossier_step *step, const char *key, const char *value, struct so_error *err);

/* Grows the version and renews what is derived (name_key, updated). */
int dossier_touch(struct conn *c, int64_t dossier, struct so_error *err);

/* A name as it is compared: folded, single spaces. */
int dossier_name_key(const char *name, char **ret_key, struct so_error *err);

/*
 * Moves a paper into a dossier (code "" or NULL: out of any), writing it down in both; unknown codes become known. For
 * edits of the paper's own.
 */
int dossier_move_paper(struct store *s, struct conn *c, int64_t paper, const char *code, const char *user,
                       struct so_error *err);

#endif
