/* What happens to the sheet itself: holes, folds, stains, age, its colour, what is printed on its back. */
#include <math.h>

#include "effects.h"

static const struct colour DARK = {45, 43, 42}, PENCIL_GRAY = {150, 147, 143}, BACK_OF_PAPER = {236, 234, 229};

/* Two holes of a punch, 80 mm apart (ISO 838), some 12 mm from the left edge; the lid or darkness shows in them. */
static void punch(struct sheet *s)
{
    double x = sheet_mm(s, rng_real(s->rng, 9, 14)), half = sheet_mm(s, 40),
           radius = sheet_mm(s, rng_real(s->rng, 2.6, 3.2));
    double middle = pixGetHeight(s->page) / 2.0 + sheet_mm(s, rng_real(s->rng, -6, 6));
    bool black = rng_chance(s->rng, 0.6);
    for (int i = -1; i <= 1; i += 2) {
        sheet_disc(s->page, x + 2, middle + i * half + 2, radius + 2, PENCIL_GRAY, 0.5);
        sheet_disc(s->page, x, middle + i * half, radius, black ? DARK : (struct colour){205, 205, 205}, 0.97);
    }
}

/* A staple across the upper left corner, its shadow, rust, and the holes of one that was drawn. */
static void staple(struct sheet *s)
{
    double x = sheet_mm(s, rng_real(s->rng, 7, 16)), y = sheet_mm(s, rng_real(s->rng, 6, 13));
    double turn = rng_real(s->rng, -0.9, 0.1), reach = sheet_mm(s, 6);
    double x1 = x + reach * cos(turn), y1 = y - reach * sin(turn), thick = sheet_mm(s, 0.28);
    sheet_line(s->page, x, y + sheet_mm(s, 0.6), x1, y1 + sheet_mm(s, 0.6), thick * 2, PENCIL_GRAY, 0.6);
    sheet_line(s->page, x, y, x1, y1, thick, (struct colour){70, 72, 76}, 0.95);
    sheet_line(s->page, x, y - thick * 0.5, x1, y1 - thick * 0.5, thick * 0.3, (struct colour){225, 226, 228}, 0.8);
    for (int i = 0; i < 2; i++)
        sheet_disc(s->page, x + reach * (i + 0.3), y + sheet_mm(s, 5), sheet_mm(s, 0.5), (struct colour){120, 84, 52},
                   0.8);
}

/* A corner is folded over (its back shows) or torn off (the lid shows). */
static void corner(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page), which = rng_int(s->rng, 0, 3);
    double a = sheet_mm(s, rng_real(s->rng, 12, 32)), b = sheet_mm(s, rng_real(s->rng, 12, 32));
    bool torn = rng_chance(s->rng, 0.5), black = rng_chance(s->rng, 0.4);
    struct cloud ragged = cloud_new(s->rng, w, h, sheet_mm(s, 1.5));
    struct colour lid = black ? (struct colour){28, 28, 30} : (struct colour){243, 243, 243};
    for (int y = 0; y < b * 1.4 && y < h; y++)
        for (int x = 0; x < a * 1.4 && x < w; x++) {
            int px = which & 1 ? w - 1 - x : x, py = which & 2 ? h - 1 - y : y;
            double out = x / a + y / b - 1 + (torn ? 0.12 * (cloud_at(&ragged, px, py) - 0.5) : 0);
            if (out < 0 && torn)
                sheet_put(s->page, px, py, lid);
            else if (out < 0)
                sheet_put(s->page, px, py, lid);
            else if (!torn && x <= a && y <= b)
                sheet_mix(s->page, px, py, BACK_OF_PAPER, out < 1 ? 0.97 : 0);
            if (out >= 0 && out < 0.05)
                sheet_mix(s->page, px, py, PENCIL_GRAY, 0.5);
        }
    cloud_free(&ragged);
}

struct fold {
    bool down;
    double at, width, lean, bright, depth;
};

struct folds {
    struct fold items[4];
    int count;
    struct cloud flakes;
};

static struct colour fold_over(struct colour c, int x, int y, void *context)
{
    const struct folds *f = context;
    for (int i = 0; i < f->count; i++) {
        const struct fold *fold = &f->items[i];
        double away = (fold->down ? x - fold->at - fold->lean * y : y - fold->at - fold->lean * x) / fold->width;
        if (fabs(away) > 6)
            continue;
        /* One side of a fold turns to the lamp, the other from it. */
        double light = 1 + (away > 0 ? fold->bright : -fold->depth) * exp(-fabs(away) * 0.8);
        c = (struct colour){c.r * light, c.g * light, c.b * light};
        /* Toner flakes off along the fold itself. */
        if (fabs(away) < 0.55 && cloud_at(&f->flakes, x, y) > 0.35)
            c = (struct colour){c.r + (225 - c.r) * 0.75, c.g + (222 - c.g) * 0.75, c.b + (217 - c.b) * 0.75};
        if (fabs(away) < 0.2)
            c = (struct colour){c.r * 0.86, c.g * 0.86, c.b * 0.86};
    }
    return c;
}

/* Folded in four for a pocket, or in three for an envelope. */
static void crease(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    bool pocket = rng_chance(s->rng, 0.6);
    struct folds f = {.count = pocket ? 3 : 2, .flakes = cloud_new(s->rng, w, h, sheet_mm(s, 0.4))};
    for (int i = 0; i < f.count; i++) {
        bool down = pocket && i == 0;
        double part = pocket ? (down ? 0.5 : i == 1 ? 0.5 : 0.25) : (i + 1) / 3.0;
        f.items[i] = (struct fold){.down = down,
                                   .at = (down ? w : h) * (part + rng_real(s->rng, -0.015, 0.015)),
                                   .width = sheet_mm(s, rng_real(s->rng, 0.5, 1.1)),
                                   .lean = rng_real(s->rng, -0.008, 0.008),
                                   .bright = rng_real(s->rng, 0.02, 0.06),
                                   .depth = rng_real(s->rng, 0.10, 0.35)};
    }
    sheet_change(s, fold_over, &f);
    cloud_free(&f.flakes);
}

struct age {
    struct cloud slow, spots;
    double edge, r, g, b;
    int width, height;
};

static struct colour grow_old(struct colour c, int x, int y, void *context)
{
    const struct age *a = context;
    double near = fmin(fmin(x, a->width - 1 - x), fmin(y, a->height - 1 - y));
    double old = 0.55 + 0.5 * cloud_at(&a->slow, x, y) + 0.9 * exp(-near / a->edge);
    double fox = cloud_at(&a->spots, x, y);
    old += fox > 0.93 ? (fox - 0.93) * 16 : 0;
    return (struct colour){c.r * (1 - a->r * old), c.g * (1 - a->g * old), c.b * (1 - a->b * old)};
}

/* Paper of the eighties: brown towards its edges, spots, a whole tone of yellow. */
static void yellow(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    double deep = rng_real(s->rng, 0.6, 1.5);
    struct age a = {cloud_new(s->rng, w, h, sheet_mm(s, 45)),
                    cloud_new(s->rng, w, h, sheet_mm(s, 1.8)),
                    sheet_mm(s, 9),
                    0.07 * deep,
                    0.13 * deep,
                    0.27 * deep,
                    w,
                    h};
    sheet_change(s, grow_old, &a);
    cloud_free(&a.slow);
    cloud_free(&a.spots);
}

struct stain {
    double x, y, radius;
    struct cloud ragged;
};

static struct colour soak(struct colour c, int x, int y, void *context)
{
    const struct stain *s = context;
    double away = hypot(x - s->x, y - s->y) / s->radius + 0.35 * (cloud_at(&s->ragged, x, y) - 0.5);
    double dark = away < 1 ? 0.05 + 0.16 * exp(-(1 - away) * 14) : 0;
    return (struct colour){c.r * (1 - dark * 0.7), c.g * (1 - dark), c.b * (1 - dark * 1.6)};
}

/* Where water or tea has dried: a darker rim. */
static void stain(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    struct stain t = {rng_real(s->rng, 0, w), rng_real(s->rng, 0, h), sheet_mm(s, rng_real(s->rng, 20, 60)),
                      cloud_new(s->rng, w, h, sheet_mm(s, 12))};
    sheet_change(s, soak, &t);
    cloud_free(&t.ragged);
}

static struct colour multiply(struct colour c, int x, int y, void *context)
{
    (void)x, (void)y;
    const struct colour *by = context;
    return (struct colour){c.r * by->r, c.g * by->g, c.b * by->b};
}

static void tint(struct sheet *s, struct colour paper, double play)
{
    paper.r = fmin(1, paper.r + rng_real(s->rng, -play, play));
    paper.g = fmin(1, paper.g + rng_real(s->rng, -play, play));
    paper.b = fmin(1, paper.b + rng_real(s->rng, -play, play));
    sheet_change(s, multiply, &paper);
}

static void pink(struct sheet *s)
{
    tint(s, (struct colour){0.97, 0.76, 0.79}, 0.04);
}

static void blue(struct sheet *s)
{
    tint(s, (struct colour){0.70, 0.84, 0.96}, 0.04);
}

static void green(struct sheet *s)
{
    tint(s, (struct colour){0.76, 0.92, 0.74}, 0.04);
}

static void buff(struct sheet *s)
{
    tint(s, (struct colour){0.97, 0.89, 0.62}, 0.04);
}

struct through {
    PIX *back;
    double x, y, share;
};

static struct colour show_through(struct colour c, int x, int y, void *context)
{
    const struct through *t = context;
    struct colour b = sheet_get(t->back, (int)(x + t->x), (int)(y + t->y));
    double ink[3] = {1 - t->share * (1 - b.r / 255), 1 - t->share * (1 - b.g / 255), 1 - t->share * (1 - b.b / 255)};
    return (struct colour){c.r * ink[0], c.g * ink[1], c.b * ink[2]};
}

static void bleed_by(struct sheet *s, double share)
{
    struct sheet back = {
        .page = pixFlipLR(NULL, s->back ? s->back : s->page), .x_dpi = s->x_dpi, .y_dpi = s->y_dpi, .rng = s->rng};
    sheet_replace(&back, back.page);
    if (!s->back || rng_chance(s->rng, 0.3)) /* a sheet that was turned over its short edge */
        sheet_replace(&back, pixRotate180(NULL, back.page));
    sheet_blur(&back, sheet_mm(s, 0.16));
    struct through t = {back.page, sheet_mm(s, rng_real(s->rng, -4, 4)), sheet_mm(s, rng_real(s->rng, -4, 4)), share};
    sheet_change(s, show_through, &t);
    pixDestroy(&back.page);
}

static void bleed(struct sheet *s)
{
    bleed_by(s, rng_real(s->rng, 0.06, 0.14));
}

/* Thin paper, ink or a typewriter on its back. */
static void bleed_hard(struct sheet *s)
{
    bleed_by(s, rng_real(s->rng, 0.2, 0.36));
}

const struct effect paper_effects[] = {
    {"punch", "two holes of a punch at the left", punch},
    {"staple", "a staple in the corner, its shadow and rust", staple},
    {"corner", "a corner torn off or folded over", corner},
    {"crease", "folded in three or four: shadow and lost toner along the folds", crease},
    {"yellow", "aged paper, browner towards the edges, with spots", yellow},
    {"stain", "a dried stain with its rim", stain},
    {"pink", "pink paper", pink},
    {"blue", "blue paper", blue},
    {"green", "green paper", green},
    {"buff", "yellow paper of a folder", buff},
    {"bleed", "the back's print shows through", bleed},
    {"bleed_hard", "the back's print shows through thin paper", bleed_hard},
    {0},
};
