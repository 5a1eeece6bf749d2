/* A clerk's changes: each names the version it was made on, is one transaction, and leaves its mark in the audit log.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/dossier_change.h"
#include "store/internal.h"
#include "store/visibility.h"

int paper_edit_begin(struct store *s, const struct store_edit *e, struct conn **ret_conn, int *ret_version,
                     struct so_error *err)
{
    return store_edit_begin(s, e->user, "paper", "SELECT version FROM paper WHERE id=?1", e->paper, e->version,
                            ret_conn, ret_version, err);
}

int paper_edit_end(struct store *s, struct conn *c, const struct store_edit *e, int r, bool touch, const char *action,
                   const char *detail, int *ret_version, struct so_error *err)
{
    int version = 0;
    if (!r && touch)
        r = sql_exec(c, err, "UPDATE paper SET touched=1 WHERE id=?1", SQL_I(e->paper));
    if (!r)
        r = paper_refresh(s, c, e->paper, &version, err);
    if (!r)
        r = audit_add(c, e->user, action, "paper", e->paper, detail, err);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_version = version;
    return r;
}

struct current {
    int64_t id;
    int ord, page;
    struct box box;
    char *read;
};

/* The field as it stands; for a new key its place behind the others (id 0). */
static int find_current(struct conn *c, int64_t paper, const char *key, struct current *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT id, ord, page, x, y, w, h, read FROM value WHERE paper=?1 AND key=?2 AND current=1",
                      SQL_I(paper), SQL_T(key));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        *ret = (struct current){sqlite3_column_int64(st, 0), sqlite3_column_int(st, 1), sqlite3_column_int(st, 2),
                                sql_box(st, 3), sql_text(st, 7)};
    sql_done(st, r);
    if (r != SO_EEND)
        return r ? r : ret->read ? SO_OK : store_no_memory(err);
    int64_t ord, page;
    r = sql_int(c, err, &ord, "SELECT coalesce(max(ord)+1, 0) FROM value WHERE paper=?1 AND current=1", SQL_I(paper));
    if (!r)
        r = sql_int(c, err, &page, "SELECT first_page FROM paper WHERE id=?1", SQL_I(paper));
    if (!r)
        *ret = (struct current){.ord = (int)ord, .page = (int)page, .read = strdup("")};
    return r ? r : ret->read ? SO_OK : store_no_memory(err);
}

static int set_value(struct conn *c, const struct store_edit *e, const char *key, const char *value, const char *normal,
                     struct so_error *err)
{
    struct current now = {0};
    int r = find_current(c, e->paper, key, &now, err);
    if (!r && now.id)
        r = sql_exec(c, err, "UPDATE value SET current=0 WHERE id=?1", SQL_I(now.id));
    if (!r) {
        struct field f = {.key = (char *)key,
                          .value = (char *)value,
                          .normal = (char *)(normal ? normal : value),
                          .read = now.read,
                          .evidence = (char *)"",
                          .state = *value ? FIELD_READ : FIELD_ABSENT,
                          .confidence = 1,
                          .box = now.box,
                          .page = now.page};
        r = value_insert(c, e->paper, now.ord, &f, STORE_CLERK, e->user, true, err);
    }
    free(now.read);
    if (r || !*value)
        return r;
    return sql_exec(c, err,
                    "UPDATE finding SET state=2, user=?3, time=?4, solved_by=?5"
                    " WHERE paper=?1 AND field=?2 AND state=0 AND code IN (0, 1, 2)",
                    SQL_I(e->paper), SQL_T(key), SQL_T(e->user), SQL_I(clock_now_ms()),
                    SQL_I(sqlite3_last_insert_rowid(c->db)));
}

int store_field_set(struct store *s, const struct store_edit *e, const char *key, const char *value,
                    const char *normal, int *ret_version, struct so_error *err)
{
    if (!key || !*key || !value)
        return so_fail(err, SO_EINVALID, "a field needs a key and a value");
    int r = store_check_text(key, STORE_KEY_MAX, "the field's key", err);
    if (!r)
        r = store_check_text(value, STORE_VALUE_MAX, "the value", err);
    if (!r)
        r = store_check_text(normal, STORE_VALUE_MAX, "the value's normal form", err);
    struct conn *c;
    if (r || (r = paper_edit_begin(s, e, &c, ret_version, err)))
        return r;
    r = set_value(c, e, key, value, normal, err);
    return paper_edit_end(s, c, e, r, true, "field.set", key, ret_version, err);
}

/*
 * What stands again after an undo: the clerk's value before, else what the machine read last.
 */
static int restore_before(struct conn *c, int64_t paper, const char *key, int64_t undone, struct so_error *err)
{
    int64_t before;
    int r = sql_int(c, err, &before,
                    "SELECT id FROM value WHERE paper=?1 AND key=?2 AND undone=0 AND id<>?3 AND (author=0 OR id<?3)"
                    " ORDER BY author DESC, id DESC LIMIT 1",
                    SQL_I(paper), SQL_T(key), SQL_I(undone));
    if (r == SO_ENOTFOUND)
        return SO_OK; /* the clerk had added this field */
    return r ? r : sql_exec(c, err, "UPDATE value SET current=1 WHERE id=?1", SQL_I(before));
}

int store_field_undo(struct store *s, const struct store_edit *e, const char *key, int *ret_version,
                     struct so_error *err)
{
    struct conn *c;
    int64_t id;
    int r = paper_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = sql_int(c, err, &id, "SELECT id FROM value WHERE paper=?1 AND key=?2 AND current=1 AND author=1",
                SQL_I(e->paper), SQL_T(key));
    if (r == SO_ENOTFOUND)
        r = so_fail(err, r, "the field has no value of a clerk's");
    if (!r)
        r = sql_exec(c, err, "UPDATE value SET current=0, undone=?2 WHERE id=?1", SQL_I(id), SQL_I(clock_now_ms()));
    if (!r)
        r = restore_before(c, e->paper, key, id, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE finding SET state=0, user='', time=?2, solved_by=NULL WHERE solved_by=?1",
                     SQL_I(id), SQL_I(clock_now_ms()));
    return paper_edit_end(s, c, e, r, true, "field.undo", key, ret_version, err);
}

int store_finding_set(struct store *s, const struct store_edit *e, int64_t finding, enum store_finding_state state,
                      const char *reason, int *ret_version, struct so_error *err)
{
    if ((unsigned)state > STORE_FINDING_SOLVED)
        return so_fail(err, SO_EINVALID, "unknown state of a finding");
    int r = store_check_text(reason, STORE_VALUE_MAX, "the reason", err);
    struct conn *c;
    if (r || (r = paper_edit_begin(s, e, &c, ret_version, err)))
        return r;
    bool open = state == STORE_FINDING_OPEN;
    r = sql_exec(c, err,
                 "UPDATE finding SET state=?3, user=?4, reason=?5, time=?6, solved_by=NULL WHERE id=?1 AND paper=?2",
                 SQL_I(finding), SQL_I(e->paper), SQL_I(state), SQL_T(open ? "" : e->user),
                 SQL_T(reason && !open ? reason : ""), SQL_I(clock_now_ms()));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such finding on this paper");
    return paper_edit_end(s, c, e, r, true, "finding.set", store_finding_state_name(state), ret_version, err);
}

int store_paper_set_type(struct store *s, const struct store_edit *e, const char *type, int *ret_version,
                         struct so_error *err)
{
    if (!type || !*type)
        return so_fail(err, SO_EINVALID, "a paper needs a type");
    int r = store_check_text(type, STORE_KEY_MAX, "the type", err);
    struct conn *c;
    if (r || (r = paper_edit_begin(s, e, &c, ret_version, err)))
        return r;
    r = sql_exec(c, err, "UPDATE paper SET type=?2, type_confidence=1, type_reason=?3 WHERE id=?1", SQL_I(e->paper),
                 SQL_T(type), SQL_T("clerk"));
    return paper_edit_end(s, c, e, r, true, "paper.type", type, ret_version, err);
}

int store_paper_set_dossier(struct store *s, const struct store_edit *e, const char *dossier, int *ret_version,
                            struct so_error *err)
{
    const char *code = dossier && *dossier ? dossier : NULL;
    struct conn *c;
    int r = paper_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = dossier_move_paper(s, c, e->paper, code, e->user, err);
    return paper_edit_end(s, c, e, r, false, "paper.dossier", code ? code : "", ret_version, err);
}

/* What stands on the same page, a certification and the paper under it, is seen by the same people. */
static int restrict_sheet_mates(struct store *s, struct conn *c, int64_t paper, bool restricted, struct so_error *err)
{
    sqlite3_stmt *st;
    int64_t mates[STORE_PAGES_MAX];
    size_t n = 0;
    int version;
    int r = sql_query(c, err, &st,
                      "SELECT DISTINCT iif(paper=?1, stamp, paper) FROM page WHERE (paper=?1 OR stamp=?1)"
                      " AND paper IS NOT NULL AND stamp IS NOT NULL",
                      SQL_I(paper));
    while (!r && !(r = sql_row(c, err, st)) && n < STORE_PAGES_MAX)
        mates[n++] = sqlite3_column_int64(st, 0);
    r = sql_done(st, r);
    for (size_t i = 0; !r && i < n; i++) {
        r = sql_exec(c, err, "UPDATE paper SET restricted=?2 WHERE id=?1", SQL_I(mates[i]), SQL_I(restricted));
        r = r ? r : paper_refresh(s, c, mates[i], &version, err);
    }
    return r;
}

int store_paper_restrict(struct store *s, const struct store_edit *e, bool restricted, int *ret_version,
                         struct so_error *err)
{
    struct conn *c;
    int r = paper_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = sql_exec(c, err, "UPDATE paper SET restricted=?2 WHERE id=?1", SQL_I(e->paper), SQL_I(restricted));
    r = r ? r : restrict_sheet_mates(s, c, e->paper, restricted, err);
    return paper_edit_end(s, c, e, r, false, restricted ? "paper.restrict" : "paper.open", "", ret_version, err);
}

int store_paper_confirm(struct store *s, const struct store_edit *e, int *ret_version, struct so_error *err)
{
    struct conn *c;
    int r = paper_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = sql_exec(c, err, "UPDATE paper SET confirmed=1 WHERE id=?1", SQL_I(e->paper));
    return paper_edit_end(s, c, e, r, true, "paper.confirm", "", ret_version, err);
}

int store_paper_keep(struct store *s, const struct store_edit *e, enum store_keep keep, int *ret_version,
                     struct so_error *err)
{
    struct conn *c;
    int64_t was;
    if ((unsigned)keep > STORE_KEEP_NOTHING)
        return so_fail(err, SO_EINVALID, "unknown way to keep a paper");
    int r = paper_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = sql_int(c, err, &was, "SELECT keep FROM paper WHERE id=?1", SQL_I(e->paper));
    if (!r && keep < (enum store_keep)was)
        r = so_fail(err, SO_EINVALID, "what of this paper was given up is gone for good");
    if (!r)
        r = paper_give_up(s, c, e->paper, keep, err);
    return paper_edit_end(s, c, e, r, true, "paper.keep", store_keep_name(keep), ret_version, err);
}
