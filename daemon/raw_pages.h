/*
 * The raw pages of the spool once the record has them: how long they stay, and what must be told. They are the second
 * copy of a page until a backup is, and the only one of a side that never became whole.
 */
#ifndef SOHOA_DAEMON_RAW_PAGES_H
#define SOHOA_DAEMON_RAW_PAGES_H

#include "daemon/intake.h"

struct daemon;

/* A batch has ended: tells the record, with the sides that never became whole. On the loop's thread, or before it runs. */
int raw_pages_end_batch(struct spool *spool, struct intake *intake, const struct spool_batch_info *batch,
                        struct so_error *err);

/* At the start: batches that ended without the record's having heard of it, as after a crash. */
int raw_pages_close(struct daemon *d, struct so_error *err);

/*
 * Removes what is old enough (keep_raw_days), held by a backup (keep_raw_until_backup) and not waited for by a person: a
 * batch with sides that never became whole goes when its warnings are acknowledged. Logs what it did and what it can't
 * do for want of a backup. On the loop's thread.
 */
void raw_pages_purge(struct daemon *d);

/* Removes those that may not be kept (store/giving_up.h), whatever their age and whether a backup holds them. */
void raw_pages_forget(struct daemon *d);

#endif
