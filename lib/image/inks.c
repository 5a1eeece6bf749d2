#include "image/inks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "image/sample.h"

#define DARK_SHARE 0.74   /* of the paper's brightness: darker is ink */
#define GAIN_MAX 460      /* 256ths: a channel of coloured paper is believed to be so much darker than its brightest */
#define COLOUR_PIXELS 120 /* in one square of COLOUR_SQUARE pixels: ink */
#define COLOUR_SQUARE 100

/* What makes bare paper of any colour white: by how many 256ths each channel grows. */
struct tint {
    int red, green, blue;
};

static int gain_of(int64_t wanted, int64_t mean)
{
    int64_t gain = mean > 0 ? 256 * wanted / mean : 256;
    return (int)(gain < 256 ? 256 : gain > GAIN_MAX ? GAIN_MAX : gain);
}

/* The colour of the paper (yellowed, pink, blue, or a lamp's), from pixels as bright as paper. */
static struct tint paper_tint(const struct raster *coarse, const struct raster *gray, const struct light *light)
{
    int64_t red = 0, green = 0, blue = 0;
    for (int y = 0; y < coarse->height; y += 4) {
        const uint8_t *p = raster_row(coarse, y), *g = raster_row(gray, y);
        const uint8_t *paper = light->paper + (size_t)(y / light->cell) * (size_t)light->cols;
        for (int x = 0; x < coarse->width; x += 4) {
            if (!paper[x / light->cell] || g[x] * 10 < paper[x / light->cell] * 9)
                continue;
            red += p[3 * x];
            green += p[3 * x + 1];
            blue += p[3 * x + 2];
        }
    }
    int64_t most = red > green ? red : green;
    most = blue > most ? blue : most;
    return (struct tint){gain_of(most, red), gain_of(most, green), gain_of(most, blue)};
}

/*
 * Red ink reflects red and swallows green and blue, blue ink swallows red most; both have to stand out of the paper's
 * tint by a good part of what they swallow. Everything else that is dark is black.
 */
static enum ink classify(const uint8_t *p, struct tint tint, int paper)
{
    int r = p[0] * tint.red >> 8, g = p[1] * tint.green >> 8, b = p[2] * tint.blue >> 8;
    int luma = (77 * r + 150 * g + 29 * b) >> 8;
    int red = r - (g > b ? g : b), blue = b - r;
    int lost = paper - (g < r ? g : r);
    if (red > 28 && red * 4 > lost)
        return INK_RED;
    if (blue > 28 && blue * 4 > lost && b >= g - 6)
        return INK_BLUE;
    return luma < paper * DARK_SHARE ? INK_BLACK : INK_NONE;
}

int inks_classify(const struct raster *coarse, const struct raster *gray, const struct light *light,
                  struct raster *ret_classes)
{
    if (coarse->channels == 1)
        return light_ink(light, coarse, DARK_SHARE, ret_classes);
    struct raster out;
    int code = raster_new(coarse->width, coarse->height, 1, &out);
    if (code)
        return code;
    struct tint tint = paper_tint(coarse, gray, light);
    for (int y = 0; y < out.height; y++) {
        const uint8_t *p = raster_row(coarse, y);
        uint8_t *to = raster_row(&out, y);
        const uint8_t *paper = light->paper + (size_t)(y / light->cell) * (size_t)light->cols;
        for (int x = 0; x < out.width; x++, p += 3) {
            int bright = paper[x / light->cell];
            /* Most pixels are bare paper: one look at the darkest channel settles those. */
            int low = p[0] < p[1] ? p[0] : p[1];
            low = p[2] < low ? p[2] : low;
            to[x] = bright && low < bright * 0.86 ? (uint8_t)classify(p, tint, bright) : INK_NONE;
        }
    }
    *ret_classes = out;
    return SO_OK;
}

int inks_pose(struct raster *classes, struct pose pose)
{
    int code = raster_turn(classes, pose.turned);
    if (code || pose.skew == 0)
        return code;
    struct raster out;
    code = raster_new(classes->width, classes->height, 1, &out);
    if (code)
        return code;
    struct view view = view_of(classes, (struct pose){0, pose.skew}, 1, 0, 0);
    for (int y = 0; y < out.height; y++) {
        struct walk walk = {(int64_t)llround((view.xy * y + view.x0 + 0.5) * 65536),
                            (int64_t)llround((view.yy * y + view.y0 + 0.5) * 65536),
                            (int32_t)lround(view.xx * 65536) - 65536, (int32_t)lround(view.yx * 65536)};
        uint8_t *to = raster_row(&out, y);
        int from, end;
        walk_clip(&walk, out.width, (int64_t)classes->width << 16, (int64_t)classes->height << 16, &from, &end);
        memset(to, INK_NONE, (size_t)from);
        memset(to + end, INK_NONE, (size_t)(out.width - end));
        for (int x = from, n; x < end; x += n) {
            n = walk_stretch(&walk, x, end);
            memcpy(to + x, raster_row(classes, (int)(walk_y(&walk, x) >> 16)) + (walk_x(&walk, x) >> 16), (size_t)n);
        }
    }
    raster_free(classes);
    *classes = out;
    return SO_OK;
}

bool inks_have_colour(const struct raster *classes)
{
    int cols = classes->width / COLOUR_SQUARE + 1;
    int *counts = calloc((size_t)cols * 2, sizeof *counts);
    bool found = false;
    for (int y = 0; counts && !found && y < classes->height; y++) {
        if (y % COLOUR_SQUARE == 0)
            memset(counts, 0, (size_t)cols * 2 * sizeof *counts);
        const uint8_t *p = raster_row(classes, y);
        for (int x = 0; x < classes->width; x++)
            if (p[x] >= INK_BLUE && ++counts[x / COLOUR_SQUARE * 2 + (p[x] - INK_BLUE)] >= COLOUR_PIXELS)
                found = true;
    }
    free(counts);
    return found;
}
