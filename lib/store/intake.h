/*
 * What comes in: a source is what came in together (a scan batch or one imported file), a page is one side of paper.
 * Intake is idempotent: the spool may offer the same batch again after a crash.
 */
#ifndef SOHOA_STORE_INTAKE_H
#define SOHOA_STORE_INTAKE_H

#include "store/store.h"

enum store_origin { STORE_SCAN, STORE_IMPORT, STORE_INBOX, STORE_LIST, STORE_ORIGINS };
enum store_priority { STORE_COUNTER, STORE_BACKLOG, STORE_PRIORITIES };
const char *store_origin_name(enum store_origin o);     /* "scan", "import", "inbox", "list" */
const char *store_priority_name(enum store_priority p); /* "counter", "backlog" */

struct store_source_new {
    const char *batch_uuid; /* names the source for ever: 1..64 of [0-9A-Za-z-] */
    enum store_origin origin;
    enum store_priority priority;
    const char *name;    /* file name or name of the batch; may be NULL */
    const char *scanner; /* may be NULL */
    const char *dossier; /* dossier code, made known when it is new; may be NULL */
    const char *user;    /* who scanned or imported; may be NULL */
    int sheets;          /* stated by the clerk; 0: not */
};

/* Adds a source, or finds the one with this batch_uuid (then nothing else of it changes). */
int store_source_add(struct store *s, const struct store_source_new *source, int64_t *ret_source, bool *ret_existed,
                     struct so_error *err);

struct store_page_new {
    int64_t source;
    int seq;                /* number within the source, from 1, as fed */
    const char *object;     /* hash of the original; must have been put */
    int file_page;          /* number within that file, from 1 */
    const char *media_type; /* "image/tiff" */
    unsigned flags;         /* what the capture warned of (enum spool_flag); kept, not understood */
    int sheet;              /* of the stack, from 1; 0: unknown */
    bool back;
    int64_t captured;       /* 0: now */
};

struct store_page_added {
    int64_t page;
    bool existed;      /* this (source, seq) was there already: nothing changed */
    int64_t twin_page; /* an older page with the very same content, or 0: a clerk may have scanned it twice */
};

/*
 * Adds a page and its read job in one transaction. SO_ENOTFOUND: no such source or object; SO_EEXISTS: this seq is
 * there with other content; SO_EINVALID: the source is closed.
 */
int store_page_add(struct store *s, const struct store_page_new *page, struct store_page_added *ret_added,
                   struct so_error *err);

/* No more pages will come. Idempotent. SO_ENOTFOUND. */
int store_source_close(struct store *s, int64_t source, struct so_error *err);

enum store_page_state { STORE_PAGE_WAITING, STORE_PAGE_READ, STORE_PAGE_FAILED, STORE_PAGE_SET_ASIDE };
const char *store_page_state_name(enum store_page_state state); /* "waiting", "read", "failed", "set_aside" */

struct store_source {
    int64_t id;
    char batch_uuid[65];
    enum store_origin origin;
    enum store_priority priority;
    char *name, *scanner, *dossier, *user; /* "" when there was none */
    int64_t created;
    bool closed;
    int pages, waiting, read, failed, set_aside; /* pages is the sum of the others */
    int papers;
};

/* SO_ENOTFOUND. */
int store_source_load(struct store *s, int64_t id, struct store_source *ret_source, struct so_error *err);
int store_source_find(struct store *s, const char *batch_uuid, int64_t *ret_source, struct so_error *err);
void store_source_free(struct store_source *source); /* frees what it owns; leaves it zeroed */

enum store_page_role { STORE_PAGE_OF_PAPER, STORE_PAGE_COVER, STORE_PAGE_COVER_BACK };
const char *store_page_role_name(enum store_page_role role); /* "paper", "cover", "cover_back" */

struct store_page {
    int64_t id, source, paper; /* paper 0 while it belongs to none */
    int64_t stamp;             /* the certification that stands on it besides (store_paper.beside); 0: none */
    int sheet;                 /* 0: unknown */
    bool back;
    enum store_page_role role;
    int seq, file_page;
    char object[65];
    bool image_kept; /* false once the original was given up (store_paper_keep): object then names nothing */
    char *media_type;
    unsigned flags;
    int64_t captured;
    enum store_page_state state;
    char *reason; /* of failed and set_aside; else "" */
    bool has_reading;
    int width, height, dpi, turned; /* of the current reading; zero when there is none */
    float skew;
    bool blank;
};

struct store_pages {
    struct store_page *items;
    size_t len, cap;
};

int store_page_load(struct store *s, int64_t id, struct store_page *ret_page, struct so_error *err); /* SO_ENOTFOUND */

/*
 * Pages that belong to no paper yet and wait, failed or were set aside, newest first, ids below before (0: from the
 * newest), at most limit (1..1000).
 */
int store_pages_open(struct store *s, int64_t before, enum store_view view, int limit, struct store_pages *ret_pages,
                     struct so_error *err);
void store_page_free(struct store_page *page);
void store_pages_free(struct store_pages *pages);

#endif
