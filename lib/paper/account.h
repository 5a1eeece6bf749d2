/*
 * How a page was taken apart: which types were weighed, which label announced each field, what was cut out behind it.
 * For the person who writes a definition; a judgement says what came of it.
 */
#ifndef SOHOA_PAPER_ACCOUNT_H
#define SOHOA_PAPER_ACCOUNT_H

#include "paper/paper.h"

struct account_type {
    const char *type; /* borrowed from the rules */
    float title;      /* how alike its best title and a line of the page are, 0..1; 0: none */
    float coverage;   /* share of its required labels that stand on the page; only where looked */
    bool looked;      /* its labels were looked for */
};

struct account_field {
    const struct paper_field_def *field; /* borrowed from the rules */
    char *label;          /* as read on the page; "" when it was not found, or the field has none */
    float similarity;     /* to the definition's label, 0..1 */
    struct box label_box; /* empty when it was not found */
    bool guessed;         /* the label was not read; its line follows from its neighbours */
    char *raw;            /* what was read in its place */
    struct box box;       /* of that */
};

struct paper_account {
    struct {
        struct account_type *items; /* those with a title or labels on the page */
        size_t len, cap;
    } types;
    struct {
        struct account_field *items; /* all of the type's fields, in the form's order; none for an unknown paper */
        size_t len, cap;
    } fields;
};

/* type: NULL, or the type that the page is to be taken for (SO_ENOTFOUND when there is no such). answers as paper_judge. */
int paper_account(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
                  const char *type, struct paper_account *ret_account);
void paper_account_free(struct paper_account *a); /* frees what it owns, not a itself */

#endif
