/*
 * Words that nothing else on the paper confirms: a document's agency and subject. Each
 * line of them is read a second time, by the other model where there is one; a word stands without doubt where both
 * readings have it, or where only one of them is Vietnamese. What remains unlikely is given as doubtful, not as read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "paper/phrases.h"
#include "viet/distance.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define WORDS_MAX 40       /* of a line */
#define BESIDE 3           /* heights on both sides in which words that were cut off are looked for */
#define WORD_GOOD 0.8f     /* confidence of a word that stands against one that is no word */
#define WORD_LEAST 0.7f    /* … of a word that both readings have */
#define MARK_COST 15       /* of a wrong tone, the least of what is no difference of case */
#define MARKS_COST 40      /* … of marks and tones of one word that is read otherwise */
#define ABBREVIATION_MAX 6 /* capitals: "UBND", "HĐND", "TTHC" */

#define PHRASE_WORD 24     /* bytes of a word of a phrase */
#define MARKS_NEAR 40      /* a word's marks may be misread … */
#define LETTERS_NEAR 130   /* … and of what is no word, letters */

struct strings_kept {
    char **items;
    size_t len, cap;
};

struct piece {
    struct box box;
    const char *text;
    size_t len; /* without outer punctuation */
    float confidence;
    bool good; /* a syllable, a number or an abbreviation, in one case */
};

struct pieces {
    struct piece items[WORDS_MAX];
    size_t len;
};

bool wording_covers(const struct sheet *s, size_t field)
{
    const struct slot *slot = &s->slots[field];
    enum paper_kind kind = s->type->def->fields.items[field].kind;
    return (kind == KIND_SUBJECT || kind == KIND_ISSUER) && sheet_is_official(s) &&
           slot->nruns && slot->raw && *slot->raw;
}

int wording_ask(const struct sheet *s, struct questions *io)
{
    const struct box page = {0, 0, s->page->width, s->page->height};
    for (size_t i = 0; i < s->type->def->fields.len; i++) {
        bool beside = s->type->def->fields.items[i].kind == KIND_SUBJECT;
        for (size_t k = 0; wording_covers(s, i) && k < s->slots[i].nruns; k++) {
            struct box box = layout_box(&s->layout, s->slots[i].runs[k].first, s->slots[i].runs[k].end);
            int h = s->layout.height;
            box = box_intersect(box_grow(box, beside ? BESIDE * h : h / 2, h / 4), page);
            struct question *q = box_is_empty(box) ? NULL : array_push(io);
            if (!q)
                return box_is_empty(box) ? SO_OK : SO_ENOMEM;
            *q = (struct question){.id = LOOK_WORDING + (int)(i * SLOT_RUNS + k),
                                   .box = box,
                                   .as = LOOK_LINE,
                                   .plane = PLANE_CLEAN,
                                   .best_model = true};
        }
    }
    return SO_OK;
}

/* How many letters of a word are capitals, and of what else it is made. */
struct shape {
    size_t letters, capitals, toned, digits, others;
    bool first_capital;
};

static struct shape shape_of(const char *s, size_t len)
{
    struct shape out = {0};
    for (size_t at = 0; at < len;) {
        bool first = at == 0;
        struct viet_letter l;
        int32_t cp = viet_next(s, len, &at);
        if (viet_letter_split(cp, &l)) {
            out.letters++;
            out.capitals += l.upper;
            out.toned += l.tone != VIET_NGANG || (l.mark != VIET_PLAIN && l.mark != VIET_STROKE);
            out.first_capital |= first && l.upper;
        } else if (viet_is_digit(cp)) {
            out.digits++;
        } else {
            out.others++;
        }
    }
    return out;
}

/*
 * Numbers with their marks ("24/KH-UBND", "100%"), dashes: not for the grammar of syllables. A digit right beside small
 * letters is a misread letter: "0iệc", "phạm 0i".
 */
static bool is_figures(const char *s, size_t len, const struct shape *shape)
{
    bool amid = shape->letters > shape->capitals && !shape->others;
    return (shape->digits && !amid) || (len == 1 && strchr("-/&", *s));
}

static bool is_good(const char *s, size_t len)
{
    struct viet_syllable syllable;
    struct shape shape = shape_of(s, len);
    bool roman = strspn(s, "IVX") >= len && len <= 4;
    if (is_figures(s, len, &shape))
        return true;
    if (shape.others || !shape.letters)
        return len > 2 && memchr(s + 1, '-', len - 2) != NULL && shape.others == 1; /* "TP-HT" */
    if (roman ||
        (shape.capitals == shape.letters && shape.letters > 1 && !shape.toned && shape.letters <= ABBREVIATION_MAX))
        return true;
    bool one_case =
        shape.capitals == 0 || (shape.capitals == 1 && shape.first_capital) || shape.capitals == shape.letters;
    return one_case && viet_syllable_parse(s, len, &syllable);
}

static void trim(const char **io_s, size_t *io_len)
{
    while (*io_len && strchr(".,;:()\"'", (*io_s)[*io_len - 1]))
        --*io_len;
    while (*io_len && strchr("(\"'", **io_s)) {
        ++*io_s;
        --*io_len;
    }
}

static void add_piece(const char *text, struct box box, float confidence, struct pieces *io)
{
    struct piece p = {box, text, strlen(text), confidence, false};
    trim(&p.text, &p.len);
    if (!p.len || io->len >= WORDS_MAX)
        return;
    p.good = is_good(p.text, p.len);
    io->items[io->len++] = p;
}

static void pieces_of_run(const struct layout *l, size_t first, size_t end, struct pieces *ret)
{
    *ret = (struct pieces){.len = 0};
    for (size_t t = first; t < end; t++)
        if (!l->tokens.items[t].filler)
            add_piece(l->tokens.items[t].text, l->tokens.items[t].box, l->tokens.items[t].confidence, ret);
}

static bool same(const struct piece *a, const struct piece *b)
{
    return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

static bool is_capital_word(const struct piece *p)
{
    struct viet_syllable syllable;
    struct shape shape = shape_of(p->text, p->len);
    return shape.letters > 1 && shape.capitals == shape.letters && !shape.digits && !shape.others &&
           viet_syllable_parse(p->text, p->len, &syllable);
}

/* Capitals among small letters: another line, or a stamp, was read into this one. */
static bool has_foreign_capitals(const struct pieces *p)
{
    size_t small = 0, capital = 0;
    for (size_t i = 0; i < p->len; i++) {
        struct shape shape = shape_of(p->items[i].text, p->items[i].len);
        small += shape.letters > 1 && !shape.capitals;
        capital += is_capital_word(&p->items[i]);
    }
    return small > 1 && capital > 0 && capital < p->len;
}

/*
 * The words of the second reading in the place of the first one's. *ret_more: a word stands close before or behind
 * them, where none was read at first.
 */
static struct pieces in_place(const struct pieces *first, const struct pieces *second, int near, bool *ret_more)
{
    struct pieces out = {.len = 0};
    *ret_more = false;
    if (!first->len)
        return out;
    int x0 = first->items[0].box.x, x1 = box_right(first->items[first->len - 1].box);
    for (size_t i = 0; i < second->len; i++) {
        const struct piece *p = &second->items[i];
        int middle = p->box.x + p->box.w / 2;
        if (middle >= x0 && middle < x1)
            out.items[out.len++] = *p;
        else
            *ret_more |= p->good && (middle < x0 ? x0 - box_right(p->box) : p->box.x - x1) < near;
    }
    return out;
}

static bool all_good(const struct piece *pieces, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!pieces[i].good || pieces[i].confidence < WORD_GOOD)
            return false;
    return n > 0;
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
    bool doubt = same(a, b) ? !a->good || (a->confidence < WORD_LEAST && b->confidence < WORD_LEAST)
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
    while (begin < n && begin < m && same(&first->items[begin], &second->items[begin]))
        begin++;
    while (end < n - begin && end < m - begin && same(&first->items[n - end - 1], &second->items[m - end - 1]))
        end++;
    size_t mine = n - begin - end, other = m - begin - end;
    bool pairs = mine == other,
         take_other = !pairs && all_good(second->items + begin, other) && !all_good(first->items + begin, mine);
    *io_doubt |= !m || (!pairs && (!mine || take_other == all_good(first->items + begin, mine)));
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

/* Words of a stamp before a line of small letters: "ĐẾN Thực hiện công tác …". */
static void drop_stamp(struct pieces *io)
{
    size_t n = 0;
    while (n < io->len && (is_capital_word(&io->items[n]) || (n && !io->items[n].good)))
        n++;
    if (!n || n == io->len || !has_foreign_capitals(io))
        return;
    memmove(io->items, io->items + n, (io->len - n) * sizeof *io->items);
    io->len -= n;
}

/* The words that the second look found in the place of a field's line. */
static void pieces_of_answer(const struct answers *answers, int id, struct pieces *ret)
{
    *ret = (struct pieces){.len = 0};
    for (size_t i = 0; i < answers->len; i++)
        for (size_t w = 0; answers->items[i].id == id && w < answers->items[i].words.len; w++) {
            const struct word *word = &answers->items[i].words.items[w];
            add_piece(word->text, word->box, word->confidence, ret);
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
        add_piece(tokens->items[t].text, tokens->items[t].box, tokens->items[t].confidence, &other);
        add_piece(tokens->items[t + 1].text, tokens->items[t + 1].box, tokens->items[t + 1].confidence, &other);
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
        add_piece(word, (struct box){0, 0, 0, 0}, 1, &words);
    for (size_t i = 0; i + 1 < words.len && !found; i++)
        found = differs_elsewhere(s, slot, &words.items[i]);
    free(text);
    return found;
}

/* Strokes side by side are miscounted: "III" is read as II as surely. */
static bool has_strokes(const struct pieces *p)
{
    for (size_t i = 0; i < p->len; i++)
        if (p->items[i].len > 1 && strspn(p->items[i].text, "I") >= p->items[i].len)
            return true;
    return false;
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
    bool upper = shape_of(p->text, p->len).first_capital;
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
    const struct shape shape = shape_of(c->taken.text, c->taken.len);
    if (!*word || is_figures(word, strlen(word), &shape))
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
    uint32_t limit = c->taken.good ? MARKS_NEAR : LETTERS_NEAR;
    const char *near = phrases_nearest(pairs, *before ? before : NULL, word, *after ? after : NULL, limit, &sides);
    if (!near || !strcmp(near, word))
        return SO_OK;
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
        struct pieces first, second;
        pieces_of_run(&s->layout, slot->runs[k].first, slot->runs[k].end, &first);
        pieces_of_answer(answers, LOOK_WORDING + (int)(field * SLOT_RUNS + k), &second);
        doubt |= has_foreign_capitals(&first) || has_strokes(&first);
        if (s->type->def->fields.items[field].kind == KIND_SUBJECT)
            drop_stamp(&first);
        bool more = false;
        second = in_place(&first, &second, s->layout.height, &more);
        doubt |= more;
        merge(&first, &second, words, &doubt);
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
