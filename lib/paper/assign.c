#include "paper/assign.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/*
 * The best chain of (spot, field) pairs in reading order: each pair gains by how well and how long its label matches,
 * each step costs by how far it leaves the form's order. Costs are in the unit of the gain of about one letter's match.
 */
#define COST_SKIP 0.25f          /* a field of the block left out */
#define COST_BACK 1.5f           /* back within a block */
#define COST_BACK_TO_HEADING 4.0f /* what stood before a block's heading was another's */
#define COST_REPEAT 6.0f         /* a field that the chain has already */
#define COST_NEXT_BLOCK 0.2f     /* each block left out */
#define COST_EARLIER_BLOCK 1.0f  /* blocks in another order: father before mother */
#define COST_INTO_BLOCK 2.2f     /* into a block without its opening label */
#define COST_INTO_EARLIER 4.5f
#define DATE_FILLED 0.5f         /* of several dates in a row of signers, those of the others are left blank */
#define NODES_MAX 6000
#define ROW_DATE 3.0f            /* a date on another label's row */
#define HEAD_PART 45             /* per cent of the page in which a header's fields stand */
#define HEAD_TOP 25              /* … and in which they mostly do */
#define GAIN_HEAD 1.0f
#define DATE_LABEL_WORDS 8
#define DATE_LABEL_LEAST 0.72f

struct node {
    size_t spot, field;
    float gain, best;
    size_t from; /* previous node + 1; 0: the chain begins here */
};

struct nodes {
    struct node *items;
    size_t len, cap;
};

static size_t section_of(const struct paper_def *d, size_t field)
{
    return field < d->fields.len ? d->fields.items[field].section : field - d->fields.len;
}

/* Place in its block: headings before the first field. */
static int rank_of(const struct paper_def *d, size_t field)
{
    return field < d->fields.len ? (int)(field - d->sections.items[section_of(d, field)].first) : -1;
}

static float clamp_letters(size_t n)
{
    return n > 24 ? 24.0f : (float)n;
}

static float label_gain(const struct paper_type *type, const struct spot *s)
{
    float letters = clamp_letters(type->labels.items[s->label].phrase.glyphs.len);
    float gain = (s->similarity - 0.6f) / 0.4f * (1.5f + letters / 5.0f);
    return gain + (s->colon ? 0.8f : 0.0f) + (s->starts ? 0.4f : -0.4f);
}

static bool is_filled(const struct layout *l, const struct spot *s)
{
    for (size_t t = s->first; t < s->end; t++)
        if (strpbrk(l->tokens.items[t].text, "0123456789"))
            return true;
    return false;
}

/*
 * "Số: 45/2020   ngày 29 tháng 7 năm 2020": the date stands on a row behind a label that is not its own. With a place
 * before it the line is a head's, whose halves have nothing to do with each other.
 */
static bool labels_row(const struct paper_type *type, const struct spots *spots, const struct spot *date)
{
    for (size_t i = 0; date->starts && i < spots->len; i++) {
        const struct spot *s = &spots->items[i];
        if (!s->dates && s->line == date->line && s->end <= date->first && s->colon && s->starts &&
            type->labels.items[s->label].fields[0] < type->def->fields.len)
            return true;
    }
    return false;
}

/*
 * A date sentence for a field: a labelled one needs its label before the date, or the date's words in brackets behind it
 * ("Ngày 05 tháng 3 năm 2023 (Bằng chữ: …)"); another one a line of its own.
 */
static float date_gain(const struct paper_type *type, const struct layout *l, const struct spots *spots,
                       const struct spot *s, size_t field)
{
    const struct paper_field_def *f = &type->def->fields.items[field];
    const struct line *line = &l->lines[s->line];
    int y = line->box.y * 100 / (l->page_height ? l->page_height : 1);
    bool labelled = f->labels.len && s->end < line->end && l->tokens.items[s->end].text[0] == '(';
    for (size_t i = 0; i < f->labels.len && !labelled; i++)
        for (size_t t = line->first; t < s->first && !labelled; t++) {
            struct phrase phrase = {0};
            for (size_t k = 0; k < type->labels.len; k++)
                if (type->labels.items[k].phrase.text == f->labels.items[i])
                    phrase = type->labels.items[k].phrase;
            for (size_t end = t + 1; end <= s->first && end <= t + DATE_LABEL_WORDS && !labelled; end++)
                labelled = spot_match(l, line, t, end, &phrase.glyphs, DATE_LABEL_LEAST) > 0;
        }
    float gain = labelled ? 4.0f : s->alone ? 3.0f : 0.0f;
    if (!labelled && labels_row(type, spots, s))
        gain -= ROW_DATE;
    if (gain > 0 && is_filled(l, s))
        gain += DATE_FILLED;
    if (f->labels.len && !labelled)
        gain -= 1.5f;
    if (f->where == WHERE_HEADER && y > 45)
        gain -= 4;
    if (f->where == WHERE_END && y < 40)
        gain -= 1.5f;
    return gain;
}

static float step_cost(const struct paper_def *d, size_t a, size_t b)
{
    size_t s = section_of(d, a), t = section_of(d, b);
    int ra = rank_of(d, a), rb = rank_of(d, b);
    if (s == t)
        return rb > ra ? COST_SKIP * (float)(rb - ra - 1) : rb < 0 ? COST_BACK_TO_HEADING : COST_BACK;
    bool opens = b >= d->fields.len || d->fields.items[b].opens;
    if (t > s)
        return COST_NEXT_BLOCK * (float)(t - s - 1) + (opens ? 0 : COST_INTO_BLOCK + COST_SKIP * (float)rb);
    return opens ? COST_EARLIER_BLOCK : COST_INTO_EARLIER;
}

static bool chain_has(const struct nodes *nodes, size_t node, size_t field)
{
    for (size_t i = node + 1; i; i = nodes->items[i - 1].from)
        if (nodes->items[i - 1].field == field)
            return true;
    return false;
}

static int add_node(struct nodes *nodes, size_t spot, size_t field, float gain)
{
    if (gain <= 0)
        return SO_OK;
    if (nodes->len >= NODES_MAX)
        return SO_ELIMIT;
    struct node *n = array_push(nodes);
    if (!n)
        return SO_ENOMEM;
    *n = (struct node){.spot = spot, .field = field, .gain = gain};
    return SO_OK;
}

/* A header's label counts only in the upper part of the page, a body's only below the very top. */
static bool place_fits(const struct paper_def *d, const struct layout *l, size_t field, const struct spot *s)
{
    if (field >= d->fields.len || d->fields.items[field].where != WHERE_HEADER)
        return true;
    return !s->body && l->lines[s->line].box.y * 100 < l->page_height * HEAD_PART;
}

/* Of two places for "Số:" the one at the very head is the header's. */
static float head_gain(const struct paper_def *d, const struct layout *l, size_t field, const struct spot *s)
{
    bool header = field < d->fields.len && d->fields.items[field].where == WHERE_HEADER;
    return header && l->lines[s->line].box.y * 100 < HEAD_TOP * l->page_height ? GAIN_HEAD : 0;
}

static int make_nodes(const struct paper_type *type, const struct layout *l, const struct spots *spots,
                      struct nodes *nodes)
{
    const struct paper_def *d = type->def;
    int r = SO_OK;
    for (size_t i = 0; i < spots->len; i++) {
        const struct spot *s = &spots->items[i];
        for (size_t f = 0; s->dates && r == SO_OK && f < d->fields.len; f++)
            if (d->fields.items[f].kind == KIND_DATE_LINE)
                r = add_node(nodes, i, f, date_gain(type, l, spots, s, f));
        const struct label *label = s->dates ? NULL : &type->labels.items[s->label];
        for (size_t k = 0; label && r == SO_OK && k < label->nfields; k++) {
            size_t f = label->fields[k];
            if (f < d->fields.len && d->fields.items[f].kind == KIND_DATE_LINE)
                continue;
            if (place_fits(d, l, f, s))
                r = add_node(nodes, i, f, label_gain(type, s) + head_gain(d, l, f, s));
        }
    }
    return r;
}

static void run(const struct paper_def *d, const struct spots *spots, struct nodes *nodes)
{
    for (size_t j = 0; j < nodes->len; j++) {
        struct node *n = &nodes->items[j];
        const struct spot *s = &spots->items[n->spot];
        n->best = n->gain - COST_NEXT_BLOCK * (float)section_of(d, n->field) * 0.5f;
        for (size_t i = 0; i < j; i++) {
            const struct node *p = &nodes->items[i];
            const struct spot *before = &spots->items[p->spot];
            if (p->spot == n->spot || (before->line == s->line && before->end > s->first))
                continue;
            float best = p->best + n->gain - step_cost(d, p->field, n->field);
            if (best > n->best && chain_has(nodes, i, n->field))
                best -= COST_REPEAT;
            if (best > n->best) {
                n->best = best;
                n->from = i + 1;
            }
        }
    }
}

static int collect(const struct spots *spots, const struct nodes *nodes, struct anchors *ret)
{
    size_t last = 0;
    for (size_t i = 0; i < nodes->len; i++)
        if (last == 0 || nodes->items[i].best > nodes->items[last - 1].best)
            last = i + 1;
    struct anchors out = {.score = last ? nodes->items[last - 1].best : 0};
    for (size_t i = last; i; i = nodes->items[i - 1].from) {
        bool again = false;
        for (size_t k = 0; k < out.len; k++)
            again |= out.items[k].field == nodes->items[i - 1].field;
        if (again)
            continue;
        struct anchor *a = array_push(&out);
        if (!a) {
            array_free(&out);
            return SO_ENOMEM;
        }
        *a = (struct anchor){.field = nodes->items[i - 1].field, .spot = spots->items[nodes->items[i - 1].spot]};
    }
    for (size_t i = 0; i < out.len / 2; i++) {
        struct anchor swap = out.items[i];
        out.items[i] = out.items[out.len - 1 - i];
        out.items[out.len - 1 - i] = swap;
    }
    *ret = out;
    return SO_OK;
}

static bool is_taken(const struct anchors *anchors, const struct spot *spot)
{
    for (size_t i = 0; i < anchors->len; i++) {
        const struct spot *s = &anchors->items[i].spot;
        if (s->line == spot->line && s->first < spot->end && spot->first < s->end)
            return true;
    }
    return false;
}

static bool is_anchored(const struct anchors *anchors, size_t field)
{
    for (size_t i = 0; i < anchors->len; i++)
        if (anchors->items[i].field == field)
            return true;
    return false;
}

/* A label of the field's own block stands on the line before the date. */
static bool follows_block(const struct paper_def *d, const struct anchors *anchors, size_t field, const struct spot *date)
{
    for (size_t i = 0; i < anchors->len; i++) {
        const struct anchor *a = &anchors->items[i];
        if (a->field != field && section_of(d, a->field) == section_of(d, field) && !a->spot.dates &&
            a->spot.line == date->line && a->spot.end <= date->first)
            return true;
    }
    return false;
}

/* Whether the date may be the field's, whose own label or place in the form's order no spot has. */
static bool suits(const struct paper_def *d, const struct layout *l, const struct anchors *anchors, size_t field,
                  const struct spot *date)
{
    if (d->fields.items[field].kind == KIND_DATE)
        return follows_block(d, anchors, field, date);
    bool head = l->lines[date->line].box.y * 100 < HEAD_PART * l->page_height;
    return date->alone && (head || d->fields.items[field].where != WHERE_HEADER);
}

/* Into reading order. */
static int insert(struct anchors *io, struct anchor anchor)
{
    struct anchor *last = array_push(io);
    if (!last)
        return SO_ENOMEM;
    size_t at = io->len - 1;
    for (; at > 0 && (io->items[at - 1].spot.line > anchor.spot.line ||
                      (io->items[at - 1].spot.line == anchor.spot.line && io->items[at - 1].spot.first > anchor.spot.first));
         at--)
        io->items[at] = io->items[at - 1];
    io->items[at] = anchor;
    return SO_OK;
}

/*
 * Dates that the form's order does not lead to: the day of issue of an extract at the head instead of the foot, that of
 * a declaration beside a block which the form has before it, and
 * "Số: 45/2020  ngày 29 tháng 7 năm 2020" for a day of registration.
 */
static int add_dates(const struct paper_def *d, const struct layout *l, const struct spots *spots, struct anchors *io)
{
    int r = SO_OK;
    for (size_t f = 0; f < d->fields.len && r == SO_OK; f++) {
        bool line = d->fields.items[f].kind == KIND_DATE_LINE && !d->fields.items[f].labels.len;
        if ((!line && d->fields.items[f].kind != KIND_DATE) || d->fields.items[f].need == NEED_NO || is_anchored(io, f))
            continue;
        for (size_t i = 0; i < spots->len; i++) {
            if (!spots->items[i].dates || is_taken(io, &spots->items[i]) || !suits(d, l, io, f, &spots->items[i]))
                continue;
            r = insert(io, (struct anchor){.field = f, .spot = spots->items[i]});
            break;
        }
    }
    return r;
}

bool spot_announces(const struct paper_type *type, const struct spot *spot, size_t field)
{
    const struct label *label = spot->dates ? NULL : &type->labels.items[spot->label];
    for (size_t k = 0; label && k < label->nfields; k++)
        if (label->fields[k] == field)
            return true;
    return false;
}

static bool ends_line(const struct layout *l, const struct spot *spot)
{
    size_t t = spot->end;
    while (t < l->lines[spot->line].end && l->tokens.items[t].filler)
        t++;
    return t == l->lines[spot->line].end;
}

/* "với lý do như sau:", and on the next line "Lý do: …": of two labels of a field the one that a value stands behind. */
static void move_on(const struct paper_type *type, const struct layout *l, const struct spots *spots, struct anchors *io)
{
    for (size_t i = 0; i < io->len; i++) {
        struct anchor *a = &io->items[i];
        if (a->field >= type->def->fields.len || a->spot.dates || !ends_line(l, &a->spot))
            continue;
        for (size_t k = 0; k < spots->len; k++) {
            const struct spot *next = &spots->items[k];
            if (next->line == a->spot.line + 1 && next->first == l->lines[next->line].first && !is_taken(io, next) &&
                spot_announces(type, next, a->field) && !ends_line(l, next)) {
                a->spot = *next;
                break;
            }
        }
    }
}

int assign_fields(const struct paper_type *type, const struct layout *l, const struct spots *spots,
                  struct anchors *ret)
{
    struct nodes nodes = {0};
    int r = make_nodes(type, l, spots, &nodes);
    if (r == SO_OK) {
        run(type->def, spots, &nodes);
        r = collect(spots, &nodes, ret);
        if (r == SO_OK)
            move_on(type, l, spots, ret);
        if (r == SO_OK)
            r = add_dates(type->def, l, spots, ret);
    }
    array_free(&nodes);
    return r;
}
