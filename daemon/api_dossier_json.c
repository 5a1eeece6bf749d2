/* Dossiers and procedures as JSON; the shapes are described in config/openapi.yaml. */
#include <string.h>

#include "base/clock.h"
#include "daemon/api_dossier.h"

static json_t *term_json(const struct procedure_term *t)
{
    return json_pack("{s:s, s:s, s:s}", "key", t->key, "vi", t->vi, "en", t->en);
}

static json_t *strings_json(const struct conf_strings *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->len; i++)
        json_array_append_new(array, json_string(list->items[i]));
    return array;
}

static json_t *day_json(struct viet_date day)
{
    char iso[VIET_DATE_SIZE];
    viet_date_iso(day, iso);
    return json_string(iso);
}

static json_t *item_json(const struct procedure_item *i)
{
    return json_pack("{s:s, s:{s:s, s:s}, s:s, s:o, s:i, s:s, s:b, s:b, s:b, s:s}", "key", i->key, "label", "vi",
                     i->label_vi, "en", i->label_en, "need", procedure_need_name(i->need), "types",
                     strings_json(&i->types), "count", i->count, "keep", procedure_keep_name(i->keep), "conditional",
                     i->when != NULL, "lookup", i->lookup, "certified", i->certified, "reason", i->reason);
}

static json_t *items_json(const struct procedure_items *items)
{
    json_t *array = json_array();
    for (size_t i = 0; i < items->len; i++)
        json_array_append_new(array, item_json(&items->items[i]));
    return array;
}

static json_t *limit_json(const struct procedure_limit *l)
{
    if (!l->known)
        return json_null();
    json_t *root = json_pack("{s:b, s:i, s:b, s:i, s:s}", "at_once", l->at_once, "days", l->days, "calendar",
                             l->calendar, "extension", l->extension, "note", l->note);
    if (root && l->cutoff >= 0) {
        char time[16];
        snprintf(time, sizeof time, "%02d:%02d", l->cutoff / 60 % 24, l->cutoff % 60);
        json_object_set_new(root, "cutoff", json_string(time));
    }
    return root;
}

static json_t *retention_json(int years)
{
    return years == PROCEDURE_FOREVER      ? json_string("permanent")
           : years == PROCEDURE_KEEP_UNSAID ? json_null()
           : years == 0                     ? json_string("register")
                                            : json_integer(years);
}

json_t *api_procedure_json(const struct procedures *all, const struct procedure *p)
{
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "key", p->key, "code", p->code,
                     "label", "vi", p->name_vi, "en", p->name_en, "field", term_json(procedures_field(all, p)), "from",
                     day_json(p->from), "to", day_json(p->to), "takes", items_json(&p->takes), "gives",
                     items_json(&p->gives), "limit", limit_json(&p->limit), "retention", retention_json(p->retention),
                     "unsure", strings_json(&p->unsure));
}

static json_t *brief_procedure_json(const struct procedures *all, const struct procedure *p)
{
    if (!p)
        return json_null();
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:o}", "key", p->key, "code", p->code, "label", "vi", p->name_vi, "en",
                     p->name_en, "field", term_json(procedures_field(all, p)));
}

static json_t *state_json(enum dossier_state state)
{
    return json_pack("{s:s, s:s}", "vi", dossier_state_label(state, "vi"), "en", dossier_state_label(state, "en"));
}

/* On time, late, or null while nothing can be said yet. */
static json_t *on_time_json(enum dossier_state state, int64_t due, int64_t stopped, int64_t finished)
{
    if (!due || state == DOSSIER_NOTED || state == DOSSIER_WITHDRAWN)
        return json_null();
    if (finished)
        return json_boolean(finished <= due);
    return !stopped && clock_now_ms() > due ? json_false() : json_null();
}

json_t *api_dossier_item_json(const struct casework *w, const struct store_dossier_item *i)
{
    const struct procedure *p =
        *i->procedure ? procedures_find(w->procedures, i->procedure, deadline_day(i->received)) : NULL;
    return json_pack("{s:s, s:i, s:s, s:o, s:o, s:o, s:s, s:o, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:i, "
                     "s:i, s:i}",
                     "code", i->code, "version", i->version, "state", dossier_state_name(i->state), "state_label",
                     state_json(i->state), "procedure", brief_procedure_json(w->procedures, p), "title",
                     api_masked(i->title), "name", i->name, "person_id", api_masked(i->person_id), "birth", i->birth,
                     "channel", dossier_channel_name(i->channel), "priority", i->priority, "received",
                     api_time(i->received), "due", api_time(i->due), "stopped", api_time(i->stopped), "finished",
                     api_time(i->finished), "closed", api_time(i->closed), "on_time",
                     on_time_json(i->state, i->due, i->stopped, i->finished), "inputs", i->inputs, "outputs",
                     i->outputs, "errors", i->errors, "warnings", i->warnings);
}

json_t *api_dossier_items_json(const struct casework *w, const struct store_dossier_items *items)
{
    json_t *array = json_array();
    for (size_t i = 0; i < items->len; i++)
        json_array_append_new(array, api_dossier_item_json(w, &items->items[i]));
    return array;
}

static json_t *line_json(const struct checklist_line *l)
{
    json_t *papers = json_array();
    for (size_t i = 0; i < l->papers.len; i++)
        json_array_append_new(papers, json_integer((json_int_t)l->papers.items[i]));
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:s, s:s, s:s, s:i, s:o, s:o}", "key", l->item->key, "role",
                     dossier_role_name(l->role), "label", "vi", l->item->label_vi, "en", l->item->label_en, "need",
                     procedure_need_name(l->item->need), "state", checklist_state_name(l->state), "reason", l->reason,
                     "count", l->item->count, "papers", papers, "question",
                     l->question ? term_json(l->question) : json_null());
}

static json_t *checklist_json(const struct checklist *list)
{
    json_t *lines = json_array(), *loose = json_array();
    for (size_t i = 0; i < list->lines.len; i++)
        json_array_append_new(lines, line_json(&list->lines.items[i]));
    for (size_t i = 0; i < list->loose.len; i++)
        json_array_append_new(loose, json_integer((json_int_t)list->loose.items[i]));
    return json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I}", "lines", lines, "loose", loose, "missing",
                     (json_int_t)list->missing, "to_see", (json_int_t)list->to_see, "to_look_up",
                     (json_int_t)list->to_look_up, "questions", (json_int_t)list->questions, "expected",
                     (json_int_t)list->expected);
}

/* What is wrong on a paper, as the clerk will have to ask for it. */
static json_t *findings_json(const struct store_paper *p)
{
    json_t *array = json_array();
    for (size_t i = 0; i < p->findings.len; i++) {
        const struct store_finding *f = &p->findings.items[i];
        if (f->state == STORE_FINDING_OPEN && f->finding.severity != SEVERITY_INFO)
            json_array_append_new(
                array, json_pack("{s:s, s:s, s:o, s:o}", "severity", severity_name(f->finding.severity), "code",
                                 finding_code_name(f->finding.code), "message", api_masked(f->finding.message),
                                 "message_en", api_masked(f->finding.message_en)));
    }
    return array;
}

static json_t *papers_json(const struct api *api, const struct case_file *f)
{
    json_t *array = json_array();
    for (size_t i = 0; i < f->npapers; i++) {
        const struct store_dossier_paper *p = &f->dossier.papers.items[i];
        const struct checklist_line *line = case_file_line(f, i);
        json_array_append_new(array, json_pack("{s:I, s:s, s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:i, s:s, s:s, s:b, s:o}",
                                               "id", (json_int_t)p->id, "role", dossier_role_name(p->role), "line",
                                               line ? line->item->key : "", "type", p->type, "label",
                                               api_labels(api, p->type, NULL), "title", api_masked(p->title), "version",
                                               p->version, "npages", p->npages, "errors", p->errors, "warnings",
                                               p->warnings, "keep", store_keep_name(p->keep), "keeping",
                                               store_keep_name(case_file_keep(api->casework, f, i)), "confirmed",
                                               p->confirmed, "findings", findings_json(&f->papers[i])));
    }
    return array;
}

static json_t *marks_json(const struct store_dossier *d)
{
    json_t *array = json_array();
    for (size_t i = 0; i < d->marks.len; i++) {
        const struct store_dossier_mark *m = &d->marks.items[i];
        json_array_append_new(array, json_pack("{s:s, s:s, s:s, s:s, s:o}", "key", m->key, "value", m->value, "reason",
                                               m->reason, "user", m->user, "time", api_time(m->time)));
    }
    return array;
}

static json_t *next_states_json(enum dossier_state state)
{
    json_t *array = json_array();
    for (int i = 0; i < DOSSIER_STATES; i++)
        if (dossier_state_may_follow(state, (enum dossier_state)i) && state != DOSSIER_NOTED)
            json_array_append_new(array, json_string(dossier_state_name((enum dossier_state)i)));
    return array;
}

json_t *api_dossier_json(const struct api *api, const struct case_file *f)
{
    const struct store_dossier *d = &f->dossier;
    json_t *citizen = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", d->name, "person_id", d->person_id,
                                "birth", d->birth, "address", d->address, "phone", d->phone, "email", d->email, "proxy",
                                d->proxy);
    json_t *root = json_pack(
        "{s:s, s:i, s:s, s:o, s:o, s:o, s:s, s:o, s:s, s:i, s:i, s:b, s:b, s:b}", "code", d->code, "version",
        d->version, "state", dossier_state_name(d->state), "state_label", state_json(d->state), "next_states",
        next_states_json(d->state), "procedure", brief_procedure_json(api->casework->procedures, f->procedure), "title",
        d->title, "citizen", citizen, "channel", dossier_channel_name(d->channel), "priority", d->priority, "copies",
        d->copies, "electronic_copy", d->electronic_copy, "reused", d->reused, "extended", d->extended);
    json_t *times = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "received", api_time(d->received), "due",
                              api_time(d->due), "stopped", api_time(d->stopped), "finished", api_time(d->finished),
                              "closed", api_time(d->closed), "created", api_time(d->created), "updated",
                              api_time(d->updated), "on_time", on_time_json(d->state, d->due, d->stopped, d->finished));
    if (root && times)
        json_object_update(root, times);
    json_decref(times);
    json_object_set_new(root, "papers", papers_json(api, f));
    json_object_set_new(root, "marks", marks_json(d));
    json_object_set_new(root, "checklist", f->procedure ? checklist_json(&f->list) : json_null());
    return root;
}
