/*
 * A copy of an official document: under the document stands who copied it, with a number, date and signer of its own
 * (Nghị định 30/2020/NĐ-CP phụ lục I phần II; "SAO Y", "SAO LỤC", "TRÍCH SAO"). None of that is the document's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/fold.h"
#include "viet/text.h"

#define COPY_LEAST 0.85f  /* likeness of a copy's kind */
#define COPY_TOP 6         /* of the page: a document stands above its copy's kind */
#define COPY_LINES 5      /* below its kind in which its number and date stand */
#define COPY_WORDS 5      /* of a kind, with what the recogniser read beside it */

static const char *const kinds[] = {"SAO Y", "SAO Y BẢN CHÍNH", "SAO LỤC", "TRÍCH SAO", "BẢN SAO"};
static const char *const notations[] = {"/SY", "/SL", "/TrS", "/BS", "-BS/", "-SY/", "-SL/"};

static bool may_be_copy(const struct page *page)
{
    for (size_t i = 0; i < page->words.len; i++)
        if (page->words.items[i].box.y > page->height / COPY_TOP && viet_same_fold(page->words.items[i].text, "SAO"))
            return true;
    return false;
}

/* "SAO Y" by itself in a line's part, in capitals. */
static bool is_kind(const struct layout *l, size_t first, size_t end)
{
    struct viet_glyphs text = {0}, kind = {0};
    char *s = end - first > COPY_WORDS ? NULL : layout_text(l, first, end);
    bool found = false, ready = s && text_is_capitals(s) && viet_glyphs_set(&text, s, strlen(s)) == SO_OK;
    for (size_t i = 0; ready && !found && i < sizeof kinds / sizeof *kinds; i++)
        found = viet_glyphs_set(&kind, kinds[i], strlen(kinds[i])) == SO_OK &&
                viet_glyphs_similarity(&text, &kind) >= COPY_LEAST;
    viet_glyphs_free(&text);
    viet_glyphs_free(&kind);
    free(s);
    return found;
}

/* "Số: 12/SY-UBND" beside or below the kind. */
static bool has_number(const struct layout *l, size_t line)
{
    for (size_t i = line; i < l->nlines && i <= line + COPY_LINES; i++)
        for (size_t k = 0; k < sizeof notations / sizeof *notations; k++)
            if (strstr(l->lines[i].text, notations[k]))
                return true;
    return false;
}

/* Where the copy's own part begins; 0 where there is none. */
static int copy_top(const struct layout *l)
{
    for (size_t i = 0; i < l->nlines; i++) {
        const struct line *line = &l->lines[i];
        for (size_t t = line->first; t < line->end && line->box.y > l->page_height / COPY_TOP;) {
            size_t first, end;
            line_run(l, line, t, &first, &end);
            if (is_kind(l, first, end) && has_number(l, i))
                return layout_box(l, first, end).y - l->height / 2;
            t = end;
        }
    }
    return 0;
}

int page_above_copy(const struct page *page, struct page *ret_above, bool *ret_copied)
{
    struct layout l = {0};
    *ret_copied = false;
    if (!may_be_copy(page))
        return SO_OK;
    int r = layout_build(page, &l), top = r == SO_OK ? copy_top(&l) : 0;
    layout_free(&l);
    if (r != SO_OK || !top)
        return r;
    struct page above = *page;
    above.words = (struct words){0};
    for (size_t i = 0; i < page->words.len; i++) {
        if (page->words.items[i].box.y + page->words.items[i].box.h / 2 >= top)
            continue;
        struct word *to = array_push(&above.words);
        if (!to) {
            array_free(&above.words);
            return SO_ENOMEM;
        }
        *to = page->words.items[i];
    }
    *ret_above = above;
    *ret_copied = true;
    return SO_OK;
}
