/* Parts of a page that stand in two columns, split so that each is read by itself. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/sheet.h"

#define LEFT_LINES_MOST 3  /* by which the left one of two columns may be longer */
#define COLUMN_ROWS_LEAST 5 /* labels with their values in one column */
#define TABLE_ROWS_LEAST 3 /* labels between the heads of two columns and the end of a table */

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

/*
 * The left column may be some lines longer: words that are no label of what stands below both. They go on with a line
 * that had no room for their first word, or are very few.
 */
static bool goes_on_left(const struct layout *l, size_t next, int x)
{
    if (next == 0 || next >= l->nlines)
        return false;
    const struct line *line = &l->lines[next], *above = line - 1;
    if (side_of(l, line, x) != SIDE_LEFT || !line->glyphs.len || strchr(line->text, ':') ||
        line->box.y - box_bottom(above->box) >= 2 * l->height)
        return false;
    int end = above->box.x; /* of the left part of the line above */
    for (size_t t = above->first; t < above->end && box_right(l->tokens.items[t].box) <= x; t++)
        end = l->tokens.items[t].filler ? end : box_right(l->tokens.items[t].box);
    return line->end - line->first <= 4 || end + l->tokens.items[line->first].box.w + 2 * l->height > x;
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
    for (size_t n = 0; n < LEFT_LINES_MOST && goes_on_left(l, *io_end, x); n++)
        ++*io_end;
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

/* A table of two columns of values that share their labels: "Bên nữ" and "Bên nam" head it on one line. */
struct table {
    size_t first, end; /* lines, the heads' own first */
    int x1, x2;        /* where the columns of values begin */
};

static bool heads_section(const struct sheet *s, const struct spot *spot)
{
    return !spot->dates && s->type->labels.items[spot->label].fields[0] >= s->type->def->fields.len;
}

/* The spots of two headings on one line, the first of them not at its line's beginning: labels stand below that. */
static bool find_heads(const struct sheet *s, const struct spot **ret_a, const struct spot **ret_b)
{
    for (size_t a = 0; a < s->spots.len; a++)
        for (size_t b = a + 1; b < s->spots.len && s->spots.items[b].line == s->spots.items[a].line; b++) {
            const struct spot *x = &s->spots.items[a], *y = &s->spots.items[b];
            if (!heads_section(s, x) || !heads_section(s, y) || x->label == y->label || y->first < x->end)
                continue;
            if (s->layout.tokens.items[x->first].box.x < s->layout.left + 4 * s->layout.height)
                continue;
            *ret_a = x;
            *ret_b = y;
            return true;
        }
    return false;
}

/* Where most words that follow a wide gap begin, between two places in the lines below the heads; 0 when few do. */
static int column_start(const struct layout *l, size_t first, int from, int to)
{
    int best = 0, most = 1;
    for (size_t i = first; i < l->nlines && i < first + 24; i++)
        for (size_t t = l->lines[i].first; t < l->lines[i].end; t++) {
            const struct token *token = &l->tokens.items[t];
            int votes = 0, x = token->box.x;
            if (!token->gap || token->filler || x < from || x > to)
                continue;
            for (size_t k = first; k < l->nlines && k < first + 24; k++)
                for (size_t u = l->lines[k].first; u < l->lines[k].end; u++) {
                    const struct token *other = &l->tokens.items[u];
                    votes += !other->filler && other->gap && abs(other->box.x - x) < l->height;
                }
            if (votes > most || (votes == most && best && x < best)) {
                most = votes;
                best = x;
            }
        }
    return best;
}

/* Space between the words around x on a line, or -1 where a word lies over it. */
static int space_around(const struct layout *l, const struct line *line, int x)
{
    int left = 0, right = l->page_width;
    for (size_t t = line->first; t < line->end; t++) {
        const struct token *token = &l->tokens.items[t];
        /* A rule between the cells is read as a letter or a dash. */
        if (token->filler || token->box.w * 3 < l->height || !strcmp(token->text, "-"))
            continue;
        if (token->box.x + token->box.w / 2 < x)
            left = box_right(token->box) > left ? box_right(token->box) : left;
        else if (token->box.x < right)
            right = token->box.x;
    }
    return right - left;
}

/* The columns' places: where values begin, else from heads that stand in their columns' middle. */
static void place_columns(const struct layout *l, const struct spot *a, const struct spot *b, struct table *io)
{
    struct box left = layout_box(l, a->first, a->end), right = layout_box(l, b->first, b->end);
    int centre1 = left.x + left.w / 2, centre2 = right.x + right.w / 2;
    io->x2 = column_start(l, a->line + 1, box_right(left) + l->height / 2, right.x + l->height);
    if (!io->x2)
        io->x2 = 2 * centre2 - l->right;
    if (io->x2 <= box_right(left) || io->x2 > right.x)
        io->x2 = (box_right(left) + right.x) / 2;
    io->x1 = column_start(l, a->line + 1, l->left + 3 * l->height, left.x + l->height);
    if (!io->x1)
        io->x1 = 2 * centre1 - io->x2;
    io->x1 -= l->height / 3;
    io->x2 -= l->height / 3;
}

/* Labels that serve both columns stand at the left of each row. */
static bool find_table(const struct sheet *s, struct table *ret)
{
    const struct layout *l = &s->layout;
    const struct spot *a, *b;
    size_t rows = 0;
    if (!find_heads(s, &a, &b))
        return false;
    struct table t = {.first = a->line, .end = a->line + 1};
    place_columns(l, a, b, &t);
    if (t.x1 < l->left + l->height || t.x2 - t.x1 < 3 * l->height)
        return false;
    while (t.end < l->nlines && space_around(l, &l->lines[t.end], t.x1) * 5 > 3 * l->height &&
           space_around(l, &l->lines[t.end], t.x2) * 5 > 3 * l->height &&
           l->lines[t.end].box.y - box_bottom(l->lines[t.end - 1].box) < 4 * l->height)
        t.end++;
    for (size_t i = 0; i < s->spots.len; i++) {
        const struct spot *spot = &s->spots.items[i];
        rows += !spot->dates && spot->line > t.first && spot->line < t.end &&
                l->tokens.items[spot->first].box.x < t.x1 && s->type->labels.items[spot->label].nfields > 1;
    }
    *ret = t;
    return rows >= TABLE_ROWS_LEAST;
}

/* What begins a line at the left: its label, the longest of those found there; NULL when none does. */
static const struct spot *left_label(const struct sheet *s, size_t line)
{
    const struct layout *l = &s->layout;
    const struct spot *best = NULL;
    for (size_t i = 0; i < s->spots.len; i++) {
        const struct spot *spot = &s->spots.items[i];
        if (!spot->dates && spot->line == line && spot->starts && (!best || spot->colon > best->colon || (spot->colon == best->colon && spot->end > best->end)) &&
            l->tokens.items[spot->first].box.x < l->left + 4 * l->height)
            best = spot;
    }
    return best;
}

/* Where the word stands that follows a line's label, without a colon and apart from it; -1 when none does. */
static int value_apart(const struct sheet *s, size_t line_index)
{
    const struct layout *l = &s->layout;
    const struct line *line = &l->lines[line_index];
    const struct spot *label = left_label(s, line_index);
    size_t t = label && !label->colon ? label->end : line->end;
    while (t < line->end && (l->tokens.items[t].filler || l->tokens.items[t].box.w * 3 < l->height))
        t++;
    return t < line->end && space_before(l, line, t) * 5 > 3 * l->height ? l->tokens.items[t].box.x : -1;
}

/* A table of one column of values, of which most rows' labels have no colon. */
static bool find_values(const struct sheet *s, struct table *ret)
{
    const struct layout *l = &s->layout;
    size_t most = 0, with_colon = 0;
    for (size_t i = 0; i < l->nlines; i++) {
        const struct spot *label = left_label(s, i);
        int x = value_apart(s, i);
        size_t votes = 0, last = i;
        with_colon += label && label->colon;
        for (size_t k = i; x >= 0 && k < l->nlines; k++) {
            int other = value_apart(s, k);
            if (other < 0 || abs(other - x) * 2 > l->height)
                continue;
            votes++;
            last = k;
        }
        if (votes > most) {
            most = votes;
            *ret = (struct table){.first = i, .end = last + 1, .x1 = x};
        }
    }
    return most >= COLUMN_ROWS_LEAST && most > with_colon;
}

/* The lines of such a table, with those of a value that goes on below its last row. */
static int mark_values(struct sheet *s)
{
    struct layout *l = &s->layout;
    struct table t;
    if (!find_values(s, &t))
        return SO_OK;
    while (t.end < l->nlines && l->lines[t.end].glyphs.len && abs(l->lines[t.end].box.x - t.x1) * 2 <= l->height)
        t.end++;
    for (size_t i = t.first; i < t.end; i++) {
        const struct spot *label = left_label(s, i);
        if (!(label && label->colon) && space_around(l, &l->lines[i], t.x1 - l->height / 4) * 5 > 2 * l->height)
            l->lines[i].values_x = t.x1 - l->height / 3;
    }
    return sheet_labels(s);
}

int sheet_columns(struct sheet *s)
{
    int x = 0;
    size_t last = 0, first = find_pair(s, &s->spots, &last, &x);
    struct table table;
    if (first == SIZE_MAX) {
        if (!find_table(s, &table))
            return mark_values(s);
        int r = layout_table(&s->layout, table.first, table.end, table.x1, table.x2);
        return r == SO_OK ? sheet_labels(s) : r;
    }
    size_t end = last + 1;
    extend_block(&s->layout, x, &first, &end);
    if (end - first < 3)
        return SO_OK;
    int r = layout_split(&s->layout, first, end, x);
    return r == SO_OK ? sheet_labels(s) : r;
}
