/* A workbook's styles (fonts, dates) and shared strings. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "list/xlsx.h"

static unsigned number_of(const char **attributes, const char *name)
{
    const char *text = xlsx_attribute(attributes, name);
    unsigned long n = text ? strtoul(text, NULL, 10) : 0;
    return n > UINT32_MAX ? UINT32_MAX : (unsigned)n;
}

struct styles {
    struct xlsx_book *book;
    bool in_fonts, in_cells;
    struct {
        unsigned *items;
        size_t len, cap;
    } dates; /* custom number formats that show a date */
};

/* Whether a number format has days, months or years, outside quotes and brackets. */
static bool shows_date(const char *code)
{
    bool quoted = false, bracket = false;
    for (; *code; code++) {
        if (*code == '"')
            quoted = !quoted;
        else if (*code == '[' || *code == ']')
            bracket = *code == '[';
        else if (*code == '\\' && code[1])
            code++;
        else if (!quoted && !bracket && strchr("dDyY", *code))
            return true;
    }
    return false;
}

/* ECMA-376 part 1, 18.8.30: the formats without a code of their own. */
static bool is_date(const struct styles *s, unsigned format)
{
    if ((format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 36) ||
        (format >= 50 && format <= 58))
        return true;
    for (size_t i = 0; i < s->dates.len; i++)
        if (s->dates.items[i] == format)
            return true;
    return false;
}

static int on_style(void *ctx, const char *name, const char **attributes, struct so_error *err)
{
    struct styles *s = ctx;
    struct xlsx_book *book = s->book;
    bool grown = true;
    if (!strcmp(name, "fonts") || !strcmp(name, "cellXfs")) {
        *(name[0] == 'f' ? &s->in_fonts : &s->in_cells) = true;
    } else if (!strcmp(name, "numFmt")) {
        const char *code = xlsx_attribute(attributes, "formatCode");
        unsigned *format = code && shows_date(code) && s->dates.len < XLSX_STYLES_MAX ? array_push(&s->dates) : NULL;
        if (format)
            *format = number_of(attributes, "numFmtId");
    } else if (s->in_fonts && !strcmp(name, "font")) {
        const struct xlsx_font *font = book->fonts.len < XLSX_STYLES_MAX ? array_push(&book->fonts) : NULL;
        grown = font != NULL;
    } else if (s->in_fonts && !strcmp(name, "name") && book->fonts.len) {
        struct xlsx_font *font = &book->fonts.items[book->fonts.len - 1];
        const char *value = xlsx_attribute(attributes, "val");
        if (value)
            font->font = viet_legacy_of_font(value, &font->capitals);
    } else if (s->in_cells && !strcmp(name, "xf")) {
        struct xlsx_style *style = book->styles.len < XLSX_STYLES_MAX ? array_push(&book->styles) : NULL;
        grown = style != NULL;
        if (style)
            *style =
                (struct xlsx_style){number_of(attributes, "fontId"), is_date(s, number_of(attributes, "numFmtId"))};
    }
    return grown ? SO_OK : so_fail(err, SO_ELIMIT, "the workbook has too many styles");
}

static int on_style_end(void *ctx, const char *name, struct so_error *err)
{
    (void)err;
    struct styles *s = ctx;
    if (!strcmp(name, "fonts"))
        s->in_fonts = false;
    else if (!strcmp(name, "cellXfs"))
        s->in_cells = false;
    return SO_OK;
}

int xlsx_read_styles(zip_t *zip, struct xlsx_book *book, struct so_error *err)
{
    struct styles s = {.book = book};
    struct xlsx_handler handler = {.start = on_style, .end = on_style_end, .ctx = &s};
    int r = xlsx_read_part(zip, "xl/styles.xml", &handler, err);
    array_free(&s.dates);
    return r == SO_ENOTFOUND ? SO_OK : r;
}

struct strings {
    struct xlsx_book *book;
    struct buf text;
    bool in_item, in_text, phonetic;
    struct xlsx_font font;
    bool has_font;
    uint64_t bytes;
};

static int on_string(void *ctx, const char *name, const char **attributes, struct so_error *err)
{
    (void)err;
    struct strings *s = ctx;
    if (!strcmp(name, "si")) {
        s->in_item = true;
        s->has_font = false;
        buf_clear(&s->text);
    } else if (!strcmp(name, "rPh")) {
        s->phonetic = true;
    } else if (!strcmp(name, "t")) {
        s->in_text = s->in_item && !s->phonetic;
    } else if (!strcmp(name, "rFont") && !s->has_font) {
        const char *value = xlsx_attribute(attributes, "val");
        if (value) {
            s->font.font = viet_legacy_of_font(value, &s->font.capitals);
            s->has_font = true;
        }
    }
    return SO_OK;
}

static int on_string_text(void *ctx, const char *text, size_t len, struct so_error *err)
{
    struct strings *s = ctx;
    if (!s->in_text)
        return SO_OK;
    s->bytes += len;
    if (s->text.len + len > LIST_CELL_MAX || s->bytes > LIST_TEXT_MAX)
        return so_fail(err, SO_ELIMIT, "the workbook's texts are too long");
    return buf_append(&s->text, text, len) ? so_fail(err, SO_ENOMEM, "out of memory") : SO_OK;
}

static int on_string_end(void *ctx, const char *name, struct so_error *err)
{
    struct strings *s = ctx;
    if (!strcmp(name, "t"))
        s->in_text = false;
    else if (!strcmp(name, "rPh"))
        s->phonetic = false;
    if (strcmp(name, "si") != 0)
        return SO_OK;
    s->in_item = false;
    struct xlsx_string *x = s->book->strings.len < XLSX_STRINGS_MAX ? array_push(&s->book->strings) : NULL;
    if (!x || !(x->text = strdup(buf_str(&s->text))))
        return so_fail(err, SO_ELIMIT, "the workbook has too many texts");
    x->font = s->font;
    x->own_font = s->has_font;
    return SO_OK;
}

int xlsx_read_strings(zip_t *zip, struct xlsx_book *book, struct so_error *err)
{
    struct strings s = {.book = book};
    struct xlsx_handler handler = {on_string, on_string_end, on_string_text, &s};
    int r = xlsx_read_part(zip, "xl/sharedStrings.xml", &handler, err);
    buf_free(&s.text);
    return r == SO_ENOTFOUND ? SO_OK : r;
}
