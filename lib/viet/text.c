#include "viet/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/result.h"

bool viet_is_utf8(const char *s, size_t len)
{
    for (size_t at = 0; at < len;) {
        utf8proc_int32_t cp;
        if ((unsigned char)s[at] < 0x80) {
            at++;
            continue;
        }
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s + at, (utf8proc_ssize_t)(len - at), &cp);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

int32_t viet_next(const char *s, size_t len, size_t *io_at)
{
    unsigned char c = (unsigned char)s[*io_at];
    if (c < 0x80) {
        ++*io_at;
        return c;
    }
    utf8proc_int32_t cp;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s + *io_at, (utf8proc_ssize_t)(len - *io_at), &cp);
    if (n <= 0) {
        ++*io_at;
        return VIET_REPLACEMENT;
    }
    *io_at += (size_t)n;
    return cp;
}

size_t viet_put(int32_t cp, char out[4])
{
    if (!utf8proc_codepoint_valid(cp))
        cp = VIET_REPLACEMENT;
    return (size_t)utf8proc_encode_char(cp, (utf8proc_uint8_t *)out);
}

size_t viet_length(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t at = 0; at < len; n++)
        viet_next(s, len, &at);
    return n;
}

bool viet_is_letter(int32_t cp)
{
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return true;
    default:
        return false;
    }
}

bool viet_is_combining(int32_t cp)
{
    if (cp < 0x300)
        return false;
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return true;
    default:
        return false;
    }
}

bool viet_is_digit(int32_t cp)
{
    return cp >= '0' && cp <= '9';
}

bool viet_is_space(int32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F ||
           cp == 0x3000;
}

/* Shown by no font: they come with pasted text and make equal names differ. */
static bool is_invisible(int32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) || cp == 0x2060 ||
           (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF || (cp < 0x20 && !viet_is_space(cp)) || cp == 0x7F ||
           (cp > 0x7F && cp < 0xA0 && cp != 0x85);
}

static int put(struct buf *out, int32_t cp)
{
    char bytes[4];
    size_t n = viet_put(cp, bytes);
    return buf_append(out, bytes, n);
}

/* Code points that stand for themselves in NFC whatever surrounds them, as long as no combining mark follows. */
static bool is_nfc_alone(int32_t cp)
{
    return cp < 0x300 || (cp >= 0x1EA0 && cp <= 0x1EF9) || (cp >= 0x2010 && cp <= 0x2027) || cp == VIET_REPLACEMENT;
}

static int32_t real_d(int32_t cp)
{
    struct viet_letter l;
    return viet_letter_split(cp, &l) && l.mark == VIET_STROKE ? viet_letter_join(l) : cp;
}

/* Appends composed text, joining the marks that Unicode leaves apart for their order. */
static int append_joined(const char *s, size_t len, struct buf *out)
{
    int r = buf_reserve(out, len);
    for (size_t at = 0; !r && at < len;) {
        int32_t cp = viet_next(s, len, &at);
        struct viet_letter l;
        bool letter = viet_letter_split(cp, &l);
        for (size_t next = at; letter && next < len && viet_letter_add(&l, viet_next(s, len, &next)); at = next)
            cp = viet_letter_join(l);
        r = put(out, cp);
    }
    return r;
}

/* Composes out's bytes from `from` on, which are valid UTF-8. */
static int compose(struct buf *out, size_t from)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)out->data + from, (utf8proc_ssize_t)(out->len - from),
                                      &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0)
        return SO_ENOMEM;
    buf_truncate(out, from);
    int r = append_joined((const char *)composed, (size_t)n, out);
    free(composed);
    return r;
}

int viet_nfc(const char *s, size_t len, struct buf *out)
{
    size_t from = out->len;
    bool plain = true;
    int r = buf_reserve(out, len);
    for (size_t at = 0; !r && at < len;) {
        int32_t cp = viet_next(s, len, &at);
        plain = plain && is_nfc_alone(cp);
        r = put(out, real_d(cp));
    }
    return r || plain ? r : compose(out, from);
}

/* Passes the text in NFC through a function for each code point; first is true at the beginning of a word. */
static int map_text(const char *s, size_t len, struct buf *out, int32_t (*change)(int32_t cp, bool first))
{
    struct buf nfc = BUF_INIT;
    int r = viet_nfc(s, len, &nfc);
    bool first = true;
    for (size_t at = 0; !r && at < nfc.len;) {
        int32_t cp = viet_next(nfc.data, nfc.len, &at);
        r = put(out, change(cp, first));
        first = !viet_is_letter(cp) && !viet_is_combining(cp) && !viet_is_digit(cp) && cp != '\'' && cp != 0x2019;
    }
    buf_free(&nfc);
    return r;
}

static int32_t to_lower(int32_t cp, bool first)
{
    (void)first;
    return utf8proc_tolower(cp);
}

static int32_t to_upper(int32_t cp, bool first)
{
    (void)first;
    return utf8proc_toupper(cp);
}

static int32_t to_title(int32_t cp, bool first)
{
    return first ? utf8proc_toupper(cp) : utf8proc_tolower(cp);
}

int viet_lower(const char *s, size_t len, struct buf *out)
{
    return map_text(s, len, out, to_lower);
}

int viet_upper(const char *s, size_t len, struct buf *out)
{
    return map_text(s, len, out, to_upper);
}

int viet_title(const char *s, size_t len, struct buf *out)
{
    return map_text(s, len, out, to_title);
}

/* Fraction and division slash: the recogniser gives them for the stroke of a date or a number. */
static bool is_stroke(int32_t cp)
{
    return cp == 0x2044 || cp == 0x2215;
}

int viet_clean(const char *s, size_t len, struct buf *out)
{
    struct buf visible = BUF_INIT;
    bool gap = false;
    int r = SO_OK;
    for (size_t at = 0; !r && at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if (viet_is_space(cp)) {
            gap = visible.len > 0;
        } else if (!is_invisible(cp)) {
            if (gap)
                r = put(&visible, ' ');
            if (!r)
                r = put(&visible, is_stroke(cp) ? '/' : cp);
            gap = false;
        }
    }
    if (!r)
        r = viet_nfc(buf_str(&visible), visible.len, out);
    buf_free(&visible);
    return r;
}

size_t viet_split(const char *s, struct viet_word *ret, size_t most)
{
    size_t n = 0;
    for (s += strspn(s, " "); *s && n < most; s += strspn(s, " ")) {
        ret[n] = (struct viet_word){s, strcspn(s, " ")};
        s += ret[n++].len;
    }
    return n;
}

bool viet_next_word(const char *s, size_t len, size_t *io_at, size_t *ret_start, size_t *ret_end)
{
    size_t start = 0;
    bool inside = false;
    for (size_t at = *io_at; at < len;) {
        size_t from = at;
        int32_t cp = viet_next(s, len, &at);
        bool word = viet_is_letter(cp) || viet_is_digit(cp) || (inside && viet_is_combining(cp));
        if (word && !inside) {
            start = from;
            inside = true;
        }
        if (inside && (!word || at == len)) {
            *ret_start = start;
            *ret_end = *io_at = word ? at : from;
            return true;
        }
    }
    *io_at = len;
    return false;
}
