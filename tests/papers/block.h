/* Blocks of rows that many papers share: a person's data, the registration, the requester of a declaration. */
#ifndef SPECIMEN_BLOCK_H
#define SPECIMEN_BLOCK_H

#include "form.h"

/* What a form prints before a person's data; NULL labels are not on the form. */
struct block {
    const char *prefix; /* of the keys: "vo_", or "" */
    const char *name, *born, *paper, *home;
    const char *paper_key;     /* NULL: giay_to_tuy_than without a prefix, giay_to with one */
    enum need paper_need, home_need;
    bool sex, capitals, partly; /* partly: of the birth date perhaps only the year is known */
    bool home_first;            /* residence before the identity paper */
};

/* A label, or in a reworded style what another office prints instead of it. */
const char *block_word(const struct form *f, const char *word);

void put_block(struct form *f, const struct block *b, const struct person *p, struct day when);

/* "Nơi đăng ký …" and "Số, ngày, tháng, năm đăng ký", or "Số" and the date behind it. */
void put_registered(struct form *f, const char *where_label, struct day registered, enum need need);

/* A date and a number of an extract: its header, and the block of its signer with the date above. */
void put_extract_head(struct form *f, const char *title, const char *mark, bool copy, struct day issued);
void put_extract_foot(struct form *f, struct day issued);

/*
 * Head and requester of a declaration as the forms of 2015 and 2020 or, from July 2024 on, those of 2024 print them: an
 * identity number makes birth date and residence needless there. relation_label NULL: not asked for.
 */
void put_declaration_head(struct form *f, const char *title, const char *relation_label, const char *relation,
                          const struct person *who, struct day when);
void put_declaration_foot(struct form *f, const char *pledge, const struct person *who, struct day when);

#endif
