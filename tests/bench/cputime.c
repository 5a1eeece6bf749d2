/*
 * Runs a command and appends one line of JSON about what it and all its waited-for descendants used:
 *     cputime FILE COMMAND [ARGUMENT…]   →   {"user":1.203,"sys":0.041,"wall":0.702,"peak_kb":152340,"status":0}
 * user and sys are CPU seconds, peak_kb is the largest resident set of any one process. Exits as the command did.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: cputime FILE COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    pid_t pid;
    int status = 0;
    struct rusage used;
    double start = now();
    int failed = posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ);
    if (failed) {
        fprintf(stderr, "cputime: %s: %s\n", argv[2], strerror(failed));
        return 127;
    }
    while (wait4(pid, &status, 0, &used) < 0)
        if (errno != EINTR)
            return 1;
    double wall = now() - start;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    FILE *out = fopen(argv[1], "a");
    if (!out) {
        fprintf(stderr, "cputime: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    fprintf(out, "{\"user\":%.3f,\"sys\":%.3f,\"wall\":%.3f,\"peak_kb\":%ld,\"status\":%d}\n", seconds(used.ru_utime),
            seconds(used.ru_stime), wall, used.ru_maxrss, code);
    return fclose(out) == 0 ? code : 1;
}
