#include "store/report.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "store/internal.h"

/* First millisecond of the month behind the one that holds ms, in the office's zone. */
static int64_t next_month(int64_t ms)
{
    struct civil_time t = clock_civil(ms);
    const int64_t day = 86400000;
    int64_t at = clock_day_start(ms);
    /* A step of 26 hours from a day's start lands inside the next day, whatever the clocks do there. */
    for (int i = 0; i < 32; i++) {
        at = clock_day_start(at + day + day / 12);
        if (clock_civil(at).month != t.month)
            break;
    }
    return at;
}

static int month_rows(struct conn *c, int64_t from, int64_t until, enum store_view view, struct store_report *report,
                      struct so_error *err)
{
    struct civil_time t = clock_civil(from);
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT type, count(*), sum(iif(beside, 0, npages)), sum(keep=0), sum(keep=1), sum(confirmed),"
                      " sum((SELECT count(*) FROM finding f WHERE f.paper=p.id AND f.state=0)),"
                      " sum((SELECT count(*) FROM finding f WHERE f.paper=p.id AND f.state=2)),"
                      " sum((SELECT count(*) FROM finding f WHERE f.paper=p.id AND f.state=1)),"
                      " sum(errors+warnings>0), count(DISTINCT dossier)"
                      " FROM paper p INDEXED BY paper_created WHERE created>=?1 AND created<?2"
                      " AND npages>0 AND (?3=1 OR NOT " SQL_PAPER_RESTRICTED("p") ") GROUP BY type ORDER BY type",
                      SQL_I(from), SQL_I(until), SQL_I(view == STORE_VIEW_ALL));
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_report_row *x = array_push(report);
        if (!x) {
            r = store_no_memory(err);
            break;
        }
        snprintf(x->month, sizeof x->month, "%04u-%02u", (unsigned)t.year % 10000u, (unsigned)t.month % 100u);
        x->type = sql_text(st, 0);
        int64_t *const columns[] = {&x->papers,      &x->pages,         &x->with_image,      &x->record_only,
                                    &x->confirmed,   &x->findings_open, &x->findings_solved, &x->findings_dismissed,
                                    &x->papers_open, &x->dossiers};
        for (int i = 0; i < (int)(sizeof columns / sizeof *columns); i++)
            *columns[i] = sqlite3_column_int64(st, i + 1);
        if (!x->type)
            r = store_no_memory(err);
    }
    return sql_done(st, r);
}

int store_report_papers(struct store *s, int64_t from, int64_t until, enum store_view view,
                        struct store_report *ret_report, struct so_error *err)
{
    struct conn *c;
    struct store_report report = {0};
    if (!until)
        until = clock_now_ms() + 1;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    int64_t first = until;
    r = sql_int(c, err, &first, "SELECT coalesce(min(created), ?2) FROM paper WHERE created>=?1", SQL_I(from),
                SQL_I(until));
    for (int64_t at = first; !r && at < until;) {
        int64_t next = next_month(at);
        r = month_rows(c, at, next < until ? next : until, view, &report, err);
        at = next;
    }
    store_read_end(s, c);
    if (r)
        store_report_free(&report);
    else
        *ret_report = report;
    return r;
}

void store_report_free(struct store_report *r)
{
    for (size_t i = 0; i < r->len; i++)
        free(r->items[i].type);
    array_free(r);
}

static uint64_t file_size(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    struct stat st;
    uint64_t size = path && !stat(path, &st) ? (uint64_t)st.st_size : 0;
    free(path);
    return size;
}

/* What is hidden is counted by itself, by small indexes, and taken off. */
int store_count(struct store *s, enum store_view view, struct store_totals *ret_totals, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(
        c, err, &st,
        "WITH hidden AS (SELECT id, source, errors+warnings+infos AS open FROM paper WHERE restricted<>0 AND ?1=0"
        "   UNION SELECT p.id, p.source, p.errors+p.warnings+p.infos FROM dossier d JOIN paper p ON p.dossier=d.code"
        "   WHERE d.restricted<>0 AND ?1=0),"
        " hidden_page AS (SELECT id, state FROM page WHERE paper IN (SELECT id FROM hidden)"
        "   UNION SELECT id, state FROM page WHERE stamp IN (SELECT id FROM hidden)),"
        " hidden_source AS (SELECT source FROM hidden UNION SELECT s.id FROM dossier d JOIN source s"
        "   ON s.dossier=d.code WHERE d.restricted<>0 AND ?1=0)"
        " SELECT (SELECT count(*) FROM source)-(SELECT count(*) FROM hidden_source),"
        " (SELECT count(*) FROM page)-(SELECT count(*) FROM hidden_page),"
        " (SELECT count(*) FROM paper)-(SELECT count(*) FROM hidden),"
        " (SELECT count(*) FROM dossier)-(SELECT count(*) FROM dossier WHERE restricted<>0 AND ?1=0),"
        " (SELECT coalesce(sum(errors+warnings+infos), 0) FROM paper)-(SELECT coalesce(sum(open), 0) FROM hidden),"
        " (SELECT count(*) FROM page WHERE state IN (2, 3))-"
        "   (SELECT count(*) FROM hidden_page WHERE state IN (2, 3)),"
        " (SELECT coalesce(sum(size), 0) FROM object)",
        SQL_I(view == STORE_VIEW_ALL));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        *ret_totals = (struct store_totals){.sources = sqlite3_column_int64(st, 0),
                                            .pages = sqlite3_column_int64(st, 1),
                                            .papers = sqlite3_column_int64(st, 2),
                                            .dossiers = sqlite3_column_int64(st, 3),
                                            .findings_open = sqlite3_column_int64(st, 4),
                                            .pages_failed = sqlite3_column_int64(st, 5),
                                            .object_bytes = (uint64_t)sqlite3_column_int64(st, 6),
                                            .database_bytes = file_size(s->folder, "sohoa.db") +
                                                              file_size(s->folder, "sohoa.db-wal")};
    r = sql_done(st, r);
    store_read_end(s, c);
    return r;
}
