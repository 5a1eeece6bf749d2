#include "store/hit.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/match.h"
#include "store/search_docs.h"

void hit_free(struct store_hit *h)
{
    free(h->type);
    free(h->title);
    free(h->date);
    free(h->dossier);
    free(h->key);
    free(h->snippet);
    *h = (struct store_hit){0};
}

static int load_paper(struct conn *c, int64_t paper, struct store_hit *h, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT type, title, date, dossier, created, errors, warnings, first_page,"
                      " (SELECT id FROM page WHERE paper=?1 OR stamp=?1 ORDER BY seq LIMIT 1) FROM paper WHERE id=?1",
                      SQL_I(paper));
    if (!r)
        r = sql_row(c, err, st);
    if (r)
        return sql_done(st, r == SO_EEND ? so_fail(err, SO_EFORMAT, "the search index knows a paper that is not there")
                                         : r);
    h->paper = paper;
    h->type = sql_text(st, 0);
    h->title = sql_text(st, 1);
    h->date = sql_text(st, 2);
    h->dossier = sql_text(st, 3);
    h->created = sqlite3_column_int64(st, 4);
    h->errors = sqlite3_column_int(st, 5);
    h->warnings = sqlite3_column_int(st, 6);
    h->page_seq = sqlite3_column_int(st, 7);
    h->page = sqlite3_column_int64(st, 8);
    h->key = strdup("");
    h->snippet = strdup("");
    sql_done(st, SO_OK);
    return h->type && h->title && h->date && h->dossier && h->key && h->snippet ? SO_OK : store_no_memory(err);
}

static int set_page(struct conn *c, struct store_hit *h, int seq, struct so_error *err)
{
    int64_t id;
    int r = sql_int(c, err, &id, "SELECT id FROM page WHERE (paper=?1 OR stamp=?1) AND seq=?2", SQL_I(h->paper),
                    SQL_I(seq));
    if (r)
        return r == SO_ENOTFOUND ? SO_OK : r; /* the field names no page of ours: stay on the first */
    h->page = id;
    h->page_seq = seq;
    return SO_OK;
}

/* The field that covers most of what was asked; a name is better than another field that covers as much. */
static int choose_value(struct store *s, const struct plan *plan, const struct store_hit *h, bool exact,
                        const struct store_values *values, struct spots *best_spots, size_t *ret_best)
{
    int best = 0;
    for (size_t i = 0; i < values->len; i++) {
        const struct field *f = &values->items[i].field;
        struct spots spots = {0};
        int r = match_find(plan, f->value, strlen(f->value), exact, &spots);
        if (r)
            return r;
        int covered =
            2 * match_covered(&spots) + (spots.len && search_role(s, h->type, f->key) & STORE_ROLE_NAME);
        if (covered > best) {
            array_free(best_spots);
            *best_spots = spots;
            best = covered;
            *ret_best = i;
        } else {
            array_free(&spots);
        }
    }
    return best ? SO_OK : SO_EEND;
}

static int from_fields(struct store *s, struct conn *c, const struct plan *plan, bool exact, struct store_hit *h,
                       struct so_error *err)
{
    struct store_values values = {0};
    struct spots spots = {0};
    size_t best = 0, first, count;
    int r = h->entry ? search_values_of_entry(c, h->entry, &values, err) : values_of_paper(c, h->paper, &values, err);
    if (!r)
        r = choose_value(s, plan, h, exact, &values, &spots, &best);
    if (!r) {
        const struct field *f = &values.items[best].field;
        match_densest(&spots, &first, &count);
        r = match_snippet(f->value, strlen(f->value), &spots, first, count, h);
        free(h->key);
        h->key = strdup(f->key);
        h->box = f->box;
        if (!r && !h->key)
            r = SO_ENOMEM;
        if (!r && !h->entry)
            r = set_page(c, h, f->page, err);
    }
    array_free(&spots);
    store_values_free(&values);
    return r;
}

#define PAGE_BEGIN "\f" TOKEN_EDGE " " /* before the words of a page (search_index.c) */

/* The box of the spots: behind its beginning a page's text in the index is that of its words, byte for byte. */
static int box_of_spots(struct conn *c, const char *page, const struct spot *spots, size_t count, struct store_hit *h,
                        struct so_error *err)
{
    struct places places = {0};
    size_t begin = strlen(PAGE_BEGIN);
    int r = places_of_page(c, h->page, &places, err);
    if (r)
        return r == SO_ENOTFOUND ? SO_OK : r;
    for (size_t i = 0, w = 0, at = 0; i < count && w < places.count && at < places.text_len; w++) {
        const char *space = memchr(places.text + at, ' ', places.text_len - at);
        size_t end = space ? (size_t)(space - places.text) : places.text_len;
        for (; i < count && spots[i].start < begin + end; i++) {
            size_t start = spots[i].start - begin, len = spots[i].end - spots[i].start;
            if (spots[i].start >= begin && start + len <= end &&
                !memcmp(page + spots[i].start, places.text + start, len))
                h->box = box_union(h->box, places.boxes[w]);
        }
        at = end + 1;
    }
    word_places_free(&places);
    return SO_OK;
}

/* The page whose text covers most; its number is its place among the form feeds (search_index.c). */
static int from_text(struct conn *c, const struct plan *plan, bool exact, struct store_hit *h, struct so_error *err)
{
    sqlite3_stmt *st;
    struct buf text = BUF_INIT;
    int r = sql_query(c, err, &st, "SELECT text FROM search_doc WHERE paper=?1", SQL_I(h->paper));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = blob_unpack(sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0), SIZE_MAX, &text);
    sql_done(st, r);
    const char *best_page = NULL, *page = r ? NULL : strchr(buf_str(&text), '\f');
    struct spots best = {0};
    int seq = h->page_seq, best_seq = 0;
    for (; !r && page; page = strchr(page + 1, '\f'), seq++) {
        struct spots spots = {0};
        r = match_find(plan, page, strcspn(page + 1, "\f") + 1, exact, &spots);
        if (!r && match_covered(&spots) > match_covered(&best)) {
            struct spots swap = best;
            best = spots;
            spots = swap;
            best_page = page;
            best_seq = seq;
        }
        array_free(&spots);
    }
    size_t first, count;
    match_densest(&best, &first, &count);
    if (!r && best_page)
        r = match_snippet(best_page, strcspn(best_page + 1, "\f") + 1, &best, first, count, h);
    if (!r && best_page)
        r = set_page(c, h, best_seq, err);
    if (!r && best_page)
        r = box_of_spots(c, best_page, best.items + first, count, h, err);
    array_free(&best);
    buf_free(&text);
    return r == SO_EEND ? SO_OK : r;
}

int hit_load(struct store *s, struct conn *c, const struct plan *plan, int64_t row, const struct step *step,
             struct store_hit *ret_hit, struct so_error *err)
{
    struct store_hit h = {.place = step->place, .exact = step->exact};
    int64_t entry = search_entry_of_row(row);
    int r = entry ? search_load_entry(c, entry, &h, err) : load_paper(c, row, &h, err);
    if (!r && plan->positive) {
        r = step->index == INDEX_TEXT && !entry ? SO_EEND : from_fields(s, c, plan, step->exact, &h, err);
        if (r == SO_EEND)
            r = entry ? SO_OK : from_text(c, plan, step->exact, &h, err);
    }
    if (r) {
        hit_free(&h);
        return r == SO_ENOMEM ? store_no_memory(err) : r;
    }
    *ret_hit = h;
    return SO_OK;
}
