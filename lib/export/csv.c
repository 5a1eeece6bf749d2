#include <string.h>

#include "export/private.h"
#include "viet/text.h"

/*
 * Spreadsheets run a cell that begins with one of these as a formula, some also behind white space and in the wide
 * forms of East Asian keyboards.
 */
static bool looks_like_formula(const char *s, size_t len)
{
    size_t at = 0;
    while (at < len) {
        int32_t cp = viet_next(s, len, &at);
        if (cp == '\t' || cp == '\r' || cp == '\n')
            return true;
        if (viet_is_space(cp))
            continue;
        return cp == '=' || cp == '+' || cp == '-' || cp == '@' || cp == 0xFF1D || cp == 0xFF0B || cp == 0xFF0D ||
               cp == 0xFF20;
    }
    return false;
}

static int put_text(const char *text, struct buf *out)
{
    size_t len = strlen(text);
    bool guard = looks_like_formula(text, len);
    bool quote = guard || strpbrk(text, ",;\"\t\r\n") || text[0] == ' ' || (len && text[len - 1] == ' ');
    int r = quote ? buf_append_char(out, '"') : SO_OK;
    if (!r && guard)
        r = buf_append_char(out, '\'');
    for (size_t i = 0; i < len && !r; i++) {
        if (text[i] == '"')
            r = buf_append_char(out, '"');
        if (!r)
            r = buf_append_char(out, text[i]);
    }
    return !r && quote ? buf_append_char(out, '"') : r;
}

int table_to_csv(const struct table *t, struct buf *out)
{
    if (!table_is_whole(t))
        return SO_EINVALID;
    size_t columns = t->columns.len;
    int r = buf_append_str(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < columns && !r; i++) {
        r = i ? buf_append_char(out, ',') : SO_OK;
        if (!r)
            r = put_text(t->columns.items[i].title, out);
    }
    if (!r)
        r = buf_append_str(out, "\r\n");
    for (size_t i = 0; i < t->cells.len && !r; i++) {
        const struct cell *cell = &t->cells.items[i];
        if (cell->has_number)
            r = table_put_number(cell, t->columns.items[i % columns].kind, '.', out);
        else if (cell->text)
            r = put_text(cell->text, out);
        if (!r)
            r = buf_append_str(out, i % columns == columns - 1 ? "\r\n" : ",");
    }
    return r;
}
