/* The blocks of a printed form, in the order of the page. */
#include "export/printed.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "export/printed_blocks.h"
#include "export/private.h"
#include "viet/text.h"

#define LEFT_PERCENT 42 /* of letterheads and signatures */
#define SIGNATURE_LINES 4

int printed_new(const char *title, bool landscape, struct printed **ret_printed)
{
    struct printed *p = calloc(1, sizeof *p);
    if (!p || !(p->title = strdup(title))) {
        free(p);
        return SO_ENOMEM;
    }
    p->landscape = landscape;
    *ret_printed = p;
    return SO_OK;
}

static void free_lines(struct printed_lines *lines)
{
    for (size_t i = 0; i < lines->len; i++)
        free((char *)lines->items[i].text);
    array_free(lines);
}

void printed_free(struct printed *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->blocks.len; i++) {
        struct printed_block *b = &p->blocks.items[i];
        free_lines(&b->left);
        free_lines(&b->right);
        table_free(b->table);
        free(b->widths);
    }
    array_free(&p->blocks);
    free(p->title);
    free(p);
}

static int add_block(struct printed *p, enum printed_kind kind, struct printed_block **ret_block)
{
    if (p->blocks.len >= PRINTED_BLOCKS_MAX)
        return SO_ELIMIT;
    struct printed_block *b = array_push(&p->blocks);
    if (!b)
        return SO_ENOMEM;
    b->kind = kind;
    *ret_block = b;
    return SO_OK;
}

static int add_line(struct printed_lines *lines, const struct printed_line *line)
{
    if (lines->len >= PRINTED_LINES_MAX)
        return SO_ELIMIT;
    struct buf text = BUF_INIT;
    int r = printed_clean(line->text ? line->text : "", &text);
    char *copy = r ? NULL : buf_steal(&text);
    buf_free(&text);
    struct printed_line *slot = copy ? array_push(lines) : NULL;
    if (!slot) {
        free(copy);
        return SO_ENOMEM;
    }
    *slot = *line;
    slot->text = copy;
    if (slot->points <= 0)
        slot->points = PRINTED_POINTS;
    return SO_OK;
}

int printed_add_text(struct printed *p, const struct printed_line *line)
{
    struct printed_block *b;
    int r = add_block(p, PRINTED_TEXT, &b);
    return r ? r : add_line(&b->left, line);
}

int printed_add_gap(struct printed *p, int mm)
{
    struct printed_block *b;
    int r = add_block(p, PRINTED_GAP, &b);
    if (!r)
        b->gap_mm = mm < 0 ? 0 : mm > 100 ? 100 : mm;
    return r;
}

int printed_add_columns(struct printed *p, const struct printed_line *left, size_t nleft,
                        const struct printed_line *right, size_t nright, int left_percent)
{
    struct printed_block *b;
    if (left_percent < 10 || left_percent > 90)
        return SO_EINVALID;
    int r = add_block(p, PRINTED_COLUMNS, &b);
    if (r)
        return r;
    b->left_percent = left_percent;
    for (size_t i = 0; i < nleft && !r; i++)
        r = add_line(&b->left, &left[i]);
    for (size_t i = 0; i < nright && !r; i++)
        r = add_line(&b->right, &right[i]);
    return r;
}

/* A column is as wide as its title's longest word and the square root of its longest text want it. */
static void guess_widths(const struct table *t, int *weights)
{
    size_t columns = t->columns.len;
    for (size_t c = 0; c < columns; c++) {
        int word = 0, here = 0;
        for (const char *s = t->columns.items[c].title; *s; s++) {
            here = *s == ' ' ? 0 : here + ((*s & 0xC0) != 0x80);
            word = here > word ? here : word;
        }
        weights[c] = word + 2;
    }
    for (size_t i = 0; i < t->cells.len; i++) {
        int width = t->cells.items[i].text ? (int)text_width(t->cells.items[i].text) : 6;
        width = width > 60 ? 60 : width;
        int want = width <= 12 ? width + 2 : 14 + (width - 12) / 3;
        if (want > weights[i % columns])
            weights[i % columns] = want;
    }
}

static int set_widths(struct printed_block *b, const int *widths)
{
    size_t columns = b->table->columns.len;
    b->widths = calloc(columns, sizeof *b->widths);
    if (!b->widths)
        return SO_ENOMEM;
    if (widths)
        memcpy(b->widths, widths, columns * sizeof *widths);
    else
        guess_widths(b->table, b->widths);
    long sum = 0;
    for (size_t c = 0; c < columns; c++)
        sum += b->widths[c] > 0 ? b->widths[c] : 1;
    for (size_t c = 0; c < columns; c++)
        b->widths[c] = (int)((b->widths[c] > 0 ? b->widths[c] : 1) * 1000l / sum);
    return SO_OK;
}

int printed_add_table(struct printed *p, struct table *table, const int *widths, int points)
{
    struct printed_block *b;
    int r = table_is_whole(table) ? add_block(p, PRINTED_TABLE, &b) : SO_EINVALID;
    if (r) {
        table_free(table);
        return r;
    }
    b->table = table;
    b->points = points > 0 ? points : PRINTED_TABLE_POINTS;
    return set_widths(b, widths);
}

static bool has(const char *text)
{
    return text && *text;
}

int printed_add_letterhead(struct printed *p, const struct printed_letterhead *h)
{
    struct printed_line left[6], right[4];
    size_t nleft = 0, nright = 0;
    if (has(h->parent))
        left[nleft++] = (struct printed_line){.text = h->parent, .align = PRINTED_CENTRE, .points = 12};
    if (has(h->office))
        left[nleft++] = (struct printed_line){h->office, PRINTED_CENTRE, PRINTED_BOLD, 12, 0};
    left[nleft++] = (struct printed_line){"––––––––", PRINTED_CENTRE, 0, 8, 0};
    if (has(h->number))
        left[nleft++] = (struct printed_line){h->number, PRINTED_CENTRE, 0, 13, 0};
    if (has(h->subject))
        left[nleft++] = (struct printed_line){h->subject, PRINTED_CENTRE, 0, 12, 0};
    right[nright++] = (struct printed_line){"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", PRINTED_CENTRE, PRINTED_BOLD, 12, 0};
    right[nright++] =
        (struct printed_line){"Độc lập - Tự do - Hạnh phúc", PRINTED_CENTRE, PRINTED_BOLD | PRINTED_UNDERLINE, 13, 0};
    if (has(h->place_and_date)) {
        right[nright++] = (struct printed_line){"", PRINTED_CENTRE, 0, 8, 0};
        right[nright++] = (struct printed_line){h->place_and_date, PRINTED_CENTRE, PRINTED_ITALIC, 13, 0};
    }
    return printed_add_columns(p, left, nleft, right, nright, LEFT_PERCENT);
}

int printed_add_signature(struct printed *p, const struct printed_signature *s)
{
    struct printed_line left[2], right[SIGNATURE_LINES + 3];
    size_t nleft = 0, nright = 0;
    if (has(s->left_position)) {
        left[nleft++] = (struct printed_line){s->left_position, PRINTED_CENTRE, PRINTED_BOLD, 13, 0};
    } else if (has(s->recipients)) {
        left[nleft++] = (struct printed_line){"Nơi nhận:", PRINTED_LEFT, PRINTED_BOLD | PRINTED_ITALIC, 12, 0};
        left[nleft++] = (struct printed_line){s->recipients, PRINTED_LEFT, 0, 11, 0};
    }
    if (has(s->authority))
        right[nright++] = (struct printed_line){s->authority, PRINTED_CENTRE, PRINTED_BOLD, 13, 0};
    if (has(s->position))
        right[nright++] = (struct printed_line){s->position, PRINTED_CENTRE, PRINTED_BOLD, 13, 0};
    for (int i = 0; i < SIGNATURE_LINES; i++)
        right[nright++] = (struct printed_line){"", PRINTED_CENTRE, 0, 13, 0};
    if (has(s->name))
        right[nright++] = (struct printed_line){s->name, PRINTED_CENTRE, PRINTED_BOLD, 13, 0};
    return printed_add_columns(p, left, nleft, right, nright, LEFT_PERCENT);
}

struct printed_page printed_page(const struct printed *p)
{
    struct printed_page page = {.width = 210, .height = 297, .top = 20, .bottom = 20, .left = 30, .right = 15};
    if (p->landscape)
        page = (struct printed_page){.width = 297, .height = 210, .top = 20, .bottom = 15, .left = 20, .right = 15};
    return page;
}

int printed_cell(const struct table *t, size_t cell, struct buf *out, bool *ret_right)
{
    const struct cell *c = &t->cells.items[cell];
    enum column_kind kind = t->columns.items[cell % t->columns.len].kind;
    *ret_right = c->has_number;
    if (!c->has_number)
        return printed_clean(c->text ? c->text : "", out);
    int r = table_put_number(c, kind, ',', out);
    return !r && kind == COLUMN_PERCENT ? buf_append_str(out, "%") : r;
}

int printed_clean(const char *text, struct buf *out)
{
    size_t len = strlen(text);
    int r = buf_reserve(out, len + 1);
    for (size_t at = 0; at < len && !r;) {
        int32_t cp = viet_next(text, len, &at);
        bool control = (cp < 0x20 && cp != '\n') || (cp >= 0x7F && cp <= 0x9F) || cp == 0xFFFE || cp == 0xFFFF ||
                       (cp >= 0x202A && cp <= 0x202E);
        char utf8[4];
        r = buf_append(out, utf8, viet_put(control ? ' ' : cp, utf8));
    }
    return r;
}
