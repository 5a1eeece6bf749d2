#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"

#define ITEM_COLUMNS                                                                                                   \
    "SELECT id, source, type, title, date, dossier, version, created, updated, errors, warnings, infos,"               \
    " (SELECT id FROM page WHERE paper=paper.id OR stamp=paper.id ORDER BY seq LIMIT 1), first_page, npages, touched," \
    " confirmed, beside"                                                                                               \
    " FROM paper "

/*
 * All parameters stand in each, so that they are numbered alike; what drives the query comes first. The rows of old
 * lists are no papers of the day: search finds them, and the list of their source.
 */
#define ITEM_REST                                                                                                      \
    " AND (?1=0 OR created>=?1) AND (?2=0 OR created<?2) AND (?3=0 OR updated>?3) AND (?4=0 OR id<?4)"                 \
    " AND (?5=0 OR source=?5) AND (?6 IS NULL OR type=?6) AND (?7 IS NULL OR dossier=?7)"                              \
    " AND (?8=0 OR errors+warnings>0) AND (replaced_by IS NULL OR ?5<>0) AND (npages>0 OR ?5<>0 OR ?7 IS NOT NULL)"    \
    " AND (?10=1 OR NOT " SQL_PAPER_RESTRICTED("paper") ")"                                                            \
    " ORDER BY id DESC LIMIT ?9"

static const char *const list_by_source = ITEM_COLUMNS "WHERE source=?5" ITEM_REST;
static const char *const list_by_dossier = ITEM_COLUMNS "WHERE dossier=?7" ITEM_REST;
static const char *const list_by_change = ITEM_COLUMNS "INDEXED BY paper_updated WHERE updated>?3" ITEM_REST;
static const char *const list_by_time =
    ITEM_COLUMNS "INDEXED BY paper_created WHERE created>=?1 AND created<?2" ITEM_REST;
static const char *const list_all = ITEM_COLUMNS "WHERE 1" ITEM_REST;

static const char *choose(const struct store_list_query *q)
{
    if (q->source)
        return list_by_source;
    if (q->dossier)
        return list_by_dossier;
    if (q->changed_since)
        return list_by_change;
    return q->from && q->until ? list_by_time : list_all;
}

static int read_item(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_item *i = item;
    *i = (struct store_item){.id = sqlite3_column_int64(st, 0),
                             .source = sqlite3_column_int64(st, 1),
                             .type = sql_text(st, 2),
                             .title = sql_text(st, 3),
                             .date = sql_text(st, 4),
                             .dossier = sql_text(st, 5),
                             .version = sqlite3_column_int(st, 6),
                             .created = sqlite3_column_int64(st, 7),
                             .updated = sqlite3_column_int64(st, 8),
                             .errors = sqlite3_column_int(st, 9),
                             .warnings = sqlite3_column_int(st, 10),
                             .infos = sqlite3_column_int(st, 11),
                             .thumbnail_page = sqlite3_column_int64(st, 12),
                             .first_page = sqlite3_column_int(st, 13),
                             .npages = sqlite3_column_int(st, 14),
                             .touched = sqlite3_column_int(st, 15),
                             .confirmed = sqlite3_column_int(st, 16),
                             .beside = sqlite3_column_int(st, 17)};
    return i->type && i->title && i->date && i->dossier ? SO_OK : store_no_memory(err);
}

static int collect(struct conn *c, sqlite3_stmt *st, int r, struct store_items *ret, struct so_error *err)
{
    struct store_items items = {0};
    r = sql_rows(c, err, st, r, SQL_INTO(&items, read_item));
    if (r)
        store_items_free(&items);
    else
        *ret = items;
    return r;
}

int store_papers_list(struct store *s, const struct store_list_query *q, struct store_items *ret_items,
                      struct so_error *err)
{
    if (q->limit < 1 || q->limit > 1000)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to 1000");
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, choose(q), SQL_I(q->from), SQL_I(q->until), SQL_I(q->changed_since), SQL_I(q->before),
                  SQL_I(q->source), SQL_T(q->type), SQL_T(q->dossier), SQL_I(q->open_only), SQL_I(q->limit),
                  SQL_I(q->view == STORE_VIEW_ALL));
    r = collect(c, st, r, ret_items, err);
    store_read_end(s, c);
    return r;
}

/*
 * The same number and book, where either paper has one; a paper without both is nobody's twin. Who sees an open paper
 * learns nothing of a restricted twin.
 */
int store_paper_twins(struct store *s, int64_t paper, struct store_items *ret_items, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st,
                  ITEM_COLUMNS
                  "WHERE id<>?1 AND title<>'' AND replaced_by IS NULL AND (type, title)=(SELECT type, title FROM paper "
                  "WHERE id=?1)"
                  " AND EXISTS (SELECT 1 FROM value v WHERE v.paper=?1 AND v.current=1 AND v.value<>''"
                  "   AND v.key IN ('so', 'so_chung_thuc', 'quyen_so'))"
                  " AND NOT EXISTS (SELECT 1 FROM value v WHERE v.paper=?1 AND v.current=1 AND v.value<>''"
                  "   AND v.key IN ('so', 'so_chung_thuc', 'quyen_so') AND NOT EXISTS (SELECT 1 FROM value o"
                  "     WHERE o.paper=paper.id AND o.current=1 AND o.key=v.key AND o.value=v.value))"
                  " AND NOT " SQL_PAPER_RESTRICTED("paper") " ORDER BY id DESC LIMIT 20",
                  SQL_I(paper));
    r = collect(c, st, r, ret_items, err);
    store_read_end(s, c);
    return r;
}

void store_item_free(struct store_item *i)
{
    free(i->type);
    free(i->title);
    free(i->date);
    free(i->dossier);
    *i = (struct store_item){0};
}

void store_items_free(struct store_items *items)
{
    for (size_t i = 0; i < items->len; i++)
        store_item_free(&items->items[i]);
    array_free(items);
}
