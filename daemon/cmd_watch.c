/* sohoa watch: what happens, as it happens. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "daemon/cmd_remote.h"

#define WATCH_SECONDS_MAX 86400

/* A paper as it was last printed. */
struct shown {
    long long paper, version;
};

struct watch {
    struct client *client; /* for questions while the stream runs on another */
    bool until_done, fields;
    bool scanned; /* a batch was under way */
    long long pages, papers;
    struct {
        struct shown *items;
        size_t len, cap;
    } shown;
    char scanner_line[512];
};

/* True when this version of the paper was not printed yet; notes it. */
static bool is_news(struct watch *w, long long paper, long long version)
{
    for (size_t i = 0; i < w->shown.len; i++) {
        struct shown *s = &w->shown.items[i];
        if (s->paper != paper)
            continue;
        bool news = s->version < version;
        s->version = version;
        return news;
    }
    struct shown *s = array_push(&w->shown);
    if (s)
        *s = (struct shown){paper, version};
    w->papers++;
    return true;
}

static void print_findings(const json_t *paper)
{
    size_t i, open = 0;
    json_t *f;
    json_array_foreach(json_object_get(paper, "findings"), i, f) {
        if (strcmp(remote_text(f, "state"), "open"))
            continue;
        open++;
        printf("      ! %s\n", remote_text(f, "message"));
    }
    if (!open)
        puts("      đủ: không thiếu gì (nothing is missing)");
}

static void print_paper(struct watch *w, const json_t *paper)
{
    const json_t *fields = json_object_get(paper, "fields");
    size_t i, filled = 0;
    json_t *f;
    json_array_foreach(fields, i, f)
        filled += *remote_text(f, "value") != '\0';
    printf("  paper %lld: %s (%.0f %%), %s: %zu of %zu fields read\n", remote_number(paper, "id"), remote_label(paper),
           json_number_value(json_object_get(paper, "type_confidence")) * 100, remote_text(paper, "title"), filled,
           json_array_size(fields));
    json_array_foreach(fields, i, f)
        if (w->fields && *remote_text(f, "value"))
            printf("      %s: %s\n", remote_label(f), remote_text(f, "value"));
    print_findings(paper);
}

static void on_paper(struct watch *w, const json_t *event)
{
    char path[64];
    snprintf(path, sizeof path, "/api/v1/papers/%lld?refresh=1", remote_number(event, "paper"));
    json_t *paper = NULL;
    if (client_json(w->client, "GET", path, NULL, &paper, NULL))
        return;
    if (is_news(w, remote_number(paper, "id"), remote_number(paper, "version")))
        print_paper(w, paper);
    json_decref(paper);
}

static void on_scanner(struct watch *w, const json_t *s)
{
    char line[sizeof w->scanner_line];
    snprintf(line, sizeof line, "scanner %s: %s, %lld pages%s%s", remote_text(s, "name"), remote_text(s, "state"),
             remote_number(s, "pages"), *remote_text(s, "message_en") ? ": " : "", remote_text(s, "message_en"));
    if (strcmp(line, w->scanner_line))
        puts(line);
    memcpy(w->scanner_line, line, sizeof line);
    const char *state = remote_text(s, "state");
    w->scanned = w->scanned || !strcmp(state, "reading") || !strcmp(state, "saving");
}

/* True when the scanners rest and nothing waits to be read. */
static bool is_done(struct watch *w)
{
    json_t *status = NULL, *scanners = NULL;
    bool done = w->scanned && !client_json(w->client, "GET", "/api/v1/status", NULL, &status, NULL) &&
                !client_json(w->client, "GET", "/api/v1/scanners", NULL, &scanners, NULL);
    const json_t *jobs = json_object_get(status, "jobs");
    done = done && !remote_number(jobs, "counter") && !remote_number(jobs, "going");
    size_t i;
    json_t *s;
    json_array_foreach(json_object_get(scanners, "scanners"), i, s)
        done = done && !*remote_text(s, "batch") &&
               remote_number(s, "pages") <= w->pages; /* pages still on their way to the record are not waiting yet */
    json_decref(status);
    json_decref(scanners);
    return done;
}

static bool on_event(void *ctx, const char *name, const char *data)
{
    struct watch *w = ctx;
    json_t *event = json_loads(data, 0, NULL);
    if (!strcmp(name, "scanner")) {
        on_scanner(w, event);
    } else if (!strcmp(name, "paper")) {
        on_paper(w, event);
    } else if (!strcmp(name, "page")) {
        w->pages++;
        printf("  page %lld: %s\n", remote_number(event, "seq"), remote_text(event, "state"));
    } else if (!strcmp(name, "batch")) {
        printf("batch: %s, %lld pages read\n", remote_text(event, "state"), remote_number(event, "pages_read"));
    }
    json_decref(event);
    fflush(stdout);
    return !(w->until_done && is_done(w));
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"until-done", no_argument, NULL, 'u'},
                                          {"fields", no_argument, NULL, 'f'},
                                          {"seconds", required_argument, NULL, 's'},
                                          {0}};
    struct watch w = {0};
    long seconds = WATCH_SECONDS_MAX;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == 'u')
            w.until_done = true;
        else if (c == 'f')
            w.fields = true;
        else if (c != 's' || (seconds = strtol(optarg, NULL, 10)) < 1 || seconds > WATCH_SECONDS_MAX)
            return cmd_usage(&cmd_watch, "unknown option or value '%s'", argv[optind - 1]);
    }
    if (optind != argc)
        return cmd_usage(&cmd_watch, "unexpected argument '%s'", argv[optind]);
    struct client *stream = NULL;
    struct so_error err = {0};
    int status = remote_open(&stream);
    if (status == EXIT_DONE)
        status = remote_open(&w.client);
    if (status == EXIT_DONE) {
        int r = client_events(stream, (int)seconds, on_event, &w, &err);
        if (r == SO_ETIMEOUT && !w.until_done)
            r = SO_OK;
        status = r ? remote_fail(r, &err) : EXIT_DONE;
    }
    client_free(stream);
    client_free(w.client);
    array_free(&w.shown);
    return status;
}

const struct command cmd_watch = {
    .name = "watch",
    .arguments = "[--fields] [--until-done] [--seconds N]",
    .summary = "show what happens as it happens: pages captured and read, papers and what is missing on them",
    .help = "  --fields        print the fields of each paper too\n"
            "  --until-done    end when a scan has ended and all of it is read\n"
            "  --seconds N     end after N seconds; with --until-done that is a failure\n",
    .run = run,
};
