/* Scanners outside of a scan: which are connected, what one can do, how a page comes, a place in the settings. */
#include <stdlib.h>
#include <string.h>

#include "daemon/api_private.h"
#include "store/users.h"

static void fail_asking(struct http_request *req, int r, const struct so_error *err)
{
    const char *english = *err->text ? err->text : "not possible now";
    if (r == SO_EBUSY)
        api_fail_status(req, 409, so_result_name(r), "Máy quét đang bận hoặc chưa sẵn sàng", english);
    else if (r == SO_EINVALID || r == SO_EEXISTS || r == SO_EUNSUPPORTED)
        api_fail_status(req, 409, so_result_name(r),
                        "Không thêm được: máy quét đã có trong cài đặt, hoặc không phân biệt được với máy khác",
                        english);
    else if (r == SO_EPERM)
        api_fail_status(req, 403, "no_permission",
                        "Máy chủ không được ghi tệp cài đặt; nhờ người quản trị thêm bằng lệnh", english);
    else if (r == SO_EIO || r == SO_ECRASHED || r == SO_ETIMEOUT)
        api_fail_status(req, 409, "scanner_failed", "Máy quét không trả lời; hãy kiểm tra dây và nguồn", english);
    else
        api_fail_error(req, r, err);
}

static void ask(struct http_request *req, const struct api *api, const struct scanner_question *question,
                const char *wrap)
{
    struct buf answer = BUF_INIT, json = BUF_INIT;
    struct so_error err = {0};
    const struct commands *c = api->commands;
    int r = c->ask_scanner ? c->ask_scanner(c->context, question, &answer, &err) : SO_ENOTFOUND;
    if (!r && buf_printf(&json, wrap ? "{\"%s\":%s}" : "%s%s", wrap ? wrap : "", buf_str(&answer)))
        r = SO_ENOMEM;
    buf_free(&answer);
    if (r)
        fail_asking(req, r, &err);
    else
        http_reply_json(req, 200, &json);
}

void api_scanners_connected(struct http_request *req, void *context)
{
    ask(req, context, &(struct scanner_question){.what = SCANNER_ASK_CONNECTED}, "connected");
}

void api_scanner_options(struct http_request *req, void *context)
{
    ask(req, context, &(struct scanner_question){.what = SCANNER_ASK_OPTIONS, .name = http_param(req, "name")},
        "options");
}

void api_scanner_test(struct http_request *req, void *context)
{
    int resolution;
    if (!api_query_int(req, "resolution", 0, 1200, 0, &resolution))
        return;
    const struct scanner_question question = {.what = SCANNER_ASK_TEST,
                                              .name = http_param(req, "name"),
                                              .source = http_query(req, "source"),
                                              .mode = http_query(req, "mode"),
                                              .resolution = (unsigned)resolution};
    ask(req, context, &question, NULL);
}

/* A member that may be missing; false and answered when it is no string. */
static bool take_optional(struct http_request *req, const json_t *body, const char *name, const char **ret)
{
    const json_t *member = json_object_get(body, name);
    *ret = NULL;
    if (!member || json_is_null(member))
        return true;
    *ret = api_member_string(req, body, name, STORE_NAME_MAX);
    if (*ret && !**ret)
        *ret = NULL;
    return json_is_string(member);
}

void api_scanner_add(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct commands *c = api->commands;
    struct so_error err = {0};
    const char *label, *device;
    if (api_caller(req)->user.role != STORE_USER_ADMIN) {
        api_fail_status(req, 403, "no_permission", "Chỉ người quản trị thêm được máy quét", "for administrators only");
        return;
    }
    json_t *body = api_body(req);
    const char *name = body ? api_member_string(req, body, "name", 64) : NULL;
    if (name && take_optional(req, body, "label", &label) && take_optional(req, body, "device", &device)) {
        int r = c->add_scanner ? c->add_scanner(c->context, name, label, device, &err) : SO_ENOTFOUND;
        if (!r)
            api_audit(api, req, "scanner.add", "scanner", 0, name);
        if (r)
            fail_asking(req, r, &err);
        else
            api_reply(req, 201, json_pack("{s:s, s:b}", "name", name, "restart", 1));
    }
    json_decref(body);
}
