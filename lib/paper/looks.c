/* Second looks: which boxes to read again and how, and what to make of the answers. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/distance.h"
#include "viet/text.h"

#define SPECK_WIDTH 4 /* pixels: a word no larger is not asked about */
#define SPECK_HEIGHT 8
#define FAST_LOOKS 6
#define BEST_LOOKS 24
#define FAST_DOUBT 0.80f /* confidence below which a value is looked at again */
#define BEST_DOUBT 0.93f

/* The kind of question is kept in its id: field * LOOK_FORMS + form. */
enum look_form { FORM_VALUE, FORM_DIGITS, FORM_LINE, LOOK_FORMS };

struct wish {
    struct question question;
    float worth;
};

struct wishes {
    struct wish *items;
    size_t len, cap;
};

static bool is_digits(enum paper_kind kind)
{
    return kind == KIND_DATE || kind == KIND_YEAR || kind == KIND_ID || kind == KIND_NUMBER || kind == KIND_PHONE;
}

static int wish(struct wishes *wishes, size_t field, enum look_form form, struct box box, float worth)
{
    struct wish *w = array_push(wishes);
    if (!w)
        return SO_ENOMEM;
    w->question = (struct question){.id = (int)field * LOOK_FORMS + (int)form, .box = box, .plane = PLANE_GRAY};
    w->question.as = form == FORM_DIGITS ? LOOK_DIGITS : LOOK_LINE;
    w->question.best_model = form != FORM_DIGITS;
    w->worth = worth;
    return SO_OK;
}

static int ask_about(const struct sheet *s, size_t i, struct wishes *wishes)
{
    const struct paper_field_def *f = &s->type->def->fields.items[i];
    const struct slot *slot = &s->slots[i];
    bool best = s->page->quality == QUALITY_BEST;
    int margin = s->layout.height / 4;
    float doubt = best ? BEST_DOUBT : FAST_DOUBT;
    if (slot->guessed) {
        struct box line = slot->zone;
        int begin = slot->hidden && line.x < s->layout.page_width / 2 && line.w < s->layout.page_width / 2
                        ? line.x : s->layout.left - margin;
        line.w = box_right(line) - begin;
        line.x = begin;
        return wish(wishes, i, FORM_LINE, box_grow(line, 0, margin), 3);
    }
    if (signer_covers(s, i) || (f->kind == KIND_SUBJECT && wording_covers(s, i)))
        return SO_OK; /* read again line by line */
    if (!slot->found || (slot->state == FIELD_ABSENT && box_is_empty(slot->box)))
        return SO_OK;
    bool bad = slot->state == FIELD_UNREADABLE || slot->reading.fit < 0.6f;
    if (!bad && slot->confidence >= doubt)
        return SO_OK;
    if (!bad && slot->evidence)
        return SO_OK;
    struct box box = box_is_empty(slot->box) ? slot->zone : box_grow(slot->box, margin, margin);
    if (box.h > 3 * s->layout.height)
        return SO_OK; /* more than one line */
    float worth = (bad ? 2.0f : 1.0f) + (1 - slot->confidence) + (is_required(s, i) ? 0.5f : 0);
    int r = is_digits(f->kind) ? wish(wishes, i, FORM_DIGITS, box, worth) : SO_OK;
    /* Digits by hand that one model could not read are put to the other one too. */
    if (r == SO_OK && (bad || !is_digits(f->kind)))
        r = wish(wishes, i, FORM_VALUE, box, is_digits(f->kind) ? worth - 0.25f : worth);
    return r;
}

static int compare_wishes(const void *a, const void *b)
{
    const struct wish *x = a, *y = b;
    if (x->worth != y->worth)
        return x->worth < y->worth ? 1 : -1;
    return x->question.id - y->question.id;
}

static struct box clip(const struct sheet *s, struct box b)
{
    return box_intersect(b, (struct box){0, 0, s->page->width, s->page->height});
}

int looks_ask_word(const struct sheet *s, size_t word, int margin, struct question how, size_t *io_asked, struct questions *io)
{
    const struct box whole = {0, 0, s->page->width, s->page->height};
    how.box = box_intersect(box_grow(s->page->words.items[word].box, margin, margin), whole);
    if (how.box.w < SPECK_WIDTH || how.box.h < SPECK_HEIGHT)
        return SO_OK;
    struct question *q = array_push(io);
    if (!q)
        return SO_ENOMEM;
    *q = how;
    ++*io_asked;
    return SO_OK;
}

int looks_ask(const struct sheet *s, struct questions *ret)
{
    struct wishes wishes = {0};
    struct questions out = {0};
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++)
        r = ask_about(s, i, &wishes);
    if (wishes.len)
        qsort(wishes.items, wishes.len, sizeof *wishes.items, compare_wishes);
    size_t most = s->page->quality == QUALITY_BEST ? BEST_LOOKS : FAST_LOOKS;
    for (size_t i = 0; i < wishes.len && out.len < most && r == SO_OK; i++) {
        struct box box = clip(s, wishes.items[i].question.box);
        if (box.w < 8 || box.h < 8)
            continue;
        struct question *q = array_push(&out);
        if (!q) {
            r = SO_ENOMEM;
            break;
        }
        *q = wishes.items[i].question;
        q->box = box;
    }
    array_free(&wishes);
    if (r != SO_OK) {
        array_free(&out);
        return r;
    }
    *ret = out;
    return SO_OK;
}

static int answer_text(const struct answer *a, struct buf *out, float *ret_confidence, struct box *ret_box)
{
    float sum = 0;
    size_t letters = 0;
    int r = SO_OK;
    *ret_box = (struct box){0, 0, 0, 0};
    for (size_t i = 0; i < a->words.len && r == SO_OK; i++) {
        const struct word *w = &a->words.items[i];
        size_t n = viet_length(w->text, strlen(w->text));
        if (out->len)
            r = buf_append_char(out, ' ');
        if (r == SO_OK)
            r = viet_clean(w->text, strlen(w->text), out);
        sum += w->confidence * (float)n;
        letters += n;
        *ret_box = box_union(*ret_box, w->box);
    }
    *ret_confidence = letters ? sum / (float)letters : 0;
    return r;
}

int slot_hear(struct slot *slot, const char *text)
{
    struct buf all = BUF_INIT;
    int r = buf_printf(&all, "%s%s%s", slot->heard ? slot->heard : "", slot->heard ? "\n" : "", text);
    if (r != SO_OK) {
        buf_free(&all);
        return r;
    }
    free(slot->heard);
    slot->heard = buf_steal(&all);
    return SO_OK;
}

/* Two opinions on one value: the one that fits its kind; of two that fit the surer; agreement makes both sure. */
static int weigh(struct sheet *s, size_t i, const char *text, float confidence, struct box box)
{
    struct slot *slot = &s->slots[i];
    struct reading second = {0};
    int r = slot_hear(slot, text);
    if (r == SO_OK)
        r = kind_read(s->rules, &s->type->def->fields.items[i], text, &second);
    if (r != SO_OK)
        return r;
    if (slot->reading.value && *second.value && !strcmp(second.value, slot->reading.value)) {
        slot->confidence = 1 - (1 - slot->confidence) * 0.5f;
        reading_clear(&second);
        return SO_OK;
    }
    float was = slot->state == FIELD_READ || slot->state == FIELD_REPAIRED ? slot->reading.fit + slot->confidence : 0;
    float now = second.fit + confidence;
    /* Leader dots looked at closely become letters easily: more must speak for a value where none was read. */
    float least = was > 0 ? 0.0f : slot->dotted ? 1.5f : 1.0f;
    if (!*second.value || now < was + 0.05f || now < least) {
        reading_clear(&second);
        return SO_OK;
    }
    reading_clear(&slot->reading);
    slot->reading = second;
    slot->reading.changed = true;
    slot->confidence = confidence;
    if (box_is_empty(slot->box))
        slot->box = clip(s, box);
    free(slot->evidence);
    slot->evidence = strdup(EVIDENCE_LOOK);
    return slot->evidence ? SO_OK : SO_ENOMEM;
}

/* A whole line was read again: behind its label the value, if the label is the one that was expected there. */
static int take_line(struct sheet *s, size_t i, const char *text, float confidence, struct box box)
{
    const struct paper_field_def *f = &s->type->def->fields.items[i];
    struct viet_glyphs line = {0}, label = {0};
    struct viet_match match;
    int r = viet_glyphs_set(&line, text, strlen(text));
    bool found = false;
    for (size_t k = 0; k < f->labels.len && r == SO_OK && !found; k++) {
        r = viet_glyphs_set(&label, f->labels.items[k], strlen(f->labels.items[k]));
        found = r == SO_OK && viet_find_label(&line, &label, 0, 0.62f, &match);
    }
    viet_glyphs_free(&line);
    viet_glyphs_free(&label);
    if (r != SO_OK || !found)
        return r;
    s->slots[i].found = true;
    const char *rest = text + match.end;
    return *rest ? weigh(s, i, rest, confidence, box) : SO_OK;
}

int looks_take(struct sheet *s, const struct answers *answers)
{
    int r = SO_OK;
    for (size_t k = 0; k < answers->len && r == SO_OK; k++) {
        const struct answer *a = &answers->items[k];
        size_t field = (size_t)a->id / LOOK_FORMS;
        enum look_form form = (enum look_form)(a->id % LOOK_FORMS);
        if (a->id < 0 || a->id >= LOOK_SIGNER || field >= s->type->def->fields.len || a->words.len == 0)
            continue;
        struct buf text = BUF_INIT;
        float confidence;
        struct box box;
        r = answer_text(a, &text, &confidence, &box);
        if (r == SO_OK && form == FORM_LINE)
            r = take_line(s, field, buf_str(&text), confidence, box);
        else if (r == SO_OK)
            r = weigh(s, field, buf_str(&text), confidence, box);
        buf_free(&text);
    }
    return r;
}
