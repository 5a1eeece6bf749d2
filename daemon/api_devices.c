/* What brings paper in: scanners, and files from the clerk's computer. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/api_private.h"
#include "store/stack.h"

void api_scanners_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct commands *c = api->commands;
    struct scanner_view *views = calloc(COMMANDS_SCANNERS_MAX, sizeof *views);
    size_t n = 0;
    struct so_error err = {0};
    int r = views ? SO_OK : SO_ENOMEM;
    if (!r && c->scanners)
        r = c->scanners(c->context, views, &n, &err);
    if (r) {
        api_fail_error(req, r, &err);
    } else {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
            json_array_append_new(list, api_scanner_object(&views[i]));
        api_reply(req, 200, json_pack("{s:o}", "scanners", list));
    }
    free(views);
}

static const char *query_or_null(struct http_request *req, const char *name)
{
    const char *value = http_query(req, name);
    return value && *value ? value : NULL;
}

/* False when the query does not hold; the request is answered then. */
static bool read_command(struct http_request *req, struct scanner_command *io_command)
{
    int minutes, resolution = 0, sheets;
    const char *manual = http_query(req, "manual_duplex");
    if (!api_query_int(req, "minutes", 0, COMMANDS_RELEASE_MINUTES_MAX, 0, &minutes) ||
        !api_query_int(req, "sheets", 0, STORE_SHEETS_MAX, 0, &sheets) ||
        (http_query(req, "resolution") && !api_query_int(req, "resolution", 75, 1200, 0, &resolution)))
        return false;
    io_command->minutes = (unsigned)minutes;
    io_command->resolution = (unsigned)resolution;
    io_command->sheets = (unsigned)sheets;
    io_command->profile = query_or_null(req, "profile");
    io_command->source = query_or_null(req, "source");
    io_command->mode = query_or_null(req, "mode");
    io_command->paper = query_or_null(req, "paper");
    io_command->manual_duplex = manual && !strcmp(manual, "1");
    return true;
}

void api_scanner_act(struct http_request *req, void *context)
{
    static const char *const names[] = {"scan", "continue", "finish", "cancel", "release", "enable"};
    const struct api *api = context;
    const struct commands *c = api->commands;
    const char *action = http_param(req, "action");
    size_t which = 0;
    while (which < sizeof names / sizeof *names && strcmp(names[which], action) != 0)
        which++;
    if (which == sizeof names / sizeof *names || !c->scanner) {
        api_fail(req, SO_ENOTFOUND, NULL, NULL);
        return;
    }
    struct scanner_command command = {.action = (enum scanner_action)which, .user = api_user(req)};
    if (!read_command(req, &command))
        return;
    struct so_error err = {0};
    int r = c->scanner(c->context, http_param(req, "name"), &command, &err);
    if (r == SO_EINVALID || r == SO_EBUSY)
        api_fail_status(req, 409, so_result_name(r), "Máy quét đang ở trạng thái không làm được việc này",
                        *err.text ? err.text : "not in this state");
    else if (r)
        api_fail_error(req, r, &err);
    else
        api_reply(req, 202, json_pack("{s:b}", "accepted", 1));
}

void api_scanner_partial(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct commands *c = api->commands;
    struct buf jpeg = BUF_INIT;
    struct so_error err = {0};
    int r = c->partial_image ? c->partial_image(c->context, http_param(req, "name"), &jpeg, &err) : SO_ENOTFOUND;
    if (r)
        api_fail_error(req, r, &err);
    else
        http_reply_buf(req, 200, "image/jpeg", &jpeg);
}

static void fail_import(struct http_request *req, int r, const struct so_error *err)
{
    const char *english = *err->text ? err->text : NULL;
    if (r == SO_EFORMAT)
        api_fail(req, r, "Tệp bị hỏng hoặc không phải là ảnh hay PDF", english);
    else if (r == SO_ENOSPACE)
        api_fail(req, r, "Ổ đĩa của máy chủ gần đầy nên chưa nhận thêm tệp; hãy báo người quản trị", english);
    else
        api_fail(req, r, NULL, english);
}

void api_import(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct commands *c = api->commands;
    const char *name = http_query(req, "name"), *backlog = http_query(req, "backlog");
    struct import_request import = {.name = name && *name ? name : "import",
                                    .user = api_user(req),
                                    .backlog = backlog && !strcmp(backlog, "1"),
                                    .dossier = http_query(req, "dossier")};
    if (strlen(import.name) > STORE_NAME_MAX || (import.dossier && strlen(import.dossier) > STORE_KEY_MAX)) {
        api_fail_status(req, 422, "bad_format", "Tên tệp quá dài", "the name is too long");
        return;
    }
    import.path = http_take_body_file(req, &import.size);
    if (!import.path || !import.size || !c->import) {
        if (import.path)
            unlink(import.path);
        free((void *)(uintptr_t)import.path);
        api_fail_status(req, c->import ? 422 : 503, c->import ? "bad_format" : "unavailable",
                        c->import ? "Tệp rỗng" : "Chức năng này hiện chưa sẵn sàng",
                        c->import ? "the file is empty" : "not available now");
        return;
    }
    int64_t source = 0;
    struct so_error err = {0};
    int r = c->import(c->context, &import, &source, &err);
    if (r)
        fail_import(req, r, &err);
    else
        api_reply(req, 202, json_pack("{s:I}", "source", (json_int_t)source));
    free((void *)(uintptr_t)import.path);
}
