/*
 * Private to the store: words scattered over the texts of papers, a search's last resort. A word that stands in most
 * papers tells them hardly apart, and its list is the longest of the index: the other words are looked for, and the
 * papers that have them are held against the common ones.
 */
#ifndef SOHOA_STORE_SCATTERED_H
#define SOHOA_STORE_SCATTERED_H

#include "store/plan.h"

/* Whether a step is of this kind. */
bool is_scattered(const struct plan *p, const struct step *step);

/*
 * Appends what to look for, and what each paper found must have besides; nothing to the latter where all words are rare
 * or all are common.
 */
int scattered_split(struct conn *c, const struct plan *p, const struct step *step, struct buf *ret_match,
                    struct buf *ret_check, struct so_error *err);

#endif
