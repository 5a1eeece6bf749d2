/*
 * Words of values that the recogniser is not quite sure of, each read twice more: alone by the fast model, and between
 * its neighbours by the better one; at the best quality also the other way round, without rules and seals. A model is
 * sure of wrong letters more often than its confidence says, but seldom of the same ones twice: what a word is, all say
 * together, letter by letter with the alternatives that they considered.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "paper/letters.h"
#include "viet/fold.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define SURE_WORD 0.93f /* read so surely, a word is not asked about … */
#define FAST_WORDS 16   /* … and no more than these, … */
#define DISPUTED_WORDS 6 /* … and these whose marks look otherwise, however surely they were read */
#define BEST_SURE 0.955f /* … at the best quality */
#define BEST_WORDS 30
#define FAST_LOOKS 2 /* at each word … */
#define LOOKS 4      /* … and at the best quality */
#define PAGE LOOKS   /* behind them, as an opinion: the page's own reading */
#define OPINIONS (LOOKS + 1)
#define LETTERS_MAX 24
#define LETTER_LEAST 0.01f /* share of a letter that a look did not think of */
#define LOOK_LEAST 0.003f  /* … of a word that it divides otherwise */
#define READ_WEIGHT 0.5f   /* of the page's own reading, whose letters are not known */
#define READ_OTHER 0.3f    /* share of its doubt that falls to one other word */
#define MARGIN 0.7f        /* log of how much likelier another word must be */
#define CLOSE 0.7f         /* nearer to that, whichever stands is doubtful */
#define WEAK 0.5f        /* share of a letter that stands, in the mean of the looks, below which it is doubtful */
#define STRANGE 1.0f       /* log of how much less likely a word is that the grammar does not know */
#define SHAPE_WEIGHT 0.5f  /* of the shapes of its letters, where they speak for other marks */
#define MENDED 0.75f       /* confidence of a value with a word that two looks changed */

/* Values of words that are not looked at as whole lines (wording.c, signer.c) or figures (numerals.c). */
static bool takes_words(const struct sheet *s, size_t field)
{
    if (wording_covers(s, field) || numerals_cover(s, field))
        return false;
    switch (s->type->def->fields.items[field].kind) {
    case KIND_NAME:
    case KIND_PLACE:
    case KIND_TEXT:
    case KIND_ETHNIC:
    case KIND_NATION:
    case KIND_SUBJECT:
    case KIND_DATE_WORDS:
    case KIND_ID_PAPER:
        return true;
    default:
        return false;
    }
}

/* Daggers, as which the recogniser writes a t by hand, are letters. */
static int32_t likely(int32_t cp)
{
    return cp == 0x2020 || cp == 0x2021 ? 't' : cp;
}

static bool is_outer(int32_t cp)
{
    cp = likely(cp);
    return !viet_is_letter(cp) && !viet_is_digit(cp) && !viet_is_combining(cp);
}

/* A word's letters without the punctuation around it. */
struct core {
    int32_t letters[LETTERS_MAX];
    size_t len;
    size_t start, end; /* bytes of the word */
};

/* False for what has no letters, too many of them, or digits. */
static bool core_of(const char *text, struct core *ret)
{
    size_t len = strlen(text);
    *ret = (struct core){0};
    for (size_t at = 0; at < len;) {
        size_t from = at;
        int32_t cp = viet_next(text, len, &at);
        if (is_outer(cp))
            continue;
        ret->start = ret->end ? ret->start : from;
        ret->end = at;
    }
    for (size_t at = ret->start; at < ret->end;) {
        int32_t cp = viet_next(text, ret->end, &at);
        if (ret->len == LETTERS_MAX || viet_is_digit(cp))
            return false;
        ret->letters[ret->len++] = likely(cp);
    }
    return ret->len > 0;
}

static bool is_strange(const char *text, const struct core *core)
{
    struct viet_syllable syllable;
    return !viet_syllable_parse(text + core->start, core->end - core->start, &syllable);
}

/* Capitals without a vowel, "TTXH": no word at all. */
static bool is_acronym(const struct core *core)
{
    for (size_t i = 0; i < core->len; i++) {
        struct viet_letter l;
        if (!viet_letter_split(core->letters[i], &l) || !l.upper || viet_is_vowel(l))
            return false;
    }
    return core->len > 1;
}

static bool is_doubted(const struct word *w, float sure)
{
    struct core core;
    if (!core_of(w->text, &core) || core.len < 2 || is_acronym(&core))
        return false;
    return w->confidence < sure || w->nglyphs || is_strange(w->text, &core);
}

/* The word between its neighbours on its line. */
static struct box with_neighbours(const struct page *page, size_t i)
{
    const struct word *w = &page->words.items[i];
    struct box box = w->box;
    for (int step = -1; step <= 1; step += 2) {
        size_t k = i + (size_t)step;
        const struct word *n = k < page->words.len ? &page->words.items[k] : NULL;
        int gap = !n ? 0 : step < 0 ? w->box.x - box_right(n->box) : n->box.x - box_right(w->box);
        if (n && n->line == w->line && gap > -w->box.h / 2 && gap < 2 * w->box.h)
            box = box_union(box, n->box);
    }
    return box;
}

/* How each look is taken. */
static const struct {
    bool wide, best_model;
    enum look_plane plane;
} ways[LOOKS] = {{false, false, PLANE_GRAY}, {true, true, PLANE_GRAY}, {false, true, PLANE_CLEAN}, {true, false, PLANE_CLEAN}};

static int ask(const struct sheet *s, size_t word, int look, struct questions *io)
{
    const struct box whole = {0, 0, s->page->width, s->page->height};
    int margin = s->layout.height / 4;
    struct box box = ways[look].wide ? with_neighbours(s->page, word) : s->page->words.items[word].box;
    struct question *q = array_push(io);
    if (!q)
        return SO_ENOMEM;
    *q = (struct question){.id = LOOK_DOUBTS + LOOKS * (int)word + look,
                           .box = box_intersect(box_grow(box, margin, margin), whole),
                           .as = LOOK_LINE,
                           .plane = ways[look].plane,
                           .best_model = ways[look].best_model};
    return SO_OK;
}

struct doubt {
    size_t word, field;
    float confidence;
};

static int by_confidence(const void *a, const void *b)
{
    const struct doubt *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? 1 : -1;
    return (x->word > y->word) - (x->word < y->word);
}

int doubts_ask(const struct sheet *s, struct questions *io)
{
    struct {
        struct doubt *items;
        size_t len, cap;
    } doubts = {0};
    bool best = s->page->quality == QUALITY_BEST;
    size_t most = best ? BEST_WORDS : FAST_WORDS;
    int r = SO_OK, looks = best ? LOOKS : FAST_LOOKS;
    for (size_t i = 0; i < s->page->words.len && r == SO_OK; i++) {
        const struct word *w = &s->page->words.items[i];
        size_t field = is_doubted(w, best ? BEST_SURE : SURE_WORD) ? mends_field(s, w, takes_words) : s->type->def->fields.len;
        if (field == s->type->def->fields.len || s->slots[field].state == FIELD_UNREADABLE)
            continue;
        struct doubt *d = array_push(&doubts);
        if (!d)
            r = SO_ENOMEM;
        else
            *d = (struct doubt){i, field, w->confidence};
    }
    if (doubts.len)
        qsort(doubts.items, doubts.len, sizeof *doubts.items, by_confidence);
    size_t disputed = 0, others = 0;
    for (size_t i = 0; i < doubts.len && r == SO_OK; i++) {
        bool by_marks = s->page->words.items[doubts.items[i].word].nglyphs && disputed < DISPUTED_WORDS;
        if (!by_marks && others >= most)
            continue;
        disputed += by_marks;
        others += !by_marks;
        for (int look = 0; look < looks && r == SO_OK; look++)
            r = ask(s, doubts.items[i].word, look, io);
    }
    array_free(&doubts);
    return r == SO_OK ? letters_ask(s, takes_words, io) : r;
}

/* The word of an answer that stands in the place of the one that was asked about; NULL when it was divided otherwise. */
static const struct word *at_place(const struct answer *a, struct box box)
{
    const struct word *best = NULL;
    int most = box.w / 2;
    for (size_t i = 0; a && i < a->words.len; i++) {
        struct box common = box_intersect(a->words.items[i].box, box);
        if (!box_is_empty(common) && common.w > most && a->words.items[i].box.w < box.w + box.h) {
            most = common.w;
            best = &a->words.items[i];
        }
    }
    return best;
}

/* A look at a word: what it read, and each letter's alternatives. */
struct look {
    bool taken;
    const struct word *word; /* NULL: nothing */
    struct core core;
    const struct glyph *glyphs; /* core.len of them, or NULL */
};

static int32_t letter_of(const struct choice *c)
{
    size_t at = 0, len = strlen(c->text);
    return len ? likely(viet_next(c->text, len, &at)) : 0;
}

static struct look look_of(const struct word *w)
{
    struct look look = {0};
    if (!w || !core_of(w->text, &look.core))
        return look;
    look.word = w;
    size_t before = 0;
    while (before < w->nglyphs && w->glyphs[before].nchoices && is_outer(letter_of(&w->glyphs[before].choices[0])))
        before++;
    if (before + look.core.len <= w->nglyphs)
        look.glyphs = w->glyphs + before;
    return look;
}

/* The share that a letter has among those that the look considered. */
static float share_of(const struct glyph *g, int32_t letter)
{
    float sum = 0, own = 0;
    for (size_t i = 0; i < g->nchoices; i++) {
        sum += g->choices[i].confidence;
        own += letter_of(&g->choices[i]) == letter ? g->choices[i].confidence : 0;
    }
    return sum > 0 && own / sum > LETTER_LEAST ? own / sum : LETTER_LEAST;
}

static bool same_core(const struct core *a, const struct core *b)
{
    return a->len == b->len && !memcmp(a->letters, b->letters, a->len * sizeof *a->letters);
}

/* How likely a look finds a word, a logarithm. */
static float support(const struct look *look, const struct core *word)
{
    float sum = 0;
    if (!look->word || !look->glyphs || look->core.len != word->len) {
        bool same = look->word && same_core(&look->core, word);
        return same ? logf(fmaxf(look->word->confidence, LOOK_LEAST)) : logf(LOOK_LEAST);
    }
    for (size_t i = 0; i < word->len; i++)
        sum += logf(share_of(&look->glyphs[i], word->letters[i]));
    return fmaxf(sum, logf(LOOK_LEAST));
}

/*
 * Two opinions that do not rule the word out: one that only one of them can think of changes nothing. Opinions are the
 * looks', and that of the letters' shapes where it is another than the page's reading.
 */
static bool is_thinkable(const struct look opinions[OPINIONS], const struct core *word)
{
    int can = 0;
    for (int i = 0; i < OPINIONS; i++)
        can += (i == PAGE ? opinions[i].glyphs != NULL : opinions[i].taken) &&
               support(&opinions[i], word) > logf(LOOK_LEAST);
    return can > 1;
}

/* What each look weighs: however many there are, together as much as two. */
static float look_weight(const struct look looks[LOOKS])
{
    int taken = 0;
    for (int i = 0; i < LOOKS; i++)
        taken += looks[i].taken;
    return taken ? (float)FAST_LOOKS / (float)taken : 0;
}

static float likelihood(const struct word *read, const char *text, const struct core *core, const struct look looks[LOOKS])
{
    struct look own = look_of(read);
    bool same = same_core(&own.core, core);
    float first = same ? read->confidence : (1 - read->confidence) * READ_OTHER;
    float sum = READ_WEIGHT * logf(fmaxf(first, LETTER_LEAST)) - (is_strange(text, core) ? STRANGE : 0);
    if (own.glyphs) /* the shapes of its letters were disputed */
        sum += SHAPE_WEIGHT * support(&own, core);
    for (int i = 0; i < LOOKS; i++)
        if (looks[i].taken)
            sum += look_weight(looks) * support(&looks[i], core);
    return sum;
}

static bool ends_with_comma(const char *text)
{
    size_t n = strlen(text);
    return n && text[n - 1] == ',';
}

/* The other core between the punctuation of what was read; a comma that both looks see and the page's reading lost. */
static int put_between(const struct word *read, const struct core *own, const char *text, const struct core *core,
                       const struct look looks[LOOKS], struct buf *out)
{
    int r = buf_append(out, read->text, own->start);
    if (r == SO_OK)
        r = buf_append(out, text + core->start, core->end - core->start);
    if (r == SO_OK)
        r = buf_append_str(out, read->text + own->end);
    bool comma = !read->text[own->end] && looks[0].word && looks[1].word && ends_with_comma(looks[0].word->text) &&
                 ends_with_comma(looks[1].word->text);
    return r == SO_OK && comma ? buf_append_char(out, ',') : r;
}

/* How likely all of them find a letter at a place, a logarithm. */
static float votes(const struct look opinions[OPINIONS], size_t place, int32_t letter)
{
    const struct look *read = &opinions[PAGE];
    float sum = 0, weight = look_weight(opinions);
    for (int i = 0; i < OPINIONS; i++)
        if (opinions[i].glyphs)
            sum += (i == PAGE ? SHAPE_WEIGHT : weight) * logf(share_of(&opinions[i].glyphs[place], letter));
    if (!read->glyphs && read->core.letters[place] != letter)
        sum += READ_WEIGHT * logf(fmaxf((1 - read->word->confidence) * READ_OTHER, LETTER_LEAST));
    return sum;
}

static int32_t vote_letter(const struct look opinions[OPINIONS], size_t place)
{
    int32_t best = opinions[PAGE].core.letters[place];
    float most = votes(opinions, place, best);
    for (int i = 0; i < OPINIONS; i++)
        for (size_t k = 0; opinions[i].glyphs && k < opinions[i].glyphs[place].nchoices; k++) {
            int32_t letter = letter_of(&opinions[i].glyphs[place].choices[k]);
            float value = votes(opinions, place, letter);
            if (value > most && !is_outer(letter)) {
                most = value;
                best = letter;
            }
        }
    return best;
}

/*
 * The word of the letters that looks and page together find likeliest, each for itself: one look may be right about the
 * first letter and the other about the last. False where fewer than two looks divide it as the page does.
 */
static bool vote(const struct look opinions[OPINIONS], char ret_text[LETTERS_MAX * 4 + 1])
{
    struct look alike[OPINIONS];
    size_t used = 0, len = opinions[PAGE].core.len;
    int usable = 0;
    memcpy(alike, opinions, sizeof alike);
    for (int i = 0; i < LOOKS; i++) {
        alike[i].taken = alike[i].glyphs && alike[i].core.len == len;
        if (!alike[i].taken)
            alike[i].glyphs = NULL;
        usable += alike[i].taken;
    }
    if (usable < FAST_LOOKS)
        return false;
    for (size_t place = 0; place < len; place++)
        used += viet_put(vote_letter(alike, place), ret_text + used);
    ret_text[used] = '\0';
    return true;
}

/* What a look gives a letter of a word that it divides in the same way; below 0 where it says nothing. */
static float share_at(const struct look *look, const struct core *word, size_t place)
{
    if (!look->word || look->core.len != word->len)
        return -1;
    if (look->glyphs)
        return share_of(&look->glyphs[place], word->letters[place]);
    return look->core.letters[place] == word->letters[place] ? 1 : 0;
}

/* Of a letter that stands, the looks together find others as likely. */
static bool is_weak(const struct look looks[LOOKS], const struct core *word)
{
    for (size_t place = 0; place < word->len; place++) {
        float sum = 0;
        int n = 0;
        for (int i = 0; i < LOOKS; i++) {
            float share = share_at(&looks[i], word, place);
            sum += fmaxf(share, 0);
            n += share >= 0;
        }
        if (sum < WEAK * (float)n)
            return true;
    }
    return false;
}

/* The likeliest of what they read, as a whole word with its punctuation; *ret_close: none is clearly so. */
static int weigh(const struct word *read, const struct look looks[LOOKS], struct buf *out, bool *ret_close)
{
    struct core own, core, best_core;
    *ret_close = false;
    if (!core_of(read->text, &own))
        return buf_append_str(out, read->text);
    char voted[LETTERS_MAX * 4 + 1];
    struct look opinions[OPINIONS];
    const char *texts[OPINIONS];
    for (int i = 0; i < LOOKS; i++) {
        opinions[i] = looks[i];
        texts[i] = looks[i].word ? looks[i].word->text : NULL;
    }
    opinions[PAGE] = look_of(read);
    texts[PAGE] = vote(opinions, voted) ? voted : NULL;
    const char *best = NULL;
    float most = 0;
    for (int i = 0; i < OPINIONS; i++) {
        /* Whether a letter is a capital, its neighbours tell better than a look at the word alone. */
        if (!texts[i] || !core_of(texts[i], &core) || same_core(&core, &own) || viet_same_key(texts[i], read->text) ||
            !is_thinkable(opinions, &core))
            continue;
        float value = likelihood(read, texts[i], &core, looks);
        if (!best || value > most) {
            most = value;
            best = texts[i];
            best_core = core;
        }
    }
    float gain = best ? most - likelihood(read, read->text, &own, looks) : 0;
    *ret_close = (best && fabsf(gain - MARGIN) < CLOSE) || is_weak(looks, best && gain > MARGIN ? &best_core : &own);
    return best && gain > MARGIN ? put_between(read, &own, best, &best_core, looks, out)
                                 : put_between(read, &own, read->text, &own, looks, out);
}

/* What the looks read, for whoever knows the name: the value as each of them would have it. */
static int hear(struct sheet *s, size_t field, const struct word *read, const struct look looks[LOOKS],
                const struct mends *mends)
{
    int r = SO_OK;
    for (int i = 0; i < LOOKS && r == SO_OK; i++) {
        char *text = NULL;
        if (!looks[i].word || !strcmp(looks[i].word->text, read->text))
            continue;
        r = mends_text(mends, s, field, read->text, looks[i].word->text, &text);
        if (r == SO_OK && text)
            r = slot_hear(&s->slots[field], text);
        free(text);
    }
    return r;
}

static const struct answer *answer_to(const struct answers *answers, int id)
{
    for (size_t i = 0; i < answers->len; i++)
        if (answers->items[i].id == id)
            return &answers->items[i];
    return NULL;
}

/* A word of running text, and not the first one. */
static bool is_running(const struct sheet *s, size_t field, const struct word *w)
{
    return s->type->def->fields.items[field].kind == KIND_TEXT &&
           strncmp(s->slots[field].raw, w->text, strlen(w->text)) != 0;
}

/* The looks at a word; false when none was taken. */
static bool looks_at(const struct answers *answers, const struct sheet *s, size_t word, struct look ret[LOOKS])
{
    bool any = false;
    for (int i = 0; i < LOOKS; i++) {
        const struct answer *a = answer_to(answers, LOOK_DOUBTS + LOOKS * (int)word + i);
        ret[i] = look_of(at_place(a, s->page->words.items[word].box));
        ret[i].taken = a != NULL;
        any |= ret[i].taken;
    }
    return any;
}

int doubts_take(struct sheet *s, const struct answers *answers, struct mends *mends)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->page->words.len && r == SO_OK; i++) {
        const struct word *w = &s->page->words.items[i];
        struct look looks[LOOKS];
        const struct answer *strokes = answer_to(answers, LOOK_ALIKE + (int)i);
        bool any = looks_at(answers, s, i, looks);
        size_t field = any || strokes ? mends_field(s, w, takes_words) : s->type->def->fields.len;
        if (field == s->type->def->fields.len || s->slots[field].evidence)
            continue; /* another look has read the whole value better */
        struct buf better = BUF_INIT;
        bool close = false;
        r = any ? weigh(w, looks, &better, &close) : buf_append_str(&better, w->text);
        s->slots[field].doubtful |= close;
        bool looked = strcmp(buf_str(&better), w->text) != 0;
        if (r == SO_OK)
            r = letters_correct(strokes, is_running(s, field, w), &better);
        if (r == SO_OK)
            r = hear(s, field, w, looks, mends);
        if (r == SO_OK && strcmp(buf_str(&better), w->text) != 0)
            r = mends_put(mends, s, field, w->text, buf_str(&better), looked ? EVIDENCE_LOOK : EVIDENCE_STROKES, MENDED);
        buf_free(&better);
    }
    return r;
}
