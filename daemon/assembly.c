#include "daemon/assembly.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "daemon/stack.h"
#include "store/papers.h"
#include "store/readings.h"

#define CATCH_UP_MAX 64
#define KEPT_MAX 256 /* judgements of recent pages; some 30 kB each */

struct kept {
    int64_t page;
    struct judgement *judgement;
};

struct assembly {
    struct store *store;
    struct learnt *learnt;
    struct events *events;
    pthread_mutex_t lock; /* one source is put at a time */
    struct kept kept[KEPT_MAX];
    size_t next; /* the oldest place, taken next */
};

struct judgements {
    struct judgement **items;
    size_t len, cap;
};

int assembly_new(struct store *store, struct learnt *learnt, struct events *events,
                 struct assembly **ret_assembly, struct so_error *err)
{
    struct assembly *a = calloc(1, sizeof *a);
    if (!a)
        return so_fail(err, SO_ENOMEM, "out of memory");
    a->store = store;
    a->learnt = learnt;
    a->events = events;
    pthread_mutex_init(&a->lock, NULL);
    *ret_assembly = a;
    return SO_OK;
}

void assembly_free(struct assembly *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < KEPT_MAX; i++)
        judgement_free(a->kept[i].judgement);
    pthread_mutex_destroy(&a->lock);
    free(a);
}

static struct kept *find_kept(struct assembly *a, int64_t page)
{
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (a->kept[i].judgement && a->kept[i].page == page)
            return &a->kept[i];
    return NULL;
}

static void keep(struct assembly *a, int64_t page, struct judgement *judgement)
{
    struct kept *place = find_kept(a, page);
    if (!place) {
        place = &a->kept[a->next];
        a->next = (a->next + 1) % KEPT_MAX;
    }
    judgement_free(place->judgement);
    *place = (struct kept){.page = page, .judgement = judgement};
}

/* Judges a page of the store whose judgement is no longer kept; the caller's. */
static int judge_stored(struct assembly *a, const struct store_page *page, struct judgement **ret, struct so_error *err)
{
    struct store_reading stored;
    int r = store_page_reading(a->store, page->id, &stored, err);
    if (r)
        return r;
    struct reading again = {0};
    stored.read.number = page->seq;
    const struct paper_rules *rules = learnt_take(a->learnt);
    r = reading_again(rules, &stored.read, &stored.answers, &again, err);
    learnt_give(a->learnt, rules);
    if (!r) {
        *ret = again.judgement;
        again.judgement = NULL;
    }
    reading_free(&again);
    store_reading_free(&stored);
    return r;
}

/*
 * The judgements of the stack's pages, NULL where there is none: borrowed from what is kept, the others also listed in
 * own. A page whose words were given up with its image has none any more.
 */
static int gather(struct assembly *a, const struct store_stack *stack, struct judgements *all, struct judgements *own,
                  struct so_error *err)
{
    for (size_t i = 0; i < stack->pages.len; i++) {
        const struct store_page *page = &stack->pages.items[i];
        struct kept *kept = find_kept(a, page->id);
        struct judgement *judgement = kept ? kept->judgement : NULL;
        bool stored = !judgement && page->has_reading && page->image_kept;
        int r = stored ? judge_stored(a, page, &judgement, err) : SO_OK;
        if (r)
            return r;
        struct judgement **mine = stored ? array_push(own) : NULL;
        if (stored && !mine) {
            judgement_free(judgement);
            return so_fail(err, SO_ENOMEM, "out of memory");
        }
        if (mine)
            *mine = judgement;
        struct judgement **slot = array_push(all);
        if (!slot)
            return so_fail(err, SO_ENOMEM, "out of memory");
        *slot = judgement;
    }
    return SO_OK;
}

/* Tells of the source's papers that have changed since a moment. */
static void tell_papers(struct assembly *a, int64_t source, int64_t since)
{
    struct store_list_query query = {
        .source = source, .changed_since = since, .view = STORE_VIEW_ALL, .limit = 1000};
    struct store_items items = {0};
    if (store_papers_list(a->store, &query, &items, NULL))
        return;
    for (size_t i = items.len; i-- > 0;)
        events_paper(a->events, items.items[i].id, items.items[i].version > 1 ? EVENTS_CHANGED : EVENTS_ADDED);
    store_items_free(&items);
}

static int put_papers(struct assembly *a, int64_t source, const struct store_stack *stack,
                      const struct judgements *judgements, float score, int *ret_improved, struct so_error *err)
{
    struct stack_leaves leaves = {0};
    struct papers papers = {0};
    struct store_papers_result result = {0};
    int r = stack_leaves(stack, judgements->items, &leaves);
    const struct paper_rules *rules = learnt_take(a->learnt);
    r = r ? r : paper_group(rules, leaves.items, leaves.len, &papers);
    learnt_give(a->learnt, rules);
    if (r)
        so_fail(err, r, "its pages can't be grouped: %s", so_result_text(r));
    r = r ? r : store_papers_put(a->store, source, &papers, score, &result, err);
    if (!r)
        *ret_improved = result.improved;
    papers_free(&papers);
    array_free(&leaves);
    return r;
}

static int put_warnings(struct assembly *a, int64_t source, const struct store_stack *stack,
                        const struct judgements *judgements, struct so_error *err)
{
    struct store_warnings warnings = {0};
    bool changed = false;
    int r = stack_warnings(stack, judgements->items, &warnings);
    if (r)
        so_fail(err, r, "its warnings can't be made: %s", so_result_text(r));
    r = r ? r : store_warnings_put(a->store, source, &warnings, &changed, err);
    store_warnings_free(&warnings);
    return r;
}

/* papers: false where only what is to be looked at may have changed. */
static int put_source(struct assembly *a, int64_t source, bool papers, float score, int *ret_improved,
                      struct so_error *err)
{
    struct store_stack stack = {0};
    struct judgements all = {0}, own = {0};
    int64_t before = clock_now_ms() - 1;
    int r = store_stack_load(a->store, source, &stack, err);
    r = r ? r : gather(a, &stack, &all, &own, err);
    r = r ? r : stack_find_covers(a->store, source, &stack, all.items, err);
    if (!r && papers)
        r = put_papers(a, source, &stack, &all, score, ret_improved, err);
    r = r ? r : put_warnings(a, source, &stack, &all, err);
    if (!r) {
        tell_papers(a, source, before);
        events_source(a->events, source);
    }
    for (size_t i = 0; i < own.len; i++)
        judgement_free(own.items[i]);
    array_free(&own);
    array_free(&all);
    store_stack_free(&stack);
    return r;
}

int assembly_put(struct assembly *a, const struct store_job *job, struct reading *reading, int *ret_improved,
                 struct so_error *err)
{
    float score = reading_score(reading);
    pthread_mutex_lock(&a->lock);
    keep(a, job->page, reading->judgement);
    reading->judgement = NULL;
    int r = put_source(a, job->source, true, score, ret_improved, err);
    pthread_mutex_unlock(&a->lock);
    return r;
}

int assembly_arrange(struct assembly *a, int64_t source, struct so_error *err)
{
    int improved = 0;
    pthread_mutex_lock(&a->lock);
    int r = put_source(a, source, true, STORE_SCORE_KEPT, &improved, err);
    pthread_mutex_unlock(&a->lock);
    return r;
}

int assembly_look_over(struct assembly *a, int64_t source, struct so_error *err)
{
    int improved = 0;
    pthread_mutex_lock(&a->lock);
    int r = put_source(a, source, false, STORE_SCORE_KEPT, &improved, err);
    pthread_mutex_unlock(&a->lock);
    return r;
}

void assembly_catch_up(struct assembly *a)
{
    int64_t sources[CATCH_UP_MAX];
    size_t n = 0;
    struct so_error err;
    if (store_stacks_waiting(a->store, sources, CATCH_UP_MAX, &n, &err))
        log_error("stacks that wait to be judged anew: %s", err.text);
    for (size_t i = 0; i < n; i++)
        if (assembly_arrange(a, sources[i], &err))
            log_error("source %lld can't be judged anew: %s", (long long)sources[i], err.text);
}
