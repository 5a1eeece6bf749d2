#include "viet/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "base/result.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define SYLLABLE_LETTERS 7 /* nghiêng; longer words have no place for a tone */
#define TOKEN_LETTERS 256

static bool is_hangul(int32_t cp)
{
    return cp >= 0xAC00 && cp <= 0xD7A3;
}

/* The folded form of a code point; 0 when nothing of it remains (a combining mark). */
static int32_t fold_one(int32_t cp)
{
    struct viet_letter l;
    if (viet_letter_split(cp, &l))
        return l.base;
    if (cp < 0x80)
        return cp ? cp : VIET_REPLACEMENT; /* SQLite's text ends at a NUL */
    if (viet_is_combining(cp))
        return 0;
    if (is_hangul(cp)) /* its parts are letters, not marks */
        return cp;
    utf8proc_int32_t parts[16];
    int last_class = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(cp, parts, 16, UTF8PROC_DECOMPOSE, &last_class);
    if (n >= 1 && n <= 16)
        cp = parts[0];
    cp = utf8proc_tolower(cp);
    return viet_letter_split(cp, &l) ? l.base : cp;
}

int viet_fold(const char *s, size_t len, struct buf *out)
{
    int r = buf_reserve(out, len);
    for (size_t at = 0; !r && at < len;) {
        char bytes[4];
        int32_t cp = fold_one(viet_next(s, len, &at));
        if (cp)
            r = buf_append(out, bytes, viet_put(cp, bytes));
    }
    return r;
}

size_t viet_fold_token(const char *s, size_t len, char *out, size_t cap)
{
    size_t used = 0;
    for (size_t at = 0; at < len;) {
        char bytes[4];
        int32_t cp = fold_one(viet_next(s, len, &at));
        size_t n = cp ? viet_put(cp, bytes) : 0;
        if (n > cap - used)
            break;
        memcpy(out + used, bytes, n);
        used += n;
    }
    return used;
}

static int32_t lower_one(int32_t cp)
{
    struct viet_letter l;
    if (!viet_letter_split(cp, &l))
        return cp ? utf8proc_tolower(cp) : VIET_REPLACEMENT;
    l.upper = false;
    return viet_letter_join(l);
}

/* Moves the tone of a word of n lower-case letters to its traditional place, if the word has exactly one. */
static void place_tone(int32_t *letters, size_t n)
{
    struct viet_letter l[SYLLABLE_LETTERS];
    int32_t bare[SYLLABLE_LETTERS];
    size_t toned = 0, at = 0;
    if (!n || n > SYLLABLE_LETTERS)
        return;
    for (size_t i = 0; i < n; i++) {
        if (!viet_letter_split(letters[i], &l[i]))
            return;
        if (l[i].tone != VIET_NGANG) {
            toned++;
            at = i;
        }
        bare[i] = viet_letter_join((struct viet_letter){l[i].base, l[i].mark, VIET_NGANG, false});
    }
    int place = toned == 1 ? viet_tone_place(bare, n) : -1;
    if (place < 0 || (size_t)place == at)
        return;
    l[place].tone = l[at].tone;
    l[at].tone = VIET_NGANG;
    letters[place] = viet_letter_join(l[place]);
    letters[at] = bare[at];
}

/* Lowers n code points in place and places the tone of each word among them. */
static void key_points(int32_t *cps, size_t n)
{
    size_t word = 0;
    for (size_t i = 0; i < n; i++) {
        cps[i] = lower_one(cps[i]);
        if (viet_is_letter(cps[i]) || viet_is_combining(cps[i]) || viet_is_digit(cps[i]))
            continue;
        place_tone(cps + word, i - word);
        word = i + 1;
    }
    place_tone(cps + word, n - word);
}

int viet_key(const char *s, size_t len, struct buf *out)
{
    struct buf nfc = BUF_INIT;
    int r = viet_nfc(s, len, &nfc);
    if (!r)
        r = buf_reserve(out, nfc.len);
    size_t at = 0, from = 0, start, end;
    while (!r && viet_next_word(buf_str(&nfc), nfc.len, &at, &start, &end)) {
        r = buf_append(out, nfc.data + from, start - from);
        char bytes[SYLLABLE_LETTERS * 4];
        if (!r && end - start <= SYLLABLE_LETTERS * 3)
            r = buf_append(out, bytes, viet_key_token(nfc.data + start, end - start, bytes, sizeof bytes));
        else if (!r)
            r = viet_lower(nfc.data + start, end - start, out);
        from = end;
    }
    if (!r)
        r = buf_append(out, buf_str(&nfc) + from, nfc.len - from);
    buf_free(&nfc);
    return r;
}

/* As viet_nfc: marks in an order that Unicode does not compose. Returns how many code points remain. */
static size_t join_marks(const int32_t *from, size_t n, int32_t *to)
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        struct viet_letter l;
        if (len && viet_letter_split(to[len - 1], &l) && viet_letter_add(&l, from[i]))
            to[len - 1] = viet_letter_join(l);
        else
            to[len++] = from[i];
    }
    return len;
}

/* The code points of a token in NFC, at most TOKEN_LETTERS. */
static size_t decode_token(const char *s, size_t len, int32_t cps[TOKEN_LETTERS])
{
    bool marks = false;
    size_t n = 0;
    for (size_t at = 0; at < len && n < TOKEN_LETTERS; n++) {
        cps[n] = viet_next(s, len, &at);
        marks = marks || cps[n] >= 0x300;
    }
    if (!marks || !viet_is_utf8(s, len))
        return n;
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_int32_t parts[TOKEN_LETTERS];
    utf8proc_ssize_t m =
        utf8proc_decompose((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, parts, TOKEN_LETTERS, options);
    if (m < 0 || m > TOKEN_LETTERS)
        return n;
    m = utf8proc_normalize_utf32(parts, m, options);
    if (m < 0)
        return n;
    return join_marks(parts, (size_t)m, cps);
}

size_t viet_key_token(const char *s, size_t len, char *out, size_t cap)
{
    int32_t cps[TOKEN_LETTERS];
    size_t n = decode_token(s, len, cps), used = 0;
    key_points(cps, n);
    for (size_t i = 0; i < n; i++) {
        char bytes[4];
        size_t size = viet_put(cps[i], bytes);
        if (size > cap - used)
            break;
        memcpy(out + used, bytes, size);
        used += size;
    }
    return used;
}

static bool same(const char *a, const char *b, int (*make)(const char *, size_t, struct buf *))
{
    struct buf clean_a = BUF_INIT, clean_b = BUF_INIT, key_a = BUF_INIT, key_b = BUF_INIT;
    bool equal = !viet_clean(a, strlen(a), &clean_a) && !viet_clean(b, strlen(b), &clean_b) &&
                 !make(buf_str(&clean_a), clean_a.len, &key_a) && !make(buf_str(&clean_b), clean_b.len, &key_b) &&
                 key_a.len == key_b.len && !memcmp(buf_str(&key_a), buf_str(&key_b), key_a.len);
    buf_free(&clean_a);
    buf_free(&clean_b);
    buf_free(&key_a);
    buf_free(&key_b);
    return equal;
}

bool viet_same_fold(const char *a, const char *b)
{
    return same(a, b, viet_fold);
}

bool viet_same_key(const char *a, const char *b)
{
    return same(a, b, viet_key);
}
