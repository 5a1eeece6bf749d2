/*
 * The number of an official document with its notation, by their grammar. Private to the room.
 *
 *     12/QĐ-UBND   1234/STP-HCTP     number, kind of document, office; of a dispatch: office, drafting unit
 *     280/2025/NĐ-CP   60/2014/QH13  of laws and regulations with the year
 *     12-KL/TU   36-HD/VPTW          of the Party and the Youth Union
 *
 * Nghị định 30/2020/NĐ-CP phụ lục I mục II.3 and phụ lục III; Luật Ban hành văn bản quy phạm pháp luật; Hướng dẫn
 * 36-HD/VPTW (2018) of the Party's central office.
 */
#ifndef SOHOA_PAPER_NOTATION_H
#define SOHOA_PAPER_NOTATION_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/papers.h"

#define NOTATION_BYTES 64

struct notation {
    char number[24];              /* what was read before the first sign; "" where nothing stands there */
    char sign;                    /* '/' or '-' behind the number */
    char year[5];                 /* "" where the notation has none */
    char letters[NOTATION_BYTES]; /* "QĐ-UBND" */
};

/*
 * Takes what was read around a number apart; false where no notation is found in it. f: its field, whose values say
 * what kinds and offices are called in a notation ("THỦ TƯỚNG CHÍNH PHỦ = TTg").
 */
bool notation_parse(const struct paper_field_def *f, const char *read, struct notation *ret);

/* Capitals in parts, as a notation is written: "QĐ-UBND", "STP-HCTP", "KL/TU", "UBTVQH15". */
bool notation_is_sound(const char *letters);

/* Is it the notation of a document with this title of d? "" for a dispatch, which has none. */
bool notation_fits_title(const struct paper_def *d, const struct paper_field_def *f, const char *letters,
                         const char *title);

/* The title of d whose kind is called so in a notation; NULL when none is, or more than one. */
const char *notation_title(const struct paper_def *d, const struct paper_field_def *f, const char *letters);

/* Are the letters of some part, in their order, initials of the words of the office's name? */
bool notation_fits_office(const struct paper_field_def *f, const char *letters, const char *office);

/*
 * The notation that title and office together make, the one nearest to what was read; false where there is none. sign:
 * behind the number.
 */
bool notation_expected(const struct paper_field_def *f, const char *letters, char sign, const char *title,
                       const char *office, char ret[NOTATION_BYTES]);

#endif
