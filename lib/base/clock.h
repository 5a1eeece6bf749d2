/* Time: milliseconds since 1970 (UTC) for records, a monotonic clock for durations, civil time in the office's zone. */
#ifndef SOHOA_BASE_CLOCK_H
#define SOHOA_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

int64_t clock_now_ms(void);  /* wall clock, ms since 1970-01-01T00:00Z */
int64_t clock_mono_ms(void); /* monotonic, ms; only differences mean something */

struct civil_time {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
    int utc_offset_minutes;
};

/* Local civil time (the TZ of the process) of a wall-clock value. */
struct civil_time clock_civil(int64_t ms);

/* The wall-clock value of a minute (0..1439, or beyond) of a local civil day; day and month may run over. */
int64_t clock_from_civil(int year, int month, int day, int minute);

/* First millisecond of the local day that holds ms. */
int64_t clock_day_start(int64_t ms);

/*
 * What people and programs write: "2018-10-01", "2018-10-01T09:30", "2018-10-01 09:30:00", with "Z" or "+07:00" behind a
 * time; local civil time without. False when it is none or not in the calendar.
 */
bool clock_from_iso(const char *text, int64_t *ret_ms);

/* "2018-10-01T09:30:00+07:00" into out, which must hold CLOCK_ISO_SIZE bytes. */
#define CLOCK_ISO_SIZE 32
void clock_iso(int64_t ms, char out[CLOCK_ISO_SIZE]);

#endif
