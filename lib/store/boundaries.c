/*
 * Where clerks say that papers begin. A change moves pages between papers at once, each value and finding with its
 * page; what the pages say of their new papers comes with the next store_papers_put (paper.rejudge).
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/internal.h"
#include "store/stack.h"
#include "store/stack_edit.h"

struct stretch {
    int64_t paper;
    int first, n;
};

int stack_edit_begin(struct store *s, const struct store_stack_edit *e, struct conn **ret_conn, int *ret_version,
                     struct so_error *err)
{
    return store_edit_begin(s, e->user, "stack", "SELECT version FROM source WHERE id=?1", e->source, e->version,
                            ret_conn, ret_version, err);
}

int stack_edit_end(struct store *s, struct conn *c, const struct store_stack_edit *e, int r, const char *action,
                   const char *detail, int *ret_version, struct so_error *err)
{
    r = r ? r : sql_exec(c, err, "UPDATE source SET version=version+1 WHERE id=?1", SQL_I(e->source));
    r = r ? r : audit_add(c, e->user, action, "source", e->source, detail, err);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_version = e->version + 1;
    return r;
}

int store_stack_state_sheets(struct store *s, const struct store_stack_edit *edit, int sheets, int *ret_version,
                             struct so_error *err)
{
    if (sheets < 0 || sheets > STORE_SHEETS_MAX)
        return so_fail(err, SO_EINVALID, "the number of sheets must be 0 to %d", STORE_SHEETS_MAX);
    struct conn *c;
    char detail[24];
    snprintf(detail, sizeof detail, "%d", sheets);
    int r = stack_edit_begin(s, edit, &c, ret_version, err);
    if (r)
        return r;
    r = sql_exec(c, err, "UPDATE source SET sheets=nullif(?2, 0) WHERE id=?1", SQL_I(edit->source), SQL_I(sheets));
    return stack_edit_end(s, c, edit, r, "source.sheets", detail, ret_version, err);
}

/* The paper that holds a page; paper 0 when none does. */
static int find_stretch(struct conn *c, int64_t source, int page, struct stretch *ret, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q,
                      "SELECT id, first_page, npages FROM paper WHERE source=?1 AND first_page<=?2"
                      " AND first_page+npages>?2 AND beside=0",
                      SQL_I(source), SQL_I(page));
    r = r ? r : sql_row(c, err, q);
    *ret = (struct stretch){0};
    if (!r)
        *ret = (struct stretch){sqlite3_column_int64(q, 0), sqlite3_column_int(q, 1), sqlite3_column_int(q, 2)};
    sql_done(q, SO_OK);
    return r == SO_EEND ? SO_OK : r;
}

/* As above for a change of it: there must be one, and its words at hand. */
static int need_stretch(struct conn *c, int64_t source, int page, struct stretch *ret, struct so_error *err)
{
    int64_t kept;
    int r = find_stretch(c, source, page, ret, err);
    if (!r && !ret->paper)
        r = so_fail(err, SO_EINVALID, "page %d belongs to no paper", page);
    r = r ? r : sql_int(c, err, &kept, "SELECT keep FROM paper WHERE id=?1", SQL_I(ret->paper));
    return !r && kept != STORE_KEEP_IMAGE
               ? so_fail(err, SO_EINVALID, "the images of the paper with page %d are not kept: it stays as it is", page)
               : r;
}

/* Values that count are marked with 2 while they change papers: a paper has one of a key, and two may meet. */
static int lift_values(struct conn *c, int64_t paper, struct so_error *err)
{
    return sql_exec(c, err, "UPDATE value SET current=2 WHERE paper=?1 AND current=1", SQL_I(paper));
}

/* A clerk's latest word counts, else what the machine said last; then the paper waits to be judged anew. */
static int settle(struct store *s, struct conn *c, int64_t paper, struct so_error *err)
{
    int version;
    int r = sql_exec(c, err,
                     "UPDATE value SET current=1 WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER"
                     " (PARTITION BY key ORDER BY author DESC, id DESC) AS place FROM value"
                     "  WHERE paper=?1 AND undone=0 AND (author=1 OR current=2)) WHERE place=1)",
                     SQL_I(paper));
    r = r ? r : sql_exec(c, err, "UPDATE value SET current=0 WHERE paper=?1 AND current=2", SQL_I(paper));
    r = r ? r
          : sql_exec(c, err,
                     "UPDATE paper SET rejudge=1, confirmed=0, touched=max(touched,"
                     " EXISTS(SELECT 1 FROM value WHERE paper=?1 AND author=1)) WHERE id=?1",
                     SQL_I(paper));
    return r ? r : paper_refresh(s, c, paper, &version, err);
}

/* Pages from..until go to another paper, with what was said of them. */
static int hand_over(struct conn *c, int64_t source, int64_t from_paper, int64_t to_paper, int from, int until,
                     struct so_error *err)
{
    int r = sql_exec(c, err, "UPDATE page SET paper=?2 WHERE source=?1 AND seq BETWEEN ?3 AND ?4", SQL_I(source),
                     SQL_I(to_paper), SQL_I(from), SQL_I(until));
    r = r ? r
          : sql_exec(c, err, "UPDATE value SET paper=?2 WHERE paper=?1 AND page BETWEEN ?3 AND ?4", SQL_I(from_paper),
                     SQL_I(to_paper), SQL_I(from), SQL_I(until));
    r = r ? r
          : sql_exec(c, err, "UPDATE finding SET paper=?2 WHERE paper=?1 AND page BETWEEN ?3 AND ?4", SQL_I(from_paper),
                     SQL_I(to_paper), SQL_I(from), SQL_I(until));
    /* A page that not everybody may see keeps its new paper from them as well. */
    return r ? r
             : sql_exec(c, err,
                        "UPDATE paper SET restricted=max(restricted, (SELECT restricted FROM paper WHERE id=?1))"
                        " WHERE id=?2",
                        SQL_I(from_paper), SQL_I(to_paper));
}

static int new_paper(struct conn *c, const struct stretch *like, int first, int64_t *ret_paper, struct so_error *err)
{
    int r =
        sql_exec(c, err,
                 "INSERT INTO paper (source, first_page, npages, type, type_confidence, type_reason, dossier,"
                 " dossier_by, score, created, updated) SELECT source, ?2, ?3, ?4, 0, '', dossier, dossier_by, score,"
                 " ?5, ?5 FROM paper WHERE id=?1",
                 SQL_I(like->paper), SQL_I(first), SQL_I(like->first + like->n - first), SQL_T(PAPER_TYPE_UNKNOWN),
                 SQL_I(clock_now_ms()));
    *ret_paper = sqlite3_last_insert_rowid(c->db);
    return r;
}

static int resize(struct conn *c, int64_t paper, int first, int n, struct so_error *err)
{
    return sql_exec(c, err, "UPDATE paper SET first_page=?2, npages=?3 WHERE id=?1", SQL_I(paper), SQL_I(first),
                    SQL_I(n));
}

/* ret_moved: false when it was so already. */
static int split(struct store *s, struct conn *c, int64_t source, int page, bool *ret_moved, struct so_error *err)
{
    struct stretch p;
    int64_t added = 0;
    int r = need_stretch(c, source, page, &p, err);
    *ret_moved = !r && p.first != page;
    if (r || !*ret_moved)
        return r;
    r = lift_values(c, p.paper, err);
    r = r ? r : new_paper(c, &p, page, &added, err);
    r = r ? r : resize(c, p.paper, p.first, page - p.first, err);
    r = r ? r : hand_over(c, source, p.paper, added, page, p.first + p.n - 1, err);
    r = r ? r : settle(s, c, p.paper, err);
    return r ? r : settle(s, c, added, err);
}

int stack_take_page(struct store *s, struct conn *c, int64_t source, int page, struct so_error *err)
{
    struct stretch p;
    bool moved;
    int r = find_stretch(c, source, page, &p, err);
    if (r || !p.paper)
        return r;
    if (page + 1 < p.first + p.n)
        r = split(s, c, source, page + 1, &moved, err);
    if (!r && p.first < page)
        r = split(s, c, source, page, &moved, err);
    r = r ? r : find_stretch(c, source, page, &p, err);
    return r ? r : paper_remove(c, p.paper, err);
}

/* The paper that ends right before this one. */
static int need_neighbour(struct conn *c, int64_t source, const struct stretch *p, struct stretch *ret,
                          struct so_error *err)
{
    int64_t covers;
    int r = sql_int(c, err, &covers, "SELECT count(*) FROM page WHERE source=?1 AND seq=?2 AND role<>0", SQL_I(source),
                    SQL_I(p->first - 1));
    if (!r && covers)
        return so_fail(err, SO_EINVALID, "a cover sheet lies before page %d", p->first);
    return r ? r : need_stretch(c, source, p->first - 1, ret, err);
}

static int join(struct store *s, struct conn *c, int64_t source, int page, bool *ret_moved, struct so_error *err)
{
    struct stretch p, before;
    int r = need_stretch(c, source, page, &p, err);
    *ret_moved = !r && p.first == page;
    if (r || !*ret_moved)
        return r;
    r = need_neighbour(c, source, &p, &before, err);
    r = r ? r : lift_values(c, p.paper, err);
    r = r ? r : lift_values(c, before.paper, err);
    r = r ? r : hand_over(c, source, p.paper, before.paper, p.first, p.first + p.n - 1, err);
    /* What stands on no page, as a field that a clerk added, goes along too. */
    r = r ? r : sql_exec(c, err, "UPDATE value SET paper=?2 WHERE paper=?1", SQL_I(p.paper), SQL_I(before.paper));
    r = r ? r : paper_remove(c, p.paper, err);
    r = r ? r : resize(c, before.paper, before.first, before.n + p.n, err);
    return r ? r : settle(s, c, before.paper, err);
}

static int move(struct store *s, struct conn *c, int64_t source, int page, int to, bool *ret_moved,
                struct so_error *err)
{
    struct stretch p, before;
    int r = need_stretch(c, source, page, &p, err);
    if (!r && p.first != page)
        r = so_fail(err, SO_EINVALID, "no paper begins at page %d", page);
    r = r ? r : need_neighbour(c, source, &p, &before, err);
    if (!r && (to <= before.first || to >= p.first + p.n))
        r = so_fail(err, SO_EINVALID, "the boundary at page %d can move to pages %d to %d, not to %d", page,
                    before.first + 1, p.first + p.n - 1, to);
    *ret_moved = !r && to != page;
    if (r || !*ret_moved)
        return r;
    r = lift_values(c, p.paper, err);
    r = r ? r : lift_values(c, before.paper, err);
    if (to < page)
        r = r ? r : hand_over(c, source, before.paper, p.paper, to, page - 1, err);
    else
        r = r ? r : hand_over(c, source, p.paper, before.paper, page, to - 1, err);
    r = r ? r : resize(c, p.paper, to, p.first + p.n - to, err);
    r = r ? r : resize(c, before.paper, before.first, to - before.first, err);
    r = r ? r : settle(s, c, before.paper, err);
    return r ? r : settle(s, c, p.paper, err);
}

static int next_change(struct conn *c, int64_t source, int64_t *ret, struct so_error *err)
{
    return sql_int(c, err, ret, "SELECT coalesce(max(change), 0)+1 FROM boundary WHERE source=?1", SQL_I(source));
}

static int note(struct conn *c, const struct store_stack_edit *e, int64_t change, int page, bool begins, bool moved,
                struct so_error *err)
{
    return sql_exec(c, err,
                    "INSERT INTO boundary (source, change, seq, begins, moved, user, time)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    SQL_I(e->source), SQL_I(change), SQL_I(page), SQL_I(begins), SQL_I(moved), SQL_T(e->user),
                    SQL_I(clock_now_ms()));
}

/* Makes a page the first of a paper, or no longer. */
static int arrange(struct store *s, const struct store_stack_edit *e, int page, bool begins, int *ret_version,
                   struct so_error *err)
{
    struct conn *c;
    char detail[24];
    bool moved = false;
    int64_t change;
    snprintf(detail, sizeof detail, "%d", page);
    int r = stack_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = begins ? split(s, c, e->source, page, &moved, err) : join(s, c, e->source, page, &moved, err);
    r = r ? r : next_change(c, e->source, &change, err);
    r = r ? r : note(c, e, change, page, begins, moved, err);
    return stack_edit_end(s, c, e, r, begins ? "source.split" : "source.join", detail, ret_version, err);
}

int store_stack_split(struct store *s, const struct store_stack_edit *e, int page, int *ret_version,
                      struct so_error *err)
{
    return arrange(s, e, page, true, ret_version, err);
}

int store_stack_join(struct store *s, const struct store_stack_edit *e, int page, int *ret_version,
                     struct so_error *err)
{
    return arrange(s, e, page, false, ret_version, err);
}

int store_stack_move(struct store *s, const struct store_stack_edit *e, int page, int to, int *ret_version,
                     struct so_error *err)
{
    struct conn *c;
    char detail[48];
    bool moved = false;
    int64_t change;
    snprintf(detail, sizeof detail, "%d to %d", page, to);
    int r = stack_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = move(s, c, e->source, page, to, &moved, err);
    r = r ? r : next_change(c, e->source, &change, err);
    if (moved)
        r = r ? r : note(c, e, change, page, false, true, err);
    r = r ? r : note(c, e, change, to, true, moved, err);
    return stack_edit_end(s, c, e, r, "source.move", detail, ret_version, err);
}

struct change {
    int64_t id;
    int begins, ends; /* the page that it made begin a paper, and the one that it made continue one; 0: none */
    bool moved;
};

static int find_last(struct conn *c, int64_t source, struct change *ret, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q,
                      "SELECT change, seq, begins, moved FROM boundary WHERE source=?1 AND change="
                      "(SELECT max(change) FROM boundary WHERE source=?1 AND undone=0)",
                      SQL_I(source));
    *ret = (struct change){0};
    while (!r && !(r = sql_row(c, err, q))) {
        ret->id = sqlite3_column_int64(q, 0);
        *(sqlite3_column_int(q, 2) ? &ret->begins : &ret->ends) = sqlite3_column_int(q, 1);
        ret->moved = sqlite3_column_int(q, 3);
    }
    r = sql_done(q, r);
    return !r && !ret->id ? so_fail(err, SO_ENOTFOUND, "there is nothing to take back") : r;
}

/* The pages as they were before the change, as far as later readings have left its papers there. */
static int revert(struct store *s, struct conn *c, int64_t source, const struct change *change, struct so_error *err)
{
    bool moved;
    int r = SO_OK;
    if (change->begins && change->ends)
        r = move(s, c, source, change->begins, change->ends, &moved, err);
    else if (change->begins)
        r = join(s, c, source, change->begins, &moved, err);
    else
        r = split(s, c, source, change->ends, &moved, err);
    return r;
}

int store_stack_undo(struct store *s, const struct store_stack_edit *e, int *ret_version, struct so_error *err)
{
    struct conn *c;
    char detail[32] = "";
    struct change change;
    int r = stack_edit_begin(s, e, &c, ret_version, err);
    if (r)
        return r;
    r = find_last(c, e->source, &change, err);
    if (!r && change.moved)
        r = revert(s, c, e->source, &change, err);
    if (!r) {
        snprintf(detail, sizeof detail, "change %lld", (long long)change.id);
        r = sql_exec(c, err, "UPDATE boundary SET undone=?3 WHERE source=?1 AND change=?2", SQL_I(e->source),
                     SQL_I(change.id), SQL_I(clock_now_ms()));
    }
    return stack_edit_end(s, c, e, r, "source.undo", detail, ret_version, err);
}
