/* What the commands that read files by themselves, without the daemon, work with. */
#ifndef SOHOA_DAEMON_CMD_READER_H
#define SOHOA_DAEMON_CMD_READER_H

#include "daemon/reader.h"
#include "paper/paper.h"

/*
 * Loads the definitions of a folder (NULL: the installed ones) with the office's settings, and starts a reading worker
 * that gives a page up after page_seconds (0: as the daemon does unless told otherwise).
 * 0, or EXIT_FAILED after telling why; what was opened is given in either case: reader_close, paper_rules_free.
 */
int cmd_reader_open(const char *papers_folder, unsigned page_seconds, struct reader **ret_reader,
                    struct paper_rules **ret_rules);

#endif
