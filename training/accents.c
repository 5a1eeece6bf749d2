/*
 * Trains the net that knows a letter's mark and tone by its shape (lib/ocr/accent.h) and writes its weights as C.
 *
 * usage: accents FONTS HELD-OUT SEEN OUT.c [SAMPLES] [SEED] [further]
 *   FONTS     a folder of fonts with all Vietnamese letters
 *   HELD-OUT  parts of font files' names, joined by commas: never trained with, only measured
 *   SEEN      letters as the recogniser showed them (training/pages.c)
 *   further   begins with the weights that it is linked with, in smaller steps
 *
 * Of four samples three are letters that were seen, moved and darkened a little; one is drawn anew: a letter between two
 * others, in some font, size, weight and slant, then blurred, sampled and made noisy as scanners and copiers do; where
 * it stands is known about as well as the recogniser tells it. The same seed and fonts give the same weights.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fonts.h"
#include "numbers.h"
#include "seen.h"
#include "viet/text.h"

#define WIDTH 104
#define HEIGHT 112
#define BATCH 32
#define DRAWN 0.25 /* share of samples that are drawn anew */

struct trainer {
    struct fonts fonts;
    struct seen *seen; /* those to learn from, then those of fonts that are held out */
    long nseen, nlearnt;
    uint64_t state;
    struct accent_net net, slope, mean, square;
    long steps;
};

struct sample {
    uint8_t ink[WIDTH * HEIGHT];
    struct accent_place at;
    struct viet_letter letter;
    int left, right, top, bottom; /* of the canvas' part that is looked at */
};

/* A letter of which there are others with the same base: plain ones as often as those with marks. */
static struct viet_letter pick_letter(struct trainer *t)
{
    static const char bases[] = ACCENT_BASES;
    struct viet_letter l;
    do
        l = (struct viet_letter){.base = bases[(int)(chance(&t->state) * 7)],
                                 .mark = (uint8_t)(chance(&t->state) * ACCENT_MARKS),
                                 .tone = (uint8_t)(chance(&t->state) * ACCENT_TONES)};
    while (!viet_letter_join(l));
    l.upper = chance(&t->state) < 0.45;
    return l;
}

static int32_t pick_neighbour(struct trainer *t, bool upper)
{
    static const char consonants[] = "bcghklmnpqrstvx";
    double p = chance(&t->state);
    if (p < 0.12)
        return ' ';
    if (p > 0.65) {
        struct viet_letter l = pick_letter(t);
        l.upper = upper;
        return viet_letter_join(l);
    }
    int32_t c = consonants[(int)(chance(&t->state) * 15)];
    return upper ? c - 32 : c;
}

/* Where the sample's letter stands, about as well as the recogniser tells it. */
static void place(struct trainer *t, struct sample *s, double x, double y, double half, double top)
{
    double reach = fmax(half, 3);
    s->at = (struct accent_place){.left = (float)(x - half + 0.18 * reach * bell(&t->state)),
                                  .right = (float)(x + half + 0.18 * reach * bell(&t->state)),
                                  .top = (float)(y - top * (1 + 0.09 * bell(&t->state))),
                                  .base = (float)(y + top * 0.07 * bell(&t->state)),
                                  .letter = s->letter.base,
                                  .upper = s->letter.upper};
    double beside = fmax(0.6 * top, 4) + 3, above = top * (s->letter.upper ? 0.85 : 1.25), below = top * 0.75;
    s->left = (int)fmax(2, x - half - beside);
    s->right = (int)fmin(WIDTH - 2, x + half + beside);
    s->top = (int)fmax(2, y - top - above);
    s->bottom = (int)fmin(HEIGHT - 2, y + below);
}

/* The letter between its neighbours, its ink's place in the canvas' pixels. */
static cairo_surface_t *draw(struct trainer *t, const struct font *font, struct sample *s)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    bool upper = s->letter.upper, title = upper && chance(&t->state) < 0.2;
    const struct outline *letters[3] = {font_outline(font, title ? ' ' : pick_neighbour(t, upper)),
                                        font_outline(font, viet_letter_join(s->letter)),
                                        font_outline(font, pick_neighbour(t, upper && !title))};
    double height = chance(&t->state) < 0.5 ? between(&t->state, 17, 27) : between(&t->state, 22, 46); /* of capitals */
    double scale = height / fmax(20, -font_outline(font, 'H')->at.y_bearing), wide = between(&t->state, 0.85, 1.15);
    double loose = between(&t->state, -0.02, 0.08) * FONTS_SIZE, slant = between(&t->state, -0.06, 0.08), turn = between(&t->state, -0.02, 0.02);
    double x = WIDTH / 2.0 + bell(&t->state), y = HEIGHT * 0.74 + bell(&t->state);
    const cairo_text_extents_t *at = &letters[1]->at;
    double middle = -at->x_bearing - at->width / 2;
    double start[3] = {middle - letters[0]->at.x_advance - loose, middle, middle + at->x_advance + loose};
    for (int i = 0; i < 3; i++) {
        cairo_identity_matrix(cr);
        cairo_translate(cr, x, y);
        cairo_rotate(cr, turn);
        cairo_matrix_t shear = {wide * scale, 0, -slant * scale, scale, 0, 0};
        cairo_transform(cr, &shear);
        cairo_translate(cr, start[i], 0);
        cairo_append_path(cr, letters[i]->path);
    }
    cairo_set_line_width(cr, FONTS_SIZE * (chance(&t->state) < 0.5 ? between(&t->state, 0, 0.03) : 0));
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_fill_preserve(cr);
    cairo_stroke(cr);
    cairo_destroy(cr);
    place(t, s, x, y, at->width * wide * scale / 2, -font_outline(font, upper ? 'H' : 'x')->at.y_bearing * scale);
    cairo_surface_flush(surface);
    return surface;
}

static void blur(const struct sample *s, float *p, double radius)
{
    static float out[WIDTH * HEIGHT];
    float side = (float)radius, sum = 1 / (1 + 2 * side);
    for (int pass = 0; pass < 2; pass++) {
        int step = pass ? WIDTH : 1;
        for (int y = s->top; y < s->bottom; y++)
            for (int i = y * WIDTH + s->left; i < y * WIDTH + s->right; i++)
                out[i] = (p[i] + side * (p[i - step] + p[i + step])) * sum;
        for (int y = s->top; y < s->bottom; y++)
            memcpy(p + y * WIDTH + s->left, out + y * WIDTH + s->left, (size_t)(s->right - s->left) * sizeof *p);
    }
}

/* Ink that a copier dropped or spread: strokes become thinner or broader. */
static void spread(const struct sample *s, float *p, bool more)
{
    for (int y = s->top; y < s->bottom; y++)
        for (int i = y * WIDTH + s->left; i < y * WIDTH + s->right; i++)
            p[i] = more ? fmaxf(p[i], fmaxf(p[i + 1], p[i + WIDTH])) : fminf(p[i], fminf(p[i + 1], p[i + WIDTH]));
}

static void add_specks(struct trainer *t, struct sample *s)
{
    int n = chance(&t->state) < 0.45 ? (int)between(&t->state, 1, 8) : 0;
    for (; n > 0; n--) {
        int x = (int)between(&t->state, s->left, s->right), y = (int)between(&t->state, s->top, s->bottom),
            side = chance(&t->state) < 0.7 ? 1 : 2;
        uint8_t v = chance(&t->state) < 0.6 ? 255 : 0;
        for (int k = 0; k < side * side; k++)
            s->ink[(y + k / side) * WIDTH + x + k % side] = v;
    }
}

/* What scanner, copier and the reader's own cleaning make of it. */
static void degrade(struct trainer *t, cairo_surface_t *surface, struct sample *s)
{
    static float p[WIDTH * HEIGHT];
    const uint8_t *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    double noise = chance(&t->state) < 0.5 ? between(&t->state, 0, 0.04) : between(&t->state, 0.02, 0.14);
    memset(s->ink, 0, sizeof s->ink);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            p[y * WIDTH + x] = (float)data[y * stride + x] * (1 / 255.0f);
    if (chance(&t->state) < 0.2)
        spread(s, p, chance(&t->state) < 0.6);
    for (int n = (int)between(&t->state, 0, 3.5); n > 0; n--)
        blur(s, p, between(&t->state, 0.1, 0.9));
    float middle = (float)between(&t->state, 0.25, 0.6), steep = (float)between(&t->state, 2.5, 14), curve[257];
    float dark = 1 / (1 + expf(-steep * (1 - middle))), light = 1 / (1 + expf(steep * middle));
    for (int i = 0; i < 257; i++)
        curve[i] = (1 / (1 + expf(-steep * ((float)i / 256 - middle))) - light) / (dark - light);
    for (int y = s->top; y < s->bottom; y++)
        for (int i = y * WIDTH + s->left; i < y * WIDTH + s->right; i++) {
            float v = curve[(int)(fminf(p[i], 1) * 256)] + (float)(noise * bell(&t->state));
            s->ink[i] = (uint8_t)(v < 0 ? 0 : v > 1 ? 255 : v * 255);
        }
    add_specks(t, s);
}

static void make_sample(struct trainer *t, bool held_out, struct sample *s)
{
    const struct font *font = fonts_pick(&t->fonts, held_out, &t->state);
    s->letter = pick_letter(t);
    cairo_surface_t *surface = draw(t, font, s);
    degrade(t, surface, s);
    cairo_surface_destroy(surface);
}

static void look(const struct trainer *t, const struct sample *s, struct accent_state *state)
{
    struct accent_ink ink = {s->ink, WIDTH, HEIGHT};
    accent_look(&ink, &s->at, state);
    accent_judge(&t->net, state);
}

/* A letter that was seen, moved by pixels of its window and its ink made stronger or weaker. */
static void look_again(const struct trainer *t, const struct seen *s, int dx, int dy, float strength,
                       struct accent_state *state)
{
    const struct accent_ink none = {s->window, 0, 0};
    const struct accent_place at = {.right = 1, .base = 1, .letter = s->base, .upper = s->upper};
    accent_look(&none, &at, state); /* tells the net which letter it is */
    for (int y = 0; y < ACCENT_HIGH; y++)
        for (int x = 0; x < ACCENT_WIDE; x++) {
            int u = x + dx, v = y + dy;
            bool in = u >= 0 && v >= 0 && u < ACCENT_WIDE && v < ACCENT_HIGH;
            float ink = in ? (float)s->window[v * ACCENT_WIDE + u] * (1 / 255.0f) * strength : 0;
            state->window[y][x] = fminf(ink, 1);
        }
    accent_judge(&t->net, state);
}

/* The slopes of a layer's weights from those of its outputs, and those of its inputs where back is not NULL. */
static void filter_back(struct accent_layer l, const float *in, const float *weights, const float *out,
                        float *out_slope, float *slope, float *bias_slope, float *back)
{
    int half = l.side / 2;
    for (int y = 0; y < l.height; y += 2)
        for (int x = 0; x < l.width; x += 2, out += l.to, out_slope += l.to) {
            for (int i = 0; i < l.to; i++) {
                out_slope[i] = out[i] > 0 ? out_slope[i] : 0;
                bias_slope[i] += out_slope[i];
            }
            for (int v = y - half < 0 ? 0 : y - half; v <= y + half && v < l.height; v++)
                for (int u = x - half < 0 ? 0 : x - half; u <= x + half && u < l.width; u++)
                    for (int i = 0; i < l.from; i++) {
                        int w = (((v - y + half) * l.side + u - x + half) * l.from + i) * l.to;
                        int at = (v * l.width + u) * l.from + i;
                        float sum = 0;
                        for (int k = 0; k < l.to; k++)
                            slope[w + k] += in[at] * out_slope[k];
                        for (int k = 0; back && k < l.to; k++)
                            sum += weights[w + k] * out_slope[k];
                        if (back)
                            back[at] += sum;
                    }
        }
}

static void backward(struct trainer *t, const struct accent_state *s, struct viet_letter wanted)
{
    static struct accent_state b;
    const struct accent_net *net = &t->net;
    struct accent_net *slope = &t->slope;
    memset(&b, 0, sizeof b);
    for (int i = 0; i < ACCENT_OUTPUTS; i++) {
        bool tone = i < ACCENT_TONES;
        int others = tone ? ACCENT_TONES - 1 : ACCENT_MARKS - 1;
        bool right = tone ? i == wanted.tone : i - ACCENT_TONES == wanted.mark;
        b.shares[i] = s->shares[i] - (right ? 0.98f : 0.02f / (float)others); /* never quite sure */
        slope->output_bias[i] += b.shares[i];
    }
    for (int i = 0; i < ACCENT_HIDDEN; i++) {
        for (int k = 0; k < ACCENT_OUTPUTS; k++) {
            slope->outputs[i][k] += b.shares[k] * s->hidden[i];
            b.hidden[i] += b.shares[k] * net->outputs[i][k];
        }
        b.hidden[i] = s->hidden[i] > 0 ? b.hidden[i] : 0;
        slope->hidden_bias[i] += b.hidden[i];
    }
    for (int i = 0; i < ACCENT_LAST; i++)
        for (int k = 0; k < ACCENT_HIDDEN; k++) {
            slope->hidden[i][k] += b.hidden[k] * s->last[i];
            b.last[i] += b.hidden[k] * net->hidden[i][k];
        }
    filter_back(ACCENT_LAYER_THIRD, &s->second[0][0][0], &net->third[0][0], s->last, b.last, &slope->third[0][0],
                slope->third_bias, &b.second[0][0][0]);
    filter_back(ACCENT_LAYER_SECOND, &s->first[0][0][0], &net->second[0][0], &s->second[0][0][0], &b.second[0][0][0],
                &slope->second[0][0], slope->second_bias, &b.first[0][0][0]);
    filter_back(ACCENT_LAYER_FIRST, &s->window[0][0], &net->first[0][0], &s->first[0][0][0], &b.first[0][0][0],
                &slope->first[0][0], slope->first_bias, NULL);
}

/* Adam: each weight moves by the mean of its slopes over their usual size. */
static void step(struct trainer *t, float rate)
{
    float *w = (float *)&t->net, *g = (float *)&t->slope, *m = (float *)&t->mean, *v = (float *)&t->square;
    t->steps++;
    float early = 1 - powf(0.9f, (float)t->steps), late = 1 - powf(0.999f, (float)t->steps);
    for (size_t i = 0; i < ACCENT_WEIGHTS; i++) {
        float slope = g[i] / BATCH;
        m[i] = 0.9f * m[i] + 0.1f * slope;
        v[i] = 0.999f * v[i] + 0.001f * slope * slope;
        w[i] -= rate * (m[i] / early) / (sqrtf(v[i] / late) + 1e-8f);
        g[i] = 0;
    }
}

static int best_of(const float *shares, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        best = shares[i] > shares[best] ? i : best;
    return best;
}

static void measure(struct trainer *t, int n)
{
    static const char *const tones[] = {"ngang", "huyen", "hoi", "nga", "sac", "nang"};
    static const char *const marks[] = {"plain", "breve", "circumflex", "horn", "stroke"};
    int wrong_tones = 0, wrong_marks = 0, sure = 0, sure_wrong = 0, mixed[ACCENT_OUTPUTS][ACCENT_OUTPUTS] = {{0}};
    for (int i = 0; i < n; i++) {
        static struct sample s;
        static struct accent_state state;
        make_sample(t, true, &s);
        look(t, &s, &state);
        const float *out = state.shares;
        int tone = best_of(out, ACCENT_TONES), mark = ACCENT_TONES + best_of(out + ACCENT_TONES, ACCENT_MARKS);
        bool right = tone == s.letter.tone && mark - ACCENT_TONES == s.letter.mark;
        wrong_tones += tone != s.letter.tone;
        wrong_marks += mark - ACCENT_TONES != s.letter.mark;
        sure += out[tone] * out[mark] > 0.85f;
        sure_wrong += out[tone] * out[mark] > 0.85f && !right;
        mixed[s.letter.tone][tone] += tone != s.letter.tone;
        mixed[ACCENT_TONES + s.letter.mark][mark] += mark - ACCENT_TONES != s.letter.mark;
    }
    fprintf(stderr, "held out: of %d %d tones and %d marks wrong; %d surely so of %d\n", n, wrong_tones, wrong_marks,
            sure_wrong, sure);
    for (int a = 0; a < ACCENT_OUTPUTS; a++)
        for (int b = 0; b < ACCENT_OUTPUTS; b++)
            if (mixed[a][b] * 500 > n)
                fprintf(stderr, "  %s as %s: %d\n", a < ACCENT_TONES ? tones[a] : marks[a - ACCENT_TONES],
                        b < ACCENT_TONES ? tones[b] : marks[b - ACCENT_TONES], mixed[a][b]);
}

/* Letters of held-out fonts as they were seen: how often the net is wrong where the recogniser was right, and otherwise. */
static void measure_seen(const struct trainer *t)
{
    long n[2] = {0}, wrong[2] = {0}, sure_wrong[2] = {0};
    for (long i = t->nlearnt; i < t->nseen; i++) {
        static struct accent_state state;
        const struct seen *s = &t->seen[i];
        look_again(t, s, 0, 0, 1, &state);
        int tone = best_of(state.shares, ACCENT_TONES), mark = best_of(state.shares + ACCENT_TONES, ACCENT_MARKS);
        bool right = tone == s->tone && mark == s->mark;
        n[s->right]++;
        wrong[s->right] += !right;
        sure_wrong[s->right] += !right && state.shares[tone] * state.shares[ACCENT_TONES + mark] > 0.85f;
    }
    fprintf(stderr, "seen: of %ld that were read right %ld wrong, %ld surely so; of %ld misread %ld, %ld surely so\n", n[1],
            wrong[1], sure_wrong[1], n[0], wrong[0], sure_wrong[0]);
}

static bool write_weights(const struct accent_net *net, const char *path)
{
    static const size_t layers[6] = {0,
                                     offsetof(struct accent_net, second) / sizeof(float),
                                     offsetof(struct accent_net, third) / sizeof(float),
                                     offsetof(struct accent_net, hidden) / sizeof(float),
                                     offsetof(struct accent_net, outputs) / sizeof(float),
                                     ACCENT_WEIGHTS};
    const float *w = &net->first[0][0];
    float scales[5];
    FILE *out = fopen(path, "w");
    if (!out)
        return false;
    fprintf(out, "/* Written by training/accents.c; not to be edited. */\n#include \"ocr/accent.h\"\n\n// clang-format "
                 "off\nconst struct accent_weights accent_weights = {\n    .scales = {");
    for (int i = 0; i < 5; i++) {
        scales[i] = largest(w + layers[i], layers[i + 1] - layers[i]) / 127;
        fprintf(out, "%s%.8ff", i ? ", " : "", (double)scales[i]);
    }
    fprintf(out, "},\n    .values = {");
    for (size_t i = 0, layer = 0; i < ACCENT_WEIGHTS; i++) {
        layer += i == layers[layer + 1];
        fprintf(out, "%s%ld,", i % 64 ? "" : "\n        ", lround((double)(w[i] / scales[layer])));
    }
    fprintf(out, "\n    },\n};\n");
    return fclose(out) == 0;
}

/* Weights by chance, larger where fewer meet. */
static void begin_layer(struct trainer *t, float *weights, int from, int to)
{
    float size = sqrtf(2.0f / (float)from) / 0.58f;
    for (int i = 0; i < from * to; i++)
        weights[i] = (float)bell(&t->state) * size;
}

static void begin(struct trainer *t, bool further)
{
    struct accent_net *net = &t->net;
    if (further) {
        accent_unpack(&accent_weights, net);
        return;
    }
    begin_layer(t, &net->first[0][0], sizeof net->first / sizeof net->first[0], ACCENT_FIRST);
    begin_layer(t, &net->second[0][0], sizeof net->second / sizeof net->second[0], ACCENT_SECOND);
    begin_layer(t, &net->third[0][0], sizeof net->third / sizeof net->third[0], ACCENT_THIRD);
    begin_layer(t, &net->hidden[0][0], ACCENT_LAST, ACCENT_HIDDEN);
    begin_layer(t, &net->outputs[0][0], ACCENT_HIDDEN, ACCENT_OUTPUTS);
}

static void learn_one(struct trainer *t)
{
    static struct sample drawn;
    static struct accent_state state;
    if (chance(&t->state) < DRAWN) {
        make_sample(t, false, &drawn);
        look(t, &drawn, &state);
        backward(t, &state, drawn.letter);
        return;
    }
    const struct seen *s = &t->seen[(long)(chance(&t->state) * (double)t->nlearnt)];
    int dx = (int)(chance(&t->state) * 3) - 1, dy = (int)(chance(&t->state) * 3) - 1;
    look_again(t, s, dx, dy, (float)between(&t->state, 0.8, 1.25), &state);
    backward(t, &state, (struct viet_letter){s->base, s->mark, s->tone, s->upper});
}

static void train(struct trainer *t, long samples, bool further)
{
    float rate = further ? 0.0008f : 0.002f;
    begin(t, further);
    measure_seen(t);
    for (long n = 0; n < samples; n++) {
        learn_one(t);
        if (n % BATCH == BATCH - 1)
            step(t, rate * (float)(0.5 + 0.5 * cos(M_PI * (double)n / (double)samples)) + 0.00002f);
        if (n % (samples / 4) == samples / 4 - 1) {
            measure(t, 2000);
            measure_seen(t);
        }
    }
}

static bool load_seen(struct trainer *t, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in || fseek(in, 0, SEEK_END) != 0)
        return false;
    long n = ftell(in) / (long)sizeof *t->seen, last = n;
    rewind(in);
    t->seen = calloc((size_t)n + 1, sizeof *t->seen);
    for (long i = 0; t->seen && i < n; i++) {
        struct seen one;
        if (fread(&one, sizeof one, 1, in) != 1)
            break;
        t->seen[one.held_out ? --last : t->nlearnt++] = one;
    }
    fclose(in);
    t->nseen = n;
    return t->seen && t->nlearnt == last && t->nlearnt;
}

int main(int argc, char **argv)
{
    static struct trainer t;
    if (argc < 5) {
        fprintf(stderr, "usage: accents FONTS HELD-OUT SEEN OUT.c [SAMPLES] [SEED] [further]\n");
        return 2;
    }
    long samples = argc > 5 ? atol(argv[5]) : 900000;
    t.state = 0x9E3779B97F4A7C15u ^ (uint64_t)(argc > 6 ? atol(argv[6]) : 1);
    fonts_load(argv[1], argv[2], &t.fonts);
    fprintf(stderr, "%d fonts of %d families, %d of them held out\n", t.fonts.len, t.fonts.families, t.fonts.held_out);
    if (!t.fonts.held_out || t.fonts.held_out == t.fonts.len || !load_seen(&t, argv[3]))
        return 1;
    train(&t, samples, argc > 7);
    return write_weights(&t.net, argv[4]) ? 0 : 1;
}
