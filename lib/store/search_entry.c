/* Rows of the certification registers in the search index: found by number, year, book, names and what was certified.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/register.h"
#include "store/search_docs.h"
#include "store/tags.h"
#include "store/token.h"

#define ENTRY_BASE (INT64_C(1) << 40)

int64_t search_row_of_entry(int64_t entry)
{
    return entry - ENTRY_BASE;
}

int64_t search_entry_of_row(int64_t row)
{
    return row < 0 ? row + ENTRY_BASE : 0;
}

/* The columns that have words, as a clerk would type them; the first of them is the row's title. */
static const char *const columns[] = {"requester", "identity", "subject", "language",
                                      "signer",    "note",     "number",  "book"};
#define COLUMNS (sizeof columns / sizeof *columns)
#define NAMES (1u << 0 | 1u << 4) /* requester and signer */
#define NUMBER 6
#define BOOK 7

struct entry {
    char type[STORE_KEY_MAX + 8], year[8], date[16], dossier[STORE_KEY_MAX + 1];
    char *text[COLUMNS];
    int64_t paper, created;
    bool struck, restricted;
};

unsigned search_role(const struct store *s, const char *type, const char *key)
{
    if (strncmp(type, STORE_ENTRY_TYPE, strlen(STORE_ENTRY_TYPE)) != 0)
        return s->role(s->role_ctx, type, key);
    for (size_t i = 0; i < COLUMNS; i++)
        if (!strcmp(columns[i], key) && (NAMES >> i & 1 || i == NUMBER))
            return i == NUMBER ? STORE_ROLE_NUMBER : STORE_ROLE_NAME;
    return 0;
}

static void entry_free(struct entry *e)
{
    for (size_t i = 0; i < COLUMNS; i++)
        free(e->text[i]);
}

static int load(struct conn *c, int64_t id, struct entry *ret, struct so_error *err)
{
    struct entry e = {0};
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT requester, identity, subject, language, signer, note, number||'/'||year, book||'/'||year,"
                      " '" STORE_ENTRY_TYPE
                      "'||kind, year, date, dossier, paper, created, struck<>0, " SQL_ENTRY_RESTRICTED(
                          "register_entry") " FROM register_entry WHERE id=?1",
                      SQL_I(id));
    r = r ? r : sql_row(c, err, st);
    for (size_t i = 0; !r && i < COLUMNS; i++)
        if (!(e.text[i] = sql_text(st, (int)i)))
            r = store_no_memory(err);
    if (!r) {
        int at = COLUMNS;
        sql_copy(st, at++, e.type, sizeof e.type);
        sql_copy(st, at++, e.year, sizeof e.year);
        sql_copy(st, at++, e.date, sizeof e.date);
        sql_copy(st, at++, e.dossier, sizeof e.dossier);
        e.paper = sqlite3_column_int64(st, at++);
        e.created = sqlite3_column_int64(st, at++);
        e.struck = sqlite3_column_int(st, at++);
        e.restricted = sqlite3_column_int(st, at);
    }
    sql_done(st, SO_OK);
    if (r) {
        entry_free(&e);
        return r == SO_EEND ? so_fail(err, SO_ENOTFOUND, "no such row") : r;
    }
    *ret = e;
    return SO_OK;
}

static int append_tags(const struct entry *e, struct buf *b)
{
    int r = buf_append_str(b, TOKEN_ALL " ");
    r = r ? r : search_append_tag(b, QUERY_TYPE, e->type);
    r = r ? r : search_append_tag(b, QUERY_SECTOR, "chung_thuc");
    if (!r && e->restricted)
        r = buf_append_str(b, TAG_RESTRICTED " ");
    r = r ? r : search_append_tag(b, QUERY_YEAR, e->year);
    r = r ? r : search_append_tag(b, QUERY_DOSSIER, e->dossier);
    r = r ? r : search_append_tag(b, QUERY_STATE, e->struck ? "gach_bo" : "xong");
    r = r ? r : tag_append_number(b, QUERY_NUMBER, e->text[NUMBER]);
    r = r ? r : tag_append_number(b, QUERY_BOOK, e->text[BOOK]);
    return r ? r : search_append_day(b, e->date);
}

static int compose(const struct entry *e, struct search_docs *d)
{
    int r = append_tags(e, &d->fields);
    r = r ? r : buf_append(&d->names, buf_str(&d->fields), d->fields.len);
    for (size_t i = 0; !r && i < COLUMNS; i++) {
        if (!*e->text[i])
            continue;
        r = search_append_value(&d->fields, e->text[i]);
        if (!r && NAMES >> i & 1)
            r = search_append_value(&d->names, e->text[i]);
    }
    if (!r && *e->dossier)
        r = search_append_value(&d->fields, e->dossier);
    return r ? r : buf_append(&d->text, buf_str(&d->fields), d->fields.len);
}

int search_index_entry(struct conn *c, int64_t id, struct so_error *err)
{
    struct entry e = {0};
    struct search_docs docs = {0};
    int r = load(c, id, &e, err);
    if (r)
        return r;
    r = compose(&e, &docs) ? store_no_memory(err) : SO_OK;
    r = r ? r : search_docs_put(c, search_row_of_entry(id), &docs, err);
    search_docs_free(&docs);
    entry_free(&e);
    return r;
}

int search_index_entries_of(struct conn *c, const char *dossier, int64_t paper, struct so_error *err)
{
    struct {
        int64_t *items;
        size_t len, cap;
    } ids = {0};
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT id FROM register_entry WHERE dossier=?1 AND dossier<>'' UNION"
                      " SELECT id FROM register_entry WHERE paper=?2 AND paper<>0",
                      SQL_T(dossier), SQL_I(paper));
    while (!r && !(r = sql_row(c, err, st))) {
        int64_t *id = array_push(&ids);
        if (id)
            *id = sqlite3_column_int64(st, 0);
        else
            r = store_no_memory(err);
    }
    r = sql_done(st, r);
    for (size_t i = 0; !r && i < ids.len; i++)
        r = search_index_entry(c, ids.items[i], err);
    array_free(&ids);
    return r;
}

static int add_value(struct store_values *list, const char *key, char **io_text)
{
    struct store_value *v = array_push(list);
    if (!v)
        return SO_ENOMEM;
    v->current = true;
    v->field.key = strdup(key);
    v->field.value = *io_text;
    *io_text = NULL;
    v->field.normal = strdup("");
    v->field.read = strdup("");
    v->field.evidence = strdup("");
    v->user = strdup("");
    return v->field.key && v->field.normal && v->field.read && v->field.evidence && v->user ? SO_OK : SO_ENOMEM;
}

int search_values_of_entry(struct conn *c, int64_t id, struct store_values *ret, struct so_error *err)
{
    struct entry e = {0};
    struct store_values values = {0};
    int r = load(c, id, &e, err);
    for (size_t i = 0; !r && i < COLUMNS; i++)
        if (*e.text[i] && add_value(&values, columns[i], &e.text[i]))
            r = store_no_memory(err);
    entry_free(&e);
    if (r)
        store_values_free(&values);
    else
        *ret = values;
    return r;
}

int search_load_entry(struct conn *c, int64_t id, struct store_hit *h, struct so_error *err)
{
    struct entry e = {0};
    int r = load(c, id, &e, err);
    if (r)
        return r == SO_ENOTFOUND ? so_fail(err, SO_EFORMAT, "the search index knows a row that is not there") : r;
    h->entry = id;
    h->paper = e.paper;
    h->created = e.created;
    h->type = strdup(e.type);
    h->title = e.text[0];
    e.text[0] = NULL;
    h->date = strdup(e.date);
    h->dossier = strdup(e.dossier);
    h->key = strdup("");
    h->snippet = strdup("");
    entry_free(&e);
    return h->type && h->date && h->dossier && h->key && h->snippet ? SO_OK : store_no_memory(err);
}
