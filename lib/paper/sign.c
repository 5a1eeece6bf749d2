/* The signature block: headings, seal, signature, and the printed name under them. */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/sheet.h"
#include "viet/case.h"
#include "viet/honorific.h"
#include "viet/name.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define HEADING_LEAST 0.82f /* "Chử Hữu" is no "CHỦ TỊCH" */
#define HEADING_WHOLE 0.68f /* a whole line so near to a heading is the heading, misread */
#define BLOCK_APART 5 /* heights between blocks of headings */
#define TEXT_BELOW 3  /* lines of text below a block of headings that is none of a signer; an annex's first ones may follow */
#define TEXT_WORDS 5
#define NAME_LEAST 0.45f
#define REST_WORTH 0.8f /* of a name of which the first word was not read as one */
#define REMAINS_SURE 0.6f
#define REMAINS_LETTERS 4
#define REMAINS_NAME 3  /* letters of words, of what a seal left of a name */
#define TITLE_LINES 3   /* of capitals that go on a heading: "CỤC TRƯỞNG CỤC HỘ TỊCH, QUỐC TỊCH," "CHỨNG THỰC" */

/* "TM.", "KT.", also as offices write them: in whose name, or in whose place, the signer signs (NĐ 30/2020 điều 13). */
static bool is_authority(const char *word)
{
    static const char *const marks[] = {"TM", "T/M", "KT", "K/T", "TL", "T/L", "TUQ", "T/UQ", "Q"};
    size_t len = strcspn(word, ".,");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if ((word[len] || memchr(word, '/', len)) && len == strlen(marks[i]) && !memcmp(word, marks[i], len))
            return true;
    return false;
}

static bool is_capital(const char *word)
{
    struct viet_case c = viet_count_case(word, strlen(word));
    return c.letters > 0 && c.capitals == c.letters;
}

/* "TL. BỘ TRƯỞNG": whoever it is that the signer signs for; the part of the line that begins at token first. */
static bool is_authority_line(const struct layout *l, const struct line *line, size_t first, size_t *ret_end)
{
    size_t begin, end;
    line_run(l, line, first, &begin, &end);
    if (begin != first || end - first < 2 || !is_authority(l->tokens.items[first].text))
        return false;
    for (size_t t = first + 1; t < end; t++)
        if (!l->tokens.items[t].filler && !is_capital(l->tokens.items[t].text))
            return false;
    *ret_end = end;
    return true;
}

static bool begins_heading(const struct sheet *s, const struct line *line, size_t t, size_t end, size_t *ret_end)
{
    if (is_authority_line(&s->layout, line, t, ret_end))
        return true;
    /* An official document's are capitals: "Giám đốc" is told to do something. */
    return (!sheet_is_official(s) || is_capital(s->layout.tokens.items[t].text)) &&
           spot_begins(&s->layout, line, t, end, &s->type->signs, HEADING_LEAST, ret_end) > 0;
}

/* Capitals and nothing else, but for signs between them. */
static bool all_capitals(const struct layout *l, size_t first, size_t end)
{
    size_t letters = 0;
    for (size_t t = first; t < end; t++) {
        const char *text = l->tokens.items[t].text;
        size_t n = viet_length(text, strlen(text));
        bool capital = is_capital(text);
        if (!capital && n > 2)
            return false;
        letters += capital ? n : 0;
    }
    return letters >= REMAINS_LETTERS;
}

/* A heading's further lines: capitals close under it in its column, as no name stands, for which a signature needs room. */
static void add_title_lines(const struct layout *l, struct box *io_column)
{
    int added = 0;
    for (size_t i = 0; i < l->nlines && added < TITLE_LINES; i++) {
        const struct line *line = &l->lines[i];
        for (size_t t = line->first; t < line->end;) {
            size_t first, end;
            line_run(l, line, t, &first, &end);
            struct box box = layout_box(l, first, end);
            int gap = box.y - box_bottom(*io_column), middle = box.x + box.w / 2;
            t = end;
            if (gap < -box.h / 2 || gap > l->height || middle < io_column->x || middle > box_right(*io_column) ||
                !all_capitals(l, first, end))
                continue;
            *io_column = box_union(*io_column, box);
            added++;
        }
    }
}

/* Lines of running text below a block of headings. */
static size_t text_below(const struct layout *l, struct box block)
{
    size_t n = 0;
    for (size_t i = 0; i < l->nlines; i++) {
        struct box b = l->lines[i].box;
        n += b.y > box_bottom(block) && b.x < l->left + (l->right - l->left) / 4 && box_right(b) > block.x + block.w / 2 &&
             l->lines[i].end - l->lines[i].first > TEXT_WORDS;
    }
    return n;
}

/*
 * The lowest block of headings ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") below the body, the column that it stands in, and where
 * it ends. In a decision's head its authority stands in the same words: there text goes on below it.
 */
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
            if (!begins_heading(s, line, t, line->end, &end))
                continue;
            struct box box = layout_box(l, t, end);
            if (box.x + box.w / 2 < l->page_width * 2 / 5)
                continue;
            bool apart = !box_is_empty(column) && box.y > box_bottom(column) + BLOCK_APART * l->height;
            column = apart ? box : box_union(column, box);
        }
    }
    if (box_is_empty(column) || text_below(l, column) > TEXT_BELOW)
        return false;
    if (sheet_is_official(s))
        add_title_lines(l, &column);
    *ret_bottom = box_bottom(column);
    *ret_column = column;
    return true;
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

bool sheet_is_signers_title(const struct sheet *s, const char *text)
{
    struct viet_glyphs words = {0};
    struct viet_match match;
    bool piece = false;
    /* "Trịnh Văn Cường" is no "CHÁNH VĂN PHÒNG". */
    bool named = viet_surname_weight(text, strcspn(text, " ")) > 0 && !is_capital(text);
    if (viet_glyphs_set(&words, text, strlen(text)) == SO_OK)
        for (size_t i = 0; i < s->type->signs.len && !piece; i++)
            piece = viet_find_label(&s->type->signs.items[i].glyphs, &words, 0, HEADING_LEAST, &match) ||
                    viet_glyphs_similarity(&s->type->signs.items[i].glyphs, &words) > (named ? HEADING_LEAST : HEADING_WHOLE);
    viet_glyphs_free(&words);
    return piece;
}

static bool is_heading(const struct sheet *s, const struct line *line, size_t first, size_t end)
{
    size_t e;
    char *text = layout_text(&s->layout, first, end);
    bool piece = text && sheet_is_signers_title(s, text);
    free(text);
    for (size_t t = first; t < end && !piece; t++)
        piece = begins_heading(s, line, t, end, &e);
    return piece;
}

/* The first token of a name behind ranks and degrees, "Đại tá", "PGS.TS.", or first itself. */
static size_t behind_titles(const struct layout *l, size_t first, size_t end)
{
    char *text = layout_text(l, first, end);
    size_t titles = text ? viet_honorifics(text, strlen(text)) : 0, t = first;
    for (size_t at = 0; at < titles && t < end; t++)
        if (!l->tokens.items[t].filler)
            at += strlen(l->tokens.items[t].text) + 1;
    free(text);
    return t;
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
    /* Capitals without a family name are a title of the signer that no list has. */
    if (text && all_capitals(l, first, end) && viet_surname_weight(text, strcspn(text, " ")) <= 0)
        score = 0;
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

/* Where the lowest signature ends; bottom when there is none. */
static int below_signatures(const struct sheet *s, int bottom)
{
    int lowest = bottom, h = s->layout.height;
    for (size_t i = 0; i < s->page->marks.len; i++) {
        const struct mark *m = &s->page->marks.items[i];
        if (m->box.y > s->body_bottom - 4 * h && m->confidence > 0.4f && box_bottom(m->box) > lowest &&
            m->kind == MARK_SIGNATURE)
            lowest = box_bottom(m->box);
    }
    return lowest;
}

/* Where the name should stand when none was read: below the headings, under or in the signature. */
static void note_zone(struct sheet *s, struct box column, int bottom)
{
    int h = s->layout.height, width = column.w > 12 * h ? column.w : 12 * h;
    int centre = column.x + column.w / 2, y = bottom + 2 * h, lowest = below_signatures(s, bottom + 10 * h);
    struct box zone = {centre - width / 2, y, width, lowest + 6 * h - y};
    if (box_bottom(zone) > s->layout.page_height)
        zone.h = s->layout.page_height - zone.y;
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        if (s->type->def->fields.items[i].kind == KIND_SIGNER) {
            s->slots[i].found = true;
            if (!s->slots[i].raw || !*s->slots[i].raw)
                s->slots[i].zone = zone;
        }
}

static struct slot *signers_slot(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    for (size_t i = 0; i < d->fields.len; i++)
        if (d->fields.items[i].kind == KIND_SIGNER)
            return &s->slots[i];
    return NULL;
}

/* Letters of words of a part of a line that were read surely, or that stand in a name. */
static size_t remaining_letters(const struct layout *l, size_t first, size_t end, bool whole_words)
{
    size_t letters = 0;
    for (size_t k = first; k < end; k++) {
        const struct token *t = &l->tokens.items[k];
        size_t n = viet_length(t->text, strlen(t->text));
        struct viet_syllable syllable;
        bool word = n > 1 && viet_syllable_parse(t->text, strlen(t->text), &syllable);
        letters += (whole_words ? word : t->confidence >= REMAINS_SURE) ? n : 0;
    }
    return letters;
}

/*
 * Words in the place of the name that are none: what a seal left of one. Where they stand below the signature, the name
 * is not missing; those most like one are where looks at it read.
 */
static void note_remains(struct sheet *s, struct box column, int bottom)
{
    const struct layout *l = &s->layout;
    struct slot *slot = signers_slot(s);
    int top = below_signatures(s, bottom);
    size_t most = 0;
    for (size_t i = 0; slot && i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        int middle = line->box.y + line->box.h / 2;
        for (size_t t = line->first; t < line->end && middle >= bottom + 2 * l->height;) {
            size_t first, end;
            line_run(l, line, t, &first, &end);
            struct box box = layout_box(l, first, end);
            t = end;
            if (abs(box.x + box.w / 2 - column.x - column.w / 2) > l->page_width / 5 || is_heading(s, line, first, end))
                continue;
            size_t words = remaining_letters(l, first, end, true);
            words = words >= REMAINS_NAME && sheet_is_official(s) ? words : 0;
            slot->hidden |= words > 0 || (middle >= top && remaining_letters(l, first, end, false) >= REMAINS_LETTERS);
            if (words && words >= most) {
                most = words;
                slot->box = slot->zone = box;
            }
        }
    }
}

int sheet_signature(struct sheet *s)
{
    const struct layout *l = &s->layout;
    struct box column;
    int bottom = s->body_bottom, r = SO_OK;
    s->headed = find_headings(s, &column, &bottom);
    if (!s->headed)
        column = guess_column(s);
    else
        s->sign_titles = column;
    s->sign_centre = column.x + column.w / 2;
    float best = 0;
    size_t best_first = 0, best_end = 0;
    for (size_t i = 0; i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        if (line->box.y + line->box.h / 2 < bottom)
            continue;
        for (size_t t = line->first; t < line->end;) {
            size_t first, end;
            line_run(l, line, t, &first, &end);
            size_t begin = behind_titles(l, first, end);
            float likely = name_likelihood(s, line, begin, end, column);
            /* A lower line wins over one that is not clearly better: junk of the seal stands above the name. */
            if (likely >= NAME_LEAST && likely >= best - 0.25f) {
                best = likely;
                best_first = begin;
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
        note_remains(s, column, bottom);
    return r;
}
