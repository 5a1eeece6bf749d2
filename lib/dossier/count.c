#include "dossier/count.h"

#include <string.h>

#include "dossier/deadline.h"
#include "dossier/keeping.h"

/* Whether an image of what stands on this line may be kept. */
static bool is_digitisable(const struct procedure_item *item, const struct paper_defs *defs, bool electronic_copy)
{
    if (item->need == PROCEDURE_NEVER)
        return false;
    const struct paper_def *def = item->types.len ? paper_defs_find(defs, item->types.items[0]) : NULL;
    return keeping_of(item, def, electronic_copy) == KEEP_IMAGE;
}

static bool any_digitisable(const struct procedure_items *items, const struct paper_defs *defs, bool electronic_copy)
{
    for (size_t i = 0; i < items->len; i++)
        if (is_digitisable(&items->items[i], defs, electronic_copy))
            return true;
    return false;
}

static bool is_captured(const struct count_dossier *d, enum dossier_role role, const struct procedure_item *item)
{
    for (size_t i = 0; i < d->npapers; i++) {
        const struct count_paper *p = &d->papers[i];
        if (p->role != role || !p->npages)
            continue;
        if (!item || (*p->item && !strcmp(p->item, item->key)))
            return true;
        for (size_t k = 0; k < item->types.len && !*p->item; k++)
            if (!strcmp(item->types.items[k], p->type))
                return true;
        /* A line without types of its own is answered by whatever no other line claims: by any paper, to be counted. */
        if (!item->types.len && !*p->item)
            return true;
    }
    return false;
}

/* What is demanded without condition, and not looked up in a database. */
static bool is_demanded(const struct procedure_item *item)
{
    return item->need == PROCEDURE_REQUIRED && !item->when && !item->lookup;
}

static bool input_is_digitised(const struct count_dossier *d, const struct paper_defs *defs)
{
    if (!is_captured(d, DOSSIER_INPUT, NULL))
        return false;
    for (size_t i = 0; d->procedure && i < d->procedure->takes.len; i++) {
        const struct procedure_item *item = &d->procedure->takes.items[i];
        if (is_demanded(item) && is_digitisable(item, defs, d->electronic_copy) && !is_captured(d, DOSSIER_INPUT, item))
            return false;
    }
    return true;
}

#define BIT(figure) (1u << FIGURE_##figure)

static uint32_t count_digitisation(const struct count_dossier *d, const struct paper_defs *defs)
{
    uint32_t bits;
    if (d->channel == DOSSIER_ONLINE)
        bits = BIT(INPUT_COUNTED) | BIT(INPUT_DIGITISED);
    else if (d->procedure && !any_digitisable(&d->procedure->takes, defs, d->electronic_copy))
        bits = BIT(INPUT_EXCLUDED);
    else
        bits = BIT(INPUT_COUNTED) | (input_is_digitised(d, defs) ? BIT(INPUT_DIGITISED) : 0);
    if (d->state == DOSSIER_REFUSED ||
        (d->procedure && !any_digitisable(&d->procedure->gives, defs, d->electronic_copy)))
        return bits | BIT(OUTPUT_EXCLUDED);
    return bits | BIT(OUTPUT_COUNTED) | (is_captured(d, DOSSIER_OUTPUT, NULL) ? BIT(OUTPUT_DIGITISED) : 0);
}

static uint32_t count_timeliness(const struct count_dossier *d)
{
    if (!d->due)
        return BIT(NO_DUE);
    if (d->finished > d->due)
        return BIT(LATE);
    return viet_date_compare(deadline_day(d->finished), deadline_day(d->due)) < 0 ? BIT(EARLY) : BIT(ON_TIME);
}

uint32_t count_dossier(const struct count_dossier *d, const struct paper_defs *defs, int64_t from, int64_t until,
                       int64_t now)
{
    /* What ended before the period, without an answer or with one, is none of its. */
    int64_t ended = d->finished ? d->finished : d->closed;
    if (!d->received || d->received >= until || (ended && ended < from))
        return 0;
    uint32_t bits = BIT(CARRIED);
    if (d->received >= from)
        bits = BIT(RECEIVED) | (d->channel == DOSSIER_ONLINE ? BIT(ONLINE) : 0) | (d->reused ? BIT(REUSED) : 0);
    if (d->finished && d->finished < until)
        return bits | BIT(RESOLVED) | (d->state == DOSSIER_REFUSED ? BIT(REFUSED) : 0) | count_timeliness(d) |
               count_digitisation(d, defs);
    if (d->closed && d->closed < until)
        return bits | BIT(WITHDRAWN);
    int64_t at = now < until ? now : until;
    return bits | BIT(OPEN) | (d->due && d->due < at ? BIT(OPEN_LATE) : 0);
}
