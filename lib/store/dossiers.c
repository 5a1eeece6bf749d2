/* Dossiers taken in and read. */
#include "store/dossiers.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/dossier_change.h"
#include "store/internal.h"
#include "viet/date.h"

#define COUNTER_TRIES 100000

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

static int check_new(const struct store_dossier_new *n, struct so_error *err)
{
    const char *const texts[] = {n->title, n->name, n->person_id, n->birth, n->address, n->phone, n->email, n->proxy};
    int r = store_check_text(n->procedure, STORE_KEY_MAX, "the procedure", err);
    for (size_t i = 0; !r && i < sizeof texts / sizeof *texts; i++)
        r = store_check_text(texts[i], STORE_NAME_MAX, "a value of the dossier", err);
    if (!r && (!n->user || !*n->user))
        r = so_fail(err, SO_EINVALID, "a dossier is taken in by somebody");
    if (!r && n->code && !dossier_code_is_valid(n->code))
        r = so_fail(err, SO_EFORMAT, "\"%.60s\" is no dossier code such as H24.010.02-250915-0001", n->code);
    if (!r && ((unsigned)n->channel >= DOSSIER_CHANNELS || n->priority < 0 || n->copies < 0))
        r = so_fail(err, SO_EINVALID, "unknown channel, or a negative priority or number of copies");
    return r;
}

/* The next serial of the office's own counter for that day that no typed code has taken. */
static int make_code(struct conn *c, const struct store_dossier_new *n, int64_t received,
                     char ret_code[DOSSIER_CODE_MAX + 1], struct so_error *err)
{
    struct civil_time day = clock_civil(received);
    struct dossier_code code = {.year = day.year, .month = day.month, .day = day.day, .digits = 4};
    char name[64];
    if (snprintf(code.agency, sizeof code.agency, "%s", or_empty(n->prefix)) >= (int)sizeof code.agency ||
        !*code.agency)
        return so_fail(err, SO_EINVALID, "the office has no agency code; type the dossier's code");
    snprintf(name, sizeof name, "dossier:%s-%04d%02d%02d", code.agency, day.year, day.month, day.day);
    for (int i = 0; i < COUNTER_TRIES; i++) {
        int64_t serial, taken;
        int r = counter_next(c, name, &serial, err);
        if (r)
            return r;
        code.serial = (unsigned)serial;
        code.digits = serial > 9999 ? 8 : 4;
        if (serial > DOSSIER_SERIAL_MAX || !dossier_code_format(&code, ret_code))
            return so_fail(err, SO_EINVALID, "\"%.30s\" makes no dossier code", code.agency);
        r = sql_int(c, err, &taken, "SELECT state FROM dossier WHERE code=?1", SQL_T(ret_code));
        if (r == SO_ENOTFOUND)
            return SO_OK;
        if (r)
            return r;
    }
    return so_fail(err, SO_ELIMIT, "no free dossier code is left for that day");
}

static int fill(struct conn *c, const struct store_dossier_new *n, const char *code, int64_t received,
                struct so_error *err)
{
    char *key = NULL;
    int r = dossier_name_key(or_empty(n->name), &key, err);
    if (!r)
        r = sql_exec(c, err,
                     "UPDATE dossier SET procedure=?2, title=?3, name=?4, name_key=?5, person_id=?6, birth=?7,"
                     " address=?8, phone=?9, email=?10, proxy=?11, channel=?12, priority=?13, copies=?14,"
                     " electronic_copy=?15, received=?16, due=?17, state=1 WHERE code=?1",
                     SQL_T(code), SQL_T(or_empty(n->procedure)), SQL_T(or_empty(n->title)), SQL_T(or_empty(n->name)),
                     SQL_T(key), SQL_T(or_empty(n->person_id)), SQL_T(or_empty(n->birth)), SQL_T(or_empty(n->address)),
                     SQL_T(or_empty(n->phone)), SQL_T(or_empty(n->email)), SQL_T(or_empty(n->proxy)), SQL_I(n->channel),
                     SQL_I(n->priority), SQL_I(n->copies ? n->copies : 1), SQL_I(n->electronic_copy), SQL_I(received),
                     SQL_I(n->due));
    free(key);
    return r;
}

static int open_dossier(struct conn *c, const struct store_dossier_new *n, char ret_code[DOSSIER_CODE_MAX + 1],
                        struct so_error *err)
{
    int64_t received = n->received ? n->received : clock_now_ms(), state = 0, id = 0;
    int r = SO_OK;
    if (n->code)
        snprintf(ret_code, DOSSIER_CODE_MAX + 1, "%s", n->code);
    else
        r = make_code(c, n, received, ret_code, err);
    if (!r)
        r = dossier_ensure(c, ret_code, err);
    if (!r)
        r = sql_int(c, err, &state, "SELECT state FROM dossier WHERE code=?1", SQL_T(ret_code));
    if (!r && state != DOSSIER_NOTED)
        return so_fail(err, SO_EEXISTS, "the dossier %s was taken in already", ret_code);
    if (!r)
        r = fill(c, n, ret_code, received, err);
    if (!r)
        r = sql_int(c, err, &id, "SELECT id FROM dossier WHERE code=?1", SQL_T(ret_code));
    if (!r)
        r = dossier_touch(c, id, err);
    return r ? r : audit_add(c, n->user, "dossier.open", "dossier", id, ret_code, err);
}

int store_dossier_open(struct store *s, const struct store_dossier_new *n, char ret_code[DOSSIER_CODE_MAX + 1],
                       struct so_error *err)
{
    int r = check_new(n, err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    char code[DOSSIER_CODE_MAX + 1] = "";
    r = store_write_end(s, open_dossier(c, n, code, err), err);
    if (!r)
        memcpy(ret_code, code, sizeof code);
    return r;
}

static int read_dossier(sqlite3_stmt *st, struct store_dossier *d, struct so_error *err)
{
    char **const texts[] = {&d->code, &d->procedure, &d->title, &d->name,  &d->person_id,
                            &d->birth, &d->address,  &d->phone, &d->email, &d->proxy};
    int at = 0;
    for (; at < (int)(sizeof texts / sizeof *texts); at++)
        if (!(*texts[at] = sql_text(st, at)))
            return store_no_memory(err);
    d->id = sqlite3_column_int64(st, at++);
    d->version = sqlite3_column_int(st, at++);
    d->state = (enum dossier_state)sqlite3_column_int(st, at++);
    d->channel = (enum dossier_channel)sqlite3_column_int(st, at++);
    d->priority = sqlite3_column_int(st, at++);
    d->copies = sqlite3_column_int(st, at++);
    d->electronic_copy = sqlite3_column_int(st, at++);
    d->reused = sqlite3_column_int(st, at++);
    d->extended = sqlite3_column_int(st, at++);
    int64_t *const times[] = {&d->received, &d->due, &d->stopped, &d->finished, &d->closed, &d->created, &d->updated};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        *times[i] = sqlite3_column_int64(st, at++);
    return (unsigned)d->state < DOSSIER_STATES && (unsigned)d->channel < DOSSIER_CHANNELS
               ? SO_OK
               : so_fail(err, SO_EFORMAT, "the dossier %s has an unknown state", d->code);
}

static int load_marks(struct conn *c, struct store_dossier *d, struct so_error *err)
{
    sqlite3_stmt *st;
    int r =
        sql_query(c, err, &st, "SELECT key, value, reason, user, time FROM dossier_mark WHERE dossier=?1 ORDER BY key",
                  SQL_I(d->id));
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_dossier_mark *m = array_push(&d->marks);
        if (!m)
            return sql_done(st, store_no_memory(err));
        *m = (struct store_dossier_mark){sql_text(st, 0), sql_text(st, 1), sql_text(st, 2), sql_text(st, 3),
                                         sqlite3_column_int64(st, 4)};
        if (!m->key || !m->value || !m->reason || !m->user)
            r = store_no_memory(err);
    }
    return sql_done(st, r);
}

static int load_papers(struct conn *c, struct store_dossier *d, struct so_error *err)
{
    sqlite3_stmt *st;
    int r =
        sql_query(c, err, &st,
                  "SELECT id, role, type, title, item, version, npages, errors, warnings, keep, confirmed FROM paper"
                  " WHERE dossier=?1 AND replaced_by IS NULL ORDER BY role, id LIMIT ?2",
                  SQL_T(d->code), SQL_I(STORE_DOSSIER_PAPERS_MAX));
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_dossier_paper *p = array_push(&d->papers);
        if (!p)
            return sql_done(st, store_no_memory(err));
        *p = (struct store_dossier_paper){.id = sqlite3_column_int64(st, 0),
                                          .role = (enum dossier_role)(sqlite3_column_int(st, 1) != 0),
                                          .type = sql_text(st, 2),
                                          .title = sql_text(st, 3),
                                          .item = sql_text(st, 4),
                                          .version = sqlite3_column_int(st, 5),
                                          .npages = sqlite3_column_int(st, 6),
                                          .errors = sqlite3_column_int(st, 7),
                                          .warnings = sqlite3_column_int(st, 8),
                                          .keep = (enum store_keep)sqlite3_column_int(st, 9),
                                          .confirmed = sqlite3_column_int(st, 10)};
        if (!p->type || !p->title || !p->item)
            r = store_no_memory(err);
    }
    return sql_done(st, r);
}

int store_dossier_load(struct store *s, const char *code, struct store_dossier *ret_dossier, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    struct store_dossier d = {0};
    sqlite3_stmt *st;
    r = sql_query(c, err, &st,
                  "SELECT code, procedure, title, name, person_id, birth, address, phone, email, proxy, id, version,"
                  " state, channel, priority, copies, electronic_copy, reused, extended, received, due, stopped, "
                  "finished, closed,"
                  " created, updated FROM dossier WHERE code=?1",
                  SQL_T(code));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = read_dossier(st, &d, err);
    if (r == SO_EEND)
        r = so_fail(err, SO_ENOTFOUND, "no such dossier");
    sql_done(st, r);
    if (!r)
        r = load_marks(c, &d, err);
    if (!r)
        r = load_papers(c, &d, err);
    store_read_end(s, c);
    if (r)
        store_dossier_free(&d);
    else
        *ret_dossier = d;
    return r;
}

void store_dossier_paper_free(struct store_dossier_paper *p)
{
    free(p->type);
    free(p->title);
    free(p->item);
    *p = (struct store_dossier_paper){0};
}

void store_dossier_free(struct store_dossier *d)
{
    char *const texts[] = {d->code, d->procedure, d->title, d->name,  d->person_id,
                           d->birth, d->address,  d->phone, d->email, d->proxy};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    for (size_t i = 0; i < d->marks.len; i++) {
        free(d->marks.items[i].key);
        free(d->marks.items[i].value);
        free(d->marks.items[i].reason);
        free(d->marks.items[i].user);
    }
    array_free(&d->marks);
    for (size_t i = 0; i < d->papers.len; i++)
        store_dossier_paper_free(&d->papers.items[i]);
    array_free(&d->papers);
    *d = (struct store_dossier){0};
}
