#include "export/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "export/private.h"
#include "viet/text.h"

int table_new(const char *title, const char *note, struct table **ret_table)
{
    struct table *t = calloc(1, sizeof *t);
    if (!t)
        return SO_ENOMEM;
    t->title = strdup(title);
    t->note = note ? strdup(note) : NULL;
    if (!t->title || (note && !t->note)) {
        table_free(t);
        return SO_ENOMEM;
    }
    *ret_table = t;
    return SO_OK;
}

void table_free(struct table *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->columns.len; i++)
        free(t->columns.items[i].title);
    for (size_t i = 0; i < t->cells.len; i++)
        free(t->cells.items[i].text);
    array_free(&t->columns);
    array_free(&t->cells);
    free(t->title);
    free(t->note);
    free(t);
}

int table_add_column(struct table *t, const char *title, enum column_kind kind)
{
    if (t->cells.len)
        return SO_EINVALID;
    if (t->columns.len >= TABLE_COLUMNS_MAX)
        return SO_ELIMIT;
    char *copy = strdup(title);
    struct column *column = copy ? array_push(&t->columns) : NULL;
    if (!column) {
        free(copy);
        return SO_ENOMEM;
    }
    *column = (struct column){copy, kind};
    return SO_OK;
}

static int add_cell(struct table *t, struct cell cell)
{
    struct cell *slot = NULL;
    int r = SO_OK;
    if (!t->columns.len)
        r = SO_EINVALID;
    else if (t->cells.len >= (size_t)TABLE_ROWS_MAX * t->columns.len)
        r = SO_ELIMIT;
    else if (!(slot = array_push(&t->cells)))
        r = SO_ENOMEM;
    if (r)
        free(cell.text);
    else
        *slot = cell;
    return r;
}

int table_add_text(struct table *t, const char *text)
{
    if (!text || !*text)
        return add_cell(t, (struct cell){0});
    size_t len = strlen(text);
    if (viet_length(text, len) > TABLE_CELL_MAX)
        return SO_ELIMIT;
    char *copy = strdup(text);
    return copy ? add_cell(t, (struct cell){.text = copy}) : SO_ENOMEM;
}

int table_add_number(struct table *t, int64_t number)
{
    return add_cell(t, (struct cell){.number = number, .has_number = true});
}

bool table_is_whole(const struct table *t)
{
    return t->columns.len && t->cells.len % t->columns.len == 0;
}

int table_put_number(const struct cell *cell, enum column_kind kind, char mark, struct buf *out)
{
    if (kind != COLUMN_PERCENT)
        return buf_printf(out, "%lld", (long long)cell->number);
    long long n = cell->number;
    unsigned long long all = n < 0 ? 0ull - (unsigned long long)n : (unsigned long long)n;
    return buf_printf(out, "%s%llu%c%llu", n < 0 ? "-" : "", all / 10, mark, all % 10);
}
