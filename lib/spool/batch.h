/* What the spool's sources share: a batch in memory, as its journal tells it. Not for other rooms. */
#ifndef SOHOA_SPOOL_BATCH_H
#define SOHOA_SPOOL_BATCH_H

#include "spool/journal.h"
#include "spool/spool.h"

struct page_record {
    uint32_t number, sheet, again_of;
    bool back;
    enum spool_page_kind kind;
    struct scan_page raster; /* as announced */
    uint32_t lines;          /* really there */
    uint64_t bytes;
    char sha256[HASH_HEX_SIZE];
    unsigned flags;
    int64_t time_ms;
    int64_t record; /* in the store */
    int64_t handed_ms;
    bool handed, purged;
};

struct spool_batch {
    struct spool *spool;
    struct spool_batch *next; /* in the spool's list of batches in use */
    char *folder;
    struct journal journal;
    struct spool_batch_info info; /* counts are brought up to date by batch_count */
    unsigned own_flags;           /* of the batch, not of a page */
    bool has_begin;               /* the journal's first record was there */
    struct {
        struct page_record *items; /* by number */
        size_t len, cap;
    } pages;
    struct spool_page *writing;
    bool unsettled; /* the last page broke off on a disk error and must be put aside first */
    bool failed;    /* memory ran out while replaying */
};

struct spool {
    char *dir;
    int lock_fd;
    uint64_t min_free_bytes;
    const struct spool_disk *disk;
    struct spool_batch *in_use;
};

/* Reads the batch's journal into memory without touching the disk. The journal is not open for writing. */
int batch_load(struct spool *s, const char *scanner, const char *uuid, struct spool_batch **ret_batch,
               struct so_error *err);
int batch_open_journal(struct spool_batch *b, struct so_error *err); /* nothing when it is open */
void batch_free(struct spool_batch *b);
struct spool_batch *batch_find_in_use(struct spool *s, const char *scanner, const char *uuid);

struct page_record *batch_page(struct spool_batch *b, uint32_t number); /* borrowed; NULL when unknown */
struct page_record *batch_last(const struct spool_batch *b);            /* borrowed; NULL when there is none */
struct page_record *batch_add_page(struct spool_batch *b, uint32_t number); /* in its place; NULL: no memory, limit */
void batch_count(struct spool_batch *b);
bool batch_has_side(const struct spool_batch *b, uint32_t sheet, bool back); /* whole */
bool page_is_trouble(const struct spool_batch *b, const struct page_record *p);

/* Appends a record and, on success, applies it to the batch in memory. Frees the entry. */
int batch_append(struct spool_batch *b, struct journal_entry *e, struct so_error *err);

/* File name of a page by its kind (BEGUN: the .part) within the batch's folder. */
#define PAGE_NAME_SIZE 32
void page_file_name(const struct page_record *p, enum spool_page_kind kind, char out[PAGE_NAME_SIZE]);
char *page_path(const struct spool_batch *b, const struct page_record *p, enum spool_page_kind kind); /* NULL: memory */
void page_describe(const struct spool_batch *b, const struct page_record *p, struct spool_page_info *ret_info);

/* The PNM header: always the same length for one kind of raster, so that the number of lines can be put in later. */
#define PNM_HEADER_MAX 40
size_t pnm_header(const struct scan_page *raster, uint32_t lines, char out[PNM_HEADER_MAX]);
/* Reads a header that pnm_header wrote; false for anything else. */
bool pnm_parse(const char *data, size_t len, struct scan_page *ret_raster, uint32_t *ret_lines, size_t *ret_header);

/* Puts what there is of a page aside as evidence: partial if at least one line, else empty. */
int page_put_aside(struct spool_batch *b, struct page_record *p, enum spool_page_kind from, const char *reason,
                   struct so_error *err);
/* Makes a whole file the page: sync, rename if it is a .part, sync folder, journal. What PAGE_DONE tells is set in p. */
int page_promote(struct spool_batch *b, struct page_record *p, bool is_part, int fd, struct so_error *err);

int batch_append_unheard(struct spool_batch *b, struct so_error *err);

/* Calls for each batch folder; stops at the first non-zero return value and gives it back. scanner NULL: all. */
int spool_each_batch(struct spool *s, const char *scanner, int (*visit)(void *ctx, const char *scanner, const char *uuid),
                     void *ctx, struct so_error *err);

#endif
