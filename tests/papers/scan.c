#include "scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct damage damage_random(struct rng *r, int level)
{
    static const double skews[] = {0, 0.6, 0.9, 1.5};
    struct damage d = {.level = level, .photocopy = level >= 2};
    d.skew = round(rng_real(r, -skews[level], skews[level]) * 100) / 100;
    d.bleed = level == 1 && rng_chance(r, 0.15);
    return d;
}

struct damage damage_choose(struct rng *r, const struct damage_wish *wish)
{
    static const int mix[] = {0, 1, 1, 1, 1, 2, 3};
    int level = mix[rng_int(r, 0, (int)(sizeof mix / sizeof *mix) - 1)], turn = rng_chance(r, 0.125) ? 180 : 0;
    struct damage d = damage_random(r, wish->level >= 0 ? wish->level : level);
    d.turn = wish->turn >= 0 ? wish->turn : turn;
    if (wish->angled)
        d.skew = wish->skew;
    d.photocopy |= wish->photocopy;
    return d;
}

int damage_dpi(const struct damage *d)
{
    return d->level == 3 ? 200 : 300;
}

void picture_free(struct picture *p)
{
    free(p->rgb);
    p->rgb = NULL;
}

/* The page, turned, on the scanner's lid; with the ink of the back if it shows through. */
static cairo_surface_t *lay(cairo_surface_t *page, const struct damage *d, double lid)
{
    int w = cairo_image_surface_get_width(page), h = cairo_image_surface_get_height(page);
    bool sideways = d->turn % 180 != 0;
    int out_w = sideways ? h : w, out_h = sideways ? w : h;
    cairo_surface_t *out = cairo_image_surface_create(CAIRO_FORMAT_RGB24, out_w, out_h);
    cairo_t *cr = cairo_create(out);
    cairo_set_source_rgb(cr, lid, lid, lid);
    cairo_paint(cr);
    cairo_translate(cr, out_w / 2.0, out_h / 2.0);
    cairo_rotate(cr, (d->turn + d->skew) * 3.14159265358979 / 180);
    cairo_translate(cr, -w / 2.0, -h / 2.0);
    cairo_set_source_surface(cr, page, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr),
                             d->turn || d->skew != 0 ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    if (d->bleed) {
        cairo_scale(cr, -1, 1);
        cairo_set_operator(cr, CAIRO_OPERATOR_MULTIPLY);
        cairo_set_source_surface(cr, page, -w + 20, 35);
        cairo_paint_with_alpha(cr, 0.045);
    }
    cairo_destroy(cr);
    return out;
}

/* Slow waves of light over the page, and a shadow towards one edge: separable, so that a row costs no sines. */
struct light {
    double *across[2], *down[2], *edge;
    double depth, shade;
};

static void light_free(struct light *l)
{
    for (int i = 0; i < 2; i++) {
        free(l->across[i]);
        free(l->down[i]);
    }
    free(l->edge);
}

static bool light_new(struct light *l, struct rng *r, int width, int height, int level)
{
    static const double depths[] = {0, 0.025, 0.045, 0.06}, shades[] = {0, 0.03, 0.08, 0.14};
    *l = (struct light){.depth = depths[level], .shade = rng_real(r, 0.3, 1) * shades[level]};
    l->edge = calloc((size_t)width, sizeof *l->edge);
    for (int i = 0; i < 2; i++) {
        l->across[i] = calloc((size_t)width, sizeof *l->across[i]);
        l->down[i] = calloc((size_t)height, sizeof *l->down[i]);
    }
    if (!l->edge || !l->across[0] || !l->across[1] || !l->down[0] || !l->down[1])
        return false;
    bool at_left = rng_chance(r, 0.5);
    for (int i = 0; i < 2; i++) {
        double fx = rng_real(r, 1, 6), fy = rng_real(r, 1, 7), px = rng_real(r, 0, 6), py = rng_real(r, 0, 6);
        for (int x = 0; x < width; x++)
            l->across[i][x] = cos(fx * x / width + px);
        for (int y = 0; y < height; y++)
            l->down[i][y] = cos(fy * y / height + py);
    }
    for (int x = 0; x < width; x++)
        l->edge[x] = exp(-(at_left ? x : width - 1 - x) / (0.06 * width));
    return true;
}

static double light_at(const struct light *l, int x, int y)
{
    double wave = (l->across[0][x] * l->down[0][y] + l->across[1][x] * l->down[1][y]) / 2;
    return 1 - l->depth * (1 - wave) - l->shade * l->edge[x];
}

static uint8_t clamp(double v)
{
    return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5);
}

/* Cheap bell-shaped noise, deviation 1: the sum of four bytes. */
static double grain(struct rng *r)
{
    uint64_t z = rng_next(r);
    int sum = (int)(z & 255) + (int)(z >> 8 & 255) + (int)(z >> 16 & 255) + (int)(z >> 24 & 255);
    return (sum - 510) / 147.8;
}

static void copy_rgb(cairo_surface_t *from, uint8_t *to, bool gray)
{
    cairo_surface_flush(from);
    int w = cairo_image_surface_get_width(from), h = cairo_image_surface_get_height(from);
    int stride = cairo_image_surface_get_stride(from);
    const unsigned char *data = cairo_image_surface_get_data(from);
    for (int y = 0; y < h; y++) {
        const unsigned char *row = data + (size_t)y * (size_t)stride;
        for (int x = 0; x < w; x++, to += 3) {
            uint32_t p;
            memcpy(&p, row + 4 * x, sizeof p);
            uint8_t red = p >> 16 & 255, green = p >> 8 & 255, blue = p & 255;
            uint8_t luma = (uint8_t)((red * 77 + green * 150 + blue * 29) >> 8);
            to[0] = gray ? luma : red;
            to[1] = gray ? luma : green;
            to[2] = gray ? luma : blue;
        }
    }
}

/* The soft optics of a copier, on gray: a 3×3 mean, then a steep curve that thins faint strokes. */
static bool photocopy(struct picture *p, struct rng *r, int level)
{
    size_t n = (size_t)p->width * (size_t)p->height;
    uint8_t *gray = malloc(n);
    if (!gray)
        return false;
    for (size_t i = 0; i < n; i++)
        gray[i] = p->rgb[3 * i];
    double steep = level <= 2 ? 9 : 11, middle = rng_real(r, 0.48, 0.58) - (level == 3 ? 0.04 : 0), curve[256];
    for (int i = 0; i < 256; i++)
        curve[i] = 20 + 225 / (1 + exp(-steep * (i / 255.0 - middle)));
    for (int y = 1; y + 1 < p->height; y++) {
        for (int x = 1; x + 1 < p->width; x++) {
            const uint8_t *c = gray + (size_t)y * (size_t)p->width + x;
            int w = p->width;
            int sum = 4 * c[0] + 2 * (c[-1] + c[1] + c[-w] + c[w]) + c[-w - 1] + c[-w + 1] + c[w - 1] + c[w + 1];
            uint8_t v = clamp(curve[sum / 16] + (level == 3 ? 14 : 8) * grain(r));
            memset(p->rgb + 3 * (size_t)(c - gray), v, 3);
        }
    }
    free(gray);
    return true;
}

/* Toner specks and dropped dots. */
static void speckle(struct picture *p, struct rng *r, int level)
{
    int count = level == 2 ? 900 : 1500;
    for (int i = 0; i < count; i++) {
        int x = rng_int(r, 1, p->width - 3), y = rng_int(r, 1, p->height - 3), size = rng_int(r, 1, 2);
        int v = rng_chance(r, 0.7) ? rng_int(r, 20, 110) : 255;
        for (int dy = 0; dy < size; dy++)
            memset(p->rgb + 3 * ((size_t)(y + dy) * (size_t)p->width + (size_t)x), v, 3 * (size_t)size);
    }
}

static void expose(struct picture *p, const struct light *l, struct rng *r, int level)
{
    static const double noises[] = {0, 2.6, 2.2, 2.6};
    double paper[3] = {1, 1, 1}, base = rng_real(r, 0.93, 0.99);
    for (int i = 0; i < 3; i++)
        paper[i] =
            level == 1 ? base - (i == 2 ? rng_real(r, 0, 0.04) : rng_real(r, 0, 0.01)) : base - 0.03 * (level - 1);
    uint8_t *to = p->rgb;
    for (int y = 0; y < p->height; y++) {
        for (int x = 0; x < p->width; x++, to += 3) {
            double light = light_at(l, x, y), common = noises[level] * grain(r);
            for (int i = 0; i < 3; i++)
                to[i] = clamp(to[i] * light * paper[i] + common + (level == 1 ? 1.2 * grain(r) : 0));
        }
    }
}

bool scan_page(cairo_surface_t *page, int dpi, const struct damage *d, struct rng *r, struct picture *ret_picture)
{
    cairo_surface_t *laid = lay(page, d, d->level == 0 ? 1.0 : rng_real(r, 0.86, 1.0));
    struct picture p = {cairo_image_surface_get_width(laid), cairo_image_surface_get_height(laid), dpi, NULL};
    struct light light = {0};
    bool done = false;
    p.rgb = malloc(3 * (size_t)p.width * (size_t)p.height);
    if (!p.rgb)
        goto out;
    copy_rgb(laid, p.rgb, d->photocopy);
    if (d->level > 0) {
        if (!light_new(&light, r, p.width, p.height, d->level))
            goto out;
        if (d->photocopy && !photocopy(&p, r, d->level))
            goto out;
        expose(&p, &light, r, d->level);
        if (d->photocopy)
            speckle(&p, r, d->level);
    }
    *ret_picture = p;
    done = true;
out:
    if (!done)
        free(p.rgb);
    light_free(&light);
    cairo_surface_destroy(laid);
    return done;
}
