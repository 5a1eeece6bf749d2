/*
 * Private to the store: one change of one thing of a dossier inside the caller's transaction, written down so that it
 * can be taken back. key: a column ("name", "due"), a mark ("fact:…", "item:…"), a slip ("slip:3": its number, "" when
 * withdrawn), or a paper ("paper:12") whose value is "input/LINE" or "output/LINE" while it is in this dossier, ""
 * while it is not.
 */
#ifndef SOHOA_STORE_DOSSIER_CHANGE_H
#define SOHOA_STORE_DOSSIER_CHANGE_H

#include "store/dossiers.h"
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

/*
 * A clerk's step: begin locks the writer and checks the version that the clerk saw (SO_ESTALE, ret_version set); end
 * commits with its mark in the audit log, or takes everything back when r is a failure, and returns r.
 */
int dossier_step_begin(struct store *s, const struct store_dossier_edit *edit, struct dossier_step *ret_step,
                       int *ret_version, struct so_error *err);
int dossier_step_end(struct dossier_step *step, int r, const char *action, const char *detail, int *ret_version,
                     struct so_error *err);

/* What store_dossier_set_state and store_dossier_extend do, within a step. */
int dossier_step_move(struct dossier_step *step, const struct store_dossier_move *move, struct so_error *err);
int dossier_step_extend(struct dossier_step *step, int64_t due, struct so_error *err);

/* The next value of a counter that begins with 1. */
int counter_next(struct conn *c, const char *name, int64_t *ret_value, struct so_error *err);

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
