/*
 * What happens right now, for everyone who watches: a bounded ring of small JSON messages, published from any thread,
 * read by server-sent event streams. A reader that was away for a moment (Last-Event-ID) gets what it missed; one that
 * was away for too long, or that knew another daemon, gets the event "reset" and should load its page anew.
 *
 * Events carry ids and states, never the values of fields: the pages ask the API for those, which checks rights.
 *
 *     scanner  a scanner view as in GET /scanners
 *     page     {"source":1,"page":7,"seq":2,"state":"read"}
 *     paper    {"paper":3,"change":"added"|"changed"|"removed"}
 *     source   {"source":1}: its pages, papers or warnings changed
 *     batch    {"state":"going"|"done"|"cut","pages_read":120}
 *     status   {} the state of the daemon changed: ask GET /status
 *     reset    {}
 */
#ifndef SOHOA_DAEMON_EVENTS_H
#define SOHOA_DAEMON_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "http/http.h"
#include "store/store.h"

struct events;

#define EVENTS_RING 512            /* messages kept for those who come back */
#define EVENTS_DATA_MAX (8 * 1024) /* bytes of one message's JSON */

struct events *events_new(void);    /* NULL when memory is out */
void events_free(struct events *e); /* after the HTTP server is gone; accepts NULL */

/* Any thread; never blocks on a client. name: see above; json: one line without line breaks. SO_EINVALID, SO_ELIMIT. */
int events_publish(struct events *e, const char *name, const char *json);

/* The messages above without hand-written JSON; a message that cannot be kept for want of memory is lost. */
enum events_change { EVENTS_ADDED, EVENTS_CHANGED, EVENTS_REMOVED };
void events_paper(struct events *e, int64_t paper, enum events_change change);
void events_page(struct events *e, int64_t source, int64_t page, int seq, const char *state);
void events_source(struct events *e, int64_t source);
void events_batch(struct events *e, const char *state, int pages_read);

/* True while a page somewhere listens; any thread. */
bool events_are_watched(struct events *e);

/* Answers GET /events: the messages after Last-Event-ID, or only new ones without it. */
/* What an event tells of; 0: not of one. */
struct events_about {
    int64_t paper, page, source;
};
/* Who listens: what may_see refuses is not sent. */
struct events_eyes {
    bool (*may_see)(void *context, enum store_view view, const struct events_about *about);
    void *context;
    enum store_view view;
};
void events_reply(struct events *e, struct http_request *req, const struct events_eyes *eyes);

#endif
