/* A clerk's steps on a dossier: each one transaction, on the version that the clerk saw, with its mark in the audit
 * log. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/dossier_change.h"
#include "store/dossiers.h"
#include "store/internal.h"

int dossier_step_begin(struct store *s, const struct store_dossier_edit *e, struct dossier_step *ret_step,
                       int *ret_version, struct so_error *err)
{
    if (!e->user || !*e->user)
        return so_fail(err, SO_EINVALID, "an edit needs a user");
    int r = store_check_text(e->user, STORE_NAME_MAX, "the user's name", err);
    if (!r)
        r = store_check_text(e->reason, STORE_VALUE_MAX, "the reason", err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    int64_t id = 0, version = 0;
    r = sql_int(c, err, &id, "SELECT id FROM dossier WHERE code=?1", SQL_T(e->code));
    if (r == SO_ENOTFOUND)
        r = so_fail(err, r, "no such dossier");
    if (!r)
        r = sql_int(c, err, &version, "SELECT version FROM dossier WHERE id=?1", SQL_I(id));
    if (!r && version != e->version) {
        *ret_version = (int)version;
        r = so_fail(err, SO_ESTALE, "the dossier was changed meanwhile: it has version %lld, the edit was made on %d",
                    (long long)version, e->version);
    }
    if (r)
        return store_write_end(s, r, err);
    *ret_step = (struct dossier_step){.store = s,
                                      .c = c,
                                      .dossier = id,
                                      .code = e->code,
                                      .number = (int)version + 1,
                                      .user = e->user,
                                      .reason = e->reason};
    return SO_OK;
}

int dossier_step_end(struct dossier_step *step, int r, const char *action, const char *detail, int *ret_version,
                     struct so_error *err)
{
    bool changed = step->changed > 0;
    if (!r && changed)
        r = dossier_touch(step->c, step->dossier, err);
    if (!r && changed)
        r = audit_add(step->c, step->user, action, "dossier", step->dossier, detail, err);
    r = store_write_end(step->store, r, err);
    if (!r)
        *ret_version = step->number - !changed;
    return r;
}

/* What a clerk may set by name, and between which numbers; max 0: text. */
static const struct settable {
    const char *key;
    int64_t max;
} settable[] = {
    {"procedure", 0}, {"title", 0},    {"name", 0},      {"person_id", 0}, {"birth", 0},           {"address", 0},
    {"phone", 0},     {"email", 0},    {"proxy", 0},     {"channel", 2},   {"priority", 9},        {"copies", 1000},
    {"reused", 1},    {"received", INT64_MAX}, {"due", INT64_MAX}, {"electronic_copy", 1},
};

static int check_value(const struct store_dossier_value *v, struct so_error *err)
{
    const struct settable *found = NULL;
    for (size_t i = 0; i < sizeof settable / sizeof *settable; i++)
        if (!strcmp(settable[i].key, v->key))
            found = &settable[i];
    if (!found)
        return so_fail(err, SO_ENOTFOUND, "a dossier has no \"%.60s\" that can be set", v->key);
    if (!found->max)
        return store_check_text(v->value, STORE_NAME_MAX, v->key, err);
    size_t len = strlen(v->value);
    if (!len || len > 18 || strspn(v->value, "0123456789") != len || (len > 1 && *v->value == '0') ||
        strtoll(v->value, NULL, 10) > found->max)
        return so_fail(err, SO_EINVALID, "%s must be a number from 0 to %lld", v->key, (long long)found->max);
    return SO_OK;
}

int store_dossier_set(struct store *s, const struct store_dossier_edit *e, const struct store_dossier_value *values,
                      size_t n, int *ret_version, struct so_error *err)
{
    int r = SO_OK;
    struct buf keys = BUF_INIT;
    for (size_t i = 0; !r && i < n; i++) {
        r = check_value(&values[i], err);
        if (!r)
            r = buf_printf(&keys, "%s%s", i ? " " : "", values[i].key);
    }
    struct dossier_step step;
    if (!r)
        r = dossier_step_begin(s, e, &step, ret_version, err);
    if (!r) {
        for (size_t i = 0; !r && i < n; i++)
            r = dossier_change(&step, values[i].key, values[i].value, err);
        r = dossier_step_end(&step, r, "dossier.set", buf_str(&keys), ret_version, err);
    }
    buf_free(&keys);
    return r;
}

static int change_state(struct dossier_step *step, enum dossier_state from, enum dossier_state to, int64_t when,
                        int64_t due, struct so_error *err)
{
    int r = dossier_change_number(step, "state", to, err);
    if (!r && due >= 0)
        r = dossier_change_number(step, "due", due, err);
    if (!r)
        r = dossier_change_number(step, "stopped", dossier_state_is_waiting(to) ? when : 0, err);
    if (!r && from != DOSSIER_DONE)
        r = dossier_change_number(step, "finished", dossier_state_is_resolved(to) ? when : 0, err);
    if (!r && from == DOSSIER_DONE && to == DOSSIER_RECEIVED)
        r = dossier_change_number(step, "finished", 0, err);
    return r ? r : dossier_change_number(step, "closed", dossier_state_is_over(to) ? when : 0, err);
}

static int check_state(struct dossier_step *step, enum dossier_state to, int64_t when, enum dossier_state *ret_from,
                       struct so_error *err)
{
    int64_t from, received;
    int r = sql_int(step->c, err, &from, "SELECT state FROM dossier WHERE id=?1", SQL_I(step->dossier));
    if (!r)
        r = sql_int(step->c, err, &received, "SELECT received FROM dossier WHERE id=?1", SQL_I(step->dossier));
    if (r)
        return r;
    if (from == DOSSIER_NOTED)
        return so_fail(err, SO_EINVALID, "only the dossier's code is known; take it in first");
    if (!dossier_state_may_follow((enum dossier_state)from, to))
        return so_fail(err, SO_EINVALID, "a dossier that is %s can't become %s",
                       dossier_state_name((enum dossier_state)from), dossier_state_name(to));
    if (when < received || when > clock_now_ms())
        return so_fail(err, SO_EINVALID, "the moment of the change lies before receipt or in the future");
    *ret_from = (enum dossier_state)from;
    return SO_OK;
}

static int give_up_papers(struct dossier_step *step, const struct store_dossier_move *m, struct so_error *err)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < m->nkeepings; i++) {
        const struct store_keeping *k = &m->keepings[i];
        int64_t was;
        int version;
        r = sql_int(step->c, err, &was, "SELECT keep FROM paper WHERE id=?1 AND dossier=?2", SQL_I(k->paper),
                    SQL_T(step->code));
        if (r == SO_ENOTFOUND || (!r && (int64_t)k->keep <= was)) {
            r = SO_OK;
            continue;
        }
        if (!r)
            r = paper_give_up(step->store, step->c, k->paper, k->keep, err);
        if (!r)
            r = paper_refresh(step->store, step->c, k->paper, &version, err);
        if (!r)
            r = audit_add(step->c, step->user, "paper.keep", "paper", k->paper, store_keep_name(k->keep), err);
    }
    return r;
}

int dossier_step_move(struct dossier_step *step, const struct store_dossier_move *m, struct so_error *err)
{
    enum dossier_state from = DOSSIER_NOTED;
    int64_t moment = m->when ? m->when : clock_now_ms();
    if ((unsigned)m->state >= DOSSIER_STATES)
        return so_fail(err, SO_EINVALID, "unknown state of a dossier");
    int r = check_state(step, m->state, moment, &from, err);
    if (!r)
        r = change_state(step, from, m->state, moment, m->due, err);
    return r ? r : give_up_papers(step, m, err);
}

int dossier_step_extend(struct dossier_step *step, int64_t due, struct so_error *err)
{
    int64_t extended;
    int r = sql_int(step->c, err, &extended, "SELECT extended FROM dossier WHERE id=?1", SQL_I(step->dossier));
    if (!r && extended)
        r = so_fail(err, SO_EINVALID, "the limit was prolonged already");
    if (!r)
        r = dossier_change_number(step, "due", due, err);
    return r ? r : dossier_change_number(step, "extended", 1, err);
}

int store_dossier_set_state(struct store *s, const struct store_dossier_edit *e, const struct store_dossier_move *m,
                            int *ret_version, struct so_error *err)
{
    struct dossier_step step;
    int r = dossier_step_begin(s, e, &step, ret_version, err);
    if (r)
        return r;
    r = dossier_step_move(&step, m, err);
    const char *state = r ? "" : dossier_state_name(m->state);
    return dossier_step_end(&step, r, "dossier.state", state, ret_version, err);
}

int store_dossier_extend(struct store *s, const struct store_dossier_edit *e, int64_t due, int *ret_version,
                         struct so_error *err)
{
    struct dossier_step step;
    int r = dossier_step_begin(s, e, &step, ret_version, err);
    if (r)
        return r;
    r = dossier_step_extend(&step, due, err);
    return dossier_step_end(&step, r, "dossier.extend", "", ret_version, err);
}

int store_dossier_mark(struct store *s, const struct store_dossier_edit *e, const char *key, const char *value,
                       int *ret_version, struct so_error *err)
{
    int r = store_check_text(key, STORE_KEY_MAX, "the mark", err);
    if (!r)
        r = store_check_text(value, STORE_KEY_MAX, "the mark's value", err);
    if (!r && strncmp(key, "fact:", 5) != 0 && strncmp(key, "item:", 5) != 0)
        r = so_fail(err, SO_EINVALID, "a mark is fact:… or item:…");
    struct dossier_step step;
    if (r || (r = dossier_step_begin(s, e, &step, ret_version, err)))
        return r;
    r = dossier_change(&step, key, value, err);
    return dossier_step_end(&step, r, "dossier.mark", key, ret_version, err);
}

static int put_paper(struct dossier_step *step, int64_t paper, const char *place, struct so_error *err)
{
    int64_t there = 0;
    int r = sql_int(step->c, err, &there, "SELECT count(*) FROM paper WHERE dossier=?1", SQL_T(step->code));
    if (!r && there >= STORE_DOSSIER_PAPERS_MAX)
        r = so_fail(err, SO_ELIMIT, "a dossier holds at most %d papers", STORE_DOSSIER_PAPERS_MAX);
    char key[32];
    snprintf(key, sizeof key, "paper:%lld", (long long)paper);
    return r ? r : dossier_change(step, key, place, err);
}

int store_dossier_put_paper(struct store *s, const struct store_dossier_edit *e, int64_t paper, enum dossier_role role,
                            const char *item, int *ret_version, struct so_error *err)
{
    char place[STORE_KEY_MAX + 16];
    int r = store_check_text(item, STORE_KEY_MAX, "the line", err);
    if (!r && (unsigned)role >= DOSSIER_ROLES)
        r = so_fail(err, SO_EINVALID, "a paper is handed in or given back");
    struct dossier_step step;
    if (r || (r = dossier_step_begin(s, e, &step, ret_version, err)))
        return r;
    snprintf(place, sizeof place, "%s/%s", dossier_role_name(role), item ? item : "");
    r = put_paper(&step, paper, place, err);
    return dossier_step_end(&step, r, "dossier.paper", place, ret_version, err);
}

int store_dossier_take_paper(struct store *s, const struct store_dossier_edit *e, int64_t paper, int *ret_version,
                             struct so_error *err)
{
    struct dossier_step step;
    int64_t there;
    int r = dossier_step_begin(s, e, &step, ret_version, err);
    if (r)
        return r;
    char key[32];
    snprintf(key, sizeof key, "paper:%lld", (long long)paper);
    r = sql_int(step.c, err, &there, "SELECT 1 FROM paper WHERE id=?1 AND dossier=?2", SQL_I(paper), SQL_T(e->code));
    if (r == SO_ENOTFOUND)
        r = so_fail(err, r, "no such paper in the dossier");
    if (!r)
        r = dossier_change(&step, key, "", err);
    return dossier_step_end(&step, r, "dossier.paper", "out", ret_version, err);
}

struct undo_row {
    int64_t id;
    char *key, *before;
};

struct undo_rows {
    struct undo_row *items;
    size_t len, cap;
};

static int load_last_step(struct dossier_step *step, struct undo_rows *rows, struct so_error *err)
{
    sqlite3_stmt *st;
    int r =
        sql_query(step->c, err, &st,
                  "SELECT id, key, before FROM dossier_change WHERE dossier=?1 AND undone=0 AND step=(SELECT max(step)"
                  " FROM dossier_change WHERE dossier=?1 AND undone=0) ORDER BY id DESC",
                  SQL_I(step->dossier));
    while (!r && !(r = sql_row(step->c, err, st))) {
        struct undo_row *row = array_push(rows);
        if (!row)
            return sql_done(st, store_no_memory(err));
        *row = (struct undo_row){sqlite3_column_int64(st, 0), sql_text(st, 1), sql_text(st, 2)};
        if (!row->key || !row->before)
            r = store_no_memory(err);
    }
    r = sql_done(st, r);
    if (!r && !rows->len)
        r = so_fail(err, SO_ENOTFOUND, "nothing is left to take back");
    return r;
}

int store_dossier_undo(struct store *s, const struct store_dossier_edit *e, int *ret_version, struct so_error *err)
{
    struct dossier_step step;
    int r = dossier_step_begin(s, e, &step, ret_version, err);
    if (r)
        return r;
    struct undo_rows rows = {0};
    r = load_last_step(&step, &rows, err);
    for (size_t i = 0; !r && i < rows.len; i++) {
        r = dossier_apply(&step, rows.items[i].key, rows.items[i].before, err);
        if (!r)
            r = sql_exec(step.c, err, "UPDATE dossier_change SET undone=?2 WHERE id=?1", SQL_I(rows.items[i].id),
                         SQL_I(clock_now_ms()));
        step.changed++;
    }
    r = dossier_step_end(&step, r, "dossier.undo", rows.len ? rows.items[0].key : "", ret_version, err);
    for (size_t i = 0; i < rows.len; i++) {
        free(rows.items[i].key);
        free(rows.items[i].before);
    }
    array_free(&rows);
    return r;
}
