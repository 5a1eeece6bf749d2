#include "store/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/hit.h"
#include "store/internal.h"
#include "store/plan.h"

#define LIMIT_MAX 100
#define OFFSET_MAX 1000
#define FEW 60 /* papers that are quicker put in order one by one than found step by step */

const char *store_hit_place_name(enum store_hit_place p)
{
    static const char *const names[] = {"name", "field", "text", "filter"};
    return names[p];
}

/* Papers found so far, best first, and on which step of the plan. */
struct found {
    int64_t paper;
    int step;
};

struct founds {
    struct found *items;
    size_t len, cap;
};

/* FTS5 walks its index backwards for this order, and stops at the limit: the newest come for the price of the newest. */
static const char *const search_sql[] = {
    "SELECT rowid FROM search_name WHERE search_name MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
    "SELECT rowid FROM search_field WHERE search_field MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
    "SELECT rowid FROM search_text WHERE search_text MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
};

static bool has_paper(const struct founds *f, int64_t paper)
{
    for (size_t i = 0; i < f->len; i++)
        if (f->items[i].paper == paper)
            return true;
    return false;
}

static int is_excluded(struct conn *c, const struct plan *plan, int64_t paper, bool *ret_excluded,
                       struct so_error *err)
{
    int64_t one;
    int r = sql_int(c, err, &one, "SELECT 1 FROM search_text WHERE search_text MATCH ?1 AND rowid=?2",
                    SQL_T(plan->excluded), SQL_I(paper));
    if (r && r != SO_ENOTFOUND)
        return r;
    *ret_excluded = !r;
    return SO_OK;
}

static int run_step(struct conn *c, const struct plan *plan, int number, size_t wanted, struct founds *found,
                    struct so_error *err)
{
    const struct step *step = &plan->steps[number];
    bool check = plan->excluded && step->index != INDEX_TEXT;
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, search_sql[step->index], SQL_T(step->match), SQL_I(check ? -1 : (int64_t)wanted));
    while (!r && found->len < wanted && !(r = sql_row(c, err, st))) {
        int64_t paper = sqlite3_column_int64(st, 0);
        bool excluded = has_paper(found, paper);
        if (!excluded && check)
            r = is_excluded(c, plan, paper, &excluded, err);
        if (r || excluded)
            continue;
        struct found *f = array_push(found);
        if (!f)
            r = store_no_memory(err);
        else
            *f = (struct found){paper, number};
    }
    return sql_done(st, r);
}

/* Papers of a step, counted no further than STORE_COUNT_MAX. */
static int count_step(struct conn *c, const struct step *step, int64_t *inout_total, struct so_error *err)
{
    sqlite3_stmt *st;
    int64_t total = 0;
    int r = sql_query(c, err, &st, search_sql[step->index], SQL_T(step->match), SQL_I(STORE_COUNT_MAX));
    while (!r && !(r = sql_row(c, err, st)))
        total++;
    r = sql_done(st, r);
    if (!r && total > *inout_total)
        *inout_total = total;
    return r;
}

/* Whether one paper, known to fit the last step of its index, fits a better one. */
static int fits_step(struct conn *c, const struct step *step, int64_t paper, bool *ret_fits, struct so_error *err)
{
    static const char *const sql[] = {"SELECT 1 FROM search_name WHERE search_name MATCH ?1 AND rowid=?2",
                                      "SELECT 1 FROM search_field WHERE search_field MATCH ?1 AND rowid=?2",
                                      "SELECT 1 FROM search_text WHERE search_text MATCH ?1 AND rowid=?2"};
    int64_t one;
    int r = sql_int(c, err, &one, sql[step->index], SQL_T(step->match), SQL_I(paper));
    if (r && r != SO_ENOTFOUND)
        return r;
    *ret_fits = !r;
    return SO_OK;
}

/* Papers [from, …) were found by the last step of an index: each goes to the best step that it fits, newest first. */
static int sort_by_step(struct conn *c, const struct plan *plan, int first, int last, struct founds *found, size_t from,
                        struct so_error *err)
{
    int r = SO_OK;
    size_t sorted = from;
    for (int n = first; !r && n < last; n++)
        for (size_t i = sorted; !r && i < found->len; i++) {
            bool fits = false;
            r = fits_step(c, &plan->steps[n], found->items[i].paper, &fits, err);
            if (r || !fits)
                continue;
            struct found f = {found->items[i].paper, n};
            memmove(&found->items[sorted + 1], &found->items[sorted], (i - sorted) * sizeof f);
            found->items[sorted++] = f;
        }
    return r;
}

/*
 * The steps [first, last] of one index. The last contains the others: where it finds few papers they are all that there
 * are, and are put in order one by one, instead of walking the index once for each step. *ret_more: not all were fetched.
 */
static int run_index(struct conn *c, const struct plan *plan, int first, int last, size_t wanted, struct founds *found,
                     bool *ret_more, struct so_error *err)
{
    size_t from = found->len, cap = wanted > FEW || plan->excluded ? wanted : FEW;
    int r = run_step(c, plan, last, cap + 1, found, err);
    *ret_more = found->len > cap;
    if (r || !*ret_more)
        return r ? r : sort_by_step(c, plan, first, last, found, from, err);
    found->len = from;
    for (int n = first; !r && n <= last && found->len < wanted; n++)
        r = run_step(c, plan, n, wanted, found, err);
    return r;
}

static int run_steps(struct conn *c, const struct plan *plan, size_t wanted, struct founds *found,
                     struct store_hits *hits, struct so_error *err)
{
    int r = SO_OK, next = 0;
    bool more = false;
    while (!r && next < plan->nsteps && !more && found->len < wanted) {
        int first = next;
        if (plan->steps[first].last_resort && found->len)
            break;
        while (next < plan->nsteps && plan->steps[next].index == plan->steps[first].index &&
               plan->steps[next].how == plan->steps[first].how)
            next++;
        r = run_index(c, plan, first, next - 1, wanted, found, &more, err);
    }
    hits->total = (int64_t)found->len;
    hits->total_at_least = more || (next < plan->nsteps && !plan->steps[next].last_resort);
    if (found->len > wanted)
        found->len = wanted;
    const struct step *last = &plan->steps[next - 1];
    if (!r && more && !(plan->excluded && last->index != INDEX_TEXT)) /* the count alone would not see what to leave out */
        r = count_step(c, last, &hits->total, err);
    return r;
}

static int run_plan(struct store *s, struct conn *c, const struct plan *plan, const struct store_search *search,
                    struct store_hits *hits, struct so_error *err)
{
    struct founds found = {0};
    int r = run_steps(c, plan, (size_t)search->offset + (size_t)search->limit, &found, hits, err);
    for (size_t i = (size_t)search->offset; !r && i < found.len; i++) {
        struct store_hit *h = array_push(hits);
        r = h ? hit_load(s, c, plan, found.items[i].paper, &plan->steps[found.items[i].step], h, err)
              : store_no_memory(err);
        if (r && h)
            hits->len--;
    }
    array_free(&found);
    return r;
}

/* The words that were really searched for, as far as one can say it in a line: the nearest for each. */
static char *meant_words(const struct plan *plan)
{
    struct buf b = BUF_INIT;
    int r = SO_OK;
    for (size_t i = 0; !r && i < plan->nneedles; i++) {
        const struct needle *n = &plan->needles[i];
        if (n->without)
            continue;
        if (b.len)
            r = buf_append_char(&b, ' ');
        if (!r && n->nalternatives && !n->prefix)
            r = buf_append_str(&b, n->alternatives[0]);
        else
            for (size_t t = 0; !r && t < n->ntokens; t++)
                r = buf_printf(&b, "%s%s", t ? " " : "", n->tokens[t].fold);
    }
    char *text = r ? NULL : buf_steal(&b);
    buf_free(&b);
    return text;
}

static int search_once(struct store *s, struct conn *c, const struct query *q, const struct store_search *search,
                       bool fuzzy, struct store_hits *hits, struct so_error *err)
{
    struct plan plan = {0};
    int r = plan_make(c, q, fuzzy, &plan, err);
    if (!r && !plan.empty)
        r = run_plan(s, c, &plan, search, hits, err);
    if (!r && fuzzy && hits->total) {
        free(hits->meant);
        hits->meant = meant_words(&plan);
        hits->fuzzy = true;
        if (!hits->meant)
            r = store_no_memory(err);
    }
    plan_free(&plan);
    return r;
}

int store_search(struct store *s, const struct store_search *search, struct store_hits *ret_hits, struct so_error *err)
{
    if (search->limit < 1 || search->limit > LIMIT_MAX || search->offset < 0 || search->offset > OFFSET_MAX)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to %d, the offset 0 to %d", LIMIT_MAX, OFFSET_MAX);
    struct query q = {0};
    int r = query_parse(search->text, search->as_you_type, &q, err);
    if (r)
        return r;
    struct store_hits hits = {.meant = strdup("")};
    struct conn *c;
    r = hits.meant ? store_read_begin(s, &c, err) : store_no_memory(err);
    if (!r) {
        r = search_once(s, c, &q, search, false, &hits, err);
        if (!r && !hits.total && !search->no_fuzzy)
            r = search_once(s, c, &q, search, true, &hits, err);
        store_read_end(s, c);
    }
    query_free(&q);
    if (r)
        store_hits_free(&hits);
    else
        *ret_hits = hits;
    return r;
}

void store_hits_free(struct store_hits *h)
{
    for (size_t i = 0; i < h->len; i++)
        hit_free(&h->items[i]);
    free(h->meant);
    array_free(h);
    *h = (struct store_hits){0};
}
