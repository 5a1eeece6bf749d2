#include "viet/date.h"

#include <stdio.h>
#include <string.h>

#include "base/result.h"
#include "viet/fold.h"
#include "viet/text.h"

int viet_days_in_month(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool viet_date_is_valid(struct viet_date d)
{
    if (d.year < VIET_YEAR_MIN || d.year > VIET_YEAR_MAX)
        return false;
    if (d.month == 0)
        return d.day == 0;
    return d.month >= 1 && d.month <= 12 && d.day >= 0 && d.day <= viet_days_in_month(d.year, d.month);
}

bool viet_date_is_whole(struct viet_date d)
{
    return d.year && d.month && d.day;
}

bool viet_date_words_begin(struct viet_date words, struct viet_date whole)
{
    return words.day == whole.day && words.month == whole.month && words.year % 100 == 0 &&
           words.year / 100 == whole.year / 100;
}

bool viet_date_equal(struct viet_date a, struct viet_date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

int viet_date_compare(struct viet_date a, struct viet_date b)
{
    if (a.year != b.year || !a.month || !b.month)
        return a.year - b.year;
    if (a.month != b.month || !a.day || !b.day)
        return a.month - b.month;
    return a.day - b.day;
}

/* Days from civil, with the year beginning in March so that the leap day comes last. */
long viet_date_to_days(struct viet_date d)
{
    long y = d.month <= 2 ? d.year - 1 : d.year;
    long era = (y >= 0 ? y : y - 399) / 400;
    long year_of_era = y - era * 400;
    long day_of_year = (153L * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct viet_date viet_date_from_days(long days)
{
    days += 719468;
    long era = (days >= 0 ? days : days - 146096) / 146097;
    long day_of_era = days - era * 146097;
    long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long shifted = (5 * day_of_year + 2) / 153;
    struct viet_date d;
    d.day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    d.month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    d.year = (int)(year_of_era + era * 400 + (d.month <= 2));
    return d;
}

void viet_date_iso(struct viet_date d, char out[VIET_DATE_SIZE])
{
    unsigned year = (unsigned)d.year % 10000, month = (unsigned)d.month % 100, day = (unsigned)d.day % 100;
    if (!d.year)
        out[0] = '\0';
    else if (!d.month)
        snprintf(out, VIET_DATE_SIZE, "%04u", year);
    else if (!d.day)
        snprintf(out, VIET_DATE_SIZE, "%04u-%02u", year, month);
    else
        snprintf(out, VIET_DATE_SIZE, "%04u-%02u-%02u", year, month, day);
}

void viet_date_slashes(struct viet_date d, char out[VIET_DATE_SIZE])
{
    unsigned year = (unsigned)d.year % 10000, month = (unsigned)d.month % 100, day = (unsigned)d.day % 100;
    if (!d.year)
        out[0] = '\0';
    else if (!d.month)
        snprintf(out, VIET_DATE_SIZE, "%04u", year);
    else if (!d.day)
        snprintf(out, VIET_DATE_SIZE, "%02u/%04u", month, year);
    else
        snprintf(out, VIET_DATE_SIZE, "%02u/%02u/%04u", day, month, year);
}

/* Exactly `digits` digits at s as a number, or -1. */
static int fixed_number(const char *s, size_t digits)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (!viet_is_digit((unsigned char)s[i]))
            return -1;
        value = value * 10 + s[i] - '0';
    }
    return value;
}

bool viet_date_from_iso(const char *s, size_t len, struct viet_date *ret)
{
    if ((len != 4 && len != 7 && len != 10) || (len > 4 && s[4] != '-') || (len > 7 && s[7] != '-'))
        return false;
    struct viet_date d = {fixed_number(s, 4), len > 4 ? fixed_number(s + 5, 2) : 0,
                          len > 7 ? fixed_number(s + 8, 2) : 0};
    if (!viet_date_is_valid(d) || (len > 4 && !d.month) || (len > 7 && !d.day))
        return false;
    *ret = d;
    return true;
}

/* A walk over the text: words in letters (folded), numbers, and the sign before each. */
struct cursor {
    const char *s;
    size_t len, at;
};

static void skip_spaces(struct cursor *c)
{
    while (c->at < c->len) {
        size_t next = c->at;
        if (!viet_is_space(viet_next(c->s, c->len, &next)))
            return;
        c->at = next;
    }
}

/* What stands between the words of a date, printed or a speck: "tháng 4, năm .1984". */
static void skip_signs(struct cursor *c)
{
    skip_spaces(c);
    while (c->at < c->len && strchr(",;:.", c->s[c->at]) && c->s[c->at])
        c->at++;
    skip_spaces(c);
}

/* A run of at most max digits that no further digit follows. */
static bool take_number(struct cursor *c, size_t max, int *ret_value, size_t *ret_digits)
{
    struct cursor n = *c;
    skip_spaces(&n);
    size_t from = n.at;
    while (n.at < n.len && viet_is_digit((unsigned char)n.s[n.at]))
        n.at++;
    size_t digits = n.at - from;
    if (!digits || digits > max)
        return false;
    *ret_value = fixed_number(n.s + from, digits);
    *ret_digits = digits;
    *c = n;
    return true;
}

static bool take_separator(struct cursor *c, char *io_sign)
{
    struct cursor n = *c;
    skip_spaces(&n);
    if (n.at == n.len || !strchr("/-.", n.s[n.at]) || !n.s[n.at] || (*io_sign && *io_sign != n.s[n.at]))
        return false;
    *io_sign = n.s[n.at++];
    *c = n;
    return true;
}

/* The next word when its folded form is the one wanted. */
static bool take_word(struct cursor *c, const char *folded)
{
    struct cursor n = *c;
    skip_signs(&n);
    size_t start, end;
    char word[16];
    size_t from = n.at;
    if (!viet_next_word(n.s, n.len, &n.at, &start, &end) || start != from)
        return false;
    size_t size = viet_fold_token(n.s + start, end - start, word, sizeof word);
    if (size != strlen(folded) || memcmp(word, folded, size))
        return false;
    *c = n;
    return true;
}

/* "24/06/2017", "05/1932", "2017-06-24" from the cursor on. */
static bool take_digits_form(struct cursor *c, struct viet_date *ret)
{
    struct cursor n = *c;
    int part[3];
    size_t digits[3], count = 0;
    char sign = '\0';
    while (count < 3 && take_number(&n, 4, &part[count], &digits[count])) {
        count++;
        struct cursor ahead = n;
        int value;
        size_t more;
        if (count == 3 || !take_separator(&ahead, &sign) || !take_number(&ahead, 4, &value, &more))
            break;
        take_separator(&n, &sign);
    }
    struct viet_date d;
    if (count == 3 && digits[2] == 4 && digits[0] <= 2 && digits[1] <= 2)
        d = (struct viet_date){part[2], part[1], part[0]};
    else if (count == 3 && sign == '-' && digits[0] == 4 && digits[1] == 2 && digits[2] == 2)
        d = (struct viet_date){part[0], part[1], part[2]};
    else if (count == 2 && digits[0] <= 2 && digits[1] == 4)
        d = (struct viet_date){part[1], part[0], 0};
    else
        return false;
    if (!viet_date_is_valid(d) || !d.month || (count == 3 && !d.day))
        return false;
    *c = n;
    *ret = d;
    return true;
}

/* "ngày 08 tháng 12 năm 2023", "08 tháng 12 năm 2023", "tháng 5 năm 1932", "năm 1932" from the cursor on. */
static bool take_words_form(struct cursor *c, struct viet_date *ret)
{
    struct cursor n = *c;
    struct viet_date d = {0};
    size_t digits;
    bool named = take_word(&n, "ngay");
    if (named)
        skip_signs(&n);
    bool day = take_number(&n, 2, &d.day, &digits);
    if (named && !day)
        return false;
    bool month = take_word(&n, "thang");
    if (month)
        skip_signs(&n);
    if ((day && !month) || (month && !take_number(&n, 2, &d.month, &digits)))
        return false;
    if (!take_word(&n, "nam"))
        return false;
    skip_signs(&n);
    if (!take_number(&n, 4, &d.year, &digits) || digits != 4)
        return false;
    if (!viet_date_is_valid(d) || (day && !d.day) || (month && !d.month))
        return false;
    *c = n;
    *ret = d;
    return true;
}

/* "ngày 24/06/2017" is as common as both forms alone. */
static bool take_date(struct cursor *c, struct viet_date *ret)
{
    if (take_words_form(c, ret))
        return true;
    struct cursor n = *c;
    if (!take_word(&n, "ngay") && !take_word(&n, "thang"))
        n = *c;
    if (!take_digits_form(&n, ret))
        return false;
    *c = n;
    return true;
}

static bool is_outer_sign(int32_t cp)
{
    return viet_is_space(cp) || (cp < 0x80 && cp > 0 && strchr(".,;:()[]\"'*_-/|", (int)cp)) || cp == 0x2026 ||
           cp == 0x2013 || cp == 0x2014 || cp == 0x201C || cp == 0x201D;
}

static void skip_outer(struct cursor *c)
{
    while (c->at < c->len) {
        size_t next = c->at;
        if (!is_outer_sign(viet_next(c->s, c->len, &next)))
            return;
        c->at = next;
    }
}

bool viet_date_parse(const char *s, size_t len, struct viet_date *ret)
{
    struct cursor c = {s, len, 0};
    struct viet_date d = {0};
    size_t digits;
    skip_outer(&c);
    if (!take_date(&c, &d)) {
        if (!take_number(&c, 4, &d.year, &digits) || digits != 4 || !viet_date_is_valid(d))
            return false;
    }
    skip_outer(&c);
    if (c.at != c.len)
        return false;
    *ret = d;
    return true;
}

/* True where digits or signs go on over the edge of a date: then it is part of a longer number ("12/2017/TLKS-BS"). */
static bool goes_on(const char *s, size_t len, size_t start, size_t end)
{
    if (start >= 2 && strchr("/-.", s[start - 1]) && s[start - 1] && viet_is_digit((unsigned char)s[start - 2]))
        return true;
    if (end + 1 >= len || !strchr("/-", s[end]) || !s[end])
        return false;
    size_t at = end + 1;
    int32_t cp = viet_next(s, len, &at);
    return viet_is_digit(cp) || viet_is_letter(cp);
}

bool viet_date_find(const char *s, size_t len, struct viet_date *ret, size_t *ret_start, size_t *ret_end)
{
    size_t at = 0, start, end;
    while (viet_next_word(s, len, &at, &start, &end)) {
        struct cursor c = {s, len, start};
        struct viet_date d;
        if (!take_date(&c, &d) || goes_on(s, len, start, c.at))
            continue;
        *ret = d;
        *ret_start = start;
        *ret_end = c.at;
        return true;
    }
    return false;
}
