#include "viet/sort.h"

#include <string.h>

#include "base/result.h"
#include "viet/text.h"

/*
 * A key is three runs of bytes parted by 1: what letter (2 bytes for a letter, then the digits of a number by length
 * and value), which tone, which case. Smaller bytes sort first; a space (2) sorts before any letter, so that An Bình
 * comes before Anh.
 */
#define END_OF_LEVEL 1
#define WEIGHT_SPACE 2
#define WEIGHT_DIGITS 3
#define WEIGHT_LETTER 32 /* the first letter */
#define WEIGHT_OTHER 255 /* other scripts, by code point */

static uint8_t letter_weight(struct viet_letter l)
{
    static const char order[] = "abcdefghijklmnopqrstuvwxyz";
    const char *at = strchr(order, l.base);
    return (uint8_t)(WEIGHT_LETTER + 4 * (at - order) + (l.mark == VIET_STROKE ? 1 : l.mark));
}

struct levels {
    struct buf letters, tones, cases;
};

static void levels_free(struct levels *k)
{
    buf_free(&k->letters);
    buf_free(&k->tones);
    buf_free(&k->cases);
}

/* A run of digits by its value: no leading zeros, the longer number is the greater. */
static int put_number(struct levels *k, const char *digits, size_t n)
{
    while (n > 1 && *digits == '0') {
        digits++;
        n--;
    }
    int r = buf_append_char(&k->letters, WEIGHT_DIGITS);
    for (size_t more = n; !r && more >= 250; more -= 250)
        r = buf_append_char(&k->letters, (char)255);
    if (!r)
        r = buf_append_char(&k->letters, (char)(n % 250 + 1));
    return r ? r : buf_append(&k->letters, digits, n);
}

static int put_other(struct levels *k, int32_t cp)
{
    char bytes[4] = {(char)WEIGHT_OTHER, (char)(cp / 62500 % 250 + 2), (char)(cp / 250 % 250 + 2),
                     (char)(cp % 250 + 2)};
    return buf_append(&k->letters, bytes, sizeof bytes);
}

static int put_letter(struct levels *k, struct viet_letter l)
{
    int r = buf_append_char(&k->letters, (char)letter_weight(l));
    if (!r)
        r = buf_append_char(&k->tones, (char)(l.tone + 2));
    return r ? r : buf_append_char(&k->cases, l.upper ? 3 : 2);
}

/* Adds a text's weights; punctuation does not count, a gap between words counts as one space. */
static int put_levels(struct levels *k, const char *s, size_t len)
{
    int r = SO_OK;
    bool gap = false, any = k->letters.len > 0;
    for (size_t at = 0; !r && at < len;) {
        size_t start = at;
        struct viet_letter l;
        int32_t cp = viet_next(s, len, &at);
        bool letter = viet_letter_split(cp, &l), digit = viet_is_digit(cp);
        if (!letter && !digit && !viet_is_letter(cp)) {
            gap = any;
            continue;
        }
        if (gap)
            r = buf_append_char(&k->letters, WEIGHT_SPACE);
        gap = false;
        any = true;
        while (digit && at < len && viet_is_digit((unsigned char)s[at]))
            at++;
        if (!r)
            r = digit ? put_number(k, s + start, at - start) : letter ? put_letter(k, l) : put_other(k, cp);
    }
    return r;
}

static int join(struct levels *k, struct buf *out)
{
    int r = buf_append(out, buf_str(&k->letters), k->letters.len);
    if (!r)
        r = buf_append_char(out, END_OF_LEVEL);
    if (!r)
        r = buf_append(out, buf_str(&k->tones), k->tones.len);
    if (!r)
        r = buf_append_char(out, END_OF_LEVEL);
    return r ? r : buf_append(out, buf_str(&k->cases), k->cases.len);
}

int viet_sort_key(const char *s, size_t len, struct buf *out)
{
    struct levels k = {0};
    struct buf nfc = BUF_INIT;
    int r = viet_nfc(s, len, &nfc);
    if (!r)
        r = put_levels(&k, buf_str(&nfc), nfc.len);
    if (!r)
        r = join(&k, out);
    buf_free(&nfc);
    levels_free(&k);
    return r;
}

int viet_sort_key_name(const char *s, size_t len, struct buf *out)
{
    size_t at = 0, start = 0, end = 0;
    while (viet_next_word(s, len, &at, &start, &end))
        ;
    struct buf turned = BUF_INIT; /* given name, then the rest */
    int r = buf_append(&turned, s + start, end - start);
    if (!r)
        r = buf_append_char(&turned, ' ');
    if (!r)
        r = buf_append(&turned, s, start);
    if (!r)
        r = viet_sort_key(turned.data, turned.len, out);
    buf_free(&turned);
    return r;
}

int viet_compare(const char *a, const char *b)
{
    struct buf x = BUF_INIT, y = BUF_INIT;
    int order;
    if (viet_sort_key(a, strlen(a), &x) || viet_sort_key(b, strlen(b), &y)) {
        order = strcmp(a, b);
    } else {
        order = memcmp(buf_str(&x), buf_str(&y), x.len < y.len ? x.len : y.len);
        if (!order)
            order = (x.len > y.len) - (x.len < y.len);
    }
    buf_free(&x);
    buf_free(&y);
    return order;
}
