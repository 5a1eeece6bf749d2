/* A printed form as PDF, laid out by Pango and drawn by Cairo, which embeds what it uses of the fonts. */
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "export/pdf_surface.h"
#include "export/printed_blocks.h"

#define POINTS_PER_MM (72 / 25.4)
#define FAMILIES "Times New Roman,Liberation Serif,serif"
#define PARAGRAPH_GAP 6.0 /* points */
#define CELL_PADDING 3.0
#define RULE_WIDTH 0.5
#define PAGE_NUMBER_MM 10.0 /* from the upper edge */

/* The pen: points from the upper left corner of the page. */
struct pen {
    const struct printed *form;
    cairo_t *cr;
    PangoContext *context;
    double left, right, top, bottom, width; /* of the text */
    double y;
    int page;
};

static PangoLayout *new_layout(const struct pen *pen, const struct printed_line *line, double width)
{
    PangoLayout *layout = pango_layout_new(pen->context);
    PangoFontDescription *font = pango_font_description_from_string(FAMILIES);
    pango_font_description_set_size(font, line->points * PANGO_SCALE);
    if (line->style & PRINTED_BOLD)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (line->style & PRINTED_ITALIC)
        pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    if (line->style & PRINTED_UNDERLINE) {
        PangoAttrList *attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE));
        pango_layout_set_attributes(layout, attributes);
        pango_attr_list_unref(attributes);
    }
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_indent(layout, (int)(line->indent_mm * POINTS_PER_MM * PANGO_SCALE));
    pango_layout_set_alignment(layout, line->align == PRINTED_CENTRE  ? PANGO_ALIGN_CENTER
                                       : line->align == PRINTED_RIGHT ? PANGO_ALIGN_RIGHT
                                                                      : PANGO_ALIGN_LEFT);
    pango_layout_set_justify(layout, line->align == PRINTED_JUSTIFY);
    pango_layout_set_text(layout, line->text, -1);
    return layout;
}

static double layout_height(PangoLayout *layout)
{
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    return (double)logical.height / PANGO_SCALE;
}

static void begin_page(struct pen *pen)
{
    pen->page++;
    pen->y = pen->top;
    if (pen->page == 1)
        return;
    char number[16];
    snprintf(number, sizeof number, "%d", pen->page);
    struct printed_line line = {.text = number, .align = PRINTED_CENTRE, .points = PRINTED_POINTS};
    PangoLayout *layout = new_layout(pen, &line, pen->width);
    cairo_move_to(pen->cr, pen->left, PAGE_NUMBER_MM * POINTS_PER_MM);
    pango_cairo_show_layout(pen->cr, layout);
    g_object_unref(layout);
}

static void next_page(struct pen *pen)
{
    cairo_show_page(pen->cr);
    begin_page(pen);
}

/*
 * Draws lines of a layout from number *io_line on into [y, bottom), at least one when force is set; returns the height
 * used. *io_line becomes the first line that had no room.
 */
static double draw_lines(struct pen *pen, PangoLayout *layout, double x, double y, double bottom, bool force,
                         int *io_line)
{
    int count = pango_layout_get_line_count(layout), drawn = 0;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    for (int i = 0; i < *io_line; i++)
        pango_layout_iter_next_line(iter);
    double start = -1, used = 0;
    while (*io_line < count) {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(iter, NULL, &box);
        double above = (double)box.y / PANGO_SCALE, height = (double)box.height / PANGO_SCALE;
        if (start < 0)
            start = above;
        if (y + (above - start) + height > bottom + 0.01 && !(force && !drawn))
            break;
        double baseline = (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE;
        cairo_move_to(pen->cr, x + (double)box.x / PANGO_SCALE, y + baseline - start);
        pango_cairo_show_layout_line(pen->cr, pango_layout_iter_get_line_readonly(iter));
        used = above - start + height;
        drawn++;
        ++*io_line;
        pango_layout_iter_next_line(iter);
    }
    pango_layout_iter_free(iter);
    return used;
}

static void draw_text(struct pen *pen, const struct printed_line *line)
{
    PangoLayout *layout = new_layout(pen, line, pen->width);
    int at = 0, count = pango_layout_get_line_count(layout);
    while (at < count) {
        pen->y += draw_lines(pen, layout, pen->left, pen->y, pen->bottom, pen->y <= pen->top, &at);
        if (at < count)
            next_page(pen);
    }
    pen->y += PARAGRAPH_GAP;
    g_object_unref(layout);
}

static double lines_height(struct pen *pen, const struct printed_lines *lines, double width)
{
    double height = 0;
    for (size_t i = 0; i < lines->len; i++) {
        PangoLayout *layout = new_layout(pen, &lines->items[i], width);
        height += layout_height(layout);
        g_object_unref(layout);
    }
    return height;
}

static void draw_column(struct pen *pen, const struct printed_lines *lines, double x, double width)
{
    double y = pen->y;
    for (size_t i = 0; i < lines->len; i++) {
        PangoLayout *layout = new_layout(pen, &lines->items[i], width);
        cairo_move_to(pen->cr, x, y);
        pango_cairo_show_layout(pen->cr, layout);
        y += layout_height(layout);
        g_object_unref(layout);
    }
}

static void draw_columns(struct pen *pen, const struct printed_block *b)
{
    double left = pen->width * b->left_percent / 100, right = pen->width - left;
    double height = fmax(lines_height(pen, &b->left, left), lines_height(pen, &b->right, right));
    if (pen->y + height > pen->bottom && pen->y > pen->top)
        next_page(pen);
    draw_column(pen, &b->left, pen->left, left);
    draw_column(pen, &b->right, pen->left + left, right);
    pen->y += height + 2 * PARAGRAPH_GAP;
}

/* A row while it is drawn: it may go on over pages. */
struct row {
    PangoLayout *cells[TABLE_COLUMNS_MAX];
    int lines[TABLE_COLUMNS_MAX]; /* the next to draw */
    size_t n;
    double height;
};

static int make_row(struct pen *pen, const struct printed_block *b, size_t first, struct row *row)
{
    const struct table *t = b->table;
    bool head = first == SIZE_MAX;
    struct buf text = BUF_INIT;
    int r = SO_OK;
    *row = (struct row){0};
    for (size_t c = 0; c < t->columns.len && !r; c++) {
        bool right = false;
        buf_clear(&text);
        r = head ? printed_clean(t->columns.items[c].title, &text) : printed_cell(t, first + c, &text, &right);
        struct printed_line line = {.text = buf_str(&text),
                                    .align = head    ? PRINTED_CENTRE
                                             : right ? PRINTED_RIGHT
                                                     : PRINTED_LEFT,
                                    .style = head ? PRINTED_BOLD : 0,
                                    .points = b->points};
        if (r)
            break;
        row->cells[row->n] = new_layout(pen, &line, pen->width * b->widths[c] / 1000 - 2 * CELL_PADDING);
        row->height = fmax(row->height, layout_height(row->cells[row->n]) + 2 * CELL_PADDING);
        row->n++;
    }
    buf_free(&text);
    return r;
}

static void free_row(struct row *row)
{
    for (size_t i = 0; i < row->n; i++)
        g_object_unref(row->cells[i]);
}

static void draw_frame(struct pen *pen, const struct printed_block *b, double height)
{
    double x = pen->left;
    cairo_set_line_width(pen->cr, RULE_WIDTH);
    for (size_t c = 0; c < b->table->columns.len; c++) {
        double width = pen->width * b->widths[c] / 1000;
        cairo_rectangle(pen->cr, x, pen->y, width, height);
        x += width;
    }
    cairo_stroke(pen->cr);
}

/* What of the row has room; true when some is left. */
static bool draw_part(struct pen *pen, const struct printed_block *b, struct row *row, bool force)
{
    double x = pen->left, used = 0;
    bool left = false;
    for (size_t c = 0; c < row->n; c++) {
        double h = draw_lines(pen, row->cells[c], x + CELL_PADDING, pen->y + CELL_PADDING, pen->bottom - CELL_PADDING,
                              force, &row->lines[c]);
        used = fmax(used, h + 2 * CELL_PADDING);
        left = left || row->lines[c] < pango_layout_get_line_count(row->cells[c]);
        x += pen->width * b->widths[c] / 1000;
    }
    draw_frame(pen, b, used);
    pen->y += used;
    return left;
}

static int draw_head(struct pen *pen, const struct printed_block *b)
{
    struct row row;
    int r = make_row(pen, b, SIZE_MAX, &row);
    if (!r)
        draw_part(pen, b, &row, true);
    free_row(&row);
    return r;
}

static int draw_row(struct pen *pen, const struct printed_block *b, size_t first)
{
    struct row row;
    int r = make_row(pen, b, first, &row);
    if (!r && pen->y + row.height > pen->bottom) {
        next_page(pen);
        r = draw_head(pen, b);
    }
    while (!r && draw_part(pen, b, &row, true)) {
        next_page(pen);
        r = draw_head(pen, b);
    }
    free_row(&row);
    return r;
}

static int draw_table(struct pen *pen, const struct printed_block *b)
{
    size_t columns = b->table->columns.len;
    int r = draw_head(pen, b);
    for (size_t i = 0; i < b->table->cells.len && !r; i += columns)
        r = draw_row(pen, b, i);
    pen->y += 2 * PARAGRAPH_GAP;
    return r;
}

static int draw_block(struct pen *pen, const struct printed_block *b)
{
    switch (b->kind) {
    case PRINTED_TEXT:
        draw_text(pen, &b->left.items[0]);
        return SO_OK;
    case PRINTED_GAP:
        pen->y += b->gap_mm * POINTS_PER_MM;
        return SO_OK;
    case PRINTED_COLUMNS:
        draw_columns(pen, b);
        return SO_OK;
    case PRINTED_TABLE:
        return draw_table(pen, b);
    }
    return SO_EINVALID;
}

static int draw_form(cairo_surface_t *surface, const void *what)
{
    const struct printed *p = what;
    struct printed_page page = printed_page(p);
    /* A font map of its own: the threads' default one would stay for ever. */
    PangoFontMap *fonts = pango_cairo_font_map_new();
    struct pen pen = {.form = p,
                      .cr = cairo_create(surface),
                      .context = pango_font_map_create_context(fonts),
                      .left = page.left * POINTS_PER_MM,
                      .right = (page.width - page.right) * POINTS_PER_MM,
                      .top = page.top * POINTS_PER_MM,
                      .bottom = (page.height - page.bottom) * POINTS_PER_MM};
    pen.width = pen.right - pen.left;
    pango_cairo_context_set_resolution(pen.context, 72);
    begin_page(&pen);
    int r = SO_OK;
    for (size_t i = 0; i < p->blocks.len && !r; i++)
        r = draw_block(&pen, &p->blocks.items[i]);
    cairo_show_page(pen.cr);
    if (!r && cairo_status(pen.cr) != CAIRO_STATUS_SUCCESS)
        r = cairo_status(pen.cr) == CAIRO_STATUS_NO_MEMORY ? SO_ENOMEM : SO_EIO;
    cairo_destroy(pen.cr);
    g_object_unref(pen.context);
    g_object_unref(fonts);
    return r;
}

int printed_to_pdf(const struct printed *p, struct buf *out)
{
    struct printed_page page = printed_page(p);
    return pdf_surface_draw(p->title, page.width * POINTS_PER_MM, page.height * POINTS_PER_MM, draw_form, p, out);
}
