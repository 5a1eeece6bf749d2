/*
 * One worker_read, kept warm: reads pages, looks again, renders. Calls block; one thread uses a reader at a time.
 *
 * The worker is started at the first call and again after it died; a call that lost its worker fails with SO_ECRASHED
 * (it died, or broke the wire format and was killed). A page that is not read within its time, which the best quality has
 * four times of, is SO_ETIMEOUT; a worker that can't stop by itself is killed. One that can't be
 * started is SO_EBUSY: no page is at fault.
 */
#ifndef SOHOA_DAEMON_READER_H
#define SOHOA_DAEMON_READER_H

#include <stdbool.h>

#include "model/read_wire.h"

struct reader_options {
    const char *worker;      /* path of worker_read */
    const char *tessdata;    /* colon-separated folders */
    uint64_t memory_bytes;   /* address space of the worker; 0: no limit */
    unsigned page_seconds;   /* a page that takes longer is given up */
    unsigned max_megapixels; /* larger pages are refused */
    bool render_only;        /* no models are loaded: only reader_hold and reader_render work */
};

struct reader;

int reader_open(const struct reader_options *options, struct reader **ret_reader, struct so_error *err);
void reader_close(struct reader *reader); /* accepts NULL; ends the worker */

/* Starts the worker now, to learn whether it can: SO_ENOTFOUND names the model that is missing and its package. */
int reader_start(struct reader *reader, struct so_error *err);

/* True once the worker has said that the better model is installed; starts the worker. */
bool reader_has_best(struct reader *reader);

/* Reads a page of the open file fd. name stands in errors. ret_pages: pages in the file. The worker then holds the page. */
int reader_read_page(struct reader *reader, int fd, const char *name, int page, enum quality quality,
                     struct page *ret_page, int *ret_pages, struct so_error *err);

/* Second looks at the held page. */
int reader_look(struct reader *reader, const struct questions *questions, enum quality quality,
                struct answers *ret_answers, struct so_error *err);

/* Holds a page that was read before, for reader_render: turned and skew are those found then. */
int reader_hold(struct reader *reader, int fd, const char *name, int page, int turned, float skew, struct so_error *err);

/* The held page as an upright JPEG; the caller frees ret->jpeg. */
int reader_render(struct reader *reader, int dpi, int jpeg_quality, struct render_result *ret, struct so_error *err);

#endif
