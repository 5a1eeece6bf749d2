/* The command line: finds the command and runs it. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "daemon/cmd.h"

static const struct command *const commands[] = {
    &cmd_read,   &cmd_scan, &cmd_scanner, &cmd_watch, &cmd_import, &cmd_search, &cmd_show, &cmd_stack,   &cmd_status, &cmd_batch,
    &cmd_report, &cmd_dossier, &cmd_lookalikes, &cmd_register, &cmd_list, &cmd_cover, &cmd_export, &cmd_procedures, &cmd_papers, &cmd_user, &cmd_backup,
    &cmd_restore, &cmd_verify,
};

struct cmd_globals cmd_globals;

#define COMMANDS (sizeof commands / sizeof *commands)

static void print_commands(FILE *out)
{
    fputs("sohoa: reads, files and finds the papers of a one-stop desk\n\n"
          "usage: sohoa [--config FILE] [--data FOLDER] COMMAND [ARGUMENT…]\n\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n  --config FILE    settings; default: the installed ones\n"
          "  --data FOLDER    the daemon's data folder; default: $SOHOA_DATA, then the settings\n"
          "\n'sohoa COMMAND --help' tells more. Exit status: 0 done, 1 some of it failed, 2 wrong call, 3 no daemon.\n",
          out);
}

static void print_help(const struct command *c)
{
    printf("usage: sohoa %s %s\n\n%s\n\n%s", c->name, c->arguments, c->summary, c->help);
}

int cmd_fail(int status, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("sohoa: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    return status;
}

int cmd_usage(const struct command *command, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "sohoa %s: ", command->name);
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\nusage: sohoa %s %s\n", command->name, command->arguments);
    va_end(ap);
    return EXIT_USAGE;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return true;
    return false;
}

/* Takes the options before the command; the number of arguments taken, or -1 after a complaint. */
static int take_globals(int argc, char **argv)
{
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        const char **to = !strcmp(argv[at], "--config") ? &cmd_globals.config
                          : !strcmp(argv[at], "--data") ? &cmd_globals.data
                                                        : NULL;
        if (!to)
            break;
        if (at + 1 == argc) {
            cmd_fail(0, "%s needs a value", argv[at]);
            return -1;
        }
        *to = argv[++at];
    }
    return at;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    if (wants_help(argc, argv)) {
        print_help(command);
        return EXIT_DONE;
    }
    return command->run(argc, argv);
}

int main(int argc, char **argv)
{
    int at = take_globals(argc, argv);
    if (at < 0)
        return EXIT_USAGE;
    if (at == argc) {
        print_commands(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[at];
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
        print_commands(stdout);
        return EXIT_DONE;
    }
    if (!strcmp(name, "--version")) {
        puts("sohoa " SOHOA_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (!strcmp(commands[i]->name, name))
            return run_command(commands[i], argc - at, argv + at);
    return cmd_fail(EXIT_USAGE, "no command '%s'; 'sohoa --help' lists them", name);
}
