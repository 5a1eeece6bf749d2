/* A scanner that is connected goes into the settings' file, by what names it for ever. For command line and daemon. */
#ifndef SOHOA_DAEMON_SCANNER_ENROL_H
#define SOHOA_DAEMON_SCANNER_ENROL_H

#include "daemon/scanner_ask.h"

struct scanner_enrolment {
    const char *name, *label; /* label may be NULL */
    const char *device;       /* as listed, or an eSCL address; NULL: the only one that is connected */
};

/*
 * The file is replaced whole, everything else in it stays byte for byte (conf/settings_edit.h); the daemon reads it at its
 * next start. SO_ENOTFOUND: no such device; SO_EINVALID: several, or two that can't be told apart; SO_EPERM: the file may
 * not be written; others as of settings_add_scanner and scanner_ask_list.
 */
int scanner_enrol(const struct scanner_asking *how, const char *settings_file, const struct scanner_enrolment *wanted,
                  struct so_error *err);

#endif
