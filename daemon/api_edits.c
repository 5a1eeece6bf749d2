/* A clerk's corrections: values with their history, findings dismissed with a reason. */
#include <stdlib.h>
#include <string.h>

#include "daemon/api_private.h"
#include "viet/date.h"
#include "viet/text.h"

#define REASON_MAX 1000

static const struct paper_field_def *field_def(const struct api *api, const char *type, const char *key)
{
    const struct paper_def *def = paper_defs_find(paper_rules_defs(api->rules), type);
    return def ? paper_def_field(def, key) : NULL;
}

static bool is_date(enum paper_kind kind)
{
    return kind == KIND_DATE || kind == KIND_YEAR || kind == KIND_DATE_LINE;
}

/*
 * The canonical form of what a clerk typed. What is no date of the calendar stays as typed, with a warning: papers do
 * carry impossible dates, and the clerk sees the paper.
 */
static const char *normal_of(const struct api *api, const char *type, const char *key, const char *value,
                             char date[VIET_DATE_SIZE], bool *ret_doubtful)
{
    const struct paper_field_def *def = field_def(api, type, key);
    *ret_doubtful = false;
    if (!def || !is_date(def->kind) || !*value)
        return NULL;
    struct viet_date d;
    if (viet_date_parse(value, strlen(value), &d)) {
        viet_date_iso(d, date);
        return date;
    }
    *ret_doubtful = true;
    return "";
}

static json_t *current_value(const struct store_paper *paper, const char *key)
{
    for (size_t i = 0; i < paper->values.len; i++) {
        const struct store_value *v = &paper->values.items[i];
        if (!strcmp(v->field.key, key))
            return json_pack("{s:s, s:s, s:s, s:o}", "value", v->field.value, "author",
                             v->author == STORE_CLERK ? "clerk" : "machine", "user", v->user, "time",
                             api_time(v->time));
    }
    return json_pack("{s:s, s:s, s:s, s:n}", "value", "", "author", "machine", "user", "", "time");
}

/* 409 with both values, so that the clerk can choose without losing what was typed. */
static void reply_stale(const struct api *api, struct http_request *req, int64_t id, const char *key, const char *mine)
{
    struct store_paper paper = {0};
    struct so_error err;
    int r = store_paper_load(api->store, id, &paper, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *root = json_pack("{s:o*, s:i, s:o, s:s*}", "error",
                             api_error_json("stale", "Người khác vừa sửa giấy này; hãy chọn giá trị đúng",
                                            "changed by someone else meanwhile"),
                             "version", paper.version, "current", current_value(&paper, key), "yours", mine);
    store_paper_free(&paper);
    api_reply(req, 409, root);
}

/* After a change: the whole paper as it is now, which is what the page shows next. */
static void reply_paper(const struct api *api, struct http_request *req, int64_t id, const char *warning,
                        const char *warning_en)
{
    events_paper(api->events, id, EVENTS_CHANGED);
    struct store_paper paper = {0};
    struct so_error err;
    int r = store_paper_load(api->store, id, &paper, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *root = json_pack("{s:o}", "paper", api_paper_json(api, &paper));
    if (root && warning)
        json_object_set_new(root, "warning", json_pack("{s:s, s:s}", "message", warning, "message_en", warning_en));
    store_paper_free(&paper);
    api_reply(req, 200, root);
}

/* The paper's type, copied out; NULL and answered when the paper cannot be loaded. */
static char *type_of_paper(const struct api *api, struct http_request *req, int64_t id)
{
    struct store_paper paper = {0};
    struct so_error err;
    int r = store_paper_load(api->store, id, &paper, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return NULL;
    }
    char *type = strdup(paper.type);
    store_paper_free(&paper);
    if (!type)
        api_fail(req, SO_ENOMEM, NULL, NULL);
    return type;
}

static void set_field(const struct api *api, struct http_request *req, const struct store_edit *edit, const char *typed)
{
    const char *key = http_param(req, "key");
    char *type = type_of_paper(api, req, edit->paper);
    if (!type)
        return;
    struct buf value = BUF_INIT;
    int r = viet_clean(typed, strlen(typed), &value);
    char date[VIET_DATE_SIZE];
    bool doubtful = false;
    const char *normal = r ? NULL : normal_of(api, type, key, buf_str(&value), date, &doubtful);
    int version = 0;
    struct so_error err = {0};
    if (!r)
        r = store_field_set(api->store, edit, key, buf_str(&value), normal, &version, &err);
    if (r == SO_ESTALE)
        reply_stale(api, req, edit->paper, key, typed);
    else if (r)
        api_fail_error(req, r, &err);
    else
        reply_paper(api, req, edit->paper, doubtful ? "Đã lưu, nhưng đây không phải là một ngày có trong lịch" : NULL,
                    "saved, but this is no date of the calendar");
    buf_free(&value);
    free(type);
}

static bool read_edit(struct http_request *req, const json_t *body, struct store_edit *edit)
{
    edit->user = api_user(req);
    return body && api_id(req, "id", &edit->paper) && api_member_version(req, body, &edit->version);
}

void api_field_set(struct http_request *req, void *context)
{
    struct store_edit edit = {0};
    json_t *body = api_body(req);
    if (read_edit(req, body, &edit)) {
        const char *value = api_member_string(req, body, "value", STORE_VALUE_MAX);
        if (value)
            set_field(context, req, &edit, value);
    }
    json_decref(body);
}

void api_field_undo(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_edit edit = {0};
    json_t *body = api_body(req);
    if (read_edit(req, body, &edit)) {
        const char *key = http_param(req, "key");
        int version = 0;
        struct so_error err = {0};
        int r = store_field_undo(api->store, &edit, key, &version, &err);
        if (r == SO_ESTALE)
            reply_stale(api, req, edit.paper, key, NULL);
        else if (r)
            api_fail_error(req, r, &err);
        else
            reply_paper(api, req, edit.paper, NULL, NULL);
    }
    json_decref(body);
}

void api_field_history(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    struct store_values values = {0};
    struct so_error err;
    int r = store_field_history(api->store, id, http_param(req, "key"), &values, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < values.len; i++) {
        const struct store_value *v = &values.items[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "value", v->field.value, "read",
                                        v->field.read, "author", v->author == STORE_CLERK ? "clerk" : "machine", "user",
                                        v->user, "how", v->how, "current", v->current, "time", api_time(v->time)));
    }
    store_values_free(&values);
    api_reply(req, 200, json_pack("{s:o}", "values", list));
}

static void set_finding(const struct api *api, struct http_request *req, enum store_finding_state state,
                        bool wants_reason)
{
    struct store_edit edit = {0};
    int64_t finding;
    json_t *body = api_body(req);
    if (!read_edit(req, body, &edit) || !api_id(req, "finding", &finding)) {
        json_decref(body);
        return;
    }
    const char *reason = wants_reason ? api_member_string(req, body, "reason", REASON_MAX) : NULL;
    if (reason || !wants_reason) {
        int version = 0;
        struct so_error err = {0};
        int r = store_finding_set(api->store, &edit, finding, state, reason, &version, &err);
        if (r == SO_ESTALE)
            reply_stale(api, req, edit.paper, "", NULL);
        else if (r)
            api_fail_error(req, r, &err);
        else
            reply_paper(api, req, edit.paper, NULL, NULL);
    }
    json_decref(body);
}

void api_finding_dismiss(struct http_request *req, void *context)
{
    set_finding(context, req, STORE_FINDING_DISMISSED, true);
}

void api_finding_reopen(struct http_request *req, void *context)
{
    set_finding(context, req, STORE_FINDING_OPEN, false);
}

/* Answers 403 and returns false unless an administrator asks. */
static bool may_restrict(struct http_request *req)
{
    if (api_view(req) == STORE_VIEW_ALL)
        return true;
    api_fail(req, SO_EPERM, "Chỉ quản trị viên được hạn chế xem", "only an administrator may restrict");
    return false;
}

static bool read_restricted(struct http_request *req, const json_t *body, bool *ret_restricted)
{
    const json_t *member = body ? json_object_get(body, "restricted") : NULL;
    *ret_restricted = json_is_true(member);
    if (!body || json_is_boolean(member))
        return body != NULL;
    api_fail_status(req, 422, "bad_format", "restricted phải là true hoặc false", "restricted must be true or false");
    return false;
}

void api_paper_restrict(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_edit edit = {0};
    bool restricted;
    if (!may_restrict(req))
        return;
    json_t *body = api_body(req);
    if (read_edit(req, body, &edit) && read_restricted(req, body, &restricted)) {
        int version = 0;
        struct so_error err = {0};
        int r = store_paper_restrict(api->store, &edit, restricted, &version, &err);
        if (r == SO_ESTALE)
            reply_stale(api, req, edit.paper, "", NULL);
        else if (r)
            api_fail_error(req, r, &err);
        else
            reply_paper(api, req, edit.paper, NULL, NULL);
    }
    json_decref(body);
}

void api_dossier_restrict(struct http_request *req, void *context)
{
    const struct api *api = context;
    bool restricted;
    if (!may_restrict(req))
        return;
    json_t *body = api_body(req);
    if (read_restricted(req, body, &restricted)) {
        const char *code = http_param(req, "code");
        struct so_error err = {0};
        int r = store_dossier_restrict(api->store, code, restricted, api_user(req), &err);
        if (r)
            api_fail_error(req, r, &err);
        else
            api_reply(req, 200, json_pack("{s:s, s:b}", "dossier", code, "restricted", restricted));
    }
    json_decref(body);
}
