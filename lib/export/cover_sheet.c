#include "export/cover_sheet.h"

#include <errno.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdio.h>
#include <string.h>

#include "base/result.h"
#include "export/pdf_surface.h"

#define MM (72 / 25.4)
#define PAGE_WIDTH (210 * MM)
#define PAGE_HEIGHT (297 * MM)
#define MARGIN (20 * MM)
#define CODE_SIDE (60 * MM) /* without its quiet zone */
#define FAMILIES "Liberation Sans,Arial,sans-serif"

struct text {
    const char *text;
    double points, y; /* of its upper edge */
    bool bold;
};

/* Draws a line or a short paragraph; returns the y below it. */
static double draw_text(cairo_t *cr, const struct text *t)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string(FAMILIES);
    pango_font_description_set_absolute_size(font, t->points * PANGO_SCALE);
    pango_font_description_set_weight(font, t->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)((PAGE_WIDTH - 2 * MARGIN) * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout, t->text, -1);
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    cairo_move_to(cr, MARGIN, t->y);
    pango_cairo_show_layout(cr, layout);
    g_object_unref(layout);
    return t->y + (double)height / PANGO_SCALE;
}

/* Runs of dark modules as one rectangle each: fewer seams for a printer to show. */
static void draw_code(cairo_t *cr, const QRcode *code, double x, double y)
{
    double module = CODE_SIDE / code->width;
    for (int row = 0; row < code->width; row++) {
        for (int from = 0; from < code->width; from++) {
            int until = from;
            while (until < code->width && (code->data[row * code->width + until] & 1))
                until++;
            if (until > from)
                cairo_rectangle(cr, x + from * module, y + row * module, (until - from) * module, module);
            from = until > from ? until - 1 : from;
        }
    }
    cairo_fill(cr);
}

static void draw_words(cairo_t *cr, const struct cover_sheet *s)
{
    char line[512];
    double y = draw_text(cr, &(struct text){s->office, 12, MARGIN, false});
    y = draw_text(cr, &(struct text){s->heading, 26, y + 6 * MM, true});
    y = draw_text(cr, &(struct text){"Cover sheet: a dossier begins here", 11, y + 1 * MM, false}) + 76 * MM;
    if (*s->dossier) {
        snprintf(line, sizeof line, "Hồ sơ: %s", s->dossier);
        y = draw_text(cr, &(struct text){line, 20, y, true}) + 3 * MM;
    }
    if (*s->procedure) {
        snprintf(line, sizeof line, "Thủ tục: %s", s->procedure);
        y = draw_text(cr, &(struct text){line, 16, y, false}) + 3 * MM;
    }
    if (s->sheets) {
        snprintf(line, sizeof line, "Số tờ (không kể tờ này): %d", s->sheets);
        y = draw_text(cr, &(struct text){line, 16, y, false}) + 3 * MM;
    }
    static const char how[] =
        "Đặt tờ này lên trên giấy tờ của hồ sơ rồi quét cả tập. Tờ bìa được đếm và giữ ảnh, nhưng không nằm "
        "trong hồ sơ.\nLay this sheet on top of the dossier's papers and scan the whole stack.";
    draw_text(cr, &(struct text){how, 11, y + 4 * MM, false});
}

struct drawing {
    const struct cover_sheet *sheet;
    const QRcode *code;
};

static int draw_sheet(cairo_surface_t *surface, const void *what)
{
    const struct drawing *d = what;
    cairo_t *cr = cairo_create(surface);
    draw_words(cr, d->sheet);
    draw_code(cr, d->code, MARGIN, MARGIN + 36 * MM);
    draw_code(cr, d->code, PAGE_WIDTH - MARGIN - CODE_SIDE, PAGE_HEIGHT - MARGIN - CODE_SIDE);
    cairo_show_page(cr);
    cairo_destroy(cr);
    return SO_OK;
}

int cover_sheet_pdf(const struct cover_sheet *s, struct buf *out)
{
    size_t len = strlen(s->payload);
    if (!len)
        return SO_EINVALID;
    if (len > COVER_SHEET_PAYLOAD_MAX)
        return SO_ELIMIT;
    /* A photocopy, a stain, a fold: the code can lose a quarter of itself. */
    QRcode *code = QRcode_encodeData((int)len, (const unsigned char *)s->payload, 0, QR_ECLEVEL_Q);
    if (!code)
        return errno == ENOMEM ? SO_ENOMEM : SO_ELIMIT;
    int r = pdf_surface_draw(s->heading, PAGE_WIDTH, PAGE_HEIGHT, draw_sheet, &(struct drawing){s, code}, out);
    QRcode_free(code);
    return r;
}
