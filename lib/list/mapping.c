/* Which row heads a list, and which column is which field. */
#include "list/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "viet/fold.h"
#include "viet/text.h"

/* A name to compare by: folded, letters and digits only. */
static char *compare_key(const char *text, size_t len)
{
    struct buf folded = BUF_INIT;
    if (viet_fold(text, len, &folded)) {
        buf_free(&folded);
        return NULL;
    }
    size_t kept = 0;
    for (size_t i = 0; i < folded.len; i++) {
        unsigned char c = (unsigned char)folded.data[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
            folded.data[kept++] = (char)c;
    }
    if (folded.data)
        folded.data[kept] = '\0';
    return folded.data ? buf_steal(&folded) : strdup("");
}

static bool same_key(const char *key, const char *name)
{
    char *other = compare_key(name, strlen(name));
    bool same = other && *other && !strcmp(key, other);
    free(other);
    return same;
}

/* The column of a definition that goes by this name; -1 when none does. */
static int find_column(const struct list_def *def, const char *key)
{
    if (!*key)
        return -1;
    for (size_t i = 0; i < def->ncolumns; i++) {
        const struct list_column_def *c = &def->columns[i];
        if (same_key(key, c->field) || same_key(key, c->title))
            return (int)i;
        for (size_t k = 0; k < c->names.len; k++)
            if (same_key(key, c->names.items[k]))
                return (int)i;
    }
    return -1;
}

/* A head cell as people read it: decoded by what the row's cells together look like. */
static char *decode_header(const struct list_cell *cell, enum viet_legacy guess)
{
    struct buf plain = BUF_INIT, clean = BUF_INIT;
    enum viet_legacy font = cell->font != VIET_UNICODE ? cell->font : guess;
    int r = viet_legacy_decode(font, false, cell->text, strlen(cell->text), &plain);
    r = r ? r : viet_clean(buf_str(&plain), plain.len, &clean);
    buf_free(&plain);
    if (r) {
        buf_free(&clean);
        return NULL;
    }
    return clean.data ? buf_steal(&clean) : strdup("");
}

static enum viet_legacy guess_row(const struct list_row *row)
{
    struct buf all = BUF_INIT;
    for (size_t c = 0; c < row->len; c++)
        if (row->cells[c].font == VIET_UNICODE && buf_printf(&all, "%s ", row->cells[c].text))
            break;
    enum viet_legacy guess = viet_legacy_detect(buf_str(&all), all.len, NULL);
    buf_free(&all);
    return guess;
}

void list_mapping_free(struct list_mapping *m)
{
    for (size_t i = 0; i < m->ncolumns; i++)
        free(m->headers[i]);
    m->ncolumns = 0;
}

/* A row as the head of a definition; returns how many of the definition's columns it names, -1 when memory is out. */
static int try_head(const struct list_row *row, size_t index, const struct list_def *def, struct list_mapping *m)
{
    enum viet_legacy guess = guess_row(row);
    bool taken[LIST_DEF_COLUMNS_MAX] = {false};
    int found = 0;
    *m = (struct list_mapping){.def = def, .head = index};
    for (size_t c = 0; c < row->len; c++) {
        m->headers[c] = decode_header(&row->cells[c], guess);
        char *key = m->headers[c] ? compare_key(m->headers[c], strlen(m->headers[c])) : NULL;
        m->ncolumns = c + 1;
        if (!key)
            return -1;
        int at = find_column(def, key);
        free(key);
        m->column_of[c] = at >= 0 && !taken[at] ? at : -1;
        if (m->column_of[c] >= 0) {
            taken[at] = true;
            found++;
        }
    }
    return found;
}

static int best_head(const struct list_rows *rows, const struct list_def *def, int *io_most,
                     struct list_mapping *io_best)
{
    for (size_t i = 0; i < rows->len && i < LIST_HEAD_ROWS; i++) {
        struct list_mapping m;
        int found = try_head(&rows->items[i], i, def, &m);
        if (found > *io_most) {
            list_mapping_free(io_best);
            *io_best = m;
            *io_most = found;
        } else {
            list_mapping_free(&m);
        }
        if (found < 0)
            return SO_ENOMEM;
    }
    return SO_OK;
}

static int apply_choice(struct list_mapping *m, const char *choice, size_t len, struct so_error *err)
{
    const char *equals = memchr(choice, '=', len);
    size_t name = equals ? (size_t)(equals - choice) : len;
    char *key = compare_key(choice, name), *field = equals ? strndup(equals + 1, len - name - 1) : strdup("");
    int column = -1, at = -1, r = key && field ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    for (size_t c = 0; !r && c < m->ncolumns; c++)
        if (same_key(key, m->headers[c]))
            column = (int)c;
    for (size_t i = 0; !r && i < m->def->ncolumns; i++)
        if (!strcmp(m->def->columns[i].field, field) && *field)
            at = (int)i;
    if (!r && column < 0)
        r = so_fail(err, SO_EINVALID, "the list has no column \"%.*s\"", (int)(name > 80 ? 80 : name), choice);
    if (!r && *field && at < 0)
        r = so_fail(err, SO_EINVALID, "a list %s has no field %.60s", m->def->key, field);
    for (size_t c = 0; !r && at >= 0 && c < m->ncolumns; c++)
        if (m->column_of[c] == at)
            m->column_of[c] = -1;
    if (!r)
        m->column_of[column] = at;
    free(key);
    free(field);
    return r;
}

static int check_required(const struct list_mapping *m, struct so_error *err)
{
    for (size_t i = 0; i < m->def->ncolumns; i++) {
        bool there = !m->def->columns[i].required;
        for (size_t c = 0; c < m->ncolumns && !there; c++)
            there = m->column_of[c] == (int)i;
        if (!there)
            return so_fail(err, SO_EFORMAT, "the list %s needs the column \"%s\" (row %zu was taken for its head)",
                           m->def->key, m->def->columns[i].title, m->head + 1);
    }
    return SO_OK;
}

int list_map(const struct list_rows *rows, const struct list_defs *defs, const struct list_def *def,
             const char *choices, struct list_mapping *ret_mapping, struct so_error *err)
{
    struct list_mapping best = {0};
    int most = 0, r = SO_OK;
    for (size_t i = 0; i < defs->len && !r; i++)
        if (!def || def == &defs->items[i])
            r = best_head(rows, &defs->items[i], &most, &best);
    if (r)
        r = so_fail(err, r, "out of memory");
    else if (!best.def)
        r = so_fail(err, SO_EFORMAT, "no row of the first %d names columns that %s knows", LIST_HEAD_ROWS,
                    def ? def->key : "a list");
    for (const char *at = choices; !r && at && *at;) {
        size_t len = strcspn(at, "|");
        if (len)
            r = apply_choice(&best, at, len, err);
        at += len + (at[len] == '|');
    }
    r = r ? r : check_required(&best, err);
    if (r)
        list_mapping_free(&best);
    else
        *ret_mapping = best;
    return r;
}
