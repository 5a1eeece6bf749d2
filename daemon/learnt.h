/*
 * The rules by which papers are judged, with what clerks have confirmed so far: the learnt lexicon of the record is asked
 * for anew when papers have changed.
 */
#ifndef SOHOA_DAEMON_LEARNT_H
#define SOHOA_DAEMON_LEARNT_H

#include "paper/paper.h"
#include "store/store.h"

struct learnt;

/* store and rules must outlive it. */
int learnt_new(struct store *store, const struct paper_rules *rules, struct learnt **ret_learnt, struct so_error *err);
void learnt_free(struct learnt *l); /* accepts NULL; all rules were given back */

/*
 * The rules as of now, from any thread; they stay as they are until they are given back. When the lexicon can't be
 * loaded, which is logged, those of before.
 */
const struct paper_rules *learnt_take(struct learnt *l);
void learnt_give(struct learnt *l, const struct paper_rules *rules);

#endif
