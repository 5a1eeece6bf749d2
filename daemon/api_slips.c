/* Slips of a dossier: drafted, written, printed. */
#include <string.h>

#include "daemon/api_dossier.h"
#include "daemon/slips.h"

#define ITEM_MAX 2000
#define REASON_MAX 2000

static json_t *items_json(const char *body)
{
    json_t *array = json_array();
    while (*body) {
        size_t len = strcspn(body, "\n");
        json_array_append_new(array, json_stringn(body, len));
        body += len + (body[len] == '\n');
    }
    return array;
}

static json_t *slip_json(const struct store_slip *s)
{
    char number[48];
    snprintf(number, sizeof number, "%02d/%s", s->number, store_slip_kind_sign(s->kind));
    return json_pack("{s:I, s:s, s:s, s:i, s:o, s:o, s:s, s:s, s:o, s:b}", "id", (json_int_t)s->id, "kind",
                     store_slip_kind_name(s->kind), "number", number, "year", s->year, "time", api_time(s->time), "due",
                     api_time(s->due), "user", s->user, "reason", s->reason, "items", items_json(s->body), "withdrawn",
                     s->withdrawn);
}

/* What stands in the way of asking for a supplement now; NULL when nothing does. */
static const char *obstacle(const struct case_file *f, const struct store_slips *slips, size_t nitems)
{
    for (size_t i = 0; i < slips->len; i++)
        if (slips->items[i].kind == STORE_SLIP_SUPPLEMENT && !slips->items[i].withdrawn)
            return "asked_before";
    if (!dossier_state_may_follow(f->dossier.state, DOSSIER_SUPPLEMENT))
        return "state";
    return nitems ? NULL : "nothing_missing";
}

static json_t *draft_json(const struct case_file *f, const struct store_slips *slips, const struct conf_strings *items)
{
    json_t *array = json_array();
    for (size_t i = 0; i < items->len; i++)
        json_array_append_new(array, json_string(items->items[i]));
    const char *why = obstacle(f, slips, items->len);
    return json_pack("{s:o, s:o}", "items", array, "obstacle", why ? json_string(why) : json_null());
}

void api_slips_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct case_file f = {0};
    struct store_slips slips = {0};
    struct conf_strings items = {0};
    struct so_error err;
    int r = case_file_load(api->casework, http_param(req, "code"), &f, &err);
    if (!r)
        r = store_slip_list(api->store, f.dossier.code, &slips, &err);
    if (!r)
        r = slip_draft(api->casework, &f, api_view(req), &items, &err);
    if (r) {
        api_fail_error(req, r, &err);
    } else {
        json_t *array = json_array();
        for (size_t i = 0; i < slips.len; i++)
            json_array_append_new(array, slip_json(&slips.items[i]));
        api_reply(req, 200, json_pack("{s:o, s:o}", "slips", array, "draft", draft_json(&f, &slips, &items)));
    }
    conf_strings_free(&items);
    store_slips_free(&slips);
    case_file_free(&f);
}

static int read_items(const json_t *array, struct conf_strings *items, struct so_error *err)
{
    size_t i;
    json_t *one;
    if (!json_is_array(array) || !json_array_size(array) || json_array_size(array) > SLIP_ITEMS_MAX)
        return so_fail(err, SO_EFORMAT, "items must be a list of 1 to %d texts", SLIP_ITEMS_MAX);
    json_array_foreach((json_t *)(uintptr_t)array, i, one)
    {
        if (!json_is_string(one) || !json_string_length(one) || json_string_length(one) > ITEM_MAX)
            return so_fail(err, SO_EFORMAT, "an item must be a text of 1 to %d bytes", ITEM_MAX);
        if (conf_strings_add(items, json_string_value(one)))
            return so_fail(err, SO_ENOMEM, "out of memory");
    }
    return SO_OK;
}

static int read_order(const json_t *body, struct slip_order *order, struct conf_strings *items, struct so_error *err)
{
    const char *kind = json_string_value(json_object_get(body, "kind"));
    const json_t *list = json_object_get(body, "items"), *reason = json_object_get(body, "reason");
    int found = -1;
    for (int i = 0; kind && i < STORE_SLIP_KINDS; i++)
        if (!strcmp(kind, store_slip_kind_name((enum store_slip_kind)i)))
            found = i;
    if (found < 0)
        return so_fail(err, SO_EFORMAT, "kind is supplement, refusal or apology");
    if (reason && (!json_is_string(reason) || json_string_length(reason) > REASON_MAX))
        return so_fail(err, SO_EFORMAT, "reason must be a text of at most %d bytes", REASON_MAX);
    json_int_t days = json_integer_value(json_object_get(body, "days"));
    if (days < 0 || days > 1000)
        return so_fail(err, SO_EFORMAT, "days must be 0 to 1000");
    *order = (struct slip_order){
        .kind = (enum store_slip_kind)found, .reason = json_string_value(reason), .days = (int)days};
    int r = list ? read_items(list, items, err) : SO_OK;
    order->items = list ? items : NULL;
    return r;
}

void api_slip_make(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_dossier_edit edit = {.code = http_param(req, "code"), .user = api_user(req)};
    struct slip_order order;
    struct conf_strings items = {0};
    struct so_error err = {0};
    int64_t slip = 0;
    json_t *body = api_body(req);
    if (body && api_member_version(req, body, &edit.version)) {
        int r = read_order(body, &order, &items, &err);
        edit.reason = json_string_value(json_object_get(body, "override"));
        order.view = api_view(req);
        if (!r)
            r = slip_make(api->casework, &edit, &order, &slip, &edit.version, &err);
        api_dossier_changed(api, req, edit.code, body, r, &err,
                            r == SO_EEXISTS
                                ? "Hồ sơ đã được yêu cầu bổ sung một lần, pháp luật chỉ cho phép một lần; nếu "
                                  "vẫn phải yêu cầu thì ghi lý do"
                                : "Không lập được phiếu: không còn gì thiếu, thiếu lý do, hoặc hồ sơ không ở "
                                  "trạng thái làm được việc này");
    }
    conf_strings_free(&items);
    json_decref(body);
}

void api_slip_print(struct http_request *req, void *context)
{
    const struct api *api = context;
    const char *form = http_query(req, "form"), *code = http_param(req, "code");
    bool docx = form && !strcmp(form, "docx");
    int64_t slip;
    if (form && !docx && strcmp(form, "pdf") != 0) {
        api_fail_status(req, 422, "bad_format", "Dạng tệp phải là pdf hoặc docx", "form must be pdf or docx");
        return;
    }
    if (!api_id(req, "slip", &slip))
        return;
    struct printed *printed = NULL;
    struct buf out = BUF_INIT;
    struct so_error err = {0};
    int r = slip_print(api->casework, code, slip, &printed, &err);
    if (!r)
        r = docx ? printed_to_docx(printed, &out) : printed_to_pdf(printed, &out);
    printed_free(printed);
    if (r) {
        buf_free(&out);
        api_fail_error(req, r, &err);
        return;
    }
    char name[128];
    snprintf(name, sizeof name, "attachment; filename=\"phieu-%s-%lld.%s\"", code, (long long)slip,
             docx ? "docx" : "pdf");
    api_audit(api, req, "export", "dossier.slip", slip, "");
    http_set_header(req, "Content-Disposition", name);
    http_reply_buf(req, 200,
                   docx ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document" : "application/pdf",
                   &out);
}
