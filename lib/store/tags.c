#include "store/tags.h"

#include <ctype.h>
#include <string.h>

#include "store/token.h"
#include "viet/fold.h"

#define TAG_VALUE_MAX 200 /* bytes of a folded value that count */

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-' || c == '_' ||
           c >= 0x80;
}

/* Folded; every run of anything else becomes one '_'; each part's leading zeros go ("045/2018" → "45/2018"). */
static int append_value(struct buf *b, const char *value, size_t len)
{
    struct buf fold = BUF_INIT;
    int r = viet_fold(value, len, &fold);
    bool part_begins = true;
    size_t n = fold.len < TAG_VALUE_MAX ? fold.len : TAG_VALUE_MAX;
    for (size_t i = 0; !r && i < n; i++) {
        unsigned char c = (unsigned char)fold.data[i];
        if (!is_plain(c)) {
            if (i + 1 < n && b->len && b->data[b->len - 1] != '_' && b->data[b->len - 1] != '=')
                r = buf_append_char(b, '_');
            continue;
        }
        if (part_begins && c == '0' && i + 1 < n && isdigit((unsigned char)fold.data[i + 1]))
            continue;
        r = buf_append_char(b, (char)c);
        part_begins = c == '/' || c == '-';
    }
    buf_free(&fold);
    return r;
}

int tag_append(struct buf *b, enum query_filter filter, const char *value, size_t len)
{
    int r = buf_printf(b, "%c%s=", TOKEN_TAG, query_filter_name(filter));
    return r ? r : append_value(b, value, len);
}

static bool is_year(const char *s, size_t len)
{
    return len == 4 && strspn(s, "0123456789") >= 4 && (!strncmp(s, "19", 2) || !strncmp(s, "20", 2));
}

int tag_append_number(struct buf *b, enum query_filter filter, const char *value)
{
    int r = SO_OK;
    size_t start = 0, len = strlen(value);
    for (size_t i = 1; !r && i <= len && i < TAG_VALUE_MAX; i++) {
        if (i < len && value[i] != '/' && value[i] != '-')
            continue;
        r = tag_append(b, filter, value, i);
        if (!r)
            r = buf_append_char(b, ' ');
        if (!r && is_year(value + start, i - start) && !(r = tag_append(b, QUERY_YEAR, value + start, 4)))
            r = buf_append_char(b, ' ');
        start = i + 1;
    }
    return r;
}

int tag_append_day(struct buf *b, const char *iso)
{
    return buf_printf(b, "%cngay=%.10s", TOKEN_TAG, iso);
}

int tag_append_month(struct buf *b, const char *iso)
{
    return buf_printf(b, "%cthang=%.7s", TOKEN_TAG, iso);
}
