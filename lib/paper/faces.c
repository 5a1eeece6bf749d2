/* The two faces of a card that were laid side by side: lines of one are none of the other's. */
#include <stdlib.h>

#include "base/result.h"
#include "paper/sheet.h"

#define SURE 0.3f      /* words read less surely may be a photo's or a pattern's */
#define FACE_SHARE 4   /* each face holds at least one of so many words */

static bool counts(const struct token *t)
{
    return !t->filler && t->confidence >= SURE;
}

/* Marks in a row of flags, one a pixel, what words cover. */
static void mark_words(const struct layout *l, char *covered)
{
    for (size_t i = 0; i < l->tokens.len; i++) {
        const struct box b = l->tokens.items[i].box;
        for (int x = b.x; counts(&l->tokens.items[i]) && x < box_right(b) && x < l->page_width; x++)
            covered[x] = 1;
    }
}

static bool both_hold_words(const struct layout *l, int x)
{
    size_t left = 0, right = 0;
    for (size_t i = 0; i < l->tokens.len; i++) {
        if (!counts(&l->tokens.items[i]))
            continue;
        if (l->tokens.items[i].box.x < x)
            left++;
        else
            right++;
    }
    return left * FACE_SHARE >= left + right && right * FACE_SHARE >= left + right;
}

/* The middle of the widest strip from top to bottom of the page in which no word stands, with words on both sides; 0. */
static int find_gutter(const struct layout *l, const char *covered)
{
    int best = 0, widest = l->height + l->height / 2;
    for (int x = 0; x < l->page_width; x++) {
        int end = x;
        while (end < l->page_width && !covered[end])
            end++;
        if (end - x > widest && both_hold_words(l, x + (end - x) / 2)) {
            widest = end - x;
            best = x + (end - x) / 2;
        }
        x = end;
    }
    return best;
}

int sheet_faces(struct sheet *s)
{
    char *covered = s->layout.page_width > 0 ? calloc((size_t)s->layout.page_width, 1) : NULL;
    if (!covered)
        return s->layout.page_width > 0 ? SO_ENOMEM : SO_OK;
    mark_words(&s->layout, covered);
    int x = find_gutter(&s->layout, covered);
    free(covered);
    if (!x)
        return SO_OK;
    struct layout parted;
    int r = layout_build_beside(s->page, x, &parted);
    if (r != SO_OK)
        return r;
    layout_free(&s->layout);
    s->layout = parted;
    s->title_end = 0; /* its tokens were the other layout's */
    r = evidence_find(s->page, &s->layout, &s->evidence);
    return r == SO_OK ? sheet_labels(s) : r;
}
