#include "store/lists.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/internal.h"

#define EVIDENCE_SIZE 32 /* "list 17" */

static void evidence_of(int64_t list, char out[EVIDENCE_SIZE])
{
    snprintf(out, EVIDENCE_SIZE, "list %lld", (long long)list);
}

/* The source that the papers of a list belong to; it has no pages and is closed. */
static int add_source(struct conn *c, const struct store_list_new *n, int64_t *ret_source, struct so_error *err)
{
    unsigned char random[12];
    char uuid[40] = "list-";
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(uuid + 5, sizeof uuid - 5, random, sizeof random);
    int r = sql_exec(c, err,
                     "INSERT INTO source (batch_uuid, origin, priority, name, scanner, user, created, closed)"
                     " VALUES (?1, ?2, ?3, ?4, '', ?5, ?6, 1)",
                     SQL_T(uuid), SQL_I(STORE_LIST), SQL_I(STORE_BACKLOG), SQL_T(n->name), SQL_T(n->user),
                     SQL_I(clock_now_ms()));
    *ret_source = sqlite3_last_insert_rowid(c->db);
    return r;
}

int store_list_begin(struct store *s, const struct store_list_new *n, int64_t *ret_list, struct so_error *err)
{
    struct conn *c;
    int64_t source = 0, id = 0;
    int r = store_check_text(n->name, STORE_NAME_MAX, "the list's name", err);
    r = r ? r : store_check_text(n->definition, STORE_KEY_MAX, "the list's definition", err);
    if (!r && (!n->user || !*n->user || !n->name || !n->definition))
        r = so_fail(err, SO_EINVALID, "a list needs a name, a definition and a user");
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = add_source(c, n, &source, err);
    r = r ? r
          : sql_exec(c, err, "INSERT INTO list (source, name, definition, user, created) VALUES (?1, ?2, ?3, ?4, ?5)",
                     SQL_I(source), SQL_T(n->name), SQL_T(n->definition), SQL_T(n->user), SQL_I(clock_now_ms()));
    id = sqlite3_last_insert_rowid(c->db);
    r = r ? r : audit_add(c, n->user, "list.import", "list", id, n->name, err);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_list = id;
    return r;
}

static int none_is(int r, int64_t *ret)
{
    if (r == SO_ENOTFOUND) {
        *ret = 0;
        return SO_OK;
    }
    return r;
}

/* An older row of the same contents, or of the same identity; 0: none. */
static int find_older(struct conn *c, const struct store_list_row *row, int64_t *ret_same, int64_t *ret_other,
                      struct so_error *err)
{
    *ret_other = 0;
    int r = none_is(sql_int(c, err, ret_same, "SELECT paper FROM list_row WHERE hash=?1 LIMIT 1", SQL_T(row->hash)),
                    ret_same);
    if (r || *ret_same || !*row->identity)
        return r;
    return none_is(sql_int(c, err, ret_other, "SELECT paper FROM list_row WHERE identity=?1 AND identity<>'' LIMIT 1",
                           SQL_T(row->identity)),
                   ret_other);
}

/* The one paper of the newest file of that name; 0: there is none, or the file has several papers. */
static int find_scan(struct conn *c, const char *name, int64_t *ret_paper, struct so_error *err)
{
    *ret_paper = 0;
    if (!*name)
        return SO_OK;
    return none_is(
        sql_int(c, err, ret_paper,
                "SELECT max(id) FROM paper WHERE source=(SELECT max(id) FROM source WHERE name=?1 AND name<>'')"
                " GROUP BY source HAVING count(*)=1",
                SQL_T(name)),
        ret_paper);
}

static int put_values(struct conn *c, int64_t list, int64_t paper, const struct store_list_row *row, const char *user,
                      struct so_error *err)
{
    char evidence[EVIDENCE_SIZE];
    int64_t page = 0;
    int r = sql_int(c, err, &page, "SELECT iif(npages, first_page, 0) FROM paper WHERE id=?1", SQL_I(paper));
    evidence_of(list, evidence);
    for (size_t i = 0; !r && i < row->fields->len; i++) {
        struct field f = row->fields->items[i];
        f.evidence = evidence;
        f.page = (int)page;
        r = sql_exec(c, err, "UPDATE value SET current=0 WHERE paper=?1 AND key=?2 AND current=1", SQL_I(paper),
                     SQL_T(f.key));
        r = r ? r : value_insert(c, paper, (int)i, &f, STORE_CLERK, user, true, err);
    }
    return r;
}

static int make_paper(struct conn *c, int64_t list, const struct store_list_row *row, int64_t *ret_paper,
                      struct so_error *err)
{
    int r =
        sql_exec(c, err,
                 "INSERT INTO paper (source, first_page, npages, type, type_confidence, type_reason, score, touched,"
                 " keep, created, updated) VALUES ((SELECT source FROM list WHERE id=?1), ?2, 0, ?3, 1, 'list', 1, 1,"
                 " 1, ?4, ?4)",
                 SQL_I(list), SQL_I(row->row), SQL_T(row->type), SQL_I(clock_now_ms()));
    *ret_paper = sqlite3_last_insert_rowid(c->db);
    return r;
}

static int fill_paper(struct conn *c, const struct store_list_row *row, int64_t paper, struct so_error *err)
{
    return sql_exec(c, err, "UPDATE paper SET type=?2, type_confidence=1, type_reason='list', touched=1 WHERE id=?1",
                    SQL_I(paper), SQL_T(row->type));
}

static int check_row(const struct store_list_row *row, struct so_error *err)
{
    if (row->row < 1 || !row->hash || strlen(row->hash) != 64 || row->fields->len > STORE_FIELDS_MAX)
        return so_fail(err, SO_EINVALID, "a row needs a number, a hash and at most %u fields", STORE_FIELDS_MAX);
    int r = store_check_text(row->type, STORE_KEY_MAX, "the paper's type", err);
    r = r ? r : store_check_text(row->identity, STORE_VALUE_MAX, "the row's identity", err);
    for (size_t i = 0; !r && i < row->fields->len; i++) {
        r = store_check_text(row->fields->items[i].key, STORE_KEY_MAX, "a field's key", err);
        r = r ? r : store_check_text(row->fields->items[i].value, STORE_VALUE_MAX, "a field's value", err);
    }
    return r;
}

static int put_row(struct store *s, struct conn *c, int64_t list, const struct store_list_row *row, bool dry,
                   const char *user, struct store_list_done *done, struct so_error *err)
{
    int64_t same = 0, other = 0, scan = 0;
    int version = 0;
    *done = (struct store_list_done){0};
    int r = check_row(row, err);
    r = r ? r : find_older(c, row, &same, &other, err);
    if (r || same || other) {
        done->result = same ? STORE_LIST_PRESENT : STORE_LIST_CONFLICT;
        done->paper = same ? same : other;
        return r;
    }
    r = find_scan(c, row->scan, &scan, err);
    done->result = scan ? STORE_LIST_FILLED : STORE_LIST_ADDED;
    done->scan_absent = *row->scan && !scan;
    done->paper = scan;
    if (r || dry)
        return r;
    r = scan ? fill_paper(c, row, scan, err) : make_paper(c, list, row, &done->paper, err);
    r = r ? r : put_values(c, list, done->paper, row, user, err);
    r = r ? r : paper_refresh(s, c, done->paper, &version, err);
    return r ? r
             : sql_exec(c, err,
                        "INSERT INTO list_row (list, row, hash, identity, paper, version, made)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                        SQL_I(list), SQL_I(row->row), SQL_T(row->hash), SQL_T(row->identity), SQL_I(done->paper),
                        SQL_I(version), SQL_I(!scan));
}

/* The list must be there and not be undone. */
static int check_list(struct conn *c, int64_t list, struct so_error *err)
{
    int64_t undone;
    int r = sql_int(c, err, &undone, "SELECT undone FROM list WHERE id=?1", SQL_I(list));
    if (r == SO_ENOTFOUND)
        return so_fail(err, r, "no such list");
    return !r && undone ? so_fail(err, SO_EINVALID, "the list was undone") : r;
}

int store_list_put(struct store *s, int64_t list, const struct store_list_row *rows, size_t n, bool dry,
                   const char *user, struct store_list_done *ret_done, struct so_error *err)
{
    struct conn *c;
    struct store_list_done done[STORE_LIST_BATCH_MAX];
    if (!n || n > STORE_LIST_BATCH_MAX)
        return so_fail(err, SO_EINVALID, "1 to %d rows are put at once", STORE_LIST_BATCH_MAX);
    int r = dry ? store_read_begin(s, &c, err) : store_write_begin(s, &c, err);
    if (r)
        return r;
    r = dry ? SO_OK : check_list(c, list, err);
    for (size_t i = 0; i < n && !r; i++)
        r = put_row(s, c, list, &rows[i], dry, user, &done[i], err);
    if (dry)
        store_read_end(s, c);
    else
        r = store_write_end(s, r, err);
    if (!r)
        memcpy(ret_done, done, n * sizeof *done);
    return r;
}

int store_list_finish(struct store *s, int64_t list, const struct store_list_counts *n, const char *user,
                      struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = check_list(c, list, err);
    r = r ? r
          : sql_exec(c, err,
                     "UPDATE list SET finished=?2, rows=?3, failed=?4, added=?5, filled=?6, present=?7, conflicts=?8"
                     " WHERE id=?1",
                     SQL_I(list), SQL_I(clock_now_ms()), SQL_I(n->rows), SQL_I(n->failed),
                     SQL_I(n->by_result[STORE_LIST_ADDED]), SQL_I(n->by_result[STORE_LIST_FILLED]),
                     SQL_I(n->by_result[STORE_LIST_PRESENT]), SQL_I(n->by_result[STORE_LIST_CONFLICT]));
    r = r ? r : audit_add(c, user, "list.finish", "list", list, "", err);
    return store_write_end(s, r, err);
}

/* What stood before: a clerk's value, else what the machine read last. */
static int unfill(struct store *s, struct conn *c, int64_t list, int64_t paper, struct so_error *err)
{
    char evidence[EVIDENCE_SIZE];
    int version;
    evidence_of(list, evidence);
    int r = sql_exec(c, err, "UPDATE value SET current=0, undone=?3 WHERE paper=?1 AND evidence=?2 AND author=1",
                     SQL_I(paper), SQL_T(evidence), SQL_I(clock_now_ms()));
    r = r ? r
          : sql_exec(c, err,
                     "UPDATE value SET current=1 WHERE id IN (SELECT (SELECT w.id FROM value w WHERE w.paper=v.paper"
                     "  AND w.key=v.key AND w.undone=0 ORDER BY w.author DESC, w.id DESC LIMIT 1)"
                     " FROM value v WHERE v.paper=?1 AND v.evidence=?2 AND v.author=1)",
                     SQL_I(paper), SQL_T(evidence));
    return r ? r : paper_refresh(s, c, paper, &version, err);
}

struct undo_row {
    int64_t row, paper;
    bool made, changed;
};

/* The next rows of the list that are still there, a changed paper's among them. */
static int next_rows(struct conn *c, int64_t list, int64_t after, struct undo_row *rows, size_t max, size_t *ret_n,
                     struct so_error *err)
{
    sqlite3_stmt *st;
    size_t n = 0;
    int r = sql_query(c, err, &st,
                      "SELECT r.row, r.paper, r.made, p.version IS NOT r.version FROM list_row r"
                      " LEFT JOIN paper p ON p.id=r.paper WHERE r.list=?1 AND r.row>?2 ORDER BY r.row LIMIT ?3",
                      SQL_I(list), SQL_I(after), SQL_I(max));
    while (!r && n < max && !(r = sql_row(c, err, st)))
        rows[n++] = (struct undo_row){sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                                      sqlite3_column_int(st, 2), sqlite3_column_int(st, 3)};
    r = sql_done(st, r);
    *ret_n = n;
    return r;
}

static int undo_batch(struct store *s, int64_t list, int64_t *io_after, size_t *ret_n, int64_t *io_removed,
                      int64_t *io_kept, struct so_error *err)
{
    struct conn *c;
    struct undo_row rows[STORE_LIST_BATCH_MAX];
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = check_list(c, list, err);
    r = r ? r : next_rows(c, list, *io_after, rows, STORE_LIST_BATCH_MAX, ret_n, err);
    int64_t removed = 0, kept = 0;
    for (size_t i = 0; i < *ret_n && !r; i++) {
        kept += rows[i].changed;
        removed += !rows[i].changed;
        if (rows[i].changed)
            continue;
        r = rows[i].made ? paper_remove(c, rows[i].paper, err) : unfill(s, c, list, rows[i].paper, err);
        r = r ? r : sql_exec(c, err, "DELETE FROM list_row WHERE list=?1 AND row=?2", SQL_I(list), SQL_I(rows[i].row));
    }
    r = store_write_end(s, r, err);
    if (!r && *ret_n) {
        *io_after = rows[*ret_n - 1].row;
        *io_removed += removed;
        *io_kept += kept;
    }
    return r;
}

int store_list_undo(struct store *s, int64_t list, const char *user, int64_t *ret_removed, int64_t *ret_kept,
                    struct so_error *err)
{
    int64_t after = 0, removed = 0, kept = 0;
    size_t n = 1;
    int r = SO_OK;
    while (!r && n)
        r = undo_batch(s, list, &after, &n, &removed, &kept, err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = sql_exec(c, err, "UPDATE list SET undone=?2, undone_by=?3 WHERE id=?1", SQL_I(list), SQL_I(clock_now_ms()),
                 SQL_T(user));
    r = r ? r : audit_add(c, user, "list.undo", "list", list, "", err);
    r = store_write_end(s, r, err);
    if (!r) {
        *ret_removed = removed;
        *ret_kept = kept;
    }
    return r;
}

void store_lists_free(struct store_lists *lists)
{
    for (size_t i = 0; i < lists->len; i++) {
        struct store_list *l = &lists->items[i];
        free(l->name);
        free(l->definition);
        free(l->user);
        free(l->undone_by);
    }
    array_free(lists);
}

static int read_list(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_list *l = item;
    *l = (struct store_list){.id = sqlite3_column_int64(st, 0),
                             .name = sql_text(st, 1),
                             .definition = sql_text(st, 2),
                             .user = sql_text(st, 3),
                             .undone_by = sql_text(st, 4),
                             .created = sqlite3_column_int64(st, 5),
                             .finished = sqlite3_column_int64(st, 6),
                             .undone = sqlite3_column_int64(st, 7),
                             .counts = {.rows = sqlite3_column_int64(st, 8), .failed = sqlite3_column_int64(st, 9)}};
    for (int i = 0; i < STORE_LIST_RESULTS; i++)
        l->counts.by_result[i] = sqlite3_column_int64(st, 10 + i);
    return l->name && l->definition && l->user && l->undone_by ? SO_OK : store_no_memory(err);
}

int store_lists_load(struct store *s, struct store_lists *ret_lists, struct so_error *err)
{
    struct store_lists lists = {0};
    int r = store_read_rows(
        s, err, SQL_INTO(&lists, read_list),
        "SELECT id, name, definition, user, undone_by, created, finished, undone, rows, failed, added, filled,"
        " present, conflicts FROM list ORDER BY id DESC LIMIT 1000");
    if (r)
        store_lists_free(&lists);
    else
        *ret_lists = lists;
    return r;
}
