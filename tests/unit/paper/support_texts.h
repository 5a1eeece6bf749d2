/* Papers as text, in layouts of several generations. Persons and places of persons are made up. */
#ifndef TESTS_PAPER_SUPPORT_TEXTS_H
#define TESTS_PAPER_SUPPORT_TEXTS_H

extern const char *const text_birth_2020;    /* mother first, ID number, three-line head */
extern const char *const text_birth_2006;    /* father first, "Họ và tên", book number, no ID number */
extern const char *const text_birth_single;  /* two-line head, blank father, mother known by year */
extern const char *const text_marriage_two;  /* wife left, husband right */
extern const char *const text_marriage_one;  /* wife above husband */
extern const char *const text_declaration;
extern const char *const text_plan;          /* administrative document */
extern const char *const text_certified_birth; /* a birth certificate with the stamp of a certified copy */

#endif
