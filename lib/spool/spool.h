/*
 * Pages on disk before they are records. What a scanner delivers is safe here, or named as lost, over kill -9, jam,
 * unplug, full disk and power cut.
 *
 *     <spool>/.lock                                   flock: one daemon a spool
 *     <spool>/<scanner>/<batch-uuid>/journal          append-only; see spool/journal.h
 *                                    .p000003.part    a page that is being written
 *                                    p000003-b.pnm    a page: number within the batch from 1; a front or flatbed, b back
 *                                    p000004.partial.pnm   evidence of a page that never became whole
 *
 * Order of a page: journal PAGE_BEGIN, sync · write .part · sync .part · rename · sync folder · journal PAGE_DONE, sync ·
 * only then spool_page_finish returns, and only then may the scanner be asked for the next sheet (the back of the same
 * sheet, which has left the feeder anyway, may be asked for before). The journal of a page
 * that the store has taken gets HANDED. A page counts as delivered twice only if the store lacks UNIQUE(batch, page).
 *
 * Not thread-safe: one thread uses a spool and all that came from it. Functions block for the time of a sync.
 */
#ifndef SOHOA_SPOOL_SPOOL_H
#define SOHOA_SPOOL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/result.h"
#include "model/scan_wire.h"

#define SPOOL_UUID_SIZE 37      /* 36 characters and NUL */
#define SPOOL_PAGES_MAX 9999u   /* pages of a batch */
#define SPOOL_NAME_MAX 64u      /* bytes of a scanner's name; a plain file name */

/* Warnings on a page; nothing is ever dropped for them. */
enum spool_flag {
    SPOOL_RECOVERED = 1 << 0,  /* found complete after a crash */
    SPOOL_SHORT = 1 << 1,      /* fewer lines than the paper size asks for, by more than 2 % */
    SPOOL_GREY_TAIL = 1 << 2,  /* the last 2 % or more of the rows are 0x80: a cut-off JPEG */
    SPOOL_SAME = 1 << 3,       /* byte for byte the previous page */
    SPOOL_ONE_VALUE = 1 << 4,  /* every byte is the same: blank sheet or dead lamp */
    SPOOL_ODD_DUPLEX = 1 << 5, /* front without its back */
    SPOOL_MISMATCH = 1 << 6,   /* not the number of lines that was announced, but whole rows */
    SPOOL_AGAIN = 1 << 7,      /* the front of a sheet that was fed again after a fault on its back */
    SPOOL_BLANK = 1 << 8,      /* hardly anything darker than the paper */
    SPOOL_LONG = 1 << 9,       /* more lines than the paper size asks for, by more than 2 % */
    SPOOL_COUNTER = 1 << 10,   /* of a batch: the scanner's own counter says another number */
};
#define SPOOL_FLAG_COUNT 11

enum spool_batch_state {
    BATCH_OPEN,         /* the scanner is at it */
    BATCH_PAUSED,       /* waits for a person: next page, continue after a fault */
    BATCH_CLOSED_OK,
    BATCH_CLOSED_SUSPECT, /* finished, but a sheet may be missing or damaged */
    BATCH_STATES
};
const char *spool_batch_state_name(enum spool_batch_state s); /* "open", "paused", "closed_ok", "closed_suspect" */

enum spool_page_kind {
    SPOOL_PAGE_WHOLE,   /* p000003-a.pnm; to be handed to the store */
    SPOOL_PAGE_PARTIAL, /* p000003.partial.pnm; evidence, never handed */
    SPOOL_PAGE_EMPTY,   /* begun, not one line came: no file; a sheet may be missing */
    SPOOL_PAGE_REPEAT,  /* a front that was fed again and came byte-identical: no file, nothing to hand */
    SPOOL_PAGE_LOST,    /* the journal says whole, the file is gone: alarm */
    SPOOL_PAGE_UNKNOWN, /* after a crash: this sheet may have passed the scanner before anything of it was heard */
    SPOOL_PAGE_BEGUN,   /* being written */
    SPOOL_PAGE_KINDS
};
const char *spool_page_kind_name(enum spool_page_kind k);

struct spool_page_info {
    uint32_t number; /* from 1 within the batch, as captured; gaps where a page is not whole */
    uint32_t place;  /* from 1, as people read: the number, but front, back, front, back of a stack that was turned over */
    uint32_t sheet;
    bool back;
    enum spool_page_kind kind;
    bool trouble;   /* it never became whole, and the same side of its sheet did not later */
    unsigned flags; /* of enum spool_flag */
    uint32_t width, lines, resolution;
    uint64_t bytes;              /* of the file */
    char sha256[HASH_HEX_SIZE];  /* of the file; "" unless whole */
    char path[4096];             /* absolute if the spool's folder is; "" when there is no file */
    int64_t time_ms;             /* when it was finished */
    bool handed;
    int64_t record; /* its id in the store, once handed */
};

struct spool_batch_info {
    char scanner[SPOOL_NAME_MAX + 1];
    char uuid[SPOOL_UUID_SIZE];
    enum spool_batch_state state;
    char reason[32]; /* of the state: "turn_over", "jammed", … */
    char source[64];
    char profile[SPOOL_NAME_MAX + 1]; /* way of scanning that was picked; "" none */
    bool flatbed, duplex;
    bool manual_duplex; /* one-sided feeder: all fronts, then all backs */
    uint32_t turned;    /* fronts that lay in the stack when it was turned over; 0: not yet */
    int64_t begun_ms;
    uint32_t pages;         /* whole */
    uint32_t handed;        /* of them */
    uint32_t fronts, backs; /* of them */
    uint32_t sheets;        /* of which at least one side is whole */
    uint32_t counted;       /* by the scanner's own counter, in the last run that had one */
    unsigned flags;         /* of the batch itself and of its pages */
    uint32_t troubles; /* partial, empty, lost, unknown; not counted once the same side of the sheet came whole */
    uint32_t stated;    /* sheets that a person said were put in; 0: nothing said */
    uint32_t bad_lines; /* journal lines that do not hold: the journal was damaged */
};

/* A random UUID (RFC 4122 version 4), as batches have. */
void spool_make_uuid(char out[SPOOL_UUID_SIZE]);

struct spool_disk;

struct spool_options {
    uint64_t min_free_bytes;        /* spool_page_begin refuses below this with SO_ENOSPACE */
    const struct spool_disk *disk;  /* NULL: the real one; tests pass one that fails (spool/disk.h) */
};

struct spool;       /* an open spool */
struct spool_batch; /* a batch that can still grow; belongs to its spool, freed by close or with the spool */
struct spool_page;  /* a page that is being written; belongs to its batch, ended by finish or abort */

/* Makes the folder where needed. SO_EBUSY when another process holds it. Call spool_recover next. */
int spool_open(const char *dir, const struct spool_options *options, struct spool **ret_spool, struct so_error *err);
void spool_free(struct spool *s); /* accepts NULL; open batches stay as they are on disk */

struct spool_visitor {
    void *ctx;
    /* A page that the store has not confirmed yet (whole), or one that a person must know of (any other kind). */
    void (*page)(void *ctx, const struct spool_batch_info *batch, const struct spool_page_info *page);
    /* A batch whose folder cannot be understood or repaired; it is left alone. */
    void (*trouble)(void *ctx, const char *path, const struct so_error *err);
};

/*
 * Puts in order what a crash left, once, before anything else: whole .part files are promoted (SPOOL_RECOVERED), others
 * kept as partial; files unknown to the journal are hashed and added; files that are gone are reported. Open batches
 * become paused. Running it twice changes nothing more. Troubles of one batch do not stop the others.
 */
int spool_recover(struct spool *s, const struct spool_visitor *visitor, struct so_error *err);

/* Calls for each batch on disk; stops at the first non-zero return value and gives it back. scanner NULL: all. */
int spool_batches(struct spool *s, const char *scanner, int (*visit)(void *ctx, const struct spool_batch_info *b),
                  void *ctx, struct so_error *err);

/* The pages of a batch, in order. */
int spool_batch_pages(struct spool *s, const char *scanner, const char *uuid,
                      int (*visit)(void *ctx, const struct spool_page_info *p), void *ctx, struct so_error *err);

/* What the daemon knows of a batch beside the worker's word. */
struct spool_batch_plan {
    const char *profile; /* may be NULL */
    bool manual_duplex;
    uint32_t sheets; /* that a person said were put in; 0: nothing said */
};

/* plan NULL: nothing. */
int spool_batch_begin(struct spool *s, const char *scanner, const struct scan_begun *how,
                      const struct spool_batch_plan *plan, struct spool_batch **ret_batch, struct so_error *err);

/* Takes up a paused batch again; it stays paused until set_state. SO_ENOTFOUND, SO_EINVALID when it is closed, SO_EBUSY when it is in use. */
int spool_batch_resume(struct spool *s, const char *scanner, const char *uuid, struct spool_batch **ret_batch,
                       struct so_error *err);

const struct spool_batch_info *spool_batch_peek(const struct spool_batch *b); /* as of now */

/* The last page of any kind; false when there is none. */
bool spool_batch_last_page(const struct spool_batch *b, struct spool_page_info *ret_page);

/*
 * The sheet, from 1, that the scanner is to see next: a sheet that broke off, or whose back is missing, must be fed again
 * and keeps its number. The backs of a stack that was turned over come last sheet first.
 */
uint32_t spool_batch_wanted_sheet(const struct spool_batch *b);

/*
 * The stack of a manual_duplex batch was turned over as a whole and put back: what follows are backs, last sheet first.
 * SO_EINVALID in other batches, without a front, or a second time.
 */
int spool_batch_turn(struct spool_batch *b, struct so_error *err);

/*
 * What the scanner's own counter says of a run that ended well: so many images, or sheets. When that is neither of the
 * two that came, the batch gets SPOOL_COUNTER.
 */
int spool_batch_counted(struct spool_batch *b, uint32_t images, uint32_t sheets, uint32_t counted, struct so_error *err);

/* OPEN ↔ PAUSED; reason is one word for the journal. */
int spool_batch_set_state(struct spool_batch *b, enum spool_batch_state state, const char *reason, struct so_error *err);

/*
 * Ends a batch as ok, or as suspect when it has troubles, bad lines, a counter that differs, fronts without backs or the
 * caller says so; one in which no page was ever begun is removed. Takes b, even on failure.
 */
int spool_batch_close(struct spool_batch *b, bool suspect, enum spool_batch_state *ret_state, struct so_error *err);

/*
 * SO_ENOSPACE below min_free_bytes, SO_ELIMIT over SPOOL_PAGES_MAX (of a stack that is turned over: sides), SO_EBUSY when a
 * page is being written. raster->back is the scanner's word; after spool_batch_turn every page is a back.
 */
int spool_page_begin(struct spool_batch *b, const struct scan_page *raster, struct spool_page **ret_page,
                     struct so_error *err);

/* Raster bytes in order. SO_ELIMIT beyond what was announced by more than 2 %. After a failure only abort makes sense. */
int spool_page_write(struct spool_page *p, const void *data, size_t len, struct so_error *err);

/* Whether what has come so far would make a whole page. */
bool spool_page_is_complete(const struct spool_page *p);

/*
 * The scanner said that the page is complete. ret_page->kind tells what became of it: whole only if the bytes hold.
 * Takes p in every case. On failure the page does not count: what reached the disk is put aside as partial as soon as
 * the batch goes on, or promoted by spool_recover if the daemon ends before that.
 */
int spool_page_finish(struct spool_page *p, struct spool_page_info *ret_page, struct so_error *err);

/* The page broke off (reason for the journal, e.g. "jammed"): partial or empty. Takes p in every case. */
int spool_page_abort(struct spool_page *p, const char *reason, struct spool_page_info *ret_page, struct so_error *err);

/*
 * The feeder was told to take in a sheet and nothing was heard since, as when the worker died: the sheet may lie in the
 * output tray. Named as SPOOL_PAGE_UNKNOWN.
 */
int spool_page_unheard(struct spool_batch *b, struct spool_page_info *ret_page, struct so_error *err);

/* The store holds the page under id. Idempotent. Works for batches of any state. */
int spool_page_handed(struct spool *s, const char *scanner, const char *uuid, uint32_t number, int64_t id,
                      struct so_error *err);

/* What may go: pages that came longer ago than keep_days, and that the store had before handed_before_ms. */
struct spool_purge_limits {
    int keep_days;
    int64_t handed_before_ms; /* INT64_MAX: whenever */
};

struct spool_purged {
    uint32_t removed; /* files */
    uint32_t waiting; /* files old enough that stay only because the store had them too late */
};

/*
 * Removes the files of handed pages, in closed batches, within the limits; a batch without troubles whose pages are all
 * gone so is removed as a whole. Others stay until spool_batch_drop.
 */
int spool_purge(struct spool *s, const struct spool_purge_limits *limits, struct spool_purged *ret_purged,
                struct so_error *err);

/*
 * Removes the file of a page that the store has under this id, whatever its age: it may not be kept. What is gone already
 * is success. SO_EBUSY while the spool has not been told yet which of its pages that is.
 */
int spool_page_forget(struct spool *s, const char *scanner, const char *uuid, int64_t id, struct so_error *err);

/* Removes a closed batch, whatever it holds: a person decided. SO_EBUSY when it is not closed. */
int spool_batch_drop(struct spool *s, const char *scanner, const char *uuid, struct so_error *err);

/*
 * What came of a page that broke off (path of a SPOOL_PAGE_PARTIAL) as an image in memory that ends with its last whole
 * row; the descriptor is the caller's. SO_EFORMAT: no such file of the spool. Any thread.
 */
int spool_evidence_open(const char *path, int *ret_fd, struct so_error *err);

/* Free bytes on the spool's disk. */
int spool_free_space(struct spool *s, uint64_t *ret_bytes);

/* SO_ENOSPACE below min_free_bytes: to be asked before the next sheet is, which spool_page_begin would come too late for. */
int spool_check_room(struct spool *s, struct so_error *err);

#endif
