/*
 * Years of birth written by hand. A 9 is read as 4 or 3, a 1 as 4, a 7 as 1; the models err differently. A year becomes
 * a value where they agree about its last digit and a parent's age leaves one decade; else it stays unreadable.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/sheet.h"

#define AGE_LEAST 14
#define AGE_MOST 60
#define FIT_GUESSED 0.44f /* below what the clerk is not asked about */

#define DIGIT(d) (1u << (d))

/* The digits that may have been written where d was read. */
static unsigned written(int d)
{
    switch (d) {
    case 1: case 7: return DIGIT(1) | DIGIT(7);
    case 3: return DIGIT(3) | DIGIT(8) | DIGIT(9);
    case 4: return DIGIT(1) | DIGIT(4) | DIGIT(9);
    default: return DIGIT(d);
    }
}

/* Digits that nothing else is read as. */
#define PLAIN (DIGIT(0) | DIGIT(2) | DIGIT(5) | DIGIT(6) | DIGIT(8))

struct year_votes {
    unsigned decade; /* digits that every opinion allows */
    unsigned last;
    int verbatim[10]; /* how many read this last digit */
    size_t opinions;
};

/* A year of four digits that may be one of 19.., or its last three where the first was lost. */
static void add_opinion(struct year_votes *v, const char *s, size_t len)
{
    int digits[4];
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] < '0' || s[i] > '9' || n == 4)
            return;
        digits[n++] = s[i] - '0';
    }
    if (n < 3 || (n == 4 && !(written(digits[0]) & DIGIT(1))) || !(written(digits[n - 3]) & DIGIT(9) || n == 3))
        return;
    v->decade &= written(digits[n - 2]);
    v->last &= written(digits[n - 1]);
    v->verbatim[digits[n - 1]]++;
    v->opinions++;
}

/* The one year that all opinions allow for a parent of a child born in `child`; 0 when there is none or several. */
static int agreed_year(const struct year_votes *v, int child)
{
    int last = -1, year = 0;
    for (int d = 0; d < 10; d++)
        if ((v->last & PLAIN & DIGIT(d)) && v->verbatim[d] >= 2)
            last = last < 0 ? d : 10;
    if (v->opinions < 2 || last < 0 || last > 9)
        return 0;
    for (int d = 0; d < 10; d++) {
        int y = 1900 + 10 * d + last;
        if (!(v->decade & DIGIT(d)) || child - y < AGE_LEAST || child - y > AGE_MOST)
            continue;
        if (year)
            return 0;
        year = y;
    }
    return year;
}

/* The child's year of birth, by the rule that compares ages; 0 when it is not known. */
static int child_year(const struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    for (size_t i = 0; i < d->rules.len; i++) {
        const struct slot *slot = &s->slots[d->rules.items[i].fields[1]];
        struct viet_date date;
        if (d->rules.items[i].check == CHECK_AGE_AT_LEAST && d->fields.items[d->rules.items[i].fields[0]].kind == KIND_YEAR &&
            slot->reading.value && reading_date(slot->reading.normal, &date))
            return date.year;
    }
    return 0;
}

static int mend_year(struct slot *slot, int child)
{
    struct year_votes votes = {.decade = ~0u, .last = ~0u};
    add_opinion(&votes, slot->raw, strlen(slot->raw));
    for (const char *p = slot->heard; p && *p;) {
        size_t len = strcspn(p, "\n");
        add_opinion(&votes, p, len);
        p += len + (p[len] == '\n');
    }
    int year = agreed_year(&votes, child);
    if (!year)
        return SO_OK;
    char text[16];
    snprintf(text, sizeof text, "%d", year);
    struct reading mended = {strdup(text), strdup(text), FIT_GUESSED, true};
    char *evidence = strdup("second look, age of the parent");
    if (!mended.value || !mended.normal || !evidence) {
        reading_clear(&mended);
        free(evidence);
        return SO_ENOMEM;
    }
    reading_clear(&slot->reading);
    slot->reading = mended;
    free(slot->evidence);
    slot->evidence = evidence;
    return SO_OK;
}

int sheet_years(struct sheet *s)
{
    int child = child_year(s), r = SO_OK;
    for (size_t i = 0; child && i < s->type->def->fields.len && r == SO_OK; i++)
        if (s->type->def->fields.items[i].kind == KIND_YEAR && s->slots[i].state == FIELD_UNREADABLE && s->slots[i].raw)
            r = mend_year(&s->slots[i], child);
    return r;
}
