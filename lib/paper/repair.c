/*
 * Repairs by what else the paper says: the date in words, the same name or place elsewhere on the page; then by what
 * clerks confirmed on others.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/sheet.h"
#include "viet/fold.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define WELL_READ 0.95f /* a place read so surely keeps its spelling */
#define SURE 0.82f /* a recogniser's confidence above which the paper itself is taken to say so */

int slot_repair(struct slot *slot, const char *value, const char *normal, const char *evidence)
{
    char *v = strdup(value), *n = strdup(normal), *e = strdup(evidence);
    if (!v || !n || !e) {
        free(v);
        free(n);
        free(e);
        return SO_ENOMEM;
    }
    free(slot->reading.value);
    free(slot->reading.normal);
    free(slot->evidence);
    slot->reading = (struct reading){v, n, 1, true};
    slot->evidence = e;
    slot->confidence = slot->confidence < 0.9f ? 0.9f : slot->confidence;
    return SO_OK;
}

static size_t same_digits(const char *a, const char *b)
{
    size_t n = 0;
    char x[32] = "", y[32] = "";
    for (const char *p = a; *p && n < sizeof x - 1; p++)
        if (*p >= '0' && *p <= '9')
            x[n++] = *p;
    x[n] = '\0';
    n = 0;
    for (const char *p = b; *p && n < sizeof y - 1; p++)
        if (*p >= '0' && *p <= '9')
            y[n++] = *p;
    y[n] = '\0';
    size_t same = 0;
    for (size_t i = 0; x[i] && y[i]; i++)
        same += x[i] == y[i];
    return same;
}

/* No date could be read, but its year is the one that the words say. */
static bool same_year(const struct slot *digits, const char *printed)
{
    size_t n = strlen(digits->raw), m = strlen(printed);
    return !*digits->reading.normal && n >= 8 && m >= 4 && !strcmp(digits->raw + n - 4, printed + m - 4);
}

/* Digits by the words: only where digits and words differ as a misreading differs, not as two dates differ. */
static int digits_by_words(struct slot *digits, const struct slot *words, const char *evidence)
{
    struct viet_date d, w;
    if (!words->reading.value || !reading_date(words->reading.normal, &w) || words->reading.fit < 0.75f ||
        !viet_date_is_whole(w) || !digits->reading.value || !*digits->raw)
        return SO_OK;
    char printed[VIET_DATE_SIZE], iso[VIET_DATE_SIZE];
    viet_date_slashes(w, printed);
    viet_date_iso(w, iso);
    if (reading_date(digits->reading.normal, &d)) {
        if (viet_date_equal(d, w)) {
            digits->confidence = digits->confidence < 0.97f ? 0.97f : digits->confidence;
            return SO_OK;
        }
        if (viet_date_words_begin(w, d) || (digits->confidence >= SURE && !digits->reading.changed))
            return SO_OK;
    }
    if (same_digits(digits->raw, printed) < 5 && !same_year(digits, printed))
        return SO_OK;
    return slot_repair(digits, printed, iso, evidence);
}

/* The canonical words where a word was misread, the read ones where they are what they should be; "" when they differ. */
static int mend_words(const char *read, const char *right, struct buf *out)
{
    int r = SO_OK;
    while (*read && *right && r == SO_OK) {
        size_t n = strcspn(read, " "), m = strcspn(right, " ");
        struct viet_syllable syllable;
        char word[VIET_SYLLABLE_SIZE * 2];
        snprintf(word, sizeof word, "%.*s", (int)(m < sizeof word ? m : sizeof word - 1), right);
        bool sound = viet_syllable_parse(read, n, &syllable);
        bool same = viet_distance(read, n, right, m, 30) != VIET_DISTANCE_FAR;
        if (!same && sound && viet_distance(read, n, right, m, 200) == VIET_DISTANCE_FAR && n > 2)
            same = sound = true; /* another word for the same number: bốn for tư */
        size_t at = 0;
        struct viet_letter first;
        bool upper = viet_letter_split(viet_next(read, n, &at), &first) && first.upper;
        if (out->len)
            r = buf_append_char(out, ' ');
        if (r == SO_OK && same && sound)
            r = buf_append(out, read, n);
        else if (r == SO_OK)
            r = upper ? viet_title(word, strlen(word), out) : viet_lower(word, strlen(word), out);
        read += n + strspn(read + n, " ");
        right += m + strspn(right + m, " ");
    }
    if (*read || *right)
        buf_clear(out);
    return r;
}

/* Words by the digits, word by word. */
static int words_by_digits(struct slot *words, const struct slot *digits, const char *evidence)
{
    struct viet_date d, w;
    if (!digits->reading.value || !reading_date(digits->reading.normal, &d) || !viet_date_is_whole(d) ||
        !words->reading.value || !*words->reading.value)
        return SO_OK;
    bool known = reading_date(words->reading.normal, &w);
    if (known && (viet_date_equal(d, w) || words->reading.fit > 0.9f) && words->reading.fit > 0.97f)
        return SO_OK;
    if (known && !viet_date_equal(d, w))
        return SO_OK;
    struct buf text = BUF_INIT, mended = BUF_INIT;
    int r = viet_date_to_words(d, &text);
    const char *v = words->reading.value;
    if (r == SO_OK && viet_similarity(v, strlen(v), buf_str(&text), text.len) > 0.75f)
        r = mend_words(v, buf_str(&text), &mended);
    if (r == SO_OK && mended.len && strcmp(buf_str(&mended), v) != 0) {
        char iso[VIET_DATE_SIZE];
        viet_date_iso(d, iso);
        r = slot_repair(words, buf_str(&mended), iso, evidence);
    }
    buf_free(&text);
    buf_free(&mended);
    return r;
}

static int repair_dates(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    int r = SO_OK;
    for (size_t i = 0; i < d->rules.len && r == SO_OK; i++) {
        const struct paper_rule_def *rule = &d->rules.items[i];
        if (rule->check != CHECK_SAME_DATE || rule->nfields < 2)
            continue;
        size_t a = rule->fields[0], b = rule->fields[1];
        r = digits_by_words(&s->slots[a], &s->slots[b], d->fields.items[b].key);
        if (r == SO_OK)
            r = words_by_digits(&s->slots[b], &s->slots[a], d->fields.items[a].key);
    }
    return r;
}

static bool is_name(const struct paper_field_def *f)
{
    return f->kind == KIND_NAME || f->kind == KIND_SIGNER;
}

/* In capitals where the old value was. */
static int in_case_of(const char *like, const char *text, struct buf *out)
{
    struct buf upper = BUF_INIT;
    int r = viet_upper(like, strlen(like), &upper);
    bool capitals = r == SO_OK && !strcmp(buf_str(&upper), like);
    buf_free(&upper);
    if (r != SO_OK)
        return r;
    return capitals ? viet_upper(text, strlen(text), out) : viet_title(text, strlen(text), out);
}

static int copy_name(struct slot *to, const struct slot *from, const char *evidence)
{
    struct buf name = BUF_INIT;
    int r = in_case_of(to->reading.value, from->reading.value, &name);
    if (r == SO_OK && strcmp(buf_str(&name), to->reading.value) != 0)
        r = slot_repair(to, buf_str(&name), from->reading.normal, evidence);
    buf_free(&name);
    return r;
}

static bool has_value(const struct slot *slot)
{
    return slot->reading.value && *slot->reading.value;
}

/*
 * The rule that these two names are one person's: a whole letter may then differ, and the second one, printed under the
 * signature, is believed against the first one, written by hand.
 */
static bool must_be_same(const struct paper_def *d, size_t a, size_t b)
{
    for (size_t i = 0; i < d->rules.len; i++) {
        const struct paper_rule_def *rule = &d->rules.items[i];
        if (rule->check == CHECK_SAME_NAME && rule->fields[0] == a && rule->fields[1] == b)
            return true;
    }
    return false;
}

/* A name read with doubt, by the same name read with confidence elsewhere on the page. */
static int repair_names(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    int r = SO_OK;
    for (size_t a = 0; a < d->fields.len && r == SO_OK; a++)
        for (size_t b = 0; b < d->fields.len && r == SO_OK; b++) {
            struct slot *to = &s->slots[a];
            const struct slot *from = &s->slots[b];
            if (a == b || !is_name(&d->fields.items[a]) || !is_name(&d->fields.items[b]) || !has_value(to) ||
                !has_value(from) || viet_same_key(to->reading.value, from->reading.value))
                continue;
            bool same = must_be_same(d, a, b);
            bool surer = same ? from->confidence > SURE
                              : from->confidence > 0.88f && to->confidence < SURE;
            uint32_t limit = same ? 140 : 35;
            if (!surer || from->reading.fit + 0.05f < to->reading.fit)
                continue;
            if (viet_distance(to->reading.value, strlen(to->reading.value), from->reading.value,
                              strlen(from->reading.value), limit) == VIET_DISTANCE_FAR)
                continue;
            char *read = strdup(to->reading.value);
            if (!read)
                return SO_ENOMEM;
            r = copy_name(to, from, d->fields.items[b].key);
            /* The same misreading elsewhere was made of the same name. */
            for (size_t c = 0; c < d->fields.len && r == SO_OK && same; c++)
                if (c != a && is_name(&d->fields.items[c]) && has_value(&s->slots[c]) &&
                    viet_same_key(s->slots[c].reading.value, read))
                    r = copy_name(&s->slots[c], from, d->fields.items[b].key);
            free(read);
        }
    return r;
}

/* One part of an address ("xã Quyết Thắng") as it stands somewhere on the page. */
struct part {
    char *name;  /* in title case, without its unit word */
    char *fold;
    float weight;
};

struct parts {
    struct part *items;
    size_t len, cap;
};

static void parts_free(struct parts *parts)
{
    for (size_t i = 0; i < parts->len; i++) {
        free(parts->items[i].name);
        free(parts->items[i].fold);
    }
    array_free(parts);
}

static int add_part(struct parts *parts, const char *s, size_t len, float weight)
{
    struct buf name = BUF_INIT, fold = BUF_INIT;
    int r = viet_title(s, len, &name);
    if (r == SO_OK)
        r = viet_fold(s, len, &fold);
    struct part *p = r == SO_OK ? array_push(parts) : NULL;
    if (p) {
        p->name = buf_steal(&name);
        p->fold = buf_steal(&fold);
        p->weight = weight;
    }
    buf_free(&name);
    buf_free(&fold);
    return r == SO_OK && !p ? SO_ENOMEM : r;
}

static const char *const unit_words[] = {"thôn", "xóm", "xã", "phường", "thị trấn", "thị xã", "huyện", "quận", "tỉnh", "thành phố"};

/* Where the own name begins in a part of an address: behind its last unit word ("Ủy ban nhân dân xã |Quyết Thắng"). */
static size_t own_name(const char *s, size_t len)
{
    size_t best = 0;
    for (size_t at = 0; at < len; at++) {
        if (at && s[at - 1] != ' ')
            continue;
        for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++) {
            size_t n = strlen(unit_words[i]);
            bool same = at + n < len && s[at + n] == ' ' &&
                        viet_distance(s + at, n, unit_words[i], n, 2 * (uint32_t)n) != VIET_DISTANCE_FAR;
            if (same)
                best = at + n + 1;
        }
    }
    return best;
}

/* Each comma-separated part of a place, without its unit word. */
static int split_place(struct parts *parts, const char *s, float weight)
{
    int r = SO_OK;
    while (*s && r == SO_OK) {
        s += strspn(s, " ,");
        size_t len = strcspn(s, ","), name = own_name(s, len);
        if (name && len - name > 3)
            r = add_part(parts, s + name, len - name, weight);
        s += len;
    }
    return r;
}

/* Places in sentences: "Kính gửi: Ủy ban nhân dân xã Thanh Xuân, …", "Làm tại: Thanh Xuân, ngày …". */
static int split_lines(struct parts *parts, const struct sheet *s)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->layout.nlines && r == SO_OK; i++) {
        const struct line *line = &s->layout.lines[i];
        bool value = false; /* fields' values are taken as they were repaired */
        for (size_t k = 0; k < s->anchors.len && !value; k++)
            value = s->anchors.items[k].spot.line == i && s->anchors.items[k].field < s->type->def->fields.len &&
                    s->type->def->fields.items[s->anchors.items[k].field].kind == KIND_PLACE;
        if (!value)
            r = split_place(parts, line->text, layout_confidence(&s->layout, line->first, line->end));
    }
    return r;
}

/* The place before a date: "Quyết Thắng, ngày 09 tháng 05 năm 2023". */
static int split_dates(struct parts *parts, const struct sheet *s)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->anchors.len && r == SO_OK; i++) {
        const struct spot *spot = &s->anchors.items[i].spot;
        size_t first, end;
        if (!spot->dates)
            continue;
        line_run(&s->layout, &s->layout.lines[spot->line], spot->first, &first, &end);
        char *text = first < spot->first ? layout_text(&s->layout, first, spot->first) : NULL;
        const char *colon = text ? strchr(text, ':') : NULL; /* "Làm tại: Thanh Xuân, ngày …" */
        const char *place = colon ? colon + 1 + strspn(colon + 1, " ") : text;
        size_t len = place ? strcspn(place, ",") : 0;
        if (len > 3)
            r = add_part(parts, place, len, layout_confidence(&s->layout, first, spot->first));
        free(text);
    }
    return r;
}

/* The office's own names in the page's head: "XÃ QUYẾT THẮNG", each on its line. */
static int split_head(struct parts *parts, const struct sheet *s)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->layout.nlines && i < 6 && r == SO_OK; i++) {
        const struct line *line = &s->layout.lines[i];
        size_t first, end;
        if (line->first >= line->end)
            continue;
        line_run(&s->layout, line, line->first, &first, &end);
        if (end - first < 2 || end - first > 5)
            continue;
        char *text = layout_text(&s->layout, first + 1, end);
        if (!text)
            return SO_ENOMEM;
        r = add_part(parts, text, strlen(text), layout_confidence(&s->layout, first + 1, end));
        free(text);
    }
    return r;
}

/* The spelling of a name that stands most surely on the page; NULL when it is the one given or nothing speaks for it. */
static const char *better_spelling(const struct parts *parts, const char *name, const char *fold)
{
    float own = 0, best_weight = 0;
    const char *best = NULL;
    for (size_t i = 0; i < parts->len; i++) {
        bool same = !strcmp(parts->items[i].fold, fold);
        if (!same && viet_distance(parts->items[i].name, strlen(parts->items[i].name), name, strlen(name),
                                   VIET_COST_LETTER) == VIET_DISTANCE_FAR)
            continue;
        float weight = same ? 0.0f : -0.3f; /* a letter's difference needs more */
        for (size_t k = 0; k < parts->len; k++)
            if (!strcmp(parts->items[k].name, parts->items[i].name))
                weight += parts->items[k].weight;
        if (!strcmp(parts->items[i].name, name))
            own = weight;
        else if (weight > best_weight) {
            best_weight = weight;
            best = parts->items[i].name;
        }
    }
    return best_weight > own + 0.6f ? best : NULL;
}

static int repair_place(struct slot *slot, const struct parts *parts)
{
    if (slot->confidence > WELL_READ)
        return SO_OK;
    struct buf out = BUF_INIT;
    bool changed = false;
    int r = SO_OK;
    const char *s = slot->reading.value;
    while (*s && r == SO_OK) {
        size_t len = strcspn(s, ","), own = own_name(s, len);
        const char *better = NULL;
        if (own && len - own > 3) {
            struct buf name = BUF_INIT, fold = BUF_INIT;
            r = viet_title(s + own, len - own, &name);
            if (r == SO_OK)
                r = viet_fold(s + own, len - own, &fold);
            if (r == SO_OK && name.len == len - own && !memcmp(name.data, s + own, name.len))
                better = better_spelling(parts, buf_str(&name), buf_str(&fold));
            buf_free(&name);
            buf_free(&fold);
        }
        if (r == SO_OK)
            r = buf_append(&out, s, better ? own : len);
        if (r == SO_OK && better)
            r = buf_append_str(&out, better);
        changed |= better != NULL;
        s += len;
        if (*s && r == SO_OK)
            r = buf_append_char(&out, *s++);
    }
    if (r == SO_OK && changed)
        r = slot_repair(slot, buf_str(&out), "", "same place elsewhere on the page");
    buf_free(&out);
    return r;
}

/* A unit that an address never has without a comma before it. */
static bool begins_office(const char *s)
{
    static const char *const units[] = {"xã ", "phường ", "thị trấn ", "thị xã ", "huyện ", "quận ", "tỉnh ", "thành phố "};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!strncmp(s, units[i], strlen(units[i])))
            return true;
    return false;
}

/* Where the unit's word at s[at..] lost the comma before it: "xã Hưng Bằng huyện Hồng Bằng", a name and a unit. */
static bool lost_comma(const char *s, size_t at)
{
    size_t before = at - 1;
    struct viet_letter first;
    while (before && s[before - 1] != ' ')
        before--;
    size_t next = before;
    int32_t cp = viet_next(s, at, &next);
    return s[at - 2] != ',' && begins_office(s + at) && viet_letter_split(cp, &first) && first.upper;
}

/* An address not surely read that has some of its commas has all of them. */
static int repair_commas(struct slot *slot)
{
    const char *s = slot->reading.value;
    struct buf out = BUF_INIT;
    int r = SO_OK;
    bool changed = false;
    if (slot->confidence > WELL_READ || !strchr(s, ','))
        return SO_OK;
    for (size_t i = 0; s[i] && r == SO_OK; i++) {
        if (s[i] == ' ' && i > 1 && lost_comma(s, i + 1)) {
            r = buf_append_char(&out, ',');
            changed = true;
        }
        if (r == SO_OK)
            r = buf_append_char(&out, s[i]);
    }
    if (r == SO_OK && changed)
        r = slot_repair(slot, buf_str(&out), slot->reading.normal, "commas of the address");
    buf_free(&out);
    return r;
}

static int repair_places(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    struct parts parts = {0};
    int r = split_head(&parts, s);
    if (r == SO_OK)
        r = split_lines(&parts, s);
    if (r == SO_OK)
        r = split_dates(&parts, s);
    for (size_t i = 0; i < d->fields.len && r == SO_OK; i++)
        if (d->fields.items[i].kind == KIND_PLACE && has_value(&s->slots[i]))
            r = repair_commas(&s->slots[i]);
    for (size_t i = 0; i < d->fields.len && r == SO_OK; i++)
        if (d->fields.items[i].kind == KIND_PLACE && has_value(&s->slots[i]))
            r = split_place(&parts, s->slots[i].reading.value, s->slots[i].confidence);
    for (size_t i = 0; i < d->fields.len && r == SO_OK; i++)
        if (d->fields.items[i].kind == KIND_PLACE && has_value(&s->slots[i]))
            r = repair_place(&s->slots[i], &parts);
    parts_free(&parts);
    return r;
}

int sheet_repair(struct sheet *s)
{
    int r = repair_dates(s);
    if (r == SO_OK)
        r = repair_names(s);
    if (r == SO_OK)
        r = repair_places(s);
    return r == SO_OK ? sheet_confirmed(s) : r;
}
