/*
 * A certification that stands on a paper: "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH" under a copied birth certificate. The
 * page says two things, and each is judged on its own part of it: the certification's words, number and signature are
 * none of the copied paper's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"

/* The answers to the stamp's questions, or to the others; words are borrowed. */
static int part_answers(const struct answers *all, bool stamp, struct answers *ret)
{
    for (size_t i = 0; i < all->len; i++) {
        if ((all->items[i].id >= LOOK_STAMP) != stamp)
            continue;
        struct answer *a = array_push(ret);
        if (!a)
            return SO_ENOMEM;
        *a = all->items[i];
        a->id -= stamp ? LOOK_STAMP : 0;
    }
    return SO_OK;
}

/* Where the certification's own lines stand: from its title to the last of its labels and dates. */
static struct box stamp_box(const struct sheet *stamp)
{
    const struct layout *l = &stamp->layout;
    struct box box = layout_box(l, stamp->title_first, stamp->title_end);
    int top = box.y - l->height / 2;
    for (size_t i = 0; i < stamp->anchors.len; i++) {
        const struct spot *spot = &stamp->anchors.items[i].spot;
        if (l->tokens.items[spot->first].box.y < top)
            continue;
        size_t first, end;
        line_run(l, &l->lines[spot->line], spot->first, &first, &end);
        box = box_union(box, layout_box(l, first, end));
    }
    return box_grow(box, l->height, l->height / 2);
}

/* The page without the stamp's words and what stands below them; borrows all but the array of words. */
static int page_under(const struct page *page, struct box stamp, struct page *ret)
{
    struct page p = *page;
    p.words = (struct words){0};
    for (size_t i = 0; i < page->words.len; i++) {
        const struct word *w = &page->words.items[i];
        int x = w->box.x + w->box.w / 2, y = w->box.y + w->box.h / 2;
        bool beside = x < stamp.x || x >= box_right(stamp);
        if (y >= box_bottom(stamp) || (y >= stamp.y && !beside))
            continue;
        struct word *to = array_push(&p.words);
        if (!to) {
            array_free(&p.words);
            return SO_ENOMEM;
        }
        *to = *w;
    }
    *ret = p;
    return SO_OK;
}

static int judge_part(struct sheet *s, const struct answers *all, bool stamp, struct judgement *j)
{
    struct answers mine = {0};
    int r = all ? part_answers(all, stamp, &mine) : SO_OK;
    if (r == SO_OK)
        r = judge_layout(s, j);
    if (r == SO_OK)
        r = judge_type(s, all ? &mine : NULL, j);
    for (size_t i = 0; stamp && i < j->questions.len; i++)
        j->questions.items[i].id += LOOK_STAMP;
    array_free(&mine);
    return r;
}

int judgement_add_questions(struct judgement *to, const struct judgement *from)
{
    for (size_t i = 0; i < from->questions.len; i++) {
        struct question *q = array_push(&to->questions);
        if (!q)
            return SO_ENOMEM;
        *q = from->questions.items[i];
    }
    return SO_OK;
}

int judge_stamped(const struct sheet *s, const struct answers *answers, struct judgement *j)
{
    struct page under = {0};
    struct sheet stamp = {.rules = s->rules, .page = s->page, .only = s->stamp};
    struct sheet paper = {.rules = s->rules, .page = &under, .only = s->type};
    struct judgement *of_stamp = calloc(1, sizeof *of_stamp), *of_paper = calloc(1, sizeof *of_paper);
    int r = of_stamp && of_paper ? judge_part(&stamp, answers, true, of_stamp) : SO_ENOMEM;
    if (r == SO_OK)
        r = page_under(s->page, stamp_box(&stamp), &under);
    if (r == SO_OK)
        r = judge_part(&paper, answers, false, of_paper);
    if (r == SO_OK)
        r = judgement_add_questions(of_paper, of_stamp);
    if (r == SO_OK) {
        of_paper->stamp = of_stamp;
        of_stamp = NULL;
        struct judgement swap = *j;
        *j = *of_paper;
        *of_paper = swap;
    }
    judgement_free(of_paper);
    judgement_free(of_stamp);
    sheet_clear(&stamp);
    sheet_clear(&paper);
    array_free(&under.words);
    return r;
}
