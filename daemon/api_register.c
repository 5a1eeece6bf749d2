/* The certification registers: rows entered, corrected, struck out; years closed. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "daemon/api_register.h"
#include "store/papers.h"
#include "store/visibility.h"

const struct register_kind *api_register_kind(const struct api *api, struct http_request *req)
{
    const char *name = http_param(req, "kind");
    const struct register_kind *kind = api->registers && name ? registers_find(api->registers, name) : NULL;
    if (!kind)
        api_fail(req, SO_ENOTFOUND, "Không có sổ này", "no such register");
    return kind;
}

/* What the clerk reads where the usual text of a code would say too little. */
static void fail_register(struct http_request *req, int result, const struct so_error *err)
{
    const char *message = result == SO_EPERM ? "Sổ của năm này đã khóa; mở lại rồi mới sửa được"
                          : result == SO_EEXISTS  ? "Đã có trong sổ"
                          : result == SO_EINVALID ? "Nội dung ghi sổ chưa đúng"
                                                  : NULL;
    api_fail(req, result, message, err->text);
}

static json_t *entry_json(const struct register_entry *e, const struct registers *registers, bool masked)
{
    const struct register_kind *kind = registers ? registers_find(registers, e->kind) : NULL;
    char book[128];
    snprintf(book, sizeof book, "%02d/%d-%s", e->book, e->year, kind ? kind->code : e->kind);
    json_t *json =
        json_pack("{s:I, s:i, s:s, s:i, s:i, s:i, s:s, s:s}", "id", (json_int_t)e->id, "version", e->version, "kind",
                  e->kind, "year", e->year, "number", e->number, "book", e->book, "book_name", book, "date", e->date);
    for (int i = 0; i < REGISTER_TEXTS; i++)
        json_object_set_new(json, register_text_name((enum register_text)i),
                            masked && i == REGISTER_IDENTITY ? api_masked(e->text[i]) : json_string(e->text[i]));
    json_object_set_new(json, "copies", json_integer(e->copies));
    json_object_set_new(json, "pages", json_integer(e->pages));
    json_object_set_new(json, "fee", json_integer(e->fee));
    json_object_set_new(json, "dossier", json_string(e->dossier));
    json_object_set_new(json, "paper", e->paper ? json_integer(e->paper) : json_null());
    json_object_set_new(json, "user", json_string(e->user));
    json_object_set_new(json, "created", api_time(e->created));
    json_object_set_new(json, "updated", api_time(e->updated));
    json_object_set_new(json, "struck",
                        e->struck ? json_pack("{s:o, s:s, s:s}", "time", api_time(e->struck), "user", e->struck_by,
                                              "reason", e->struck_reason)
                                  : json_null());
    return json;
}

static json_t *totals_json(const struct register_totals *t)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:i, s:i, s:i}", "entries", (json_int_t)t->entries, "struck",
                     (json_int_t)t->struck, "copies", (json_int_t)t->copies, "fee", (json_int_t)t->fee, "first",
                     t->first, "last", t->last, "books", t->books);
}

static json_t *kind_json(const struct register_kind *kind, const struct register_years *years)
{
    struct civil_time now = clock_civil(clock_now_ms());
    const struct register_form *form = register_form_on(kind, (struct viet_date){now.year, now.month, now.day});
    json_t *columns = json_array(), *list = json_array();
    for (size_t i = 0; i < form->ncolumns; i++)
        json_array_append_new(columns, json_pack("{s:s, s:s}", "column", register_column_name(form->columns[i].column),
                                                 "label", form->columns[i].label));
    for (size_t i = 0; i < years->len; i++) {
        const struct register_year *y = &years->items[i];
        if (!strcmp(y->kind, kind->key))
            json_array_append_new(list,
                                  json_pack("{s:i, s:o, s:s, s:o}", "year", y->year, "closed", api_time(y->closed),
                                            "closed_by", y->closed_by, "totals", totals_json(&y->totals)));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "kind", kind->key, "code", kind->code, "title",
                     *form->title ? form->title : kind->title, "source", form->source, "columns", columns, "years",
                     list);
}

void api_registers_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct register_years years = {0};
    struct so_error err = {0};
    int r = register_years(api->store, api_view(req), &years, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; api->registers && i < api->registers->len; i++)
        json_array_append_new(list, kind_json(&api->registers->items[i], &years));
    register_years_free(&years);
    api_reply(req, 200, json_pack("{s:o}", "registers", list));
}

int api_register_rows(const struct api *api, const struct register_kind *kind, int year, struct register_entries *ret,
                      struct so_error *err)
{
    struct register_query q = {.kind = kind->key, .year = year, .view = STORE_VIEW_ALL, .limit = REGISTER_ROWS_MAX};
    return register_list(api->store, &q, ret, err);
}

static void reply_entries(const struct api *api, struct http_request *req, int status,
                          const struct register_entries *entries, bool masked)
{
    json_t *list = json_array();
    for (size_t i = 0; i < entries->len; i++)
        json_array_append_new(list, entry_json(&entries->items[i], api->registers, masked));
    api_reply(req, status, json_pack("{s:o}", "entries", list));
}

void api_register_entries(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct register_kind *kind = api_register_kind(api, req);
    int year, limit, standing, after;
    if (!kind || !api_query_int(req, "year", 1900, 2199, clock_civil(clock_now_ms()).year, &year) ||
        !api_query_int(req, "limit", 1, REGISTER_LIST_MAX, REGISTER_LIST_MAX, &limit) ||
        !api_query_int(req, "standing", 0, 1, 0, &standing) || !api_query_int(req, "after", 0, 999999999, 0, &after))
        return;
    struct register_query q = {.kind = kind->key,
                               .year = year,
                               .from = http_query(req, "from"),
                               .to = http_query(req, "to"),
                               .dossier = http_query(req, "dossier"),
                               .standing = standing,
                               .view = api_view(req),
                               .after = after,
                               .by_id = http_query(req, "after") != NULL,
                               .limit = limit};
    struct register_entries entries = {0};
    struct so_error err = {0};
    int r = register_list(api->store, &q, &entries, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    api_audit(api, req, "view", "register", 0, kind->key);
    reply_entries(api, req, 200, &entries, true);
    register_entries_free(&entries);
}

/* A whole number member; `absent` when it is not there, -1 when it is none. */
static int64_t member_number(const json_t *item, const char *name, int64_t absent)
{
    const json_t *value = json_object_get(item, name);
    if (!value || json_is_null(value))
        return absent;
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

/* A paper's row may be entered once a clerk has confirmed it. */
static int check_confirmed(const struct api *api, int64_t id, struct so_error *err)
{
    struct store_paper paper = {0};
    int r = store_paper_load(api->store, id, &paper, err);
    if (!r && !paper.confirmed)
        r = so_fail(err, SO_EINVALID, "the paper has not been confirmed yet");
    store_paper_free(&paper);
    return r;
}

static int read_row(const struct api *api, const struct register_kind *kind, const char *date, const json_t *item,
                    enum store_view view, struct register_new *row, struct so_error *err)
{
    struct viet_date day = {0};
    if (!json_is_object(item) || !viet_date_from_iso(date, strlen(date), &day))
        return so_fail(err, SO_EINVALID, "an item is no object, or the date no day");
    for (int i = 0; i < REGISTER_TEXTS; i++)
        row->text[i] = json_string_value(json_object_get(item, register_text_name((enum register_text)i)));
    row->dossier = json_string_value(json_object_get(item, "dossier"));
    int64_t number = member_number(item, "number", 0), book = member_number(item, "book", 0);
    row->number = number >= 0 && number <= REGISTER_NUMBER_MAX ? (int)number : -1;
    row->book = book >= 0 && book <= 9999 ? (int)book : -1;
    row->copies = member_number(item, "copies", 1);
    row->pages = member_number(item, "pages", 0);
    row->paper = member_number(item, "paper", 0);
    int64_t fee = register_fee_on(kind, day, row->copies, row->pages);
    row->fee = member_number(item, "fee", fee < 0 ? 0 : fee);
    int r = row->paper ? store_paper_visible(api->store, row->paper, view, err) : SO_OK;
    return r || !row->paper ? r : check_confirmed(api, row->paper, err);
}

static int add_rows(const struct api *api, struct http_request *req, const struct register_kind *kind,
                    const json_t *body, struct register_entries *ret_entries, struct so_error *err)
{
    const json_t *items = json_object_get(body, "items");
    const char *date = json_string_value(json_object_get(body, "date"));
    size_t n = json_array_size(items);
    struct register_new rows[REGISTER_BATCH_MAX] = {0};
    int64_t ids[REGISTER_BATCH_MAX];
    char today[CLOCK_ISO_SIZE];
    if (!n || n > REGISTER_BATCH_MAX)
        return so_fail(err, SO_EINVALID, "items must be 1 to %d rows", REGISTER_BATCH_MAX);
    clock_iso(clock_now_ms(), today);
    today[10] = '\0';
    date = date ? date : today;
    int r = SO_OK;
    for (size_t i = 0; i < n && !r; i++)
        r = read_row(api, kind, date, json_array_get(items, i), api_view(req), &rows[i], err);
    r = r ? r
          : register_add(api->store, kind->key, date, rows, n, json_is_true(json_object_get(body, "repeat")),
                         api_user(req), ids, err);
    struct register_query q = {
        .kind = kind->key, .view = api_view(req), .after = r ? 0 : ids[0] - 1, .by_id = true, .limit = (int)n};
    return r ? r : register_list(api->store, &q, ret_entries, err);
}

void api_register_add(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct register_kind *kind = api_register_kind(api, req);
    json_t *body = kind ? api_body(req) : NULL;
    if (!body)
        return;
    struct register_entries entries = {0};
    struct so_error err = {0};
    int r = add_rows(api, req, kind, body, &entries, &err);
    if (r)
        fail_register(req, r, &err);
    else
        reply_entries(api, req, 201, &entries, false);
    register_entries_free(&entries);
    json_decref(body);
}

/* The row as it is now, with its history; NULL with err. */
static json_t *whole_entry(const struct api *api, int64_t id, struct so_error *err, int *ret_r)
{
    struct register_entries one = {0};
    struct register_history history = {0};
    int r = register_load(api->store, id, &one, err);
    r = r ? r : register_history(api->store, id, &history, err);
    *ret_r = r;
    if (r) {
        register_entries_free(&one);
        return NULL;
    }
    json_t *list = json_array(), *json = entry_json(&one.items[0], api->registers, false);
    for (size_t i = 0; i < history.len; i++) {
        const struct register_change *x = &history.items[i];
        json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:s, s:s, s:s}", "time", api_time(x->time), "user",
                                              x->user, "column", x->column, "before", x->before, "after", x->after,
                                              "reason", x->reason));
    }
    json_object_set_new(json, "history", list);
    register_history_free(&history);
    register_entries_free(&one);
    return json;
}

static void reply_entry(const struct api *api, struct http_request *req, int64_t id)
{
    struct so_error err = {0};
    int r;
    json_t *json = whole_entry(api, id, &err, &r);
    if (r)
        api_fail_error(req, r, &err);
    else
        api_reply(req, 200, json);
}

/* 409 with the row as it is and what was asked, so that the clerk can choose without losing what was typed. */
static void reply_changed(const struct api *api, struct http_request *req, int64_t id, const json_t *body, int result,
                          struct so_error *err)
{
    int r = SO_OK;
    json_t *entry = result == SO_ESTALE ? whole_entry(api, id, err, &r) : NULL;
    if (entry)
        api_reply(req, 409, json_pack("{s:o*, s:O, s:o, s:O}", "error",
                                      api_error_json("stale", "Người khác vừa sửa dòng này; hãy xem lại rồi làm tiếp",
                                                     "changed by someone else meanwhile"),
                                      "version", json_object_get(entry, "version"), "entry", entry, "yours", body));
    else if (result || r)
        fail_register(req, r ? r : result, err);
    else
        reply_entry(api, req, id);
}

void api_register_entry(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    api_audit(api, req, "view", "register", id, "");
    reply_entry(api, req, id);
}

static bool read_edit(struct http_request *req, const json_t *body, struct register_edit *e)
{
    e->user = api_user(req);
    e->reason = json_string_value(json_object_get(body, "reason"));
    return body && api_id(req, "id", &e->entry) && api_member_version(req, body, &e->version);
}

static int correct(const struct api *api, const json_t *body, const struct register_edit *e, struct so_error *err)
{
    enum { SETS_MAX = 16 };
    struct register_set sets[SETS_MAX];
    char numbers[SETS_MAX][24];
    size_t n = 0;
    const char *column;
    json_t *value;
    json_object_foreach(json_object_get(body, "set"), column, value)
    {
        if (n == SETS_MAX || (!json_is_string(value) && !json_is_integer(value)))
            return so_fail(err, SO_EINVALID, "set holds texts and whole numbers by column");
        snprintf(numbers[n], sizeof numbers[n], "%lld", (long long)json_integer_value(value));
        sets[n] = (struct register_set){column, json_is_string(value) ? json_string_value(value) : numbers[n]};
        n++;
    }
    int version;
    return register_correct(api->store, e, sets, n, &version, err);
}

void api_register_correct(struct http_request *req, void *context)
{
    const struct api *api = context;
    json_t *body = api_body(req);
    struct register_edit e;
    if (body && read_edit(req, body, &e)) {
        struct so_error err = {0};
        int r = correct(api, body, &e, &err);
        reply_changed(api, req, e.entry, body, r, &err);
    }
    json_decref(body);
}

static void set_struck(const struct api *api, struct http_request *req, bool strike)
{
    json_t *body = api_body(req);
    struct register_edit e;
    if (body && read_edit(req, body, &e)) {
        struct so_error err = {0};
        int version;
        int r =
            strike ? register_strike(api->store, &e, &version, &err) : register_restore(api->store, &e, &version, &err);
        reply_changed(api, req, e.entry, body, r, &err);
    }
    json_decref(body);
}

void api_register_strike(struct http_request *req, void *context)
{
    set_struck(context, req, true);
}

void api_register_restore(struct http_request *req, void *context)
{
    set_struck(context, req, false);
}

/* The year of the path; answers 404 and returns false when it is none. */
static bool path_year(struct http_request *req, int *ret_year)
{
    int64_t year;
    if (!api_id(req, "year", &year))
        return false;
    *ret_year = year > 9999 ? 9999 : (int)year;
    return true;
}

void api_register_close(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct register_kind *kind = api_register_kind(api, req);
    int year;
    if (!kind || !path_year(req, &year))
        return;
    struct register_totals totals;
    struct so_error err = {0};
    int r = register_close(api->store, kind->key, year, api_user(req), &totals, &err);
    if (r)
        fail_register(req, r, &err);
    else
        api_reply(req, 200,
                  json_pack("{s:s, s:i, s:o}", "kind", kind->key, "year", year, "totals", totals_json(&totals)));
}

void api_register_reopen(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct register_kind *kind = api_register_kind(api, req);
    int year;
    if (!kind || !path_year(req, &year))
        return;
    if (api_caller(req)->user.role != STORE_USER_ADMIN) {
        api_fail(req, SO_EPERM, "Chỉ quản trị viên được mở lại sổ đã khóa",
                 "only an administrator may open a closed register");
        return;
    }
    json_t *body = api_body(req);
    const char *reason = body ? api_member_string(req, body, "reason", REGISTER_TEXT_MAX) : NULL;
    struct so_error err = {0};
    if (reason) {
        int r = register_reopen(api->store, kind->key, year, api_user(req), reason, &err);
        if (r)
            fail_register(req, r, &err);
        else
            api_reply(req, 200, json_pack("{s:s, s:i}", "kind", kind->key, "year", year));
    }
    json_decref(body);
}
