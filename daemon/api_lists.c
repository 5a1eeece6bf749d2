/* Lists of old registers: what is known, taking one in, taking one back. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/api_private.h"
#include "daemon/list_import.h"

static json_t *counts_json(const struct store_list_counts *c)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "rows", (json_int_t)c->rows, "added",
                     (json_int_t)c->by_result[STORE_LIST_ADDED], "filled", (json_int_t)c->by_result[STORE_LIST_FILLED],
                     "present", (json_int_t)c->by_result[STORE_LIST_PRESENT], "conflicts",
                     (json_int_t)c->by_result[STORE_LIST_CONFLICT], "failed", (json_int_t)c->failed);
}

static json_t *report_json(const struct list_report *report)
{
    json_t *columns = json_array(), *problems = json_array();
    for (size_t i = 0; i < report->columns.len; i++) {
        const struct list_report_column *c = &report->columns.items[i];
        json_array_append_new(
            columns, json_pack("{s:s, s:s, s:s}", "header", c->header, "field", c->field, "encoding", c->encoding));
    }
    for (size_t i = 0; i < report->problems.len; i++) {
        const struct list_report_problem *p = &report->problems.items[i];
        json_array_append_new(problems, json_pack("{s:i, s:s, s:s, s:b, s:o, s:o}", "row", (int)p->row, "column",
                                                  p->header, "code", p->code, "error", p->error, "message",
                                                  api_masked(p->message), "message_en", api_masked(p->message_en)));
    }
    return json_pack("{s:o, s:b, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:I}", "list",
                     report->list ? json_integer(report->list) : json_null(), "taken", report->list != 0, "definition",
                     report->definition, "title", report->title, "type", report->type, "bytes", report->bytes,
                     "columns", columns, "counts", counts_json(&report->counts), "problems", problems, "problems_total",
                     (json_int_t)report->nproblems);
}

static void tell_progress(void *ctx, int64_t list, size_t done, size_t rows)
{
    const struct api *api = ctx;
    char json[128];
    snprintf(json, sizeof json, "{\"list\":%lld,\"done\":%zu,\"rows\":%zu}", (long long)list, done, rows);
    (void)events_publish(api->events, "list", json);
}

void api_list_import(struct http_request *req, void *context)
{
    const struct api *api = context;
    int sheet, take;
    uint64_t size = 0;
    char *path = http_take_body_file(req, &size);
    const char *name = http_query(req, "name");
    if (!path || !size) {
        api_fail_status(req, 422, "bad_format", "Chưa gửi tệp danh sách", "the body must be the list's file");
    } else if (!api->lists) {
        api_fail(req, SO_EUNSUPPORTED, NULL, NULL);
    } else if (api_query_int(req, "sheet", 1, 1000, 1, &sheet) && api_query_int(req, "take", 0, 1, 0, &take)) {
        struct list_request request = {.path = path,
                                       .name = name ? name : "",
                                       .list = http_query(req, "list"),
                                       .choices = http_query(req, "columns"),
                                       .sheet = (unsigned)sheet,
                                       .take = take,
                                       .user = api_user(req),
                                       .progress = tell_progress,
                                       .progress_ctx = context};
        struct list_report report = {0};
        struct so_error err = {0};
        int r = list_import(api->lists, &request, &report, &err);
        if (r)
            api_fail_error(req, r, &err);
        else
            api_reply(req, take ? 201 : 200, report_json(&report));
        list_report_free(&report);
    }
    if (path)
        unlink(path);
    free(path);
}

static json_t *definitions_json(const struct api *api)
{
    struct list_defs defs = {0};
    json_t *list = json_array();
    if (api->lists && list_defs_load(api->lists->folder, &defs, NULL) == SO_OK)
        for (size_t i = 0; i < defs.len; i++) {
            json_t *columns = json_array();
            for (size_t c = 0; c < defs.items[i].ncolumns; c++)
                json_array_append_new(columns, json_pack("{s:s, s:s, s:b}", "field", defs.items[i].columns[c].field,
                                                         "title", defs.items[i].columns[c].title, "required",
                                                         defs.items[i].columns[c].required));
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "list", defs.items[i].key, "title",
                                                  defs.items[i].title, "type", defs.items[i].type, "columns", columns));
        }
    list_defs_free(&defs);
    return list;
}

void api_lists_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_lists lists = {0};
    struct so_error err = {0};
    int r = store_lists_load(api->store, &lists, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < lists.len; i++) {
        const struct store_list *l = &lists.items[i];
        json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:o}", "id", (json_int_t)l->id,
                                              "name", l->name, "definition", l->definition, "user", l->user, "created",
                                              api_time(l->created), "finished", api_time(l->finished), "undone",
                                              api_time(l->undone), "undone_by", l->undone_by, "counts",
                                              counts_json(&l->counts)));
    }
    store_lists_free(&lists);
    api_reply(req, 200, json_pack("{s:o, s:o}", "lists", list, "definitions", definitions_json(api)));
}

void api_list_undo(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id, removed, kept;
    struct so_error err = {0};
    if (!api_id(req, "id", &id))
        return;
    int r = store_list_undo(api->store, id, api_user(req), &removed, &kept, &err);
    if (r)
        api_fail(req, r, r == SO_EINVALID ? "Danh sách này đã được gỡ bỏ rồi" : NULL, err.text);
    else
        api_reply(req, 200,
                  json_pack("{s:I, s:I, s:I}", "id", (json_int_t)id, "removed", (json_int_t)removed, "kept",
                            (json_int_t)kept));
}
