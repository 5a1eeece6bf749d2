#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "pdf/private.h"
#include "viet/text.h"

struct ints {
    int *items;
    size_t len, cap;
};

/* One page being written. */
struct writer {
    struct pdf_letters *letters;
    const struct pdf_text_page *page;
    struct buf *out;
    struct buf clean; /* the word at hand, NFC */
    struct ints tops, bottoms;
    double size; /* the font size that is set; 0 at first */
};

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static int median(struct ints *a)
{
    qsort(a->items, a->len, sizeof *a->items, compare_ints);
    return a->items[a->len / 2];
}

/* The height that a line's words share: one baseline and one size keep the line together for every reader. */
static int line_band(struct writer *w, size_t first, size_t end, int *ret_top, int *ret_bottom)
{
    w->tops.len = w->bottoms.len = 0;
    for (size_t i = first; i < end; i++) {
        int *top = array_push(&w->tops), *bottom = array_push(&w->bottoms);
        if (!top || !bottom)
            return SO_ENOMEM;
        *top = w->page->words->items[i].box.y;
        *bottom = box_bottom(w->page->words->items[i].box);
    }
    *ret_top = median(&w->tops);
    *ret_bottom = median(&w->bottoms);
    return SO_OK;
}

/*
 * A word that stands mostly off its line's band (a line guessed wrong) keeps its own height. Low marks such as a dash
 * lie within the band and take the whole of it.
 */
static void word_band(struct box box, int *io_top, int *io_bottom)
{
    int top = box.y > *io_top ? box.y : *io_top;
    int bottom = box_bottom(box) < *io_bottom ? box_bottom(box) : *io_bottom;
    int lower = box.h < *io_bottom - *io_top ? box.h : *io_bottom - *io_top;
    if (2 * (bottom - top) < lower) {
        *io_top = box.y;
        *io_bottom = box_bottom(box);
    }
}

static double clamp(double v, double low, double high)
{
    return v < low ? low : v > high ? high : v;
}

int pdf_put_number(struct buf *out, double v)
{
    long long milli = (long long)(v * 1000 + (v < 0 ? -0.5 : 0.5));
    unsigned long long n = milli < 0 ? 0ull - (unsigned long long)milli : (unsigned long long)milli;
    int r = buf_printf(out, "%s%llu", milli < 0 ? "-" : "", n / 1000);
    unsigned rest = (unsigned)(n % 1000);
    if (r || !rest)
        return r;
    int digits = rest % 10 ? 3 : rest % 100 ? 2 : 1;
    for (int i = digits; i < 3; i++)
        rest /= 10;
    return buf_printf(out, ".%0*u", digits, rest);
}

bool pdf_may_show(int32_t cp)
{
    return cp >= 0x20 && !(cp >= 0x7F && cp <= 0x9F) && cp != 0xFEFF && (cp & 0xFFFE) != 0xFFFE;
}

/* "<0001002A> Tj", with a space behind when more of the line follows. Returns the letters through ret_count. */
static int put_string(struct writer *w, bool space_after, struct buf *hex, size_t *ret_count)
{
    size_t count = 0;
    int r = SO_OK;
    for (size_t at = 0; at < w->clean.len && !r;) {
        int32_t cp = viet_next(w->clean.data, w->clean.len, &at);
        uint16_t cid;
        if (!pdf_may_show(cp))
            continue;
        r = pdf_letters_number(w->letters, (uint32_t)cp, &cid);
        if (!r)
            r = buf_printf(hex, "%04X", cid);
        count++;
    }
    uint16_t space;
    if (!r && count && space_after) {
        r = pdf_letters_number(w->letters, ' ', &space);
        if (!r)
            r = buf_printf(hex, "%04X", space);
    }
    *ret_count = count;
    return r;
}

#define WORD_GAP 0.2 /* em; readers that look only at places join words that stand closer than a tenth */

/* The right edge of a word in points: its box's, but for touching words, which must stay apart. */
static double right_edge(const struct writer *w, const struct word *word, const struct word *next, double left,
                         double size)
{
    const struct pdf_text_page *page = w->page;
    double right = clamp(box_right(word->box) * page->points, left + 0.5, page->width);
    double limit = next ? next->box.x * page->points - WORD_GAP * size : right;
    if (limit >= right)
        return right;
    double least = left + (right - left) / 2;
    return limit > least ? limit : least;
}

/* Size, place, stretch and letters of one word, in points from the page's lower left corner. next is the word behind
   it on its line, or NULL. */
static int put_word(struct writer *w, const struct word *word, const struct word *next, int top, int bottom)
{
    const struct pdf_text_page *page = w->page;
    struct buf hex = BUF_INIT;
    size_t count;
    int r = put_string(w, next != NULL, &hex, &count);
    if (!r && count) {
        double size = clamp((bottom - top) * page->points, 1, 2000);
        double left = clamp(word->box.x * page->points, 0, page->width - 1);
        double right = right_edge(w, word, next, left, size);
        double base = clamp(page->height - bottom * page->points, 0, page->height - 1) +
                      size * PDF_GLYPH_DESCENT / 1000;
        double natural = (double)count * size * PDF_GLYPH_ADVANCE / 1000;
        if (size - w->size > 0.0005 || w->size - size > 0.0005) {
            w->size = size;
            r = buf_append_str(w->out, "/F ");
            if (!r)
                r = pdf_put_number(w->out, size);
            if (!r)
                r = buf_append_str(w->out, " Tf\n");
        }
        if (!r)
            r = pdf_put_number(w->out, 100 * (right - left) / natural);
        if (!r)
            r = buf_append_str(w->out, " Tz 1 0 0 1 ");
        if (!r)
            r = pdf_put_number(w->out, left);
        if (!r)
            r = buf_append_char(w->out, ' ');
        if (!r)
            r = pdf_put_number(w->out, base);
        if (!r)
            r = buf_printf(w->out, " Tm <%s> Tj\n", buf_str(&hex));
    }
    buf_free(&hex);
    return r;
}

static int put_line(struct writer *w, size_t first, size_t end)
{
    int top, bottom;
    int r = line_band(w, first, end, &top, &bottom);
    for (size_t i = first; i < end && !r; i++) {
        const struct word *word = &w->page->words->items[i];
        int word_top = top, word_bottom = bottom;
        word_band(word->box, &word_top, &word_bottom);
        buf_clear(&w->clean);
        r = viet_clean(word->text, strlen(word->text), &w->clean);
        if (!r)
            r = put_word(w, word, i + 1 < end ? word + 1 : NULL, word_top, word_bottom);
    }
    return r;
}

int pdf_text(struct pdf_letters *letters, const struct pdf_text_page *page, struct buf *out)
{
    size_t n = page->words ? page->words->len : 0;
    if (!n)
        return SO_OK;
    struct writer w = {.letters = letters, .page = page, .out = out, .clean = BUF_INIT};
    int r = buf_append_str(out, "BT\n3 Tr\n");
    for (size_t first = 0; first < n && !r;) {
        size_t end = first + 1;
        while (end < n && page->words->items[end].line == page->words->items[first].line)
            end++;
        r = put_line(&w, first, end);
        first = end;
    }
    if (!r)
        r = buf_append_str(out, "ET\n");
    buf_free(&w.clean);
    array_free(&w.tops);
    array_free(&w.bottoms);
    return r;
}
