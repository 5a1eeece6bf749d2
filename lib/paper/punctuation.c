/*
 * Commas and colons that the recogniser lost on a poor copy, told by the room that they left: before "huyện", "tháng",
 * "cấp ngày" behind a word, before the digits behind "số". Only where a text of the kind has them at all.
 */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/layout.h"
#include "viet/case.h"
#include "viet/text.h"

#define GAPS_LEAST 4     /* on a line, of which the middle one is an ordinary space */
#define WIDE 160         /* per cent of an ordinary space: a space and a mark … */
#define WIDEST 400       /* … and a gap between two columns */
#define ID_DIGITS 9      /* of the shortest number of an identity paper */

static bool is_any(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(word, list[i]))
            return true;
    return false;
}

/* A word without a mark behind it already. */
static bool is_bare(const char *s)
{
    int32_t cp = 0;
    for (size_t at = 0, len = strlen(s); at < len;)
        cp = viet_next(s, len, &at);
    return viet_is_letter(cp) || viet_is_digit(cp);
}

static bool is_number(const char *s, size_t digits)
{
    return strlen(s) >= digits && strspn(s, "0123456789") == strlen(s);
}

/* The mark that stands between two words of these kinds; 0 when none does. */
static char mark_between(const char *word, const char *next)
{
    static const char *const numbers[] = {"một", "hai", "ba", "bốn", "tư", "năm", "lăm", "nhăm", "sáu", "bảy", "tám", "chín",
                                          "mười", "mươi", "mốt", "giêng", "chạp"};
    static const char *const units[] = {"xã", "phường", "thị", "huyện", "quận", "tỉnh", "thành"};
    static const char *const of_dates[] = {"tháng", "năm"};
    static const char *const of_papers[] = {"Công", "Cục", "Bộ", "cấp", "nơi"};
    if (!is_bare(word))
        return 0;
    if (is_number(next, ID_DIGITS))
        return !strcmp(word, "số") ? ':' : 0;
    if (!strcmp(word, "cấp"))
        return is_any(next, of_papers, 3) ? ':' : 0; /* "nơi cấp: Cục …" */
    if (is_any(next, units, sizeof units / sizeof *units))
        return viet_begins_upper(word, strlen(word)) || is_number(word, 1) ? ',' : 0;
    if (!strcmp(next, "ngày"))
        return viet_begins_upper(word, strlen(word)) || !strcmp(word, "phút") ? ',' : 0;
    if (is_any(next, of_dates, sizeof of_dates / sizeof *of_dates))
        return is_any(word, numbers, sizeof numbers / sizeof *numbers) ? ',' : 0;
    return is_number(word, ID_DIGITS) && is_any(next, of_papers, sizeof of_papers / sizeof *of_papers) ? ',' : 0;
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* An ordinary space of a line, pixels; 0 where it has too few to tell. */
static int ordinary_space(const struct layout *l, const struct line *line)
{
    int *rooms = malloc((line->end - line->first + 1) * sizeof *rooms), space = 0;
    size_t n = 0;
    for (size_t t = line->first + 1; rooms && t < line->end; t++)
        if (!l->tokens.items[t].gap && !l->tokens.items[t].filler && !l->tokens.items[t - 1].filler)
            rooms[n++] = l->tokens.items[t].box.x - box_right(l->tokens.items[t - 1].box);
    if (n >= GAPS_LEAST) {
        qsort(rooms, n, sizeof *rooms, compare_ints);
        space = rooms[n / 2];
    }
    free(rooms);
    return space;
}

static int append_mark(struct token *t, char mark)
{
    size_t len = strlen(t->text);
    char *text = realloc(t->text, len + 2);
    if (!text)
        return SO_ENOMEM;
    text[len] = mark;
    text[len + 1] = '\0';
    t->text = text;
    return SO_OK;
}

int layout_punctuate(struct layout *l, struct line *line)
{
    int space = ordinary_space(l, line), r = SO_OK;
    bool changed = false;
    for (size_t t = line->first + 1; space > 0 && t < line->end && r == SO_OK; t++) {
        struct token *before = &l->tokens.items[t - 1];
        const struct token *token = &l->tokens.items[t];
        int room = token->box.x - box_right(before->box);
        if (token->filler || before->filler || token->gap || room < space * WIDE / 100 || room > space * WIDEST / 100)
            continue;
        char mark = mark_between(before->text, token->text);
        if (mark)
            r = append_mark(before, mark);
        changed |= mark != 0;
    }
    return changed && r == SO_OK ? layout_finish_line(l, line) : r;
}
