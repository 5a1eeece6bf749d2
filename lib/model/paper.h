/*
 * What a paper says: fields, findings and marks as plain values. Made by the room paper, kept by the room store, shown
 * by the API. Text is UTF-8 NFC; strings are owned by their struct and never NULL unless said otherwise.
 */
#ifndef SOHOA_MODEL_PAPER_H
#define SOHOA_MODEL_PAPER_H

#include "model/page.h"

enum field_state {
    FIELD_READ,       /* value is what was read */
    FIELD_REPAIRED,   /* value differs from what was read, by evidence */
    FIELD_UNREADABLE, /* there is ink, but no value that can be trusted */
    FIELD_ABSENT      /* nothing stands there */
};
const char *field_state_name(enum field_state s); /* "read", "repaired", "unreadable", "absent" */

struct field {
    char *key;        /* "ho_ten" */
    char *value;      /* as printed, after repair; "" when absent or unreadable */
    char *normal;     /* canonical form: dates ISO 8601 (partial "1932", "1932-05"); "" when there is none */
    char *read;       /* what OCR gave, before repair */
    char *evidence;   /* by what a repair was made, e.g. "ngay_sinh_chu", "second look"; "" when read */
    enum field_state state;
    float confidence; /* 0..1 */
    struct box box;   /* of the value; of the place where it should stand when absent; empty when unknown */
    int page;         /* number of its page within the file */
};

struct fields {
    struct field *items; /* in the order of the paper's definition */
    size_t len, cap;
};

enum finding_code { FINDING_MISSING, FINDING_UNREADABLE, FINDING_DOUBTFUL, FINDING_CONTRADICTION, FINDING_CODES };
const char *finding_code_name(enum finding_code c); /* "missing", "unreadable", "doubtful", "contradiction" */
int finding_code_from_name(const char *name, enum finding_code *ret_code);

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };
const char *severity_name(enum severity s); /* "info", "warning", "error" */
int severity_from_name(const char *name, enum severity *ret_severity);
int field_state_from_name(const char *name, enum field_state *ret_state);

struct finding {
    enum finding_code code;
    char *field;   /* field key, "chu_ky" or "con_dau" */
    enum severity severity;
    char *message; /* Vietnamese, for the clerk */
    char *message_en;
    char *evidence; /* which rule and what was read; "" when the message says it all */
    struct box box; /* empty when nowhere */
    int page;
};

struct findings {
    struct finding *items;
    size_t len, cap;
};

/* One paper: one or several consecutive pages of a file. */
struct paper {
    char *type;            /* "giay_khai_sinh"; "khong_ro" when unknown */
    float type_confidence; /* 0..1 */
    char *type_reason;     /* why, e.g. "title GIẤY KHAI SINH; 14 of 16 labels" */
    int first_page;        /* page number within the file, from 1 */
    int pages;
    bool beside;            /* a certification: stands on the one page that it has beside that page's paper, before it */
    struct fields fields;
    struct findings findings;
};

struct papers {
    struct paper *items;
    size_t len, cap;
};

#define PAPER_TYPE_UNKNOWN "khong_ro"

void field_free(struct field *f); /* frees what it owns, not f itself; likewise below */
void fields_free(struct fields *f);
struct field *fields_find(const struct fields *f, const char *key); /* borrowed, NULL when there is none */
void finding_free(struct finding *f);
void findings_free(struct findings *f);
void paper_free(struct paper *p);
void papers_free(struct papers *p);

#endif
