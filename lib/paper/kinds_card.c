/* An identity card in one line: its kind, number, issuer and day of issue. */
#include <stdio.h>
#include <string.h>

#include "base/result.h"
#include "paper/kinds.h"
#include "viet/distance.h"
#include "viet/id.h"
#include "viet/text.h"

#define PHRASE_LEAST 0.72f
#define PHRASE_JOINED 0.92f /* a word fewer: two were read as one, none is missing */
#define ISSUER_WORD_LEAST 0.75f
#define CARD_DIGITS 12
#define DATE_LENGTH 10 /* "13/09/2021" */
#define PROVINCE_WORDS 5 /* "Bà Rịa - Vũng Tàu" */

/* Words that stand on every line about a card, so that a misread one is known. */
static const char *const card_words[] = {"Căn",  "cước", "công", "dân",  "số",   "Chứng", "minh", "nhân", "Cục",
                                         "Cảnh", "sát",  "cấp",  "ngày", "Công", "an",    "tỉnh", "Hộ",   "chiếu",
                                         "quận", "Bộ",   "do",   "quản", "lý",   "hành", "chính", "về",   "trật", "tự"};

static int add_card_word(const char *s, size_t len, struct buf *out)
{
    const char *best = NULL;
    uint32_t best_cost = 60;
    size_t tail = len && strchr(",;.:", s[len - 1]) ? 1 : 0;
    for (size_t i = 0; len - tail >= 2 && i < sizeof card_words / sizeof *card_words; i++) {
        uint32_t cost = viet_distance(s, len - tail, card_words[i], strlen(card_words[i]), best_cost);
        if (cost < best_cost) {
            best_cost = cost;
            best = card_words[i];
        }
    }
    if (!best || best_cost < 10 || best_cost > 15 * (uint32_t)viet_length(s, len - tail))
        return buf_append(out, s, len);
    int r = buf_append_str(out, best);
    return r == SO_OK ? buf_append(out, s + len - tail, tail) : r;
}

/* The phrase of the definition that the first words of s most likely were, *ret_len bytes; NULL when it is none. */
static const char *nearest_phrase(const struct paper_field_def *f, const char *s, size_t *ret_len)
{
    const char *best = NULL;
    float best_score = PHRASE_LEAST;
    for (size_t i = 0; i < f->values.len; i++) {
        const char *phrase = f->values.items[i];
        size_t words = 1, n = strlen(phrase), end = 0;
        for (const char *p = phrase; *p; p++)
            words += *p == ' ';
        for (size_t k = 1; k <= words + 1 && s[end]; k++) {
            end += s[end] == ' ';
            end += strcspn(s + end, " ");
            size_t tail = end && strchr(",;.:", s[end - 1]) ? 1 : 0;
            if (k + 1 < words || memchr(s, ',', end - tail))
                continue;
            float score = viet_similarity(s, end - tail, phrase, n);
            size_t second = strcspn(s, " ") + 1; /* "do Cục Cảnh sát …": the phrase begins a word later */
            bool later = second < end - tail && viet_similarity(s + second, end - tail - second, phrase, n) >= score;
            if (score > best_score && !later && (k >= words || score > PHRASE_JOINED)) {
                best_score = score;
                best = phrase;
                *ret_len = end - tail;
            }
        }
    }
    return best;
}

/* "…, nơi cấp: Bộ Công an", "… tại Công an huyện": behind the day of issue stands who issued it. */
static bool names_issuer(const char *s)
{
    static const char *const words[] = {"nơi", "tại", "do", "Cục", "Công", "Bộ", "CA"};
    s += strspn(s, " .,;");
    size_t len = strcspn(s, " ");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (len && viet_similarity(s, len, words[i], strlen(words[i])) >= ISSUER_WORD_LEAST)
            return strlen(s) > len;
    return false;
}

/* "1 5/08/2021", "13/09/ 2021": blanks within a date of ten characters go. */
static void join_date(char *s)
{
    size_t marks = 0, end = 0, kept = 0;
    for (; marks < DATE_LENGTH && (s[end] == ' ' || s[end] == '/' || viet_is_digit(s[end])); end++)
        marks += s[end] != ' ';
    if (marks != DATE_LENGTH || end == marks || viet_is_digit(s[end]))
        return;
    for (size_t at = 0; at < end; at++)
        if (s[at] != ' ')
            s[kept++] = s[at];
    memmove(s + kept, s + end, strlen(s + end) + 1);
}

/* Behind the day of issue stands nothing of the paper's but its issuer; before its digits no more than a speck. */
static void trim_issue(struct buf *io)
{
    static const char word[] = "ngày ";
    char *day_word = NULL;
    for (char *p = io->data; p && (p = strstr(p, word)) != NULL; p += sizeof word - 1)
        day_word = p;
    if (!day_word)
        return;
    char *date = day_word + sizeof word - 1;
    join_date(date);
    buf_truncate(io, strlen(io->data));
    size_t speck = strcspn(date, " 0123456789");
    if (speck && speck <= 3 && date[speck] == ' ') {
        memmove(date, date + speck + 1, strlen(date + speck + 1) + 1);
        buf_truncate(io, io->len - speck - 1);
    }
    int day, month, year, used = 0;
    if (sscanf(date, "%2d/%2d/%4d%n", &day, &month, &year, &used) == 3 && year > 1900 &&
        (!date[used] || strchr(" .,", date[used])) && !names_issuer(date + used))
        buf_truncate(io, (size_t)(date - io->data) + (size_t)used);
}

static int put_numbers(const char *s, size_t len, struct buf *out)
{
    char word[16];
    if (len >= sizeof word)
        return buf_append(out, s, len);
    memcpy(word, s, len);
    word[len] = '\0';
    return kind_slashes(word, out);
}

/* Bytes at s of the name of a province behind "tỉnh" or "thành phố": whole words before the next of the line's own. */
static size_t province_length(const char *s)
{
    size_t end = 0;
    for (int words = 0; words < PROVINCE_WORDS && s[end]; words++) {
        size_t from = end + (words > 0), len = strcspn(s + from, " ");
        bool ends = len && strchr(",;.", s[from + len - 1]);
        if (viet_distance(s + from, len, "cấp", strlen("cấp"), 30) != VIET_DISTANCE_FAR ||
            strpbrk(s, "0123456789") == s + from)
            break;
        end = from + len - ends;
        if (ends)
            break;
    }
    return end;
}

static bool ends_with_unit(const struct buf *out)
{
    static const char *const units[] = {"tỉnh ", "thành phố ", "TP "};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i]);
        if (out->len >= n && !memcmp(out->data + out->len - n, units[i], n))
            return true;
    }
    return false;
}

/* The issuer's province: one of the list where it is as good as one, else what was read, never another place. */
static int put_province(const char **io_s, struct buf *out)
{
    size_t len = province_length(*io_s);
    const char *name = len ? viet_id_province_like(*io_s, len) : NULL;
    int r = name ? buf_append_str(out, name) : buf_append(out, *io_s, len);
    *io_s += len;
    return r;
}

static int put_phrases(const struct paper_field_def *f, const char *p, struct buf *out)
{
    int r = SO_OK;
    while (*p && r == SO_OK) {
        if (ends_with_unit(out))
            r = put_province(&p, out);
        size_t len = strcspn(p, " "), phrase_len = 0;
        bool digits = strcspn(p, "0123456789") < len;
        const char *phrase = digits ? NULL : nearest_phrase(f, p, &phrase_len);
        if (phrase) {
            len = phrase_len;
            r = buf_append_str(out, phrase);
            for (; p[len] && p[len] != ' ' && r == SO_OK; len++)
                r = p[len] == '.' ? SO_OK : buf_append_char(out, p[len]);
        } else {
            r = digits ? put_numbers(p, len, out) : add_card_word(p, len, out);
        }
        p += len;
        if (*p && r == SO_OK)
            r = buf_append_char(out, *p++);
    }
    return r;
}

/* "Giấy khai sinh số 22712020": behind a certificate's number stands a slash and its year, never another digit. */
static void part_year(char *s)
{
    static const char label[] = "khai sinh số ";
    char *number = strstr(s, label);
    number = number ? number + sizeof label - 1 : s + strlen(s);
    size_t n = strspn(number, "0123456789");
    bool year = n >= 6 && n <= 8 && (!strncmp(number + n - 4, "20", 2) || !strncmp(number + n - 4, "19", 2));
    if (year && strchr("17", number[n - 5]))
        number[n - 5] = '/';
}

/* "0301 65015737", "04030002: 3661": one number of twelve digits behind "số" in pieces is put together. */
static void join_number(char *s)
{
    char *from = strstr(s, "số");
    from = from ? from + strcspn(from, "0123456789") : s + strlen(s);
    size_t digits = 0, end = 0, kept = 0;
    for (size_t at = 0; digits < CARD_DIGITS && (viet_is_digit(from[at]) || strchr(" .:;", from[at])) && from[at]; at++) {
        digits += viet_is_digit(from[at]);
        end = at + 1;
    }
    if (digits != CARD_DIGITS || end == digits || viet_is_digit(from[end]) || from[end] == '/')
        return;
    for (size_t at = 0; at < end; at++)
        if (viet_is_digit(from[at]))
            from[kept++] = from[at];
    memmove(from + kept, from + end, strlen(from + end) + 1);
}

int kind_id_paper(const struct paper_field_def *f, const char *s, struct kind_out *out)
{
    struct buf fixed = BUF_INIT;
    int r = kind_digits(s, &fixed);
    if (r == SO_OK && fixed.len) {
        part_year(fixed.data);
        join_number(fixed.data);
        buf_truncate(&fixed, strlen(fixed.data));
    }
    if (r == SO_OK)
        r = put_phrases(f, buf_str(&fixed), &out->value);
    if (r == SO_OK)
        trim_issue(&out->value);
    char number[32];
    size_t n = r == SO_OK ? longest_digits(buf_str(&out->value), number, sizeof number) : 0;
    out->fit = n == 12 || n == 9 ? 1.0f : n >= 7 ? 0.4f : out->value.len > 8 ? 0.3f : 0.0f;
    if (r == SO_OK && (n == 12 || n == 9))
        r = buf_append_str(&out->normal, number);
    buf_free(&fixed);
    return r;
}
