/*
 * A certification register as a book: the rows of a month or a year in the columns of their day, to be printed, bound
 * and stamped (Nghị định 23/2015 điều 13: printed and bound monthly where software keeps it; closed with totals on 31
 * December), or as a spreadsheet.
 */
#ifndef SOHOA_DAEMON_REGISTER_BOOK_H
#define SOHOA_DAEMON_REGISTER_BOOK_H

#include "conf/office.h"
#include "conf/registers.h"
#include "export/printed.h"
#include "store/register.h"

struct register_book {
    const struct register_kind *kind;
    const struct office *office; /* for the letterhead; may be NULL */
    const struct register_entries *entries; /* of one year, in the order of their numbers */
    int year, month; /* month 0: the whole year */
    int64_t closed;  /* when the year was closed; 0: it is open */
};

/* All rows in the columns in force at the end of the period. */
int register_book_table(const struct register_book *book, struct table **ret_table, struct so_error *err);

/* The printed book: where the columns changed within the period, a table for each form. */
int register_book_print(const struct register_book *book, struct printed **ret_printed, struct so_error *err);

#endif
