/*
 * The hot folder: office machines and people put files there, whole or piece by piece, and the daemon takes those that
 * are finished (no event and same size for the quiet time, and complete by their own format's rule). A file that is closed
 * and opened again, page by page, must stay quiet for longer. A taken file moves to taken/ and stays; one that is no image
 * or PDF, or never becomes complete, moves to stuck/ with a .txt that says why. Nothing is ever deleted.
 *
 * On its way into the record a file lies in taking/ under a key that goes into the record with it: what a crash left there
 * is taken again by the same key, and so is there once.
 */
#ifndef SOHOA_DAEMON_INBOX_H
#define SOHOA_DAEMON_INBOX_H

#include <systemd/sd-event.h>

#include "base/result.h"

#define INBOX_KEY_SIZE 37

struct inbox;

struct inbox_options {
    sd_event *loop;
    const char *folder;
    int quiet_ms; /* a file that has not changed for so long is finished */
    int stuck_ms; /* an incomplete one is given up after so long */
    int again_ms; /* before a file that could not be taken in is tried again */
    /*
     * Takes a finished file into the record, or finds it there under that key (INBOX_KEY_SIZE, a UUID). SO_ENOSPACE,
     * SO_EIO, SO_EBUSY, SO_ENOMEM: tried again later; the text of any other error goes beside the stuck file. Called
     * from the loop.
     */
    int (*take)(void *ctx, const char *path, const char *name, const char *key, struct so_error *err);
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
