/* The daemon's parts, for daemon.c and the commands that HTTP threads call (commands.c). */
#ifndef SOHOA_DAEMON_DAEMON_PRIVATE_H
#define SOHOA_DAEMON_DAEMON_PRIVATE_H

#include <stdatomic.h>

#include "daemon/api.h"
#include "daemon/daemon.h"
#include "daemon/definitions.h"
#include "daemon/inbox.h"
#include "daemon/intake.h"
#include "daemon/list_import.h"
#include "daemon/loop.h"
#include "daemon/nightly.h"
#include "daemon/pipeline.h"
#include "daemon/scanners.h"

#define TOKEN_HEX_SIZE 65

struct daemon {
    const struct settings *settings;
    const struct places *places;
    struct loop *loop;
    struct store *store;
    struct definitions definitions;
    struct casework casework;
    struct list_desk lists;
    char *list_folder; /* of the definitions of old registers' lists */
    struct events *events;
    struct spool *spool;
    struct intake *intake;
    struct intake_hooks intake_hooks;
    struct nightly *nightly;
    struct pipeline_options pipeline_options;
    struct pipeline *pipeline;
    struct scanners *scanners;
    struct inbox *inbox;
    struct commands commands;
    struct api api;
    struct http_server *http;
    char *scratch;  /* <data>/scratch: uploads and images that are being packed */
    char *run_dir;  /* <data>/run: the scan workers' private configuration */
    char token[TOKEN_HEX_SIZE];
    int64_t started_ms;
    atomic_uint raw_waiting; /* raw pages that stay in the spool only for want of a backup */
    int64_t forget_after_ms; /* raw pages that may not be kept are tried again then */
    bool indexed; /* every paper is in the search index */
};

/*
 * SO_ENOSPACE when the disk has less room than page_min_free_mb: files that can come again later must leave that much to
 * sheets that are under way and to the record.
 */
int daemon_check_room(const struct daemon *d, struct so_error *err);

/* Fills d->commands. */
void commands_set(struct daemon *d);

#endif
