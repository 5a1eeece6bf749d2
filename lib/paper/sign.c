/* The signature block: headings, seal, signature, and the printed name under them. */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/sheet.h"
#include "viet/name.h"
#include "viet/text.h"

#define HEADING_LEAST 0.82f /* "Chử Hữu" is no "CHỦ TỊCH" */
#define HEADING_WHOLE 0.68f /* a whole line so near to a heading is the heading, misread */
#define NAME_LEAST 0.45f
#define REST_WORTH 0.8f /* of a name of which the first word was not read as one */
#define REMAINS_SURE 0.6f
#define REMAINS_LETTERS 4

/* The lowest heading of the block ("PHÓ CHỦ TỊCH") below the body, and the column in which the headings stand. */
static bool find_headings(const struct sheet *s, struct box *ret_column, int *ret_bottom)
{
    const struct layout *l = &s->layout;
    struct box column = {0, 0, 0, 0};
    for (size_t i = 0; i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        if (line->box.y + line->box.h / 2 < s->body_bottom)
            continue;
        for (size_t t = line->first; t < line->end; t++) {
            size_t end;
            if (spot_begins(l, line, t, line->end, &s->type->signs, HEADING_LEAST, &end) <= 0)
                continue;
            struct box box = layout_box(l, t, end);
            if (box.x + box.w / 2 < l->page_width * 2 / 5)
                continue;
            column = box_union(column, box);
            *ret_bottom = box_bottom(box);
        }
    }
    *ret_column = column;
    return !box_is_empty(column);
}

/* Where no heading was read: around the date that stands above it, else the right half. */
static struct box guess_column(const struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    for (size_t i = 0; i < d->fields.len; i++)
        if (d->fields.items[i].kind == KIND_DATE_LINE && d->fields.items[i].where == WHERE_END && s->slots[i].found &&
            s->slots[i].box.x > s->layout.page_width / 2)
            return s->slots[i].box;
    int half = s->layout.page_width / 2;
    return (struct box){half, s->body_bottom, s->layout.page_width - half - s->layout.page_width / 12, 1};
}

/* A heading, or what a seal left of one: "XÁC NHẬN" of "NGƯỜI KÝ GIẤY XÁC NHẬN". */
static bool is_heading(const struct sheet *s, const struct line *line, size_t first, size_t end)
{
    size_t e;
    char *text = layout_text(&s->layout, first, end);
    struct viet_glyphs words = {0};
    struct viet_match match;
    bool piece = false;
    if (text && viet_glyphs_set(&words, text, strlen(text)) == SO_OK)
        for (size_t i = 0; i < s->type->signs.len && !piece; i++)
            piece = viet_find_label(&s->type->signs.items[i].glyphs, &words, 0, HEADING_LEAST, &match) ||
                    viet_glyphs_similarity(&s->type->signs.items[i].glyphs, &words) > HEADING_WHOLE;
    viet_glyphs_free(&words);
    free(text);
    if (piece)
        return true;
    for (size_t t = first; t < end; t++)
        if (spot_begins(&s->layout, line, t, end, &s->type->signs, HEADING_LEAST, &e) > 0)
            return true;
    return false;
}

/* How likely tokens first..end-1 are the printed name, 0..1. */
static float name_likelihood(const struct sheet *s, const struct line *line, size_t first, size_t end, struct box column)
{
    const struct layout *l = &s->layout;
    struct box box = layout_box(l, first, end);
    int middle = box.x + box.w / 2, centre = column.x + column.w / 2;
    if (end - first < 2 || end - first > 7 || abs(middle - centre) > l->page_width / 5)
        return 0;
    if (is_heading(s, line, first, end))
        return 0;
    char *text = layout_text(l, first, end);
    float score = text ? viet_name_score(text, strlen(text)) : 0;
    const char *rest = text ? strchr(text, ' ') : NULL; /* a seal's edge may lie over the first letter */
    float of_rest = rest && end - first > 2 ? REST_WORTH * viet_name_score(rest + 1, strlen(rest + 1)) : 0;
    score = of_rest > score ? of_rest : score;
    if (text && strpbrk(text, "0123456789:;"))
        score = 0;
    free(text);
    float confidence = layout_confidence(l, first, end);
    return score * (0.5f + 0.5f * confidence);
}

static int take_name(struct sheet *s, size_t first, size_t end)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        if (s->type->def->fields.items[i].kind == KIND_SIGNER) {
            int r = slot_set(&s->slots[i], &s->layout, first, end);
            s->slots[i].zone = s->slots[i].box;
            return r;
        }
    return SO_OK;
}

/* Where the name should stand when none was read: below the headings by the room that a signature takes. */
static void note_zone(struct sheet *s, struct box column, int bottom)
{
    int h = s->layout.height, width = column.w > 12 * h ? column.w : 12 * h;
    int centre = column.x + column.w / 2, y = bottom;
    for (size_t i = 0; i < s->page->marks.len; i++) {
        const struct mark *m = &s->page->marks.items[i];
        if (m->box.y > s->body_bottom - 4 * h && m->confidence > 0.4f && box_bottom(m->box) > y &&
            m->kind == MARK_SIGNATURE)
            y = box_bottom(m->box);
    }
    struct box zone = {centre - width / 2, y, width, 9 * h};
    if (box_bottom(zone) > s->layout.page_height)
        zone.h = s->layout.page_height - zone.y;
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        if (s->type->def->fields.items[i].kind == KIND_SIGNER) {
            s->slots[i].found = true;
            if (!s->slots[i].raw || !*s->slots[i].raw)
                s->slots[i].zone = zone;
        }
}

/* Words in the place of the name that are none: what a seal left of one. */
static void note_remains(struct sheet *s, struct box column)
{
    const struct layout *l = &s->layout;
    const struct paper_def *d = s->type->def;
    size_t signer = 0;
    while (signer < d->fields.len && d->fields.items[signer].kind != KIND_SIGNER)
        signer++;
    for (size_t i = 0; signer < d->fields.len && i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        for (size_t t = line->first; t < line->end && line->box.y + line->box.h / 2 >= s->slots[signer].zone.y;) {
            size_t first, end, letters = 0;
            line_run(l, line, t, &first, &end);
            struct box box = layout_box(l, first, end);
            for (size_t k = first; k < end; k++)
                letters += l->tokens.items[k].confidence >= REMAINS_SURE
                               ? viet_length(l->tokens.items[k].text, strlen(l->tokens.items[k].text)) : 0;
            t = end;
            if (letters < REMAINS_LETTERS || abs(box.x + box.w / 2 - column.x - column.w / 2) > l->page_width / 5 ||
                is_heading(s, line, first, end))
                continue;
            s->slots[signer].hidden = true;
        }
    }
}

int sheet_signature(struct sheet *s)
{
    const struct layout *l = &s->layout;
    struct box column;
    int bottom = s->body_bottom, r = SO_OK;
    if (!find_headings(s, &column, &bottom))
        column = guess_column(s);
    float best = 0;
    size_t best_first = 0, best_end = 0;
    for (size_t i = 0; i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        if (line->box.y + line->box.h / 2 < bottom)
            continue;
        for (size_t t = line->first; t < line->end;) {
            size_t first, end;
            line_run(l, line, t, &first, &end);
            float likely = name_likelihood(s, line, first, end, column);
            /* A lower line wins over one that is not clearly better: junk of the seal stands above the name. */
            if (likely >= NAME_LEAST && likely >= best - 0.25f) {
                best = likely;
                best_first = first;
                best_end = end;
            }
            t = end;
        }
    }
    if (best > 0)
        r = take_name(s, best_first, best_end);
    s->sign_zone = (struct box){column.x - 4 * l->height, s->body_bottom, column.w + 8 * l->height,
                                (best > 0 ? l->tokens.items[best_first].box.y : bottom + 12 * l->height) - s->body_bottom};
    note_zone(s, column, bottom);
    if (best <= 0)
        note_remains(s, column);
    return r;
}
