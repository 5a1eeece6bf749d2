/*
 * Identity numbers. A personal number (số định danh, thẻ căn cước) has 12 digits: 3 province or country of the birth
 * registration, 1 sex and century, 2 year of birth, 6 random; it has no check digit (Nghị định 137/2015, điều 13). The
 * older CMND has 9. Whatever does not fit is a warning, never an error: sex and birth date may have been corrected
 * after the number was given.
 */
#ifndef SOHOA_VIET_ID_H
#define SOHOA_VIET_ID_H

#include <stdbool.h>
#include <stddef.h>

#include "viet/date.h"
#include "viet/name.h"

enum viet_id_kind { VIET_ID_CMND = 9, VIET_ID_PERSONAL = 12 };

/* Bits of a set of warnings. */
enum viet_id_warning {
    VIET_ID_PROVINCE_UNKNOWN = 1 << 0, /* no province of the list, nor a code for births abroad */
    VIET_ID_SEX_DIFFERS = 1 << 1,      /* the fourth digit says the other sex */
    VIET_ID_CENTURY_DIFFERS = 1 << 2,  /* the fourth digit says another century of birth */
    VIET_ID_YEAR_DIFFERS = 1 << 3,     /* the fifth and sixth digit say another year of birth */
    VIET_ID_REPEATED = 1 << 4          /* all digits are the same: a placeholder */
};

struct viet_id {
    enum viet_id_kind kind;
    char digits[13];   /* without spaces */
    int province;      /* personal number: 1..999; CMND: 0 */
    enum viet_sex sex; /* personal number; unknown for a CMND */
    int birth_year;    /* personal number: 1900..2399; CMND: 0 */
};

/* 12 or 9 digits, with spaces or full stops between them allowed. False for anything else. */
bool viet_id_parse(const char *s, size_t len, struct viet_id *ret);

/* Warnings of the number against what the paper says; unknown sex and year are not compared. */
unsigned viet_id_check(const struct viet_id *id, enum viet_sex sex, struct viet_date birth);

/* The province of a code of the 63-province list ("Hải Dương" for 30); NULL when it has none. */
const char *viet_id_province(int code);

/* The province that s most likely names, without "tỉnh" or "thành phố": at most a mark and a tone away; NULL for none. */
const char *viet_id_province_like(const char *s, size_t len);

/* The name since 1/7/2025 of the province that a code's one became part of (Nghị quyết 202/2025/QH15); NULL likewise. */
const char *viet_id_province_now(int code);

#endif
