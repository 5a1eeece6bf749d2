/*
 * The night's runs. Where a run stands needs no mark of its own: it is the jobs that remain, so that a run cut off at
 * any moment goes on where it was.
 */
#ifndef SOHOA_STORE_RUNS_H
#define SOHOA_STORE_RUNS_H

#include "model/paper.h"
#include "store/store.h"

enum store_run_state { STORE_RUN_GOING, STORE_RUN_DONE, STORE_RUN_CUT };
const char *store_run_state_name(enum store_run_state s); /* "going", "done", "cut" */

struct store_run {
    int64_t id, started, finished; /* finished 0 while going */
    enum store_run_state state;
    int pages_read;
    int improved;    /* papers with fewer open errors and warnings than before */
    int doubtful;    /* papers of the run that still have an open error or warning (counted when it finishes) */
    int failed;
    int findings[FINDING_CODES]; /* open ones of the run's papers by code (counted when it finishes) */
};

struct store_runs {
    struct store_run *items;
    size_t len, cap;
};

/* Begins a run; a run that a dead daemon left going is marked cut first. */
int store_run_begin(struct store *s, int64_t *ret_run, struct so_error *err);

/* A page of the run is done: its paper, or 0, and what changed. SO_ENOTFOUND when the run is not going. */
struct store_run_step {
    int64_t page;
    bool failed;
    int improved;
};
int store_run_append(struct store *s, int64_t run, const struct store_run_step *step, struct so_error *err);
int store_run_finish(struct store *s, int64_t run, enum store_run_state state, struct so_error *err);

/* SO_ENOTFOUND when there was none. */
int store_run_latest(struct store *s, struct store_run *ret_run, struct so_error *err);
int store_run_list(struct store *s, int limit, struct store_runs *ret_runs, struct so_error *err); /* newest first */

/*
 * Makes reread jobs (backlog) for pages that deserve a better reading: of backlog sources, or whose current reading
 * scores below doubt_below, or whose paper has an open error or warning; never read with best, never in a paper that a
 * clerk has touched, image still kept. At most limit; *ret_added may be 0.
 */
int store_reread_candidates(struct store *s, float doubt_below, int limit, int *ret_added, struct so_error *err);

#endif
