/* The parts of 'sohoa scanner'. */
#ifndef SOHOA_DAEMON_CMD_SCANNER_H
#define SOHOA_DAEMON_CMD_SCANNER_H

#include "daemon/scanner_enrol.h"

/* config: the folder of the installed settings, for where the global options name no file. */
int cmd_scanner_add(const struct scanner_asking *how, const char *config, const struct scanner_enrolment *wanted);

#endif
