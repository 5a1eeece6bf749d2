/* Values cut out of the page: what stands behind a label, and where a value should stand that does not. */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/notation.h"
#include "paper/sheet.h"
#include "viet/case.h"
#include "viet/text.h"

#define STOP_LEAST 0.8f
#define HEAD_PART 30        /* per cent of the page in which a document's number stands */
#define NOISE_CONFIDENCE 0.6f
#define OTHER_LABEL_WORDS 8

int field_lines(const struct paper_field_def *f)
{
    if (f->lines)
        return f->lines;
    switch (f->kind) {
    case KIND_ID_PAPER:
        return 5; /* in a narrow column */
    case KIND_PLACE:
        return 4;
    case KIND_TEXT: case KIND_SUBJECT:
        return 3;
    case KIND_DATE_WORDS: case KIND_MOMENT: case KIND_NAME:
        return 2;
    default:
        return 1;
    }
}

bool sheet_has_anchor(const struct sheet *s, size_t line)
{
    for (size_t i = 0; i < s->anchors.len; i++)
        if (s->anchors.items[i].spot.line == line ||
            (s->anchors.items[i].spot.wrapped && s->anchors.items[i].spot.line == line + 1))
            return true;
    return false;
}

/* The line begins with a phrase that ends every value above it. */
bool sheet_stops_values(const struct sheet *s, const struct line *line)
{
    const struct layout *l = &s->layout;
    size_t end;
    if (spot_begins(l, line, line->first, line->end, &s->type->stops, STOP_LEAST, &end) <= 0 &&
        spot_begins(l, line, line->first, line->end, &s->type->signs, STOP_LEAST, &end) <= 0)
        return false;
    /* One word alone ends nothing where words follow: "Cường, huyện An Dương" is no misread "Chồng". */
    return end > line->first + 1 || end == line->end || l->tokens.items[end].gap || strpbrk(l->tokens.items[end - 1].text, ":/(") ||
           strpbrk(l->tokens.items[end].text, ":(/");
}

/* Where the value behind anchor k ends on the label's own line. */
static size_t end_on_line(const struct sheet *s, size_t k)
{
    const struct spot *spot = &s->anchors.items[k].spot;
    const struct line *line = &s->layout.lines[spot->line];
    size_t end = line->end;
    for (size_t i = 0; i < s->anchors.len; i++) {
        const struct spot *other = &s->anchors.items[i].spot;
        if (other->line == spot->line && other->first >= spot->end && other->first < end)
            end = other->first;
    }
    if (end < line->end)
        end = label_number(&s->layout, line, spot->end, end);
    for (size_t t = spot->end, words = 0; t < end; t++) {
        size_t e;
        if (!s->layout.tokens.items[t].filler)
            words++;
        if (s->layout.tokens.items[t].gap && words > 1 &&
            spot_begins(&s->layout, line, t, end, &s->type->stops, STOP_LEAST, &e) > 0)
            return t;
    }
    return end;
}

/* A header's value ends at the first wide gap behind it: the other half of the page's head stands there. */
static size_t end_in_header(const struct layout *l, size_t first, size_t end)
{
    for (size_t t = first; t < end; t++)
        if (t > first && l->tokens.items[t].gap)
            return t;
    if (first < end && l->tokens.items[first].gap &&
        l->tokens.items[first].box.x - box_right(l->tokens.items[first - 1].box) > 4 * l->height)
        return first;
    return end;
}

static bool begins_lower(const char *s)
{
    return viet_is_digit((unsigned char)*s) || *s == '(' || viet_begins_lower(s, strlen(s));
}

/* One or two letters of which the recogniser is not sure, apart from the rest: a rule or a speck. */
static bool is_noise(const struct token *t)
{
    return t->filler || !strcmp(t->text, ":") ||
           (t->confidence < NOISE_CONFIDENCE && viet_length(t->text, strlen(t->text)) <= 2);
}

/* The end of the text of tokens first..end-1 without the noise behind it. */
static size_t without_noise(const struct layout *l, size_t first, size_t end)
{
    while (end > first + 1 && is_noise(&l->tokens.items[end - 1]) &&
           (l->tokens.items[end - 1].filler || !strcmp(l->tokens.items[end - 1].text, ":") ||
            l->tokens.items[end - 1].box.x - box_right(l->tokens.items[end - 2].box) > l->height / 2))
        end--;
    return end;
}

/* "Ghi chú: không": the line begins with a label, be it one that the definition has not. */
static bool begins_label(const struct layout *l, const struct line *line)
{
    if (begins_lower(l->tokens.items[line->first].text))
        return false;
    for (size_t t = line->first; t < line->end && t < line->first + OTHER_LABEL_WORDS; t++) {
        const char *text = l->tokens.items[t].text;
        if (l->tokens.items[t].filler || has_digit(text))
            return false;
        if (text[1] && text[strlen(text) - 1] == ':') /* a colon apart is a speck */
            return true;
    }
    return false;
}

/* Does the line below go on with the value that ended at `last` (a token, or SIZE_MAX when nothing stood there)? */
static bool goes_on(const struct sheet *s, const struct line *above, size_t last, const struct line *below,
                    const struct spot *spot)
{
    const struct layout *l = &s->layout;
    if (below->first >= below->end || below->column != above->column)
        return false;
    struct box label = l->tokens.items[spot->first].box, box = below->box;
    if (box.y - box_bottom(above->box) > 2 * l->height || box.y < above->box.y)
        return false;
    const struct token *first = &l->tokens.items[below->first];
    if (first->filler || last == SIZE_MAX)
        return false;
    /* In a table the value has a column of its own, and its next line begins below it. */
    if (below->values_x && abs(box.x - below->values_x) < l->height)
        return true;
    size_t start = spot->end;
    while (start < l->lines[spot->line].end && is_noise(&l->tokens.items[start]))
        start++;
    if (start < l->lines[spot->line].end && abs(box.x - l->tokens.items[start].box.x) < l->height &&
        l->tokens.items[start].box.x - box_right(l->tokens.items[spot->end - 1].box) > 2 * l->height)
        return true;
    struct box end = l->tokens.items[last].box;
    bool full = box_right(end) + first->box.w + l->height > above->right - l->height;
    if (begins_label(l, below))
        return false;
    /* At the margin, wherever the label stands; a paragraph's first line may be indented. */
    bool margin = abs(box.x - above->box.x) < 2 * l->height ||
                  (!above->column && spot->first > l->lines[spot->line].first && abs(box.x - l->left) < 2 * l->height);
    if (full && margin)
        return true;
    if (box.x > label.x + 10 * l->height || box.x < label.x - 4 * l->height)
        return false;
    if (full)
        return true;
    bool near = box_right(end) > above->right - (above->right - above->box.x) / 3;
    bool last_words = below->end - below->first <= 3 && box_right(end) > above->right - (above->right - above->box.x) / 8;
    if (last_words && abs(box.x - label.x) < 2 * l->height)
        return layout_confidence(l, below->first, below->end) > 0.5f;
    return near && begins_lower(first->text) && layout_confidence(l, below->first, below->end) > 0.5f;
}

/* "Đề nghị cấp bản sao trích lục khai sinh cho người …": the sentence goes on behind the value on tokens first..end-1 of a line. */
static size_t end_of_sentence(const struct sheet *s, size_t field, const struct line *line, size_t first, size_t end)
{
    size_t best_end = end, e;
    float best = 0;
    for (size_t t = first; t < end; t++) {
        float similarity = spot_begins(&s->layout, line, t, end, &s->type->until[field], STOP_LEAST, &e);
        if (similarity > best) {
            best = similarity;
            best_end = t;
        }
    }
    return best_end;
}

/* A line of nothing but dots and punctuation no wider than a word: dirt between two lines of text. */
static bool is_specks(const struct layout *l, const struct line *line)
{
    for (size_t t = line->first; t < line->end; t++) {
        const struct token *token = &l->tokens.items[t];
        bool flat = viet_length(token->text, strlen(token->text)) == 1 && token->box.h * 3 < l->height;
        if (!token->filler && !flat && strcmp(token->text, ":") && strcmp(token->text, "-"))
            return false;
    }
    return line->box.w < 4 * l->height;
}

static int cut_below(struct sheet *s, size_t k, const struct paper_field_def *f, struct slot *slot, size_t last)
{
    const struct spot *spot = &s->anchors.items[k].spot;
    struct layout *l = &s->layout;
    size_t line = spot->line, above = line;
    for (int n = 1; n < field_lines(f); n++) {
        while (line + 1 < l->nlines && is_specks(l, &l->lines[line + 1]))
            line++;
        if (line + 1 >= l->nlines || sheet_has_anchor(s, line + 1) || sheet_stops_values(s, &l->lines[line + 1]))
            return SO_OK;
        struct line below = l->lines[line + 1];
        if (spot->tail_end && below.first == spot->tail_first) { /* the label's own second line */
            below.first = spot->tail_end;
            below.box = layout_box(l, below.first, below.end);
            if (below.first == below.end) {
                above = ++line;
                continue;
            }
        }
        while (below.first < below.end && (is_noise(&l->tokens.items[below.first]) ||
                                           l->tokens.items[below.first].box.x < below.values_x - l->height))
            below.first++; /* in a table the rest of the label stands before it */
        if (below.first == below.end && below.values_x) {
            line++;
            continue;
        }
        if (below.first < below.end)
            below.box = layout_box(l, below.first, below.end);
        if (!goes_on(s, &l->lines[above], last, &below, spot))
            return SO_OK;
        size_t first, end;
        line_run(l, &below, below.first, &first, &end);
        end = without_noise(l, first, end);
        size_t sentence = end_of_sentence(s, s->anchors.items[k].field, &below, first, end);
        int r = slot_append(slot, l, first, sentence);
        if (r != SO_OK || sentence < end)
            return r;
        last = end - 1;
        above = ++line;
    }
    return SO_OK;
}

/* The strip of paper that holds, or should hold, a value: from the label to the next label or the margin. */
static struct box zone_of(const struct layout *l, const struct spot *spot, size_t first, size_t end)
{
    const struct line *line = &l->lines[spot->line];
    struct box label = layout_box(l, spot->first, first);
    int x0 = box_right(label) + l->height / 4;
    if (x0 < line->values_x - l->height / 4)
        x0 = line->values_x - l->height / 4;
    int x1 = line->right;
    for (size_t t = end; t < line->end; t++)
        if (!l->tokens.items[t].filler) {
            x1 = l->tokens.items[t].box.x - l->height / 4;
            break;
        }
    if (x1 < x0 + l->height)
        x1 = x0 + l->height;
    return (struct box){x0, label.y - l->height / 4, x1 - x0, label.h + l->height / 2};
}

/* A label stands on the line that ends right of x: what stands below another label is not below this one. */
static bool has_anchor_from(const struct sheet *s, size_t line, int x)
{
    for (size_t i = 0; i < s->anchors.len; i++) {
        const struct spot *spot = &s->anchors.items[i].spot;
        if (spot->line == line && box_right(s->layout.tokens.items[spot->end - 1].box) > x)
            return true;
    }
    return false;
}

bool text_is_capitals(const char *text)
{
    struct viet_case c = viet_count_case(text, strlen(text));
    return c.letters > 3 && c.capitals * 4 > c.letters * 3;
}

bool line_is_capitals(const struct line *line)
{
    return text_is_capitals(line->text);
}

/* A label alone in the middle of its line, as "CHỨNG THỰC": what it announces begins at the margin. */
static bool is_centred(const struct layout *l, const struct spot *spot)
{
    const struct line *line = &l->lines[spot->line];
    struct box label = layout_box(l, spot->first, spot->end);
    return !line->column && layout_box(l, line->first, line->end).w == label.w && label.x > l->left + 4 * l->height &&
           abs(label.x + label.w / 2 - (l->left + l->right) / 2) < 3 * l->height;
}

/* The lines below a card's label, as far as they begin under each other: its value, or what goes on with it. */
static int cut_under(struct sheet *s, size_t k, const struct paper_field_def *f, size_t next, struct slot *slot)
{
    const int begun = slot->raw && *slot->raw ? 1 : 0;
    const struct spot *spot = &s->anchors.items[k].spot;
    struct layout *l = &s->layout;
    const struct box word = l->tokens.items[spot->first].box;
    const bool centred_label = is_centred(l, spot);
    const struct box label = centred_label ? (struct box){l->left, word.y, word.w, word.h} : word;
    const struct box above = box_union(label, slot->box);
    int r = SO_OK, x = label.x, bottom = box_bottom(l->lines[spot->line].box), middle = above.x + above.w / 2;
    for (int n = begun; n < field_lines(f) && next < l->nlines && r == SO_OK; n++, next++) {
        const struct line *line = &l->lines[next];
        if (has_anchor_from(s, next, label.x) || sheet_stops_values(s, line) || line->box.y - bottom > 2 * l->height ||
            (f->kind == KIND_SUBJECT && line_is_capitals(line)))
            break;
        size_t t = line->first, first, end;
        while (t < line->end && (l->tokens.items[t].filler || box_right(l->tokens.items[t].box) < label.x))
            t++;
        if (t == line->end) { /* it stands beside the label, not below */
            n--;
            continue;
        }
        line_run(l, line, t, &first, &end);
        first = t; /* what stands before belongs to something beside the label */
        if (centred_label && !n)
            first = t = spots_row_begin(l, line); /* "- Hợp đồng …" */
        end = without_noise(l, first, end);
        size_t sentence = end_of_sentence(s, s->anchors.items[k].field, line, first, end);
        struct box part = layout_box(l, first, end);
        bool centred = f->kind == KIND_SUBJECT && abs(part.x + part.w / 2 - middle) < 2 * l->height;
        if (!centred && abs(l->tokens.items[t].box.x - x) > (n > begun && f->kind != KIND_SUBJECT ? 1 : 6) * l->height)
            break;
        r = n ? slot_append(slot, l, first, sentence) : slot_set(slot, l, first, sentence);
        if (sentence < end)
            break;
        x = l->tokens.items[t].box.x;
        bottom = box_bottom(line->box);
    }
    return r;
}

/*
 * In a narrow column a label leaves no room for its value, which then stands wholly on the next line. right: where the
 * column ends, or the next label begins.
 */
static int cut_wrapped(struct sheet *s, size_t k, const struct paper_field_def *f, int right, struct slot *slot)
{
    const struct spot *spot = &s->anchors.items[k].spot;
    struct layout *l = &s->layout;
    const struct line *line = &l->lines[spot->line];
    size_t next = spot->line + 1;
    while (next < l->nlines && is_specks(l, &l->lines[next]))
        next++;
    if (f->below)
        return cut_under(s, k, f, next, slot);
    if (slot->dotted || next >= l->nlines || sheet_has_anchor(s, next) || sheet_stops_values(s, &l->lines[next]))
        return SO_OK;
    const struct line *below = &l->lines[next];
    const struct token *first = &l->tokens.items[below->first], *label = &l->tokens.items[spot->first];
    bool amid = spot->first > line->first; /* a label that others stand before on its line */
    if (first->filler || below->column != line->column || abs(first->box.x - (amid ? line->box : label->box).x) > 2 * l->height ||
        below->box.y - box_bottom(line->box) > 2 * l->height || below->box.w >= line->box.w)
        return SO_OK;
    if (box_right(l->tokens.items[spot->end - 1].box) + first->box.w < right - l->height)
        return SO_OK; /* there was room */
    size_t run, end;
    line_run(l, below, below->first, &run, &end);
    return slot_set(slot, l, below->first, without_noise(l, below->first, end));
}

/* A number that its line broke at a hyphen goes on with the next line's first word: "06/2025- / SCT/BS". */
static int cut_hyphenated(struct sheet *s, size_t k, struct slot *slot)
{
    struct layout *l = &s->layout;
    size_t line = s->anchors.items[k].spot.line, len = strlen(slot->raw), next = line + 1;
    if (len < 2 || slot->raw[len - 1] != '-' || next >= l->nlines || sheet_has_anchor(s, next))
        return SO_OK;
    const struct line *below = &l->lines[next];
    if (below->first >= below->end || below->column != l->lines[line].column || l->tokens.items[below->first].filler ||
        below->box.y - box_bottom(l->lines[line].box) > 2 * l->height)
        return SO_OK;
    return slot_append(slot, l, below->first, below->first + 1);
}

static int cut_label(struct sheet *s, size_t k)
{
    const struct anchor *a = &s->anchors.items[k];
    const struct paper_field_def *f = &s->type->def->fields.items[a->field];
    struct layout *l = &s->layout;
    struct slot *slot = &s->slots[a->field];
    size_t end = end_on_line(s, k), first = label_behind(l, &a->spot, end);
    bool last_on_line = end == l->lines[a->spot.line].end;
    first = label_tongue(s, a, first, end);
    if (f->where == WHERE_HEADER || f->kind == KIND_BOOK || f->kind == KIND_NUMBER || f->below)
        end = f->below && f->kind == KIND_DATE && first < end && has_digit(l->tokens.items[first].text)
                  ? first + 1
                  : end_in_header(l, first, end);
    size_t sentence = end_of_sentence(s, a->field, &l->lines[a->spot.line], first, end);
    last_on_line &= sentence == end;
    end = sentence;
    slot->found = true;
    slot->zone = zone_of(l, &a->spot, first < end ? first : end, end);
    /* In a table a speck may stand between the label and the column of values. */
    if (first + 2 < end && l->tokens.items[first + 1].gap && !l->tokens.items[first].filler &&
        viet_length(l->tokens.items[first].text, strlen(l->tokens.items[first].text)) <= 2 &&
        !viet_is_digit(l->tokens.items[first].text[0]))
        first++;
    size_t last = SIZE_MAX;
    for (size_t t = first; t < end; t++) {
        if (l->tokens.items[t].filler)
            slot->dotted = true;
        else
            last = t;
    }
    size_t text_end = first < end ? without_noise(l, first, end) : end;
    last = text_end < end && last != SIZE_MAX ? text_end - 1 : last;
    int r = slot_set(slot, l, first, text_end);
    const struct line *line = &l->lines[a->spot.line];
    bool room = !last_on_line && !f->below && !l->tokens.items[end].gap; /* the next label stands close by */
    if (r == SO_OK && last == SIZE_MAX && room)
        return SO_OK;
    if (r == SO_OK && last == SIZE_MAX && (a->spot.colon || f->below || a->spot.first > l->lines[a->spot.line].first))
        return cut_wrapped(s, k, f, !last_on_line ? l->tokens.items[end].box.x : line->column ? line->right : l->right, slot);
    if (r == SO_OK && f->below)
        r = cut_under(s, k, f, a->spot.line + 1, slot);
    else if (r == SO_OK && last_on_line)
        r = cut_below(s, k, f, slot, last);
    if (r == SO_OK && last_on_line && slot->raw && (f->kind == KIND_BOOK || f->kind == KIND_REGISTER_NUMBER || f->kind == KIND_DOCUMENT_NUMBER))
        r = cut_hyphenated(s, k, slot);
    return r;
}

static int cut_date(struct sheet *s, const struct anchor *a)
{
    struct slot *slot = &s->slots[a->field];
    slot->found = true;
    int r = slot_set(slot, &s->layout, a->spot.first, a->spot.end);
    if (r == SO_OK && a->spot.year)
        r = slot_append(slot, &s->layout, a->spot.year, a->spot.year + 1);
    if (r == SO_OK && a->spot.tail_end)
        r = slot_append(slot, &s->layout, a->spot.tail_first, a->spot.tail_end);
    slot->zone = slot->box;
    for (size_t t = a->spot.first; t < a->spot.end; t++)
        slot->dotted |= s->layout.tokens.items[t].filler;
    return r;
}

/* "333/UBND-VP" at the head, of which the label before it was not read. */
static bool is_bare_number(const struct layout *l, const struct line *line, size_t t, const struct paper_field_def *f)
{
    const struct token *token = &l->tokens.items[t];
    bool begins = t == line->first || token->gap || t == line->first + 1 || l->tokens.items[t - 1].gap;
    struct notation n;
    return begins && !token->filler && viet_is_digit(token->text[0]) && notation_parse(f, token->text, &n) &&
           notation_is_sound(n.letters) && strpbrk(n.letters, "-/");
}

static int cut_bare_number(struct sheet *s, const struct paper_field_def *f, struct slot *slot)
{
    struct layout *l = &s->layout;
    for (size_t i = 0; i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        if (line->box.y * 100 > HEAD_PART * l->page_height || (s->title_end && i >= s->title_line))
            continue;
        for (size_t t = line->first; t < line->end; t++) {
            if (!is_bare_number(l, line, t, f))
                continue;
            slot->found = true;
            slot->zone = l->tokens.items[t].box;
            return slot_set(slot, l, t, t + 1);
        }
    }
    return SO_OK;
}

int sheet_cut(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    int r = sheet_adopt(s);
    for (size_t k = 0; k < s->anchors.len && r == SO_OK; k++) {
        const struct anchor *a = &s->anchors.items[k];
        int bottom = box_bottom(s->layout.lines[a->spot.line].box);
        s->body_bottom = bottom > s->body_bottom ? bottom : s->body_bottom;
        if (a->field >= d->fields.len)
            continue;
        r = a->spot.dates ? cut_date(s, a) : cut_label(s, k);
        int below = box_bottom(s->slots[a->field].box);
        s->body_bottom = below > s->body_bottom ? below : s->body_bottom;
    }
    for (size_t i = 0; i < d->fields.len && r == SO_OK; i++)
        if (!s->slots[i].found && d->fields.items[i].kind == KIND_DOCUMENT_NUMBER)
            r = cut_bare_number(s, &d->fields.items[i], &s->slots[i]);
    for (size_t i = 0; i < d->fields.len && r == SO_OK; i++)
        if (!s->slots[i].found && d->fields.items[i].labels.len && d->fields.items[i].need != NEED_NO)
            r = sheet_guess(s, i);
    return r;
}
