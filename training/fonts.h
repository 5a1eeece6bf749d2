/* Fonts with all Vietnamese letters, and the outlines of their letters. */
#ifndef SOHOA_TRAINING_FONTS_H
#define SOHOA_TRAINING_FONTS_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#define FONTS_MAX 768
#define FONTS_POINTS 0x1f00 /* code points above those of all Vietnamese letters */
#define FONTS_SIZE 100.0    /* of the outlines that are kept */

/* A letter's outline in a font, and its measures. */
struct outline {
    cairo_path_t *path;
    cairo_text_extents_t at;
};

struct font {
    cairo_font_face_t *face;
    bool held_out;
    int family;
    struct outline *outlines; /* FONTS_POINTS of them, made when they are wanted */
};

struct fonts {
    struct font items[FONTS_MAX];
    int len, held_out, families;
};

/* Those of a folder. held_out: parts of file names, joined by commas, of fonts that are only measured with. */
void fonts_load(const char *folder, const char *held_out, struct fonts *ret_fonts);

/* Any family as often as another, however many fonts it has. */
const struct font *fonts_pick(const struct fonts *fonts, bool held_out, uint64_t *state);

const struct outline *font_outline(const struct font *font, int32_t point);

#endif
