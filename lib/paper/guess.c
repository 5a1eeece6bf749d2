/* Fields whose label was not read: where they should stand, and whether something stands there. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/sheet.h"
#include "viet/text.h"

#define SAME_WORDS 0.45f  /* share of its words that a row's label has in common with the field's */
#define OTHER_WORDS 0.3f  /* a label that was clearly read and has less in common is another row's */
#define CLEARLY 0.85f     /* confidence of such a label */
#define LOST_LINE_INK 1.5 /* squares of a letter's height: a short label has that much ink */

static size_t anchor_line(const struct sheet *s, size_t field)
{
    for (size_t i = 0; i < s->anchors.len; i++)
        if (s->anchors.items[i].field == field)
            return s->anchors.items[i].spot.line;
    return SIZE_MAX;
}

static void neighbours(const struct sheet *s, size_t field, size_t *ret_above, size_t *ret_below)
{
    size_t above = SIZE_MAX, below = SIZE_MAX;
    for (size_t i = field; i-- > 0 && above == SIZE_MAX;)
        above = anchor_line(s, i);
    for (size_t i = field + 1; i < s->type->def->fields.len && below == SIZE_MAX; i++)
        below = anchor_line(s, i);
    *ret_above = above;
    *ret_below = below;
}

/* How much a row's label, whatever its words, is the field's; -1 where the line does not begin with a label. */
static float likeness(const struct sheet *s, size_t line, size_t field, struct spot *ret)
{
    const struct layout *l = &s->layout;
    const struct line *at = &l->lines[line];
    size_t first = spots_row_begin(l, at), end = spots_label_end(l, at, first);
    float best = 0;
    if (!end)
        return -1;
    *ret = (struct spot){.line = line, .first = first, .end = end, .colon = true, .starts = true};
    for (size_t k = 0; k < s->type->labels.len; k++) {
        const struct label *label = &s->type->labels.items[k];
        bool its = false;
        for (size_t i = 0; i < label->nfields; i++)
            its |= label->fields[i] == field;
        float share = its ? spots_word_share(l, at, first, end, &label->phrase.glyphs) : 0;
        if (share > best) {
            best = share;
            ret->label = k;
        }
    }
    ret->similarity = best;
    return best;
}

static int add_anchor(struct sheet *s, size_t field, const struct spot *spot)
{
    struct anchor *end = array_push(&s->anchors);
    if (!end)
        return SO_ENOMEM;
    size_t at = s->anchors.len - 1;
    while (at > 0 && s->anchors.items[at - 1].spot.line > spot->line) {
        s->anchors.items[at] = s->anchors.items[at - 1];
        at--;
    }
    s->anchors.items[at] = (struct anchor){.field = field, .spot = *spot};
    return SO_OK;
}

/*
 * "Chết tại: …" where the definition says "Nơi chết": of the rows between the field's neighbours on the form the one
 * whose label, in whatever words, has most in common with the field's.
 */
int sheet_adopt(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    int r = SO_OK;
    for (size_t i = 0; i < d->fields.len && r == SO_OK; i++) {
        size_t above, below;
        struct spot spot, best = {.similarity = 0};
        if (!d->fields.items[i].labels.len || d->fields.items[i].where == WHERE_HEADER || anchor_line(s, i) != SIZE_MAX)
            continue;
        neighbours(s, i, &above, &below);
        for (size_t k = above + 1; above != SIZE_MAX && below != SIZE_MAX && k < below; k++) {
            if (sheet_has_anchor(s, k) || sheet_stops_values(s, &s->layout.lines[k]) ||
                s->layout.lines[k].column != s->layout.lines[below].column)
                continue;
            if (likeness(s, k, i, &spot) > best.similarity)
                best = spot;
        }
        if (best.similarity >= SAME_WORDS)
            r = add_anchor(s, i, &best);
    }
    return r;
}

/* True when a label in other words stands there, clearly read: the row is none of the field's. */
static bool is_another_row(const struct sheet *s, size_t line, size_t field)
{
    struct spot spot;
    float like = likeness(s, line, field, &spot);
    return like >= 0 && like < OTHER_WORDS && layout_confidence(&s->layout, spot.first, spot.end) > CLEARLY;
}

/* True when the line's words belong to no value and no label. */
static bool is_orphan(const struct sheet *s, size_t line)
{
    const struct line *at = &s->layout.lines[line];
    if (sheet_has_anchor(s, line) || sheet_stops_values(s, at) || at->first == at->end)
        return false;
    for (size_t i = 0; i < s->anchors.len; i++)
        if (s->anchors.items[i].spot.tail_end && s->anchors.items[i].spot.tail_first == at->first)
            return false;
    for (size_t i = 0; i < s->type->def->fields.len; i++) {
        struct box common = box_intersect(s->slots[i].box, at->box);
        if (!box_is_empty(common) && common.h * 2 > at->box.h)
            return false;
    }
    return at->box.w > 4 * s->layout.height;
}

/* Ink between two lines where no word was read: a line that the recogniser lost. */
static bool ink_between(const struct sheet *s, size_t above, size_t below)
{
    const struct layout *l = &s->layout;
    size_t last = above;
    for (size_t i = above + 1; i < below; i++)
        if (l->lines[i].column == l->lines[above].column && l->lines[i].first < l->lines[i].end)
            last = i;
    int top = box_bottom(l->lines[above].box), bottom = l->lines[below].box.y;
    double lines_ink = 0;
    for (size_t i = above + 1; i <= last && i < below; i++)
        lines_ink += sheet_ink(s->page, l->lines[i].box, false);
    struct box between = {l->left, top, l->right - l->left, bottom - top};
    if (bottom - top < l->height)
        return false;
    return sheet_ink(s->page, between, false) - lines_ink > LOST_LINE_INK * l->height * l->height;
}

/* Ink in the page's head, above the title, that no word accounts for: perhaps the number. */
static bool ink_in_head(const struct sheet *s)
{
    const struct layout *l = &s->layout;
    if (!s->title_end || l->nlines == 0)
        return false;
    int top = l->lines[0].box.y, bottom = l->lines[s->title_line].box.y - l->height / 2;
    struct box head = {l->page_width / 20, top, l->page_width * 9 / 10, bottom - top};
    double ink = sheet_ink(s->page, head, false);
    for (size_t i = 0; i < l->tokens.len; i++)
        ink -= l->tokens.items[i].filler ? 0 : sheet_ink(s->page, box_intersect(l->tokens.items[i].box, head), false);
    return ink > LOST_LINE_INK * l->height * l->height;
}

/* Its neighbours on the form stand on one line: then it stands between them, if there is room for it. */
static int guess_between(struct sheet *s, size_t field)
{
    const struct spot *left = NULL, *right = NULL;
    for (size_t i = 0; i < s->anchors.len; i++) {
        const struct anchor *a = &s->anchors.items[i];
        if (a->field < field)
            left = &a->spot;
        else if (a->field < s->type->def->fields.len && !right)
            right = &a->spot;
    }
    if (!left || !right || left->line != right->line || left->dates || right->dates)
        return SO_OK;
    struct layout *l = &s->layout;
    struct box from = l->tokens.items[left->end - 1].box, to = l->tokens.items[right->first].box;
    size_t words = right->first - left->end;
    if (words < 2)
        return SO_OK;
    struct slot *slot = &s->slots[field];
    slot->guessed = slot->hidden = true;
    slot->zone = (struct box){box_right(from), from.y - l->height / 4, to.x - box_right(from), from.h + l->height / 2};
    return slot_set_text(slot, "", 0, (struct box){0, 0, 0, 0});
}

/* A field whose label was not read takes the only unclaimed line between its neighbours on the form. */
int sheet_guess(struct sheet *s, size_t field)
{
    const struct paper_def *d = s->type->def;
    size_t above, below;
    neighbours(s, field, &above, &below);
    if (d->fields.items[field].where == WHERE_HEADER)
        s->slots[field].hidden |= ink_in_head(s);
    if (above == SIZE_MAX || below == SIZE_MAX || below < above)
        return SO_OK;
    if (above == below)
        return guess_between(s, field);
    size_t orphan = SIZE_MAX;
    bool stopped = false; /* a sentence of the form's own has begun: only a row with a label ends it */
    for (size_t i = above + 1; i < below; i++) {
        const struct line *line = &s->layout.lines[i];
        stopped |= sheet_stops_values(s, line);
        if (stopped && !spots_label_end(&s->layout, line, spots_row_begin(&s->layout, line)))
            continue;
        if (!is_orphan(s, i) || s->layout.lines[i].column != s->layout.lines[below].column || is_another_row(s, i, field))
            continue;
        s->slots[field].hidden = true;
        if (orphan != SIZE_MAX)
            return SO_OK;
        orphan = i;
    }
    if (orphan == SIZE_MAX) {
        s->slots[field].hidden |= ink_between(s, above, below);
        return SO_OK;
    }
    struct slot *slot = &s->slots[field];
    const struct line *line = &s->layout.lines[orphan];
    int width = 0;
    for (size_t i = 0; i < s->anchors.len; i++) /* letters of a label are as wide as those of others */
        if (!s->anchors.items[i].spot.dates) {
            const struct spot *spot = &s->anchors.items[i].spot;
            size_t letters = s->type->labels.items[spot->label].phrase.glyphs.len;
            width = layout_box(&s->layout, spot->first, spot->end).w / (int)(letters ? letters : 1);
            break;
        }
    size_t letters = viet_length(d->fields.items[field].labels.items[0], strlen(d->fields.items[field].labels.items[0]));
    int x = s->layout.left + width * (int)letters + s->layout.height / 2;
    slot->guessed = true;
    slot->zone = (struct box){x, line->box.y, line->right - x, line->box.h};
    bool text = false; /* stands where the value does: then it is not blank, dots or no dots */
    for (size_t t = line->first; t < line->end; t++) {
        const struct token *token = &s->layout.tokens.items[t];
        slot->dotted |= token->filler;
        text |= !token->filler && token->box.x >= x - s->layout.height && viet_length(token->text, strlen(token->text)) > 2;
    }
    slot->dotted &= !text;
    return slot_set_text(slot, "", 0, (struct box){0, 0, 0, 0});
}
