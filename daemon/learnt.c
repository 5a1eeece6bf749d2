#include "daemon/learnt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "paper/confirmed.h"
#include "store/lexicon.h"

#define WHOLE_EVERY_MS (24 * 3600 * 1000)
#define RECENT_MAX 2000 /* entries since the last whole loading; more are loaded whole */

/* Rules that somebody may be using. */
struct taken {
    struct paper_rules *rules;
    int users; /* the holder itself counts as one */
};

struct learnt {
    struct store *store;
    const struct paper_rules *rules; /* without what was learnt */
    pthread_mutex_t lock;
    struct taken **items; /* the last one is current */
    size_t len, cap;
    struct store_lexicon whole, recent;
    int64_t whole_at; /* the record's last change when all of it was loaded; 0: never */
    int64_t seen;     /* the record's last change when it was looked at */
    int64_t loaded_ms;
};

int learnt_new(struct store *store, const struct paper_rules *rules, struct learnt **ret_learnt, struct so_error *err)
{
    struct learnt *l = calloc(1, sizeof *l);
    if (!l)
        return so_fail(err, SO_ENOMEM, "out of memory");
    l->store = store;
    l->rules = rules;
    l->seen = -1;
    pthread_mutex_init(&l->lock, NULL);
    *ret_learnt = l;
    return SO_OK;
}

static void taken_free(struct taken *t)
{
    paper_rules_free(t->rules);
    free(t);
}

void learnt_free(struct learnt *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->len; i++)
        taken_free(l->items[i]);
    array_free(l);
    store_lexicon_free(&l->whole);
    store_lexicon_free(&l->recent);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static bool is_same(const struct store_lexicon *a, const struct store_lexicon *b)
{
    if (a->len != b->len)
        return false;
    for (size_t i = 0; i < a->len; i++)
        if (a->items[i].kind != b->items[i].kind || strcmp(a->items[i].text, b->items[i].text) != 0)
            return false;
    return true;
}

static void drop_user(struct learnt *l, size_t i)
{
    if (--l->items[i]->users)
        return;
    taken_free(l->items[i]);
    memmove(l->items + i, l->items + i + 1, (l->len - i - 1) * sizeof *l->items);
    l->len--;
}

/* The recent entries first: they are the freshest, and what is beyond the limit is left out. */
static int make_rules(struct learnt *l, struct so_error *err)
{
    size_t n = l->recent.len + l->whole.len;
    struct paper_confirmed *known = calloc(n ? n : 1, sizeof *known);
    struct taken *t = calloc(1, sizeof *t), **slot = t ? array_push(l) : NULL;
    int r = known && slot ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; i < n && !r; i++) {
        const struct store_lexicon_entry *e =
            i < l->recent.len ? &l->recent.items[i] : &l->whole.items[i - l->recent.len];
        known[i] = (struct paper_confirmed){e->text, e->kind == STORE_LEXICON_PLACE};
    }
    r = r ? r : paper_rules_learn(l->rules, known, n, &t->rules);
    free(known);
    if (r) {
        l->len -= slot != NULL;
        free(t);
        return so_fail(err, r, "out of memory");
    }
    t->users = 1;
    *slot = t;
    if (l->len > 1)
        drop_user(l, l->len - 2); /* the one that was current */
    return SO_OK;
}

static int load_whole(struct learnt *l, int64_t changed, struct so_error *err)
{
    struct store_lexicon whole = {0};
    int r = store_lexicon_load(l->store, 0, &whole, err);
    if (r)
        return r;
    store_lexicon_free(&l->whole);
    store_lexicon_free(&l->recent);
    l->whole = whole;
    l->whole_at = changed;
    l->loaded_ms = clock_now_ms();
    return make_rules(l, err);
}

/* What has changed since all of it was loaded; new rules only where it says something new. */
static int load_recent(struct learnt *l, struct so_error *err)
{
    struct store_lexicon recent = {0};
    int r = store_lexicon_load(l->store, l->whole_at, &recent, err);
    if (r || is_same(&recent, &l->recent)) {
        store_lexicon_free(&recent);
        return r;
    }
    store_lexicon_free(&l->recent);
    l->recent = recent;
    return make_rules(l, err);
}

static int refresh(struct learnt *l, struct so_error *err)
{
    int64_t changed = 0;
    int r = store_lexicon_changed(l->store, &changed, err);
    if (r || changed == l->seen)
        return r;
    bool whole = !l->len || l->recent.len > RECENT_MAX || clock_now_ms() - l->loaded_ms > WHOLE_EVERY_MS;
    r = whole ? load_whole(l, changed, err) : load_recent(l, err);
    if (!r)
        l->seen = changed;
    return r;
}

const struct paper_rules *learnt_take(struct learnt *l)
{
    struct so_error err = {0};
    pthread_mutex_lock(&l->lock);
    if (refresh(l, &err))
        log_warning("names and places that clerks confirmed can't be loaded, going on without new ones: %s", err.text);
    const struct paper_rules *rules = l->rules;
    if (l->len) {
        l->items[l->len - 1]->users++;
        rules = l->items[l->len - 1]->rules;
    }
    pthread_mutex_unlock(&l->lock);
    return rules;
}

void learnt_give(struct learnt *l, const struct paper_rules *rules)
{
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < l->len; i++)
        if (l->items[i]->rules == rules) {
            drop_user(l, i);
            break;
        }
    pthread_mutex_unlock(&l->lock);
}
