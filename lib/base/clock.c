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
