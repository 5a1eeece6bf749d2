/* The parts of 'sohoa scanner'. */
#ifndef SOHOA_DAEMON_CMD_SCANNER_H
#define SOHOA_DAEMON_CMD_SCANNER_H

#include <jansson.h>

#include "daemon/cmd.h"

/* What is connected, as worker_scan lists it: the caller's. EXIT_DONE, or the status after a complaint. */
int cmd_scanner_list(json_t **ret_list);

/* Puts a scanner into the settings: device NULL: the only one that is connected; label may be NULL. */
int cmd_scanner_add(const char *name, const char *device, const char *label);

#endif
