/*
 * A dossier's work: the store's record held against the procedures and the office's calendar. What the API and the
 * command line share; the rules are lib/dossier's, the record is lib/store's.
 */
#ifndef SOHOA_DAEMON_CASEWORK_H
#define SOHOA_DAEMON_CASEWORK_H

#include "conf/office.h"
#include "conf/procedures.h"
#include "dossier/checklist.h"
#include "dossier/deadline.h"
#include "paper/paper.h"
#include "store/dossiers.h"

/* All borrowed; office may be NULL: then no due times and no codes of the office's own are made. */
struct casework {
    struct store *store;
    const struct procedures *procedures;
    const struct office *office;
    const struct paper_rules *rules;
};

/*
 * Takes a dossier in: fills in prefix and due time (unless given) from the office and the procedure in force on the day
 * of receipt. procedure may be named by its code; SO_ENOTFOUND when none is in force that day.
 */
int casework_open(const struct casework *w, const struct store_dossier_new *dossier,
                  char ret_code[DOSSIER_CODE_MAX + 1], struct so_error *err);

/* The version of the dossier's procedure that holds for it; NULL when it has none or it is unknown. */
const struct procedure *casework_procedure(const struct casework *w, const struct store_dossier *d);

/*
 * Sets values; when receipt or procedure change, the due time follows unless it is among the values. SO_ESTALE as the
 * store says.
 */
int casework_set(const struct casework *w, const struct store_dossier_edit *edit,
                 const struct store_dossier_value *values, size_t n, int *ret_version, struct so_error *err);

/*
 * The next state; when the clock goes on after a stop the due time moves. when 0: now. At the end of the work
 * (returned, refused, withdrawn) what may not be kept of the papers is given up for good, in the same transaction.
 */
int casework_set_state(const struct casework *w, const struct store_dossier_edit *edit, enum dossier_state state,
                       int64_t when, int *ret_version, struct so_error *err);

/* Prolongs the limit once, by so many days (0: what the procedure allows), with the edit's reason. SO_EINVALID. */
int casework_extend(const struct casework *w, const struct store_dossier_edit *edit, int days, int *ret_version,
                    struct so_error *err);

/* When it would be due then. */
int casework_extended_due(const struct casework *w, const struct store_dossier *d, int days, int64_t *ret_due,
                          struct so_error *err);

int casework_mark(const struct casework *w, const struct store_dossier_edit *edit, const char *key, const char *value,
                  int *ret_version, struct so_error *err);

/* As store_dossier_put_paper; the line must be one of the procedure's. */
int casework_put_paper(const struct casework *w, const struct store_dossier_edit *edit, int64_t paper,
                       enum dossier_role role, const char *item, int *ret_version, struct so_error *err);

/*
 * What may be kept of a paper, now that a clerk stands by it: the line of its dossier decides, else its type. What may
 * not be kept at all stays while the dossier is worked on.
 */
int casework_keep_confirmed(const struct casework *w, const struct store_paper *paper, enum store_keep *ret_keep,
                            struct so_error *err);

/* A dossier with its papers and what it lacks. */
struct case_file {
    struct store_dossier dossier;
    const struct procedure *procedure; /* NULL: none that is known; list is empty then */
    struct store_paper *papers;        /* as dossier.papers */
    size_t npapers;
    struct checklist list;
};

int case_file_load(const struct casework *w, const char *code, struct case_file *ret_file, struct so_error *err);
/* The line that its i-th paper answers, by itself or by the certification on its page; NULL: none. */
const struct checklist_line *case_file_line(const struct case_file *f, size_t i);
/* What is kept of its i-th paper once the work is done. */
enum store_keep case_file_keep(const struct casework *w, const struct case_file *f, size_t i);

/* What becomes of it with its next state; keepings are the move's, freed by the caller after it. */
int case_file_move(const struct casework *w, const struct case_file *f, enum dossier_state state, int64_t when,
                   struct store_dossier_move *ret_move, struct store_keeping **ret_keepings, struct so_error *err);

/*
 * Takes out the papers that not everybody may see. The lines that they answer stay answered: nothing that the office
 * has is asked for again.
 */
void case_file_hide_restricted(struct case_file *f);

void case_file_free(struct case_file *f);

#endif
