/*
 * What a clerk types into the search box.
 *
 *     nguyen van duc        papers with all of these words, with or without diacritics
 *     "nguyễn văn đức"      these words side by side
 *     thanh*                words that begin so
 *     -"bản sao"  -khai     without
 *     loai:giay_khai_sinh   the paper's type; nam:2018 its year; so:45/2018 its number; quyen:01 its book;
 *     ho_so:…               its dossier; trang_thai:thieu | nghi_ngo | xong | da_duyet its state;
 *     linh_vuc:ho_tich      its field of administration (store_sector_by_type)
 *     18/3/2021, 18-03-2021, 18 tháng 3 năm 2021      that day, however it is printed; tháng 3 năm 2021 a month
 *     nvd  N V Đ            the initials of a name
 *
 * Nothing that a person can type is an error: what makes no sense as an operator is taken as words.
 */
#ifndef SOHOA_STORE_QUERY_H
#define SOHOA_STORE_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"

#define STORE_QUERY_MAX 1024u /* bytes; what is longer is refused with SO_ELIMIT */
#define STORE_QUERY_TERMS 32  /* words and phrases; further ones are left out */

enum query_term_kind { QUERY_WORD, QUERY_PHRASE, QUERY_PREFIX, QUERY_FILTER, QUERY_DATE };

enum query_filter {
    QUERY_TYPE,    /* loai: */
    QUERY_YEAR,    /* nam: */
    QUERY_NUMBER,  /* so: */
    QUERY_BOOK,    /* quyen: */
    QUERY_DOSSIER, /* ho_so: */
    QUERY_STATE,   /* trang_thai: */
    QUERY_SECTOR,  /* linh_vuc: */
    QUERY_FILTERS
};

struct query_term {
    enum query_term_kind kind;
    enum query_filter filter; /* of QUERY_FILTER */
    bool without;             /* had a '-' before it */
    char *text;               /* as typed, without operators; not yet folded */
    char date[11];            /* of QUERY_DATE, and of a QUERY_WORD that is one: "2021-03-18", "2021-03"; else "" */
};

struct query {
    struct query_term *items;
    size_t len, cap;
};

/*
 * Parses; as_you_type makes an unfinished last word a QUERY_PREFIX (not when white space, a quote or '*' ends it).
 * SO_ELIMIT; SO_EFORMAT when text is not UTF-8.
 */
int query_parse(const char *text, bool as_you_type, struct query *ret_query, struct so_error *err);
void query_free(struct query *q);

/* "loai" of QUERY_TYPE and so on. */
const char *query_filter_name(enum query_filter f);

#endif
