/*
 * The talk between a reader (daemon or command line) and worker_read, over the socket that the worker finds as
 * descriptor 3. The worker holds the last page that it read until the next READ_PAGE, so that looks need no file.
 *
 *     worker  → READ_READY
 *     client  → READ_PAGE + descriptor of the file
 *     worker  → READ_RESULT | READ_FAILED
 *     client  → READ_LOOK                      (any number, about the held page)
 *     worker  → READ_ANSWERS | READ_FAILED
 *     client  → READ_RENDER                    (any number, the held page)
 *     worker  → READ_RENDERED | READ_FAILED
 *     client  closes the socket: the worker exits 0
 */
#ifndef SOHOA_MODEL_READ_WIRE_H
#define SOHOA_MODEL_READ_WIRE_H

#include "base/result.h"
#include "model/wire.h"

enum read_message {
    READ_READY = 0x100, /* u8: 1 when the better model is there */
    READ_PAGE,          /* read_request, with the file's descriptor */
    READ_RESULT,        /* u32 pages in the file, page */
    READ_FAILED,        /* i32 result code, str English reason */
    READ_LOOK,          /* questions */
    READ_ANSWERS,       /* answers */
    READ_RENDER,        /* render_request */
    READ_RENDERED       /* render_result */
};

#define READ_SOCKET_FD 3

struct read_request {
    int page; /* number within the file, from 1 */
    enum quality quality;
    uint32_t max_megapixels; /* refuse larger pages with SO_ELIMIT */
    bool decode_only;        /* hold the page for READ_RENDER, read nothing: the result has no words */
    int turned;              /* with decode_only: turn so (0, 90, 180, 270) … */
    float skew;              /* … and take out this skew, instead of finding out */
};

/* The held page as a JPEG: upright, deskewed, colour kept, true size in its header. */
struct render_request {
    int dpi;          /* of the result; never scaled up */
    int jpeg_quality; /* 1..100 */
};

struct render_result {
    int width, height, dpi;
    struct buf jpeg;
};

int read_wire_put_request(struct buf *b, const struct read_request *r);
int read_wire_get_request(struct wire_in *in, struct read_request *ret_r);
int read_wire_put_render(struct buf *b, const struct render_request *r);
int read_wire_get_render(struct wire_in *in, struct render_request *ret_r);
int read_wire_put_rendered(struct buf *b, const struct render_result *r);
int read_wire_get_rendered(struct wire_in *in, struct render_result *ret_r);
int read_wire_put_failure(struct buf *b, const struct so_error *e);
int read_wire_get_failure(struct wire_in *in, struct so_error *ret_e);

#endif
