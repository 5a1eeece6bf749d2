/*
 * The hot folder: office machines and people put files there, whole or piece by piece, and the daemon takes those that
 * are finished (no event and same size for the quiet time, and complete by their own format's rule). A taken file moves
 * to taken/ and stays; one that is no image or PDF, or never becomes complete, moves to stuck/ with a .txt that says why.
 * Nothing is ever deleted.
 */
#ifndef SOHOA_DAEMON_INBOX_H
#define SOHOA_DAEMON_INBOX_H

#include <systemd/sd-event.h>

#include "base/result.h"

struct inbox;

struct inbox_options {
    sd_event *loop;
    const char *folder;
    int quiet_ms; /* a file that has not changed for so long is finished */
    int stuck_ms; /* an incomplete one is given up after so long */
    /* Takes a finished file into the record; the error's text goes beside a stuck file. Called from the loop. */
    int (*take)(void *ctx, const char *path, const char *name, struct so_error *err);
    void *ctx;
};

/* Makes the folders where needed, watches and looks at what lies there. options are copied, folder too. */
int inbox_new(const struct inbox_options *options, struct inbox **ret_inbox, struct so_error *err);
void inbox_free(struct inbox *inbox); /* accepts NULL */

/* Looks at all files now; called by itself on events and every minute. */
void inbox_scan(struct inbox *inbox);

/* True when the file is complete as its format says: PDF %%EOF, JPEG EOI, PNG IEND, TIFF directories inside the file. */
int inbox_is_complete(const char *path, int *ret_complete, struct so_error *err);

#endif
