/* Words of a date that were read together with the figures beside them. */
#include <string.h>

#include "paper/layout.h"
#include "viet/text.h"

#define DATE_WORD 0.72f /* similarity of a word of the date that was read together with figures */
#define LABEL_WORD 0.7f /* similarity of a number's label that was read together with it */
#define DATE_FIGURES 3  /* letters that the two figures of a day or month are read as, at most */

/* A digit, or a sign that one written by hand is taken for. */
static bool has_figure(const char *s, size_t len)
{
    for (size_t at = 0; at < len;) {
        struct viet_letter l;
        int32_t cp = viet_next(s, len, &at);
        bool mark = cp < 0x80 && strchr(".,;:'\"()-_/", (int)cp);
        if (viet_is_digit(cp) || (!mark && !viet_letter_split(cp, &l)))
            return true;
    }
    return false;
}

/* The byte behind the first n letters. */
static size_t letters_end(const char *s, size_t len, size_t n)
{
    size_t at = 0;
    while (n-- && at < len)
        viet_next(s, len, &at);
    return at;
}

size_t glued_number(const char *s, size_t len, size_t from)
{
    size_t end = letters_end(s + from, len - from, 2) + from;
    bool number = end < len && viet_is_digit(s[end]) && memchr(s + end, '/', len - end);
    return number && viet_similarity(s + from, end - from, "Số", strlen("Số")) >= LABEL_WORD ? end : len;
}

size_t glued_date(const char *s, size_t len, size_t from)
{
    static const char *const words[] = {"tháng", "năm"};
    const char *p = s + from;
    size_t n = len - from, letters = viet_length(p, n);
    for (size_t i = 0; i < 2 * sizeof words / sizeof *words && letters < 2 * DATE_FIGURES + 6; i++) {
        const char *text = words[i / 2];
        size_t word = strlen(text), length = viet_length(text, word) + i % 2; /* "tháúng": a speck became a letter */
        if (letters <= length)
            continue;
        size_t behind = letters_end(p, n, length), before = letters_end(p, n, letters - length);
        bool exact = n - before == word && !memcmp(p + before, text, word);
        if (letters - length <= DATE_FIGURES &&
            (exact || (has_figure(p, before) && viet_similarity(p + before, n - before, text, word) >= DATE_WORD)))
            return from + before;
        if (has_figure(p + behind, n - behind) && viet_similarity(p, behind, text, word) >= DATE_WORD)
            return from + behind;
    }
    return len;
}
