#include "image/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "image/blobs.h"

#define CELLS_PER_INCH 30

/* At about 150 dots an inch. */
#define LETTER_MIN 6      /* pixels high */
#define LETTER_MAX 90
#define LETTERS_MIN 6     /* fewer are dust */
#define STROKE_MIN 40     /* one blob as long as this is writing by itself, when it is not solid */
#define EDGE_SHARE 40     /* what touches the outermost 1/40 of the page is its border */

int grid_make(const struct raster *inks, int factor, int dpi, struct ink_grid *ret_grid)
{
    int side = dpi / CELLS_PER_INCH / factor;
    side = side < 1 ? 1 : side;
    struct ink_grid g = {.cell = side * factor};
    g.cols = (inks->width + 1 + side) / side;
    g.rows = (inks->height + 1 + side) / side;
    size_t n = (size_t)g.cols * (size_t)g.rows;
    uint16_t *sums = calloc(n * INK_COUNT, sizeof *sums);
    uint8_t *planes[INK_COUNT] = {NULL, malloc(n), malloc(n), malloc(n)};
    if (!sums || !planes[INK_BLACK] || !planes[INK_BLUE] || !planes[INK_RED]) {
        free(sums);
        for (int i = INK_BLACK; i < INK_COUNT; i++)
            free(planes[i]);
        return SO_ENOMEM;
    }
    for (int y = 0; y < inks->height; y++) {
        const uint8_t *p = raster_row(inks, y);
        uint16_t *row = sums + (size_t)(y / side) * (size_t)g.cols * INK_COUNT;
        for (int x = 0; x < inks->width; x++)
            if (p[x])
                row[x / side * INK_COUNT + p[x]]++;
    }
    for (size_t i = 0; i < n; i++)
        for (int k = INK_BLACK; k < INK_COUNT; k++)
            planes[k][i] = (uint8_t)(sums[i * INK_COUNT + (size_t)k] * 255 / (side * side));
    free(sums);
    g.black = planes[INK_BLACK];
    g.blue = planes[INK_BLUE];
    g.red = planes[INK_RED];
    *ret_grid = g;
    return SO_OK;
}

static bool at_edge(struct box b, const struct raster *inks)
{
    int mx = inks->width / EDGE_SHARE, my = inks->height / EDGE_SHARE;
    return b.x < mx || b.y < my || box_right(b) > inks->width - mx || box_bottom(b) > inks->height - my;
}

int grid_is_blank(const struct raster *inks, bool *ret_blank)
{
    struct blobs blobs;
    int r = blobs_find(inks, INK_ANY, &blobs);
    if (r)
        return r;
    int letters = 0, strokes = 0;
    for (size_t i = 0; i < blobs.len; i++) {
        struct box b = blobs.items[i].box;
        if (at_edge(b, inks))
            continue;
        bool solid = blobs.items[i].area * 10 > b.w * b.h * 6;
        strokes += !solid && (b.w >= STROKE_MIN || b.h >= STROKE_MIN);
        letters += b.h >= LETTER_MIN && b.h <= LETTER_MAX && b.w >= 2 && b.w <= LETTER_MAX && b.w < 20 * b.h;
    }
    blobs_free(&blobs);
    *ret_blank = letters < LETTERS_MIN && !strokes;
    return SO_OK;
}
