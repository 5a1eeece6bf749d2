/* A cover sheet as PDF, for the command line and the clerk's page: the code of lib/paper on the sheet of lib/export. */
#ifndef SOHOA_DAEMON_COVER_PRINT_H
#define SOHOA_DAEMON_COVER_PRINT_H

#include "base/buf.h"
#include "base/result.h"
#include "conf/procedures.h"
#include "paper/cover.h"

/*
 * Appends the PDF. The procedure may be named by its key or its code; procedures NULL: any name stands. office: the
 * letterhead, may be NULL. SO_EINVALID: a code that can't be printed; SO_ENOTFOUND: no such procedure.
 */
int cover_print(const struct cover *cover, const struct procedures *procedures, const char *office, struct buf *out,
                struct so_error *err);

#endif
