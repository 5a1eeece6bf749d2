/*
 * Persons: names, sex, ethnic group, nationality. Every judgement here is a degree of suspicion or a suggestion, never
 * a reason to refuse: foreign and minority names are lawful.
 */
#ifndef SOHOA_VIET_NAME_H
#define SOHOA_VIET_NAME_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How common a family name is, in per cent of the people; 0 when it is not in the list. The word is compared by key
 * (viet/fold.h), so case and tone placement do not matter but diacritics do. Source: common Vietnamese family names,
 * weighted for the Red River delta.
 */
float viet_surname_weight(const char *word, size_t len);

/*
 * The nearest known family name to a misread word ("NGUYÊN" → "Nguyễn"); NULL when none lies near or two lie equally
 * near. Static, title case. *ret_similarity (may be NULL) 0..1.
 */
const char *viet_surname_nearest(const char *word, size_t len, float *ret_similarity);

/* The most common family name of these letters, whatever their tones and marks ("Do" → "Đỗ"); NULL: none. Static. */
const char *viet_surname_unmarked(const char *word, size_t len);

/*
 * How usual a word is between or behind the family name: 1 when many are called so, 0 when nobody in the list is but
 * somebody by other tones and marks ("Vẫn" beside "Văn", "Khác" beside "Khắc"), else between them.
 */
float viet_given_weight(const char *word, size_t len);

/*
 * How much a text looks like a Vietnamese person's name, 0..1: two to five words (a few more cost little), letters
 * only, each a grammatical syllable, a known family name first, case of one kind. About 0.9 and above for an ordinary
 * name, 0.6 and below for a label, an address or noise.
 */
float viet_name_score(const char *s, size_t len);

enum viet_sex { VIET_SEX_UNKNOWN, VIET_MALE, VIET_FEMALE };

const char *viet_sex_name(enum viet_sex sex); /* "Nam", "Nữ", "" */

/* "Nam", "Nữ", "NU", "nam giới", "nữ giới", also slightly misread ("Nư", "Narn"). Unknown when it is neither. */
enum viet_sex viet_sex_parse(const char *s, size_t len);

/* The 54 ethnic groups, in the order of the official list. */
#define VIET_ETHNIC_COUNT 54
const char *viet_ethnic_name(int index); /* "Kinh", …; static; NULL outside 0..VIET_ETHNIC_COUNT-1 */

/*
 * Which group a text names, by name or alias, folded and without spaces, hyphens and apostrophes, then by nearness.
 * Returns its index or -1. *ret_similarity (may be NULL): 1 when it stands exactly so (or as an alias), less when near.
 */
int viet_ethnic_find(const char *s, size_t len, float *ret_similarity);

/* The same for nationalities: "Việt Nam" is index 0; the others are those that border communes meet most. */
int viet_nationality_find(const char *s, size_t len, float *ret_similarity);
const char *viet_nationality_name(int index); /* static; NULL outside the list */

#endif
