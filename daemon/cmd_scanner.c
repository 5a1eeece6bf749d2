/* sohoa scanner: which scanners there are, what they can do, and who has them. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/cmd_remote.h"
#include "daemon/cmd_scanner.h"
#include "daemon/commands.h"
#include "daemon/places.h"
#include "daemon/scanner_ask.h"

#define WAIT_MS 100

/* Where the worker is; it gets this program's own environment. EXIT_DONE, or the status after a complaint. */
static int find_worker(struct places *places, struct scanner_asking *ret_how)
{
    struct so_error err = {0};
    if (places_find(places, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    *ret_how = (struct scanner_asking){places->worker_scan, (const char *const *)(uintptr_t)environ};
    return EXIT_DONE;
}

static int list(json_t **ret_list)
{
    struct places places;
    struct scanner_asking how;
    struct so_error err = {0};
    int status = find_worker(&places, &how);
    if (status != EXIT_DONE)
        return status;
    int r = scanner_ask_list(&how, ret_list, &err);
    places_free(&places);
    return r ? cmd_fail(EXIT_FAILED, "%s", err.text) : EXIT_DONE;
}

static int add(const char *name, const char *device, const char *label)
{
    struct places places;
    struct scanner_asking how;
    const struct scanner_enrolment wanted = {name, label, device};
    int status = find_worker(&places, &how);
    if (status != EXIT_DONE)
        return status;
    status = cmd_scanner_add(&how, places.config, &wanted);
    places_free(&places);
    return status;
}

static int print_list(bool json)
{
    json_t *found = NULL, *one;
    size_t i;
    int status = list(&found);
    if (status != EXIT_DONE)
        return status;
    if (json) {
        remote_print(found);
    } else {
        json_array_foreach(found, i, one)
            printf("%s %s (%s)\n    device: \"%s\"\n", remote_text(one, "vendor"), remote_text(one, "model"),
                   remote_text(one, "type"), remote_text(one, "device"));
        if (!json_array_size(found))
            puts("No scanner is found. Check its cable and power; 'sohoa status' shows those of the settings.");
    }
    json_decref(found);
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
    struct places places;
    struct scanner_asking how;
    struct so_error err = {0};
    json_t *answer = NULL, *one;
    size_t i;
    int status = find_worker(&places, &how);
    if (status != EXIT_DONE)
        return status;
    status = borrow(name, &b);
    if (status == EXIT_DONE) {
        int r = scanner_ask_options(&how, b.device, &answer, &err);
        give_back(&b);
        if (r)
            status = cmd_fail(EXIT_FAILED, "%s", err.text);
    }
    places_free(&places);
    if (status == EXIT_DONE && json)
        remote_print(answer);
    else if (status == EXIT_DONE)
        json_array_foreach(answer, i, one) print_option(one);
    json_decref(answer);
    return status;
}

/* In the language of the terminal. */
static void print_test(const json_t *test)
{
    const char *lang = getenv("LANG");
    bool vi = lang && !strncmp(lang, "vi", 2);
    json_t *one;
    size_t i;
    json_array_foreach(json_object_get(test, "says"), i, one) puts(remote_text(one, vi ? "message" : "message_en"));
}

static int run_test(const char *name, bool json, const char *source, const char *mode, const char *resolution)
{
    struct borrowed b;
    struct places places;
    struct scanner_asking how;
    struct so_error err = {0};
    json_t *answer = NULL;
    int status = find_worker(&places, &how);
    if (status != EXIT_DONE)
        return status;
    status = borrow(name, &b);
    if (status == EXIT_DONE) {
        int r = scanner_ask_test(&how, b.device, source, mode, resolution, &answer, &err);
        give_back(&b);
        if (r)
            status = cmd_fail(EXIT_FAILED, "%s", err.text);
    }
    places_free(&places);
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
        return add(name, given == 3 ? argv[optind + 2] : NULL, label);
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
        "  add NAME [DEVICE]       puts the scanner into the settings by what names it for ever; DEVICE as list shows "
        "it,\n"
        "      --label L           or http://…/eSCL/ of a network scanner; L is what clerks see\n"
        "  options NAME [--json]   every option of the driver, its value and what it may be\n"
        "  test NAME [--json]      scans one page, says how it came, keeps nothing\n"
        "      --source S --mode M --resolution N\n"
        "  release NAME [MINUTES]  closes the scanner so that another program can use it\n"
        "  enable NAME             takes it back, or looks for it again now\n\n"
        "NAME is that of the settings, or (options, test) a device's own: \"fujitsu:fi-7160:1234\".\n",
    .run = run_scanner,
};
