#include "model/dossier.h"

#include <stdio.h>
#include <string.h>

static int two_digits(const char *s)
{
    return (s[0] - '0') * 10 + (s[1] - '0');
}

static bool is_day(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && year % 4 == 0); /* 2000..2099: every fourth is a leap year */
}

static size_t run_of(const char *s, size_t len, const char *allowed)
{
    size_t n = 0;
    while (n < len && s[n] && strchr(allowed, s[n]))
        n++;
    return n;
}

#define DIGITS "0123456789"

bool dossier_code_parse(const char *text, size_t len, struct dossier_code *ret_code)
{
    struct dossier_code code = {0};
    size_t agency = run_of(text, len, "ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789");
    if (agency < DOSSIER_AGENCY_MIN || agency > DOSSIER_AGENCY_MAX || len < agency + 8 || text[agency] != '-')
        return false;
    const char *day = text + agency + 1;
    if (run_of(day, 6, DIGITS) != 6 || day[6] != '-')
        return false;
    const char *serial = day + 7;
    size_t digits = len - agency - 8;
    if (digits < 4 || digits > 8 || run_of(serial, digits, DIGITS) != digits)
        return false;
    memcpy(code.agency, text, agency);
    code.year = 2000 + two_digits(day);
    code.month = two_digits(day + 2);
    code.day = two_digits(day + 4);
    code.digits = (int)digits;
    for (size_t i = 0; i < digits; i++)
        code.serial = code.serial * 10 + (unsigned)(serial[i] - '0');
    if (!is_day(code.year, code.month, code.day))
        return false;
    *ret_code = code;
    return true;
}

bool dossier_code_is_valid(const char *text)
{
    struct dossier_code code;
    return dossier_code_parse(text, strlen(text), &code);
}

bool dossier_code_format(const struct dossier_code *code, char out[DOSSIER_CODE_MAX + 1])
{
    char text[96];
    struct dossier_code back;
    int n = snprintf(text, sizeof text, "%.20s-%02d%02d%02d-%0*u", code->agency, code->year % 100, code->month,
                     code->day, code->digits, code->serial);
    if (n < 0 || n > DOSSIER_CODE_MAX || !dossier_code_parse(text, (size_t)n, &back) || back.year != code->year)
        return false;
    memcpy(out, text, (size_t)n + 1);
    return true;
}

static const struct {
    const char *name, *vi, *en;
    unsigned next; /* bits of the states that may follow */
} states[] = {
#define BIT(state) (1u << DOSSIER_##state)
    [DOSSIER_NOTED] = {"noted", "Mới biết mã", "only its code is known", BIT(RECEIVED)},
    [DOSSIER_RECEIVED] = {"received", "Đang giải quyết", "being worked on",
                          BIT(SUPPLEMENT) | BIT(VERIFYING) | BIT(DONE) | BIT(REFUSED) | BIT(WITHDRAWN)},
    [DOSSIER_SUPPLEMENT] = {"supplement", "Chờ bổ sung hồ sơ", "waiting for the citizen",
                            BIT(RECEIVED) | BIT(REFUSED) | BIT(WITHDRAWN)},
    [DOSSIER_VERIFYING] = {"verifying", "Đang xác minh", "waiting for another office",
                           BIT(RECEIVED) | BIT(REFUSED) | BIT(WITHDRAWN)},
    [DOSSIER_DONE] = {"done", "Đã có kết quả, chờ trả", "the result waits", BIT(RETURNED) | BIT(RECEIVED)},
    [DOSSIER_RETURNED] = {"returned", "Đã trả kết quả", "result handed over", 0},
    [DOSSIER_REFUSED] = {"refused", "Từ chối giải quyết", "refused", 0},
    [DOSSIER_WITHDRAWN] = {"withdrawn", "Công dân rút hồ sơ", "withdrawn", 0},
#undef BIT
};

const char *dossier_state_name(enum dossier_state state)
{
    return states[state].name;
}

const char *dossier_state_label(enum dossier_state state, const char *lang)
{
    return strcmp(lang, "en") ? states[state].vi : states[state].en;
}

bool dossier_state_from_name(const char *name, enum dossier_state *ret_state)
{
    for (int i = 0; i < DOSSIER_STATES; i++)
        if (!strcmp(states[i].name, name)) {
            *ret_state = (enum dossier_state)i;
            return true;
        }
    return false;
}

bool dossier_state_may_follow(enum dossier_state from, enum dossier_state to)
{
    return (states[from].next >> to) & 1;
}

bool dossier_state_is_over(enum dossier_state state)
{
    return state >= DOSSIER_RETURNED;
}

bool dossier_state_is_waiting(enum dossier_state state)
{
    return state == DOSSIER_SUPPLEMENT || state == DOSSIER_VERIFYING;
}

bool dossier_state_is_resolved(enum dossier_state state)
{
    return state == DOSSIER_DONE || state == DOSSIER_RETURNED || state == DOSSIER_REFUSED;
}

static bool find_name(const char *const *names, int n, const char *name, int *ret)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(names[i], name)) {
            *ret = i;
            return true;
        }
    return false;
}

static const char *const role_names[] = {"input", "output"};
static const char *const channel_names[] = {"counter", "online", "post"};

const char *dossier_role_name(enum dossier_role role)
{
    return role_names[role];
}

bool dossier_role_from_name(const char *name, enum dossier_role *ret_role)
{
    int i;
    bool found = find_name(role_names, DOSSIER_ROLES, name, &i);
    if (found)
        *ret_role = (enum dossier_role)i;
    return found;
}

const char *dossier_channel_name(enum dossier_channel channel)
{
    return channel_names[channel];
}

bool dossier_channel_from_name(const char *name, enum dossier_channel *ret_channel)
{
    int i;
    bool found = find_name(channel_names, DOSSIER_CHANNELS, name, &i);
    if (found)
        *ret_channel = (enum dossier_channel)i;
    return found;
}
