/*
 * From the judgements of a source's pages to its papers. Judgements of recent pages are kept, so that a stack that is
 * being scanned is not judged anew with every sheet.
 */
#ifndef SOHOA_DAEMON_ASSEMBLY_H
#define SOHOA_DAEMON_ASSEMBLY_H

#include "daemon/events.h"
#include "daemon/learnt.h"
#include "daemon/reading.h"
#include "store/jobs.h"

struct assembly;

/* store, learnt and events must outlive it. */
int assembly_new(struct store *store, struct learnt *learnt, struct events *events,
                 struct assembly **ret_assembly, struct so_error *err);
void assembly_free(struct assembly *a); /* accepts NULL */

/*
 * The job's page has a new current reading: records what the pages of its source say now,
 * and tells the events. Takes the reading's judgement. ret_improved: see store_papers_result.
 */
int assembly_put(struct assembly *a, const struct store_job *job, struct reading *reading, int *ret_improved,
                 struct so_error *err);

/* A clerk has said where papers begin: the source's pages are judged anew from their stored words. From any thread. */
int assembly_arrange(struct assembly *a, int64_t source, struct so_error *err);

/* A source was closed, its sheets were stated, a page failed: says anew what a person should look at. */
int assembly_look_over(struct assembly *a, int64_t source, struct so_error *err);

/* Does what a crash left undone of assembly_arrange; failures are logged. */
void assembly_catch_up(struct assembly *a);

#endif
