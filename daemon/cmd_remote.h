/* What the commands that ask the daemon share. */
#ifndef SOHOA_DAEMON_CMD_REMOTE_H
#define SOHOA_DAEMON_CMD_REMOTE_H

#include <stddef.h>

#include "daemon/client.h"
#include "daemon/cmd.h"

/* Opens the client by the global options; EXIT_DONE, or the exit status after a complaint. */
int remote_open(struct client **ret_client);

/* The exit status for a failed request, after saying why. */
int remote_fail(int code, const struct so_error *err);

/* One request by its own client: for commands that ask once. EXIT_DONE, or the status after a complaint. */
int remote_ask(const char *method, const char *path, const json_t *body, json_t **ret_reply);

/* Prints a reply as one line of JSON. */
void remote_print(const json_t *reply);

/* A string member, "" when it is absent; likewise a number and the Vietnamese half of a label. */
const char *remote_text(const json_t *object, const char *key);
long long remote_number(const json_t *object, const char *key);
const char *remote_label(const json_t *object);

#endif
