/*
 * Who may see which papers. Open papers are for everybody who is signed in; a restricted paper, and every paper of a
 * restricted dossier, is for administrators: adoptions, papers of a sealed case, whatever the office's head closes.
 *
 * Search, its counts and suggestions, and lists take a view and show nothing beyond it; who asks for one paper or page
 * by its number is held against store_paper_visible and store_page_visible first. What is not to be seen is answered
 * like what does not exist.
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

/* Closes a paper, or opens it again; the audit log says who. Results as with other edits (papers.h). */
int store_paper_restrict(struct store *s, const struct store_edit *edit, bool restricted, int *ret_version,
                         struct so_error *err);

/* The same for a dossier and all papers in it, also those that come later. SO_ENOTFOUND: no such dossier. */
int store_dossier_restrict(struct store *s, const char *code, bool restricted, const char *user, struct so_error *err);

#endif
