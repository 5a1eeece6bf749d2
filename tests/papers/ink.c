#include "ink.h"

#include <math.h>
#include <pango/pangocairo.h>

#define RUBBER_RED 0.82, 0.12, 0.16

static void star(cairo_t *cr, double radius)
{
    for (int i = 0; i < 10; i++) {
        double a = -G_PI / 2 + i * G_PI / 5, r = i % 2 ? radius * 0.38 : radius;
        cairo_line_to(cr, cos(a) * r, sin(a) * r);
    }
    cairo_close_path(cr);
}

/* Letters along a circle, centred on `middle` (0 = top); inward letters stand on the bottom, read from left to right.
 */
static void circular_text(cairo_t *cr, const char *text, double radius, double size, double middle, bool inward)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string("DejaVu Sans Condensed Bold");
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    double total = 0, gap = size * 0.12;
    for (int pass = 0; pass < 2; pass++) {
        double at = -total / 2;
        for (const char *p = text; *p; p = g_utf8_next_char(p)) {
            int width, height;
            pango_layout_set_text(layout, p, (int)(g_utf8_next_char(p) - p));
            pango_layout_get_size(layout, &width, &height);
            double w = (double)width / PANGO_SCALE + gap, h = (double)height / PANGO_SCALE;
            if (pass == 0) {
                total += w;
                continue;
            }
            double turn = (at + w / 2) / radius;
            cairo_save(cr);
            cairo_rotate(cr, inward ? middle - turn : middle + turn);
            cairo_translate(cr, -w / 2, inward ? radius - h / 2 : -radius - h / 2);
            pango_cairo_show_layout(cr, layout);
            cairo_restore(cr);
            at += w;
        }
    }
    pango_font_description_free(font);
    g_object_unref(layout);
}

/* Places where the stamp did not touch the paper, and where it had too little ink. */
static void wear(cairo_t *cr, struct rng *r, double radius)
{
    cairo_set_operator(cr, CAIRO_OPERATOR_DEST_OUT);
    for (int i = 0; i < 240; i++) {
        double a = rng_real(r, 0, 2 * G_PI), d = radius * sqrt(rng_real(r, 0, 1.1));
        cairo_set_source_rgba(cr, 0, 0, 0, rng_real(r, 0.1, 0.7));
        cairo_arc(cr, cos(a) * d, sin(a) * d, rng_real(r, 0.15, 0.9), 0, 2 * G_PI);
        cairo_fill(cr);
    }
    double a = rng_real(r, 0, 2 * G_PI);
    cairo_pattern_t *weak = cairo_pattern_create_radial(cos(a) * radius, sin(a) * radius, radius * 0.1, cos(a) * radius,
                                                        sin(a) * radius, radius * 1.4);
    cairo_pattern_add_color_stop_rgba(weak, 0, 0, 0, 0, rng_real(r, 0.2, 0.7));
    cairo_pattern_add_color_stop_rgba(weak, 1, 0, 0, 0, 0);
    cairo_set_source(cr, weak);
    cairo_paint(cr);
    cairo_pattern_destroy(weak);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
}

/* The seal of a commune: 36 mm across, an outer and an inner ring, a star, the state's name above, the office below. */
void ink_seal(cairo_t *cr, struct rng *r, double x, double y, const char *around, const char *below)
{
    const double outer = 51, inner = 34;
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_rotate(cr, rng_real(r, -0.35, 0.35));
    cairo_push_group(cr);
    cairo_set_source_rgb(cr, rng_real(r, 0.78, 0.9), rng_real(r, 0.05, 0.2), rng_real(r, 0.1, 0.25));
    cairo_set_line_width(cr, 1.9);
    cairo_new_path(cr); /* text leaves a point behind, from which an arc would draw a line */
    cairo_arc(cr, 0, 0, outer, 0, 2 * G_PI);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.7);
    cairo_arc(cr, 0, 0, outer - 3, 0, 2 * G_PI);
    cairo_stroke(cr);
    cairo_arc(cr, 0, 0, inner, 0, 2 * G_PI);
    cairo_stroke(cr);
    star(cr, 15);
    cairo_fill(cr);
    circular_text(cr, around, (outer - 3 + inner) / 2, 8.2, 0, false);
    circular_text(cr, below, (outer - 3 + inner) / 2, 7.4, 0, true);
    wear(cr, r, outer);
    cairo_pop_group_to_source(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_MULTIPLY);
    cairo_paint_with_alpha(cr, rng_real(r, 0.65, 0.92));
    cairo_restore(cr);
}

void ink_rubber_text(cairo_t *cr, struct rng *r, double x, double y, const char *text)
{
    int width, height;
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string("DejaVu Sans Bold");
    pango_font_description_set_absolute_size(font, 17 * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, -1);
    pango_layout_get_size(layout, &width, &height);
    double w = (double)width / PANGO_SCALE, h = (double)height / PANGO_SCALE;
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_rotate(cr, rng_real(r, -0.12, 0.12));
    cairo_push_group(cr);
    cairo_set_source_rgb(cr, RUBBER_RED);
    cairo_move_to(cr, -w / 2, -h / 2);
    pango_cairo_show_layout(cr, layout);
    cairo_set_line_width(cr, 1.6);
    cairo_rectangle(cr, -w / 2 - 6, -h / 2 - 3, w + 12, h + 6);
    cairo_stroke(cr);
    wear(cr, r, w / 2);
    cairo_pop_group_to_source(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_MULTIPLY);
    cairo_paint_with_alpha(cr, rng_real(r, 0.6, 0.9));
    cairo_restore(cr);
    pango_font_description_free(font);
    g_object_unref(layout);
}

/* A quick pen: loops that shrink, then a long stroke back under them. */
void ink_signature(cairo_t *cr, struct rng *r, double x, double y, double width)
{
    int loops = rng_int(r, 4, 8);
    double step = width / (loops + 1), at_x = x, at_y = y + rng_real(r, -4, 4);
    cairo_save(cr);
    if (rng_chance(r, 0.25))
        cairo_set_source_rgb(cr, 0.1, 0.1, 0.12);
    else
        cairo_set_source_rgb(cr, rng_real(r, 0.05, 0.18), rng_real(r, 0.12, 0.25), rng_real(r, 0.55, 0.75));
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cr, rng_real(r, 1.0, 1.6));
    cairo_move_to(cr, at_x, at_y);
    for (int i = 0; i < loops; i++) {
        double high = rng_real(r, 12, 26) * (i == 0 ? 1.5 : 1.0 - 0.08 * i), low = rng_real(r, 3, 12);
        double next_x = at_x + step * rng_real(r, 0.7, 1.3), next_y = y + rng_real(r, -5, 5);
        cairo_curve_to(cr, at_x + step * 0.9, at_y - high, at_x - step * 0.5, at_y - high * 1.1, at_x + step * 0.2,
                       at_y + low);
        cairo_curve_to(cr, at_x + step * 0.5, at_y + low * 1.2, next_x, next_y + low, next_x, next_y);
        at_x = next_x;
        at_y = next_y;
    }
    cairo_curve_to(cr, at_x + 25, at_y - 20, x + width * 0.3, y + 22, x - 8, y + rng_real(r, 10, 18));
    cairo_curve_to(cr, x + width * 0.3, y + 8, x + width * 0.7, y + 14, x + width * rng_real(r, 0.9, 1.2),
                   y + rng_real(r, -2, 8));
    cairo_stroke(cr);
    cairo_restore(cr);
}

void ink_emblem(cairo_t *cr, double x, double y, double radius)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_set_source_rgb(cr, 0.8, 0.1, 0.12);
    cairo_arc(cr, 0, 0, radius, 0, 2 * G_PI);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0.85, 0.68, 0.2);
    cairo_set_line_width(cr, radius * 0.14);
    cairo_stroke(cr);
    cairo_translate(cr, 0, -radius * 0.12);
    star(cr, radius * 0.55);
    cairo_fill(cr);
    cairo_restore(cr);
}

void ink_pattern(cairo_t *cr, double x, double y, double width, double height)
{
    cairo_save(cr);
    cairo_rectangle(cr, x, y, width, height);
    cairo_clip(cr);
    cairo_set_line_width(cr, 0.35);
    for (double base = y - 20; base < y + height + 20; base += 7) {
        bool warm = (int)((base - y) / 7) % 2;
        cairo_set_source_rgba(cr, warm ? 0.9 : 0.55, 0.65, warm ? 0.6 : 0.8, 0.4);
        for (double at = x; at <= x + width; at += 3)
            cairo_line_to(cr, at, base + 9 * sin(at / 17 + base / 31));
        cairo_stroke(cr);
    }
    cairo_restore(cr);
    cairo_set_source_rgb(cr, 0.75, 0.35, 0.35);
    cairo_set_line_width(cr, 2.2);
    cairo_rectangle(cr, x, y, width, height);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.6);
    cairo_rectangle(cr, x + 5, y + 5, width - 10, height - 10);
    cairo_stroke(cr);
}

void ink_dots(cairo_t *cr, double x, double x_end, double y)
{
    static const double on_off[] = {0, 2.9};
    if (x_end - x < 4)
        return;
    cairo_save(cr);
    cairo_set_source_rgb(cr, 0.15, 0.15, 0.15);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 0.85);
    cairo_set_dash(cr, on_off, 2, 0);
    cairo_move_to(cr, x, y);
    cairo_line_to(cr, x_end, y);
    cairo_stroke(cr);
    cairo_restore(cr);
}
