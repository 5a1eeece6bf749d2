#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/notation.h"
#include "paper/titles.h"
#include "viet/text.h"

#define TITLE_SURE 0.9f    /* below, a word may be missing: "GIẤY CHỨNG" */
#define COVERAGE_GOOD 0.55f
#define COVERAGE_MORE 0.3f /* labels that tell another paper than such a title */
#define FIELDS_LEAST 4     /* labels that decide without a title */
#define CODE_DECIDES 10.0f /* more than title and labels may tell together */
#define TITLE_MARGIN 0.08f /* two titles of one line that are so near each other are told apart by the labels */
#define KIND_GAP 3         /* heights between a document's kind and its subject … */
#define KIND_OFF 4         /* … and between their middles */
#define CANDIDATES 5 /* types that are looked at closely where no title decides */

/* Do only fields below the page's head have this label? */
static bool is_of_body(const struct paper_type *t, const struct label *label)
{
    for (size_t i = 0; i < label->nfields; i++)
        if (label->fields[i] < t->def->fields.len && t->def->fields.items[label->fields[i]].where == WHERE_HEADER)
            return false;
    return true;
}

/*
 * "TÌNH TRẠNG HÔN NHÂN" in the title is no label of a field, and "THÀNH PHỐ" of the office above it is not "Thành:". A
 * title that begins a block is its heading; the text that a stamp certifies stands above the stamp.
 */
static bool is_no_label(const struct paper_type *t, const struct fit *fit, const struct spot *s)
{
    const struct label *label = &t->labels.items[s->label];
    if (!fit->end || s->dates || label->fields[0] >= t->def->fields.len)
        return false;
    if (s->line < fit->line)
        return !t->def->titles.items[fit->index].anywhere && is_of_body(t, label);
    return s->line <= fit->last_line && (s->line != fit->line || (s->first >= fit->first && s->first < fit->end));
}

static void drop_title(const struct paper_type *t, const struct fit *fit, struct spots *spots)
{
    size_t kept = 0;
    for (size_t i = 0; i < spots->len; i++)
        if (!is_no_label(t, fit, &spots->items[i]))
            spots->items[kept++] = spots->items[i];
    spots->len = kept;
}

/* Behind the label stands a number, on its line. */
static bool has_number_behind(const struct layout *l, const struct spot *spot)
{
    return spot->end < l->lines[spot->line].end && has_digit(l->tokens.items[spot->end].text);
}

/* "Số:" of an incoming stamp, which lies below the title, is not the paper's where that stands above it. */
static void note_body(const struct paper_type *t, const struct layout *l, const struct fit *fit, struct spots *spots)
{
    for (size_t f = 0; fit->end && f < t->def->fields.len; f++) {
        bool above = false;
        for (size_t i = 0; i < spots->len && t->def->fields.items[f].where == WHERE_HEADER; i++) {
            struct spot *s = &spots->items[i];
            bool its = spot_announces(t, s, f);
            above |= its && s->line < fit->line && has_number_behind(l, s);
            s->body |= its && above && s->line > fit->last_line;
        }
    }
}

static bool is_spotted(const struct paper_type *t, const struct spots *spots, size_t field)
{
    for (size_t i = 0; i < spots->len; i++)
        for (size_t k = 0; !spots->items[i].dates && k < t->labels.items[spots->items[i].label].nfields; k++)
            if (t->labels.items[spots->items[i].label].fields[k] == field)
                return true;
    return false;
}

/* How many of the required fields have their label there; in a table one serves all columns that have their heads. */
static void count_labels(const struct paper_def *d, const struct paper_type *t, struct fit *fit)
{
    size_t wanted = 0, got = 0;
    for (size_t i = 0; i < d->fields.len; i++) {
        const struct paper_field_def *f = &d->fields.items[i];
        if (f->need != NEED_YES || f->labels.len == 0)
            continue;
        bool found = is_spotted(t, &fit->spots, d->fields.len + f->section) && is_spotted(t, &fit->spots, i);
        for (size_t k = 0; k < fit->anchors.len && !found; k++)
            found = fit->anchors.items[k].field == i;
        wanted++;
        got += found;
    }
    fit->found = got;
    fit->wanted = wanted;
    fit->coverage = wanted ? (float)got / (float)wanted : 0;
}

static int find_labels(const struct sheet *s, const struct paper_type *t, struct fit *fit)
{
    const struct paper_def *d = t->def;
    array_free(&fit->anchors);
    array_free(&fit->spots);
    int r = spots_find(t, &s->layout, &fit->spots);
    drop_title(t, fit, &fit->spots);
    note_body(t, &s->layout, fit, &fit->spots);
    if (r == SO_OK)
        r = assign_fields(t, &s->layout, &fit->spots, &fit->anchors);
    if (r != SO_OK)
        return r;
    count_labels(d, t, fit);
    return SO_OK;
}

static bool better_title(const struct paper_rules *rules, const struct fit *fits, size_t a, size_t b)
{
    bool good_a = fits[a].title >= TITLE_GOOD, good_b = fits[b].title >= TITLE_GOOD;
    if (good_a != good_b)
        return good_a;
    int rank_a = rules->defs.items[a].rank, rank_b = rules->defs.items[b].rank;
    if (good_a && rank_a != rank_b)
        return rank_a > rank_b;
    if (fits[a].title != fits[b].title)
        return fits[a].title > fits[b].title;
    return fits[a].letters > fits[b].letters;
}

static float all_told(const struct fit *fit)
{
    return fit->title + fit->coverage + 0.01f * fit->anchors.score;
}

/* The best title decides; of titles that are as good, or nearly so and misread, the labels do. */
static int choose_by_title(struct sheet *s, struct fit *fits, size_t n, size_t best, size_t *ret_best)
{
    const struct paper_defs *defs = &s->rules->defs;
    const struct fit title = fits[best];
    int r = find_labels(s, &s->rules->types[best], &fits[best]);
    *ret_best = best;
    for (size_t i = 0; i < n && r == SO_OK; i++) {
        bool rival = i != best && fits[i].title >= TITLE_GOOD && defs->items[i].rank == defs->items[best].rank &&
                     fits[i].title > title.title - TITLE_MARGIN && fits[i].line == title.line;
        if (!rival)
            continue;
        r = find_labels(s, &s->rules->types[i], &fits[i]);
        if (r == SO_OK && all_told(&fits[i]) > all_told(&fits[*ret_best]))
            *ret_best = i;
    }
    return r;
}

/*
 * A card's machine-readable code on the page: that decides where no title does. A dossier's code may stand on any paper
 * of its dossier.
 */
static bool is_coded(const struct sheet *s, size_t type)
{
    return (s->rules->defs.items[type].codes & s->evidence.codes & ~(1u << PAPER_CODE_DOSSIER)) != 0;
}

/* The types of which most words stand on the page, and those of which a title may: only they are looked at closely. */
static int pick_candidates(const struct sheet *s, const struct fit *fits, size_t n, bool *ret_picked)
{
    float *scores = calloc(n ? n : 1, sizeof *scores);
    if (!scores)
        return SO_ENOMEM;
    int r = index_score(&s->rules->index, &s->layout, scores);
    for (size_t i = 0; i < n; i++) {
        size_t better = 0;
        for (size_t k = 0; k < n; k++)
            better += scores[k] > scores[i] || (scores[k] == scores[i] && k < i);
        ret_picked[i] = better < CANDIDATES || fits[i].title > 0 || is_coded(s, i);
    }
    free(scores);
    return r;
}

static int choose_by_labels(struct sheet *s, struct fit *fits, size_t n, size_t *ret_best)
{
    bool *picked = calloc(n ? n : 1, sizeof *picked);
    size_t best = n;
    float most = 0;
    int r = picked ? pick_candidates(s, fits, n, picked) : SO_ENOMEM;
    for (size_t i = 0; i < n && r == SO_OK; i++) {
        if (!picked[i])
            continue;
        r = find_labels(s, &s->rules->types[i], &fits[i]);
        bool coded = is_coded(s, i);
        bool other = false;
        if (!coded && (fits[i].found < FIELDS_LEAST || fits[i].coverage + 0.3f * fits[i].title < COVERAGE_GOOD ||
                       !sheet_has_own_label(s, &s->rules->types[i], &fits[i].anchors)))
            continue;
        if (!coded && !paper_stands_anywhere(&s->rules->defs.items[i]) && r == SO_OK)
            r = sheet_other_title(s, &s->rules->types[i], &other);
        if (other)
            continue;
        float told = all_told(&fits[i]) + (coded ? CODE_DECIDES : 0);
        if (best == n || told > most) {
            best = i;
            most = told;
        }
    }
    free(picked);
    *ret_best = best;
    return r;
}

/* A title of which a word was lost is as like another paper's: the labels tell, where they clearly do. */
static int choose_against_title(struct sheet *s, struct fit *fits, size_t n, size_t *io_best)
{
    const struct fit *titled = &fits[*io_best];
    size_t other = n;
    if (titled->title >= TITLE_SURE || titled->wanted < FIELDS_LEAST || titled->coverage >= COVERAGE_GOOD)
        return SO_OK;
    float coverage = titled->coverage;
    int r = choose_by_labels(s, fits, n, &other);
    if (r == SO_OK && other < n && fits[other].coverage >= coverage + COVERAGE_MORE)
        *io_best = other;
    return r;
}

/* A label of a field of this kind stands in the upper part of the page. */
static bool has_header_label(const struct sheet *s, const struct paper_def *d, const struct anchors *anchors, enum paper_kind kind)
{
    for (size_t i = 0; i < anchors->len; i++) {
        const struct anchor *a = &anchors->items[i];
        if (a->field < d->fields.len && d->fields.items[a->field].kind == kind && !a->spot.dates &&
            s->layout.lines[a->spot.line].box.y * 100 < UPPER_PART * s->layout.page_height)
            return true;
    }
    return false;
}

static bool has_header_date(const struct sheet *s, const struct paper_def *d, const struct anchors *anchors)
{
    for (size_t i = 0; i < anchors->len; i++) {
        const struct anchor *a = &anchors->items[i];
        if (a->spot.dates && a->field < d->fields.len && d->fields.items[a->field].where == WHERE_HEADER &&
            s->layout.lines[a->spot.line].box.y * 100 < UPPER_PART * s->layout.page_height)
            return true;
    }
    return false;
}

/* The number at the head has a notation ("01/UBND-VP"). */
static bool has_notation(const struct sheet *s, const struct paper_def *d, const struct anchors *anchors)
{
    bool found = false;
    for (size_t i = 0; i < anchors->len && !found; i++) {
        const struct anchor *a = &anchors->items[i];
        struct notation n;
        if (a->spot.dates || a->field >= d->fields.len || d->fields.items[a->field].kind != KIND_DOCUMENT_NUMBER)
            continue;
        char *text = layout_text(&s->layout, a->spot.end, s->layout.lines[a->spot.line].end);
        found = text && notation_parse(&d->fields.items[a->field], text, &n) && notation_is_sound(n.letters);
        free(text);
    }
    return found;
}

/*
 * A dispatch (công văn) has no title: its number, or its date, and "V/v" before its subject tell it (NĐ 30/2020 phụ lục
 * I, mục II.5); without the latter a number with an office's notation and a date at its head.
 */
static int choose_by_subject(struct sheet *s, struct fit *fits, size_t n, size_t *ret_best)
{
    int r = SO_OK;
    for (size_t i = 0; i < n && r == SO_OK; i++) {
        const struct paper_def *d = &s->rules->defs.items[i];
        bool subject = false;
        for (size_t k = 0; k < d->fields.len; k++)
            subject |= d->fields.items[k].kind == KIND_SUBJECT && d->fields.items[k].labels.len;
        if (subject)
            r = find_labels(s, &s->rules->types[i], &fits[i]);
        if (!subject || r != SO_OK)
            continue;
        const struct anchors *anchors = &fits[i].anchors;
        bool dated = has_header_date(s, d, anchors);
        bool headed = has_header_label(s, d, anchors, KIND_SUBJECT) &&
                      (dated || has_header_label(s, d, anchors, KIND_DOCUMENT_NUMBER));
        if (headed || (dated && has_notation(s, d, anchors))) {
            *ret_best = i;
            break;
        }
    }
    return r;
}

static bool has_number(const struct paper_def *d, const struct anchors *anchors)
{
    for (size_t i = 0; i < anchors->len; i++)
        if (anchors->items[i].field < d->fields.len && d->fields.items[anchors->items[i].field].kind == KIND_NUMBER)
            return true;
    return false;
}

/*
 * A certification's title and another paper's on one page: the page is the other paper's, and the certification stands
 * on it; but for a rubber stamp above its head, "SAO Y BẢN CHÍNH", that has no number and certifies nothing.
 */
static int under_stamp(struct sheet *s, struct fit *fits, size_t n, size_t *io_best)
{
    size_t best = n, stamp = *io_best;
    for (size_t i = 0; i < n; i++)
        if (!s->rules->defs.items[i].stamp && fits[i].title >= TITLE_GOOD && fits[i].line != fits[stamp].line &&
            (best == n || better_title(s->rules, fits, i, best)))
            best = i;
    if (best == n)
        return SO_OK;
    int r = find_labels(s, &s->rules->types[stamp], &fits[stamp]);
    if (r == SO_OK && (fits[stamp].line > fits[best].line || has_number(s->rules->types[stamp].def, &fits[stamp].anchors)))
        s->stamp = &s->rules->types[stamp];
    *io_best = best;
    return r;
}

/*
 * "CĂN CƯỚC" right under "LUẬT" is what the law is about, and no card's title: the document's kind above it decides.
 */
static size_t under_kind(const struct sheet *s, const struct fit *fits, size_t n, size_t best)
{
    const struct layout *l = &s->layout;
    for (size_t i = 0; i < n && fits[best].title >= TITLE_GOOD; i++) {
        const struct sheet of = {.type = &s->rules->types[i]};
        if (i == best || fits[i].title < TITLE_GOOD || !sheet_is_official(&of) || fits[best].line <= fits[i].last_line)
            continue;
        struct box kind = layout_box(l, fits[i].first, fits[i].end), below = layout_box(l, fits[best].first, fits[best].end);
        int gap = below.y - box_bottom(kind), off = below.x + below.w / 2 - kind.x - kind.w / 2;
        if (gap < KIND_GAP * l->height && abs(off) < KIND_OFF * l->height)
            return i;
    }
    return best;
}

/* The best type by title; without a title that decides, by labels. n when the page is none of them. */
static int choose(struct sheet *s, struct fit *fits, size_t n, size_t *ret_best)
{
    size_t best = 0;
    if (s->only) {
        *ret_best = (size_t)(s->only - s->rules->types);
        return find_labels(s, s->only, &fits[*ret_best]);
    }
    for (size_t i = 1; i < n; i++)
        if (better_title(s->rules, fits, i, best))
            best = i;
    int r = SO_OK;
    if (n && fits[best].title >= TITLE_GOOD && s->rules->defs.items[best].stamp)
        r = under_stamp(s, fits, n, &best);
    if (r != SO_OK)
        return r;
    best = n ? under_kind(s, fits, n, best) : n;
    if (n && fits[best].title >= TITLE_GOOD) {
        r = choose_by_title(s, fits, n, best, ret_best);
        return r == SO_OK ? choose_against_title(s, fits, n, ret_best) : r;
    }
    r = choose_by_labels(s, fits, n, ret_best);
    return r == SO_OK && *ret_best == n ? choose_by_subject(s, fits, n, ret_best) : r;
}

static int take_type(struct sheet *s, size_t index, struct fit *fit)
{
    struct buf reason = BUF_INIT;
    s->type = &s->rules->types[index];
    s->coverage = fit->wanted < 3 ? 1 : fit->coverage; /* too few labels to say anything */
    s->has_title = fit->title >= TITLE_GOOD;
    float labels = 0.4f + 0.5f * fit->coverage;
    float title = fit->title * 0.9f + 0.1f * fit->coverage;
    s->type_confidence = s->has_title ? title : labels;
    s->title_line = fit->line;
    s->title_last = fit->last_line;
    s->title = fit->index;
    s->title_first = fit->first;
    s->title_end = fit->title > 0 ? fit->end : 0;
    int r = SO_OK;
    if (fit->title > 0) {
        char *text = layout_text(&s->layout, fit->first, fit->end);
        r = text ? buf_printf(&reason, "title %s; ", text) : SO_ENOMEM;
        free(text);
    }
    if (r == SO_OK)
        r = buf_printf(&reason, "%d of 100 required labels", (int)(fit->coverage * 100 + 0.5f));
    s->anchors = fit->anchors;
    s->spots = fit->spots;
    fit->anchors = (struct anchors){0};
    fit->spots = (struct spots){0};
    if (r == SO_OK && !(s->slots = calloc(s->type->def->fields.len, sizeof *s->slots)))
        r = SO_ENOMEM;
    s->reason = buf_steal(&reason);
    return s->reason ? r : SO_ENOMEM;
}

int sheet_labels(struct sheet *s)
{
    struct fit fit = {.end = s->title_end, .line = s->title_line, .last_line = s->title_last, .first = s->title_first,
                      .index = s->title};
    int r = find_labels(s, s->type, &fit);
    if (r != SO_OK) {
        array_free(&fit.spots);
        array_free(&fit.anchors);
        return r;
    }
    array_free(&s->spots);
    array_free(&s->anchors);
    s->spots = fit.spots;
    s->anchors = fit.anchors;
    return SO_OK;
}

static int note_rivals(struct sheet *s, const struct fit *fits, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fits[i].title <= 0 && fits[i].wanted == 0)
            continue;
        struct rival *rival = array_push(&s->rivals);
        if (!rival)
            return SO_ENOMEM;
        *rival = (struct rival){i, fits[i].title, fits[i].coverage, fits[i].wanted > 0};
    }
    return SO_OK;
}

/* The type that the caller wants, with its title where one stands on the page. */
static int choose_forced(struct sheet *s, struct fit *fits, size_t *ret_best)
{
    *ret_best = (size_t)(s->forced - s->rules->types);
    return find_labels(s, s->forced, &fits[*ret_best]);
}

int sheet_classify(struct sheet *s)
{
    size_t n = s->rules->defs.len, best = n;
    struct fit *fits = calloc(n ? n : 1, sizeof *fits);
    if (!fits)
        return SO_ENOMEM;
    int r = titles_find(s, fits);
    if (r == SO_OK)
        r = s->forced ? choose_forced(s, fits, &best) : choose(s, fits, n, &best);
    if (r == SO_OK)
        r = note_rivals(s, fits, n);
    if (r == SO_OK && best < n)
        r = take_type(s, best, &fits[best]);
    for (size_t i = 0; i < n; i++) {
        array_free(&fits[i].anchors);
        array_free(&fits[i].spots);
    }
    free(fits);
    if (r == SO_OK && !s->type && !(s->reason = strdup("no title and too few labels of any known paper")))
        r = SO_ENOMEM;
    if (r == SO_OK && s->type && s->type->def->faces)
        return sheet_faces(s);
    return r == SO_OK && s->type ? sheet_columns(s) : r;
}
