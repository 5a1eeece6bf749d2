/* Papers: the day's list, one paper, and what a clerk decides about it as a whole. */
#include <string.h>

#include "base/clock.h"
#include "daemon/api_private.h"

#define LIST_MAX 500
#define OPEN_PAGES_MAX 200

/* The newest papers tell in the list itself what is wrong with them: the citizen still stands at the desk. */
#define TELLING_PAPERS 30
#define TOLD_FINDINGS 3

/* Pages of the span that are being read, failed or were set aside: they belong to no paper yet. */
static json_t *open_pages_json(const struct api *api, enum store_view view, int64_t from, int64_t until)
{
    json_t *list = json_array();
    struct store_pages pages = {0};
    if (store_pages_open(api->store, 0, view, OPEN_PAGES_MAX, &pages, NULL) == SO_OK)
        for (size_t i = 0; i < pages.len; i++)
            if (pages.items[i].captured >= from && pages.items[i].captured < until)
                json_array_append_new(list, api_page_state_json(&pages.items[i]));
    store_pages_free(&pages);
    return list;
}

/* Whether a comes before b: errors before warnings, what is missing before what is doubtful. */
static bool is_worse(const struct finding *a, const struct finding *b)
{
    return a->severity != b->severity ? a->severity > b->severity : a->code < b->code;
}

/* The worst open errors and warnings of a paper; fewer when it cannot be loaded. */
static json_t *told_findings(const struct api *api, int64_t id)
{
    json_t *list = json_array();
    struct store_paper paper = {0};
    if (store_paper_load(api->store, id, &paper, NULL) == SO_OK) {
        const struct finding *last = NULL;
        for (int told = 0; told < TOLD_FINDINGS; told++) {
            const struct finding *worst = NULL;
            for (size_t i = 0; i < paper.findings.len; i++) {
                const struct finding *f = &paper.findings.items[i].finding;
                bool open = paper.findings.items[i].state == STORE_FINDING_OPEN && f->severity != SEVERITY_INFO;
                bool later = !last || is_worse(last, f) || (!is_worse(f, last) && f > last);
                if (open && later && (!worst || is_worse(f, worst)))
                    worst = f;
            }
            if (!worst)
                break;
            json_array_append_new(list,
                                  json_pack("{s:s, s:o, s:o}", "severity", severity_name(worst->severity), "message",
                                            api_masked(worst->message), "message_en", api_masked(worst->message_en)));
            last = worst;
        }
    }
    store_paper_free(&paper);
    return list;
}

static json_t *telling_items_json(const struct api *api, const struct store_items *items)
{
    json_t *list = api_items_json(api, items);
    for (size_t i = 0; list && i < items->len && i < TELLING_PAPERS; i++)
        if (items->items[i].errors || items->items[i].warnings)
            json_object_set_new(json_array_get(list, i), "findings", told_findings(api, items->items[i].id));
    return list;
}

/* The query of GET /papers; answers and returns false when it is malformed. ret_day: whose papers, "" for all days. */
static bool read_list_query(struct http_request *req, struct store_list_query *q, char ret_day[CLOCK_ISO_SIZE])
{
    int limit = 0;
    if (!api_query_int(req, "limit", 1, LIST_MAX, 200, &limit))
        return false;
    q->limit = limit;
    q->type = http_query(req, "type");
    q->dossier = http_query(req, "dossier");
    const char *state = http_query(req, "state");
    q->open_only = state && !strcmp(state, "open");
    if (state && strcmp(state, "open") != 0 && strcmp(state, "all") != 0) {
        api_fail_status(req, 422, "bad_format", "Trạng thái chỉ có thể là open hoặc all", "state is open or all");
        return false;
    }
    const char *day = http_query(req, "day");
    char today[CLOCK_ISO_SIZE];
    if (!day && !q->dossier) {
        clock_iso(clock_now_ms(), today);
        today[10] = '\0';
        day = today;
    }
    snprintf(ret_day, CLOCK_ISO_SIZE, "%.10s", day ? day : "");
    if (day && !api_day_span(day, &q->from, &q->until)) {
        api_fail_status(req, 422, "bad_format", "Ngày phải có dạng 2025-09-30", "day must look like 2025-09-30");
        return false;
    }
    return true;
}

void api_papers_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_list_query query = {.view = api_view(req)};
    char day[CLOCK_ISO_SIZE];
    if (!read_list_query(req, &query, day))
        return;
    struct store_items items = {0};
    struct so_error err;
    int r = store_papers_list(api->store, &query, &items, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *root = json_pack("{s:s, s:o, s:o, s:b}", "day", day, "papers", telling_items_json(api, &items), "pages",
                             query.from ? open_pages_json(api, query.view, query.from, query.until) : json_array(),
                             "more", items.len == (size_t)query.limit);
    store_items_free(&items);
    api_reply(req, 200, root);
}

void api_paper_show(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    struct store_paper paper = {0};
    struct store_items twins = {0};
    struct so_error err;
    int r = store_paper_load(api->store, id, &paper, &err);
    if (!r)
        r = store_paper_twins(api->store, id, &twins, &err);
    if (r) {
        api_fail_error(req, r, &err);
    } else {
        /* A page that looks again after an event does not view the paper anew. */
        const char *refresh = http_query(req, "refresh");
        if (!refresh || strcmp(refresh, "1") != 0)
            api_audit(api, req, "view", "paper", id, "");
        json_t *root = api_paper_json(api, &paper);
        if (root)
            json_object_set_new(root, "twins", api_items_json(api, &twins));
        api_reply(req, 200, root);
    }
    store_items_free(&twins);
    store_paper_free(&paper);
}

static void reply_version(struct http_request *req, int r, int version, const struct so_error *err)
{
    if (r == SO_ESTALE) {
        json_t *root = json_pack("{s:o*, s:i}", "error",
                                 api_error_json("stale", "Người khác vừa sửa giấy này; hãy xem lại rồi làm tiếp",
                                                "changed by someone else meanwhile"),
                                 "version", version);
        api_reply(req, 409, root);
    } else if (r) {
        api_fail_error(req, r, err);
    } else {
        api_reply(req, 200, json_pack("{s:i}", "version", version));
    }
}

static int change(const struct api *api, const json_t *body, struct store_edit *edit, int *version,
                  struct so_error *err)
{
    const char *type = json_string_value(json_object_get(body, "type"));
    const char *dossier = json_string_value(json_object_get(body, "dossier"));
    if (!type == !dossier)
        return so_fail(err, SO_EFORMAT, "give either a type or a dossier");
    if (dossier)
        return store_paper_set_dossier(api->store, edit, dossier, version, err);
    if (strcmp(type, PAPER_TYPE_UNKNOWN) != 0 && !paper_defs_find(paper_rules_defs(api->rules), type))
        return so_fail(err, SO_EFORMAT, "no such type");
    return store_paper_set_type(api->store, edit, type, version, err);
}

void api_paper_change(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_edit edit = {.user = api_user(req)};
    json_t *body = api_body(req);
    if (body && api_id(req, "id", &edit.paper) && api_member_version(req, body, &edit.version)) {
        int version = 0;
        struct so_error err = {0};
        int r = change(api, body, &edit, &version, &err);
        if (!r)
            events_paper(api->events, edit.paper, EVENTS_CHANGED);
        reply_version(req, r, version, &err);
    }
    json_decref(body);
}

/*
 * The clerk has held the values against the image and stands by them; where the law wants no image kept, it has served
 * its purpose now.
 */
static int confirm(const struct api *api, struct store_edit *edit, int *version, struct so_error *err)
{
    struct store_paper paper = {0};
    enum store_keep keep = STORE_KEEP_IMAGE;
    int r = store_paper_load(api->store, edit->paper, &paper, err);
    if (!r)
        r = casework_keep_confirmed(api->casework, &paper, &keep, err);
    if (!r)
        r = store_paper_confirm(api->store, edit, version, err);
    if (!r && keep > paper.keep) {
        edit->version = *version;
        r = store_paper_keep(api->store, edit, keep, version, err);
    }
    store_paper_free(&paper);
    return r;
}

void api_paper_confirm(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_edit edit = {.user = api_user(req)};
    json_t *body = api_body(req);
    if (body && api_id(req, "id", &edit.paper) && api_member_version(req, body, &edit.version)) {
        int version = 0;
        struct so_error err = {0};
        int r = confirm(api, &edit, &version, &err);
        if (!r)
            events_paper(api->events, edit.paper, EVENTS_CHANGED);
        reply_version(req, r, version, &err);
    }
    json_decref(body);
}
