/*
 * The only caller that chains the stages: job → page image → words → judgement → papers → record. One thread a reading
 * worker; counter work goes before backlog at every page.
 */
#ifndef SOHOA_DAEMON_PIPELINE_H
#define SOHOA_DAEMON_PIPELINE_H

#include <stdbool.h>

#include "base/buf.h"
#include "daemon/events.h"
#include "daemon/reader.h"
#include "paper/paper.h"
#include "store/intake.h"
#include "store/jobs.h"
#include "store/store.h"

/* A page that was read again for the night's run. Called from the pipeline's threads. */
struct pipeline_reread {
    int64_t page;
    bool failed;
    int improved; /* papers with fewer open errors and warnings than before */
};

struct pipeline_options {
    struct store *store;
    const struct paper_rules *rules;
    struct events *events;
    struct reader_options reader;
    int workers; /* threads, each with a reading worker; 1..16 */
    int image_dpi, image_quality; /* of the access image that is made after each reading */
    void (*reread)(void *ctx, const struct pipeline_reread *step);
    void *reread_ctx;
};

struct pipeline;

/* options and what it points to must outlive the pipeline. */
int pipeline_start(const struct pipeline_options *options, struct pipeline **ret_pipeline, struct so_error *err);
void pipeline_stop(struct pipeline *p); /* ends after the pages in hand; accepts NULL */

/*
 * The words of a source's pages are judged anew: a clerk said where papers begin (arrange), or only what a person should
 * look at is said anew (look_over). Block; from any thread.
 */
int pipeline_arrange(struct pipeline *p, int64_t source, struct so_error *err);
void pipeline_look_over(struct pipeline *p, int64_t source); /* failures are logged */

void pipeline_wake(struct pipeline *p);                   /* new jobs are there; from any thread */
void pipeline_allow_rereads(struct pipeline *p, bool on); /* the batch window opened or closed */
int pipeline_busy(struct pipeline *p);                    /* workers that have a page in hand */
bool pipeline_has_best(const struct pipeline *p);         /* the better model is installed */

/*
 * A page's upright access image (JPEG) as an open file, made now when it is missing. Blocks; from any thread but the
 * pipeline's. SO_ENOTFOUND; SO_EEND when the page's image is not kept.
 */
int pipeline_page_image(struct pipeline *p, int64_t page, int *ret_fd, struct so_error *err);

/*
 * A page as an upright JPEG (a document_render_fn: ctx is the pipeline); the caller frees ret->jpeg. Blocks; from any
 * thread but the pipeline's. Asking again for the same page at another quality costs no second decoding.
 */
int pipeline_render(void *ctx, const struct store_page *page, const struct render_request *request,
                    struct render_result *ret, struct so_error *err);

/* An image file that is no page of the record, as a JPEG, as it lies; name stands in errors. Blocks, as above. */
int pipeline_render_file(struct pipeline *p, int fd, const char *name, struct buf *ret_jpeg, struct so_error *err);

#define PIPELINE_IMAGE "access.jpg" /* the derived file of store_derived_path */

#endif
