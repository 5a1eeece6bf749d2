/* What tells a paper that no definition knows from one whose title was lost: a title of its own, and labels that many have. */
#include <string.h>

#include "paper/titles.h"
#include "viet/distance.h"
#include "viet/text.h"

#define CLEAR 0.65f      /* confidence of a title that was surely read */
#define SAME_WORD 0.75f  /* similarity */
#define COMMON_LEAST 0.5f /* a title of the type has more of its words */
#define MARKS_LEAST 4 /* letters of a word of which the marks may differ */
#define MARKS_FAR 40  /* cost of those, as viet/distance.h counts */
#define WORDS_MAX 24
#define OWN_MOST 6 /* types that have a label which tells something */

/* How titles of Vietnamese papers begin: what kind of paper it is. A form's own headings begin otherwise. */
static const char *const kinds[] = {
    "GIẤY",    "ĐƠN",      "HỢP ĐỒNG",  "PHỤ LỤC HỢP ĐỒNG", "BIÊN BẢN", "BIÊN LAI",   "HỌC BẠ",     "HÓA ĐƠN",     "SƠ YẾU LÝ LỊCH",
    "LÝ LỊCH", "BẢNG",     "BẰNG",      "CHỨNG CHỈ",        "PHIẾU",    "TỜ KHAI",    "TỜ TRÌNH",   "BẢN CAM KẾT", "BẢN TƯỜNG TRÌNH",
    "BẢN KÊ",  "DANH SÁCH", "DI CHÚC",  "THƯ",              "VĂN BẰNG", "CERTIFICATE", "DIPLOMA",   "SỔ",          "BẢN ÁN",
    "ĐIỀU LỆ", "CHƯƠNG",   "GIÁO TRÌNH", "TRÍCH LỤC",       "VĂN BẢN",  "THẺ",        "TRANSCRIPT", "CONTRACT",
};

static bool is_same(const struct viet_word *a, const struct viet_word *b)
{
    return viet_similarity(a->text, a->len, b->text, b->len) >= SAME_WORD;
}

/* Its marks may be misread ("GIẦY"), but not a short one's: "SỞ Y TẾ" and "THỦ TRƯỞNG" are no "SỔ" and no "THƯ". */
static bool is_kinds(const struct viet_word *read, const struct viet_word *wanted)
{
    bool exact = read->len == wanted->len && !memcmp(read->text, wanted->text, read->len);
    return exact || (viet_length(wanted->text, wanted->len) >= MARKS_LEAST &&
                     viet_distance(read->text, read->len, wanted->text, wanted->len, MARKS_FAR) <= MARKS_FAR);
}

static bool begins_with(const struct viet_word *words, size_t n, const char *phrase)
{
    struct viet_word wanted[WORDS_MAX];
    size_t m = viet_split(phrase, wanted, WORDS_MAX), i = 0;
    while (i < m && i < n && is_kinds(&words[i], &wanted[i]))
        i++;
    return i == m;
}

/* It has more than half of its words in common with one of the type's titles. */
static bool is_own(const struct paper_def *d, const struct viet_word *words, size_t n)
{
    struct viet_word own[WORDS_MAX];
    for (size_t i = 0; i < d->titles.len; i++) {
        size_t m = viet_split(d->titles.items[i].text, own, WORDS_MAX), common = 0;
        for (size_t k = 0; k < n; k++)
            for (size_t j = 0; j < m; j++)
                if (is_same(&words[k], &own[j])) {
                    common++;
                    break;
                }
        if ((float)common > COMMON_LEAST * (float)n)
            return true;
    }
    return false;
}

static bool is_heading(const struct paper_type *type, const char *text)
{
    for (size_t i = 0; i < type->labels.len; i++)
        if (type->labels.items[i].fields[0] >= type->def->fields.len &&
            viet_similarity(text, strlen(text), type->labels.items[i].phrase.text, strlen(type->labels.items[i].phrase.text)) >= SAME_WORD)
            return true;
    return false;
}

static int look_at_run(const struct sheet *s, const struct paper_type *type, size_t first, size_t end, bool *ret_other)
{
    struct viet_word words[WORDS_MAX];
    if (end - first < 2 || layout_confidence(&s->layout, first, end) < CLEAR)
        return SO_OK;
    char *text = layout_text(&s->layout, first, end);
    if (!text)
        return SO_ENOMEM;
    size_t n = viet_split(text, words, WORDS_MAX);
    bool kind = false;
    for (size_t i = 0; text_is_capitals(text) && !kind && i < sizeof kinds / sizeof *kinds; i++)
        kind = begins_with(words, n, kinds[i]);
    *ret_other = kind && n >= 2 && !is_own(type->def, words, n) && !is_heading(type, text);
    free(text);
    return SO_OK;
}

static size_t types_with(const struct paper_rules *rules, const char *label)
{
    size_t types = 0;
    for (size_t i = 0; i < rules->defs.len; i++)
        for (size_t k = 0; k < rules->types[i].labels.len; k++)
            if (!strcmp(rules->types[i].labels.items[k].phrase.text, label)) {
                types++;
                break;
            }
    return types;
}

bool paper_stands_anywhere(const struct paper_def *d)
{
    bool all = d->titles.len > 0;
    for (size_t i = 0; i < d->titles.len; i++)
        all &= d->titles.items[i].anywhere;
    return all;
}

bool sheet_has_own_label(const struct sheet *s, const struct paper_type *type, const struct anchors *anchors)
{
    bool anywhere = paper_stands_anywhere(type->def); /* the paper under it has names and dates, too */
    for (size_t i = 0; i < anchors->len; i++) {
        const struct anchor *a = &anchors->items[i];
        if (a->spot.dates || a->field >= type->def->fields.len)
            continue;
        const struct paper_field_def *f = &type->def->fields.items[a->field];
        if ((!anywhere || f->kind == KIND_NUMBER || f->kind == KIND_BOOK) &&
            types_with(s->rules, type->labels.items[a->spot.label].phrase.text) <= OWN_MOST)
            return true;
    }
    return false;
}

int sheet_other_title(const struct sheet *s, const struct paper_type *type, bool *ret_other)
{
    const struct layout *l = &s->layout;
    int r = SO_OK;
    bool other = false;
    for (size_t i = 0; i < l->nlines && r == SO_OK && !other && l->lines[i].box.y * 100 < UPPER_PART * l->page_height; i++)
        for (size_t t = l->lines[i].first; t < l->lines[i].end && r == SO_OK && !other;) {
            size_t first, end;
            line_run(l, &l->lines[i], t, &first, &end);
            r = look_at_run(s, type, first, end, &other);
            t = end > t ? end : t + 1;
        }
    if (r == SO_OK)
        *ret_other = other;
    return r;
}
