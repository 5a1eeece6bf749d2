/*
 * The digitisation report: control figures beside those of the provincial system, by month and type of paper.
 *
 * As QĐ 766/QĐ-TTg counts: every share stands beside its numerator and denominator, and what is excluded from counting
 * (papers that may not be kept as images) is a number of its own. The caller fills the structs from the store; this
 * room knows no database.
 */
#ifndef SOHOA_EXPORT_REPORT_H
#define SOHOA_EXPORT_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "export/table.h"

/* Figures of one type of paper in one month. Strings are borrowed. */
struct report_row {
    const char *month;     /* "2025-09" */
    const char *type_name; /* for people: "Giấy khai sinh" */
    int64_t papers, pages;
    int64_t with_image;  /* kept with their images: these count */
    int64_t record_only; /* certified copies, shown cards: excluded from the share */
    int64_t confirmed;   /* by a clerk */
    int64_t findings_open, findings_solved, findings_dismissed;
    int64_t dossiers;
};

struct report {
    const char *office; /* name of the office; NULL or "" leaves it out */
    const char *period; /* as people read it: "tháng 9/2025" */
    const struct report_row *rows;
    size_t nrows;
};

enum report_language { REPORT_VI, REPORT_EN };

/* Rows as given, a total last. The share is confirmed papers of all papers. SO_ENOMEM, SO_ELIMIT. */
int report_to_table(const struct report *report, enum report_language language, struct table **ret_table);

#endif
