#include <string.h>

#include "export/private.h"
#include "viet/text.h"

static bool is_wide(int32_t cp)
{
    static const int32_t wide[][2] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (cp >= wide[i][0] && cp <= wide[i][1])
            return true;
    return false;
}

static size_t letter_width(int32_t cp)
{
    if (viet_is_combining(cp) || cp == 0x200B || cp == 0x200D || cp == 0xFEFF)
        return 0;
    return is_wide(cp) ? 2 : 1;
}

size_t text_width(const char *text)
{
    size_t len = strlen(text), width = 0;
    for (size_t at = 0; at < len;)
        width += letter_width(viet_next(text, len, &at));
    return width;
}

/* Control characters could move the terminal's cursor or forge a row: they become spaces. */
static int put_plain(const char *text, struct buf *out)
{
    size_t len = strlen(text);
    int r = SO_OK;
    for (size_t at = 0; at < len && !r;) {
        int32_t cp = viet_next(text, len, &at);
        char utf8[4];
        bool control = cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || (cp >= 0x202A && cp <= 0x202E);
        r = buf_append(out, utf8, viet_put(control ? ' ' : cp, utf8));
    }
    return r;
}

static int put_cell(const struct table *t, size_t i, struct buf *out)
{
    const struct cell *cell = &t->cells.items[i];
    enum column_kind kind = t->columns.items[i % t->columns.len].kind;
    if (!cell->has_number)
        return cell->text ? put_plain(cell->text, out) : SO_OK;
    int r = table_put_number(cell, kind, ',', out);
    return !r && kind == COLUMN_PERCENT ? buf_append_str(out, " %") : r;
}

static int put_spaces(size_t n, struct buf *out)
{
    int r = SO_OK;
    while (n-- && !r)
        r = buf_append_char(out, ' ');
    return r;
}

/* One cell of a row: numbers stand to the right, text to the left without blanks at the row's end. */
static int put_aligned(const char *text, size_t width, bool right, bool last, struct buf *out)
{
    size_t own = text_width(text);
    size_t blank = own < width ? width - own : 0;
    int r = right ? put_spaces(blank, out) : SO_OK;
    if (!r)
        r = buf_append_str(out, text);
    if (!r && !right && !last)
        r = put_spaces(blank, out);
    return r ? r : buf_append_str(out, last ? "\n" : "  ");
}

#define NOTE_WIDTH 100

/* The next line of a text that is broken at its spaces; false at its end. A word wider than width has its own line. */
static bool take_line(const char **at, size_t width, struct buf *line, int *io_result)
{
    buf_clear(line);
    *at += strspn(*at, " ");
    while (**at && !*io_result) {
        size_t word = strcspn(*at, " "), before = line->len;
        if (before)
            *io_result = buf_append_char(line, ' ');
        if (!*io_result)
            *io_result = buf_append(line, *at, word);
        if (before && text_width(buf_str(line)) > width) {
            buf_truncate(line, before);
            break;
        }
        *at += word;
        *at += strspn(*at, " ");
    }
    return line->len > 0 && !*io_result;
}

static int put_broken(const char *text, struct buf *out)
{
    struct buf plain = BUF_INIT, line = BUF_INIT;
    int r = put_plain(text, &plain);
    const char *at = buf_str(&plain);
    while (!r && take_line(&at, NOTE_WIDTH, &line, &r)) {
        r = buf_append_char(&line, '\n');
        if (!r)
            r = buf_append(out, line.data, line.len);
    }
    buf_free(&plain);
    buf_free(&line);
    return r;
}

/* The columns' titles, broken so that they do not make a column much wider than its cells. */
static int put_heads(const struct table *t, const size_t *widths, struct buf *out)
{
    const char *at[TABLE_COLUMNS_MAX];
    struct buf line = BUF_INIT;
    bool more = true;
    int r = SO_OK;
    for (size_t c = 0; c < t->columns.len; c++)
        at[c] = t->columns.items[c].title;
    while (more && !r) {
        more = false;
        for (size_t c = 0; c < t->columns.len && !r; c++) {
            (void)take_line(&at[c], widths[c], &line, &r);
            more = more || *at[c];
            if (!r)
                r = put_aligned(buf_str(&line), widths[c], t->columns.items[c].kind != COLUMN_TEXT,
                                c + 1 == t->columns.len, out);
        }
    }
    buf_free(&line);
    return r;
}

#define HEAD_WIDTH 10 /* narrower than that no title is broken */

/* What a column needs for its title. */
static size_t head_width(const char *text)
{
    size_t longest = text_width(text) < HEAD_WIDTH ? text_width(text) : HEAD_WIDTH;
    struct buf word = BUF_INIT;
    int r = SO_OK;
    while (take_line(&text, 1, &word, &r)) {
        size_t width = text_width(buf_str(&word));
        longest = width > longest ? width : longest;
    }
    buf_free(&word);
    return longest;
}

static int measure(const struct table *t, size_t widths[TABLE_COLUMNS_MAX])
{
    struct buf cell = BUF_INIT;
    int r = SO_OK;
    for (size_t c = 0; c < t->columns.len; c++)
        widths[c] = head_width(t->columns.items[c].title);
    for (size_t i = 0; i < t->cells.len && !r; i++) {
        size_t *widest = &widths[i % t->columns.len];
        buf_clear(&cell);
        r = put_cell(t, i, &cell);
        size_t width = text_width(buf_str(&cell));
        *widest = width > *widest ? width : *widest;
    }
    buf_free(&cell);
    return r;
}

static int put_rule(const struct table *t, const size_t *widths, struct buf *out)
{
    int r = SO_OK;
    for (size_t c = 0; c < t->columns.len && !r; c++) {
        for (size_t i = 0; i < widths[c] && !r; i++)
            r = buf_append_str(out, "─");
        if (!r)
            r = buf_append_str(out, c + 1 == t->columns.len ? "\n" : "  ");
    }
    return r;
}

int table_to_text(const struct table *t, struct buf *out)
{
    if (!table_is_whole(t))
        return SO_EINVALID;
    size_t widths[TABLE_COLUMNS_MAX], columns = t->columns.len;
    struct buf cell = BUF_INIT;
    int r = measure(t, widths);
    if (!r)
        r = put_broken(t->title, out);
    if (!r && t->note)
        r = put_broken(t->note, out);
    if (!r)
        r = buf_append_char(out, '\n');
    if (!r)
        r = put_heads(t, widths, out);
    if (!r)
        r = put_rule(t, widths, out);
    for (size_t i = 0; i < t->cells.len && !r; i++) {
        size_t c = i % columns;
        buf_clear(&cell);
        r = put_cell(t, i, &cell);
        if (!r)
            r = put_aligned(buf_str(&cell), widths[c], t->cells.items[i].has_number, c + 1 == columns, out);
    }
    buf_free(&cell);
    return r;
}
