/*
 * Watches a network scanner without SANE: asks its eSCL status over plain HTTP now and then, on the event loop, never
 * blocking it. The device is not opened and nothing is locked by that.
 */
#ifndef SOHOA_DAEMON_SCANNER_ESCL_H
#define SOHOA_DAEMON_SCANNER_ESCL_H

#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/result.h"
#include "daemon/scanner_escl_answer.h"

struct escl_watch;

struct escl_watch_options {
    sd_event *loop;
    const char *url;      /* http://ADDRESS[:PORT]/eSCL/ */
    uint32_t period_ms;   /* between two questions while anybody looks */
    uint32_t quiet_ms;    /* while nobody does */
    uint32_t lost_ms_max; /* the period doubles up to this while the scanner does not answer */
    uint32_t timeout_ms;  /* of one question */
    bool (*anybody)(void *ctx);
    void (*answered)(void *ctx, const struct escl_status *status); /* NULL: no answer, or none that makes sense */
    void *ctx;
};

/*
 * The first question is asked at once. options is copied, url borrowed. SO_EUNSUPPORTED: https, or a host by name,
 * which only a blocking resolver could find; such a scanner is used without being watched.
 */
int escl_watch_new(const struct escl_watch_options *options, struct escl_watch **ret_watch, struct so_error *err);
void escl_watch_free(struct escl_watch *w); /* accepts NULL */

/* Asks soon, whatever the period: after a scan, or when a clerk wants to know. */
void escl_watch_soon(struct escl_watch *w);

/* Asks now: the next word through answered is of a question that was asked after this call. */
void escl_watch_anew(struct escl_watch *w);

#endif
