#include "card.h"

#include <pango/pangocairo.h>
#include <qrencode.h>

/* Cards are printed in a sans serif; the zone in one of fixed width, as OCR-B is. */
static void put_text(cairo_t *cr, const struct face_item *item, double x, double y)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    bool title = item->kind == FACE_TITLE;
    pango_font_description_set_family(font, item->kind == FACE_ZONE ? "Cousine" : "Arimo");
    pango_font_description_set_absolute_size(font, item->size * PANGO_SCALE);
    pango_font_description_set_weight(font, title || item->kind == FACE_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(item->width * PANGO_SCALE));
    pango_layout_set_alignment(layout, title ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout, item->text, -1);
    cairo_set_source_rgb(cr, title ? 0.7 : 0.08, 0.08, 0.1);
    cairo_move_to(cr, x, y);
    pango_cairo_show_layout(cr, layout);
    g_object_unref(layout);
}

static void put_qr(cairo_t *cr, const struct face_item *item, double x, double y)
{
    QRcode *code = QRcode_encodeString8bit(item->text, 0, QR_ECLEVEL_M);
    if (!code)
        return;
    double side = item->width / code->width;
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_rectangle(cr, x - 3 * side, y - 3 * side, item->width + 6 * side, item->width + 6 * side);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0.05, 0.05, 0.05);
    for (int i = 0; i < code->width * code->width; i++)
        if (code->data[i] & 1)
            cairo_rectangle(cr, x + i % code->width * side, y + i / code->width * side, side, side);
    cairo_fill(cr);
    QRcode_free(code);
}

static void put_photo(cairo_t *cr, const struct face_item *item, double x, double y)
{
    double w = item->width, h = w * 4 / 3;
    cairo_set_source_rgb(cr, 0.78, 0.86, 0.9);
    cairo_rectangle(cr, x, y, w, h);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0.3, 0.25, 0.22);
    cairo_arc(cr, x + w / 2, y + h * 0.4, w * 0.24, 0, 2 * G_PI);
    cairo_fill(cr);
    cairo_rectangle(cr, x + w * 0.15, y + h * 0.72, w * 0.7, h * 0.28);
    cairo_fill(cr);
}

/* A face with its corner at (x, y). */
static void draw_face(cairo_t *cr, const struct face *face, double x, double y, GString *text)
{
    cairo_set_source_rgb(cr, 0.95, 0.97, 0.93);
    cairo_rectangle(cr, x, y, face->passport ? PASSPORT_WIDTH : CARD_WIDTH, face->passport ? PASSPORT_HEIGHT : CARD_HEIGHT);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0.6, 0.65, 0.6);
    cairo_set_line_width(cr, 0.6);
    cairo_stroke(cr);
    for (int i = 0; i < face->nitems; i++) {
        const struct face_item *item = &face->items[i];
        switch (item->kind) {
        case FACE_QR:
            put_qr(cr, item, x + item->x, y + item->y);
            break;
        case FACE_PHOTO:
            put_photo(cr, item, x + item->x, y + item->y);
            break;
        case FACE_TEXT: case FACE_BOLD: case FACE_TITLE: case FACE_ZONE:
            put_text(cr, item, x + item->x, y + item->y);
            g_string_append_printf(text, "%s\n", item->text);
            break;
        }
    }
}

void cards_draw(cairo_t *cr, const struct face *faces, int n, enum style_card where, struct rng *ink, GString *text)
{
    static const double passport[] = {110, 260};
    static const double places[][FACES_MAX][2] = {
        [CARD_STACKED] = {{176, 90}, {176, 300}}, [CARD_CORNER] = {{30, 34}, {310, 610}}, [CARD_BESIDE] = {{40, 120}, {312, 120}}};
    for (int i = 0; i < n; i++) {
        const double *at = faces[i].passport ? passport : places[where][i];
        draw_face(cr, &faces[i], at[0] + rng_real(ink, -8, 8), at[1] + rng_real(ink, -8, 8), text);
    }
}
