/* Lists of sources. */
#include <stdlib.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/stack.h"

struct ids {
    int64_t *items;
    size_t len, cap;
};

static int collect_ids(struct conn *c, int64_t from, int64_t until, bool warned, enum store_view view, int limit,
                       struct ids *ids, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q,
                      "SELECT id FROM source WHERE created>=?1 AND created<?2 AND (?3=0 OR"
                      " EXISTS(SELECT 1 FROM warning w WHERE w.source=source.id AND w.state=0))"
                      " AND (?5=1 OR NOT " SQL_SOURCE_RESTRICTED("source") ") ORDER BY created DESC, id DESC LIMIT ?4",
                      SQL_I(from), SQL_I(until ? until : INT64_MAX), SQL_I(warned), SQL_I(limit),
                      SQL_I(view == STORE_VIEW_ALL));
    while (!r && !(r = sql_row(c, err, q))) {
        int64_t *id = array_push(ids);
        if (id)
            *id = sqlite3_column_int64(q, 0);
        else
            r = store_no_memory(err);
    }
    return sql_done(q, r);
}

static int describe(struct conn *c, struct store_source_item *item, struct so_error *err)
{
    sqlite3_stmt *q;
    int r = sql_query(c, err, &q,
                      "SELECT coalesce(sheets, 0), (SELECT count(*) FROM cover WHERE source=?1),"
                      " (SELECT count(*) FROM warning WHERE source=?1 AND state=0),"
                      " (SELECT id FROM page WHERE source=?1 AND object IS NOT NULL ORDER BY role<>0, seq LIMIT 1)"
                      " FROM source WHERE id=?1",
                      SQL_I(item->source.id));
    r = r ? r : sql_row(c, err, q);
    if (!r) {
        item->sheets = sqlite3_column_int(q, 0);
        item->covers = sqlite3_column_int(q, 1);
        item->warnings = sqlite3_column_int(q, 2);
        item->thumbnail_page = sqlite3_column_int64(q, 3);
    }
    sql_done(q, SO_OK);
    return r;
}

int store_sources_list(struct store *s, int64_t from, int64_t until, bool warned, enum store_view view, int limit,
                       struct store_source_items *ret_items, struct so_error *err)
{
    if (limit < 1 || limit > 500)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to 500");
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    struct store_source_items items = {0};
    struct ids ids = {0};
    r = collect_ids(c, from, until, warned, view, limit, &ids, err);
    for (size_t i = 0; !r && i < ids.len; i++) {
        struct store_source_item *item = array_push(&items);
        r = item ? source_of_id(c, ids.items[i], &item->source, err) : store_no_memory(err);
        r = r ? r : describe(c, item, err);
    }
    array_free(&ids);
    store_read_end(s, c);
    if (r)
        store_source_items_free(&items);
    else
        *ret_items = items;
    return r;
}

void store_source_items_free(struct store_source_items *items)
{
    for (size_t i = 0; i < items->len; i++)
        store_source_free(&items->items[i].source);
    array_free(items);
}
