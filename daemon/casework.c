#include "daemon/casework.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dossier/keeping.h"

const struct procedure *casework_procedure(const struct casework *w, const struct store_dossier *d)
{
    return *d->procedure ? procedures_find(w->procedures, d->procedure, deadline_day(d->received)) : NULL;
}

static int find_procedure(const struct casework *w, const char *name, int64_t received,
                          const struct procedure **ret_procedure, struct so_error *err)
{
    const struct procedure *p = procedures_find(w->procedures, name, deadline_day(received));
    if (!p)
        return so_fail(err, SO_ENOTFOUND,
                       procedures_newest(w->procedures, name) ? "the procedure %.60s was not in force on that day"
                                                              : "there is no procedure %.60s",
                       name);
    *ret_procedure = p;
    return SO_OK;
}

int casework_open(const struct casework *w, const struct store_dossier_new *dossier,
                  char ret_code[DOSSIER_CODE_MAX + 1], struct so_error *err)
{
    struct store_dossier_new n = *dossier;
    const struct procedure *p = NULL;
    n.received = n.received ? n.received : clock_now_ms();
    if (n.procedure && *n.procedure) {
        int r = find_procedure(w, n.procedure, n.received, &p, err);
        if (r)
            return r;
        n.procedure = p->key;
    }
    const struct office_name *name = w->office ? office_name_on(w->office, deadline_day(n.received)) : NULL;
    if (!n.prefix)
        n.prefix = name ? office_code_prefix(name) : "";
    if (!n.due && p && w->office)
        n.due = deadline_due(w->office, &p->limit, n.received);
    return store_dossier_open(w->store, &n, ret_code, err);
}

static const char *value_of(const struct store_dossier_value *values, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(values[i].key, key))
            return values[i].value;
    return NULL;
}

#define VALUES_MAX 32

int casework_set(const struct casework *w, const struct store_dossier_edit *edit,
                 const struct store_dossier_value *values, size_t n, int *ret_version, struct so_error *err)
{
    struct store_dossier_value all[VALUES_MAX + 2];
    const char *procedure = value_of(values, n, "procedure"), *received = value_of(values, n, "received");
    if (n > VALUES_MAX)
        return so_fail(err, SO_ELIMIT, "more than %d values", VALUES_MAX);
    memcpy(all, values, n * sizeof *values);
    struct store_dossier d = {0};
    char due[32];
    const struct procedure *p = NULL;
    int r = procedure || received ? store_dossier_load(w->store, edit->code, &d, err) : SO_OK;
    int64_t moment = received ? strtoll(received, NULL, 10) : d.received;
    const char *name = procedure ? procedure : d.procedure;
    if (!r && name && *name && !(r = find_procedure(w, name, moment, &p, err))) {
        for (size_t i = 0; i < n; i++)
            if (!strcmp(all[i].key, "procedure"))
                all[i].value = p->key;
        if (w->office && !value_of(values, n, "due")) {
            snprintf(due, sizeof due, "%lld", (long long)deadline_due(w->office, &p->limit, moment));
            all[n++] = (struct store_dossier_value){"due", due};
        }
    }
    if (!r)
        r = store_dossier_set(w->store, edit, all, n, ret_version, err);
    store_dossier_free(&d);
    return r;
}

/* The due time after the clock goes on; -1 leaves it as it is. */
static int64_t due_after(const struct casework *w, const struct store_dossier *d, enum dossier_state state,
                         int64_t when)
{
    const struct procedure *p = casework_procedure(w, d);
    if (!p || !w->office || !d->stopped || state != DOSSIER_RECEIVED)
        return -1;
    enum procedure_clock way = d->state == DOSSIER_SUPPLEMENT ? w->procedures->supplement : w->procedures->verifying;
    return deadline_after_stop(w->office, &p->limit, way, d->due, d->stopped, when);
}

static enum store_keep keep_of(const struct casework *w, const struct procedure_item *item, const char *type,
                               bool electronic_copy)
{
    static const enum store_keep as[] = {
        [KEEP_IMAGE] = STORE_KEEP_IMAGE, [KEEP_RECORD] = STORE_KEEP_RECORD, [KEEP_NOTHING] = STORE_KEEP_NOTHING};
    return as[keeping_of(item, paper_defs_find(paper_rules_defs(w->rules), type), electronic_copy)];
}

/* Whether a certification stands on a page of this paper. */
static bool stands_on(const struct store_paper *stamp, const struct store_paper *under)
{
    return stamp->beside && stamp->pages.len && stamp->pages.items[0].paper == under->id;
}

/*
 * A sheet has one fate: of a certification and the paper under it, the one that the procedure has a line for decides,
 * the certification before the other.
 */
static size_t decides_for(const struct case_file *f, size_t i)
{
    size_t best = i;
    int best_rank = -1;
    for (size_t k = 0; k < f->npapers; k++) {
        const struct store_paper *p = &f->papers[k];
        if (k != i && !stands_on(p, &f->papers[i]) && !stands_on(&f->papers[i], p))
            continue;
        int rank = 2 * (checklist_line_of(&f->list, p->id) != NULL) + p->beside;
        if (rank > best_rank) {
            best = k;
            best_rank = rank;
        }
    }
    return best;
}

const struct checklist_line *case_file_line(const struct case_file *f, size_t i)
{
    return checklist_line_of(&f->list, f->papers[decides_for(f, i)].id);
}

enum store_keep case_file_keep(const struct casework *w, const struct case_file *f, size_t i)
{
    const struct store_paper *p = &f->papers[decides_for(f, i)];
    const struct checklist_line *line = case_file_line(f, i);
    return keep_of(w, line ? line->item : NULL, p->type, f->dossier.electronic_copy);
}

int casework_keep_confirmed(const struct casework *w, const struct store_paper *paper, enum store_keep *ret_keep,
                            struct so_error *err)
{
    if (!*paper->dossier) {
        *ret_keep = keep_of(w, NULL, paper->type, false);
        return SO_OK;
    }
    struct case_file f = {0};
    int r = case_file_load(w, paper->dossier, &f, err);
    if (r)
        return r;
    enum store_keep keep = keep_of(w, NULL, paper->type, f.dossier.electronic_copy);
    for (size_t i = 0; i < f.npapers; i++)
        if (f.papers[i].id == paper->id)
            keep = case_file_keep(w, &f, i);
    bool at_work = f.dossier.state != DOSSIER_NOTED && !dossier_state_is_over(f.dossier.state);
    *ret_keep = keep == STORE_KEEP_NOTHING && at_work ? STORE_KEEP_IMAGE : keep;
    case_file_free(&f);
    return SO_OK;
}

int case_file_move(const struct casework *w, const struct case_file *f, enum dossier_state state, int64_t when,
                   struct store_dossier_move *ret_move, struct store_keeping **ret_keepings, struct so_error *err)
{
    struct store_keeping *keepings = calloc(f->npapers + 1, sizeof *keepings);
    if (!keepings)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int64_t moment = when ? when : clock_now_ms();
    for (size_t i = 0; i < f->npapers; i++)
        keepings[i] = (struct store_keeping){f->papers[i].id, case_file_keep(w, f, i)};
    *ret_move = (struct store_dossier_move){.state = state,
                                            .when = moment,
                                            .due = due_after(w, &f->dossier, state, moment),
                                            .keepings = keepings,
                                            .nkeepings = dossier_state_is_over(state) ? f->npapers : 0};
    *ret_keepings = keepings;
    return SO_OK;
}

int casework_set_state(const struct casework *w, const struct store_dossier_edit *edit, enum dossier_state state,
                       int64_t when, int *ret_version, struct so_error *err)
{
    struct case_file f = {0};
    struct store_dossier_move move;
    struct store_keeping *keepings = NULL;
    int r = case_file_load(w, edit->code, &f, err);
    if (!r)
        r = case_file_move(w, &f, state, when, &move, &keepings, err);
    if (!r)
        r = store_dossier_set_state(w->store, edit, &move, ret_version, err);
    free(keepings);
    case_file_free(&f);
    return r;
}

int casework_extended_due(const struct casework *w, const struct store_dossier *d, int days, int64_t *ret_due,
                          struct so_error *err)
{
    const struct procedure *p = casework_procedure(w, d);
    if (!p || !w->office || !d->due)
        return so_fail(err, SO_EINVALID, "the dossier has no time limit that could be prolonged");
    if (dossier_state_is_over(d->state) || d->state == DOSSIER_DONE)
        return so_fail(err, SO_EINVALID, "the dossier is %s", dossier_state_name(d->state));
    if (d->extended)
        return so_fail(err, SO_EINVALID, "the limit was prolonged already");
    if (!p->limit.extension)
        return so_fail(err, SO_EINVALID, "the limit of this procedure may not be prolonged");
    if (days < 0 || days > p->limit.extension)
        return so_fail(err, SO_EINVALID, "the limit of this procedure may be prolonged by at most %d days",
                       p->limit.extension);
    *ret_due = deadline_extended(w->office, &p->limit, d->due, days ? days : p->limit.extension);
    return SO_OK;
}

int casework_extend(const struct casework *w, const struct store_dossier_edit *edit, int days, int *ret_version,
                    struct so_error *err)
{
    if (!edit->reason || !*edit->reason)
        return so_fail(err, SO_EINVALID, "a limit is prolonged with a reason");
    struct store_dossier d = {0};
    int64_t due = 0;
    int r = store_dossier_load(w->store, edit->code, &d, err);
    if (!r)
        r = casework_extended_due(w, &d, days, &due, err);
    if (!r)
        r = store_dossier_extend(w->store, edit, due, ret_version, err);
    store_dossier_free(&d);
    return r;
}

int casework_mark(const struct casework *w, const struct store_dossier_edit *edit, const char *key, const char *value,
                  int *ret_version, struct so_error *err)
{
    struct store_dossier d = {0};
    int r = store_dossier_load(w->store, edit->code, &d, err);
    if (!r)
        r = checklist_check_mark(w->procedures, casework_procedure(w, &d), key, value, err);
    if (!r && !strcmp(value, CHECKLIST_NOT_APPLICABLE) && (!edit->reason || !*edit->reason))
        r = so_fail(err, SO_EINVALID, "say why the paper is not applicable");
    if (!r)
        r = store_dossier_mark(w->store, edit, key, value, ret_version, err);
    store_dossier_free(&d);
    return r;
}

int casework_put_paper(const struct casework *w, const struct store_dossier_edit *edit, int64_t paper,
                       enum dossier_role role, const char *item, int *ret_version, struct so_error *err)
{
    struct store_dossier d = {0};
    int r = store_dossier_load(w->store, edit->code, &d, err);
    const struct procedure *p = r ? NULL : casework_procedure(w, &d);
    if (!r && item && *item &&
        (!p || !procedure_items_find(role == DOSSIER_OUTPUT ? &p->gives : &p->takes, item)))
        r = so_fail(err, SO_ENOTFOUND, "the procedure has no line \"%.60s\" for this", item);
    if (!r)
        r = store_dossier_put_paper(w->store, edit, paper, role, item, ret_version, err);
    store_dossier_free(&d);
    return r;
}

static int load_papers(const struct casework *w, struct case_file *f, struct so_error *err)
{
    if (!f->dossier.papers.len)
        return SO_OK;
    f->papers = calloc(f->dossier.papers.len, sizeof *f->papers);
    if (!f->papers)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int r = SO_OK;
    for (size_t i = 0; !r && i < f->dossier.papers.len; i++) {
        r = store_paper_load(w->store, f->dossier.papers.items[i].id, &f->papers[i], err);
        f->npapers += !r;
    }
    return r;
}

static int make_list(const struct casework *w, struct case_file *f, struct checklist_paper *papers,
                     struct checklist_mark *marks, struct checklist_value *values)
{
    for (size_t i = 0; i < f->npapers; i++) {
        const struct store_paper *from = &f->papers[i];
        papers[i] = (struct checklist_paper){from->id, from->type, f->dossier.papers.items[i].role,
                                             f->dossier.papers.items[i].item, values, from->values.len,
                                             from->beside && from->pages.len ? from->pages.items[0].paper : 0};
        for (size_t k = 0; k < from->values.len; k++)
            *values++ = (struct checklist_value){from->values.items[k].field.key, from->values.items[k].field.value};
    }
    for (size_t i = 0; i < f->dossier.marks.len; i++) {
        const struct store_dossier_mark *m = &f->dossier.marks.items[i];
        marks[i] = (struct checklist_mark){m->key, m->value, m->reason};
    }
    struct checklist_input in = {.procedures = w->procedures,
                                 .procedure = f->procedure,
                                 .day = deadline_day(f->dossier.received),
                                 .papers = papers,
                                 .npapers = f->npapers,
                                 .marks = marks,
                                 .nmarks = f->dossier.marks.len};
    return checklist_make(&in, &f->list);
}

static int judge(const struct casework *w, struct case_file *f, struct so_error *err)
{
    size_t nvalues = 0;
    for (size_t i = 0; i < f->npapers; i++)
        nvalues += f->papers[i].values.len;
    struct checklist_paper *papers = calloc(f->npapers + 1, sizeof *papers);
    struct checklist_mark *marks = calloc(f->dossier.marks.len + 1, sizeof *marks);
    struct checklist_value *values = calloc(nvalues + 1, sizeof *values);
    int r = papers && marks && values ? make_list(w, f, papers, marks, values) : SO_ENOMEM;
    free(papers);
    free(marks);
    free(values);
    return r ? so_fail(err, r, "%s", so_result_text(r)) : SO_OK;
}

int case_file_load(const struct casework *w, const char *code, struct case_file *ret_file, struct so_error *err)
{
    struct case_file f = {0};
    int r = store_dossier_load(w->store, code, &f.dossier, err);
    if (!r)
        r = load_papers(w, &f, err);
    f.procedure = r ? NULL : casework_procedure(w, &f.dossier);
    if (!r && f.procedure)
        r = judge(w, &f, err);
    if (r)
        case_file_free(&f);
    else
        *ret_file = f;
    return r;
}

static size_t drop_paper(int64_t *items, size_t len, int64_t paper)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        if (items[i] != paper)
            items[n++] = items[i];
    return n;
}

void case_file_hide_restricted(struct case_file *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->npapers; i++) {
        struct store_paper *p = &f->papers[i];
        if (!p->restricted) {
            f->papers[n] = *p;
            f->dossier.papers.items[n++] = f->dossier.papers.items[i];
            continue;
        }
        for (size_t k = 0; k < f->list.lines.len; k++) {
            struct checklist_line *line = &f->list.lines.items[k];
            line->papers.len = drop_paper(line->papers.items, line->papers.len, p->id);
        }
        f->list.loose.len = drop_paper(f->list.loose.items, f->list.loose.len, p->id);
        store_paper_free(p);
        store_dossier_paper_free(&f->dossier.papers.items[i]);
    }
    f->npapers = f->dossier.papers.len = n;
}

void case_file_free(struct case_file *f)
{
    for (size_t i = 0; i < f->npapers; i++)
        store_paper_free(&f->papers[i]);
    free(f->papers);
    checklist_free(&f->list);
    store_dossier_free(&f->dossier);
    *f = (struct case_file){0};
}
