#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/array.h"

static void add_word(struct page *p, const char *text, int line, struct box box, size_t nglyphs)
{
    struct word *w = array_push(&p->words);
    assert_non_null(w);
    w->text = strdup(text);
    w->confidence = 0.75f;
    w->line = line;
    w->box = box;
    w->nglyphs = nglyphs;
    w->glyphs = nglyphs ? calloc(nglyphs, sizeof *w->glyphs) : NULL;
    for (size_t i = 0; i < nglyphs; i++) {
        struct glyph *g = &w->glyphs[i];
        g->box = (struct box){box.x + (int)i, box.y, 1, box.h};
        g->nchoices = (uint8_t)(1 + i % GLYPH_CHOICES_MAX);
        for (int c = 0; c < g->nchoices; c++) {
            g->choices[c].confidence = 0.5f;
            memcpy(g->choices[c].text, "ễ", sizeof "ễ");
        }
    }
}

struct page make_page(void)
{
    struct page p;
    page_init(&p);
    p.number = 3;
    p.width = 40;
    p.height = 20;
    p.dpi = 300;
    p.turned = 180;
    p.skew = -0.5f;
    p.colour = true;
    p.quality = QUALITY_BEST;
    add_word(&p, "Nguyễn", 0, (struct box){1, 2, 6, 4}, 6);
    add_word(&p, "A", 1, (struct box){-3, 9, 2, 4}, 0);
    struct mark *m = array_push(&p.marks);
    *m = (struct mark){MARK_SIGNATURE, {1, 1, 5, 5}, 0.25f};
    struct code *c = array_push(&p.codes);
    memcpy(c->kind, "QRCode", sizeof "QRCode");
    c->payload = calloc(1, 4);
    memcpy(c->payload, "a\0b", 3);
    c->payload_len = 3;
    p.ink = (struct ink_grid){.cell = 10, .cols = 4, .rows = 2, .black = calloc(8, 1), .blue = calloc(8, 1),
                              .red = calloc(8, 1)};
    p.ink.black[5] = 200;
    p.ink.blue[7] = 255;
    for (uint32_t i = 0; i < PAGE_STEPS; i++)
        p.ms[i] = 100 + i;
    return p;
}

static void assert_same_words(const struct words *a, const struct words *b)
{
    assert_int_equal(a->len, b->len);
    for (size_t i = 0; i < a->len; i++) {
        const struct word *x = &a->items[i], *y = &b->items[i];
        assert_string_equal(x->text, y->text);
        assert_memory_equal(&x->box, &y->box, sizeof x->box);
        assert_true(x->confidence == y->confidence && x->line == y->line);
        assert_int_equal(x->nglyphs, y->nglyphs);
        for (size_t g = 0; g < x->nglyphs; g++) {
            assert_int_equal(x->glyphs[g].nchoices, y->glyphs[g].nchoices);
            assert_string_equal(x->glyphs[g].choices[0].text, y->glyphs[g].choices[0].text);
            assert_memory_equal(&x->glyphs[g].box, &y->glyphs[g].box, sizeof x->glyphs[g].box);
        }
    }
}

void assert_same_page(const struct page *a, const struct page *b)
{
    assert_true(a->number == b->number && a->width == b->width && a->height == b->height && a->dpi == b->dpi);
    assert_true(a->turned == b->turned && a->skew == b->skew && a->blank == b->blank && a->colour == b->colour);
    assert_int_equal(a->quality, b->quality);
    assert_same_words(&a->words, &b->words);
    assert_int_equal(a->marks.len, b->marks.len);
    for (size_t i = 0; i < a->marks.len; i++)
        assert_true(a->marks.items[i].kind == b->marks.items[i].kind &&
                    a->marks.items[i].confidence == b->marks.items[i].confidence);
    assert_int_equal(a->codes.len, b->codes.len);
    for (size_t i = 0; i < a->codes.len; i++) {
        assert_string_equal(a->codes.items[i].kind, b->codes.items[i].kind);
        assert_int_equal(a->codes.items[i].payload_len, b->codes.items[i].payload_len);
        assert_memory_equal(a->codes.items[i].payload, b->codes.items[i].payload, a->codes.items[i].payload_len + 1);
    }
    assert_true(a->ink.cell == b->ink.cell && a->ink.cols == b->ink.cols && a->ink.rows == b->ink.rows);
    size_t cells = (size_t)a->ink.cols * (size_t)a->ink.rows;
    assert_memory_equal(a->ink.black, b->ink.black, cells);
    assert_memory_equal(a->ink.blue, b->ink.blue, cells);
    assert_memory_equal(a->ink.red, b->ink.red, cells);
    assert_memory_equal(a->ms, b->ms, sizeof a->ms);
}
