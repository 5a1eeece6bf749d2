#include "viet/glyph.h"

#include "base/array.h"
#include "base/result.h"
#include "viet/fold.h"
#include "viet/text.h"

/* What a scanner's eye takes for each other. A glyph may be in several classes; two in one class are look-alikes. */
static const struct {
    const char *lower, *upper, *other; /* small letters, capitals, digits and signs (each one byte) */
} shapes[] = {
    {"ilj", "ILJ", "1|![]/\\"}, {"o", "OQDCG", "0"}, {"s", "S", "5$"},
    {"", "BRE", "8&"},          {"b", "G", "6"},     {"ceo", "", "(@"},
    {"tfr", "TF", "+"},         {"nhu", "NHM", "#"}, {"uvy", "UVY", ""},
    {"gqy", "", "9"},           {"z", "Z", "2"},     {"", "A", "4"},
    {"", "TI", "7?"},           {"hbk", "KXH", ""},  {"a", "", "o"},
};

static const struct {
    char first, second, one;
} pairs[] = {{'r', 'n', 'm'}, {'n', 'n', 'm'}, {'r', 'i', 'n'}, {'c', 'l', 'd'}, {'v', 'v', 'w'},
             {'i', 'i', 'u'}, {'l', 'i', 'h'}, {'l', 'i', 'u'}, {'i', 'n', 'm'}, {'t', 'i', 'h'}};

static void note_pairs(struct viet_glyph *g)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        g->begins |= (uint16_t)((g->base == pairs[i].first) << i);
        g->ends |= (uint16_t)((g->base == pairs[i].second) << i);
        g->is |= (uint16_t)((g->base == pairs[i].one) << i);
    }
}

static bool has_char(const char *set, int32_t c)
{
    while (*set && *set != c)
        set++;
    return *set;
}

/* † and ‡ are what OCR makes of a t. */
static bool is_dagger(int32_t cp)
{
    return cp == 0x2020 || cp == 0x2021;
}

static uint16_t shape_of(int32_t base, bool upper)
{
    uint16_t bits = 0;
    if (base >= 0x80)
        return 0;
    bool letter = base >= 'a' && base <= 'z';
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        int32_t c = letter && upper ? base - 'a' + 'A' : base;
        const char *set = !letter ? shapes[i].other : upper ? shapes[i].upper : shapes[i].lower;
        if (has_char(set, c))
            bits |= (uint16_t)(1u << i);
    }
    return bits;
}

/* A combining mark joins the glyph before it, as NFC would have it. */
static void join_mark(struct viet_glyph *g, int32_t cp)
{
    struct viet_letter l = {(char)g->base, g->mark, g->tone, g->upper};
    if (g->kind != GLYPH_LETTER || g->base >= 0x80 || !viet_letter_add(&l, cp))
        return;
    g->mark = l.mark;
    g->tone = l.tone;
}

static struct viet_glyph make_glyph(int32_t cp, const char *bytes, size_t len)
{
    struct viet_glyph g = {.base = cp, .kind = GLYPH_OTHER};
    struct viet_letter l;
    if (viet_letter_split(cp, &l)) {
        g.base = l.base;
        g.mark = l.mark;
        g.tone = l.tone;
        g.upper = l.upper;
        g.kind = GLYPH_LETTER;
    } else if (viet_is_digit(cp)) {
        g.kind = GLYPH_DIGIT;
    } else if (is_dagger(cp)) {
        g.base = 't';
        g.mark = VIET_STROKE; /* so that it costs as much as a wrong mark */
        g.kind = GLYPH_LETTER;
    } else if (viet_is_letter(cp)) {
        char folded[8];
        size_t at = 0, n = viet_fold_token(bytes, len, folded, sizeof folded);
        g.kind = GLYPH_LETTER;
        if (n)
            g.base = viet_next(folded, n, &at);
    }
    g.shape = shape_of(g.base, g.upper);
    note_pairs(&g);
    return g;
}

int viet_glyphs_set(struct viet_glyphs *g, const char *s, size_t len)
{
    g->len = 0;
    bool gap = false;
    uint32_t gap_start = 0;
    if (len > UINT32_MAX / 2)
        return SO_ELIMIT;
    for (size_t at = 0; at < len;) {
        size_t start = at;
        int32_t cp = viet_next(s, len, &at);
        if (viet_is_space(cp)) {
            if (!gap)
                gap_start = (uint32_t)start;
            gap = g->len > 0;
            continue;
        }
        if (viet_is_combining(cp)) {
            if (g->len && !gap) {
                join_mark(&g->items[g->len - 1], cp);
                g->items[g->len - 1].end = (uint32_t)at;
            }
            continue;
        }
        if (g->len + 2 > VIET_GLYPHS_MAX)
            return SO_ELIMIT;
        struct viet_glyph *slot = gap ? array_push(g) : NULL;
        if (gap && !slot)
            return SO_ENOMEM;
        if (slot)
            *slot = (struct viet_glyph){.base = ' ', .kind = GLYPH_SPACE, .start = gap_start, .end = (uint32_t)start};
        gap = false;
        slot = array_push(g);
        if (!slot)
            return SO_ENOMEM;
        *slot = make_glyph(cp, s + start, at - start);
        slot->start = (uint32_t)start;
        slot->end = (uint32_t)at;
    }
    return SO_OK;
}

void viet_glyphs_free(struct viet_glyphs *g)
{
    array_free(g);
}
