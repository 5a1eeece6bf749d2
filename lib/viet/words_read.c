/*
 * Dates and numbers in words, read: the cheapest way through the grammar (words_grammar.c), word by word.
 *
 * Every word of the text may stand for several words of the vocabulary, at the cost of its misreading. A way is how far
 * the grammar has come with the words so far and what that cost; of two ways at the same place the cheaper one stays.
 */
#include <string.h>

#include "base/result.h"
#include "viet/date.h"
#include "viet/glyph.h"
#include "viet/text.h"
#include "viet/words.h"

#define WORD_LETTERS 12 /* the longest word of the vocabulary, misread, or two of them stuck together */
#define COST_OUTSIDE 6  /* another word before or behind the date */
#define COST_STUCK 15   /* two words without the space between them */
#define MARGIN 60       /* another date must be so much dearer for full confidence */

static const struct word vocabulary[] = {
    {"không", UNIT, 0}, {"một", UNIT, 1},    {"hai", UNIT, 2},     {"ba", UNIT, 3},          {"bốn", UNIT, 4},
    {"năm", UNIT, 5},   {"sáu", UNIT, 6},    {"bảy", UNIT, 7},     {"bẩy", UNIT, 7},         {"tám", UNIT, 8},
    {"chín", UNIT, 9},  {"mốt", MOT, 1},     {"tư", TU, 4},        {"lăm", LAM, 5},          {"nhăm", LAM, 5},
    {"mười", TEN, 10},  {"mươi", TENS, 10},  {"trăm", HUNDRED, 0}, {"nghìn", THOUSAND, 0},   {"ngàn", THOUSAND, 0},
    {"linh", LINH, 0},  {"lẻ", LINH, 0},     {"ngày", NGAY, 0},    {"mùng", MUNG, 0},        {"mồng", MUNG, 0},
    {"rằm", RAM, 15},   {"tháng", THANG, 0}, {"năm", NAM, 0},      {"giêng", MONTH_NAME, 1}, {"chạp", MONTH_NAME, 12},
};
#define VOCABULARY (sizeof vocabulary / sizeof *vocabulary)

/* What a word of the text may stand for. */
struct token {
    size_t start, end;         /* its bytes */
    int number;                /* of a word in digits, or -1 */
    bool after_break;          /* something parts it from the word before it, see parts_words */
    uint32_t cost[VOCABULARY]; /* as each word of the vocabulary; VIET_DISTANCE_FAR: not it */
};

struct tokens {
    struct token items[WORDS_MAX];
    size_t len;
};

enum { CHOICE_NUMBER = 100, CHOICE_SKIP = -1 }; /* beside the indexes of the vocabulary */

/* The vocabulary prepared for comparing. */
struct lexicon {
    struct viet_glyphs words[VOCABULARY];
    struct viet_glyphs word; /* the one that is compared */
};

static int lexicon_init(struct lexicon *lex)
{
    int r = SO_OK;
    *lex = (struct lexicon){0};
    for (size_t i = 0; !r && i < VOCABULARY; i++)
        r = viet_glyphs_set(&lex->words[i], vocabulary[i].text, strlen(vocabulary[i].text));
    return r;
}

static void lexicon_free(struct lexicon *lex)
{
    for (size_t i = 0; i < VOCABULARY; i++)
        viet_glyphs_free(&lex->words[i]);
    viet_glyphs_free(&lex->word);
}

/* Compares a piece of the text with the vocabulary; the least cost, or VIET_DISTANCE_FAR when it is none of it. */
static uint32_t compare(struct lexicon *lex, const char *s, struct token *token)
{
    uint32_t least = VIET_DISTANCE_FAR;
    bool possible =
        !viet_glyphs_set(&lex->word, s + token->start, token->end - token->start) && lex->word.len <= WORD_LETTERS;
    for (size_t i = 0; i < lex->word.len; i++)
        lex->word.items[i].upper = false; /* case is random on papers */
    for (size_t i = 0; i < VOCABULARY; i++) {
        size_t a = lex->words[i].len, b = lex->word.len;
        uint32_t limit = (uint32_t)(a > b ? a : b) * 34; /* about one letter of three may be wrong */
        uint32_t apart = (uint32_t)(a > b ? a - b : b - a) * COST_PAIR;
        token->cost[i] = VIET_DISTANCE_FAR;
        if (possible && apart <= limit)
            token->cost[i] = viet_glyphs_distance(&lex->word, &lex->words[i], limit);
        if (token->cost[i] < least)
            least = token->cost[i];
    }
    return least;
}

static int number_of(const char *s, const struct token *t)
{
    int value = 0;
    for (size_t i = t->start; i < t->end; i++) {
        if (!viet_is_digit((unsigned char)s[i]) || t->end - t->start > 4)
            return -1;
        value = value * 10 + s[i] - '0';
    }
    return value;
}

/* "haimươi": the best place to part a word that as a whole costs `whole_cost`. False when parting it is no better. */
static bool part_stuck(struct lexicon *lex, const char *s, const struct token *whole, uint32_t whole_cost,
                       struct token *ret_a, struct token *ret_b)
{
    uint32_t best = whole_cost;
    if (whole_cost < VIET_COST_LETTER || viet_length(s + whole->start, whole->end - whole->start) > WORD_LETTERS)
        return false;
    for (size_t at = whole->start; at < whole->end;) {
        viet_next(s, whole->end, &at);
        struct token a = {.start = whole->start, .end = at, .number = -1, .after_break = whole->after_break};
        struct token b = {.start = at, .end = whole->end, .number = -1};
        uint32_t cost_a = at < whole->end ? compare(lex, s, &a) : VIET_DISTANCE_FAR;
        uint32_t cost_b = cost_a != VIET_DISTANCE_FAR ? compare(lex, s, &b) : VIET_DISTANCE_FAR;
        if (cost_b == VIET_DISTANCE_FAR || cost_a + cost_b + COST_STUCK >= best)
            continue;
        best = cost_a + cost_b + COST_STUCK;
        *ret_a = a;
        *ret_b = b;
    }
    for (size_t i = 0; i < VOCABULARY && best < whole_cost; i++)
        if (ret_b->cost[i] != VIET_DISTANCE_FAR)
            ret_b->cost[i] += COST_STUCK;
    return best < whole_cost;
}

static bool is_capital_at(const char *s, const struct token *t)
{
    struct viet_letter l;
    size_t at = t->start;
    return viet_letter_split(viet_next(s, t->end, &at), &l) && l.upper;
}

/* A full stop, colon or bracket between two words, or a capital behind a small letter: "… mười bảy Giới tính". */
static bool parts_words(const char *s, const struct token *before, const struct token *t)
{
    for (size_t i = before->end; i < t->start; i++)
        if (strchr(".;:()", s[i]) && s[i])
            return true;
    return is_capital_at(s, t) && !is_capital_at(s, before);
}

/* "ng|ìn": a stroke within a word is a misread letter. Moves the word's end, and *io_at with it. */
static void join_strokes(const char *s, size_t len, struct token *t, size_t *io_at)
{
    size_t start, end, at = t->end + 1;
    while (t->end < len && (s[t->end] == '|' || s[t->end] == '!') && viet_next_word(s, len, &at, &start, &end) &&
           start == t->end + 1) {
        *io_at = t->end = end;
        at = end + 1;
    }
}

static int tokenize(const char *s, size_t len, struct tokens *out)
{
    struct lexicon lex;
    struct token t = {0};
    int r = lexicon_init(&lex);
    size_t at = 0;
    out->len = 0;
    while (!r && out->len < WORDS_MAX && viet_next_word(s, len, &at, &t.start, &t.end)) {
        struct token a, b;
        join_strokes(s, len, &t, &at);
        t.after_break = out->len && parts_words(s, &out->items[out->len - 1], &t);
        t.number = number_of(s, &t);
        uint32_t cost = compare(&lex, s, &t);
        if (t.number < 0 && out->len + 2 <= WORDS_MAX && part_stuck(&lex, s, &t, cost, &a, &b)) {
            out->items[out->len++] = a;
            t = b;
        }
        out->items[out->len++] = t;
    }
    lexicon_free(&lex);
    return r;
}

/* A word that by all appearance belongs to a date. */
static bool belongs(const struct token *t)
{
    for (size_t v = 0; v < VOCABULARY; v++)
        if (t->cost[v] <= (t->end - t->start) * 12) /* a mark or two wrong; in bytes, of which a letter has 1 to 3 */
            return true;
    return (t->number >= 1 && t->number <= 31) || (t->number >= VIET_YEAR_MIN && t->number <= VIET_YEAR_MAX);
}

/* The words before `at`, left out or not, have nothing to do with the date after all. */
static void forgive(struct way *w, size_t at)
{
    for (size_t i = 0; i < at; i++)
        w->choice[i] = CHOICE_SKIP;
    w->outside += COST_OUTSIDE * w->left_out;
    w->cost = w->outside;
    w->left_out = 0;
    w->part = NOTHING;
}

static void pay_skip(struct way *w, bool dear)
{
    w->cost += dear ? COST_SKIP : COST_OUTSIDE;
    w->outside += dear ? 0 : COST_OUTSIDE;
    w->left_out += dear;
}

/*
 * Leaves a word out. Within a date that is dear, and so it is before and behind it as long as the word may be a lost
 * part of it: it follows the word ngày, or a number that could go on ("hai mươi b|"), or it belongs by its look. What a
 * break parts from the date is cheap: "Giới tính: Nam" behind it is not a lost "năm".
 */
static void skip(struct way w, size_t at, const struct token *t, struct ways *out)
{
    bool dear = true;
    w.choice[at] = CHOICE_SKIP;
    if (w.field == START) {
        dear = w.part == FULL || w.left_out || belongs(t);
        w.part = dear ? w.part : ONE; /* FULL: ngày was there; ONE: another word stands right before */
    } else if (w.field == DONE) {
        dear = w.part != NOTHING && !t->after_break && (w.part != FULL || belongs(t));
        w.part = dear ? FULL : NOTHING; /* NOTHING: parted from the date from here on */
    }
    pay_skip(&w, dear);
    words_keep(out, &w);
}

/* All ways one word further. */
static void advance(const struct tokens *tokens, size_t at, const struct ways *from, struct ways *out)
{
    const struct token *t = &tokens->items[at];
    out->len = 0;
    for (size_t i = 0; i < from->len; i++) {
        struct way before = from->items[i];
        if (before.field == START && t->after_break)
            forgive(&before, at);
        struct way w = before;
        w.choice[at] = CHOICE_NUMBER;
        if (t->number >= 0)
            words_follow(&w, &(struct word){NULL, NUMBER, t->number}, 0, out);
        for (size_t v = 0; v < VOCABULARY; v++) {
            w = before;
            w.choice[at] = (int8_t)v;
            if (w.field == START && vocabulary[v].role == NGAY)
                forgive(&w, at); /* here it begins, whatever stood before */
            if (t->cost[v] != VIET_DISTANCE_FAR)
                words_follow(&w, &vocabulary[v], t->cost[v], out);
        }
        w = before;
        skip(w, at, t, out);
        uint8_t part = w.part;
        if (w.field != DONE && words_finish(&w)) {
            w.part = part;
            skip(w, at, t, out);
        }
    }
}

/* 1 for a perfect reading; less for what was misread or left out, and where another date lies near. */
static float confidence_of(const struct tokens *tokens, const struct way *best, uint32_t second_cost)
{
    size_t used = 0;
    for (size_t i = 0; i < tokens->len; i++)
        used += best->choice[i] != CHOICE_SKIP;
    float confidence = 1 - (float)(best->cost - best->outside) / (60.0f * (float)used);
    float margin = second_cost == VIET_DISTANCE_FAR ? MARGIN : (float)(second_cost - best->cost);
    if (!used || confidence <= 0)
        return 0;
    if (margin < MARGIN)
        confidence *= 0.5f + 0.5f * margin / MARGIN;
    for (size_t i = 0; i < best->left_out; i++)
        confidence *= 0.6f; /* it should have had a place, so the date may be another one */
    return confidence;
}

/* The cheapest finished way through all the words, from a start field. */
static bool search(const struct tokens *tokens, enum field start, struct way *ret_best, float *ret_confidence)
{
    struct ways a = {.items = {{.field = (uint8_t)start}}, .len = 1}, b;
    struct ways *from = &a, *to = &b;
    for (size_t i = 0; i < tokens->len; i++) {
        advance(tokens, i, from, to);
        struct ways *spare = from;
        from = to;
        to = spare;
    }
    to->len = 0;
    for (size_t i = 0; i < from->len; i++) {
        struct way w = from->items[i];
        if (!words_finish(&w))
            continue;
        w.part = FULL;
        words_keep(to, &w); /* the same date by two ways is one */
    }
    if (!to->len)
        return false;
    size_t best = 0;
    for (size_t i = 1; i < to->len; i++)
        if (to->items[i].cost < to->items[best].cost)
            best = i;
    uint32_t second = VIET_DISTANCE_FAR;
    for (size_t i = 0; i < to->len; i++)
        if (i != best && to->items[i].cost < second)
            second = to->items[i].cost;
    *ret_best = to->items[best];
    *ret_confidence = confidence_of(tokens, ret_best, second);
    return *ret_confidence > 0;
}

/* Appends a word of the vocabulary in the case of the word that stands in the text. */
static int put_in_case(const char *word, const char *s, const struct token *t, struct buf *out)
{
    size_t upper = 0, letters = 0;
    bool first_upper = false;
    for (size_t at = t->start; at < t->end; letters++) {
        struct viet_letter l = {0};
        viet_letter_split(viet_next(s, t->end, &at), &l);
        upper += l.upper;
        first_upper = letters ? first_upper : l.upper;
    }
    if (upper > 1 && 2 * upper > letters)
        return viet_upper(word, strlen(word), out);
    return first_upper ? viet_title(word, strlen(word), out) : buf_append_str(out, word);
}

static int put_repaired(const char *s, const struct tokens *tokens, const struct way *w, struct buf *out)
{
    size_t from = out->len;
    int r = SO_OK;
    for (size_t i = 0; !r && i < tokens->len; i++) {
        const struct token *t = &tokens->items[i];
        if (w->choice[i] == CHOICE_SKIP)
            continue;
        if (out->len > from)
            r = buf_append_char(out, ' ');
        if (r)
            break;
        if (w->choice[i] == CHOICE_NUMBER)
            r = buf_append(out, s + t->start, t->end - t->start);
        else
            r = put_in_case(vocabulary[w->choice[i]].text, s, t, out);
    }
    return r;
}

static bool read_date(const char *s, size_t len, struct viet_date *ret, float *ret_confidence, struct buf *text)
{
    struct tokens tokens;
    struct way best;
    float confidence;
    if (tokenize(s, len, &tokens) || !search(&tokens, START, &best, &confidence) ||
        (text && put_repaired(s, &tokens, &best, text)))
        return false;
    *ret = (struct viet_date){best.year, best.month, best.day};
    if (ret_confidence)
        *ret_confidence = confidence;
    return true;
}

bool viet_date_from_words(const char *s, size_t len, struct viet_date *ret, float *ret_confidence)
{
    return read_date(s, len, ret, ret_confidence, NULL);
}

bool viet_date_repair_words(const char *s, size_t len, struct viet_date *ret, float *ret_confidence, struct buf *text)
{
    return read_date(s, len, ret, ret_confidence, text);
}

bool viet_number_from_words(const char *s, size_t len, unsigned *ret_value, float *ret_confidence)
{
    struct tokens tokens;
    struct way best;
    float confidence;
    if (tokenize(s, len, &tokens) || !search(&tokens, PLAIN, &best, &confidence))
        return false;
    *ret_value = (unsigned)best.year;
    if (ret_confidence)
        *ret_confidence = confidence;
    return true;
}
