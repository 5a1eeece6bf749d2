/*
 * The digitisation report: control figures beside those of the provincial system, by type of paper and by month.
 *
 * Counted as QĐ 766/QĐ-TTg asks: every share stands with its numerator and denominator, and what is excluded from
 * counting is shown as a number of its own. The store fills the structs, this room knows no database.
 */
#ifndef SOHOA_EXPORT_REPORT_H
#define SOHOA_EXPORT_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "export/table.h"

/* Figures of one type of paper in one month. */
struct report_row {
    int year, month;       /* month 1..12; 0: the whole period */
    char *type;            /* key, "giay_khai_sinh" */
    char *type_name;       /* for people, "Giấy khai sinh" */
    int64_t papers;        /* received */
    int64_t pages;         /* images kept or seen */
    int64_t read;          /* papers whose fields were read */
    int64_t confirmed;     /* papers that a clerk confirmed */
    int64_t excluded;      /* papers that may not be kept as images and do not count (certified copies, shown cards) */
    int64_t findings_open;
    int64_t findings_solved;
};

struct report {
    char *office;
    char *from, *to; /* ISO 8601 days, both included */
    struct { struct report_row *items; size_t len, cap; } rows; /* in any order */
};

void report_free(struct report *report); /* frees what it owns, not the struct; accepts zeroed */

enum report_language { REPORT_VI, REPORT_EN };

/* By month then type, with a total last. The shares are of papers that count (papers − excluded). SO_ENOMEM. */
int report_to_table(const struct report *report, enum report_language language, struct table **ret_table);

#endif
