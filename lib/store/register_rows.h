/* Private to the store: what the files of the certification registers share. */
#ifndef SOHOA_STORE_REGISTER_ROWS_H
#define SOHOA_STORE_REGISTER_ROWS_H

#include "store/internal.h"
#include "store/register.h"

/* SO_EPERM when the year is closed. Inside a transaction of the caller. */
int register_check_open(struct conn *c, const char *kind, int year, struct so_error *err);

/* A kind's key, as in the definitions: 1..STORE_KEY_MAX of a-z 0-9 _. */
int register_check_kind(const char *kind, struct so_error *err);

/* Whether a number stands in a row other than `except`. */
int register_number_stands(struct conn *c, const char *kind, int year, int number, int64_t except, bool *ret_stands,
                           struct so_error *err);

#endif
