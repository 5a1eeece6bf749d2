/* Inside the room: the grammar of dates and numbers in words, one word at a time. Used by words_read.c only. */
#ifndef SOHOA_VIET_WORDS_H
#define SOHOA_VIET_WORDS_H

#include "viet/date.h"
#include "viet/distance.h"

#define WORDS_MAX 40  /* words of a text that are looked at */
#define WAYS_MAX 96   /* ways through the grammar that are kept at once */
#define COST_SKIP 150 /* a word of the date that says nothing; dearer than any misreading that is taken */

enum role { UNIT, MOT, TU, LAM, TEN, TENS, HUNDRED, THOUSAND, LINH, NGAY, MUNG, RAM, THANG, NAM, MONTH_NAME, NUMBER };

struct word {
    const char *text;
    enum role role;
    int value;
};

/* How far a number has come. Months and days use the first four, years and plain numbers the rest. */
enum part {
    NOTHING,
    ONE,       /* one digit: a unit, or tens before mươi */
    TENS_OPEN, /* mười, hai mươi: a unit may follow */
    FULL,
    ZERO,       /* không before the unit of a day: không tám */
    TWO_DIGITS, /* years spelled by digit: một chín … */
    THREE_DIGITS,
    THOUSANDS,       /* hai nghìn */
    THOUSANDS_DIGIT, /* hai nghìn + digit, before trăm or mươi */
    HUNDREDS,        /* … chín trăm */
    HUNDREDS_DIGIT,  /* … chín trăm + digit, before mươi */
    LINH_OPEN        /* … linh, before a unit */
};

enum field { START, DAY, MONTH, YEAR, PLAIN, DONE };

struct way {
    uint8_t field, part;
    int16_t value; /* of the number at hand */
    int16_t day, month, year;
    uint32_t cost, outside; /* outside: the share of cost spent on words before and behind the date */
    uint8_t left_out;       /* words that could belong to a date but have no place in this one */
    int8_t choice[WORDS_MAX];
};

struct ways {
    struct way items[WAYS_MAX];
    size_t len;
};

/* Keeps the way unless one at the same place is as cheap; the dearest goes when there are too many. */
void words_keep(struct ways *ways, const struct way *way);

/* Adds to out all that may come of one way when the next word of the text stands for `word` at this cost. */
void words_follow(const struct way *from, const struct word *word, uint32_t cost, struct ways *out);

/* Turns the way into a finished one (DONE); false when its words so far are no whole date or number. */
bool words_finish(struct way *w);

#endif
