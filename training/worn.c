#include "worn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "numbers.h"

/* Ink 0..1. */
struct plate {
    float *ink, *other; /* as large: room for the next step */
    int width, height;
};

static void blur(struct plate *p, double radius)
{
    float side = (float)radius, sum = 1 / (1 + 2 * side);
    for (int pass = 0; pass < 2; pass++) {
        int step = pass ? p->width : 1, n = p->width * p->height;
        memcpy(p->other, p->ink, (size_t)n * sizeof *p->ink);
        for (int i = step; i < n - step; i++)
            p->ink[i] = (p->other[i] + side * (p->other[i - step] + p->other[i + step])) * sum;
    }
}

/* Ink that spread or was dropped: strokes become broader or thinner, by a share of a pixel. */
static void spread(struct plate *p, bool more, float share)
{
    int n = p->width * p->height;
    memcpy(p->other, p->ink, (size_t)n * sizeof *p->ink);
    for (int i = 0; i < n - p->width - 1; i++) {
        float a = p->other[i], b = p->other[i + 1], c = p->other[i + p->width];
        float v = more ? fmaxf(a, fmaxf(b, c)) : fminf(a, fminf(b, c));
        p->ink[i] = a + share * (v - a);
    }
}

/* The steep curve of a copier, at its steepest black or white. */
static void copy(struct plate *p, uint64_t *state, double steep)
{
    float middle = (float)between(state, 0.28, 0.6), noise = (float)between(state, 0, 0.1), curve[257];
    for (int i = 0; i < 257; i++)
        curve[i] = 1 / (1 + expf(-(float)steep * ((float)i / 256 - middle)));
    for (int i = 0; i < p->width * p->height; i++) {
        float v = fminf(fmaxf(p->ink[i] + noise * (float)bell(state), 0), 1);
        p->ink[i] = (curve[(int)(v * 256)] - curve[0]) / (curve[256] - curve[0]);
    }
}

static void add_specks(struct plate *p, uint64_t *state)
{
    int n = (int)(between(state, 0, 0.0006) * p->width * p->height);
    for (; n > 0; n--) {
        int x = (int)between(state, 0, p->width - 2), y = (int)between(state, 0, p->height - 2),
            side = chance(state) < 0.6 ? 1 : 2;
        float v = chance(state) < 0.65 ? (float)between(state, 0.6, 1) : 0;
        for (int k = 0; k < side * side; k++)
            p->ink[(y + k / side) * p->width + x + k % side] = v;
    }
}

static void to_gray(const struct plate *p, uint64_t *state, int scale, uint8_t *out)
{
    double paper = between(state, 215, 254), depth = paper - between(state, 0, 90), noise = between(state, 0, 12);
    int wide = p->width * scale;
    for (int y = 0; y < p->height * scale; y++)
        for (int x = 0; x < wide; x++) {
            int at = y / scale * p->width + x / scale;
            bool right = x % scale && x / scale + 1 < p->width, below = y % scale && y / scale + 1 < p->height;
            int other = at + right + (below ? p->width : 0);
            double ink = (p->ink[at] + p->ink[at + right] + p->ink[at + (below ? p->width : 0)] + p->ink[other]) / 4;
            double v = paper - depth * ink + noise * bell(state);
            out[(size_t)y * (size_t)wide + (size_t)x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
}

/* As JPEG and back: its blocks and rings. */
static void pack(struct worn *w, int quality)
{
    struct jpeg_compress_struct to;
    struct jpeg_decompress_struct from;
    struct jpeg_error_mgr errors;
    unsigned char *data = NULL;
    unsigned long len = 0;
    to.err = jpeg_std_error(&errors);
    jpeg_create_compress(&to);
    jpeg_mem_dest(&to, &data, &len);
    to.image_width = (JDIMENSION)w->width;
    to.image_height = (JDIMENSION)w->height;
    to.input_components = 1;
    to.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&to);
    jpeg_set_quality(&to, quality, TRUE);
    jpeg_start_compress(&to, TRUE);
    for (JSAMPROW row = w->gray; to.next_scanline < to.image_height; row += w->width)
        jpeg_write_scanlines(&to, &row, 1);
    jpeg_finish_compress(&to);
    jpeg_destroy_compress(&to);
    from.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&from);
    jpeg_mem_src(&from, data, len);
    jpeg_read_header(&from, TRUE);
    jpeg_start_decompress(&from);
    for (JSAMPROW row = w->gray; from.output_scanline < from.output_height; row += w->width)
        jpeg_read_scanlines(&from, &row, 1);
    jpeg_finish_decompress(&from);
    jpeg_destroy_decompress(&from);
    free(data);
}

static void wear(struct plate *p, uint64_t *state)
{
    if (chance(state) < 0.25)
        spread(p, chance(state) < 0.55, (float)between(state, 0.3, 1));
    for (int n = (int)between(state, 0, 3.2); n > 0; n--)
        blur(p, between(state, 0.1, 0.7));
    if (chance(state) < 0.4)
        add_specks(p, state);
    if (chance(state) < 0.75)
        copy(p, state, chance(state) < 0.2 ? 60 : between(state, 3, 14));
    if (chance(state) < 0.25) { /* the copy of a copy */
        blur(p, between(state, 0.1, 0.6));
        copy(p, state, between(state, 5, 14));
    }
    if (chance(state) < 0.4)
        add_specks(p, state);
    if (chance(state) < 0.5) /* the scanner's own optics, a page that was set straight */
        blur(p, between(state, 0.1, 0.5));
}

bool worn_make(cairo_surface_t *ink, int scale, uint64_t *state, struct worn *ret_worn)
{
    struct plate p = {.width = cairo_image_surface_get_width(ink), .height = cairo_image_surface_get_height(ink)};
    size_t n = (size_t)p.width * (size_t)p.height;
    const uint8_t *data = cairo_image_surface_get_data(ink);
    int stride = cairo_image_surface_get_stride(ink);
    struct worn w = {.width = p.width * scale, .height = p.height * scale};
    p.ink = malloc(n * sizeof *p.ink);
    p.other = malloc(n * sizeof *p.other);
    w.gray = malloc(n * (size_t)scale * (size_t)scale);
    bool done = p.ink && p.other && w.gray;
    for (int y = 0; done && y < p.height; y++)
        for (int x = 0; x < p.width; x++)
            p.ink[y * p.width + x] = (float)data[y * stride + x] / 255;
    if (done) {
        wear(&p, state);
        to_gray(&p, state, scale, w.gray);
        if (chance(state) < 0.6)
            pack(&w, (int)between(state, 45, 92));
    }
    free(p.ink);
    free(p.other);
    if (!done) {
        free(w.gray);
        return false;
    }
    *ret_worn = w;
    return true;
}
