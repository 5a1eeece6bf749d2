/* Inside the room: what a page's bytes look like as they pass by, for the warnings that its content deserves. */
#ifndef SOHOA_SPOOL_CONTENT_H
#define SOHOA_SPOOL_CONTENT_H

#include "spool/spool.h"

struct page_content {
    uint64_t bytes;
    uint64_t grey_run; /* bytes of 0x80±1 at the end so far */
    bool varied;       /* not all bytes are first */
    uint8_t first;
    uint32_t levels[256]; /* how often each value was met at the sampled places */
    uint32_t next_sample; /* bytes until the next such place */
};

void content_take(struct page_content *c, const uint8_t *data, size_t len);

/* SPOOL_ONE_VALUE, SPOOL_GREY_TAIL, SPOOL_BLANK. */
unsigned content_flags(const struct page_content *c, const struct scan_page *raster, uint32_t lines);

#endif
