/* Words one letter, or one usual misreading, away. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/plan.h"
#include "viet/distance.h"

#define NEAR_MAX 24    /* alternatives for one word */
#define WORD_SHORTEST 3 /* shorter words have too many neighbours */

struct near {
    char word[TOKEN_MAX];
    uint32_t distance;
};

struct nears {
    struct near *items;
    size_t len, cap;
};

/* The letters of a word as a set: words one letter apart differ in at most two members (a misread pair in three). */
static uint32_t letters_of(const char *s)
{
    uint32_t set = 0;
    for (; *s; s++)
        set |= 1u << (*s - 'a');
    return set;
}

static bool may_be_near(size_t a_len, uint32_t a_set, const char *b)
{
    size_t b_len = strlen(b);
    if (b_len + 1 < a_len || a_len + 1 < b_len)
        return false;
    return __builtin_popcount(a_set ^ letters_of(b)) <= 3;
}

static int by_distance(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    return strcmp(x->word, y->word);
}

static int collect_near(struct conn *c, const char *fold, struct nears *near, struct so_error *err)
{
    size_t len = strlen(fold);
    uint32_t set = letters_of(fold);
    struct viet_glyphs wanted = {0}, other = {0};
    sqlite3_stmt *st = NULL;
    int r = viet_glyphs_set(&wanted, fold, len);
    if (!r)
        r = sql_query(c, err, &st, "SELECT term FROM vocabulary");
    while (!r && !(r = sql_row(c, err, st))) {
        const char *term = sql_peek(st, 0);
        if (!may_be_near(len, set, term))
            continue;
        r = viet_glyphs_set(&other, term, strlen(term));
        uint32_t distance = r ? VIET_DISTANCE_FAR : viet_glyphs_distance(&wanted, &other, VIET_COST_LETTER);
        if (distance > VIET_COST_LETTER)
            continue;
        struct near *n = array_push(near);
        if (!n) {
            r = store_no_memory(err);
            break;
        }
        n->distance = distance;
        snprintf(n->word, sizeof n->word, "%s", term);
    }
    viet_glyphs_free(&wanted);
    viet_glyphs_free(&other);
    return sql_done(st, r);
}

int plan_near_words(struct conn *c, const char *fold, char (**ret_words)[TOKEN_MAX], size_t *ret_count,
                    struct so_error *err)
{
    struct nears near = {0};
    int r = strlen(fold) < WORD_SHORTEST ? SO_OK : collect_near(c, fold, &near, err);
    size_t count = near.len < NEAR_MAX ? near.len : NEAR_MAX;
    char(*words)[TOKEN_MAX] = r || !count ? NULL : calloc(count, sizeof *words);
    if (!r && count && !words)
        r = store_no_memory(err);
    if (!r && count) {
        qsort(near.items, near.len, sizeof *near.items, by_distance);
        for (size_t i = 0; i < count; i++)
            memcpy(words[i], near.items[i].word, TOKEN_MAX);
    }
    array_free(&near);
    if (r)
        return r;
    *ret_words = words;
    *ret_count = words ? count : 0;
    return SO_OK;
}
