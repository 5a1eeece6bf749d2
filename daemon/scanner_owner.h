/*
 * Other programs that may hold a scanner: known by their processes, and by systemd's list of running units where other
 * users' processes are hidden from the daemon.
 */
#ifndef SOHOA_DAEMON_SCANNER_OWNER_H
#define SOHOA_DAEMON_SCANNER_OWNER_H

#include <stdbool.h>

struct scanner_owner {
    const char *name;    /* of the program; a constant */
    const char *command; /* that ends it for good; NULL: it is closed by hand */
};

/* root: "/" (tests pass another folder). busy: programs count that hold a scanner only while they use it. */
bool scanner_owner_find(const char *root, bool busy, struct scanner_owner *ret_owner);

#endif
