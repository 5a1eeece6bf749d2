/*
 * When a dossier is due. Working days are the office's (conf/office.h); what is due on a day is due when the desk
 * closes. Times are milliseconds since 1970, taken as civil time in the zone of the process, which is the office's.
 * Pure.
 *
 * Rules: the day of receipt is not counted (Bộ luật Dân sự 2015 điều 147); what comes on a day off came on the next
 * working day; what is to be done at once and comes after the cutoff of 15:00 is due on the next working day (NĐ
 * 23/2015 điều 7, NĐ 123/2015); a limit in calendar days that ends on a day off ends on the next working day (điều
 * 148).
 */
#ifndef SOHOA_DOSSIER_DEADLINE_H
#define SOHOA_DOSSIER_DEADLINE_H

#include <stdint.h>

#include "conf/office.h"
#include "conf/procedures.h"

/* 0 when the limit is not known. */
int64_t deadline_due(const struct office *office, const struct procedure_limit *limit, int64_t received);

/*
 * The clock stood still from one moment to another: PROCEDURE_PAUSE adds the working (or calendar) days between,
 * PROCEDURE_RESTART begins anew when it goes on. due 0 stays 0.
 */
int64_t deadline_after_stop(const struct office *office, const struct procedure_limit *limit, enum procedure_clock way,
                            int64_t due, int64_t stopped, int64_t resumed);

/* Prolonged by so many days. */
int64_t deadline_extended(const struct office *office, const struct procedure_limit *limit, int64_t due, int days);

/* The civil day of a moment. */
struct viet_date deadline_day(int64_t ms);

#endif
