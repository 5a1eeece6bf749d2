/*
 * Who may see which papers. Open papers are for everybody who is signed in; a restricted paper, and every paper of a
 * restricted dossier, is for administrators: adoptions, papers of a sealed case, whatever the office's head closes.
 *
 * Search, lists, counts, reports, suggestions and lookalikes take a view and show nothing beyond it; who asks for one
 * thing by its number is held against the functions below first. What is not to be seen is answered like what does not
 * exist. Two things must be whole all the same: a register's book, which is then not printed, and the lines of a
 * dossier's checklist, so that nobody is asked again for a paper that the office has.
 */
#ifndef SOHOA_STORE_VISIBILITY_H
#define SOHOA_STORE_VISIBILITY_H

#include "store/papers.h"
#include "store/users.h"

enum store_view store_view_of(enum store_user_role role);

/* SO_OK when it may be seen; SO_ENOTFOUND when it may not, or is not there. */
int store_paper_visible(struct store *s, int64_t paper, enum store_view view, struct so_error *err);
int store_page_visible(struct store *s, int64_t page, enum store_view view, struct so_error *err);
int store_dossier_visible(struct store *s, const char *code, enum store_view view, struct so_error *err);
/* A stack is seen whole or not at all: one restricted paper in it hides it. */
int store_source_visible(struct store *s, int64_t source, enum store_view view, struct so_error *err);
/* A row of a register is as open as its dossier and paper. */
int store_entry_visible(struct store *s, int64_t entry, enum store_view view, struct so_error *err);

/* Closes a paper, or opens it again; the audit log says who. Results as with other edits (papers.h). */
int store_paper_restrict(struct store *s, const struct store_edit *edit, bool restricted, int *ret_version,
                         struct so_error *err);

/* The same for a dossier and all papers in it, also those that come later. SO_ENOTFOUND: no such dossier. */
int store_dossier_restrict(struct store *s, const char *code, bool restricted, const char *user, struct so_error *err);

#endif
