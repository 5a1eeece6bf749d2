#include "paper/notation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viet/distance.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define JOINED_BYTES 96
#define INITIALS_MAX 48
#define CALLED " = "
#define CONSOLIDATED "VBHN" /* of a consolidated text, which bears the title of what it consolidates */
#define DISPATCH "CV"
#define PLACE_WORDS 9

static bool is_sign(char c)
{
    return c == '/' || c == '-';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The capitals of s; Đ is '#'. */
static size_t capitals_of(const char *s, size_t len, bool first_only, char out[INITIALS_MAX], size_t n)
{
    for (size_t at = 0; at < len && n + 1 < INITIALS_MAX;) {
        struct viet_letter l;
        if (!viet_letter_split(viet_next(s, len, &at), &l) || !l.upper)
            continue;
        out[n++] = l.mark == VIET_STROKE ? '#' : (char)(l.base - 'a' + 'A');
        if (first_only)
            break;
    }
    out[n] = '\0';
    return n;
}

static size_t count_capitals(const char *s, size_t len)
{
    char out[INITIALS_MAX];
    return capitals_of(s, len, false, out, 0);
}

/* What a kind or an office of this name is called in notations; NULL behind the last one. */
static const char *called(const struct paper_field_def *f, size_t i, size_t *ret_name_len)
{
    const char *at = strstr(f->values.items[i], CALLED);
    *ret_name_len = at ? (size_t)(at - f->values.items[i]) : 0;
    return at ? at + sizeof CALLED - 1 : f->values.items[i];
}

static bool is_name(const struct paper_field_def *f, size_t i, const char *name)
{
    size_t n;
    called(f, i, &n);
    return n && n == strlen(name) && !memcmp(f->values.items[i], name, n);
}

/* The letters of one part: "QĐ" of "QĐ-UBND". */
static size_t part_len(const char *letters)
{
    return strcspn(letters, "-/&.,");
}

static bool is_called(const struct paper_field_def *f, const char *part, size_t len)
{
    for (size_t i = 0; i < f->values.len; i++) {
        size_t n;
        const char *short_name = called(f, i, &n);
        if (strlen(short_name) == len && !memcmp(short_name, part, len))
            return true;
    }
    return false;
}

/* Whether letters of a notation stand in s behind a sign, complete as far as can be seen. */
static bool has_letters(const char *s)
{
    const char *from = s + strcspn(s, "/-");
    size_t len = strlen(from);
    return count_capitals(from, len) >= 2 && !is_sign(s[strlen(s) - 1]);
}

/* The words of the number itself, among what was read around it, without spaces: "NH0 107 / KH-UBND Na". */
static void join(const char *read, char out[JOINED_BYTES])
{
    size_t n = 0;
    const char *from = read, *colon = strchr(read, ':');
    if (colon && (!strchr(read, '/') || colon < strchr(read, '/')))
        from = colon + 1;
    for (const char *p = from; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (is_digit(*p)) {
            from = p;
            break;
        }
    out[0] = '\0';
    for (const char *p = from; *p;) {
        p += strspn(p, " ");
        if (has_letters(out) && !is_sign(*p))
            break;
        for (; *p && *p != ' ' && n + 1 < JOINED_BYTES; p++)
            out[n++] = *p;
        out[n] = '\0';
        if (n + 1 >= JOINED_BYTES)
            break;
    }
    while (n && strchr(".,;:'`\"", out[n - 1]))
        out[--n] = '\0';
}

/* Where in "58NQ" the stroke was lost: before a kind's letters that end it; its length when nothing was. */
static size_t lost_stroke(const struct paper_field_def *f, const char *s, size_t len)
{
    for (size_t i = 1; i + 1 < len; i++)
        if ((s[i] & 0xC0) != 0x80 && is_called(f, s + i, len - i))
            return i;
    return len;
}

bool notation_parse(const struct paper_field_def *f, const char *read, struct notation *ret)
{
    char s[JOINED_BYTES];
    struct notation out = {.sign = '/'};
    join(read, s);
    size_t number = strcspn(s, "/-"), split = lost_stroke(f, s, number);
    const char *rest = s + split;
    if (split == number && s[number])
        out.sign = s[number];
    while (is_sign(*rest))
        rest++;
    while (split && strchr(".,:;", s[split - 1]))
        split--;
    if (split >= sizeof out.number)
        return false;
    memcpy(out.number, s, split);
    if (strspn(rest, "0123456789") == 4 && is_sign(rest[4])) {
        memcpy(out.year, rest, 4);
        rest += 5;
    }
    size_t len = strlen(rest);
    if (len >= sizeof out.letters || count_capitals(rest, len) < 2)
        return false;
    memcpy(out.letters, rest, len + 1);
    *ret = out;
    return true;
}

bool notation_is_sound(const char *letters)
{
    size_t len = strlen(letters), part = 0;
    bool numbered = false; /* "QH13", "PC06": a part's digits stand behind its letters, "U3ND" is none */
    for (size_t at = 0; at < len;) {
        struct viet_letter l;
        int32_t cp = viet_next(letters, len, &at);
        if (cp < 128 && strchr("-/&.,", (int)cp)) {
            if (!part)
                return false;
            part = 0;
            numbered = false;
            continue;
        }
        bool letter = viet_letter_split(cp, &l);
        if (letter && numbered)
            return false;
        numbered = !letter;
        bool inner = letter && part && (l.base == 'r' || l.base == 'y' || l.base == 'g' || l.base == 'i');
        if (letter ? (!l.upper && !inner) || l.tone != VIET_NGANG : !part || !viet_is_digit(cp))
            return false;
        part++;
    }
    return part > 0 && count_capitals(letters, len) >= 2;
}

/* Is a kind of document called so? */
static bool is_kind(const struct paper_def *d, const struct paper_field_def *f, const char *part, size_t len)
{
    for (size_t i = 0; i < d->titles.len; i++)
        for (size_t k = 0; k < f->values.len; k++) {
            size_t n;
            const char *name = called(f, k, &n);
            if (is_name(f, k, d->titles.items[i].text) && strlen(name) == len && !memcmp(name, part, len))
                return true;
        }
    return false;
}

const char *notation_title(const struct paper_def *d, const struct paper_field_def *f, const char *letters)
{
    size_t len = part_len(letters);
    const char *title = NULL;
    for (size_t i = 0; i < d->titles.len; i++)
        for (size_t k = 0; k < f->values.len; k++) {
            size_t n;
            const char *name = called(f, k, &n);
            if (!is_name(f, k, d->titles.items[i].text) || strlen(name) != len || memcmp(name, letters, len) != 0)
                continue;
            if (title)
                return NULL;
            title = d->titles.items[i].text;
        }
    return title;
}

bool notation_fits_title(const struct paper_def *d, const struct paper_field_def *f, const char *letters,
                         const char *title)
{
    size_t len = part_len(letters);
    bool listed = false, fits = false, kind = is_kind(d, f, letters, len);
    for (size_t i = 0; i < f->values.len; i++) {
        size_t n;
        const char *name = called(f, i, &n);
        if (!is_name(f, i, title))
            continue;
        listed = true;
        fits |= strlen(name) == len && !memcmp(name, letters, len);
    }
    if (len == strlen(CONSOLIDATED) && !memcmp(letters, CONSOLIDATED, len))
        return true;
    if (!*title) /* a dispatch's notation begins with its office's letters */
        return !kind || (len == strlen(DISPATCH) && !memcmp(letters, DISPATCH, len));
    return listed ? fits : !kind;
}

static bool is_place_word(const char *s, size_t len)
{
    static const char society[] = "XÃ HỘI";
    static const char *const words[PLACE_WORDS] = {"TỈNH",   "THÀNH", "HUYỆN", "QUẬN", "XÃ",
                                                   "PHƯỜNG", "THỊ",   "ĐẶC",   "TP"};
    for (size_t i = 0; strncmp(s, society, sizeof society - 1) != 0 && i < PLACE_WORDS; i++)
        if (strlen(words[i]) == len && !memcmp(words[i], s, len))
            return true;
    return false;
}

/* At the dash before another office of the same kind: "BỘ TƯ PHÁP - BỘ TÀI CHÍNH". */
static bool is_next_office(const char *office, const char *at)
{
    size_t kind = strcspn(office, " ");
    return at != office && !strncmp(at, "- ", 2) && !strncmp(at + 2, office, kind) && at[2 + kind] == ' ';
}

/*
 * The initials of an office's words, joined by a dash where they are several offices; of words that are abbreviations,
 * all letters. name_only: up to its place, no "và".
 */
static void initials_of(const char *office, bool name_only, char out[INITIALS_MAX])
{
    size_t n = 0;
    out[0] = '\0';
    for (const char *p = office; *p;) {
        size_t len = strcspn(p, " ");
        size_t letters = len && strchr(",;", p[len - 1]) ? len - 1 : len; /* "VĂN HÓA, THỂ THAO" */
        struct viet_syllable syllable;
        if (name_only && n && is_place_word(p, len))
            break;
        bool skip = name_only && len == strlen("VÀ") && !memcmp(p, "VÀ", len);
        if (name_only && is_next_office(office, p) && n + 1 < INITIALS_MAX)
            out[n++] = '-';
        else if (!skip)
            n = capitals_of(p, letters, viet_syllable_parse(p, letters, &syllable), out, n);
        p += len;
        p += strspn(p, " ");
    }
}

static bool is_within(const char *part, const char *initials)
{
    for (; *part; part++, initials++) {
        initials = strchr(initials, *part);
        if (!initials)
            return false;
    }
    return true;
}

/* Party boards add their committee: "BTCTU" of the BAN TỔ CHỨC of a TỈNH ỦY. The length without it. */
static size_t own_capitals(const char *part, size_t n)
{
    static const char *const committees[] = {"TU", "HU", "QU", "#U", "TW"};
    for (size_t i = 0; n > 3 && i < sizeof committees / sizeof *committees; i++)
        if (!strcmp(part + n - 2, committees[i]))
            return n - 2;
    return n;
}

/* An office that is not called by its initials: "THỦ TƯỚNG CHÍNH PHỦ" begins its name. */
static const char *call_of(const struct paper_field_def *f, const char *office)
{
    for (size_t i = 0; i < f->values.len; i++) {
        size_t n;
        const char *name = called(f, i, &n);
        if (n && !strncmp(f->values.items[i], office, n))
            return name;
    }
    return NULL;
}

bool notation_fits_office(const struct paper_field_def *f, const char *letters, const char *office)
{
    char initials[INITIALS_MAX], part[INITIALS_MAX];
    const char *call = call_of(f, office);
    initials_of(office, false, initials);
    for (const char *p = letters; *p;) {
        size_t len = part_len(p);
        size_t n = own_capitals(part, capitals_of(p, len, false, part, 0));
        part[n] = '\0';
        if ((n >= 2 && is_within(part, initials)) || (call && strlen(call) <= len && !strncmp(call, p, strlen(call))))
            return true;
        p += len;
        p += *p != '\0';
    }
    return false;
}

/* Initials as they are written. */
static void write_initials(const char *initials, char out[NOTATION_BYTES])
{
    size_t n = 0;
    for (; *initials && n + 4 < NOTATION_BYTES; initials++)
        n += (size_t)snprintf(out + n, NOTATION_BYTES - n, "%s", *initials == '#' ? "Đ" : (char[]){*initials, '\0'});
    out[n] = '\0';
}

bool notation_expected(const struct paper_field_def *f, const char *letters, char sign, const char *title,
                       const char *office, char ret[NOTATION_BYTES])
{
    char initials[INITIALS_MAX], short_office[NOTATION_BYTES], text[2 * NOTATION_BYTES + 1];
    const char *call = call_of(f, office);
    uint32_t best = VIET_DISTANCE_FAR;
    initials_of(office, true, initials);
    write_initials(initials, short_office);
    if (strlen(initials) < 2 && !call)
        return false;
    for (size_t i = 0; *title && i < f->values.len; i++) {
        size_t n;
        const char *kind = called(f, i, &n);
        if (!is_name(f, i, title))
            continue;
        snprintf(text, sizeof text, "%s%c%s", kind, sign == '-' ? '/' : '-', call ? call : short_office);
        uint32_t cost = viet_distance(letters, strlen(letters), text, strlen(text), best - 1);
        if (cost < best && strlen(text) < NOTATION_BYTES) {
            best = cost;
            snprintf(ret, NOTATION_BYTES, "%s", text);
        }
    }
    return best != VIET_DISTANCE_FAR;
}
