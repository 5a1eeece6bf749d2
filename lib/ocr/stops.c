#include "ocr/stops.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "ocr/measures.h"
#include "ocr/pieces.h"
#include "viet/case.h"

#define CAPITAL_MIN 14 /* pixels: of smaller print a comma is a speck */

#define TOUCH 2   /* pixels: the next word's box may begin where the comma ends */
#define FAINT 70 /* of 255: ink of a comma's tail */

/* Shares of a capital's height. */
#define REACH 0.75f /* behind the last letter, where no word follows */
#define OVER 1.0f   /* above the line that letters stand on: so much of them is seen with it */
#define UNDER 0.5f
#define WITHIN 0.2f /* the last letter's box may be too broad by so much */
#define SIZE_LEAST 0.14f
#define HIGH_MOST 0.48f
#define WIDE_MOST 0.32f
#define TOP_HIGHEST 0.3f /* above the line */
#define TOP_LOWEST 0.05f /* below it */
#define FALL_LEAST 0.1f  /* below it reaches a comma, and no point */
#define FALL_MOST 0.42f
#define POINT_FALL 0.12f /* above the line ends a point, or no more below it */

/* The last glyph that is no punctuation; nglyphs when there is none. */
static size_t last_letter(const struct word *w)
{
    for (size_t i = w->nglyphs; i-- > 0;)
        if (!strchr(".,:;-_'`", w->glyphs[i].choices[0].text[0]))
            return i;
    return w->nglyphs;
}

/* The word ends with its last letter, or with one full stop behind it; its text is that of its glyphs. */
static bool is_open(const struct word *w, size_t last)
{
    size_t len = strlen(w->text), n = strlen(w->glyphs[last].choices[0].text);
    bool stop = last + 2 == w->nglyphs && !strcmp(w->glyphs[last + 1].choices[0].text, ".");
    size_t tail = stop ? 1 : 0;
    if ((!stop && last + 1 != w->nglyphs) || len < n + tail || (stop && w->text[len - 1] != '.'))
        return false;
    return !memcmp(w->text + len - tail - n, w->glyphs[last].choices[0].text, n);
}

/* Where a comma behind the letter would stand, with enough of the letter to tell them apart. */
static struct box place_of(const struct ocr_image *image, struct box letter, int next, const struct measures *m)
{
    int x0 = letter.x, x1 = (int)((float)box_right(letter) + REACH * m->capital);
    int y0 = (int)(m->base - OVER * m->capital), y1 = (int)(m->base + UNDER * m->capital);
    x1 = next > 0 && next + TOUCH < x1 ? next + TOUCH : x1;
    return box_intersect((struct box){x0, y0, x1 - x0, y1 - y0}, (struct box){0, 0, image->width, image->height});
}

/* What may stand behind the last letter. */
struct sought {
    struct box letter;
    bool any;    /* a point is a comma whose tail has faded */
    bool dotted; /* the letter has a dot below it, which is none */
};

/* A comma's ink; or that of a point, which it is taken for where its tail has faded. */
static bool is_stop(const struct piece *p, struct box place, const struct sought *sought, bool tail,
                    const struct measures *m)
{
    float c = m->capital, base = m->base - (float)place.y, w = (float)p->box.w, h = (float)p->box.h;
    float top = (float)p->box.y - base, bottom = (float)box_bottom(p->box) - base;
    float right = (float)(box_right(sought->letter) - place.x) - (sought->dotted ? 0 : WITHIN * c);
    bool whole = (float)p->box.x >= right && box_right(p->box) < place.w;
    if (!whole || h < SIZE_LEAST * c || h > HIGH_MOST * c || w < SIZE_LEAST / 2 * c || w > WIDE_MOST * c ||
        top < -TOP_HIGHEST * c || top > (sought->dotted ? -TOP_LOWEST : TOP_LOWEST) * c || bottom > FALL_MOST * c)
        return false;
    return tail ? h > w * 1.2f && bottom >= FALL_LEAST * c : w >= SIZE_LEAST * c && bottom >= -POINT_FALL * c;
}

/* The ink of a comma behind the letter, an empty box: none. */
static int find_comma(const struct ocr_image *image, const struct sought *sought, int next, const struct measures *m,
                      struct box *ret)
{
    struct box place = place_of(image, sought->letter, next, m);
    struct pieces pieces = {0};
    struct line line = {0};
    size_t stride = (size_t)(image->stride ? image->stride : image->width);
    *ret = (struct box){0};
    if (box_is_empty(place))
        return SO_OK;
    struct ocr_image part = {.data = image->data + (size_t)place.y * stride + (size_t)place.x,
                             .width = place.w,
                             .height = place.h,
                             .dpi = image->dpi,
                             .stride = (int)stride};
    int r = pieces_find(&part, FAINT, &pieces, &line);
    for (size_t i = 0; i < pieces.len; i++)
        if (is_stop(&pieces.items[i], place, sought, true, m) ||
            (sought->any && is_stop(&pieces.items[i], place, sought, false, m))) {
            *ret = pieces.items[i].box;
            ret->x += place.x;
            ret->y += place.y;
        }
    pieces_free(&pieces, &line);
    return r;
}

/* In the place of the full stop behind the last letter, or behind it. */
static int put_comma(struct word *w, size_t last, struct box box)
{
    size_t len = strlen(w->text), n = last + 2 == w->nglyphs ? len - 1 : len;
    struct glyph *glyphs = realloc(w->glyphs, (last + 2) * sizeof *glyphs);
    if (!glyphs)
        return SO_ENOMEM;
    w->glyphs = glyphs;
    char *text = realloc(w->text, n + 2);
    if (!text)
        return SO_ENOMEM;
    w->text = text;
    text[n] = ',';
    text[n + 1] = '\0';
    glyphs[last + 1] = (struct glyph){.box = box, .nchoices = 1, .choices = {{",", w->confidence}}};
    w->nglyphs = last + 2;
    w->box = box_union(w->box, box);
    return SO_OK;
}

/* A sentence does not go on with a small letter, nor does one begin with it. */
static bool goes_on(const struct word *w, const struct word *next)
{
    const char *stop = strchr(w->text, '.');
    return next && (!stop || !stop[1]) && viet_begins_lower(next->text, strlen(next->text));
}

static int settle(const struct ocr_image *image, struct word *w, const struct word *next, const struct measures *m)
{
    size_t last = last_letter(w);
    struct box comma;
    struct viet_letter l;
    if (last == w->nglyphs || !is_open(w, last) || m->base <= 0 || m->capital < CAPITAL_MIN)
        return SO_OK;
    bool dotted = measures_letter(&w->glyphs[last], &l) && l.tone == VIET_NANG;
    const struct sought sought = {w->glyphs[last].box, goes_on(w, next), dotted};
    int r = find_comma(image, &sought, next ? next->box.x : 0, m, &comma);
    return r || box_is_empty(comma) ? r : put_comma(w, last, comma);
}

int stops_settle(const struct ocr_image *image, struct words *words)
{
    int r = SO_OK;
    for (size_t first = 0, end; first < words->len && !r; first = end) {
        end = measures_line_end(words, first);
        struct measures line = measures_of(words->items, first, end);
        for (size_t i = first; i < end && !r; i++) {
            line.base = measures_base(&words->items[i]);
            r = settle(image, &words->items[i], i + 1 < end ? &words->items[i + 1] : NULL, &line);
        }
    }
    return r;
}
