/*
 * What the office's clerks have confirmed: names of persons and parts of places as plain arrays, evidence for the next
 * reading of a name that OCR left in doubt. Suggestions, never a reason to change a value by itself.
 */
#ifndef SOHOA_STORE_LEXICON_H
#define SOHOA_STORE_LEXICON_H

#include "store/store.h"

enum store_lexicon_kind {
    STORE_LEXICON_NAME, /* a whole name: "Nguyễn Văn Đức" */
    STORE_LEXICON_PLACE /* one part of a place, as it stands between commas: "xã Thanh Xuân", "huyện Thanh Hà" */
};

struct store_lexicon_entry {
    enum store_lexicon_kind kind;
    char *text; /* NFC; of several spellings with one viet_key ("NGUYỄN VĂN ĐỨC") the commonest */
    int papers; /* on so many papers, each counted once */
};

struct store_lexicon {
    struct store_lexicon_entry *items; /* names first; the commonest first in each */
    size_t len, cap;
};

#define STORE_LEXICON_PAPERS 10000 /* confirmed papers that are looked at, the newest */
#define STORE_LEXICON_TEXT_MAX 200 /* bytes of an entry; longer ones are left out */

/*
 * Values that a clerk typed, and all current values of papers that a clerk confirmed, of fields with STORE_ROLE_NAME,
 * STORE_ROLE_SIGNER and STORE_ROLE_PLACE. since: only of papers that changed at or after that moment; 0: of all, which
 * reads many rows: to be asked for at the start and once a day, not for every page.
 */
int store_lexicon_load(struct store *s, int64_t since, struct store_lexicon *ret_lexicon, struct so_error *err);

/* The moment at which a paper last changed, 0 when there is none: before it, loading anew gives nothing new. Quick. */
int store_lexicon_changed(struct store *s, int64_t *ret_moment, struct so_error *err);

void store_lexicon_free(struct store_lexicon *l);

#endif
