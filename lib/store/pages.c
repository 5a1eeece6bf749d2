/* Pages as the API sees them. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"

static int read_page(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_page *p = item;
    p->id = sqlite3_column_int64(st, 0);
    p->source = sqlite3_column_int64(st, 1);
    p->paper = sqlite3_column_int64(st, 2);
    p->seq = sqlite3_column_int(st, 3);
    p->file_page = sqlite3_column_int(st, 4);
    sql_copy(st, 5, p->object, sizeof p->object);
    p->image_kept = sqlite3_column_type(st, 6) != SQLITE_NULL;
    p->media_type = sql_text(st, 7);
    p->flags = (unsigned)sqlite3_column_int64(st, 8);
    p->captured = sqlite3_column_int64(st, 9);
    p->state = (enum store_page_state)sqlite3_column_int(st, 10);
    p->reason = sql_text(st, 11);
    p->has_reading = sqlite3_column_type(st, 12) != SQLITE_NULL;
    p->width = sqlite3_column_int(st, 12);
    p->height = sqlite3_column_int(st, 13);
    p->dpi = sqlite3_column_int(st, 14);
    p->turned = sqlite3_column_int(st, 15);
    p->skew = (float)sqlite3_column_double(st, 16);
    p->blank = sqlite3_column_int(st, 17);
    p->sheet = sqlite3_column_int(st, 18);
    p->back = sqlite3_column_int(st, 19);
    p->role = (enum store_page_role)sqlite3_column_int(st, 20);
    p->stamp = sqlite3_column_int64(st, 21);
    return p->media_type && p->reason ? SO_OK : store_no_memory(err);
}

#define PAGE_COLUMNS                                                                                                   \
    "SELECT p.id, p.source, p.paper, p.seq, p.file_page, p.hash, p.object, p.media_type, p.flags, p.captured, "        \
    "p.state,"                                                                                                         \
    " p.reason, r.width, r.height, r.dpi, r.turned, r.skew, r.blank, p.sheet, p.back, p.role, p.stamp"                 \
    " FROM page p LEFT JOIN reading r ON r.page=p.id AND r.current=1 "

/* All rows of a statement that selects PAGE_COLUMNS; ends the statement. */
static int collect(struct conn *c, sqlite3_stmt *st, int r, struct store_pages *ret, struct so_error *err)
{
    struct store_pages pages = {0};
    r = sql_rows(c, err, st, r, SQL_INTO(&pages, read_page));
    if (r)
        store_pages_free(&pages);
    else
        *ret = pages;
    return r;
}

int pages_of_paper(struct conn *c, int64_t paper, struct store_pages *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, PAGE_COLUMNS "WHERE p.paper=?1 OR p.stamp=?1 ORDER BY p.seq", SQL_I(paper));
    return collect(c, st, r, ret, err);
}

int store_page_load(struct store *s, int64_t id, struct store_page *ret_page, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    struct store_pages pages = {0};
    r = sql_query(c, err, &st, PAGE_COLUMNS "WHERE p.id=?1", SQL_I(id));
    r = collect(c, st, r, &pages, err);
    store_read_end(s, c);
    if (!r && !pages.len)
        r = so_fail(err, SO_ENOTFOUND, "no such page");
    if (!r)
        *ret_page = pages.items[0];
    array_free(&pages); /* the page itself is the caller's now */
    return r;
}

int pages_of_source(struct conn *c, int64_t source, struct store_pages *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, PAGE_COLUMNS "WHERE p.source=?1 ORDER BY p.seq", SQL_I(source));
    return collect(c, st, r, ret, err);
}

int store_pages_open(struct store *s, int64_t before, enum store_view view, int limit, struct store_pages *ret_pages,
                     struct so_error *err)
{
    if (limit < 1 || limit > 1000)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to 1000");
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st,
                  PAGE_COLUMNS
                  "WHERE p.paper IS NULL AND p.state<>1 AND p.id<?1 AND (?3=1 OR NOT EXISTS(SELECT 1 FROM source s"
                  "  WHERE s.id=p.source AND " SQL_SOURCE_RESTRICTED("s") ")) ORDER BY p.id DESC LIMIT ?2",
                  SQL_I(before ? before : INT64_MAX), SQL_I(limit), SQL_I(view == STORE_VIEW_ALL));
    r = collect(c, st, r, ret_pages, err);
    store_read_end(s, c);
    return r;
}

void store_page_free(struct store_page *p)
{
    free(p->media_type);
    free(p->reason);
    *p = (struct store_page){0};
}

void store_pages_free(struct store_pages *pages)
{
    for (size_t i = 0; i < pages->len; i++)
        store_page_free(&pages->items[i]);
    array_free(pages);
}
