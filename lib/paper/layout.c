#include "paper/layout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/result.h"
#include "paper/rows.h"
#include "viet/text.h"

/* Characters of which leader dots, underscores and rules are made once they were read as text. */
static bool is_filler_char(int32_t cp)
{
    switch (cp) {
    case '.': case '_': case '-': case '=': case '~': case '<': case '>': case ',': case '\'': case '`':
    case 0x00AB: case 0x00BB: case 0x00B7: case 0x00AC: case 0x00AF: case 0x2010: case 0x2013: case 0x2014:
    case 0x2015: case 0x2018: case 0x2019: case 0x201C: case 0x201D: case 0x2022: case 0x2026: case 0x2039:
    case 0x203A: case 0x02C6: case 0x02C9:
        return true;
    default:
        return false;
    }
}

static bool is_dot(int32_t cp)
{
    return cp == '.' || cp == '_' || cp == 0x2026 || cp == 0x00B7;
}

/* Bytes of the run of leader dots at the start of s: three dots or an ellipsis at least; else 0. */
static size_t dots_at(const char *s, size_t len)
{
    size_t at = 0, good = 0;
    int count = 0;
    while (at < len) {
        int32_t cp = viet_next(s, len, &at);
        if (!is_dot(cp))
            break;
        count += cp == 0x2026 ? 3 : 1;
        good = at;
    }
    return count >= 3 ? good : 0;
}

static bool is_all_filler(const char *s, size_t len)
{
    size_t at = 0;
    int count = 0;
    while (at < len) {
        if (!is_filler_char(viet_next(s, len, &at)))
            return false;
        count++;
    }
    return count > 1 || (len > 0 && (is_dot((unsigned char)s[0]) || s[0] == '_'));
}

/* Specks and table rules read as punctuation; a dash, a slash and brackets may belong to a text. */
static bool is_speck(const char *s, size_t len)
{
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if (cp >= 0x80 && is_filler_char(cp))
            continue;
        if (viet_is_letter(cp) || viet_is_digit(cp) || (cp < 0x80 && strchr("-/()&%+:", (int)cp)))
            return false;
    }
    return true;
}

struct piece {
    size_t start, end;
    bool filler;
};

/* Bytes of a row's number that the row's first word is glued to: "1.Mã", "_12)Họ"; else 0. */
static size_t number_at(const char *s, size_t len)
{
    size_t at = 0, digits = 0, end;
    while (at < len && strchr("_-", s[at]))
        at++;
    for (; at < len && s[at] >= '0' && s[at] <= '9'; at++)
        digits++;
    if (digits < 1 || digits > 2 || at >= len || !strchr(".)", s[at]))
        return 0;
    end = ++at;
    struct viet_letter letter;
    return at < len && viet_letter_split(viet_next(s, len, &at), &letter) && letter.upper ? end : 0;
}

/*
 * Where the next piece of a word ends: at leader dots, behind a colon that a value is glued to, behind the number of a
 * row, behind the place that a date is glued to ("Khê,ngày").
 */
static struct piece next_piece(const char *s, size_t len, size_t from)
{
    size_t dots = dots_at(s + from, len - from);
    if (dots)
        return (struct piece){from, from + dots, true};
    size_t at = from, number = from ? 0 : number_at(s, len);
    if (number)
        return (struct piece){0, number, false};
    len = glued_number(s, glued_date(s, len, from), from);
    while (at < len) {
        if (at > from && dots_at(s + at, len - at))
            return (struct piece){from, at, false};
        int32_t cp = viet_next(s, len, &at);
        bool before_value = (cp == ':' || cp == ';') && at < len && s[at] != ':';
        bool before_date = cp == ',' && viet_similarity(s + at, len - at, "ngày", strlen("ngày")) >= 0.7f;
        if (before_value || before_date)
            return (struct piece){from, at, false};
    }
    return (struct piece){from, len, false};
}

/* The part of a word's box that the bytes [start, end) take, letters counted alike. */
static struct box part_of_box(struct box b, const char *s, size_t len, size_t start, size_t end)
{
    double total = (double)viet_length(s, len);
    double a = (double)viet_length(s, start) / total;
    double z = (double)viet_length(s, end) / total;
    struct box r = b;
    r.x = b.x + (int)(a * b.w);
    r.w = (int)((z - a) * b.w);
    if (r.w < 1)
        r.w = 1;
    return r;
}

static int add_word(const struct page *page, size_t index, struct tokens *out)
{
    const struct word *w = &page->words.items[index];
    /* Words come from another process: what lies outside the page is none, and the rest fits an int's arithmetic. */
    struct box box = box_intersect(w->box, (struct box){0, 0, page->width, page->height});
    if (box_is_empty(box))
        return SO_OK;
    struct buf clean = BUF_INIT;
    int r = viet_clean(w->text, strlen(w->text), &clean);
    const char *s = buf_str(&clean);
    for (size_t at = 0; r == SO_OK && at < clean.len;) {
        struct piece p = next_piece(s, clean.len, at);
        bool filler = p.filler || is_all_filler(s + p.start, p.end - p.start) || is_speck(s + p.start, p.end - p.start);
        struct token *t = array_push(out);
        if (!t || !(t->text = strndup(s + p.start, p.end - p.start))) {
            r = SO_ENOMEM;
            break;
        }
        t->box = part_of_box(box, s, clean.len, p.start, p.end);
        t->confidence = w->confidence;
        t->word = index;
        t->filler = filler;
        at = p.end;
    }
    buf_free(&clean);
    return r;
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* Height of ordinary text: the median of words with letters, so that junk in a seal does not count. */
static int text_height(const struct tokens *tokens)
{
    int *heights = malloc((tokens->len + 1) * sizeof *heights);
    size_t n = 0;
    for (size_t i = 0; heights && i < tokens->len; i++)
        if (!tokens->items[i].filler && strlen(tokens->items[i].text) > 1)
            heights[n++] = tokens->items[i].box.h;
    int median = 30;
    if (n) {
        qsort(heights, n, sizeof *heights, compare_ints);
        median = heights[n / 2];
    }
    free(heights);
    return median > 4 ? median : 4;
}

static int compare_left(const void *a, const void *b)
{
    const struct token *x = a, *y = b;
    return x->box.x != y->box.x ? (x->box.x > y->box.x) - (x->box.x < y->box.x)
                                : (x->box.y > y->box.y) - (x->box.y < y->box.y);
}

/* What a letter that no Vietnamese text has most likely was. */
static const char *likely_letter(int32_t cp)
{
    switch (cp) {
    case 0x2020: case 0x2021: return "t"; /* dagger */
    case '|': return "l";
    case 0x00EF: case 0x00EE: return "i";
    case 0x00CF: case 0x00CE: return "I";
    case 0x00F6: return "ô";
    case 0x00D6: return "Ô";
    case 0x00FC: case 0x00FB: return "u";
    case 0x00E5: case 0x00E4: return "â";
    case 0x00EB: return "ê";
    case 0x00FF: return "ỷ";
    case 0x20AC: return "e";
    case 0x00A9: return "o";
    case 0x2044: case 0x2215: return "/";
    default: return NULL;
    }
}

static int append_mapped(struct buf *out, const char *s)
{
    size_t len = strlen(s);
    int r = SO_OK;
    for (size_t at = 0; r == SO_OK && at < len;) {
        size_t start = at;
        const char *mapped = likely_letter(viet_next(s, len, &at));
        r = mapped ? buf_append_str(out, mapped) : buf_append(out, s + start, at - start);
    }
    return r;
}

int layout_finish_line(struct layout *l, struct line *line)
{
    struct buf text = BUF_INIT;
    int r = SO_OK, end = -1;
    struct box dots = {0, 0, 0, 0};
    line->box = dots;
    for (size_t i = line->first; r == SO_OK && i < line->end; i++) {
        struct token *t = &l->tokens.items[i];
        t->gap = end < 0 || !text.len || t->box.x - end > 2 * l->height;
        if (!t->filler || t->box.w > l->height) /* a speck in a wide gap leaves it one */
            end = box_right(t->box);
        t->start = t->end = text.len;
        dots = box_union(dots, t->box);
        if (t->filler)
            continue;
        line->box = box_union(line->box, t->box);
        if (text.len)
            r = buf_append_char(&text, ' ');
        t->start = text.len;
        if (r == SO_OK)
            r = append_mapped(&text, t->text);
        t->end = text.len;
    }
    if (r == SO_OK)
        r = viet_glyphs_set(&line->glyphs, buf_str(&text), text.len);
    free(line->text);
    line->text = text.data ? text.data : strdup("");
    if (!line->text)
        return SO_ENOMEM;
    if (box_is_empty(line->box))
        line->box = dots;
    return r;
}

struct line *layout_add_line(struct layout *l)
{
    if (!array_grow((void **)&l->lines, &l->nlines, &l->lines_cap, sizeof *l->lines))
        return NULL;
    return &l->lines[l->nlines - 1];
}

/* Tokens into the order of their rows, and a line for each row. */
static int lines_from_rows(struct layout *l, const struct rows *rows)
{
    struct tokens ordered = {0};
    int r = SO_OK;
    for (size_t i = 0; i < rows->len && r == SO_OK; i++) {
        struct line *line = layout_add_line(l);
        if (!line) {
            r = SO_ENOMEM;
            break;
        }
        line->first = ordered.len;
        for (size_t k = 0; k < rows->items[i].len; k++) {
            struct token *t = array_push(&ordered);
            if (!t) {
                free(ordered.items);
                return SO_ENOMEM;
            }
            *t = l->tokens.items[rows->items[i].items[k]];
        }
        line->end = ordered.len;
    }
    if (ordered.len == l->tokens.len) {
        free(l->tokens.items);
        l->tokens = ordered;
    } else {
        free(ordered.items);
    }
    for (size_t i = 0; i < l->nlines && r == SO_OK; i++) {
        r = layout_finish_line(l, &l->lines[i]);
        if (r == SO_OK)
            r = layout_punctuate(l, &l->lines[i]);
    }
    return r;
}

/* Margins: where the bulk of the lines begin and end. */
static void find_margins(struct layout *l)
{
    int *left = malloc((l->nlines + 1) * sizeof *left), *right = malloc((l->nlines + 1) * sizeof *right);
    size_t n = 0;
    for (size_t i = 0; left && right && i < l->nlines; i++) {
        if (l->lines[i].glyphs.len < 6)
            continue;
        left[n] = l->lines[i].box.x;
        right[n++] = box_right(l->lines[i].box);
    }
    l->left = 0;
    l->right = l->page_width;
    if (n) {
        qsort(left, n, sizeof *left, compare_ints);
        qsort(right, n, sizeof *right, compare_ints);
        l->left = left[n / 4];
        l->right = right[n - 1 - n / 12];
    }
    free(left);
    free(right);
    for (size_t i = 0; i < l->nlines; i++)
        l->lines[i].right = l->right;
}

/* The columns of two faces, each with its own right margin. */
static void set_faces(struct layout *l, const struct rows *rows, int x)
{
    for (size_t i = 0; i < rows->len && i < l->nlines; i++) {
        l->lines[i].column = rows->items[i].beside ? 2 : 1;
        l->lines[i].right = rows->items[i].beside ? l->right : x;
    }
}

int layout_build(const struct page *page, struct layout *ret)
{
    return layout_build_beside(page, INT_MAX, ret);
}

int layout_build_beside(const struct page *page, int x, struct layout *ret)
{
    if (page->words.len > LAYOUT_WORDS_MAX || page->width > LAYOUT_SIDE_MAX || page->height > LAYOUT_SIDE_MAX)
        return SO_ELIMIT;
    struct layout l = {.page_width = page->width, .page_height = page->height};
    struct rows rows = {0};
    int r = SO_OK;
    for (size_t i = 0; i < page->words.len && r == SO_OK; i++)
        r = add_word(page, i, &l.tokens);
    if (r == SO_OK) {
        l.height = text_height(&l.tokens);
        if (l.tokens.len)
            qsort(l.tokens.items, l.tokens.len, sizeof *l.tokens.items, compare_left);
        r = rows_find(&l.tokens, l.height, x, &rows);
    }
    if (r == SO_OK)
        r = lines_from_rows(&l, &rows);
    if (r == SO_OK) {
        find_margins(&l);
        if (x != INT_MAX)
            set_faces(&l, &rows, x);
    }
    rows_free(&rows);
    if (r != SO_OK) {
        layout_free(&l);
        return r;
    }
    *ret = l;
    return SO_OK;
}

void layout_free(struct layout *l)
{
    for (size_t i = 0; i < l->tokens.len; i++)
        free(l->tokens.items[i].text);
    array_free(&l->tokens);
    for (size_t i = 0; i < l->nlines; i++) {
        free(l->lines[i].text);
        viet_glyphs_free(&l->lines[i].glyphs);
    }
    free(l->lines);
    *l = (struct layout){0};
}

char *layout_text(const struct layout *l, size_t first, size_t end)
{
    struct buf text = BUF_INIT;
    for (size_t i = first; i < end; i++) {
        if (l->tokens.items[i].filler)
            continue;
        if (text.len && buf_append_char(&text, ' ') != SO_OK)
            goto fail;
        if (buf_append_str(&text, l->tokens.items[i].text) != SO_OK)
            goto fail;
    }
    return buf_steal(&text);
fail:
    buf_free(&text);
    return NULL;
}

struct box layout_box(const struct layout *l, size_t first, size_t end)
{
    struct box b = {0, 0, 0, 0};
    for (size_t i = first; i < end; i++)
        if (!l->tokens.items[i].filler)
            b = box_union(b, l->tokens.items[i].box);
    return b;
}

float layout_confidence(const struct layout *l, size_t first, size_t end)
{
    float sum = 0;
    size_t n = 0;
    for (size_t i = first; i < end; i++) {
        if (l->tokens.items[i].filler)
            continue;
        size_t letters = viet_length(l->tokens.items[i].text, strlen(l->tokens.items[i].text));
        sum += l->tokens.items[i].confidence * (float)letters;
        n += letters;
    }
    return n ? sum / (float)n : 0;
}
