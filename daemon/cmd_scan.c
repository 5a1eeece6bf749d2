/* sohoa scan: what the button does, from the shell. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cmd_remote.h"

#define FOLLOW_SECONDS 3600

/* The scanner to use when none was named: the only one. */
static int find_only(struct client *client, char *name, size_t size, struct so_error *err)
{
    json_t *reply = NULL;
    int r = client_json(client, "GET", "/api/v1/scanners", NULL, &reply, err);
    if (r)
        return r;
    const json_t *list = json_object_get(reply, "scanners");
    size_t n = json_array_size(list);
    if (n == 1)
        snprintf(name, size, "%s", remote_text(json_array_get(list, 0), "name"));
    else
        r = so_fail(err, SO_EINVALID, n ? "several scanners: name one ('sohoa status' lists them)"
                                        : "no scanner in the settings; 'sohoa scanner list' shows what is connected");
    json_decref(reply);
    return r;
}

struct follow {
    const char *name;
    bool json, began;
    int status;
};

/* Prints what the scanner says until its batch has ended or wants a person. */
static bool on_event(void *ctx, const char *event, const char *data)
{
    struct follow *f = ctx;
    if (strcmp(event, "scanner"))
        return true;
    json_t *s = json_loads(data, 0, NULL);
    const char *state = remote_text(s, "state");
    bool ours = !strcmp(remote_text(s, "name"), f->name), go_on = true;
    bool working = !strcmp(state, "starting") || !strcmp(state, "reading") || !strcmp(state, "saving") ||
                   !strcmp(state, "cancelling");
    if (ours) {
        if (f->json)
            puts(data);
        else
            printf("%s: %lld pages%s%s\n", state, remote_number(s, "pages"), *remote_text(s, "message_en") ? "; " : "",
                   remote_text(s, "message_en"));
        fflush(stdout);
        f->began = f->began || working;
        go_on = !f->began || working;
        if (!strcmp(state, "attention") || !strcmp(state, "absent") || !strcmp(state, "disabled"))
            f->status = EXIT_FAILED;
    }
    json_decref(s);
    return go_on;
}

static int act(struct client *client, const char *name, const char *action, struct so_error *err)
{
    struct buf path = BUF_INIT;
    int r = buf_append_str(&path, "/api/v1/scanners/");
    r = r ? r : client_escape(name, &path);
    r = r ? r : buf_printf(&path, "/%s", action);
    r = r ? so_fail(err, r, "out of memory") : client_json(client, "POST", path.data, NULL, NULL, err);
    buf_free(&path);
    return r;
}

static int run_scan(int argc, char **argv)
{
    static const struct option longs[] = {
        {"json", no_argument, NULL, 'j'},   {"follow", no_argument, NULL, 'w'}, {"continue", no_argument, NULL, 'c'},
        {"finish", no_argument, NULL, 'f'}, {"cancel", no_argument, NULL, 'x'}, {0}};
    struct follow follow = {0};
    const char *action = "scan";
    bool wait = false;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == 'j')
            follow.json = true;
        else if (c == 'w')
            wait = true;
        else if (c == '?')
            return cmd_usage(&cmd_scan, "unknown option '%s'", argv[optind - 1]);
        else
            action = c == 'c' ? "continue" : c == 'f' ? "finish" : "cancel";
    }
    if (argc - optind > 1)
        return cmd_usage(&cmd_scan, "name one scanner");
    struct client *client;
    struct so_error err = {0};
    int status = remote_open(&client);
    if (status != EXIT_DONE)
        return status;
    char name[128] = "";
    int r = SO_OK;
    if (optind < argc)
        snprintf(name, sizeof name, "%s", argv[optind]);
    else
        r = find_only(client, name, sizeof name, &err);
    r = r ? r : act(client, name, action, &err);
    follow.name = name;
    if (!r && wait)
        r = client_events(client, FOLLOW_SECONDS, on_event, &follow, &err);
    client_free(client);
    return r ? remote_fail(r, &err) : follow.status;
}

const struct command cmd_scan = {
    .name = "scan",
    .arguments = "[--follow] [--json] [--continue|--finish|--cancel] [SCANNER]",
    .summary = "start a scan, as the button does",
    .help = "  --follow      print what the scanner does until the batch ends\n"
            "  --continue    go on after a jam, or with the next page on the glass\n"
            "  --finish      end the batch as it is\n"
            "  --cancel      stop; pages so far are kept\n\n"
            "SCANNER is its name in the settings; with one scanner it can be left out.\n",
    .run = run_scan,
};
