/* Lines that stand in columns, each column's for itself. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/layout.h"

/* A column's right margin is where its longest line ends. */
static void set_column_margins(struct layout *l, size_t first, size_t end)
{
    int right[3] = {0, 0, 0};
    for (size_t i = first; i < end; i++)
        if (box_right(l->lines[i].box) > right[l->lines[i].column])
            right[l->lines[i].column] = box_right(l->lines[i].box);
    for (size_t i = first; i < end; i++)
        l->lines[i].right = right[l->lines[i].column];
}

int layout_split(struct layout *l, size_t first, size_t end, int x)
{
    size_t n = end - first, extra = 0;
    struct line *right = calloc(n ? n : 1, sizeof *right);
    if (!right)
        return SO_ENOMEM;
    for (size_t i = first; i < end; i++) {
        struct line *line = &l->lines[i];
        size_t cut = line->first;
        while (cut < line->end && l->tokens.items[cut].box.x + l->tokens.items[cut].box.w / 2 < x)
            cut++;
        if (cut < line->end) {
            right[extra].first = cut;
            right[extra].end = line->end;
            right[extra++].column = 2;
        }
        line->end = cut;
        line->column = 1;
    }
    int r = SO_OK;
    for (size_t i = 0; i < extra && r == SO_OK; i++)
        r = layout_add_line(l) ? SO_OK : SO_ENOMEM;
    if (r == SO_OK) {
        memmove(&l->lines[end + extra], &l->lines[end], (l->nlines - extra - end) * sizeof *l->lines);
        memcpy(&l->lines[end], right, extra * sizeof *right);
        for (size_t i = first; i < end + extra && r == SO_OK; i++)
            r = layout_finish_line(l, &l->lines[i]);
        set_column_margins(l, first, end + extra);
    }
    free(right);
    return r;
}

/* Where a line of a table is cut: the first tokens of its two columns of values. */
static void cut_cells(const struct layout *l, const struct line *line, int x1, int x2, size_t *ret_a, size_t *ret_b)
{
    size_t a = line->first, b;
    while (a < line->end && l->tokens.items[a].box.x + l->tokens.items[a].box.w / 2 < x1)
        a++;
    for (b = a; b < line->end && l->tokens.items[b].box.x + l->tokens.items[b].box.w / 2 < x2;)
        b++;
    *ret_a = a;
    *ret_b = b;
}

/* A copy of tokens first..end-1 and then those of values..values_end-1, at the end of all tokens. */
static int copy_tokens(struct layout *l, size_t first, size_t end, size_t values, size_t values_end)
{
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t t = pass ? values : first; t < (pass ? values_end : end); t++) {
            struct token *copy = array_push(&l->tokens);
            char *text = copy ? strdup(l->tokens.items[t].text) : NULL;
            if (!text) {
                l->tokens.len -= copy != NULL;
                return SO_ENOMEM;
            }
            *copy = l->tokens.items[t];
            copy->text = text;
        }
    }
    return SO_OK;
}

/* The right column's line: the label's words once more, and the column's. */
static int add_right(struct layout *l, const struct line *line, size_t a, size_t b, int x2, struct line *out)
{
    *out = (struct line){.first = l->tokens.len, .column = 2, .right = l->right, .values_x = x2};
    int r = copy_tokens(l, line->first, a, b, line->end);
    out->end = l->tokens.len;
    return r;
}

int layout_table(struct layout *l, size_t first, size_t end, int x1, int x2)
{
    size_t n = end - first, extra = 0;
    struct line *right = calloc(n ? n : 1, sizeof *right);
    int r = right ? SO_OK : SO_ENOMEM;
    for (size_t i = first; i < end && r == SO_OK; i++) {
        size_t a, b;
        cut_cells(l, &l->lines[i], x1, x2, &a, &b);
        if (a > l->lines[i].first || b < l->lines[i].end)
            r = add_right(l, &l->lines[i], i == first ? l->lines[i].first : a, b, x2, &right[extra++]);
        l->lines[i].end = b;
        l->lines[i].column = 1;
        l->lines[i].values_x = x1;
    }
    for (size_t i = 0; i < extra && r == SO_OK; i++)
        r = layout_add_line(l) ? SO_OK : SO_ENOMEM;
    if (r == SO_OK) {
        memmove(&l->lines[end + extra], &l->lines[end], (l->nlines - extra - end) * sizeof *l->lines);
        memcpy(&l->lines[end], right, extra * sizeof *right);
        for (size_t i = first; i < end + extra && r == SO_OK; i++)
            r = layout_finish_line(l, &l->lines[i]);
        for (size_t i = first; i < end; i++)
            l->lines[i].right = x2 - l->height / 2;
    }
    free(right);
    return r;
}
