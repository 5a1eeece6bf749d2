/*
 * From the columns of an old list to the fields of a paper: config/lists, a YAML file a kind of register, which
 * describes every key at the head of khai_sinh.yaml.
 *
 * A file's head row is the one among the first LIST_HEAD_ROWS that names the most columns of a definition; names are
 * compared folded and without signs, so "nksHoTen", "Họ, chữ đệm, tên" and "HO CHU DEM TEN" are as good as their names.
 */
#ifndef SOHOA_LIST_MAPPING_H
#define SOHOA_LIST_MAPPING_H

#include "conf/schema.h"
#include "list/rows.h"

#define LIST_HEAD_ROWS 20
#define LIST_DEF_COLUMNS_MAX 120
#define LIST_DEFS_MAX 100

enum list_kind {
    LIST_TEXT,
    LIST_DATE,   /* dd.mm.yyyy and whatever viet/date.h reads; partial dates are whole answers */
    LIST_NUMBER, /* of a register or book: "01/2018" */
    LIST_CODE,   /* one of values */
    LIST_SCAN    /* name of a scanned file that was taken in before */
};

struct list_value {
    char *from, *to;
};

struct list_column_def {
    char *field; /* of the paper; "" of a scan */
    char *title; /* for people */
    enum list_kind kind;
    bool required;
    struct conf_strings names; /* how the column may be headed */
    struct list_value *values;
    size_t nvalues;
};

struct list_def {
    char *key, *title, *type; /* type: of the paper that a row becomes */
    struct conf_strings identity; /* fields by which a row is known again: the same with other contents is a conflict */
    struct list_column_def *columns;
    size_t ncolumns;
};

struct list_defs {
    struct list_def *items;
    size_t len, cap;
};

/* All definitions of a folder; no folder: none. SO_EFORMAT names file, line and column. */
int list_defs_load(const char *folder, struct list_defs *ret_defs, struct so_error *err);
/* One more from bytes. */
int list_defs_add(struct list_defs *defs, const void *data, size_t len, const char *name, struct so_error *err);
void list_defs_free(struct list_defs *defs);
const struct list_def *list_defs_find(const struct list_defs *defs, const char *key); /* or NULL */

struct list_mapping {
    const struct list_def *def;
    size_t head;                       /* index of the head row */
    size_t ncolumns;                   /* of the head row */
    char *headers[LIST_COLUMNS_MAX];   /* decoded */
    int column_of[LIST_COLUMNS_MAX];   /* of the definition; -1: not mapped */
};

/*
 * Finds head row and columns. def: NULL for the definition that fits best. choices: NULL, or "HEADER=field|HEADER=" to
 * go above the names (nothing behind = leaves the column out). SO_EFORMAT: no head row, or one without a required
 * column; SO_EINVALID: a choice names no column or field.
 */
int list_map(const struct list_rows *rows, const struct list_defs *defs, const struct list_def *def,
             const char *choices, struct list_mapping *ret_mapping, struct so_error *err);
void list_mapping_free(struct list_mapping *mapping);

#endif
