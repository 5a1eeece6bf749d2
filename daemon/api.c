/* The API's routes and who may use them. */
#include "daemon/api.h"

#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/log.h"
#include "daemon/api_private.h"

#define JSON "application/json"
#define V1 "/api/v1"
#define READS(pattern, handler)                                                                                        \
    {                                                                                                                  \
        "GET", V1 pattern, handler, HTTP_NO_BODY, 0, NULL, API_READ                                                    \
    }
#define WRITES(method, pattern, handler)                                                                               \
    {                                                                                                                  \
        method, V1 pattern, handler, HTTP_BODY_MEMORY, API_JSON_MAX, JSON, API_WRITE                                   \
    }

static const struct http_route ROUTES[] = {
    {"GET", V1 "/hello", api_hello, HTTP_NO_BODY, 0, NULL, API_OPEN},
    {"POST", V1 "/session", api_session_start, HTTP_BODY_MEMORY, 4096, JSON, API_OPEN},
    WRITES("DELETE", "/session", api_session_end),
    READS("/me", api_me),
    WRITES("POST", "/me/password", api_password_set),
    READS("/papers", api_papers_list),
    READS("/papers/{id}", api_paper_show),
    WRITES("PATCH", "/papers/{id}", api_paper_change),
    WRITES("POST", "/papers/{id}/confirm", api_paper_confirm),
    WRITES("POST", "/papers/{id}/restrict", api_paper_restrict),
    WRITES("PATCH", "/papers/{id}/fields/{key}", api_field_set),
    WRITES("POST", "/papers/{id}/fields/{key}/undo", api_field_undo),
    READS("/papers/{id}/fields/{key}/history", api_field_history),
    WRITES("POST", "/papers/{id}/findings/{finding}/dismiss", api_finding_dismiss),
    WRITES("POST", "/papers/{id}/findings/{finding}/reopen", api_finding_reopen),
    READS("/papers/{id}/pdf", api_paper_pdf),
    READS("/pages/{id}/image", api_page_image),
    READS("/pages/{id}/original", api_page_original),
    READS("/pages/{id}/words", api_page_words),
    WRITES("POST", "/pages/{id}/retry", api_page_retry),
    READS("/papers/{id}/lookalikes", api_lookalikes_list),
    WRITES("POST", "/papers/{id}/lookalikes/{other}", api_lookalike_decide),
    WRITES("POST", "/papers/{id}/lookalikes/{other}/undo", api_lookalike_undo),
    READS("/procedures", api_procedures_list),
    READS("/dossiers", api_dossiers_list),
    WRITES("POST", "/dossiers", api_dossier_open),
    READS("/dossiers/{code}", api_dossier_show),
    WRITES("PATCH", "/dossiers/{code}", api_dossier_set),
    WRITES("POST", "/dossiers/{code}/state", api_dossier_state),
    WRITES("POST", "/dossiers/{code}/extend", api_dossier_extend),
    WRITES("POST", "/dossiers/{code}/marks", api_dossier_mark),
    WRITES("POST", "/dossiers/{code}/undo", api_dossier_undo),
    READS("/dossiers/{code}/history", api_dossier_history),
    WRITES("POST", "/dossiers/{code}/papers", api_dossier_paper_put),
    WRITES("POST", "/dossiers/{code}/papers/{id}/remove", api_dossier_paper_take),
    READS("/dossiers/{code}/slips", api_slips_list),
    WRITES("POST", "/dossiers/{code}/slips", api_slip_make),
    READS("/dossiers/{code}/slips/{slip}", api_slip_print),
    READS("/dossiers/{code}/pdf", api_dossier_pdf),
    WRITES("POST", "/dossiers/{code}/restrict", api_dossier_restrict),
    READS("/search", api_search),
    READS("/search/facets", api_search_facets),
    READS("/search/suggest", api_search_suggest),
    READS("/scanners", api_scanners_list),
    WRITES("POST", "/scanners", api_scanner_add),
    READS("/scanners/connected", api_scanners_connected),
    READS("/scanners/{name}/options", api_scanner_options),
    WRITES("POST", "/scanners/{name}/test", api_scanner_test),
    READS("/scanners/{name}/partial", api_scanner_partial),
    WRITES("POST", "/scanners/{name}/{action}", api_scanner_act),
    {"POST", V1 "/import", api_import, HTTP_BODY_FILE, API_IMPORT_MAX, "application/octet-stream", API_WRITE},
    READS("/status", api_status),
    WRITES("POST", "/batch", api_batch_start),
    READS("/batch/summary", api_batch_summary),
    READS("/types", api_types),
    READS("/report", api_report),
    READS("/report/document", api_report_document),
    READS("/registers", api_registers_list),
    READS("/registers/{kind}/entries", api_register_entries),
    WRITES("POST", "/registers/{kind}/entries", api_register_add),
    READS("/registers/{kind}/findings", api_register_findings),
    READS("/registers/{kind}/book", api_register_book),
    WRITES("POST", "/registers/{kind}/years/{year}/close", api_register_close),
    WRITES("POST", "/registers/{kind}/years/{year}/reopen", api_register_reopen),
    READS("/register-entries/{id}", api_register_entry),
    WRITES("PATCH", "/register-entries/{id}", api_register_correct),
    WRITES("POST", "/register-entries/{id}/strike", api_register_strike),
    WRITES("POST", "/register-entries/{id}/restore", api_register_restore),
    READS("/papers/{id}/register", api_paper_register),
    READS("/lists", api_lists_list),
    {"POST", V1 "/lists", api_list_import, HTTP_BODY_FILE, API_LIST_MAX, "application/octet-stream", API_WRITE},
    WRITES("POST", "/lists/{id}/undo", api_list_undo),
    READS("/events", api_events),
    READS("/cover", api_cover),
    READS("/sources", api_sources_list),
    READS("/sources/{id}", api_source_show),
    WRITES("PATCH", "/sources/{id}", api_source_change),
    WRITES("POST", "/sources/{id}/split", api_source_split),
    WRITES("POST", "/sources/{id}/join", api_source_join),
    WRITES("POST", "/sources/{id}/move", api_source_move),
    WRITES("POST", "/sources/{id}/undo", api_source_undo),
    WRITES("POST", "/sources/{id}/cover", api_source_cover),
    WRITES("POST", "/sources/{id}/uncover", api_source_uncover),
    WRITES("POST", "/sources/{id}/warnings/{warning}/acknowledge", api_warning_acknowledge),
    WRITES("POST", "/sources/{id}/warnings/{warning}/reopen", api_warning_reopen),
    READS("/users", api_users_list),
    WRITES("POST", "/users", api_user_add),
    WRITES("PATCH", "/users/{name}", api_user_change),
};

void api_csrf(const char *token, char ret_csrf[API_CSRF_SIZE])
{
    struct hash h;
    char hex[HASH_HEX_SIZE];
    hash_init(&h);
    hash_update(&h, "sohoa-csrf:", 11);
    hash_update(&h, token, strlen(token));
    hash_final(&h, hex);
    memcpy(ret_csrf, hex, API_CSRF_SIZE - 1);
    ret_csrf[API_CSRF_SIZE - 1] = '\0';
}

/* Equal secrets, in a time that does not tell how far they agree. */
static bool same_secret(const char *a, const char *b)
{
    size_t len = strlen(a);
    return len == strlen(b) && sodium_memcmp(a, b, len) == 0;
}

static void free_caller(void *owner)
{
    struct api_caller *caller = owner;
    store_user_free(&caller->user);
    explicit_bzero(caller->token, sizeof caller->token);
    free(caller);
}

const struct api_caller *api_caller(const struct http_request *req)
{
    return http_owner(req);
}

const char *api_user(const struct http_request *req)
{
    const struct api_caller *caller = http_owner(req);
    return caller && caller->user.name ? caller->user.name : "";
}

/* The token that the request carries, and whether by cookie; NULL when there is none. */
static const char *carried_token(const struct http_request *req, bool *ret_cookie)
{
    const char *header = http_header(req, "Authorization");
    *ret_cookie = !header;
    if (header)
        return !strncmp(header, "Bearer ", 7) ? header + 7 : NULL;
    return http_cookie(req, "sohoa_session");
}

static int local_caller(struct api_caller *caller)
{
    caller->user.name = strdup("local");
    caller->user.display = strdup("");
    caller->user.role = STORE_USER_ADMIN;
    return caller->user.name && caller->user.display ? SO_OK : SO_ENOMEM;
}

static int identify(const struct api *api, struct http_request *req, bool *ret_cookie)
{
    const char *token = carried_token(req, ret_cookie);
    if (!token)
        return SO_EAUTH;
    struct api_caller *caller = calloc(1, sizeof *caller);
    if (!caller)
        return SO_ENOMEM;
    int r;
    if (!*ret_cookie && api->local_token && same_secret(token, api->local_token)) {
        r = local_caller(caller);
    } else if (strlen(token) != STORE_TOKEN_SIZE - 1) {
        r = SO_EAUTH;
    } else {
        memcpy(caller->token, token, STORE_TOKEN_SIZE);
        r = store_session_check(api->store, token, &caller->user, NULL);
    }
    if (r)
        free_caller(caller);
    else
        http_set_owner(req, caller, free_caller);
    return r;
}

static bool csrf_fits(struct http_request *req)
{
    const char *given = http_header(req, "X-CSRF-Token");
    char csrf[API_CSRF_SIZE];
    api_csrf(api_caller(req)->token, csrf);
    return given && same_secret(given, csrf);
}

enum store_view api_view(const struct http_request *req)
{
    const struct api_caller *caller = http_owner(req);
    return caller ? store_view_of(caller->user.role) : STORE_VIEW_OPEN;
}

static bool names(const struct http_route *route, const char *thing)
{
    return !strncmp(route->pattern, thing, strlen(thing));
}

static const struct {
    const char *pattern;
    int (*visible)(struct store *s, int64_t id, enum store_view view, struct so_error *err);
} BY_ID[] = {
    {V1 "/papers/{id}", store_paper_visible},
    {V1 "/pages/{id}", store_page_visible},
    {V1 "/sources/{id}", store_source_visible},
    {V1 "/register-entries/{id}", store_entry_visible},
    {V1 "/dossiers/{code}/papers/{id}", store_paper_visible},
};

/*
 * One place for all routes that name a paper, a page, a stack, a dossier or a row of a register: what the caller may
 * not see is answered like what is not there.
 */
static bool may_see(const struct api *api, struct http_request *req, const struct http_route *route)
{
    enum store_view view = api_view(req);
    if (view == STORE_VIEW_ALL)
        return true;
    struct so_error err = {0};
    int64_t id;
    int r = SO_OK;
    if (names(route, V1 "/dossiers/{code}"))
        r = store_dossier_visible(api->store, http_param(req, "code"), view, &err);
    for (size_t i = 0; !r && i < sizeof BY_ID / sizeof *BY_ID; i++) {
        if (!names(route, BY_ID[i].pattern))
            continue;
        if (!api_id(req, "id", &id))
            return false;
        r = BY_ID[i].visible(api->store, id, view, &err);
    }
    if (r)
        api_fail_error(req, r, &err);
    return !r;
}

static bool admit(struct http_request *req, const struct http_route *route, void *context)
{
    const struct api *api = context;
    /* Browsers say truthfully where a request comes from; another site has no business here. */
    const char *site = http_header(req, "Sec-Fetch-Site");
    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0) {
        api_fail_status(req, 403, "cross_site", "Yêu cầu đến từ trang khác nên bị từ chối",
                        "refused: the request comes from another site");
        return false;
    }
    if (route->access == API_OPEN)
        return true;
    bool cookie = false;
    int r = identify(api, req, &cookie);
    if (r) {
        api_fail(req, r, NULL, NULL);
        return false;
    }
    if (route->access == API_WRITE && cookie && !csrf_fits(req)) {
        api_fail_status(req, 403, "csrf", "Phiên làm việc trên trang này đã cũ; hãy tải lại trang",
                        "the CSRF token is missing or wrong; load the page again");
        return false;
    }
    return may_see(api, req, route);
}

static void fail(struct http_request *req, int status, void *context)
{
    (void)context;
    static const struct {
        int status;
        const char *code, *message, *message_en;
    } known[] = {
        {400, "bad_request", "Yêu cầu sai định dạng", "malformed request"},
        {403, "no_permission", "Không có quyền", "permission denied"},
        {404, "not_found", "Không tìm thấy", "not found"},
        {405, "method_not_allowed", "Không dùng được cách này ở đây", "method not allowed here"},
        {413, "too_large", "Dữ liệu gửi lên quá lớn", "the body is too large"},
        {414, "too_long", "Địa chỉ quá dài", "the address is too long"},
        {415, "wrong_type", "Kiểu dữ liệu gửi lên không đúng", "wrong content type"},
        {416, "bad_range", "Khoảng dữ liệu không có", "range not satisfiable"},
        {503, "unavailable", "Máy chủ đang bận, hãy thử lại", "the server cannot do this now"},
        {507, "no_space", "Ổ đĩa của máy chủ đã đầy", "the server's disk is full"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].status == status) {
            api_fail_status(req, status, known[i].code, known[i].message, known[i].message_en);
            return;
        }
    }
    api_fail_status(req, status, "internal", "Lỗi bên trong máy chủ", "internal error");
}

static void complain(const char *text, void *context)
{
    const struct api *api = context;
    if (api->log)
        api->log(LOG_DEBUG, text);
}

/* Paths hold ids and keys only; queries, where names are, are not logged. */
static void done(const struct http_request *req, int status, int64_t ms, void *context)
{
    const struct api *api = context;
    if (!api->log)
        return;
    char text[320];
    snprintf(text, sizeof text, "http: %s %s %.200s: %d in %lld ms", http_peer(req), http_method(req), http_path(req),
             status, (long long)ms);
    api->log(status >= 500 ? LOG_WARNING : LOG_DEBUG, text);
}

void api_serve_by(const struct api *api, struct http_settings *settings)
{
    settings->routes = ROUTES;
    settings->nroutes = sizeof ROUTES / sizeof *ROUTES;
    settings->context = (void *)(uintptr_t)api;
    settings->admit = admit;
    settings->fail = fail;
    settings->done = done;
    settings->complain = complain;
    settings->static_prefix = "/api/";
}
