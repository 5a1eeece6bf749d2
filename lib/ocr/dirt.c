#include "ocr/dirt.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/result.h"
#include "ocr/measures.h"

/* Shares of a capital's height. */
#define SPECK 0.1f       /* no point is so small, in both directions */
#define POINT_HIGH 0.5f  /* a point's box that is so high has no ink of its own: the letters' beside it is meant */
#define COLON_HIGH 1.0f  /* … likewise of two points above each other */
#define SPACE_WIDE 0.33f /* between words, at least */

#define SHARED 0.5f    /* of the narrower word's width lies on another one … */
#define REPEATED 0.3f  /* … which says the same */
#define GUESS 0.3f     /* confidence below which what lies on other words is none */
#define WELL_READ 0.7f /* … of those */

static bool is_sign(const struct glyph *g)
{
    const char *t = g->choices[0].text;
    return t[0] && !t[1] && strchr(".,:;-_'`", t[0]);
}

static bool is_dirt(const struct glyph *g, float capital)
{
    float w = (float)g->box.w, h = (float)g->box.h;
    if (!is_sign(g))
        return false;
    if (w <= SPECK * capital && h <= SPECK * capital)
        return true;
    char c = g->choices[0].text[0];
    return h > capital * (c == '.' ? POINT_HIGH : c == ':' ? COLON_HIGH : 100);
}

static bool is_digit(const struct glyph *g)
{
    return g->choices[0].text[0] >= '0' && g->choices[0].text[0] <= '9';
}

/* The word's text is that of its glyphs, one behind the other. */
static bool is_spelt(const struct word *w)
{
    const char *at = w->text;
    for (size_t i = 0; i < w->nglyphs; i++) {
        size_t n = strlen(w->glyphs[i].choices[0].text);
        if (strncmp(at, w->glyphs[i].choices[0].text, n) != 0)
            return false;
        at += n;
    }
    return w->nglyphs > 0 && !*at;
}

/* A word of another one's glyphs [first, end). */
static int put_part(const struct word *w, size_t first, size_t end, struct words *out)
{
    struct word *part = array_push(out);
    if (!part)
        return SO_ENOMEM;
    struct buf text = BUF_INIT;
    size_t n = end - first;
    *part = (struct word){.confidence = w->confidence, .line = w->line};
    part->glyphs = malloc(n * sizeof *part->glyphs);
    int r = part->glyphs ? SO_OK : SO_ENOMEM;
    for (size_t i = first; i < end && !r; i++) {
        part->glyphs[part->nglyphs++] = w->glyphs[i];
        part->box = box_union(part->box, w->glyphs[i].box);
        r = buf_append_str(&text, w->glyphs[i].choices[0].text);
    }
    part->text = r ? NULL : buf_steal(&text);
    buf_free(&text);
    if (!part->text) {
        word_free(part);
        out->len--;
        return SO_ENOMEM;
    }
    return SO_OK;
}

/* The word's parts between specks; nothing where it is but dirt. Beside digits a lost point would be worse than one too
 * many. */
static int put_clean(struct word *w, float capital, struct words *out)
{
    size_t n = 0, from = 0;
    int r = SO_OK;
    for (size_t i = 0; i < w->nglyphs && !r; i++) {
        const struct glyph *g = &w->glyphs[i];
        bool in_number =
            (n > from && is_digit(&w->glyphs[n - 1])) || (i + 1 < w->nglyphs && is_digit(&w->glyphs[i + 1]));
        if (!is_dirt(g, capital) || in_number) {
            w->glyphs[n++] = *g;
            continue;
        }
        bool last = i + 1 == w->nglyphs;
        int gap = n > from && !last ? w->glyphs[i + 1].box.x - box_right(w->glyphs[n - 1].box) : 0;
        if ((float)gap >= SPACE_WIDE * capital) {
            r = put_part(w, from, n, out);
            from = n;
        }
    }
    return r || n == from ? r : put_part(w, from, n, out);
}

/* Whether put_clean would change the word. */
static bool has_dirt(const struct word *w, float capital)
{
    for (size_t i = 0; i < w->nglyphs; i++)
        if (is_dirt(&w->glyphs[i], capital))
            return is_spelt(w);
    return false;
}

static int remove_specks(struct words *words)
{
    struct words out = {0};
    int r = SO_OK;
    for (size_t first = 0, end; first < words->len && !r; first = end) {
        end = measures_line_end(words, first);
        float capital = measures_of(words->items, first, end).capital;
        for (size_t i = first; i < end && !r; i++) {
            struct word *w = &words->items[i];
            if (capital > 0 && has_dirt(w, capital)) {
                r = put_clean(w, capital, &out);
                word_free(w);
            } else {
                struct word *same = array_push(&out);
                if (!same) {
                    r = SO_ENOMEM;
                    break;
                }
                *same = *w;
            }
            *w = (struct word){0}; /* it has moved */
        }
    }
    if (r) {
        words_free(&out);
        return r;
    }
    array_free(words);
    *words = out;
    return SO_OK;
}

static int common_width(struct box a, struct box b)
{
    int left = a.x > b.x ? a.x : b.x, right = box_right(a) < box_right(b) ? box_right(a) : box_right(b);
    int top = a.y > b.y ? a.y : b.y, bottom = box_bottom(a) < box_bottom(b) ? box_bottom(a) : box_bottom(b);
    return bottom > top && right > left ? right - left : 0;
}

/* Whether a word of the line is one too many beside another. */
static bool lies_on(const struct word *w, const struct word *other)
{
    int narrower = w->box.w < other->box.w ? w->box.w : other->box.w;
    bool same = !strcmp(w->text, other->text);
    if ((float)common_width(w->box, other->box) < (same ? REPEATED : SHARED) * (float)narrower)
        return false;
    if (same)
        return w->confidence < other->confidence || (w->confidence <= other->confidence && w->box.h > other->box.h);
    return w->confidence < GUESS && other->confidence >= WELL_READ;
}

static void remove_doubles(struct words *words)
{
    size_t kept = 0;
    for (size_t i = 0; i < words->len; i++) {
        bool drop = false;
        if (kept && words->items[kept - 1].line == words->items[i].line) {
            drop = lies_on(&words->items[i], &words->items[kept - 1]);
            if (!drop && lies_on(&words->items[kept - 1], &words->items[i]))
                word_free(&words->items[--kept]);
        }
        if (i + 1 < words->len && words->items[i + 1].line == words->items[i].line)
            drop = drop || lies_on(&words->items[i], &words->items[i + 1]);
        if (drop)
            word_free(&words->items[i]);
        else
            words->items[kept++] = words->items[i];
    }
    words->len = kept;
}

int dirt_remove(struct words *words)
{
    int r = remove_specks(words);
    if (!r)
        remove_doubles(words);
    return r;
}
