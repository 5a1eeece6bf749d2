#include "store/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/internal.h"

enum job_state { JOB_WAITING, JOB_LEASED, JOB_FAILED };

#define REASON_MAX 1000u /* bytes kept of a reason */

void store_job_free(struct store_job *job)
{
    free(job->media_type);
    *job = (struct store_job){0};
}

int job_add(struct conn *c, int64_t page, enum store_job_kind kind, enum store_priority priority, struct so_error *err)
{
    return sql_exec(c, err,
                    "INSERT INTO job (page, kind, priority, state, created) VALUES (?1, ?2, ?3, 0, ?4)"
                    " ON CONFLICT (page, kind) DO UPDATE SET priority=min(priority, excluded.priority),"
                    " attempts=iif(state=2, 0, attempts), crashes=iif(state=2, 0, crashes),"
                    " deaths=iif(state=2, 0, deaths), reason='', state=iif(state=2, 0, state)",
                    SQL_I(page), SQL_I(kind), SQL_I(priority), SQL_I(clock_now_ms()));
}

/* One look-up for each priority and kind: a mask in the condition would walk over all jobs of the other kinds. */
static int find_next(struct conn *c, unsigned kinds, bool counter_only, int64_t *ret_id, struct so_error *err)
{
    int r = SO_ENOTFOUND;
    for (int p = STORE_COUNTER; r == SO_ENOTFOUND && p <= (counter_only ? STORE_COUNTER : STORE_BACKLOG); p++)
        for (int k = 0; r == SO_ENOTFOUND && k < STORE_JOB_KINDS; k++)
            if (kinds & STORE_JOB_BIT(k))
                r = sql_int(c, err, ret_id,
                            "SELECT id FROM job WHERE state=0 AND priority=?1 AND kind=?2 ORDER BY id LIMIT 1",
                            SQL_I(p), SQL_I(k));
    return r;
}

static int load_job(struct conn *c, int64_t id, struct store_job *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT j.id, j.page, p.source, j.kind, j.priority, j.attempts, j.crashes, p.hash, p.file_page,"
                      " p.media_type, r.turned, r.skew FROM job j JOIN page p ON p.id=j.page"
                      " LEFT JOIN reading r ON r.page=p.id AND r.current=1 WHERE j.id=?1",
                      SQL_I(id));
    if (!r)
        r = sql_row(c, err, st);
    if (!r) {
        struct store_job j = {.id = sqlite3_column_int64(st, 0),
                              .page = sqlite3_column_int64(st, 1),
                              .source = sqlite3_column_int64(st, 2),
                              .kind = (enum store_job_kind)sqlite3_column_int(st, 3),
                              .priority = (enum store_priority)sqlite3_column_int(st, 4),
                              .attempts = sqlite3_column_int(st, 5),
                              .crashes = sqlite3_column_int(st, 6),
                              .file_page = sqlite3_column_int(st, 8),
                              .media_type = sql_text(st, 9),
                              .turned = sqlite3_column_int(st, 10),
                              .skew = (float)sqlite3_column_double(st, 11)};
        sql_copy(st, 7, j.object, sizeof j.object);
        if (j.media_type)
            *ret = j;
        else
            r = store_no_memory(err);
    }
    sql_done(st, r);
    return r;
}

int store_job_lease(struct store *s, unsigned kinds, bool counter_only, struct store_job *ret_job,
                    struct so_error *err)
{
    /* Readers ask often and mostly in vain: the first look needs no write. */
    struct conn *c;
    int64_t id;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = find_next(c, kinds, counter_only, &id, err);
    store_read_end(s, c);
    if (r)
        return r == SO_ENOTFOUND ? SO_EEND : r;
    r = store_write_begin(s, &c, err);
    if (r)
        return r;
    struct store_job job = {0};
    r = find_next(c, kinds, counter_only, &id, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE job SET state=1, attempts=attempts+1, leased=?2 WHERE id=?1", SQL_I(id),
                     SQL_I(clock_now_ms()));
    if (!r)
        r = load_job(c, id, &job, err);
    r = store_write_end(s, r, err);
    if (r)
        store_job_free(&job);
    else
        *ret_job = job;
    return r == SO_ENOTFOUND ? SO_EEND : r;
}

int job_end(struct conn *c, int64_t job, struct so_error *err)
{
    int r = sql_exec(c, err, "DELETE FROM job WHERE id=?1 AND state=1", SQL_I(job));
    return r || sqlite3_changes(c->db) ? r : so_fail(err, SO_ENOTFOUND, "this job is not leased");
}

int store_job_finish(struct store *s, int64_t job, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    return r ? r : store_write_end(s, job_end(c, job, err), err);
}

int store_job_release(struct store *s, int64_t job, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "UPDATE job SET state=0, attempts=attempts-1, leased=NULL WHERE id=?1 AND state=1",
                 SQL_I(job));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "this job is not leased");
    return store_write_end(s, r, err);
}

/*
 * The job ends as failed. A page that has a reading stays read: that a better reading or an access image failed takes
 * nothing away.
 */
static int fail_job(struct conn *c, int64_t job, const char *reason, enum store_page_state state, struct so_error *err)
{
    char text[REASON_MAX + 1];
    size_t len = strnlen(reason, REASON_MAX);
    while (len && len == REASON_MAX && ((unsigned char)reason[len] & 0xc0) == 0x80)
        len--; /* not inside a letter */
    memcpy(text, reason, len);
    text[len] = '\0';
    int r = sql_exec(c, err, "UPDATE job SET state=2, leased=NULL, reason=?2 WHERE id=?1", SQL_I(job), SQL_T(text));
    if (!r)
        r = sql_exec(c, err,
                     "UPDATE page SET state=?2, reason=?3 WHERE id=(SELECT page FROM job WHERE id=?1)"
                     " AND NOT EXISTS (SELECT 1 FROM reading WHERE page=page.id AND current=1)",
                     SQL_I(job), SQL_I(state), SQL_T(text));
    return r;
}

static int check_leased(struct conn *c, int64_t job, int64_t *ret_crashes, struct so_error *err)
{
    int r = sql_int(c, err, ret_crashes, "SELECT crashes FROM job WHERE id=?1 AND state=1", SQL_I(job));
    return r == SO_ENOTFOUND ? so_fail(err, r, "this job is not leased") : r;
}

int store_job_fail(struct store *s, int64_t job, const char *reason, struct so_error *err)
{
    struct conn *c;
    int64_t crashes;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = check_leased(c, job, &crashes, err);
    if (!r)
        r = fail_job(c, job, reason, STORE_PAGE_FAILED, err);
    return store_write_end(s, r, err);
}

int store_job_crashed(struct store *s, int64_t job, const char *reason, bool *ret_set_aside, struct so_error *err)
{
    struct conn *c;
    int64_t crashes = 0;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = check_leased(c, job, &crashes, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE job SET state=0, crashes=crashes+1, leased=NULL, reason=?2 WHERE id=?1",
                     SQL_I(job), SQL_T(reason));
    bool aside = crashes + 1 >= STORE_CRASHES_MAX;
    if (!r && aside)
        r = fail_job(c, job, reason, STORE_PAGE_SET_ASIDE, err);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_set_aside = aside;
    return r;
}

int jobs_release_dead(struct conn *c, struct so_error *err)
{
    int r = sql_exec(c, err, "UPDATE job SET state=0, deaths=deaths+1, leased=NULL WHERE state=1");
    int64_t job;
    while (!r && !(r = sql_int(c, err, &job, "SELECT id FROM job WHERE state=0 AND deaths>=?1 LIMIT 1",
                               SQL_I(STORE_DEATHS_MAX))))
        r = fail_job(c, job, "the daemon ended several times while this page was being read", STORE_PAGE_SET_ASIDE,
                     err);
    return r == SO_ENOTFOUND ? SO_OK : r;
}

int store_page_retry(struct store *s, int64_t page, struct so_error *err)
{
    struct conn *c;
    int64_t priority;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, &priority,
                "SELECT s.priority FROM page p JOIN source s ON s.id=p.source"
                " WHERE p.id=?1 AND p.state IN (2, 3) AND p.object IS NOT NULL",
                SQL_I(page));
    if (r == SO_ENOTFOUND)
        r = so_fail(err, r, "no such page, or it has not failed");
    if (!r)
        r = sql_exec(c, err, "UPDATE page SET state=0, reason='' WHERE id=?1", SQL_I(page));
    if (!r)
        r = job_add(c, page, STORE_JOB_READ, (enum store_priority)priority, err);
    return store_write_end(s, r, err);
}

int store_job_count(struct store *s, struct store_job_counts *ret_counts, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    struct store_job_counts n = {0};
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, "SELECT state, priority, kind, count(*) FROM job GROUP BY state, priority, kind");
    while (!r && !(r = sql_row(c, err, st))) {
        int state = sqlite3_column_int(st, 0), priority = sqlite3_column_int(st, 1), kind = sqlite3_column_int(st, 2);
        int64_t count = sqlite3_column_int64(st, 3);
        if (kind < 0 || kind >= STORE_JOB_KINDS || priority < 0 || priority >= STORE_PRIORITIES)
            r = so_fail(err, SO_EFORMAT, "database: an unknown kind of job");
        else if (state == JOB_WAITING)
            n.waiting[kind][priority] = count;
        else if (state == JOB_LEASED)
            n.leased[kind] += count;
        else
            n.failed += count;
    }
    r = sql_done(st, r);
    store_read_end(s, c);
    if (!r)
        *ret_counts = n;
    return r;
}
