#include "ocr/accents.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ocr/ink.h"
#include "ocr/measures.h"

#define BODY_MIN 7  /* pixels of a small letter's height: less shows no marks */
#define BESIDE 0.5f /* of a letter's body may lie between it and the next one, or in both boxes */
#define UNSURE_WIDTH 0.7f /* so much narrower or broader than letters are a box may be: the net learnt from such boxes */
#define TOUCH 0.1f  /* … into the next one's box reaches a letter that touches it */
#define ABOVE 0.9f  /* of the word's height: room for marks that its box leaves out */
#define BELOW 0.5f
#define PIXELS_MAX (1 << 20) /* of a word */
#define DISPUTE_LEAST 0.7f   /* share of a letter that the shape speaks for against what was read … */
#define DISPUTED_MOST 0.15f  /* … when that has no more */
#define SHAPE_TRUST 0.5f     /* the power to which a shape's share is taken beside the recogniser's */
#define READ_LEAST 0.02f     /* share of a letter that the recogniser did not think of */
#define SHAPE_LEAST 0.01f    /* … or the shape */
#define OTHER_LEAST 0.005f   /* share from which a letter is a choice */

/* The ink of a word, and where it begins on the image. */
struct cut {
    uint8_t *data;
    struct box box;
};

static int cut_word(const struct ocr_image *image, const struct word *w, const struct measures *m, struct cut *ret)
{
    float top = m->base - m->capital * (1 + ABOVE), bottom = m->base + m->capital * BELOW;
    int beside = (int)m->capital;
    struct box box = {w->box.x - beside, (int)top, w->box.w + 2 * beside, (int)(bottom - top)};
    box = box_intersect(box, (struct box){0, 0, image->width, image->height});
    *ret = (struct cut){NULL, box};
    if (box_is_empty(box) || (size_t)box.w * (size_t)box.h > PIXELS_MAX)
        return SO_OK;
    ret->data = malloc((size_t)box.w * (size_t)box.h);
    if (!ret->data)
        return SO_ENOMEM;
    if (!ink_of(image, box, ret->data)) {
        free(ret->data);
        ret->data = NULL;
    }
    return SO_OK;
}

/* How wide letters are, in hundredths of their body's height, from condensed to broad fonts: small ones and capitals.
 */
static const struct width {
    char base;
    int small[2], capital[2];
} widths[] = {
    {'a', {62, 135}, {72, 135}}, {'e', {60, 130}, {50, 115}}, {'i', {14, 72}, {8, 62}},    {'o', {68, 135}, {66, 130}},
    {'u', {72, 150}, {64, 130}}, {'y', {75, 150}, {66, 130}}, {'d', {74, 150}, {62, 125}},
};
#define HORN_WIDE 45 /* by so much a horn may be wider */

/*
 * The recogniser tells each letter's columns from steps of its own, and mostly well; but now and then a letter gets the
 * half of its neighbour, or less than its own.
 */
static bool find_columns(const struct word *w, size_t i, struct viet_letter letter, float body, float *ret_left,
                         float *ret_right)
{
    struct box b = w->glyphs[i].box, next = i + 1 < w->nglyphs ? w->glyphs[i + 1].box : (struct box){0};
    const struct width *width = widths;
    while (width->base != letter.base)
        width++;
    float left = (float)b.x, right = (float)box_right(b);
    if (next.w && next.x > b.x && next.x < box_right(b)) /* both of them in the box of this one: Ở and N that touch */
        right = fminf(right, (float)next.x + TOUCH * body);
    const int *range = letter.upper ? width->capital : width->small;
    int wide = (int)((right - left) * 100 / body), more = strchr("ou", letter.base) ? HORN_WIDE : 0;
    if ((float)wide < (float)range[0] * UNSURE_WIDTH || (float)wide * UNSURE_WIDTH > (float)(range[1] + more) ||
        (next.w && (float)next.x - right > BESIDE * body))
        return false;
    struct box before = i ? w->glyphs[i - 1].box : (struct box){0};
    float apart = left - (float)box_right(before);
    if (i && (apart > BESIDE * body || (apart < -BESIDE * body && (float)(b.x - before.x) < BESIDE * body)))
        return false;
    *ret_left = left;
    *ret_right = right;
    return true;
}

/* What the net is to see of a letter; false where nothing can be said of it. */
static bool look(const struct cut *cut, const struct word *w, size_t i, const struct measures *m,
                 struct viet_letter letter, struct accent_state *ret_state)
{
    float body = letter.upper ? m->capital : m->small;
    float left, right;
    if (!strchr(ACCENT_BASES, letter.base) || !find_columns(w, i, letter, body, &left, &right))
        return false;
    struct accent_ink ink = {cut->data, cut->box.w, cut->box.h};
    struct accent_place at = {.left = left - (float)cut->box.x,
                              .right = right - (float)cut->box.x,
                              .top = m->base - body - (float)cut->box.y,
                              .base = m->base - (float)cut->box.y,
                              .letter = letter.base,
                              .upper = letter.upper};
    accent_look(&ink, &at, ret_state);
    return true;
}

/* All letters of the base, each with its share among them; their number. */
static size_t choices_of(const float shares[ACCENT_OUTPUTS], struct viet_letter letter,
                         struct choice ret[ACCENT_TONES * ACCENT_MARKS])
{
    size_t n = 0;
    float sum = 0;
    for (int i = 0; i < ACCENT_TONES * ACCENT_MARKS; i++) {
        int mark = i / ACCENT_TONES, tone = i % ACCENT_TONES;
        struct viet_letter l = {letter.base, (uint8_t)mark, (uint8_t)tone, letter.upper};
        int32_t point = viet_letter_join(l);
        if (!point)
            continue;
        ret[n] = (struct choice){.confidence = shares[tone] * shares[ACCENT_TONES + mark]};
        viet_put(point, ret[n].text);
        sum += ret[n++].confidence;
    }
    for (size_t i = 0; i < n; i++)
        ret[i].confidence = fmaxf(sum > 0 ? ret[i].confidence / sum : 0, SHAPE_LEAST);
    return n;
}

static int by_confidence(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;
    return x->confidence < y->confidence ? 1 : x->confidence > y->confidence ? -1 : strcmp(x->text, y->text);
}

/* The letter that was read, then what else it may be; true when the shape speaks for another one. */
static bool put_shape(const float shares[ACCENT_OUTPUTS], struct viet_letter letter, struct glyph *g)
{
    struct choice all[ACCENT_TONES * ACCENT_MARKS];
    size_t n = choices_of(shares, letter, all);
    qsort(all, n, sizeof *all, by_confidence);
    g->choices[0].confidence = SHAPE_LEAST;
    g->nchoices = 1;
    for (size_t i = 0; i < n && all[i].confidence > SHAPE_LEAST; i++)
        if (!strcmp(all[i].text, g->choices[0].text))
            g->choices[0].confidence = all[i].confidence;
        else if (g->nchoices < GLYPH_CHOICES_MAX)
            g->choices[g->nchoices++] = all[i];
    return all[0].confidence >= DISPUTE_LEAST && g->choices[0].confidence <= DISPUTED_MOST;
}

static float read_share(const struct glyph *g, const char *text)
{
    float sum = 0, own = 0;
    for (size_t i = 0; i < g->nchoices; i++) {
        sum += g->choices[i].confidence;
        own += !strcmp(g->choices[i].text, text) ? g->choices[i].confidence : 0;
    }
    return sum > 0 && own / sum > READ_LEAST ? own / sum : READ_LEAST;
}

/* The recogniser's choices and those of the letter's base, weighed; the letter that was read stays the first. */
static void put_weighed(const float shares[ACCENT_OUTPUTS], struct viet_letter letter, struct glyph *g)
{
    struct choice all[ACCENT_TONES * ACCENT_MARKS + GLYPH_CHOICES_MAX], first = g->choices[0];
    size_t n = choices_of(shares, letter, all), same = n;
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        all[i].confidence = powf(all[i].confidence, SHAPE_TRUST) * read_share(g, all[i].text);
    for (size_t i = 0; i < g->nchoices; i++) {
        bool known = false;
        for (size_t k = 0; k < same; k++)
            known |= !strcmp(all[k].text, g->choices[i].text);
        if (known)
            continue;
        all[n] = g->choices[i]; /* of another base the shape knows nothing */
        all[n++].confidence = read_share(g, g->choices[i].text) * powf(SHAPE_LEAST, SHAPE_TRUST);
    }
    for (size_t i = 0; i < n; i++)
        sum += all[i].confidence;
    qsort(all, n, sizeof *all, by_confidence);
    g->nchoices = 1;
    for (size_t i = 0; i < n; i++) {
        float share = all[i].confidence / sum;
        if (!strcmp(all[i].text, first.text)) {
            g->choices[0].confidence = share;
        } else if (g->nchoices < GLYPH_CHOICES_MAX && share > OTHER_LEAST) {
            g->choices[g->nchoices] = all[i];
            g->choices[g->nchoices++].confidence = share;
        }
    }
}

static void drop_glyphs(struct word *w)
{
    free(w->glyphs);
    w->glyphs = NULL;
    w->nglyphs = 0;
}

/* Shows the letters of one word of a line. */
static int show_word(const struct ocr_image *image, const struct measures *m, const struct word *w,
                     accents_letter_fn *fn, void *userdata)
{
    struct accent_state state;
    struct cut cut = {0};
    int r = m->small >= BODY_MIN ? cut_word(image, w, m, &cut) : SO_OK;
    for (size_t i = 0; cut.data && i < w->nglyphs && !r; i++) {
        struct viet_letter letter;
        if (measures_letter(&w->glyphs[i], &letter) && look(&cut, w, i, m, letter, &state))
            r = fn(w, i, &state, userdata);
    }
    free(cut.data);
    return r;
}

int accents_show(const struct ocr_image *image, const struct words *words, accents_letter_fn *fn, void *userdata)
{
    int r = SO_OK;
    for (size_t first = 0, end; !r && first < words->len; first = end) {
        end = measures_line_end(words, first);
        struct measures line = measures_of(words->items, first, end);
        for (size_t i = first; !r && i < end; i++) {
            line.base = measures_base(&words->items[i]);
            r = show_word(image, &line, &words->items[i], fn, userdata);
        }
    }
    return r;
}

/* The words that are judged: their glyphs take what the shapes say. */
struct judging {
    const struct accent_net *net;
    struct words *words;
    bool *disputed; /* of each word; NULL: the recogniser's choices are weighed, too */
};

static int judge(const struct word *w, size_t i, struct accent_state *state, void *userdata)
{
    struct judging *j = userdata;
    struct glyph *g = &w->glyphs[i];
    struct viet_letter letter;
    (void)measures_letter(g, &letter);
    accent_judge(j->net, state);
    if (!j->disputed)
        put_weighed(state->shares, letter, g);
    else
        j->disputed[w - j->words->items] |= put_shape(state->shares, letter, g);
    return SO_OK;
}

int accents_dispute(const struct accent_net *net, const struct ocr_image *image, struct words *words)
{
    bool *disputed = calloc(words->len ? words->len : 1, sizeof *disputed);
    if (!disputed)
        return SO_ENOMEM;
    struct judging j = {net, words, disputed};
    int r = accents_show(image, words, judge, &j);
    for (size_t i = 0; i < words->len; i++)
        if (!disputed[i])
            drop_glyphs(&words->items[i]);
    free(disputed);
    return r;
}

int accents_weigh(const struct accent_net *net, const struct ocr_image *image, struct words *words)
{
    struct judging j = {net, words, NULL};
    return accents_show(image, words, judge, &j);
}
