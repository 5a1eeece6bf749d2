/* The nearest grammatical syllables to a misread word. */
#include <string.h>

#include "base/result.h"
#include "viet/glyph.h"
#include "viet/syllable_parts.h"

#define LETTERS_MAX 12 /* of a word that is compared */
#define ONSET_REACH 4  /* glyphs at the word's beginning that an onset may have been read as */

enum letter_case { LOWER, TITLE, UPPER };

static enum letter_case case_of(const char *s, size_t len)
{
    size_t letters = 0, upper = 0;
    bool first_upper = false;
    for (size_t at = 0; at < len; letters++) {
        struct viet_letter l = {0};
        viet_letter_split(viet_next(s, len, &at), &l);
        upper += l.upper;
        first_upper = letters ? first_upper : l.upper;
    }
    if (upper > 1 && 2 * upper >= letters)
        return UPPER;
    return first_upper ? TITLE : LOWER;
}

static void set_case(char text[VIET_SYLLABLE_SIZE], enum letter_case how)
{
    char changed[VIET_SYLLABLE_SIZE * 2];
    size_t len = strlen(text), used = 0;
    for (size_t at = 0; at < len;) {
        struct viet_letter l;
        bool first = at == 0;
        int32_t cp = viet_next(text, len, &at);
        if (viet_letter_split(cp, &l)) {
            l.upper = how == UPPER || (how == TITLE && first);
            cp = viet_letter_join(l);
        }
        used += viet_put(cp, changed + used);
    }
    if (used < VIET_SYLLABLE_SIZE) {
        memcpy(text, changed, used);
        text[used] = '\0';
    }
}

/* Puts a candidate in its place among the cheapest so far. */
static void insert(struct viet_repair *list, size_t *len, size_t max, const char *text, uint32_t cost)
{
    size_t i = *len;
    while (i > 0 && list[i - 1].cost > cost)
        i--;
    if (i >= max)
        return;
    if (*len < max)
        ++*len;
    memmove(&list[i + 1], &list[i], (*len - 1 - i) * sizeof *list);
    memcpy(list[i].text, text, VIET_SYLLABLE_SIZE);
    list[i].cost = cost;
}

/* The costs of a word's beginnings as each onset, and of what is left as each rhyme. */
struct costs {
    uint32_t onset[VIET_ONSET_COUNT][ONSET_REACH + 1];
    uint32_t rhyme[VIET_RHYME_COUNT][ONSET_REACH + 1];
};

static uint32_t slice_distance(const struct viet_glyphs *word, size_t from, size_t to, const struct viet_glyphs *part,
                               size_t skip)
{
    const struct viet_glyphs a = {word->items + from, to - from, 0};
    const struct viet_glyphs b = {skip ? part->items + skip : part->items, part->len - skip, 0}; /* may be NULL */
    return viet_glyphs_distance(&a, &b, LETTERS_MAX * VIET_COST_LETTER);
}

static int fill_costs(const struct viet_glyphs *word, struct viet_glyphs *part, struct costs *ret)
{
    int r = SO_OK;
    size_t reach = word->len < ONSET_REACH ? word->len : ONSET_REACH;
    memset(ret, 0xFF, sizeof *ret); /* VIET_DISTANCE_FAR */
    for (unsigned o = 0; !r && o < VIET_ONSET_COUNT; o++) {
        r = viet_glyphs_set(part, syllable_onset(o), strlen(syllable_onset(o)));
        for (size_t k = 0; !r && k <= reach; k++)
            ret->onset[o][k] = slice_distance(word, 0, k, part, 0);
    }
    for (unsigned i = 0; !r && i < VIET_RHYME_COUNT; i++) {
        r = viet_glyphs_set(part, syllable_rhyme(i), strlen(syllable_rhyme(i)));
        for (size_t k = 0; !r && k <= reach; k++)
            ret->rhyme[i][k] = slice_distance(word, k, word->len, part, 0);
    }
    return r;
}

/* The least cost of the word as onset and rhyme, over the places where one ends and the other begins. */
static uint32_t pair_cost(const struct viet_glyphs *word, struct viet_glyphs *part, const struct costs *costs,
                          unsigned onset, unsigned rhyme)
{
    uint32_t least = VIET_DISTANCE_FAR;
    bool shared = syllable_shared(onset, rhyme) > 0;
    if (shared && viet_glyphs_set(part, syllable_rhyme(rhyme), strlen(syllable_rhyme(rhyme))))
        return VIET_DISTANCE_FAR;
    for (size_t k = 0; k <= ONSET_REACH && k <= word->len; k++) {
        uint32_t begin = costs->onset[onset][k];
        uint32_t end = shared ? slice_distance(word, k, word->len, part, 1) : costs->rhyme[rhyme][k];
        if (begin != VIET_DISTANCE_FAR && end != VIET_DISTANCE_FAR && begin + end < least)
            least = begin + end;
    }
    return least;
}

static size_t collect(const struct viet_glyphs *word, uint8_t tone, struct viet_glyphs *part, const struct costs *costs,
                      uint32_t limit, struct viet_repair *ret, size_t max)
{
    size_t len = 0;
    for (unsigned o = 0; o < VIET_ONSET_COUNT; o++) {
        for (unsigned i = 0; i < VIET_RHYME_COUNT; i++) {
            uint32_t cost = pair_cost(word, part, costs, o, i);
            for (uint8_t t = VIET_NGANG; t <= VIET_NANG && cost <= limit; t++) {
                struct viet_syllable syllable = {(uint8_t)o, (uint8_t)i, t};
                uint32_t total = cost + (t == tone ? 0 : COST_TONE);
                char text[VIET_SYLLABLE_SIZE];
                if (total <= limit && (len < max || total < ret[len - 1].cost) && viet_syllable_write(syllable, text))
                    insert(ret, &len, max, text, total);
            }
        }
    }
    return len;
}

size_t viet_syllable_repair(const char *s, size_t len, uint32_t limit, struct viet_repair *ret, size_t max)
{
    struct viet_glyphs word = {0}, part = {0};
    struct costs costs;
    size_t found = 0;
    if (max && !viet_glyphs_set(&word, s, len) && word.len && word.len <= LETTERS_MAX) {
        uint8_t tone = VIET_NGANG;
        uint32_t extra = 0; /* a syllable has one tone */
        for (size_t i = 0; i < word.len; i++) {
            extra += tone && word.items[i].tone ? COST_TONE : 0;
            tone = word.items[i].tone ? word.items[i].tone : tone;
            word.items[i].tone = VIET_NGANG;
            word.items[i].upper = false;
        }
        if (extra <= limit && !fill_costs(&word, &part, &costs))
            found = collect(&word, tone, &part, &costs, limit - extra, ret, max);
        for (size_t i = 0; i < found; i++) {
            ret[i].cost += extra;
            set_case(ret[i].text, case_of(s, len));
        }
    }
    viet_glyphs_free(&word);
    viet_glyphs_free(&part);
    return found;
}
