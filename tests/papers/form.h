/*
 * What a paper says, before anybody draws it: header, rows of labelled values, signature blocks, and the truth about
 * every field. The composers (birth.c, status.c, desk.c) fill a form; sheet.c draws it in a style.
 */
#ifndef SPECIMEN_FORM_H
#define SPECIMEN_FORM_H

#include <glib.h>

#include "card.h"
#include "people.h"
#include "rng.h"
#include "style.h"

#define FORM_FIELDS_MAX 40
#define FORM_ROWS_MAX 48
#define ROW_CELLS_MAX 3

struct form_field {
    const char *key, *value; /* value "" when nothing was printed */
    bool missing;            /* required, and left blank on this paper */
};

struct cell {
    const char *label, *value; /* value "" draws an empty place */
};

enum row_kind {
    ROW_FIELDS,
    ROW_TABLE, /* in every style: a label and two columns of values; bold: the columns' heads */
    ROW_PARAGRAPH,
    ROW_LINE,
    ROW_CENTRE
};
enum row_side { SIDE_BOTH, SIDE_LEFT, SIDE_RIGHT }; /* left and right stand beside each other in a two-column style */

struct row {
    enum row_kind kind;
    enum row_side side;
    struct cell cells[ROW_CELLS_MAX];
    int ncells;
    const char *text; /* of the kinds without cells */
    bool bold, italic;
};

struct signer {
    const char *above;    /* italic: place and date, or NULL */
    const char *lines[3]; /* authority, bold; NULL where there are fewer */
    const char *name;     /* "" when it was left out; NULL for no block */
    bool official;        /* the one whose signature counts and who is sealed */
};

/* What the caller wants; blank holds field keys, chu_ky and con_dau that must be left out. */
struct wishes {
    char **blank;   /* NULL-terminated, or NULL */
    bool complete;  /* nothing else is left blank */
    bool received;  /* number and date by hand, and what offices and machines left on the sheet */
    bool no_father; /* birth papers: the father's block is blank, which is no fault */
};

struct form {
    GStringChunk *pool;
    struct rng rng;
    const struct style *style;
    const struct wishes *wishes;
    double blank_probability; /* of each required field, on this paper */

    const char *type;
    struct place office;
    const char *agency[4];    /* lines above the number where it is not the commune's office; else NULL */
    const char *under_agency; /* a further line of the office, e.g. of the one-stop desk */
    bool motto_only;          /* no office on the left */
    bool no_motto;            /* another state's paper */
    const char *number;       /* after "Số: ", or NULL */
    const char *number_label; /* "Số" */
    const char *under_number; /* a dispatch's subject, or NULL */
    const char *book;         /* after "Quyển số: ", or NULL */
    const char *place_date;   /* top right, or NULL */
    const char *title, *subtitle, *addressee;
    struct row rows[FORM_ROWS_MAX];
    int nrows;
    const char *stamp[4];      /* boxed certification text under the rows */
    bool red_stamp;            /* the certification text is a rubber stamp in the seal's ink */
    bool copy_mark;            /* a rubber stamp "BẢN SAO" on top of the page, which is no title */
    const char *recipients[5]; /* "Nơi nhận" */
    struct signer left, right;
    bool wants_seal, seal, signature;
    bool unsigned_paper; /* nobody signs it */

    struct face faces[FACES_MAX]; /* a card instead of a form */
    int nfaces;

    struct form_field fields[FORM_FIELDS_MAX];
    int nfields;
};

enum need { REQUIRED, OPTIONAL };

/* Notes a field and gives what is to be printed: the value, or "" when it is left blank (by wish or by chance). */
const char *form_put(struct form *f, const char *key, const char *value, enum need need);

/* As form_put for a date that stands as "ngày … tháng … năm …": dots take its place where it is blank. */
const char *form_put_date(struct form *f, const char *key, struct day d);

/* A number that stands in a larger text; dots where it is blank. The truth holds value; printed is what to show. */
const char *form_put_dotted(struct form *f, const char *key, const char *value);

/* The form's own word for a label, or in a reworded style the other one that is printed as well. */
const char *form_word(const struct form *f, const char *word, const char *other);

/* Rows; labels and values must live as long as the form. side applies to all rows that follow. */
struct row *form_row(struct form *f, const char *label, const char *value);
void form_cell(struct row *row, const char *label, const char *value);
struct row *form_text(struct form *f, enum row_kind kind, const char *text);
void form_side(struct form *f, enum row_side side, int first_row);

/* The block of an official at the bottom right: heading (or NULL), then (vice-)chairman, then his name. */
void form_sign(struct form *f, const char *above, const char *heading);

/* A type of paper and who composes it. */
struct form_kind {
    const char *type;
    void (*compose)(struct form *f);
};
extern const struct form_kind form_kinds[]; /* ends with a zeroed one */

const struct form_kind *form_kind_find(const char *type); /* NULL when the type is unknown */

/* Composes a paper of a kind. f must be zeroed but for pool, rng, style and wishes. */
void form_compose(struct form *f, const struct form_kind *kind);

/* Composers. */
void compose_birth_certificate(struct form *f);
void compose_birth_extract(struct form *f);
void compose_birth_declaration(struct form *f);
void compose_death_extract(struct form *f);
void compose_marriage_certificate(struct form *f);
void compose_single_status(struct form *f);
void compose_document(struct form *f);
void compose_certified_copy(struct form *f);
void compose_certified_signature(struct form *f);
void compose_receipt(struct form *f);
void compose_live_birth(struct form *f);
void compose_death_notice(struct form *f);
void compose_supplement_request(struct form *f);
void compose_refusal(struct form *f);
void compose_apology(struct form *f);
void compose_control_sheet(struct form *f);
void compose_certified_translator(struct form *f);
void compose_certified_transaction(struct form *f);
void compose_assistance(struct form *f);
void compose_social_pension(struct form *f);
void compose_disability(struct form *f);
void compose_merit(struct form *f);
void compose_residence_declaration(struct form *f);
void compose_residence_confirmation(struct form *f);
void compose_household_book(struct form *f);
void compose_authorisation(struct form *f);
void compose_marriage_extract(struct form *f);
void compose_change_extract(struct form *f);
void compose_guardianship_extract(struct form *f);
void compose_recognition_extract(struct form *f);
void compose_adoption_certificate(struct form *f);
void compose_old_death_certificate(struct form *f);
void compose_southern_birth_record(struct form *f);
void compose_death_declaration(struct form *f);
void compose_marriage_declaration(struct form *f);
void compose_single_status_request(struct form *f);
void compose_copy_request(struct form *f);
void compose_guardianship_declaration(struct form *f);
void compose_recognition_declaration(struct form *f);
void compose_change_declaration(struct form *f);
void compose_citizen_card(struct form *f);
void compose_identity_card(struct form *f);
void compose_old_card(struct form *f);
void compose_insurance_card(struct form *f);
void compose_passport(struct form *f);

#endif
