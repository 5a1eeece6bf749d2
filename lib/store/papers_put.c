/* What a reading says becomes the papers of a source; what a clerk has touched stands. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/internal.h"

struct old_paper {
    int64_t id;
    int first_page, npages;
    bool beside;  /* a certification on another paper's page */
    bool touched; /* a clerk's word stands: the machine's goes to its history */
    bool rejudge; /* a clerk gave it other pages: it is written anew around what clerks said */
    bool matched;
    int bad; /* open errors and warnings */
};

struct old_papers {
    struct old_paper *items;
    size_t len, cap;
};

static int load_old(struct conn *c, int64_t source, struct old_papers *old, struct so_error *err)
{
    sqlite3_stmt *st;
    int r =
        sql_query(c, err, &st,
                  "SELECT id, first_page, npages, touched AND NOT rejudge, rejudge, errors+warnings, beside FROM paper"
                  " WHERE source=?1 ORDER BY first_page, beside",
                  SQL_I(source));
    while (!r && !(r = sql_row(c, err, st))) {
        struct old_paper *o = array_push(old);
        if (!o) {
            r = store_no_memory(err);
            break;
        }
        *o = (struct old_paper){.id = sqlite3_column_int64(st, 0),
                                .first_page = sqlite3_column_int(st, 1),
                                .npages = sqlite3_column_int(st, 2),
                                .touched = sqlite3_column_int(st, 3),
                                .rejudge = sqlite3_column_int(st, 4),
                                .bad = sqlite3_column_int(st, 5),
                                .beside = sqlite3_column_int(st, 6)};
    }
    return sql_done(st, r);
}

static bool overlaps(const struct old_paper *o, const struct paper *p)
{
    return o->beside == p->beside && o->first_page < p->first_page + p->pages &&
           p->first_page < o->first_page + o->npages;
}

static struct old_paper *find_touched(const struct old_papers *old, const struct paper *p)
{
    for (size_t i = 0; i < old->len; i++)
        if (old->items[i].touched && overlaps(&old->items[i], p))
            return &old->items[i];
    return NULL;
}

static struct old_paper *find_first_page(const struct old_papers *old, const struct paper *p)
{
    for (size_t i = 0; i < old->len; i++)
        if (old->items[i].first_page == p->first_page && old->items[i].beside == p->beside)
            return &old->items[i];
    return NULL;
}

/* Papers follow each other; a certification stands on a page of the paper before it. */
static bool is_in_place(const struct paper *p, const struct paper *under, int after, int stamped)
{
    if (p->beside)
        return under && p->pages == 1 && p->first_page > stamped && p->first_page >= under->first_page &&
               p->first_page <= after;
    return p->first_page > after && p->pages >= 1 && p->pages <= STORE_PAGES_MAX;
}

static int check_paper(const struct paper *p, const struct paper *under, int after, int stamped, struct so_error *err)
{
    if (!is_in_place(p, under, after, stamped))
        return so_fail(err, SO_EINVALID, "papers must have pages, in order, without overlap");
    if (p->fields.len > STORE_FIELDS_MAX || p->findings.len > STORE_FIELDS_MAX)
        return so_fail(err, SO_ELIMIT, "a paper has more than %u fields or findings", STORE_FIELDS_MAX);
    int r = store_check_text(p->type, STORE_KEY_MAX, "the paper's type", err);
    for (size_t i = 0; !r && i < p->fields.len; i++) {
        const struct field *f = &p->fields.items[i];
        r = store_check_text(f->key, STORE_KEY_MAX, "a field's key", err);
        if (!r)
            r = store_check_text(f->value, STORE_VALUE_MAX, "a field's value", err);
        if (!r)
            r = store_check_text(f->read, STORE_VALUE_MAX, "a field's reading", err);
    }
    return r;
}

static int check_papers(struct conn *c, int64_t source, const struct papers *papers, struct so_error *err)
{
    int64_t last = 0;
    int r = sql_int(c, err, &last, "SELECT 1 FROM source WHERE id=?1", SQL_I(source));
    if (r)
        return r == SO_ENOTFOUND ? so_fail(err, r, "no such source") : r;
    r = sql_int(c, err, &last, "SELECT coalesce(max(seq), 0) FROM page WHERE source=?1", SQL_I(source));
    int after = 0, stamped = 0;
    const struct paper *under = NULL;
    for (size_t i = 0; !r && i < papers->len; i++) {
        const struct paper *p = &papers->items[i];
        r = check_paper(p, under, after, stamped, err);
        under = p->beside ? under : p;
        stamped = p->beside ? p->first_page : stamped;
        after = under ? under->first_page + under->pages - 1 : after;
    }
    if (!r && after > last)
        r = so_fail(err, SO_EINVALID, "a paper ends on page %d, the source has %lld", after, (long long)last);
    return r;
}

int value_insert(struct conn *c, int64_t paper, int ord, const struct field *f, enum store_author author,
                 const char *user, bool current, struct so_error *err)
{
    return sql_exec(c, err,
                    "INSERT INTO value (paper, key, ord, value, normal, read, evidence, state, confidence, x, y, w, h,"
                    " page, author, user, time, current)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
                    SQL_I(paper), SQL_T(f->key), SQL_I(ord), SQL_T(f->value), SQL_T(f->normal), SQL_T(f->read),
                    SQL_T(f->evidence), SQL_I(f->state), SQL_D(f->confidence), SQL_I(f->box.x), SQL_I(f->box.y),
                    SQL_I(f->box.w), SQL_I(f->box.h), SQL_I(f->page), SQL_I(author), SQL_T(user), SQL_I(clock_now_ms()),
                    SQL_I(current));
}

/* Whether the newest machine value of this key is the very same: then there is nothing to add. */
static int is_same_value(struct conn *c, int64_t paper, const struct field *f, int64_t *ret_same, struct so_error *err)
{
    int r = sql_int(c, err, ret_same,
                    "SELECT value=?3 AND normal=?4 AND read=?5 AND evidence=?6 AND state=?7"
                    " AND abs(confidence-?8)<0.005 AND x=?9 AND y=?10 AND w=?11 AND h=?12 AND page=?13"
                    " FROM value WHERE paper=?1 AND key=?2 AND author=0 ORDER BY id DESC LIMIT 1",
                    SQL_I(paper), SQL_T(f->key), SQL_T(f->value), SQL_T(f->normal), SQL_T(f->read), SQL_T(f->evidence),
                    SQL_I(f->state), SQL_D(f->confidence), SQL_I(f->box.x), SQL_I(f->box.y), SQL_I(f->box.w),
                    SQL_I(f->box.h), SQL_I(f->page));
    if (r == SO_ENOTFOUND) {
        *ret_same = 0;
        r = SO_OK;
    }
    return r;
}

/* Whether a clerk's word stands for this key. */
static int has_clerks_value(struct conn *c, int64_t paper, const char *key, int64_t *ret_has, struct so_error *err)
{
    return sql_int(c, err, ret_has,
                   "SELECT EXISTS(SELECT 1 FROM value WHERE paper=?1 AND key=?2 AND author=1 AND current=1)",
                   SQL_I(paper), SQL_T(key));
}

/* New machine values; history_only leaves what is current alone, and a clerk's value stands anyhow. */
static int put_values(struct conn *c, int64_t paper, const struct fields *fields, bool history_only,
                      struct so_error *err)
{
    int r = SO_OK;
    if (!history_only) /* keys that the new reading does not know end here; the others are renewed below */
        r = sql_exec(c, err, "UPDATE value SET current=0 WHERE paper=?1 AND current=1 AND author=0", SQL_I(paper));
    for (size_t i = 0; !r && i < fields->len; i++) {
        const struct field *f = &fields->items[i];
        int64_t same = 0, stands = history_only;
        r = is_same_value(c, paper, f, &same, err);
        if (!r && !stands)
            r = has_clerks_value(c, paper, f->key, &stands, err);
        if (!r && !same)
            r = value_insert(c, paper, (int)i, f, STORE_MACHINE, "", !stands, err);
        else if (!r && !stands)
            r = sql_exec(c, err,
                         "UPDATE value SET current=1, ord=?3 WHERE id=(SELECT max(id) FROM value WHERE paper=?1"
                         " AND key=?2 AND author=0)",
                         SQL_I(paper), SQL_T(f->key), SQL_I(i));
    }
    return r;
}

static int insert_finding(struct conn *c, int64_t paper, const struct finding *f, struct so_error *err)
{
    return sql_exec(c, err,
                    "INSERT INTO finding (paper, code, field, severity, message, message_en, evidence, x, y, w, h,"
                    " page, state, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13)",
                    SQL_I(paper), SQL_I(f->code), SQL_T(f->field), SQL_I(f->severity), SQL_T(f->message),
                    SQL_T(f->message_en), SQL_T(f->evidence), SQL_I(f->box.x), SQL_I(f->box.y), SQL_I(f->box.w),
                    SQL_I(f->box.h), SQL_I(f->page), SQL_I(clock_now_ms()));
}

/*
 * A finding keeps its row (and a clerk's dismissal) as long as the machine goes on finding the same of the same field;
 * one that a better reading no longer has is solved, by nobody.
 */
static int put_findings(struct conn *c, int64_t paper, const struct findings *findings, struct so_error *err)
{
    int64_t now = clock_now_ms();
    int r = sql_exec(c, err, "UPDATE finding SET state=2, time=?2 WHERE paper=?1 AND state=0", SQL_I(paper),
                     SQL_I(now));
    for (size_t i = 0; !r && i < findings->len; i++) {
        const struct finding *f = &findings->items[i];
        int64_t id;
        r = sql_int(c, err, &id,
                    "SELECT id FROM finding WHERE paper=?1 AND code=?2 AND field=?3 AND message=?4"
                    " ORDER BY state=2 AND user<>'', id LIMIT 1",
                    SQL_I(paper), SQL_I(f->code), SQL_T(f->field), SQL_T(f->message));
        if (r == SO_ENOTFOUND)
            r = insert_finding(c, paper, f, err);
        else if (!r)
            r = sql_exec(c, err,
                         "UPDATE finding SET severity=?2, evidence=?3, x=?4, y=?5, w=?6, h=?7, page=?8,"
                         " state=iif(state=2 AND user='', 0, state) WHERE id=?1",
                         SQL_I(id), SQL_I(f->severity), SQL_T(f->evidence), SQL_I(f->box.x), SQL_I(f->box.y),
                         SQL_I(f->box.w), SQL_I(f->box.h), SQL_I(f->page));
    }
    return r;
}

/* What a clerk has filled in is not missing, unreadable or doubtful. */
static int solve_by_clerks(struct conn *c, int64_t paper, struct so_error *err)
{
    return sql_exec(c, err,
                    "UPDATE finding SET state=2, user=v.user, solved_by=v.id FROM value v WHERE v.paper=?1"
                    " AND finding.paper=?1 AND v.key=finding.field AND v.author=1 AND v.current=1 AND v.value<>''"
                    " AND finding.state=0 AND finding.code IN (0, 1, 2)",
                    SQL_I(paper));
}

static int claim_pages(struct conn *c, int64_t source, int64_t paper, const struct paper *p, struct so_error *err)
{
    int r = sql_exec(c, err, "UPDATE page SET paper=NULL WHERE paper=?1", SQL_I(paper));
    r = r ? r : sql_exec(c, err, "UPDATE page SET stamp=NULL WHERE stamp=?1", SQL_I(paper));
    if (r)
        return r;
    if (p->beside)
        return sql_exec(c, err, "UPDATE page SET stamp=?2 WHERE source=?1 AND seq=?3", SQL_I(source), SQL_I(paper),
                        SQL_I(p->first_page));
    return sql_exec(c, err, "UPDATE page SET paper=?2 WHERE source=?1 AND seq BETWEEN ?3 AND ?4", SQL_I(source),
                    SQL_I(paper), SQL_I(p->first_page), SQL_I(p->first_page + p->pages - 1));
}

/* A certification that was stored without the paper under it stands beside that one from now on. */
static int move_beside(struct conn *c, const struct papers *papers, struct old_papers *old, struct so_error *err)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < papers->len; i++) {
        const struct paper *p = &papers->items[i];
        for (size_t k = 0; !r && p->beside && k < old->len && !find_first_page(old, p); k++) {
            struct old_paper *o = &old->items[k];
            int64_t alone = 0;
            if (o->first_page == p->first_page && o->npages == 1)
                r = sql_int(c, err, &alone, "SELECT type=?2 FROM paper WHERE id=?1", SQL_I(o->id), SQL_T(p->type));
            if (!r && alone) {
                r = sql_exec(c, err, "UPDATE paper SET beside=1 WHERE id=?1", SQL_I(o->id));
                r = r ? r : sql_exec(c, err, "UPDATE page SET stamp=?1, paper=NULL WHERE paper=?1", SQL_I(o->id));
                o->beside = true;
            }
        }
    }
    return r;
}

/*
 * All that a clerk could see of a paper, as one string: the papers of a long source are put again after every page, and
 * one that stays as it was must keep its version, or nobody could edit it meanwhile.
 */
static int describe(struct conn *c, int64_t paper, char **ret_text, struct so_error *err)
{
    sqlite3_stmt *st;
    int r =
        sql_query(c, err, &st,
                  "SELECT type||'|'||type_reason||'|'||npages||'|'||coalesce(dossier, '')||'|'||"
                  " coalesce((SELECT group_concat(id||' '||ord) FROM value WHERE paper=?1 AND current=1), '')||'|'||"
                  " coalesce((SELECT group_concat(id||' '||state||severity||evidence||x||' '||y||' '||w||' '||h||"
                  "   ' '||page) FROM finding WHERE paper=?1 AND state<>2), '')||'|'||"
                  " coalesce((SELECT group_concat(p.id||' '||coalesce(r.id, '')) FROM page p"
                  "   LEFT JOIN reading r ON r.page=p.id AND r.current=1 WHERE p.paper=?1 OR p.stamp=?1), '')"
                  " FROM paper WHERE id=?1",
                  SQL_I(paper));
    if (!r)
        r = sql_row(c, err, st);
    if (!r && !(*ret_text = sql_text(st, 0)))
        r = store_no_memory(err);
    sql_done(st, SO_OK);
    return r == SO_EEND ? so_fail(err, SO_ENOTFOUND, "no such paper") : r;
}

static int refresh_if_changed(struct store *s, struct conn *c, int64_t paper, const char *before, struct so_error *err)
{
    char *after = NULL;
    int version, r = describe(c, paper, &after, err);
    if (!r && (!before || strcmp(before, after)))
        r = paper_refresh(s, c, paper, &version, err);
    free(after);
    return r;
}

/* ret_own_type: the paper has the type that its pages say; false when a clerk chose another. */
static int update_head(struct conn *c, int64_t id, const struct paper *p, float score, bool *ret_own_type,
                       struct so_error *err)
{
    int64_t own;
    int r = sql_exec(
        c, err,
        "UPDATE paper SET npages=?2, score=iif(?6<0, score, ?6), rejudge=0, type=iif(type_reason='clerk', type, ?3),"
        " type_confidence=iif(type_reason='clerk', 1, ?4),"
        " type_reason=iif(type_reason='clerk', type_reason, ?5) WHERE id=?1",
        SQL_I(id), SQL_I(p->pages), SQL_T(p->type), SQL_D(p->type_confidence), SQL_T(p->type_reason), SQL_D(score));
    r = r ? r : sql_int(c, err, &own, "SELECT type=?2 FROM paper WHERE id=?1", SQL_I(id), SQL_T(p->type));
    if (!r)
        *ret_own_type = own;
    return r;
}

static int insert_head(struct conn *c, int64_t source, const struct paper *p, float score, int64_t *ret_id,
                       struct so_error *err)
{
    int r =
        sql_exec(c, err,
                 "INSERT INTO paper (source, first_page, npages, type, type_confidence, type_reason, dossier, score,"
                 " created, updated, beside) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                 " (SELECT dossier FROM source WHERE id=?1), max(?7, 0), ?8, ?8, ?9)",
                 SQL_I(source), SQL_I(p->first_page), SQL_I(p->pages), SQL_T(p->type), SQL_D(p->type_confidence),
                 SQL_T(p->type_reason), SQL_D(score), SQL_I(clock_now_ms()), SQL_I(p->beside));
    *ret_id = sqlite3_last_insert_rowid(c->db);
    return r;
}

static int write_paper(struct store *s, struct conn *c, int64_t source, int64_t old, const struct paper *p, float score,
                       struct so_error *err)
{
    int64_t id = old;
    bool own_type = true;
    char *before = NULL;
    int r = old ? describe(c, old, &before, err) : SO_OK;
    if (!r)
        r = old ? update_head(c, old, p, score, &own_type, err) : insert_head(c, source, p, score, &id, err);
    r = r ? r : claim_pages(c, source, id, p, err);
    r = r ? r : put_values(c, id, &p->fields, !own_type, err);
    r = r ? r : paper_file(c, id, !old, err);
    if (!r && own_type)
        r = put_findings(c, id, &p->findings, err);
    r = r ? r : solve_by_clerks(c, id, err);
    r = r ? r : refresh_if_changed(s, c, id, before, err);
    free(before);
    return r;
}

int paper_remove(struct conn *c, int64_t id, struct so_error *err)
{
    int r = search_forget_paper(c, id, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE page SET paper=NULL WHERE paper=?1", SQL_I(id));
    if (!r)
        r = sql_exec(c, err, "UPDATE page SET stamp=NULL WHERE stamp=?1", SQL_I(id));
    if (!r)
        r = sql_exec(c, err, "DELETE FROM paper_same WHERE paper=?1", SQL_I(id));
    if (!r)
        r = sql_exec(c, err, "DELETE FROM paper_pair WHERE paper=?1 OR other=?1", SQL_I(id));
    if (!r)
        r = sql_exec(c, err, "UPDATE paper SET replaced_by=NULL WHERE replaced_by=?1", SQL_I(id));
    if (!r)
        r = sql_exec(c, err, "DELETE FROM finding WHERE paper=?1", SQL_I(id));
    if (!r)
        r = sql_exec(c, err, "DELETE FROM value WHERE paper=?1", SQL_I(id));
    return r ? r : sql_exec(c, err, "DELETE FROM paper WHERE id=?1", SQL_I(id));
}

/*
 * Papers that no new one begins like are gone, before the new ones claim their pages; but for those whose pages a new
 * one wants that a clerk's paper stands in the way of: they stay as they were, or their pages would belong to nobody.
 */
static int remove_vanished(struct conn *c, const struct papers *papers, struct old_papers *old,
                           struct store_papers_result *result, struct so_error *err)
{
    for (size_t i = 0; i < papers->len; i++) {
        const struct paper *p = &papers->items[i];
        struct old_paper *o = find_first_page(old, p);
        bool blocked = find_touched(old, p) != NULL;
        if (o && !blocked)
            o->matched = true;
        for (size_t k = 0; blocked && k < old->len; k++)
            if (!old->items[k].touched && overlaps(&old->items[k], p))
                old->items[k].matched = true;
    }
    int r = SO_OK;
    for (size_t i = 0; !r && i < old->len; i++)
        if (!old->items[i].matched && !old->items[i].touched && !old->items[i].rejudge) {
            r = paper_remove(c, old->items[i].id, err);
            result->removed++;
        }
    return r;
}

/* A clerk's paper: the values go to its history; pages that came in since and belong to nobody become its own. */
static int add_to_touched(struct store *s, struct conn *c, int64_t source, const struct old_paper *o,
                          const struct paper *p, struct so_error *err)
{
    int version, r = put_values(c, o->id, &p->fields, true, err);
    if (r || p->beside || p->pages <= o->npages)
        return r;
    r = sql_exec(c, err, "UPDATE page SET paper=?2 WHERE source=?1 AND seq BETWEEN ?3 AND ?4 AND paper IS NULL",
                 SQL_I(source), SQL_I(o->id), SQL_I(p->first_page), SQL_I(p->first_page + p->pages - 1));
    if (r || !sqlite3_changes(c->db))
        return r;
    r = sql_exec(c, err, "UPDATE paper SET npages=(SELECT count(*) FROM page WHERE paper=?1) WHERE id=?1",
                 SQL_I(o->id));
    return r ? r : paper_refresh(s, c, o->id, &version, err);
}

static int put_paper(struct store *s, struct conn *c, int64_t source, const struct paper *p, float score,
                     struct old_papers *old, struct store_papers_result *result, struct so_error *err)
{
    struct old_paper *o = find_touched(old, p);
    if (o) {
        if (!o->matched)
            result->kept++;
        o->matched = true;
        return o->first_page == p->first_page ? add_to_touched(s, c, source, o, p, err) : SO_OK;
    }
    o = find_first_page(old, p);
    int r = write_paper(s, c, source, o ? o->id : 0, p, score, err);
    if (r || !o) {
        result->added++;
        return r;
    }
    result->replaced++;
    int64_t bad;
    r = sql_int(c, err, &bad, "SELECT errors+warnings FROM paper WHERE id=?1", SQL_I(o->id));
    result->improved += !r && bad < o->bad;
    return r;
}

/* Which pages make a paper: those who arrange a stack must know when it changed under their hands. */
static int describe_stack(struct conn *c, int64_t source, char **ret_text, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT coalesce(group_concat(first_page||' '||npages), '') FROM"
                      " (SELECT first_page, npages FROM paper WHERE source=?1 AND beside=0 ORDER BY first_page)",
                      SQL_I(source));
    r = r ? r : sql_row(c, err, st);
    if (!r && !(*ret_text = sql_text(st, 0)))
        r = store_no_memory(err);
    sql_done(st, SO_OK);
    return r;
}

static int count_up_if_changed(struct conn *c, int64_t source, const char *before, struct so_error *err)
{
    char *after = NULL;
    int r = describe_stack(c, source, &after, err);
    if (!r && strcmp(before, after) != 0)
        r = sql_exec(c, err, "UPDATE source SET version=version+1 WHERE id=?1", SQL_I(source));
    free(after);
    return r;
}

int store_papers_put(struct store *s, int64_t source, const struct papers *papers, float score,
                     struct store_papers_result *ret_result, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    struct store_papers_result result = {0};
    struct old_papers old = {0};
    char *before = NULL;
    r = check_papers(c, source, papers, err);
    r = r ? r : describe_stack(c, source, &before, err);
    if (!r)
        r = load_old(c, source, &old, err);
    r = r ? r : move_beside(c, papers, &old, err);
    if (!r)
        r = remove_vanished(c, papers, &old, &result, err);
    for (size_t i = 0; !r && i < papers->len; i++)
        r = put_paper(s, c, source, &papers->items[i], score, &old, &result, err);
    r = r ? r : count_up_if_changed(c, source, before, err);
    free(before);
    array_free(&old);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_result = result;
    return r;
}
