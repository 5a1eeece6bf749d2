/* sohoa import: files into the record. */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "daemon/cmd_remote.h"

struct options {
    bool json, backlog, wait;
    const char *dossier;
};

#define WAIT_STEP_US 300000

/* Waits until none of the source's pages waits to be read. */
static int wait_for_source(struct client *client, long long source, struct so_error *err)
{
    char path[64];
    snprintf(path, sizeof path, "/api/v1/sources/%lld", source);
    for (;;) {
        json_t *reply = NULL;
        int r = client_json(client, "GET", path, NULL, &reply, err);
        long long waiting = r ? 0 : remote_number(reply, "waiting");
        json_decref(reply);
        if (r || !waiting)
            return r;
        usleep(WAIT_STEP_US);
    }
}

static int import_one(struct client *client, const struct options *o, const char *file, struct so_error *err)
{
    struct buf path = BUF_INIT;
    json_t *reply = NULL;
    int r = buf_append_str(&path, "/api/v1/import?name=");
    r = r ? r : client_escape(file_base_name(file), &path);
    if (!r && o->backlog)
        r = buf_append_str(&path, "&backlog=1");
    if (!r && o->dossier) {
        r = buf_append_str(&path, "&dossier=");
        r = r ? r : client_escape(o->dossier, &path);
    }
    r = r ? so_fail(err, r, "out of memory") : client_upload(client, path.data, file, &reply, err);
    buf_free(&path);
    if (!r && o->wait)
        r = wait_for_source(client, remote_number(reply, "source"), err);
    if (!r && o->json) {
        json_object_set_new(reply, "file", json_string(file));
        remote_print(reply);
    } else if (!r) {
        printf("%s: taken in as %lld\n", file, remote_number(reply, "source"));
    }
    json_decref(reply);
    return r;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'},
                                          {"backlog", no_argument, NULL, 'b'},
                                          {"wait", no_argument, NULL, 'w'},
                                          {"dossier", required_argument, NULL, 'd'},
                                          {0}};
    struct options o = {0};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        switch (c) {
        case 'j':
            o.json = true;
            break;
        case 'b':
            o.backlog = true;
            break;
        case 'w':
            o.wait = true;
            break;
        case 'd':
            o.dossier = optarg;
            break;
        default:
            return cmd_usage(&cmd_import, "unknown option '%s'", argv[optind - 1]);
        }
    }
    if (optind == argc)
        return cmd_usage(&cmd_import, "no file named");
    struct client *client;
    int status = remote_open(&client);
    if (status != EXIT_DONE)
        return status;
    for (int i = optind; i < argc; i++) {
        struct so_error err = {0};
        int r = import_one(client, &o, argv[i], &err);
        if (!r)
            continue;
        bool named = strstr(err.text, file_base_name(argv[i])) != NULL;
        status = cmd_fail(r == SO_EBUSY ? EXIT_NO_DAEMON : EXIT_FAILED, "%s%s%s", named ? "" : argv[i],
                          named ? "" : ": ", err.text);
        if (o.json) {
            json_t *line = json_pack("{s:s, s:s}", "file", argv[i], "error", err.text);
            remote_print(line);
            json_decref(line);
        }
    }
    client_free(client);
    return status;
}

const struct command cmd_import = {
    .name = "import",
    .arguments = "[--json] [--backlog] [--dossier CODE] [--wait] FILE…",
    .summary = "take image and PDF files into the record",
    .help = "  --backlog         they may wait: counter work goes first\n"
            "  --dossier CODE    file them in this dossier\n"
            "  --wait            return when they have been read\n"
            "  --json            one line of JSON a file\n\n"
            "A file that is refused is told on standard error; the others are taken and the exit status is 1.\n",
    .run = run,
};
