/*
 * Takes a list of an old register into the record: worker_list opens the file, list/ maps and judges its rows, the
 * store keeps them. Without `take` nothing is changed and the report says what would be.
 */
#ifndef SOHOA_DAEMON_LIST_IMPORT_H
#define SOHOA_DAEMON_LIST_IMPORT_H

#include "list/judge.h"
#include "store/lists.h"

#define LIST_PROBLEMS_MAX 1000 /* that a report tells one by one */

struct list_desk {
    struct store *store;
    const char *worker; /* path of worker_list */
    const char *folder; /* of the definitions */
};

struct list_request {
    const char *path;    /* of the file; it stays */
    const char *name;    /* as the clerk knows it */
    const char *list;    /* key of the definition; NULL: whichever fits */
    const char *choices; /* columns by hand, see list_map; may be NULL */
    unsigned sheet;      /* from 1 */
    bool take;
    const char *user;
    /* Told after each batch while rows are taken in; may be NULL. */
    void (*progress)(void *ctx, int64_t list, size_t done, size_t rows);
    void *progress_ctx;
};

struct list_report_problem {
    unsigned row;
    char *header; /* of the column; "" for the row as a whole */
    const char *code; /* static */
    bool error;
    char message[240], message_en[240];
};

struct list_report_column {
    char *header, *field; /* field "" : not taken */
    const char *encoding; /* static */
};

struct list_report {
    int64_t list; /* 0: nothing was taken in */
    char *definition, *title, *type;
    const char *bytes; /* how the file is encoded; static */
    struct {
        struct list_report_column *items;
        size_t len, cap;
    } columns;
    struct store_list_counts counts;
    struct {
        struct list_report_problem *items;
        size_t len, cap;
    } problems;
    int64_t nproblems; /* all of them */
};

/* SO_EFORMAT, SO_EUNSUPPORTED, SO_EENCRYPTED, SO_ELIMIT, SO_ENOTFOUND (definition, sheet): err says why. */
int list_import(const struct list_desk *desk, const struct list_request *request, struct list_report *ret_report,
                struct so_error *err);
void list_report_free(struct list_report *report);

#endif
