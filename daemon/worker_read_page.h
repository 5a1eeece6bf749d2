/*
 * What worker_read does with the page that it holds: read it, look again at parts of it, render it.
 *
 * Each function takes a request's payload and appends the reply's; on failure err says why and the reply is not to be
 * sent. A failed READ_PAGE leaves no page held.
 */
#ifndef SOHOA_DAEMON_WORKER_READ_PAGE_H
#define SOHOA_DAEMON_WORKER_READ_PAGE_H

#include <stdbool.h>

#include "base/result.h"
#include "model/read_wire.h"

struct reading;

/* tessdata NULL: no models are loaded, pages can only be held and rendered. */
int reading_open(const char *tessdata, unsigned page_seconds, struct reading **ret_reading, struct so_error *err);
void reading_close(struct reading *reading); /* accepts NULL */
bool reading_has_best(const struct reading *reading);

int reading_page(struct reading *reading, struct wire_in *in, int fd, struct buf *reply, struct so_error *err);
int reading_look(struct reading *reading, struct wire_in *in, struct buf *reply, struct so_error *err);
int reading_render(struct reading *reading, struct wire_in *in, struct buf *reply, struct so_error *err);

#endif
