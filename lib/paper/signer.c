/*
 * The name under seal and signature, read in several ways: a seal's circle crosses its first word, a pen its last. What
 * the page's own reading and the looks without the seal, or with nothing but what is as dark as print, say of each word
 * is weighed; a name that only one of them has, or that lacks a family name, is given as doubtful.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/case.h"
#include "viet/distance.h"
#include "viet/fold.h"
#include "viet/name.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define DOUBTED 0.90f    /* confidence below which a name is looked at again */
#define SURE_WORD 0.93f  /* … and of any of its words */
#define RARE 0.15f       /* per cent: a family name that is rather a misread one */
#define NAME_WORDS 7     /* at most */
#define WORD_BYTES 64
#define HALF_CONFIDENCE 0.5f
#define ALONE_LEAST 0.8f /* confidence of a name that nothing else confirms */
#define NEW_LEAST 1.35f  /* fit and confidence of a name where the page's reading had none */
#define SAME_WORD 120    /* what two readings of one word may differ by: "Tuu", "Lưu" */
#define MUCH_RARER 20    /* times: "Đàng" beside "Đặng" */
#define READ_TWICE 0.9f  /* confidence of two readings of a family name that no list has */
#define COMMON 1.0f         /* per cent: a family name that a word with another letter was one of */
#define OFF_CENTRE 2     /* heights by which a name stands beside the middle of its titles, when a word of it is lost */

enum signer_look { LOOK_BARE, LOOK_DARK, LOOK_PLACE, SIGNER_LOOKS };

struct name_word {
    char text[WORD_BYTES];
    float confidence;
};

/* One reading of the name. */
struct opinion {
    struct name_word words[NAME_WORDS];
    size_t len;
    float confidence, score; /* of the whole; as a name */
};

struct opinions {
    struct opinion items[SIGNER_LOOKS + 1];
    size_t len;
};

bool signer_covers(const struct sheet *s, size_t field)
{
    return s->type->def->fields.items[field].kind == KIND_SIGNER;
}

static size_t first_word(const char *s)
{
    return strcspn(s, " ");
}

static float family(const char *s)
{
    return viet_surname_weight(s, first_word(s));
}

/* A name of which the first word may be another, or is not all there. */
static bool is_whole(const char *value)
{
    return family(value) >= RARE;
}

/* Every word can be Vietnamese, and stand where it does. */
static bool is_regular(const char *value)
{
    struct viet_syllable syllable;
    for (const char *p = value; *p; p += strspn(p, " ")) {
        size_t n = first_word(p);
        if (!viet_syllable_parse(p, n, &syllable) || (p != value && viet_given_weight(p, n) <= 0))
            return false;
        p += n;
    }
    return *value != '\0';
}

/* How far the middle of the name stands to the right of the middle of its titles, where those were read. */
static int off_centre(const struct sheet *s, const struct slot *slot)
{
    if (!s->headed || box_is_empty(slot->box))
        return 0;
    return slot->box.x + slot->box.w / 2 - s->sign_centre;
}

/* The least sure of the words. */
static float weakest(const struct sheet *s, const struct slot *slot)
{
    float least = 1;
    for (size_t k = 0; k < slot->nruns; k++)
        for (size_t t = slot->runs[k].first; t < slot->runs[k].end; t++)
            if (!s->layout.tokens.items[t].filler && s->layout.tokens.items[t].confidence < least)
                least = s->layout.tokens.items[t].confidence;
    return least;
}

static bool needs_look(const struct sheet *s, const struct slot *slot)
{
    if (!slot->found || slot->coded)
        return false;
    const char *value = slot->reading.value ? slot->reading.value : "";
    return sheet_is_official(s) || slot->state != FIELD_READ || slot->confidence < DOUBTED || weakest(s, slot) < SURE_WORD || !is_whole(value) ||
           !is_regular(value) || off_centre(s, slot) > OFF_CENTRE * s->layout.height;
}

/* The name's line, with room for a word that was lost before it. */
static struct box name_line(const struct sheet *s, const struct slot *slot)
{
    int h = s->layout.height, lost = 2 * off_centre(s, slot);
    int room = lost > 5 * h ? lost + h : is_whole(slot->reading.value ? slot->reading.value : "") ? 2 * h : 7 * h;
    struct box box = box_grow(slot->box, h, h / 2);
    box.x -= room;
    box.w += room;
    return box;
}

static int ask(const struct sheet *s, size_t field, enum signer_look look, struct questions *io)
{
    const struct slot *slot = &s->slots[field];
    const struct box page = {0, 0, s->page->width, s->page->height};
    bool known = !box_is_empty(slot->box);
    struct box box = box_intersect(known ? name_line(s, slot) : slot->zone, page);
    if (box.w < 8 || box.h < 8 || (known && look == LOOK_PLACE))
        return SO_OK;
    struct question *q = array_push(io);
    if (!q)
        return SO_ENOMEM;
    *q = (struct question){.id = LOOK_SIGNER + (int)field * SIGNER_LOOKS + (int)look, .box = box};
    q->as = known ? LOOK_LINE : LOOK_BLOCK;
    q->plane = look == LOOK_DARK ? PLANE_DARK : s->page->colour ? PLANE_NO_SEAL : PLANE_CLEAN;
    q->best_model = look != LOOK_DARK;
    return SO_OK;
}

int signer_ask(const struct sheet *s, struct questions *io)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++) {
        if (!signer_covers(s, i) || !needs_look(s, &s->slots[i]))
            continue;
        r = ask(s, i, LOOK_BARE, io);
        if (r == SO_OK)
            r = ask(s, i, LOOK_DARK, io);
    }
    return r;
}

/* A word's letters, without what stands around them. */
static void put_word(const char *text, float confidence, struct name_word *to)
{
    size_t len = strlen(text), start = 0, end = 0;
    for (size_t at = 0; at < len;) {
        size_t from = at;
        int32_t cp = viet_next(text, len, &at);
        if (!viet_is_letter(cp) && !viet_is_combining(cp) && cp != 0x2020 && cp != 0x2021)
            continue;
        start = end ? start : from;
        end = at;
    }
    *to = (struct name_word){.confidence = confidence};
    if (end - start < sizeof to->text)
        memcpy(to->text, text + start, end - start);
}

static bool is_capital_text(const char *s)
{
    struct buf upper = BUF_INIT;
    bool same = viet_upper(s, strlen(s), &upper) == SO_OK && !strcmp(buf_str(&upper), s);
    buf_free(&upper);
    return same;
}

static int opinion_text(const struct opinion *o, struct buf *out)
{
    int r = SO_OK;
    for (size_t i = 0; i < o->len && r == SO_OK; i++) {
        if (i)
            r = buf_append_char(out, ' ');
        if (r == SO_OK)
            r = buf_append_str(out, o->words[i].text);
    }
    return r;
}

/* How much the words are a name: the score of their text, and how surely they were read. */
static int judge_opinion(struct opinion *io)
{
    struct buf text = BUF_INIT;
    int r = opinion_text(io, &text);
    float sum = 0;
    size_t letters = 0;
    for (size_t i = 0; i < io->len; i++) {
        size_t n = viet_length(io->words[i].text, strlen(io->words[i].text));
        sum += io->words[i].confidence * (float)n;
        letters += n;
    }
    io->confidence = letters ? sum / (float)letters : 0;
    io->score = io->len < 2 ? 0 : viet_name_score(buf_str(&text), text.len);
    buf_free(&text);
    return r;
}

/* The words first..end-1 of an answer as a name; len 0 where they are none. */
static int name_of(const struct words *words, size_t first, size_t end, struct opinion *ret)
{
    *ret = (struct opinion){.len = 0};
    for (size_t i = first; i < end; i++) {
        struct name_word w;
        put_word(words->items[i].text, words->items[i].confidence, &w);
        if (!*w.text && ret->len == 0)
            continue;
        if (!viet_begins_upper(w.text, strlen(w.text)) || ret->len == NAME_WORDS) {
            ret->len = 0;
            return SO_OK;
        }
        ret->words[ret->len++] = w;
    }
    return judge_opinion(ret);
}

static float worth(const struct opinion *o)
{
    return o->len < 2 ? 0 : o->score * (HALF_CONFIDENCE + HALF_CONFIDENCE * o->confidence) + 0.06f * (float)(o->len < 4 ? o->len : 4);
}

static bool is_heading(const struct sheet *s, const struct opinion *o)
{
    struct buf text = BUF_INIT;
    bool heading = opinion_text(o, &text) != SO_OK || sheet_is_signers_title(s, buf_str(&text));
    buf_free(&text);
    return heading;
}

/* The run of words of one line of an answer that is most like a name; junk of the seal stands around it. */
static int best_name(const struct sheet *s, const struct words *words, struct opinion *ret)
{
    int r = SO_OK;
    *ret = (struct opinion){.len = 0};
    for (size_t first = 0; first < words->len && r == SO_OK; first++)
        for (size_t end = first + 2; end <= words->len && end <= first + NAME_WORDS && r == SO_OK; end++) {
            struct opinion o;
            if (words->items[end - 1].line != words->items[first].line)
                break;
            r = name_of(words, first, end, &o);
            if (r == SO_OK && worth(&o) > worth(ret) && !is_heading(s, &o))
                *ret = o;
        }
    return r;
}

/* What the page itself read. */
static int own_opinion(const struct sheet *s, const struct slot *slot, struct opinion *ret)
{
    *ret = (struct opinion){.len = 0};
    for (size_t k = 0; k < slot->nruns && k < 1; k++)
        for (size_t t = slot->runs[k].first; t < slot->runs[k].end && ret->len < NAME_WORDS; t++) {
            const struct token *token = &s->layout.tokens.items[t];
            struct name_word w;
            put_word(token->text, token->confidence, &w);
            if (!token->filler && *w.text)
                ret->words[ret->len++] = w;
        }
    return judge_opinion(ret);
}

/* Words that are letters of one, read twice. */
static bool alike(const char *a, const char *b)
{
    return viet_distance(a, strlen(a), b, strlen(b), SAME_WORD) != VIET_DISTANCE_FAR;
}

/* How well a word stands where it does: the first is a family name, the others are usual. */
static float soundness(const char *word, bool is_first)
{
    struct viet_syllable syllable;
    float weight = is_first ? viet_surname_weight(word, strlen(word)) : 0;
    bool sound = viet_syllable_parse(word, strlen(word), &syllable);
    if (!viet_begins_upper(word, strlen(word)))
        return 0.1f;
    if (is_first)
        return weight >= RARE ? 1.0f : weight > 0 ? 0.6f : sound ? 0.4f : 0.2f;
    return !sound ? 0.3f : 0.5f + 0.5f * viet_given_weight(word, strlen(word));
}

/* The word of an opinion in the place of the base's word i, counted from the end: what is lost is the beginning. */
static const struct name_word *in_place(const struct opinion *o, const struct opinion *base, size_t i)
{
    size_t from_end = base->len - i;
    const struct name_word *w = from_end <= o->len ? &o->words[o->len - from_end] : NULL;
    return w && alike(w->text, base->words[i].text) ? w : NULL;
}

/* A family name that is in the list, and is not much rarer than one that differs by tones and marks alone. */
static bool is_family(const char *word)
{
    const char *common = viet_surname_unmarked(word, strlen(word));
    float weight = viet_surname_weight(word, strlen(word));
    return weight > 0 && common && viet_surname_weight(common, strlen(common)) <= weight * MUCH_RARER;
}

struct vote {
    const struct name_word *word;
    float weight;
    size_t voices;
};

/* Which reading of one word most speaks for; *io_doubt when another one is nearly as good. */
static const struct name_word *elect(const struct opinions *all, const struct opinion *base, size_t i, bool *io_doubt)
{
    struct vote votes[SIGNER_LOOKS + 1];
    size_t n = 0, best = 0;
    for (size_t k = 0; k < all->len; k++) {
        const struct name_word *w = in_place(&all->items[k], base, i);
        size_t v = 0;
        if (!w)
            continue;
        while (v < n && !viet_same_key(votes[v].word->text, w->text))
            v++;
        if (v == n)
            votes[n++] = (struct vote){.word = w};
        if (w->confidence > votes[v].word->confidence)
            votes[v].word = w;
        votes[v].weight += w->confidence * soundness(w->text, i == 0);
        votes[v].voices++;
    }
    for (size_t v = 1; v < n; v++)
        if (votes[v].weight > votes[best].weight)
            best = v;
    for (size_t v = 0; v < n; v++) {
        bool unmarked = i == 0 && is_family(votes[best].word->text) &&
                        viet_same_fold(votes[v].word->text, votes[best].word->text);
        *io_doubt |= v != best && !unmarked && votes[v].weight > votes[best].weight * 0.6f;
    }
    *io_doubt |= votes[best].voices < 2 && votes[best].word->confidence < ALONE_LEAST;
    return votes[best].word;
}

/* The longest good name of all: a reading that lacks the first word may be the surest one. */
static const struct opinion *choose_base(const struct opinions *all)
{
    const struct opinion *best = NULL;
    float most = 0;
    for (size_t i = 0; i < all->len; i++) {
        const struct opinion *o = &all->items[i];
        float value = worth(o) + (o->len && viet_surname_weight(o->words[0].text, strlen(o->words[0].text)) >= RARE ? 0.3f : 0);
        if (o->len >= 2 && value > most) {
            most = value;
            best = o;
        }
    }
    return best;
}

/* The same name in the page's text: "Tôi: Nguyễn Văn An, chức vụ: Phó Chủ tịch". */
static bool stands_elsewhere(const struct sheet *s, const struct slot *slot, const struct opinion *name)
{
    const struct tokens *tokens = &s->layout.tokens;
    for (size_t t = 0; t + name->len <= tokens->len; t++) {
        bool own = !box_is_empty(box_intersect(tokens->items[t].box, slot->zone)), all = true;
        for (size_t i = 0; i < name->len && all && !own; i++) {
            struct name_word w;
            put_word(tokens->items[t + i].text, 0, &w);
            all = viet_same_key(w.text, name->words[i].text);
        }
        if (all && !own)
            return true;
    }
    return false;
}

/*
 * "Đo", "Luu", "Tiần": no family name as it was read, but with other tones and marks one, or with another letter a
 * common one; true where that is a guess.
 */
static bool mend_family(struct name_word *w)
{
    float similarity = 0;
    size_t len = strlen(w->text);
    if (viet_surname_weight(w->text, len) > 0 || is_capital_text(w->text))
        return false;
    const char *near = viet_surname_unmarked(w->text, len);
    bool guess = !near;
    if (!near)
        near = viet_surname_nearest(w->text, len, &similarity);
    if (near && guess && viet_surname_weight(near, strlen(near)) < COMMON)
        near = NULL;
    if (near && strlen(near) < sizeof w->text)
        memcpy(w->text, near, strlen(near) + 1);
    return guess;
}

/* Which of the field's looks an answer is to; -1 for another's. A worker may answer with any number. */
static int look_of(const struct answer *a, size_t field)
{
    const int first = LOOK_SIGNER + (int)field * SIGNER_LOOKS;
    return a->id >= first && a->id < first + SIGNER_LOOKS ? a->id - first : -1;
}

static int gather(const struct sheet *s, size_t field, const struct answers *answers, struct opinions *ret)
{
    const struct slot *slot = &s->slots[field];
    ret->len = 0;
    int r = own_opinion(s, slot, &ret->items[0]);
    ret->len += r == SO_OK && ret->items[0].len > 0;
    for (size_t k = 0; k < answers->len && r == SO_OK; k++) {
        if (look_of(&answers->items[k], field) < 0 || ret->len > SIGNER_LOOKS)
            continue;
        r = best_name(s, &answers->items[k].words, &ret->items[ret->len]);
        ret->len += r == SO_OK && ret->items[ret->len].len > 0;
    }
    return r;
}

static bool was_asked(const struct answers *answers, size_t field)
{
    for (size_t k = 0; k < answers->len; k++)
        if (look_of(&answers->items[k], field) >= 0)
            return true;
    return false;
}

static bool has_text(const struct slot *slot)
{
    return slot->reading.value && *slot->reading.value;
}

/* Puts the name that was agreed upon in the slot. */
static int adopt(struct sheet *s, size_t field, const struct opinion *name, size_t agreeing, bool doubt)
{
    struct slot *slot = &s->slots[field];
    struct buf text = BUF_INIT;
    struct reading reading = {0};
    int r = opinion_text(name, &text);
    if (r == SO_OK)
        r = kind_read(s->rules, &s->type->def->fields.items[field], buf_str(&text), &reading);
    bool fresh = !has_text(slot);
    /* Where the page read no name, what is left of titles in capitals is none either. */
    bool likely = reading.fit + name->confidence >= NEW_LEAST && !is_capital_text(buf_str(&text));
    buf_free(&text);
    if (r != SO_OK || !*reading.value || (fresh && !likely)) {
        reading_clear(&reading);
        return r;
    }
    if (fresh || strcmp(reading.value, slot->reading.value) != 0) {
        free(slot->evidence);
        slot->evidence = strdup(EVIDENCE_LOOK);
        r = slot->evidence ? SO_OK : SO_ENOMEM;
        reading.changed = true;
        reading_clear(&slot->reading);
        slot->reading = reading;
    } else {
        reading_clear(&reading);
    }
    float confidence = agreeing > 1 ? 1 - (1 - name->confidence) * HALF_CONFIDENCE : name->confidence;
    slot->confidence = confidence > slot->confidence || doubt ? confidence : slot->confidence;
    slot->doubtful = doubt;
    return r;
}

/* Opinions that are this name to the letter. */
static size_t count_voices(const struct opinions *all, const struct opinion *name)
{
    size_t n = 0;
    for (size_t k = 0; k < all->len; k++) {
        bool same = all->items[k].len == name->len;
        for (size_t i = 0; i < name->len && same; i++)
            same = viet_same_key(all->items[k].words[i].text, name->words[i].text);
        n += same;
    }
    return n;
}

static int take(struct sheet *s, size_t field, const struct answers *answers)
{
    struct slot *slot = &s->slots[field];
    struct opinions all;
    struct opinion name = {.len = 0};
    int r = gather(s, field, answers, &all);
    const struct opinion *base = r == SO_OK ? choose_base(&all) : NULL;
    if (!base) {
        slot->doubtful |= has_text(slot);
        return r;
    }
    bool doubt = false;
    for (size_t i = 0; i < base->len; i++)
        name.words[name.len++] = *elect(&all, base, i, &doubt);
    r = judge_opinion(&name);
    size_t agreeing = count_voices(&all, &name);
    bool elsewhere = stands_elsewhere(s, slot, &name);
    if (agreeing < 2 || name.words[0].confidence < READ_TWICE)
        doubt |= mend_family(&name.words[0]);
    doubt |= agreeing < 2 && name.confidence < ALONE_LEAST;
    doubt |= viet_surname_weight(name.words[0].text, strlen(name.words[0].text)) < RARE &&
             (agreeing < 2 || name.len < 3 || !is_family(name.words[0].text)); /* "An Nam" of "Trần Đình An Nam" */
    return r == SO_OK ? adopt(s, field, &name, agreeing + elsewhere, doubt && !elsewhere) : r;
}

int signer_take(struct sheet *s, const struct answers *answers)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++) {
        struct slot *slot = &s->slots[i];
        if (!signer_covers(s, i))
            continue;
        if (was_asked(answers, i))
            r = take(s, i, answers);
        else if (has_text(slot))
            slot->doubtful |= needs_look(s, slot); /* and got none */
    }
    return r;
}
