/*
 * Who viewed, searched, exported or changed what: a log that is only added to. Each row carries the hash of the row
 * before it, so that a row taken out or altered shows. Changes through the store are logged in their own transaction;
 * views, searches and exports are the caller's to log.
 */
#ifndef SOHOA_STORE_AUDIT_H
#define SOHOA_STORE_AUDIT_H

#include "store/store.h"

struct store_audit_row {
    int64_t id, time;
    char *user;   /* "" for the machine */
    char *action; /* "view", "search", "export", "field.set", "login", "login.failed" … */
    char *object; /* "paper", "page", "source", "user" …; "" */
    int64_t object_id;
    char *detail; /* no values of fields, no passwords */
};

struct store_audit {
    struct store_audit_row *items;
    size_t len, cap;
};

int store_audit_add(struct store *s, const char *user, const char *action, const char *object, int64_t object_id,
                    const char *detail, struct so_error *err);

/* Newest first, ids below before (0: all), of one object when object is not NULL; limit 1..1000. */
int store_audit_list(struct store *s, const char *object, int64_t object_id, int64_t before, int limit,
                     struct store_audit *ret_rows, struct so_error *err);
void store_audit_free(struct store_audit *a);

/* Walks the chain. SO_EFORMAT: broken, *ret_bad_id is the first row that does not fit (set on this failure only). */
int store_audit_verify(struct store *s, int64_t *ret_rows, int64_t *ret_bad_id, struct so_error *err);

#endif
