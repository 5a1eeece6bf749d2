/* The daemon's state, the night's batch, the paper types, figures and live events. */
#include <string.h>

#include "base/clock.h"
#include "daemon/api_private.h"
#include "store/jobs.h"
#include "store/report.h"
#include "store/runs.h"
#include "store/visibility.h"

static json_t *jobs_json(const struct store_job_counts *c)
{
    int64_t counter = 0, backlog = 0, going = 0;
    for (int k = 0; k < STORE_JOB_KINDS; k++) {
        counter += c->waiting[k][STORE_COUNTER];
        backlog += c->waiting[k][STORE_BACKLOG];
        going += c->leased[k];
    }
    return json_pack("{s:I, s:I, s:I, s:I}", "counter", (json_int_t)counter, "backlog", (json_int_t)backlog, "going",
                     (json_int_t)going, "failed", (json_int_t)c->failed);
}

static json_t *totals_json(const struct store_totals *t)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "sources", (json_int_t)t->sources, "pages",
                     (json_int_t)t->pages, "papers", (json_int_t)t->papers, "dossiers", (json_int_t)t->dossiers,
                     "findings_open", (json_int_t)t->findings_open, "pages_failed", (json_int_t)t->pages_failed,
                     "object_bytes", (json_int_t)t->object_bytes, "database_bytes", (json_int_t)t->database_bytes);
}

static json_t *daemon_json(const struct daemon_view *v)
{
    return json_pack("{s:s, s:o, s:i, s:i, s:b, s:b, s:o, s:I, s:o, s:i}", "version", v->version, "started",
                     api_time(v->started_ms), "workers", v->workers, "workers_busy", v->workers_busy, "best_model",
                     v->best_model, "batch_going", v->batch_going, "batch_next", api_time(v->batch_next_ms),
                     "disk_free_bytes", (json_int_t)v->disk_free_bytes, "backup", api_time(v->backup_ms),
                     "raw_waiting", (int)v->raw_waiting);
}

void api_status(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_totals totals = {0};
    struct store_job_counts jobs = {0};
    struct daemon_view view = {0};
    struct so_error err = {0};
    int r = store_count(api->store, api_view(req), &totals, &err);
    if (!r)
        r = store_job_count(api->store, &jobs, &err);
    if (!r && api->commands->status)
        r = api->commands->status(api->commands->context, &view, &err);
    if (r)
        api_fail_error(req, r, &err);
    else
        api_reply(req, 200,
                  json_pack("{s:o, s:o, s:o, s:o}", "daemon", daemon_json(&view), "jobs", jobs_json(&jobs), "totals",
                            totals_json(&totals), "time", api_time(clock_now_ms())));
}

void api_batch_start(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct commands *c = api->commands;
    struct so_error err = {0};
    int r = c->batch ? c->batch(c->context, api_user(req), &err) : SO_ETIMEOUT;
    if (r == SO_EBUSY)
        api_fail(req, r, "Lượt đọc lại đang chạy rồi", "the batch is going already");
    else if (r)
        api_fail_error(req, r, &err);
    else
        api_reply(req, 202, json_pack("{s:b}", "accepted", 1));
}

void api_batch_summary(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_run run = {0};
    struct so_error err;
    int r = store_run_latest(api->store, &run, &err);
    if (r == SO_ENOTFOUND) {
        api_reply(req, 200, json_pack("{s:n}", "run"));
        return;
    }
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *findings = json_object();
    for (int code = 0; code < FINDING_CODES; code++)
        json_object_set_new(findings, finding_code_name((enum finding_code)code), json_integer(run.findings[code]));
    api_reply(req, 200,
              json_pack("{s:{s:I, s:s, s:o, s:o, s:i, s:i, s:i, s:i, s:o}}", "run", "id", (json_int_t)run.id, "state",
                        store_run_state_name(run.state), "started", api_time(run.started), "finished",
                        api_time(run.finished), "pages_read", run.pages_read, "improved", run.improved, "doubtful",
                        run.doubtful, "failed", run.failed, "findings", findings));
}

static json_t *type_json(const struct paper_def *def)
{
    json_t *fields = json_array();
    for (size_t i = 0; i < def->fields.len; i++) {
        const struct paper_field_def *f = &def->fields.items[i];
        const struct paper_section_def *s = f->section < def->sections.len ? &def->sections.items[f->section] : NULL;
        json_array_append_new(fields, json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:{s:s, s:s}}", "key", f->key, "label",
                                                "vi", f->label_vi, "en", f->label_en, "kind", paper_kind_name(f->kind),
                                                "section", s ? s->key : "", "section_label", "vi", s ? s->label_vi : "",
                                                "en", s ? s->label_en : ""));
    }
    return json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:b, s:b, s:o}", "type", def->type, "label", "vi", def->title_vi,
                     "en", def->title_en, "keep", paper_keep_name(def->keep), "keep_reason", def->keep_reason,
                     "signature", def->signature, "seal", def->seal, "fields", fields);
}

void api_types(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct paper_defs *defs = paper_rules_defs(api->rules);
    json_t *list = json_array();
    for (size_t i = 0; i < defs->len; i++)
        json_array_append_new(list, type_json(&defs->items[i]));
    api_reply(req, 200, json_pack("{s:o}", "types", list));
}

/* A view that hides something asks for each event whether it may be told. */
static bool may_see_event(void *context, enum store_view view, const struct events_about *about)
{
    const struct api *api = context;
    if (view == STORE_VIEW_ALL)
        return true;
    if (about->paper)
        return !store_paper_visible(api->store, about->paper, view, NULL);
    if (about->page)
        return !store_page_visible(api->store, about->page, view, NULL);
    return !about->source || !store_source_visible(api->store, about->source, view, NULL);
}

void api_events(struct http_request *req, void *context)
{
    const struct api *api = context;
    events_reply(api->events, req, &(struct events_eyes){may_see_event, (void *)(uintptr_t)api, api_view(req)});
}
