#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/sheet.h"
#include "viet/text.h"

#define TITLE_LEAST 0.72f  /* a title that may be one */
#define TITLE_GOOD 0.80f   /* a title that decides */
#define COVERAGE_GOOD 0.55f
#define FIELDS_LEAST 4     /* labels that decide without a title */
#define UPPER_PART 48      /* per cent of the page where titles stand */

/* How well a type fits. */
struct fit {
    float title;    /* similarity of its best title, 0: none */
    size_t letters; /* of that title */
    size_t line, last_line, first, end, index;
    float coverage; /* share of its required labels that were found */
    size_t found, wanted;
    struct anchors anchors;
};

static bool mostly_upper(const char *s)
{
    size_t len = strlen(s), upper = 0, letters = 0;
    for (size_t at = 0; at < len;) {
        struct viet_letter l;
        if (viet_letter_split(viet_next(s, len, &at), &l)) {
            letters++;
            upper += l.upper;
        }
    }
    return letters && upper * 10 >= letters * 6;
}

static float similarity_of(const struct viet_glyphs *text, const struct viet_glyphs *title)
{
    if (text->len * 10 < title->len * 7 || text->len * 10 > title->len * 14)
        return 0;
    return viet_glyphs_similarity(text, title);
}

static void note_title(struct fit *fit, float similarity, size_t index, size_t letters, size_t line, size_t last,
                       size_t first, size_t end)
{
    if (similarity < fit->title || (similarity == fit->title && letters <= fit->letters))
        return;
    *fit = (struct fit){.title = similarity, .letters = letters, .line = line, .last_line = last, .first = first,
                        .end = end, .index = index, .coverage = fit->coverage, .found = fit->found, .anchors = fit->anchors};
}

/* A text of one or two lines against every title of a type. */
static void try_titles(const struct sheet *s, const struct paper_type *t, const char *text, size_t line, size_t last,
                       size_t first, size_t end, struct fit *fit)
{
    struct viet_glyphs glyphs = {0};
    bool high = s->layout.lines[line].box.y * 100 < UPPER_PART * s->layout.page_height;
    float trap = 0;
    if (viet_glyphs_set(&glyphs, text, strlen(text)) == SO_OK) {
        for (size_t i = 0; i < t->not_titles.len; i++) {
            float similarity = similarity_of(&glyphs, &t->not_titles.items[i].glyphs);
            trap = similarity > trap ? similarity : trap;
        }
        for (size_t i = 0; i < t->titles.len; i++) {
            const struct viet_glyphs *title = &t->titles.items[i].glyphs;
            float similarity = similarity_of(&glyphs, title);
            if (!t->def->titles.items[i].anywhere && !high)
                continue;
            if (similarity >= (title->len < 12 ? 0.85f : TITLE_LEAST) && similarity > trap)
                note_title(fit, similarity, i, title->len, line, last, first, end);
        }
    }
    viet_glyphs_free(&glyphs);
}

/* A run of words, alone and with the run below it: titles break over two lines. */
static int try_run(const struct sheet *s, size_t line, size_t first, size_t end, struct fit *fits)
{
    const struct layout *l = &s->layout;
    char *text = layout_text(l, first, end);
    if (!text)
        return SO_ENOMEM;
    int r = SO_OK;
    if (mostly_upper(text) && strlen(text) < 160) {
        for (size_t i = 0; i < s->rules->defs.len; i++)
            try_titles(s, &s->rules->types[i], text, line, line, first, end, &fits[i]);
        struct box box = layout_box(l, first, end);
        const struct line *next = line + 1 < l->nlines ? &l->lines[line + 1] : NULL;
        for (size_t t = next ? next->first : 0; next && t < next->end && r == SO_OK; t++) {
            size_t a, b;
            line_run(l, next, t, &a, &b);
            struct box below = layout_box(l, a, b);
            if (t == a && below.x < box_right(box) && box.x < box_right(below) &&
                below.y - box_bottom(box) < 3 * l->height) {
                struct buf both = BUF_INIT;
                char *more = layout_text(l, a, b);
                r = more ? buf_printf(&both, "%s %s", text, more) : SO_ENOMEM;
                for (size_t i = 0; r == SO_OK && mostly_upper(more) && i < s->rules->defs.len; i++)
                    try_titles(s, &s->rules->types[i], buf_str(&both), line, line + 1, first, end, &fits[i]);
                free(more);
                buf_free(&both);
            }
        }
    }
    free(text);
    return r;
}

static int find_titles(const struct sheet *s, struct fit *fits)
{
    const struct layout *l = &s->layout;
    int r = SO_OK;
    for (size_t i = 0; i < l->nlines; i++)
        for (size_t t = l->lines[i].first; t < l->lines[i].end && r == SO_OK; t++) {
            size_t first, end;
            line_run(l, &l->lines[i], t, &first, &end);
            if (first == t)
                r = try_run(s, i, first, end, fits);
        }
    return r;
}

/* "TÌNH TRẠNG HÔN NHÂN" in the title is no label of a field; a title that begins a block is its heading. */
static void drop_title(const struct paper_type *t, const struct fit *fit, struct spots *spots)
{
    size_t kept = 0;
    for (size_t i = 0; i < spots->len; i++) {
        const struct spot *s = &spots->items[i];
        bool title = fit->end && s->line >= fit->line && s->line <= fit->last_line && !s->dates &&
                     t->labels.items[s->label].fields[0] < t->def->fields.len;
        if (!title || (s->line == fit->line && (s->first < fit->first || s->first >= fit->end)))
            spots->items[kept++] = *s;
    }
    spots->len = kept;
}

static int find_labels(const struct sheet *s, const struct paper_type *t, struct fit *fit)
{
    struct spots spots = {0};
    const struct paper_def *d = t->def;
    array_free(&fit->anchors);
    int r = spots_find(t, &s->layout, &spots);
    drop_title(t, fit, &spots);
    if (r == SO_OK)
        r = assign_fields(t, &s->layout, &spots, &fit->anchors);
    array_free(&spots);
    if (r != SO_OK)
        return r;
    size_t wanted = 0, got = 0;
    for (size_t i = 0; i < d->fields.len; i++)
        wanted += d->fields.items[i].need == NEED_YES && d->fields.items[i].labels.len > 0;
    for (size_t i = 0; i < fit->anchors.len; i++) {
        size_t f = fit->anchors.items[i].field;
        got += f < d->fields.len && d->fields.items[f].need == NEED_YES && d->fields.items[f].labels.len > 0;
    }
    fit->found = got;
    fit->wanted = wanted;
    fit->coverage = wanted ? (float)got / (float)wanted : 0;
    return SO_OK;
}

static bool better_title(const struct paper_rules *rules, const struct fit *fits, size_t a, size_t b)
{
    bool good_a = fits[a].title >= TITLE_GOOD, good_b = fits[b].title >= TITLE_GOOD;
    if (good_a != good_b)
        return good_a;
    int rank_a = rules->defs.items[a].rank, rank_b = rules->defs.items[b].rank;
    if (good_a && rank_a != rank_b)
        return rank_a > rank_b;
    if (fits[a].title != fits[b].title)
        return fits[a].title > fits[b].title;
    return fits[a].letters > fits[b].letters;
}

/* The best type by title; without a title that decides, by labels. n when the page is none of them. */
static int choose(struct sheet *s, struct fit *fits, size_t n, size_t *ret_best)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (better_title(s->rules, fits, i, best))
            best = i;
    if (fits[best].title >= TITLE_GOOD) {
        *ret_best = best;
        return find_labels(s, &s->rules->types[best], &fits[best]);
    }
    best = n;
    for (size_t i = 0; i < n; i++) {
        int r = find_labels(s, &s->rules->types[i], &fits[i]);
        if (r != SO_OK)
            return r;
        if (fits[i].found < FIELDS_LEAST || fits[i].coverage + 0.3f * fits[i].title < COVERAGE_GOOD)
            continue;
        float score = fits[i].title + fits[i].coverage + 0.01f * fits[i].anchors.score;
        if (best == n || score > fits[best].title + fits[best].coverage + 0.01f * fits[best].anchors.score)
            best = i;
    }
    *ret_best = best;
    return SO_OK;
}

static int take_type(struct sheet *s, size_t index, struct fit *fit)
{
    struct buf reason = BUF_INIT;
    s->type = &s->rules->types[index];
    s->coverage = fit->wanted < 3 ? 1 : fit->coverage; /* too few labels to say anything */
    s->has_title = fit->title >= TITLE_GOOD;
    float labels = 0.4f + 0.5f * fit->coverage;
    float title = fit->title * 0.9f + 0.1f * fit->coverage;
    s->type_confidence = s->has_title ? title : labels;
    s->title_line = fit->line;
    s->title_last = fit->last_line;
    s->title = fit->index;
    s->title_first = fit->first;
    s->title_end = fit->title > 0 ? fit->end : 0;
    int r = SO_OK;
    if (fit->title > 0) {
        char *text = layout_text(&s->layout, fit->first, fit->end);
        r = text ? buf_printf(&reason, "title %s; ", text) : SO_ENOMEM;
        free(text);
    }
    if (r == SO_OK)
        r = buf_printf(&reason, "%d of 100 required labels", (int)(fit->coverage * 100 + 0.5f));
    s->anchors = fit->anchors;
    fit->anchors = (struct anchors){0};
    if (r == SO_OK && !(s->slots = calloc(s->type->def->fields.len, sizeof *s->slots)))
        r = SO_ENOMEM;
    s->reason = buf_steal(&reason);
    return s->reason ? r : SO_ENOMEM;
}

/* Pixels between a token and the text before it on its line. */
static int space_before(const struct layout *l, const struct line *line, size_t t)
{
    for (size_t i = t; i-- > line->first;)
        if (!l->tokens.items[i].filler)
            return l->tokens.items[t].box.x - box_right(l->tokens.items[i].box);
    return INT_MAX / 8;
}

/* Same label twice on a line, or the openings of two blocks: the second one begins a right column. */
static bool is_pair(const struct sheet *s, const struct spots *spots, size_t a, size_t b)
{
    const struct spot *x = &spots->items[a], *y = &spots->items[b];
    if (x->dates || y->dates || x->line != y->line || !x->starts || y->first < x->end)
        return false;
    if (!y->starts && space_before(&s->layout, &s->layout.lines[y->line], y->first) * 4 < 3 * s->layout.height)
        return false;
    const struct label *lx = &s->type->labels.items[x->label], *ly = &s->type->labels.items[y->label];
    int apart = s->layout.tokens.items[y->first].box.x - s->layout.tokens.items[x->first].box.x;
    if (apart * 4 < s->layout.page_width)
        return false;
    if (x->label == y->label)
        return lx->nfields > 1;
    const struct paper_def *d = s->type->def;
    size_t fx = lx->fields[0], fy = ly->fields[0];
    return fx < d->fields.len && fy < d->fields.len && fx == d->sections.items[d->fields.items[fx].section].first &&
           fy == d->sections.items[d->fields.items[fy].section].first && fx != fy &&
           d->fields.items[fx].kind == KIND_NAME && d->fields.items[fy].kind == KIND_NAME;
}

/*
 * Does a line stand in two columns of which the right one begins at x? A full line of the left column leaves less than
 * a wide gap: then the word must begin just where the column does.
 */
enum side { SIDE_NONE, SIDE_LEFT, SIDE_BOTH };

static enum side side_of(const struct layout *l, const struct line *line, int x)
{
    int end = INT_MIN / 2;
    for (size_t t = line->first; t < line->end; t++) {
        const struct token *token = &l->tokens.items[t];
        if (token->filler || !strcmp(token->text, "-") || !strcmp(token->text, ":"))
            continue;
        if (box_right(token->box) > x) {
            int space = token->box.x - end, off = abs(token->box.x - x - l->height / 2);
            bool begins = space > 2 * l->height ? off < 2 * l->height : space * 4 > 3 * l->height && off * 2 < l->height;
            return begins ? SIDE_BOTH : SIDE_NONE;
        }
        end = box_right(token->box);
    }
    return SIDE_LEFT;
}

/* The lines around a pair that stand in the same two columns; a line at the left alone counts between them only. */
static void extend_block(const struct layout *l, int x, size_t *io_first, size_t *io_end)
{
    for (size_t i = *io_end; i < l->nlines; i++) {
        enum side side = side_of(l, &l->lines[i], x);
        if (side == SIDE_NONE || l->lines[i].box.y - l->lines[i - 1].box.y > 4 * l->height)
            break;
        if (side == SIDE_BOTH)
            *io_end = i + 1;
    }
    /* The left column may be a line longer: a few words that are no label of what stands below both. */
    size_t next = *io_end;
    if (next < l->nlines && side_of(l, &l->lines[next], x) == SIDE_LEFT && l->lines[next].glyphs.len &&
        l->lines[next].end - l->lines[next].first <= 4 && !strchr(l->lines[next].text, ':') &&
        l->lines[next].box.y - box_bottom(l->lines[next - 1].box) < 2 * l->height)
        *io_end = next + 1;
    for (size_t i = *io_first; i-- > 0;) {
        enum side side = side_of(l, &l->lines[i], x);
        if (side == SIDE_NONE || l->lines[i + 1].box.y - l->lines[i].box.y > 4 * l->height)
            break;
        if (side == SIDE_BOTH)
            *io_first = i;
    }
}

/* The first line where a right column begins, and where; SIZE_MAX when there is none. */
static size_t find_pair(const struct sheet *s, const struct spots *spots, size_t *ret_last, int *ret_x)
{
    size_t first = SIZE_MAX;
    for (size_t a = 0; a < spots->len; a++)
        for (size_t b = a + 1; b < spots->len && spots->items[b].line == spots->items[a].line; b++) {
            if (!is_pair(s, spots, a, b))
                continue;
            int at = s->layout.tokens.items[spots->items[b].first].box.x - s->layout.height / 2;
            if (first == SIZE_MAX) {
                first = spots->items[a].line;
                *ret_x = at;
            }
            if (abs(at - *ret_x) < s->layout.height) {
                *ret_x = at < *ret_x ? at : *ret_x;
                *ret_last = spots->items[a].line;
            }
        }
    return first;
}

static int split_columns(struct sheet *s)
{
    struct spots spots = {0};
    int x = 0;
    size_t last = 0;
    int r = spots_find(s->type, &s->layout, &spots);
    size_t first = r == SO_OK ? find_pair(s, &spots, &last, &x) : SIZE_MAX;
    array_free(&spots);
    if (r != SO_OK || first == SIZE_MAX)
        return r;
    size_t end = last + 1;
    extend_block(&s->layout, x, &first, &end);
    if (end - first < 3)
        return SO_OK;
    r = layout_split(&s->layout, first, end, x);
    struct fit fit = {0};
    if (r == SO_OK)
        r = find_labels(s, s->type, &fit);
    if (r == SO_OK) {
        array_free(&s->anchors);
        s->anchors = fit.anchors;
    }
    return r;
}

int sheet_classify(struct sheet *s)
{
    size_t n = s->rules->defs.len, best = n;
    struct fit *fits = calloc(n ? n : 1, sizeof *fits);
    if (!fits)
        return SO_ENOMEM;
    int r = find_titles(s, fits);
    if (r == SO_OK)
        r = choose(s, fits, n, &best);
    if (r == SO_OK && best < n)
        r = take_type(s, best, &fits[best]);
    for (size_t i = 0; i < n; i++)
        array_free(&fits[i].anchors);
    free(fits);
    if (r == SO_OK && !s->type && !(s->reason = strdup("no title and too few labels of any known paper")))
        r = SO_ENOMEM;
    return r == SO_OK && s->type ? split_columns(s) : r;
}
