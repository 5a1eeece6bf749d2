/*
 * What a dossier still lacks: the papers in it held against the lines of its procedure. Pure.
 *
 * Nothing is missing before it is known to be needed, and nothing is asked for that the law says may not be: a line
 * that a rule of `never` touches, one that is only to be shown, and one whose data the office must look up first say
 * why.
 */
#ifndef SOHOA_DOSSIER_CHECKLIST_H
#define SOHOA_DOSSIER_CHECKLIST_H

#include <stdint.h>

#include "conf/procedures.h"
#include "model/dossier.h"

/* A paper of the dossier. Borrowed. */
struct checklist_value {
    const char *key, *value;
};
struct checklist_paper {
    int64_t id;
    const char *type;
    enum dossier_role role;
    const char *item; /* the line that the clerk put it on; "" leaves it to its type */
    const struct checklist_value *values;
    size_t nvalues;
    int64_t on; /* the paper that this certification stands on; 0: it is none */
};

/*
 * What the clerk said. "fact:KEY" answers a question with "yes" or "no"; "item:KEY" says of a line "seen" (it was
 * shown), "data" (found in a database), "no_data" (looked for and not found) or "not_applicable".
 */
struct checklist_mark {
    const char *key, *value, *reason;
};
#define CHECKLIST_SEEN "seen"
#define CHECKLIST_DATA "data"
#define CHECKLIST_NO_DATA "no_data"
#define CHECKLIST_NOT_APPLICABLE "not_applicable"

struct checklist_input {
    const struct procedures *procedures;
    const struct procedure *procedure;
    struct viet_date day; /* of receipt */
    const struct checklist_paper *papers;
    size_t npapers;
    const struct checklist_mark *marks;
    size_t nmarks;
};

/* Whether a mark may be set: the question or line exists and knows the value. SO_ENOTFOUND, SO_EINVALID. */
int checklist_check_mark(const struct procedures *procedures, const struct procedure *procedure, const char *key,
                         const char *value, struct so_error *err);

enum checklist_state {
    CHECKLIST_OK,        /* the papers are there */
    CHECKLIST_MISSING,   /* to be asked for */
    CHECKLIST_TO_SEE,    /* to be shown by the citizen, not handed in */
    CHECKLIST_WAS_SEEN,
    CHECKLIST_LOOK_UP,   /* the office looks into the database first */
    CHECKLIST_BY_DATA,   /* found in the database */
    CHECKLIST_QUESTION,  /* whether it is needed depends on something that nobody has said yet */
    CHECKLIST_NOT_NEEDED,/* its condition does not hold */
    CHECKLIST_WAIVED,    /* not applicable, says the clerk */
    CHECKLIST_NEVER,     /* may not be asked for */
    CHECKLIST_FREE,      /* optional, and not there */
    CHECKLIST_EXPECTED   /* of the result: not made yet */
};
const char *checklist_state_name(enum checklist_state state); /* "ok", "missing", "to_see", … */

struct checklist_line {
    const struct procedure_item *item;
    enum dossier_role role;
    enum checklist_state state;
    const char *reason;                    /* the law or the clerk's reason; "" */
    const struct procedure_term *question; /* of QUESTION, when a question would settle it; else NULL */
    struct {
        int64_t *items;
        size_t len, cap;
    } papers;
};

struct checklist {
    struct {
        struct checklist_line *items; /* what is handed in, then what is given back */
        size_t len, cap;
    } lines;
    struct {
        int64_t *items; /* papers that no line has a use for */
        size_t len, cap;
    } loose; /* but for a paper and its certification of which a line has use for one: they are one sheet */
    size_t missing, to_see, to_look_up, questions, expected; /* lines in these states */
};

/* SO_ENOMEM. The result borrows from the input's procedures and marks. */
int checklist_make(const struct checklist_input *input, struct checklist *ret_list);
void checklist_free(struct checklist *list);

/* The line that a paper stands on; NULL when it is loose. */
const struct checklist_line *checklist_line_of(const struct checklist *list, int64_t paper);

#endif
