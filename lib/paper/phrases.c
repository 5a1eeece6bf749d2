#include "paper/phrases.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "viet/distance.h"
#include "viet/text.h"

static const char *text_at(const struct phrase_pairs *pairs, uint32_t at)
{
    return pairs->texts.data + at;
}

static int add_word(struct phrase_pairs *pairs, const char *s, size_t len, uint32_t *ret_at)
{
    *ret_at = (uint32_t)pairs->texts.len;
    int r = viet_lower(s, len, &pairs->texts);
    return r ? r : buf_append(&pairs->texts, "", 1);
}

int phrases_add(struct phrase_pairs *pairs, const char *text)
{
    bool beside = false;
    uint32_t before = 0, here;
    for (const char *p = text; *p && pairs->len < PHRASE_PAIRS_MAX;) {
        size_t end = strcspn(p, " "), len = end;
        const char *word = p;
        while (len && strchr("(\"'", *word)) {
            word++;
            len--;
        }
        while (len && strchr(".,;:)\"'", word[len - 1]))
            len--;
        bool ends = end && strchr(".;:", p[end - 1]);
        p += end;
        p += strspn(p, " ");
        if (!len)
            continue;
        int r = add_word(pairs, word, len, &here);
        if (r)
            return r;
        struct phrase_pair *pair = beside ? array_push(pairs) : NULL;
        if (beside && !pair)
            return SO_ENOMEM;
        if (pair)
            *pair = (struct phrase_pair){before, here};
        before = here;
        beside = !ends;
    }
    return SO_OK;
}

void phrases_clear(struct phrase_pairs *pairs)
{
    array_free(pairs);
    buf_free(&pairs->texts);
    *pairs = (struct phrase_pairs){0};
}

bool phrases_have(const struct phrase_pairs *pairs, const char *first, const char *second)
{
    for (size_t i = 0; i < pairs->len; i++)
        if (!strcmp(text_at(pairs, pairs->items[i].second), second) &&
            !strcmp(text_at(pairs, pairs->items[i].first), first))
            return true;
    return false;
}

bool phrases_know(const struct phrase_pairs *pairs, const char *word)
{
    for (size_t i = 0; i < pairs->len; i++)
        if (!strcmp(text_at(pairs, pairs->items[i].first), word) || !strcmp(text_at(pairs, pairs->items[i].second), word))
            return true;
    return false;
}

const char *phrases_nearest(const struct phrase_pairs *pairs, const char *before, const char *word, const char *after,
                            uint32_t limit, int *ret_sides)
{
    const char *best = NULL;
    uint32_t best_cost = limit + 1;
    bool tie = false;
    int sides = 0;
    for (size_t i = 0; i < pairs->len; i++) {
        const char *first = text_at(pairs, pairs->items[i].first), *second = text_at(pairs, pairs->items[i].second);
        const char *found = before && !strcmp(first, before) ? second : after && !strcmp(second, after) ? first : NULL;
        if (!found || (best && !strcmp(found, best)))
            continue;
        uint32_t cost = viet_distance(word, strlen(word), found, strlen(found), limit);
        if (cost == VIET_DISTANCE_FAR)
            continue;
        int its = (before && phrases_have(pairs, before, found)) + (after && phrases_have(pairs, found, after));
        if (its < sides || (its == sides && cost > best_cost))
            continue;
        tie = its == sides && cost == best_cost;
        best = found;
        best_cost = cost;
        sides = its;
    }
    *ret_sides = sides;
    return tie ? NULL : best;
}
