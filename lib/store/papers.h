/*
 * Papers, their fields and findings, with who said what and when.
 *
 * A field has values over time, of which one is current. A machine's value is replaced by a later machine's value; a
 * clerk's value stands until a clerk changes it. Nothing is overwritten: what was current stays in the history.
 */
#ifndef SOHOA_STORE_PAPERS_H
#define SOHOA_STORE_PAPERS_H

#include "model/paper.h"
#include "store/intake.h"

struct store_papers_result {
    int added, replaced, removed; /* papers */
    int kept;     /* papers that a clerk has touched: the new values went to their history only */
    int improved; /* replaced papers that have fewer open errors and warnings now */
};

#define STORE_SCORE_KEPT (-1.0f) /* the same readings were judged anew: papers keep their score */

/*
 * What the pages of a source say, from the first page to the last as far as they are read; page numbers in papers are
 * the pages' seq. One transaction: machine values and machine findings of the source's papers become these. A paper
 * keeps its id when its first page stays the same (a certification: its page), and its version when nothing of it
 * changed. A paper touched by a clerk keeps its current values and its pages; it gains those behind that belong to no
 * paper yet. One whose pages a clerk has changed (store/stack.h) is written anew around the values that clerks gave it.
 * SO_ENOTFOUND: no such source; SO_EINVALID: pages out of order or not of the source.
 */
int store_papers_put(struct store *s, int64_t source, const struct papers *papers, float score,
                     struct store_papers_result *ret_result, struct so_error *err);

enum store_author { STORE_MACHINE, STORE_CLERK };

struct store_value {
    struct field field; /* state of a clerk's value: read, or absent when it is "" */
    int64_t id;
    enum store_author author;
    char *user;      /* "" for the machine */
    const char *how; /* "read", "repaired", "qr", "clerk" … static */
    int64_t time;
    bool current;
};

struct store_values {
    struct store_value *items;
    size_t len, cap;
};

enum store_finding_state { STORE_FINDING_OPEN, STORE_FINDING_DISMISSED, STORE_FINDING_SOLVED };
const char *store_finding_state_name(enum store_finding_state s); /* "open", "dismissed", "solved" */

struct store_finding {
    struct finding finding;
    int64_t id;
    enum store_finding_state state;
    char *user;   /* who dismissed or solved it; "" while open */
    char *reason; /* given with a dismissal; "" */
    int64_t time; /* of the last change of state */
};

struct store_finding_list {
    struct store_finding *items;
    size_t len, cap;
};

/* What is kept of a paper: certified copies and shown identity cards must not be archived as images. */
enum store_keep { STORE_KEEP_IMAGE, STORE_KEEP_RECORD, STORE_KEEP_NOTHING };
const char *store_keep_name(enum store_keep keep); /* "image", "record", "nothing" */

struct store_paper {
    int64_t id, source;
    int version; /* grows with every change of values, findings or type; edits name the one they saw */
    char *type;
    float type_confidence;
    char *type_reason;
    char *title;   /* value of the first title field; "" */
    char *date;    /* ISO 8601, perhaps partial, of the paper itself; "" */
    char *dossier; /* "" */
    int first_page, npages;
    bool beside; /* a certification on a page of another paper: that page is its only one, and the other's (page.paper)
                  */
    float score;
    bool touched; /* a clerk changed or confirmed something */
    bool confirmed;
    enum store_keep keep;
    bool restricted; /* itself; its dossier may be besides (visibility.h) */
    int64_t created, updated;
    struct store_values values; /* current ones, in the order of the paper's definition */
    struct store_finding_list findings;
    struct store_pages pages;
};

int store_paper_load(struct store *s, int64_t id, struct store_paper *ret_paper,
                     struct so_error *err); /* SO_ENOTFOUND */
void store_paper_free(struct store_paper *p);

/* All values that a field ever had, newest first. */
int store_field_history(struct store *s, int64_t paper, const char *key, struct store_values *ret_values,
                        struct so_error *err);
void store_values_free(struct store_values *v);

/* A clerk's edit: the version that the clerk saw, and who it is. */
struct store_edit {
    int64_t paper;
    int version;
    const char *user;
};

/*
 * The functions below return the new version. SO_ESTALE when the paper has another version by now: ret_version is set
 * to that one nevertheless, so that the page can show both. SO_ENOTFOUND: no such paper, field or finding.
 */

/*
 * Sets a field; value and normal as in struct field, normal may be NULL for the value itself; a key that the paper does
 * not have yet is added. Open findings missing, unreadable and doubtful of that field are solved when value is not "".
 */
int store_field_set(struct store *s, const struct store_edit *edit, const char *key, const char *value,
                    const char *normal, int *ret_version, struct so_error *err);

/* Takes back the clerk's last value of a field and the findings that it solved. SO_ENOTFOUND when there is none. */
int store_field_undo(struct store *s, const struct store_edit *edit, const char *key, int *ret_version,
                     struct so_error *err);

/* Opens, dismisses (reason "không áp dụng: …" may be NULL) or solves a finding. */
int store_finding_set(struct store *s, const struct store_edit *edit, int64_t finding, enum store_finding_state state,
                      const char *reason, int *ret_version, struct so_error *err);

int store_paper_set_type(struct store *s, const struct store_edit *edit, const char *type, int *ret_version,
                         struct so_error *err);

/* Files the paper in a dossier as handed in (made known when new; see dossiers.h); NULL or "" takes it out. */
int store_paper_set_dossier(struct store *s, const struct store_edit *edit, const char *dossier, int *ret_version,
                            struct so_error *err);

/* The clerk has looked at the paper and stands by it. */
int store_paper_confirm(struct store *s, const struct store_edit *edit, int *ret_version, struct so_error *err);

/*
 * Gives up what may not be kept of a paper, for good. STORE_KEEP_RECORD: originals that no other page needs, raw pages
 * in the spool (store/giving_up.h), derived files and the words; fields and findings stay. STORE_KEEP_NOTHING: those
 * too, with their history; what stays is that a paper of this type was there. SO_EINVALID: more than is left. A sheet
 * has one fate: what is given up of a certification is given up of the paper that it stands on; when that one is given
 * up, the record of the certification stays.
 */
int store_paper_keep(struct store *s, const struct store_edit *edit, enum store_keep keep, int *ret_version,
                     struct so_error *err);

struct store_item {
    int64_t id, source;
    char *type, *title, *date, *dossier;
    int version;
    int64_t created, updated;
    int errors, warnings, infos; /* open findings */
    int64_t thumbnail_page;
    int first_page, npages;
    bool beside, touched, confirmed;
};

struct store_items {
    struct store_item *items;
    size_t len, cap;
};

struct store_list_query {
    int64_t from, until;   /* created in [from, until); 0: open */
    int64_t changed_since; /* updated later than this; 0: all */
    int64_t before;        /* ids below this; 0: from the newest */
    int64_t source;        /* of this source; 0: all */
    const char *type;      /* NULL: all */
    const char *dossier;   /* NULL: all */
    bool open_only;        /* with an open error or warning */
    enum store_view view;  /* whose papers are listed */
    int limit;             /* 1..1000 */
};

/* Newest first. */
int store_papers_list(struct store *s, const struct store_list_query *query, struct store_items *ret_items,
                      struct so_error *err);
void store_item_free(struct store_item *item);
void store_items_free(struct store_items *items);

/* Papers elsewhere with the same type, number, book and title: perhaps the same paper twice. Newest first, at most 20.
 */
int store_paper_twins(struct store *s, int64_t paper, struct store_items *ret_items, struct so_error *err);

#endif
