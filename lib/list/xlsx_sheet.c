/* The cells of a workbook's sheet. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "list/xlsx.h"
#include "viet/date.h"

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOL, CELL_ERROR };

struct sheet {
    const struct xlsx_book *book;
    struct list_rows *rows;
    struct buf text;
    bool in_row, in_cell, in_text, phonetic;
    unsigned row;  /* number of the last one */
    size_t column; /* of the cell, from 0 */
    size_t next;   /* column of a cell that does not say its own */
    enum cell_type type;
    size_t style;
};

/* "BC12": the column from 0, and the row's number. */
static bool parse_place(const char *text, size_t *ret_column, unsigned *ret_row)
{
    size_t column = 0, letters = 0;
    for (; text[letters] >= 'A' && text[letters] <= 'Z' && letters < 4; letters++)
        column = column * 26 + (size_t)(text[letters] - 'A' + 1);
    unsigned long row = strtoul(text + letters, NULL, 10);
    if (!letters || !row || row > 1048576)
        return false;
    *ret_column = column - 1;
    *ret_row = (unsigned)row;
    return true;
}

static int begin_row(struct sheet *s, const char **attributes, struct so_error *err)
{
    const char *number = xlsx_attribute(attributes, "r");
    unsigned long n = number ? strtoul(number, NULL, 10) : s->row + 1ul;
    if (n <= s->row || n > 1048576)
        return so_fail(err, SO_EFORMAT, "the workbook's rows are out of order");
    s->row = (unsigned)n;
    s->in_row = true;
    s->next = 0;
    return list_rows_begin(s->rows, s->row, err);
}

static void begin_cell(struct sheet *s, const char **attributes)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } types[] = {{"s", CELL_SHARED}, {"str", CELL_TEXT}, {"inlineStr", CELL_TEXT},
                 {"b", CELL_BOOL},   {"e", CELL_ERROR},  {"d", CELL_TEXT}};
    const char *place = xlsx_attribute(attributes, "r"), *type = xlsx_attribute(attributes, "t"),
               *style = xlsx_attribute(attributes, "s");
    unsigned row;
    s->column = s->next;
    if (place && !parse_place(place, &s->column, &row))
        s->column = s->next;
    s->next = s->column + 1;
    s->in_cell = true;
    s->style = style ? strtoul(style, NULL, 10) : 0;
    s->type = CELL_NUMBER;
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (!strcmp(type, types[i].name))
            s->type = types[i].type;
    buf_clear(&s->text);
}

static int on_start(void *ctx, const char *name, const char **attributes, struct so_error *err)
{
    struct sheet *s = ctx;
    if (!strcmp(name, "row"))
        return begin_row(s, attributes, err);
    if (!strcmp(name, "c") && s->in_row)
        begin_cell(s, attributes);
    else if (!strcmp(name, "rPh"))
        s->phonetic = true;
    else if (s->in_cell && (!strcmp(name, "v") || !strcmp(name, "t")))
        s->in_text = !s->phonetic;
    return SO_OK;
}

static int on_text(void *ctx, const char *text, size_t len, struct so_error *err)
{
    struct sheet *s = ctx;
    if (!s->in_text)
        return SO_OK;
    if (s->text.len + len > LIST_CELL_MAX)
        return so_fail(err, SO_ELIMIT, "row %u: a cell has more than %u bytes", s->row, LIST_CELL_MAX);
    return buf_append(&s->text, text, len) ? so_fail(err, SO_ENOMEM, "out of memory") : SO_OK;
}

/* Days since 30/12/1899 (or 1/1/1904), the fraction being the time of day, which lists do not need. */
static bool write_date(const struct sheet *s, double serial, char out[VIET_DATE_SIZE])
{
    long days = (long)floor(serial) + (s->book->from_1904 ? 1462 : 0);
    if (!(serial >= 1 && serial < 110000))
        return false;
    viet_date_iso(viet_date_from_days(days - 25569 - (days < 60 ? -1 : 0)), out);
    return true;
}

/* A number as the clerk saw it: whole ones without a point, others at 15 digits. */
static void write_number(const char *text, char out[40])
{
    char *end;
    double n = strtod(text, &end);
    if (*end || !isfinite(n))
        snprintf(out, 40, "%.39s", text);
    else if (n == floor(n) && fabs(n) < 1e15)
        snprintf(out, 40, "%.0f", n);
    else
        snprintf(out, 40, "%.15g", n);
}

static int put_cell(struct sheet *s, struct so_error *err)
{
    const char *text = buf_str(&s->text);
    struct xlsx_style style = s->style < s->book->styles.len ? s->book->styles.items[s->style] : (struct xlsx_style){0};
    struct xlsx_font font = style.font < s->book->fonts.len ? s->book->fonts.items[style.font] : (struct xlsx_font){0};
    char number[40];
    if (!*text || s->type == CELL_ERROR)
        return SO_OK;
    if (s->type == CELL_SHARED) {
        unsigned long at = strtoul(text, NULL, 10);
        if (at >= s->book->strings.len)
            return so_fail(err, SO_EFORMAT, "row %u: the workbook has no text %lu", s->row, at);
        text = s->book->strings.items[at].text;
        if (s->book->strings.items[at].own_font)
            font = s->book->strings.items[at].font;
    } else if (s->type == CELL_NUMBER) {
        if (!style.date || !write_date(s, strtod(text, NULL), number))
            write_number(text, number);
        text = number;
    }
    return list_rows_put(s->rows, s->column, text, strlen(text), font.font, font.capitals, err);
}

static int on_end(void *ctx, const char *name, struct so_error *err)
{
    struct sheet *s = ctx;
    if (!strcmp(name, "row"))
        s->in_row = false;
    else if (!strcmp(name, "rPh"))
        s->phonetic = false;
    else if (!strcmp(name, "v") || !strcmp(name, "t"))
        s->in_text = false;
    if (strcmp(name, "c") != 0 || !s->in_cell)
        return SO_OK;
    s->in_cell = false;
    return put_cell(s, err);
}

int xlsx_read_sheet(zip_t *zip, const char *part, const struct xlsx_book *book, struct list_rows *rows,
                    struct so_error *err)
{
    struct sheet s = {.book = book, .rows = rows};
    struct xlsx_handler handler = {on_start, on_end, on_text, &s};
    int r = xlsx_read_part(zip, part, &handler, err);
    buf_free(&s.text);
    return r;
}
