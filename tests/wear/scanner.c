/* Scanners: how the sheet lies in them, what is around it, dirt in them, and what goes wrong amid a page. */
#include <math.h>

#include "effects.h"

static const struct colour BLACK = {18, 18, 19}, LID = {244, 244, 243};

struct pose {
    double cosine, sine, left, top;             /* of the sheet's middle on the glass */
    double middle_x, middle_y, bend, from_left; /* bend: how far the fold lifts the sheet, in pixels */
};

static void from_glass(double u, double v, double *ret_x, double *ret_y, void *context)
{
    const struct pose *p = context;
    double dx = u - p->left, dy = v - p->top;
    *ret_x = dx * p->cosine + dy * p->sine + p->middle_x;
    *ret_y = dy * p->cosine - dx * p->sine + p->middle_y;
}

/* Lays the sheet, turned clockwise by degrees, so that its middle is at left, top of a glass of this size. */
static void lay(struct sheet *s, int width, int height, double left, double top, double degrees, struct colour around)
{
    double a = degrees * M_PI / 180;
    struct pose p = {cos(a), sin(a), left, top, pixGetWidth(s->page) / 2.0, pixGetHeight(s->page) / 2.0, 0, 0};
    sheet_see(s, width, height, from_glass, &p, around);
    s->skew += degrees;
}

static void lay_skewed(struct sheet *s, double degrees, struct colour around)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    lay(s, w, h, w / 2.0 + sheet_mm(s, rng_real(s->rng, -2, 2)), h / 2.0 + sheet_mm(s, rng_real(s->rng, -2, 2)),
        degrees, around);
}

static double either_way(struct rng *r, double least, double most)
{
    double v = rng_real(r, least, most);
    return rng_chance(r, 0.5) ? v : -v;
}

static void skew(struct sheet *s)
{
    lay_skewed(s, either_way(s->rng, 1.2, 3), LID);
}

static void skew_far(struct sheet *s)
{
    lay_skewed(s, either_way(s->rng, 3.5, 5), LID);
}

/* A feeder whose roller is black behind the sheet. */
static void skew_black(struct sheet *s)
{
    lay_skewed(s, either_way(s->rng, 1, 4), BLACK);
}

/* The lid stood open: what is around the sheet is black, and the sheet lies anywhere on the glass. */
static void lid_open(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    int width = w + (int)sheet_mm(s, rng_real(s->rng, 4, 14)), height = h + (int)sheet_mm(s, rng_real(s->rng, 4, 20));
    struct colour dark = {rng_real(s->rng, 4, 40), 0, 0};
    dark.g = dark.b = dark.r;
    lay(s, width, height, width / 2.0 + sheet_mm(s, rng_real(s->rng, -3, 3)),
        height / 2.0 + sheet_mm(s, rng_real(s->rng, -5, 5)), rng_real(s->rng, -2.5, 2.5), dark);
}

/* Edges of a copy that was made with the lid open: black, ragged, on one to three sides, over the paper's own margin.
 */
static void black_border(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page), sides = rng_int(s->rng, 1, 7);
    struct cloud ragged = cloud_new(s->rng, w, h, sheet_mm(s, 2.5));
    double width[3], lean[3];
    for (int i = 0; i < 3; i++) {
        width[i] = sheet_mm(s, rng_real(s->rng, 2, 8));
        lean[i] = rng_real(s->rng, -0.008, 0.008);
    }
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            double play = sheet_mm(s, 0.8) * (cloud_at(&ragged, x, y) - 0.5);
            bool out = (sides & 1 && x < width[0] + lean[0] * y + play) ||
                       (sides & 2 && w - x < width[1] + lean[1] * y + play) ||
                       (sides & 4 && h - y < width[2] + lean[2] * x + play);
            if (out)
                sheet_mix(s->page, x, y, BLACK, cloud_at(&ragged, y % w, x % h) > 0.93 ? 0.2 : 0.98);
        }
    cloud_free(&ragged);
}

static void from_book(double u, double v, double *ret_x, double *ret_y, void *context)
{
    const struct pose *p = context;
    double near = exp(-(p->from_left > 0 ? u : p->middle_x * 2 - u) / fabs(p->from_left));
    double sign = p->from_left > 0 ? 1 : -1;
    *ret_x = u - sign * p->bend * near * 2 + sign * p->bend * 0.2;
    *ret_y = v + p->bend * near * (v < p->middle_y ? 0.4 : -0.4) * fabs(v - p->middle_y) / p->middle_y;
}

struct shadow {
    double reach, depth;
    bool left;
    int width;
};

static struct colour shade(struct colour c, int x, int y, void *context)
{
    (void)y;
    const struct shadow *s = context;
    double light = 1 - s->depth * exp(-(s->left ? x : s->width - 1 - x) / s->reach);
    return (struct colour){c.r * light, c.g * light, c.b * light};
}

/* A page of a bound book: bent and dark towards the fold. */
static void book(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    bool left = rng_chance(s->rng, 0.7);
    double reach = sheet_mm(s, rng_real(s->rng, 9, 18));
    struct pose p = {.middle_x = w / 2.0,
                     .middle_y = h / 2.0,
                     .bend = sheet_mm(s, rng_real(s->rng, 1.5, 4)),
                     .from_left = left ? reach : -reach};
    sheet_see(s, w, h, from_book, &p, (struct colour){30, 30, 30});
    struct shadow dark = {reach, rng_real(s->rng, 0.6, 0.9), left, w};
    sheet_change(s, shade, &dark);
}

/* Dust on a feeder's strip of glass: lines down the whole page, often of one colour of the sensor only. */
static void streaks(struct sheet *s)
{
    static const struct colour COLOURS[] = {{30, 30, 30},   {60, 190, 70},   {205, 50, 190}, {60, 70, 215},
                                            {225, 205, 60}, {200, 200, 200}, {255, 255, 255}};
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    for (int n = rng_int(s->rng, 1, 6); n > 0; n--) {
        double x = rng_real(s->rng, 0.03, 0.97) * w, half = sheet_mm(s, rng_real(s->rng, 0.03, 0.12));
        double share = rng_real(s->rng, 0.25, 0.85);
        struct colour c = COLOURS[rng_int(s->rng, 0, 6)];
        double from = rng_chance(s->rng, 0.25) ? rng_real(s->rng, 0, 0.6) * h : 0;
        sheet_line(s->page, x, from, x + rng_real(s->rng, -1.5, 1.5), h, half, c, share);
    }
}

/* A streak that gray or black-and-white scanners and copiers leave: dark, right down the page. */
static void streaks_black(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    for (int n = rng_int(s->rng, 1, 3); n > 0; n--) {
        double x = rng_real(s->rng, 0.03, 0.97) * w;
        sheet_line(s->page, x, 0, x + rng_real(s->rng, -1, 1), h, sheet_mm(s, rng_real(s->rng, 0.05, 0.16)), BLACK,
                   rng_real(s->rng, 0.7, 1));
    }
}

/* Hairs, crumbs and dried correction fluid on the glass. */
static void dust(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    for (int n = rng_int(s->rng, 30, 200); n > 0; n--)
        sheet_disc(s->page, rng_real(s->rng, 0, w), rng_real(s->rng, 0, h),
                   sheet_mm(s, 0.4 * pow(rng_real(s->rng, 0.2, 1), 3)), (struct colour){90, 88, 84},
                   rng_real(s->rng, 0.3, 0.9));
    for (int n = rng_int(s->rng, 2, 7); n > 0; n--) {
        double x = rng_real(s->rng, 0, w), y = rng_real(s->rng, 0, h), way = rng_real(s->rng, 0, 6.3),
               turn = rng_real(s->rng, -0.09, 0.09);
        for (int i = rng_int(s->rng, 10, 40); i > 0; i--) {
            double nx = x + cos(way) * sheet_mm(s, 0.5), ny = y + sin(way) * sheet_mm(s, 0.5);
            sheet_line(s->page, x, y, nx, ny, sheet_mm(s, 0.05), (struct colour){80, 78, 75}, 0.75);
            x = nx;
            y = ny;
            way += turn + rng_real(s->rng, -0.1, 0.1);
        }
    }
}

/* The computer did not take the rows in time: some are lost, some come twice, the carriage lands a little aside. */
static void starved(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    for (int n = rng_int(s->rng, 2, 6); n > 0; n--) {
        int y = rng_int(s->rng, h / 20, h - 60), rows = rng_int(s->rng, 2, (int)sheet_mm(s, 0.9) + 2);
        PIX *rest = pixCopy(NULL, s->page);
        if (rng_chance(s->rng, 0.5)) /* lost: all below moves up */
            pixRasterop(s->page, rng_int(s->rng, -1, 1), y, w, h - y - rows, PIX_SRC, rest, 0, y + rows);
        else /* the sensor stood still: a row is drawn out */
            for (int i = 0; i < rows; i++)
                pixRasterop(s->page, 0, y + i, w, 1, PIX_SRC, rest, 0, y);
        pixDestroy(&rest);
    }
}

struct fringe {
    PIX *from;
    double red, blue;
};

static struct colour part_colours(struct colour c, int x, int y, void *context)
{
    const struct fringe *f = context;
    int red = (int)f->red, blue = (int)f->blue;
    return (struct colour){sheet_get(f->from, x, y + red).r, c.g, sheet_get(f->from, x, y - blue).b};
}

/* A carriage that shakes: the three colours of a row do not lie on one another. */
static void fringes(struct sheet *s)
{
    struct fringe f = {pixCopy(NULL, s->page), rng_int(s->rng, 1, 2), rng_int(s->rng, 0, 2)};
    sheet_change(s, part_colours, &f);
    pixDestroy(&f.from);
}

/* A lamp or a setting that is too bright: thin strokes pale, gray marks gone. */
static void washed(struct sheet *s)
{
    sheet_levels(s, -rng_real(s->rng, 0.45, 0.8), rng_real(s->rng, 0.9, 1.02), rng_real(s->rng, 0.75, 0.95));
    sheet_grain(s, 3, 0.5);
}

/* Too dark: paper is a middle gray. */
static void dim(struct sheet *s)
{
    sheet_levels(s, -0.02, rng_real(s->rng, 1.4, 1.9), rng_real(s->rng, 1, 1.3));
    sheet_grain(s, 4, 0.5);
}

/* An ordinary scan by an office machine: its optics, its grain. */
static void plain(struct sheet *s)
{
    sheet_blur(s, sheet_mm(s, 0.035));
    sheet_levels(s, -0.1, rng_real(s->rng, 1.0, 1.06), 1);
    sheet_grain(s, 2.5, 0.6);
}

/* A sheet smaller than the glass, in a corner or anywhere on it: the lid's white is around. */
static void on_glass(struct sheet *s)
{
    int w = pixGetWidth(s->page), h = pixGetHeight(s->page);
    bool small = w * (double)h < 0.6 * sheet_mm(s, 210) * sheet_mm(s, 297);
    int width = (int)sheet_mm(s, small ? 215.9 : 297), height = (int)sheet_mm(s, small ? 297 : 420);
    bool in_corner = rng_chance(s->rng, 0.6);
    double x = in_corner ? w / 2.0 + sheet_mm(s, 2) : rng_real(s->rng, w / 2.0, fmax(w / 2.0 + 1, width - w / 2.0));
    double y = in_corner ? h / 2.0 + sheet_mm(s, 2) : rng_real(s->rng, h / 2.0, fmax(h / 2.0 + 1, height - h / 2.0));
    lay(s, width, height, x, y, rng_real(s->rng, -2, 2), LID);
}

const struct effect scanner_effects[] = {
    {"plain", "an ordinary scan", plain},
    {"skew", "fed 1 to 3 degrees askew", skew},
    {"skew_far", "fed 3.5 to 5 degrees askew", skew_far},
    {"skew_black", "fed askew before a black roller", skew_black},
    {"lid_open", "the lid open: black all around", lid_open},
    {"black_border", "ragged black edges of a copy", black_border},
    {"book", "a bound page: bent and dark towards the fold", book},
    {"streaks", "lines down the page from a feeder's dusty glass, in colours", streaks},
    {"streaks_black", "dark lines down the page", streaks_black},
    {"dust", "hairs and crumbs on the glass", dust},
    {"starved", "rows lost and doubled amid the page", starved},
    {"fringes", "a shaking carriage: colours beside one another", fringes},
    {"washed", "too bright: black is gray", washed},
    {"dim", "too dark: paper is gray", dim},
    {"on_glass", "on a glass larger than the sheet", on_glass},
    {0},
};
