/* What the file makes of the pixels: resolutions, colours, compression, what it says about itself. */
#include <math.h>

#include "effects.h"

static void at_dpi(struct sheet *s, double dpi)
{
    sheet_scale(s, dpi / s->x_dpi, dpi / s->y_dpi);
    if (!s->lies)
        s->says_x = s->says_y = (int)lround(dpi);
}

static void dpi_150(struct sheet *s)
{
    at_dpi(s, 150);
}

static void dpi_200(struct sheet *s)
{
    at_dpi(s, 200);
}

static void dpi_240(struct sheet *s)
{
    at_dpi(s, 240);
}

static void dpi_400(struct sheet *s)
{
    at_dpi(s, 400);
}

static void dpi_600(struct sheet *s)
{
    at_dpi(s, 600);
}

static void any_dpi(struct sheet *s)
{
    static const int USUAL[] = {150, 200, 240, 300, 400};
    at_dpi(s, USUAL[rng_int(s->rng, 0, 4)]);
}

static void dpi_missing(struct sheet *s)
{
    any_dpi(s);
    s->says_x = s->says_y = 0;
    s->lies = true;
}

/* 72 and 96 of programs that know nothing; 200 and 300 of those that kept the number and changed the size. */
static void dpi_wrong(struct sheet *s)
{
    static const int SAID[] = {72, 96, 100, 200, 300, 600};
    any_dpi(s);
    do
        s->says_x = s->says_y = SAID[rng_int(s->rng, 0, 5)];
    while (s->says_x == (int)lround(s->x_dpi));
    s->lies = true;
}

static void gray(struct sheet *s)
{
    sheet_to_gray(s);
}

static void jpeg_40(struct sheet *s)
{
    s->quality = rng_int(s->rng, 35, 45);
}

static void jpeg_25(struct sheet *s)
{
    s->quality = rng_int(s->rng, 20, 30);
}

const struct effect file_effects[] = {
    {"150", "150 dots an inch", dpi_150},
    {"200", "200 dots an inch", dpi_200},
    {"240", "240 dots an inch", dpi_240},
    {"400", "400 dots an inch", dpi_400},
    {"600", "600 dots an inch", dpi_600},
    {"dpi_missing", "some resolution, of which the file says nothing", dpi_missing},
    {"dpi_wrong", "some resolution, of which the file says another", dpi_wrong},
    {"gray", "gray", gray},
    {"jpeg_40", "JPEG of quality 35 to 45", jpeg_40},
    {"jpeg_25", "JPEG of quality 20 to 30", jpeg_25},
    {0},
};
