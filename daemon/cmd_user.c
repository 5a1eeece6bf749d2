/* sohoa user: who may sign in. */
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "daemon/cmd_remote.h"

#define PASSWORD_SIZE 300

/* A password from the terminal without echo, or a line of standard input. False when there is none. */
static bool read_password(const char *prompt, char out[PASSWORD_SIZE])
{
    struct termios was, quiet;
    bool terminal = isatty(0) && tcgetattr(0, &was) == 0;
    if (terminal) {
        fputs(prompt, stderr);
        quiet = was;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(0, TCSAFLUSH, &quiet);
    }
    bool got = fgets(out, PASSWORD_SIZE, stdin) != NULL;
    if (terminal) {
        (void)tcsetattr(0, TCSAFLUSH, &was);
        fputc('\n', stderr);
    }
    if (got)
        out[strcspn(out, "\r\n")] = '\0';
    return got && *out;
}

static bool ask_password(char out[PASSWORD_SIZE])
{
    char again[PASSWORD_SIZE];
    if (!read_password("password: ", out))
        return false;
    if (!isatty(0))
        return true;
    return read_password("again: ", again) && !strcmp(out, again);
}

static int list(void)
{
    json_t *reply = NULL;
    int status = remote_ask("GET", "/api/v1/users", NULL, &reply);
    size_t i;
    json_t *u;
    json_array_foreach(json_object_get(reply, "users"), i, u)
        printf("%-20s %-6s %s%s\n", remote_text(u, "name"), remote_text(u, "role"), remote_text(u, "display"),
               json_is_true(json_object_get(u, "disabled")) ? "  (disabled)" : "");
    json_decref(reply);
    return status;
}

static int add(const char *name, const char *display, bool admin)
{
    char password[PASSWORD_SIZE];
    if (!ask_password(password))
        return cmd_fail(EXIT_FAILED, "no password given, or the two differ");
    json_t *body = json_pack("{s:s, s:s, s:s, s:s}", "name", name, "display", display, "role",
                             admin ? "admin" : "clerk", "password", password);
    int status = body ? remote_ask("POST", "/api/v1/users", body, NULL)
                      : cmd_fail(EXIT_FAILED, "the name or password is no UTF-8 text");
    json_decref(body);
    if (status == EXIT_DONE)
        printf("%s can sign in\n", name);
    return status;
}

/* Changes one thing about a user: body is taken. */
static int change(const char *name, json_t *body)
{
    struct buf path = BUF_INIT;
    int r = buf_append_str(&path, "/api/v1/users/");
    r = r ? r : client_escape(name, &path);
    int status = r || !body ? cmd_fail(EXIT_FAILED, "out of memory") : remote_ask("PATCH", path.data, body, NULL);
    buf_free(&path);
    json_decref(body);
    if (status == EXIT_DONE)
        printf("%s: done\n", name);
    return status;
}

static int run(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "", *name = argc > 2 ? argv[2] : NULL;
    if (!strcmp(verb, "list") && argc == 2)
        return list();
    if (!strcmp(verb, "add") && (argc == 3 || argc == 4 || (argc == 5 && !strcmp(argv[4], "--admin")))) {
        bool admin = !strcmp(argv[argc - 1], "--admin");
        return add(name, argc - admin > 3 ? argv[3] : name, admin);
    }
    if (!strcmp(verb, "password") && argc == 3) {
        char password[PASSWORD_SIZE];
        if (!ask_password(password))
            return cmd_fail(EXIT_FAILED, "no password given, or the two differ");
        return change(name, json_pack("{s:s}", "password", password));
    }
    if ((!strcmp(verb, "disable") || !strcmp(verb, "enable")) && argc == 3)
        return change(name, json_pack("{s:b}", "disabled", verb[0] == 'd'));
    return cmd_usage(&cmd_user, argc > 1 ? "can't do '%s' so" : "say what to do%s", argc > 1 ? verb : "");
}

const struct command cmd_user = {
    .name = "user",
    .arguments = "list | add NAME [DISPLAY-NAME] [--admin] | password NAME | disable NAME | enable NAME",
    .summary = "who may sign in to the clerk's pages",
    .help = "Passwords are asked for, or read from standard input when that is no terminal; at least 8 bytes.\n",
    .run = run,
};
