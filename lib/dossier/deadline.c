#include "dossier/deadline.h"

#include "base/clock.h"

struct viet_date deadline_day(int64_t ms)
{
    struct civil_time t = clock_civil(ms);
    return (struct viet_date){t.year, t.month, t.day};
}

static int64_t close_of(const struct office *office, struct viet_date day)
{
    return clock_from_civil(day.year, day.month, day.day, office->closes);
}

static struct viet_date next_working(const struct office *office, struct viet_date day)
{
    return office_add_working_days(office, viet_date_from_days(viet_date_to_days(day) + 1), 0);
}

static struct viet_date add_days(const struct office *office, const struct procedure_limit *limit, struct viet_date day,
                                 unsigned days)
{
    if (!limit->calendar)
        return office_add_working_days(office, day, days);
    return office_add_working_days(office, viet_date_from_days(viet_date_to_days(day) + (long)days), 0);
}

/* The working day as of which a dossier counts as received. */
static struct viet_date counts_from(const struct office *office, const struct procedure_limit *limit, int64_t received)
{
    struct civil_time t = clock_civil(received);
    struct viet_date day = {t.year, t.month, t.day};
    int minute = t.hour * 60 + t.minute;
    if (!office_is_working_day(office, day))
        return next_working(office, day);
    bool late = (limit->cutoff >= 0 && minute > limit->cutoff) || (limit->at_once && minute >= office->closes);
    return late ? next_working(office, day) : day;
}

int64_t deadline_due(const struct office *office, const struct procedure_limit *limit, int64_t received)
{
    if (!limit->known)
        return 0;
    struct viet_date day = counts_from(office, limit, received);
    return close_of(office, limit->at_once ? day : add_days(office, limit, day, (unsigned)limit->days));
}

int64_t deadline_after_stop(const struct office *office, const struct procedure_limit *limit, enum procedure_clock way,
                            int64_t due, int64_t stopped, int64_t resumed)
{
    if (!due || resumed <= stopped)
        return due;
    if (way == PROCEDURE_RESTART)
        return deadline_due(office, limit, resumed);
    struct viet_date from = deadline_day(stopped), until = deadline_day(resumed);
    long stood = limit->calendar ? viet_date_to_days(until) - viet_date_to_days(from)
                                 : (long)office_count_working_days(office, from, until);
    return close_of(office, add_days(office, limit, deadline_day(due), (unsigned)stood));
}

int64_t deadline_extended(const struct office *office, const struct procedure_limit *limit, int64_t due, int days)
{
    if (!due || days <= 0)
        return due;
    return close_of(office, add_days(office, limit, deadline_day(due), (unsigned)days));
}
