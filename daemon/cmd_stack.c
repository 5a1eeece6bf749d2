/* sohoa stack: what came in together, what to look at, and where its papers begin. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cmd_remote.h"

static void print_page(const json_t *page, const json_t *source)
{
    const char *role = remote_text(page, "role");
    long long seq = remote_number(page, "seq"), sheet = remote_number(page, "sheet");
    json_t *one;
    size_t i;
    printf("  image %-4lld", seq);
    if (sheet)
        printf(" sheet %lld%s", sheet, json_is_true(json_object_get(page, "back")) ? " back" : "");
    if (!strcmp(role, "paper"))
        printf("  paper %lld", remote_number(page, "paper"));
    else
        printf("  %s", role);
    json_array_foreach(json_object_get(source, "cover_sheets"), i, one) if (remote_number(one, "seq") == seq)
        printf(": dossier %s, procedure %s, %lld sheets", remote_text(one, "dossier"), remote_text(one, "procedure"),
               remote_number(one, "sheets"));
    printf("%s%s\n", json_is_true(json_object_get(page, "blank")) ? "  blank" : "",
           strcmp(remote_text(page, "state"), "read") ? "  not read" : "");
}

static void print_source(const json_t *source)
{
    json_t *one;
    size_t i;
    printf("stack %lld, %s %s, %s: %lld images, %zu papers", remote_number(source, "id"), remote_text(source, "origin"),
           *remote_text(source, "scanner") ? remote_text(source, "scanner") : remote_text(source, "name"),
           remote_text(source, "created"), remote_number(source, "npages"),
           json_array_size(json_object_get(source, "papers")));
    if (remote_number(source, "sheets"))
        printf("; %lld sheets stated", remote_number(source, "sheets"));
    printf("%s\n", json_is_true(json_object_get(source, "closed")) ? "" : "; still open");
    json_array_foreach(json_object_get(source, "pages"), i, one) print_page(one, source);
    json_array_foreach(json_object_get(source, "warnings"), i, one)
        printf("%c %lld %s%s%s\n", strcmp(remote_text(one, "state"), "open") ? ' ' : '!', remote_number(one, "id"),
               remote_text(one, "message_en"), *remote_text(one, "user") ? "  seen by " : "", remote_text(one, "user"));
}

static int list(bool json)
{
    json_t *reply = NULL, *one;
    size_t i;
    int status = remote_ask("GET", "/api/v1/sources?limit=50", NULL, &reply);
    if (status == EXIT_DONE && json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        json_array_foreach(json_object_get(reply, "sources"), i, one) printf(
            "%6lld  %s  %-12s %4lld images %4lld papers%s\n", remote_number(one, "id"), remote_text(one, "created"),
            *remote_text(one, "scanner") ? remote_text(one, "scanner") : remote_text(one, "origin"),
            remote_number(one, "npages"), remote_number(one, "npapers"),
            remote_number(one, "warnings") ? "  ! to look at" : "");
    json_decref(reply);
    return status;
}

/* A change: on the version of now, or the one that the caller saw. */
struct change {
    const char *verb; /* NULL: only show */
    long long version, page, to, sheets, warning;
};

static int ask_change(long long id, const struct change *c, long long version, json_t **ret_reply)
{
    char path[120];
    json_t *body = json_pack("{s:I}", "version", (json_int_t)version);
    const char *method = "POST";
    if (!strcmp(c->verb, "sheets")) {
        method = "PATCH";
        snprintf(path, sizeof path, "/api/v1/sources/%lld", id);
        json_object_set_new(body, "sheets", json_integer((json_int_t)c->sheets));
    } else if (!strcmp(c->verb, "seen")) {
        snprintf(path, sizeof path, "/api/v1/sources/%lld/warnings/%lld/acknowledge", id, c->warning);
    } else {
        snprintf(path, sizeof path, "/api/v1/sources/%lld/%s", id, c->verb);
        json_object_set_new(body, "page", json_integer((json_int_t)c->page));
        json_object_set_new(body, "to", json_integer((json_int_t)c->to));
    }
    int status = remote_ask(method, path, body, ret_reply);
    json_decref(body);
    return status;
}

static int show(long long id, bool json, const struct change *c)
{
    char path[80];
    json_t *reply = NULL, *changed = NULL;
    snprintf(path, sizeof path, "/api/v1/sources/%lld", id);
    int status = remote_ask("GET", path, NULL, &reply);
    if (status == EXIT_DONE && c->verb) {
        status = ask_change(id, c, c->version ? c->version : remote_number(reply, "version"), &changed);
        json_decref(reply);
        reply = changed;
    }
    if (status == EXIT_DONE && json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        print_source(reply);
    json_decref(reply);
    return status;
}

static bool take_number(const char *text, long long *ret)
{
    char *end = NULL;
    long long n = strtoll(text, &end, 10);
    if (!*text || *end || n < 0)
        return false;
    *ret = n;
    return true;
}

/* "split PAGE", "join PAGE", "move PAGE TO", "sheets N", "seen WARNING", "undo" */
static bool take_verb(int argc, char **argv, struct change *c)
{
    static const struct {
        const char *verb;
        int numbers;
    } verbs[] = {{"split", 1}, {"join", 1}, {"move", 2}, {"sheets", 1}, {"seen", 1}, {"undo", 0}};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(argv[0], verbs[i].verb) || argc - 1 != verbs[i].numbers)
            continue;
        c->verb = verbs[i].verb;
        if (argc > 1 && !take_number(argv[1], &c->page))
            return false;
        c->sheets = c->warning = c->page;
        return argc < 3 || take_number(argv[2], &c->to);
    }
    return false;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {
        {"json", no_argument, NULL, 'j'}, {"version", required_argument, NULL, 'v'}, {0}};
    struct change change = {0};
    long long id;
    bool json = false;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == 'j')
            json = true;
        else if (c != 'v' || !take_number(optarg, &change.version))
            return cmd_usage(&cmd_stack, "unknown option or value '%s'", argv[optind - 1]);
    }
    if (optind == argc)
        return list(json);
    if (!take_number(argv[optind], &id))
        return cmd_usage(&cmd_stack, "'%s' is no number of a stack", argv[optind]);
    if (optind + 1 < argc && !take_verb(argc - optind - 1, argv + optind + 1, &change))
        return cmd_usage(&cmd_stack, "say split PAGE, join PAGE, move PAGE TO, undo, sheets N or seen WARNING");
    return show(id, json, &change);
}

const struct command cmd_stack = {
    .name = "stack",
    .arguments = "[--json] [NUMBER [split PAGE | join PAGE | move PAGE TO | undo | sheets N | seen WARNING]]",
    .summary = "what came in together: its pages, its papers, what to look at",
    .help = "  (nothing)       the latest stacks\n"
            "  NUMBER          one: its images in order, its papers, covers and warnings\n"
            "  split PAGE      a paper begins at this image\n"
            "  join PAGE       this image continues the paper before\n"
            "  move PAGE TO    the paper that begins at PAGE begins at TO\n"
            "  undo            takes back the latest of these three\n"
            "  sheets N        how many sheets were put in, covers included; 0 takes it back\n"
            "  seen WARNING    a warning, by the number in front of it, was looked at\n"
            "  --version V     refuses when the stack is not of this version (--json tells it) any more\n",
    .run = run,
};
