#include "paper/kinds.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "viet/fold.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define SENTENCE_WORDS 7 /* fewer are a phrase that a form asks for */

void reading_clear(struct reading *r)
{
    free(r->value);
    free(r->normal);
    *r = (struct reading){0};
}

bool reading_date(const char *normal, struct viet_date *ret)
{
    size_t len = strcspn(normal, "T");
    return len && viet_date_from_iso(normal, len, ret);
}

/* The digit that a letter was most likely meant to be; 0 when none. */
static char digit_of(int32_t cp)
{
    struct viet_letter l;
    if (cp >= '0' && cp <= '9')
        return (char)cp;
    if (viet_letter_split(cp, &l) && l.mark != VIET_STROKE)
        cp = l.upper ? l.base - 'a' + 'A' : l.base;
    switch (cp) {
    case 'O': case 'o': case 'Q': case 'D': case 'U': case 0x00B0: return '0';
    case 'l': case 'I': case 'i': case '|': case '!': case ']': case '[': case 'j': return '1';
    case 'Z': case 'z': return '2';
    case 'S': case 's': case '$': return '5';
    case 'b': case 'G': return '6';
    case 0x2020: case 0x2021: case '?': case 'T': case 'f': case 't': return '7';
    case 'B': case '&': return '8';
    case 'g': case 'q': return '9';
    case 'A': return '4';
    default: return 0;
    }
}

static bool separates_digits(int32_t cp)
{
    return cp == '/' || cp == '-' || cp == '.' || cp == ',' || cp == ':' || cp == '(' || cp == ')';
}

/* True when a word is a number of which some digits were read as letters: mostly digits, and nothing else possible. */
static bool is_misread_number(const char *s, size_t len)
{
    size_t digits = 0, letters = 0;
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if (cp >= '0' && cp <= '9')
            digits++;
        else if (digit_of(cp))
            letters++;
        else if (!separates_digits(cp))
            return false;
    }
    return letters > 0 && digits >= letters;
}

int kind_digits(const char *s, struct buf *out)
{
    size_t len = strlen(s);
    int r = SO_OK;
    for (size_t at = 0; at < len && r == SO_OK;) {
        size_t end = at + strcspn(s + at, " ");
        bool number = is_misread_number(s + at, end - at);
        while (at < end && r == SO_OK) {
            size_t start = at;
            int32_t cp = viet_next(s, len, &at);
            char digit = number ? digit_of(cp) : 0;
            r = digit ? buf_append_char(out, digit) : buf_append(out, s + start, at - start);
        }
        if (at < len && r == SO_OK)
            r = buf_append_char(out, s[at++]);
    }
    return r;
}

int kind_all_digits(const char *s, struct buf *out)
{
    size_t len = strlen(s);
    int r = SO_OK;
    for (size_t at = 0; at < len && r == SO_OK;) {
        char digit = digit_of(viet_next(s, len, &at));
        if (digit)
            r = buf_append_char(out, digit);
    }
    return r;
}

static bool is_outer(int32_t cp)
{
    if (cp < 0x80)
        return strchr(" .,:;'`\"|*^~_-=<>!\\", (int)cp) != NULL && cp != '\0';
    return (cp >= 0x2010 && cp <= 0x203A && cp != 0x2020) || cp == 0xAB || cp == 0xBB || cp == 0xB7 || cp == 0xAC ||
           cp == 0x2C6;
}

int kind_tidy(const char *s, struct buf *out)
{
    size_t len = strlen(s), from = 0, at = 0;
    while (at < len && is_outer(viet_next(s, len, &at)))
        from = at;
    size_t end = from;
    for (at = from; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if (!is_outer(cp))
            end = at;
    }
    int r = SO_OK;
    for (at = from; at < end && r == SO_OK; at++) {
        if (s[at] == ' ' && at + 1 < end && strchr(",.;:", s[at + 1]) && (at + 2 >= end || s[at + 2] == ' '))
            continue;
        if (s[at] == ' ' && out->len && out->data[out->len - 1] == ' ')
            continue;
        r = buf_append_char(out, s[at]);
    }
    return r;
}

size_t longest_digits(const char *s, char *out, size_t size)
{
    size_t best = 0, start = 0, run = 0;
    for (size_t i = 0;; i++) {
        if (s[i] >= '0' && s[i] <= '9') {
            run++;
            continue;
        }
        if (run > best) {
            best = run;
            start = i - run;
        }
        run = 0;
        if (!s[i])
            break;
    }
    size_t n = best < size - 1 ? best : size - 1;
    memcpy(out, s + start, n);
    out[n] = '\0';
    return best;
}

static int read_as(const struct paper_rules *rules, const struct paper_field_def *f, const char *s,
                   struct kind_out *out)
{
    switch (f->kind) {
    case KIND_NAME: case KIND_SIGNER: return kind_name(s, out);
    case KIND_DATE: return kind_date(f, s, out);
    case KIND_YEAR: return kind_year(s, out);
    case KIND_DATE_WORDS: return kind_date_words(s, out);
    case KIND_DATE_LINE: return kind_date_line(s, out);
    case KIND_MOMENT: return kind_moment(s, out);
    case KIND_ID: return kind_id(s, out);
    case KIND_ID_PAPER: return kind_id_paper(f, s, out);
    case KIND_PLACE: return kind_place(rules, s, out);
    case KIND_SEX: return kind_sex(s, out);
    case KIND_ETHNIC: return kind_ethnic(s, out);
    case KIND_NATION: return kind_nation(s, out);
    case KIND_REGISTER_NUMBER: return kind_register_number(f, s, out);
    case KIND_DOCUMENT_NUMBER: return kind_document_number(f, s, out);
    case KIND_NUMBER: return kind_number(s, out);
    case KIND_BOOK: return kind_book(f, s, out);
    case KIND_COUNT: return kind_count(s, out);
    case KIND_PHONE: return kind_phone(s, out);
    case KIND_DOSSIER_CODE: return kind_dossier_code(s, out);
    case KIND_TEXT: case KIND_HEADING: case KIND_SUBJECT: case KIND_ISSUER: break;
    }
    return kind_text(f, s, out);
}

/* Letters and digits only, so that a stripped comma is no repair. */
static bool same_letters(const char *a, const char *b)
{
    size_t i = 0, k = 0, la = strlen(a), lb = strlen(b);
    for (;;) {
        int32_t x = 0, y = 0;
        while (i < la && !viet_is_letter(x) && !viet_is_digit(x))
            x = viet_next(a, la, &i);
        while (k < lb && !viet_is_letter(y) && !viet_is_digit(y))
            y = viet_next(b, lb, &k);
        bool ends_a = !viet_is_letter(x) && !viet_is_digit(x), ends_b = !viet_is_letter(y) && !viet_is_digit(y);
        if (ends_a || ends_b)
            return ends_a && ends_b;
        if (x != y)
            return false;
    }
}

/* A text of several words ends with the full stop of its sentence, not with dirt, where that follows its last letter. */
static bool ends_sentence(const struct paper_field_def *f, const char *raw, const struct buf *value)
{
    size_t n = strlen(raw), words = 1;
    for (const char *p = buf_str(value); *p; p++)
        words += *p == ' ';
    return f->kind == KIND_TEXT && !f->values.len && words >= SENTENCE_WORDS && n > 1 && raw[n - 1] == '.' &&
           !strchr(" .,:;-_", raw[n - 2]) && value->data[value->len - 1] != '.';
}

/* A value of words, in which leader dots that show through were read as full stops. */
static bool is_wordy(enum paper_kind kind)
{
    return kind == KIND_PLACE || kind == KIND_NAME || kind == KIND_DATE_WORDS || kind == KIND_MOMENT ||
           kind == KIND_ID_PAPER || kind == KIND_ETHNIC || kind == KIND_NATION;
}

/* "xã.Thượng", "BÙI.TRỌNG", "30. tháng": no abbreviation ends so, which is one letter or no syllable ("Q.1", "TP.HCM"). */
static bool ends_whole_word(const char *s, size_t len)
{
    size_t from = len;
    while (from > 0 && s[from - 1] != ' ' && s[from - 1] != '.')
        from--;
    if (from == len)
        return false;
    if (strspn(s + from, "0123456789") >= len - from)
        return true;
    struct viet_syllable syllable;
    return viet_length(s + from, len - from) > 1 && viet_syllable_parse(s + from, len - from, &syllable) &&
           viet_syllable_is_valid(syllable);
}

/* The value without dots between its words; before a unit's word of an address such a dot was a comma. */
static int undot(const char *s, bool place, struct buf *out)
{
    int r = SO_OK;
    for (size_t i = 0; s[i] && r == SO_OK; i++) {
        if (s[i] == '.' && s[i + 1] == '.' && i && s[i - 1] != '.') { /* "Thôn.. Đông": leaders */
            i += strspn(s + i, ".") - 1;
            r = s[i + 1] && s[i + 1] != ' ' ? buf_append_char(out, ' ') : SO_OK;
            continue;
        }
        bool stray = s[i] == '.' && s[i + 1] && !strchr(".,", s[i + 1]) && i && strchr(" ,", s[i - 1]); /* "huyện .Bình" */
        if (stray) {
            r = s[i - 1] == ',' && s[i + 1] != ' ' ? buf_append_char(out, ' ') : SO_OK;
            continue;
        }
        bool digit_behind = s[i + 1] >= '0' && s[i + 1] <= '9', digit_before = i && s[i - 1] >= '0' && s[i - 1] <= '9';
        if (s[i] != '.' || !s[i + 1] || strchr(".,", s[i + 1]) || (digit_before && digit_behind) || !ends_whole_word(s, i))
            r = buf_append_char(out, s[i]);
        else if (s[i + 1] != ' ')
            r = buf_append_char(out, ' ');
        else if (place && kind_begins_unit(s + i + 2))
            r = buf_append_char(out, ',');
    }
    return r;
}

int kind_read(const struct paper_rules *rules, const struct paper_field_def *f, const char *raw, struct reading *io)
{
    struct kind_out out = {BUF_INIT, BUF_INIT, 0};
    struct buf tidy = BUF_INIT, words = BUF_INIT;
    int r = kind_tidy(raw, &tidy);
    if (r == SO_OK && tidy.len && is_wordy(f->kind))
        r = undot(buf_str(&tidy), f->kind == KIND_PLACE, &words);
    if (r == SO_OK && tidy.len)
        r = read_as(rules, f, words.len ? buf_str(&words) : buf_str(&tidy), &out);
    if (r == SO_OK && out.value.len && ends_sentence(f, raw, &out.value))
        r = buf_append_char(&out.value, '.');
    char *value = NULL, *normal = NULL;
    if (r == SO_OK) {
        value = strdup(buf_str(&out.value));
        normal = strdup(buf_str(&out.normal));
        if (!value || !normal)
            r = SO_ENOMEM;
    }
    if (r == SO_OK) {
        reading_clear(io);
        *io = (struct reading){value, normal, out.fit, *value && !same_letters(value, raw)};
        value = normal = NULL;
    }
    free(value);
    free(normal);
    buf_free(&tidy);
    buf_free(&words);
    buf_free(&out.value);
    buf_free(&out.normal);
    return r;
}
