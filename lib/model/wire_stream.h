/*
 * Frames of wire.h out of a socket that must never block: bytes are taken as they come, frames given when whole. For
 * the daemon's event loop; no descriptors are received.
 */
#ifndef SOHOA_MODEL_WIRE_STREAM_H
#define SOHOA_MODEL_WIRE_STREAM_H

#include "model/wire.h"

struct wire_stream {
    struct buf in;
    size_t used; /* bytes of in that were given out already */
};

void wire_stream_free(struct wire_stream *s); /* zeroes it */

/* Takes at most about max bytes that wait now. SO_EBUSY when none do, SO_EEND when the peer has closed. */
int wire_stream_fill(struct wire_stream *s, int sock, size_t max);

/*
 * The next whole frame; SO_EBUSY when more bytes are needed, SO_EFORMAT for a frame that is broken or longer than
 * limit. *ret_in reads the payload, which stays valid until the next call with this stream.
 */
int wire_stream_next(struct wire_stream *s, size_t limit, uint32_t *ret_type, struct wire_in *ret_in);

#endif
