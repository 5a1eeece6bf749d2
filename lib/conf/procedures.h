/*
 * The procedures of the desk: config/procedures.yaml, which describes every key. Dated data: papers, time limits and
 * codes change with the law, and a dossier is judged by the law of the day on which it was received.
 *
 * Strings are owned by the struct, NFC, never NULL, "" where nothing is said.
 */
#ifndef SOHOA_CONF_PROCEDURES_H
#define SOHOA_CONF_PROCEDURES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"
#include "conf/schema.h"
#include "viet/date.h"

/* A key with its names: a field of work ("Hộ tịch"), or a question that the clerk answers with yes or no. */
struct procedure_term {
    char *key, *vi, *en;
    int assume; /* of a question: 1 yes, 0 no until it is answered; -1 unknown */
};

enum procedure_need {
    PROCEDURE_REQUIRED, /* handed in; where `when` is given, only then */
    PROCEDURE_OPTIONAL, /* may be handed in, is never missing */
    PROCEDURE_SHOWN,    /* shown only: no copy may be asked for, nothing of it is kept (TT 03/2025/TT-VPCP điều 5.2) */
    PROCEDURE_NEVER     /* may not be asked for: the office asks another office, or the paper was abolished */
};
const char *procedure_need_name(enum procedure_need need); /* "required", "optional", "shown", "never" */

/* Something about a dossier that is true, false or not known yet. */
enum procedure_test_kind {
    PROCEDURE_TEST_FACT,  /* the answer to the question `key` is yes */
    PROCEDURE_TEST_FIELD, /* a paper has a value in the field `key`; with words: one that holds any of them, folded */
    PROCEDURE_TEST_PAPER, /* a paper of the type `key` is there */
    PROCEDURE_TEST_ALL,
    PROCEDURE_TEST_ANY,
    PROCEDURE_TEST_NOT    /* of one part */
};
struct procedure_test {
    enum procedure_test_kind kind;
    char *key;
    struct conf_strings words;
    struct procedure_test *parts; /* of ALL, ANY, NOT */
    size_t nparts;
};

/* What is kept of a paper of a dossier; BY_TYPE: what the definition of the paper says. */
enum procedure_keep { PROCEDURE_KEEP_BY_TYPE, PROCEDURE_KEEP_IMAGE, PROCEDURE_KEEP_RECORD, PROCEDURE_KEEP_NOTHING };
const char *procedure_keep_name(enum procedure_keep keep); /* "by_type", "image", "record", "nothing" */

/* A line of the list of papers. */
struct procedure_item {
    char *key, *label_vi, *label_en;
    struct conf_strings types; /* types of papers, any one of which answers; empty: the clerk says which paper it is */
    enum procedure_need need;
    struct procedure_test *when; /* NULL: always */
    int count;                   /* so many of it; 1 */
    bool lookup;                 /* a database may hold its data: the office looks there before it asks for the paper */
    enum procedure_keep keep;
    bool certified; /* what is certified: its image stays when an electronic certified copy was asked for */
    char *reason;                /* the law, for people */
    struct viet_date from, to;   /* of `never` lines that hold for every procedure; else zero */
};

struct procedure_items {
    struct procedure_item *items;
    size_t len, cap;
};

struct procedure_limit {
    bool known;    /* false: no limit is said */
    bool at_once;  /* the same working day */
    int days;      /* working days; calendar days when `calendar` */
    bool calendar;
    int cutoff;    /* minute of the day: what comes later counts as of the next working day; -1: none */
    int extension; /* days by which it may be prolonged, with a reason; 0: may not */
    char *note;
};

#define PROCEDURE_FOREVER (-1)    /* kept permanently */
#define PROCEDURE_KEEP_UNSAID (-2)

struct procedure {
    char *key;  /* names it for ever: "khai_sinh" */
    char *code; /* "1.001193"; "" when it has none */
    char *name_vi, *name_en;
    size_t field; /* index into fields */
    struct viet_date from, to; /* whole; all zero: open at that side */
    struct procedure_items takes, gives;
    struct procedure_limit limit;
    int retention; /* years after the work ended; 0: only the register; PROCEDURE_FOREVER, PROCEDURE_KEEP_UNSAID */
    struct conf_strings unsure; /* what the office should check, for people */
};

/* How a stop of the clock moves a deadline. */
enum procedure_clock { PROCEDURE_PAUSE, PROCEDURE_RESTART };

struct procedures {
    struct {
        struct procedure_term *items;
        size_t len, cap;
    } fields, questions;
    /*
     * For every procedure, by type of paper and day: what may no longer be asked for, or (lookup) only after a look into
     * the database. Goes above the procedures' own lines.
     */
    struct procedure_items never;
    enum procedure_clock supplement, verifying;
    struct procedure *items; /* in the order of the file; versions of one key behind each other by date */
    size_t len, cap;
};

/* SO_ENOTFOUND, SO_EFORMAT, SO_ELIMIT, SO_ENOMEM; err names line and column. */
int procedures_load(const char *path, struct procedures **ret_procedures, struct so_error *err);
int procedures_parse(const void *data, size_t len, const char *name, struct procedures **ret_procedures,
                     struct so_error *err);
void procedures_free(struct procedures *p); /* accepts NULL */

/* By key or by code (with or without a suffix such as ".H36"), as in force on a whole day; borrowed or NULL. */
const struct procedure *procedures_find(const struct procedures *p, const char *name, struct viet_date day);
/* The newest version whatever the day; borrowed or NULL. */
const struct procedure *procedures_newest(const struct procedures *p, const char *name);
const struct procedure_term *procedures_field(const struct procedures *p, const struct procedure *procedure);
const struct procedure_term *procedures_question(const struct procedures *p, const char *key); /* or NULL */
const struct procedure_item *procedure_items_find(const struct procedure_items *items, const char *key); /* or NULL */

#endif
