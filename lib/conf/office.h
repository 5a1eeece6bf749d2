/*
 * The office: config/office.yaml, which describes every key. Names are dated data: communes are merged and renamed, and
 * papers keep the name of their day (the founding office was xã Thanh Xuân, tỉnh Hải Dương until 30/6/2025 and is part
 * of xã Hà Nam, thành phố Hải Phòng since).
 *
 * Strings are owned by the struct, NFC, never NULL, "" where nothing is said.
 */
#ifndef SOHOA_CONF_OFFICE_H
#define SOHOA_CONF_OFFICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/result.h"
#include "conf/schema.h"
#include "viet/date.h"

/* What the office was called from one day to another. */
struct office_name {
    struct viet_date from, to;   /* whole; all zero: open at that side */
    char *name;                  /* "Ủy ban nhân dân xã Hà Nam" */
    char *unit;                  /* "xã Hà Nam" */
    char *district;              /* "huyện Thanh Hà"; "" since districts are abolished */
    char *province;              /* "thành phố Hải Phòng" */
    char *unit_code;             /* code of the commune, "10843" */
    char *agency_code;           /* in dossier codes, "H24.…" or "000.00.19.H23" */
    struct conf_strings headers; /* how the letterhead may read, beside name and unit; upper case as printed */
};

struct office_place {
    char *name;                  /* "Vĩnh Ninh" */
    char *kind;                  /* "thôn", "xã", "huyện", "tỉnh", …; "" when not said */
    struct conf_strings aliases; /* other spellings and former names */
};

struct office {
    struct office_name *names; /* by date, never overlapping; at least one */
    size_t nnames;
    struct office_place *places;
    size_t nplaces;
    struct viet_date *holidays; /* days off that are no Saturday or Sunday, by date */
    size_t nholidays;
    struct viet_date *workdays; /* Saturdays and Sundays that are worked instead, by date */
    size_t nworkdays;
    int closes; /* minute of the day at which the desk closes: what is due on a day is due by then */
};

#define OFFICE_CLOSES (17 * 60)

int office_load(const char *path, struct office **ret_office, struct so_error *err); /* SO_ENOTFOUND, SO_EFORMAT */
int office_parse(const void *data, size_t len, const char *name, struct office **ret_office, struct so_error *err);
void office_free(struct office *o);

/* The name in force on a whole day, borrowed; NULL when no name covers it. */
const struct office_name *office_name_on(const struct office *o, struct viet_date day);

/* What begins the dossier codes of the office's own counter: the agency code, else the unit code; "" when neither is known. */
const char *office_code_prefix(const struct office_name *n);

/* The letterhead of the day in one line: "Ủy ban nhân dân xã Hà Nam, thành phố Hải Phòng". Appends. SO_ENOMEM. */
int office_put_full_name(const struct office_name *n, struct buf *out);

/* Working days, for deadlines: not Saturday, Sunday or a holiday, unless listed as worked. */
bool office_is_working_day(const struct office *o, struct viet_date day);

/* The day that lies `days` working days (at most OFFICE_DAYS_AHEAD_MAX) after a day; 0: itself, or the next working one. */
#define OFFICE_DAYS_AHEAD_MAX 10000u
struct viet_date office_add_working_days(const struct office *o, struct viet_date day, unsigned days);

/* Working days in (from, to]: how far a deadline moves when the clock stood still from one day to another. */
unsigned office_count_working_days(const struct office *o, struct viet_date from, struct viet_date to);

#endif
