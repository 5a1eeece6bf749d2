#include "store/token.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viet/fold.h"
#include "viet/text.h"

bool token_next_folded(const char *text, size_t len, size_t *io_at, struct token *ret)
{
    if (!viet_next_word(text, len, io_at, &ret->start, &ret->end))
        return false;
    size_t fold = viet_fold_token(text + ret->start, ret->end - ret->start, ret->fold, sizeof ret->fold - 1);
    ret->fold[fold] = '\0';
    ret->exact[0] = '\0';
    ret->number = fold && strspn(ret->fold, "0123456789") == fold;
    return true;
}

bool token_next(const char *text, size_t len, size_t *io_at, struct token *ret)
{
    if (!token_next_folded(text, len, io_at, ret))
        return false;
    size_t exact = viet_key_token(text + ret->start, ret->end - ret->start, ret->exact, sizeof ret->exact - 1);
    ret->exact[exact] = '\0';
    if (!strcmp(ret->fold, ret->exact))
        ret->exact[0] = '\0';
    return true;
}

void token_reverse(const char *digits, char out[TOKEN_MAX])
{
    size_t n = strnlen(digits, TOKEN_MAX - 1);
    for (size_t i = 0; i < n; i++)
        out[i] = digits[n - 1 - i];
    out[n] = '\0';
}

typedef int token_sink(void *, int, const char *, int, int, int);

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void token_together(const char *one, const char *two, const char *three, char out[3 * TOKEN_MAX])
{
    const char *words[] = {one, two, three};
    qsort(words, three ? 3 : 2, sizeof *words, by_text);
    snprintf(out, 3 * TOKEN_MAX, three ? "%s_%s_%s" : "%s_%s", words[0], words[1], three ? words[2] : "");
}

struct flavour {
    const char *name;
    size_t begin_min; /* letters of the shortest beginning */
    bool names, parts;
};

static const struct flavour flavours[] = {
    {"text", 2, false, false}, {"field", 1, false, true}, {"name", 1, true, false}};

struct sink {
    token_sink *take;
    void *ctx;
    const struct flavour *flavour;
    char before[TOGETHER_WORDS][TOKEN_MAX]; /* the words before since the last tag, folded, newest first */
    size_t nbefore;
    char initials[INITIALS_MAX];
    size_t ninitials; /* words since the last tag, also when they are more than fit */
};

/* A token beside the one just taken: a mark and a text. */
static int beside(const struct sink *k, char mark, const char *text, size_t n, int start, int end)
{
    char token[3 * TOKEN_MAX + 2];
    token[0] = mark;
    memcpy(token + 1, text, n);
    return k->take(k->ctx, FTS5_TOKEN_COLOCATED, token, (int)n + 1, start, end);
}

static int emit_beginnings(const struct sink *k, const char *fold, size_t len, int start, int end)
{
    int rc = SQLITE_OK;
    for (size_t n = k->flavour->begin_min; rc == SQLITE_OK && n <= BEGIN_MAX && n <= len && !(fold[n - 1] & 0x80); n++)
        rc = beside(k, TOKEN_BEGIN, fold, n, start, end);
    return rc;
}

/* With each word before it in its name, and with each two of them. */
static int emit_together(const struct sink *k, const char *fold, int start, int end)
{
    char text[3 * TOKEN_MAX];
    int rc = SQLITE_OK;
    for (size_t i = 0; rc == SQLITE_OK && i < k->nbefore; i++) {
        token_together(k->before[i], fold, NULL, text);
        rc = beside(k, TOKEN_TOGETHER, text, strlen(text), start, end);
        for (size_t j = i + 1; rc == SQLITE_OK && j < k->nbefore; j++) {
            token_together(k->before[i], k->before[j], fold, text);
            rc = beside(k, TOKEN_TOGETHER, text, strlen(text), start, end);
        }
    }
    return rc;
}

static int emit_parts(const struct sink *k, const char *digits, size_t len, int start, int end)
{
    int rc = SQLITE_OK;
    for (size_t at = 0; rc == SQLITE_OK && at + PART_LENGTH - 1 <= len; at++)
        rc = beside(k, TOKEN_PART, digits + at, at + PART_LENGTH <= len ? PART_LENGTH : PART_LENGTH - 1, start, end);
    return rc;
}

/* A name has ended: its initials stand beside its last word. */
static int end_value(struct sink *k, size_t at)
{
    size_t n = k->ninitials;
    k->nbefore = k->ninitials = 0;
    if (!k->flavour->names || n < INITIALS_MIN || n > INITIALS_MAX)
        return SQLITE_OK;
    return beside(k, TOKEN_INITIALS, k->initials, n, (int)at, (int)at);
}

static void remember(struct sink *k, const struct token *t)
{
    size_t keep = k->flavour->names ? TOGETHER_WORDS : 1;
    memmove(k->before[1], k->before[0], (keep - 1) * TOKEN_MAX);
    memcpy(k->before[0], t->fold, strlen(t->fold) + 1);
    k->nbefore = k->nbefore < keep ? k->nbefore + 1 : keep;
    if (k->ninitials < INITIALS_MAX)
        k->initials[k->ninitials] = t->fold[0] & 0x80 ? '?' : t->fold[0];
    k->ninitials++;
}

/* One word: its folded form, and what stands beside it. */
static int emit(struct sink *k, const struct token *t, size_t base)
{
    char text[2 * TOKEN_MAX];
    int start = (int)(base + t->start), end = (int)(base + t->end);
    size_t fold = strlen(t->fold);
    if (!fold)
        return SQLITE_OK;
    int rc = k->take(k->ctx, 0, t->fold, (int)fold, start, end);
    if (rc == SQLITE_OK && t->exact[0])
        rc = beside(k, TOKEN_EXACT, t->exact, strlen(t->exact), start, end);
    if (rc == SQLITE_OK && t->number && fold > TAIL_MIN) {
        token_reverse(t->fold, text);
        rc = beside(k, TOKEN_TAIL, text, fold, start, end);
    }
    if (rc == SQLITE_OK && t->number && fold >= NUMBER_LONG && k->flavour->parts)
        rc = emit_parts(k, t->fold, fold, start, end);
    if (rc == SQLITE_OK)
        rc = emit_beginnings(k, t->fold, fold, start, end);
    if (rc == SQLITE_OK && k->nbefore) {
        int n = snprintf(text, sizeof text, "%s_%s", k->before[0], t->fold);
        rc = beside(k, TOKEN_PAIR, text, (size_t)n, start, end);
    }
    if (rc == SQLITE_OK && k->flavour->names)
        rc = emit_together(k, t->fold, start, end);
    remember(k, t);
    return rc;
}

static int tokenize_words(struct sink *k, const char *text, size_t base, size_t len)
{
    struct token t;
    size_t at = 0;
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && token_next(text + base, len, &at, &t))
        rc = emit(k, &t, base);
    return rc;
}

static int tokenize_document(struct sink *k, const char *text, size_t len)
{
    size_t at = 0;
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && at < len) {
        const char *tag = memchr(text + at, TOKEN_TAG, len - at);
        size_t words = tag ? (size_t)(tag - text) - at : len - at;
        rc = tokenize_words(k, text, at, words);
        at += words;
        if (rc == SQLITE_OK)
            rc = end_value(k, at);
        if (rc == SQLITE_OK && tag) {
            const char *space = memchr(tag, ' ', len - at);
            size_t n = space ? (size_t)(space - tag) : len - at;
            rc = k->take(k->ctx, 0, tag, (int)n, (int)at, (int)(at + n));
            at += n;
        }
    }
    return rc;
}

/* Queries are put together from tokens by plan.c: each stands for itself, a space between two. */
static int tokenize_query(const char *text, size_t len, void *ctx, token_sink *sink)
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

static int on_tokenize(Fts5Tokenizer *self, void *ctx, int flags, const char *text, int len, token_sink *sink)
{
    if (!text || len <= 0)
        return SQLITE_OK;
    struct sink k;
    k.take = sink;
    k.ctx = ctx;
    k.flavour = (const struct flavour *)(const void *)self;
    k.nbefore = k.ninitials = 0; /* before and initials are filled as words come */
    return flags & FTS5_TOKENIZE_QUERY ? tokenize_query(text, (size_t)len, ctx, sink)
                                       : tokenize_document(&k, text, (size_t)len);
}

/* All that a tokenizer is, is its flavour. */
static int on_create(void *ctx, const char **args, int nargs, Fts5Tokenizer **ret)
{
    (void)ctx;
    for (size_t i = 0; nargs == 1 && i < sizeof flavours / sizeof *flavours; i++)
        if (!strcmp(args[0], flavours[i].name)) {
            *ret = (Fts5Tokenizer *)(void *)(uintptr_t)&flavours[i];
            return SQLITE_OK;
        }
    return SQLITE_ERROR;
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
