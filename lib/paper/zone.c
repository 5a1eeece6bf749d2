/*
 * A machine-readable zone by the shapes of its characters. The recogniser's model of words has not learnt OCR-B: it reads
 * a flat 3 as 5 and a 6 as ó, surely and always, so that check digits fail or, worse, hold. Each digit's shape, seen
 * alone, says what stands there; letters and fillers stand where the standard puts them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"

#define ZONE_LINES_MAX 12 /* of a page that are asked about */
#define SHAPE_LEAST 0.4f  /* below, a shape says nothing */
#define CARD_COLUMNS 30
#define PASSPORT_COLUMNS 44
#define GLYPHS_MAX 64

/* What stands where: D a digit, X a letter as it was read, all others themselves. */
static const char card_number[] = "IDVNMDDDDDDDDDDDDDDDDDDDDDD<<D";
static const char card_dates[] = "DDDDDDDXDDDDDDDVNM<<<<<<<<<<<D";
static const char passport_data[] = "XDDDDDDD<DVNMDDDDDDDXDDDDDDDDDDDDDDDDDDD<<DD";

static bool is_zone_line(const struct line *line)
{
    return line->text && viet_mrz_is_line(line->text, strlen(line->text));
}

int zone_ask(const struct sheet *s, struct questions *io)
{
    const unsigned zones = 1u << PAPER_CODE_MRZ | 1u << PAPER_CODE_PASSPORT;
    size_t asked = 0;
    if (!(s->type->def->codes & zones))
        return SO_OK;
    for (size_t i = 0; i < s->layout.nlines && asked < ZONE_LINES_MAX; i++) {
        const struct line *line = &s->layout.lines[i];
        if (!is_zone_line(line))
            continue;
        struct question *q = array_push(io);
        if (!q)
            return SO_ENOMEM;
        int margin = s->layout.height / 4;
        struct box box = box_intersect(box_grow(line->box, margin, margin), (struct box){0, 0, s->page->width, s->page->height});
        *q = (struct question){.id = LOOK_ZONE + (int)i, .box = box, .as = LOOK_FIGURES, .plane = PLANE_GRAY};
        asked++;
    }
    return SO_OK;
}

/* The characters of a line of a zone in their columns; '?' where no digit's shape was seen. */
struct columns {
    char shapes[PASSPORT_COLUMNS + 1];
    size_t digits;
    const struct line *line;
};

static size_t collect(const struct answer *a, const struct glyph *glyphs[GLYPHS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < a->words.len; i++)
        for (size_t k = 0; k < a->words.items[i].nglyphs && n < GLYPHS_MAX; k++)
            glyphs[n++] = &a->words.items[i].glyphs[k];
    return n;
}

static int centre(const struct glyph *g)
{
    return 2 * g->box.x + g->box.w;
}

/* Both ends of the line were seen: each character stands in the column that its middle lies in. */
static void put_columns(const struct answer *a, int width, struct columns *ret)
{
    const struct glyph *glyphs[GLYPHS_MAX];
    size_t n = collect(a, glyphs);
    memset(ret->shapes, '?', (size_t)width);
    ret->shapes[width] = '\0';
    ret->digits = 0;
    int first = n ? centre(glyphs[0]) : 0, span = n ? centre(glyphs[n - 1]) - first : 0;
    for (size_t i = 0; i < n && span > 0; i++) {
        const struct choice *c = &glyphs[i]->choices[0];
        size_t at = (size_t)((double)(centre(glyphs[i]) - first) * (width - 1) / span + 0.5);
        if (c->confidence < SHAPE_LEAST || c->text[0] < '0' || c->text[0] > '9' || at >= (size_t)width)
            continue;
        ret->shapes[at] = c->text[0];
        ret->digits++;
    }
}

/* The letter of the holder's sex among what the recogniser read: the first F or M behind the date of birth. */
static char sex_letter(const char *text)
{
    const char *p = text;
    for (size_t figures = 0; *p; p++) {
        if (figures >= 4 && (*p == 'F' || *p == 'M'))
            return *p;
        figures += (unsigned char)*p < 0x80;
    }
    return '<';
}

/* Shapes where digits stand; where none was seen, the recogniser's character if it counted them right. */
static int put_line(const struct columns *c, const char *where, struct buf *out)
{
    const char *read = c->line->text;
    bool counted = strlen(read) == strlen(where);
    int r = SO_OK;
    for (size_t i = 0; where[i] && r == SO_OK; i++) {
        bool sex = where[i] == 'X' && i > 0;
        char ch = where[i] == 'D' ? c->shapes[i] : sex ? sex_letter(read) : where[i] == 'X' ? read[0] : where[i];
        if (ch == '?')
            ch = counted ? read[i] : '<';
        r = buf_append_char(out, ch);
    }
    return r == SO_OK ? buf_append_char(out, '\n') : r;
}

/* Another number than the page's own words gave is no proof of either. */
static void adopt(struct sheet *s, const struct viet_mrz *m, struct box box)
{
    struct evidence *e = &s->evidence;
    if (e->codes & (1u << PAPER_CODE_MRZ | 1u << PAPER_CODE_PASSPORT) && strcmp(e->mrz.personal, m->personal) != 0) {
        e->codes &= ~(1u << PAPER_CODE_MRZ | 1u << PAPER_CODE_PASSPORT);
        return;
    }
    struct viet_mrz before = e->mrz;
    e->mrz = *m;
    if (!*m->name)
        memcpy(e->mrz.name, before.name, sizeof before.name);
    e->mrz_box = box;
    e->codes |= 1u << (m->kind == VIET_MRZ_TD3 ? PAPER_CODE_PASSPORT : PAPER_CODE_MRZ);
}

static int try_zone(struct sheet *s, const struct columns *number, const struct columns *dates, const struct line *name, bool passport)
{
    struct buf text = BUF_INIT;
    struct viet_mrz m;
    int r = SO_OK;
    if (passport) {
        r = buf_printf(&text, "%s\n", name->text);
        r = r == SO_OK ? put_line(number, passport_data, &text) : r;
    } else {
        static const char blank[] = "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<";
        r = put_line(number, card_number, &text);
        if (r == SO_OK)
            r = dates ? put_line(dates, card_dates, &text) : buf_printf(&text, "%s\n", blank);
        if (r == SO_OK)
            r = buf_append_str(&text, name ? name->text : blank);
    }
    struct box box = box_union(number->line->box, dates ? dates->line->box : number->line->box);
    if (r == SO_OK && viet_mrz_read(buf_str(&text), text.len, &m))
        adopt(s, &m, name ? box_union(box, name->box) : box);
    buf_free(&text);
    return r;
}

int zone_take(struct sheet *s, const struct answers *answers)
{
    bool passport = (s->type->def->codes & 1u << PAPER_CODE_PASSPORT) != 0;
    struct columns number = {0}, dates = {0};
    const struct line *name = NULL;
    for (size_t k = 0; k < answers->len; k++) {
        const struct answer *a = &answers->items[k];
        size_t line = (size_t)(a->id - LOOK_ZONE);
        if (a->id < LOOK_ZONE || a->id >= LOOK_CARD || line >= s->layout.nlines || !is_zone_line(&s->layout.lines[line]))
            continue;
        struct columns c = {.line = &s->layout.lines[line]};
        put_columns(a, passport ? PASSPORT_COLUMNS : CARD_COLUMNS, &c);
        if (c.digits >= 18 && !number.line)
            number = c;
        else if (c.digits >= 9 && !passport && !dates.line)
            dates = c;
        else if (c.digits < 9 && !name)
            name = c.line;
    }
    if (!number.line || (passport && !name))
        return SO_OK;
    return try_zone(s, &number, dates.line ? &dates : NULL, name, passport);
}
