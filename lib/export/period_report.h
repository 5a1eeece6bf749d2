/*
 * The report on the dossiers of a period: by field of work and by month, how many were on time, how much was digitised
 * – each share beside its numerator, its denominator and what is left out. Control figures beside the provincial
 * system's.
 */
#ifndef SOHOA_EXPORT_PERIOD_REPORT_H
#define SOHOA_EXPORT_PERIOD_REPORT_H

#include "conf/office.h"
#include "export/printed.h"
#include "model/figures.h"

struct period_row {
    const char *label; /* "Hộ tịch", "12/2022"; borrowed */
    struct figures figures;
};

/* A dossier behind the figures; borrowed. */
struct period_code {
    const char *code, *field; /* field: its label */
    uint32_t bits;
};

struct period_report {
    const struct office_name *office; /* at the end of the period; may be NULL */
    struct viet_date from, to;        /* first and last day */
    const struct period_row *fields, *months;
    size_t nfields, nmonths;
    struct figures total;
    const struct period_code *codes; /* for the list of codes; may be none */
    size_t ncodes;
    bool open_only; /* what not everybody may see is left out of all of these */
};

/* "Kết quả số hóa hồ sơ, giấy tờ, kết quả giải quyết TTHC: …", the line that offices had to leave blank. Appends. */
int period_report_line(const struct period_report *report, struct buf *out);

/* By field, by month, digitisation by field, and with codes the list of them. The first n of PERIOD_TABLES are given.
 */
#define PERIOD_TABLES 4
int period_report_tables(const struct period_report *report, struct table *ret_tables[PERIOD_TABLES], size_t *ret_n);

int period_report_text(const struct period_report *report, struct buf *out); /* for a terminal */
int period_report_csv(const struct period_report *report, struct buf *out);  /* one table: a row a field, all figures */
int period_report_xlsx(const struct period_report *report, struct buf *out); /* a sheet a table */

/* In the shape of an official report; number, day and names are left to who signs. */
int period_report_print(const struct period_report *report, struct printed **ret_printed);

#endif
