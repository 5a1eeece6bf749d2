/*
 * The bounded binary format between the daemon and its workers: frames over a stream socket.
 *
 * A frame is a 12-byte header (magic, type, payload length, little-endian) and its payload. Payloads are written with
 * wire_put_* into a buf and read with wire_get_* from a wire_in, which checks every length and goes bad for good at
 * the first violation: read everything, then ask wire_end once. Both peers distrust each other: a worker may have been
 * taken over by a hostile file.
 */
#ifndef SOHOA_MODEL_WIRE_H
#define SOHOA_MODEL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "model/page.h"

#define WIRE_MAGIC 0x31574853u /* "SHW1" */
#define WIRE_HEADER_SIZE 12     /* bytes */
#define WIRE_FRAME_MAX (64u * 1024 * 1024) /* bytes of one payload */
#define WIRE_TEXT_MAX (1024u * 1024)       /* bytes of one string */

struct wire_in {
    const uint8_t *p;
    size_t left;
    bool bad;
};

int wire_put_u8(struct buf *b, uint8_t v);
int wire_put_u32(struct buf *b, uint32_t v);
int wire_put_i32(struct buf *b, int32_t v);
int wire_put_f32(struct buf *b, float v);
int wire_put_bytes(struct buf *b, const void *data, size_t len); /* length, then the bytes */
int wire_put_str(struct buf *b, const char *s);                  /* as wire_put_bytes, without NUL */
int wire_put_box(struct buf *b, struct box box);

/* On bad input these return zeros or NULL and set in->bad. */
uint8_t wire_get_u8(struct wire_in *in);
uint32_t wire_get_u32(struct wire_in *in);
int32_t wire_get_i32(struct wire_in *in);
float wire_get_f32(struct wire_in *in);          /* not-a-number and infinities are bad */
const void *wire_get_bytes(struct wire_in *in, size_t limit, size_t *ret_len); /* borrowed from the frame */
char *wire_get_str(struct wire_in *in, size_t limit);   /* malloc'ed; embedded NUL is bad */
struct box wire_get_box(struct wire_in *in);     /* coordinates beyond ±2^24 are bad */
size_t wire_get_count(struct wire_in *in, size_t limit, size_t min_item_size); /* a u32 that the rest can hold */

/* SO_OK when everything was read and nothing was bad, else SO_EFORMAT. */
int wire_end(const struct wire_in *in);

/* Sends one frame, with one descriptor beside it when fd >= 0. Blocks. */
int wire_send(int sock, uint32_t type, const struct buf *payload, int fd);

/*
 * Receives one frame, waiting at most timeout_ms for its end (-1: for ever). ret_fd gets the descriptor that came with
 * it or -1 (a second one is closed); it may be NULL when none is expected. SO_EEND when the peer closed between frames,
 * SO_ETIMEOUT, SO_EFORMAT for a broken frame, SO_EIO.
 */
int wire_receive(int sock, int timeout_ms, uint32_t *ret_type, struct buf *ret_payload, int *ret_fd);

int wire_put_words(struct buf *b, const struct words *words);
int wire_get_words(struct wire_in *in, struct words *ret_words); /* frees what it got on failure */
int wire_put_page(struct buf *b, const struct page *page);
int wire_get_page(struct wire_in *in, struct page *ret_page);
int wire_put_questions(struct buf *b, const struct questions *q);
int wire_get_questions(struct wire_in *in, struct questions *ret_q);
int wire_put_answers(struct buf *b, const struct answers *a);
int wire_get_answers(struct wire_in *in, struct answers *ret_a);

#endif
