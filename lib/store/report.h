/* Figures for `sohoa report`: control figures of digitisation, by month and paper type. */
#ifndef SOHOA_STORE_REPORT_H
#define SOHOA_STORE_REPORT_H

#include "store/store.h"

struct store_report_row {
    char month[8]; /* "2025-09", in the office's time zone, when the paper was taken in */
    char *type;
    int64_t papers, pages;
    int64_t with_image, record_only;
    int64_t confirmed;                                /* by a clerk */
    int64_t findings_open, findings_solved, findings_dismissed;
    int64_t papers_open;                              /* with an open error or warning */
    int64_t dossiers;                                 /* distinct dossier codes of these papers */
};

struct store_report {
    struct store_report_row *items; /* by month, then type */
    size_t len, cap;
};

/* Papers taken in within [from, until) that the view shows; until 0: now. */
int store_report_papers(struct store *s, int64_t from, int64_t until, enum store_view view,
                        struct store_report *ret_report, struct so_error *err);
void store_report_free(struct store_report *r);

struct store_totals {
    int64_t sources, pages, papers, dossiers, findings_open;
    int64_t pages_failed; /* failed and set aside */
    uint64_t object_bytes, database_bytes;
};
int store_count(struct store *s, enum store_view view, struct store_totals *ret_totals, struct so_error *err);

#endif
