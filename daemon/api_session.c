/* Signing in and out, and who one is. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/api_private.h"

/* A password check costs a core for a moment: more at once than this are turned away, so that nobody can stall the
 * desk. */
#define LOGINS_AT_ONCE 2
static atomic_int logins_going;

static json_t *user_json(const struct store_user *user, const char *token)
{
    char csrf[API_CSRF_SIZE] = "";
    if (*token)
        api_csrf(token, csrf);
    return json_pack("{s:s, s:s, s:s, s:s}", "user", user->name, "display", user->display, "role",
                     store_user_role_name(user->role), "csrf", csrf);
}

/* What the sign-in page must know: the office's name, and whether anybody has an account and has ever signed in. */
void api_hello(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_users users = {0};
    struct so_error err;
    int r = store_user_list(api->store, &users, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    bool first_run = true;
    for (size_t i = 0; i < users.len; i++)
        first_run &= users.items[i].last_login == 0;
    json_t *root = json_pack("{s:s, s:b, s:b, s:s}", "office", api->office ? api->office : "", "has_users",
                             users.len > 0, "first_run", first_run, "program", "sohoa");
    store_users_free(&users);
    api_reply(req, 200, root);
}

static int session_hours(const struct api *api)
{
    return api->session_hours ? api->session_hours : 12;
}

static void set_cookie(struct http_request *req, const char *token, int seconds)
{
    char cookie[STORE_TOKEN_SIZE + 128];
    snprintf(cookie, sizeof cookie, "sohoa_session=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", token, seconds,
             http_is_tls(req) ? "; Secure" : "");
    (void)http_set_header(req, "Set-Cookie", cookie);
}

static void fail_login(struct http_request *req, int r, const struct so_error *err)
{
    if (r == SO_EAUTH)
        api_fail_status(req, 401, "wrong_password", "Sai tên đăng nhập hoặc mật khẩu", "wrong name or password");
    else if (r == SO_EBUSY)
        api_fail_status(req, 429, "too_many_tries", "Sai quá nhiều lần; hãy đợi năm phút rồi thử lại",
                        "too many wrong passwords; wait five minutes");
    else
        api_fail_error(req, r, err);
}

static void fail_busy(struct http_request *req)
{
    api_fail_status(req, 429, "busy", "Nhiều người đang đăng nhập cùng lúc, hãy thử lại",
                    "several sign-ins at once; try again");
}

/* Signs in and answers with the user, the cookie and the CSRF token. */
static void start(const struct api *api, struct http_request *req, const char *name, const char *password)
{
    int hours = session_hours(api);
    char token[STORE_TOKEN_SIZE];
    struct store_user user = {0};
    struct so_error err;
    int r = store_login(api->store, name, password, hours, token, &user, &err);
    if (r) {
        fail_login(req, r, &err);
        return;
    }
    set_cookie(req, token, hours * 3600);
    api_reply(req, 201, user_json(&user, token));
    explicit_bzero(token, sizeof token);
    store_user_free(&user);
}

void api_session_start(struct http_request *req, void *context)
{
    json_t *body = api_body(req);
    if (!body)
        return;
    const char *name = api_member_string(req, body, "user", STORE_NAME_MAX);
    const char *password = name ? api_member_string(req, body, "password", STORE_PASSWORD_MAX) : NULL;
    if (password) {
        if (atomic_fetch_add(&logins_going, 1) < LOGINS_AT_ONCE)
            start(context, req, name, password);
        else
            fail_busy(req);
        atomic_fetch_sub(&logins_going, 1);
    }
    json_decref(body);
}

/* The old password once more: a screen left alone must not be enough to take the account over. */
static void change_password(const struct api *api, struct http_request *req, const char *old, const char *new)
{
    const char *name = api_caller(req)->user.name;
    char token[STORE_TOKEN_SIZE];
    struct store_user user = {0};
    struct so_error err;
    int r = store_login(api->store, name, old, 1, token, &user, &err);
    explicit_bzero(token, sizeof token);
    store_user_free(&user);
    if (r) {
        fail_login(req, r, &err);
        return;
    }
    r = store_user_set_password(api->store, name, new, &err);
    if (r == SO_EINVALID)
        api_fail_status(req, 422, "weak_password", "Mật khẩu mới phải có ít nhất 8 ký tự",
                        "the new password needs at least 8 characters");
    else if (r)
        api_fail_error(req, r, &err);
    else
        start(api, req, name, new); /* all sessions have ended, this one too */
}

void api_password_set(struct http_request *req, void *context)
{
    json_t *body = api_body(req);
    if (!body)
        return;
    const char *old = api_member_string(req, body, "password", STORE_PASSWORD_MAX);
    const char *new = old ? api_member_string(req, body, "new_password", STORE_PASSWORD_MAX) : NULL;
    if (new) {
        if (atomic_fetch_add(&logins_going, 1) < LOGINS_AT_ONCE)
            change_password(context, req, old, new);
        else
            fail_busy(req);
        atomic_fetch_sub(&logins_going, 1);
    }
    json_decref(body);
}

void api_session_end(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct so_error err;
    int r = store_session_end(api->store, api_caller(req)->token, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    set_cookie(req, "", 0);
    http_reply_empty(req, 204);
}

void api_me(struct http_request *req, void *context)
{
    (void)context;
    const struct api_caller *caller = api_caller(req);
    api_reply(req, 200, user_json(&caller->user, caller->token));
}
