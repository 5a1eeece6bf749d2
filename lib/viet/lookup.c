#include "viet/lookup.h"

#include <stdbool.h>
#include <string.h>

#include "viet/distance.h"
#include "viet/fold.h"
#include "viet/text.h"

#define NAME_BYTES 96     /* longer texts are no name of a list */
#define NEAR_ENOUGH 0.72f /* one wrong letter in four */
#define CLEARLY 0.05f     /* the best must be so much nearer than the next entry */
#define SAME_FOLDED 0.95f

/* The folded (or exact) text without spaces, hyphens and apostrophes; false when it is empty or too long. */
static bool squash(const char *s, size_t len, bool fold, char out[NAME_BYTES])
{
    size_t at = 0, start, end, used = 0;
    while (viet_next_word(s, len, &at, &start, &end)) {
        char *to = out + used;
        size_t room = NAME_BYTES - 1 - used;
        if ((end - start) * 3 > room)
            return false;
        used +=
            fold ? viet_fold_token(s + start, end - start, to, room) : viet_key_token(s + start, end - start, to, room);
    }
    out[used] = '\0';
    return used > 0;
}

struct query {
    char folded[NAME_BYTES], exact[NAME_BYTES];
};

static float compare_name(const struct query *q, const char *name, size_t len)
{
    char folded[NAME_BYTES], exact[NAME_BYTES];
    if (!squash(name, len, true, folded) || !squash(name, len, false, exact))
        return 0;
    if (!strcmp(exact, q->exact))
        return 1;
    if (!strcmp(folded, q->folded))
        return SAME_FOLDED;
    return viet_similarity(q->exact, strlen(q->exact), exact, strlen(exact)) * SAME_FOLDED;
}

static float compare_entry(const struct query *q, const struct lookup_entry *entry)
{
    float best = compare_name(q, entry->name, strlen(entry->name));
    for (const char *alias = entry->aliases; *alias;) {
        size_t len = strcspn(alias, "|");
        float similarity = compare_name(q, alias, len);
        best = similarity > best ? similarity : best;
        alias += len + (alias[len] == '|');
    }
    return best;
}

int lookup_find(const struct lookup_entry *list, size_t count, const char *s, size_t len, float *ret_similarity)
{
    struct query q;
    float best = 0, second = 0;
    int found = -1;
    if (len > NAME_BYTES || !squash(s, len, true, q.folded) || !squash(s, len, false, q.exact))
        return -1;
    for (size_t i = 0; i < count; i++) {
        float similarity = compare_entry(&q, &list[i]);
        if (similarity > best) {
            second = best;
            best = similarity;
            found = (int)i;
        } else if (similarity > second) {
            second = similarity;
        }
    }
    if (best < NEAR_ENOUGH * SAME_FOLDED || (best < 1 && best - second < CLEARLY))
        return -1;
    if (ret_similarity)
        *ret_similarity = best;
    return found;
}
