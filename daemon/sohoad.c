/* The daemon's program: arguments, settings, readiness, exit status. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "daemon/daemon.h"

#define EXIT_USAGE 2

static const char usage[] =
    "usage: sohoad [--config FILE] [--data FOLDER] [--listen ADDRESS:PORT] [--debug]\n"
    "\n"
    "Watches the scanners, reads and files papers, serves the clerks' pages.\n"
    "\n"
    "  --config FILE      settings; default /etc/sohoa/sohoad.yaml where it exists, else built-in defaults\n"
    "  --data FOLDER      where the record lies, instead of the setting 'data'\n"
    "  --listen ADDRESS:PORT\n"
    "                     where to serve, instead of the setting 'listen'\n"
    "  --debug            log more\n"
    "  --version, --help\n"
    "\n"
    "Ends on SIGTERM or Ctrl-C. Exit status: 0 ended as asked, 1 could not start or go on, 2 wrong call.\n";

struct arguments {
    const char *config, *data, *listen;
};

/* -1: go on; otherwise the exit status. */
static int parse_arguments(int argc, char **argv, struct arguments *a)
{
    static const struct option longs[] = {
        {"config", required_argument, NULL, 'c'}, {"data", required_argument, NULL, 'd'},
        {"listen", required_argument, NULL, 'l'}, {"debug", no_argument, NULL, 'D'},
        {"version", no_argument, NULL, 'v'},      {"help", no_argument, NULL, 'h'},
        {0}};
    for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        switch (c) {
        case 'c':
            a->config = optarg;
            break;
        case 'd':
            a->data = optarg;
            break;
        case 'l':
            a->listen = optarg;
            break;
        case 'D':
            log_set_level(LOG_DEBUG);
            break;
        case 'v':
            puts("sohoad " SOHOA_VERSION);
            return EXIT_SUCCESS;
        case 'h':
            fputs(usage, stdout);
            return EXIT_SUCCESS;
        default:
            fputs(usage, stderr);
            return EXIT_USAGE;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "sohoad: unexpected argument '%s'\n%s", argv[optind], usage);
        return EXIT_USAGE;
    }
    return -1;
}

static int load_settings(const struct arguments *a, const struct places *places, struct settings **ret_settings,
                         struct so_error *err)
{
    char *path = a->config ? strdup(a->config) : file_join(places->config, "sohoad.yaml");
    if (!path)
        return so_fail(err, SO_ENOMEM, "out of memory");
    bool built_in = !a->config && access(path, F_OK) < 0;
    int r = settings_load(built_in ? NULL : path, ret_settings, err);
    free(path);
    if (!r && a->data)
        r = settings_set_data(*ret_settings, a->data, err);
    if (!r && a->listen)
        r = settings_set_listen(*ret_settings, a->listen, err);
    return r;
}

int main(int argc, char **argv)
{
    struct arguments arguments = {0};
    int status = parse_arguments(argc, argv, &arguments);
    if (status >= 0)
        return status;
    log_set_name("sohoad");
    struct places places = {0};
    struct settings *settings = NULL;
    struct daemon *daemon = NULL;
    struct so_error err = {0};
    int r = places_find(&places, &err);
    r = r ? r : load_settings(&arguments, &places, &settings, &err);
    r = r ? r : daemon_open(settings, &places, &daemon, &err);
    r = r ? r : daemon_run(daemon, &err);
    if (r)
        log_error("%s", err.text);
    else
        log_notice("ended");
    daemon_close(daemon);
    settings_free(settings);
    places_free(&places);
    return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
