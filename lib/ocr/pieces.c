#include "ocr/pieces.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/result.h"
#include "ocr/ink.h"

#define PIXELS_MAX (4 * 1000 * 1000)
#define PIECES_MAX 400  /* more are no line */

/* The piece that holds pixel `from`; its pixels are cleared from `left`. */
static struct piece take_piece(uint8_t *left, int width, int height, int from, int *stack)
{
    int n = 0, x0 = width, y0 = height, x1 = -1, y1 = -1, area = 0;
    stack[n++] = from;
    left[from] = 0;
    while (n) {
        int at = stack[--n], x = at % width, y = at / width;
        area++;
        x0 = x < x0 ? x : x0;
        x1 = x > x1 ? x : x1;
        y0 = y < y0 ? y : y0;
        y1 = y > y1 ? y : y1;
        for (int k = 0; k < 9; k++) {
            int u = x + k % 3 - 1, v = y + k / 3 - 1;
            if (u < 0 || v < 0 || u >= width || v >= height || !left[v * width + u])
                continue;
            left[v * width + u] = 0;
            stack[n++] = v * width + u;
        }
    }
    return (struct piece){{x0, y0, x1 - x0 + 1, y1 - y0 + 1}, area};
}

static int find_pieces(const struct figure_ink *ink, int dark, struct pieces *pieces)
{
    size_t n = (size_t)ink->width * (size_t)ink->height;
    uint8_t *left = malloc(n);
    int *stack = malloc(n * sizeof *stack), r = left && stack ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < n; i++)
        left[i] = ink->data[i] > dark;
    for (size_t i = 0; !r && i < n && pieces->len < PIECES_MAX; i++) {
        if (!left[i])
            continue;
        struct piece *p = array_push(pieces);
        if (!p)
            r = SO_ENOMEM;
        else
            *p = take_piece(left, ink->width, ink->height, (int)i, stack);
    }
    free(left);
    free(stack);
    return r;
}

static int by_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The middle top and height of what is at least as high as two thirds of the highest piece. */
static bool find_line(const struct pieces *pieces, struct line *line)
{
    int tops[PIECES_MAX], heights[PIECES_MAX], n = 0, highest = 0;
    for (size_t i = 0; i < pieces->len; i++)
        if (pieces->items[i].box.h > highest && pieces->items[i].box.h < line->ink.height)
            highest = pieces->items[i].box.h;
    for (size_t i = 0; i < pieces->len; i++) {
        struct box b = pieces->items[i].box;
        if (b.h * 3 < highest * 2 || b.h >= line->ink.height)
            continue;
        tops[n] = b.y;
        heights[n++] = b.h;
    }
    if (!n || highest < 8)
        return false;
    qsort(tops, (size_t)n, sizeof *tops, by_int);
    qsort(heights, (size_t)n, sizeof *heights, by_int);
    line->top = tops[n / 2];
    line->height = heights[n / 2];
    return true;
}

int pieces_find(const struct ocr_image *image, int dark, struct pieces *ret_pieces, struct line *ret_line)
{
    size_t n = (size_t)image->width * (size_t)image->height;
    if (n == 0 || n > PIXELS_MAX)
        return SO_OK;
    uint8_t *ink = malloc(n);
    if (!ink)
        return SO_ENOMEM;
    struct line line = {.pixels = ink, .ink = {ink, image->width, image->height}};
    struct pieces pieces = {0};
    const struct box whole = {0, 0, image->width, image->height};
    int r = ink_of(image, whole, ink) ? find_pieces(&line.ink, dark, &pieces) : SO_OK;
    bool found = !r && pieces.len && pieces.len < PIECES_MAX && find_line(&pieces, &line);
    if (!found) {
        array_free(&pieces);
        free(ink);
        return r;
    }
    *ret_pieces = pieces;
    *ret_line = line;
    return SO_OK;
}

void pieces_free(struct pieces *pieces, struct line *line)
{
    array_free(pieces);
    free(line->pixels);
    *line = (struct line){0};
}
