/* Who may sign in: for administrators. */
#include <string.h>

#include "daemon/api_private.h"

/* Answers 403 and returns false unless an administrator asks. */
static bool is_admin(struct http_request *req)
{
    if (api_caller(req)->user.role == STORE_USER_ADMIN)
        return true;
    api_fail(req, SO_EPERM, "Chỉ quản trị viên được làm việc này", "only an administrator may do this");
    return false;
}

void api_users_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_users users = {0};
    struct so_error err;
    if (!is_admin(req))
        return;
    int r = store_user_list(api->store, &users, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < users.len; i++) {
        const struct store_user *u = &users.items[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:b, s:o, s:o}", "name", u->name, "display", u->display,
                                              "role", store_user_role_name(u->role), "disabled", u->disabled, "created",
                                              api_time(u->created), "last_login", api_time(u->last_login)));
    }
    store_users_free(&users);
    api_reply(req, 200, json_pack("{s:o}", "users", list));
}

static int add_user(const struct api *api, const char *name, const char *display, const char *role,
                    const char *password, struct so_error *err)
{
    enum store_user_role as;
    if (store_user_role_from_name(role, &as))
        return so_fail(err, SO_EINVALID, "role is clerk or admin");
    int64_t id;
    return store_user_add(api->store, name, display, as, password, &id, err);
}

void api_user_add(struct http_request *req, void *context)
{
    const struct api *api = context;
    if (!is_admin(req))
        return;
    json_t *body = api_body(req);
    if (!body)
        return;
    const char *name = api_member_string(req, body, "name", 64);
    const char *display = name ? api_member_string(req, body, "display", 200) : NULL;
    const char *role = display ? api_member_string(req, body, "role", 16) : NULL;
    const char *password = role ? api_member_string(req, body, "password", STORE_PASSWORD_MAX) : NULL;
    struct so_error err;
    if (password) {
        int r = add_user(api, name, display, role, password, &err);
        if (r) {
            api_fail_error(req, r, &err);
        } else {
            api_audit(api, req, "change", "user", 0, name);
            api_reply(req, 201, json_pack("{s:s}", "name", name));
        }
    }
    json_decref(body);
}

void api_user_change(struct http_request *req, void *context)
{
    const struct api *api = context;
    const char *name = http_param(req, "name");
    if (!is_admin(req))
        return;
    json_t *body = api_body(req);
    if (!body)
        return;
    const char *password = json_string_value(json_object_get(body, "password"));
    const json_t *disabled = json_object_get(body, "disabled");
    struct so_error err;
    int r = SO_OK;
    if (!password && !json_is_boolean(disabled))
        r = so_fail(&err, SO_EINVALID, "give a password or disabled");
    if (!r && password)
        r = store_user_set_password(api->store, name, password, &err);
    if (!r && json_is_boolean(disabled))
        r = store_user_set_disabled(api->store, name, json_is_true(disabled), &err);
    json_decref(body);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    api_audit(api, req, "change", "user", 0, name);
    api_reply(req, 200, json_pack("{s:s}", "name", name));
}
