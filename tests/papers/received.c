#include "received.h"

#include <pango/pangocairo.h>

#include "sheet.h"

static void words(cairo_t *cr, double x, double y, const char *family, double size, bool bold, const char *text)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, family);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, -1);
    cairo_move_to(cr, x, y);
    pango_cairo_show_layout(cr, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
}

static void pen_ink(cairo_t *cr)
{
    cairo_set_source_rgb(cr, 0.08, 0.14, 0.5);
}

/* Office, number and date in a frame, stamped askew over whatever stands there. */
static void incoming_stamp(cairo_t *cr, const char *hand, struct rng *r)
{
    static const double inks[][3] = {{0.82, 0.12, 0.16}, {0.2, 0.22, 0.6}, {0.35, 0.15, 0.5}, {0.15, 0.15, 0.15}};
    const double *ink = inks[rng_int(r, 0, G_N_ELEMENTS(inks) - 1)];
    char text[64];
    cairo_save(cr);
    cairo_translate(cr, rng_real(r, 62, 120), rng_real(r, 132, 178));
    cairo_rotate(cr, rng_real(r, -0.07, 0.07));
    cairo_push_group(cr);
    cairo_set_source_rgb(cr, ink[0], ink[1], ink[2]);
    cairo_set_line_width(cr, 1.3);
    cairo_rectangle(cr, 0, 0, 138, 62);
    cairo_stroke(cr);
    words(cr, 14, 3, "Tinos", 9.5, true, "UBND XÃ THANH HẢI");
    words(cr, 10, 16, "Tinos", 12.5, true, "CÔNG VĂN ĐẾN");
    words(cr, 6, 32, "Tinos", 9.5, false, "Số: ..............................");
    words(cr, 6, 46, "Tinos", 9.5, false, "Ngày: .........................");
    pen_ink(cr);
    g_snprintf(text, sizeof text, "%d", rng_int(r, 10, 900));
    words(cr, 44, 26, hand, 14, false, text);
    g_snprintf(text, sizeof text, "%d/%d/%d", rng_int(r, 1, 28), rng_int(r, 1, 12), rng_int(r, 2019, 2025));
    words(cr, 44, 41, hand, 14, false, text);
    cairo_pop_group_to_source(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_MULTIPLY);
    cairo_paint_with_alpha(cr, rng_real(r, 0.65, 0.95));
    cairo_restore(cr);
}

static void margin_note(cairo_t *cr, const char *hand, struct rng *r)
{
    static const char *const notes[] = {"Đ/c Hà - VP xử lý", "Chuyển TP-HT", "Lưu VP", "Đ/c Nam báo cáo trước 20/5",
                                        NULL};
    cairo_save(cr);
    cairo_translate(cr, rng_real(r, 20, 60), rng_real(r, 560, 760));
    cairo_rotate(cr, rng_real(r, -1.6, -1.3));
    pen_ink(cr);
    words(cr, 0, 0, hand, 15, false, rng_pick(r, notes));
    cairo_restore(cr);
}

static void punch_holes(cairo_t *cr, struct rng *r)
{
    double x = rng_real(r, 18, 30), middle = SHEET_HEIGHT / 2 + rng_real(r, -8, 8);
    cairo_set_source_rgb(cr, 0.12, 0.12, 0.12);
    for (int side = -1; side <= 1; side += 2) {
        cairo_arc(cr, x, middle + side * 113, 8.5, 0, 2 * G_PI); /* 80 mm apart, 6 mm wide */
        cairo_fill(cr);
    }
}

/* The copier's lid was open: black where no paper lay, with a ragged edge. */
static void black_edge(cairo_t *cr, struct rng *r)
{
    bool left = rng_chance(r, 0.5);
    double width = rng_real(r, 4, 14), x = left ? 0 : SHEET_WIDTH;
    cairo_set_source_rgb(cr, 0.08, 0.08, 0.08);
    cairo_move_to(cr, x, 0);
    for (double y = 0; y <= SHEET_HEIGHT; y += 20)
        cairo_line_to(cr, left ? width + rng_real(r, -2, 2) : SHEET_WIDTH - width + rng_real(r, -2, 2), y);
    cairo_line_to(cr, x, SHEET_HEIGHT);
    cairo_fill(cr);
    cairo_rectangle(cr, 0, 0, SHEET_WIDTH, rng_real(r, 0, 6));
    cairo_fill(cr);
}

static void fax_marks(cairo_t *cr, struct rng *r)
{
    char text[128];
    cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
    g_snprintf(text, sizeof text, "Tu: UBND HUYEN  FAX: 03203%d  %02d/%02d/%d %02d:%02d  P.01",
               rng_int(r, 100000, 999999), rng_int(r, 1, 28), rng_int(r, 1, 12), rng_int(r, 2012, 2022),
               rng_int(r, 7, 16), rng_int(r, 0, 59));
    words(cr, 40, 12, "Cousine", 8, false, text);
    for (int i = rng_int(r, 2, 7); i > 0; i--) { /* lines that the line lost, or that a speck on the glass drew */
        bool lost = rng_chance(r, 0.6);
        cairo_set_source_rgb(cr, lost ? 1 : 0.2, lost ? 1 : 0.2, lost ? 1 : 0.2);
        double at = rng_real(r, 60, SHEET_HEIGHT - 60);
        if (lost)
            cairo_rectangle(cr, 0, at, SHEET_WIDTH, rng_real(r, 0.4, 1.0));
        else
            cairo_rectangle(cr, at * SHEET_WIDTH / SHEET_HEIGHT, 0, rng_real(r, 0.3, 0.7), SHEET_HEIGHT);
        cairo_fill(cr);
    }
}

void received_draw(cairo_surface_t *sheet, int dpi, const char *hand, struct rng *r)
{
    cairo_t *cr = cairo_create(sheet);
    cairo_scale(cr, dpi / 72.0, dpi / 72.0);
    hand = hand ? hand : "Tinos Italic";
    incoming_stamp(cr, hand, r);
    if (rng_chance(r, 0.6))
        margin_note(cr, hand, r);
    if (rng_chance(r, 0.4))
        punch_holes(cr, r);
    if (rng_chance(r, 0.4))
        black_edge(cr, r);
    if (rng_chance(r, 0.35))
        fax_marks(cr, r);
    cairo_destroy(cr);
}
