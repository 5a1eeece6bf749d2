/*
 * Private to the store: a query as the search index wants it. The plan is a ladder of FTS5 expressions from the best to
 * the widest, so that asking them in turn gives the order of the hits. Steps of one group follow each other, and the
 * last of a group finds all that the others find.
 */
#ifndef SOHOA_STORE_PLAN_H
#define SOHOA_STORE_PLAN_H

#include "store/query.h"
#include "store/search.h"
#include "store/sql.h"
#include "store/token.h"

enum index { INDEX_NAME, INDEX_FIELD, INDEX_TEXT };

enum how {
    SCATTERED,    /* anywhere in the document */
    SIDE_BY_SIDE, /* plain words that follow each other in the query do so in the document */
    TOGETHER,     /* within one name, in any order */
    INITIALS
};

struct step {
    int group;
    enum index index;
    enum store_hit_place place;
    enum how how;
    bool exact;
    bool parts;       /* a number also by its tail or a part of it */
    bool slip;        /* one of the words stands for one that is a letter or a usual misreading away */
    bool last_resort; /* only where nothing else was found */
    char *match;      /* FTS5 expression */
};

#define STEPS_MAX 20
#define ALTERNATIVES_MAX 64 /* words in place of one: ends of a half-typed one, or words one letter away */

struct alternative {
    char word[TOKEN_MAX];
    bool name; /* stands in somebody's name */
};

/* One thing to look for in a text: words side by side, the last perhaps only begun. */
struct needle {
    struct token *tokens;
    size_t ntokens;
    bool prefix;
    bool without;
    bool known;                       /* with a fuzzy plan: the vocabulary has the word */
    struct alternative *alternatives; /* for a single token: of a prefix, or with a fuzzy plan; NULL otherwise */
    size_t nalternatives;
    uint64_t filter; /* a bit for each alternative's hash: most words are none of them */
    char date[11]; /* ISO day or month, when it is a date; else "" */
};

struct plan {
    struct needle *needles; /* words, phrases, prefixes and dates, in the order of the query */
    size_t nneedles;
    char initials[INITIALS_MAX + 1]; /* that the whole query may be; "" when it is none */
    struct buf filters;              /* " AND …" tags, "" when there are none */
    char *excluded;                  /* for INDEX_TEXT: papers of narrower indexes that must not be; NULL for none */
    bool positive;                   /* there is a needle that must be found */
    bool toned;                      /* … typed with tones or marks */
    bool fuzzy;
    struct step steps[STEPS_MAX];
    int nsteps;
    bool empty; /* asks for nothing */
};

/* fuzzy: words stand for those one letter or one usual misreading away. view: whose papers may be found. */
int plan_make(struct conn *c, const struct query *q, bool fuzzy, enum store_view view, struct plan *ret_plan,
              struct so_error *err);
void plan_free(struct plan *p);

/* The bit of a word in a needle's filter. */
uint64_t plan_filter_bit(const char *word);

/* Adds the ladder's steps to a plan whose needles and filters stand. SO_ENOMEM. */
int plan_add_steps(struct plan *p);

/* expression.c: one rung's FTS5 expression; kind->match is not looked at. SO_ENOMEM. */
int expression_append(struct plan *p, struct buf *b, const struct step *kind);
int expression_append_needle(struct buf *b, const struct needle *n, bool exact, bool parts);

/* How many needles from i on are plain words that may stand side by side. */
size_t plan_run(const struct plan *p, size_t i);

/* Words of the vocabulary near to one, nearest first; itself first when it is there. */
int plan_near_words(struct conn *c, const char *fold, struct alternative **ret_words, size_t *ret_count,
                    struct so_error *err);

#endif
