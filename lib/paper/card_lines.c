/*
 * Names and places of a card, line by line: their letters are set small over a pattern, where tones and marks go under
 * when a whole page is read at once. Each line by itself is read again by both models, and of three readings the two
 * that agree are taken.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/case.h"
#include "viet/distance.h"
#include "viet/id.h"
#include "viet/text.h"

#define WORDS_MAX 24
#define LOOKS 2           /* the fast model, the better one */
#define LOOK_LEAST 0.55f  /* confidence of a line that says something */
#define EVIDENCE_PROVINCE "name of a province"
#define SAME_WORDS 0.6f   /* likeness of a line's readings: less is another line */

struct words_of {
    struct viet_word items[WORDS_MAX];
    size_t n;
};

static bool covers(const struct sheet *s, size_t field)
{
    enum paper_kind kind = s->type->def->fields.items[field].kind;
    return (kind == KIND_PLACE || kind == KIND_NAME) && s->slots[field].nruns && s->slots[field].raw && *s->slots[field].raw;
}

/* A code on the page says the value exactly. */
static bool is_coded(const struct sheet *s, size_t field)
{
    const char *key = s->type->def->fields.items[field].key;
    bool citizen = s->evidence.codes & s->type->def->codes & 1u << PAPER_CODE_CITIZEN;
    return citizen && (!strcmp(key, "ho_ten") || !strcmp(key, "noi_cu_tru"));
}

int card_lines_ask(const struct sheet *s, struct questions *io)
{
    const struct box page = {0, 0, s->page->width, s->page->height};
    if (!(s->type->def->faces || s->type->def->codes & 1u << PAPER_CODE_PASSPORT))
        return SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        for (size_t k = 0; covers(s, i) && !is_coded(s, i) && k < s->slots[i].nruns * LOOKS; k++) {
            const struct slot *slot = &s->slots[i];
            struct box box = layout_box(&s->layout, slot->runs[k / LOOKS].first, slot->runs[k / LOOKS].end);
            if (box_is_empty(box) || box.h > 3 * s->layout.height)
                continue;
            struct question *q = array_push(io);
            if (!q)
                return SO_ENOMEM;
            int h = s->layout.height;
            *q = (struct question){.id = LOOK_CARD + (int)(i * SLOT_RUNS * LOOKS + k),
                                   .box = box_intersect(box_grow(box, h / 2, h / 4), page),
                                   .as = LOOK_LINE, .plane = PLANE_GRAY, .best_model = k % LOOKS == 1};
        }
    return SO_OK;
}

/* The words of a line's look, without what is less than half a letter; "" where there was none or it says nothing. */
static int look_text(const struct sheet *s, const struct answers *answers, int id, struct buf *out)
{
    for (size_t k = 0; k < answers->len; k++) {
        const struct answer *a = &answers->items[k];
        float sum = 0;
        size_t letters = 0;
        for (size_t i = 0; a->id == id && i < a->words.len; i++) {
            const struct word *w = &a->words.items[i];
            size_t n = viet_length(w->text, strlen(w->text));
            if (n <= 1 && (w->box.h * 2 < s->layout.height || w->confidence < LOOK_LEAST))
                continue;
            int r = out->len ? buf_append_char(out, ' ') : SO_OK;
            r = r == SO_OK ? viet_clean(w->text, strlen(w->text), out) : r;
            if (r != SO_OK)
                return r;
            sum += w->confidence * (float)n;
            letters += n;
        }
        if (letters && sum / (float)letters < LOOK_LEAST)
            buf_truncate(out, 0);
    }
    return SO_OK;
}

static bool same(const struct words_of *a, const struct words_of *b, size_t i)
{
    return a->items[i].len == b->items[i].len && !memcmp(a->items[i].text, b->items[i].text, a->items[i].len);
}

/* "HỘi", "ĐỨc": capitals and small letters alike at this size. Without what stands before the first letter. */
static int put_word(const char *word, size_t len, struct buf *out)
{
    while (len > 1 && strchr(".-'", *word)) {
        word++;
        len--;
    }
    struct viet_case c = viet_count_case(word, len);
    return c.capitals > 1 && c.capitals < c.letters ? viet_title(word, len, out) : buf_append(out, word, len);
}

/* Of each word the reading that two have, else that of the line by itself, and doubt. */
static int vote(const struct words_of *page, const struct words_of *fast, const struct words_of *better, struct buf *out, bool *io_doubt)
{
    int r = SO_OK;
    for (size_t i = 0; i < fast->n && r == SO_OK; i++) {
        const struct words_of *w = fast;
        if (better->n == fast->n && !same(fast, better, i)) {
            bool first = page->n == fast->n && same(page, fast, i), second = page->n == fast->n && same(page, better, i);
            w = second ? better : fast;
            *io_doubt |= !first && !second;
        }
        r = i ? buf_append_char(out, ' ') : SO_OK;
        r = r == SO_OK ? put_word(w->items[i].text, w->items[i].len, out) : r;
    }
    return r;
}

/* One line of a value from its three readings; what the page's reading has and no look confirms stays as it is. */
static int line_text(const struct sheet *s, const struct answers *answers, size_t field, size_t run, struct buf *out, bool *io_doubt)
{
    const struct slot *slot = &s->slots[field];
    char *text = layout_text(&s->layout, slot->runs[run].first, slot->runs[run].end);
    struct buf looks[LOOKS] = {BUF_INIT, BUF_INIT};
    struct words_of page, fast, better;
    int r = text ? SO_OK : SO_ENOMEM;
    for (int k = 0; k < LOOKS && r == SO_OK; k++) {
        r = look_text(s, answers, LOOK_CARD + (int)((field * SLOT_RUNS + run) * LOOKS) + k, &looks[k]);
        if (r == SO_OK && looks[k].len && viet_similarity(buf_str(&looks[k]), looks[k].len, text, strlen(text)) < SAME_WORDS)
            buf_truncate(&looks[k], 0);
    }
    if (r == SO_OK) {
        page.n = viet_split(text, page.items, WORDS_MAX);
        fast.n = viet_split(buf_str(&looks[0]), fast.items, WORDS_MAX);
        better.n = viet_split(buf_str(&looks[1]), better.items, WORDS_MAX);
        if (out->len)
            r = buf_append_char(out, ' ');
        if (!fast.n)
            fast = better;
        bool page_agrees = page.n == better.n && page.n != fast.n; /* one word more or less in the fast look */
        if (r == SO_OK && fast.n)
            r = page_agrees ? vote(&page, &better, &better, out, io_doubt) : vote(&page, &fast, &better, out, io_doubt);
        else if (r == SO_OK)
            r = buf_append_str(out, text);
    }
    free(text);
    buf_free(&looks[0]);
    buf_free(&looks[1]);
    return r;
}

static int take(struct sheet *s, const struct answers *answers, size_t field)
{
    struct slot *slot = &s->slots[field];
    struct buf text = BUF_INIT;
    struct reading reading = {0};
    bool doubt = false;
    int r = SO_OK;
    for (size_t k = 0; k < slot->nruns && r == SO_OK; k++)
        r = line_text(s, answers, field, k, &text, &doubt);
    if (r == SO_OK)
        r = kind_read(s->rules, &s->type->def->fields.items[field], buf_str(&text), &reading);
    buf_free(&text);
    if (r != SO_OK)
        return r;
    slot->doubtful |= doubt;
    if (!*reading.value || (slot->reading.value && !strcmp(reading.value, slot->reading.value))) {
        reading_clear(&reading);
        return SO_OK;
    }
    char *evidence = strdup(EVIDENCE_LOOK);
    if (!evidence) {
        reading_clear(&reading);
        return SO_ENOMEM;
    }
    reading_clear(&slot->reading);
    slot->reading = reading;
    slot->reading.changed = true;
    free(slot->evidence);
    slot->evidence = evidence;
    return SO_OK;
}

/* The last part of a card's place is a province: of the list where it is as good as one, never another place. */
static int take_province(struct slot *slot)
{
    const char *value = slot->reading.value, *comma = value ? strrchr(value, ',') : NULL;
    if (!value)
        return SO_OK;
    const char *last = comma ? comma + 1 + strspn(comma + 1, " ") : value;
    const char *name = viet_id_province_like(last, strlen(last));
    if (!name || !strcmp(name, last))
        return SO_OK;
    struct buf text = BUF_INIT, upper = BUF_INIT;
    int r = text_is_capitals(last) ? viet_upper(name, strlen(name), &upper) : buf_append_str(&upper, name);
    if (r == SO_OK)
        r = buf_append(&text, value, (size_t)(last - value));
    if (r == SO_OK)
        r = buf_append_str(&text, buf_str(&upper));
    if (r == SO_OK && strcmp(buf_str(&text), value))
        r = slot_repair(slot, buf_str(&text), "", EVIDENCE_PROVINCE);
    buf_free(&text);
    buf_free(&upper);
    return r;
}

int card_lines_take(struct sheet *s, const struct answers *answers)
{
    int r = SO_OK;
    if (!(s->type->def->faces || s->type->def->codes & 1u << PAPER_CODE_PASSPORT))
        return SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++)
        if (covers(s, i) && !is_coded(s, i))
            r = take(s, answers, i);
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++)
        if (s->type->def->fields.items[i].kind == KIND_PLACE)
            r = take_province(&s->slots[i]);
    return r;
}
