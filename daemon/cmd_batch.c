/* sohoa batch: the nightly reading by hand, and what the last one brought. */
#include <stdlib.h>
#include <string.h>

#include "daemon/cmd_remote.h"

static void print_summary(const json_t *reply)
{
    const json_t *run = json_object_get(reply, "run");
    if (!json_is_object(run)) {
        puts("no batch has run yet");
        return;
    }
    printf("batch %lld, %s, begun %s\n", remote_number(run, "id"), remote_text(run, "state"),
           remote_text(run, "started"));
    printf("%lld pages read, %lld papers improved, %lld still doubtful, %lld failed\n",
           remote_number(run, "pages_read"), remote_number(run, "improved"), remote_number(run, "doubtful"),
           remote_number(run, "failed"));
    const char *code;
    json_t *count;
    json_object_foreach(json_object_get(run, "findings"), code, count)
        printf("  %-14s %lld\n", code, (long long)json_integer_value(count));
}

static int run(int argc, char **argv)
{
    bool json = argc > 1 && !strcmp(argv[argc - 1], "--json");
    if (argc - json != 2)
        return cmd_usage(&cmd_batch, "say now or summary");
    json_t *reply = NULL;
    int status;
    if (!strcmp(argv[1], "now"))
        status = remote_ask("POST", "/api/v1/batch", NULL, &reply);
    else if (!strcmp(argv[1], "summary"))
        status = remote_ask("GET", "/api/v1/batch/summary", NULL, &reply);
    else
        return cmd_usage(&cmd_batch, "unknown word '%s'", argv[1]);
    if (status == EXIT_DONE && json)
        remote_print(reply);
    else if (status == EXIT_DONE && !strcmp(argv[1], "summary"))
        print_summary(reply);
    else if (status == EXIT_DONE)
        puts("the batch begins; 'sohoa batch summary' tells how it went");
    json_decref(reply);
    return status;
}

const struct command cmd_batch = {
    .name = "batch",
    .arguments = "now|summary [--json]",
    .summary = "read the backlog and doubtful pages again now, or tell how the last batch went",
    .help = "now starts at once whatever the hour and ends when nothing is left; counter work still goes first.\n",
    .run = run,
};
