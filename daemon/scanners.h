/*
 * All scanners of the office: made from the settings, watched on the loop, seen and steered by the other threads
 * through views and actions. Pages go to the intake as they become safe.
 */
#ifndef SOHOA_DAEMON_SCANNERS_H
#define SOHOA_DAEMON_SCANNERS_H

#include "conf/settings.h"
#include "daemon/commands.h"
#include "daemon/events.h"
#include "daemon/intake.h"
#include "daemon/loop.h"
#include "daemon/scanner.h"

struct scanners;

struct scanners_options {
    struct loop *loop;
    struct spool *spool; /* recovered */
    struct intake *intake;
    struct events *events;
    const struct settings *settings;
    const char *worker;  /* path of worker_scan */
    const char *run_dir; /* for the workers' private configuration */
};

/* On the loop's thread (or before it runs). options is copied. */
int scanners_new(const struct scanners_options *options, struct scanners **ret_scanners, struct so_error *err);
void scanners_free(struct scanners *s); /* accepts NULL */

/* From any thread but the loop's: the table of commands.h. */
int scanners_view(struct scanners *s, struct scanner_view *items, size_t *ret_n, struct so_error *err);
int scanners_act(struct scanners *s, const char *name, const struct scanner_command *command, struct so_error *err);

/* On the loop's thread: the record holds the page. */
int scanners_handed(struct scanners *s, const char *scanner, const char *batch, uint32_t number, int64_t record,
                    struct so_error *err);

/* The file of the page that broke off in a scanner's open batch, open for reading. SO_ENOTFOUND. */
int scanners_open_partial(struct scanners *s, const char *name, int *ret_fd, struct so_error *err);

#endif
