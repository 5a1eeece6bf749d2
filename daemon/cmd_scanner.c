/* sohoa scanner: which scanners there are, what they can do, and who has them. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/cmd_remote.h"
#include "daemon/cmd_scanner.h"
#include "daemon/commands.h"
#include "daemon/places.h"
#include "sandbox/sandbox.h"

#define LIST_TIMEOUT_MS 20000
#define OPTIONS_TIMEOUT_MS 60000
#define TEST_TIMEOUT_MS 180000
#define WAIT_MS 100
#define OUTPUT_MAX (1u << 20)

/* One worker_scan that answers on its standard output. */
static int ask_worker(const char *const *arguments, int timeout_ms, json_t **ret_answer)
{
    struct places places;
    struct so_error err = {0};
    if (places_find(&places, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    const char *argv[12] = {places.worker_scan};
    for (size_t i = 0; arguments[i] && i + 2 < sizeof argv / sizeof *argv; i++)
        argv[i + 1] = arguments[i];
    struct sandbox_spec spec = {
        .program = places.worker_scan,
        .argv = argv,
        .env = (const char *const *)(uintptr_t)environ,
        .stdin_fd = -1,
        .stdout_fd = -1,
        .stderr_fd = -1,
        .files = 256,
    };
    struct buf out = BUF_INIT;
    int status = 0;
    int r = sandbox_run(&spec, timeout_ms, OUTPUT_MAX, &out, &status, &err);
    places_free(&places);
    json_t *answer = r ? NULL : json_loads(buf_str(&out), 0, NULL);
    buf_free(&out);
    if (r)
        return cmd_fail(EXIT_FAILED, "asking the scanner: %s", err.text);
    if (!WIFEXITED(status) || WEXITSTATUS(status) || !answer) {
        char text[80];
        sandbox_describe_status(status, text, sizeof text);
        json_decref(answer);
        return WIFEXITED(status) && WEXITSTATUS(status) == 1 ? EXIT_FAILED /* it has said why */
                                                             : cmd_fail(EXIT_FAILED, "the driver %s", text);
    }
    *ret_answer = answer;
    return EXIT_DONE;
}

int cmd_scanner_list(json_t **ret_list)
{
    const char *arguments[] = {"--list", NULL};
    return ask_worker(arguments, LIST_TIMEOUT_MS, ret_list);
}

static int print_list(bool json)
{
    json_t *list = NULL, *one;
    size_t i;
    int status = cmd_scanner_list(&list);
    if (status != EXIT_DONE)
        return status;
    if (json) {
        remote_print(list);
    } else {
        json_array_foreach(list, i, one)
            printf("%s %s (%s)\n    device: \"%s\"\n", remote_text(one, "vendor"), remote_text(one, "model"),
                   remote_text(one, "type"), remote_text(one, "device"));
        if (!json_array_size(list))
            puts("No scanner is found. Check its cable and power; 'sohoa status' shows those of the settings.");
    }
    json_decref(list);
    return EXIT_DONE;
}

static int post(struct client *client, const char *name, const char *action, unsigned minutes, struct so_error *err)
{
    struct buf path = BUF_INIT;
    int r = buf_append_str(&path, "/api/v1/scanners/");
    r = r ? r : client_escape(name, &path);
    r = r ? r : buf_printf(&path, minutes ? "/%s?minutes=%u" : "/%s", action, minutes);
    r = r ? so_fail(err, r, "out of memory") : client_json(client, "POST", path.data, NULL, NULL, err);
    buf_free(&path);
    return r;
}

static int give_or_take(const char *name, const char *action, unsigned minutes)
{
    struct client *client;
    struct so_error err = {0};
    int status = remote_open(&client);
    if (status != EXIT_DONE)
        return status;
    int r = post(client, name, action, minutes, &err);
    client_free(client);
    return r ? remote_fail(r, &err) : EXIT_DONE;
}

/* A copy of what the daemon says of the scanner; NULL when there is none of that name. */
static json_t *find_scanner(struct client *client, const char *name, struct so_error *err)
{
    json_t *reply = NULL, *one, *found = NULL;
    size_t i;
    if (client_json(client, "GET", "/api/v1/scanners", NULL, &reply, err))
        return NULL;
    json_array_foreach(json_object_get(reply, "scanners"), i, one) if (!strcmp(remote_text(one, "name"), name)) found =
        json_incref(one);
    json_decref(reply);
    if (!found)
        (void)so_fail(err, SO_ENOTFOUND, "no scanner '%s' in the settings; a device's own name has a colon in it",
                      name);
    return found;
}

/* A scanner borrowed from the daemon, or a device that is opened by its own name. */
struct borrowed {
    struct client *client; /* NULL: nothing to give back */
    const char *name;
    char device[256];
};

static void give_back(struct borrowed *b)
{
    struct so_error err = {0};
    if (b->client && post(b->client, b->name, "enable", 0, &err))
        cmd_fail(0, "the scanner stays given away; 'sohoa scanner enable %s' takes it back: %s", b->name, err.text);
    client_free(b->client);
}

static int borrow(const char *name, struct borrowed *b)
{
    struct so_error err = {0};
    *b = (struct borrowed){.name = name};
    if (strchr(name, ':')) {
        snprintf(b->device, sizeof b->device, "%s", name);
        return EXIT_DONE;
    }
    struct client *client;
    int status = remote_open(&client);
    if (status != EXIT_DONE)
        return status;
    json_t *view = find_scanner(client, name, &err);
    if (view)
        snprintf(b->device, sizeof b->device, "%s", remote_text(view, "device"));
    bool held = view && json_is_true(json_object_get(view, "can_release"));
    bool given = !strcmp(remote_text(view, "state"), "released");
    int r = !view           ? err.code
            : !b->device[0] ? so_fail(&err, SO_ENOTFOUND, "scanner %s has not been seen yet: %s", name,
                                      remote_text(view, "message_en"))
            : !held         ? so_fail(&err, SO_EINVALID, "scanner %s is %s", name, remote_text(view, "state"))
            : given         ? SO_OK
                            : post(client, name, "release", 5, &err);
    json_decref(view);
    if (r || given) {
        client_free(client);
        return r ? remote_fail(r, &err) : EXIT_DONE;
    }
    b->client = client;
    usleep(WAIT_MS * 1000); /* the daemon's worker closes the device */
    return EXIT_DONE;
}

static void print_option(const json_t *o)
{
    const json_t *choices = json_object_get(o, "choices"), *range = json_object_get(o, "range"), *one;
    size_t i;
    const char *unit = remote_text(o, "unit");
    printf("  %-24s %s%s%s", remote_text(o, "name"), remote_text(o, "value"), *unit ? " " : "", unit);
    if (json_array_size(choices)) {
        printf("  [");
        json_array_foreach(choices, i, one) printf("%s%s", i ? " | " : "", json_string_value(one));
        printf("]");
    }
    if (range)
        printf("  [%g … %g]", json_number_value(json_object_get(range, "min")),
               json_number_value(json_object_get(range, "max")));
    printf("%s%s\n", json_is_true(json_object_get(o, "active")) ? "" : "  (inactive)",
           json_is_true(json_object_get(o, "settable")) ? "" : "  (read only)");
}

static int print_options(const char *name, bool json)
{
    struct borrowed b;
    json_t *answer = NULL, *one;
    size_t i;
    int status = borrow(name, &b);
    if (status != EXIT_DONE)
        return status;
    const char *arguments[] = {"--options", b.device, NULL};
    status = ask_worker(arguments, OPTIONS_TIMEOUT_MS, &answer);
    give_back(&b);
    if (status == EXIT_DONE && json)
        remote_print(answer);
    else if (status == EXIT_DONE)
        json_array_foreach(answer, i, one) print_option(one);
    json_decref(answer);
    return status;
}

static void print_test(const json_t *t)
{
    static const struct {
        const char *code, *text;
    } known[] = {
        {"blank", "the whole page has one value: blank paper, or the lamp is off"},
        {"grey_tail", "the end of the page is even grey: the image was cut off on its way"},
        {"short", "fewer lines came than were asked for"},
        {"inexact", "the scanner changed what was asked for"},
    };
    const json_t *w;
    size_t i;
    printf("One page came: %lld × %lld pixels, %.0f × %.0f mm at %lld dpi, %s, %lld bytes in %.1f s.\n",
           remote_number(t, "width"), remote_number(t, "height"), json_number_value(json_object_get(t, "width_mm")),
           json_number_value(json_object_get(t, "height_mm")), remote_number(t, "resolution"), remote_text(t, "colour"),
           remote_number(t, "bytes"), (double)remote_number(t, "ms") / 1000);
    printf("Source: %s. Mean brightness: %lld of 255.\n",
           *remote_text(t, "source") ? remote_text(t, "source") : "only one", remote_number(t, "mean"));
    json_array_foreach(json_object_get(t, "warnings"), i, w) for (size_t k = 0; k < sizeof known / sizeof *known;
                                                                  k++) if (!strcmp(json_string_value(w), known[k].code))
        printf("Warning: %s.\n", known[k].text);
    puts("Nothing was kept.");
}

static int run_test(const char *name, bool json, const char *source, const char *mode, const char *resolution)
{
    struct borrowed b;
    json_t *answer = NULL;
    int status = borrow(name, &b);
    if (status != EXIT_DONE)
        return status;
    const char *arguments[] = {"--test", b.device, source, mode, resolution, NULL};
    status = ask_worker(arguments, TEST_TIMEOUT_MS, &answer);
    give_back(&b);
    if (status == EXIT_DONE && json)
        remote_print(answer);
    else if (status == EXIT_DONE)
        print_test(answer);
    json_decref(answer);
    return status;
}

static int run_release(const char *name, const char *minutes)
{
    char *end = NULL;
    long n = minutes ? strtol(minutes, &end, 10) : 0;
    if (minutes && (*end || end == minutes || n < 1 || n > COMMANDS_RELEASE_MINUTES_MAX))
        return cmd_usage(&cmd_scanner, "minutes are a number from 1 to %d", COMMANDS_RELEASE_MINUTES_MAX);
    return give_or_take(name, "release", (unsigned)n);
}

static int run_scanner(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'},
                                          {"source", required_argument, NULL, 's'},
                                          {"mode", required_argument, NULL, 'm'},
                                          {"resolution", required_argument, NULL, 'r'},
                                          {"label", required_argument, NULL, 'l'},
                                          {0}};
    const char *source = "", *mode = "", *resolution = "0", *label = NULL;
    bool json = false;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == 'j')
            json = true;
        else if (c == 's')
            source = optarg;
        else if (c == 'm')
            mode = optarg;
        else if (c == 'l')
            label = optarg;
        else if (c == 'r')
            resolution = optarg;
        else
            return cmd_usage(&cmd_scanner, "unknown option '%s'", argv[optind - 1]);
    }
    const char *verb = optind < argc ? argv[optind] : "", *name = optind + 1 < argc ? argv[optind + 1] : NULL;
    int given = argc - optind;
    if (!strcmp(verb, "list") && given == 1)
        return print_list(json);
    if (!strcmp(verb, "add") && (given == 2 || given == 3))
        return cmd_scanner_add(name, given == 3 ? argv[optind + 2] : NULL, label);
    if (!strcmp(verb, "release") && (given == 2 || given == 3))
        return run_release(name, given == 3 ? argv[optind + 2] : NULL);
    if (!strcmp(verb, "enable") && given == 2)
        return give_or_take(name, "enable", 0);
    if (!strcmp(verb, "options") && given == 2)
        return print_options(name, json);
    if (!strcmp(verb, "test") && given == 2)
        return run_test(name, json, source, mode, resolution);
    return cmd_usage(&cmd_scanner, "say list, add, options, test, release or enable");
}

const struct command cmd_scanner = {
    .name = "scanner",
    .arguments = "list | add NAME [DEVICE] | options NAME | test NAME | release NAME [MINUTES] | enable NAME",
    .summary = "the scanners that are connected: list, try, give to another program",
    .help =
        "  list [--json]           what is connected; a device's name goes into the settings under scanners: device\n"
        "  add NAME [DEVICE]       puts the scanner into the settings by what names it for ever; DEVICE as list shows it,\n"
        "      --label L           or http://…/eSCL/ of a network scanner; L is what clerks see\n"
        "  options NAME [--json]   every option of the driver, its value and what it may be\n"
        "  test NAME [--json]      scans one page, says how it came, keeps nothing\n"
        "      --source S --mode M --resolution N\n"
        "  release NAME [MINUTES]  closes the scanner so that another program can use it\n"
        "  enable NAME             takes it back, or looks for it again now\n\n"
        "NAME is that of the settings, or (options, test) a device's own: \"fujitsu:fi-7160:1234\".\n",
    .run = run_scanner,
};
