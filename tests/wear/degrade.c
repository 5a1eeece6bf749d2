/*
 * Makes of a clean page what copiers, fax machines, scanners and telephones make of it: degrade --help.
 *
 * A second model of damage beside tests/papers/scan.c, written apart from it, so that neither the reader nor its tests
 * know one world only. The same seed gives the same pixels.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "effects.h"

static const char HELP[] = "usage: degrade --in PAGE --out STEM --effects NAME,... [options]\n"
                           "Writes STEM.jpg, .png or .tif, and to standard output what was done, as JSON.\n"
                           "  --in PAGE          a clean page (PNG, PNM, JPEG, TIFF) of --dpi\n"
                           "  --back PAGE        what is printed on its back (its own print)\n"
                           "  --effects NAME,... in this order; none: the page as it is\n"
                           "  --seed S           the same seed gives the same pixels (1)\n"
                           "  --dpi N            of PAGE (300)\n"
                           "  --turn 0|90|180|270  how the sheet lies\n"
                           "  --list             names the effects\n"
                           "Exit status: 0 written, 1 something failed, 2 wrong usage.\n";

struct options {
    const char *in, *back, *out, *effects;
    uint64_t seed;
    int dpi, turn;
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "degrade: %s: %s\n", what, why);
    return 1;
}

static PIX *read_page(const char *path)
{
    PIX *pix = pixRead(path), *page = pix ? pixConvertTo32(pix) : NULL;
    pixDestroy(&pix);
    return page;
}

/* A TIFF that a fax machine or an office's black-and-white scanner makes, a PNG, or a JPEG. */
static const char *kind_of(const struct sheet *s)
{
    return s->quality ? "jpg" : s->depth == DEPTH_BILEVEL ? "tif" : "png";
}

static PIX *final_pixels(const struct sheet *s)
{
    if (s->depth == DEPTH_COLOUR)
        return pixClone(s->page);
    PIX *gray = pixConvertRGBToGray(s->page, 0.299f, 0.587f, 0.114f);
    if (s->depth == DEPTH_GRAY || s->quality)
        return gray;
    PIX *bits = gray ? pixThresholdToBinary(gray, 128) : NULL;
    pixDestroy(&gray);
    return bits;
}

static int write_file(const struct sheet *s, const char *path)
{
    PIX *pixels = final_pixels(s);
    if (!pixels)
        return fail(path, "out of memory");
    pixSetResolution(pixels, s->says_x, s->says_y);
    int failed = s->quality                  ? pixWriteJpeg(path, pixels, s->quality, 0)
                 : s->depth == DEPTH_BILEVEL ? pixWrite(path, pixels, s->fax ? IFF_TIFF_G3 : IFF_TIFF_G4)
                                             : pixWrite(path, pixels, IFF_PNG);
    pixDestroy(&pixels);
    return failed ? fail(path, "cannot be written") : 0;
}

static int degrade(const struct options *o)
{
    struct rng rng = rng_stream(o->seed, 0, "degrade");
    struct sheet s = {.page = read_page(o->in),
                      .back = o->back ? read_page(o->back) : NULL,
                      .x_dpi = o->dpi,
                      .y_dpi = o->dpi,
                      .says_x = o->dpi,
                      .says_y = o->dpi,
                      .quality = 85,
                      .rng = &rng};
    if (!s.page || (o->back && !s.back))
        return fail(s.page ? o->back : o->in, "not an image that can be read");
    if (o->turn) {
        sheet_replace(&s, pixRotateOrth(s.page, o->turn / 90));
        s.turned = o->turn;
    }
    char path[1024];
    int status = strcmp(o->effects, "none") == 0 || effects_apply(o->effects, &s) ? 0 : 2;
    if (s.depth == DEPTH_BILEVEL && s.quality == 85)
        s.quality = 0;
    snprintf(path, sizeof path, "%s.%s", o->out, kind_of(&s));
    status = status ? status : write_file(&s, path);
    if (!status)
        printf("{\"file\": \"%s\", \"degrade\": {\"level\": 1, \"effects\": \"%s\", \"angle\": %.2f, \"turned\": %d, "
               "\"upside_down\": %s, "
               "\"dpi\": [%.0f, %.0f]}}\n",
               path, o->effects, s.skew, s.turned, s.turned == 180 ? "true" : "false", s.x_dpi, s.y_dpi);
    pixDestroy(&s.page);
    pixDestroy(&s.back);
    return status;
}

static bool number(const char *text, long low, long high, long *ret)
{
    char *end = NULL;
    errno = 0;
    long v = strtol(text, &end, 10);
    if (errno || *end || end == text || v < low || v > high)
        return false;
    *ret = v;
    return true;
}

static int wrong(const char *name, const char *value)
{
    fprintf(stderr, "degrade: %s cannot be '%s' (see --help)\n", name, value);
    return 2;
}

int main(int argc, char **argv)
{
    enum { IN = 1, BACK, OUT, EFFECTS, SEED, DPI, TURN, LIST, HELP_WANTED };
    static const struct option OPTIONS[] = {{"in", 1, NULL, IN},
                                            {"back", 1, NULL, BACK},
                                            {"out", 1, NULL, OUT},
                                            {"effects", 1, NULL, EFFECTS},
                                            {"seed", 1, NULL, SEED},
                                            {"dpi", 1, NULL, DPI},
                                            {"turn", 1, NULL, TURN},
                                            {"list", 0, NULL, LIST},
                                            {"help", 0, NULL, HELP_WANTED},
                                            {0}};
    struct options o = {.seed = 1, .dpi = 300};
    long v = 0;
    for (int c; (c = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case IN:
            o.in = optarg;
            break;
        case BACK:
            o.back = optarg;
            break;
        case OUT:
            o.out = optarg;
            break;
        case EFFECTS:
            o.effects = optarg;
            break;
        case SEED:
            if (!number(optarg, 0, 2000000000, &v))
                return wrong("--seed", optarg);
            o.seed = (uint64_t)v;
            break;
        case DPI:
            if (!number(optarg, 50, 1200, &v))
                return wrong("--dpi", optarg);
            o.dpi = (int)v;
            break;
        case TURN:
            if (!number(optarg, 0, 270, &v) || v % 90)
                return wrong("--turn", optarg);
            o.turn = (int)v;
            break;
        case LIST:
            effect_list_all();
            return 0;
        case HELP_WANTED:
            fputs(HELP, stdout);
            return 0;
        default:
            return 2;
        }
    }
    if (!o.in || !o.out || !o.effects || optind != argc) {
        fputs("degrade: --in, --out and --effects are needed (see --help)\n", stderr);
        return 2;
    }
    setMsgSeverity(L_SEVERITY_NONE);
    return degrade(&o);
}
