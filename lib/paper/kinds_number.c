/* Kinds made of digits: numbers of registers, books, identity cards, dossiers, phones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/kinds.h"
#include "paper/notation.h"
#include "viet/distance.h"
#include "viet/id.h"
#include "viet/text.h"

#define PHONE_LEAST 9 /* digits */

static int without_spaces(const char *s, struct buf *out)
{
    int r = SO_OK;
    for (; *s && r == SO_OK; s++) {
        bool again = *s == '/' && out->len && out->data[out->len - 1] == '/'; /* one stroke read twice */
        if (*s != ' ' && !again)
            r = buf_append_char(out, *s);
    }
    return r;
}

static size_t count_digits(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += *s >= '0' && *s <= '9';
    return n;
}

int kind_id(const char *s, struct kind_out *out)
{
    struct buf digits = BUF_INIT;
    int r = SO_OK;
    /* A date or an issuer may follow: the first word that can be a number is the number. */
    char first[64];
    struct buf fixed = BUF_INIT;
    r = kind_digits(s, &fixed);
    size_t n = r == SO_OK ? longest_digits(buf_str(&fixed), first, sizeof first) : 0;
    if (r == SO_OK && (n == 12 || n == 9))
        r = buf_append_str(&digits, first);
    else if (r == SO_OK)
        r = kind_all_digits(s, &digits);
    struct viet_id id;
    if (r == SO_OK && viet_id_parse(buf_str(&digits), digits.len, &id)) {
        unsigned warnings = viet_id_check(&id, VIET_SEX_UNKNOWN, (struct viet_date){0});
        out->fit = warnings ? 0.8f : 1.0f;
        r = buf_append_str(&out->value, id.digits);
        if (r == SO_OK)
            r = buf_append_str(&out->normal, id.digits);
    } else if (r == SO_OK) {
        out->fit = count_digits(s) >= 5 ? 0.3f : 0.0f;
        r = buf_append_str(&out->value, s);
    }
    buf_free(&digits);
    buf_free(&fixed);
    return r;
}

int kind_number(const char *s, struct kind_out *out)
{
    struct buf fixed = BUF_INIT;
    int r = kind_digits(s, &fixed);
    const char *p = buf_str(&fixed);
    while (*p && !(*p >= '0' && *p <= '9'))
        p++;
    size_t n = strspn(p, "0123456789");
    if (r == SO_OK && n) {
        out->fit = 1;
        r = buf_append(&out->value, p, n);
        if (r == SO_OK)
            r = buf_append(&out->normal, p, n);
    }
    buf_free(&fixed);
    return r;
}

/* "0921811540 Email": a phone number ends where a word begins of which most letters are no digits'. */
static size_t phone_length(const char *s)
{
    size_t end = strcspn(s, " "), digits = count_digits(s) - count_digits(s + end);
    while (s[end]) {
        size_t len = strcspn(s + end + 1, " "), more = count_digits(s + end) - count_digits(s + end + 1 + len);
        if (digits >= PHONE_LEAST && !more)
            break;
        digits += more;
        end += 1 + len;
    }
    return end;
}

int kind_phone(const char *text, struct kind_out *out)
{
    struct buf digits = BUF_INIT, number = BUF_INIT;
    int r = buf_append(&number, text, phone_length(text));
    const char *s = buf_str(&number);
    if (r == SO_OK)
        r = kind_all_digits(s, &digits);
    bool good = digits.len >= 9 && digits.len <= 11;
    bool plain = strspn(s, "0123456789 .-()+") == strlen(s);
    if (r == SO_OK)
        r = good && !plain ? buf_append_str(&out->value, buf_str(&digits)) : buf_append_str(&out->value, s);
    if (r == SO_OK && good)
        r = buf_append_str(&out->normal, buf_str(&digits));
    out->fit = good ? 1.0f : 0.3f;
    buf_free(&digits);
    buf_free(&number);
    return r;
}

/* "0/" and "/2": in a number of a few digits a slash is a 1. */
static void slashes_to_ones(char *word)
{
    if (strspn(word, "0123456789/") != strlen(word) || strlen(word) > 3 || !strpbrk(word, "0123456789"))
        return;
    for (; *word; word++)
        *word = *word == '/' ? '1' : *word;
}

int kind_count(const char *s, struct kind_out *out)
{
    static const char *const units[] = {"(bộ)", "bộ", "ngày", "ngày làm việc", "bản", "(bản)", "giờ"};
    struct buf fixed = BUF_INIT;
    size_t first = strcspn(s, " ");
    struct buf number = BUF_INIT;
    char *word = strndup(s, first);
    if (word)
        slashes_to_ones(word);
    int r = word ? kind_all_digits(word, &number) : SO_ENOMEM;
    bool digits = word && viet_length(word, first) == number.len; /* "Ol": nothing but look-alikes */
    if (r == SO_OK)
        r = digits ? buf_append_str(&fixed, buf_str(&number)) : SO_OK;
    if (r == SO_OK)
        r = kind_digits(digits ? s + first : s, &fixed);
    buf_free(&number);
    free(word);
    const char *rest = strchr(buf_str(&fixed), ' '), *unit = NULL;
    uint32_t best = 121;
    for (size_t i = 0; rest && i < sizeof units / sizeof *units; i++) {
        uint32_t cost = viet_distance(rest + 1, strlen(rest + 1), units[i], strlen(units[i]), best);
        if (cost < best) {
            best = cost;
            unit = units[i];
        }
    }
    if (r == SO_OK)
        r = buf_append(&out->value, buf_str(&fixed), unit ? (size_t)(rest + 1 - buf_str(&fixed)) : fixed.len);
    if (r == SO_OK && unit)
        r = buf_append_str(&out->value, unit);
    buf_free(&fixed);
    if (r != SO_OK)
        return r;
    const char *v = buf_str(&out->value);
    size_t n = strspn(v, "0123456789");
    out->fit = n ? 1.0f : 0.2f;
    return n ? buf_append(&out->normal, v, n) : SO_OK;
}

int kind_dossier_code(const char *s, struct kind_out *out)
{
    struct buf code = BUF_INIT;
    int r = without_spaces(s, &code);
    if (r == SO_OK)
        r = buf_append_str(&out->value, buf_str(&code));
    /* <agency>-YYMMDD-NNNN (reference: QCVN 102:2016; TT 03/2025/TT-VPCP điều 13) */
    int yy, mm, dd, used = 0;
    const char *dash = strchr(buf_str(&code), '-');
    if (dash && sscanf(dash, "-%2d%2d%2d-%n", &yy, &mm, &dd, &used) == 3 && used) {
        struct viet_date d = {2000 + yy, mm, dd};
        size_t serial = strspn(dash + used, "0123456789");
        out->fit = viet_date_is_valid(d) && serial >= 4 && dash[used + (int)serial] == '\0' ? 1.0f : 0.4f;
        if (r == SO_OK && out->fit > 0.9f)
            r = buf_append_str(&out->normal, buf_str(&code));
    } else {
        out->fit = count_digits(buf_str(&code)) >= 8 ? 0.4f : 0.0f;
    }
    buf_free(&code);
    return r;
}

/* Digits and slashes at the beginning; *ret_rest behind them. "61UBND" and "61/UBND" both stop before the letters. */
static int leading_number(const char *s, struct buf *out, const char **ret_rest)
{
    int r = SO_OK;
    const char *p = s;
    while (*p && r == SO_OK) {
        if ((*p >= '0' && *p <= '9') || *p == '/' || (*p == '-' && p[1] >= '0' && p[1] <= '9'))
            r = buf_append_char(out, *p);
        else if (*p == '.' || *p == ':')
            ; /* a dot that was read into the number */
        else if ((*p == 'l' || *p == 'I' || *p == 'O' || *p == 'o' || *p == '|') &&
                 (p[1] == '\0' || p[1] == '/' || (p[1] >= '0' && p[1] <= '9')))
            r = buf_append_char(out, *p == 'O' || *p == 'o' ? '0' : '1');
        else
            break;
        p++;
    }
    *ret_rest = p;
    return r;
}

/* The notation behind a number: the listed one when it lies near, else as read. */
static int add_suffix(const struct paper_field_def *f, const char *rest, struct buf *out)
{
    size_t len = strlen(rest);
    const char *best = NULL;
    uint32_t best_cost = VIET_DISTANCE_FAR;
    if (f->values.len == 1 && len >= 3 && !strncmp(f->values.items[0], rest, len))
        return buf_append_str(out, f->values.items[0]); /* cut short by a seal or the page's edge */
    if (len > 2 && strchr("Il1", rest[0])) /* the slash read twice: "/IPXL" */
        for (size_t i = 0; i < f->values.len; i++)
            if (!strcmp(f->values.items[i], rest + 1))
                return buf_append_str(out, rest + 1);
    for (size_t i = 0; i < f->values.len; i++) {
        size_t n = strlen(f->values.items[i]);
        uint32_t cost = viet_distance(rest, len, f->values.items[i], n, (uint32_t)(n * 30));
        if (cost < best_cost) {
            best_cost = cost;
            best = f->values.items[i];
        }
    }
    return buf_append_str(out, best ? best : rest);
}

static float number_fit(const char *s)
{
    int number = 0, year = 0;
    if (sscanf(s, "%6d/%5d", &number, &year) == 2)
        return year >= 1945 && year <= 2100 ? 1.0f : 0.5f;
    return number > 0 ? 0.9f : 0.0f;
}

static bool goes_on_with_number(const char *s)
{
    return *s == '/' || *s == '-' || (*s >= '0' && *s <= '9');
}

/* The number's own words among what was read around it: "NH0 107/KH-UBND Na". */
static int number_words(const char *s, struct buf *out)
{
    const char *from = s;
    for (const char *p = s; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (*p >= '0' && *p <= '9') {
            from = p;
            break;
        }
    const char *slash = strchr(from, '/'), *end = slash;
    while (end && *end && (*end != ' ' || goes_on_with_number(end + 1) || end[-1] == '/' || end[-1] == '-'))
        end++;
    return end ? buf_append(out, from, (size_t)(end - from)) : buf_append_str(out, from);
}

int kind_register_number(const struct paper_field_def *f, const char *s, struct kind_out *out)
{
    struct buf code = BUF_INIT, number = BUF_INIT, words = BUF_INIT;
    const char *rest = "";
    int r = number_words(s, &words);
    if (r == SO_OK)
        r = without_spaces(buf_str(&words), &code);
    buf_free(&words);
    if (r == SO_OK)
        r = leading_number(buf_str(&code), &number, &rest);
    while (number.len && (number.data[number.len - 1] == '/' || number.data[number.len - 1] == '-'))
        buf_truncate(&number, number.len - 1);
    const char *digits = buf_str(&number);
    if (r == SO_OK && *digits >= '0' && *digits <= '9') {
        r = buf_append_str(&out->value, digits);
        if (r == SO_OK && *rest && (rest[-1] == '/' || f->values.len))
            r = buf_append_char(&out->value, rest[-1] == '-' ? '-' : '/');
        if (r == SO_OK)
            r = add_suffix(f, rest, &out->value);
        out->fit = number_fit(buf_str(&out->value));
        if (r == SO_OK)
            r = buf_append_str(&out->normal, buf_str(&out->value));
    }
    buf_free(&code);
    buf_free(&number);
    return r;
}

int kind_document_number(const struct paper_field_def *f, const char *s, struct kind_out *out)
{
    struct notation n;
    struct buf number = BUF_INIT;
    if (!notation_parse(f, s, &n))
        return kind_register_number(f, s, out);
    bool digits = strpbrk(n.number, "0123456789") != NULL; /* "-TB/TU" has none: its T is no 7 */
    int r = kind_all_digits(n.number, &number);
    if (r == SO_OK && digits && number.len) {
        r = buf_printf(&out->value, "%s%c%s%s%s", buf_str(&number), n.sign, n.year, *n.year ? "/" : "", n.letters);
        out->fit = number.len == strlen(n.number) ? 0.9f : 0.5f;
        if (r == SO_OK)
            r = buf_append_str(&out->normal, buf_str(&out->value));
    }
    buf_free(&number);
    return r;
}

int kind_book(const struct paper_field_def *f, const char *s, struct kind_out *out)
{
    struct buf code = BUF_INIT, number = BUF_INIT;
    const char *rest = "";
    int r = without_spaces(s, &code);
    if (r == SO_OK)
        r = leading_number(buf_str(&code), &number, &rest);
    if (r == SO_OK && number.len && number.data[0] >= '0' && number.data[0] <= '9') {
        while (*rest == '-')
            rest++;
        while (number.len && strchr("/-", number.data[number.len - 1]))
            buf_truncate(&number, number.len - 1);
        r = buf_append_str(&out->value, buf_str(&number));
        if (r == SO_OK && *rest)
            r = buf_append_char(&out->value, '-');
        if (r == SO_OK)
            r = add_suffix(f, rest, &out->value);
        out->fit = number_fit(buf_str(&out->value));
        if (r == SO_OK)
            r = buf_append_str(&out->normal, buf_str(&out->value));
    }
    buf_free(&code);
    buf_free(&number);
    return r;
}
