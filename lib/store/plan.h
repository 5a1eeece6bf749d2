/*
 * Private to the store: a query as the search index wants it. The plan is a ladder of FTS5 expressions from the best to
 * the widest, so that asking them in turn gives the order of the hits. Steps of one index and one `how` follow
 * each other, and the last of them contains the others.
 */
#ifndef SOHOA_STORE_PLAN_H
#define SOHOA_STORE_PLAN_H

#include "store/query.h"
#include "store/search.h"
#include "store/sql.h"
#include "store/token.h"

enum index { INDEX_NAME, INDEX_FIELD, INDEX_TEXT };

struct step {
    enum index index;
    enum store_hit_place place;
    bool exact;
    enum { SCATTERED, TOGETHER, SIDE_BY_SIDE } how; /* TOGETHER: within one name, in any order */
    bool last_resort;  /* words scattered over fields or text: only where nothing else was found */
    char *match;       /* FTS5 expression */
};

#define STEPS_MAX 12
#define ALTERNATIVES_MAX 64 /* words in place of one: ends of a half-typed one, or words one letter away */

/* One thing to look for in a text: words side by side, the last perhaps only begun. */
struct needle {
    struct token *tokens;
    size_t ntokens;
    bool prefix;
    bool without;
    char (*alternatives)[TOKEN_MAX]; /* instead of a single token, when fuzzy; NULL otherwise */
    size_t nalternatives;
    char day[11]; /* ISO, when it is a date; else "" */
};

struct plan {
    struct needle *needles; /* words, phrases and prefixes, in the order of the query */
    size_t nneedles;
    struct buf filters; /* " AND …" tags, "" when there are none */
    char *excluded;     /* for INDEX_TEXT: papers of narrower indexes that must not be; NULL for none */
    bool positive;      /* there is a needle that must be found */
    bool toned;         /* … typed with tones or marks */
    struct step steps[STEPS_MAX];
    int nsteps;
    bool empty;         /* asks for nothing */
};

/* fuzzy: words stand for those one letter or one usual misreading away. */
int plan_make(struct conn *c, const struct query *q, bool fuzzy, struct plan *ret_plan, struct so_error *err);
void plan_free(struct plan *p);

/* Words of the vocabulary near to one, nearest first; itself first when it is there. */
int plan_near_words(struct conn *c, const char *fold, char (**ret_words)[TOKEN_MAX], size_t *ret_count,
                    struct so_error *err);

#endif
