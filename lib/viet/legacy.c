#include "viet/legacy.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/result.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define WORD_MAX 64 /* bytes of a word that is judged */

const char *viet_bytes_name(enum viet_bytes b)
{
    static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "8 bit"};
    return (unsigned)b < sizeof names / sizeof *names ? names[b] : "";
}

static const char *const legacy_names[VIET_LEGACIES] = {"unicode", "tcvn3", "vni", "cp1258"};

const char *viet_legacy_name(enum viet_legacy l)
{
    return (unsigned)l < VIET_LEGACIES ? legacy_names[l] : "";
}

static int put(struct buf *out, int32_t cp)
{
    char utf8[4];
    return buf_append(out, utf8, viet_put(cp, utf8));
}

/* Windows-1252 from 0x80 to 0x9F; the rest is Latin-1. */
static const uint16_t cp1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

static int from_single(const unsigned char *p, size_t len, struct buf *out)
{
    int r = SO_OK;
    for (size_t i = 0; i < len && !r; i++)
        r = put(out, p[i] >= 0x80 && p[i] < 0xA0 ? cp1252[p[i] - 0x80] : p[i]);
    return r;
}

static int from_utf16(const unsigned char *p, size_t len, bool little, struct buf *out)
{
    int r = SO_OK;
    for (size_t i = 0; i + 1 < len && !r; i += 2) {
        int32_t cp = little ? p[i] | p[i + 1] << 8 : p[i] << 8 | p[i + 1];
        if (cp >= 0xD800 && cp < 0xDC00 && i + 3 < len) {
            int32_t low = little ? p[i + 2] | p[i + 3] << 8 : p[i + 2] << 8 | p[i + 3];
            if (low >= 0xDC00 && low < 0xE000) {
                cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        r = put(out, cp);
    }
    if (!r && len % 2)
        r = put(out, VIET_REPLACEMENT);
    return r;
}

/* Text in UTF-16 has a zero in every ASCII letter, on one side; text of other kinds has none. */
static bool looks_like_utf16(const unsigned char *p, size_t len, bool *ret_little)
{
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < len; i++)
        zeros[i % 2] += p[i] == 0;
    size_t most = zeros[0] > zeros[1] ? zeros[0] : zeros[1], least = zeros[0] + zeros[1] - most;
    *ret_little = zeros[1] > zeros[0];
    return len >= 4 && most * 8 >= len && least * 50 <= len;
}

int viet_from_bytes(const void *data, size_t len, enum viet_bytes *ret_kind, struct buf *out)
{
    const unsigned char *p = data;
    bool little = false;
    enum viet_bytes kind;
    int r;
    if (len >= 2 && (p[0] == 0xFF || p[0] == 0xFE) && p[1] == (p[0] ^ 1)) {
        kind = p[0] == 0xFF ? VIET_BYTES_UTF16LE : VIET_BYTES_UTF16BE;
        r = from_utf16(p + 2, len - 2, kind == VIET_BYTES_UTF16LE, out);
    } else if (looks_like_utf16(p, len, &little)) {
        kind = little ? VIET_BYTES_UTF16LE : VIET_BYTES_UTF16BE;
        r = from_utf16(p, len, little, out);
    } else if (viet_is_utf8(data, len)) {
        size_t mark = len >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3) ? 3 : 0;
        kind = VIET_BYTES_UTF8;
        r = len > mark ? buf_append(out, p + mark, len - mark) : SO_OK;
    } else {
        kind = VIET_BYTES_SINGLE;
        r = from_single(p, len, out);
    }
    if (!r)
        *ret_kind = kind;
    return r;
}

/* TCVN 5712:1993, VN3, from 0xA1; 0: itself. */
static const uint16_t vn3[0x100 - 0xA1] = {
#define AT(byte) [(byte)-0xA1]
    AT(0xA1) = 0x0102, AT(0xA2) = 0x00C2, AT(0xA3) = 0x00CA, AT(0xA4) = 0x00D4, AT(0xA5) = 0x01A0, AT(0xA6) = 0x01AF,
    AT(0xA7) = 0x0110, AT(0xA8) = 0x0103, AT(0xA9) = 0x00E2, AT(0xAA) = 0x00EA, AT(0xAB) = 0x00F4, AT(0xAC) = 0x01A1,
    AT(0xAD) = 0x01B0, AT(0xAE) = 0x0111, AT(0xB5) = 0x00E0, AT(0xB6) = 0x1EA3, AT(0xB7) = 0x00E3, AT(0xB8) = 0x00E1,
    AT(0xB9) = 0x1EA1, AT(0xBB) = 0x1EB1, AT(0xBC) = 0x1EB3, AT(0xBD) = 0x1EB5, AT(0xBE) = 0x1EAF, AT(0xC6) = 0x1EB7,
    AT(0xC7) = 0x1EA7, AT(0xC8) = 0x1EA9, AT(0xC9) = 0x1EAB, AT(0xCA) = 0x1EA5, AT(0xCB) = 0x1EAD, AT(0xCC) = 0x00E8,
    AT(0xCE) = 0x1EBB, AT(0xCF) = 0x1EBD, AT(0xD0) = 0x00E9, AT(0xD1) = 0x1EB9, AT(0xD2) = 0x1EC1, AT(0xD3) = 0x1EC3,
    AT(0xD4) = 0x1EC5, AT(0xD5) = 0x1EBF, AT(0xD6) = 0x1EC7, AT(0xD7) = 0x00EC, AT(0xD8) = 0x1EC9, AT(0xDC) = 0x0129,
    AT(0xDD) = 0x00ED, AT(0xDE) = 0x1ECB, AT(0xDF) = 0x00F2, AT(0xE1) = 0x1ECF, AT(0xE2) = 0x00F5, AT(0xE3) = 0x00F3,
    AT(0xE4) = 0x1ECD, AT(0xE5) = 0x1ED3, AT(0xE6) = 0x1ED5, AT(0xE7) = 0x1ED7, AT(0xE8) = 0x1ED1, AT(0xE9) = 0x1ED9,
    AT(0xEA) = 0x1EDD, AT(0xEB) = 0x1EDF, AT(0xEC) = 0x1EE1, AT(0xED) = 0x1EDB, AT(0xEE) = 0x1EE3, AT(0xEF) = 0x00F9,
    AT(0xF1) = 0x1EE7, AT(0xF2) = 0x0169, AT(0xF3) = 0x00FA, AT(0xF4) = 0x1EE5, AT(0xF5) = 0x1EEB, AT(0xF6) = 0x1EED,
    AT(0xF7) = 0x1EEF, AT(0xF8) = 0x1EE9, AT(0xF9) = 0x1EF1, AT(0xFA) = 0x1EF3, AT(0xFB) = 0x1EF7, AT(0xFC) = 0x1EF9,
    AT(0xFD) = 0x00FD, AT(0xFE) = 0x1EF5,
#undef AT
};

static int32_t from_vn3(int32_t cp)
{
    return cp >= 0xA1 && cp <= 0xFF && vn3[cp - 0xA1] ? vn3[cp - 0xA1] : cp;
}

/* Windows-1258 as Windows-1252 shows it: letters, and tones that stand behind their letter. */
static int32_t from_cp1258(int32_t cp)
{
    static const uint16_t pairs[][2] = {{0xC3, 0x0102}, {0xE3, 0x0103}, {0xD0, 0x0110}, {0xF0, 0x0111}, {0xD5, 0x01A0},
                                        {0xF5, 0x01A1}, {0xDD, 0x01AF}, {0xFD, 0x01B0}, {0xCC, 0x0300}, {0xD2, 0x0309},
                                        {0xDE, 0x0303}, {0xEC, 0x0301}, {0xF2, 0x0323}, {0xFE, 0x20AB}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] == cp)
            return pairs[i][1];
    return cp;
}

/* VNI: letters with a code of their own. */
static const struct {
    uint16_t small, capital, to_small, to_capital;
} vni_letters[] = {
    {0xF4, 0xD4, 0x01A1, 0x01A0}, {0xF6, 0xD6, 0x01B0, 0x01AF}, {0xF1, 0xD1, 0x0111, 0x0110},
    {0xED, 0xCD, 0x00ED, 0x00CD}, {0xEC, 0xCC, 0x00EC, 0x00CC}, {0xE6, 0xC6, 0x1EC9, 0x1EC8},
    {0xF3, 0xD3, 0x0129, 0x0128}, {0xF2, 0xD2, 0x1ECB, 0x1ECA}, {0xEE, 0xCE, 0x1EF5, 0x1EF4},
};

/* VNI: what stands behind its letter; the capitals' lie 0x20 lower. */
static const struct {
    uint16_t code;
    uint8_t mark, tone; /* mark: enum viet_mark */
} vni_marks[] = {
    {0xF9, VIET_PLAIN, VIET_SAC},      {0xF8, VIET_PLAIN, VIET_HUYEN},      {0xFB, VIET_PLAIN, VIET_HOI},
    {0xF5, VIET_PLAIN, VIET_NGA},      {0xEF, VIET_PLAIN, VIET_NANG},       {0xE2, VIET_CIRCUMFLEX, VIET_NGANG},
    {0xE1, VIET_CIRCUMFLEX, VIET_SAC}, {0xE0, VIET_CIRCUMFLEX, VIET_HUYEN}, {0xE5, VIET_CIRCUMFLEX, VIET_HOI},
    {0xE3, VIET_CIRCUMFLEX, VIET_NGA}, {0xE4, VIET_CIRCUMFLEX, VIET_NANG},  {0xEA, VIET_BREVE, VIET_NGANG},
    {0xE9, VIET_BREVE, VIET_SAC},      {0xE8, VIET_BREVE, VIET_HUYEN},      {0xFA, VIET_BREVE, VIET_HOI},
    {0xFC, VIET_BREVE, VIET_NGA},      {0xEB, VIET_BREVE, VIET_NANG},
};

static int32_t vni_letter(int32_t cp)
{
    for (size_t i = 0; i < sizeof vni_letters / sizeof *vni_letters; i++) {
        if (vni_letters[i].small == cp)
            return vni_letters[i].to_small;
        if (vni_letters[i].capital == cp)
            return vni_letters[i].to_capital;
    }
    return cp;
}

/* The letter with what stands behind it; 0 when that is no mark of this letter. */
static int32_t vni_join(int32_t letter, int32_t behind)
{
    struct viet_letter l;
    int32_t small = behind >= 0xC0 && behind <= 0xDE ? behind + 0x20 : behind;
    if (!viet_letter_split(letter, &l) || !viet_is_vowel(l) || l.tone != VIET_NGANG)
        return 0;
    for (size_t i = 0; i < sizeof vni_marks / sizeof *vni_marks; i++) {
        if (vni_marks[i].code != small || (vni_marks[i].mark != VIET_PLAIN && l.mark != VIET_PLAIN))
            continue;
        if (vni_marks[i].mark != VIET_PLAIN)
            l.mark = vni_marks[i].mark;
        l.tone = vni_marks[i].tone;
        return viet_letter_join(l);
    }
    return 0;
}

static int decode_vni(const char *s, size_t len, struct buf *out)
{
    int r = SO_OK;
    for (size_t at = 0; at < len && !r;) {
        int32_t cp = vni_letter(viet_next(s, len, &at));
        size_t behind = at;
        int32_t joined = at < len ? vni_join(cp, viet_next(s, len, &behind)) : 0;
        if (joined)
            at = behind;
        r = put(out, joined ? joined : cp);
    }
    return r;
}

static int decode_plainly(enum viet_legacy l, const char *s, size_t len, struct buf *out)
{
    if (l == VIET_VNI)
        return decode_vni(s, len, out);
    int r = SO_OK;
    for (size_t at = 0; at < len && !r;) {
        int32_t cp = viet_next(s, len, &at);
        r = put(out, l == VIET_TCVN3 ? from_vn3(cp) : l == VIET_CP1258 ? from_cp1258(cp) : cp);
    }
    return r;
}

/* What a word of VN3 may be, whose letters with tone are all small. */
struct shape {
    bool may;     /* no small letter without tone: it may be all capitals */
    bool must;    /* and a capital stands behind its first letter */
    bool initial; /* begins with a capital */
    bool toned;   /* begins with a small letter with tone */
};

static struct shape shape_of(const char *s, size_t len)
{
    struct shape shape = {.may = true};
    for (size_t at = 0; at < len;) {
        bool first = at == 0;
        struct viet_letter l;
        if (!viet_letter_split(viet_next(s, len, &at), &l))
            continue;
        shape.initial = shape.initial || (first && l.upper);
        shape.toned = shape.toned || (first && !l.upper && l.tone != VIET_NGANG);
        shape.may = shape.may && (l.upper || l.tone != VIET_NGANG);
        shape.must = shape.must || (!first && l.upper);
    }
    shape.must = shape.must && shape.may;
    return shape;
}

/* A name of which every word begins with a capital, but for those that VN3 has none for: "Trần Ngọc ánh". */
static bool is_titled(const char *s, size_t len)
{
    size_t at = 0, start, end, capitals = 0;
    while (viet_next_word(s, len, &at, &start, &end)) {
        struct shape shape = shape_of(s + start, end - start);
        if (!shape.initial && !shape.toned)
            return false;
        capitals += shape.initial;
    }
    return capitals > 0;
}

static int put_titled(const char *s, size_t len, struct buf *out)
{
    size_t first = 0;
    (void)viet_next(s, len, &first);
    int r = viet_upper(s, first, out);
    return r ? r : buf_append(out, s + first, len - first);
}

/*
 * Words of capitals in full; a word that could be either ("Vò" for VŨ or Vũ) is what its neighbour before it is, or, at
 * the beginning, the one behind it.
 */
static int raise_capitals(const char *s, size_t len, struct buf *out)
{
    size_t at = 0, start, end, done = 0;
    bool before = false, titled = is_titled(s, len);
    int r = SO_OK;
    while (!r && viet_next_word(s, len, &at, &start, &end)) {
        struct shape shape = shape_of(s + start, end - start);
        size_t peek = at, start2, end2;
        bool next = viet_next_word(s, len, &peek, &start2, &end2) && shape_of(s + start2, end2 - start2).must;
        bool capital = shape.must || (shape.may && (before || next));
        r = buf_append(out, s + done, start - done);
        if (!r && capital)
            r = viet_upper(s + start, end - start, out);
        else if (!r && titled && shape.toned)
            r = put_titled(s + start, end - start, out);
        else if (!r)
            r = buf_append(out, s + start, end - start);
        done = end;
        before = capital;
    }
    return r ? r : buf_append(out, s + done, len - done);
}

int viet_legacy_decode(enum viet_legacy l, bool capitals, const char *s, size_t len, struct buf *out)
{
    struct buf plain = BUF_INIT, whole = BUF_INIT;
    int r = decode_plainly(l, s, len, &plain);
    r = r ? r : viet_nfc(buf_str(&plain), plain.len, &whole);
    if (!r && capitals)
        r = viet_upper(buf_str(&whole), whole.len, out);
    else if (!r && l == VIET_TCVN3)
        r = raise_capitals(buf_str(&whole), whole.len, out);
    else if (!r)
        r = buf_append(out, buf_str(&whole), whole.len);
    buf_free(&plain);
    buf_free(&whole);
    return r;
}

static bool is_ascii_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A word is a run of ASCII letters and whatever is not ASCII: in a legacy text signs are letters. */
static bool next_word(const char *s, size_t len, size_t *io_at, size_t *ret_start, bool *ret_foreign)
{
    size_t at = *io_at;
    while (at < len && !is_ascii_letter((unsigned char)s[at]) && (unsigned char)s[at] < 0x80)
        at++;
    *ret_start = at;
    *ret_foreign = false;
    while (at < len && (is_ascii_letter((unsigned char)s[at]) || (unsigned char)s[at] >= 0x80)) {
        *ret_foreign = *ret_foreign || (unsigned char)s[at] >= 0x80;
        at++;
    }
    *io_at = at;
    return at > *ret_start;
}

static bool is_syllable_as(enum viet_legacy l, const char *s, size_t len)
{
    struct buf word = BUF_INIT;
    struct viet_syllable syllable;
    bool is = viet_legacy_decode(l, false, s, len, &word) == SO_OK &&
              viet_syllable_parse(buf_str(&word), word.len, &syllable);
    buf_free(&word);
    return is;
}

enum viet_legacy viet_legacy_detect(const char *s, size_t len, float *ret_share)
{
    size_t good[VIET_LEGACIES] = {0}, words = 0, start;
    bool foreign;
    for (size_t at = 0; next_word(s, len, &at, &start, &foreign);) {
        if (!foreign || at - start > WORD_MAX)
            continue;
        words++;
        for (int l = 0; l < VIET_LEGACIES; l++)
            good[l] += is_syllable_as((enum viet_legacy)l, s + start, at - start);
    }
    enum viet_legacy best = VIET_UNICODE; /* among equals the text is what it says */
    for (int l = 1; l < VIET_LEGACIES; l++)
        if (good[l] > good[best])
            best = (enum viet_legacy)l;
    if (ret_share)
        *ret_share = words ? (float)good[best] / (float)words : 1;
    return best;
}

enum viet_legacy viet_legacy_of_font(const char *font, bool *ret_capitals)
{
    size_t len = strlen(font);
    *ret_capitals = false;
    if (!strncasecmp(font, "VNI", 3))
        return VIET_VNI;
    if (strncasecmp(font, ".Vn", 3) != 0)
        return VIET_UNICODE;
    *ret_capitals = font[len - 1] == 'H';
    return VIET_TCVN3;
}
