/*
 * Dossiers (hồ sơ): what a citizen asks for, with the papers handed in and given back, and who did what when.
 *
 * The store knows no procedures: due times and the lines of a procedure come from the caller (lib/dossier), who read
 * the dossier at the version that the edit names. Every change is kept with its author, time and reason and can be
 * taken back, the last step first; a step is what one call changed.
 */
#ifndef SOHOA_STORE_DOSSIERS_H
#define SOHOA_STORE_DOSSIERS_H

#include "model/dossier.h"
#include "store/papers.h"

#define STORE_DOSSIER_PAPERS_MAX 1000

/* What is known of a dossier beside its code; strings may be NULL for "". */
struct store_dossier_new {
    const char *code;   /* NULL: the office's own counter makes one from prefix and the day of receipt */
    const char *prefix; /* agency part, when code is NULL */
    const char *procedure; /* key of config/procedures.yaml */
    const char *title;     /* what is asked for, in a line */
    const char *name, *person_id, *birth, *address, *phone, *email; /* the citizen; birth ISO 8601, perhaps partial */
    const char *proxy;  /* who hands it in for the citizen */
    enum dossier_channel channel;
    int priority;       /* 0 usual; above: sooner */
    int copies;         /* sets of the dossier; 0: 1 */
    bool electronic_copy; /* an electronic certified copy was asked for (NĐ 45/2020 điều 10) */
    int64_t received;   /* 0: now */
    int64_t due;        /* 0: none */
    const char *user;
};

/*
 * Takes a dossier in: state RECEIVED. A code that was only noted is filled in. SO_EEXISTS: it was taken in already;
 * SO_EFORMAT: no dossier code (model/dossier.h); SO_ELIMIT.
 */
int store_dossier_open(struct store *s, const struct store_dossier_new *dossier, char ret_code[DOSSIER_CODE_MAX + 1],
                       struct so_error *err);

struct store_dossier_mark {
    char *key, *value, *reason, *user;
    int64_t time;
};

struct store_dossier_paper {
    int64_t id;
    enum dossier_role role;
    char *type, *title, *item; /* item: the line that a clerk put it on; "" */
    int version, npages;
    int errors, warnings;
    enum store_keep keep;
    bool confirmed;
};
void store_dossier_paper_free(struct store_dossier_paper *p); /* frees what it owns, not p itself */

struct store_dossier {
    int64_t id; /* in the audit log */
    char *code, *procedure, *title, *name, *person_id, *birth, *address, *phone, *email, *proxy;
    int version;
    enum dossier_state state;
    enum dossier_channel channel;
    int priority, copies;
    bool electronic_copy;
    bool reused;         /* data or papers digitised before were used: counts for the reuse share of QĐ 766 */
    bool extended;       /* the limit was prolonged; that is done once */
    int64_t received;    /* 0 while only noted */
    int64_t due;         /* 0: none is known */
    int64_t stopped;     /* since when the clock stands still; 0: it runs */
    int64_t finished;    /* when the office had its answer (done, refused); 0 */
    int64_t closed;      /* when nothing was left to do (returned, refused, withdrawn); 0 */
    int64_t created, updated;
    struct {
        struct store_dossier_mark *items;
        size_t len, cap;
    } marks;
    struct {
        struct store_dossier_paper *items; /* input first, each in the order they came */
        size_t len, cap;
    } papers;
};

int store_dossier_load(struct store *s, const char *code, struct store_dossier *ret_dossier, struct so_error *err);
void store_dossier_free(struct store_dossier *d); /* frees what it owns; leaves it zeroed */

/* A clerk's edit: the version that the clerk saw, who it is, and why (may be NULL). */
struct store_dossier_edit {
    const char *code;
    int version;
    const char *user, *reason;
};

/*
 * The functions below are one step each and return the new version. SO_ESTALE when the dossier has another version by
 * now: ret_version is set to that one nevertheless. SO_ENOTFOUND: no such dossier, paper, key. A step that changes
 * nothing leaves the version.
 */

/* key is a member of struct store_dossier_new but for code, prefix and user; or "reused". Times and numbers as digits.
 */
struct store_dossier_value {
    const char *key, *value;
};
int store_dossier_set(struct store *s, const struct store_dossier_edit *edit, const struct store_dossier_value *values,
                      size_t n, int *ret_version, struct so_error *err);

/* What is kept of a paper of the dossier from now on (store_paper_keep). */
struct store_keeping {
    int64_t paper;
    enum store_keep keep;
};

struct store_dossier_move {
    enum dossier_state state; /* dossier_state_may_follow; else SO_EINVALID */
    int64_t when;             /* not before receipt and not after now; 0: now */
    int64_t due;              /* that goes with it; -1 leaves it */
    const struct store_keeping *keepings; /* given up in the same transaction; papers that have left are passed over */
    size_t nkeepings;
};

/* The next state. What is given up with it does not come back with store_dossier_undo. */
int store_dossier_set_state(struct store *s, const struct store_dossier_edit *edit,
                            const struct store_dossier_move *move, int *ret_version, struct so_error *err);

/* Prolongs the limit to another due time. SO_EINVALID when it was prolonged before. */
int store_dossier_extend(struct store *s, const struct store_dossier_edit *edit, int64_t due, int *ret_version,
                         struct so_error *err);

/* Sets or, with "", clears a mark of dossier/checklist.h; the edit's reason is kept with it. */
int store_dossier_mark(struct store *s, const struct store_dossier_edit *edit, const char *key, const char *value,
                       int *ret_version, struct so_error *err);

/* Puts a paper into the dossier (out of another one), or on another line; item may be NULL. */
int store_dossier_put_paper(struct store *s, const struct store_dossier_edit *edit, int64_t paper,
                            enum dossier_role role, const char *item, int *ret_version, struct so_error *err);
int store_dossier_take_paper(struct store *s, const struct store_dossier_edit *edit, int64_t paper, int *ret_version,
                             struct so_error *err);

/* Takes the last step back that was not taken back yet. SO_ENOTFOUND when there is none. */
int store_dossier_undo(struct store *s, const struct store_dossier_edit *edit, int *ret_version, struct so_error *err);

struct store_dossier_change {
    int64_t id, time;
    int step;
    char *user, *key, *before, *after, *reason;
    bool undone;
};
struct store_dossier_changes {
    struct store_dossier_change *items;
    size_t len, cap;
};

/* Newest first, at most 1000. */
int store_dossier_history(struct store *s, const char *code, enum store_view view,
                          struct store_dossier_changes *ret_changes, struct so_error *err);
void store_dossier_changes_free(struct store_dossier_changes *c);

struct store_dossier_item {
    int64_t id;
    char *code, *procedure, *title, *name, *person_id, *birth;
    int version;
    enum dossier_state state;
    enum dossier_channel channel;
    int priority;
    int64_t received, due, stopped, finished, closed;
    int inputs, outputs; /* papers, of those that the view shows */
    int errors, warnings; /* open findings on them */
};
struct store_dossier_items {
    struct store_dossier_item *items;
    size_t len, cap;
};

enum store_dossier_order { STORE_DOSSIERS_NEWEST, STORE_DOSSIERS_BY_DUE };

struct store_dossier_query {
    int64_t received_from, received_until; /* received in [from, until); 0: open */
    int64_t due_from, due_until;           /* due in [from, until), with a clock that runs or stands; 0: open */
    const char *procedure;                 /* NULL: all */
    const char *name;                      /* as typed; folded, each word begins a word of the name; NULL: all */
    const char *person_id;                 /* NULL: all */
    unsigned states;                       /* bits 1 << enum dossier_state; 0: all but NOTED */
    enum store_view view;                  /* STORE_VIEW_ALL: restricted ones too (visibility.h) */
    enum store_dossier_order order;        /* BY_DUE: priority first, then the earliest */
    int64_t before;                        /* NEWEST: ids below this; 0: from the newest */
    int limit;                             /* 1..1000 */
};

int store_dossier_list(struct store *s, const struct store_dossier_query *query, struct store_dossier_items *ret_items,
                       struct so_error *err);

/* Other dossiers of the same person: the same ID number, or the same folded name and birth date. Newest first, at
 * most 50. */
int store_dossier_same_person(struct store *s, const char *code, enum store_view view,
                              struct store_dossier_items *ret_items, struct so_error *err);
void store_dossier_items_free(struct store_dossier_items *items);

#endif
