#include "daemon/assembly.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/papers.h"
#include "store/readings.h"

#define KEPT_MAX 256 /* judgements of recent pages; some 30 kB each */

struct kept {
    int64_t page;
    struct judgement *judgement;
};

struct assembly {
    struct store *store;
    const struct paper_rules *rules;
    struct events *events;
    pthread_mutex_t lock; /* one source is put at a time */
    struct kept kept[KEPT_MAX];
    size_t next; /* the oldest place, taken next */
};

struct judgements {
    struct judgement **items;
    size_t len, cap;
};

int assembly_new(struct store *store, const struct paper_rules *rules, struct events *events,
                 struct assembly **ret_assembly, struct so_error *err)
{
    struct assembly *a = calloc(1, sizeof *a);
    if (!a)
        return so_fail(err, SO_ENOMEM, "out of memory");
    a->store = store;
    a->rules = rules;
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
    r = reading_again(a->rules, &stored.read, &stored.answers, &again, err);
    if (!r) {
        *ret = again.judgement;
        again.judgement = NULL;
    }
    reading_free(&again);
    store_reading_free(&stored);
    return r;
}

/* The judgements of the source's read pages in order: borrowed from what is kept, the others also listed in own. */
static int gather(struct assembly *a, const struct store_pages *pages, struct judgements *all, struct judgements *own,
                  struct so_error *err)
{
    for (size_t i = 0; i < pages->len; i++) {
        const struct store_page *page = &pages->items[i];
        if (!page->has_reading)
            continue;
        struct kept *kept = find_kept(a, page->id);
        struct judgement *judgement = kept ? kept->judgement : NULL;
        int r = judgement ? SO_OK : judge_stored(a, page, &judgement, err);
        if (r)
            return r;
        struct judgement **mine = kept ? NULL : array_push(own);
        if (!kept && !mine) {
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
    struct store_list_query query = {.source = source, .changed_since = since, .limit = 1000};
    struct store_items items = {0};
    if (store_papers_list(a->store, &query, &items, NULL))
        return;
    for (size_t i = items.len; i-- > 0;)
        events_paper(a->events, items.items[i].id, items.items[i].version > 1 ? EVENTS_CHANGED : EVENTS_ADDED);
    store_items_free(&items);
}

/*
 * A page of the record belongs to one paper: a certified copy's to its certification, which the office enters into its
 * register and of which the law keeps no image.
 */
static void keep_certifications(struct papers *papers)
{
    size_t n = 0;
    for (size_t i = 0; i < papers->len; i++) {
        struct paper *p = &papers->items[i], *before = n ? &papers->items[n - 1] : NULL;
        if (!p->beside) {
            papers->items[n++] = *p;
        } else if (before && before->pages == 1) {
            paper_free(before);
            *before = *p;
        } else {
            paper_free(p);
        }
    }
    papers->len = n;
}

static int put_source(struct assembly *a, int64_t source, float score, int *ret_improved, struct so_error *err)
{
    struct store_pages pages = {0};
    struct judgements all = {0}, own = {0};
    struct papers papers = {0};
    struct store_papers_result result = {0};
    int64_t before = clock_now_ms() - 1;
    int r = store_source_pages(a->store, source, &pages, err);
    r = r ? r : gather(a, &pages, &all, &own, err);
    if (!r && (r = paper_group(a->rules, all.items, all.len, &papers)))
        so_fail(err, r, "its pages can't be grouped: %s", so_result_text(r));
    keep_certifications(&papers);
    r = r ? r : store_papers_put(a->store, source, &papers, score, &result, err);
    if (!r) {
        *ret_improved = result.improved;
        tell_papers(a, source, before);
    }
    papers_free(&papers);
    for (size_t i = 0; i < own.len; i++)
        judgement_free(own.items[i]);
    array_free(&own);
    array_free(&all);
    store_pages_free(&pages);
    return r;
}

int assembly_put(struct assembly *a, const struct store_job *job, struct reading *reading, int *ret_improved,
                 struct so_error *err)
{
    float score = reading_score(reading);
    pthread_mutex_lock(&a->lock);
    keep(a, job->page, reading->judgement);
    reading->judgement = NULL;
    int r = put_source(a, job->source, score, ret_improved, err);
    pthread_mutex_unlock(&a->lock);
    return r;
}
