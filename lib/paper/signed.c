/*
 * Whether a paper is signed and sealed where it should be. Pen strokes count below the titles of who signs, about his
 * name: another's signature, ticks and notes in a margin are not his. A seal counts about there, whole: half of one at
 * the page's edge holds the sheets together, and one elsewhere shows through from another page or is pressed without ink.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/judgement.h"
#include "paper/pen.h"
#include "viet/fold.h"

#define MARK_SURE 0.5f  /* a mark counts as standing there from here on */
#define SEAL_CLEAR 0.8f /* a seal that is none of what shows through */
#define SIGNATURE_MAYBE 0.25f
#define HEADING_LEAST 0.82f
#define WITHIN 0.4      /* of a mark that lies in the place: it belongs there */
#define EDGE 0.9        /* of a seal that the page has */

/* In heights of the text, and their squares. */
#define PLACE_HALF 7    /* from the middle of the titles */
#define PLACE_DEEP 9    /* below them, where no name was read */
#define PLACE_UP 6      /* above the name, where no titles were */
#define HEADING_UP 3    /* above the end of the body */
#define OVER_TITLES 3   /* strokes begin so far above the place, */
#define UNDER_NAME 3.5  /* or end so far below it */
#define SEAL_BESIDE 9   /* from the place to the seal's edge */
#define SEAL_ABOVE 4
#define STROKE_LONG 1.5 /* strokes that hang together are a signature when they are so long or high, */
#define STROKE_INK 0.12 /* and of so much ink; … */
#define SPECK_LONG 0.8  /* … dirt is smaller */

#define CROSSING 3     /* cells of it with ink, that a stroke may have left */

struct place {
    struct box box; /* empty when unknown */
    bool titled, named;
};

/* Narrows a place to the middle between its titles and what stands beside them. */
static void keep_apart(const struct sheet *s, struct box titles, int *io_left, int *io_right)
{
    const struct layout *l = &s->layout;
    int middle = titles.x + titles.w / 2;
    for (size_t i = 0; i < l->nlines; i++)
        for (size_t t = l->lines[i].first; t < l->lines[i].end;) {
            size_t first, end;
            line_run(l, &l->lines[i], t, &first, &end);
            struct box b = layout_box(l, first, end);
            int y = b.y + b.h / 2;
            t = end;
            if (y < titles.y || y > box_bottom(titles))
                continue;
            if (box_right(b) < titles.x && (box_right(b) + titles.x) / 2 > *io_left)
                *io_left = (box_right(b) + titles.x) / 2;
            if (b.x > box_right(titles) && (b.x + box_right(titles)) / 2 < *io_right && b.x > middle)
                *io_right = (b.x + box_right(titles)) / 2;
        }
}

/* Where he signs whose titles and name stand in these boxes, either of which may be empty. */
static struct place place_of(const struct sheet *s, struct box titles, struct box name)
{
    int h = s->layout.height;
    struct place p = {{0, 0, 0, 0}, !box_is_empty(titles), !box_is_empty(name)};
    if (!p.titled && !p.named)
        return p;
    int top = p.titled ? box_bottom(titles) : name.y - PLACE_UP * h;
    int bottom = p.named ? name.y - h / 5 : top + PLACE_DEEP * h;
    struct box both = p.titled && p.named ? box_union(titles, name) : p.titled ? titles : name;
    int middle = both.x + both.w / 2, half = both.w / 2 + 2 * h > PLACE_HALF * h ? both.w / 2 + 2 * h : PLACE_HALF * h;
    int left = middle - half, right = middle + half;
    if (p.titled)
        keep_apart(s, titles, &left, &right);
    struct box page = {0, 0, s->page->width, s->page->height};
    p.box = bottom > top ? box_intersect((struct box){left, top, right - left, bottom - top}, page) : p.box;
    return p;
}

/* On a copy without colour the side of a seal's ring, or its emblem, may pass for strokes: as high as the seal, and in it. */
static bool is_ring(const struct page *page, const struct mark *m)
{
    for (size_t i = 0; i < page->marks.len && !page->colour; i++) {
        const struct mark *seal = &page->marks.items[i];
        struct box in = box_intersect(m->box, box_grow(seal->box, seal->box.w / 16, seal->box.h / 16));
        if (seal->kind == MARK_SEAL && seal->confidence >= MARK_SURE && m->box.h * 10 >= seal->box.h * 9 &&
            m->box.w < m->box.h && in.w == m->box.w && in.h == m->box.h)
            return true;
    }
    return false;
}

/* from: nobody signs above it. */
static float best_mark(const struct page *page, enum mark_kind kind, int from, struct box *ret_box)
{
    float best = 0;
    for (size_t i = 0; i < page->marks.len; i++)
        if (page->marks.items[i].kind == kind && page->marks.items[i].confidence > best &&
            !(kind == MARK_SIGNATURE &&
              (box_bottom(page->marks.items[i].box) <= from || is_ring(page, &page->marks.items[i])))) {
            best = page->marks.items[i].confidence;
            *ret_box = page->marks.items[i].box;
        }
    return best;
}

bool page_has_mark(const struct page *page, enum mark_kind kind)
{
    struct box box;
    return best_mark(page, kind, 0, &box) >= MARK_SURE;
}

/* Above it stand title, number and date, a motto that is underlined, but no signature. */
static int head_bottom(const struct sheet *s)
{
    int y = s->title_end ? layout_box(&s->layout, s->title_first, s->title_end).y : 0;
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        if (s->type->def->fields.items[i].where == WHERE_HEADER && !box_is_empty(s->slots[i].box) && s->slots[i].box.y > y)
            y = s->slots[i].box.y;
    return y;
}

static double area(struct box b)
{
    return box_is_empty(b) ? 0 : (double)b.w * b.h;
}

/* Nothing but a seal of the same ink: its emblem, letters that run together. */
static bool within_seal(const struct page *page, struct box b)
{
    for (size_t i = 0; i < page->marks.len; i++) {
        const struct mark *seal = &page->marks.items[i];
        if (pen_is_like(page, seal) && pen_in_seal(seal, b.x, b.y) && pen_in_seal(seal, box_right(b), b.y) &&
            pen_in_seal(seal, b.x, box_bottom(b)) && pen_in_seal(seal, box_right(b), box_bottom(b)))
            return true;
    }
    return false;
}

/* The surest signature of those that lie in the place. */
static float mark_in(const struct sheet *s, struct box place)
{
    int h = s->layout.height;
    struct box around = {place.x - h, place.y - OVER_TITLES * h, place.w + 2 * h,
                         place.h + OVER_TITLES * h + (int)(UNDER_NAME * h)};
    float best = 0;
    for (size_t i = 0; i < s->page->marks.len; i++) {
        const struct mark *m = &s->page->marks.items[i];
        if (m->kind == MARK_SIGNATURE && m->confidence > best && !is_ring(s->page, m) && !within_seal(s->page, m->box) &&
            area(box_intersect(m->box, around)) >= WITHIN * area(m->box))
            best = m->confidence;
    }
    return best;
}

enum stands { STANDS, PERHAPS, LACKS };

static int look_signed(const struct sheet *s, struct box place, bool red, enum stands *ret)
{
    struct strokes strokes = {0, 0, 0};
    float best = mark_in(s, place);
    int r = best >= MARK_SURE ? SO_OK : pen_strokes(s, place, red, &strokes);
    if (r != SO_OK)
        return r;
    if (best >= MARK_SURE || (strokes.ink >= STROKE_INK && strokes.extent >= STROKE_LONG))
        *ret = STANDS;
    else
        *ret = strokes.extent >= SPECK_LONG || strokes.crossing >= CROSSING || best >= SIGNATURE_MAYBE ? PERHAPS : LACKS;
    return SO_OK;
}

/* Whole, and about the place; elsewhere one that is clear may be it. */
static enum stands look_sealed(const struct sheet *s, const struct place *place)
{
    int h = s->layout.height;
    struct box page = {0, 0, s->page->width, s->page->height};
    float near = 0, far = 0;
    for (size_t i = 0; i < s->page->marks.len; i++) {
        const struct mark *m = &s->page->marks.items[i];
        if (m->kind != MARK_SEAL || area(box_intersect(m->box, page)) < EDGE * area(m->box))
            continue;
        bool about = box_is_empty(place->box) ||
                     !box_is_empty(box_intersect(m->box, box_grow(place->box, SEAL_BESIDE * h, SEAL_ABOVE * h)));
        float *best = about ? &near : &far;
        *best = m->confidence > *best ? m->confidence : *best;
    }
    if (near >= MARK_SURE)
        return STANDS;
    return near >= SEAL_MAYBE || far >= (place->titled ? SEAL_CLEAR : MARK_SURE) ? PERHAPS : LACKS;
}

static int say(const struct sheet *s, enum stands stands, const char *key, struct box box, const char *vi, const char *en,
               struct findings *findings)
{
    char message[160], message_en[160];
    if (stands == STANDS)
        return SO_OK;
    bool maybe = stands == PERHAPS;
    snprintf(message, sizeof message, maybe ? "Không chắc có %s" : "Thiếu %s", vi);
    snprintf(message_en, sizeof message_en, maybe ? "Perhaps no %s" : "Missing: %s", en);
    return finding_add(findings, maybe ? FINDING_DOUBTFUL : FINDING_MISSING, maybe ? SEVERITY_INFO : SEVERITY_ERROR, key,
                       box, s->page->number, message, message_en, "");
}

static struct box signer_box(const struct sheet *s)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        if (s->type->def->fields.items[i].kind == KIND_SIGNER && s->slots[i].nruns)
            return s->slots[i].box;
    return (struct box){0, 0, 0, 0};
}

static int check_signature(const struct sheet *s, const struct place *place, struct findings *findings)
{
    enum stands stands = STANDS;
    struct box box = s->sign_zone;
    int r = SO_OK;
    if (!box_is_empty(place->box)) {
        box = place->box;
        r = look_signed(s, place->box, !s->type->def->seal, &stands);
    } else {
        float best = best_mark(s->page, MARK_SIGNATURE, head_bottom(s), &box);
        stands = best >= MARK_SURE ? STANDS : best >= SIGNATURE_MAYBE ? PERHAPS : LACKS;
    }
    return r == SO_OK ? say(s, stands, "chu_ky", box, "chữ ký", "signature", findings) : r;
}

/* The lowest run of words that is this heading and nothing else, below the body or, as a part's heading, at its end. */
static struct box find_heading(const struct sheet *s, const struct phrase *heading)
{
    const struct layout *l = &s->layout;
    struct box found = {0, 0, 0, 0};
    for (size_t i = 0; i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        for (size_t t = line->first; t < line->end && line->box.y + HEADING_UP * l->height >= s->body_bottom;) {
            size_t first, end;
            line_run(l, line, t, &first, &end);
            struct box b = layout_box(l, first, end);
            t = end;
            if (b.y > found.y && spot_match(l, line, first, end, &heading->glyphs, HEADING_LEAST) >= HEADING_LEAST)
                found = b;
        }
    }
    return found;
}

/* Those who sign beside the signer: husband and wife. */
static int check_each(const struct sheet *s, struct findings *findings)
{
    const struct conf_strings *names = &s->type->def->each;
    int r = SO_OK;
    for (size_t i = 0; i < s->type->each.len && r == SO_OK; i++) {
        struct box heading = find_heading(s, &s->type->each.items[i]);
        if (box_is_empty(heading))
            continue;
        struct place place = place_of(s, heading, (struct box){0, 0, 0, 0});
        enum stands stands = STANDS;
        char vi[96], en[96];
        snprintf(vi, sizeof vi, "chữ ký (%s)", names->items[i]);
        snprintf(en, sizeof en, "signature (%s)", names->items[i]);
        if (!box_is_empty(place.box))
            r = look_signed(s, place.box, true, &stands);
        if (r == SO_OK)
            r = say(s, stands, "chu_ky", place.box, vi, en, findings);
    }
    return r;
}

static bool begins_so(const char *folded, const char *const *any)
{
    bool so = false;
    for (size_t i = 0; any[i] && !so; i++)
        so = !strncmp(folded, any[i], strlen(any[i]));
    return so;
}

/*
 * "Ký bởi: … Thời gian ký: …": the print of a file that was signed by certificate, where the image of the signature may
 * be these words (Nghị định 30/2020 phụ lục I mục II.7, II.8): neither pen nor wet seal is to be looked for.
 */
static int is_signed_digitally(const struct sheet *s, bool *ret)
{
    static const char *const by[] = {"ky boi", "nguoi ky:", "signature valid", NULL};
    static const char *const when[] = {"thoi gian ky", "ngay ky:", NULL};
    const struct layout *l = &s->layout;
    bool who = false, time = false;
    for (size_t i = 0; i < l->nlines; i++)
        for (size_t t = l->lines[i].first, first, end; t < l->lines[i].end; t = end) {
            line_run(l, &l->lines[i], t, &first, &end);
            struct buf folded = BUF_INIT;
            char *text = layout_text(l, first, end);
            int r = text ? viet_fold(text, strlen(text), &folded) : SO_ENOMEM;
            who |= r == SO_OK && begins_so(buf_str(&folded), by);
            time |= r == SO_OK && begins_so(buf_str(&folded), when);
            free(text);
            buf_free(&folded);
            if (r != SO_OK)
                return r;
        }
    *ret = who && time;
    return SO_OK;
}

int check_marks(const struct sheet *s, struct findings *findings)
{
    struct place place = place_of(s, s->sign_titles, signer_box(s));
    bool digitally = false;
    int r = is_signed_digitally(s, &digitally);
    if (r != SO_OK)
        return r;
    if (digitally)
        return finding_add(findings, FINDING_DOUBTFUL, SEVERITY_INFO, "chu_ky", s->sign_zone, s->page->number,
                           "Bản in của văn bản ký số: kiểm tra chữ ký trên tệp gốc",
                           "A print of what was signed by certificate: verify the signature in its file", "");
    if (s->type->def->signature)
        r = check_signature(s, &place, findings);
    if (r == SO_OK)
        r = check_each(s, findings);
    if (r == SO_OK && s->type->def->seal)
        r = say(s, look_sealed(s, &place), "con_dau", s->sign_zone, "con dấu", "seal", findings);
    return r;
}
