/* The daemon put together: every part made in the order of its needs, and taken apart in the reverse. */
#ifndef SOHOA_DAEMON_DAEMON_H
#define SOHOA_DAEMON_DAEMON_H

#include "conf/settings.h"
#include "daemon/places.h"

struct daemon;

/* settings and places must outlive the daemon. err names the file, folder or address that stands in the way. */
int daemon_open(const struct settings *settings, const struct places *places, struct daemon **ret_daemon,
                struct so_error *err);

/* Serves until SIGTERM or SIGINT. */
int daemon_run(struct daemon *d, struct so_error *err);
void daemon_close(struct daemon *d); /* accepts NULL */

#endif
