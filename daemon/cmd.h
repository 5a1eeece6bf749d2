/*
 * The command line's commands. Each takes the arguments after its name and returns the exit status:
 *
 *     0  done      1  some of the work failed, each failure told on standard error      2  the call itself is wrong
 *     3  the daemon can't be reached
 */
#ifndef SOHOA_DAEMON_CMD_H
#define SOHOA_DAEMON_CMD_H

#include <stdbool.h>

#include "base/result.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NO_DAEMON = 3 };

struct command {
    const char *name;
    const char *arguments; /* after the name, for the usage line */
    const char *summary;   /* one line */
    const char *help;      /* options and notes, whole lines */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
};

extern const struct command cmd_backup, cmd_batch, cmd_cover, cmd_dossier, cmd_export, cmd_import, cmd_lookalikes, cmd_list, cmd_papers, cmd_procedures,
    cmd_read, cmd_register, cmd_report, cmd_restore,
    cmd_scan, cmd_scanner, cmd_search, cmd_show, cmd_stack, cmd_status, cmd_user, cmd_verify, cmd_watch;

/* The options before the command's name; NULL where not given. */
struct cmd_globals {
    const char *config, *data;
};
extern struct cmd_globals cmd_globals;

/* "sohoa: text" on standard error; returns status. */
int cmd_fail(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Says that the call is wrong and how to get help; returns EXIT_USAGE. */
int cmd_usage(const struct command *command, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
