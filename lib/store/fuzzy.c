/* Words one letter, two swapped letters, or one usual misreading away. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/internal.h"
#include "store/plan.h"
#include "viet/distance.h"

#define NEAR_MAX 48  /* alternatives for one word */
#define WORD_SHORT 2 /* so short a word has too many neighbours: only those that stand in names */
#define WORD_LONGEST 24
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

struct near {
    struct alternative is;
    uint32_t distance;
};

struct nears {
    struct near *items;
    size_t len, cap;
};

struct seeker {
    struct conn *c;
    struct so_error *err;
    const char *fold;
    size_t len;
    struct nears found;
};

static int by_distance(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    if (x->is.name != y->is.name)
        return x->is.name ? -1 : 1;
    return strcmp(x->is.word, y->is.word);
}

static bool is_found(const struct nears *found, const char *word)
{
    for (size_t i = 0; i < found->len; i++)
        if (!strcmp(found->items[i].is.word, word))
            return true;
    return false;
}

/* Keeps the word when the vocabulary has it. */
static int try_word(struct seeker *k, const char *word, uint32_t distance)
{
    int64_t name;
    int r = sql_int(k->c, k->err, &name, "SELECT name FROM vocabulary WHERE term=?1", SQL_T(word));
    if (r)
        return r == SO_ENOTFOUND ? SO_OK : r;
    if (is_found(&k->found, word) || (distance && k->len <= WORD_SHORT && !name))
        return SO_OK;
    struct near *n = array_push(&k->found);
    if (!n)
        return store_no_memory(k->err);
    n->distance = distance;
    n->is.name = name != 0;
    snprintf(n->is.word, sizeof n->is.word, "%s", word);
    return SO_OK;
}

/* The word with `cut` letters at `at` replaced. */
static int try_change(struct seeker *k, size_t at, size_t cut, const char *with, uint32_t distance)
{
    char word[WORD_LONGEST + 8];
    snprintf(word, sizeof word, "%.*s%s%s", (int)at, k->fold, with, k->fold + at + cut);
    return try_word(k, word, distance);
}

/* What OCR takes for each other (viet/distance.h). */
static int try_misreadings(struct seeker *k, size_t at)
{
    static const char *const pairs[][2] = {{"rn", "m"}, {"ri", "n"}, {"cl", "d"}, {"vv", "w"}, {"ii", "u"}};
    int r = SO_OK;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (int way = 0; !r && way < 2; way++) {
            const char *from = pairs[i][way];
            if (!strncmp(k->fold + at, from, strlen(from)))
                r = try_change(k, at, strlen(from), pairs[i][!way], VIET_COST_LETTER / 2);
        }
    return r;
}

static int try_place(struct seeker *k, size_t at)
{
    char one[2] = "", two[3] = "";
    int r = SO_OK;
    if (at < k->len) {
        r = try_misreadings(k, at);
        if (!r)
            r = try_change(k, at, 1, "", VIET_COST_LETTER);
    }
    if (!r && at + 1 < k->len) {
        two[0] = k->fold[at + 1];
        two[1] = k->fold[at];
        r = try_change(k, at, 2, two, VIET_COST_LETTER);
    }
    for (const char *letter = LETTERS; !r && *letter; letter++) {
        one[0] = *letter;
        if (at < k->len)
            r = try_change(k, at, 1, one, VIET_COST_LETTER);
        if (!r)
            r = try_change(k, at, 0, one, VIET_COST_LETTER);
    }
    return r;
}

/*
 * Asks the vocabulary for every word that one slip makes of this one: some hundred looks into its tree, however many
 * words it has.
 */
int plan_near_words(struct conn *c, const char *fold, struct alternative **ret_words, size_t *ret_count,
                    struct so_error *err)
{
    struct seeker k = {.c = c, .err = err, .fold = fold, .len = strlen(fold)};
    int r = SO_OK;
    if (k.len && k.len <= WORD_LONGEST) {
        r = try_word(&k, fold, 0);
        for (size_t at = 0; !r && at <= k.len; at++)
            r = try_place(&k, at);
    }
    size_t count = k.found.len < NEAR_MAX ? k.found.len : NEAR_MAX;
    struct alternative *words = r || !count ? NULL : calloc(count, sizeof *words);
    if (!r && count && !words)
        r = store_no_memory(err);
    if (!r && count) {
        qsort(k.found.items, k.found.len, sizeof *k.found.items, by_distance);
        for (size_t i = 0; i < count; i++)
            words[i] = k.found.items[i].is;
    }
    array_free(&k.found);
    if (r)
        return r;
    *ret_words = words;
    *ret_count = count;
    return SO_OK;
}
