#include "sheet.h"

#include "ink.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

enum { MARGIN_LEFT = 70, MARGIN_RIGHT = 545, MARGIN_TOP = 52, MARGIN_BOTTOM = 800 };

struct pen {
    cairo_t *cr;
    const struct form *f;
    const struct sheet_fonts *fonts;
    double size; /* of the body, points */
    double y;
    GString *text;
    int rows;     /* that carry labels, so far */
    bool opens;   /* the next label is a row's first */
    bool red; /* ink of the text that is drawn: a rubber stamp's instead of the printer's */
};

struct look {
    double size;
    bool bold, italic, underline;
    PangoAlignment align;
};

static PangoLayout *layout_new(struct pen *p, double width, const struct look *look)
{
    PangoLayout *layout = pango_cairo_create_layout(p->cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, p->fonts->print);
    pango_font_description_set_absolute_size(font, look->size * PANGO_SCALE);
    pango_font_description_set_weight(font, look->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, look->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, look->align);
    pango_layout_set_line_spacing(layout, (float)p->f->style->spacing);
    return layout;
}

/* With the space to the next line, so that single lines stand as far apart as the lines of one text. */
static double layout_height(PangoLayout *layout)
{
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    PangoRectangle extents;
    pango_layout_line_get_extents(line, NULL, &extents);
    return ((double)height + extents.height * (pango_layout_get_line_spacing(layout) - 1)) / PANGO_SCALE;
}

static double show(struct pen *p, double x, double y, PangoLayout *layout)
{
    cairo_set_source_rgb(p->cr, p->red ? 0.8 : 0.07, p->red ? 0.12 : 0.07, p->red ? 0.16 : 0.08);
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, layout);
    return layout_height(layout);
}

/* Draws text in a column at the pen's height or another, and gives the height it took. */
static double text_at(struct pen *p, double x, double y, double width, const char *text, struct look look)
{
    PangoLayout *layout = layout_new(p, width, &look);
    pango_layout_set_text(layout, text, -1);
    if (look.underline) {
        PangoAttrList *attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE));
        pango_layout_set_attributes(layout, attributes);
        pango_attr_list_unref(attributes);
    }
    double height = show(p, x, y, layout);
    g_object_unref(layout);
    g_string_append_printf(p->text, "%s\n", text);
    return height;
}

static struct look body(const struct pen *p)
{
    return (struct look){.size = p->size};
}

static void text_line(struct pen *p, const char *text, struct look look)
{
    p->y += text_at(p, MARGIN_LEFT, p->y, MARGIN_RIGHT - MARGIN_LEFT, text, look);
}

static void style_value(struct pen *p, PangoLayout *layout, guint from)
{
    PangoAttrList *attributes = pango_attr_list_new();
    PangoAttribute *list[3] = {NULL};
    if (p->f->style->hand) {
        list[0] = p->fonts->hand ? pango_attr_family_new(p->fonts->hand) : pango_attr_style_new(PANGO_STYLE_ITALIC);
        list[1] = pango_attr_foreground_new(0x1200, 0x2200, 0x8000);
        list[2] = pango_attr_size_new_absolute((int)(p->size * 1.08 * PANGO_SCALE));
    } else if (!p->f->style->plain_value) {
        list[0] = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(list) && list[i]; i++) {
        list[i]->start_index = from;
        pango_attr_list_insert(attributes, list[i]);
    }
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

/* Dots that belong to a value, line by line: under all of its place, behind its end, or a short run where it is blank.
 */
static void leaders(struct pen *p, double x, double y, double width, PangoLayout *layout, int label_bytes, bool blank)
{
    enum style_leader kind = p->f->style->table ? LEADER_NONE : p->f->style->leader;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
        PangoRectangle extents;
        int label_end = 0;
        pango_layout_iter_get_line_extents(iter, NULL, &extents);
        double baseline = y + (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE;
        if (line->start_index <= label_bytes && label_bytes <= line->start_index + line->length)
            pango_layout_line_index_to_x(line, label_bytes, FALSE, &label_end);
        double from = x + (double)label_end / PANGO_SCALE + 3, text_end = x + (double)extents.width / PANGO_SCALE;
        if (blank && kind == LEADER_NONE)
            ink_dots(p->cr, from, fmin(from + 110, x + width), baseline);
        else if (blank || kind == LEADER_UNDER)
            ink_dots(p->cr, from, x + width, baseline + (blank ? 0 : 2.2));
        else if (kind == LEADER_TRAIL && pango_layout_iter_at_last_line(iter))
            ink_dots(p->cr, text_end + 3, x + width, baseline);
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

/* "Label: ", with the number or dash that begins its row. */
static char *row_label(struct pen *p, const char *label)
{
    bool opens = p->opens;
    p->opens = false;
    if (opens && p->f->style->numbered)
        return g_strdup_printf("%d. %s: ", ++p->rows, label);
    return g_strdup_printf("%s%s: ", opens && p->f->style->dashed ? "- " : "", label);
}

/* "Label: value" in a column; the height it took. A table's blank cell stays empty. */
static double cell_at(struct pen *p, double x, double y, double width, const struct cell *c)
{
    struct look look = body(p);
    PangoLayout *layout = layout_new(p, width, &look);
    char *label = c->label ? row_label(p, c->label) : g_strdup("");
    char *text = g_strconcat(label, c->value, NULL);
    int label_bytes = (int)strlen(label);
    g_free(label);
    bool blank = !*c->value;
    if (blank && p->f->style->hand) { /* a space in the hand's size keeps the row on one base line */
        char *wider = g_strconcat(text, " ", NULL);
        g_free(text);
        text = wider;
    }
    pango_layout_set_text(layout, text, -1);
    style_value(p, layout, (guint)label_bytes);
    if (!(blank && p->f->style->table))
        leaders(p, x, y, width, layout, label_bytes, blank);
    double height = show(p, x, y, layout);
    g_string_append(p->text, text);
    g_free(text);
    g_object_unref(layout);
    return height;
}

static void rule(struct pen *p, double x, double y, double x_end, double y_end)
{
    cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(p->cr, 0.7);
    cairo_move_to(p->cr, x, y);
    cairo_line_to(p->cr, x_end, y_end);
    cairo_stroke(p->cr);
}

/* Label and value in boxes of their own; several cells share the row, each with its label inside. */
static void table_row(struct pen *p, const struct row *row)
{
    const double pad = 4, x = MARGIN_LEFT, width = MARGIN_RIGHT - MARGIN_LEFT;
    double height = 0, edges[ROW_CELLS_MAX + 1] = {x};
    if (row->ncells == 1) {
        const struct cell value = {NULL, row->cells[0].value};
        double split = width * 0.34;
        height = text_at(p, x + pad, p->y + pad, split - 2 * pad, row->cells[0].label, body(p));
        height = fmax(height, cell_at(p, x + split + pad, p->y + pad, width - split - 2 * pad, &value));
        edges[1] = x + split;
    } else {
        for (int i = 0; i < row->ncells; i++) {
            edges[i] = x + width * i / row->ncells;
            height =
                fmax(height, cell_at(p, edges[i] + pad, p->y + pad, width / row->ncells - 2 * pad, &row->cells[i]));
            g_string_append(p->text, "  ");
        }
    }
    g_string_append_c(p->text, '\n');
    double bottom = p->y + height + 2 * pad;
    rule(p, x, p->y, x + width, p->y);
    rule(p, x, bottom, x + width, bottom);
    rule(p, x + width, p->y, x + width, bottom);
    for (int i = 0; i < MAX(row->ncells, 2) && edges[i] > 0; i++)
        rule(p, edges[i], p->y, edges[i], bottom);
    p->y = bottom;
}

/* One label and two columns of values, each in its box; the head of the columns stands in their middle. */
static void pair_row(struct pen *p, const struct row *row)
{
    const double pad = 4, x = MARGIN_LEFT, width = MARGIN_RIGHT - MARGIN_LEFT;
    const double edges[] = {x, x + width * 0.26, x + width * 0.63, x + width};
    struct look look = body(p);
    look.bold = row->bold;
    look.align = row->bold ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT;
    double height = text_at(p, edges[0] + pad, p->y + pad, edges[1] - edges[0] - 2 * pad, row->cells[0].label, look);
    for (int i = 0; i < 2; i++) {
        const struct cell value = {NULL, row->cells[i].value};
        double left = edges[i + 1] + pad, room = edges[i + 2] - edges[i + 1] - 2 * pad;
        double took = row->bold         ? text_at(p, left, p->y + pad, room, value.value, look)
                      : *value.value ? cell_at(p, left, p->y + pad, room, &value)
                                     : 0;
        height = fmax(height, took);
        g_string_append(p->text, "  ");
    }
    g_string_append_c(p->text, '\n');
    double bottom = p->y + height + 2 * pad;
    rule(p, x, p->y, x + width, p->y);
    rule(p, x, bottom, x + width, bottom);
    for (size_t i = 0; i < G_N_ELEMENTS(edges); i++)
        rule(p, edges[i], p->y, edges[i], bottom);
    p->y = bottom;
}

static void fields_row(struct pen *p, const struct row *row, double x, double width, bool stacked)
{
    static const double thirds[] = {0, 0.37, 0.69, 1}, halves[] = {0, 0.52, 1}, whole[] = {0, 1};
    const double *at = row->ncells == 3 ? thirds : row->ncells == 2 ? halves : whole;
    double tallest = 0;
    for (int i = 0; i < row->ncells; i++) {
        double left = stacked ? x : x + width * at[i], room = stacked ? width : width * (at[i + 1] - at[i]) - 8;
        double height = cell_at(p, left, p->y, room, &row->cells[i]);
        if (stacked)
            p->y += height;
        else
            tallest = fmax(tallest, height);
        g_string_append(p->text, i + 1 < row->ncells ? "    " : "\n");
    }
    p->y += tallest;
}

static void draw_row(struct pen *p, const struct row *row, double x, double width, bool stacked)
{
    struct look look = body(p);
    look.bold = row->bold;
    look.italic = row->italic;
    p->opens = true;
    switch (row->kind) {
    case ROW_FIELDS:
        if (p->f->style->table)
            table_row(p, row);
        else
            fields_row(p, row, x, width, stacked);
        return;
    case ROW_TABLE:
        pair_row(p, row);
        return;
    case ROW_CENTRE:
        look.align = PANGO_ALIGN_CENTER;
        break;
    case ROW_PARAGRAPH:
    case ROW_LINE:
        break;
    }
    if (row->kind == ROW_PARAGRAPH) {
        PangoLayout *layout = layout_new(p, width, &look);
        pango_layout_set_indent(layout, 28 * PANGO_SCALE);
        pango_layout_set_justify(layout, TRUE);
        pango_layout_set_text(layout, row->text, -1);
        p->y += show(p, x, p->y, layout) + 2;
        g_string_append_printf(p->text, "%s\n", row->text);
        g_object_unref(layout);
    } else {
        p->y += text_at(p, x, p->y, width, row->text, look);
    }
}

static void draw_rows(struct pen *p)
{
    const struct form *f = p->f;
    const double middle = (MARGIN_LEFT + MARGIN_RIGHT) / 2.0, width = MARGIN_RIGHT - MARGIN_LEFT;
    double top = 0, deepest = 0;
    for (int i = 0; i < f->nrows; i++) {
        enum row_side side = f->style->columns ? f->rows[i].side : SIDE_BOTH;
        enum row_side before = i > 0 && f->style->columns ? f->rows[i - 1].side : SIDE_BOTH;
        if (side == SIDE_LEFT && before != SIDE_LEFT)
            top = p->y;
        if (side == SIDE_RIGHT && before == SIDE_LEFT) {
            deepest = p->y;
            p->y = top;
        }
        if (side == SIDE_BOTH) {
            if (before == SIDE_RIGHT)
                p->y = fmax(p->y, deepest) + 6;
            draw_row(p, &f->rows[i], MARGIN_LEFT, width, false);
        } else {
            draw_row(p, &f->rows[i], side == SIDE_LEFT ? MARGIN_LEFT : middle + 6, width / 2 - 8, true);
        }
    }
}

/* The lines that name the office, in the style's order; returns how many. */
static int office_lines(const struct form *f, const char *lines[5])
{
    const struct place *o = &f->office;
    int n = 0;
    if (f->agency[0]) {
        while (f->agency[n]) {
            lines[n] = f->agency[n];
            n++;
        }
        return n;
    }
    const char *province = say_upper(f->pool, o->province);
    const char *district = o->district ? say_upper(f->pool, say(f->pool, "huyện %s", o->district)) : NULL;
    const char *commune = say_upper(f->pool, say(f->pool, "xã %s", o->commune));
    if (f->style->header == HEADER_LARGE_FIRST) {
        lines[n++] = province;
        if (district)
            lines[n++] = district;
        lines[n++] = say(f->pool, "ỦY BAN NHÂN DÂN %s", commune);
    } else {
        lines[n++] = "ỦY BAN NHÂN DÂN";
        lines[n++] = commune;
        if (f->style->header == HEADER_SMALL_FIRST && !f->under_agency && strcmp(f->type, "van_ban_hanh_chinh") != 0) {
            if (district)
                lines[n++] = district;
            lines[n++] = province;
        }
    }
    if (f->under_agency)
        lines[n++] = f->under_agency;
    return n;
}

/* The digits of a text that was printed with room for them, written in. */
static double written_at(struct pen *p, double x, double y, double width, const char *text, struct look look)
{
    PangoLayout *layout = layout_new(p, width, &look);
    PangoAttrList *attributes = pango_attr_list_new();
    pango_layout_set_text(layout, text, -1);
    for (guint from = 0, end = 0; text[from]; from = end > from ? end : from + 1) {
        end = from + (guint)strspn(text + from, "0123456789");
        PangoAttribute *list[] = {p->fonts->hand ? pango_attr_family_new(p->fonts->hand) : pango_attr_style_new(PANGO_STYLE_ITALIC),
                                  pango_attr_foreground_new(0x1200, 0x2200, 0x8000),
                                  pango_attr_size_new_absolute((int)(p->size * 1.25 * PANGO_SCALE))};
        for (size_t i = 0; i < G_N_ELEMENTS(list); i++) {
            list[i]->start_index = from;
            list[i]->end_index = end;
            if (end > from)
                pango_attr_list_insert(attributes, list[i]);
            else
                pango_attribute_destroy(list[i]);
        }
    }
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    double height = show(p, x, y, layout);
    g_object_unref(layout);
    g_string_append_printf(p->text, "%s\n", text);
    return height;
}

/* As text_at, by hand where the wishes say so. */
static double filled_at(struct pen *p, double x, double y, double width, const char *text, struct look look)
{
    return p->f->wishes->received ? written_at(p, x, y, width, text, look) : text_at(p, x, y, width, text, look);
}

static double draw_number(struct pen *p, double x, double y, double width, PangoAlignment align)
{
    double start = y;
    struct look look = {.size = p->size, .align = align};
    if (p->f->number)
        y += filled_at(p, x, y, width,
                     say(p->f->pool, "%s: %s", p->f->number_label, *p->f->number ? p->f->number : "........."), look);
    if (p->f->under_number)
        y += text_at(p, x, y, width, p->f->under_number, look);
    if (p->f->book)
        y += text_at(p, x, y, width, say(p->f->pool, "Quyển số: %s", *p->f->book ? p->f->book : "........."), look);
    return y - start;
}

static double draw_motto(struct pen *p, double x, double y, double width)
{
    double start = y;
    if (p->f->no_motto)
        return 0;
    const char *state = strlen(p->f->office.commune) % 3 == 0 ? "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
                                                              : "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
    struct look look = {.size = p->size * 0.92, .bold = true, .align = PANGO_ALIGN_CENTER};
    y += text_at(p, x, y, width, state, look);
    look.size = p->size;
    look.underline = p->f->style->header == HEADER_SMALL_FIRST;
    double height = text_at(p, x, y, width, "Độc lập - Tự do - Hạnh phúc", look);
    if (!look.underline)
        rule(p, x + width / 2 - 62, y + height, x + width / 2 + 62, y + height);
    return y + height + 3 - start;
}

static void draw_header(struct pen *p)
{
    const struct form *f = p->f;
    const double left = MARGIN_LEFT - 14, left_width = 200, right = MARGIN_LEFT + 192,
                 right_width = MARGIN_RIGHT + 10 - right;
    bool office = !f->motto_only && (f->style->header != HEADER_CENTRED || f->agency[0]);
    if (!office) {
        if (f->style->pattern && !f->motto_only) {
            ink_emblem(p->cr, SHEET_WIDTH / 2, p->y + 20, 20);
            p->y += 46;
        }
        p->y += draw_motto(p, MARGIN_LEFT, p->y, MARGIN_RIGHT - MARGIN_LEFT) + 6;
        if (f->number)
            p->y += draw_number(p, MARGIN_LEFT, p->y, MARGIN_RIGHT - MARGIN_LEFT, PANGO_ALIGN_RIGHT);
        return;
    }
    const char *lines[5];
    int n = office_lines(f, lines);
    double y = p->y, right_y = p->y;
    struct look look = {.size = p->size * 0.92, .align = PANGO_ALIGN_CENTER};
    for (int i = 0; i < n; i++) {
        look.bold = f->style->header != HEADER_LARGE_FIRST || i == n - 1;
        y += text_at(p, left, y, left_width, lines[i], look);
    }
    if (f->style->header != HEADER_SMALL_FIRST)
        rule(p, left + left_width / 2 - 34, y + 1, left + left_width / 2 + 34, y + 1);
    y += 3;
    right_y += draw_motto(p, right, right_y, right_width);
    if (f->style->number == NUMBER_UNDER_OFFICE)
        y += draw_number(p, left, y, left_width, PANGO_ALIGN_CENTER);
    else if (f->style->number == NUMBER_RIGHT)
        right_y += draw_number(p, right, right_y + 4, right_width, PANGO_ALIGN_RIGHT) + 4;
    if (f->place_date) {
        look = (struct look){.size = p->size, .italic = true, .align = PANGO_ALIGN_CENTER};
        right_y += filled_at(p, right, right_y + 6, right_width, f->place_date, look) + 6;
    }
    p->y = fmax(y, right_y);
}

/* "TỜ KHAI" and below it "ĐĂNG KÝ KHAI TỬ". */
static const char *break_title(const struct form *f)
{
    const char *first = strchr(f->title, ' '), *second = first ? strchr(first + 1, ' ') : NULL;
    if (!f->style->broken_title || !second)
        return f->title;
    return say(f->pool, "%.*s\n%s", (int)(second - f->title), f->title, second + 1);
}

static void draw_title(struct pen *p)
{
    const struct form *f = p->f;
    PangoAlignment align = f->style->title_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_CENTER;
    bool document = strcmp(f->type, "van_ban_hanh_chinh") == 0;
    p->y += 18;
    if (*f->title)
        text_line(p, break_title(f), (struct look){.size = p->size * (document ? 1.1 : 1.45), .bold = true, .align = align});
    if (f->subtitle && *f->subtitle)
        text_line(p, f->subtitle, (struct look){.size = p->size, .bold = document, .align = align});
    if (f->style->number == NUMBER_UNDER_TITLE && !f->motto_only)
        p->y += draw_number(p, MARGIN_LEFT, p->y, MARGIN_RIGHT - MARGIN_LEFT, align);
    if (f->addressee)
        text_line(p, f->addressee, (struct look){.size = p->size, .align = align});
    p->y += 10;
}

static void draw_stamp(struct pen *p)
{
    const double x = MARGIN_LEFT, width = 300;
    if (!p->f->stamp[0])
        return;
    p->y += 20;
    double top = p->y;
    p->red = p->f->red_stamp;
    p->y += 5;
    for (int i = 0; p->f->stamp[i]; i++)
        p->y +=
            text_at(p, x + 8, p->y, width - 16, p->f->stamp[i], (struct look){.size = p->size * 0.96, .bold = i == 0});
    p->y += 5;
    cairo_set_line_width(p->cr, 1);
    cairo_rectangle(p->cr, x, top, width, p->y - top);
    cairo_stroke(p->cr);
    p->red = false;
}

static double draw_signer(struct pen *p, struct rng *ink, const struct signer *s, double x, double width)
{
    const struct form *f = p->f;
    double y = p->y;
    struct look look = {.size = p->size, .align = PANGO_ALIGN_CENTER};
    if (s->above) {
        look.italic = true;
        y += text_at(p, x, y, width, s->above, look);
        look.italic = false;
    }
    look.bold = true;
    for (size_t i = 0; i < G_N_ELEMENTS(s->lines) && s->lines[i]; i++)
        y += text_at(p, x, y, width, s->lines[i], look);
    double space = 74, middle = y + space / 2;
    if (f->signature)
        ink_signature(p->cr, ink, x + width / 2 - rng_real(ink, 25, 45), middle + rng_real(ink, -4, 6),
                      rng_real(ink, 70, 110));
    if (s->official && f->seal) {
        const char *office = say_upper(f->pool, say(f->pool, "UBND xã %s", f->office.commune));
        const char *wider =
            say_upper(f->pool, f->office.district ? say(f->pool, "H. %s", f->office.district) : "TP. Hải Phòng");
        ink_seal(p->cr, ink, x + width / 2 - rng_real(ink, 38, 58), middle - rng_real(ink, 0, 14), office, wider);
    }
    y += space;
    if (s->name && *s->name)
        y += text_at(p, x, y, width, s->name, look);
    return y;
}

static void draw_foot(struct pen *p, struct rng *ink)
{
    const struct form *f = p->f;
    const double half = (MARGIN_RIGHT - MARGIN_LEFT) / 2.0;
    p->y += f->stamp[0] ? 8 : 20;
    double left_end = p->y;
    for (size_t i = 0; i < G_N_ELEMENTS(f->recipients) && f->recipients[i]; i++) {
        struct look look = {.size = p->size * (i ? 0.8 : 0.88), .bold = i == 0, .italic = i == 0};
        left_end += text_at(p, MARGIN_LEFT, left_end, half, f->recipients[i], look);
    }
    if (f->left.name)
        left_end = draw_signer(p, ink, &f->left, MARGIN_LEFT, half - 10);
    p->y = f->right.name ? fmax(left_end, draw_signer(p, ink, &f->right, MARGIN_LEFT + half - 10, half + 20)) : left_end;
}

static double draw_all(struct pen *p, struct rng ink)
{
    if (p->f->nfaces) {
        cards_draw(p->cr, p->f->faces, p->f->nfaces, p->f->style->card, &ink, p->text);
        return 0;
    }
    if (p->f->style->pattern)
        ink_pattern(p->cr, 30, 28, SHEET_WIDTH - 60, SHEET_HEIGHT - 56);
    p->y = MARGIN_TOP;
    draw_header(p);
    draw_title(p);
    draw_rows(p);
    draw_stamp(p);
    draw_foot(p, &ink);
    if (p->f->copy_mark)
        ink_rubber_text(p->cr, &ink, SHEET_WIDTH - rng_real(&ink, 70, 100), MARGIN_TOP - rng_real(&ink, 12, 22),
                        "BẢN SAO");
    return p->y;
}

cairo_surface_t *sheet_blank(int dpi)
{
    int width = (int)lround(SHEET_WIDTH * dpi / 72), height = (int)lround(SHEET_HEIGHT * dpi / 72);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_destroy(cr);
    return surface;
}

cairo_surface_t *sheet_draw(const struct form *f, const struct sheet_fonts *fonts, int dpi, struct rng *ink,
                            char **ret_text)
{
    /* A long paper is set smaller until it fits: each try draws on a fresh page with the same ink. */
    for (double size = 13;; size -= 0.5) {
        cairo_surface_t *surface = sheet_blank(dpi);
        struct pen p = {.cr = cairo_create(surface), .f = f, .fonts = fonts, .size = size, .text = g_string_new(NULL)};
        cairo_scale(p.cr, dpi / 72.0, dpi / 72.0);
        double end = draw_all(&p, *ink);
        cairo_destroy(p.cr);
        if (end <= MARGIN_BOTTOM || size <= 9) {
            *ret_text = g_string_free(p.text, FALSE);
            return surface;
        }
        g_string_free(p.text, TRUE);
        cairo_surface_destroy(surface);
    }
}
