#include "store/dossier_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/dossier.h"
#include "viet/fold.h"

int dossier_name_key(const char *name, char **ret_key, struct so_error *err)
{
    struct buf folded = BUF_INIT;
    int r = viet_fold(name, strlen(name), &folded);
    char *out = folded.data;
    bool gap = false;
    for (const char *p = buf_str(&folded); !r && *p; p++) {
        if (*p == ' ' || *p == '\t') {
            gap = out > folded.data;
            continue;
        }
        if (gap)
            *out++ = ' ';
        gap = false;
        *out++ = *p;
    }
    if (out)
        *out = '\0';
    char *key = r ? NULL : strdup(buf_str(&folded));
    buf_free(&folded);
    if (!key)
        return store_no_memory(err);
    *ret_key = key;
    return SO_OK;
}

int counter_next(struct conn *c, const char *name, int64_t *ret_value, struct so_error *err)
{
    int r = sql_exec(c, err,
                     "INSERT INTO counter (name, value) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value=value+1",
                     SQL_T(name));
    return r ? r : sql_int(c, err, ret_value, "SELECT value FROM counter WHERE name=?1", SQL_T(name));
}

int dossier_touch(struct conn *c, int64_t dossier, struct so_error *err)
{
    return sql_exec(c, err, "UPDATE dossier SET version=version+1, updated=?2 WHERE id=?1", SQL_I(dossier),
                    SQL_I(clock_now_ms()));
}

#define COLUMN(name)                                                                                                   \
    {                                                                                                                  \
        #name, "SELECT " #name " FROM dossier WHERE id=?1", "UPDATE dossier SET " #name "=?2 WHERE id=?1"              \
    }
static const struct column {
    const char *key, *get, *set;
} columns[] = {
    COLUMN(procedure), COLUMN(title),    COLUMN(name),  COLUMN(person_id), COLUMN(birth),    COLUMN(address),
    COLUMN(phone),     COLUMN(email),    COLUMN(proxy), COLUMN(channel),   COLUMN(priority), COLUMN(copies),
    COLUMN(received),  COLUMN(due),      COLUMN(state), COLUMN(stopped),   COLUMN(finished), COLUMN(closed),
    COLUMN(reused),    COLUMN(extended), COLUMN(electronic_copy),
};

static const struct column *find_column(const char *key)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (!strcmp(columns[i].key, key))
            return &columns[i];
    return NULL;
}

static bool is_mark(const char *key)
{
    return !strncmp(key, "fact:", 5) || !strncmp(key, "item:", 5);
}

/* The number behind "paper:" or "slip:"; 0 when the key begins otherwise. */
static int64_t number_of(const char *key, const char *prefix)
{
    size_t len = strlen(prefix);
    return strncmp(key, prefix, len) ? 0 : strtoll(key + len, NULL, 10);
}

/* The first column of a query as text; "" where there is no row. Takes over st's result r. */
static int take_text(struct conn *c, sqlite3_stmt *st, int r, char **ret, struct so_error *err)
{
    if (!r)
        r = sql_row(c, err, st);
    char *text = r == SO_EEND ? strdup("") : r ? NULL : sql_text(st, 0);
    r = sql_done(st, r);
    if (!r && !text)
        r = store_no_memory(err);
    if (!r)
        *ret = text;
    return r;
}

static int current(struct dossier_step *step, const char *key, char **ret, struct so_error *err)
{
    sqlite3_stmt *st = NULL;
    const struct column *column = find_column(key);
    int64_t paper = number_of(key, "paper:"), slip = number_of(key, "slip:"), there;
    int r;
    if (column) {
        r = sql_query(step->c, err, &st, column->get, SQL_I(step->dossier));
    } else if (is_mark(key)) {
        r = sql_query(step->c, err, &st, "SELECT value FROM dossier_mark WHERE dossier=?1 AND key=?2",
                      SQL_I(step->dossier), SQL_T(key));
    } else if (slip) {
        r = sql_query(step->c, err, &st,
                      "SELECT iif(withdrawn, '', number) FROM dossier_slip WHERE id=?1 AND dossier=?2", SQL_I(slip),
                      SQL_I(step->dossier));
    } else if (paper) {
        r = sql_int(step->c, err, &there, "SELECT 1 FROM paper WHERE id=?1", SQL_I(paper));
        if (r)
            return r == SO_ENOTFOUND ? so_fail(err, r, "no such paper") : r;
        r = sql_query(step->c, err, &st,
                      "SELECT iif(role=1, 'output/', 'input/')||item FROM paper WHERE id=?1 AND dossier=?2",
                      SQL_I(paper), SQL_T(step->code));
    } else {
        return so_fail(err, SO_ENOTFOUND, "a dossier has no \"%.60s\"", key);
    }
    return take_text(step->c, st, r, ret, err);
}

/* The dossier that a paper leaves for another gets its half of the change, so that its history is whole too. */
static int leave_other(struct dossier_step *step, int64_t paper, struct so_error *err)
{
    int64_t other;
    int r = sql_int(step->c, err, &other, "SELECT 1 FROM paper WHERE id=?1 AND dossier<>?2", SQL_I(paper),
                    SQL_T(step->code));
    if (r)
        return r == SO_ENOTFOUND ? SO_OK : r;
    return dossier_move_paper(step->store, step->c, paper, NULL, step->user, err);
}

/* Sets where a paper is; value as in dossier_change.h. Out of the dossier only while it is still in this one. */
static int place_paper(struct dossier_step *step, int64_t paper, const char *value, struct so_error *err)
{
    const char *slash = strchr(value, '/');
    int version, r = *value ? leave_other(step, paper, err) : SO_OK;
    if (!r)
        r = sql_exec(step->c, err,
                     "UPDATE paper SET dossier=iif(?3='', NULL, ?2), dossier_by=1, role=?4, item=?5"
                     " WHERE id=?1 AND (?3<>'' OR dossier=?2)",
                     SQL_I(paper), SQL_T(step->code), SQL_T(value), SQL_I(!strncmp(value, "output/", 7)),
                     SQL_T(slash ? slash + 1 : ""));
    if (!r && sqlite3_changes(step->c->db))
        r = paper_refresh(step->store, step->c, paper, &version, err);
    return r;
}

static int apply_mark(struct dossier_step *step, const char *key, const char *value, struct so_error *err)
{
    if (!*value)
        return sql_exec(step->c, err, "DELETE FROM dossier_mark WHERE dossier=?1 AND key=?2", SQL_I(step->dossier),
                        SQL_T(key));
    return sql_exec(step->c, err,
                    "INSERT OR REPLACE INTO dossier_mark (dossier, key, value, reason, user, time)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    SQL_I(step->dossier), SQL_T(key), SQL_T(value), SQL_T(step->reason ? step->reason : ""),
                    SQL_T(step->user), SQL_I(clock_now_ms()));
}

int dossier_apply(struct dossier_step *step, const char *key, const char *value, struct so_error *err)
{
    const struct column *column = find_column(key);
    if (is_mark(key))
        return apply_mark(step, key, value, err);
    if (number_of(key, "slip:"))
        return sql_exec(step->c, err, "UPDATE dossier_slip SET withdrawn=?2 WHERE id=?1",
                        SQL_I(number_of(key, "slip:")), SQL_I(!*value));
    if (!column)
        return place_paper(step, number_of(key, "paper:"), value, err);
    int r = sql_exec(step->c, err, column->set, SQL_I(step->dossier), SQL_T(value));
    char *folded = NULL;
    if (!r && !strcmp(key, "name") && !(r = dossier_name_key(value, &folded, err)))
        r = sql_exec(step->c, err, "UPDATE dossier SET name_key=?2 WHERE id=?1", SQL_I(step->dossier), SQL_T(folded));
    free(folded);
    return r;
}

static int write_down(struct dossier_step *step, const char *key, const char *before, const char *after,
                      struct so_error *err)
{
    step->changed++;
    return sql_exec(step->c, err,
                    "INSERT INTO dossier_change (dossier, step, time, user, key, before, after, reason)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    SQL_I(step->dossier), SQL_I(step->number), SQL_I(clock_now_ms()), SQL_T(step->user), SQL_T(key),
                    SQL_T(before), SQL_T(after), SQL_T(step->reason ? step->reason : ""));
}

int dossier_change(struct dossier_step *step, const char *key, const char *value, struct so_error *err)
{
    char *before = NULL;
    int r = current(step, key, &before, err);
    if (!r && strcmp(before, value) != 0) {
        r = dossier_apply(step, key, value, err);
        if (!r)
            r = write_down(step, key, before, value, err);
    }
    free(before);
    return r;
}

int dossier_change_number(struct dossier_step *step, const char *key, int64_t value, struct so_error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    return dossier_change(step, key, text, err);
}

/* The dossier with this code as a step of its own; SO_ENOTFOUND. */
static int begin_step(struct store *s, struct conn *c, const char *code, const char *user, struct dossier_step *ret,
                      struct so_error *err)
{
    int64_t id, version;
    int r = sql_int(c, err, &id, "SELECT id FROM dossier WHERE code=?1", SQL_T(code));
    if (!r)
        r = sql_int(c, err, &version, "SELECT version FROM dossier WHERE id=?1", SQL_I(id));
    if (!r)
        *ret = (struct dossier_step){.store = s,
                                     .c = c,
                                     .dossier = id,
                                     .code = code,
                                     .number = (int)version + 1,
                                     .user = user};
    return r;
}

static int write_move(struct store *s, struct conn *c, const char *code, const char *user, int64_t paper,
                      const char *before, const char *after, struct so_error *err)
{
    struct dossier_step step;
    char key[32];
    snprintf(key, sizeof key, "paper:%lld", (long long)paper);
    int r = begin_step(s, c, code, user, &step, err);
    if (!r)
        r = write_down(&step, key, before, after, err);
    return r ? r : dossier_touch(c, step.dossier, err);
}

int dossier_move_paper(struct store *s, struct conn *c, int64_t paper, const char *code, const char *user,
                       struct so_error *err)
{
    char *was = NULL, *place = NULL;
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT coalesce(dossier, '') FROM paper WHERE id=?1", SQL_I(paper));
    r = take_text(c, st, r, &was, err);
    if (!r) {
        r = sql_query(c, err, &st, "SELECT iif(role=1, 'output/', 'input/')||item FROM paper WHERE id=?1",
                      SQL_I(paper));
        r = take_text(c, st, r, &place, err);
    }
    bool same = !r && !strcmp(was, code ? code : "");
    if (!r && !same)
        r = dossier_ensure(c, code, err);
    if (!r && !same)
        r = sql_exec(c, err, "UPDATE paper SET dossier=?2, dossier_by=1, role=0, item='' WHERE id=?1", SQL_I(paper),
                     SQL_T(code && *code ? code : NULL));
    if (!r && !same && *was)
        r = write_move(s, c, was, user, paper, place, "", err);
    if (!r && !same && code && *code)
        r = write_move(s, c, code, user, paper, "", "input/", err);
    free(was);
    free(place);
    return r;
}
