/* sohoa status: what the daemon and its scanners do. */
#include <getopt.h>

#include "daemon/cmd_remote.h"

static void print_status(const json_t *status, const json_t *scanners, const json_t *sources)
{
    const json_t *daemon = json_object_get(status, "daemon"), *jobs = json_object_get(status, "jobs");
    const json_t *totals = json_object_get(status, "totals");
    printf("sohoad %s since %s; %lld of %lld readers busy; better model %s\n", remote_text(daemon, "version"),
           remote_text(daemon, "started"), remote_number(daemon, "workers_busy"), remote_number(daemon, "workers"),
           json_is_true(json_object_get(daemon, "best_model")) ? "installed" : "not installed");
    printf("record: %lld papers, %lld pages, %lld open findings; %lld pages could not be read\n",
           remote_number(totals, "papers"), remote_number(totals, "pages"), remote_number(totals, "findings_open"),
           remote_number(totals, "pages_failed"));
    printf("waiting: %lld for the counter, %lld of the backlog; batch %s\n", remote_number(jobs, "counter"),
           remote_number(jobs, "backlog"),
           json_is_true(json_object_get(daemon, "batch_going")) ? "going" : "not going");
    printf("disk: %lld MB free; backup: %s\n", remote_number(daemon, "disk_free_bytes") / 1000000,
           *remote_text(daemon, "backup") ? remote_text(daemon, "backup")
                                          : "none was ever made ('sohoa backup FOLDER')");
    if (remote_number(daemon, "raw_waiting"))
        printf("%lld raw pages stay in the spool until a backup holds them\n", remote_number(daemon, "raw_waiting"));
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(sources, "sources"), i, one)
        printf("stack %lld of %s: %lld to look at ('sohoa stack %lld')\n", remote_number(one, "id"),
               remote_text(one, "created"), remote_number(one, "warnings"), remote_number(one, "id"));
    json_array_foreach(json_object_get(scanners, "scanners"), i, one)
        printf("scanner %s: %s%s%s\n", remote_text(one, "name"), remote_text(one, "state"),
               *remote_text(one, "message_en") ? ": " : "", remote_text(one, "message_en"));
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'}, {0}};
    bool json = false;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c != 'j')
            return cmd_usage(&cmd_status, "unknown option '%s'", argv[optind - 1]);
        json = true;
    }
    if (optind != argc)
        return cmd_usage(&cmd_status, "unexpected argument '%s'", argv[optind]);
    json_t *status = NULL, *scanners = NULL, *sources = NULL;
    int exit_status = remote_ask("GET", "/api/v1/status", NULL, &status);
    if (exit_status == EXIT_DONE)
        exit_status = remote_ask("GET", "/api/v1/scanners", NULL, &scanners);
    if (exit_status == EXIT_DONE)
        exit_status = remote_ask("GET", "/api/v1/sources?warned=1&limit=20", NULL, &sources);
    if (exit_status == EXIT_DONE && json) {
        json_object_update(status, scanners);
        json_object_set(status, "warned", json_object_get(sources, "sources"));
        remote_print(status);
    } else if (exit_status == EXIT_DONE) {
        print_status(status, scanners, sources);
    }
    json_decref(status);
    json_decref(scanners);
    json_decref(sources);
    return exit_status;
}

const struct command cmd_status = {
    .name = "status",
    .arguments = "[--json]",
    .summary = "what the daemon, its readers and its scanners do",
    .help = "  --json    one line of JSON: daemon, jobs, totals, scanners; warned: stacks with something to look at\n",
    .run = run,
};
