/*
 * Made-up persons, places and offices, and dates as papers write them. Strings live in the pool that is passed in.
 *
 * The dates in words are written here on their own, without the room viet, so that each checks the other.
 */
#ifndef SPECIMEN_PEOPLE_H
#define SPECIMEN_PEOPLE_H

#include <glib.h>

#include "rng.h"

struct day {
    int year, month, day;
};

struct place {
    const char *village, *commune, *district, *province;
    bool reformed; /* from 1 July 2025: communes lie directly in a province or city */
};

struct person {
    const char *name; /* "Nguyễn Thị Lan" */
    bool female;
    struct day born;
    const char *id; /* 12 digits */
    const char *ethnic;
    struct place home;
};

/* printf into the pool. */
const char *say(GStringChunk *pool, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *say_upper(GStringChunk *pool, const char *text);
const char *say_capital(GStringChunk *pool, const char *text); /* first letter upper case */

struct day day_random(struct rng *r, int from_year, int to_year);
/* A day of office work up to October 2025: one in five after the reform of 1 July 2025. */
struct day day_event(struct rng *r, int from_year);
struct day day_add(struct day d, int days);
int day_compare(struct day a, struct day b);
const char *day_slashes(GStringChunk *pool, struct day d);              /* 05/02/2019 */
const char *day_long(GStringChunk *pool, struct day d);                 /* ngày 05 tháng 02 năm 2019 */
const char *day_words(GStringChunk *pool, struct rng *r, struct day d); /* Ngày mùng năm tháng hai năm … */

struct place place_random(GStringChunk *pool, struct rng *r, struct day when);
struct place place_of_office(GStringChunk *pool, struct rng *r, struct day when);
const char *place_full(GStringChunk *pool, const struct place *p);    /* Thôn …, xã …, huyện …, tỉnh … */
const char *place_commune(GStringChunk *pool, const struct place *p); /* xã …, huyện …, tỉnh … */
const char *place_committee(GStringChunk *pool, const struct place *p); /* Ủy ban nhân dân xã … */
const char *place_hospital(GStringChunk *pool, struct rng *r, const struct place *p);

struct person person_random(GStringChunk *pool, struct rng *r, bool female, struct day born, struct day when);
/* As person_random, with that family name. */
struct person person_of_family(GStringChunk *pool, struct rng *r, const char *relative, bool female, struct day born,
                               struct day when);

/* An identity paper that was valid on the day: "Căn cước công dân số …, … cấp ngày …". */
const char *person_paper(GStringChunk *pool, struct rng *r, const struct person *p, struct day when, bool with_issuer);

#endif
