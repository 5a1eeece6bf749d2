#include "daemon/period.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "dossier/count.h"
#include "store/dossier_facts.h"

static const char unknown_field[] = "Chưa rõ lĩnh vực";

void period_free(struct period *p)
{
    for (size_t i = 0; p->months && i < p->report.nmonths; i++)
        free((char *)p->months[i].label);
    if (p->facts)
        store_dossier_facts_free(p->facts);
    free(p->facts);
    free(p->fields);
    free(p->months);
    free(p->codes);
    free(p->field_keys);
    *p = (struct period){0};
}

static const struct procedure *procedure_of(const struct casework *w, const struct store_dossier_fact *d)
{
    const struct procedure *p = procedures_find(w->procedures, d->procedure, deadline_day(d->received));
    return p ? p : procedures_newest(w->procedures, d->procedure);
}

/* Which row of fields a dossier belongs to; the last one takes those of unknown procedures. */
static size_t field_of(const struct casework *w, const struct procedure *procedure)
{
    const struct procedure_term *field = procedure ? procedures_field(w->procedures, procedure) : NULL;
    return field ? (size_t)(field - w->procedures->fields.items) : w->procedures->fields.len;
}

static uint32_t count(const struct casework *w, const struct store_dossier_fact *d, int64_t from, int64_t until,
                      int64_t now)
{
    struct count_paper papers[STORE_DOSSIER_PAPERS_MAX];
    size_t n = d->npapers < STORE_DOSSIER_PAPERS_MAX ? d->npapers : STORE_DOSSIER_PAPERS_MAX;
    for (size_t i = 0; i < n; i++)
        papers[i] = (struct count_paper){d->papers[i].role, d->papers[i].type, d->papers[i].item, d->papers[i].npages};
    struct count_dossier facts = {.procedure = procedure_of(w, d),
                                  .state = d->state,
                                  .channel = d->channel,
                                  .electronic_copy = d->electronic_copy,
                                  .reused = d->reused,
                                  .received = d->received,
                                  .due = d->due,
                                  .finished = d->finished,
                                  .closed = d->closed,
                                  .papers = papers,
                                  .npapers = n};
    return count_dossier(&facts, paper_rules_defs(w->rules), from, until, now);
}

/* Fields without a dossier are left out. */
static void drop_empty_fields(struct period *p, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!p->fields[i].figures.n[FIGURE_RECEIVED] && !p->fields[i].figures.n[FIGURE_CARRIED])
            continue;
        p->fields[kept] = p->fields[i];
        p->field_keys[kept++] = p->field_keys[i];
    }
    p->report.nfields = kept;
}

static int count_fields(const struct casework *w, int64_t from, int64_t until, int64_t now, struct period *p)
{
    size_t n = w->procedures->fields.len + 1;
    p->fields = calloc(n, sizeof *p->fields);
    p->field_keys = calloc(n, sizeof *p->field_keys);
    p->codes = calloc(p->facts->len + 1, sizeof *p->codes);
    if (!p->fields || !p->field_keys || !p->codes)
        return SO_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        p->fields[i].label = i + 1 < n ? w->procedures->fields.items[i].vi : unknown_field;
        p->field_keys[i] = i + 1 < n ? w->procedures->fields.items[i].key : "";
    }
    for (size_t i = 0; i < p->facts->len; i++) {
        const struct store_dossier_fact *d = &p->facts->items[i];
        uint32_t bits = count(w, d, from, until, now);
        size_t field = field_of(w, procedure_of(w, d));
        figures_add(&p->fields[field].figures, bits);
        figures_add(&p->report.total, bits);
        p->codes[p->report.ncodes++] = (struct period_code){d->code, p->fields[field].label, bits};
    }
    drop_empty_fields(p, n);
    return SO_OK;
}

/* First moment of the month behind the one of a moment. */
static int64_t next_month(int64_t ms)
{
    struct civil_time t = clock_civil(ms);
    return clock_from_civil(t.year, t.month + 1, 1, 0);
}

/* Each month is a period of its own: what was open when it began is carried into it. */
static int count_months(const struct casework *w, int64_t from, int64_t until, int64_t now, struct period *p,
                        struct so_error *err)
{
    p->months = calloc(PERIOD_MONTHS_MAX, sizeof *p->months);
    if (!p->months)
        return so_fail(err, SO_ENOMEM, "out of memory");
    for (int64_t at = from; at < until && at < now;) {
        if (p->report.nmonths == PERIOD_MONTHS_MAX)
            return so_fail(err, SO_ELIMIT, "a report has at most %d months", PERIOD_MONTHS_MAX);
        int64_t next = next_month(at), end = next < until ? next : until;
        struct civil_time t = clock_civil(at);
        struct period_row *row = &p->months[p->report.nmonths++];
        char label[32];
        snprintf(label, sizeof label, "%02d/%04d", t.month, t.year);
        if (!(row->label = strdup(label)))
            return so_fail(err, SO_ENOMEM, "out of memory");
        for (size_t i = 0; i < p->facts->len; i++)
            figures_add(&row->figures, count(w, &p->facts->items[i], at, end, now));
        at = next;
    }
    return SO_OK;
}

int period_load(const struct casework *w, int64_t from, int64_t until, enum store_view view, struct period *ret_period,
                struct so_error *err)
{
    struct period p = {.facts = calloc(1, sizeof *p.facts)};
    int64_t now = clock_now_ms();
    int r = p.facts ? store_dossier_facts(w->store, from, until, view, p.facts, err)
                    : so_fail(err, SO_ENOMEM, "out of memory");
    if (!r && count_fields(w, from, until, now, &p))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    r = r ? r : count_months(w, from, until, now, &p, err);
    if (r) {
        period_free(&p);
        return r;
    }
    p.report.open_only = view != STORE_VIEW_ALL;
    p.report.from = deadline_day(from);
    p.report.to = deadline_day(until - 1);
    p.report.office = w->office ? office_name_on(w->office, p.report.to) : NULL;
    p.report.fields = p.fields;
    p.report.months = p.months;
    p.report.codes = p.codes;
    *ret_period = p;
    return SO_OK;
}
