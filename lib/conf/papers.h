/*
 * The definitions of papers: what config/papers/TYPE.yaml says about one kind of paper. Data, not code: titles and
 * labels in all their generations, the order of the fields, what is required and when, which fields must agree.
 * The format is described at the head of config/papers/giay_khai_sinh.yaml.
 *
 * Everything is owned by the struct that holds it. Strings are UTF-8 NFC and never NULL ("" where nothing is said).
 */
#ifndef SOHOA_CONF_PAPERS_H
#define SOHOA_CONF_PAPERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"
#include "conf/schema.h"
#include "model/paper.h"

/* What stands in a field: decides how it is cut out, repaired, normalised and doubted. */
#define PAPER_KIND_LIST(X)                                                                                             \
    X(KIND_TEXT, "text")                                                                                               \
    X(KIND_NAME, "name")               /* a person's name */                                                           \
    X(KIND_DATE, "date")               /* 24/06/2017; where `partial`, also 06/2017 and 2017 */                        \
    X(KIND_YEAR, "year")               /* 1996; a whole date is taken too */                                           \
    X(KIND_DATE_WORDS, "date_words")   /* Ngày hai mươi tư tháng sáu năm hai nghìn … */                                \
    X(KIND_DATE_LINE, "date_line")     /* ngày 27 tháng 02 năm 2023, cut out of its sentence */                        \
    X(KIND_MOMENT, "moment")           /* 08 giờ 59 phút, ngày 16/07/2022 */                                           \
    X(KIND_ID, "id")                   /* 12 digits, or the 9 of an old card */                                        \
    X(KIND_ID_PAPER, "id_paper")       /* kind of card, number, issuer, date in one line */                            \
    X(KIND_PLACE, "place")                                                                                             \
    X(KIND_SEX, "sex")                                                                                                 \
    X(KIND_ETHNIC, "ethnic")                                                                                           \
    X(KIND_NATION, "nation")                                                                                           \
    X(KIND_REGISTER_NUMBER, "register_number") /* 398/2017, 363/2023/TLKS-BS; blank without digits */                  \
    X(KIND_DOCUMENT_NUMBER, "document_number") /* 12/QĐ-UBND, 280/2025/NĐ-CP, 12-KL/TU; blank without digits */         \
    X(KIND_NUMBER, "number")           /* the number of a certification: digits only */                                \
    X(KIND_BOOK, "book")               /* 03/2022-SCT/BS */                                                            \
    X(KIND_COUNT, "count")             /* 01 (bộ), 05 ngày: begins with digits */                                      \
    X(KIND_PHONE, "phone")                                                                                             \
    X(KIND_DOSSIER_CODE, "dossier_code")       /* 000.14.34.H23-220716-0031 */                                         \
    X(KIND_HEADING, "heading")         /* the title itself, as it stands on the page */                                \
    X(KIND_SUBJECT, "subject")         /* the lines under the title, or after "V/v" */                                 \
    X(KIND_ISSUER, "issuer")           /* the office at the left of the page's head, above the number */              \
    X(KIND_SIGNER, "signer")           /* the name under signature and seal */

enum paper_kind {
#define PAPER_KIND_ENUM(name, text) name,
    PAPER_KIND_LIST(PAPER_KIND_ENUM)
#undef PAPER_KIND_ENUM
};

enum paper_need {
    NEED_NO,
    NEED_YES,
    NEED_PRINTED, /* where its label stands on the form: generations differ */
    NEED_WITHOUT, /* unless need_field has a value (a residence beside an ID number) */
    NEED_SINCE    /* when the date need_field is need_since or later, or unknown while the label stands */
};

enum paper_where { WHERE_BODY, WHERE_HEADER, WHERE_END };

struct paper_field_def {
    char *key;
    enum paper_kind kind;
    char *label_vi, *label_en; /* for the clerk */
    struct conf_strings labels;     /* as printed, every generation; empty for kinds found by place */
    struct conf_strings values;     /* what often stands there; of a number: the notations behind it */
    struct conf_strings until;      /* words of the sentence that end the value on its line */
    enum paper_need need;
    char *need_field;
    int need_since;    /* yyyymmdd */
    bool need_printed; /* and only where its label stands on the form */
    enum paper_where where;
    bool partial;   /* a year, or a month and year, is a whole answer */
    int lines;      /* at most so many lines of value; 0: by its kind */
    size_t section; /* index into sections */
    bool opens;     /* its label begins the section */
    bool closed;    /* hardly anything but one of values stands there: the nearest is taken from farther away */
    bool below;     /* its value may stand on the line under its label: cards */
};

struct paper_section_def {
    char *key, *label_vi, *label_en;
    struct conf_strings headings; /* lines without value that begin the section ("Bên nữ") */
    bool optional;           /* wholly blank is lawful: the father of an unmarried mother's child */
    size_t first, nfields;   /* its fields */
};

/* Machine-readable codes whose items are the paper's own fields, by the same keys. */
#define PAPER_CODE_LIST(X)                                                                                             \
    X(PAPER_CODE_CITIZEN, "citizen") /* QR of a citizen's or identity card */                                          \
    X(PAPER_CODE_HEALTH, "health")   /* QR of a health insurance card */                                               \
    X(PAPER_CODE_DOSSIER, "dossier") /* QR with a dossier's code */                                                    \
    X(PAPER_CODE_MRZ, "mrz")         /* machine-readable zone of a card (TD1) */                                       \
    X(PAPER_CODE_PASSPORT, "passport") /* machine-readable zone of a passport (TD3) */

enum paper_code {
#define PAPER_CODE_ENUM(name, text) name,
    PAPER_CODE_LIST(PAPER_CODE_ENUM)
#undef PAPER_CODE_ENUM
    PAPER_CODES
};

enum paper_keep { KEEP_IMAGE, KEEP_RECORD, KEEP_NOTHING };

#define PAPER_CHECK_LIST(X)                                                                                            \
    X(CHECK_SAME_DATE, "same_date")        /* two dates, one of them in words */                                       \
    X(CHECK_IN_ORDER, "in_order")          /* the first date is not after the second */                                \
    X(CHECK_DAYS_AT_MOST, "days_at_most")  /* from the first to the second date at most `number` days */               \
    X(CHECK_AGE_AT_LEAST, "age_at_least")  /* born on the first, `number` years old on the second */                   \
    X(CHECK_ID_SEX, "id_sex")              /* the ID number's century digit agrees with the sex */                     \
    X(CHECK_ID_IS_MALE, "id_is_male")                                                                                  \
    X(CHECK_ID_IS_FEMALE, "id_is_female")                                                                              \
    X(CHECK_ID_BIRTH, "id_birth")          /* the ID number's year agrees with the birth date */                       \
    X(CHECK_ID_PLACE, "id_place")          /* … its province with the place where the birth was registered */             \
    X(CHECK_NUMBER_YEAR, "number_year")    /* "45/2018": the year of a register's number is that of the date */         \
    X(CHECK_SURNAME, "surname")            /* the first field's family name is that of one of the others */            \
    X(CHECK_SAME_NAME, "same_name")        /* both names are one person's: the requester signs */                     \
    X(CHECK_NOT_NATION, "not_nation")      /* an ethnic group, not a nationality ("Dân tộc: Việt Nam") */             \
    X(CHECK_ANY_OF, "any_of")              /* one of the fields must be filled in: adopted by one person or two */

enum paper_check {
#define PAPER_CHECK_ENUM(name, text) name,
    PAPER_CHECK_LIST(PAPER_CHECK_ENUM)
#undef PAPER_CHECK_ENUM
};

#define PAPER_CHECK_FIELDS_MAX 4

struct paper_rule_def {
    enum paper_check check;
    size_t fields[PAPER_CHECK_FIELDS_MAX]; /* indexes into the paper's fields; the finding stands at the first */
    size_t nfields;
    int number;
    enum finding_code code;
    enum severity severity;
    char *message, *message_en;
};

struct paper_title_def {
    char *text;
    char *without; /* key of a field that a paper with this title has not; NULL: none */
    bool anywhere; /* counts wherever it stands: a certification's stamp, not only in the upper part of the page */
};

struct paper_def {
    char *type;
    char *title_vi, *title_en;
    enum paper_keep keep;
    char *keep_reason;
    struct {
        struct paper_title_def *items;
        size_t len, cap;
    } titles;
    struct conf_strings not_titles; /* traps: lines that look like a title and are another paper's */
    struct conf_strings stops;      /* a line that begins so is no value's continuation */
    struct conf_strings signs;      /* headings of the signature block: "NGƯỜI KÝ GIẤY KHAI SINH", "CHỦ TỊCH" */
    struct conf_strings each;       /* of those who sign beside them: "VỢ", "CHỒNG" */
    bool signature, seal;      /* chu_ky, con_dau required */
    bool stamp;                /* a certification on another paper: where that one is known, this stands beside it */
    bool faces;                /* a card: its two faces may stand beside each other on one sheet */
    unsigned codes;            /* bits 1 << enum paper_code */
    int rank;                  /* of two papers whose titles both stand on a page the higher one wins */
    struct {
        struct paper_section_def *items;
        size_t len, cap;
    } sections;
    struct {
        struct paper_field_def *items;
        size_t len, cap;
    } fields;
    struct {
        struct paper_rule_def *items;
        size_t len, cap;
    } rules;
};

struct paper_defs {
    struct paper_def *items; /* by type name */
    size_t len, cap;
};

/* Gets one problem of a definition: "FILE:LINE:COLUMN: what is wrong". */
typedef void papers_problem_fn(void *userdata, const char *text);

/*
 * Reads one definition from memory; name stands in errors. Stops at the first problem: SO_EFORMAT, SO_ELIMIT or
 * SO_ENOMEM, err says where.
 */
int papers_parse(const char *name, const char *yaml, size_t len, struct paper_def *ret_def, struct so_error *err);

/* Reads every *.yaml of a folder. Two definitions of one type, or none at all, are an error. */
int papers_load(const char *folder, struct paper_defs *ret_defs, struct so_error *err);

/* Reads a file or every file of a folder and reports the first problem of each. 0 when there is none. */
int papers_check(const char *path, papers_problem_fn *problem, void *userdata);

void paper_def_free(struct paper_def *d); /* frees what it owns, not d itself */
void paper_defs_free(struct paper_defs *d);
const struct paper_def *paper_defs_find(const struct paper_defs *d, const char *type); /* borrowed or NULL */
const struct paper_field_def *paper_def_field(const struct paper_def *d, const char *key);
const char *paper_kind_name(enum paper_kind kind);
const char *paper_keep_name(enum paper_keep keep); /* "image", "record", "nothing" */

#endif
