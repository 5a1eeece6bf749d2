/* What the index holds of a paper, kept in step with it inside the same transaction. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/readings.h"
#include "store/search.h"
#include "store/search_docs.h"
#include "store/tags.h"
#include "store/token.h"
#include "viet/date.h"

#define TEXT_MAX (1024u * 1024) /* bytes of a paper's text that are indexed */

int search_register(struct conn *c, struct so_error *err)
{
    int rc = token_register(c->db);
    return rc ? so_fail(err, SO_EINTERNAL, "the search index cannot be used: %s", sqlite3_errstr(rc)) : SO_OK;
}

/* What the filter trang_thai: knows. */
static int tag_state(struct conn *c, int64_t paper, struct buf *b, struct so_error *err)
{
    int64_t missing, open, confirmed;
    int r = sql_int(c, err, &missing,
                    "SELECT count(*) FROM finding WHERE paper=?1 AND state=0 AND code=0 AND severity>0", SQL_I(paper));
    if (!r)
        r = sql_int(c, err, &open, "SELECT count(*) FROM finding WHERE paper=?1 AND state=0 AND severity>0",
                    SQL_I(paper));
    if (!r)
        r = sql_int(c, err, &confirmed, "SELECT confirmed FROM paper WHERE id=?1", SQL_I(paper));
    if (!r && missing)
        r = search_append_tag(b, QUERY_STATE, "thieu");
    if (!r && open > missing)
        r = search_append_tag(b, QUERY_STATE, "nghi_ngo");
    if (!r && !open)
        r = search_append_tag(b, QUERY_STATE, "xong");
    if (!r && confirmed)
        r = search_append_tag(b, QUERY_STATE, "da_duyet");
    return r;
}

static int tag_paper(struct conn *c, int64_t paper, struct buf *b, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = buf_append_str(b, TOKEN_ALL " ");
    if (r)
        return store_no_memory(err);
    r = sql_query(c, err, &st,
                  "SELECT p.type, p.date, coalesce(p.dossier, ''), p.restricted OR coalesce(d.restricted, 0)"
                  " FROM paper p LEFT JOIN dossier d ON d.code=p.dossier WHERE p.id=?1",
                  SQL_I(paper));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = search_append_tag(b, QUERY_TYPE, sql_peek(st, 0));
    if (!r)
        r = search_append_tag(b, QUERY_SECTOR, store_sector_by_type(sql_peek(st, 0)));
    if (!r && sqlite3_column_int(st, 3))
        r = buf_append_str(b, TAG_RESTRICTED " ");
    if (!r && strlen(sql_peek(st, 1)) >= 4) {
        r = tag_append(b, QUERY_YEAR, sql_peek(st, 1), 4);
        if (!r)
            r = buf_append_char(b, ' ');
    }
    if (!r)
        r = search_append_tag(b, QUERY_DOSSIER, sql_peek(st, 2));
    sql_done(st, r);
    return r ? r : tag_state(c, paper, b, err);
}

static bool is_iso_day(const char *s)
{
    return strlen(s) == 10 && s[4] == '-' && s[7] == '-' && strspn(s, "0123456789-") == 10;
}

/* Dates that stand in the text only: found however they are printed. */
static int tag_dates_of_text(struct buf *b, const char *text)
{
    size_t len = strlen(text), start, end = 0;
    struct viet_date d;
    char iso[VIET_DATE_SIZE];
    int r = SO_OK;
    for (size_t at = 0; !r && at < len && viet_date_find(text + at, len - at, &d, &start, &end); at += end) {
        viet_date_iso(d, iso);
        if (!is_iso_day(iso))
            continue;
        r = buf_append_char(b, ' ');
        if (!r)
            r = search_append_day(b, iso);
    }
    return r;
}

static int add_field_tags(struct buf *b, const struct field *f, unsigned role)
{
    int r = SO_OK;
    if (role & STORE_ROLE_NUMBER)
        r = tag_append_number(b, QUERY_NUMBER, f->value);
    if (!r && role & STORE_ROLE_BOOK)
        r = tag_append_number(b, QUERY_BOOK, f->value);
    return r || !is_iso_day(f->normal) ? r : search_append_day(b, f->normal);
}

/* All three documents begin with the tags, so that every index can be filtered by itself. */
static int compose_fields(struct store *s, struct conn *c, int64_t paper, const struct store_values *values,
                          struct search_docs *d, struct so_error *err)
{
    char type[STORE_KEY_MAX + 1];
    int r = paper_type(c, paper, type, err);
    if (!r)
        r = tag_paper(c, paper, &d->fields, err);
    for (size_t i = 0; !r && i < values->len; i++) {
        const struct field *f = &values->items[i].field;
        r = add_field_tags(&d->fields, f, s->role(s->role_ctx, type, f->key));
    }
    if (!r)
        r = buf_append(&d->names, buf_str(&d->fields), d->fields.len);
    for (size_t i = 0; !r && i < values->len; i++) {
        const struct field *f = &values->items[i].field;
        if (!*f->value)
            continue;
        r = search_append_value(&d->fields, f->value);
        if (!r && s->role(s->role_ctx, type, f->key) & STORE_ROLE_NAME)
            r = search_append_value(&d->names, f->value);
    }
    return r;
}

static int compose_dossier(struct conn *c, int64_t paper, struct search_docs *d, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT dossier FROM paper WHERE id=?1 AND dossier IS NOT NULL", SQL_I(paper));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = search_append_value(&d->fields, sql_peek(st, 0));
    return sql_done(st, r);
}

/* A form feed before each page, read or not: the n-th piece is the n-th page; its words follow at once (hit.c). */
static int compose_pages(struct conn *c, int64_t paper, struct search_docs *d, struct so_error *err)
{
    struct store_pages pages = {0};
    int64_t beside = 0;
    int r = sql_int(c, err, &beside, "SELECT beside FROM paper WHERE id=?1", SQL_I(paper));
    if (!r && !beside) /* the words of a certification's page are those of the paper that it stands on */
        r = pages_of_paper(c, paper, &pages, err);
    for (size_t i = 0; !r && i < pages.len && d->text.len < TEXT_MAX; i++) {
        struct store_reading reading = {0};
        r = buf_append_str(&d->text, " \f" TOKEN_EDGE " ");
        if (!r && pages.items[i].has_reading && !(r = reading_of_page(c, pages.items[i].id, &reading, err))) {
            char *text = page_text(&reading.read);
            size_t room = TEXT_MAX - (d->text.len < TEXT_MAX ? d->text.len : TEXT_MAX);
            if (text && strlen(text) > room)
                text[room] = '\0';
            r = text ? search_append_clean(&d->text, text) : SO_ENOMEM;
            if (!r)
                r = tag_dates_of_text(&d->text, text);
            free(text);
            store_reading_free(&reading);
        }
    }
    store_pages_free(&pages);
    return r;
}

static int compose(struct store *s, struct conn *c, int64_t paper, struct search_docs *d, struct so_error *err)
{
    struct store_values values = {0};
    int r = values_of_paper(c, paper, &values, err);
    if (!r)
        r = compose_fields(s, c, paper, &values, d, err);
    store_values_free(&values);
    if (!r)
        r = compose_dossier(c, paper, d, err);
    if (!r)
        r = buf_append(&d->text, buf_str(&d->fields), d->fields.len);
    if (!r)
        r = compose_pages(c, paper, d, err);
    return r == SO_ENOMEM ? store_no_memory(err) : r;
}

int search_index_paper(struct store *s, struct conn *c, int64_t paper, struct so_error *err)
{
    struct search_docs docs = {0};
    int64_t aside;
    /* What another paper stands for is not found (lookalikes.h). */
    if (!sql_int(c, NULL, &aside, "SELECT replaced_by FROM paper WHERE id=?1 AND replaced_by IS NOT NULL",
                 SQL_I(paper)))
        return search_docs_forget(c, paper, err);
    int r = compose(s, c, paper, &docs, err);
    r = r ? r : search_docs_put(c, paper, &docs, err);
    search_docs_free(&docs);
    /* Rows of a register that were read from it are seen by those who see it. */
    return r ? r : search_index_entries_of(c, NULL, paper, err);
}

int search_forget_paper(struct conn *c, int64_t paper, struct so_error *err)
{
    return search_docs_forget(c, paper, err);
}

#define REBUILD_STEP 200 /* papers in one transaction */

/* From the newest paper down to position, where a rebuild stands between two calls and two lives of the daemon. */
static int rebuild_papers(struct store *s, struct conn *c, int64_t *position, struct so_error *err)
{
    int r = SO_OK;
    for (int i = 0; !r && i < REBUILD_STEP && *position > 0; i++) {
        int64_t id = 0;
        r = sql_int(c, err, &id, "SELECT id FROM paper WHERE id<=?1 ORDER BY id DESC LIMIT 1", SQL_I(*position));
        if (r == SO_ENOTFOUND) {
            r = SO_OK;
            id = 0;
        }
        if (!r && id)
            r = search_index_paper(s, c, id, err);
        if (!r && id)
            r = lookalikes_renew(c, id, err);
        *position = id ? id - 1 : 0;
    }
    return r ? r : sql_exec(c, err, "UPDATE meta SET value=?1 WHERE key='search_rebuild'", SQL_I(*position));
}

/* Then the rows of the registers. */
static int rebuild_entries(struct conn *c, int64_t *position, struct so_error *err)
{
    int r = SO_OK;
    for (int i = 0; !r && i < REBUILD_STEP && *position > 0; i++, --*position)
        if ((r = search_index_entry(c, *position, err)) == SO_ENOTFOUND)
            r = SO_OK;
    return r ? r : sql_exec(c, err, "UPDATE meta SET value=?1 WHERE key='search_rebuild_entries'", SQL_I(*position));
}

static int rebuild_some(struct store *s, int64_t *papers, int64_t *entries, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = *papers > 0 ? rebuild_papers(s, c, papers, err) : rebuild_entries(c, entries, err);
    return store_write_end(s, r, err);
}

int store_search_rebuild(struct store *s, bool *ret_done, struct so_error *err)
{
    struct conn *c;
    int64_t papers = 0, entries = 0;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, &papers, "SELECT value FROM meta WHERE key='search_rebuild'");
    r = r ? r : sql_int(c, err, &entries, "SELECT value FROM meta WHERE key='search_rebuild_entries'");
    store_read_end(s, c);
    if (!r && (papers > 0 || entries > 0))
        r = rebuild_some(s, &papers, &entries, err);
    if (!r)
        *ret_done = papers <= 0 && entries <= 0;
    return r;
}

int store_search_reset(struct store *s, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "INSERT INTO search_name (search_name) VALUES ('delete-all')");
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_field (search_field) VALUES ('delete-all')");
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_text (search_text) VALUES ('delete-all')");
    if (!r)
        r = sql_exec(c, err, "DELETE FROM search_doc");
    if (!r)
        r = sql_exec(c, err, "DELETE FROM vocabulary");
    if (!r)
        r = sql_exec(c, err,
                     "UPDATE meta SET value=(SELECT coalesce(max(id), 0) FROM paper) WHERE key='search_rebuild'");
    if (!r)
        r = sql_exec(c, err,
                     "UPDATE meta SET value=(SELECT coalesce(max(id), 0) FROM register_entry)"
                     " WHERE key='search_rebuild_entries'");
    return store_write_end(s, r, err);
}

/*
 * One bounded piece of merging into a single segment (a negative amount means that); FTS5 tells by total_changes
 * whether it found anything to do.
 */
int store_search_optimize(struct store *s, bool *ret_done, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    int before = sqlite3_total_changes(c->db);
    r = sql_exec(c, err, "INSERT INTO search_name (search_name, rank) VALUES ('merge', -500)");
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_field (search_field, rank) VALUES ('merge', -500)");
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_text (search_text, rank) VALUES ('merge', -500)");
    bool done = sqlite3_total_changes(c->db) - before < 6;
    r = store_write_end(s, r, err);
    if (!r)
        *ret_done = done;
    return r;
}
