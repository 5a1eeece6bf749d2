/* sohoa lookalikes: papers that may be the same one twice, and what a clerk decides of them. */
#include <stdlib.h>
#include <string.h>

#include "daemon/cmd_remote.h"

static int print_list(const json_t *reply)
{
    size_t i, k;
    json_t *p, *why;
    json_array_foreach(json_object_get(reply, "papers"), i, p)
    {
        printf("%-8lld %-10s %s: %s  %s", remote_number(p, "id"), remote_text(p, "decision"), remote_label(p),
               remote_text(p, "title"), remote_text(p, "dossier"));
        json_array_foreach(json_object_get(p, "why"), k, why)
            printf("%s%s", k ? ", " : "  (", json_string_value(why));
        puts(json_array_size(json_object_get(p, "why")) ? ")" : "");
    }
    return EXIT_DONE;
}

static bool is_number(const char *word)
{
    return *word && strlen(word) < 19 && strspn(word, "0123456789") == strlen(word);
}

/* The decision, or its undoing, on the version that the paper has now. */
static int decide(const char *paper, const char *verb, const char *other)
{
    char path[128];
    json_t *now = NULL, *reply = NULL;
    bool undo = !strcmp(verb, "undo");
    snprintf(path, sizeof path, "/api/v1/papers/%s/lookalikes", paper);
    int status = remote_ask("GET", path, NULL, &now);
    json_t *body = json_pack("{s:I}", "version", (json_int_t)remote_number(now, "version"));
    if (body && !undo)
        json_object_set_new(body, "decision", json_string(verb));
    snprintf(path, sizeof path, "/api/v1/papers/%s/lookalikes/%s%s", paper, other, undo ? "/undo" : "");
    if (status == EXIT_DONE)
        status = body ? remote_ask("POST", path, body, &reply) : cmd_fail(EXIT_FAILED, "out of memory");
    if (status == EXIT_DONE)
        print_list(reply);
    json_decref(body);
    json_decref(now);
    json_decref(reply);
    return status;
}

static int run(int argc, char **argv)
{
    static const char *const verbs[] = {"replace", "newer", "different", "undo"};
    bool json = argc > 1 && !strcmp(argv[1], "--json");
    argv += json;
    argc -= json;
    if ((argc != 2 && argc != 4) || !is_number(argv[1]))
        return cmd_usage(&cmd_lookalikes, "name one paper by its number");
    if (argc == 4) {
        for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
            if (!strcmp(verbs[i], argv[2]) && is_number(argv[3]))
                return decide(argv[1], argv[2], argv[3]);
        return cmd_usage(&cmd_lookalikes, "can't do '%s' so", argv[2]);
    }
    char path[128];
    json_t *reply = NULL;
    snprintf(path, sizeof path, "/api/v1/papers/%s/lookalikes", argv[1]);
    int status = remote_ask("GET", path, NULL, &reply);
    if (status == EXIT_DONE && json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        print_list(reply);
    json_decref(reply);
    return status;
}

const struct command cmd_lookalikes = {
    .name = "lookalikes",
    .arguments = "[--json] PAPER [replace|newer|different|undo OTHER]",
    .summary = "papers that may be the same one twice",
    .help =
        "Without a decision: lists papers with the same content, number and name, or person, and what was decided.\n"
        "replace    PAPER stands for OTHER, which leaves lists, search and checklists\n"
        "newer      PAPER is a newer copy of OTHER; both stay\n"
        "different  they are not the same; never offered again\n"
        "undo       takes the decision back\n",
    .run = run,
};
