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

struct page_reader;

/* tessdata NULL: no models are loaded, pages can only be held and rendered. */
int page_reader_open(const char *tessdata, unsigned page_seconds, struct page_reader **ret_reading, struct so_error *err);
void page_reader_close(struct page_reader *reading); /* accepts NULL */
bool page_reader_has_best(const struct page_reader *reading);

int page_reader_page(struct page_reader *reading, struct wire_in *in, int fd, struct buf *reply, struct so_error *err);
int page_reader_look(struct page_reader *reading, struct wire_in *in, struct buf *reply, struct so_error *err);
int page_reader_render(struct page_reader *reading, struct wire_in *in, struct buf *reply, struct so_error *err);

#endif
