/* Copiers, printers and fax machines: print that was lit, thresholded, screened or sent before it was scanned. */
#include <math.h>
#include <stdio.h>

#include "effects.h"

static const struct colour BLACK = {12, 12, 12}, WHITE = {255, 255, 255};

/* One pass through a copier: optics, drum (a steep curve), toner's grain, lines moved a little, magnified a little. */
static void copy_once(struct sheet *s, double steep, double middle)
{
    sheet_to_gray(s);
    sheet_blur(s, sheet_mm(s, rng_real(s->rng, 0.05, 0.085)));
    double reach = 1 / steep;
    sheet_levels(s, fmax(0, middle - reach), fmin(1, middle + reach), 1);
    double ratio = rng_real(s->rng, 0.988, 1.0);
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    PIX *smaller = pixScale(s->page, (float)ratio, (float)ratio);
    PIX *bed = pixCreate(w, h, 32);
    pixSetAll(bed);
    pixRasterop(bed, rng_int(s->rng, 0, w - pixGetWidth(smaller)), rng_int(s->rng, 0, h - pixGetHeight(smaller)),
                pixGetWidth(smaller), pixGetHeight(smaller), PIX_SRC, smaller, 0, 0);
    pixDestroy(&smaller);
    sheet_replace(s, bed);
}

static void specks(struct sheet *s, int count, double largest)
{
    for (int i = 0; i < count; i++) {
        double x = rng_real(s->rng, 0, pixGetWidth(s->page)), y = rng_real(s->rng, 0, pixGetHeight(s->page));
        double size = sheet_mm(s, largest * pow(rng_real(s->rng, 0.2, 1), 3));
        sheet_disc(s->page, x, y, size, BLACK, rng_real(s->rng, 0.5, 1));
    }
}

static void copy(struct sheet *s)
{
    copy_once(s, rng_real(s->rng, 2.2, 3), rng_real(s->rng, 0.5, 0.62));
    specks(s, rng_int(s->rng, 20, 150), 0.25);
    sheet_grain(s, 4, 0);
}

static void copy_third(struct sheet *s)
{
    for (int i = 0; i < 3; i++) {
        copy_once(s, rng_real(s->rng, 2.6, 3.6), rng_real(s->rng, 0.48, 0.66));
        specks(s, rng_int(s->rng, 60, 300), 0.3);
        sheet_grain(s, 7, 0);
    }
    sheet_levels(s, -0.12, 1.02, 1);
}

/* Thin, broken strokes: what is not quite black is white. */
static void copy_light(struct sheet *s)
{
    sheet_to_gray(s);
    sheet_blur(s, sheet_mm(s, 0.09));
    sheet_grain(s, 15, 0);
    sheet_threshold(s, rng_real(s->rng, 0.36, 0.44));
}

/* Thick strokes that fill in; the paper's dirt becomes black. */
static void copy_dark(struct sheet *s)
{
    sheet_to_gray(s);
    sheet_blur(s, sheet_mm(s, 0.1));
    specks(s, rng_int(s->rng, 300, 1200), 0.22);
    sheet_grain(s, 13, 0);
    sheet_threshold(s, rng_real(s->rng, 0.74, 0.82));
}

/* A scanner's "black and white", well set. */
static void bilevel(struct sheet *s)
{
    sheet_to_gray(s);
    sheet_blur(s, sheet_mm(s, 0.04));
    sheet_grain(s, 6, 0);
    sheet_threshold(s, rng_real(s->rng, 0.56, 0.66));
}

struct bands {
    struct cloud fine;
    bool down;
    double at[4], half[4], depth[4];
    int count;
};

static struct colour thin_toner(struct colour c, int x, int y, void *context)
{
    const struct bands *b = context;
    double lost = 0;
    for (int i = 0; i < b->count; i++) {
        double away = ((b->down ? x : y) - b->at[i]) / b->half[i];
        lost += b->depth[i] * exp(-away * away);
    }
    if (lost < 0.02)
        return c;
    lost *= 0.7 + 0.6 * cloud_at(&b->fine, x, y);
    lost = lost > 0.97 ? 0.97 : lost;
    return (struct colour){c.r + (255 - c.r) * lost, c.g + (255 - c.g) * lost, c.b + (255 - c.b) * lost};
}

/* A cartridge that is nearly empty: bands along the feed in which the print fades. */
static void toner(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    struct bands b = {
        .fine = cloud_new(s->rng, w, h, 2.2), .down = rng_chance(s->rng, 0.8), .count = rng_int(s->rng, 1, 3)};
    for (int i = 0; i < b.count; i++) {
        b.at[i] = rng_real(s->rng, 0.1, 0.9) * (b.down ? w : h);
        b.half[i] = sheet_mm(s, rng_real(s->rng, 4, 16));
        b.depth[i] = rng_real(s->rng, 0.45, 0.8);
    }
    sheet_change(s, thin_toner, &b);
    cloud_free(&b.fine);
}

struct screen {
    double period, cosine, sine;
};

/* A tone becomes dots: darker the larger. */
static struct colour screen_over(struct colour c, int x, int y, void *context)
{
    const struct screen *k = context;
    double u = (x * k->cosine + y * k->sine) * 2 * M_PI / k->period,
           v = (y * k->cosine - x * k->sine) * 2 * M_PI / k->period;
    double dot = 255 * (0.5 + 0.25 * (cos(u) + cos(v)));
    double value = 0.299 * c.r + 0.587 * c.g + 0.114 * c.b;
    double out = value > dot ? 255 : 0;
    return (struct colour){out, out, out};
}

static struct colour lay_tone(struct colour c, int x, int y, void *context)
{
    (void)x, (void)y;
    double by = *(double *)context;
    return (struct colour){c.r * by, c.g * by, c.b * by};
}

/* Scanned print was printed again through a screen and scanned again: its gray ground is dots, which beat with the
 * pixels. */
static void halftone(struct sheet *s)
{
    double tone = rng_real(s->rng, 0.80, 0.93), angle = rng_real(s->rng, 40, 50) * M_PI / 180;
    double x_dpi = s->x_dpi;
    sheet_to_gray(s);
    sheet_change(s, lay_tone, &tone);
    sheet_scale(s, 600 / s->x_dpi, 600 / s->y_dpi);
    struct screen k = {600 / rng_real(s->rng, 85, 120), cos(angle), sin(angle)};
    sheet_change(s, screen_over, &k);
    sheet_blur(s, 2.0);
    sheet_scale(s, x_dpi / 600, x_dpi / 600);
}

/* The line that a fax machine puts above each page: name, date, number, page. */
static void fax_head(struct sheet *s)
{
    static const char *const HEADS[] = {"FROM : UBND", "FROM : TU PHAP", "FAX NO. :", "VAN PHONG"};
    char line[160];
    snprintf(line, sizeof line, "%s    FAX NO. :0%d%07d    %s %02d %d %02d:%02dAM  P%d", HEADS[rng_int(s->rng, 0, 3)],
             rng_int(s->rng, 20, 29), rng_int(s->rng, 1000000, 9999999), rng_chance(s->rng, 0.5) ? "Mar." : "Oct.",
             rng_int(s->rng, 1, 28), rng_int(s->rng, 2012, 2025), rng_int(s->rng, 7, 11), rng_int(s->rng, 0, 59),
             rng_int(s->rng, 1, 3));
    L_BMF *font = bmfCreate(NULL, 10);
    pixSetTextline(s->page, font, line, 0x10101000, (int)sheet_mm(s, 10), (int)(5 * s->y_dpi / 25.4), NULL, NULL);
    bmfDestroy(&font);
}

/* Errors of the line: rows that come twice, are lost (white, or the one before), or run aside after a lost bit. */
static void fax_errors(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    for (int burst = rng_int(s->rng, 2, 9); burst > 0; burst--) {
        int y = rng_int(s->rng, 0, h - 8), rows = rng_int(s->rng, 1, 4), kind = rng_int(s->rng, 0, 2);
        for (int i = 0; i < rows; i++) {
            int shift = kind == 2 ? rng_int(s->rng, -40, 40) : 0, from = rng_int(s->rng, 0, w - 1);
            if (kind == 0)
                pixRasterop(s->page, 0, y + i, w, 1, PIX_SRC, s->page, 0, y);
            else if (kind == 1)
                pixRasterop(s->page, from, y + i, w - from, 1, PIX_SET, NULL, 0, 0);
            else
                for (int x = w - 1; x >= from && x - shift >= 0; x--)
                    sheet_put(s->page, x, y + i, x - shift < w ? sheet_get(s->page, x - shift, y + i) : WHITE);
        }
    }
}

/* Dirt on the sender's glass: a line down the page. */
static void fax_streak(struct sheet *s)
{
    int x = rng_int(s->rng, 40, pixGetWidth(s->page) - 40);
    if (rng_chance(s->rng, 0.5))
        sheet_line(s->page, x, 0, x, pixGetHeight(s->page), 0.6, BLACK, 1);
}

/* Group 3: 1728 pixels over 215 mm, black and white. */
static void fax_at(struct sheet *s, double y_dpi)
{
    sheet_to_gray(s);
    sheet_blur(s, sheet_mm(s, 0.06));
    sheet_scale(s, 204 / s->x_dpi, y_dpi / s->y_dpi);
    sheet_grain(s, 9, 0);
    sheet_threshold(s, rng_real(s->rng, 0.52, 0.66));
    fax_head(s);
    fax_errors(s);
    fax_streak(s);
    s->says_x = 204;
    s->says_y = (int)y_dpi;
    s->fax = true;
    s->quality = 0;
}

static void fax(struct sheet *s)
{
    fax_at(s, 196);
}

static void fax_coarse(struct sheet *s)
{
    fax_at(s, 98);
}

const struct effect copier_effects[] = {
    {"copy", "a gray photocopy", copy},
    {"copy_third", "the copy of a copy of a copy", copy_third},
    {"copy_light", "black and white, set too light: thin, broken strokes", copy_light},
    {"copy_dark", "black and white, set too dark: strokes fill in", copy_dark},
    {"bilevel", "black and white, well set", bilevel},
    {"toner", "bands of too little toner", toner},
    {"halftone", "screened print scanned again", halftone},
    {"fax", "Group 3, 204 x 196 dots an inch, with the line's errors", fax},
    {"fax_coarse", "Group 3, 204 x 98 dots an inch", fax_coarse},
    {0},
};
