/*
 * Private to the store: what the index holds of one thing that search finds, a paper or a row of a register. Rows of
 * registers have numbers far below those of papers, so that among equals papers come first.
 */
#ifndef SOHOA_STORE_SEARCH_DOCS_H
#define SOHOA_STORE_SEARCH_DOCS_H

#include "store/query.h"
#include "store/search.h"
#include "store/sql.h"

struct store_values;

struct search_docs {
    struct buf names, fields, text; /* each begins with the tags, so that every index can be filtered by itself */
};
void search_docs_free(struct search_docs *d);

/* Makes these the documents of a row; what was indexed of it before is forgotten. */
int search_docs_put(struct conn *c, int64_t row, const struct search_docs *docs, struct so_error *err);
int search_docs_forget(struct conn *c, int64_t row, struct so_error *err);

/* Appends a text without what would be taken for our own marks; a value, apart from the one before; a tag; a day's
 * tags. */
int search_append_clean(struct buf *b, const char *s);
int search_append_value(struct buf *b, const char *value);
int search_append_tag(struct buf *b, enum query_filter filter, const char *value); /* nothing for "" */
int search_append_day(struct buf *b, const char *iso);

/* search_entry.c. The number of a register's row in the index, and back; 0 when it is a paper's. */
int64_t search_row_of_entry(int64_t entry);
int64_t search_entry_of_row(int64_t row);

/* What a field is for search: as the store's role function says, and the same for the columns of a register's row. */
unsigned search_role(const struct store *s, const char *type, const char *key);

int search_index_entry(struct conn *c, int64_t entry, struct so_error *err);
/* Those of a dossier or a paper, after what says who may see them has changed; dossier NULL or paper 0: of no one. */
int search_index_entries_of(struct conn *c, const char *dossier, int64_t paper, struct so_error *err);
int search_values_of_entry(struct conn *c, int64_t entry, struct store_values *ret, struct so_error *err);
/* Type, title, date, dossier and paper of a hit. */
int search_load_entry(struct conn *c, int64_t entry, struct store_hit *h, struct so_error *err);

#endif
