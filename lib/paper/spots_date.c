#include "paper/spots.h"

#include <string.h>

#include "base/array.h"
#include "viet/text.h"

#define SPECK_CONFIDENCE 0.3f
#define DOUBT_CONFIDENCE 0.5f
#define PRINT_CONFIDENCE 0.8f

/* A speck that was read as one colon or dash. */
static bool is_mark(const char *s)
{
    return strspn(s, ":;-'`") == strlen(s);
}

/* A letter or two that the recogniser itself does not believe. */
static bool is_speck(const struct token *t)
{
    return t->confidence < SPECK_CONFIDENCE && viet_length(t->text, strlen(t->text)) <= 2;
}

static bool is_word(const struct token *t, const char *word, float least)
{
    size_t n = strlen(t->text);
    while (n && strchr(",.:;", t->text[n - 1]))
        n--;
    return !t->filler && n && viet_similarity(t->text, n, word, strlen(word)) >= least;
}

/* A year alone at the beginning of the next line of the column: "…, ngày 12 tháng 05 năm / 2022". */
static size_t year_below(const struct layout *l, size_t line_index)
{
    const struct line *line = &l->lines[line_index];
    for (size_t i = line_index + 1; i < l->nlines && i <= line_index + 2; i++) {
        const struct line *next = &l->lines[i];
        if (next->box.y - box_bottom(line->box) > 2 * l->height)
            break;
        for (size_t t = next->first; t < next->end; t++) {
            const struct token *token = &l->tokens.items[t];
            if (token->gap && (t + 1 == next->end || l->tokens.items[t + 1].gap) && strlen(token->text) <= 6 &&
                has_digit(token->text) && box_right(token->box) > line->box.x)
                return t;
        }
    }
    return 0;
}

/* "tháng", or what was read for it, unsurely, between a day and a month before "năm". */
static bool is_month_word(const struct layout *l, const struct line *line, size_t t)
{
    const struct token *token = &l->tokens.items[t];
    if (is_word(token, "tháng", 0.7f))
        return true;
    return token->confidence < DOUBT_CONFIDENCE && t > line->first + 1 && t + 2 < line->end &&
           is_word(token - 2, "ngày", 0.7f) && has_digit(token[-1].text) && has_digit(token[1].text) &&
           is_word(token + 2, "năm", 0.65f);
}

/* The date that begins at token `day_word` ("ngày"): *ret_end behind it. Blank places (dots) count as places. */
static bool date_sentence(const struct layout *l, const struct line *line, size_t day_word, size_t *ret_end,
                          bool *ret_open)
{
    size_t i = day_word + 1, skipped = 0;
    while (i < line->end && skipped < 3 && !is_month_word(l, line, i)) {
        i++;
        skipped++;
    }
    if (i >= line->end || !is_month_word(l, line, i))
        return false;
    size_t month_word = i++;
    for (skipped = 0; i < line->end && skipped < 3 && !is_word(&l->tokens.items[i], "năm", 0.65f); i++)
        skipped++;
    *ret_open = false;
    if (i >= line->end || !is_word(&l->tokens.items[i], "năm", 0.65f)) {
        *ret_end = month_word + 2 < line->end ? month_word + 2 : line->end;
        return day_word + 4 > month_word && month_word + 1 < line->end && !has_digit(l->tokens.items[day_word + 1].text);
    }
    i++;
    if (i + 1 < line->end && is_mark(l->tokens.items[i].text) && has_digit(l->tokens.items[i + 1].text))
        i++;
    *ret_open = i >= line->end;
    if (i < line->end && (l->tokens.items[i].filler || has_digit(l->tokens.items[i].text)))
        i++;
    *ret_end = i;
    return true;
}

/*
 * The rest of a date that its line had no room for, at the beginning of a part of one of the next two lines:
 *     Đại Hòa, ngày 16 tháng 03      …, ngày 10 tháng      …, ngày 10
 *     năm 2018                       05 năm 2018           tháng 05 năm 2018
 */
static bool date_goes_on(const struct layout *l, size_t line_index, size_t day_word, size_t *ret_first, size_t *ret_end)
{
    const struct line *line = &l->lines[line_index];
    size_t left = line->end - day_word; /* words of the date on its line, "ngày" included */
    bool month_word = left > 2 && is_word(&l->tokens.items[day_word + 2], "tháng", 0.7f);
    if (left < 2 || left > 4 || (left > 2 && !month_word))
        return false;
    size_t wants = 6 - left; /* "ngày 10 tháng 05 năm 2018" has six */
    for (size_t i = line_index + 1; i < l->nlines && i <= line_index + 2; i++) {
        const struct line *next = &l->lines[i];
        if (next->box.y - box_bottom(line->box) > 2 * l->height)
            break;
        for (size_t t = next->first; t + wants <= next->end; t++) {
            const struct token *last = &l->tokens.items[t + wants - 1];
            bool ends = t + wants == next->end || l->tokens.items[t + wants].gap;
            if (!l->tokens.items[t].gap || !ends || last->filler || !has_digit(last->text) || strlen(last->text) > 6 ||
                !is_word(last - 1, "năm", 0.65f) || box_right(last->box) < line->box.x ||
                (left == 2 && !is_word(&l->tokens.items[t], "tháng", 0.7f)))
                continue;
            *ret_first = t;
            *ret_end = t + wants;
            return true;
        }
    }
    return false;
}

/* Nothing follows but what a signature beside the date was read as. */
static bool ends_part(const struct layout *l, const struct line *line, size_t end)
{
    if (end >= line->end || l->tokens.items[end].gap)
        return true;
    const struct token *t = &l->tokens.items[end];
    bool last = end + 1 == line->end || l->tokens.items[end + 1].gap;
    return last && (is_mark(t->text) ||
                    (t->confidence < PRINT_CONFIDENCE && viet_length(t->text, strlen(t->text)) <= 2));
}

/* Figures written by hand, or what they were taken for. */
static bool is_figures(const struct token *t)
{
    return !t->filler && (has_digit(t->text) ? viet_length(t->text, strlen(t->text)) <= 3 : viet_length(t->text, strlen(t->text)) <= 2);
}

/*
 * The token that stands for "ngày" where a streak or a stamp has spoilt that word: the one before "08 tháng 02 năm".
 * line->end when the token is no such "tháng".
 */
static size_t spoilt_day_word(const struct layout *l, const struct line *line, size_t month)
{
    const struct token *t = l->tokens.items;
    bool sentence = month >= line->first + 2 && month + 2 < line->end && is_word(&t[month], "tháng", 0.7f) &&
                    is_figures(&t[month - 1]) && is_figures(&t[month + 1]) && is_word(&t[month + 2], "năm", 0.65f);
    for (size_t k = line->first; sentence && k < month; k++)
        sentence = !is_word(&t[k], "ngày", 0.7f);
    return sentence ? month - 2 : line->end;
}

static bool begins_capital(const char *text)
{
    size_t at = 0;
    struct viet_letter letter;
    return viet_letter_split(viet_next(text, strlen(text), &at), &letter) && letter.upper;
}

int spots_find_date(const struct layout *l, size_t line_index, size_t first, struct spots *io)
{
    const struct line *line = &l->lines[line_index];
    size_t end, tail_first = 0, tail_end = 0;
    bool open = false;
    if (!is_word(&l->tokens.items[first], "ngày", 0.7f)) {
        first = spoilt_day_word(l, line, first);
        if (first == line->end)
            return SO_OK;
    }
    if (date_goes_on(l, line_index, first, &tail_first, &tail_end))
        end = line->end;
    else if (!date_sentence(l, line, first, &end, &open))
        return SO_OK;
    size_t start = first; /* of its part of the line */
    while (start > line->first && !l->tokens.items[start].gap)
        start--;
    bool comma = true, plain = true; /* a place's name stands before it, no other value */
    size_t names = 0;
    for (size_t t = start; t < first; t++) {
        const char *text = l->tokens.items[t].text;
        if (is_mark(text) || is_speck(&l->tokens.items[t]))
            continue;
        plain &= !has_digit(text) && !strchr(text, ':');
        comma = strpbrk(text, ",.;") != NULL;
        names = begins_capital(text) ? names + 1 : 0;
    }
    comma |= names > 1 && names == first - start; /* "Hà Nội ngày": the comma was lost */
    return spots_add(io, (struct spot){.dates = true, .line = line_index, .first = first, .end = end, .similarity = 1,
                                       .starts = start == first, .year = open ? year_below(l, line_index) : 0,
                                       .tail_first = tail_first, .tail_end = tail_end,
                                       .alone = plain && first - start <= 8 && comma && ends_part(l, line, end)});
}
