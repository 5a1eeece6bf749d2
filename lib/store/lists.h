/*
 * Lists of old registers: each row becomes a paper without pages, or fills one whose scan it names. Rows are known
 * again by their hash, so that a list may be taken in twice; a whole list may be undone.
 */
#ifndef SOHOA_STORE_LISTS_H
#define SOHOA_STORE_LISTS_H

#include "model/paper.h"
#include "store/store.h"

#define STORE_LIST_BATCH_MAX 500 /* rows of one transaction: the desk writes in between */

struct store_list_new {
    const char *name;       /* of the file */
    const char *definition; /* key of the columns' definition */
    const char *user;
};

/* A list that rows are put into. */
int store_list_begin(struct store *s, const struct store_list_new *list, int64_t *ret_list, struct so_error *err);

struct store_list_row {
    int row;              /* in the file, from 1 */
    const char *hash;     /* of its contents */
    const char *identity; /* what it is known again by with other contents; "" for none */
    const char *type;     /* of the paper */
    const char *scan;     /* name of a file that was taken in before; "" */
    const struct fields *fields;
};

enum store_list_result {
    STORE_LIST_ADDED,     /* a new paper */
    STORE_LIST_FILLED,    /* the fields became those of the scanned paper */
    STORE_LIST_PRESENT,   /* this row was taken in before: nothing is done */
    STORE_LIST_CONFLICT,  /* the same number, book and name with other contents: nothing is done */
    STORE_LIST_RESULTS
};

struct store_list_done {
    enum store_list_result result;
    int64_t paper;    /* the new, filled or older one; 0 when dry */
    bool scan_absent; /* no file of that name, or one of several papers: a paper without pages was made */
};

/* At most STORE_LIST_BATCH_MAX rows, one transaction. dry: says what would be done; list may be 0. SO_ENOTFOUND. */
int store_list_put(struct store *s, int64_t list, const struct store_list_row *rows, size_t n, bool dry,
                   const char *user, struct store_list_done *ret_done, struct so_error *err);

struct store_list_counts {
    int64_t rows, failed; /* failed: not put, for faults of their own */
    int64_t by_result[STORE_LIST_RESULTS];
};

/* The list is through; its counts are kept. */
int store_list_finish(struct store *s, int64_t list, const struct store_list_counts *counts, const char *user,
                      struct so_error *err);

/*
 * Takes a whole list back: papers that it made go, values that it filled are replaced by what stood before. Papers that
 * somebody changed since stay (*ret_kept). SO_EINVALID: it was undone before. SO_ENOTFOUND.
 */
int store_list_undo(struct store *s, int64_t list, const char *user, int64_t *ret_removed, int64_t *ret_kept,
                    struct so_error *err);

struct store_list {
    int64_t id;
    char *name, *definition, *user, *undone_by;
    int64_t created, finished, undone; /* 0: not */
    struct store_list_counts counts;
};
struct store_lists {
    struct store_list *items;
    size_t len, cap;
};

/* Newest first, at most 1000. */
int store_lists_load(struct store *s, struct store_lists *ret_lists, struct so_error *err);
void store_lists_free(struct store_lists *lists);

#endif
