/* The documents of the search index, as they are told to FTS5, remembered, and forgotten. */
#include "store/search_docs.h"

#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/tags.h"
#include "store/token.h"

#define TEXT_MAX (1024u * 1024) /* bytes of a document's text */
#define WORD_MIN 2              /* letters of a word in the vocabulary */
#define WORD_MAX 14             /* the longest Vietnamese syllable has 7 letters; the rest is for run-together ones */

void search_docs_free(struct search_docs *d)
{
    buf_free(&d->names);
    buf_free(&d->fields);
    buf_free(&d->text);
}

/* Control characters would be taken for our own marks. */
int search_append_clean(struct buf *b, const char *s)
{
    size_t from = b->len;
    int r = buf_append_str(b, s);
    for (size_t i = from; !r && i < b->len; i++)
        if ((unsigned char)b->data[i] < 0x20)
            b->data[i] = ' ';
    return r;
}

int search_append_value(struct buf *b, const char *value)
{
    int r = buf_append_str(b, " " TOKEN_EDGE " ");
    return r ? r : search_append_clean(b, value);
}

int search_append_tag(struct buf *b, enum query_filter filter, const char *value)
{
    if (!*value)
        return SO_OK;
    int r = tag_append(b, filter, value, strlen(value));
    return r ? r : buf_append_char(b, ' ');
}

int search_append_day(struct buf *b, const char *iso)
{
    int r = tag_append_day(b, iso);
    if (!r)
        r = buf_append_char(b, ' ');
    if (!r)
        r = tag_append_month(b, iso);
    return r ? r : buf_append_char(b, ' ');
}

/*
 * All three in one compressed piece: the documents say the same things again. What earlier programs wrote has names and
 * fields in columns of their own. The text begins with the fields.
 */
#define DOC_END "\x1e" /* append_clean leaves none in a text */

static int pack(const struct search_docs *d, struct buf *ret)
{
    struct buf plain = BUF_INIT;
    int r = buf_append(&plain, buf_str(&d->names), d->names.len);
    r = r ? r : buf_append_str(&plain, DOC_END);
    r = r ? r : buf_append(&plain, buf_str(&d->fields), d->fields.len);
    r = r ? r : buf_append_str(&plain, DOC_END);
    r = r ? r : buf_append(&plain, buf_str(&d->text) + d->fields.len, d->text.len - d->fields.len);
    r = r ? r : blob_pack(plain.data, plain.len, ret);
    buf_free(&plain);
    return r;
}

static int unpack(const struct buf *plain, struct search_docs *d)
{
    const char *names_end = strchr(buf_str(plain), DOC_END[0]);
    const char *fields_end = names_end ? strchr(names_end + 1, DOC_END[0]) : NULL;
    if (!fields_end)
        return SO_EFORMAT;
    int r = buf_append(&d->names, plain->data, (size_t)(names_end - plain->data));
    r = r ? r : buf_append(&d->fields, names_end + 1, (size_t)(fields_end - names_end - 1));
    r = r ? r : buf_append(&d->text, buf_str(&d->fields), d->fields.len);
    return r ? r : buf_append_str(&d->text, fields_end + 1);
}

static int read_docs(sqlite3_stmt *st, struct search_docs *d)
{
    struct buf plain = BUF_INIT;
    int r = blob_unpack(sqlite3_column_blob(st, 2), (size_t)sqlite3_column_bytes(st, 2), 4 * TEXT_MAX, &plain);
    if (!r && !*sql_peek(st, 1)) {
        r = unpack(&plain, d);
    } else if (!r) {
        r = buf_append_str(&d->names, sql_peek(st, 0));
        r = r ? r : buf_append_str(&d->fields, sql_peek(st, 1));
        r = r ? r : buf_append(&d->text, buf_str(&plain), plain.len);
    }
    buf_free(&plain);
    return r;
}

static int load_old(struct conn *c, int64_t row, struct search_docs *d, bool *ret_there, struct so_error *err)
{
    sqlite3_stmt *st;
    *ret_there = false;
    int r = sql_query(c, err, &st, "SELECT names, fields, text FROM search_doc WHERE paper=?1", SQL_I(row));
    if (!r)
        r = sql_row(c, err, st);
    if (!r) {
        *ret_there = true;
        r = read_docs(st, d);
        if (r)
            so_fail(err, r, "search document %lld: %s", (long long)row, so_result_text(r));
    }
    return sql_done(st, r);
}

static int forget(struct conn *c, int64_t paper, const struct search_docs *old, struct so_error *err)
{
    int r = sql_exec(c, err, "INSERT INTO search_name (search_name, rowid, doc) VALUES ('delete', ?1, ?2)",
                     SQL_I(paper), SQL_T(buf_str(&old->names)));
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_field (search_field, rowid, doc) VALUES ('delete', ?1, ?2)",
                     SQL_I(paper), SQL_T(buf_str(&old->fields)));
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_text (search_text, rowid, doc) VALUES ('delete', ?1, ?2)",
                     SQL_I(paper), SQL_T(buf_str(&old->text)));
    return r ? r : sql_exec(c, err, "DELETE FROM search_doc WHERE paper=?1", SQL_I(paper));
}

static int remember(struct conn *c, int64_t paper, const struct search_docs *d, struct so_error *err)
{
    struct buf packed = BUF_INIT;
    int r = pack(d, &packed);
    if (r)
        return so_fail(err, r, "%s", so_result_text(r));
    r = sql_exec(c, err, "INSERT INTO search_doc (paper, names, fields, text) VALUES (?1, '', '', ?2)", SQL_I(paper),
                 SQL_B(packed.data, packed.len));
    buf_free(&packed);
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_name (rowid, doc) VALUES (?1, ?2)", SQL_I(paper),
                     SQL_T(buf_str(&d->names)));
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_field (rowid, doc) VALUES (?1, ?2)", SQL_I(paper),
                     SQL_T(buf_str(&d->fields)));
    if (!r)
        r = sql_exec(c, err, "INSERT INTO search_text (rowid, doc) VALUES (?1, ?2)", SQL_I(paper),
                     SQL_T(buf_str(&d->text)));
    return r;
}

static bool is_vocabulary(const struct token *t)
{
    size_t len = strlen(t->fold);
    return len >= WORD_MIN && len <= WORD_MAX && strspn(t->fold, "abcdefghijklmnopqrstuvwxyz") == len;
}

/* Words that this paper has just brought: most of a text is words that it said before. */
struct recent {
    char words[256][WORD_MAX + 1];
};

static bool is_recent(struct recent *recent, const char *word)
{
    unsigned hash = 5381;
    for (const char *s = word; *s; s++)
        hash = hash * 33 + (unsigned char)*s;
    char *slot = recent->words[hash % 256];
    if (!strcmp(slot, word))
        return true;
    memcpy(slot, word, strlen(word) + 1);
    return false;
}

/* The words of a document behind its tags; a word that stands in a name is marked so. */
static int add_words(struct conn *c, const struct buf *text, bool names, struct so_error *err)
{
    struct recent recent = {0};
    struct token t;
    size_t at = 0;
    int r = SO_OK;
    while (!r && at < text->len) {
        if (text->data[at] == TOKEN_TAG) {
            const char *space = memchr(text->data + at, ' ', text->len - at);
            at = space ? (size_t)(space - text->data) : text->len;
        }
        const char *tag = memchr(text->data + at, TOKEN_TAG, text->len - at);
        size_t end = tag ? (size_t)(tag - text->data) : text->len;
        while (!r && token_next_folded(buf_str(text), end, &at, &t))
            if (is_vocabulary(&t) && !is_recent(&recent, t.fold))
                r = sql_exec(c, err,
                             "INSERT INTO vocabulary (term, name) VALUES (?1, ?2)"
                             " ON CONFLICT (term) DO UPDATE SET name=1 WHERE ?2 AND NOT name",
                             SQL_T(t.fold), SQL_I(names));
        at = end;
    }
    return r;
}

static bool same(const struct buf *a, const struct buf *b)
{
    return a->len == b->len && !memcmp(buf_str(a), buf_str(b), a->len);
}

int search_docs_put(struct conn *c, int64_t row, const struct search_docs *now, struct so_error *err)
{
    struct search_docs old = {0};
    bool there;
    int r = load_old(c, row, &old, &there, err);
    bool changed =
        !there || !same(&now->names, &old.names) || !same(&now->fields, &old.fields) || !same(&now->text, &old.text);
    if (!r && there && changed)
        r = forget(c, row, &old, err);
    if (!r && changed)
        r = remember(c, row, now, err);
    if (!r && changed)
        r = add_words(c, &now->text, false, err);
    if (!r && changed)
        r = add_words(c, &now->names, true, err);
    search_docs_free(&old);
    return r;
}

int search_docs_forget(struct conn *c, int64_t row, struct so_error *err)
{
    struct search_docs old = {0};
    bool there;
    int r = load_old(c, row, &old, &there, err);
    if (!r && there)
        r = forget(c, row, &old, err);
    search_docs_free(&old);
    return r;
}
