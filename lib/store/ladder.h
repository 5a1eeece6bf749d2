/* Private to the store: the papers that a query finds, best first, walked down the ladders of its plans. */
#ifndef SOHOA_STORE_LADDER_H
#define SOHOA_STORE_LADDER_H

#include "store/plan.h"

struct found {
    int64_t paper; /* or a row of a register: its number in the index (search_docs.h) */
    const struct plan *plan; /* which of the ladder's */
    int step;                /* of that plan */
};

struct founds {
    struct found *items;
    size_t len, cap;
};

struct ladder {
    struct plan exact, near; /* near only when it was needed */
    struct founds found;
    bool more; /* there are, or may be, more than found */
};

/*
 * At least the first `wanted` papers that the query finds, or all: exact ones, then, unless fuzzy is false, near ones.
 * With names_and_fields the texts of pages are not looked at.
 */
int ladder_walk(struct conn *c, const struct query *q, enum store_view view, bool fuzzy, bool names_and_fields,
                size_t wanted, struct ladder *ret_ladder, struct so_error *err);
void ladder_free(struct ladder *l);

/* How many papers the query finds, counted no further than is cheap (STORE_COUNT_MAX at most); at least those found. */
int ladder_count(struct conn *c, const struct ladder *l, int64_t *ret_total, struct so_error *err);

#endif
