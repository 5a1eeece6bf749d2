/* What stands between a label and its value: more of the label, the mark of a note, the label in another tongue. */
#include <stdlib.h>
#include <string.h>

#include "paper/sheet.h"
#include "viet/case.h"
#include "viet/distance.h"
#include "viet/text.h"

#define LABEL_REST 4  /* words of a form's label that the definition has not */
#define TONGUE_WORDS 4
#define TONGUE_LEAST 0.75f
#define TONGUE_LIKE 0.35f
#define NOTE_LETTERS 4 /* "(12)" */

static bool begins_lower(const char *s)
{
    return *s == '(' || viet_begins_lower(s, strlen(s));
}

/* "(3)", "(3):", or "(3" and "3)" where one bracket was lost. */
static bool is_note_number(const char *s)
{
    bool open = *s == '(';
    s += open;
    size_t digits = strspn(s, "0123456789");
    bool closed = s[digits] == ')';
    s += digits + closed;
    s += *s == ':';
    return digits >= 1 && digits <= 2 && (open || closed) && !*s;
}

/* A word or a number of the value, and no sign or stray letter. */
static bool is_word(const char *s)
{
    size_t len = strlen(s), letters = 0;
    if (strspn(s, "0123456789") == len)
        return true;
    for (size_t at = 0; at < len; letters++)
        if (!viet_is_letter(viet_next(s, len, &at)))
            return false;
    return letters > 1;
}

/* Set small above the line: its foot is well above the label's, whatever it was read as. */
static bool is_raised(const struct layout *l, const struct token *t, const struct token *label)
{
    return viet_length(t->text, strlen(t->text)) <= NOTE_LETTERS && !is_word(t->text) && t->box.h * 4 < 5 * l->height &&
           (box_bottom(label->box) - box_bottom(t->box)) * 3 > l->height && t->box.x - box_right(label->box) < l->height;
}

/* "?):": what is left of a note's number, and the label's colon. */
static bool is_rest_of_note(const char *s)
{
    size_t len = strlen(s), letters = 0;
    if (len < 2 || s[len - 1] != ':')
        return false;
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        letters += viet_is_letter(cp) || viet_is_digit(cp);
    }
    return letters <= 1;
}

/* "Nơi cư trú: (2) Thôn Đông": the number of a note at the foot of the form. */
static size_t past_note(const struct layout *l, size_t label_end, size_t t, size_t end)
{
    if (t < end && (is_note_number(l->tokens.items[t].text) || is_rest_of_note(l->tokens.items[t].text) ||
                    is_raised(l, &l->tokens.items[t], &l->tokens.items[label_end - 1])))
        t++;
    return t < end && !strcmp(l->tokens.items[t].text, ":") ? t + 1 : t;
}

/* "Họ và tên người vợ: LÊ THỊ HOA" where the label is "Họ và tên": the form says more before its colon. */
static size_t past_colon(const struct layout *l, const struct spot *spot, size_t from, size_t end)
{
    for (size_t t = from; !spot->colon && t < end && t < from + LABEL_REST; t++) {
        const struct token *token = &l->tokens.items[t];
        if (token->filler || token->gap || !begins_lower(token->text))
            break;
        if (token->text[strlen(token->text) - 1] == ':')
            return t + 1;
    }
    return from;
}

size_t label_behind(const struct layout *l, const struct spot *spot, size_t end)
{
    const struct line *line = &l->lines[spot->line];
    size_t t = spot->end;
    if (line->values_x) { /* a table: what stands before the column of values is label */
        while (t < end && l->tokens.items[t].box.x < line->values_x - l->height)
            t++;
        return t;
    }
    return past_note(l, spot->end, past_colon(l, spot, t, end), end);
}

/* The number in "5." or "5_", or, without a mark, in "5"; 0 when it is none. */
static int row_number(const char *s, bool *ret_marked)
{
    size_t digits = strspn(s, "0123456789"), n = strlen(s);
    *ret_marked = digits + 1 == n && strchr(".)_", s[digits]) != NULL;
    int number = 0;
    for (size_t i = 0; i < digits && digits <= 2; i++)
        number = 10 * number + (s[i] - '0');
    return digits == n || *ret_marked ? number : 0;
}

size_t label_number(const struct layout *l, const struct line *line, size_t from, size_t next)
{
    bool marked, first_marked;
    if (next <= from)
        return next;
    const struct token *t = &l->tokens.items[next - 1];
    int number = t->filler ? 0 : row_number(t->text, &marked);
    if (!number || l->tokens.items[next].box.x - box_right(t->box) > l->height)
        return next;
    int row = row_number(l->tokens.items[line->first].text, &first_marked);
    return marked || (row && first_marked && number == row + 1) ? next - 1 : next;
}

/* Not a letter with a mark: the label is in another tongue. */
static bool is_foreign(const struct phrase *p)
{
    for (const char *c = p->text; *c; c++)
        if ((unsigned char)*c > 0x7f)
            return false;
    return true;
}

/*
 * A label in small letters of which nothing is legible but where it ends: as far behind the Vietnamese one as its letters
 * are wide, and not unlike it.
 */
static size_t past_illegible(const struct layout *l, const struct spot *spot, const struct phrase *own,
                             const struct phrase *foreign, size_t from, size_t end)
{
    const struct box label = layout_box(l, spot->first, spot->end);
    const int wide = label.w * (int)(foreign->glyphs.len + 2) / (int)(own->glyphs.len ? own->glyphs.len : 1);
    const int right = box_right(label) + wide;
    size_t best = from;
    for (size_t e = from + 1; e <= end && e <= from + TONGUE_WORDS + 1; e++) {
        int now = box_right(l->tokens.items[e - 1].box), before = best > from ? box_right(l->tokens.items[best - 1].box) : box_right(label);
        if (abs(now - right) < abs(before - right))
            best = e;
    }
    char *text = best > from ? layout_text(l, from, best) : NULL;
    bool like = text && !strchr(text, ',') && viet_similarity(text, strlen(text), foreign->text, strlen(foreign->text)) >= TONGUE_LIKE;
    free(text);
    return like ? best : from;
}

/* Some label of the paper was read in both tongues. */
static bool is_bilingual(const struct sheet *s)
{
    for (size_t i = 0; i < s->anchors.len; i++) {
        const struct spot *spot = &s->anchors.items[i].spot;
        if (!spot->dates && strchr(s->type->labels.items[spot->label].phrase.text, '/'))
            return true;
    }
    return false;
}

size_t label_tongue(const struct sheet *s, const struct anchor *a, size_t t, size_t end)
{
    const struct layout *l = &s->layout;
    const struct line *line = &l->lines[a->spot.line];
    const struct phrase *own = &s->type->labels.items[a->spot.label].phrase;
    size_t from = t, best = t;
    while (from < end && strlen(l->tokens.items[from].text) == 1 && !viet_is_digit(l->tokens.items[from].text[0]))
        from++; /* the stroke between both, whatever it was read as */
    for (size_t k = 0; k < s->type->labels.len && s->type->def->fields.items[a->field].below && best == t; k++) {
        const struct label *label = &s->type->labels.items[k];
        bool mine = false;
        for (size_t i = 0; i < label->nfields; i++)
            mine |= label->fields[i] == a->field;
        if (!mine || strchr(label->phrase.text, '/') || !is_foreign(&label->phrase))
            continue;
        for (size_t e = end < from + TONGUE_WORDS ? end : from + TONGUE_WORDS; e > from && best == t; e--)
            if (spot_match(l, line, from, e, &label->phrase.glyphs, TONGUE_LEAST) > 0)
                best = e;
        if (best == t && !a->spot.colon && !strchr(own->text, '/') && !is_foreign(own) &&
            is_bilingual(s)) {
            size_t e = past_illegible(l, &a->spot, own, &label->phrase, from, end);
            best = e > from ? e : t;
        }
    }
    return best;
}
