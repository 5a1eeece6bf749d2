/*
 * Where the programs find their parts: beside themselves in a build folder, or in the folders of an installation.
 *
 *     workers     <program's folder>/, <prefix>/lib/sohoa/
 *     config      $SOHOA_CONFIG_DIR, <source>/config when run from a build folder, /etc/sohoa, <prefix>/share/sohoa/config
 *     web         <source>/daemon/web, <prefix>/share/sohoa/web
 *     tessdata    colon-separated: $SOHOA_TESSDATA, <prefix>/share/sohoa/tessdata, /usr/local/share/sohoa/tessdata,
 *                 Debian's folder
 */
#ifndef SOHOA_DAEMON_PLACES_H
#define SOHOA_DAEMON_PLACES_H

#include "base/result.h"

struct places {
    char *worker_read, *worker_scan, *worker_list; /* paths; exist or not, as the caller will find */
    char *config;                    /* folder */
    char *web;                       /* folder */
    char *tessdata;                  /* colon-separated folders */
};

int places_find(struct places *ret_places, struct so_error *err);
void places_free(struct places *places);

#endif
