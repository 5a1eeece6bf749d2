#include "pdf/correct.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "viet/text.h"

struct strings {
    char **items;
    size_t len, cap;
};

/* Places that the new words may fill: what the replaced words of one line covered, or the field's box. */
struct segment {
    struct box box;
    int line;
};
struct segments {
    struct segment *items;
    size_t len, cap;
};

struct indexes {
    size_t *items;
    size_t len, cap;
};

static int push_word(struct words *words, const char *text, float confidence, struct box box, int line)
{
    char *copy = strdup(text);
    struct word *w = copy ? array_push(words) : NULL;
    if (!w) {
        free(copy);
        return SO_ENOMEM;
    }
    *w = (struct word){.text = copy, .confidence = confidence, .box = box, .line = line};
    return SO_OK;
}

static void strings_free(struct strings *s)
{
    for (size_t i = 0; i < s->len; i++)
        free(s->items[i]);
    array_free(s);
}

static int split_at_spaces(const char *value, struct strings *ret)
{
    struct buf clean = BUF_INIT;
    struct strings parts = {0};
    int r = viet_clean(value, strlen(value), &clean);
    char *rest = clean.data;
    for (char *part; !r && (part = strsep(&rest, " "));) {
        if (!*part)
            continue;
        char **slot = array_push(&parts);
        if (!slot || !(*slot = strdup(part)))
            r = SO_ENOMEM;
    }
    buf_free(&clean);
    if (r)
        strings_free(&parts);
    else
        *ret = parts;
    return r;
}

/* More than half of the word lies in the box: a neighbour that only touches it is not the value's. */
static bool stands_in(const struct word *w, struct box box)
{
    struct box in = box_intersect(w->box, box);
    return !box_is_empty(in) && 2LL * in.w * in.h > (long long)w->box.w * w->box.h;
}

static int words_within(const struct words *words, struct box box, struct indexes *ret)
{
    for (size_t i = 0; i < words->len; i++)
        if (stands_in(&words->items[i], box)) {
            size_t *slot = array_push(ret);
            if (!slot)
                return SO_ENOMEM;
            *slot = i;
        }
    return SO_OK;
}

static int line_segments(const struct words *words, const struct indexes *at, struct segments *ret)
{
    for (size_t i = 0; i < at->len; i++) {
        const struct word *w = &words->items[at->items[i]];
        struct segment *last = ret->len ? &ret->items[ret->len - 1] : NULL;
        if (last && last->line == w->line) {
            last->box = box_union(last->box, w->box);
            continue;
        }
        struct segment *s = array_push(ret);
        if (!s)
            return SO_ENOMEM;
        *s = (struct segment){w->box, w->line};
    }
    return SO_OK;
}

/* The letters of parts[first..end) set side by side over a segment, each as wide as its share of the letters. */
static int fill_segment(struct words *out, const struct strings *parts, size_t first, size_t end,
                        const struct segment *segment)
{
    size_t letters = 0, before = 0;
    for (size_t i = first; i < end; i++)
        letters += viet_length(parts->items[i], strlen(parts->items[i])) + (i + 1 < end);
    int r = SO_OK;
    for (size_t i = first; i < end && !r; i++) {
        size_t n = viet_length(parts->items[i], strlen(parts->items[i]));
        struct box box = segment->box;
        box.x += (int)((double)segment->box.w * (double)before / (double)letters);
        box.w = (int)((double)segment->box.w * (double)n / (double)letters);
        if (box.w < 1)
            box.w = 1;
        r = push_word(out, parts->items[i], 1, box, segment->line);
        before += n + 1;
    }
    return r;
}

/* Shares the parts out over the segments by width; a part is never cut. */
static int spread(struct words *out, const struct strings *parts, const struct segments *segments)
{
    double width = 0, filled = 0, letters = 0, seen = 0;
    for (size_t i = 0; i < segments->len; i++)
        width += segments->items[i].box.w;
    for (size_t i = 0; i < parts->len; i++)
        letters += (double)viet_length(parts->items[i], strlen(parts->items[i])) + 1;
    int r = SO_OK;
    size_t first = 0;
    for (size_t s = 0; s < segments->len && !r; s++) {
        filled += segments->items[s].box.w;
        size_t end = first;
        while (end < parts->len) {
            double n = (double)viet_length(parts->items[end], strlen(parts->items[end])) + 1;
            if (s + 1 < segments->len && (seen + n / 2) * width > filled * letters)
                break;
            seen += n;
            end++;
        }
        r = fill_segment(out, parts, first, end, &segments->items[s]);
        first = end;
    }
    return r;
}

/* Makes out of words those of one field, and the reading order's index where they belong. */
static int replacement(const struct words *words, const struct indexes *at, const struct strings *parts,
                       struct words *ret)
{
    int r = SO_OK;
    if (parts->len == at->len) {
        for (size_t i = 0; i < parts->len && !r; i++) {
            const struct word *old = &words->items[at->items[i]];
            r = push_word(ret, parts->items[i], 1, old->box, old->line);
        }
        return r;
    }
    struct segments segments = {0};
    r = line_segments(words, at, &segments);
    if (!r)
        r = spread(ret, parts, &segments);
    array_free(&segments);
    return r;
}

/* Line numbers came from a worker that may have been taken over: any int. */
static int next_line(int line)
{
    return line < INT_MAX ? line + 1 : line;
}

/*
 * Where nothing was read: the box as a place of its own. It joins the line that crosses its middle, before the first
 * word to its right; otherwise it stands before the first line below it, and lines behind it count one up.
 */
static int place_new(struct words *words, struct box box, const struct strings *parts, struct words *ret,
                     size_t *ret_index)
{
    int middle = box.y + box.h / 2;
    size_t index = 0;
    while (index < words->len && !(words->items[index].box.y <= middle && box_bottom(words->items[index].box) > middle))
        index++;
    int line = index < words->len ? words->items[index].line : 0;
    if (index < words->len) {
        while (index < words->len && words->items[index].line == line && words->items[index].box.x < box.x)
            index++;
    } else {
        for (index = 0; index < words->len && words->items[index].box.y <= middle; index++)
            line = next_line(words->items[index].line);
        for (size_t i = index; i < words->len; i++)
            words->items[i].line = next_line(words->items[i].line);
    }
    struct segment segment = {box, line};
    int r = fill_segment(ret, parts, 0, parts->len, &segment);
    if (!r)
        *ret_index = index;
    return r;
}

static bool contains(const struct indexes *at, size_t i)
{
    for (size_t k = 0; k < at->len; k++)
        if (at->items[k] == i)
            return true;
    return false;
}

static bool move_word(struct words *to, struct word *from)
{
    struct word *w = array_push(to);
    if (!w)
        return false;
    *w = *from;
    *from = (struct word){0};
    return true;
}

/*
 * Rebuilds the words without those at `gone` and with those of `come` in their line's place: each new word stands where
 * its line's first replaced word stood, or at index when nothing is replaced. Takes the texts of both.
 */
static int merge(struct words *words, const struct indexes *gone, struct words *come, size_t index)
{
    struct words merged = {0};
    size_t next = 0;
    for (size_t i = 0; i <= words->len; i++) {
        bool last = i == words->len;
        bool goes = !last && contains(gone, i);
        bool here = gone->len ? goes || last : i == index;
        while (here && next < come->len && (!goes || come->items[next].line == words->items[i].line))
            if (!move_word(&merged, &come->items[next++]))
                goto no_memory;
        if (goes)
            word_free(&words->items[i]);
        else if (!last && !move_word(&merged, &words->items[i]))
            goto no_memory;
    }
    array_free(words);
    *words = merged;
    return SO_OK;
no_memory:
    words_free(&merged);
    return SO_ENOMEM;
}

static int correct_field(struct words *words, const struct field *field)
{
    struct strings parts = {0};
    struct indexes gone = {0};
    struct words come = {0};
    size_t index = 0;
    int r = split_at_spaces(field->value, &parts);
    if (!r && parts.len) {
        r = words_within(words, field->box, &gone);
        if (!r && gone.len)
            r = replacement(words, &gone, &parts, &come);
        else if (!r)
            r = place_new(words, field->box, &parts, &come, &index);
        if (!r)
            r = merge(words, &gone, &come, index);
    }
    strings_free(&parts);
    array_free(&gone);
    words_free(&come);
    return r;
}

int pdf_corrected_words(const struct words *words, const struct fields *corrected, int page, struct words *ret_words)
{
    struct words out = {0};
    int r = SO_OK;
    for (size_t i = 0; i < words->len && !r; i++) {
        const struct word *w = &words->items[i];
        r = push_word(&out, w->text, w->confidence, w->box, w->line);
    }
    for (size_t i = 0; i < corrected->len && !r; i++) {
        const struct field *f = &corrected->items[i];
        if (f->page == page && !box_is_empty(f->box) && f->value)
            r = correct_field(&out, f);
    }
    if (r)
        words_free(&out);
    else
        *ret_words = out;
    return r;
}
