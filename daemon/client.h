/*
 * The command line's way to the daemon: REST over the address and with the key that the daemon leaves in its data
 * folder (files address and token).
 */
#ifndef SOHOA_DAEMON_CLIENT_H
#define SOHOA_DAEMON_CLIENT_H

#include <jansson.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/result.h"

struct client;

/* The data folder: data, or where that is NULL $SOHOA_DATA, then the setting of config (NULL: the installed settings). */
char *client_data_folder(const char *config, const char *data, struct so_error *err);

/*
 * config and data as above. SO_ENOTFOUND when no daemon has run there, SO_EPERM when its key can't be read; err says what to do.
 */
int client_open(const char *config, const char *data, struct client **ret_client, struct so_error *err);
void client_free(struct client *c); /* accepts NULL */

/*
 * One request. path begins with "/api/v1/" and is already encoded (client_escape). body may be NULL. The reply's JSON
 * is the caller's. A reply with an error becomes its code with the daemon's English message; SO_EBUSY: not reachable.
 */
int client_json(struct client *c, const char *method, const char *path, const json_t *body, json_t **ret_reply,
                struct so_error *err);

/* Sends a file as the body of a POST. */
int client_upload(struct client *c, const char *path, const char *file, json_t **ret_reply, struct so_error *err);

/* The reply of a GET as bytes; appends. */
int client_fetch(struct client *c, const char *path, struct buf *out, struct so_error *err);

/* Saves the reply of a GET into a file that appears whole. */
int client_download(struct client *c, const char *path, const char *file, struct so_error *err);

/* Calls line for each "event: name" + "data: json" pair of /api/v1/events until it returns false or the time is over. */
int client_events(struct client *c, int seconds, bool (*event)(void *ctx, const char *name, const char *data), void *ctx,
                  struct so_error *err);

/* Percent-encodes a path segment or query value into out. SO_ENOMEM. */
int client_escape(const char *text, struct buf *out);

#endif
