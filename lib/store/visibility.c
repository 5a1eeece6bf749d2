#include "store/visibility.h"

#include "base/array.h"
#include "store/internal.h"
#include "store/search_docs.h"

enum store_view store_view_of(enum store_user_role role)
{
    return role == STORE_USER_ADMIN ? STORE_VIEW_ALL : STORE_VIEW_OPEN;
}

/* SQL that gives 0 or 1 for what is there; no row for what is not. */
static int check(struct store *s, const char *sql, struct sql_arg arg, enum store_view view, const char *what,
                 struct so_error *err)
{
    struct conn *c;
    int64_t restricted = 0;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, &restricted, sql, arg);
    store_read_end(s, c);
    if (!r && restricted && view != STORE_VIEW_ALL)
        r = SO_ENOTFOUND;
    return r == SO_ENOTFOUND ? so_fail(err, r, "no such %s", what) : r;
}

int store_paper_visible(struct store *s, int64_t paper, enum store_view view, struct so_error *err)
{
    return check(s,
                 "SELECT " SQL_PAPER_RESTRICTED("p") " FROM paper p WHERE p.id=?1",
                 SQL_I(paper), view, "paper", err);
}

/* A page that belongs to no paper yet is as open as its batch's dossier. */
int store_page_visible(struct store *s, int64_t page, enum store_view view, struct so_error *err)
{
    return check(
        s,
        "SELECT coalesce(p.restricted, 0) OR coalesce(d.restricted, 0) OR EXISTS(SELECT 1 FROM paper t LEFT JOIN "
        "dossier e"
        "   ON e.code=t.dossier WHERE t.id=g.stamp AND (t.restricted OR coalesce(e.restricted, 0)))"
        " FROM page g JOIN source s ON s.id=g.source LEFT JOIN paper p ON p.id=g.paper"
        " LEFT JOIN dossier d ON d.code=CASE WHEN p.id IS NULL THEN s.dossier ELSE p.dossier END WHERE g.id=?1",
        SQL_I(page), view, "page", err);
}

int store_dossier_visible(struct store *s, const char *code, enum store_view view, struct so_error *err)
{
    return check(s, "SELECT restricted FROM dossier WHERE code=?1", SQL_T(code), view, "dossier", err);
}

int store_source_visible(struct store *s, int64_t source, enum store_view view, struct so_error *err)
{
    return check(s, "SELECT " SQL_SOURCE_RESTRICTED("s") " FROM source s WHERE s.id=?1", SQL_I(source), view, "source",
                 err);
}

int store_entry_visible(struct store *s, int64_t entry, enum store_view view, struct so_error *err)
{
    return check(s, "SELECT " SQL_ENTRY_RESTRICTED("e") " FROM register_entry e WHERE e.id=?1", SQL_I(entry), view,
                 "row", err);
}

struct ids {
    int64_t *items;
    size_t len, cap;
};

static int papers_of_dossier(struct conn *c, const char *code, struct ids *ids, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT id FROM paper WHERE dossier=?1", SQL_T(code));
    while (!r && !(r = sql_row(c, err, st))) {
        int64_t *id = array_push(ids);
        if (!id)
            r = store_no_memory(err);
        else
            *id = sqlite3_column_int64(st, 0);
    }
    return sql_done(st, r);
}

int store_dossier_restrict(struct store *s, const char *code, bool restricted, const char *user, struct so_error *err)
{
    struct conn *c;
    struct ids ids = {0};
    int version, r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "UPDATE dossier SET restricted=?2 WHERE code=?1", SQL_T(code), SQL_I(restricted));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such dossier");
    if (!r)
        r = papers_of_dossier(c, code, &ids, err);
    for (size_t i = 0; !r && i < ids.len; i++)
        r = paper_refresh(s, c, ids.items[i], &version, err);
    r = r ? r : search_index_entries_of(c, code, 0, err);
    if (!r)
        r = audit_add(c, user, restricted ? "dossier.restrict" : "dossier.open", "dossier", 0, code, err);
    array_free(&ids);
    return store_write_end(s, r, err);
}
