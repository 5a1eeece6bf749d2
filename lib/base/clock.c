#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_mono_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t floor_seconds(int64_t ms)
{
    return ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
}

struct civil_time clock_civil(int64_t ms)
{
    time_t t = (time_t)floor_seconds(ms);
    struct tm tm = {0};
    localtime_r(&t, &tm);
    return (struct civil_time){
        .year = tm.tm_year + 1900,
        .month = tm.tm_mon + 1,
        .day = tm.tm_mday,
        .hour = tm.tm_hour,
        .minute = tm.tm_min,
        .second = tm.tm_sec,
        .utc_offset_minutes = (int)(tm.tm_gmtoff / 60),
    };
}

int64_t clock_from_civil(int year, int month, int day, int minute)
{
    struct tm tm = {
        .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_min = minute, .tm_isdst = -1};
    return (int64_t)mktime(&tm) * 1000;
}

int64_t clock_day_start(int64_t ms)
{
    time_t t = (time_t)floor_seconds(ms);
    struct tm tm = {0};
    localtime_r(&t, &tm);
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000;
}

void clock_iso(int64_t ms, char out[CLOCK_ISO_SIZE])
{
    struct civil_time c = clock_civil(ms);
    int off = c.utc_offset_minutes;
    snprintf(out, CLOCK_ISO_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year % 10000, c.month % 100,
             c.day % 100, c.hour % 100, c.minute % 100, c.second % 100, off < 0 ? '-' : '+', abs(off) / 60 % 100,
             abs(off) % 60);
}

/* Two digits below max + 1 at *io_text, after the letter sign (0: none). */
static bool take_two(const char **io_text, char sign, int max, int *ret)
{
    const char *s = *io_text;
    if (sign && *s++ != sign)
        return false;
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return false;
    *ret = (s[0] - '0') * 10 + (s[1] - '0');
    *io_text = s + 2;
    return *ret <= max;
}

/* "", "Z" or "+07:00"; *ret_local when there is none. */
static bool take_offset(const char *s, bool *ret_local, int *ret_minutes)
{
    int hours, minutes;
    char sign = *s;
    *ret_local = !sign;
    *ret_minutes = 0;
    if (!sign || (sign == 'Z' && !s[1]))
        return true;
    if ((sign != '+' && sign != '-') || !take_two(&s, sign, 14, &hours) || !take_two(&s, ':', 59, &minutes) || *s)
        return false;
    *ret_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return true;
}

bool clock_from_iso(const char *text, int64_t *ret_ms)
{
    int century, year, month, day, hour = 0, minute = 0, second = 0, offset;
    bool local;
    const char *s = text;
    if (!take_two(&s, 0, 99, &century) || !take_two(&s, 0, 99, &year) || !take_two(&s, '-', 12, &month) ||
        !take_two(&s, '-', 31, &day) || century < 18)
        return false;
    if (*s == 'T' || *s == ' ') {
        if (!take_two(&s, *s, 23, &hour) || !take_two(&s, ':', 59, &minute) ||
            (*s == ':' && !take_two(&s, ':', 59, &second)))
            return false;
    } else if (*s) {
        return false;
    }
    if (!take_offset(s, &local, &offset))
        return false;
    struct tm tm = {.tm_year = century * 100 + year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour,
                    .tm_min = minute, .tm_sec = second, .tm_isdst = -1};
    time_t t = local ? mktime(&tm) : timegm(&tm);
    if (tm.tm_mday != day || tm.tm_mon != month - 1)
        return false; /* no day of the calendar: it ran over */
    *ret_ms = ((int64_t)t - (local ? 0 : offset * 60)) * 1000;
    return true;
}
