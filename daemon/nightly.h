/*
 * The batch window: between its hours the pages that deserve it are read again with the best quality. A run's progress
 * is the jobs that remain, so it goes on where it was after any interruption.
 */
#ifndef SOHOA_DAEMON_NIGHTLY_H
#define SOHOA_DAEMON_NIGHTLY_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/settings.h"
#include "daemon/events.h"
#include "daemon/pipeline.h"
#include "store/store.h"

struct nightly;

int nightly_new(struct store *store, struct events *events, const struct settings *settings, struct nightly **ret_nightly,
                struct so_error *err);
void nightly_free(struct nightly *n); /* accepts NULL */

/* The pipeline that does the work; must be set before the first tick. */
void nightly_attach(struct nightly *n, struct pipeline *pipeline);

/* Opens and closes the window, tops up the work, ends the run; to be called every few seconds from the loop. */
void nightly_tick(struct nightly *n);

/* Runs now, whatever the hour, until nothing is left. SO_EBUSY when it is going already. Any thread. */
int nightly_start_now(struct nightly *n, struct so_error *err);

/* The pipeline's hook: a page was read again. Any thread. */
void nightly_reread(void *nightly, const struct pipeline_reread *step);

bool nightly_is_going(struct nightly *n);

/* When the window opens next (ms since 1970); 0 when it is open or the settings have none. */
int64_t nightly_next(struct nightly *n);

#endif
