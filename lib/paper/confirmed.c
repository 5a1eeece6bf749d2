#include "paper/confirmed.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "paper/sheet.h"
#include "viet/case.h"
#include "viet/fold.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define TEXT_LIMIT 130  /* cost by which a reading may differ from what was confirmed: a letter and two tones */
#define CLEAR_MARGIN 20 /* by which the second nearest must be farther away */
#define DOUBTED 0.82f   /* a value read less surely may be what another look read */
#define WELL_READ 0.93f /* a value read so surely keeps even what no Vietnamese word is */

/* Words between spaces, borrowed from a text. */
struct words_of {
    struct {
        const char *at;
        size_t len;
    } items[CONFIRMED_WORDS];
    size_t len;
};

/* False when there are too many. */
static bool split(const char *s, size_t len, struct words_of *ret)
{
    *ret = (struct words_of){0};
    for (size_t at = 0; at < len;) {
        size_t end = at;
        while (end < len && s[end] != ' ')
            end++;
        if (end > at) {
            if (ret->len == CONFIRMED_WORDS)
                return false;
            ret->items[ret->len].at = s + at;
            ret->items[ret->len++].len = end - at;
        }
        at = end + 1;
    }
    return ret->len > 0;
}

/* Of a word by its key: equal for equal words, and seldom for others. */
static uint16_t hash_word(const char *word, size_t len)
{
    char key[64];
    uint32_t h = 2166136261u;
    for (size_t i = 0, n = viet_key_token(word, len, key, sizeof key); i < n; i++)
        h = (h ^ (unsigned char)key[i]) * 16777619u;
    return (uint16_t)(h ^ h >> 16);
}

/* A single word says too little, and longer texts than names and places are none. */
static int add(struct confirmed_list *list, const char *text)
{
    struct words_of words;
    size_t len = strlen(text);
    if (!split(text, len, &words) || words.len < 2 || list->texts.len > UINT32_MAX - len - 1)
        return SO_OK;
    struct confirmed *c = array_push(list);
    if (!c)
        return SO_ENOMEM;
    *c = (struct confirmed){.text = (uint32_t)list->texts.len, .words = (uint8_t)words.len};
    for (size_t i = 0; i < words.len; i++)
        c->hashes[i] = hash_word(words.items[i].at, words.items[i].len);
    return buf_append(&list->texts, text, len + 1);
}

void confirmed_clear(struct confirmed_list *list)
{
    buf_free(&list->texts);
    array_free(list);
}

int paper_rules_learn(const struct paper_rules *rules, const struct paper_confirmed *items, size_t n,
                      struct paper_rules **ret_rules)
{
    struct paper_rules *learnt = malloc(sizeof *learnt);
    if (!learnt)
        return SO_ENOMEM;
    *learnt = *rules;
    learnt->base = rules->base ? rules->base : rules;
    learnt->names = learnt->parts = (struct confirmed_list){0};
    int r = SO_OK;
    for (size_t i = 0; i < n && i < PAPER_CONFIRMED_MAX && r == SO_OK; i++)
        r = add(items[i].place ? &learnt->parts : &learnt->names, items[i].text);
    if (r != SO_OK) {
        paper_rules_free(learnt);
        return r;
    }
    *ret_rules = learnt;
    return SO_OK;
}

static bool same_word(const char *a, size_t a_len, const char *b, size_t b_len)
{
    char x[64], y[64];
    size_t n = viet_key_token(a, a_len, x, sizeof x), m = viet_key_token(b, b_len, y, sizeof y);
    return n == m && !memcmp(x, y, n);
}

/* The words stand one behind the other in the text, whatever punctuation is around them. */
static bool contains(const char *text, const struct words_of *words)
{
    size_t len = strlen(text), at = 0, start, end;
    while (viet_next_word(text, len, &at, &start, &end)) {
        size_t next = at, k = 0;
        while (k < words->len && same_word(text + start, end - start, words->items[k].at, words->items[k].len)) {
            k++;
            if (k < words->len && !viet_next_word(text, len, &next, &start, &end))
                break;
        }
        if (k == words->len)
            return true;
    }
    return false;
}

/* What was read of a text. */
struct read_text {
    const char *at;
    size_t len;
    struct words_of words;
    uint16_t hashes[CONFIRMED_WORDS];
    bool plausible[CONFIRMED_WORDS]; /* was really read so, and may be one of a name */
    bool doubted;                    /* some word is not plausible */
    const struct slot *slot;
};

static bool is_plausible(const struct slot *slot, const char *word, size_t len)
{
    struct viet_syllable syllable;
    struct words_of one = {.items = {{word, len}}, .len = 1};
    return viet_syllable_parse(word, len, &syllable) &&
           (contains(slot->raw, &one) || (slot->heard && contains(slot->heard, &one)));
}

/* False when there is nothing in it that a confirmed text might mend. */
static bool look_at(const struct slot *slot, const char *s, size_t len, struct read_text *ret)
{
    *ret = (struct read_text){.at = s, .len = len, .slot = slot};
    if (!split(s, len, &ret->words) || ret->words.len < 2)
        return false;
    for (size_t i = 0; i < ret->words.len; i++) {
        const char *word = ret->words.items[i].at;
        ret->hashes[i] = hash_word(word, ret->words.items[i].len);
        ret->plausible[i] = is_plausible(slot, word, ret->words.items[i].len);
        ret->doubted |= !ret->plausible[i];
    }
    return slot->confidence < DOUBTED || (ret->doubted && slot->confidence < WELL_READ);
}

/*
 * The confirmed text speaks against what was read: each word that differs is one that no name has, the confirmed one
 * such as names have, and something was read as it was confirmed.
 */
static bool contradicts(const struct read_text *read, const struct confirmed *c, const struct words_of *known)
{
    size_t same = 0;
    struct viet_syllable syllable;
    for (size_t i = 0; i < known->len; i++) {
        if (read->hashes[i] == c->hashes[i])
            same++;
        else if (read->plausible[i] || !viet_syllable_parse(known->items[i].at, known->items[i].len, &syllable))
            return false;
    }
    return same > 0 && same < known->len && read->slot->confidence < WELL_READ;
}

/* What the confirmed text costs as a reading; VIET_DISTANCE_FAR when it is none. 0: some look read the whole of it. */
static uint32_t weigh(const struct read_text *read, const struct confirmed *c, const char *text)
{
    struct words_of known;
    size_t len = strlen(text);
    bool may_differ = true, listen = read->slot->confidence < DOUBTED;
    for (size_t i = 0; i < c->words; i++)
        may_differ &= read->hashes[i] == c->hashes[i] || !read->plausible[i];
    if ((!may_differ && !listen) || !split(text, len, &known))
        return VIET_DISTANCE_FAR;
    uint32_t case_alone = VIET_COST_CASE * (uint32_t)viet_length(text, len);
    uint32_t cost = viet_distance(read->at, read->len, text, len, TEXT_LIMIT + case_alone);
    if (cost == VIET_DISTANCE_FAR)
        return cost;
    if (listen && (contains(read->slot->raw, &known) || (read->slot->heard && contains(read->slot->heard, &known))))
        return 0;
    return contradicts(read, c, &known) ? cost : VIET_DISTANCE_FAR;
}

/* The confirmed text that what was read is meant to be; NULL when it stands as it was read. */
static const char *find(const struct confirmed_list *list, const struct read_text *read)
{
    const char *best = NULL;
    uint32_t best_cost = VIET_DISTANCE_FAR, second = VIET_DISTANCE_FAR;
    for (size_t i = 0; i < list->len; i++) {
        const struct confirmed *c = &list->items[i];
        const char *text = list->texts.data + c->text;
        uint32_t cost = c->words == read->words.len ? weigh(read, c, text) : VIET_DISTANCE_FAR;
        if (c->words == read->words.len && !memcmp(c->hashes, read->hashes, sizeof c->hashes))
            return NULL; /* confirmed as it stands */
        if (cost == VIET_DISTANCE_FAR || (best && viet_same_key(best, text)))
            continue;
        if (cost < best_cost) {
            second = best_cost;
            best_cost = cost;
            best = text;
        } else if (cost < second) {
            second = cost;
        }
    }
    return best && (second == VIET_DISTANCE_FAR || best_cost + CLEAR_MARGIN <= second) ? best : NULL;
}

static bool is_upper(const char *s, size_t len)
{
    struct viet_case c = viet_count_case(s, len);
    return c.capitals == c.letters;
}

/* A confirmed word in the case of the one that was read. */
static int put_word(const char *read, size_t read_len, const char *known, size_t known_len, struct buf *out)
{
    if (is_upper(read, read_len))
        return viet_upper(known, known_len, out);
    return is_upper(known, known_len) ? viet_title(known, known_len, out) : buf_append(out, known, known_len);
}

/* Appends the text with its words as they were confirmed. */
static int put_confirmed(const struct read_text *read, const char *text, struct buf *out)
{
    struct words_of known;
    int r = split(text, strlen(text), &known) ? SO_OK : SO_EINTERNAL;
    for (size_t i = 0; i < known.len && r == SO_OK; i++) {
        const char *word = read->words.items[i].at, *right = known.items[i].at;
        size_t len = read->words.items[i].len, right_len = known.items[i].len;
        if (i)
            r = buf_append_char(out, ' ');
        if (r == SO_OK)
            r = same_word(word, len, right, right_len) ? buf_append(out, word, len)
                                                       : put_word(word, len, right, right_len, out);
    }
    return r;
}

/* Appends a text, as it was confirmed where that speaks against its reading. */
static int put_text(const struct confirmed_list *list, const struct slot *slot, const char *s, size_t len,
                    struct buf *out, bool *io_changed)
{
    struct read_text read;
    const char *known = look_at(slot, s, len, &read) ? find(list, &read) : NULL;
    *io_changed |= known != NULL;
    return known ? put_confirmed(&read, known, out) : buf_append(out, s, len);
}

static int repair_name(const struct paper_rules *rules, struct slot *slot)
{
    struct buf name = BUF_INIT, normal = BUF_INIT;
    bool changed = false;
    int r = put_text(&rules->names, slot, slot->reading.value, strlen(slot->reading.value), &name, &changed);
    if (r == SO_OK && changed)
        r = viet_upper(name.data, name.len, &normal);
    if (r == SO_OK && changed)
        r = slot_repair(slot, buf_str(&name), buf_str(&normal), EVIDENCE_LEXICON);
    buf_free(&name);
    buf_free(&normal);
    return r;
}

static int repair_place(const struct paper_rules *rules, struct slot *slot)
{
    struct buf place = BUF_INIT;
    bool changed = false;
    int r = SO_OK;
    for (const char *s = slot->reading.value; *s && r == SO_OK;) {
        size_t lead = strspn(s, " ,"), len = strcspn(s + lead, ",");
        r = buf_append(&place, s, lead);
        if (r == SO_OK)
            r = put_text(&rules->parts, slot, s + lead, len, &place, &changed);
        s += lead + len;
    }
    if (r == SO_OK && changed)
        r = slot_repair(slot, buf_str(&place), "", EVIDENCE_LEXICON);
    buf_free(&place);
    return r;
}

int sheet_confirmed(struct sheet *s)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++) {
        enum paper_kind kind = s->type->def->fields.items[i].kind;
        struct slot *slot = &s->slots[i];
        bool open = slot->raw && slot->reading.value && *slot->reading.value && !slot->coded;
        if (open && kind == KIND_PLACE && s->rules->parts.len)
            r = repair_place(s->rules, slot);
        else if (open && (kind == KIND_NAME || kind == KIND_SIGNER) && s->rules->names.len &&
                 (!slot->evidence || !strcmp(slot->evidence, EVIDENCE_LOOK)))
            r = repair_name(s->rules, slot);
    }
    return r;
}
