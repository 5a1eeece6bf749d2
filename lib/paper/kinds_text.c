/* Kinds made of words: names, places, the short answers, free text. */
#include <string.h>

#include "base/result.h"
#include "paper/kinds.h"
#include "viet/case.h"
#include "viet/distance.h"
#include "viet/fold.h"
#include "viet/id.h"
#include "viet/name.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define COMMON_SURNAME 4.0f /* per cent of the people */
#define CLOSED_LIMIT 110 /* a letter and a little: "Hẹ" is "Mẹ" */
#define OTHER_WORDS_LIMIT 200 /* cost of what may differ where words were joined or parted */
#define REPAIR_LIMIT 35 /* cost of a change that the grammar of syllables alone may make */

/* "ViệT", "NguyệT": a capital amid small letters, where a letter by hand is as high as one. */
static bool is_stray_capital(bool after_small, const char *rest, size_t len, int32_t cp)
{
    struct viet_letter l, next;
    size_t at = 0;
    if (!after_small || !viet_letter_split(cp, &l) || !l.upper)
        return false;
    return !len || !viet_letter_split(viet_next(rest, len, &at), &next) || !next.upper;
}

/*
 * Letters that no Vietnamese text has, as the recogniser writes them for common ones, and capitals where none can be.
 * Two in a row are an abbreviation's.
 */
static int likely_text(const char *s, struct buf *out)
{
    static const struct {
        int32_t cp;
        const char *likely;
    } map[] = {{0x2020, "t"}, {0x2021, "t"}, {0xEF, "i"}, {0xEE, "i"}, {0xF6, "ô"}, {0xD6, "Ô"},
               {0xFC, "u"},   {0xE5, "â"},   {0xEB, "ê"}, {0x20AC, "e"}, {'|', "l"}};
    size_t len = strlen(s);
    int r = SO_OK;
    bool small = false; /* the two letters before are of one word, and the later one is small */
    size_t letters = 0;
    for (size_t at = 0; at < len && r == SO_OK;) {
        size_t start = at;
        int32_t cp = viet_next(s, len, &at);
        struct viet_letter l;
        bool letter = viet_letter_split(cp, &l);
        const char *likely = NULL;
        for (size_t i = 0; i < sizeof map / sizeof *map; i++)
            if (map[i].cp == cp)
                likely = map[i].likely;
        if (is_stray_capital(small && letters > 1, s + at, len - at, cp))
            r = viet_lower(s + start, at - start, out);
        else
            r = likely ? buf_append_str(out, likely) : buf_append(out, s + start, at - start);
        letters = letter ? letters + 1 : 0;
        small = letter && !l.upper;
    }
    return r;
}

static bool is_plain_word(const char *s, size_t len)
{
    bool letters = false;
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if (!viet_is_letter(cp))
            return false;
        letters = true;
    }
    return letters;
}

/* A word that the grammar refuses becomes the one grammatical syllable that lies clearly nearest. */
static int add_syllable(const char *s, size_t len, struct buf *out)
{
    struct viet_repair near[2];
    struct viet_syllable parsed;
    if (!is_plain_word(s, len) || viet_length(s, len) == 1 /* "3400 g" */ || viet_syllable_parse(s, len, &parsed))
        return buf_append(out, s, len);
    size_t n = viet_syllable_repair(s, len, REPAIR_LIMIT, near, 2);
    if (n == 1 || (n == 2 && near[0].cost + 5 <= near[1].cost))
        return buf_append_str(out, near[0].text);
    return buf_append(out, s, len);
}

static int add_surname(const char *s, size_t len, struct buf *out)
{
    float similarity = 0;
    if (viet_surname_weight(s, len) > 0)
        return buf_append(out, s, len);
    const char *name = viet_surname_nearest(s, len, &similarity);
    struct viet_syllable parsed;
    float common = name ? viet_surname_weight(name, strlen(name)) : 0;
    /* A rare family name may be one that no list has: only a very common one is taken for misread. */
    bool tone_only = name && viet_distance(s, len, name, strlen(name), 17 + 2 * (uint32_t)len) <= 17;
    if (!name || similarity < 0.85f ||
        (!tone_only && common < COMMON_SURNAME && viet_syllable_parse(s, len, &parsed)))
        return add_syllable(s, len, out);
    struct buf upper = BUF_INIT;
    int r = viet_upper(s, len, &upper);
    bool capitals = r == SO_OK && upper.len == len && !memcmp(upper.data, s, len);
    buf_free(&upper);
    if (r != SO_OK)
        return r;
    return capitals ? viet_upper(name, strlen(name), out) : buf_append_str(out, name);
}

/* With no capital: a digit is as small as a letter. */
static bool starts_lower(const char *s, size_t len)
{
    return len && !viet_begins_upper(s, len);
}

/* "Ông/Bà Vũ Đình Hậu": whom a form speaks to, before a name. */
static const char *behind_address(const char *s)
{
    static const char *const heads[] = {"Ông/Bà", "Ông/bà", "ông/bà", "Ông (Bà)", "Ông (bà)", "Ông", "Bà"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t n = strlen(heads[i]);
        size_t blank = strncmp(s, heads[i], n) ? 0 : strspn(s + n, ": ");
        if (blank && strchr(s + n + blank, ' '))
            return s + n + blank;
    }
    return s;
}

int kind_name(const char *s, struct kind_out *out)
{
    struct buf text = BUF_INIT;
    int r = likely_text(behind_address(s), &text);
    const char *p = buf_str(&text);
    bool first = true;
    while (*p && r == SO_OK) {
        while (*p && strchr(" '`\"", *p))
            p++;
        size_t len = strcspn(p, " ");
        size_t tail = len && strchr("'`\".,?", p[len - 1]) ? 1 : 0;
        bool speck = !first && viet_length(p, len - tail) == 1 && starts_lower(p, len);
        if (len == tail || speck) {
            p += len;
            continue;
        }
        if (!first)
            r = buf_append_char(&out->value, ' ');
        if (r == SO_OK)
            r = first ? add_surname(p, len - tail, &out->value) : add_syllable(p, len - tail, &out->value);
        first = false;
        p += len;
    }
    buf_free(&text);
    if (r == SO_OK) {
        out->fit = viet_name_score(buf_str(&out->value), out->value.len);
        r = viet_upper(buf_str(&out->value), out->value.len, &out->normal);
    }
    return r;
}

/* Words that say what kind of unit a name is, behind a comma or at the beginning of an address. */
static const char *const unit_words[] = {"thôn", "xóm", "ấp", "bản", "làng", "xã", "phường", "thị", "khu", "tổ", "số",
                                         "huyện", "quận", "tỉnh", "thành", "đường", "phố", "ngõ"};

/* The unit word that the word is or was misread from; NULL when it is none. *ret_cost: how far it lies from it. */
static const char *unit_word(const char *s, size_t len, uint32_t *ret_cost)
{
    const char *best = NULL;
    uint32_t best_cost = 41;
    for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++) {
        uint32_t cost = viet_distance(s, len, unit_words[i], strlen(unit_words[i]), best_cost);
        if (cost < best_cost) {
            best_cost = cost;
            best = unit_words[i];
        }
    }
    *ret_cost = best_cost;
    return best;
}

bool kind_begins_unit(const char *s)
{
    uint32_t cost;
    size_t len = strcspn(s, " ");
    return starts_lower(s, len) && unit_word(s, len, &cost) && cost < VIET_COST_CASE;
}

/* Every word is a Vietnamese syllable. */
static bool is_sound(const char *s, size_t len)
{
    struct viet_syllable syllable;
    for (size_t at = 0; at < len;) {
        size_t end = at;
        while (end < len && s[end] != ' ')
            end++;
        if (end > at && !viet_syllable_parse(s + at, end - at, &syllable))
            return false;
        at = end + 1;
    }
    return true;
}

/* May a place of this kind stand behind that unit word? A city's name may be a province's of another time. */
static bool of_kind(const char *kind, const char *unit)
{
    if (!*kind)
        return true;
    if (!strcmp(kind, PLACE_PROVINCE) && !strcmp(unit, "thành"))
        return true;
    size_t n = strcspn(kind, " ");
    return strlen(unit) == n && !memcmp(kind, unit, n);
}

/*
 * The known place of its kind whose name lies nearest to the words; NULL when the words are one already or none is
 * near. Without a unit word only what is no Vietnamese name is held against names.
 */
static const char *known_place(const struct paper_rules *rules, const char *unit, const char *s, size_t len)
{
    const char *best = NULL;
    uint32_t letters = (uint32_t)viet_length(s, len), best_cost = letters * 6 + 5;
    struct viet_glyphs words = {0};
    if (letters < 4 || (!unit && is_sound(s, len)) || viet_glyphs_set(&words, s, len) != SO_OK) {
        viet_glyphs_free(&words);
        return NULL;
    }
    for (size_t i = 0; i < rules->places.len; i++) {
        if (unit && !of_kind(rules->places.items[i].kind, unit))
            continue;
        uint32_t cost = viet_glyphs_distance(&words, &rules->places.items[i].phrase.glyphs, best_cost);
        if (cost < best_cost) {
            best_cost = cost;
            best = rules->places.items[i].phrase.text;
        }
    }
    viet_glyphs_free(&words);
    return best_cost > 2 ? best : NULL;
}

/* "Thành" is a unit's word before "phố" only: "Thanh Hà" is a name. */
static bool is_city(const char *rest, size_t len)
{
    size_t n = 0;
    while (n < len && rest[n] != ' ')
        n++;
    return viet_distance(rest, n, "phố", strlen("phố"), 60) != VIET_DISTANCE_FAR;
}

/* One part of an address, between commas: its unit word, then its name. lower: unit words before it stand so. */
static int add_part(const struct paper_rules *rules, const char *s, size_t len, bool first, bool lower, struct buf *out)
{
    size_t word = 0;
    while (word < len && s[word] != ' ')
        word++;
    uint32_t cost = 0;
    const char *is_unit = word < len ? unit_word(s, word, &cost) : NULL;
    if (is_unit && !strcmp(is_unit, "thành") && !is_city(s + word + 1, len - word - 1))
        is_unit = NULL;
    const char *unit = cost >= 2 ? is_unit : NULL;
    int r = SO_OK;
    if (unit && !starts_lower(s, word) && (first || !lower))
        r = viet_title(unit, strlen(unit), out);
    else
        r = unit ? buf_append_str(out, unit) : buf_append(out, s, word);
    if (r != SO_OK || word >= len)
        return r;
    size_t name = word + 1, second = name;
    while (second < len && s[second] != ' ')
        second++;
    r = buf_append_char(out, ' ');
    /* "thành phô. Hải Phòng": the city's name is its own, as a province's is. */
    if (r == SO_OK && is_unit && !strcmp(is_unit, "thành") && second < len &&
        viet_distance(s + name, second - name, "phố", strlen("phố"), 45) != VIET_DISTANCE_FAR) {
        bool upper = !starts_lower(s + name, second - name);
        r = buf_append_str(out, upper ? "Phố " : "phố ");
        name = second + 1;
    }
    if (r != SO_OK)
        return r;
    const char *place = known_place(rules, is_unit, s + name, len - name);
    if (place)
        return buf_append_str(out, place);
    for (size_t at = name; at < len && r == SO_OK;) {
        size_t end = at;
        while (end < len && s[end] != ' ')
            end++;
        r = add_syllable(s + at, end - at, out);
        if (r == SO_OK && end < len)
            r = buf_append_char(out, ' ');
        at = end + 1;
    }
    return r;
}

/* Specks read as punctuation: ", ." and ";" of an address are commas; "Ủy bạn nhân dân" and "Bênh viên" are known phrases. */
static int tidy_place(const char *s, struct buf *out)
{
    static const struct {
        const char *text;
        size_t words;
    } heads[] = {{"Ủy ban nhân dân", 4}, {"Trung tâm Y tế", 4}, {"Trạm Y tế", 3}, {"Bệnh viện", 2}};
    int r = SO_OK;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t words = 0, end = 0, len = strlen(s);
        while (end < len && words < heads[i].words)
            words += s[end++] == ' ';
        size_t head = words == heads[i].words ? end - 1 : 0;
        uint32_t cost = head ? viet_distance(s, head, heads[i].text, strlen(heads[i].text), 60) : VIET_DISTANCE_FAR;
        if (cost == VIET_DISTANCE_FAR || cost <= 4 || starts_lower(s, head))
            continue;
        r = buf_append_str(out, heads[i].text);
        s += head;
        break;
    }
    for (; *s && r == SO_OK; s++) {
        bool speck = strchr(".;:'`", *s) && (s[1] == ' ' || s[1] == '\0' || *s == ';') && out->len;
        char before = out->len ? out->data[out->len - 1] : '\0';
        if (strchr("'`\"", *s) && (!before || before == ' '))
            continue;
        if (*s == ';')
            r = buf_append_char(out, ',');
        else if (!speck || (before != ' ' && before != ','))
            r = buf_append_char(out, *s);
        else if (before == ' ')
            buf_truncate(out, out->len - 1);
    }
    return r;
}

/* Bytes of the part's last words from the n-th blank from its end on; len where it has fewer. */
static size_t last_words(const char *s, size_t len, size_t n)
{
    size_t at = len;
    while (at && n)
        n -= s[--at] == ' ';
    return n ? len : len - at - 1;
}

/*
 * A card's small print loses the comma before the province: "An Lạc, Cẩm Giàng Hải Dương". Bytes before the province of
 * a part that is a name of one or two words and a province's name; len for any other ("Bệnh viện Hải Phòng").
 */
static size_t before_province(const char *s, size_t len)
{
    size_t words = 1, capitals = 0;
    for (size_t i = 0; i < len; i++) {
        capitals += (i == 0 || s[i - 1] == ' ') && !starts_lower(s + i, len - i);
        words += s[i] == ' ';
    }
    size_t tail = last_words(s, len, 2);
    bool fits = words == capitals && (words == 3 || words == 4) && tail < len;
    const char *province = fits ? viet_id_province_like(s + len - tail, tail) : NULL;
    return province && strchr(province, ' ') ? len - tail - 1 : len;
}

int kind_place(const struct paper_rules *rules, const char *s, struct kind_out *out)
{
    struct buf text = BUF_INIT, tidy = BUF_INIT;
    int r = tidy_place(s, &tidy);
    if (r == SO_OK)
        r = likely_text(buf_str(&tidy), &text);
    buf_free(&tidy);
    const char *p = buf_str(&text);
    bool first = true, lower = false;
    while (*p && r == SO_OK) {
        while (*p == ' ')
            p++;
        size_t len = strcspn(p, ",");
        size_t end = len;
        while (end && p[end - 1] == ' ')
            end--;
        bool small = starts_lower(p, end);
        size_t own = first ? end : before_province(p, end);
        r = add_part(rules, p, own, first, lower, &out->value);
        if (r == SO_OK && own < end)
            r = buf_append_str(&out->value, ", ");
        if (r == SO_OK && own < end)
            r = add_part(rules, p + own + 1, end - own - 1, first, lower, &out->value);
        lower |= !first && small;
        first = false;
        p += len;
        if (*p == ',' && r == SO_OK) {
            r = buf_append_str(&out->value, p[1] ? ", " : "");
            p++;
        }
    }
    buf_free(&text);
    float suspicion = viet_suspicion(buf_str(&out->value), out->value.len);
    out->fit = out->value.len < 4 ? 0.2f : 1.0f - suspicion;
    return r;
}

/* A word of a text; "12!06/2022" in it is a date, ten digits are another number. */
static int add_word(const char *s, size_t len, struct buf *out)
{
    if (len && strspn(s, "IVX") >= len)
        return buf_append(out, s, len); /* "quý III" */
    if (len != 10 || !viet_is_digit(*s) || strspn(s, "0123456789") >= len)
        return add_syllable(s, len, out);
    char *word = strndup(s, len);
    int r = word ? kind_slashes(word, out) : SO_ENOMEM;
    free(word);
    return r;
}

/* "Bản Thân" for "Bản thân": a t by hand is as high as a T. */
static bool has_stray_capital(const char *read, const char *known)
{
    size_t n = strcspn(read, " ");
    return viet_same_key(read, known) && strcmp(read, known) != 0 && !strncmp(read, known, n) && known[n] == ' ' &&
           starts_lower(known + n + 1, strlen(known + n + 1));
}

static size_t count_words(const char *s)
{
    size_t n = *s != '\0';
    for (; *s; s++)
        n += *s == ' ';
    return n;
}

int kind_text(const struct paper_field_def *f, const char *s, struct kind_out *out)
{
    struct buf text = BUF_INIT;
    int r = likely_text(s, &text);
    const char *p = buf_str(&text), *best = NULL;
    uint32_t best_cost = (uint32_t)(viet_length(p, text.len) * 9 + 5), second = VIET_DISTANCE_FAR;
    if (f->closed && best_cost < CLOSED_LIMIT)
        best_cost = CLOSED_LIMIT;
    size_t whole = f->kind == KIND_SUBJECT || f->kind == KIND_ISSUER ? 0 : f->values.len; /* theirs are parts of a value */
    for (size_t i = 0; i < whole && r == SO_OK; i++) {
        const char *value = f->values.items[i];
        uint32_t cost = viet_distance(p, text.len, value, strlen(value), best_cost);
        if (cost > OTHER_WORDS_LIMIT && count_words(value) != count_words(p))
            continue; /* a word more or less is another text */
        if (cost < best_cost) {
            second = best ? best_cost : second;
            best_cost = cost;
            best = value;
        } else if (cost < second) {
            second = cost;
        }
    }
    if (f->closed && second != VIET_DISTANCE_FAR && second < best_cost + 10 && best_cost > 30)
        best = NULL; /* it may as well be another */
    if (r == SO_OK && best && (best_cost > 4 || has_stray_capital(p, best))) {
        out->fit = 1;
        r = buf_append_str(&out->value, best);
        buf_free(&text);
        return r;
    }
    while (*p && r == SO_OK) {
        size_t len = strcspn(p, " ");
        size_t tail = len && strchr(",.;:)", p[len - 1]) ? 1 : 0;
        r = add_word(p, len - tail, &out->value);
        if (r == SO_OK)
            r = buf_append(&out->value, p + len - tail, tail);
        p += len;
        if (*p && r == SO_OK)
            r = buf_append_char(&out->value, *p++);
    }
    buf_free(&text);
    out->fit = best ? 1.0f : 1.0f - viet_suspicion(buf_str(&out->value), out->value.len);
    return r;
}

int kind_sex(const char *s, struct kind_out *out)
{
    enum viet_sex sex = viet_sex_parse(s, strlen(s));
    if (sex == VIET_SEX_UNKNOWN) {
        out->fit = 0.1f;
        return buf_append_str(&out->value, s);
    }
    out->fit = 1;
    int r = buf_append_str(&out->value, viet_sex_name(sex));
    return r == SO_OK ? buf_append_str(&out->normal, viet_sex_name(sex)) : r;
}

/* A listed name where what was read lies near to it; as written where it stands in the list under another spelling. */
static int put_listed(const char *s, const char *name, float similarity, struct kind_out *out)
{
    out->fit = name ? similarity : 0.2f;
    bool certain = name && similarity > 0.98f && !strpbrk(s, ".,:;|/0123456789");
    bool near = name && similarity >= 0.6f;
    struct buf text = BUF_INIT;
    int r = certain && viet_same_fold(s, name) ? buf_append_str(&text, name)
            : certain || !near               ? likely_text(s, &text)
                                             : buf_append_str(&text, name);
    if (r == SO_OK)
        r = buf_append_str(&out->value, buf_str(&text));
    buf_free(&text);
    return r == SO_OK && near ? buf_append_str(&out->normal, name) : r;
}

int kind_ethnic(const char *s, struct kind_out *out)
{
    float similarity = 0;
    int i = viet_ethnic_find(s, strlen(s), &similarity);
    return put_listed(s, i < 0 ? NULL : viet_ethnic_name(i), similarity, out);
}

int kind_nation(const char *s, struct kind_out *out)
{
    float similarity = 0;
    int i = viet_nationality_find(s, strlen(s), &similarity);
    return put_listed(s, i < 0 ? NULL : viet_nationality_name(i), similarity, out);
}
