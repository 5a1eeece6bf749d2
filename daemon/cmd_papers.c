/* sohoa papers: the definitions of papers, listed, checked, begun and tried. */
#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "daemon/cmd.h"
#include "daemon/cmd_papers.h"
#include "daemon/places.h"
#include "paper/paper.h"

struct problems {
    json_t *list; /* NULL: told on standard error as they come */
    int n;
};

static void note_problem(void *userdata, const char *problem)
{
    struct problems *p = userdata;
    p->n++;
    if (p->list)
        json_array_append_new(p->list, json_string(problem));
    else
        fprintf(stderr, "%s\n", problem);
}

static int print_json(json_t *value, int status)
{
    if (!value)
        return cmd_fail(EXIT_FAILED, "out of memory");
    json_dumpf(value, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(value);
    return status;
}

static int check(const char *path, bool json)
{
    struct problems problems = {.list = json ? json_array() : NULL};
    int r = paper_check(path, note_problem, &problems);
    if (r && !problems.n)
        note_problem(&problems, so_result_text(r));
    if (json)
        return print_json(json_pack("{s:s, s:o}", "path", path, "problems", problems.list),
                          problems.n ? EXIT_FAILED : EXIT_DONE);
    if (problems.n)
        return cmd_fail(EXIT_FAILED, "%d %s in %s", problems.n, problems.n == 1 ? "problem" : "problems", path);
    printf("%s: no problems\n", path);
    return EXIT_DONE;
}

static json_t *def_json(const struct paper_def *d)
{
    json_t *titles = json_array();
    for (size_t i = 0; i < d->titles.len; i++)
        json_array_append_new(titles, json_string(d->titles.items[i].text));
    return json_pack("{s:s, s:s, s:s, s:s, s:i, s:o}", "type", d->type, "title_vi", d->title_vi, "title_en",
                     d->title_en, "keep", paper_keep_name(d->keep), "fields", (int)d->fields.len, "titles", titles);
}

static int list(const char *path, bool json)
{
    struct paper_defs defs = {0};
    struct so_error err = {0};
    if (papers_load(path, &defs, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    json_t *all = json ? json_array() : NULL;
    for (size_t i = 0; i < defs.len; i++) {
        const struct paper_def *d = &defs.items[i];
        if (json)
            json_array_append_new(all, def_json(d));
        else
            printf("%-36s %s (%zu fields)\n", d->type, d->title_vi, d->fields.len);
    }
    paper_defs_free(&defs);
    return json ? print_json(all, EXIT_DONE) : EXIT_DONE;
}

struct call {
    bool json;
    const char *folder, *type;
};

static int work(const struct call *call, const char *folder, int argc, char **argv)
{
    const char *word = argv[0];
    if (!strcmp(word, "check") && argc <= 2)
        return check(argc == 2 ? argv[1] : folder, call->json);
    if (!strcmp(word, "list") && argc <= 2)
        return list(argc == 2 ? argv[1] : folder, call->json);
    if (!strcmp(word, "new") && argc == 2)
        return papers_new(folder, argv[1], call->json);
    if (!strcmp(word, "try") && argc >= 2)
        return papers_try(folder, call->type, call->json, argv + 1, argc - 1);
    bool known = !strcmp(word, "check") || !strcmp(word, "list") || !strcmp(word, "new") || !strcmp(word, "try");
    if (!known)
        return cmd_usage(&cmd_papers, "unknown word '%s'", word);
    return cmd_usage(&cmd_papers, !strcmp(word, "new")   ? "new takes one type"
                                  : !strcmp(word, "try") ? "no file named to try"
                                                         : "at most one file or folder");
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'},
                                          {"papers", required_argument, NULL, 'p'},
                                          {"type", required_argument, NULL, 't'},
                                          {0}};
    struct call call = {0};
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == 'j')
            call.json = true;
        else if (c == 'p')
            call.folder = optarg;
        else if (c == 't')
            call.type = optarg;
        else
            return cmd_usage(&cmd_papers, "unknown option '%s'", argv[optind - 1]);
    }
    if (optind == argc)
        return cmd_usage(&cmd_papers, "say check, list, new or try");
    if (call.type && strcmp(argv[optind], "try") != 0)
        return cmd_usage(&cmd_papers, "--type belongs to try");
    struct places places;
    struct so_error err;
    if (places_find(&places, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    char *folder = call.folder ? strdup(call.folder) : file_join(places.config, "papers");
    int status =
        folder ? work(&call, folder, argc - optind, argv + optind) : cmd_fail(EXIT_FAILED, "out of memory");
    free(folder);
    places_free(&places);
    return status;
}

const struct command cmd_papers = {
    .name = "papers",
    .arguments = "check|list [FILE|FOLDER]  |  new TYPE  |  try FILE…",
    .summary = "check, list, begin and try the definitions of papers",
    .help =
        "  check [PATH]       every problem with its file, line and column; exit status 1 when there is one\n"
        "  list [PATH]        the types\n"
        "  new TYPE           writes TYPE.yaml with comments to begin with; never over a file\n"
        "  try FILE…          reads pages and shows what each label matched, what each field got, what is missing and\n"
        "                     why, and why the type was chosen; nothing is stored\n\n"
        "  --papers FOLDER    definitions other than the installed ones\n"
        "  --type TYPE        try: take the pages for this type, whatever stands on them\n"
        "  --json             for programs; try: one line a page\n",
    .run = run,
};
