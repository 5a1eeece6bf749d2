#include "paper/cover.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "viet/fold.h"
#include "viet/text.h"

#define MARK "SOHOA:"
#define HEAD MARK "1"
#define CRC_DIGITS 8

static bool is_plain(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("._-/", c));
}

static bool is_code(const char *code)
{
    size_t len = strnlen(code, COVER_CODE_MAX + 1);
    if (len > COVER_CODE_MAX || !viet_is_utf8(code, len))
        return false;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)code[i] < 0x20 || code[i] == 0x7f)
            return false;
    return true;
}

static int put_value(char key, const char *value, struct buf *out)
{
    int r = *value ? buf_printf(out, "|%c=", key) : SO_OK;
    for (const char *p = value; *p && !r; p++) {
        unsigned char c = (unsigned char)*p;
        r = is_plain(c) ? buf_append_char(out, *p) : buf_printf(out, "%%%02X", c);
    }
    return r;
}

int cover_write(const struct cover *cover, struct buf *out)
{
    if (!is_code(cover->dossier) || !is_code(cover->procedure) || cover->sheets < 0 || cover->sheets > COVER_SHEETS_MAX)
        return SO_EINVALID;
    struct buf text = BUF_INIT;
    int r = buf_append_str(&text, HEAD);
    r = r ? r : put_value('d', cover->dossier, &text);
    r = r ? r : put_value('p', cover->procedure, &text);
    if (!r && cover->sheets)
        r = buf_printf(&text, "|n=%d", cover->sheets);
    r = r ? r : buf_printf(&text, "|%08x", hash_crc32(text.data, text.len));
    r = r ? r : buf_append(out, text.data, text.len);
    buf_free(&text);
    return r;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value up to the next '|' or the end, decoded; false when it is too long or badly encoded. */
static bool take_value(const char **io_at, const char *end, char *out)
{
    const char *p = *io_at;
    size_t n = 0;
    for (; p < end && *p != '|'; p++, n++) {
        int high = *p == '%' && end - p > 2 ? hex_digit(p[1]) : -1, low = high < 0 ? -1 : hex_digit(p[2]);
        if (n == COVER_CODE_MAX || (low < 0 && !is_plain((unsigned char)*p)))
            return false;
        out[n] = low < 0 ? *p : (char)(high * 16 + low);
        p += low < 0 ? 0 : 2;
    }
    out[n] = '\0';
    *io_at = p;
    return n > 0 && strlen(out) == n;
}

static bool take_pairs(const char *at, const char *end, struct cover *cover)
{
    while (at < end) {
        char number[COVER_CODE_MAX + 1];
        if (end - at < 4 || at[0] != '|' || at[2] != '=')
            return false;
        char key = at[1];
        at += 3;
        if (!take_value(&at, end, key == 'd' ? cover->dossier : key == 'p' ? cover->procedure : number))
            return false;
        if (key == 'n' && strlen(number) <= 4 && strspn(number, "0123456789") == strlen(number))
            cover->sheets = (int)strtol(number, NULL, 10);
        else if (key != 'd' && key != 'p')
            return false;
    }
    return true;
}

int cover_parse(const char *payload, size_t len, struct cover *ret_cover)
{
    size_t mark = strlen(MARK), head = strlen(HEAD);
    if (len < mark || memcmp(payload, MARK, mark) != 0)
        return SO_ENOTFOUND;
    size_t version = mark;
    while (version < len && payload[version] >= '0' && payload[version] <= '9')
        version++;
    if (version > mark && version < len && payload[version] == '|' &&
        (version != head || memcmp(payload, HEAD, head) != 0))
        return SO_EUNSUPPORTED;
    if (len > COVER_PAYLOAD_MAX || len < head + 1 + CRC_DIGITS || memcmp(payload, HEAD, head) != 0)
        return SO_EFORMAT;
    struct cover cover = {0};
    if (!take_pairs(payload + head, payload + len - CRC_DIGITS - 1, &cover))
        return SO_EFORMAT;
    /* What is read must be what would be written, to the last byte: that proves checksum, order and encoding at once. */
    struct buf again = BUF_INIT;
    int r = cover_write(&cover, &again);
    if (r == SO_EINVALID || (!r && (again.len != len || memcmp(again.data, payload, len) != 0)))
        r = SO_EFORMAT;
    buf_free(&again);
    if (!r)
        *ret_cover = cover;
    return r;
}

/* Whether the cover's heading stands on the page, as the recogniser may have read it. */
static bool has_heading(const struct page *page)
{
    struct buf want = BUF_INIT, have = BUF_INIT;
    bool found = !viet_fold(COVER_HEADING, strlen(COVER_HEADING), &want);
    for (size_t i = 0; i < page->words.len && found; i++) {
        const char *word = page->words.items[i].text;
        found = !(have.len && buf_append_char(&have, ' ')) && !viet_fold(word, strlen(word), &have);
    }
    found = found && strstr(buf_str(&have), buf_str(&want)) != NULL;
    buf_free(&want);
    buf_free(&have);
    return found;
}

static bool is_same(const struct cover *a, const struct cover *b)
{
    return !strcmp(a->dossier, b->dossier) && !strcmp(a->procedure, b->procedure) && a->sheets == b->sheets;
}

enum cover_sight cover_look(const struct page *page, struct cover *ret_cover)
{
    struct cover found = {0}, one;
    bool seen = false, doubted = false;
    for (size_t i = 0; i < page->codes.len; i++) {
        const struct code *code = &page->codes.items[i];
        int r = cover_parse(code->payload, code->payload_len, &one);
        doubted = doubted || (r && r != SO_ENOTFOUND) || (!r && seen && !is_same(&one, &found));
        if (!r && !seen)
            found = one;
        seen = seen || !r;
    }
    if (seen && !doubted) {
        *ret_cover = found;
        return COVER_SEEN;
    }
    return doubted || has_heading(page) ? COVER_DOUBTED : COVER_NONE;
}
