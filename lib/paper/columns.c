/* Parts of a page that stand in two columns, split so that each is read by itself. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/sheet.h"

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

int sheet_columns(struct sheet *s)
{
    int x = 0;
    size_t last = 0, first = find_pair(s, &s->spots, &last, &x);
    if (first == SIZE_MAX)
        return SO_OK;
    size_t end = last + 1;
    extend_block(&s->layout, x, &first, &end);
    if (end - first < 3)
        return SO_OK;
    int r = layout_split(&s->layout, first, end, x);
    return r == SO_OK ? sheet_labels(s) : r;
}
