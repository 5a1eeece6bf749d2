/*
 * Words that nothing else on the paper confirms: a document's agency and subject. Each line of them is read a second
 * time, by the other model where there is one, and an unsure one a third time, by itself; a word stands without doubt
 * where both models have it, or where only one of them is Vietnamese. What remains unlikely is given as doubtful.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "paper/phrases.h"
#include "paper/pieces.h"
#include "viet/distance.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define BESIDE 3           /* heights on both sides in which words that were cut off are looked for */
#define SURE_WORD 0.93f     /* a line whose words were all read so surely is read once more, others twice */
#define WORD_LEAST 0.7f    /* … of a word that both readings have */
#define MARK_COST 15       /* of a wrong tone, the least of what is no difference of case */
#define MARKS_COST 40      /* … of marks and tones of one word that is read otherwise */

#define PHRASE_WORD 24     /* bytes of a word of a phrase */
#define MARKS_NEAR 40      /* a word's marks may be misread … */
#define LETTERS_NEAR 130   /* … and of what is no word, letters */

struct strings_kept {
    char **items;
    size_t len, cap;
};

bool wording_covers(const struct sheet *s, size_t field)
{
    const struct slot *slot = &s->slots[field];
    enum paper_kind kind = s->type->def->fields.items[field].kind;
    return (kind == KIND_SUBJECT || kind == KIND_ISSUER) && sheet_is_official(s) &&
           slot->nruns && slot->raw && *slot->raw;
}

static int ask_line(struct box box, int id, bool again, struct questions *io)
{
    struct question *q = array_push(io);
    if (!q)
        return SO_ENOMEM;
    *q = (struct question){.id = again ? LOOK_AGAIN + id : LOOK_WORDING + id,
                           .box = box,
                           .as = LOOK_LINE,
                           .plane = again ? PLANE_GRAY : PLANE_CLEAN,
                           .best_model = !again};
    return SO_OK;
}

/* A word of the line is none, or was not read surely. */
static bool is_unsure(const struct layout *l, size_t first, size_t end)
{
    struct pieces words;
    pieces_of_run(l, first, end, &words);
    bool unsure = false;
    for (size_t i = 0; i < words.len; i++)
        unsure |= !words.items[i].good || words.items[i].confidence < SURE_WORD;
    return unsure;
}

int wording_ask(const struct sheet *s, struct questions *io)
{
    const struct box page = {0, 0, s->page->width, s->page->height};
    int r = SO_OK, h = s->layout.height;
    for (size_t i = 0; i < s->type->def->fields.len; i++) {
        bool beside = s->type->def->fields.items[i].kind == KIND_SUBJECT;
        for (size_t k = 0; wording_covers(s, i) && k < s->slots[i].nruns && r == SO_OK; k++) {
            size_t first = s->slots[i].runs[k].first, end = s->slots[i].runs[k].end;
            struct box line = layout_box(&s->layout, first, end);
            struct box box = box_intersect(box_grow(line, beside ? BESIDE * h : h / 2, h / 4), page);
            int id = (int)(i * SLOT_RUNS + k);
            if (box_is_empty(box))
                continue;
            r = ask_line(box, id, false, io);
            if (r == SO_OK && is_unsure(&s->layout, first, end))
                r = ask_line(box_intersect(box_grow(line, h / 2, h / 4), page), id, true, io);
        }
    }
    return r;
}

/* A word of the value, and what the other reading has in its place. */
struct choice_of {
    struct piece taken, other; /* other.text NULL: nothing */
    bool doubt;
};

struct wording {
    struct choice_of items[SLOT_RUNS * WORDS_MAX];
    size_t len;
};

/* Of two readings of one word the one that stands; in doubt where that is a guess. */
static struct choice_of choose(const struct piece *a, const struct piece *b)
{
    const struct piece *taken = b->good != a->good ? (b->good ? b : a) : b->confidence > a->confidence ? b : a;
    bool doubt = piece_same(a, b) ? !a->good || (a->confidence < WORD_LEAST && b->confidence < WORD_LEAST)
                            : a->good == b->good || taken->confidence < WORD_GOOD;
    return (struct choice_of){*taken, taken == a ? *b : *a, doubt};
}

static void add(const struct piece *taken, struct wording *io)
{
    if (io->len < sizeof io->items / sizeof *io->items)
        io->items[io->len++] = (struct choice_of){.taken = *taken};
}

/* One line: what both begin and end with, and between that the words in pairs, or the reading that is Vietnamese. */
static void merge(const struct pieces *first, const struct pieces *second, struct wording *out, bool *io_doubt)
{
    size_t begin = 0, end = 0, n = first->len, m = second->len;
    while (begin < n && begin < m && piece_same(&first->items[begin], &second->items[begin]))
        begin++;
    while (end < n - begin && end < m - begin && piece_same(&first->items[n - end - 1], &second->items[m - end - 1]))
        end++;
    size_t mine = n - begin - end, other = m - begin - end;
    bool pairs = mine == other,
         take_other = !pairs && pieces_all_good(second->items + begin, other) && !pieces_all_good(first->items + begin, mine);
    *io_doubt |= !m || (!pairs && (!mine || take_other == pieces_all_good(first->items + begin, mine)));
    for (size_t i = 0; i < n && out->len < sizeof out->items / sizeof *out->items; i++) {
        bool middle = i >= begin && i < n - end;
        if (!middle || pairs)
            out->items[out->len++] = choose(&first->items[i], &second->items[i < begin || pairs ? i : i + m - n]);
        else if (!take_other)
            add(&first->items[i], out);
        for (size_t k = 0; i + 1 == begin + mine && take_other && k < other; k++)
            add(&second->items[begin + k], out);
    }
}

/* The word of a reading in the place of a piece; NULL: none. */
static const struct piece *at_place(const struct pieces *words, const struct piece *p)
{
    for (size_t i = 0; i < words->len; i++) {
        int middle = words->items[i].box.x + words->items[i].box.w / 2;
        if (middle >= p->box.x && middle < box_right(p->box))
            return &words->items[i];
    }
    return NULL;
}

/*
 * What a third reading says of the words from `from` on. It is by the page's own model and errs as that does: it settles
 * a dispute where it sides with the other one, and is a guess at what neither read as a word.
 */
static void settle(struct wording *words, size_t from, const struct pieces *third, const struct pieces *second)
{
    for (size_t i = from; i < words->len; i++) {
        struct choice_of *c = &words->items[i];
        const struct piece *p = at_place(third, &c->taken), *other = at_place(second, &c->taken);
        if (!p || !p->good)
            continue;
        if (other && piece_same(p, other)) {
            c->doubt &= p->confidence < WORD_LEAST && other->confidence < WORD_LEAST;
            if (!piece_same(p, &c->taken)) {
                c->other = c->taken;
                c->taken = *p;
            }
        } else if (!c->taken.good) {
            c->other = c->taken;
            c->taken = *p;
            c->doubt = true;
        }
    }
}

static bool all_same(const struct pieces *a, const struct pieces *b)
{
    bool same = a->len == b->len && a->len;
    for (size_t i = 0; i < a->len && same; i++)
        same = piece_same(&a->items[i], &b->items[i]) && a->items[i].good;
    return same;
}

/* One line of a value from the page's reading and two looks at it, the second of which may have found nothing. */
static void vote(const struct pieces *first, const struct pieces *second, const struct pieces *third,
                 struct wording *words, bool *io_doubt)
{
    size_t from = words->len;
    if (first->len != second->len && all_same(second, third)) {
        merge(second, third, words, io_doubt); /* it was divided otherwise, and wrongly */
        return;
    }
    merge(first, second, words, io_doubt);
    settle(words, from, third, second);
}

static int put(const struct wording *words, struct buf *out)
{
    int r = SO_OK;
    for (size_t i = 0; i < words->len && r == SO_OK; i++) {
        const struct piece *p = &words->items[i].taken;
        size_t tail = p->text[p->len] == ',' || p->text[p->len] == ';' ? 1 : 0; /* with the punctuation behind it */
        bool broken = out->len && strchr("/-", out->data[out->len - 1]) && p->len > 1 && i && words->items[i - 1].taken.len > 1;
        r = out->len && !broken ? buf_append_char(out, ' ') : SO_OK; /* "04/2020/TT-" and "BTP" below */
        if (r == SO_OK)
            r = buf_append(out, p->text, p->len + tail);
    }
    return r;
}

/* The words that the second look found in the place of a field's line. */
static void pieces_of_answer(const struct answers *answers, int id, struct pieces *ret)
{
    *ret = (struct pieces){.len = 0};
    for (size_t i = 0; i < answers->len; i++)
        for (size_t w = 0; answers->items[i].id == id && w < answers->items[i].words.len; w++) {
            const struct word *word = &answers->items[i].words.items[w];
            pieces_add(word->text, word->box, word->confidence, ret);
        }
}

static int adopt(struct sheet *s, size_t field, const char *text)
{
    struct slot *slot = &s->slots[field];
    struct reading reading = {0};
    int r = kind_read(s->rules, &s->type->def->fields.items[field], text, &reading);
    const char *value = slot->reading.value;
    if (r != SO_OK || !*reading.value || !value || !strcmp(reading.value, value)) {
        reading_clear(&reading);
        return r;
    }
    reading_clear(&slot->reading);
    slot->reading = reading;
    slot->reading.changed = true;
    free(slot->evidence);
    slot->evidence = strdup(EVIDENCE_LOOK);
    return slot->evidence ? SO_OK : SO_ENOMEM;
}

/* Two words that stand elsewhere on the page with other marks: "hanh chính" in the subject, "hành chính" in the text.
 */
static bool differs_elsewhere(const struct sheet *s, const struct slot *slot, const struct piece *pair)
{
    const struct tokens *tokens = &s->layout.tokens;
    for (size_t t = 0; t + 1 < tokens->len; t++) {
        struct pieces other = {.len = 0};
        bool own = false;
        for (size_t k = 0; k < slot->nruns; k++)
            own |= t + 1 >= slot->runs[k].first && t < slot->runs[k].end;
        if (own || tokens->items[t].filler || tokens->items[t + 1].filler)
            continue;
        pieces_add(tokens->items[t].text, tokens->items[t].box, tokens->items[t].confidence, &other);
        pieces_add(tokens->items[t + 1].text, tokens->items[t + 1].box, tokens->items[t + 1].confidence, &other);
        bool alike = other.len == 2, same = true;
        for (size_t i = 0; i < 2 && alike; i++) {
            uint32_t cost =
                viet_distance(pair[i].text, pair[i].len, other.items[i].text, other.items[i].len, MARKS_COST);
            alike = other.items[i].good && cost != VIET_DISTANCE_FAR;
            same &= cost < MARK_COST;
        }
        if (alike && !same)
            return true;
    }
    return false;
}

static bool is_contradicted(const struct sheet *s, size_t field)
{
    const struct slot *slot = &s->slots[field];
    struct pieces words = {.len = 0};
    char *text = slot->reading.value ? strdup(slot->reading.value) : NULL, *rest = text;
    bool found = false;
    for (char *word = text ? strtok_r(text, " ", &rest) : NULL; word; word = strtok_r(NULL, " ", &rest))
        pieces_add(word, (struct box){0, 0, 0, 0}, 1, &words);
    for (size_t i = 0; i + 1 < words.len && !found; i++)
        found = differs_elsewhere(s, slot, &words.items[i]);
    free(text);
    return found;
}

/* Small letters of a piece; "" where it is too long for a word of a phrase. */
static void lower(const struct piece *p, char out[PHRASE_WORD])
{
    struct buf text = BUF_INIT;
    bool fits = viet_lower(p->text, p->len, &text) == SO_OK && text.len < PHRASE_WORD;
    snprintf(out, PHRASE_WORD, "%s", fits ? buf_str(&text) : "");
    buf_free(&text);
}

/* Another word in the place of a piece: its first letter stays a capital, and what followed it follows. */
static int respell(struct wording *words, size_t i, const char *known, struct strings_kept *kept)
{
    struct piece *p = &words->items[i].taken;
    struct buf text = BUF_INIT;
    bool upper = piece_shape(p->text, p->len).first_capital;
    int r = upper ? viet_title(known, strlen(known), &text) : buf_append_str(&text, known);
    size_t len = text.len;
    if (r == SO_OK && (p->text[p->len] == ',' || p->text[p->len] == ';'))
        r = buf_append_char(&text, p->text[p->len]);
    char **slot = r == SO_OK ? array_push(kept) : NULL;
    if (!slot) {
        buf_free(&text);
        return SO_ENOMEM;
    }
    *slot = buf_steal(&text);
    if (!*slot)
        return SO_ENOMEM;
    p->text = *slot;
    p->len = len;
    p->good = true;
    return SO_OK;
}

/*
 * One word by its neighbours: known beside them it stands; a near word that stands beside them in known phrases takes
 * its place. Without doubt only where both neighbours, or the other reading, say so.
 */
static int weigh_word(const struct phrase_pairs *pairs, struct wording *words, size_t i, struct strings_kept *kept)
{
    char before[PHRASE_WORD] = "", word[PHRASE_WORD], after[PHRASE_WORD] = "", other[PHRASE_WORD] = "";
    struct choice_of *c = &words->items[i];
    int sides = 0;
    lower(&c->taken, word);
    if (c->other.text)
        lower(&c->other, other);
    if (i)
        lower(&words->items[i - 1].taken, before);
    if (i + 1 < words->len)
        lower(&words->items[i + 1].taken, after);
    const struct shape shape = piece_shape(c->taken.text, c->taken.len);
    if (!*word || piece_is_figures(word, strlen(word), &shape))
        return SO_OK;
    int known = (*before && phrases_have(pairs, before, word)) + (*after && phrases_have(pairs, word, after));
    if (known) {
        c->doubt &= known < 2 && c->taken.confidence < WORD_LEAST;
        return SO_OK;
    }
    int others = *other ? (*before && phrases_have(pairs, before, other)) + (*after && phrases_have(pairs, other, after)) : 0;
    if (others) {
        c->doubt &= others < 2 && c->other.confidence < WORD_LEAST;
        c->taken = c->other;
        return SO_OK;
    }
    /* "giệc" between "về" and "phê duyệt": a syllable, but none that any phrase has. */
    uint32_t limit = c->taken.good && phrases_know(pairs, word) ? MARKS_NEAR : LETTERS_NEAR;
    const char *near = phrases_nearest(pairs, *before ? before : NULL, word, *after ? after : NULL, limit, &sides);
    if (!near || !strcmp(near, word))
        return SO_OK;
    if (c->taken.good && sides < 2 &&
        viet_distance(word, strlen(word), near, strlen(near), MARKS_NEAR) == VIET_DISTANCE_FAR) {
        c->doubt = true; /* another letter for a syllable: one neighbour is not enough */
        return SO_OK;
    }
    bool heard = !strcmp(near, other);
    c->doubt = !heard && sides < 2;
    return respell(words, i, near, kept);
}

/* The subject's words by the phrases of which such texts are made: its definition's, and the names of papers. */
static int weigh_phrases(const struct sheet *s, size_t field, struct wording *words, struct strings_kept *kept)
{
    const struct paper_defs *defs = &s->rules->defs;
    const struct conf_strings *values = &s->type->def->fields.items[field].values;
    struct phrase_pairs pairs = {0};
    int r = SO_OK;
    for (size_t i = 0; i < values->len && r == SO_OK; i++)
        r = phrases_add(&pairs, values->items[i]);
    for (size_t i = 0; values->len && i < defs->len && r == SO_OK; i++)
        r = phrases_add(&pairs, defs->items[i].title_vi);
    for (size_t i = 0; pairs.len && i < words->len && r == SO_OK; i++)
        r = weigh_word(&pairs, words, i, kept);
    phrases_clear(&pairs);
    return r;
}

static int take(struct sheet *s, size_t field, const struct answers *answers)
{
    struct slot *slot = &s->slots[field];
    struct buf text = BUF_INIT;
    struct strings_kept kept = {0};
    struct wording *words = calloc(1, sizeof *words);
    bool doubt = false;
    int r = words ? SO_OK : SO_ENOMEM;
    for (size_t k = 0; k < slot->nruns && r == SO_OK; k++) {
        struct pieces first, second, third;
        pieces_of_run(&s->layout, slot->runs[k].first, slot->runs[k].end, &first);
        pieces_of_answer(answers, LOOK_WORDING + (int)(field * SLOT_RUNS + k), &second);
        pieces_of_answer(answers, LOOK_AGAIN + (int)(field * SLOT_RUNS + k), &third);
        doubt |= pieces_have_foreign_capitals(&first) || pieces_have_strokes(&first);
        if (s->type->def->fields.items[field].kind == KIND_SUBJECT)
            pieces_drop_stamp(&first);
        bool more = false, beyond = false;
        second = pieces_in_place(&first, &second, s->layout.height, &more);
        third = pieces_in_place(&first, &third, s->layout.height, &beyond);
        doubt |= more;
        vote(&first, &second, &third, words, &doubt);
    }
    if (r == SO_OK && s->type->def->fields.items[field].kind == KIND_SUBJECT)
        r = weigh_phrases(s, field, words, &kept);
    for (size_t i = 0; r == SO_OK && i < words->len; i++)
        doubt |= words->items[i].doubt;
    if (r == SO_OK)
        r = put(words, &text);
    if (r == SO_OK && text.len)
        r = adopt(s, field, buf_str(&text));
    slot->doubtful |= doubt || is_contradicted(s, field);
    for (size_t i = 0; i < kept.len; i++)
        free(kept.items[i]);
    array_free(&kept);
    free(words);
    buf_free(&text);
    return r;
}

int wording_take(struct sheet *s, const struct answers *answers)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++)
        if (wording_covers(s, i))
            r = take(s, i, answers);
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++)
        if (s->type->def->fields.items[i].kind == KIND_ISSUER)
            r = office_name_mend(s, i);
    return r;
}
