/* sohoa papers: the definitions of papers, listed and checked. */
#include <string.h>

#include "base/file.h"
#include "daemon/cmd.h"
#include "daemon/places.h"
#include "paper/paper.h"

static void print_problem(void *userdata, const char *problem)
{
    int *n = userdata;
    ++*n;
    fprintf(stderr, "%s\n", problem);
}

static int check(const char *path)
{
    int problems = 0;
    int r = paper_check(path, print_problem, &problems);
    if (r && !problems)
        return cmd_fail(EXIT_FAILED, "%s: %s", path, so_result_text(r));
    if (problems)
        return cmd_fail(EXIT_FAILED, "%d %s in %s", problems, problems == 1 ? "problem" : "problems", path);
    printf("%s: no problems\n", path);
    return EXIT_DONE;
}

static int list(const char *path)
{
    struct paper_rules *rules;
    struct so_error err;
    if (paper_rules_load(path, NULL, &rules, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    const struct paper_defs *defs = paper_rules_defs(rules);
    for (size_t i = 0; i < defs->len; i++)
        printf("%-36s %s (%zu fields)\n", defs->items[i].type, defs->items[i].title_vi, defs->items[i].fields.len);
    paper_rules_free(rules);
    return EXIT_DONE;
}

static int run(int argc, char **argv)
{
    if (argc < 2 || argc > 3)
        return cmd_usage(&cmd_papers, "say check or list, and perhaps a file or folder");
    int (*work)(const char *) = !strcmp(argv[1], "check") ? check : !strcmp(argv[1], "list") ? list : NULL;
    if (!work)
        return cmd_usage(&cmd_papers, "unknown word '%s'", argv[1]);
    if (argc == 3)
        return work(argv[2]);
    struct places places;
    struct so_error err;
    if (places_find(&places, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    char *folder = file_join(places.config, "papers");
    int status = folder ? work(folder) : cmd_fail(EXIT_FAILED, "out of memory");
    free(folder);
    places_free(&places);
    return status;
}

const struct command cmd_papers = {
    .name = "papers",
    .arguments = "check|list [FILE|FOLDER]",
    .summary = "check or list the definitions of papers",
    .help = "check tells every problem with its file, line and column. Without FILE or FOLDER: the installed definitions.\n",
    .run = run,
};
