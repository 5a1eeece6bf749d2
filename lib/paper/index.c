#include "paper/index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"

#define LETTERS_WRONG 45 /* per cent of a title's letters: two texts with less in common are not compared */
#define WORD_LEAST 2     /* letters */

static bool is_letter(int32_t base)
{
    return (base >= 'a' && base <= 'z') || base > 0x7f;
}

void index_count_letters(const struct viet_glyphs *text, uint8_t *ret_letters)
{
    memset(ret_letters, 0, INDEX_LETTERS);
    for (size_t i = 0; i < text->len; i++) {
        int32_t base = text->items[i].base;
        uint8_t *n = &ret_letters[base >= 'a' && base <= 'z' ? base - 'a' : INDEX_LETTERS - 1];
        *n += *n < UINT8_MAX && base != ' ';
    }
}

static bool same_glyphs(const struct viet_glyphs *a, const struct viet_glyphs *b)
{
    return a->len == b->len && viet_glyphs_distance(a, b, 0) == 0;
}

static struct index_title *title_for(struct paper_index *index, const char *text)
{
    struct viet_glyphs glyphs = {0};
    if (viet_glyphs_set(&glyphs, text, strlen(text)) != SO_OK)
        return NULL;
    for (size_t i = 0; i < index->titles.len; i++)
        if (same_glyphs(&index->titles.items[i].glyphs, &glyphs)) {
            viet_glyphs_free(&glyphs);
            return &index->titles.items[i];
        }
    struct index_title *t = array_push(&index->titles);
    if (!t) {
        viet_glyphs_free(&glyphs);
        return NULL;
    }
    t->glyphs = glyphs;
    index_count_letters(&t->glyphs, t->letters);
    return t;
}

int index_add_title(struct paper_index *index, const char *text, size_t type, size_t title, bool trap)
{
    struct index_title *t = title_for(index, text);
    struct index_use *use = t ? array_push(&t->uses) : NULL;
    if (!use)
        return SO_ENOMEM;
    *use = (struct index_use){.type = type, .title = title, .trap = trap};
    return SO_OK;
}

/* The next word from glyph *io_at on; false at the end. FNV-1a over its letters without marks. */
static bool next_word(const struct viet_glyphs *text, size_t *io_at, uint32_t *ret_hash)
{
    size_t at = *io_at;
    while (at < text->len) {
        uint32_t hash = 2166136261u;
        size_t letters = 0;
        while (at < text->len && !is_letter(text->items[at].base))
            at++;
        for (; at < text->len && is_letter(text->items[at].base); at++, letters++)
            hash = (hash ^ (uint32_t)text->items[at].base) * 16777619u;
        if (letters < WORD_LEAST)
            continue;
        *io_at = at;
        *ret_hash = hash;
        return true;
    }
    return false;
}

int index_add_words(struct paper_index *index, const struct viet_glyphs *text, size_t type)
{
    uint32_t hash;
    for (size_t at = 0; next_word(text, &at, &hash);) {
        struct index_word *w = array_push(&index->words);
        if (!w)
            return SO_ENOMEM;
        *w = (struct index_word){hash, type};
    }
    return SO_OK;
}

static int compare_words(const void *a, const void *b)
{
    const struct index_word *x = a, *y = b;
    return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash) : (x->type > y->type) - (x->type < y->type);
}

void index_close(struct paper_index *index, size_t types)
{
    size_t kept = 0;
    index->types = types;
    if (index->words.len)
        qsort(index->words.items, index->words.len, sizeof *index->words.items, compare_words);
    for (size_t i = 0; i < index->words.len; i++)
        if (i == 0 || compare_words(&index->words.items[i], &index->words.items[kept - 1]) != 0)
            index->words.items[kept++] = index->words.items[i];
    index->words.len = kept;
}

void index_free(struct paper_index *index)
{
    for (size_t i = 0; i < index->titles.len; i++) {
        viet_glyphs_free(&index->titles.items[i].glyphs);
        array_free(&index->titles.items[i].uses);
    }
    array_free(&index->titles);
    array_free(&index->words);
}

/* Letters of the title that the text has not, or the other way round; marks, case and order do not count. */
static size_t letters_apart(const uint8_t *a, const uint8_t *b)
{
    size_t more = 0, less = 0;
    for (size_t i = 0; i < INDEX_LETTERS; i++) {
        more += a[i] > b[i] ? (size_t)(a[i] - b[i]) : 0;
        less += b[i] > a[i] ? (size_t)(b[i] - a[i]) : 0;
    }
    return more > less ? more : less;
}

float index_similarity(const struct paper_index *index, const struct viet_glyphs *text, const uint8_t *letters, size_t i,
                       float at_least)
{
    const struct index_title *t = &index->titles.items[i];
    if (text->len * 10 < t->glyphs.len * 7 || text->len * 10 > t->glyphs.len * 14)
        return 0;
    size_t longer = text->len > t->glyphs.len ? text->len : t->glyphs.len;
    if (letters_apart(t->letters, letters) * 100 > longer * LETTERS_WRONG)
        return 0;
    float worst = (float)(longer * VIET_COST_LETTER);
    uint32_t d = viet_glyphs_distance(text, &t->glyphs, (uint32_t)((1 - at_least) * worst) + 1);
    float similarity = d == VIET_DISTANCE_FAR ? 0 : 1 - (float)d / worst;
    return similarity >= at_least ? similarity : 0;
}

/* The first of a word's entries; index->words.len when no type has it. */
static size_t find_word(const struct paper_index *index, uint32_t hash)
{
    size_t lo = 0, hi = index->words.len;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (index->words.items[middle].hash < hash)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < index->words.len && index->words.items[lo].hash == hash ? lo : index->words.len;
}

int index_score(const struct paper_index *index, const struct layout *l, float *ret_scores)
{
    bool *seen = calloc(index->words.len + 1, sizeof *seen); /* by a word's first entry: each counts once */
    if (!seen)
        return SO_ENOMEM;
    memset(ret_scores, 0, index->types * sizeof *ret_scores);
    for (size_t i = 0; i < l->nlines; i++) {
        uint32_t hash;
        for (size_t at = 0; next_word(&l->lines[i].glyphs, &at, &hash);) {
            size_t first = find_word(index, hash), end = first;
            if (first == index->words.len || seen[first])
                continue;
            seen[first] = true;
            while (end < index->words.len && index->words.items[end].hash == hash)
                end++;
            float weight = logf((float)(index->types + 1) / (float)(end - first));
            for (size_t k = first; k < end; k++)
                ret_scores[index->words.items[k].type] += weight;
        }
    }
    free(seen);
    return SO_OK;
}
