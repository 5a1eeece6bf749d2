/*
 * A row of an old list as the fields of a paper, and what is wrong with it. Pure.
 *
 * What is faulty is told by row and column with its reason. A faulty value stays as it is written; only a row without a
 * required value, or with one that cannot be right, is not taken.
 */
#ifndef SOHOA_LIST_JUDGE_H
#define SOHOA_LIST_JUDGE_H

#include "base/hash.h"
#include "list/mapping.h"
#include "model/paper.h"
#include "viet/date.h"

enum list_fault {
    LIST_EMPTY,
    LIST_BAD_DATE,
    LIST_FUTURE_DATE,
    LIST_BAD_NUMBER,
    LIST_UNKNOWN_CODE,
    LIST_TOO_LONG,
    LIST_FAULTS
};
const char *list_fault_name(enum list_fault fault); /* "empty", "bad_date", "future_date", "bad_number", … */

struct list_problem {
    size_t column; /* of the file, from 0 */
    enum list_fault fault;
    bool error;    /* the row is not taken */
    char message[240], message_en[240];
};

struct list_record {
    struct fields fields; /* those with a value, in the definition's order */
    char *scan;           /* file name; "" */
    char *identity;       /* by which the row is known again; "" when a part of it is empty */
    char hash[HASH_HEX_SIZE]; /* of type and fields: the same row gives the same */
    bool empty;           /* nothing stands in it */
    bool failed;          /* has a problem that is an error */
    struct {
        struct list_problem *items;
        size_t len, cap;
    } problems;
};
void list_record_free(struct list_record *record);

struct list_judge;

/* rows and mapping are borrowed. Looks at each column for the encoding of its text. today: dates behind it are faulty.
 */
int list_judge_new(const struct list_rows *rows, const struct list_mapping *mapping, struct viet_date today,
                   struct list_judge **ret_judge);
void list_judge_free(struct list_judge *judge); /* accepts NULL */

enum viet_legacy list_judge_encoding(const struct list_judge *judge, size_t column); /* of a column of the file */

/* A row behind the head, by index. SO_ENOMEM. */
int list_judge_row(const struct list_judge *judge, size_t row, struct list_record *ret_record);

#endif
