/* Papers that may be the same one twice, and what clerks decide of them. */
#include <string.h>

#include "daemon/api_private.h"
#include "store/lookalikes.h"
#include "store/visibility.h"

#define REASON_MAX 1000

static json_t *why_json(unsigned why)
{
    static const struct {
        enum store_likeness bit;
        const char *name;
    } names[] = {{STORE_LIKE_CONTENT, "content"},
                 {STORE_LIKE_NUMBER, "number"},
                 {STORE_LIKE_ID, "person_id"},
                 {STORE_LIKE_BIRTH, "name_and_birth"}};
    json_t *array = json_array();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (why & names[i].bit)
            json_array_append_new(array, json_string(names[i].name));
    return array;
}

static json_t *lookalike_json(const struct api *api, const struct store_lookalike *x)
{
    return json_pack("{s:I, s:i, s:s, s:o, s:o, s:s, s:s, s:o, s:i, s:I, s:o, s:s, s:b, s:s}", "id",
                     (json_int_t)x->paper, "version", x->version, "type", x->type, "label",
                     api_labels(api, x->type, NULL), "title", api_masked(x->title), "date", x->date, "dossier",
                     x->dossier, "created", api_time(x->created), "npages", x->npages, "thumbnail",
                     (json_int_t)x->thumbnail_page, "why", why_json(x->why), "decision",
                     store_pair_decision_name(x->decision), "over", x->replaces, "user", x->user);
}

/* The list of a paper as the caller may see it, with the version that a decision must name. */
static void reply_list(const struct api *api, struct http_request *req, int64_t paper)
{
    struct store_lookalikes list = {0};
    struct store_paper p = {0};
    struct so_error err;
    int r = store_paper_load(api->store, paper, &p, &err);
    if (!r)
        r = store_lookalike_list(api->store, paper, api_view(req), &list, &err);
    if (r) {
        api_fail_error(req, r, &err);
    } else {
        json_t *array = json_array();
        for (size_t i = 0; i < list.len; i++)
            json_array_append_new(array, lookalike_json(api, &list.items[i]));
        api_reply(req, 200, json_pack("{s:i, s:o}", "version", p.version, "papers", array));
    }
    store_lookalikes_free(&list);
    store_paper_free(&p);
}

void api_lookalikes_list(struct http_request *req, void *context)
{
    int64_t paper;
    if (api_id(req, "id", &paper))
        reply_list(context, req, paper);
}

static int decide(const struct api *api, const json_t *body, struct store_edit *edit, int64_t other,
                  struct so_error *err)
{
    const char *name = json_string_value(json_object_get(body, "decision"));
    const char *reason = json_string_value(json_object_get(body, "reason"));
    if (reason && strlen(reason) > REASON_MAX)
        return so_fail(err, SO_EFORMAT, "reason has at most %d bytes", REASON_MAX);
    for (int d = STORE_PAIR_REPLACE; name && d <= STORE_PAIR_DIFFERENT; d++)
        if (!strcmp(name, store_pair_decision_name((enum store_pair_decision)d)))
            return store_lookalike_decide(api->store, edit, other, (enum store_pair_decision)d, reason, &edit->version,
                                          err);
    return so_fail(err, SO_EFORMAT, "decision is replace, newer or different");
}

static void change(const struct api *api, struct http_request *req, bool undo)
{
    struct store_edit edit = {.user = api_user(req)};
    int64_t other;
    json_t *body = api_body(req);
    if (body && api_id(req, "id", &edit.paper) && api_id(req, "other", &other) &&
        api_member_version(req, body, &edit.version)) {
        struct so_error err = {0};
        int r = store_paper_visible(api->store, other, api_view(req), &err);
        if (!r)
            r = undo ? store_lookalike_undo(api->store, &edit, other, &edit.version, &err)
                     : decide(api, body, &edit, other, &err);
        if (r) {
            api_fail_error(req, r, &err);
        } else {
            events_paper(api->events, edit.paper, EVENTS_CHANGED);
            events_paper(api->events, other, EVENTS_CHANGED);
            reply_list(api, req, edit.paper);
        }
    }
    json_decref(body);
}

void api_lookalike_decide(struct http_request *req, void *context)
{
    change(context, req, false);
}

void api_lookalike_undo(struct http_request *req, void *context)
{
    change(context, req, true);
}
