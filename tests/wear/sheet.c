#include "sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void out_of_memory(void)
{
    fputs("degrade: out of memory\n", stderr);
    exit(1);
}

static double clamp(double v)
{
    return v < 0 ? 0 : v > 255 ? 255 : v;
}

void sheet_replace(struct sheet *s, PIX *page)
{
    if (!page)
        out_of_memory();
    if (page != s->page)
        pixDestroy(&s->page);
    s->page = page;
}

struct colour sheet_get(const PIX *page, int x, int y)
{
    int w = pixGetWidth(page), h = pixGetHeight(page);
    x = x < 0 ? 0 : x >= w ? w - 1 : x;
    y = y < 0 ? 0 : y >= h ? h - 1 : y;
    int r, g, b;
    extractRGBValues(pixGetData((PIX *)page)[(size_t)y * (size_t)pixGetWpl(page) + (size_t)x], &r, &g, &b);
    return (struct colour){r, g, b};
}

void sheet_put(PIX *page, int x, int y, struct colour c)
{
    if (x < 0 || y < 0 || x >= pixGetWidth(page) || y >= pixGetHeight(page))
        return;
    uint32_t *to = pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page) + (size_t)x;
    composeRGBPixel((int)(clamp(c.r) + 0.5), (int)(clamp(c.g) + 0.5), (int)(clamp(c.b) + 0.5), to);
}

void sheet_mix(PIX *page, int x, int y, struct colour c, double share)
{
    if (share <= 0 || x < 0 || y < 0 || x >= pixGetWidth(page) || y >= pixGetHeight(page))
        return;
    struct colour was = sheet_get(page, x, y);
    share = share > 1 ? 1 : share;
    sheet_put(
        page, x, y,
        (struct colour){was.r + (c.r - was.r) * share, was.g + (c.g - was.g) * share, was.b + (c.b - was.b) * share});
}

void sheet_change(struct sheet *s, pixel_change *change, void *context)
{
    for (int y = 0; y < pixGetHeight(s->page); y++)
        for (int x = 0; x < pixGetWidth(s->page); x++)
            sheet_put(s->page, x, y, change(sheet_get(s->page, x, y), x, y, context));
}

void sheet_line(PIX *page, double x0, double y0, double x1, double y1, double half, struct colour c, double share)
{
    double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
    int left = (int)(fmin(x0, x1) - half - 1), right = (int)(fmax(x0, x1) + half + 2);
    int top = (int)(fmin(y0, y1) - half - 1), bottom = (int)(fmax(y0, y1) + half + 2);
    for (int y = top < 0 ? 0 : top; y < bottom && y < pixGetHeight(page); y++)
        for (int x = left < 0 ? 0 : left; x < right && x < pixGetWidth(page); x++) {
            double at = length2 > 0 ? ((x - x0) * dx + (y - y0) * dy) / length2 : 0;
            at = at < 0 ? 0 : at > 1 ? 1 : at;
            double away = hypot(x - x0 - at * dx, y - y0 - at * dy);
            sheet_mix(page, x, y, c, share * (away <= half ? 1 : 1 - (away - half)));
        }
}

void sheet_disc(PIX *page, double x, double y, double radius, struct colour c, double share)
{
    sheet_line(page, x, y, x, y, radius, c, share);
}

void sheet_blur(struct sheet *s, double half)
{
    int whole = (int)half;
    double rest = half - whole;
    PIX *less = whole ? pixBlockconv(s->page, whole, whole) : pixCopy(NULL, s->page);
    PIX *more = rest > 0.01 ? pixBlockconv(s->page, whole + 1, whole + 1) : NULL;
    if (!less || (rest > 0.01 && !more))
        out_of_memory();
    for (int y = 0; more && y < pixGetHeight(less); y++)
        for (int x = 0; x < pixGetWidth(less); x++)
            sheet_mix(less, x, y, sheet_get(more, x, y), rest);
    pixDestroy(&more);
    sheet_replace(s, less);
}

/* Bell-shaped, deviation 1, of four bytes. */
static double bell(uint64_t bits)
{
    int sum = (int)(bits & 255) + (int)(bits >> 8 & 255) + (int)(bits >> 16 & 255) + (int)(bits >> 24 & 255);
    return (sum - 510) / 147.8;
}

struct grain {
    struct rng *rng;
    double gray, coloured;
};

static struct colour add_grain(struct colour c, int x, int y, void *context)
{
    (void)x, (void)y;
    struct grain *g = context;
    uint64_t bits = rng_next(g->rng);
    double common = g->gray * bell(bits);
    if (g->coloured <= 0)
        return (struct colour){c.r + common, c.g + common, c.b + common};
    uint64_t more = rng_next(g->rng);
    return (struct colour){c.r + common + g->coloured * bell(bits >> 32), c.g + common + g->coloured * bell(more),
                           c.b + common + g->coloured * bell(more >> 32)};
}

void sheet_grain(struct sheet *s, double deviation, double coloured)
{
    struct grain g = {s->rng, deviation, deviation * coloured};
    sheet_change(s, add_grain, &g);
}

static struct colour look_up(struct colour c, int x, int y, void *context)
{
    (void)x, (void)y;
    const double *curve = context;
    return (struct colour){curve[(int)c.r], curve[(int)c.g], curve[(int)c.b]};
}

void sheet_levels(struct sheet *s, double black, double white, double gamma)
{
    double curve[256];
    for (int i = 0; i < 256; i++) {
        double v = (i / 255.0 - black) / (white - black);
        curve[i] = 255 * pow(v < 0 ? 0 : v > 1 ? 1 : v, gamma);
    }
    sheet_change(s, look_up, curve);
}

static double luma(struct colour c)
{
    return 0.299 * c.r + 0.587 * c.g + 0.114 * c.b;
}

static struct colour without_colour(struct colour c, int x, int y, void *context)
{
    (void)x, (void)y, (void)context;
    double v = luma(c);
    return (struct colour){v, v, v};
}

void sheet_to_gray(struct sheet *s)
{
    sheet_change(s, without_colour, NULL);
    if (s->depth == DEPTH_COLOUR)
        s->depth = DEPTH_GRAY;
}

static struct colour split(struct colour c, int x, int y, void *context)
{
    (void)x, (void)y;
    double v = luma(c) < *(double *)context ? 0 : 255;
    return (struct colour){v, v, v};
}

void sheet_threshold(struct sheet *s, double level)
{
    double limit = level * 255;
    sheet_change(s, split, &limit);
    s->depth = DEPTH_BILEVEL;
}

void sheet_scale(struct sheet *s, double x_factor, double y_factor)
{
    sheet_replace(s, pixScale(s->page, (float)x_factor, (float)y_factor));
    s->x_dpi *= x_factor;
    s->y_dpi *= y_factor;
}

/* Between four pixels; around where it is off the sheet, darker the nearer it is to the edge: the sheet's shadow. */
static struct colour seen_at(const PIX *page, double x, double y, struct colour around, double shadow)
{
    int w = pixGetWidth(page), h = pixGetHeight(page);
    double out = fmax(fmax(-x, x - w + 1), fmax(-y, y - h + 1));
    if (out >= 1) {
        double dark = out < shadow ? 0.82 + 0.18 * out / shadow : 1;
        return (struct colour){around.r * dark, around.g * dark, around.b * dark};
    }
    int x0 = (int)floor(x), y0 = (int)floor(y);
    double fx = x - x0, fy = y - y0;
    struct colour a = sheet_get(page, x0, y0), b = sheet_get(page, x0 + 1, y0);
    struct colour c = sheet_get(page, x0, y0 + 1), d = sheet_get(page, x0 + 1, y0 + 1);
    double wa = (1 - fx) * (1 - fy), wb = fx * (1 - fy), wc = (1 - fx) * fy, wd = fx * fy;
    return (struct colour){a.r * wa + b.r * wb + c.r * wc + d.r * wd, a.g * wa + b.g * wb + c.g * wc + d.g * wd,
                           a.b * wa + b.b * wb + c.b * wc + d.b * wd};
}

void sheet_see(struct sheet *s, int width, int height, place_from *from, void *context, struct colour around)
{
    PIX *out = pixCreate(width, height, 32);
    if (!out)
        out_of_memory();
    double shadow = sheet_mm(s, 1.2);
    for (int v = 0; v < height; v++)
        for (int u = 0; u < width; u++) {
            double x, y;
            from(u, v, &x, &y, context);
            sheet_put(out, u, v, seen_at(s->page, x, y, around, shadow));
        }
    sheet_replace(s, out);
}

struct cloud cloud_new(struct rng *r, int width, int height, double cell)
{
    struct cloud c = {.columns = (int)(width / cell) + 2, .rows = (int)(height / cell) + 2, .cell = cell};
    size_t n = (size_t)c.columns * (size_t)c.rows;
    c.values = malloc(n * sizeof *c.values);
    if (!c.values)
        out_of_memory();
    for (size_t i = 0; i < n; i++)
        c.values[i] = rng_real(r, 0, 1);
    return c;
}

double cloud_at(const struct cloud *c, int x, int y)
{
    double px = x / c->cell, py = y / c->cell;
    int x0 = (int)px, y0 = (int)py;
    double fx = px - x0, fy = py - y0;
    fx = fx * fx * (3 - 2 * fx);
    fy = fy * fy * (3 - 2 * fy);
    const double *at = c->values + (size_t)y0 * (size_t)c->columns + x0;
    double upper = at[0] + (at[1] - at[0]) * fx, lower = at[c->columns] + (at[c->columns + 1] - at[c->columns]) * fx;
    return upper + (lower - upper) * fy;
}

void cloud_free(struct cloud *c)
{
    free(c->values);
    c->values = NULL;
}
