/* The page values on the wire. Each get mirrors its put, line for line. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "model/wire.h"

#define WORDS_MAX 20000
#define WORD_BYTES_MAX 1024
#define GLYPHS_MAX 512
#define MARKS_MAX 256
#define CODES_MAX 64
#define CODE_BYTES_MAX 8192
#define QUESTIONS_MAX 1024
#define GRID_CELLS_MAX (8u * 1024 * 1024)

static int put_glyph(struct buf *b, const struct glyph *g)
{
    int r = wire_put_box(b, g->box);
    r = r ? r : wire_put_u8(b, g->nchoices);
    for (int i = 0; i < g->nchoices && !r; i++) {
        r = wire_put_str(b, g->choices[i].text);
        r = r ? r : wire_put_f32(b, g->choices[i].confidence);
    }
    return r;
}

static void get_glyph(struct wire_in *in, struct glyph *g)
{
    g->box = wire_get_box(in);
    g->nchoices = wire_get_u8(in);
    if (g->nchoices > GLYPH_CHOICES_MAX) {
        g->nchoices = 0;
        in->bad = true;
    }
    for (int i = 0; i < g->nchoices; i++) {
        size_t len;
        const char *text = wire_get_bytes(in, sizeof g->choices[i].text - 1, &len);
        if (text)
            memcpy(g->choices[i].text, text, len);
        g->choices[i].confidence = wire_get_f32(in);
    }
}

static int put_word(struct buf *b, const struct word *w)
{
    int r = wire_put_str(b, w->text);
    r = r ? r : wire_put_f32(b, w->confidence);
    r = r ? r : wire_put_box(b, w->box);
    r = r ? r : wire_put_i32(b, w->line);
    r = r ? r : wire_put_u32(b, (uint32_t)w->nglyphs);
    for (size_t i = 0; i < w->nglyphs && !r; i++)
        r = put_glyph(b, &w->glyphs[i]);
    return r;
}

static void get_word(struct wire_in *in, struct word *w)
{
    w->text = wire_get_str(in, WORD_BYTES_MAX);
    w->confidence = wire_get_f32(in);
    w->box = wire_get_box(in);
    w->line = wire_get_i32(in);
    size_t n = wire_get_count(in, GLYPHS_MAX, 17);
    if (w->text && !w->text[0])
        in->bad = true;
    if (!n)
        return;
    w->glyphs = calloc(n, sizeof *w->glyphs);
    if (!w->glyphs) {
        in->bad = true;
        return;
    }
    w->nglyphs = n;
    for (size_t i = 0; i < n && !in->bad; i++)
        get_glyph(in, &w->glyphs[i]);
}

int wire_put_words(struct buf *b, const struct words *words)
{
    int r = wire_put_u32(b, (uint32_t)words->len);
    for (size_t i = 0; i < words->len && !r; i++)
        r = put_word(b, &words->items[i]);
    return r;
}

int wire_get_words(struct wire_in *in, struct words *ret_words)
{
    struct words words = {0};
    size_t n = wire_get_count(in, WORDS_MAX, 32);
    for (size_t i = 0; i < n && !in->bad; i++) {
        struct word *w = array_push(&words);
        if (w)
            get_word(in, w);
        else
            in->bad = true;
    }
    if (in->bad) {
        words_free(&words);
        return SO_EFORMAT;
    }
    *ret_words = words;
    return SO_OK;
}

static int put_marks(struct buf *b, const struct marks *marks)
{
    int r = wire_put_u32(b, (uint32_t)marks->len);
    for (size_t i = 0; i < marks->len && !r; i++) {
        r = wire_put_u8(b, (uint8_t)marks->items[i].kind);
        r = r ? r : wire_put_box(b, marks->items[i].box);
        r = r ? r : wire_put_f32(b, marks->items[i].confidence);
    }
    return r;
}

static void get_marks(struct wire_in *in, struct marks *marks)
{
    size_t n = wire_get_count(in, MARKS_MAX, 21);
    for (size_t i = 0; i < n && !in->bad; i++) {
        struct mark *m = array_push(marks);
        if (!m) {
            in->bad = true;
            return;
        }
        uint8_t kind = wire_get_u8(in);
        if (kind > MARK_SIGNATURE)
            in->bad = true;
        m->kind = kind ? MARK_SIGNATURE : MARK_SEAL;
        m->box = wire_get_box(in);
        m->confidence = wire_get_f32(in);
    }
}

static int put_codes(struct buf *b, const struct codes *codes)
{
    int r = wire_put_u32(b, (uint32_t)codes->len);
    for (size_t i = 0; i < codes->len && !r; i++) {
        const struct code *c = &codes->items[i];
        r = wire_put_str(b, c->kind);
        r = r ? r : wire_put_bytes(b, c->payload, c->payload_len);
        r = r ? r : wire_put_box(b, c->box);
    }
    return r;
}

static void get_codes(struct wire_in *in, struct codes *codes)
{
    size_t n = wire_get_count(in, CODES_MAX, 24);
    for (size_t i = 0; i < n && !in->bad; i++) {
        struct code *c = array_push(codes);
        if (!c) {
            in->bad = true;
            return;
        }
        size_t len;
        const void *kind = wire_get_bytes(in, sizeof c->kind - 1, &len);
        if (kind)
            memcpy(c->kind, kind, len);
        const void *payload = wire_get_bytes(in, CODE_BYTES_MAX, &len);
        c->payload = calloc(1, len + 1);
        if (!payload || !c->payload) {
            in->bad = true;
            return;
        }
        memcpy(c->payload, payload, len);
        c->payload_len = len;
        c->box = wire_get_box(in);
    }
}

static int put_grid(struct buf *b, const struct ink_grid *g)
{
    size_t cells = g->cell > 0 ? (size_t)g->cols * (size_t)g->rows : 0;
    int r = wire_put_i32(b, cells ? g->cell : 0);
    if (r || !cells)
        return r;
    r = wire_put_i32(b, g->cols);
    r = r ? r : wire_put_i32(b, g->rows);
    r = r ? r : buf_append(b, g->black, cells);
    r = r ? r : buf_append(b, g->blue, cells);
    return r ? r : buf_append(b, g->red, cells);
}

static uint8_t *get_plane(struct wire_in *in, size_t cells)
{
    if (in->bad || cells > in->left) {
        in->bad = true;
        return NULL;
    }
    uint8_t *plane = malloc(cells);
    if (!plane) {
        in->bad = true;
        return NULL;
    }
    memcpy(plane, in->p, cells);
    in->p += cells;
    in->left -= cells;
    return plane;
}

static void get_grid(struct wire_in *in, struct ink_grid *g)
{
    g->cell = wire_get_i32(in);
    if (g->cell <= 0) {
        if (g->cell < 0)
            in->bad = true;
        g->cell = 0;
        return;
    }
    g->cols = wire_get_i32(in);
    g->rows = wire_get_i32(in);
    if (g->cell > 4096 || g->cols <= 0 || g->rows <= 0 || g->cols > 65536 || g->rows > 65536 ||
        (size_t)g->cols * (size_t)g->rows > GRID_CELLS_MAX)
        in->bad = true;
    size_t cells = in->bad ? 0 : (size_t)g->cols * (size_t)g->rows;
    g->black = get_plane(in, cells);
    g->blue = get_plane(in, cells);
    g->red = get_plane(in, cells);
}

int wire_put_page(struct buf *b, const struct page *p)
{
    int r = wire_put_i32(b, p->number);
    r = r ? r : wire_put_i32(b, p->width);
    r = r ? r : wire_put_i32(b, p->height);
    r = r ? r : wire_put_i32(b, p->dpi);
    r = r ? r : wire_put_i32(b, p->turned);
    r = r ? r : wire_put_f32(b, p->skew);
    r = r ? r : wire_put_u8(b, p->blank);
    r = r ? r : wire_put_u8(b, p->colour);
    r = r ? r : wire_put_u8(b, (uint8_t)p->quality);
    r = r ? r : wire_put_words(b, &p->words);
    r = r ? r : put_marks(b, &p->marks);
    r = r ? r : put_codes(b, &p->codes);
    r = r ? r : put_grid(b, &p->ink);
    for (int i = 0; i < PAGE_STEPS && !r; i++)
        r = wire_put_u32(b, p->ms[i]);
    return r;
}

int wire_get_page(struct wire_in *in, struct page *ret_page)
{
    struct page p;
    page_init(&p);
    p.number = wire_get_i32(in);
    p.width = wire_get_i32(in);
    p.height = wire_get_i32(in);
    p.dpi = wire_get_i32(in);
    p.turned = wire_get_i32(in);
    p.skew = wire_get_f32(in);
    p.blank = wire_get_u8(in) != 0;
    p.colour = wire_get_u8(in) != 0;
    uint8_t quality = wire_get_u8(in);
    p.quality = quality ? QUALITY_BEST : QUALITY_FAST;
    if (p.number < 1 || p.width < 1 || p.height < 1 || p.dpi < 1 || p.turned < 0 || p.turned > 270 || p.turned % 90 ||
        quality > QUALITY_BEST)
        in->bad = true;
    (void)wire_get_words(in, &p.words);
    get_marks(in, &p.marks);
    get_codes(in, &p.codes);
    get_grid(in, &p.ink);
    for (int i = 0; i < PAGE_STEPS; i++)
        p.ms[i] = wire_get_u32(in);
    if (in->bad) {
        page_free(&p);
        return SO_EFORMAT;
    }
    *ret_page = p;
    return SO_OK;
}

int wire_put_questions(struct buf *b, const struct questions *q)
{
    int r = wire_put_u32(b, (uint32_t)q->len);
    for (size_t i = 0; i < q->len && !r; i++) {
        const struct question *one = &q->items[i];
        r = wire_put_i32(b, one->id);
        r = r ? r : wire_put_box(b, one->box);
        r = r ? r : wire_put_u8(b, (uint8_t)one->as);
        r = r ? r : wire_put_u8(b, (uint8_t)one->plane);
        r = r ? r : wire_put_u8(b, one->best_model);
    }
    return r;
}

int wire_get_questions(struct wire_in *in, struct questions *ret_q)
{
    struct questions q = {0};
    size_t n = wire_get_count(in, QUESTIONS_MAX, 23);
    for (size_t i = 0; i < n && !in->bad; i++) {
        struct question *one = array_push(&q);
        if (!one) {
            in->bad = true;
            break;
        }
        one->id = wire_get_i32(in);
        one->box = wire_get_box(in);
        uint8_t as = wire_get_u8(in), plane = wire_get_u8(in);
        one->best_model = wire_get_u8(in) != 0;
        if (as >= LOOK_AS_COUNT || plane >= PLANE_COUNT)
            in->bad = true;
        one->as = (enum look_as)as;
        one->plane = (enum look_plane)plane;
    }
    if (in->bad) {
        array_free(&q);
        return SO_EFORMAT;
    }
    *ret_q = q;
    return SO_OK;
}

int wire_put_answers(struct buf *b, const struct answers *a)
{
    int r = wire_put_u32(b, (uint32_t)a->len);
    for (size_t i = 0; i < a->len && !r; i++) {
        r = wire_put_i32(b, a->items[i].id);
        r = r ? r : wire_put_u8(b, a->items[i].best_model);
        r = r ? r : wire_put_words(b, &a->items[i].words);
    }
    return r;
}

int wire_get_answers(struct wire_in *in, struct answers *ret_a)
{
    struct answers a = {0};
    size_t n = wire_get_count(in, QUESTIONS_MAX, 9);
    for (size_t i = 0; i < n && !in->bad; i++) {
        struct answer *one = array_push(&a);
        if (!one) {
            in->bad = true;
            break;
        }
        one->id = wire_get_i32(in);
        one->best_model = wire_get_u8(in) != 0;
        (void)wire_get_words(in, &one->words);
    }
    if (in->bad) {
        answers_free(&a);
        return SO_EFORMAT;
    }
    *ret_a = a;
    return SO_OK;
}
