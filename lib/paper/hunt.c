/*
 * Ink without words: a stamp in red ink, which was taken for seal, or a line over a fold. Where a paper is not known yet, or something required was
 * not found on it, such places are looked at once more.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/text.h"

#define INK_LEAST 14       /* mean ink (of 255) of a square that holds letters */
#define WIDE_LEAST 7       /* squares */
#define HIGH_MOST 14
#define HUNTS_MAX 3
#define HUNTED_LEAST 0.4f  /* a signature, a seal and a pattern give lines below this */
#define WORD_SURE 0.3f     /* words below this cover no ink */

/* The page in squares of a letter's height: 1 where ink stands that no word covers. */
struct squares {
    uint8_t *at;
    int side, cols, rows;
};

static bool covers(struct box outer, struct box inner)
{
    struct box common = box_intersect(outer, inner);
    return !box_is_empty(common) && (long long)common.w * common.h * 3 > (long long)inner.w * inner.h;
}

/* Dashes and dots read where a line of text was lost cover nothing. */
static bool says_something(const char *s)
{
    size_t len = strlen(s);
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if (viet_is_letter(cp) || viet_is_digit(cp))
            return true;
    }
    return false;
}

static bool is_covered(const struct sheet *s, struct box square)
{
    for (size_t i = 0; i < s->page->words.len; i++) {
        const struct word *w = &s->page->words.items[i];
        if (w->confidence >= WORD_SURE && says_something(w->text) && covers(box_grow(w->box, s->layout.height / 2, s->layout.height / 2), square))
            return true;
    }
    for (size_t i = 0; i < s->page->marks.len; i++)
        if (s->page->marks.items[i].confidence > 0.3f && covers(s->page->marks.items[i].box, square))
            return true;
    return false;
}

static int find_squares(const struct sheet *s, struct squares *ret)
{
    int side = s->layout.height > 8 ? s->layout.height : 8;
    struct squares q = {.side = side, .cols = s->page->width / side, .rows = s->page->height / side};
    if (q.cols < 4 || q.rows < 4 || q.cols > 4000 || q.rows > 4000)
        return SO_OK;
    q.at = calloc((size_t)q.cols * (size_t)q.rows, 1);
    if (!q.at)
        return SO_ENOMEM;
    for (int y = 1; y < q.rows - 1; y++)
        for (int x = 1; x < q.cols - 1; x++) {
            struct box square = {x * side, y * side, side, side};
            double ink_here = ink_mean(&s->page->ink, s->page->ink.black, square) +
                              ink_mean(&s->page->ink, s->page->ink.red, square);
            bool ink = ink_here >= INK_LEAST;
            q.at[y * q.cols + x] = ink && !is_covered(s, square);
        }
    *ret = q;
    return SO_OK;
}

/* Clears the patch of squares around (x, y), two squares' gaps bridged sideways, and gives its box in squares. */
static void take_patch(struct squares *q, int x, int y, struct box *io_patch, int depth)
{
    if (x < 0 || y < 0 || x >= q->cols || y >= q->rows || !q->at[y * q->cols + x] || depth > 2000)
        return;
    q->at[y * q->cols + x] = 0;
    *io_patch = box_union(*io_patch, (struct box){x, y, 1, 1});
    for (int dy = -2; dy <= 2; dy++)
        for (int dx = -3; dx <= 3; dx++)
            take_patch(q, x + dx, y + dy, io_patch, depth + 1);
}

int looks_hunt(const struct sheet *s, struct questions *io)
{
    struct squares q = {0};
    if (s->page->ink.cell <= 0 || s->page->blank)
        return SO_OK;
    int r = find_squares(s, &q), asked = 0;
    for (int y = 0; r == SO_OK && y < q.rows && asked < HUNTS_MAX; y++)
        for (int x = 0; x < q.cols && asked < HUNTS_MAX; x++) {
            struct box patch = {0, 0, 0, 0};
            take_patch(&q, x, y, &patch, 0);
            if (patch.w < WIDE_LEAST || patch.h > HIGH_MOST || patch.w < 2 * patch.h)
                continue;
            struct question *ask = array_push(io);
            if (!ask) {
                r = SO_ENOMEM;
                break;
            }
            struct box box = {patch.x * q.side, patch.y * q.side, patch.w * q.side, patch.h * q.side};
            box = box_intersect(box_grow(box, q.side / 2, q.side / 2), (struct box){0, 0, s->page->width, s->page->height});
            *ask = (struct question){.id = LOOK_HUNT + asked++, .box = box, .as = LOOK_BLOCK, .plane = PLANE_GRAY};
        }
    free(q.at);
    return r;
}

static float line_confidence(const struct words *words, int line)
{
    float sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < words->len; i++)
        if (words->items[i].line == line) {
            sum += words->items[i].confidence;
            n++;
        }
    return n ? sum / (float)n : 0;
}

/* The page with the words that hunting found; borrows everything but the array of words, which is freed by the caller. */
int page_with_hunted(const struct page *page, const struct answers *answers, struct page *ret_page)
{
    struct page merged = *page;
    struct words words = {0};
    for (size_t i = 0; i < page->words.len; i++) {
        struct word *w = array_push(&words);
        if (!w)
            goto nomem;
        *w = page->words.items[i];
    }
    for (size_t k = 0; k < answers->len; k++)
        for (size_t i = 0; answers->items[k].id >= LOOK_HUNT && answers->items[k].id < LOOK_SHAPES && i < answers->items[k].words.len; i++) {
            if (line_confidence(&answers->items[k].words, answers->items[k].words.items[i].line) < HUNTED_LEAST)
                continue;
            struct word *w = array_push(&words);
            if (!w)
                goto nomem;
            *w = answers->items[k].words.items[i];
        }
    merged.words = words;
    *ret_page = merged;
    return SO_OK;
nomem:
    array_free(&words);
    return SO_ENOMEM;
}
