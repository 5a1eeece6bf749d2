#include "fonts.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "ocr/accent.h"
#include "viet/text.h"

const struct outline *font_outline(const struct font *font, int32_t point)
{
    struct outline *o = &font->outlines[point];
    if (o->path)
        return o;
    cairo_surface_t *none = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo_create(none);
    char text[8] = "";
    viet_put(point, text);
    cairo_set_font_face(cr, font->face);
    cairo_set_font_size(cr, FONTS_SIZE);
    cairo_text_extents(cr, text, &o->at);
    cairo_text_path(cr, text);
    o->path = cairo_copy_path(cr);
    cairo_destroy(cr);
    cairo_surface_destroy(none);
    return o;
}

/* A letter with marks is really the base letter and more. */
static bool is_drawn(const struct font *font, struct viet_letter l, int32_t point)
{
    struct viet_letter plain = {l.base, VIET_PLAIN, VIET_NGANG, l.upper};
    const cairo_text_extents_t *at = &font_outline(font, point)->at,
                               *bare = &font_outline(font, viet_letter_join(plain))->at;
    bool dot = l.base == 'i' || (l.base == 'y' && l.tone == VIET_NANG); /* in the place of one, beside a tail */
    bool more = dot || at->height > bare->height * 1.02 || at->width > bare->width * 1.02;
    return at->width >= bare->width * 0.8 && at->height >= bare->height * 0.85 && (!l.tone || more);
}

static bool has_letters(FcPattern *p, const struct font *font)
{
    FcCharSet *letters = NULL;
    if (!font->outlines || FcPatternGetCharSet(p, FC_CHARSET, 0, &letters) != FcResultMatch)
        return false;
    for (const char *base = ACCENT_BASES; *base; base++)
        for (int i = 0; i < 2 * ACCENT_MARKS * ACCENT_TONES; i++) {
            struct viet_letter l = {*base, (uint8_t)(i / 2 % ACCENT_MARKS), (uint8_t)(i / 2 / ACCENT_MARKS), i % 2};
            int32_t point = viet_letter_join(l);
            if (point && (!FcCharSetHasChar(letters, (FcChar32)point) || !is_drawn(font, l, point)))
                return false;
        }
    return true;
}

static bool is_held_out(const char *file, const char *parts)
{
    char *copy = strdup(parts), *rest = copy;
    bool found = false;
    for (char *part = strtok_r(copy, ",", &rest); part; part = strtok_r(NULL, ",", &rest))
        found |= strstr(file, part) != NULL;
    free(copy);
    return found;
}

void fonts_load(const char *folder, const char *held_out, struct fonts *ret_fonts)
{
    char *families[FONTS_MAX];
    struct fonts *f = ret_fonts;
    FcConfigAppFontAddDir(NULL, (const FcChar8 *)folder);
    FcFontSet *set = FcConfigGetFonts(NULL, FcSetApplication);
    for (int i = 0; set && i < set->nfont && f->len < FONTS_MAX; i++) {
        FcChar8 *file = NULL, *family = NULL;
        FcBool variable = FcFalse;
        FcPattern *p = set->fonts[i];
        if (FcPatternGetString(p, FC_FILE, 0, &file) || FcPatternGetString(p, FC_FAMILY, 0, &family) ||
            (!FcPatternGetBool(p, FC_VARIABLE, 0, &variable) && variable))
            continue;
        int k = 0;
        while (k < f->families && strcmp(families[k], (const char *)family) != 0)
            k++;
        if (k == f->families)
            families[f->families++] = strdup((const char *)family);
        struct font *font = &f->items[f->len];
        *font = (struct font){cairo_ft_font_face_create_for_pattern(p), is_held_out((const char *)file, held_out), k,
                              calloc(FONTS_POINTS, sizeof(struct outline))};
        bool good = has_letters(p, font);
        f->len += good;
        f->held_out += good && font->held_out;
    }
    for (int k = 0; k < f->families; k++)
        free(families[k]);
}

const struct font *fonts_pick(const struct fonts *fonts, bool held_out, uint64_t *state)
{
    for (;;) {
        int family = (int)(chance(state) * fonts->families);
        const struct font *mine[FONTS_MAX];
        int n = 0;
        for (int i = 0; i < fonts->len; i++)
            if (fonts->items[i].family == family && fonts->items[i].held_out == held_out)
                mine[n++] = &fonts->items[i];
        if (n)
            return mine[(int)(chance(state) * n)];
    }
}
