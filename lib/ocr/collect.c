/* Tesseract's results as words, with the alternatives of each letter where the model was asked for them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "ocr/engine.h"
#include "viet/text.h"

struct glyphs {
    struct glyph *items;
    size_t len, cap;
};

static float share(float percent)
{
    return isfinite(percent) ? fminf(fmaxf(percent / 100, 0), 1) : 0;
}

static int add_choice(struct glyph *g, const char *text, float confidence)
{
    struct buf plain = BUF_INIT;
    int r = text ? viet_nfc(text, strlen(text), &plain) : SO_OK;
    bool fits = r == SO_OK && plain.len && g->nchoices < GLYPH_CHOICES_MAX && plain.len < sizeof g->choices[0].text;
    for (int i = 0; fits && i < g->nchoices; i++)
        fits = strcmp(g->choices[i].text, buf_str(&plain)) != 0;
    if (fits) {
        struct choice *c = &g->choices[g->nchoices++];
        snprintf(c->text, sizeof c->text, "%s", buf_str(&plain));
        c->confidence = share(confidence);
    }
    buf_free(&plain);
    return r;
}

/* The letter that the iterator stands on; the one that the word is made of comes first. */
static int take_glyph(TessResultIterator *it, enum letters letters, struct glyph *g)
{
    char *text = TessResultIteratorGetUTF8Text(it, RIL_SYMBOL);
    int r = add_choice(g, text, TessResultIteratorConfidence(it, RIL_SYMBOL));
    TessDeleteText(text);
    TessChoiceIterator *choices = letters == LETTERS_CHOICES ? TessResultIteratorGetChoiceIterator(it) : NULL;
    if (!r && choices) {
        do
            r = add_choice(g, TessChoiceIteratorGetUTF8Text(choices), TessChoiceIteratorConfidence(choices));
        while (!r && TessChoiceIteratorNext(choices));
    }
    if (choices)
        TessChoiceIteratorDelete(choices);
    int left, top, right, bottom;
    const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(it);
    if (TessPageIteratorBoundingBox(page, RIL_SYMBOL, &left, &top, &right, &bottom))
        g->box = (struct box){left, top, right - left, bottom - top};
    return r;
}

static int take_glyphs(const TessResultIterator *at, enum letters letters, struct word *w)
{
    struct glyphs glyphs = {0};
    TessResultIterator *it = TessResultIteratorCopy(at);
    int r = it ? SO_OK : SO_ENOMEM;
    while (!r) {
        struct glyph *g = array_push(&glyphs);
        if (!g) {
            r = SO_ENOMEM;
            break;
        }
        r = take_glyph(it, letters, g);
        if (!g->nchoices)
            glyphs.len--;
        const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(it);
        if (r || TessPageIteratorIsAtFinalElement(page, RIL_WORD, RIL_SYMBOL) || !TessResultIteratorNext(it, RIL_SYMBOL))
            break;
    }
    if (it)
        TessResultIteratorDelete(it);
    if (r)
        array_free(&glyphs);
    w->glyphs = glyphs.items;
    w->nglyphs = glyphs.len;
    return r;
}

static bool is_space(const char *text)
{
    return !text[strspn(text, " \t\n")];
}

/* The text in one spelling: the model writes Đ as the Icelandic Ð, too. */
static char *plain_text(const char *text)
{
    struct buf plain = BUF_INIT;
    if (viet_nfc(text, strlen(text), &plain) == SO_OK)
        return buf_steal(&plain);
    buf_free(&plain);
    return NULL;
}

/* The word that the iterator stands on; an empty one is left out. */
static int take_word(const TessResultIterator *it, int line, enum letters letters, struct words *words)
{
    const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(it);
    int left, top, right, bottom;
    if (!TessPageIteratorBoundingBox(page, RIL_WORD, &left, &top, &right, &bottom))
        return SO_OK;
    char *text = TessResultIteratorGetUTF8Text(it, RIL_WORD);
    char *copy = text && !is_space(text) ? plain_text(text) : NULL;
    bool none = !text || is_space(text);
    TessDeleteText(text);
    if (none)
        return SO_OK;
    struct word *w = copy ? array_push(words) : NULL;
    if (!w) {
        free(copy);
        return SO_ENOMEM;
    }
    w->text = copy;
    w->confidence = share(TessResultIteratorConfidence(it, RIL_WORD));
    w->box = (struct box){left, top, right - left, bottom - top};
    w->line = line;
    return letters ? take_glyphs(it, letters, w) : SO_OK;
}

int engine_collect(TessBaseAPI *api, enum letters letters, struct words *ret_words)
{
    struct words words = {0};
    TessResultIterator *it = TessBaseAPIGetIterator(api);
    if (!it)
        return SO_OK;
    int line = -1, r = SO_OK;
    do {
        const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(it);
        if (line < 0 || TessPageIteratorIsAtBeginningOf(page, RIL_TEXTLINE))
            line++;
        r = take_word(it, line, letters, &words);
    } while (!r && TessResultIteratorNext(it, RIL_WORD));
    TessResultIteratorDelete(it);
    if (r) {
        words_free(&words);
        return r;
    }
    *ret_words = words;
    return SO_OK;
}
