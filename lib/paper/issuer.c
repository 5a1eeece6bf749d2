/*
 * Who issued a document: the capitals at the left of its head, above the number (Nghị định 30/2020 phụ lục I, mục II.2).
 * The offices above it may stand there first: "TỈNH HẢI DƯƠNG / HUYỆN THANH HÀ / ỦY BAN NHÂN DÂN XÃ …".
 */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/sheet.h"
#include "viet/case.h"
#include "viet/text.h"

#define HEAD_LINES_MOST 6
#define HEAD_CONFIDENCE 0.4f
#define MOTTO_WORDS 5
#define MOTTO_LEAST 0.7f   /* similarity of the words that head the right half of the page */
#define OFFICE_LEAST 0.85f /* similarity of the words with which an office's name begins */

struct head_line {
    size_t first, end; /* tokens */
    struct box box;
};

/* A fax machine's line above the head has capitals as well, but it is full of digits. */
static bool is_upper(const char *s)
{
    struct viet_case c = viet_count_case(s, strlen(s));
    size_t digits = 0;
    for (const char *p = s; *p; p++)
        digits += viet_is_digit((unsigned char)*p);
    return c.letters >= 3 && c.capitals * 10 >= c.letters * 9 && digits * 4 < c.letters;
}

/* Where the office's lines end: at the number, else at the title. */
static int head_bottom(const struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    int bottom = s->title_end ? s->layout.lines[s->title_line].box.y : s->layout.page_height / 4;
    for (size_t i = 0; i < s->anchors.len; i++) {
        const struct anchor *a = &s->anchors.items[i];
        int y = s->layout.lines[a->spot.line].box.y;
        if (a->field < d->fields.len && d->fields.items[a->field].kind == KIND_DOCUMENT_NUMBER && y < bottom)
            bottom = y;
    }
    return bottom;
}

/* What heads the right half of the page: before it the office's line ends, however little room is between them. */
static size_t before_motto(const struct layout *l, const struct line *line, size_t first, size_t end)
{
    static const char *const heads[] = {"CỘNG HÒA XÃ HỘI CHỦ", "ĐẢNG CỘNG SẢN VIỆT NAM", "ĐOÀN TNCS HỒ CHÍ MINH", "Độc lập - Tự do"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct viet_glyphs head = {0};
        int r = viet_glyphs_set(&head, heads[i], strlen(heads[i]));
        for (size_t t = first; t < end && r == SO_OK; t++)
            if (l->tokens.items[t].box.x * 3 > l->page_width &&
                spot_match(l, line, t, t + MOTTO_WORDS < end ? t + MOTTO_WORDS : end, &head, MOTTO_LEAST) > 0)
                end = t;
        viet_glyphs_free(&head);
    }
    return end;
}

static size_t head_lines(const struct sheet *s, struct head_line lines[HEAD_LINES_MOST])
{
    const struct layout *l = &s->layout;
    int bottom = head_bottom(s), last = 0;
    size_t n = 0;
    for (size_t i = 0; i < l->nlines && l->lines[i].box.y < bottom && n < HEAD_LINES_MOST; i++) {
        struct head_line h;
        size_t t = l->lines[i].first;
        while (t < l->lines[i].end && l->tokens.items[t].filler)
            t++;
        if (t == l->lines[i].end)
            continue;
        line_run(l, &l->lines[i], t, &h.first, &h.end);
        h.end = before_motto(l, &l->lines[i], h.first, h.end);
        if (h.first == h.end)
            continue;
        h.box = layout_box(l, h.first, h.end);
        char *text = layout_text(l, h.first, h.end);
        bool upper = text && is_upper(text);
        free(text);
        if (!upper || box_right(h.box) * 9 > l->page_width * 5 || layout_confidence(l, h.first, h.end) < HEAD_CONFIDENCE)
            continue;
        if (n && h.box.y - last > 3 * l->height)
            break;
        last = box_bottom(h.box);
        lines[n++] = h;
    }
    return n;
}

/* How an office's name begins a text: the words that the text begins with, NULL when it begins with none. */
static const char *opening_of(const struct paper_field_def *f, const char *text, size_t *ret_end)
{
    struct viet_glyphs line = {0}, office = {0};
    struct viet_match match;
    const char *best = NULL;
    if (viet_glyphs_set(&line, text, strlen(text)) == SO_OK)
        for (size_t i = 0; i < f->values.len; i++)
            if (viet_glyphs_set(&office, f->values.items[i], strlen(f->values.items[i])) == SO_OK &&
                viet_find_label(&line, &office, 0, OFFICE_LEAST, &match) && match.start == 0 &&
                (!best || strlen(f->values.items[i]) > strlen(best))) {
                best = f->values.items[i];
                *ret_end = match.end;
            }
    viet_glyphs_free(&line);
    viet_glyphs_free(&office);
    return best;
}

/* "BAN THƯỜNG TRỰC" of the Fatherland Front's committee is no office of its own. */
static bool is_inner(const char *text)
{
    static const char *const inner[] = {"BAN THƯỜNG TRỰC", "BAN THƯỜNG VỤ"};
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
        if (viet_similarity(text, strlen(text), inner[i], strlen(inner[i])) >= OFFICE_LEAST)
            return true;
    return false;
}

/*
 * The line at which the office itself begins: the last one that begins as an office's name does. Under words that are
 * but the beginning of a name ("BAN CHỈ ĐẠO", "VĂN PHÒNG") the name goes on, whatever it begins with.
 */
static int find_office(const struct sheet *s, const struct paper_field_def *f, const struct head_line *lines, size_t n,
                       size_t *ret_from)
{
    bool bare = false;
    *ret_from = 0;
    for (size_t i = 0; i < n; i++) {
        size_t end = 0;
        char *text = layout_text(&s->layout, lines[i].first, lines[i].end);
        if (!text)
            return SO_ENOMEM;
        const char *opening = opening_of(f, text, &end);
        bool one_word = !strchr(text, ' '); /* "TRƯỜNG" under "SỞ NÔNG NGHIỆP VÀ MÔI" */
        if (opening && !bare && !is_inner(text) && !(i && one_word))
            *ret_from = i;
        bare = opening && !text[end];
        free(text);
    }
    return SO_OK;
}

int sheet_issuer(struct sheet *s, size_t field)
{
    const struct paper_field_def *f = &s->type->def->fields.items[field];
    struct slot *slot = &s->slots[field];
    struct head_line lines[HEAD_LINES_MOST];
    size_t n = head_lines(s, lines), from = 0;
    int r = find_office(s, f, lines, n, &from);
    for (size_t i = from; i < n && r == SO_OK; i++)
        r = slot_append(slot, &s->layout, lines[i].first, lines[i].end);
    slot->found = n > 0;
    slot->zone = slot->box;
    return r;
}
