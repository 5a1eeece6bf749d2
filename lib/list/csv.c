#include <string.h>

#include "list/rows.h"

#define SNIFF_LINES 20

/* How often a sign stands outside quotes in each of the first lines: it parts cells when all have it alike. */
static size_t sniff(const char *s, size_t len, char sign)
{
    size_t least = SIZE_MAX, here = 0, lines = 0, sum = 0;
    bool quoted = false;
    for (size_t i = 0; i < len && lines < SNIFF_LINES; i++) {
        if (s[i] == '"')
            quoted = !quoted;
        else if (!quoted && s[i] == sign)
            here++;
        if ((!quoted && s[i] == '\n') || i + 1 == len) {
            least = here < least ? here : least;
            sum += here;
            here = 0;
            lines++;
        }
    }
    /* Even columns count most; where lines differ (a title above), the sign that is there most often. */
    return least == SIZE_MAX ? 0 : least * 1000 + sum;
}

static char find_sign(const char *s, size_t len)
{
    static const char signs[] = {';', '\t', ','};
    char best = ',';
    size_t most = 0;
    for (size_t i = 0; i < sizeof signs; i++) {
        size_t n = sniff(s, len, signs[i]);
        if (n > most) {
            most = n;
            best = signs[i];
        }
    }
    return best;
}

/* One cell from *io_at on, without its quotes, into cell; *io_at stops at what ended it. */
static int read_cell(const char *s, size_t len, char sign, size_t *io_at, struct buf *cell)
{
    size_t at = *io_at;
    int r = SO_OK;
    bool quoted = at < len && s[at] == '"';
    at += quoted;
    while (at < len && !r) {
        if (quoted && s[at] == '"') {
            if (at + 1 < len && s[at + 1] == '"') {
                at++;
            } else {
                quoted = false;
                at++;
                continue;
            }
        } else if (!quoted && (s[at] == sign || s[at] == '\n' || s[at] == '\r')) {
            break;
        }
        if (s[at])
            r = buf_append_char(cell, s[at]);
        at++;
    }
    *io_at = at;
    return r;
}

static int read_rows(const char *s, size_t len, char sign, struct list_rows *rows, struct so_error *err)
{
    struct buf cell = BUF_INIT;
    unsigned number = 0;
    int r = SO_OK;
    for (size_t at = 0; at < len && !r;) {
        r = list_rows_begin(rows, ++number, err);
        for (size_t column = 0; !r; column++) {
            buf_clear(&cell);
            r = read_cell(s, len, sign, &at, &cell)
                    ? so_fail(err, SO_ENOMEM, "out of memory")
                    : list_rows_put(rows, column, buf_str(&cell), cell.len, VIET_UNICODE, false, err);
            if (at >= len || s[at] != sign)
                break;
            at++;
        }
        if (at < len && s[at] == '\r')
            at++;
        if (at < len && s[at] == '\n')
            at++;
    }
    buf_free(&cell);
    return r;
}

int list_read_csv(const void *data, size_t len, struct list_rows *ret_rows, struct so_error *err)
{
    struct buf text = BUF_INIT;
    struct list_rows rows = {0};
    int r = viet_from_bytes(data, len, &rows.bytes, &text);
    r = r ? so_fail(err, r, "out of memory")
          : read_rows(buf_str(&text), text.len, find_sign(buf_str(&text), text.len), &rows, err);
    buf_free(&text);
    if (r)
        list_rows_free(&rows);
    else
        *ret_rows = rows;
    return r;
}
