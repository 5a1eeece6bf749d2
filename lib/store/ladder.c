#include "store/ladder.h"

#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/scattered.h"

#define COUNT_TEXT_MAX 200 /* papers found by their texts are counted so far: their lists are the longest */
#define CHECKS_MAX 400 /* papers that are held against common words: who has so many misses asks for the impossible */
#define FEW 40             /* papers that are quicker put in order than found step by step */

/* FTS5 walks its index backwards for this order, and stops at the limit: the newest come for the price of the newest.
 */
static const char *const search_sql[] = {
    "SELECT rowid FROM search_name WHERE search_name MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
    "SELECT rowid FROM search_field WHERE search_field MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
    "SELECT rowid FROM search_text WHERE search_text MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
};

/* Where a walk stands. */
struct walk {
    struct conn *c;
    struct so_error *err;
    const struct plan *plan;
    size_t wanted;
    struct founds *found;
};

static bool has_paper(const struct founds *f, int64_t paper)
{
    for (size_t i = 0; i < f->len; i++)
        if (f->items[i].paper == paper)
            return true;
    return false;
}

/* Whether the text of a paper fits an expression. */
static int text_fits(const struct walk *w, const char *match, int64_t paper, bool *ret_fits)
{
    int64_t one;
    int r = sql_int(w->c, w->err, &one, "SELECT 1 FROM search_text WHERE search_text MATCH ?1 AND rowid=?2",
                    SQL_T(match), SQL_I(paper));
    if (r && r != SO_ENOTFOUND)
        return r;
    *ret_fits = !r;
    return SO_OK;
}

static int add_found(const struct walk *w, int64_t paper, int step)
{
    struct found *f = array_push(w->found);
    if (!f)
        return store_no_memory(w->err);
    *f = (struct found){paper, w->plan, step};
    return SO_OK;
}

static int run_step(const struct walk *w, int number, size_t wanted)
{
    const struct step *step = &w->plan->steps[number];
    bool check = w->plan->excluded && step->index != INDEX_TEXT;
    sqlite3_stmt *st;
    int r =
        sql_query(w->c, w->err, &st, search_sql[step->index], SQL_T(step->match), SQL_I(check ? -1 : (int64_t)wanted));
    while (!r && w->found->len < wanted && !(r = sql_row(w->c, w->err, st))) {
        int64_t paper = sqlite3_column_int64(st, 0);
        bool excluded = has_paper(w->found, paper);
        if (!excluded && check)
            r = text_fits(w, w->plan->excluded, paper, &excluded);
        if (!r && !excluded)
            r = add_found(w, paper, number);
    }
    return sql_done(st, r);
}

/* Words scattered over papers: *ret_cut when it was given up before the end. */
static int run_scattered(const struct walk *w, int number, size_t wanted, bool *ret_cut)
{
    struct buf match = BUF_INIT, check = BUF_INIT;
    sqlite3_stmt *st = NULL;
    int checks = 0;
    int r = scattered_split(w->c, w->plan, &w->plan->steps[number], &match, &check, w->err);
    r = r ? r : sql_query(w->c, w->err, &st, search_sql[INDEX_TEXT], SQL_T(buf_str(&match)), SQL_I(-1));
    while (!r && w->found->len < wanted && checks < CHECKS_MAX && !(r = sql_row(w->c, w->err, st))) {
        int64_t paper = sqlite3_column_int64(st, 0);
        bool fits = true;
        if (check.len) {
            r = text_fits(w, buf_str(&check), paper, &fits);
            checks++;
        }
        if (!r && fits && !has_paper(w->found, paper))
            r = add_found(w, paper, number);
    }
    r = sql_done(st, r);
    *ret_cut = checks == CHECKS_MAX;
    buf_free(&match);
    buf_free(&check);
    return r;
}

/* Puts a paper that stands at or behind `at` there, in the name of a step; false when it does not stand there. */
static bool move_up(const struct walk *w, int64_t paper, size_t at, int step)
{
    struct founds *found = w->found;
    for (size_t i = at; i < found->len; i++)
        if (found->items[i].paper == paper) {
            memmove(&found->items[at + 1], &found->items[at], (i - at) * sizeof *found->items);
            found->items[at] = (struct found){paper, w->plan, step};
            return true;
        }
    return false;
}

/* Papers [from, …), newest first, were found by the last step of a group: each goes to the best step that it fits. */
static int sort_by_step(const struct walk *w, int first, int last, size_t from)
{
    static const char *const sql[] = {
        "SELECT rowid FROM search_name WHERE search_name MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC",
        "SELECT rowid FROM search_field WHERE search_field MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC",
        "SELECT rowid FROM search_text WHERE search_text MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC"};
    const struct founds *found = w->found;
    int r = SO_OK;
    for (int n = first; !r && n < last && from < found->len; n++) {
        const struct step *step = &w->plan->steps[n];
        int64_t oldest = found->items[found->len - 1].paper, newest = found->items[from].paper;
        sqlite3_stmt *st;
        r = sql_query(w->c, w->err, &st, sql[step->index], SQL_T(step->match), SQL_I(oldest), SQL_I(newest));
        while (!r && from < found->len && !(r = sql_row(w->c, w->err, st)))
            from += move_up(w, sqlite3_column_int64(st, 0), from, n);
        r = sql_done(st, r);
    }
    return r;
}

/*
 * The steps [first, last] of one group. The last finds all that the others find: where those are few, they are all that
 * there are, and the other steps only put them in order, between the oldest and the newest of them. Of words scattered
 * over papers, that nobody can put in a good order, the newest are put in order like this, however many there are:
 * looking for the best among all would mean to walk the longest lists of the index. *ret_more: not all were fetched.
 */
static int run_group(const struct walk *w, int first, int last, bool *ret_more)
{
    /* One step has nothing to be put in order. */
    size_t from = w->found->len, cap = w->wanted > FEW || w->plan->excluded || first == last ? w->wanted : FEW;
    bool cut = false;
    int r = is_scattered(w->plan, &w->plan->steps[last]) ? run_scattered(w, last, cap + 1, &cut)
                                                         : run_step(w, last, cap + 1);
    *ret_more = w->found->len > cap || cut;
    if (r || !*ret_more || first == last)
        return r ? r : sort_by_step(w, first, last, from);
    w->found->len = from;
    for (int n = first; !r && n <= last && w->found->len < w->wanted; n++)
        r = run_step(w, n, w->wanted);
    return r;
}

enum rungs { USUAL, LAST_RESORT };

/* The plan's usual steps, or those that are kept for the last. *ret_more: there are, or may be, more papers. */
static int walk_plan(const struct walk *w, enum rungs rungs, bool names_and_fields, bool *ret_more)
{
    const struct plan *plan = w->plan;
    int r = SO_OK, next = 0;
    bool more = false;
    while (!r && next < plan->nsteps && !more && w->found->len < w->wanted) {
        int first = next;
        while (next < plan->nsteps && plan->steps[next].group == plan->steps[first].group)
            next++;
        int last = next - 1;
        while (names_and_fields && last >= first && plan->steps[last].index == INDEX_TEXT)
            last--;
        if (last >= first && plan->steps[first].last_resort == (rungs == LAST_RESORT))
            r = run_group(w, first, last, &more);
    }
    for (; rungs == USUAL && next < plan->nsteps && !more; next++)
        more = !plan->steps[next].last_resort;
    *ret_more = more;
    return r;
}

/*
 * Exact ones first; near ones below while there is room; words scattered over a paper only where the words were found
 * in no better place, and near ones of these only where there is nothing at all.
 */
int ladder_walk(struct conn *c, const struct query *q, enum store_view view, bool fuzzy, bool names_and_fields,
                size_t wanted, struct ladder *l, struct so_error *err)
{
    *l = (struct ladder){0};
    struct walk exact = {c, err, &l->exact, wanted, &l->found}, near = {c, err, &l->near, wanted, &l->found};
    int r = plan_make(c, q, false, view, &l->exact, err);
    if (!r && !l->exact.empty)
        r = walk_plan(&exact, USUAL, names_and_fields, &l->more);
    size_t nexact = l->found.len;
    fuzzy = fuzzy && l->exact.positive && !l->more && nexact < wanted;
    if (!r && fuzzy)
        r = plan_make(c, q, true, view, &l->near, err);
    if (!r && fuzzy)
        r = walk_plan(&near, USUAL, names_and_fields, &l->more);
    if (!r && !nexact && !l->more)
        r = walk_plan(&exact, LAST_RESORT, names_and_fields, &l->more);
    if (!r && fuzzy && !l->found.len)
        r = walk_plan(&near, LAST_RESORT, names_and_fields, &l->more);
    if (r)
        ladder_free(l);
    return r;
}

void ladder_free(struct ladder *l)
{
    plan_free(&l->exact);
    plan_free(&l->near);
    array_free(&l->found);
}

/*
 * Only the step that filled the list is worth counting: those before it were counted by being found. Of near words
 * and of words scattered over papers it is enough to know that there are more.
 */
int ladder_count(struct conn *c, const struct ladder *l, int64_t *ret_total, struct so_error *err)
{
    *ret_total = (int64_t)l->found.len;
    if (!l->more || !l->found.len)
        return SO_OK;
    const struct found *last = &l->found.items[l->found.len - 1];
    const struct plan *plan = last->plan;
    int n = last->step;
    while (n + 1 < plan->nsteps && plan->steps[n].group == plan->steps[n + 1].group)
        n++;
    bool blind = plan->excluded && plan->steps[n].index != INDEX_TEXT; /* the count would not see what to leave out */
    if (blind || plan->fuzzy || plan->steps[n].last_resort)
        return SO_OK;
    sqlite3_stmt *st;
    int64_t total = 0;
    int r =
        sql_query(c, err, &st, search_sql[plan->steps[n].index], SQL_T(plan->steps[n].match), SQL_I(STORE_COUNT_MAX));
    while (!r && !(r = sql_row(c, err, st)))
        total++;
    r = sql_done(st, r);
    if (!r && total > *ret_total)
        *ret_total = total;
    return r;
}
