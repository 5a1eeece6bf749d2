/* Telephones: a sheet on a desk, seen aslant, in a room's light. */
#include <math.h>

#include "effects.h"

/* From the picture to the sheet: x = (a·u + b·v + c) / (g·u + h·v + 1), likewise y. */
struct eye {
    double a, b, c, d, e, f, g, h;
};

static void from_picture(double u, double v, double *ret_x, double *ret_y, void *context)
{
    const struct eye *k = context;
    double w = k->g * u + k->h * v + 1;
    *ret_x = (k->a * u + k->b * v + k->c) / w;
    *ret_y = (k->d * u + k->e * v + k->f) / w;
}

/* The way that takes four places of the picture to the sheet's four corners. */
static struct eye look_at(const double picture[4][2], const double sheet[4][2])
{
    PTA *from = ptaCreate(4), *to = ptaCreate(4);
    for (int i = 0; i < 4; i++) {
        ptaAddPt(from, (float)picture[i][0], (float)picture[i][1]);
        ptaAddPt(to, (float)sheet[i][0], (float)sheet[i][1]);
    }
    float *v = NULL;
    getProjectiveXformCoeffs(from, to, &v);
    struct eye k = {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]};
    lept_free(v);
    ptaDestroy(&from);
    ptaDestroy(&to);
    return k;
}

struct room {
    double x, y, reach, depth, warm;
    double shadow_x, shadow_y, shadow_r, shadow;
    struct cloud slow;
};

static struct colour light_up(struct colour c, int x, int y, void *context)
{
    const struct room *r = context;
    double light = 1 - r->depth * fmin(1.4, hypot(x - r->x, y - r->y) / r->reach) - 0.05 * cloud_at(&r->slow, x, y);
    double under = (hypot((x - r->shadow_x) * 0.6, y - r->shadow_y) - r->shadow_r) / (0.12 * r->reach);
    light *= 1 - r->shadow / (1 + exp(under * 4));
    return (struct colour){c.r * light * (1 + r->warm), c.g * light, c.b * light * (1 - r->warm)};
}

/* The middle is sharp, the corners are not. */
static void soften_corners(struct sheet *s, double most)
{
    struct sheet soft = {.page = pixCopy(NULL, s->page), .x_dpi = s->x_dpi, .y_dpi = s->y_dpi};
    sheet_blur(&soft, most);
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            double away = hypot(x - w / 2.0, y - h / 2.0) / hypot(w / 2.0, h / 2.0);
            sheet_mix(s->page, x, y, sheet_get(soft.page, x, y), away < 0.5 ? 0 : (away - 0.5) * 2);
        }
    pixDestroy(&soft.page);
}

/* tilt: by what share of a side a corner may lie off; margin: of the desk around. */
static void photograph(struct sheet *s, double tilt, double margin, double softness)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    double edge = margin * w;
    int width = (int)(w + 2 * edge), height = (int)(h + 2 * edge);
    double corners[4][2] = {{0, 0}, {w, 0}, {w, h}, {0, h}}, seen[4][2];
    double lean = rng_real(s->rng, -tilt, tilt) * w, pitch = rng_real(s->rng, 0, tilt) * w;
    for (int i = 0; i < 4; i++) {
        bool right = i == 1 || i == 2, lower = i >= 2;
        seen[i][0] =
            edge + corners[i][0] + (lower ? 0 : (right ? -pitch : pitch)) + rng_real(s->rng, -tilt, tilt) * w * 0.3;
        seen[i][1] = edge + corners[i][1] + (right ? lean : -lean) * 0.5 + rng_real(s->rng, -tilt, tilt) * w * 0.3;
    }
    struct eye eye = look_at(seen, corners);
    struct colour desks[] = {{112, 78, 52}, {66, 64, 62}, {178, 172, 160}, {52, 84, 74}};
    sheet_see(s, width, height, from_picture, &eye, desks[rng_int(s->rng, 0, 3)]);
    soften_corners(s, softness);
    struct room room = {rng_real(s->rng, 0, width),
                        rng_real(s->rng, 0, height * 0.6),
                        hypot(width, height),
                        rng_real(s->rng, 0.2, 0.55),
                        rng_real(s->rng, -0.04, 0.09),
                        rng_real(s->rng, 0, width),
                        height * rng_real(s->rng, 0.7, 1.2),
                        width * rng_real(s->rng, 0.1, 0.35),
                        rng_real(s->rng, 0, 0.35),
                        cloud_new(s->rng, width, height, width / 4.0)};
    sheet_change(s, light_up, &room);
    cloud_free(&room.slow);
    sheet_grain(s, rng_real(s->rng, 2, 5), 0.8);
    double megapixels = rng_real(s->rng, 5, 12);
    double factor = fmin(1, sqrt(megapixels * 1e6 / ((double)width * height)));
    if (factor < 0.99)
        sheet_scale(s, factor, factor);
    s->says_x = s->says_y = 72;
    s->lies = true;
    s->quality = rng_int(s->rng, 75, 92);
}

static void phone(struct sheet *s)
{
    photograph(s, 0.03, 0.05, sheet_mm(s, 0.1));
}

static void phone_bad(struct sheet *s)
{
    photograph(s, 0.09, 0.15, sheet_mm(s, 0.25));
}

const struct effect camera_effects[] = {
    {"phone", "photographed from above with some care", phone},
    {"phone_bad", "photographed in haste: aslant, unevenly lit, blurred corners", phone_bad},
    {0},
};
