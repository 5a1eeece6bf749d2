/*
 * Search over all papers and the rows of the certification registers: folded (đ→d, no tones), so that "nguyen van duc"
 * finds Nguyễn Văn Đức however either was typed or encoded, with the exactly typed tones first.
 *
 * Order: words side by side in a name; in one name in any order; side by side in another field; in the text of a page.
 * In each, exact tones before folded; among equals the newest paper first. Papers that merely have all the words
 * somewhere come when nothing better was found; a query with phrases or numbers in several parts asks for all of its
 * parts anywhere from the start. Below whole numbers come longer ones of which at least four digits at the end, or five
 * anywhere, were typed. Below all of these, while there is room, comes what has one word that is a letter, two swapped
 * letters or a usual misreading away (near).
 */
#ifndef SOHOA_STORE_SEARCH_H
#define SOHOA_STORE_SEARCH_H

#include "model/page.h"
#include "store/visibility.h"

struct store_search {
    const char *text; /* query.h */
    bool as_you_type;
    int offset, limit; /* limit 1..100, offset 0..1000 */
    bool no_fuzzy;
    enum store_view view; /* who asks: nothing beyond it is found or counted */
};

enum store_hit_place { STORE_HIT_NAME, STORE_HIT_FIELD, STORE_HIT_TEXT, STORE_HIT_FILTER };
const char *store_hit_place_name(enum store_hit_place p); /* "name", "field", "text", "filter" */

struct store_range {
    int start, len; /* bytes of the snippet */
};

#define STORE_RANGES_MAX 16

#define STORE_ENTRY_TYPE "so_" /* before a register's key: the type of its rows, also for loai: */

struct store_hit {
    int64_t entry; /* a row of a certification register (register.h); 0: a paper */
    int64_t paper; /* of a row: the paper that it was read from; 0: none */
    char *type, *title, *date, *dossier;
    int64_t created;
    enum store_hit_place place;
    bool exact;                                  /* with the tones as typed */
    bool near;                                   /* not the words typed, but words one slip away */
    char *key;                                   /* field of the snippet; "" for text */
    char *snippet;                               /* some words around the first match */
    struct store_range ranges[STORE_RANGES_MAX]; /* matched words in the snippet */
    int nranges;
    int64_t page; /* that holds the match; the paper's first page when it stands nowhere */
    int page_seq;
    struct box box;       /* of the match on that page; empty when unknown */
    int errors, warnings; /* open findings */
};

struct store_hits {
    struct store_hit *items;
    size_t len, cap;
    int64_t total;
    bool total_at_least; /* there may be more: counting stopped, or wider places were not looked into yet */
    bool fuzzy;          /* all of them are near: nobody has the words typed */
    char *meant;         /* with fuzzy: the words searched for; else "" */
};

#define STORE_COUNT_MAX 1000

/* SO_ELIMIT and SO_EFORMAT as query_parse. An empty query finds nothing; filters alone find all that pass, newest
 * first. */
int store_search(struct store *s, const struct store_search *search, struct store_hits *ret_hits, struct so_error *err);
void store_hits_free(struct store_hits *h);

/*
 * What the hits of a query are, for filters beside the list. Of the first STORE_COUNT_MAX hits where there are more:
 * then at_least is set and every count is one of at least so many.
 */
enum store_facet { STORE_FACET_TYPE, STORE_FACET_YEAR, STORE_FACET_SECTOR, STORE_FACETS };
const char *store_facet_name(enum store_facet f); /* "type", "year", "sector" */

struct store_count {
    char *value; /* for the filters loai:, nam:, linh_vuc:; "" of the year where a paper has no date */
    int64_t count;
};

struct store_facets {
    struct {
        struct store_count *items; /* the commonest first; years the latest first */
        size_t len, cap;
    } of[STORE_FACETS];
    int64_t total;
    bool at_least;
};

/* offset and limit of search do not matter. An empty query counts nothing. */
int store_search_facets(struct store *s, const struct store_search *search, struct store_facets *ret_facets,
                        struct so_error *err);
void store_facets_free(struct store_facets *f);

/* What somebody may mean who has typed so far: values of papers that a search would find. */
enum store_suggestion_kind { STORE_SUGGEST_NAME, STORE_SUGGEST_PLACE, STORE_SUGGEST_NUMBER };
const char *store_suggestion_kind_name(enum store_suggestion_kind k); /* "name", "place", "number" */

struct store_suggestion {
    enum store_suggestion_kind kind;
    char *text; /* "Nguyễn Văn Đức", "xã Thanh Xuân", "45/2018" */
    int papers; /* among the newest papers that were looked at */
};

struct store_suggestions {
    struct store_suggestion *items; /* names first, then places, then numbers; the commonest first in each */
    size_t len, cap;
};

#define STORE_SUGGESTIONS_MAX 20

int store_search_suggest(struct store *s, const char *text, enum store_view view, int limit,
                         struct store_suggestions *ret_suggestions, struct so_error *err);
void store_suggestions_free(struct store_suggestions *l);

/*
 * Indexes papers that are not yet (after an update of the schema or a reset), some in each call, newest first. Call
 * until *ret_done; where it stands survives a restart. Search finds what is indexed so far.
 */
int store_search_rebuild(struct store *s, bool *ret_done, struct so_error *err);

/* Empties the index, for store_search_rebuild to fill again: where store_verify found it unsound. */
int store_search_reset(struct store *s, struct so_error *err);

/* Merges the index's segments a little, for the night; *ret_done true when nothing is left to merge. */
int store_search_optimize(struct store *s, bool *ret_done, struct so_error *err);

#endif
