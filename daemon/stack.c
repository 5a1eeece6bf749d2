#include "daemon/stack.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static int add_cover(struct store_stack *st, const struct store_cover *cover)
{
    struct store_cover *added = array_push(&st->covers);
    if (!added)
        return SO_ENOMEM;
    size_t at = st->covers.len - 1;
    for (; at > 0 && st->covers.items[at - 1].seq > cover->seq; at--)
        st->covers.items[at] = st->covers.items[at - 1];
    st->covers.items[at] = (struct store_cover){cover->seq, strdup(cover->dossier), strdup(cover->procedure),
                                                cover->sheets, strdup("")};
    const struct store_cover *put = &st->covers.items[at];
    return put->dossier && put->procedure && put->user ? SO_OK : SO_ENOMEM;
}

static int note_cover(struct store *store, int64_t source, struct store_stack *st, struct store_page *page,
                      const struct cover *seen, struct so_error *err)
{
    struct store_cover cover = {
        .seq = page->seq, .dossier = (char *)seen->dossier, .procedure = (char *)seen->procedure, .sheets = seen->sheets};
    int r = store_cover_put(store, source, &cover, err);
    if (r)
        return r;
    page->role = STORE_PAGE_COVER;
    return add_cover(st, &cover) ? so_fail(err, SO_ENOMEM, "out of memory") : SO_OK;
}

bool stack_is_cover_sheet(const struct store_stack *st, int sheet)
{
    for (size_t i = 0; sheet && i < st->pages.len; i++)
        if (st->pages.items[i].role == STORE_PAGE_COVER && st->pages.items[i].sheet == sheet)
            return true;
    return false;
}

/* The other side of a cover's sheet; of a file, which knows no sheets, the page right behind a cover. */
static bool is_beside_cover(const struct store_stack *st, size_t i)
{
    if (st->pages.items[i].sheet)
        return stack_is_cover_sheet(st, st->pages.items[i].sheet);
    return i > 0 && st->pages.items[i - 1].role == STORE_PAGE_COVER;
}

int stack_find_covers(struct store *store, int64_t source, struct store_stack *st, struct judgement *const *judgements,
                      struct so_error *err)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < st->pages.len; i++) {
        struct store_page *page = &st->pages.items[i];
        struct cover seen;
        if (page->role == STORE_PAGE_OF_PAPER && judgements[i] && judgement_cover(judgements[i], &seen) == COVER_SEEN)
            r = note_cover(store, source, st, page, &seen, err);
    }
    for (size_t i = 0; !r && i < st->pages.len; i++) {
        struct store_page *page = &st->pages.items[i];
        if (page->role != STORE_PAGE_OF_PAPER || !page->has_reading || !page->blank || !is_beside_cover(st, i))
            continue;
        r = store_cover_back_put(store, source, page->seq, err);
        page->role = STORE_PAGE_COVER_BACK;
    }
    return r;
}

/* A paper that a clerk has touched keeps its first page and those behind, unless a clerk said otherwise of one. */
static enum paper_start start_of(const struct store_stack *st, int seq)
{
    for (size_t i = 0; i < st->boundaries.len; i++)
        if (st->boundaries.items[i].seq == seq)
            return st->boundaries.items[i].begins ? PAPER_START_BEGINS : PAPER_START_CONTINUES;
    for (size_t i = 0; i < st->spans.len; i++) {
        const struct store_span *span = &st->spans.items[i];
        if (span->touched && seq >= span->first_page && seq < span->first_page + span->npages)
            return seq == span->first_page ? PAPER_START_BEGINS : PAPER_START_CONTINUES;
    }
    return PAPER_START_FREE;
}

int stack_leaves(const struct store_stack *st, struct judgement *const *judgements, struct stack_leaves *ret_leaves)
{
    struct stack_leaves leaves = {0};
    for (size_t i = 0; i < st->pages.len; i++) {
        const struct store_page *page = &st->pages.items[i];
        if (!page->has_reading)
            continue;
        struct paper_leaf *leaf = array_push(&leaves);
        if (!leaf) {
            array_free(&leaves);
            return SO_ENOMEM;
        }
        *leaf = (struct paper_leaf){judgements[i], page->seq, start_of(st, page->seq),
                                    page->role != STORE_PAGE_OF_PAPER};
    }
    *ret_leaves = leaves;
    return SO_OK;
}
