/* What the two files of the certification registers' API share. */
#ifndef SOHOA_DAEMON_API_REGISTER_H
#define SOHOA_DAEMON_API_REGISTER_H

#include "conf/registers.h"
#include "daemon/api_private.h"
#include "store/register.h"

#define REGISTER_LIST_MAX 20000 /* rows of one answer: more than a year of a busy commune has */

/* The kind of the path's {kind}; answers 404 and returns NULL when there is none. */
const struct register_kind *api_register_kind(const struct api *api, struct http_request *req);

/* All rows of a year in the order of their numbers. */
int api_register_rows(const struct api *api, const struct register_kind *kind, int year, struct register_entries *ret,
                      struct so_error *err);

#endif
