#include "store/token.h"

#include <string.h>

#include "viet/fold.h"
#include "viet/text.h"

bool token_next(const char *text, size_t len, size_t *io_at, struct token *ret)
{
    if (!viet_next_word(text, len, io_at, &ret->start, &ret->end))
        return false;
    const char *word = text + ret->start;
    size_t n = ret->end - ret->start;
    size_t fold = viet_fold_token(word, n, ret->fold, sizeof ret->fold - 1);
    size_t exact = viet_key_token(word, n, ret->exact, sizeof ret->exact - 1);
    ret->fold[fold] = '\0';
    ret->exact[exact] = '\0';
    if (!strcmp(ret->fold, ret->exact))
        ret->exact[0] = '\0';
    ret->number = fold && strspn(ret->fold, "0123456789") == fold;
    return true;
}

void token_reverse(const char *digits, char out[TOKEN_MAX])
{
    size_t n = strnlen(digits, TOKEN_MAX - 1);
    for (size_t i = 0; i < n; i++)
        out[i] = digits[n - 1 - i];
    out[n] = '\0';
}

typedef int (*token_sink)(void *, int, const char *, int, int, int);

/* One word: its folded form, and what stands beside it. */
static int emit(const struct token *t, size_t base, void *ctx, token_sink sink)
{
    char beside[TOKEN_MAX + 1];
    int start = (int)(base + t->start), end = (int)(base + t->end);
    size_t fold = strlen(t->fold);
    if (!fold)
        return SQLITE_OK;
    int rc = sink(ctx, 0, t->fold, (int)fold, start, end);
    if (rc == SQLITE_OK && t->exact[0]) {
        beside[0] = TOKEN_EXACT;
        size_t n = strlen(t->exact);
        memcpy(beside + 1, t->exact, n);
        rc = sink(ctx, FTS5_TOKEN_COLOCATED, beside, (int)n + 1, start, end);
    }
    if (rc == SQLITE_OK && t->number && fold > TAIL_MIN) {
        beside[0] = TOKEN_TAIL;
        token_reverse(t->fold, beside + 1);
        rc = sink(ctx, FTS5_TOKEN_COLOCATED, beside, (int)fold + 1, start, end);
    }
    return rc;
}

static int tokenize_words(const char *text, size_t base, size_t len, void *ctx, token_sink sink)
{
    struct token t;
    size_t at = 0;
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && token_next(text + base, len, &at, &t))
        rc = emit(&t, base, ctx, sink);
    return rc;
}

static int tokenize_document(const char *text, size_t len, void *ctx, token_sink sink)
{
    size_t at = 0;
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && at < len) {
        const char *tag = memchr(text + at, TOKEN_TAG, len - at);
        size_t words = tag ? (size_t)(tag - text) - at : len - at;
        rc = tokenize_words(text, at, words, ctx, sink);
        at += words;
        if (rc == SQLITE_OK && tag) {
            const char *space = memchr(tag, ' ', len - at);
            size_t n = space ? (size_t)(space - tag) : len - at;
            rc = sink(ctx, 0, tag, (int)n, (int)at, (int)(at + n));
            at += n;
        }
    }
    return rc;
}

/* Queries are put together from tokens by plan.c: each stands for itself, a space between two. */
static int tokenize_query(const char *text, size_t len, void *ctx, token_sink sink)
{
    int rc = SQLITE_OK;
    for (size_t at = 0; rc == SQLITE_OK && at < len;) {
        const char *space = memchr(text + at, ' ', len - at);
        size_t n = space ? (size_t)(space - text) - at : len - at;
        if (n)
            rc = sink(ctx, 0, text + at, (int)n, (int)at, (int)(at + n));
        at += n + 1;
    }
    return rc;
}

static int on_tokenize(Fts5Tokenizer *self, void *ctx, int flags, const char *text, int len, token_sink sink)
{
    (void)self;
    if (!text || len <= 0)
        return SQLITE_OK;
    return flags & FTS5_TOKENIZE_QUERY ? tokenize_query(text, (size_t)len, ctx, sink)
                                       : tokenize_document(text, (size_t)len, ctx, sink);
}

static int on_create(void *ctx, const char **args, int nargs, Fts5Tokenizer **ret)
{
    (void)ctx;
    (void)args;
    static char stateless;
    if (nargs)
        return SQLITE_ERROR;
    *ret = (Fts5Tokenizer *)(void *)&stateless;
    return SQLITE_OK;
}

static void on_delete(Fts5Tokenizer *self)
{
    (void)self;
}

int token_register(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_pointer(st, 1, &api, "fts5_api_ptr", NULL);
    if (rc == SQLITE_OK)
        sqlite3_step(st);
    int end = sqlite3_finalize(st);
    if (rc == SQLITE_OK)
        rc = end;
    if (rc != SQLITE_OK || !api)
        return rc ? rc : SQLITE_ERROR;
    fts5_tokenizer tokenizer = {on_create, on_delete, on_tokenize};
    return api->xCreateTokenizer(api, "sohoa", NULL, &tokenizer, NULL);
}
