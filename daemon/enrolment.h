/* Scanners asked and added for the API, from HTTP threads. */
#ifndef SOHOA_DAEMON_ENROLMENT_H
#define SOHOA_DAEMON_ENROLMENT_H

#include "daemon/commands.h"

struct daemon;

/* A scanner of the settings is given away meanwhile, and taken back. ret_json is appended to. Codes as of commands.h. */
int enrolment_ask(struct daemon *d, const struct scanner_question *question, struct buf *ret_json, struct so_error *err);
int enrolment_add(struct daemon *d, const char *name, const char *label, const char *device, struct so_error *err);

#endif
