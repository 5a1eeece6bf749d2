/*
 * The REST API, /api/v1: one api_*.c a resource, described in config/openapi.yaml. Handlers speak JSON and know the
 * store, the rules' labels and the daemon's commands; they hold no SQL, no stage and no HTML.
 *
 *     struct api api = { … };
 *     struct http_settings settings = { … };
 *     api_serve_by(&api, &settings);          -- routes, admission, error format
 *     http_server_open(&settings, &server, &err);
 *
 * Rights: every resource but POST /session, GET /hello and the static pages needs a session (HttpOnly cookie
 * "sohoa_session", or "Authorization: Bearer TOKEN" of a session or the local token). What changes something needs,
 * with the cookie, the header X-CSRF-Token too. Failures: {"error":{"code":"stale","message":"…","message_en":"…"}}.
 */
#ifndef SOHOA_DAEMON_API_H
#define SOHOA_DAEMON_API_H

#include "conf/office.h"
#include "conf/registers.h"
#include "daemon/casework.h"
#include "daemon/commands.h"
#include "daemon/events.h"
#include "http/http.h"
#include "paper/paper.h"
#include "store/store.h"

#define API_IMPORT_MAX (256ull * 1024 * 1024) /* bytes of one imported file */
#define API_LIST_MAX (64ull * 1024 * 1024)    /* of a list of an old register */
#define API_JSON_MAX (64u * 1024)             /* bytes of any other body */

struct list_desk;

struct api {
    struct store *store;
    const struct paper_rules *rules;
    struct events *events;
    const struct commands *commands;
    const struct casework *casework;
    const char *office;      /* the office's name as pages show it; may be NULL */
    const struct office *office_def;   /* its names by date, for what is printed; may be NULL */
    const struct registers *registers; /* the certification registers; NULL: there are none */
    const struct list_desk *lists;     /* where lists of old registers come in; NULL: nowhere */
    const char *local_token; /* at least 32 letters that only this machine's administrator can read; NULL: none */
    int session_hours;       /* 0: 12 */
    void (*log)(int level, const char *text); /* levels of base/log.h; may be NULL */
};

/* Sets routes, context, admit, fail, done, complain and static_prefix; the rest is the caller's. api is borrowed. */
void api_serve_by(const struct api *api, struct http_settings *settings);

/* A scanner's view as JSON, for the event "scanner"; appends. */
struct buf;
int api_scanner_json(const struct scanner_view *view, struct buf *out);

#endif
