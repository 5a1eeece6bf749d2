/* sohoa show: one paper with its fields and findings. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cmd_remote.h"

static void print_paper(const json_t *paper)
{
    printf("%s %lld, %s\n", remote_label(paper), remote_number(paper, "id"), remote_text(paper, "title"));
    if (*remote_text(paper, "dossier"))
        printf("hồ sơ %s\n", remote_text(paper, "dossier"));
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(paper, "fields"), i, one)
        printf("    %-36s %s%s\n", remote_label(one), remote_text(one, "value"),
               strcmp(remote_text(one, "author"), "clerk") ? "" : "  (cán bộ)");
    json_array_foreach(json_object_get(paper, "findings"), i, one)
        printf("  %c %s\n", strcmp(remote_text(one, "state"), "open") ? 'x' : '!', remote_text(one, "message"));
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'}, {0}};
    bool json = false;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c != 'j')
            return cmd_usage(&cmd_show, "unknown option '%s'", argv[optind - 1]);
        json = true;
    }
    if (optind + 1 != argc || !argv[optind][0] || strspn(argv[optind], "0123456789") != strlen(argv[optind]))
        return cmd_usage(&cmd_show, "name one paper by its number");
    struct buf path = BUF_INIT;
    json_t *reply = NULL;
    int status = buf_printf(&path, "/api/v1/papers/%s", argv[optind]) ? cmd_fail(EXIT_FAILED, "out of memory")
                                                                     : remote_ask("GET", path.data, NULL, &reply);
    buf_free(&path);
    if (status == EXIT_DONE) {
        if (json)
            remote_print(reply);
        else
            print_paper(reply);
    }
    json_decref(reply);
    return status;
}

const struct command cmd_show = {
    .name = "show",
    .arguments = "[--json] PAPER",
    .summary = "one paper: its fields and what is missing on it",
    .help = "PAPER is the number that 'sohoa search' prints.\n",
    .run = run,
};
