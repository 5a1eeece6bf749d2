#include "paper/titles.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "viet/case.h"
#include "viet/text.h"

#define TITLE_LEAST 0.72f  /* a title that may be one */
#define SHORT_LEAST 0.85f  /* a title of a word or two, or in small letters */
#define SPACED 4           /* heights between words of a title whose letters are set wide apart */
#define TITLE_LINES_MAX 3
#define TITLE_BYTES_MAX 240

static bool mostly_upper(const char *s)
{
    struct viet_case c = viet_count_case(s, strlen(s));
    return c.letters && c.capitals * 10 >= c.letters * 6;
}

/* A page's titles while they are looked for. */
struct search {
    const struct sheet *s;
    struct fit *fits;    /* a type each */
    float *similarities; /* of the text in hand to each title of the index */
    float *traps;        /* of the text in hand to what is no title of a type, a type each */
    bool small;          /* the text in hand is in small letters, as only the sentence of a stamp may be */
    bool author;         /* whose document it is stood behind the text, as an official document's author may */
};

/* Where a text of one to three lines stands: tokens of the first line, and the last line. */
struct place {
    size_t line, last_line, first, end;
};

static void note_title(struct fit *fit, float similarity, size_t index, size_t letters, const struct place *at)
{
    /* "QUYẾT ĐỊNH:" stands once more above the articles: the subject is under the first. */
    if (fit->title >= TITLE_GOOD && fit->index == index && at->line > fit->last_line)
        return;
    if (similarity < fit->title || (similarity == fit->title && letters <= fit->letters))
        return;
    *fit = (struct fit){.title = similarity, .letters = letters, .line = at->line, .last_line = at->last_line,
                        .first = at->first, .end = at->end, .index = index};
}

/* Counts the title where the text stands? A certification's does wherever it stands, and in small letters as well. */
static bool counts(const struct search *search, const struct index_use *use, bool high)
{
    const struct sheet of = {.type = &search->s->rules->types[use->type]};
    if (use->trap || (search->author && !sheet_is_official(&of)))
        return false; /* its title is none of the type's */
    return search->s->rules->defs.items[use->type].titles.items[use->title].anywhere || (high && !search->small);
}

/* A text against every title of every type. */
static int try_titles(struct search *search, const char *text, const struct place *at)
{
    const struct paper_rules *rules = search->s->rules;
    const struct paper_index *index = &rules->index;
    const struct layout *l = &search->s->layout;
    bool high = l->lines[at->line].box.y * 100 < UPPER_PART * l->page_height;
    struct viet_glyphs glyphs = {0};
    uint8_t letters[INDEX_LETTERS];
    int r = viet_glyphs_set(&glyphs, text, strlen(text));
    if (r != SO_OK)
        return r == SO_ELIMIT ? SO_OK : r;
    index_count_letters(&glyphs, letters);
    memset(search->traps, 0, rules->defs.len * sizeof *search->traps);
    for (size_t i = 0; i < index->titles.len; i++) {
        const struct index_title *t = &index->titles.items[i];
        float similarity = index_similarity(index, &glyphs, letters, i, search->small || t->glyphs.len < 12 ? SHORT_LEAST : TITLE_LEAST);
        search->similarities[i] = similarity;
        for (size_t k = 0; similarity > 0 && k < t->uses.len; k++)
            if (t->uses.items[k].trap && similarity > search->traps[t->uses.items[k].type])
                search->traps[t->uses.items[k].type] = similarity;
    }
    for (size_t i = 0; i < index->titles.len; i++) {
        const struct index_title *t = &index->titles.items[i];
        for (size_t k = 0; search->similarities[i] > 0 && k < t->uses.len; k++) {
            const struct index_use *use = &t->uses.items[k];
            if (counts(search, use, high) && search->similarities[i] > search->traps[use->type])
                note_title(&search->fits[use->type], search->similarities[i], use->title, t->glyphs.len, at);
        }
    }
    viet_glyphs_free(&glyphs);
    return SO_OK;
}

/* Tries a text, and the text with each run of words below it: titles break over two or three lines. */
static int try_text(struct search *search, const char *text, struct box box, struct place at)
{
    const struct layout *l = &search->s->layout;
    if (strlen(text) >= TITLE_BYTES_MAX)
        return SO_OK;
    int r = try_titles(search, text, &at);
    if (at.last_line - at.line + 1 >= TITLE_LINES_MAX || at.last_line + 1 >= l->nlines)
        return r;
    const struct line *next = &l->lines[at.last_line + 1];
    for (size_t t = next->first; t < next->end && r == SO_OK; t++) {
        size_t first, end;
        line_run(l, next, t, &first, &end);
        struct box below = layout_box(l, first, end);
        if (t != first || below.x >= box_right(box) || box.x >= box_right(below) ||
            below.y - box_bottom(box) >= 3 * l->height)
            continue;
        struct place longer = at;
        longer.last_line++;
        struct buf both = BUF_INIT;
        char *more = layout_text(l, first, end);
        r = more ? buf_printf(&both, "%s %s", text, more) : SO_ENOMEM;
        if (r == SO_OK)
            r = try_text(search, buf_str(&both), below, longer);
        free(more);
        buf_free(&both);
    }
    return r;
}

/* Letters set wide apart: "T H Ô N G   B Á O" is read as two words with a wide gap between them. */
static int try_spaced(struct search *search, const struct place *at)
{
    const struct layout *l = &search->s->layout;
    const struct line *line = &l->lines[at->line];
    struct place both = *at;
    size_t first;
    if (search->small || at->end == line->end)
        return SO_OK;
    line_run(l, line, at->end, &first, &both.end);
    int gap = layout_box(l, first, both.end).x - box_right(layout_box(l, at->first, at->end));
    if (gap > SPACED * l->height || !line_is_capitals(line))
        return SO_OK;
    char *text = layout_text(l, both.first, both.end);
    int r = text ? try_titles(search, text, &both) : SO_ENOMEM;
    free(text);
    return r;
}

int titles_find(const struct sheet *s, struct fit *fits)
{
    const struct layout *l = &s->layout;
    struct search search = {.s = s, .fits = fits};
    search.similarities = calloc(s->rules->index.titles.len + 1, sizeof *search.similarities);
    search.traps = calloc(s->rules->defs.len + 1, sizeof *search.traps);
    int r = search.similarities && search.traps ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; i < l->nlines; i++)
        for (size_t t = l->lines[i].first; t < l->lines[i].end && r == SO_OK; t++) {
            struct place at = {.line = i, .last_line = i};
            line_run(l, &l->lines[i], t, &at.first, &at.end);
            char *text = at.first == t ? layout_text(l, at.first, at.end) : NULL;
            if (at.first == t && !text)
                r = SO_ENOMEM;
            search.small = text && !mostly_upper(text); /* lines below a title may go on in small letters */
            if (text)
                r = try_text(&search, text, layout_box(l, at.first, at.end), at);
            if (text && r == SO_OK)
                r = try_spaced(&search, &at);
            char *author = text && !search.small ? strstr(text, " CỦA ") : NULL; /* "QUYẾT ĐỊNH CỦA CHỦ TỊCH …" */
            if (author && r == SO_OK) {
                *author = '\0';
                search.author = true;
                r = try_titles(&search, text, &at);
                search.author = false;
            }
            free(text);
        }
    free(search.similarities);
    free(search.traps);
    return r;
}
