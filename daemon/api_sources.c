/* Stacks: what came in together, how far it is read, where its papers begin, and what a person should look at. */
#include <stdlib.h>
#include <string.h>

#include "daemon/api_private.h"
#include "store/stack.h"
#include "store/visibility.h"

static json_t *source_json(const struct store_source *s, int sheets, int covers)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:b, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "id",
                     (json_int_t)s->id, "origin", store_origin_name(s->origin), "priority",
                     store_priority_name(s->priority), "name", s->name, "scanner", s->scanner, "dossier", s->dossier,
                     "user", s->user, "created", api_time(s->created), "closed", s->closed, "npages", s->pages,
                     "waiting", s->waiting, "read", s->read, "failed", s->failed, "set_aside", s->set_aside, "sheets",
                     sheets, "covers", covers);
}

void api_sources_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    const char *day = http_query(req, "day"), *warned = http_query(req, "warned");
    int limit;
    int64_t from = 0, until = 0;
    if (!api_query_int(req, "limit", 1, 500, 100, &limit))
        return;
    if (day && !api_day_span(day, &from, &until)) {
        api_fail_status(req, 422, "bad_format", "Ngày không hợp lệ", "day must be YYYY-MM-DD");
        return;
    }
    struct store_source_items items = {0};
    struct so_error err;
    int r =
        store_sources_list(api->store, from, until, warned && !strcmp(warned, "1"), api_view(req), limit, &items, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < items.len; i++) {
        const struct store_source_item *item = &items.items[i];
        json_t *one = source_json(&item->source, item->sheets, item->covers);
        if (one) {
            json_object_set_new(one, "npapers", json_integer(item->source.papers));
            json_object_set_new(one, "warnings", json_integer(item->warnings));
            json_object_set_new(one, "thumbnail", json_integer((json_int_t)item->thumbnail_page));
        }
        json_array_append_new(list, one);
    }
    store_source_items_free(&items);
    api_reply(req, 200, json_pack("{s:o}", "sources", list));
}

static json_t *covers_json(const struct store_stack *st)
{
    json_t *list = json_array();
    for (size_t i = 0; i < st->covers.len; i++) {
        const struct store_cover *c = &st->covers.items[i];
        json_array_append_new(list, json_pack("{s:i, s:s, s:s, s:i, s:s}", "seq", c->seq, "dossier", c->dossier,
                                              "procedure", c->procedure, "sheets", c->sheets, "user", c->user));
    }
    return list;
}

static json_t *boundaries_json(const struct store_stack *st)
{
    json_t *list = json_array();
    for (size_t i = 0; i < st->boundaries.len; i++) {
        const struct store_boundary *b = &st->boundaries.items[i];
        json_array_append_new(list, json_pack("{s:i, s:b, s:s}", "seq", b->seq, "begins", b->begins, "user", b->user));
    }
    return list;
}

/* seq → id of its page; 0 when there is none. */
static json_int_t page_id(const struct store_stack *st, int seq)
{
    for (size_t i = 0; i < st->pages.len; i++)
        if (st->pages.items[i].seq == seq)
            return (json_int_t)st->pages.items[i].id;
    return 0;
}

static json_t *warnings_json(const struct store_stack *st, const struct store_warnings *all)
{
    json_t *list = json_array();
    for (size_t i = 0; i < all->len; i++) {
        const struct store_warning *w = &all->items[i];
        json_array_append_new(list, json_pack("{s:I, s:s, s:i, s:I, s:s, s:s, s:s, s:s, s:o}", "id", (json_int_t)w->id,
                                              "code", w->code, "seq", w->seq, "page", page_id(st, w->seq), "message",
                                              w->message, "message_en", w->message_en, "state",
                                              store_warning_state_name(w->state), "user", w->user, "time",
                                              api_time(w->time)));
    }
    return list;
}

static json_t *stack_json(const struct api *api, const struct store_source *source, const struct store_stack *st,
                          const struct store_items *papers, const struct store_warnings *warnings)
{
    json_t *root = source_json(source, st->sheets, (int)st->covers.len);
    if (!root)
        return NULL;
    json_t *pages = json_array();
    for (size_t i = 0; i < st->pages.len; i++)
        json_array_append_new(pages, api_page_state_json(&st->pages.items[i]));
    json_object_set_new(root, "version", json_integer(st->version));
    json_object_set_new(root, "can_undo", json_boolean(st->can_undo));
    json_object_set_new(root, "pages", pages);
    json_object_set_new(root, "cover_sheets", covers_json(st));
    json_object_set_new(root, "boundaries", boundaries_json(st));
    json_object_set_new(root, "warnings", warnings_json(st, warnings));
    json_object_set_new(root, "papers", api_items_json(api, papers));
    return root;
}

static void reply_source(const struct api *api, struct http_request *req, int64_t id)
{
    struct store_source source = {0};
    struct store_stack stack = {0};
    struct store_items items = {0};
    struct store_warnings warnings = {0};
    struct store_list_query query = {.source = id, .view = api_view(req), .limit = 1000};
    struct so_error err;
    int r = store_source_load(api->store, id, &source, &err);
    r = r ? r : store_stack_load(api->store, id, &stack, &err);
    r = r ? r : store_papers_list(api->store, &query, &items, &err);
    r = r ? r : store_warnings_load(api->store, id, &warnings, &err);
    if (r)
        api_fail_error(req, r, &err);
    else
        api_reply(req, 200, stack_json(api, &source, &stack, &items, &warnings));
    store_warnings_free(&warnings);
    store_items_free(&items);
    store_stack_free(&stack);
    store_source_free(&source);
}

void api_source_show(struct http_request *req, void *context)
{
    int64_t id;
    if (api_id(req, "id", &id))
        reply_source(context, req, id);
}

/* What a change of a stack was made on; false and answered when the request does not say. */
static bool read_edit(struct http_request *req, const json_t *body, struct store_stack_edit *ret)
{
    struct store_stack_edit edit = {.user = api_user(req)};
    if (!api_id(req, "id", &edit.source) || !api_member_version(req, body, &edit.version))
        return false;
    *ret = edit;
    return true;
}

/* A number of the body; answers 422 and returns false when it is none. */
static bool read_number(struct http_request *req, const json_t *body, const char *name, int max, int *ret)
{
    const json_t *n = json_object_get(body, name);
    if (!json_is_integer(n) || json_integer_value(n) < 0 || json_integer_value(n) > max) {
        char english[80];
        snprintf(english, sizeof english, "%s must be a whole number from 0 to %d", name, max);
        api_fail_status(req, 422, "bad_format", "Số không hợp lệ", english);
        return false;
    }
    *ret = (int)json_integer_value(n);
    return true;
}

static void fail_edit(struct http_request *req, int r, int version, const struct so_error *err)
{
    if (r == SO_ESTALE)
        api_reply(req, 409,
                  json_pack("{s:o, s:i}", "error",
                            api_error_json("stale", "Tập giấy vừa thay đổi; hãy xem lại rồi làm lại", err->text),
                            "version", version));
    else if (r == SO_EINVALID)
        api_fail_status(req, 409, "invalid", "Không đổi được ở trang này (tờ bìa, giấy không lưu ảnh, hoặc giấy đã có người sửa)", err->text);
    else
        api_fail_error(req, r, err);
}

/* After a change: papers are judged anew from their stored words, and the whole stack is the answer. */
static void finish_edit(const struct api *api, struct http_request *req, int64_t source, bool papers)
{
    const struct commands *c = api->commands;
    int (*follow)(void *, int64_t, struct so_error *) = papers ? c->arrange : c->look_over;
    struct so_error err = {0};
    if (follow && follow(c->context, source, &err) && api->log) {
        /* The clerk's word stands; what the pages say of it comes with the next reading or start. */
        char text[640];
        snprintf(text, sizeof text, "source %lld is not judged anew yet: %s", (long long)source, err.text);
        api->log(3, text);
    }
    reply_source(api, req, source);
}

void api_source_change(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_stack_edit edit;
    struct so_error err = {0};
    int sheets, version = 0;
    json_t *body = api_body(req);
    if (!body)
        return;
    if (read_edit(req, body, &edit) && read_number(req, body, "sheets", STORE_SHEETS_MAX, &sheets)) {
        int r = store_stack_state_sheets(api->store, &edit, sheets, &version, &err);
        if (r)
            fail_edit(req, r, version, &err);
        else
            finish_edit(api, req, edit.source, false);
    }
    json_decref(body);
}

enum arrange { ARRANGE_SPLIT, ARRANGE_JOIN, ARRANGE_MOVE, ARRANGE_UNDO };

static void arrange(struct http_request *req, const struct api *api, enum arrange how)
{
    struct store_stack_edit edit;
    struct so_error err = {0};
    int page = 0, to = 0, version = 0, r;
    json_t *body = api_body(req);
    if (!body)
        return;
    bool ok = read_edit(req, body, &edit);
    ok = ok && (how == ARRANGE_UNDO || read_number(req, body, "page", STORE_PAGES_MAX, &page));
    ok = ok && (how != ARRANGE_MOVE || read_number(req, body, "to", STORE_PAGES_MAX, &to));
    json_decref(body);
    if (!ok)
        return;
    if (how == ARRANGE_SPLIT)
        r = store_stack_split(api->store, &edit, page, &version, &err);
    else if (how == ARRANGE_JOIN)
        r = store_stack_join(api->store, &edit, page, &version, &err);
    else if (how == ARRANGE_MOVE)
        r = store_stack_move(api->store, &edit, page, to, &version, &err);
    else
        r = store_stack_undo(api->store, &edit, &version, &err);
    if (r)
        fail_edit(req, r, version, &err);
    else
        finish_edit(api, req, edit.source, true);
}

void api_source_split(struct http_request *req, void *context)
{
    arrange(req, context, ARRANGE_SPLIT);
}

void api_source_join(struct http_request *req, void *context)
{
    arrange(req, context, ARRANGE_JOIN);
}

void api_source_move(struct http_request *req, void *context)
{
    arrange(req, context, ARRANGE_MOVE);
}

void api_source_undo(struct http_request *req, void *context)
{
    arrange(req, context, ARRANGE_UNDO);
}

/* A member that may be missing; "" then. NULL and answered when it holds no text. */
static const char *optional_text(struct http_request *req, const json_t *body, const char *name)
{
    return json_object_get(body, name) ? api_member_string(req, body, name, STORE_KEY_MAX) : "";
}

static bool read_cover(struct http_request *req, const json_t *body, struct store_cover *ret)
{
    int page, sheets = 0;
    if (!read_number(req, body, "page", STORE_PAGES_MAX, &page) ||
        (json_object_get(body, "sheets") && !read_number(req, body, "sheets", STORE_SHEETS_MAX, &sheets)))
        return false;
    const char *dossier = optional_text(req, body, "dossier");
    const char *procedure = dossier ? optional_text(req, body, "procedure") : NULL;
    *ret = (struct store_cover){page, (char *)(uintptr_t)dossier, (char *)(uintptr_t)procedure, sheets, NULL};
    return procedure != NULL;
}

static void set_cover(struct http_request *req, const struct api *api, bool is_cover)
{
    struct store_stack_edit edit;
    struct store_cover cover = {0};
    struct so_error err = {0};
    int version = 0, r;
    json_t *body = api_body(req);
    if (!body)
        return;
    if (read_edit(req, body, &edit) && read_cover(req, body, &cover)) {
        r = is_cover ? store_stack_cover(api->store, &edit, &cover, &version, &err)
                     : store_stack_uncover(api->store, &edit, cover.seq, &version, &err);
        if (r)
            fail_edit(req, r, version, &err);
        else
            finish_edit(api, req, edit.source, true);
    }
    json_decref(body);
}

void api_source_cover(struct http_request *req, void *context)
{
    set_cover(req, context, true);
}

void api_source_uncover(struct http_request *req, void *context)
{
    set_cover(req, context, false);
}

static void set_warning(struct http_request *req, const struct api *api, bool seen)
{
    int64_t source, warning;
    struct so_error err = {0};
    if (!api_id(req, "id", &source) || !api_id(req, "warning", &warning))
        return;
    int r = store_warning_acknowledge(api->store, source, warning, seen, api_user(req), &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    events_source(api->events, source);
    reply_source(api, req, source);
}

void api_warning_acknowledge(struct http_request *req, void *context)
{
    set_warning(req, context, true);
}

void api_warning_reopen(struct http_request *req, void *context)
{
    set_warning(req, context, false);
}
