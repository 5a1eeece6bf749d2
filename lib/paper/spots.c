#include "paper/spots.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "viet/case.h"
#include "viet/text.h"

#define LABEL_LEAST 0.74f
#define LABEL_SHORT 6 /* letters: shorter labels must match better */
#define LABEL_CLOSE 10 /* letters: shorter labels without a colon must match better, too */
#define LABEL_LONG 14 /* letters: the full stop behind a longer label is its colon, misread */
#define SHORT_LEAST 0.84f
#define SHORT_PHRASE 8 /* letters: "Dương" is no "Chồng" */
#define SHORT_PHRASE_LEAST 0.9f
#define BROKEN_LEAST 0.8f
#define BROKEN_CLOSE_LEAST 0.92f
#define LONGER_NEAR 0.1f   /* as near as a shorter label, or hardly less */
#define WHOLE_LEAST 0.9f   /* of a label that is all there */
#define WRAPPED_LETTERS 16 /* of a label that may go on below its line */
#define WRAPPED_WORDS 14   /* of its rest */

static bool is_word_char(int32_t base)
{
    return (base >= 'a' && base <= 'z') || (base >= '0' && base <= '9') || base > 0x7f;
}

/* The glyphs of tokens first..end-1, without outer punctuation; borrowed from the line. */
static struct viet_glyphs slice(const struct layout *l, const struct line *line, size_t first, size_t end)
{
    size_t from = l->tokens.items[first].start, to = l->tokens.items[end - 1].end;
    size_t lo = 0, hi = line->glyphs.len;
    while (lo < hi && line->glyphs.items[lo].start < from)
        lo++;
    while (hi > lo && line->glyphs.items[hi - 1].end > to)
        hi--;
    while (lo < hi && !is_word_char(line->glyphs.items[lo].base))
        lo++;
    while (hi > lo && !is_word_char(line->glyphs.items[hi - 1].base))
        hi--;
    struct viet_glyphs g = {0};
    g.items = line->glyphs.items + lo;
    g.len = hi - lo;
    return g;
}

float spot_match(const struct layout *l, const struct line *line, size_t first, size_t end,
                 const struct viet_glyphs *phrase, float at_least)
{
    if (first >= end || phrase->len == 0)
        return 0;
    struct viet_glyphs g = slice(l, line, first, end);
    if (g.len == 0 || g.len * 10 < phrase->len * 6 || g.len * 10 > phrase->len * 15 + 10)
        return 0;
    float worst = (float)(VIET_COST_LETTER * phrase->len);
    uint32_t limit = (uint32_t)((1.0f - at_least) * worst) + 1;
    uint32_t d = viet_glyphs_distance(&g, phrase, limit);
    if (d == VIET_DISTANCE_FAR)
        return 0;
    float s = 1.0f - (float)d / worst;
    return s >= at_least ? s : 0;
}

/* A rule under the words before it, which parts nothing: leaders begin behind them. */
static bool is_rule(const struct layout *l, size_t first, size_t t)
{
    const struct token *token = &l->tokens.items[t];
    return token->filler && t > first && token->box.x < box_right(token[-1].box) - l->height / 4;
}

/* The best end of a phrase that begins at token first. */
static float best_end(const struct layout *l, const struct line *line, size_t first, size_t end,
                      const struct viet_glyphs *phrase, float at_least, size_t *ret_end)
{
    float best = 0;
    for (size_t e = first + 1; e <= end; e++) {
        const struct token *last = &l->tokens.items[e - 1];
        if (is_rule(l, first, e - 1))
            continue;
        bool value = line->values_x && last->box.x + l->height > line->values_x; /* in a table its column begins there */
        if (last->filler || (e > first + 1 && (value || (best > 0 && (last->gap || last[-1].text[strlen(last[-1].text) - 1] == ':')))))
            break;
        float s = spot_match(l, line, first, e, phrase, best > at_least ? best : at_least);
        if (s > best) {
            best = s;
            *ret_end = e;
        }
        if (last->end - l->tokens.items[first].start > phrase->len * 4 + 12)
            break;
    }
    return best;
}

float spot_begins(const struct layout *l, const struct line *line, size_t first, size_t end,
                  const struct phrases *phrases, float at_least, size_t *ret_end)
{
    float best = 0;
    bool small = first < end && viet_begins_lower(l->tokens.items[first].text, strlen(l->tokens.items[first].text));
    for (size_t i = 0; i < phrases->len; i++) {
        const struct viet_glyphs *phrase = &phrases->items[i].glyphs;
        size_t e = end;
        if (small && phrase->len < SHORT_PHRASE && viet_begins_upper(phrases->items[i].text, strlen(phrases->items[i].text)))
            continue; /* "nhân" is not the "Nhận" that begins a row */
        float least = phrase->len < SHORT_PHRASE && at_least < SHORT_PHRASE_LEAST ? SHORT_PHRASE_LEAST : at_least;
        float s = best_end(l, line, first, end, phrase, best > least ? best : least, &e);
        if (s > best) {
            best = s;
            *ret_end = e;
        }
    }
    return best;
}

static bool ends_with_colon(const char *s)
{
    size_t n = strlen(s);
    return n && (s[n - 1] == ':' || s[n - 1] == ';');
}

/* Letters that cannot begin the label save the comparison. */
static bool may_begin(const struct viet_glyphs *text, size_t start, const struct viet_glyphs *label)
{
    if (label->len < 8)
        return true;
    size_t at = 0, same = 0;
    while (at < text->len && text->items[at].start < start)
        at++;
    for (size_t i = 0; i < 6 && i < label->len; i++)
        for (size_t k = i ? i - 1 : 0; k <= i + 1 && at + k < text->len; k++)
            if (text->items[at + k].base == label->items[i].base || (text->items[at + k].shape & label->items[i].shape)) {
                same++;
                break;
            }
    return same >= 4;
}

/* How well a line's tokens and those of the next line make a phrase together. */
static float join_match(const struct layout *l, size_t first, size_t end, size_t tail_first, size_t tail_end,
                        const struct viet_glyphs *phrase)
{
    char *head = layout_text(l, first, end), *tail = layout_text(l, tail_first, tail_end);
    struct buf both = BUF_INIT;
    struct viet_glyphs glyphs = {0};
    float similarity = 0;
    if (head && tail && buf_printf(&both, "%s %s", head, tail) == SO_OK &&
        viet_glyphs_set(&glyphs, buf_str(&both), both.len) == SO_OK)
        similarity = viet_glyphs_similarity(&glyphs, phrase);
    viet_glyphs_free(&glyphs);
    buf_free(&both);
    free(head);
    free(tail);
    return similarity;
}

/*
 * In a table a long label breaks over two lines while its value stands at the right of the first:
 *     Thời gian giải quyết hồ sơ     07 ngày
 *     theo quy định là
 */
static float match_broken(const struct layout *l, size_t line_index, size_t first, const struct viet_glyphs *label,
                          size_t *ret_end, size_t *ret_tail_first, size_t *ret_tail_end)
{
    const struct line *line = &l->lines[line_index], *next = line + 1;
    if (first != line->first || line_index + 1 >= l->nlines || label->len < 14 || next->first >= next->end)
        return 0;
    struct box left = l->tokens.items[first].box, below = l->tokens.items[next->first].box;
    if (abs(left.x - below.x) > l->height || below.y - left.y > 3 * l->height)
        return 0;
    size_t tail_end = next->first + 1;
    while (tail_end < next->end && !l->tokens.items[tail_end].gap)
        tail_end++;
    size_t tail_bytes = l->tokens.items[tail_end - 1].end - l->tokens.items[next->first].start;
    float best = 0;
    for (size_t end = first + 2; end <= line->end; end++) {
        bool whole = end == line->end, gap = whole || l->tokens.items[end].gap;
        if (whole && tail_end < next->end) /* a value on the second line: not this kind of label */
            break;
        size_t bytes = l->tokens.items[end - 1].end - l->tokens.items[first].start + tail_bytes;
        if (bytes > 2 * label->len) /* a line of a paragraph below; a letter has one to three bytes */
            break;
        if (bytes * 10 < 8 * label->len)
            continue;
        float similarity = join_match(l, first, end, next->first, tail_end, label);
        /* Only a label that is all there can tell its end from a value that stands close by. */
        if (similarity >= (gap ? BROKEN_LEAST : BROKEN_CLOSE_LEAST) && similarity > best) {
            best = similarity;
            *ret_end = end;
            *ret_tail_first = next->first;
            *ret_tail_end = tail_end;
        }
        if (whole || gap || l->tokens.items[end].end - l->tokens.items[first].start > label->len * 4)
            break;
    }
    return best;
}

/* "1.", "12)", "a)", "-": what numbers a row of a form before its label. */
static bool is_enumerator(const char *s)
{
    size_t n = strlen(s), digits = strspn(s, "0123456789");
    if (n == 1)
        return strchr("-+*", s[0]) != NULL;
    if (digits)
        return digits <= 2 && digits + 1 == n && strchr(".)", s[n - 1]) != NULL;
    return n == 2 && s[0] >= 'a' && s[0] <= 'z' && s[1] == ')';
}

size_t spots_row_begin(const struct layout *l, const struct line *line)
{
    size_t t = line->first;
    while (t + 1 < line->end && (l->tokens.items[t].filler || is_enumerator(l->tokens.items[t].text)))
        t++;
    return t;
}

/* Whether a token begins its part of the line, but for the number of its row. */
static bool begins_part(const struct layout *l, const struct line *line, size_t t)
{
    if (t == line->first || l->tokens.items[t].gap)
        return true;
    const struct token *before = &l->tokens.items[t - 1];
    return (before->filler || is_enumerator(before->text)) && (t - 1 == line->first || before->gap);
}

/*
 * A long label that fills its line and ends with its colon on the next, where its value follows:
 *     Quan hệ với người được cấp Giấy xác nhận
 *     tình trạng hôn nhân: Bản thân
 */
static float match_wrapped(const struct layout *l, size_t line_index, size_t first, const struct viet_glyphs *label,
                           size_t *ret_tail_end)
{
    const struct line *line = &l->lines[line_index], *next = line + 1;
    if (label->len < WRAPPED_LETTERS || line_index + 1 >= l->nlines || next->column != line->column ||
        next->box.y - line->box.y > 3 * l->height || l->tokens.items[line->end - 1].start == l->tokens.items[first].start)
        return 0;
    if (l->tokens.items[line->end - 1].end - l->tokens.items[first].start > 3 * label->len) /* a letter has 1 to 3 bytes */
        return 0;
    size_t tail = next->first;
    while (tail < next->end && tail - next->first < WRAPPED_WORDS && !ends_with_colon(l->tokens.items[tail].text))
        tail++;
    if (tail == next->end || !ends_with_colon(l->tokens.items[tail].text))
        return 0;
    *ret_tail_end = tail + 1;
    float similarity = join_match(l, first, line->end, next->first, tail + 1, label);
    return similarity >= BROKEN_LEAST ? similarity : 0;
}

int spots_add(struct spots *io, struct spot spot)
{
    if (io->len >= SPOTS_MAX)
        return SO_ELIMIT;
    struct spot *s = array_push(io);
    if (!s)
        return SO_ENOMEM;
    *s = spot;
    return SO_OK;
}

/* "Số" misread: it begins a part of the line, has its colon, and a number with a slash follows. */
static bool is_number_label(const struct layout *l, const struct line *line, size_t first)
{
    const struct token *t = &l->tokens.items[first];
    return begins_part(l, line, first) && ends_with_colon(t->text) && first + 1 < line->end &&
           strchr(l->tokens.items[first + 1].text, '/') != NULL;
}

/* "… đăng ký: 21/01/2024 Số: 65/2024": a capital, behind what ends with a number or leaders. */
static bool begins_behind_number(const struct layout *l, const struct line *line, size_t t)
{
    const struct token *before = t > line->first ? &l->tokens.items[t - 1] : NULL;
    const char *text = l->tokens.items[t].text;
    size_t n = before ? strlen(before->text) : 0;
    return n && viet_begins_upper(text, strlen(text)) && (before->filler || viet_is_digit(before->text[n - 1]));
}

static int find_label(const struct paper_type *type, const struct layout *l, size_t line_index, size_t first,
                      size_t label_index, struct spots *out)
{
    const struct line *line = &l->lines[line_index];
    const struct viet_glyphs *label = &type->labels.items[label_index].phrase.glyphs;
    if (!may_begin(&line->glyphs, l->tokens.items[first].start, label))
        return SO_OK;
    float least = label->len < LABEL_SHORT ? SHORT_LEAST : LABEL_LEAST;
    if (label->len == 2 && is_number_label(l, line, first))
        least = 0.5f;
    size_t end = first + 1, broken_end = 0, tail_first = 0, tail_end = 0;
    float similarity = best_end(l, line, first, line->end, label, least, &end);
    float broken = similarity < 0.9f ? match_broken(l, line_index, first, label, &broken_end, &tail_first, &tail_end) : 0;
    if (broken > similarity) {
        similarity = broken;
        end = broken_end;
    } else {
        tail_first = tail_end = 0;
    }
    bool starts = begins_part(l, line, first);
    size_t wrapped_end;
    bool to_the_end = similarity <= 0 || end == line->end;
    float wrapped = starts && to_the_end ? match_wrapped(l, line_index, first, label, &wrapped_end) : 0;
    if (wrapped > similarity)
        return spots_add(out, (struct spot){.label = label_index, .line = line_index + 1,
                                           .first = l->lines[line_index + 1].first, .end = wrapped_end,
                                           .similarity = wrapped, .colon = true, .starts = true, .wrapped = true});
    if (similarity <= 0)
        return SO_OK;
    if (least == 0.5f && similarity < 0.7f)
        similarity = 0.7f;
    bool colon = ends_with_colon(l->tokens.items[end - 1].text) ||
                 (end < line->end && l->tokens.items[end].text[0] == ':');
    if (!colon && label->len < LABEL_CLOSE && similarity < SHORT_LEAST)
        return SO_OK; /* "Cần Thơ" is no "Dân tộc" */
    size_t last_len = strlen(l->tokens.items[end - 1].text);
    colon |= label->len >= LABEL_LONG && similarity > 0.9f && l->tokens.items[end - 1].text[last_len - 1] == '.';
    /* Leader dots, or "quyển số 02/2021-SCT/BS" in a sentence: the number says that it is a label. */
    bool filled = end < line->end && (l->tokens.items[end].filler ||
                                      (label->len >= LABEL_SHORT && has_digit(l->tokens.items[end].text)));
    bool heading = type->labels.items[label_index].fields[0] >= type->def->fields.len;
    bool two_tongues = label->len >= LABEL_LONG && similarity >= WHOLE_LEAST && strchr(type->labels.items[label_index].phrase.text, '/');
    if (!starts && (heading || (!colon && !filled && !two_tongues)))
        return SO_OK; /* words of a sentence, or of a label: "Họ và tên chồng:" heads no block */
    /* "Số" alone is too common a word to be a label without its colon or number. */
    bool word = !strchr(type->labels.items[label_index].phrase.text, '/'); /* "V/v" is none */
    bool apart = starts || (colon && begins_behind_number(l, line, first));
    size_t next = end + (end < line->end && strspn(l->tokens.items[end].text, "-.'`*") == strlen(l->tokens.items[end].text)); /* a speck */
    if (label->len < 4 && word && (!apart || !(colon || filled || (next < line->end && strpbrk(l->tokens.items[next].text, "0123456789/")))))
        return SO_OK;
    bool alone = end < line->end && !strcmp(l->tokens.items[end].text, ":");
    return spots_add(out, (struct spot){.label = label_index, .line = line_index, .first = first, .end = end + alone,
                                       .similarity = similarity, .colon = colon, .starts = starts,
                                       .tail_first = tail_first, .tail_end = tail_end});
}

/* Where a label goes on below, a shorter one that begins as it does ("Quan hệ với người được cấp") is none. */
static void drop_beginnings(struct spots *io, size_t from)
{
    bool wrapped = false;
    size_t kept = from;
    for (size_t i = from; i < io->len; i++)
        wrapped |= io->items[i].wrapped;
    for (size_t i = from; i < io->len; i++)
        if (!wrapped || io->items[i].wrapped || io->items[i].colon)
            io->items[kept++] = io->items[i];
    io->len = kept;
}

/* Two labels of one field that begin at one place and break to one line: b is the longer one, and as near. */
static bool is_longer(const struct paper_type *type, const struct spot *a, const struct spot *b)
{
    return a->tail_end && b->tail_end && b->end > a->end && b->similarity + LONGER_NEAR >= a->similarity &&
           type->labels.items[a->label].fields[0] == type->labels.items[b->label].fields[0];
}

static void drop_shorter(const struct paper_type *type, size_t from, struct spots *io)
{
    size_t kept = from;
    for (size_t i = from; i < io->len; i++) {
        bool shorter = false;
        for (size_t k = from; k < io->len && !shorter; k++)
            shorter = is_longer(type, &io->items[i], &io->items[k]);
        if (!shorter)
            io->items[kept++] = io->items[i];
    }
    io->len = kept;
}

/* "Nơi đang cư" of "Nơi đang cư trú:" is no misread "Nơi đăng ký" where the whole has the words of another label. */
static void drop_doubtful(struct spots *io, size_t from, size_t end)
{
    size_t kept = from;
    for (size_t i = from; i < io->len; i++)
        if (i >= end || io->items[i].similarity >= WHOLE_LEAST)
            io->items[kept++] = io->items[i];
    io->len = kept;
}

static bool has_colon(const struct spots *spots, size_t from)
{
    for (size_t i = from; i < spots->len; i++)
        if (spots->items[i].colon)
            return true;
    return false;
}

int spots_find(const struct paper_type *type, const struct layout *l, struct spots *ret)
{
    struct spots out = {0};
    int r = SO_OK;
    for (size_t i = 0; i < l->nlines; i++) {
        for (size_t t = l->lines[i].first; t < l->lines[i].end && r == SO_OK; t++) {
            if (l->tokens.items[t].filler)
                continue;
            size_t before = out.len;
            for (size_t k = 0; k < type->labels.len && r == SO_OK; k++)
                r = find_label(type, l, i, t, k, &out);
            drop_beginnings(&out, before);
            drop_shorter(type, before, &out);
            size_t alike = out.len;
            if (r == SO_OK && !has_colon(&out, before) && begins_part(l, &l->lines[i], t))
                r = spots_by_words(type, l, i, t, &out);
            if (out.len > alike)
                drop_doubtful(&out, before, alike);
            if (r == SO_OK)
                r = spots_find_date(l, i, t, &out);
        }
    }
    if (r != SO_OK) {
        array_free(&out);
        return r;
    }
    *ret = out;
    return SO_OK;
}
