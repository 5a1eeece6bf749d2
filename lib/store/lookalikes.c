#include "store/lookalikes.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/dossier_change.h"
#include "store/internal.h"

#define OFFERS_MAX 20
#define DECIDED_MAX 100

const char *store_pair_decision_name(enum store_pair_decision d)
{
    static const char *const names[] = {"undecided", "replace", "newer", "different"};
    return names[d];
}

/* The first of the keys that has a value, as it is compared; "" when none has. */
static const char *value_of(const struct store_values *values, const char *const *keys)
{
    for (; *keys; keys++)
        for (size_t i = 0; i < values->len; i++) {
            const struct field *f = &values->items[i].field;
            if (!strcmp(f->key, *keys) && *f->value)
                return *f->normal ? f->normal : f->value;
        }
    return "";
}

static int put_key(struct conn *c, int64_t paper, enum store_likeness kind, const struct buf *key, struct so_error *err)
{
    return sql_exec(c, err, "INSERT OR IGNORE INTO paper_same (kind, key, paper) VALUES (?1, ?2, ?3)", SQL_I(kind),
                    SQL_T(buf_str(key)), SQL_I(paper));
}

static int put_keys(struct conn *c, int64_t paper, const char *type, const char *name, const char *date,
                    const struct store_values *values, struct so_error *err)
{
    static const char *const numbers[] = {"so", "so_chung_thuc", NULL}, *const books[] = {"quyen_so", NULL};
    static const char *const ids[] = {"so_dinh_danh", NULL}, *const births[] = {"ngay_sinh", NULL};
    const char *number = value_of(values, numbers), *book = value_of(values, books);
    const char *id = value_of(values, ids), *birth = value_of(values, births);
    struct buf key = BUF_INIT;
    int r = SO_OK;
    /* A number without a year or book in it counts within the year of the paper. */
    const char *year = strchr(number, '/') || *book ? "" : date;
    if (*number && *name) {
        r = buf_printf(&key, "%s|%s|%s|%.4s|%s", type, number, book, year, name) ? store_no_memory(err) : SO_OK;
        r = r ? r : put_key(c, paper, STORE_LIKE_NUMBER, &key, err);
    }
    buf_clear(&key);
    if (!r && strlen(id) == 12 && strspn(id, "0123456789") == 12) {
        r = buf_printf(&key, "%s|%s", type, id) ? store_no_memory(err) : SO_OK;
        r = r ? r : put_key(c, paper, STORE_LIKE_ID, &key, err);
    }
    buf_clear(&key);
    if (!r && *name && strlen(birth) == 10) {
        r = buf_printf(&key, "%s|%s|%s", type, name, birth) ? store_no_memory(err) : SO_OK;
        r = r ? r : put_key(c, paper, STORE_LIKE_BIRTH, &key, err);
    }
    buf_free(&key);
    return r;
}

int lookalikes_index(struct conn *c, int64_t paper, const struct store_values *values, struct so_error *err)
{
    char type[STORE_KEY_MAX + 1] = "", date[32] = "", *title = NULL, *name = NULL;
    sqlite3_stmt *st;
    int r = sql_exec(c, err, "DELETE FROM paper_same WHERE paper=?1", SQL_I(paper));
    if (!r)
        r = sql_query(c, err, &st, "SELECT type, date, title FROM paper WHERE id=?1", SQL_I(paper));
    if (r)
        return r;
    r = sql_row(c, err, st);
    if (!r) {
        sql_copy(st, 0, type, sizeof type);
        sql_copy(st, 1, date, sizeof date);
        title = sql_text(st, 2);
    }
    r = sql_done(st, r);
    if (!r && !title)
        r = store_no_memory(err);
    if (!r)
        r = dossier_name_key(title, &name, err);
    if (!r)
        r = put_keys(c, paper, type, name, date, values, err);
    free(title);
    free(name);
    return r;
}

int lookalikes_renew(struct conn *c, int64_t paper, struct so_error *err)
{
    struct store_values values = {0};
    int r = values_of_paper(c, paper, &values, err);
    if (!r)
        r = lookalikes_index(c, paper, &values, err);
    store_values_free(&values);
    return r;
}

#define COLUMNS                                                                                                        \
    "p.id, (SELECT id FROM page WHERE paper=p.id OR stamp=p.id ORDER BY seq LIMIT 1), p.created, p.type, p.title, "    \
    "p.date, p.dossier,"                                                                                               \
    " p.version, p.npages"
#define MAY_SEE " (?2=1 OR NOT " SQL_PAPER_RESTRICTED("p") ")"

static int read_one(sqlite3_stmt *st, struct store_lookalikes *list, struct so_error *err)
{
    struct store_lookalike *x = array_push(list);
    if (!x)
        return store_no_memory(err);
    *x = (struct store_lookalike){.paper = sqlite3_column_int64(st, 0),
                                  .thumbnail_page = sqlite3_column_int64(st, 1),
                                  .created = sqlite3_column_int64(st, 2),
                                  .type = sql_text(st, 3),
                                  .title = sql_text(st, 4),
                                  .date = sql_text(st, 5),
                                  .dossier = sql_text(st, 6),
                                  .version = sqlite3_column_int(st, 7),
                                  .npages = sqlite3_column_int(st, 8),
                                  .why = (unsigned)sqlite3_column_int(st, 9),
                                  .decision = (enum store_pair_decision)(sqlite3_column_int(st, 10) & 3),
                                  .replaces = sqlite3_column_int(st, 11),
                                  .user = sql_text(st, 12)};
    return x->type && x->title && x->date && x->dossier && x->user ? SO_OK : store_no_memory(err);
}

static int collect(struct conn *c, sqlite3_stmt *st, int r, struct store_lookalikes *list, struct so_error *err)
{
    while (!r && !(r = sql_row(c, err, st)))
        r = read_one(st, list, err);
    return sql_done(st, r);
}

int store_lookalike_list(struct store *s, int64_t paper, enum store_view view, struct store_lookalikes *ret_list,
                         struct so_error *err)
{
    struct conn *c;
    struct store_lookalikes list = {0};
    sqlite3_stmt *st;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_query(c, err, &st,
                  "SELECT " COLUMNS ", sum(DISTINCT l.why), 0, 0, '' FROM ("
                  "  SELECT o.paper AS id, o.kind AS why FROM paper_same m JOIN paper_same o"
                  "    ON o.kind=m.kind AND o.key=m.key AND o.paper<>m.paper WHERE m.paper=?1"
                  "  UNION ALL SELECT q.paper, 8 FROM page m JOIN page q ON q.hash=m.hash AND q.file_page=m.file_page"
                  "    AND q.paper<>m.paper WHERE m.paper=?1 AND NOT EXISTS"
                  "    (SELECT 1 FROM reading r WHERE r.page=m.id AND r.current=1 AND r.blank=1)) l"
                  " JOIN paper p ON p.id=l.id WHERE p.replaced_by IS NULL AND" MAY_SEE
                  " AND NOT EXISTS (SELECT 1 FROM paper_pair x WHERE x.undone=0"
                  "   AND ((x.paper=?1 AND x.other=p.id) OR (x.other=?1 AND x.paper=p.id)))"
                  " GROUP BY p.id ORDER BY p.id DESC LIMIT ?3",
                  SQL_I(paper), SQL_I(view == STORE_VIEW_ALL), SQL_I(OFFERS_MAX));
    r = collect(c, st, r, &list, err);
    if (!r)
        r = sql_query(c, err, &st,
                      "SELECT " COLUMNS ", 0, x.decision, x.paper=p.id, x.user FROM paper_pair x"
                      " JOIN paper p ON p.id=iif(x.paper=?1, x.other, x.paper) WHERE x.undone=0"
                      " AND (x.paper=?1 OR x.other=?1) AND" MAY_SEE " ORDER BY x.id DESC LIMIT ?3",
                      SQL_I(paper), SQL_I(view == STORE_VIEW_ALL), SQL_I(DECIDED_MAX));
    r = r ? r : collect(c, st, r, &list, err);
    store_read_end(s, c);
    if (r)
        store_lookalikes_free(&list);
    else
        *ret_list = list;
    return r;
}

void store_lookalikes_free(struct store_lookalikes *list)
{
    for (size_t i = 0; i < list->len; i++) {
        struct store_lookalike *x = &list->items[i];
        char *const texts[] = {x->type, x->title, x->date, x->dossier, x->user};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            free(texts[k]);
    }
    array_free(list);
}

/* Both must be there, stand for themselves, and not be decided on yet. */
static int check_pair(struct conn *c, int64_t paper, int64_t other, struct so_error *err)
{
    int64_t n;
    if (paper == other)
        return so_fail(err, SO_EINVALID, "a paper is not like itself");
    int r = sql_int(c, err, &n, "SELECT count(*) FROM paper WHERE id IN (?1, ?2)", SQL_I(paper), SQL_I(other));
    if (!r && n != 2)
        return so_fail(err, SO_ENOTFOUND, "no such paper");
    if (!r)
        r = sql_int(c, err, &n, "SELECT count(*) FROM paper WHERE id IN (?1, ?2) AND replaced_by IS NOT NULL",
                    SQL_I(paper), SQL_I(other));
    if (!r && n)
        return so_fail(err, SO_EINVALID, "one of the two was set aside for another paper");
    if (!r)
        r = sql_int(c, err, &n,
                    "SELECT count(*) FROM paper_pair WHERE undone=0 AND ((paper=?1 AND other=?2) OR (paper=?2 AND"
                    " other=?1))",
                    SQL_I(paper), SQL_I(other));
    return !r && n ? so_fail(err, SO_EEXISTS, "the two were decided on already") : r;
}

/* The paper takes the place that the other one had in a dossier. */
static int take_place(struct store *s, struct conn *c, int64_t paper, int64_t other, const char *user,
                      struct so_error *err)
{
    char code[STORE_KEY_MAX + 1] = "";
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT o.dossier FROM paper p, paper o WHERE p.id=?1 AND o.id=?2 AND p.dossier IS NULL"
                      " AND o.dossier IS NOT NULL",
                      SQL_I(paper), SQL_I(other));
    if (!r && !(r = sql_row(c, err, st)))
        sql_copy(st, 0, code, sizeof code);
    r = sql_done(st, r);
    if (r || !*code)
        return r;
    r = dossier_move_paper(s, c, paper, code, user, err);
    return r ? r
             : sql_exec(c, err,
                        "UPDATE paper SET (role, item)=(SELECT role, item FROM paper WHERE id=?2) WHERE id=?1",
                        SQL_I(paper), SQL_I(other));
}

static int replace(struct store *s, struct conn *c, int64_t paper, int64_t other, const char *user,
                   struct so_error *err)
{
    int version;
    int r = take_place(s, c, paper, other, user, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE paper SET replaced_by=?2 WHERE id=?1", SQL_I(other), SQL_I(paper));
    return r ? r : paper_refresh(s, c, other, &version, err);
}

int store_lookalike_decide(struct store *s, const struct store_edit *e, int64_t other,
                           enum store_pair_decision decision, const char *reason, int *ret_version,
                           struct so_error *err)
{
    if (decision <= STORE_PAIR_UNDECIDED || decision > STORE_PAIR_DIFFERENT)
        return so_fail(err, SO_EINVALID, "unknown decision");
    struct conn *c;
    int r = store_check_text(reason, STORE_VALUE_MAX, "the reason", err);
    if (r || (r = paper_edit_begin(s, e, &c, ret_version, err)))
        return r;
    r = check_pair(c, e->paper, other, err);
    if (!r)
        r = sql_exec(
            c, err,
            "INSERT INTO paper_pair (paper, other, decision, user, reason, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            SQL_I(e->paper), SQL_I(other), SQL_I(decision), SQL_T(e->user), SQL_T(reason ? reason : ""),
            SQL_I(clock_now_ms()));
    if (!r && decision == STORE_PAIR_REPLACE)
        r = replace(s, c, e->paper, other, e->user, err);
    if (!r)
        r = audit_add(c, e->user, "paper.pair", "paper", other, store_pair_decision_name(decision), err);
    return paper_edit_end(s, c, e, r, false, "paper.pair", store_pair_decision_name(decision), ret_version, err);
}

int store_lookalike_undo(struct store *s, const struct store_edit *e, int64_t other, int *ret_version,
                         struct so_error *err)
{
    struct conn *c;
    int64_t pair = 0, aside = 0;
    int version;
    int r = paper_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = sql_int(c, err, &pair,
                "SELECT id FROM paper_pair WHERE undone=0 AND ((paper=?1 AND other=?2) OR (paper=?2 AND other=?1))",
                SQL_I(e->paper), SQL_I(other));
    if (r == SO_ENOTFOUND)
        r = so_fail(err, r, "nothing was decided on these two papers");
    if (!r)
        r = sql_exec(c, err, "UPDATE paper_pair SET undone=?2 WHERE id=?1", SQL_I(pair), SQL_I(clock_now_ms()));
    if (!r)
        r = sql_int(c, err, &aside, "SELECT iif(decision=1, other, 0) FROM paper_pair WHERE id=?1", SQL_I(pair));
    if (!r && aside)
        r = sql_exec(c, err, "UPDATE paper SET replaced_by=NULL WHERE id=?1", SQL_I(aside));
    if (!r && aside && aside != e->paper)
        r = paper_refresh(s, c, aside, &version, err);
    return paper_edit_end(s, c, e, r, false, "paper.pair", "undo", ret_version, err);
}
