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

/* What the command line asks of the scan, as the query of the request. */
struct wish {
    const char *name, *value; /* value NULL: a plain yes */
};
#define WISHES_MAX 8

static int act(struct client *client, const char *name, const char *action, const struct wish *wishes, size_t n,
               struct so_error *err)
{
    struct buf path = BUF_INIT;
    int r = buf_append_str(&path, "/api/v1/scanners/");
    r = r ? r : client_escape(name, &path);
    r = r ? r : buf_printf(&path, "/%s", action);
    for (size_t i = 0; !r && i < n; i++) {
        r = buf_printf(&path, "%c%s=", i ? '&' : '?', wishes[i].name);
        r = r ? r : client_escape(wishes[i].value ? wishes[i].value : "1", &path);
    }
    r = r ? so_fail(err, r, "out of memory") : client_json(client, "POST", path.data, NULL, NULL, err);
    buf_free(&path);
    return r;
}

/* Long options from here on are wishes, in this order. */
#define FIRST_WISH 256
static const char *const wish_names[] = {"profile", "source", "mode", "resolution", "paper", "sheets",
                                         "manual_duplex"};

struct scan_arguments {
    const char *action;
    bool json, wait;
    struct wish wishes[WISHES_MAX];
    size_t nwishes;
};

static int read_arguments(int argc, char **argv, struct scan_arguments *a)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'},
                                          {"follow", no_argument, NULL, 'w'},
                                          {"continue", no_argument, NULL, 'c'},
                                          {"finish", no_argument, NULL, 'f'},
                                          {"cancel", no_argument, NULL, 'x'},
                                          {"profile", required_argument, NULL, FIRST_WISH},
                                          {"source", required_argument, NULL, FIRST_WISH + 1},
                                          {"mode", required_argument, NULL, FIRST_WISH + 2},
                                          {"resolution", required_argument, NULL, FIRST_WISH + 3},
                                          {"paper", required_argument, NULL, FIRST_WISH + 4},
                                          {"sheets", required_argument, NULL, FIRST_WISH + 5},
                                          {"manual-duplex", no_argument, NULL, FIRST_WISH + 6},
                                          {0}};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == 'j')
            a->json = true;
        else if (c == 'w')
            a->wait = true;
        else if (c == '?')
            return cmd_usage(&cmd_scan, "unknown option '%s', or one without its value", argv[optind - 1]);
        else if (c < FIRST_WISH)
            a->action = c == 'c' ? "continue" : c == 'f' ? "finish" : "cancel";
        else if (a->nwishes == WISHES_MAX)
            return cmd_usage(&cmd_scan, "too many options");
        else
            a->wishes[a->nwishes++] = (struct wish){wish_names[c - FIRST_WISH], optarg};
    }
    if (a->nwishes && strcmp(a->action, "scan"))
        return cmd_usage(&cmd_scan, "how to scan is said when the scan begins");
    return EXIT_DONE;
}

static int run_scan(int argc, char **argv)
{
    struct scan_arguments a = {.action = "scan"};
    int status = read_arguments(argc, argv, &a);
    if (status != EXIT_DONE)
        return status;
    struct follow follow = {.json = a.json};
    if (argc - optind > 1)
        return cmd_usage(&cmd_scan, "name one scanner");
    struct client *client;
    struct so_error err = {0};
    status = remote_open(&client);
    if (status != EXIT_DONE)
        return status;
    char name[128] = "";
    int r = SO_OK;
    if (optind < argc)
        snprintf(name, sizeof name, "%s", argv[optind]);
    else
        r = find_only(client, name, sizeof name, &err);
    r = r ? r : act(client, name, a.action, a.wishes, a.nwishes, &err);
    follow.name = name;
    if (!r && a.wait)
        r = client_events(client, FOLLOW_SECONDS, on_event, &follow, &err);
    client_free(client);
    return r ? remote_fail(r, &err) : follow.status;
}

const struct command cmd_scan = {
    .name = "scan",
    .arguments = "[OPTION…] [--continue|--finish|--cancel] [SCANNER]",
    .summary = "start a scan, as the button does",
    .help = "  --follow           print what the scanner does until the batch ends or wants a person\n"
            "  --json             that as JSON lines\n"
            "  --profile NAME     one of the scanner's profiles in the settings: glass, card, manual-duplex …\n"
            "  --source S --mode M --resolution DPI --paper A4|…|210x297\n"
            "                     what differs from the settings for this scan\n"
            "  --sheets N         how many sheets were put in, covers included; another number is told\n"
            "  --manual-duplex    all fronts first; then turn the whole stack over, put it back, and --continue\n"
            "  --continue         go on after a jam, with the next page on the glass, with the backs\n"
            "  --finish           end the batch as it is\n"
            "  --cancel           stop; pages so far are kept\n\n"
            "SCANNER is its name in the settings; with one scanner it can be left out.\n",
    .run = run_scan,
};
