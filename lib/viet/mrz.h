/*
 * The machine-readable zone of an identity paper: TD1, three lines of 30 on the back of a citizen card, and TD3, two
 * lines of 44 in a passport. Source: ICAO Doc 9303 part 3 (characters, check digits), part 4 (TD3), part 5 (TD1). On
 * Vietnamese cards line 1 is "IDVNM", the last nine digits of the personal number, their check digit, then the whole
 * personal number.
 *
 * Only a zone of which every check digit holds is taken; of a card whose second line is lost the first, which says the
 * number twice under two check digits. A misread character is put right where its place admits only
 * digits or only letters and the check digit then holds: the one proof that a card carries. A card says its number twice:
 * of two readings the one whose check digit holds is taken. The names, the sex and the
 * countries stand under no check digit: a name is something to compare with, never to take over, and sex and country
 * are given only where another character of the zone says the same.
 */
#ifndef SOHOA_VIET_MRZ_H
#define SOHOA_VIET_MRZ_H

#include "viet/date.h"
#include "viet/name.h"

#define VIET_MRZ_TEXT_MAX 512 /* bytes of what was read; longer text is no zone */

enum viet_mrz_kind { VIET_MRZ_TD1 = 1, VIET_MRZ_TD3 = 3 };

struct viet_mrz {
    enum viet_mrz_kind kind;
    char number[10];          /* document number: nine digits of a card, "C1234567" of a passport */
    char personal[13];        /* 12 digits (9 in an old passport); "" where the zone has none */
    char country[4];          /* "VNM"; "" where issuer and nationality differ */
    char name[48];            /* "NGUYEN VAN AN": without diacritics, family name first; not under a check digit */
    struct viet_date birth;   /* a year alone where month and day are blank; zero where the line is lost */
    struct viet_date expires; /* 31/12/2099 on a card without end; zero likewise */
    enum viet_sex sex;        /* unknown where the personal number says another */
    int repaired;             /* characters that were read as others */
};

/*
 * The lines of a zone, divided by line feeds; spaces are left out, « counts as two fillers. False when they are none or
 * when a check digit does not hold.
 */
bool viet_mrz_read(const char *s, size_t len, struct viet_mrz *ret);

/* Whether a line of text looks like one of a zone: long, no small letters to speak of, fillers in it. */
bool viet_mrz_is_line(const char *s, size_t len);

/* The check digit over digits, capital letters and fillers: weights 7, 3, 1 (part 3, 4.9). -1 for other characters. */
int viet_mrz_check_digit(const char *s, size_t len);

#endif
