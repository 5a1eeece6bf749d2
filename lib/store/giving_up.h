/*
 * The raw pages in the spool of papers that were given up (store_paper_keep, store_dossier_set_state). The store cannot
 * reach them; whoever holds the spool removes them and says so here. A page stays on the list until then, over crashes.
 */
#ifndef SOHOA_STORE_GIVING_UP_H
#define SOHOA_STORE_GIVING_UP_H

#include "store/store.h"

struct store_raw_page {
    int64_t page;
    char *scanner, *batch; /* as the spool knows them */
};

struct store_raw_pages {
    struct store_raw_page *items;
    size_t len, cap;
};

/* At most 1000. */
int store_raw_given_up(struct store *s, struct store_raw_pages *ret_pages, struct so_error *err);
void store_raw_pages_free(struct store_raw_pages *list);

/* The spool holds no file of this page any more. Idempotent. */
int store_raw_gone(struct store *s, int64_t page, struct so_error *err);

#endif
