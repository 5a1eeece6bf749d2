/*
 * The certification registers as data: config/registers.yaml, which describes every key. Columns and fees are dated: the
 * forms were issued anew (Thông tư 01/2020/TT-BTP; Nghị định 280/2025 from 1/11/2025).
 *
 * Strings are owned by the struct, NFC, never NULL, "" where nothing is said.
 */
#ifndef SOHOA_CONF_REGISTERS_H
#define SOHOA_CONF_REGISTERS_H

#include <stdint.h>

#include "conf/schema.h"
#include "viet/date.h"

#define REGISTERS_COLUMNS_MAX 16

enum register_column {
    REGISTER_COLUMN_NUMBER,
    REGISTER_COLUMN_DATE,
    REGISTER_COLUMN_REQUESTER,
    REGISTER_COLUMN_IDENTITY,
    REGISTER_COLUMN_SUBJECT,
    REGISTER_COLUMN_LANGUAGE,
    REGISTER_COLUMN_SIGNER,
    REGISTER_COLUMN_COPIES,
    REGISTER_COLUMN_PAGES,
    REGISTER_COLUMN_FEE,
    REGISTER_COLUMN_NOTE,
    REGISTER_COLUMNS
};
const char *register_column_name(enum register_column column); /* "number", "date", … */

/* The printed book from one day to another. */
struct register_form {
    struct viet_date from, to; /* whole; all zero: open at that side */
    char *source, *title;      /* title: "" for the kind's own */
    struct {
        enum register_column column;
        char *label;
    } columns[REGISTERS_COLUMNS_MAX];
    size_t ncolumns;
};

enum register_fee_per { REGISTER_PER_CASE, REGISTER_PER_COPY, REGISTER_PER_PAGE };

struct register_fee {
    struct viet_date from, to;
    enum register_fee_per per;
    long fee, first, further, max; /* đồng; first: pages at the full fee; max 0: none */
};

struct register_kind {
    char *key, *code, *title;
    struct conf_strings papers;
    unsigned required; /* bits by enum register_column */
    struct register_form *forms;
    size_t nforms;
    struct register_fee *fees;
    size_t nfees;
};

struct registers {
    struct register_kind *items;
    size_t len;
};

int registers_load(const char *path, struct registers **ret_registers, struct so_error *err); /* SO_ENOTFOUND, SO_EFORMAT */
int registers_parse(const void *data, size_t len, const char *name, struct registers **ret_registers,
                    struct so_error *err);
void registers_free(struct registers *r); /* accepts NULL */

/* Borrowed; NULL when there is none. By key or by code ("ban_sao", "SCT/BS"); by the type of a paper. */
const struct register_kind *registers_find(const struct registers *r, const char *name);
const struct register_kind *registers_of_paper(const struct registers *r, const char *type);

/* The form in force on a day; the last one where none covers it. Never NULL. */
const struct register_form *register_form_on(const struct register_kind *kind, struct viet_date day);

/* The fee in đồng; -1 when no rule covers the day. pages: of one copy, at least 1 is counted. */
int64_t register_fee_on(const struct register_kind *kind, struct viet_date day, int64_t copies, int64_t pages);

#endif
