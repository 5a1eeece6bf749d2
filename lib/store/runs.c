#include "store/runs.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/internal.h"

const char *store_run_state_name(enum store_run_state s)
{
    static const char *const names[] = {"going", "done", "cut"};
    return names[s];
}

int store_run_begin(struct store *s, int64_t *ret_run, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    int64_t now = clock_now_ms();
    r = sql_exec(c, err, "UPDATE run SET state=2, finished=?1 WHERE state=0", SQL_I(now));
    if (!r)
        r = sql_exec(c, err, "INSERT INTO run (started) VALUES (?1)", SQL_I(now));
    int64_t id = sqlite3_last_insert_rowid(c->db);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_run = id;
    return r;
}

static int append(struct conn *c, int64_t run, const struct store_run_step *step, struct so_error *err)
{
    int r = sql_exec(c, err,
                     "UPDATE run SET pages_read=pages_read+?2, failed=failed+?3, improved=improved+?4"
                     " WHERE id=?1 AND state=0",
                     SQL_I(run), SQL_I(!step->failed), SQL_I(step->failed), SQL_I(step->improved));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such run, or it has ended");
    return r ? r
             : sql_exec(c, err, "INSERT OR REPLACE INTO run_page (run, page, failed) VALUES (?1, ?2, ?3)", SQL_I(run),
                        SQL_I(step->page), SQL_I(step->failed));
}

int store_run_append(struct store *s, int64_t run, const struct store_run_step *step, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    return r ? r : store_write_end(s, append(c, run, step, err), err);
}

int store_run_finish(struct store *s, int64_t run, enum store_run_state state, struct so_error *err)
{
    if (state != STORE_RUN_DONE && state != STORE_RUN_CUT)
        return so_fail(err, SO_EINVALID, "a run ends done or cut");
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(
        c, err,
        "WITH papers AS (SELECT p.paper id FROM run_page x JOIN page p ON p.id=x.page WHERE x.run=?1 AND p.paper IS "
        "NOT NULL"
        "   UNION SELECT p.stamp FROM run_page x JOIN page p ON p.id=x.page WHERE x.run=?1 AND p.stamp IS NOT NULL),"
        " found AS (SELECT f.code code FROM finding f JOIN papers ON papers.id=f.paper WHERE f.state=0)"
        " UPDATE run SET state=?2, finished=?3,"
        " doubtful=(SELECT count(*) FROM papers JOIN paper p ON p.id=papers.id WHERE p.errors+p.warnings>0),"
        " missing=(SELECT count(*) FROM found WHERE code=0),"
        " unreadable=(SELECT count(*) FROM found WHERE code=1),"
        " uncertain=(SELECT count(*) FROM found WHERE code=2),"
        " contradiction=(SELECT count(*) FROM found WHERE code=3) WHERE id=?1 AND state=0",
        SQL_I(run), SQL_I(state), SQL_I(clock_now_ms()));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such run, or it has ended");
    return store_write_end(s, r, err);
}

static int read_run(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_run *x = item;
    *x = (struct store_run){.id = sqlite3_column_int64(st, 0),
                            .started = sqlite3_column_int64(st, 1),
                            .finished = sqlite3_column_int64(st, 2),
                            .state = (enum store_run_state)sqlite3_column_int(st, 3),
                            .pages_read = sqlite3_column_int(st, 4),
                            .improved = sqlite3_column_int(st, 5),
                            .doubtful = sqlite3_column_int(st, 6),
                            .failed = sqlite3_column_int(st, 7)};
    for (int i = 0; i < FINDING_CODES; i++)
        x->findings[i] = sqlite3_column_int(st, 8 + i);
    (void)err;
    return SO_OK;
}

int store_run_list(struct store *s, int limit, struct store_runs *ret_runs, struct so_error *err)
{
    if (limit < 1 || limit > 1000)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to 1000");
    struct store_runs runs = {0};
    int r = store_read_rows(
        s, err, SQL_INTO(&runs, read_run),
        "SELECT id, started, finished, state, pages_read, improved, doubtful, failed, missing, unreadable,"
        " uncertain, contradiction FROM run ORDER BY id DESC LIMIT ?1",
        SQL_I(limit));
    if (r)
        array_free(&runs);
    else
        *ret_runs = runs;
    return r;
}

int store_run_latest(struct store *s, struct store_run *ret_run, struct so_error *err)
{
    struct store_runs runs = {0};
    int r = store_run_list(s, 1, &runs, err);
    if (!r && !runs.len)
        r = so_fail(err, SO_ENOTFOUND, "there was no run yet");
    if (!r)
        *ret_run = runs.items[0];
    array_free(&runs);
    return r;
}

int store_reread_candidates(struct store *s, float doubt_below, int limit, int *ret_added, struct so_error *err)
{
    if (limit < 0)
        return so_fail(err, SO_EINVALID, "the limit must not be negative");
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err,
                 "INSERT INTO job (page, kind, priority, state, created)"
                 " SELECT p.id, 2, 1, 0, ?3 FROM page p JOIN source s ON s.id=p.source"
                 " JOIN reading r ON r.page=p.id AND r.current=1 LEFT JOIN paper a ON a.id=p.paper"
                 " WHERE p.object IS NOT NULL AND p.state=1 AND r.blank=0"
                 " AND NOT EXISTS (SELECT 1 FROM reading b WHERE b.page=p.id AND b.quality=1)"
                 " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.page=p.id AND j.kind=2)"
                 " AND coalesce(a.touched, 0)=0"
                 " AND (s.priority=1 OR r.score<?1 OR coalesce(a.errors+a.warnings, 0)>0)"
                 " ORDER BY coalesce(a.errors+a.warnings, 0)>0 DESC, r.score, p.id LIMIT ?2",
                 SQL_D(doubt_below), SQL_I(limit), SQL_I(clock_now_ms()));
    int added = r ? 0 : sqlite3_changes(c->db);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_added = added;
    return r;
}
