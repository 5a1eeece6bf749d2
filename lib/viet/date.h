/*
 * Dates as Vietnamese papers write them: in digits, and in words behind "ghi bằng chữ". Partial dates are lawful (old
 * people and parents may have only a year), so month and day may be unknown.
 */
#ifndef SOHOA_VIET_DATE_H
#define SOHOA_VIET_DATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct viet_date {
    int year;  /* 0: unknown */
    int month; /* 0: unknown */
    int day;   /* 0: unknown; known only with its month, as the month only with its year */
};

#define VIET_YEAR_MIN 1800
#define VIET_YEAR_MAX 2199

/* A whole or partial date that the calendar has, within VIET_YEAR_MIN..MAX. All unknown is not valid. */
bool viet_date_is_valid(struct viet_date d);
bool viet_date_is_whole(struct viet_date d); /* year, month and day are known */
bool viet_date_equal(struct viet_date a, struct viet_date b);

/* Whether words that were cut off may be that date's: "năm hai nghìn" begins the years 2000 to 2099. */
bool viet_date_words_begin(struct viet_date words, struct viet_date whole);
int viet_days_in_month(int year, int month);

/*
 * <0, 0, >0 as a lies before, overlaps or lies after b: a partial date is the span it covers, so 1932 and 1932-05
 * compare as 0.
 */
int viet_date_compare(struct viet_date a, struct viet_date b);

/* Days since 1970-01-01 of a whole, valid date, and back; for differences. */
long viet_date_to_days(struct viet_date d);
struct viet_date viet_date_from_days(long days);

/* "2017-06-24", "2017-06", "2017"; "" when all is unknown. */
#define VIET_DATE_SIZE 16
void viet_date_iso(struct viet_date d, char out[VIET_DATE_SIZE]);

/* "24/06/2017", "06/2017", "2017" as Vietnamese papers print. */
void viet_date_slashes(struct viet_date d, char out[VIET_DATE_SIZE]);

/* "2017-06-24", "2017-06" or "2017", nothing else; the stored form. */
bool viet_date_from_iso(const char *s, size_t len, struct viet_date *ret);

/*
 * A date in digits that is the whole text but for outer white space and punctuation: "24/06/2017", "24-6-2017",
 * "24.06.2017", "24/6 /2017", "ngày 08 tháng 12 năm 2023", "tháng 5 năm 1932", "05/1932", "năm 1932", "1932", ISO.
 * False when it is none, or not in the calendar (31/82023, 30/02/2020).
 */
bool viet_date_parse(const char *s, size_t len, struct viet_date *ret);

/*
 * The first date in digits inside a longer text ("Thanh Xuân, ngày 08 tháng 12 năm 2023"). A bare year counts only
 * behind the word năm. Bytes [*ret_start, *ret_end) of s.
 */
bool viet_date_find(const char *s, size_t len, struct viet_date *ret, size_t *ret_start, size_t *ret_end);

/*
 * A date in words, in the variants that are written: "Ngày hai mươi tư tháng sáu năm hai nghìn không trăm mười bảy",
 * "Mùng chín tháng giêng năm một chín bảy ba", "năm hai ngàn lẻ tám", … Case, missing diacritics and misread letters
 * are tolerated; words that do not belong to a date are skipped at a cost. Partial dates give partial values.
 *
 * *ret_confidence (may be NULL) is 1 when every word stood as it should, less for each word that was matched only
 * nearly, left out, or may be lost at either end, and where another date lies near. Of dates with one letter in fifty
 * misread, about 1 in 300 read with 0.9 or more is wrong, 1 in 160 with 0.5 or more; below that none should be trusted.
 * Numbers in digits inside the words are accepted. False when no valid date stands there.
 */
bool viet_date_from_words(const char *s, size_t len, struct viet_date *ret, float *ret_confidence);

/*
 * As viet_date_from_words, and appends to text what the words should read: each word as the variant that stands there
 * (ngàn stays ngàn, mùng stays mùng), rightly spelled, in the case it was written in. Words before and behind the date
 * are left out.
 */
bool viet_date_repair_words(const char *s, size_t len, struct viet_date *ret, float *ret_confidence, struct buf *text);

/*
 * The canonical words, as in "Ngày hai mươi tư tháng sáu năm hai nghìn không trăm mười bảy", "Ngày mùng bốn tháng …";
 * partial dates begin with "Tháng" or "Năm". Appends; SO_EINVALID for an invalid date.
 */
int viet_date_to_words(struct viet_date d, struct buf *out);

/* A number 0..9999 in words ("hai nghìn không trăm linh tám"), as canonical papers write years. Appends. */
int viet_number_to_words(unsigned value, struct buf *out);

/* A number 0..9999 from words, all of the text, with the tolerance of viet_date_from_words. */
bool viet_number_from_words(const char *s, size_t len, unsigned *ret_value, float *ret_confidence);

#endif
