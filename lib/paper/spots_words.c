/* Labels in other words: "Nơi đang cư trú:" where the definition says "Nơi cư trú". */
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/spots.h"

#define WORDS_MAX 12       /* of a label */
#define OVERLAP_LEAST 0.6f /* share of the words of both that are the same */
#define LIKE_LEAST 0.7f    /* similarity that such a label is given, and … */
#define LIKE_RANGE 0.5f    /* … how much more for one that has all the words */

/* Words of two letters or more as hashes of their letters without marks, in order. */
struct word_list {
    uint32_t items[WORDS_MAX];
    size_t len;
};

static bool is_letter(int32_t base)
{
    return (base >= 'a' && base <= 'z') || base > 0x7f;
}

/* false when there are too many words, or a number among them. */
static bool take_words(const struct viet_glyphs *text, size_t from, size_t to, struct word_list *ret)
{
    ret->len = 0;
    for (size_t at = from; at < to;) {
        uint32_t hash = 2166136261u;
        size_t letters = 0;
        if (text->items[at].base >= '0' && text->items[at].base <= '9')
            return false;
        for (; at < to && is_letter(text->items[at].base); at++, letters++)
            hash = (hash ^ (uint32_t)text->items[at].base) * 16777619u;
        if (letters == 0) {
            at++;
            continue;
        }
        if (ret->len == WORDS_MAX)
            return false;
        ret->items[ret->len++] = hash;
    }
    return ret->len > 0;
}

/* Words that both have, each once, as a share of the longer one's. */
static float overlap(const struct word_list *a, const struct word_list *b)
{
    bool used[WORDS_MAX] = {false};
    size_t same = 0;
    for (size_t i = 0; i < a->len; i++)
        for (size_t k = 0; k < b->len; k++)
            if (!used[k] && a->items[i] == b->items[k]) {
                used[k] = true;
                same++;
                break;
            }
    return (float)same / (float)(a->len > b->len ? a->len : b->len);
}

/*
 * Behind the label that begins at token first: behind its colon, or in a table where the column of values begins; 0 when
 * there is neither.
 */
static size_t end_of_label(const struct layout *l, const struct line *line, size_t first)
{
    for (size_t t = first; t < line->end && t < first + WORDS_MAX; t++) {
        const struct token *token = &l->tokens.items[t];
        if (line->values_x && t > first && token->box.x >= line->values_x)
            return t;
        if (token->filler || (t > first && token->gap))
            return 0;
        if (token->text[strlen(token->text) - 1] == ':')
            return t + 1;
        if (line->values_x && t + 1 == line->end) /* the cell of its value is empty */
            return t + 1;
    }
    return 0;
}

/* The line's glyphs between two tokens. */
static void glyph_range(const struct layout *l, const struct line *line, size_t first, size_t end, size_t *ret_from,
                        size_t *ret_to)
{
    size_t from = 0, to = line->glyphs.len;
    while (from < to && line->glyphs.items[from].start < l->tokens.items[first].start)
        from++;
    while (to > from && line->glyphs.items[to - 1].end > l->tokens.items[end - 1].end)
        to--;
    *ret_from = from;
    *ret_to = to;
}

size_t spots_label_end(const struct layout *l, const struct line *line, size_t first)
{
    return end_of_label(l, line, first);
}

float spots_word_share(const struct layout *l, const struct line *line, size_t first, size_t end,
                       const struct viet_glyphs *label)
{
    struct word_list read, words;
    size_t from, to;
    glyph_range(l, line, first, end, &from, &to);
    if (!take_words(&line->glyphs, from, to, &read) || !take_words(label, 0, label->len, &words))
        return 0;
    return overlap(&read, &words);
}

int spots_by_words(const struct paper_type *type, const struct layout *l, size_t line_index, size_t first,
                   struct spots *out)
{
    const struct line *line = &l->lines[line_index];
    size_t end = end_of_label(l, line, first), from, to;
    struct word_list read, words;
    if (!end)
        return SO_OK;
    glyph_range(l, line, first, end, &from, &to);
    if (!take_words(&line->glyphs, from, to, &read) || read.len < 2)
        return SO_OK;
    for (size_t k = 0; k < type->labels.len; k++) {
        const struct viet_glyphs *label = &type->labels.items[k].phrase.glyphs;
        if (!take_words(label, 0, label->len, &words) || words.len < 2)
            continue;
        float share = overlap(&read, &words);
        if (share < OVERLAP_LEAST)
            continue;
        struct spot *s = out->len < SPOTS_MAX ? array_push(out) : NULL;
        if (!s)
            return out->len < SPOTS_MAX ? SO_ENOMEM : SO_ELIMIT;
        *s = (struct spot){.label = k, .line = line_index, .first = first, .end = end, .colon = true,
                           .starts = true, .similarity = LIKE_LEAST + LIKE_RANGE * (share - OVERLAP_LEAST)};
    }
    return SO_OK;
}
