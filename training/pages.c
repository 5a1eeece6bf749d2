/*
 * Draws pages of made-up words, has the recogniser read them, and keeps what the net for marks will see of each letter:
 * with columns and lines as the recogniser finds them, at the sizes and in the condition in which papers come.
 *
 * usage: pages FONTS HELD-OUT TESSDATA OUT.seen [LETTERS] [SEED]
 *   FONTS     a folder of fonts with all Vietnamese letters
 *   HELD-OUT  parts of font files' names, joined by commas: their letters are marked as only to be measured with
 *   TESSDATA  the folder of the recogniser's model
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fonts.h"
#include "numbers.h"
#include "ocr/accents.h"
#include "ocr/engine.h"
#include "seen.h"
#include "viet/syllable.h"
#include "worn.h"

#define PAGE_WIDE 1500
#define PAGE_HIGH 700
#define WORDS_MAX 300
#define TIMEOUT_MS 60000

/* A word as it was drawn. */
struct drawn {
    char text[64];
    float left, right, base;
};

struct page_of {
    struct drawn words[WORDS_MAX];
    int len;
    float height; /* of capitals */
    bool held_out;
};

struct writer {
    FILE *out;
    uint64_t state;
    const struct page_of *page;
    long letters, wrong;
    int scale;
};

enum way { CAPITALS, TITLES, SENTENCES, WAYS };

static void make_word(uint64_t *state, enum way way, bool first, char out[64])
{
    char text[VIET_SYLLABLE_SIZE];
    struct viet_syllable s;
    struct buf b = BUF_INIT;
    size_t n;
    do {
        s = (struct viet_syllable){(uint8_t)(chance(state) * VIET_ONSET_COUNT), (uint8_t)(chance(state) * VIET_RHYME_COUNT),
                                   (uint8_t)(chance(state) * 6)};
        n = viet_syllable_write(s, text);
    } while (!n || n > 20);
    int r = way == CAPITALS ? viet_upper(text, n, &b)
            : way == TITLES || first ? viet_title(text, n, &b) : buf_append(&b, text, n);
    snprintf(out, 64, "%s", r ? "" : buf_str(&b));
    buf_free(&b);
}

/* One word from x on; where it ends. */
static double draw_word(cairo_t *cr, const struct font *font, const char *text, double x, double y, double scale,
                        double wide, double slant, double pen)
{
    size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        const struct outline *o = font_outline(font, viet_next(text, len, &at));
        cairo_save(cr);
        cairo_translate(cr, x, y);
        cairo_matrix_t shear = {wide * scale, 0, -slant * scale, scale, 0, 0};
        cairo_transform(cr, &shear);
        cairo_append_path(cr, o->path);
        cairo_set_line_width(cr, pen * FONTS_SIZE);
        cairo_fill_preserve(cr);
        if (pen > 0)
            cairo_stroke(cr);
        cairo_new_path(cr);
        cairo_restore(cr);
        x += o->at.x_advance * scale * wide;
    }
    return x;
}

/* A block of lines in one font and size. */
static cairo_surface_t *draw_page(uint64_t *state, const struct font *font, struct page_of *ret)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, PAGE_WIDE, PAGE_HIGH);
    cairo_t *cr = cairo_create(surface);
    double points = between(state, 8.5, 14.5), size = points * (chance(state) < 0.5 ? 200 : 300) / 72;
    double scale = size / FONTS_SIZE, space = font_outline(font, ' ')->at.x_advance * scale;
    double wide = between(state, 0.93, 1.05), slant = chance(state) < 0.2 ? between(state, -0.04, 0.2) : 0,
           pen = chance(state) < 0.25 ? between(state, 0, 0.03) : 0, leading = between(state, 1.3, 2) * size;
    *ret = (struct page_of){.held_out = font->held_out,
                            .height = (float)(-font_outline(font, 'H')->at.y_bearing * scale)};
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_translate(cr, 0, between(state, -4, 4));
    for (double y = 60 + size; y + leading / 2 < PAGE_HIGH - 20; y += leading) {
        enum way way = (enum way)(chance(state) * WAYS);
        double x = between(state, 50, 90);
        for (bool first = true; ret->len < WORDS_MAX; first = false) {
            struct drawn *w = &ret->words[ret->len];
            make_word(state, way, first, w->text);
            if (x + size * 0.75 * (double)viet_length(w->text, strlen(w->text)) > PAGE_WIDE - 50)
                break;
            w->left = (float)x;
            w->base = (float)y;
            x = draw_word(cr, font, w->text, x, y, scale, wide, slant, pen);
            w->right = (float)x;
            ret->len++;
            x += space * between(state, 0.9, 1.5);
        }
    }
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return surface;
}

/* The word that was drawn where one was read, when it has as many letters; NULL. */
static const struct drawn *drawn_at(const struct page_of *page, const struct word *w, int scale)
{
    float x = ((float)w->box.x + (float)w->box.w / 2) / (float)scale, bottom = (float)box_bottom(w->box) / (float)scale;
    for (int i = 0; i < page->len; i++) {
        const struct drawn *d = &page->words[i];
        if (x > d->left && x < d->right && bottom > d->base - page->height / 2 && bottom < d->base + page->height)
            return viet_length(d->text, strlen(d->text)) == w->nglyphs ? d : NULL;
    }
    return NULL;
}

static bool letter_at(const char *text, size_t place, struct viet_letter *ret)
{
    size_t len = strlen(text), at = 0;
    int32_t point = 0;
    for (size_t i = 0; i <= place && at < len; i++)
        point = viet_next(text, len, &at);
    return viet_letter_split(point, ret);
}

static int keep(const struct word *w, size_t glyph, struct accent_state *state, void *userdata)
{
    struct writer *out = userdata;
    const struct drawn *d = drawn_at(out->page, w, out->scale);
    struct viet_letter read, drawn;
    if (!d || !letter_at(w->glyphs[glyph].choices[0].text, 0, &read) || !letter_at(d->text, glyph, &drawn) ||
        read.base != drawn.base || read.upper != drawn.upper)
        return SO_OK;
    struct seen s = {.base = read.base,
                     .upper = read.upper,
                     .mark = drawn.mark,
                     .tone = drawn.tone,
                     .held_out = out->page->held_out,
                     .right = read.mark == drawn.mark && read.tone == drawn.tone};
    for (int i = 0; i < ACCENT_HIGH * ACCENT_WIDE; i++)
        s.window[i] = (uint8_t)lroundf(fminf((&state->window[0][0])[i], 1) * 255);
    out->letters++;
    out->wrong += !s.right;
    return fwrite(&s, sizeof s, 1, out->out) == 1 ? SO_OK : SO_EIO;
}

static int read_page(struct writer *out, TessBaseAPI *model, const struct font *font)
{
    static struct page_of page;
    cairo_surface_t *surface = draw_page(&out->state, font, &page);
    out->page = &page;
    out->scale = chance(&out->state) < 0.25 ? 2 : 1;
    struct worn worn = {0};
    struct words words = {0};
    struct so_error err = {0};
    int r = worn_make(surface, out->scale, &out->state, &worn) ? SO_OK : SO_ENOMEM;
    struct ocr_image image = {.data = worn.gray, .width = worn.width, .height = worn.height, .dpi = 300 * out->scale};
    if (!r)
        r = engine_recognise(model, &image, PSM_SINGLE_BLOCK, LETTERS_READ, TIMEOUT_MS, &words, &err);
    if (!r)
        r = accents_show(&image, &words, keep, out);
    words_free(&words);
    free(worn.gray);
    cairo_surface_destroy(surface);
    return r;
}

int main(int argc, char **argv)
{
    static struct fonts fonts;
    struct writer out = {0};
    struct ocr *ocr = NULL;
    struct so_error err = {0};
    if (argc < 5) {
        fprintf(stderr, "usage: pages FONTS HELD-OUT TESSDATA OUT.seen [LETTERS] [SEED]\n");
        return 2;
    }
    long letters = argc > 5 ? atol(argv[5]) : 250000;
    out.state = 0x9E3779B97F4A7C15u ^ (uint64_t)(argc > 6 ? atol(argv[6]) : 1);
    fonts_load(argv[1], argv[2], &fonts);
    fprintf(stderr, "%d fonts of %d families, %d of them held out\n", fonts.len, fonts.families, fonts.held_out);
    if (!fonts.held_out || fonts.held_out == fonts.len)
        return 1;
    int r = ocr_open(argv[3], &ocr, &err);
    out.out = r ? NULL : fopen(argv[4], "wb");
    r = r || out.out ? r : SO_EIO;
    while (!r && out.letters < letters)
        r = read_page(&out, ocr->fast, fonts_pick(&fonts, chance(&out.state) < 0.1, &out.state));
    if (out.out && fclose(out.out) != 0)
        r = SO_EIO;
    ocr_close(ocr);
    fprintf(stderr, "%ld letters, %ld of them misread%s%s\n", out.letters, out.wrong, r ? ": " : "", r ? err.text : "");
    return r ? 1 : 0;
}
