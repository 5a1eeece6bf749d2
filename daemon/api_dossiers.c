/* Dossiers: taken in, listed, shown, worked on. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "daemon/api_dossier.h"
#include "daemon/receipt.h"
#include "store/visibility.h"
#include "viet/text.h"

#define LIST_MAX 500
#define REASON_MAX 1000
#define VALUES_MAX 20

static void fail_format(struct http_request *req, const char *message, const char *message_en)
{
    api_fail_status(req, 422, "bad_format", message, message_en);
}

/* A day's span of a query member; leaves the span when it is absent; answers and returns false when it is none. */
static bool read_day(struct http_request *req, const char *name, int64_t *ret_from, int64_t *ret_until)
{
    const char *day = http_query(req, name);
    if (!day || api_day_span(day, ret_from, ret_until))
        return true;
    fail_format(req, "Ngày phải có dạng 2025-09-30", "a day must look like 2025-09-30");
    return false;
}

/* due=today, tomorrow (the next working day), overdue, open. */
static bool read_due(const struct api *api, struct http_request *req, struct store_dossier_query *q)
{
    const char *due = http_query(req, "due");
    if (!due)
        return true;
    int64_t now = clock_now_ms(), today = clock_day_start(now);
    struct viet_date day = deadline_day(now);
    q->order = STORE_DOSSIERS_BY_DUE;
    q->due_until = INT64_MAX;
    if (!strcmp(due, "open"))
        return true;
    if (!strcmp(due, "today")) {
        q->due_from = today;
        q->due_until = clock_from_civil(day.year, day.month, day.day + 1, 0);
    } else if (!strcmp(due, "tomorrow")) {
        struct viet_date next = viet_date_from_days(viet_date_to_days(day) + 1);
        if (api->casework->office)
            next = office_add_working_days(api->casework->office, next, 0);
        q->due_from = clock_from_civil(day.year, day.month, day.day + 1, 0);
        q->due_until = clock_from_civil(next.year, next.month, next.day + 1, 0);
    } else if (!strcmp(due, "overdue")) {
        q->due_until = now;
        q->states = 1u << DOSSIER_RECEIVED;
    } else {
        fail_format(req, "due chỉ có thể là today, tomorrow, overdue hoặc open",
                    "due is today, tomorrow, overdue or open");
        return false;
    }
    return true;
}

static bool read_states(struct http_request *req, struct store_dossier_query *q)
{
    const char *text = http_query(req, "state");
    enum dossier_state state;
    if (!text)
        return true;
    if (!dossier_state_from_name(text, &state)) {
        fail_format(req, "Không có trạng thái này", "no such state of a dossier");
        return false;
    }
    q->states = 1u << state;
    return true;
}

static bool read_query(const struct api *api, struct http_request *req, struct store_dossier_query *q)
{
    int64_t from = 0, until = 0, unused;
    q->procedure = http_query(req, "procedure");
    q->name = http_query(req, "name");
    q->person_id = http_query(req, "person_id");
    if (!api_query_int(req, "limit", 1, LIST_MAX, 100, &q->limit) || !read_states(req, q) || !read_due(api, req, q) ||
        !read_day(req, "day", &from, &until) || !read_day(req, "from", &from, &unused) ||
        !read_day(req, "until", &unused, &until))
        return false;
    const struct procedure *p = q->procedure ? procedures_newest(api->casework->procedures, q->procedure) : NULL;
    q->procedure = p ? p->key : q->procedure;
    q->received_from = from;
    q->received_until = until;
    return true;
}

void api_dossiers_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_dossier_query q = {.view = api_view(req)};
    struct store_dossier_items items = {0};
    struct so_error err;
    if (!read_query(api, req, &q))
        return;
    int r = store_dossier_list(api->store, &q, &items, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    api_audit(api, req, "list", "dossier", 0, "");
    json_t *root = json_pack("{s:o, s:b}", "dossiers", api_dossier_items_json(api->casework, &items), "more",
                             items.len == (size_t)q.limit);
    store_dossier_items_free(&items);
    api_reply(req, 200, root);
}

/* The dossier as the caller may see it. */
static int load_case(const struct api *api, const struct http_request *req, const char *code, struct case_file *ret,
                     struct so_error *err)
{
    int r = case_file_load(api->casework, code, ret, err);
    if (!r && api_view(req) != STORE_VIEW_ALL)
        case_file_hide_restricted(ret);
    return r;
}

/* Answers with the dossier as it is now. */
static void reply_dossier(const struct api *api, struct http_request *req, int status, const char *code)
{
    struct case_file f = {0};
    struct so_error err;
    int r = load_case(api, req, code, &f, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *root = json_pack("{s:o}", "dossier", api_dossier_json(api, &f));
    case_file_free(&f);
    api_reply(req, status, root);
}

/* 409 with the dossier as it is and what was asked, so that the clerk can choose without losing what was typed. */
static void reply_stale(const struct api *api, struct http_request *req, const char *code, const json_t *body)
{
    struct case_file f = {0};
    struct so_error err;
    int r = load_case(api, req, code, &f, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *root = json_pack("{s:o*, s:i, s:o, s:O}", "error",
                             api_error_json("stale", "Người khác vừa sửa hồ sơ này; hãy xem lại rồi làm tiếp",
                                            "changed by someone else meanwhile"),
                             "version", f.dossier.version, "dossier", api_dossier_json(api, &f), "yours", body);
    case_file_free(&f);
    api_reply(req, 409, root);
}

void api_dossier_changed(const struct api *api, struct http_request *req, const char *code, const json_t *body, int r,
                         const struct so_error *err, const char *refusal)
{
    if (r == SO_ESTALE)
        reply_stale(api, req, code, body);
    else if (r)
        api_fail(req, r, r == SO_EINVALID || r == SO_EEXISTS ? refusal : NULL, *err->text ? err->text : NULL);
    else
        reply_dossier(api, req, 200, code);
}

void api_dossier_show(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct case_file f = {0};
    struct store_dossier_items same = {0};
    struct so_error err;
    int r = load_case(api, req, http_param(req, "code"), &f, &err);
    if (!r)
        r = store_dossier_same_person(api->store, f.dossier.code, api_view(req), &same, &err);
    if (r) {
        api_fail_error(req, r, &err);
    } else {
        api_audit(api, req, "view", "dossier", f.dossier.id, "");
        api_reply(req, 200,
                  json_pack("{s:o, s:o}", "dossier", api_dossier_json(api, &f), "same_person",
                            api_dossier_items_json(api->casework, &same)));
    }
    store_dossier_items_free(&same);
    case_file_free(&f);
}

/* One member of a body as the store's text: times as milliseconds, yes and no as 1 and 0, texts cleaned. */
static int member_text(const char *key, const json_t *value, struct buf *out, struct so_error *err)
{
    int64_t ms;
    enum dossier_channel channel;
    const char *text = json_string_value(value);
    bool is_time = !strcmp(key, "received") || !strcmp(key, "due");
    if (is_time && (!text || !clock_from_iso(text, &ms)))
        return so_fail(err, SO_EFORMAT, "%s must be a time such as 2025-09-30T09:30", key);
    if (is_time)
        return buf_printf(out, "%lld", (long long)ms);
    if (!strcmp(key, "channel")) {
        if (!text || !dossier_channel_from_name(text, &channel))
            return so_fail(err, SO_EFORMAT, "channel is counter, online or post");
        return buf_printf(out, "%d", channel);
    }
    if (json_is_boolean(value))
        return buf_append_str(out, json_is_true(value) ? "1" : "0");
    if (json_is_integer(value))
        return buf_printf(out, "%lld", (long long)json_integer_value(value));
    if (!text)
        return so_fail(err, SO_EFORMAT, "%.40s must be a text, a number, true or false", key);
    return viet_clean(text, strlen(text), out);
}

struct values {
    struct store_dossier_value items[VALUES_MAX];
    struct buf texts[VALUES_MAX];
    size_t len;
};

static void free_values(struct values *v)
{
    for (size_t i = 0; i < v->len; i++)
        buf_free(&v->texts[i]);
}

static int read_values(const json_t *set, struct values *v, struct so_error *err)
{
    const char *key;
    json_t *value;
    int r = json_is_object(set) && json_object_size(set) ? SO_OK : so_fail(err, SO_EFORMAT, "set names no value");
    json_object_foreach((json_t *)(uintptr_t)set, key, value)
    {
        if (r)
            break;
        if (v->len == VALUES_MAX)
            return so_fail(err, SO_ELIMIT, "more than %d values", VALUES_MAX);
        struct buf *text = &v->texts[v->len++];
        r = member_text(key, value, text, err);
        v->items[v->len - 1] = (struct store_dossier_value){key, buf_str(text)};
    }
    return r;
}

static const char *value_of(const struct values *v, const char *key)
{
    for (size_t i = 0; i < v->len; i++)
        if (!strcmp(v->items[i].key, key))
            return *v->items[i].value ? v->items[i].value : NULL;
    return NULL;
}

static int number_of(const struct values *v, const char *key)
{
    const char *text = value_of(v, key);
    return text && strlen(text) < 10 ? (int)strtol(text, NULL, 10) : 0;
}

static int64_t time_of(const struct values *v, const char *key)
{
    const char *text = value_of(v, key);
    return text ? strtoll(text, NULL, 10) : 0;
}

/* The receipt that a new dossier begins with, if the body names one; loaded into paper. */
static int fill_from_receipt(const struct api *api, struct http_request *req, const json_t *body,
                             struct store_paper *paper, struct store_dossier_new *n, struct so_error *err)
{
    const json_t *id = json_object_get(body, "from_paper");
    if (!id)
        return SO_OK;
    if (!json_is_integer(id))
        return so_fail(err, SO_EFORMAT, "from_paper must be the number of a paper");
    int64_t receipt = (int64_t)json_integer_value(id);
    int r = store_paper_visible(api->store, receipt, api_view(req), err);
    if (!r)
        r = store_paper_load(api->store, receipt, paper, err);
    return r ? r : receipt_fill(api->casework, paper, n, err);
}

/* The receipt goes into the dossier that it began. */
static void file_receipt(const struct api *api, const char *code, const struct store_paper *paper, const char *user)
{
    struct store_dossier d = {0};
    struct store_dossier_edit edit = {.code = code, .user = user};
    if (paper->id && !store_dossier_load(api->store, code, &d, NULL)) {
        edit.version = d.version;
        (void)store_dossier_put_paper(api->store, &edit, paper->id, DOSSIER_INPUT, NULL, &edit.version, NULL);
    }
    store_dossier_free(&d);
}

static int check_new_keys(const struct values *v, struct so_error *err)
{
    static const char *const known[] = {"code",    "procedure", "title", "name",           "person_id", "birth",
                                        "address", "phone",     "email", "proxy",          "channel",   "priority",
                                        "copies",  "received",  "due",   "electronic_copy", "from_paper"};
    for (size_t i = 0; i < v->len; i++) {
        bool found = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            found |= !strcmp(known[k], v->items[i].key);
        if (!found)
            return so_fail(err, SO_EFORMAT, "a new dossier has no \"%.40s\"", v->items[i].key);
    }
    return SO_OK;
}

void api_dossier_open(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct values v = {0};
    struct so_error err = {0};
    char code[DOSSIER_CODE_MAX + 1];
    json_t *body = api_body(req);
    if (!body)
        return;
    int r = read_values(body, &v, &err);
    if (!r)
        r = check_new_keys(&v, &err);
    struct store_dossier_new n = {.code = value_of(&v, "code"),
                                  .procedure = value_of(&v, "procedure"),
                                  .title = value_of(&v, "title"),
                                  .name = value_of(&v, "name"),
                                  .person_id = value_of(&v, "person_id"),
                                  .birth = value_of(&v, "birth"),
                                  .address = value_of(&v, "address"),
                                  .phone = value_of(&v, "phone"),
                                  .email = value_of(&v, "email"),
                                  .proxy = value_of(&v, "proxy"),
                                  .channel = (enum dossier_channel)number_of(&v, "channel"),
                                  .priority = number_of(&v, "priority"),
                                  .copies = number_of(&v, "copies"),
                                  .electronic_copy = number_of(&v, "electronic_copy") != 0,
                                  .received = time_of(&v, "received"),
                                  .due = time_of(&v, "due"),
                                  .user = api_user(req)};
    struct store_paper receipt = {0};
    if (!r)
        r = fill_from_receipt(api, req, body, &receipt, &n, &err);
    if (!r)
        r = casework_open(api->casework, &n, code, &err);
    if (!r)
        file_receipt(api, code, &receipt, n.user);
    if (r)
        api_fail_error(req, r, &err);
    else
        reply_dossier(api, req, 201, code);
    store_paper_free(&receipt);
    free_values(&v);
    json_decref(body);
}

/* The version, the code of the path and the reason of a change; answers and returns false when they are malformed. */
static bool read_edit(struct http_request *req, const json_t *body, struct store_dossier_edit *edit)
{
    edit->code = http_param(req, "code");
    edit->user = api_user(req);
    const json_t *reason = json_object_get(body, "reason");
    if (reason && !(edit->reason = api_member_string(req, body, "reason", REASON_MAX)))
        return false;
    return api_member_version(req, body, &edit->version);
}

/* A change that a request asks for. */
struct change {
    const struct api *api;
    const struct http_request *req;
    const json_t *body;
    struct store_dossier_edit edit;
    int version;
    struct so_error err;
};

/* act reads the route's own members of the body and changes the dossier. refusal: why the store may say no. */
static void change_dossier(struct http_request *req, const struct api *api, int (*act)(struct change *x),
                           const char *refusal)
{
    struct change x = {.api = api, .req = req};
    json_t *body = api_body(req);
    x.body = body;
    if (body && read_edit(req, body, &x.edit)) {
        int r = act(&x);
        api_dossier_changed(api, req, x.edit.code, body, r, &x.err, refusal);
    }
    json_decref(body);
}

/* A text of the body; NULL with err when there is none. */
static const char *need_text(const json_t *body, const char *name, struct so_error *err)
{
    const char *text = json_string_value(json_object_get(body, name));
    if (!text || strlen(text) > STORE_KEY_MAX)
        so_fail(err, SO_EFORMAT, "%s must be a text of at most %d bytes", name, STORE_KEY_MAX);
    return text && strlen(text) <= STORE_KEY_MAX ? text : NULL;
}

static int act_set(struct change *x)
{
    struct values v = {0};
    int r = read_values(json_object_get(x->body, "set"), &v, &x->err);
    r = r ? r : casework_set(x->api->casework, &x->edit, v.items, v.len, &x->version, &x->err);
    free_values(&v);
    return r;
}

void api_dossier_set(struct http_request *req, void *context)
{
    change_dossier(req, context, act_set, "Giá trị không đúng");
}

static int act_state(struct change *x)
{
    enum dossier_state state;
    int64_t when = 0;
    const char *name = need_text(x->body, "state", &x->err),
               *time = json_string_value(json_object_get(x->body, "when"));
    if (!name)
        return SO_EFORMAT;
    if (!dossier_state_from_name(name, &state))
        return so_fail(&x->err, SO_EFORMAT, "no state \"%.32s\"", name);
    if (time && !clock_from_iso(time, &when))
        return so_fail(&x->err, SO_EFORMAT, "when must be a time such as 2025-09-30T09:30");
    return casework_set_state(x->api->casework, &x->edit, state, when, &x->version, &x->err);
}

void api_dossier_state(struct http_request *req, void *context)
{
    change_dossier(req, context, act_state,
                   "Hồ sơ đang ở trạng thái không chuyển sang trạng thái này được, hoặc thời điểm không đúng");
}

static int act_extend(struct change *x)
{
    json_int_t days = json_integer_value(json_object_get(x->body, "days"));
    if (days < 0 || days > 1000)
        return so_fail(&x->err, SO_EFORMAT, "days must be 0 to 1000");
    return casework_extend(x->api->casework, &x->edit, (int)days, &x->version, &x->err);
}

void api_dossier_extend(struct http_request *req, void *context)
{
    change_dossier(req, context, act_extend,
                   "Không gia hạn được: thiếu lý do, đã gia hạn một lần, hoặc thủ tục không cho phép");
}

static int act_mark(struct change *x)
{
    const char *key = need_text(x->body, "key", &x->err), *value = key ? need_text(x->body, "value", &x->err) : NULL;
    return value ? casework_mark(x->api->casework, &x->edit, key, value, &x->version, &x->err) : SO_EFORMAT;
}

void api_dossier_mark(struct http_request *req, void *context)
{
    change_dossier(req, context, act_mark, "Giá trị không đúng, hoặc thiếu lý do vì sao không áp dụng");
}

static int act_undo(struct change *x)
{
    return store_dossier_undo(x->api->store, &x->edit, &x->version, &x->err);
}

void api_dossier_undo(struct http_request *req, void *context)
{
    change_dossier(req, context, act_undo, NULL);
}

void api_dossier_history(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_dossier_changes list = {0};
    struct so_error err;
    int r = store_dossier_history(api->store, http_param(req, "code"), api_view(req), &list, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *array = json_array();
    for (size_t i = 0; i < list.len; i++) {
        const struct store_dossier_change *h = &list.items[i];
        json_array_append_new(array, json_pack("{s:i, s:o, s:s, s:s, s:s, s:s, s:s, s:b}", "step", h->step, "time",
                                               api_time(h->time), "user", h->user, "key", h->key, "before", h->before,
                                               "after", h->after, "reason", h->reason, "undone", h->undone));
    }
    store_dossier_changes_free(&list);
    api_reply(req, 200, json_pack("{s:o}", "changes", array));
}

static int act_put_paper(struct change *x)
{
    enum dossier_role role;
    int64_t paper = (int64_t)json_integer_value(json_object_get(x->body, "paper"));
    const char *name = need_text(x->body, "role", &x->err), *line = json_string_value(json_object_get(x->body, "line"));
    if (!name)
        return SO_EFORMAT;
    if (!dossier_role_from_name(name, &role))
        return so_fail(&x->err, SO_EFORMAT, "role is input or output");
    int r = store_paper_visible(x->api->store, paper, api_view(x->req), &x->err);
    r = r ? r : casework_put_paper(x->api->casework, &x->edit, paper, role, line, &x->version, &x->err);
    if (!r)
        events_paper(x->api->events, paper, EVENTS_CHANGED);
    return r;
}

void api_dossier_paper_put(struct http_request *req, void *context)
{
    change_dossier(req, context, act_put_paper, NULL);
}

static int act_take_paper(struct change *x)
{
    int64_t paper =
        strtoll(http_param(x->req, "id"), NULL, 10); /* held against the pattern in api_dossier_paper_take */
    int r = store_dossier_take_paper(x->api->store, &x->edit, paper, &x->version, &x->err);
    if (!r)
        events_paper(x->api->events, paper, EVENTS_CHANGED);
    return r;
}

void api_dossier_paper_take(struct http_request *req, void *context)
{
    int64_t paper;
    if (api_id(req, "id", &paper))
        change_dossier(req, context, act_take_paper, NULL);
}
