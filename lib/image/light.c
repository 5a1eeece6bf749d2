#include "image/light.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"

#define DARK 90          /* blocks whose brightest part is darker are no paper when they reach the edge */
#define GAIN_OUTSIDE UINT16_MAX
#define EVEN_RANGE 26    /* levels between the 5th and the 95th percentile of paper */

/* The mean of a block's brighter pixels: paper, as long as a good part of the block is bare. */
static uint8_t block_paper(const struct raster *gray, int x0, int y0, int cell)
{
    int x1 = x0 + cell < gray->width ? x0 + cell : gray->width;
    int y1 = y0 + cell < gray->height ? y0 + cell : gray->height;
    uint32_t hist[32] = {0}, sums[32] = {0};
    for (int y = y0; y < y1; y++) {
        const uint8_t *p = raster_row(gray, y);
        for (int x = x0; x < x1; x++) {
            hist[p[x] >> 3]++;
            sums[p[x] >> 3] += p[x];
        }
    }
    uint32_t want = (uint32_t)((x1 - x0) * (y1 - y0)) / 4, have = 0, sum = 0;
    for (int b = 31; b >= 0 && have < want; b--) {
        have += hist[b];
        sum += sums[b];
    }
    return (uint8_t)(have ? sum / have : 255);
}

/* Blocks as dark as a scanner's lid that are joined to the page's edge are outside the paper. */
static void drop_borders(struct light *l)
{
    int n = l->cols * l->rows;
    int *stack = malloc((size_t)n * sizeof *stack);
    if (!stack)
        return;
    int top = 0;
    for (int i = 0; i < n; i++) {
        int x = i % l->cols, y = i / l->cols;
        bool edge = x == 0 || y == 0 || x == l->cols - 1 || y == l->rows - 1;
        if (edge && l->paper[i] && l->paper[i] < DARK) {
            l->paper[i] = 0;
            stack[top++] = i;
        }
    }
    while (top) {
        int i = stack[--top], x = i % l->cols;
        int next[4] = {x > 0 ? i - 1 : -1, x < l->cols - 1 ? i + 1 : -1, i - l->cols, i + l->cols};
        for (int k = 0; k < 4; k++) {
            int j = next[k];
            if (j < 0 || j >= n || !l->paper[j] || l->paper[j] >= DARK)
                continue;
            l->paper[j] = 0;
            stack[top++] = j;
        }
    }
    free(stack);
}

/* The brightest of each block's neighbours, then their mean: print and pictures do not darken the paper. */
static int smooth(struct light *l)
{
    size_t n = (size_t)l->cols * (size_t)l->rows;
    uint8_t *max = malloc(n);
    if (!max)
        return SO_ENOMEM;
    for (int pass = 0; pass < 2; pass++) {
        for (int y = 0; y < l->rows; y++) {
            for (int x = 0; x < l->cols; x++) {
                int best = 0, sum = 0, count = 0;
                for (int yy = y - 1; yy <= y + 1; yy++) {
                    for (int xx = x - 1; xx <= x + 1; xx++) {
                        if (xx < 0 || yy < 0 || xx >= l->cols || yy >= l->rows)
                            continue;
                        int v = l->paper[yy * l->cols + xx];
                        best = v > best ? v : best;
                        sum += v;
                        count += v != 0;
                    }
                }
                max[y * l->cols + x] = (uint8_t)(pass == 0 ? best : count ? sum / count : 0);
            }
        }
        for (size_t i = 0; i < n; i++)
            if (l->paper[i])
                l->paper[i] = max[i];
    }
    free(max);
    return SO_OK;
}

static bool is_even(struct light *l)
{
    uint32_t hist[256] = {0}, n = 0;
    for (int i = 0; i < l->cols * l->rows; i++) {
        l->border |= !l->paper[i];
        hist[l->paper[i]] += l->paper[i] != 0;
        n += l->paper[i] != 0;
    }
    uint32_t seen = 0;
    int low = -1, high = 255;
    for (int v = 0; v < 256; v++) {
        seen += hist[v];
        if (low < 0 && seen * 20 >= n)
            low = v;
        if (seen * 20 >= n * 19) {
            high = v;
            break;
        }
    }
    return high - low <= EVEN_RANGE && low > 190;
}

int light_measure(const struct raster *gray, int cell, struct light *ret_light)
{
    struct light l = {.cell = cell, .cols = (gray->width + cell - 1) / cell, .rows = (gray->height + cell - 1) / cell};
    l.paper = malloc((size_t)l.cols * (size_t)l.rows);
    if (!l.paper)
        return SO_ENOMEM;
    for (int y = 0; y < l.rows; y++) {
        for (int x = 0; x < l.cols; x++) {
            uint8_t v = block_paper(gray, x * cell, y * cell, cell);
            l.paper[y * l.cols + x] = v ? v : 1;
        }
    }
    drop_borders(&l);
    int r = smooth(&l);
    if (r) {
        light_free(&l);
        return r;
    }
    l.even = is_even(&l);
    *ret_light = l;
    return SO_OK;
}

void light_free(struct light *light)
{
    free(light->paper);
    *light = (struct light){0};
}

/* Gain of a block as 8.8 fixed point; 0 where there is no paper. */
static int32_t gain_of(uint8_t paper)
{
    if (!paper)
        return 0;
    return 256 * 250 / (paper < 60 ? 60 : paper);
}

/*
 * Between the middles of blocks the gain is drawn out; along a row in steps of a quarter block, which no eye and no model
 * sees. The gain at a step is (here + down · weight of the row) / 512.
 */
struct gains {
    int cell, step, width;
    int32_t *here, *down;
    uint16_t *row; /* of each pixel */
};

/* For the rows that lie between block rows cy and ny. */
static void gains_between(struct gains *g, const struct light *light, int cy, int ny)
{
    for (int x = 0, s = 0; x < g->width; x += g->step, s++) {
        int cx = x / g->cell < light->cols ? x / g->cell : light->cols - 1;
        int nx = (x % g->cell) * 2 < g->cell ? cx - 1 : cx + 1;
        nx = nx < 0 ? 0 : nx >= light->cols ? light->cols - 1 : nx;
        int32_t wx = abs((x % g->cell) * 2 - g->cell) * 128 / g->cell;
        int32_t here = gain_of(light->paper[cy * light->cols + cx]);
        int32_t side = gain_of(light->paper[cy * light->cols + nx]);
        int32_t over = gain_of(light->paper[ny * light->cols + cx]);
        side = side ? side : here;
        over = over ? over : here;
        g->here[s] = here ? here * (512 - wx) + side * wx : GAIN_OUTSIDE * 512;
        g->down[s] = here ? over - here : 0;
    }
}

static void gains_row(struct gains *g, int32_t weight)
{
    for (int x = 0, s = 0; x < g->width; x += g->step, s++) {
        uint16_t gain = (uint16_t)((g->here[s] + g->down[s] * weight) >> 9);
        for (int i = x; i < x + g->step; i++) /* the last step may go beyond the row */
            g->row[i] = gain;
    }
}

static void even_row(uint8_t *restrict row, const uint16_t *restrict gains, int width)
{
    for (int x = 0; x < width; x++) {
        uint16_t v = (uint16_t)(((uint32_t)(uint16_t)(row[x] << 8) * gains[x]) >> 16);
        v = gains[x] == GAIN_OUTSIDE ? 255 : v;
        row[x] = (uint8_t)(v > 255 ? 255 : v);
    }
}

int light_even_out(const struct light *light, int cell_scale, struct raster *gray)
{
    struct gains g = {.cell = light->cell * cell_scale, .width = gray->width};
    g.step = g.cell / 4 > 0 ? g.cell / 4 : 1;
    size_t steps = (size_t)(gray->width / g.step + 1);
    g.here = malloc(steps * sizeof *g.here);
    g.down = malloc(steps * sizeof *g.down);
    g.row = malloc(steps * (size_t)g.step * sizeof *g.row);
    int r = g.here && g.down && g.row ? SO_OK : SO_ENOMEM;
    for (int y = 0, from = -1; !r && y < gray->height; y++) {
        int cy = y / g.cell < light->rows ? y / g.cell : light->rows - 1;
        int ny = (y % g.cell) * 2 < g.cell ? cy - 1 : cy + 1;
        ny = ny < 0 ? 0 : ny >= light->rows ? light->rows - 1 : ny;
        if (from != cy * light->rows + ny)
            gains_between(&g, light, cy, ny);
        from = cy * light->rows + ny;
        gains_row(&g, abs((y % g.cell) * 2 - g.cell) * 128 / g.cell);
        even_row(raster_row(gray, y), g.row, gray->width);
    }
    free(g.here);
    free(g.down);
    free(g.row);
    return r;
}

int light_ink(const struct light *light, const struct raster *gray, double strictness, struct raster *ret_mask)
{
    struct raster mask;
    int r = raster_new(gray->width, gray->height, 1, &mask);
    if (r)
        return r;
    for (int y = 0; y < gray->height; y++) {
        const uint8_t *in = raster_row(gray, y);
        uint8_t *out = raster_row(&mask, y);
        int cy = y / light->cell;
        for (int cx = 0; cx < light->cols; cx++) {
            int x0 = cx * light->cell, x1 = x0 + light->cell < gray->width ? x0 + light->cell : gray->width;
            uint8_t below = (uint8_t)(light->paper[cy * light->cols + cx] * strictness);
            for (int x = x0; x < x1; x++)
                out[x] = in[x] < below;
        }
    }
    *ret_mask = mask;
    return SO_OK;
}
