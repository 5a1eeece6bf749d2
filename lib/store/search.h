/*
 * Search over all papers: folded (đ→d, no tones), so that "nguyen van duc" finds Nguyễn Văn Đức however either was
 * typed or encoded, with the exactly typed tones first.
 *
 * Order: words side by side in a name; in one name in any order; side by side in another field; in the text of a page.
 * In each, exact tones before folded; among equals the newest paper first. Papers that merely have all the words
 * somewhere come when nothing better was found; a query with phrases or numbers in several parts asks for all of its
 * parts anywhere from the start. A number of at least four digits is also found by its tail. Where whole words find
 * nothing, words one letter or one usual misreading away are tried (fuzzy).
 */
#ifndef SOHOA_STORE_SEARCH_H
#define SOHOA_STORE_SEARCH_H

#include "model/page.h"
#include "store/store.h"

struct store_search {
    const char *text;   /* query.h */
    bool as_you_type;
    int offset, limit;  /* limit 1..100, offset 0..1000 */
    bool no_fuzzy;
};

enum store_hit_place { STORE_HIT_NAME, STORE_HIT_FIELD, STORE_HIT_TEXT, STORE_HIT_FILTER };
const char *store_hit_place_name(enum store_hit_place p); /* "name", "field", "text", "filter" */

struct store_range {
    int start, len; /* bytes of the snippet */
};

#define STORE_RANGES_MAX 16

struct store_hit {
    int64_t paper;
    char *type, *title, *date, *dossier;
    int64_t created;
    enum store_hit_place place;
    bool exact;       /* with the tones as typed */
    char *key;        /* field of the snippet; "" for text */
    char *snippet;    /* some words around the first match */
    struct store_range ranges[STORE_RANGES_MAX]; /* matched words in the snippet */
    int nranges;
    int64_t page;     /* that holds the match; the paper's first page when it stands nowhere */
    int page_seq;
    struct box box;   /* of the match on that page; empty when unknown */
    int errors, warnings; /* open findings */
};

struct store_hits {
    struct store_hit *items;
    size_t len, cap;
    int64_t total;
    bool total_at_least; /* there may be more: counting stopped, or wider places were not looked into yet */
    bool fuzzy;          /* these are words one letter away, not the words typed */
    char *meant;         /* with fuzzy: the words searched for; else "" */
};

#define STORE_COUNT_MAX 1000

/* SO_ELIMIT and SO_EFORMAT as query_parse. An empty query finds nothing; filters alone find all that pass, newest first. */
int store_search(struct store *s, const struct store_search *search, struct store_hits *ret_hits,
                 struct so_error *err);
void store_hits_free(struct store_hits *h);

/*
 * Indexes papers that are not yet (after an update of the schema or a reset), some in each call, newest first. Call until
 * *ret_done; where it stands survives a restart. Search finds what is indexed so far.
 */
int store_search_rebuild(struct store *s, bool *ret_done, struct so_error *err);

/* Empties the index, for store_search_rebuild to fill again: where store_verify found it unsound. */
int store_search_reset(struct store *s, struct so_error *err);

/* Merges the index's segments a little, for the night; *ret_done true when nothing is left to merge. */
int store_search_optimize(struct store *s, bool *ret_done, struct so_error *err);

#endif
