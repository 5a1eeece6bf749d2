/*
 * The one event loop: children, timers, inotify, device events, and work posted to it by other threads. Scanners, the
 * spool and the hot folder are touched from its thread only.
 */
#ifndef SOHOA_DAEMON_LOOP_H
#define SOHOA_DAEMON_LOOP_H

#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/result.h"

struct loop;

typedef void (*loop_fn)(void *arg);

int loop_new(struct loop **ret_loop, struct so_error *err);
void loop_free(struct loop *loop); /* accepts NULL; work that was posted and never ran is dropped */

sd_event *loop_event(struct loop *loop); /* borrowed */

/* Runs until SIGTERM or SIGINT; tells systemd when it begins (READY=1) and feeds its watchdog. */
int loop_run(struct loop *loop, struct so_error *err);

/* Runs fn(arg) on the loop's thread, soon; from any thread. SO_ENOMEM. */
int loop_post(struct loop *loop, loop_fn fn, void *arg);

/* As loop_post, and waits for its end. SO_ECANCELLED when the loop has stopped. Never call it from the loop's thread. */
int loop_call(struct loop *loop, loop_fn fn, void *arg);

/* Calls fn(arg) every ms milliseconds for as long as the loop lives. */
int loop_every(struct loop *loop, uint64_t ms, loop_fn fn, void *arg);

#endif
