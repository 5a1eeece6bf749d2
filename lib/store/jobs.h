/*
 * Work on pages. A job waits, is leased by one reader, and is gone when finished; a failed one stays with its reason.
 *
 *     waiting ──lease──► leased ──finish / reading put──► (gone)
 *        ▲                 │ ├──fail──► failed            the page's state becomes failed
 *        │                 │ └──crashed twice──► failed   the page is set aside
 *        └──release, crashed once, daemon restart──┘
 *
 * A daemon that died with a lease is more likely to have lost its power than to have been taken down by the page: such
 * ends are counted apart, and only STORE_DEATHS_MAX of them set the page aside.
 */
#ifndef SOHOA_STORE_JOBS_H
#define SOHOA_STORE_JOBS_H

#include "store/intake.h"

enum store_job_kind { STORE_JOB_READ, STORE_JOB_RENDER, STORE_JOB_REREAD, STORE_JOB_KINDS };
#define STORE_JOB_BIT(kind) (1u << (kind))
#define STORE_JOB_ANY 7u

#define STORE_CRASHES_MAX 2 /* ends of the worker: the page is set aside at this many */
#define STORE_DEATHS_MAX 5  /* ends of the daemon, likewise */

struct store_job {
    int64_t id, page, source;
    enum store_job_kind kind;
    enum store_priority priority;
    int attempts; /* with this lease, from 1 */
    int crashes;  /* before this lease */
    char object[65];
    int file_page;
    char *media_type;
    int turned; /* of the current reading, for render; 0 when there is none */
    float skew;
};

void store_job_free(struct store_job *job);

/*
 * Leases the next job of the kinds (STORE_JOB_BIT): counter before backlog, then by kind in the order of the enum, then
 * the oldest. SO_EEND when none waits.
 */
int store_job_lease(struct store *s, unsigned kinds, bool counter_only, struct store_job *ret_job,
                    struct so_error *err);

/* All four take a leased job's id; SO_ENOTFOUND when it is not leased. */
int store_job_finish(struct store *s, int64_t job, struct so_error *err);
int store_job_release(struct store *s, int64_t job,
                      struct so_error *err); /* back to waiting, the attempt not counted */
int store_job_fail(struct store *s, int64_t job, const char *reason, struct so_error *err); /* no retry can help */
int store_job_crashed(struct store *s, int64_t job, const char *reason, bool *ret_set_aside, struct so_error *err);

/* A clerk's word that a failed or set aside page is to be tried again. SO_ENOTFOUND when it is neither. */
int store_page_retry(struct store *s, int64_t page, struct so_error *err);

struct store_job_counts {
    int64_t waiting[STORE_JOB_KINDS][STORE_PRIORITIES];
    int64_t leased[STORE_JOB_KINDS];
    int64_t failed;
};
int store_job_count(struct store *s, struct store_job_counts *ret_counts, struct so_error *err);

#endif
