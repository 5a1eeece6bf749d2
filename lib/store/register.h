/*
 * The certification registers (sổ chứng thực, Nghị định 23/2015 điều 13–14, Thông tư 01/2020/TT-BTP): rows, not images.
 *
 * A register is a kind and a year. Numbers restart at 1 on 1 January and run on across the year's books; a number
 * belongs to one kind of paper of one requester at one time, however many copies are made. Rows are never deleted: a
 * correction leaves the former value in the history, a row that must not stand is struck out with a reason and keeps
 * its number. A closed year takes no change until it is opened again, which the audit log tells.
 */
#ifndef SOHOA_STORE_REGISTER_H
#define SOHOA_STORE_REGISTER_H

#include "store/store.h"

#define REGISTER_TEXT_MAX 2000    /* bytes of a text column */
#define REGISTER_NUMBER_MAX 999999
#define REGISTER_BATCH_MAX 100    /* rows entered at once */
#define REGISTER_ROWS_MAX 200000  /* of a list */

/* The columns that have text; a kind's definition names those that it shows. */
enum register_text {
    REGISTER_REQUESTER, /* họ tên người yêu cầu; the parties of a transaction */
    REGISTER_IDENTITY,  /* số giấy tờ tùy thân */
    REGISTER_SUBJECT,   /* tên bản chính, tên giấy tờ, tên giao dịch */
    REGISTER_LANGUAGE,  /* of a translation */
    REGISTER_SIGNER,    /* họ tên, chức danh người ký */
    REGISTER_NOTE,
    REGISTER_TEXTS
};
const char *register_text_name(enum register_text column); /* "requester", "identity", … */

struct register_entry {
    int64_t id;
    int version; /* grows with every change; edits name the one they saw */
    char *kind;  /* "ban_sao": key of the definition */
    int year, number, book;
    char date[11]; /* "2026-03-02" */
    char *text[REGISTER_TEXTS];
    int64_t copies, pages, fee; /* pages of one copy; fee in đồng */
    char *dossier;              /* code; "" */
    int64_t paper;              /* that it was read from; 0 */
    char *user;                 /* who entered it */
    int64_t created, updated;
    int64_t struck; /* when it was struck out; 0: it stands */
    char *struck_by, *struck_reason;
};

struct register_entries {
    struct register_entry *items;
    size_t len, cap;
};
void register_entries_free(struct register_entries *e);

/* What is entered. NULL text is "". */
struct register_new {
    int number; /* 0: the next one */
    int book;   /* 0: the book that is being written; 1 in a new year */
    const char *text[REGISTER_TEXTS];
    int64_t copies, pages, fee;
    const char *dossier;
    int64_t paper;
};

/*
 * Enters n rows of one kind and day, all or none, with numbers in one run; two clerks at once never get the same
 * number. repeat: a given number may stand twice (it does on the paper; register_check tells). ret_ids has room for n.
 * SO_EEXISTS: a given number stands already; SO_EPERM: the year is closed; SO_ENOTFOUND: no such paper.
 */
int register_add(struct store *s, const char *kind, const char *date, const struct register_new *rows, size_t n,
                 bool repeat, const char *user, int64_t *ret_ids, struct so_error *err);

struct register_query {
    const char *kind; /* NULL: all */
    int year;         /* 0: all */
    const char *from, *to; /* days, inclusive; NULL: open */
    const char *dossier;   /* NULL: all */
    bool standing;    /* leave out what is struck */
    enum store_view view; /* rows of restricted papers and dossiers only for STORE_VIEW_ALL */
    int64_t after;    /* ids above this, for lists page by page; only with by_id */
    bool by_id;       /* by id, else by kind, year, number, id */
    int limit;        /* 1..REGISTER_ROWS_MAX */
};
int register_list(struct store *s, const struct register_query *q, struct register_entries *ret_entries,
                  struct so_error *err);
int register_load(struct store *s, int64_t id, struct register_entries *ret_one,
                  struct so_error *err); /* SO_ENOTFOUND */

/* One column's change. */
struct register_change {
    int64_t time;
    char *user, *column, *before, *after, *reason;
};
struct register_history {
    struct register_change *items;
    size_t len, cap;
};
int register_history(struct store *s, int64_t id, struct register_history *ret_history, struct so_error *err);
void register_history_free(struct register_history *h);

/* A new value of a column: a name of register_text_name, or number, book, date, copies, pages, fee, dossier. */
struct register_set {
    const char *column, *value;
};

struct register_edit {
    int64_t entry;
    int version;
    const char *user, *reason; /* a reason is a must but for pages, note and dossier */
};

/*
 * The functions below return the new version. SO_ESTALE: the row has another one by now. SO_EPERM: its year is closed.
 * SO_EINVALID: an unknown column, a value out of its limits, no reason, or a struck row.
 */
int register_correct(struct store *s, const struct register_edit *e, const struct register_set *sets, size_t n,
                     int *ret_version, struct so_error *err);
int register_strike(struct store *s, const struct register_edit *e, int *ret_version, struct so_error *err);
int register_restore(struct store *s, const struct register_edit *e, int *ret_version, struct so_error *err);

struct register_totals {
    int64_t entries, struck; /* entries stand; struck are not among them */
    int64_t copies, fee;
    int first, last; /* numbers of those that stand; 0: none */
    int books;
};

struct register_year {
    char *kind;
    int year;
    struct register_totals
        totals; /* as they are now, of the rows that the view shows; of a closed year as they were closed */
    int64_t closed;                /* 0: open */
    char *closed_by;
};
struct register_years {
    struct register_year *items;
    size_t len, cap;
};

/* Every kind and year that has rows or was closed. */
int register_years(struct store *s, enum store_view view, struct register_years *ret_years, struct so_error *err);
void register_years_free(struct register_years *y);

/* Locks the year with its totals. SO_EEXISTS: it is closed. SO_EINVALID: it is not December of that year yet. */
int register_close(struct store *s, const char *kind, int year, const char *user, struct register_totals *ret_totals,
                   struct so_error *err);
/* Opens it again; the reason stands in the audit log. SO_ENOTFOUND: it is not closed. */
int register_reopen(struct store *s, const char *kind, int year, const char *user, const char *reason,
                    struct so_error *err);

/* What is wrong with a register, told and never mended by itself. */
enum register_fault {
    REGISTER_GAP,        /* numbers that no row has: number..until */
    REGISTER_REPEAT,     /* a number that stands more than once */
    REGISTER_DISORDER,   /* dated before the row of a smaller number */
    REGISTER_EMPTY,      /* a column that must be filled; column names it */
    REGISTER_SPLIT,      /* the same paper of the same requester on one day has two numbers */
    REGISTER_BOOK,       /* a book that does not follow the one before */
    REGISTER_FAULTS
};
const char *register_fault_name(enum register_fault fault); /* "gap", "repeat", … */

struct register_finding {
    enum register_fault fault;
    int number, until;
    int64_t entry; /* 0: a gap */
    const char *column; /* static; "" */
    char message[200], message_en[200]; /* for the clerk */
};
struct register_findings {
    struct register_finding *items;
    size_t len, cap;
};

/*
 * Judges rows of one kind and year, in the order of register_list. Struck rows hold their numbers and are not judged
 * otherwise. required: columns that must be filled, by bit of enum register_text. SO_ENOMEM.
 */
int register_check(const struct register_entries *entries, unsigned required, struct register_findings *ret_findings);
void register_findings_free(struct register_findings *f);

#endif
