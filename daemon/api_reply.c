/* Answers, failures and the parts of requests, the same for every resource. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mask.h"
#include "daemon/api_private.h"
#include "store/audit.h"

/* Confidences need no more digits. */
#define DUMP (JSON_COMPACT | JSON_REAL_PRECISION(4))

static int append_json(const char *data, size_t len, void *out)
{
    return buf_append(out, data, len) == SO_OK ? 0 : -1;
}

void api_reply(struct http_request *req, int status, json_t *root)
{
    struct buf text = BUF_INIT;
    if (!root || json_dump_callback(root, append_json, &text, DUMP) != 0) {
        buf_free(&text);
        json_decref(root);
        api_fail(req, SO_ENOMEM, NULL, NULL);
        return;
    }
    json_decref(root);
    http_reply_json(req, status, &text);
}

/* What the clerk reads when a result code is all there is to say. */
static const struct {
    int result, status;
    const char *message;
} FAILURES[] = {
    {SO_ENOMEM, 503, "Máy chủ thiếu bộ nhớ, hãy thử lại"},
    {SO_EIO, 503, "Máy chủ không đọc ghi được ổ đĩa"},
    {SO_ENOSPACE, 507, "Ổ đĩa của máy chủ đã đầy"},
    {SO_EPERM, 403, "Không có quyền làm việc này"},
    {SO_ENOTFOUND, 404, "Không tìm thấy"},
    {SO_EEXISTS, 409, "Đã có rồi"},
    {SO_EINVALID, 422, "Không làm được trong tình trạng hiện nay"},
    {SO_EFORMAT, 422, "Dữ liệu sai định dạng"},
    {SO_ELIMIT, 413, "Vượt quá giới hạn"},
    {SO_EUNSUPPORTED, 415, "Loại tệp này chưa được hỗ trợ"},
    {SO_ETIMEOUT, 503, "Chờ quá lâu mà chưa xong, hãy thử lại"},
    {SO_EBUSY, 409, "Đang bận việc khác"},
    {SO_ECRASHED, 503, "Bộ phận đọc bị dừng đột ngột, hãy thử lại"},
    {SO_EDEVICE, 503, "Máy quét báo lỗi"},
    {SO_ESTALE, 409, "Người khác vừa sửa; hãy xem cả hai giá trị rồi chọn"},
    {SO_EENCRYPTED, 422, "Tệp có mật khẩu nên không đọc được"},
    {SO_ECANCELLED, 409, "Đã bị hủy"},
    {SO_EEND, 410, "Ảnh của giấy này không được lưu"},
    {SO_EAUTH, 401, "Chưa đăng nhập hoặc phiên làm việc đã hết"},
};

json_t *api_error_json(const char *code, const char *message, const char *message_en)
{
    return json_pack("{s:s, s:s, s:s}", "code", code, "message", message, "message_en", message_en);
}

void api_fail_status(struct http_request *req, int status, const char *code, const char *message,
                     const char *message_en)
{
    json_t *root = json_pack("{s:o*}", "error", api_error_json(code, message, message_en));
    struct buf text = BUF_INIT;
    if (!root || json_dump_callback(root, append_json, &text, DUMP) != 0) {
        static const char none[] = "{\"error\":{\"code\":\"no_memory\",\"message\":\"Máy chủ thiếu bộ nhớ\","
                                   "\"message_en\":\"out of memory\"}}";
        http_reply(req, 503, "application/json; charset=utf-8", none, sizeof none - 1);
        buf_free(&text);
    } else {
        http_reply_json(req, status, &text);
    }
    json_decref(root);
}

void api_fail(struct http_request *req, int result, const char *message, const char *message_en)
{
    if (!message_en)
        message_en = so_result_text(result);
    for (size_t i = 0; i < sizeof FAILURES / sizeof *FAILURES; i++) {
        if (FAILURES[i].result == result) {
            api_fail_status(req, FAILURES[i].status, so_result_name(result), message ? message : FAILURES[i].message,
                            message_en);
            return;
        }
    }
    api_fail_status(req, 500, so_result_name(result), message ? message : "Lỗi bên trong máy chủ", message_en);
}

void api_fail_error(struct http_request *req, int result, const struct so_error *err)
{
    api_fail(req, result, NULL, err && *err->text ? err->text : NULL);
}

static bool is_number(const char *s, size_t max_digits)
{
    size_t len = strlen(s);
    return len > 0 && len <= max_digits && strspn(s, "0123456789") == len;
}

bool api_id(struct http_request *req, const char *name, int64_t *ret_id)
{
    const char *text = http_param(req, name);
    int64_t id = text && is_number(text, 18) ? strtoll(text, NULL, 10) : 0;
    if (id <= 0) {
        api_fail(req, SO_ENOTFOUND, NULL, NULL);
        return false;
    }
    *ret_id = id;
    return true;
}

static void fail_member(struct http_request *req, const char *name)
{
    char message[128], message_en[128];
    snprintf(message, sizeof message, "Thiếu hoặc sai: %.40s", name);
    snprintf(message_en, sizeof message_en, "missing or malformed: %.40s", name);
    api_fail_status(req, 422, "bad_format", message, message_en);
}

bool api_query_int(struct http_request *req, const char *name, int min, int max, int fallback, int *ret_n)
{
    const char *text = http_query(req, name);
    long n = fallback;
    if (text)
        n = is_number(text, 9) ? strtol(text, NULL, 10) : (long)min - 1;
    if (n < min || n > max) {
        fail_member(req, name);
        return false;
    }
    *ret_n = (int)n;
    return true;
}

json_t *api_body(struct http_request *req)
{
    const struct buf *body = http_body(req);
    json_error_t error;
    json_t *root = json_loadb(buf_str(body), body->len, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(root))
        return root;
    json_decref(root);
    api_fail_status(req, 422, "bad_format", "Dữ liệu gửi lên không phải JSON", "the body is not a JSON object");
    return NULL;
}

const char *api_member_string(struct http_request *req, const json_t *body, const char *name, size_t max)
{
    const json_t *value = json_object_get(body, name);
    if (json_is_string(value) && json_string_length(value) <= max)
        return json_string_value(value);
    fail_member(req, name);
    return NULL;
}

bool api_member_version(struct http_request *req, const json_t *body, int *ret_version)
{
    const json_t *value = json_object_get(body, "version");
    json_int_t n = json_is_integer(value) ? json_integer_value(value) : -1;
    if (n < 0 || n > INT_MAX) {
        fail_member(req, "version");
        return false;
    }
    *ret_version = (int)n;
    return true;
}

json_t *api_time(int64_t ms)
{
    if (!ms)
        return json_null();
    char iso[CLOCK_ISO_SIZE];
    clock_iso(ms, iso);
    return json_string(iso);
}

/* "2025-09" or "2025-09-30": digits where digits belong, a month from 1 to 12. */
static bool parse_civil(const char *text, const char *shape, int parts[3])
{
    parts[0] = parts[1] = parts[2] = 0;
    int at = 0;
    for (; *shape; shape++, text++) {
        if (*shape == '-') {
            if (*text != '-')
                return false;
            at++;
        } else if (*text >= '0' && *text <= '9') {
            parts[at] = parts[at] * 10 + (*text - '0');
        } else {
            return false;
        }
    }
    return *text == '\0' && parts[0] >= 1970 && parts[0] <= 2999 && parts[1] >= 1 && parts[1] <= 12;
}

bool api_day_span(const char *day, int64_t *ret_from, int64_t *ret_until)
{
    int p[3];
    if (!parse_civil(day, "yyyy-mm-dd", p) || p[2] < 1 || p[2] > 31)
        return false;
    int64_t from = clock_from_civil(p[0], p[1], p[2], 0);
    if (clock_civil(from).day != p[2])
        return false;
    *ret_from = from;
    *ret_until = clock_from_civil(p[0], p[1], p[2] + 1, 0);
    return true;
}

bool api_month_span(const char *month, int64_t *ret_from, int64_t *ret_until)
{
    int p[3];
    if (!parse_civil(month, "yyyy-mm", p))
        return false;
    *ret_from = clock_from_civil(p[0], p[1], 1, 0);
    *ret_until = clock_from_civil(p[0], p[1] + 1, 1, 0);
    return true;
}

json_t *api_masked(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return NULL;
    mask_numbers(copy);
    json_t *value = json_string(copy);
    free(copy);
    return value;
}

void api_audit(const struct api *api, const struct http_request *req, const char *action, const char *object,
               int64_t id, const char *detail)
{
    struct so_error err;
    int r = store_audit_add(api->store, api_user(req), action, object, id, detail, &err);
    if (r && api->log)
        api->log(LOG_ERROR, err.text);
}
