/* The command line: finds the command and runs it. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "daemon/cmd.h"

static const struct command *const commands[] = {&cmd_read};

#define COMMANDS (sizeof commands / sizeof *commands)

static void print_commands(FILE *out)
{
    fputs("sohoa: reads, files and finds the papers of a one-stop desk\n\nusage: sohoa COMMAND [ARGUMENT…]\n\n", out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n'sohoa COMMAND --help' tells more. Exit status: 0 done, 1 some of it failed, 2 wrong call, 3 no daemon.\n", out);
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

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_commands(stderr);
        return EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
        print_commands(stdout);
        return EXIT_DONE;
    }
    if (!strcmp(argv[1], "--version")) {
        puts("sohoa " SOHOA_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, argv[1]))
            continue;
        if (wants_help(argc - 1, argv + 1)) {
            print_help(commands[i]);
            return EXIT_DONE;
        }
        return commands[i]->run(argc - 1, argv + 1);
    }
    return cmd_fail(EXIT_USAGE, "no command '%s'; 'sohoa --help' lists them", argv[1]);
}
