#include "store/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "viet/fold.h"
#include "viet/text.h"

/* One text on one paper. */
struct mention {
    enum store_lexicon_kind kind;
    char *key; /* viet_key: what makes two mentions the same entry */
    char *text;
    int64_t paper;
};

struct mentions {
    struct mention *items;
    size_t len, cap;
};

static void mentions_free(struct mentions *m)
{
    for (size_t i = 0; i < m->len; i++) {
        free(m->items[i].key);
        free(m->items[i].text);
    }
    array_free(m);
}

static bool has_letter(const char *s, size_t len)
{
    size_t at = 0, start, end;
    while (viet_next_word(s, len, &at, &start, &end))
        if ((unsigned char)s[start] >= 'A')
            return true;
    return false;
}

static int add_mention(struct mentions *m, enum store_lexicon_kind kind, const char *s, size_t len, int64_t paper)
{
    struct buf text = BUF_INIT, key = BUF_INIT;
    int r = viet_clean(s, len, &text);
    if (!r && (!text.len || text.len > STORE_LEXICON_TEXT_MAX || !has_letter(text.data, text.len))) {
        buf_free(&text);
        return SO_OK;
    }
    if (!r)
        r = viet_key(text.data, text.len, &key);
    struct mention *x = r ? NULL : array_push(m);
    if (x)
        *x = (struct mention){kind, buf_steal(&key), buf_steal(&text), paper};
    buf_free(&key);
    buf_free(&text);
    return x && x->key && x->text ? SO_OK : SO_ENOMEM;
}

static int add_place(struct mentions *m, const char *value, int64_t paper)
{
    int r = SO_OK;
    for (const char *at = value; !r;) {
        size_t n = strcspn(at, ",;");
        r = add_mention(m, STORE_LEXICON_PLACE, at, n, paper);
        if (!at[n])
            break;
        at += n + 1;
    }
    return r;
}

#define OF_PAPERS(papers)                                                                                              \
    "SELECT p.id, p.type, v.key, v.value FROM (SELECT id, type, confirmed FROM paper " papers " LIMIT ?1) p"           \
    " JOIN value v ON v.paper=p.id AND v.current=1 AND (v.author=1 OR p.confirmed=1) WHERE v.value<>''"

static int collect(struct store *s, struct conn *c, int64_t since, struct mentions *m, struct so_error *err)
{
    static const char all[] = OF_PAPERS("WHERE touched=1 AND ?2=0 ORDER BY id DESC");
    static const char changed[] =
        OF_PAPERS("INDEXED BY paper_updated WHERE updated>=?2 AND touched=1 ORDER BY updated DESC");
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, since ? changed : all, SQL_I(STORE_LEXICON_PAPERS), SQL_I(since));
    while (!r && !(r = sql_row(c, err, st))) {
        int64_t paper = sqlite3_column_int64(st, 0);
        unsigned role = s->role(s->role_ctx, sql_peek(st, 1), sql_peek(st, 2));
        const char *value = sql_peek(st, 3);
        if (role & (STORE_ROLE_NAME | STORE_ROLE_SIGNER))
            r = add_mention(m, STORE_LEXICON_NAME, value, strlen(value), paper);
        else if (role & STORE_ROLE_PLACE)
            r = add_place(m, value, paper);
        if (r)
            store_no_memory(err);
    }
    return sql_done(st, r);
}

static int compare_entry(const struct mention *x, const struct mention *y)
{
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->key, y->key);
}

static int by_entry(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    int order = compare_entry(x, y);
    if (!order)
        order = strcmp(x->text, y->text);
    return order ? order : (x->paper > y->paper) - (x->paper < y->paper);
}

static int by_papers(const void *a, const void *b)
{
    const struct store_lexicon_entry *x = a, *y = b;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    return x->papers != y->papers ? y->papers - x->papers : strcmp(x->text, y->text);
}

/* A run of mentions with one key: the spelling on most papers speaks for all of them. */
static int add_entry(struct store_lexicon *l, struct mention *m, size_t n)
{
    size_t best = 0, papers = 0, of_best = 0;
    for (size_t from = 0, to; from < n; from = to) {
        size_t distinct = 0;
        for (to = from; to < n && !strcmp(m[to].text, m[from].text); to++)
            distinct += to == from || m[to].paper != m[to - 1].paper;
        papers += distinct;
        if (distinct > of_best) {
            best = from;
            of_best = distinct;
        }
    }
    struct store_lexicon_entry *e = array_push(l);
    if (!e)
        return SO_ENOMEM;
    *e = (struct store_lexicon_entry){m[best].kind, m[best].text, (int)papers};
    m[best].text = NULL;
    return SO_OK;
}

static int reduce(struct mentions *m, struct store_lexicon *l)
{
    int r = SO_OK;
    if (m->len)
        qsort(m->items, m->len, sizeof *m->items, by_entry);
    for (size_t from = 0, to; !r && from < m->len; from = to) {
        for (to = from + 1; to < m->len && !compare_entry(&m->items[from], &m->items[to]);)
            to++;
        r = add_entry(l, &m->items[from], to - from);
    }
    if (!r && l->len)
        qsort(l->items, l->len, sizeof *l->items, by_papers);
    return r;
}

int store_lexicon_load(struct store *s, int64_t since, struct store_lexicon *ret_lexicon, struct so_error *err)
{
    struct mentions mentions = {0};
    struct store_lexicon lexicon = {0};
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = collect(s, c, since, &mentions, err);
    store_read_end(s, c);
    if (!r && reduce(&mentions, &lexicon))
        r = store_no_memory(err);
    mentions_free(&mentions);
    if (r)
        store_lexicon_free(&lexicon);
    else
        *ret_lexicon = lexicon;
    return r;
}

int store_lexicon_changed(struct store *s, int64_t *ret_moment, struct so_error *err)
{
    struct conn *c;
    int64_t moment = 0;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, &moment, "SELECT coalesce(max(updated), 0) FROM paper");
    store_read_end(s, c);
    if (!r)
        *ret_moment = moment;
    return r;
}

void store_lexicon_free(struct store_lexicon *l)
{
    for (size_t i = 0; i < l->len; i++)
        free(l->items[i].text);
    array_free(l);
    *l = (struct store_lexicon){0};
}
