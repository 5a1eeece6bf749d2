#include "daemon/cmd_remote.h"

int remote_open(struct client **ret_client)
{
    struct so_error err = {0};
    int r = client_open(cmd_globals.config, cmd_globals.data, ret_client, &err);
    return r ? cmd_fail(r == SO_ENOTFOUND ? EXIT_NO_DAEMON : EXIT_FAILED, "%s", err.text) : EXIT_DONE;
}

int remote_fail(int code, const struct so_error *err)
{
    return cmd_fail(code == SO_EBUSY ? EXIT_NO_DAEMON : EXIT_FAILED, "%s", err->text);
}

int remote_ask(const char *method, const char *path, const json_t *body, json_t **ret_reply)
{
    struct client *client;
    struct so_error err = {0};
    int status = remote_open(&client);
    if (status != EXIT_DONE)
        return status;
    int r = client_json(client, method, path, body, ret_reply, &err);
    client_free(client);
    return r ? remote_fail(r, &err) : EXIT_DONE;
}

void remote_print(const json_t *reply)
{
    json_dumpf(reply, stdout, JSON_COMPACT | JSON_REAL_PRECISION(4));
    putchar('\n');
}

const char *remote_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

long long remote_number(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

const char *remote_label(const json_t *object)
{
    return remote_text(json_object_get(object, "label"), "vi");
}
