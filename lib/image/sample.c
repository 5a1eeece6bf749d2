#include "image/sample.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static bool is_within(const struct walk *walk, int step, int64_t end_x, int64_t end_y)
{
    int64_t x = walk_x(walk, step), y = walk_y(walk, step);
    return x >= 0 && y >= 0 && x < end_x && y < end_y;
}

void walk_clip(const struct walk *walk, int n, int64_t end_x, int64_t end_y, int *ret_from, int *ret_end)
{
    int from = 0, end = n;
    while (from < end && !is_within(walk, from, end_x, end_y))
        from++;
    while (end > from && !is_within(walk, end - 1, end_x, end_y))
        end--;
    *ret_from = from;
    *ret_end = end;
}

/* So many places, this one the first, lie in its pixel. */
static int places_in_pixel(int64_t place, int32_t step)
{
    int32_t into = (int32_t)(place & 0xffff);
    return !step ? INT_MAX : step < 0 ? into / -step + 1 : (65535 - into) / step + 1;
}

int walk_stretch(const struct walk *walk, int step, int end)
{
    int across = places_in_pixel(walk_x(walk, step), walk->step_x), down = places_in_pixel(walk_y(walk, step), walk->step_y);
    int n = across < down ? across : down;
    return n < end - step ? n : end - step;
}

struct view view_of(const struct raster *source, struct pose pose, double step, double left, double top)
{
    bool sideways = pose.turned % 180 != 0;
    double w = sideways ? source->height : source->width, h = sideways ? source->width : source->height;
    double a = pose.skew * M_PI / 180, c = cos(a), s = sin(a);
    double mx = (w - 1) / 2, my = (h - 1) / 2;
    /* Middle of the view's first pixel on the upright page; then the skew undone about the page's middle. */
    double u0 = left + (step - 1) / 2 - mx, v0 = top + (step - 1) / 2 - my;
    struct view t = {.source = source, .samples = step > 1.2 ? 2 : 1};
    t.xx = c * step, t.xy = s * step, t.x0 = mx + c * u0 + s * v0;
    t.yx = -s * step, t.yy = c * step, t.y0 = my - s * u0 + c * v0;
    struct view out = t;
    switch (pose.turned) {
    case 90:
        out.xx = t.yx, out.xy = t.yy, out.x0 = t.y0;
        out.yx = -t.xx, out.yy = -t.xy, out.y0 = source->height - 1 - t.x0;
        break;
    case 180:
        out.xx = -t.xx, out.xy = -t.xy, out.x0 = source->width - 1 - t.x0;
        out.yx = -t.yx, out.yy = -t.yy, out.y0 = source->height - 1 - t.y0;
        break;
    case 270:
        out.xx = -t.yx, out.xy = -t.yy, out.x0 = source->width - 1 - t.y0;
        out.yx = t.xx, out.yy = t.xy, out.y0 = t.x0;
        break;
    default:
        break;
    }
    return out;
}

/* Bilinear at 16.16 fixed point; adds samples of one pixel to sum, weighted to 256 in all. */
static void add_sample(const struct raster *r, int64_t x, int64_t y, int32_t *sum)
{
    int64_t xi = x >> 16, yi = y >> 16;
    if (xi < 0 || yi < 0 || xi >= r->width || yi >= r->height) {
        for (int c = 0; c < r->channels; c++)
            sum[c] += 255 * 256;
        return;
    }
    size_t right = xi + 1 < r->width ? (size_t)r->channels : 0;
    size_t below = yi + 1 < r->height ? (size_t)r->width * (size_t)r->channels : 0;
    int32_t fx = (int32_t)(x >> 8) & 255, fy = (int32_t)(y >> 8) & 255;
    const uint8_t *p = raster_row(r, (int)yi) + (size_t)xi * (size_t)r->channels;
    for (int c = 0; c < r->channels; c++, p++) {
        int32_t upper = p[0] * (256 - fx) + p[right] * fx;
        int32_t lower = p[below] * (256 - fx) + p[below + right] * fx;
        sum[c] += (upper * (256 - fy) + lower * fy) >> 8;
    }
}

static int64_t fixed(double v)
{
    return (int64_t)llround(v * 65536);
}

void view_row(const struct view *view, int v, int width, uint8_t *out)
{
    const struct raster *r = view->source;
    int64_t x = fixed(view->xy * v + view->x0), y = fixed(view->yy * v + view->y0);
    const int64_t dx = fixed(view->xx), dy = fixed(view->yx);
    const int n = view->samples;
    for (int u = 0; u < width; u++, x += dx, y += dy, out += r->channels) {
        int32_t sum[3] = {0};
        if (n == 1) {
            add_sample(r, x, y, sum);
        } else {
            /* Four points at the quarters of the pixel. */
            const int64_t ax = dx / 4, ay = dy / 4, bx = fixed(view->xy) / 4, by = fixed(view->yy) / 4;
            add_sample(r, x - ax - bx, y - ay - by, sum);
            add_sample(r, x + ax - bx, y + ay - by, sum);
            add_sample(r, x - ax + bx, y - ay + by, sum);
            add_sample(r, x + ax + bx, y + ay + by, sum);
        }
        for (int c = 0; c < r->channels; c++)
            out[c] = (uint8_t)(sum[c] / (256 * n * n));
    }
}

static int clamp255(int v)
{
    return v < 0 ? 0 : v > 255 ? 255 : v;
}

static void gray_row(const uint8_t *restrict in, int n, uint8_t *restrict out)
{
    for (int i = 0; i < n; i++, in += 3)
        out[i] = (uint8_t)((77 * in[0] + 150 * in[1] + 29 * in[2] + 128) >> 8);
}

/*
 * Red ink is bright where only red light is looked at; what it swallows of that is given back in proportion to how red
 * it is. Black print under a seal is dark in every channel and stays.
 */
static void no_seal_row(const uint8_t *restrict in, int n, uint8_t *restrict out)
{
    for (int i = 0; i < n; i++, in += 3) {
        int r = in[0], g = in[1], b = in[2];
        int luma = (77 * r + 150 * g + 29 * b + 128) >> 8;
        int redness = r - (g > b ? g : b);
        int faded = r + (redness > 0 ? redness / 2 : 0);
        int v = faded > luma ? faded : luma;
        out[i] = (uint8_t)(v > 255 ? 255 : v);
    }
}

static void blue_row(const uint8_t *restrict in, int n, uint8_t *restrict out)
{
    for (int i = 0; i < n; i++, in += 3)
        out[i] = (uint8_t)clamp255(255 - 3 * (in[2] - in[0] - 8));
}

static void black_row(const uint8_t *restrict in, int n, uint8_t *restrict out)
{
    for (int i = 0; i < n; i++, in += 3) {
        int r = in[0], g = in[1], b = in[2];
        int high = r > g ? r : g, low = r > g ? g : r;
        high = b > high ? b : high;
        low = b < low ? b : low;
        out[i] = (uint8_t)clamp255(high + (high - low));
    }
}

void plane_row(const uint8_t *in, int channels, int n, enum look_plane plane, uint8_t *out)
{
    static void (*const PLANES[PLANE_COUNT])(const uint8_t *restrict, int, uint8_t *restrict) = {
        [PLANE_GRAY] = gray_row, [PLANE_NO_SEAL] = no_seal_row, [PLANE_BLUE] = blue_row, [PLANE_BLACK] = black_row,
        [PLANE_CLEAN] = gray_row,      [PLANE_DARK] = gray_row};
    if (channels == 1)
        memmove(out, in, (size_t)n);
    else
        PLANES[plane](in, n, out);
}
