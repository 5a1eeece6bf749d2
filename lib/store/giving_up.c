/* Giving up what may not be kept: images, raw pages, words, and of some papers all that was read. */
#include "store/giving_up.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"

static int give_up_page(struct store *s, struct conn *c, const struct store_page *p, struct so_error *err)
{
    int64_t object;
    int r = sql_int(c, err, &object, "SELECT object FROM page WHERE id=?1", SQL_I(p->id));
    if (!r)
        r = sql_exec(c, err, "UPDATE page SET object=NULL WHERE id=?1", SQL_I(p->id));
    if (!r)
        r = object_drop(c, object, p->object, err);
    if (!r)
        r = sql_exec(c, err, "DELETE FROM job WHERE page=?1", SQL_I(p->id));
    if (!r)
        r = sql_exec(c, err, "UPDATE reading SET data=NULL, places=NULL WHERE page=?1", SQL_I(p->id));
    if (!r)
        r = sql_exec(c, err,
                     "INSERT OR REPLACE INTO raw_drop (page, scanner, batch) SELECT ?1, s.scanner, s.batch_uuid"
                     " FROM source s WHERE s.id=?2 AND s.origin=?3",
                     SQL_I(p->id), SQL_I(p->source), SQL_I(STORE_SCAN));
    return r ? r : derived_remove(s, p->id, err);
}

/* Values and findings with their whole history. */
static int give_up_values(struct conn *c, int64_t paper, struct so_error *err)
{
    int r = sql_exec(c, err, "DELETE FROM finding WHERE paper=?1", SQL_I(paper));
    return r ? r : sql_exec(c, err, "DELETE FROM value WHERE paper=?1", SQL_I(paper));
}

static int give_up(struct store *s, struct conn *c, int64_t paper, enum store_keep keep, struct so_error *err)
{
    struct store_pages pages = {0};
    int r = pages_of_paper(c, paper, &pages, err);
    for (size_t i = 0; !r && i < pages.len; i++)
        if (pages.items[i].image_kept)
            r = give_up_page(s, c, &pages.items[i], err);
    store_pages_free(&pages);
    if (!r && keep == STORE_KEEP_NOTHING)
        r = give_up_values(c, paper, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE paper SET keep=?2, touched=1 WHERE id=?1", SQL_I(paper), SQL_I(keep));
    return r;
}

/* The paper that a certification stands on goes with it; where that one goes, the certification loses its image too. */
static int give_up_sheet_mates(struct store *s, struct conn *c, int64_t paper, enum store_keep keep,
                               struct so_error *err)
{
    int64_t under;
    int r = sql_int(c, err, &under, "SELECT coalesce(max(g.paper), 0) FROM page g JOIN paper u ON u.id=g.paper"
                    " WHERE g.stamp=?1 AND u.keep<?2", SQL_I(paper), SQL_I(keep));
    if (!r && under)
        r = give_up(s, c, under, keep, err);
    int version;
    if (!r && under)
        r = paper_refresh(s, c, under, &version, err);
    return r ? r
             : sql_exec(c, err,
                        "UPDATE paper SET keep=?3, touched=1, version=version+1 WHERE keep<?3 AND id IN"
                        " (SELECT stamp FROM page WHERE paper IN (?1, ?2) AND stamp IS NOT NULL)",
                        SQL_I(paper), SQL_I(under), SQL_I(STORE_KEEP_RECORD));
}

int paper_give_up(struct store *s, struct conn *c, int64_t paper, enum store_keep keep, struct so_error *err)
{
    int64_t was;
    int r = sql_int(c, err, &was, "SELECT keep FROM paper WHERE id=?1", SQL_I(paper));
    if (r || (int64_t)keep <= was)
        return r;
    /* What is deleted now is overwritten in the file too. */
    r = sql_script(c, err, "PRAGMA secure_delete=ON");
    if (!r)
        r = give_up(s, c, paper, keep, err);
    r = r ? r : give_up_sheet_mates(s, c, paper, keep, err);
    int back = sql_script(c, r ? NULL : err, "PRAGMA secure_delete=OFF");
    s->sweep |= !r;
    return r ? r : back;
}

static int read_raw_page(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_raw_page *p = item;
    *p = (struct store_raw_page){sqlite3_column_int64(st, 0), sql_text(st, 1), sql_text(st, 2)};
    return p->scanner && p->batch ? SO_OK : store_no_memory(err);
}

int store_raw_given_up(struct store *s, struct store_raw_pages *ret_pages, struct so_error *err)
{
    struct store_raw_pages list = {0};
    int r = store_read_rows(s, err, SQL_INTO(&list, read_raw_page),
                            "SELECT page, scanner, batch FROM raw_drop ORDER BY page LIMIT 1000");
    if (r)
        store_raw_pages_free(&list);
    else
        *ret_pages = list;
    return r;
}

int store_raw_gone(struct store *s, int64_t page, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "DELETE FROM raw_drop WHERE page=?1", SQL_I(page));
    if (!r && sqlite3_changes(c->db))
        r = audit_add(c, "", "page.raw_removed", "page", page, "", err);
    return store_write_end(s, r, err);
}

void store_raw_pages_free(struct store_raw_pages *list)
{
    for (size_t i = 0; i < list->len; i++) {
        free(list->items[i].scanner);
        free(list->items[i].batch);
    }
    array_free(list);
}
