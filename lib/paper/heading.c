/* The title of a document, its subject under it, and its office: what stands in no labelled place. */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/sheet.h"
#include "viet/case.h"
#include "viet/distance.h"
#include "viet/fold.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define LINE_CLEAR 0.75f /* confidence of a paragraph's first line that nothing covers */

static size_t count_letters(const char *text)
{
    struct viet_letter letter;
    size_t n = 0, len = strlen(text);
    for (size_t at = 0; at < len;)
        n += viet_letter_split(viet_next(text, len, &at), &letter);
    return n;
}

/* Does a part of a line stand in the page's middle, or in the title's, as a subject's lines do? */
static bool is_centred(const struct sheet *s, struct box box, bool first)
{
    const struct layout *l = &s->layout;
    struct box title = layout_box(l, s->title_first, s->title_end);
    int middle = box.x + box.w / 2, centre = (l->left + l->right) / 2;
    int off = abs(middle - centre), off_title = abs(middle - (title.x + title.w / 2));
    off = off_title < off ? off_title : off;
    /* A subject may fill its first line; a paragraph begins with an indent at the left only. */
    return (off < (l->right - l->left) / 8 && box.x > l->left + l->height) || (first && off < l->height);
}

/* "ĐIỆN TỬ Về việc …", "Ngày: 20/01/2015 _ Phê duyệt …": the first word of a subject behind those of a stamp. */
static size_t behind_stamp(const struct sheet *s, const struct line *line)
{
    size_t t = line->first;
    for (; t < line->end; t++) {
        const char *text = s->layout.tokens.items[t].text;
        struct viet_syllable syllable;
        if (count_letters(text) > 1 && !text_is_capitals(text) && viet_syllable_parse(text, strlen(text), &syllable))
            break;
    }
    return t;
}

/* The centred part of a line at the left of which an incoming stamp may stand; false when there is none. */
static bool centred_part(const struct sheet *s, const struct line *line, bool first, size_t *ret_first, size_t *ret_end)
{
    *ret_first = line->first;
    *ret_end = line->end;
    if (is_centred(s, line->box, first))
        return true;
    for (size_t t = line->first; t < line->end; t = *ret_end) {
        line_run(&s->layout, line, t, ret_first, ret_end);
        struct box box = layout_box(&s->layout, *ret_first, *ret_end);
        if (*ret_first > line->first && box.w > 6 * s->layout.height && is_centred(s, box, first))
            return true;
    }
    *ret_first = behind_stamp(s, line);
    *ret_end = line->end;
    return *ret_first > line->first && *ret_first < line->end &&
           is_centred(s, layout_box(&s->layout, *ret_first, *ret_end), first);
}

/* A line of a stamp beside the subject: short, and wholly at the left. */
static bool is_beside(const struct sheet *s, const struct line *line)
{
    const struct layout *l = &s->layout;
    return line->box.w * 3 < l->right - l->left && box_right(line->box) < (l->left + l->right) / 2;
}

/* The line stands nearer to the one below than to the subject's line above: it begins the text. */
static bool begins_text(const struct layout *l, size_t i, int above)
{
    if (i + 1 >= l->nlines)
        return false;
    int here = l->lines[i].box.y + l->lines[i].box.h / 2, below = l->lines[i + 1].box.y + l->lines[i + 1].box.h / 2;
    return below - here > l->height && (here - above) * 10 > (below - here) * 13;
}

/*
 * The line, or its part from first to end, ends the subject above it: the text begins, or the one who decides is named
 * ("BỘ TRƯỞNG BỘ TƯ PHÁP", in capitals under a subject that is none).
 */
static bool ends_subject(const struct sheet *s, const struct line *line, size_t first, size_t end, bool small)
{
    struct line part = *line;
    part.first = first;
    part.end = end;
    if (sheet_stops_values(s, &part))
        return true;
    char *text = layout_text(&s->layout, first, end);
    bool capitals = text && small && text_is_capitals(text);
    free(text);
    return capitals;
}

/* Small letters in a subject: then a line of capitals is none of it. */
static bool has_small_letters(const struct slot *slot)
{
    return slot->raw && *slot->raw && !text_is_capitals(slot->raw);
}

/* "Thực hiện cải cách hành chính" under "KẾ HOẠCH": what begins a text may begin a subject that is clearly centred. */
static bool stands_apart(const struct sheet *s, size_t first, size_t end)
{
    const struct layout *l = &s->layout;
    struct box box = layout_box(l, first, end);
    int left = box.x - l->left, right = l->right - box_right(box);
    return left > 3 * l->height && right > 3 * l->height && abs(left - right) < 4 * l->height;
}

/* Neither centred nor the indented beginning of a paragraph, close under the subject: perhaps its next line under a stamp. */
static bool may_go_on(const struct layout *l, const struct line *line, int bottom)
{
    int indent = line->box.x - l->left;
    bool paragraph = indent > l->height && indent < 6 * l->height;
    return line->box.y - bottom < l->height && (!paragraph || layout_confidence(l, line->first, line->end) < LINE_CLEAR);
}

/*
 * "CỦA BỘ TRƯỞNG BỘ TƯ PHÁP" under "QUYẾT ĐỊNH", in capitals: whose document it is, as it was written before TTLT 55/2005.
 * taken: lines of that were met.
 */
static bool names_author(const struct layout *l, const struct line *line, size_t first, int taken)
{
    const char *word = l->tokens.items[first].text;
    bool of = viet_same_fold(word, "CỦA");
    return line_is_capitals(line) && (of || taken > 0);
}

/* The lines under the title up to the text: centred, and not a paragraph. */
static int cut_subject(struct sheet *s, const struct paper_field_def *f, struct slot *slot)
{
    struct layout *l = &s->layout;
    int r = SO_OK, taken = 0, bottom = box_bottom(l->lines[s->title_last].box), middle = 0, author = 0;
    bool ended = false; /* by what cannot be a subject: there is none */
    for (size_t i = s->title_last + 1; i < l->nlines && taken < field_lines(f) && r == SO_OK; i++) {
        const struct line *line = &l->lines[i];
        size_t first, end;
        bool paragraph = taken > 0 && line->box.x > l->left + l->height && box_right(line->box) > l->right - l->height;
        if (line->glyphs.len == 0)
            continue;
        if (taken == 0 && names_author(l, line, line->first, author)) {
            bottom = box_bottom(line->box);
            author++;
            continue;
        }
        bool far = line->box.y - bottom > 3 * l->height;
        bool text = taken > 0 && begins_text(l, i, middle), anchor = sheet_has_anchor(s, i);
        if (paragraph || (taken > 0 && far) || text || anchor) {
            slot->doubtful |= taken > 0 && !far && (text || anchor) && stands_apart(s, line->first, line->end);
            break;
        }
        if (!centred_part(s, line, taken == 0, &first, &end)) {
            if (is_beside(s, line) && !far)
                continue;
            ended = sheet_stops_values(s, line);
            slot->doubtful |= !ended && taken > 0 && may_go_on(l, line, bottom);
            break;
        }
        if (ends_subject(s, line, first, end, has_small_letters(slot)) && (taken > 0 || !stands_apart(s, first, end))) {
            ended = true;
            break;
        }
        r = slot_append(slot, l, first, end);
        bottom = box_bottom(line->box);
        middle = line->box.y + line->box.h / 2;
        taken++;
    }
    slot->found = taken > 0 || ended;
    slot->hidden |= !slot->found;
    if (!slot->raw && r == SO_OK)
        r = slot_set_text(slot, "", 0, (struct box){0, 0, 0, 0});
    return r;
}

/* What is left of "V/v" where it was misread: a word of up to four signs that begins with a V. */
static bool is_about(const char *text)
{
    return (*text == 'V' || *text == 'v') && viet_length(text, strlen(text)) <= 4;
}

/* Where a dispatch's subject begins: behind "V/v" or what a stamp made of it, or at small letters; end where none does. */
static size_t about_from(const struct layout *l, size_t first, size_t end)
{
    if (is_about(l->tokens.items[first].text))
        return first + 1;
    if (viet_begins_lower(l->tokens.items[first].text, strlen(l->tokens.items[first].text)))
        return first;
    return first + 1 < end && viet_begins_lower(l->tokens.items[first + 1].text, strlen(l->tokens.items[first + 1].text)) ? first + 1 : end;
}

/*
 * A dispatch's subject whose "V/v" was not read as such, or that has none: the lines under the number, in the left half of the head, up to
 * the addressee.
 */
static int cut_dispatch(struct sheet *s, const struct paper_field_def *f, size_t number, struct slot *slot)
{
    const struct layout *l = &s->layout;
    const struct box above = s->slots[number].box;
    int r = SO_OK, bottom = box_bottom(above);
    for (size_t i = 0; i < l->nlines && slot->nruns < (size_t)field_lines(f) && r == SO_OK; i++) {
        const struct line *line = &l->lines[i];
        size_t first, end;
        if (line->first == line->end || line->box.y < box_bottom(above) - l->height / 2)
            continue;
        line_run(l, line, line->first, &first, &end);
        struct box box = layout_box(l, first, end);
        if (box.x * 2 > l->page_width)
            continue;
        if (box.y - bottom > 2 * l->height || sheet_stops_values(s, line) || box_right(box) * 9 > l->page_width * 5 ||
            line_is_capitals(line))
            break;
        size_t from = slot->nruns ? first : about_from(l, first, end);
        if (from == end)
            break;
        r = slot_append(slot, l, from, end);
        slot->doubtful = true;
        bottom = box_bottom(box);
    }
    slot->found |= slot->nruns > 0;
    return r;
}

static size_t field_of_kind(const struct paper_def *d, enum paper_kind kind)
{
    size_t i = 0;
    while (i < d->fields.len && d->fields.items[i].kind != kind)
        i++;
    return i;
}

int sheet_heading(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    int r = SO_OK;
    for (size_t i = 0; i < d->fields.len && r == SO_OK; i++) {
        struct slot *slot = &s->slots[i];
        if (!s->title_end || slot->found)
            continue;
        if (d->fields.items[i].kind == KIND_HEADING) {
            slot->found = true;
            r = slot_set_text(slot, d->titles.items[s->title].text,
                              layout_confidence(&s->layout, s->title_first, s->title_end),
                              layout_box(&s->layout, s->title_first, s->title_end));
            slot->zone = slot->box;
        } else if (d->fields.items[i].kind == KIND_SUBJECT) {
            r = cut_subject(s, &d->fields.items[i], slot);
        }
    }
    size_t issuer = field_of_kind(d, KIND_ISSUER), subject = field_of_kind(d, KIND_SUBJECT),
           number = field_of_kind(d, KIND_DOCUMENT_NUMBER);
    if (issuer < d->fields.len && r == SO_OK)
        r = sheet_issuer(s, issuer);
    if (subject < d->fields.len && number < d->fields.len && !s->title_end && r == SO_OK && s->slots[number].found &&
        (!s->slots[subject].raw || !*s->slots[subject].raw))
        r = cut_dispatch(s, &d->fields.items[subject], number, &s->slots[subject]);
    return r;
}
