/*
 * How pages get into the record: files at once, scanned pages through a thread of its own, so that the event loop never
 * waits for an image to be packed.
 */
#ifndef SOHOA_DAEMON_INTAKE_H
#define SOHOA_DAEMON_INTAKE_H

#include "conf/settings.h"
#include "spool/spool.h"
#include "store/intake.h"

struct intake_file {
    const char *path;
    const char *name; /* as people know it; stands in errors and in the record */
    enum store_origin origin;
    enum store_priority priority;
    const char *dossier; /* may be NULL */
    const char *user;    /* may be NULL */
    const char *key;     /* a UUID under which the record may have it already, from before a crash; NULL: a new one */
};

struct intake_result {
    int64_t source;
    int pages;
    int twins;          /* pages whose very file the record held already */
    int64_t twin_page;  /* one of those older pages; 0: none */
};

/*
 * Puts a file (image or PDF) into the record, whole: original, source, pages, reading jobs. The file itself stays where
 * it is. Errors as of unpack_open and the store; then nothing of it is in the record.
 */
int intake_file(struct store *store, const struct intake_file *file, struct intake_result *ret_result,
                struct so_error *err);

struct intake;

struct intake_hooks {
    void *ctx;
    /* The record holds the page. Called from the intake's thread. */
    void (*handed)(void *ctx, const char *scanner, const char *batch, uint32_t number, int64_t page);
    /* The record knows that the batch has ended. Called from the intake's thread. */
    void (*closed)(void *ctx, int64_t source);
    /* The page could not be put; it is tried again after a while. Called from the intake's thread. */
    void (*failed)(void *ctx, const char *scanner, const char *batch, uint32_t number, const struct so_error *err);
};

/*
 * scratch: a folder on the store's disk for images that are being packed. settings say which scanners give their backs
 * upside down. All are borrowed until intake_free.
 */
int intake_new(struct store *store, const struct settings *settings, const char *scratch, const struct intake_hooks *hooks, struct intake **ret_intake,
               struct so_error *err);
void intake_free(struct intake *in); /* ends after the page in hand; the spool keeps the others. Accepts NULL */

/* Queues a whole page of a batch; copies what it needs. Pages of other kinds are ignored. Any thread. */
int intake_page(struct intake *in, const struct spool_batch_info *batch, const struct spool_page_info *page);

/* What the record is told of with intake_close: a side that never became whole, or a count that differs (store/stack.h). */
struct intake_trouble {
    uint32_t number, sheet;
    bool back;
    const char *kind; /* static */
};

/*
 * No more pages of this batch will come, and these never became whole: takes its turn behind its pages. Idempotent, so
 * that it can be said again after a crash. Any thread.
 */
int intake_close(struct intake *in, const struct spool_batch_info *batch, const struct intake_trouble *troubles, size_t n);

#endif
