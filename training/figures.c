/*
 * Trains the net that knows figures by their shape (lib/ocr/figure.h) and writes its weights as C.
 *
 * usage: figures FONTS HELD-OUT OUT.c [SAMPLES] [SEED]
 *   FONTS     a folder of fonts written by hand; the installed fonts for print are taken beside them
 *   HELD-OUT  part of a font's file name: never trained with, only measured
 *
 * Each sample is drawn anew: a font's outline slanted, turned, stretched, with a pen of some width, then blurred,
 * sampled and made noisy as scanners and copiers do. The same seed and fonts give the same weights.
 */
#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ocr/figure.h"
#include "numbers.h"

#define CANVAS 72
#define FONTS_MAX 256
#define SLOPE_MOMENTUM 0.9f
#define BATCH 32

struct net {
    float hidden[FIGURE_HIDDEN][FIGURE_FEATURES], hidden_bias[FIGURE_HIDDEN];
    float classes[FIGURE_CLASSES][FIGURE_HIDDEN], class_bias[FIGURE_CLASSES];
};

struct font {
    cairo_font_face_t *face;
    bool held_out, hand;
};

struct trainer {
    struct font fonts[FONTS_MAX];
    int nfonts;
    uint64_t state;
    struct net net, slope, speed;
};

static const char *const print_families[] = {"Tinos",        "Arimo",       "Cousine",
                                             "DejaVu Serif", "DejaVu Sans", "Liberation Sans Narrow",
                                             "Noto Serif",   "Noto Sans",   NULL};

static bool is_print_family(FcPattern *p)
{
    FcChar8 *family = NULL;
    if (FcPatternGetString(p, FC_FAMILY, 0, &family) != FcResultMatch)
        return false;
    for (int i = 0; print_families[i]; i++)
        if (!strcmp((const char *)family, print_families[i]))
            return true;
    return false;
}

static void add_fonts(struct trainer *t, FcFontSet *set, bool hand, const char *held_out)
{
    for (int i = 0; set && i < set->nfont && t->nfonts < FONTS_MAX; i++) {
        FcCharSet *letters = NULL;
        FcChar8 *file = NULL;
        FcPattern *p = set->fonts[i];
        if (FcPatternGetCharSet(p, FC_CHARSET, 0, &letters) != FcResultMatch || !FcCharSetHasChar(letters, '7') ||
            !FcCharSetHasChar(letters, '/') || !FcCharSetHasChar(letters, 'g') ||
            FcPatternGetString(p, FC_FILE, 0, &file) != FcResultMatch || (!hand && !is_print_family(p)))
            continue;
        t->fonts[t->nfonts++] =
            (struct font){cairo_ft_font_face_create_for_pattern(p), strstr((const char *)file, held_out) != NULL, hand};
    }
}

/* A sample: the ink of one figure, and the line that it stands on. */
struct sample {
    uint8_t ink[CANVAS * CANVAS];
    struct box box;
    int top, height, wanted;
};

static void pick_text(struct trainer *t, char text[4], int *ret_class)
{
    static const char letters[] = "ABCDEFGHKLMNPQRSTUVXYabcdeghiklmnopqrstuvxy,:()";
    double p = chance(&t->state);
    memset(text, 0, 4);
    if (p < 0.74) {
        *ret_class = (int)(chance(&t->state) * 10);
        text[0] = (char)('0' + *ret_class);
    } else if (p < 0.86) {
        *ret_class = 10 + (int)(chance(&t->state) * 3);
        text[0] = FIGURE_NAMES[*ret_class];
    } else {
        *ret_class = FIGURE_OTHER;
        bool two = chance(&t->state) < 0.5;
        text[0] = two ? (char)('0' + (int)(chance(&t->state) * 10)) : letters[(size_t)(chance(&t->state) * (sizeof letters - 1))];
        if (two)
            text[1] = (char)('0' + (int)(chance(&t->state) * 10));
    }
}

/* Draws the text into the middle of the canvas; *ret_top and *ret_height: those of the font's 0 at that place. */
static cairo_surface_t *draw(struct trainer *t, const struct font *font, const char *text, double size, int *ret_top,
                             int *ret_height)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, CANVAS, CANVAS);
    cairo_t *cr = cairo_create(surface);
    cairo_text_extents_t zero, at;
    bool one = text[1] == '\0';
    double slant = font->hand ? between(&t->state, -0.28, 0.22) : between(&t->state, -0.05, 0.12), turn = between(&t->state, -0.09, 0.09);
    if (strchr("/-.", text[0]))
        slant /= 3;
    cairo_set_font_face(cr, font->face);
    cairo_set_font_size(cr, size);
    cairo_text_extents(cr, "0", &zero);
    cairo_text_extents(cr, text, &at);
    double wide = between(&t->state, 0.78, 1.25), scale = 34 / fmax(10, -zero.y_bearing);
    cairo_translate(cr, CANVAS / 2.0, CANVAS / 2.0);
    cairo_scale(cr, scale, scale);
    cairo_rotate(cr, turn);
    cairo_matrix_t shear = {wide, 0, -slant, 1, 0, 0};
    cairo_transform(cr, &shear);
    cairo_translate(cr, -at.x_bearing - at.width / 2, zero.height / 2);
    cairo_text_path(cr, text);
    cairo_set_line_width(cr, size * (font->hand || chance(&t->state) < 0.3 ? between(&t->state, 0, 0.09) : between(&t->state, 0, 0.03)));
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_fill_preserve(cr);
    cairo_stroke(cr);
    if (!one && chance(&t->state) < 0.3) { /* half of it: a piece cut out of the middle */
        cairo_identity_matrix(cr);
        cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
        cairo_rectangle(cr, 0, 0, CANVAS * between(&t->state, 0.3, 0.42), CANVAS);
        cairo_rectangle(cr, CANVAS * between(&t->state, 0.58, 0.7), 0, CANVAS, CANVAS);
        cairo_fill(cr);
    }
    cairo_destroy(cr);
    double jitter = between(&t->state, 0.88, 1.12);
    *ret_height = (int)(zero.height * scale * jitter);
    *ret_top = (int)(CANVAS / 2.0 - zero.height * scale / 2 + between(&t->state, -2.5, 2.5));
    cairo_surface_flush(surface);
    return surface;
}

static void blur(float *p, double radius)
{
    static float out[CANVAS * CANVAS];
    float side = (float)radius, sum = 1 + 2 * side;
    for (int pass = 0; pass < 2; pass++) {
        int step = pass ? CANVAS : 1;
        for (int i = CANVAS; i < CANVAS * (CANVAS - 1); i++)
            out[i] = (p[i] + side * (p[i - step] + p[i + step])) / sum;
        memcpy(p, out, sizeof out);
    }
}

/* What scanner, copier and the reader's own cleaning make of it. */
static void degrade(struct trainer *t, cairo_surface_t *surface, struct sample *s)
{
    static float p[CANVAS * CANVAS];
    const uint8_t *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    double bend = between(&t->state, -2.2, 2.2), phase = between(&t->state, 0, 6), waves = between(&t->state, 0.03, 0.09),
           noise = between(&t->state, 0, 0.10);
    int across[CANVAS], down[CANVAS];
    for (int i = 0; i < CANVAS; i++) {
        across[i] = (int)lround(bend * sin(i * waves + phase));
        down[i] = (int)lround(bend * cos(i * waves * 1.3 + phase));
    }
    for (int y = 0; y < CANVAS; y++)
        for (int x = 0; x < CANVAS; x++) {
            int from_x = x + across[y], from_y = y + down[x];
            bool in = from_x >= 0 && from_y >= 0 && from_x < CANVAS && from_y < CANVAS;
            p[y * CANVAS + x] = in ? (float)data[from_y * stride + from_x] / 255.0f : 0;
        }
    for (int n = (int)between(&t->state, 0, 4); n > 0; n--)
        blur(p, between(&t->state, 0.2, 1));
    float middle = (float)between(&t->state, 0.28, 0.62), steep = (float)between(&t->state, 3, 14), curve[257];
    float dark = 1 / (1 + expf(-steep * (1 - middle))), light = 1 / (1 + expf(steep * middle));
    for (int i = 0; i < 257; i++)
        curve[i] = (1 / (1 + expf(-steep * ((float)i / 256 - middle))) - light) / (dark - light);
    for (int i = 0; i < CANVAS * CANVAS; i++) {
        float v = curve[(int)(p[i] * 256)] + (float)(noise * bell(&t->state));
        s->ink[i] = (uint8_t)(v < 0 ? 0 : v > 1 ? 255 : v * 255);
    }
    for (int n = chance(&t->state) < 0.4 ? (int)between(&t->state, 0, 7) : 0; n > 0; n--) { /* specks and dropped dots */
        int x = (int)between(&t->state, 12, CANVAS - 12), y = (int)between(&t->state, 12, CANVAS - 12), v = chance(&t->state) < 0.5 ? 255 : 0;
        s->ink[y * CANVAS + x] = s->ink[y * CANVAS + x + 1] = s->ink[(y + 1) * CANVAS + x] = (uint8_t)v;
    }
}

/* The box of what is dark, specks left out: rows and columns with at least two dark pixels. */
static bool find_box(struct sample *s)
{
    int x0 = CANVAS, x1 = -1, y0 = CANVAS, y1 = -1;
    for (int y = 0; y < CANVAS; y++)
        for (int x = 0; x < CANVAS - 1; x++)
            if (s->ink[y * CANVAS + x] > 110 && s->ink[y * CANVAS + x + 1] > 110) {
                x0 = x < x0 ? x : x0;
                x1 = x + 1 > x1 ? x + 1 : x1;
                y0 = y < y0 ? y : y0;
                y1 = y > y1 ? y : y1;
            }
    s->box = (struct box){x0, y0, x1 - x0 + 1, y1 - y0 + 1};
    return x1 > x0 && y1 >= y0;
}

static bool make_sample(struct trainer *t, bool held_out, struct sample *s)
{
    char text[4];
    const struct font *font;
    do
        font = &t->fonts[(int)(chance(&t->state) * t->nfonts)];
    while (font->held_out != held_out || (!held_out && !font->hand && chance(&t->state) < 0.5));
    pick_text(t, text, &s->wanted);
    cairo_surface_t *surface = draw(t, font, text, 40, &s->top, &s->height);
    degrade(t, surface, s);
    cairo_surface_destroy(surface);
    return find_box(s);
}

static int forward(const struct net *net, const float *in, float *hidden, float *out)
{
    float most = -1e30f, sum = 0;
    int best = 0;
    for (int i = 0; i < FIGURE_HIDDEN; i++) {
        float v = net->hidden_bias[i];
        for (int k = 0; k < FIGURE_FEATURES; k++)
            v += in[k] * net->hidden[i][k];
        hidden[i] = v > 0 ? v : 0;
    }
    for (int i = 0; i < FIGURE_CLASSES; i++) {
        out[i] = net->class_bias[i];
        for (int k = 0; k < FIGURE_HIDDEN; k++)
            out[i] += hidden[k] * net->classes[i][k];
        if (out[i] > most) {
            most = out[i];
            best = i;
        }
    }
    for (int i = 0; i < FIGURE_CLASSES; i++)
        sum += out[i] = expf(out[i] - most);
    for (int i = 0; i < FIGURE_CLASSES; i++)
        out[i] /= sum;
    return best;
}

static void backward(struct trainer *t, const float *in, const float *hidden, float *out, int wanted)
{
    float back[FIGURE_HIDDEN] = {0};
    for (int i = 0; i < FIGURE_CLASSES; i++) {
        float error = out[i] - (i == wanted ? 0.97f : 0.03f / (FIGURE_CLASSES - 1)); /* never quite sure */
        t->slope.class_bias[i] += error;
        for (int k = 0; k < FIGURE_HIDDEN; k++) {
            t->slope.classes[i][k] += error * hidden[k];
            back[k] += error * t->net.classes[i][k];
        }
    }
    for (int i = 0; i < FIGURE_HIDDEN; i++) {
        if (hidden[i] <= 0)
            continue;
        t->slope.hidden_bias[i] += back[i];
        for (int k = 0; k < FIGURE_FEATURES; k++)
            t->slope.hidden[i][k] += back[i] * in[k];
    }
}

static void step(struct trainer *t, float rate)
{
    float *w = (float *)&t->net, *g = (float *)&t->slope, *v = (float *)&t->speed;
    for (size_t i = 0; i < sizeof t->net / sizeof *w; i++) {
        v[i] = SLOPE_MOMENTUM * v[i] - rate * (g[i] / BATCH + 2e-5f * w[i]);
        w[i] += v[i];
        g[i] = 0;
    }
}

static void measure(struct trainer *t, int n)
{
    int wrong = 0, sure_wrong = 0, sure = 0, counted = 0, mixed[FIGURE_CLASSES][FIGURE_CLASSES] = {{0}};
    for (int i = 0; i < n; i++) {
        struct sample s;
        float in[FIGURE_FEATURES], hidden[FIGURE_HIDDEN], out[FIGURE_CLASSES];
        if (!make_sample(t, true, &s))
            continue;
        struct figure_ink ink = {s.ink, CANVAS, CANVAS};
        figure_features(&ink, s.box, s.top, s.height, in);
        int got = forward(&t->net, in, hidden, out);
        if (s.wanted == FIGURE_OTHER)
            continue;
        counted++;
        wrong += got != s.wanted;
        sure += out[got] > 0.9f;
        sure_wrong += out[got] > 0.9f && got != s.wanted;
        mixed[s.wanted][got] += got != s.wanted;
    }
    fprintf(stderr, "held out: %d of %d wrong; %d surely so of %d\n", wrong, counted, sure_wrong, sure);
    for (int a = 0; a < FIGURE_CLASSES; a++)
        for (int b = 0; b < FIGURE_CLASSES; b++)
            if (mixed[a][b] * 300 > counted / 10)
                fprintf(stderr, "  %c as %c: %d\n", FIGURE_NAMES[a], b == FIGURE_OTHER ? '?' : FIGURE_NAMES[b],
                        mixed[a][b]);
}

static void put_floats(FILE *out, const char *name, const float *w, int n)
{
    fprintf(out, "    .%s = {", name);
    for (int i = 0; i < n; i++)
        fprintf(out, "%s%.4ff,", i % 16 ? " " : "\n        ", (double)w[i]);
    fprintf(out, "},\n");
}

static void put_layer(FILE *out, const char *name, const float *w, int rows, int cols, float scale)
{
    fprintf(out, "    .%s = {", name);
    for (int r = 0; r < rows; r++) {
        fprintf(out, "{");
        for (int c = 0; c < cols; c++)
            fprintf(out, "%s%ld,", c % 36 ? "" : "\n        ", lround((double)(w[r * cols + c] / scale)));
        fprintf(out, "},\n");
    }
    fprintf(out, "    },\n");
}

static bool write_weights(const struct net *net, const char *path)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return false;
    float hidden = largest(&net->hidden[0][0], FIGURE_HIDDEN * FIGURE_FEATURES) / 127,
          classes = largest(&net->classes[0][0], FIGURE_CLASSES * FIGURE_HIDDEN) / 127;
    fprintf(out, "/* Written by training/figures.c; not to be edited. */\n#include \"ocr/figure.h\"\n\n// clang-format "
                 "off\nconst struct figure_weights figure_weights = {\n");
    fprintf(out, "    .hidden_scale = %.8ff,\n    .class_scale = %.8ff,\n", (double)hidden, (double)classes);
    put_floats(out, "hidden_bias", net->hidden_bias, FIGURE_HIDDEN);
    put_floats(out, "class_bias", net->class_bias, FIGURE_CLASSES);
    put_layer(out, "hidden", &net->hidden[0][0], FIGURE_HIDDEN, FIGURE_FEATURES, hidden);
    put_layer(out, "classes", &net->classes[0][0], FIGURE_CLASSES, FIGURE_HIDDEN, classes);
    fprintf(out, "};\n");
    return fclose(out) == 0;
}

static void train(struct trainer *t, long samples)
{
    float *w = (float *)&t->net;
    for (size_t i = 0; i < sizeof t->net / sizeof *w; i++)
        w[i] = (float)bell(&t->state) * 0.08f;
    for (long n = 0; n < samples; n++) {
        struct sample s;
        float in[FIGURE_FEATURES], hidden[FIGURE_HIDDEN], out[FIGURE_CLASSES];
        if (make_sample(t, false, &s)) {
            struct figure_ink ink = {s.ink, CANVAS, CANVAS};
            figure_features(&ink, s.box, s.top, s.height, in);
            forward(&t->net, in, hidden, out);
            backward(t, in, hidden, out, s.wanted);
        }
        if (n % BATCH == BATCH - 1)
            step(t, 0.04f * (float)(0.5 + 0.5 * cos(M_PI * (double)n / (double)samples)) + 0.0002f);
        if (n % (samples / 3) == samples / 3 - 1)
            measure(t, 4000);
    }
}

int main(int argc, char **argv)
{
    static struct trainer t;
    if (argc < 4) {
        fprintf(stderr, "usage: figures FONTS HELD-OUT OUT.c [SAMPLES] [SEED]\n");
        return 2;
    }
    long samples = argc > 4 ? atol(argv[4]) : 600000;
    t.state = 0x9E3779B97F4A7C15u ^ (uint64_t)(argc > 5 ? atol(argv[5]) : 1);
    FcConfigAppFontAddDir(NULL, (const FcChar8 *)argv[1]);
    add_fonts(&t, FcConfigGetFonts(NULL, FcSetApplication), true, argv[2]);
    int hands = t.nfonts;
    add_fonts(&t, FcConfigGetFonts(NULL, FcSetSystem), false, argv[2]);
    fprintf(stderr, "%d fonts by hand, %d of print\n", hands, t.nfonts - hands);
    if (!hands || hands == t.nfonts)
        return 1;
    train(&t, samples);
    return write_weights(&t.net, argv[3]) ? 0 : 1;
}
