/*
 * The name of the agency at a document's head, against what else is known of it: how agencies' names begin, what units
 * of administration are called, the place that stands before the document's date, and the office's own places. A name
 * of which every word is known so stands without doubt, whatever another look read.
 */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/judgement.h"
#include "viet/distance.h"
#include "viet/text.h"

#define WORDS_MAX 24
#define MARKS_FAR 40   /* of a known word: its marks and tone may be misread … */
#define LETTER_FAR 100 /* … and of a longer one that begins alike, one letter */
#define LETTER_LEAST 4
#define PLACE_FAR 45 /* of a place's name: marks only */

struct piece {
    const char *text;
    size_t len;
    const char *known; /* what it is; NULL: not known */
};

struct name {
    struct piece items[WORDS_MAX];
    size_t len;
};

static void part(const char *text, struct name *ret)
{
    struct viet_word words[WORDS_MAX];
    ret->len = viet_split(text, words, WORDS_MAX);
    for (size_t i = 0; i < ret->len; i++)
        ret->items[i] = (struct piece){words[i].text, words[i].len, NULL};
}

static bool starts_alike(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t x = 0, y = 0;
    return a_len && b_len && viet_next(a, a_len, &x) == viet_next(b, b_len, &y);
}

/* May the word have been read for the known one? */
static bool is_near(const struct piece *read, const char *known, size_t len)
{
    uint32_t limit = viet_length(known, len) >= LETTER_LEAST && starts_alike(read->text, read->len, known, len)
                         ? LETTER_FAR
                         : MARKS_FAR;
    return viet_distance(read->text, read->len, known, len, limit) != VIET_DISTANCE_FAR;
}

/* The phrase at word `from`, word by word; how many words, 0: it does not stand there. */
static size_t matches(const struct name *name, size_t from, const char *phrase)
{
    size_t n = 0;
    for (const char *p = phrase; *p; n++) {
        size_t len = strcspn(p, " ");
        if (from + n >= name->len || !is_near(&name->items[from + n], p, len))
            return 0;
        p += len;
        p += strspn(p, " ");
    }
    return n;
}

static void know(struct name *io, size_t from, const char *phrase)
{
    for (const char *p = phrase; *p; from++) {
        io->items[from].known = p;
        p += strcspn(p, " ");
        p += strspn(p, " ");
    }
}

/* The longest of the phrases at word `from`; how many words became known. short_ones: those of one word, too. */
static size_t know_longest(struct name *io, size_t from, const char *const *phrases, size_t n, bool short_ones)
{
    const char *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        size_t words = strchr(phrases[i], ' ') || short_ones ? matches(io, from, phrases[i]) : 0;
        if (words > most) {
            most = words;
            best = phrases[i];
        }
    }
    if (best)
        know(io, from, best);
    return most;
}

/* What stands before the date on its line, in capitals: "Vĩnh Sơn," gives "VĨNH SƠN"; "" where nothing does. */
static int place_of_date(const struct sheet *s, struct buf *out)
{
    for (size_t i = 0; i < s->anchors.len; i++) {
        const struct anchor *a = &s->anchors.items[i];
        size_t first, end;
        if (!a->spot.dates || a->field >= s->type->def->fields.len ||
            s->type->def->fields.items[a->field].where != WHERE_HEADER)
            continue;
        line_run(&s->layout, &s->layout.lines[a->spot.line], a->spot.first, &first, &end);
        char *text = first < a->spot.first ? layout_text(&s->layout, first, a->spot.first) : strdup("");
        size_t len = text ? strlen(text) : 0;
        while (len && strchr(" ,.;", text[len - 1]))
            len--;
        int r = text ? viet_upper(text, len, out) : SO_ENOMEM;
        free(text);
        return r;
    }
    return SO_OK;
}

/* The words from `from` on are the place's, read twice on this page: both readings in full, or neither. */
static bool know_place(struct name *io, size_t from, const char *place)
{
    struct name words;
    part(place, &words);
    if (!words.len || from + words.len != io->len)
        return false;
    for (size_t i = 0; i < words.len; i++)
        if (words.items[i].len != io->items[from + i].len ||
            memcmp(words.items[i].text, io->items[from + i].text, words.items[i].len) != 0)
            return false;
    know(io, from, place);
    return true;
}

/* A place that the office knows; its text in capitals is put into *out, where the words' known text stands then. */
static int know_office_place(const struct sheet *s, struct name *io, size_t from, struct buf *out)
{
    const struct paper_rules *rules = s->rules;
    const char *rest = io->items[from].text;
    for (size_t i = 0; i < rules->places.len; i++) {
        struct buf upper = BUF_INIT;
        const char *text = rules->places.items[i].phrase.text;
        int r = viet_upper(text, strlen(text), &upper);
        bool same = r == SO_OK &&
                    viet_distance(rest, strlen(rest), buf_str(&upper), upper.len, PLACE_FAR) != VIET_DISTANCE_FAR &&
                    matches(io, from, buf_str(&upper)) == io->len - from;
        if (same)
            r = buf_append_str(out, buf_str(&upper));
        buf_free(&upper);
        if (r != SO_OK || same) {
            if (same)
                know(io, from, buf_str(out));
            return r;
        }
    }
    return SO_OK;
}

static int put(const struct name *name, struct buf *out)
{
    int r = SO_OK;
    for (size_t i = 0; i < name->len && r == SO_OK; i++) {
        const struct piece *p = &name->items[i];
        r = out->len ? buf_append_char(out, ' ') : SO_OK;
        if (r == SO_OK)
            r = p->known ? buf_append(out, p->known, strcspn(p->known, " ")) : buf_append(out, p->text, p->len);
    }
    return r;
}

static bool is_known(const struct name *name)
{
    for (size_t i = 0; i < name->len; i++)
        if (!name->items[i].known)
            return false;
    return name->len > 0;
}

static void drop(struct name *io, size_t i)
{
    memmove(io->items + i, io->items + i + 1, (io->len - i - 1) * sizeof *io->items);
    io->len--;
}

/* Marks what is known of the name, from left to right. */
static int look_up(const struct sheet *s, const struct paper_field_def *f, const char *place, struct name *io,
                   struct buf *office_place)
{
    static const char *const units[] = {"TỈNH", "THÀNH PHỐ", "HUYỆN",   "QUẬN",     "THỊ XÃ", "THỊ TRẤN",
                                        "XÃ",   "PHƯỜNG",    "ĐẶC KHU", "VIỆT NAM", "VÀ"};
    bool unit = false, opened = false;
    int r = SO_OK;
    for (size_t i = 0; i < io->len && r == SO_OK;) {
        size_t n = !unit ? know_longest(io, i, (const char *const *)f->values.items, f->values.len, i == 0) : 0;
        opened |= n > 0;
        bool dash = !n && opened && io->items[i].len == 1 && *io->items[i].text == '-';
        if (dash && know_longest(io, i + 1, (const char *const *)f->values.items, f->values.len, false)) {
            io->items[i].known = "-"; /* two agencies' document */
            n = 1;
        } else if (dash && know_longest(io, i + 1, units, sizeof units / sizeof *units, true)) {
            drop(io, i); /* a speck */
            continue;
        }
        if (!n && opened && !unit) {
            n = know_longest(io, i, units, sizeof units / sizeof *units, true);
            unit = n > 0 && strcmp(io->items[i].known, "VÀ") != 0;
        }
        if (!n && opened &&
            (know_place(io, i, place) || (r = know_office_place(s, io, i, office_place)) || io->items[i].known))
            break;
        i += n ? n : 1;
    }
    return r;
}

int office_name_mend(struct sheet *s, size_t field)
{
    struct slot *slot = &s->slots[field];
    struct buf text = BUF_INIT, place = BUF_INIT, office_place = BUF_INIT;
    struct name name;
    if (!slot->reading.value || !*slot->reading.value)
        return SO_OK;
    part(slot->reading.value, &name);
    int r = place_of_date(s, &place);
    if (r == SO_OK)
        r = look_up(s, &s->type->def->fields.items[field], buf_str(&place), &name, &office_place);
    if (r == SO_OK)
        r = put(&name, &text);
    bool known = is_known(&name);
    if (r == SO_OK && strcmp(buf_str(&text), slot->reading.value) != 0)
        r = slot_repair(slot, buf_str(&text), "", known ? EVIDENCE_NAMES : EVIDENCE_LOOK);
    if (known)
        slot->doubtful = false;
    buf_free(&text);
    buf_free(&place);
    buf_free(&office_place);
    return r;
}
