#include "ocr/letters.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/result.h"
#include "ocr/pieces.h"
#include "ocr/strokes.h"

#define LETTERS_MAX 64

static int by_left(const void *a, const void *b)
{
    const struct box *p = a, *q = b;
    return p->x - q->x;
}

/*
 * Every letter has ink at two thirds of a capital's height, whether it is one, a small letter or one that descends;
 * marks above and below, commas and full stops have none there.
 */
static size_t find_letters(const struct pieces *pieces, const struct line *line, struct box boxes[LETTERS_MAX])
{
    size_t n = 0;
    int middle = line->top + line->height * 2 / 3;
    for (size_t i = 0; i < pieces->len && n < LETTERS_MAX; i++) {
        struct box b = pieces->items[i].box;
        bool small = b.h * 3 < line->height || pieces->items[i].area * 60 < line->height * line->height;
        bool neighbour = (b.x == 0 || box_right(b) == line->ink.width) && b.w * 4 < line->height;
        if (!small && !neighbour && b.y <= middle && box_bottom(b) > middle)
            boxes[n++] = b;
    }
    qsort(boxes, n, sizeof *boxes, by_left);
    return n;
}

static int put_letters(const struct line *line, const struct box *boxes, size_t n, struct words *words)
{
    struct buf text = BUF_INIT;
    struct word *w = array_push(words);
    if (!w)
        return SO_ENOMEM;
    w->glyphs = calloc(n, sizeof *w->glyphs);
    int r = w->glyphs ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < n; i++) {
        float share = 0;
        char letter = strokes_letter(&line->ink, boxes[i], &share);
        w->glyphs[i] = (struct glyph){.box = boxes[i], .nchoices = 1};
        w->glyphs[i].choices[0] = (struct choice){{letter ? letter : '?'}, letter ? share : 0};
        w->nglyphs++;
        w->box = box_union(w->box, boxes[i]);
        r = buf_append_char(&text, w->glyphs[i].choices[0].text[0]);
    }
    w->text = r ? NULL : buf_steal(&text);
    buf_free(&text);
    return w->text ? SO_OK : SO_ENOMEM;
}

int letters_read(const struct ocr_image *image, struct words *ret_words)
{
    struct pieces pieces = {0};
    struct line line = {0};
    struct words words = {0};
    struct box boxes[LETTERS_MAX];
    int r = pieces_find(image, DARK, &pieces, &line);
    size_t n = r ? 0 : find_letters(&pieces, &line, boxes);
    if (n)
        r = put_letters(&line, boxes, n, &words);
    pieces_free(&pieces, &line);
    if (r)
        words_free(&words);
    else
        *ret_words = words;
    return r;
}
