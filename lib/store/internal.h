/* Private to the store: the struct itself, transactions, and what the files of this room share. */
#ifndef SOHOA_STORE_INTERNAL_H
#define SOHOA_STORE_INTERNAL_H

#include <pthread.h>

#include "store/jobs.h"
#include "store/papers.h"
#include "store/sql.h"
#include "store/store.h"

struct store {
    char *folder, *objects, *derived;
    int lock_fd; /* flock that keeps a second daemon out; -1 when read-only */
    bool read_only;
    store_role_fn role;
    void *role_ctx;
    pthread_mutex_t write_lock;
    struct conn writer;
    pthread_mutex_t pool_lock;
    pthread_cond_t pool_free;
    struct conn *readers;
    int nreaders;
    bool sweep; /* this transaction dropped originals */
};

/*
 * A write: begin locks the writer and opens a transaction; end commits when r is 0 and rolls back otherwise, unlocks,
 * and returns r or what the commit said.
 */
int store_write_begin(struct store *s, struct conn **ret_conn, struct so_error *err);
/* A connection of its own inside a write transaction, for a check that is never committed; sql_close ends it. */
int store_open_checker(struct store *s, struct conn *c, struct so_error *err);
int store_write_end(struct store *s, int r, struct so_error *err);

/*
 * A person's edit of a thing that has a version: as store_write_begin, but SO_EINVALID without a user, SO_ENOTFOUND
 * when sql, which asks for the version by ?1, finds none, and SO_ESTALE with ret_version set when it is another than
 * the one that was seen. what names the thing in messages.
 */
int store_edit_begin(struct store *s, const char *user, const char *what, const char *sql, int64_t id, int version,
                     struct conn **ret_conn, int *ret_version, struct so_error *err);

/* A read sees one moment of the database from begin to end. */
int store_read_begin(struct store *s, struct conn **ret_conn, struct so_error *err);
void store_read_end(struct store *s, struct conn *c);

/* A list in one read: sql_query, and all its rows. */
int store_read_rows_args(struct store *s, struct so_error *err, struct sql_into into, const char *sql,
                         const struct sql_arg *args);
#define store_read_rows(s, err, into, sql, ...) store_read_rows_args(s, err, into, sql, SQL_ARGS(__VA_ARGS__))

int store_no_memory(struct so_error *err);
int store_check_text(const char *text, size_t max, const char *what, struct so_error *err); /* NULL is fine */

/* Schema. */
struct migration {
    const char *sql;
};
extern const struct migration store_migration_1, store_migration_2, store_migration_3, store_migration_4,
    store_migration_5, store_migration_6, store_migration_7, store_migration_8,
    store_migration_9, store_migration_10, store_migration_11, store_migration_12, store_migration_13;
int store_migrate(struct conn *c, int version, struct so_error *err); /* up to this schema */
int store_check_schema(struct conn *c, struct so_error *err); /* without changing anything */

/* SQL: whether the paper with this alias, or the register row, is not for everybody (visibility.h). */
#define SQL_PAPER_RESTRICTED(p)                                                                                        \
    "(" p ".restricted OR coalesce((SELECT z.restricted FROM dossier z WHERE z.code=" p ".dossier), 0))"
#define SQL_ENTRY_RESTRICTED(e)                                                                                        \
    "(EXISTS(SELECT 1 FROM dossier y WHERE y.code=" e ".dossier AND y.restricted)"                                     \
    " OR EXISTS(SELECT 1 FROM paper x WHERE x.id=" e ".paper AND " SQL_PAPER_RESTRICTED("x") "))"

/* A stack is seen whole or not at all: its pages lie beside each other. */
#define SQL_SOURCE_RESTRICTED(s)                                                                                       \
    "(EXISTS(SELECT 1 FROM dossier y WHERE y.code=" s ".dossier AND y.restricted)"                                     \
    " OR EXISTS(SELECT 1 FROM paper x WHERE x.source=" s ".id AND " SQL_PAPER_RESTRICTED("x") "))"

/* Inside a transaction of the caller. */
int dossier_ensure(struct conn *c, const char *code, struct so_error *err); /* NULL and "" are fine */
int jobs_release_dead(struct conn *c, struct so_error *err);
/* Unless the page has a waiting or leased one of this kind; a failed one waits again with counts zeroed. */
int job_add(struct conn *c, int64_t page, enum store_job_kind kind, enum store_priority priority,
            struct so_error *err);
int job_end(struct conn *c, int64_t job, struct so_error *err); /* SO_ENOTFOUND when not leased */
int audit_add(struct conn *c, const char *user, const char *action, const char *object, int64_t object_id,
              const char *detail, struct so_error *err);

int audit_verify(struct conn *c, int64_t *ret_rows, int64_t *ret_bad_id, struct so_error *err);

/*
 * An original whose last page has let it go (object and its hash) is marked as dropped in the transaction; its file
 * goes with objects_sweep, while the writer is still locked, so that nobody takes the same content in meanwhile.
 */
int object_drop(struct conn *c, int64_t object, const char *hash, struct so_error *err);
int objects_sweep(struct store *s, struct conn *c, struct so_error *err);
int objects_clean_incoming(const struct store *s, struct so_error *err);
int derived_remove(const struct store *s, int64_t page, struct so_error *err);

struct store_reading;
int reading_of_page(struct conn *c, int64_t page, struct store_reading *ret, struct so_error *err);
/* A page's words as one text, a space behind each, and the box of each. */
struct places {
    struct buf plain;
    struct box *boxes;
    size_t count;
    const char *text; /* of plain; not NUL-terminated */
    size_t text_len;
};
int places_pack(const struct words *words, struct buf *ret);
int places_unpack(const void *data, size_t len, struct places *ret); /* SO_EFORMAT, SO_ENOMEM */
int places_of_page(struct conn *c, int64_t page, struct places *ret, struct so_error *err); /* SO_ENOTFOUND */
void word_places_free(struct places *p);
int source_of_id(struct conn *c, int64_t id, struct store_source *ret, struct so_error *err);
int pages_of_paper(struct conn *c, int64_t paper, struct store_pages *ret, struct so_error *err);
int pages_of_source(struct conn *c, int64_t source, struct store_pages *ret, struct so_error *err);

int value_insert(struct conn *c, int64_t paper, int ord, const struct field *f, enum store_author author,
                 const char *user, bool current, struct so_error *err);

int values_of_paper(struct conn *c, int64_t paper, struct store_values *ret, struct so_error *err);
int paper_type(struct conn *c, int64_t paper, char ret_type[STORE_KEY_MAX + 1], struct so_error *err);

/* The dossier that its stack says (filing.c), after its pages and values are there; added: it is new. */
int paper_file(struct conn *c, int64_t paper, bool added, struct so_error *err);

int paper_remove(struct conn *c, int64_t paper,
                 struct so_error *err); /* with its values and findings; its pages stay */

/*
 * Gives up what may not be kept of a paper, for good; what was given up before stays so. The files go after the commit.
 */
int paper_give_up(struct store *s, struct conn *c, int64_t paper, enum store_keep keep, struct so_error *err);

/* Papers: recounts open findings, finds title and date, grows the version and the search index with it. */
int paper_refresh(struct store *s, struct conn *c, int64_t paper, int *ret_version, struct so_error *err);

/*
 * A clerk's edit of a paper: begin locks the writer and checks the version (SO_ESTALE, ret_version set); end renews
 * what is derived, writes the audit log and commits, or takes everything back, and returns r. touch: from now on the
 * machine's readings go to history only.
 */
int paper_edit_begin(struct store *s, const struct store_edit *edit, struct conn **ret_conn, int *ret_version,
                     struct so_error *err);
int paper_edit_end(struct store *s, struct conn *c, const struct store_edit *edit, int r, bool touch,
                   const char *action, const char *detail, int *ret_version, struct so_error *err);

/* What a paper is compared by (lookalikes.h), from its current values; renew loads them itself. */
int lookalikes_index(struct conn *c, int64_t paper, const struct store_values *values, struct so_error *err);
int lookalikes_renew(struct conn *c, int64_t paper, struct so_error *err);

/* Search index of one paper, inside the transaction that changed it. */
int search_index_paper(struct store *s, struct conn *c, int64_t paper, struct so_error *err);
int search_forget_paper(struct conn *c, int64_t paper, struct so_error *err);
int search_register(struct conn *c, struct so_error *err); /* the tokenizer, on every connection */

/* zlib with the size in front. unpack refuses more than max bytes. */
int blob_pack(const void *data, size_t len, struct buf *ret);
int blob_unpack(const void *data, size_t len, size_t max, struct buf *ret);

#endif
